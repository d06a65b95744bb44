/* identity.h - what tells one content from another: banners, traits and owners are stored once each.  Layer 1.
 *
 * An id is the first 64 bits of SHA-256 (base.h): of the banner's bytes, or of the texts of traits or owner, each
 * with its length before it.  Ids of banners stand in exported verdicts and never change. */
#ifndef BS_IDENTITY_H
#define BS_IDENTITY_H

#include "bannerscope/record.h"

bs_id bs_banner_id(bs_bytes data, bs_bytes raw);

struct bs_content_ids {
    bs_id banner; /* 0: no response */
    bs_id traits, owner;
};

/* Most records have traits and owner of an earlier one; this remembers some thousands of them (256 KiB).  `seed` must
 * not be guessed from outside: contents are recognised by a fast hash that is safe only as long as it is secret. */
struct bs_identity;
struct bs_identity *bs_identity_new(uint64_t seed);
void bs_identity_free(struct bs_identity *m);
struct bs_content_ids bs_identify(struct bs_identity *m, const struct bs_record *r);

#endif
