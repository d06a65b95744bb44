#include <stdlib.h>

#include "rules_priv.h"

/* Short texts are scanned sooner than found, and pages are cut to 16 KiB where they are read. */
enum { SLOTS = 1024, LEAST = 256, MOST = 16 << 10 };

struct known {
    uint8_t *text; /* NULL: nothing yet */
    size_t n, hits;
    struct bs_hit *hit;
    uint64_t *candidate;
};

struct bs_scan_memo {
    const struct bs_rules *rules; /* whose findings these are */
    struct known known[SLOTS];
};

static void forget(struct known *k)
{
    free(k->text);
    free(k->hit);
    free(k->candidate);
    *k = (struct known){.text = NULL};
}

static void forget_all(struct bs_scan_memo *m)
{
    for (size_t i = 0; i < SLOTS; i++)
        forget(&m->known[i]);
}

struct bs_scan_memo *bs_scan_memo_new(void)
{
    return bs_alloc(sizeof(struct bs_scan_memo));
}

void bs_scan_memo_free(struct bs_scan_memo *m)
{
    if (m)
        forget_all(m);
    free(m);
}

/* By its length, its head and its end; where two meet, the later one stays. */
static struct known *slot_of(struct bs_scan_memo *m, bs_bytes text)
{
    enum { HEAD = 256, END = 64 };
    const uint64_t head = bs_hash64(bs_bytes_sub(text, 0, HEAD), text.n);

    return &m->known[bs_hash64(bs_bytes_sub(text, text.n - END, END), head) % SLOTS];
}

static void *copy(const void *p, size_t n)
{
    void *own = bs_alloc(n);
    if (n)
        memcpy(own, p, n);
    return own;
}

static void remember(struct known *k, const struct bs_hits *h)
{
    forget(k);
    k->text = copy(h->text.p, h->text.n);
    k->n = h->text.n;
    k->hits = h->n;
    k->hit = copy(h->hit, h->n * sizeof *k->hit);
    k->candidate = copy(h->candidate, h->rules->sets * sizeof *k->candidate);
}

void bs_rules_recall(const struct bs_rules *r, bs_bytes text, struct bs_scan_memo *memo, struct bs_arena *a,
                     struct bs_hits *out)
{
    if (!memo || text.n < LEAST || text.n > MOST) {
        bs_rules_scan(r, text, a, out);
        return;
    }
    if (memo->rules != r)
        forget_all(memo);
    memo->rules = r;
    struct known *k = slot_of(memo, text);
    if (k->text && bs_bytes_eq(text, (bs_bytes){k->text, k->n})) {
        *out = (struct bs_hits){.hit = k->hit, .n = k->hits, .candidate = k->candidate, .rules = r, .text = text};
        return;
    }
    bs_rules_scan(r, text, a, out);
    if (out->candidate)
        remember(k, out);
}
