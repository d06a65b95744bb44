/* gather.h - services gathered into banners or shapes, in memory: the rows of the dictionary and of the queue but for
 * their texts. */
#ifndef BS_STORE_GATHER_H
#define BS_STORE_GATHER_H

#include "columns.h"

#include "bannerscope/label.h"

struct gathered {
    int64_t id;       /* of the shape, key of the banner */
    int64_t answer;   /* whose finding speaks: the weightiest, first stored first */
    int64_t service;  /* a member: open where there is one, first stored first */
    int64_t organisations, banners; /* distinct; of the groups that are given out */
    uint32_t services, open, disagree;
    uint32_t of[4];   /* services by effective verdict */
    uint32_t org;     /* symbol: first by name, of the open ones where there are any; 0 = none */
    uint16_t port;    /* lowest */
    bool put_off;     /* of a queue: it is marked, and comes last */
    enum bs_affiliation affiliation; /* the closest to a hospital */
    bs_time first, last;
};

/* Groups in the order asked for, at most ask->limit of them; *out is for free(). */
bs_err gather(struct bs_store *s, const struct bs_group_ask *ask, const struct columns *c, struct gathered **out,
              size_t *n, struct bs_error *e);

#endif
