#include "bannerscope/identity.h"

#include <stdlib.h>

bs_id bs_banner_id(bs_bytes data, bs_bytes raw)
{
    if (raw.n == 0)
        return bs_id_of(data);
    /* Length first, so that no other pair gives the same bytes. */
    uint8_t n[8], digest[32];
    for (int i = 0; i < 8; i++)
        n[i] = (uint8_t)((uint64_t)data.n >> (56 - 8 * i));
    struct bs_sha256 h;
    bs_sha256_init(&h);
    bs_sha256_add(&h, BS_BYTES("raw\0"));
    bs_sha256_add(&h, (bs_bytes){n, sizeof n});
    bs_sha256_add(&h, data);
    bs_sha256_add(&h, raw);
    bs_sha256_end(&h, digest);
    bs_id id = 0;
    for (int i = 0; i < 8; i++)
        id = id << 8 | digest[i];
    return id;
}

enum { SLOTS = 1 << 14, CONTENT_MAX = 32 << 20 };

struct bs_identity {
    uint64_t seed;
    struct bs_buf content;
    struct {
        uint64_t quick; /* 0: empty */
        bs_id id;
    } known[SLOTS];
};

struct bs_identity *bs_identity_new(uint64_t seed)
{
    struct bs_identity *m = bs_alloc(sizeof *m);
    m->seed = seed;
    bs_buf_init(&m->content, CONTENT_MAX);
    return m;
}

void bs_identity_free(struct bs_identity *m)
{
    if (m)
        bs_buf_fini(&m->content);
    free(m);
}

/* Length first, so that no two lists of texts have the same bytes. */
static void add(struct bs_buf *b, bs_str v)
{
    const uint32_t n = (uint32_t)v.n;
    const char length[4] = {(char)n, (char)(n >> 8), (char)(n >> 16), (char)(n >> 24)};
    bs_buf_put(b, (bs_str){length, sizeof length});
    bs_buf_put(b, v);
}

static bs_id of_content(struct bs_identity *m)
{
    const bs_bytes content = {m->content.p, m->content.len};
    const uint64_t quick = bs_hash64(content, m->seed) | 1;
    const size_t at = quick >> 1 & (SLOTS - 1);
    if (m->known[at].quick != quick) {
        m->known[at].quick = quick;
        m->known[at].id = bs_id_of(content);
    }
    return m->known[at].id;
}

struct bs_content_ids bs_identify(struct bs_identity *m, const struct bs_record *r)
{
    const struct bs_owner *o = &r->owner;
    const bs_str whose[] = {o->org, o->isp, o->asn, o->country, o->city, o->hostnames, o->domains};
    struct bs_content_ids ids = {.banner = r->data.n || r->raw.n ? bs_banner_id(r->data, r->raw) : 0};

    bs_buf_clear(&m->content);
    for (size_t c = 0; c < BS_TRAIT_COUNT; c++)
        add(&m->content, bs_trait(&r->traits, c));
    ids.traits = of_content(m);
    bs_buf_clear(&m->content);
    for (size_t c = 0; c < BS_COUNT(whose); c++)
        add(&m->content, whose[c]);
    ids.owner = of_content(m);
    return ids;
}
