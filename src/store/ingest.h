/* ingest.h - one import while it runs. */
#ifndef BS_INGEST_H
#define BS_INGEST_H

#include "bannerscope/identity.h"
#include "store_priv.h"

enum { RECORD_MAX = 32 << 20 };

struct bs_ingest {
    struct bs_store *s;
    struct bs_ingest_options o;
    int64_t source;
    int in_batch; /* records of the running transaction; 0 = none is running */
    int batch;    /* after how many it ends */
    bool expect_new; /* the record before was a new service: most likely the next one is too */
    struct cache banners, traits, pages, owners, answers, rules; /* pages by their hash with `seed` */
    uint64_t seed;
    /* Of the record in hand: what was stored for the first time, and the answer whose row already
     * counts one service (0 = none). */
    bool new_banner, new_traits;
    int64_t prepaid;
    struct cache grown; /* answer -> services gained or lost, not yet written */
    struct bs_identity *identity; /* for records that come without ids */
    struct bs_content_ids ids;    /* of the record in hand */
    struct bs_arena arena; /* one record's classification */
};

/* The ids of what the record says and of whose it is, made (and classified) when they are new. */
bs_err ingest_answer(struct bs_ingest *i, const struct bs_record *r, int64_t *id,
                     struct bs_error *e);
bs_err ingest_owner(struct bs_ingest *i, const struct bs_owner *o, int64_t *id,
                    struct bs_error *e);

#endif
