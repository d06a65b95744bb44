/* classify - what one classification costs: decoders, words, patterns and shape of one answer, without a database.
 *
 *   tests/bench/classify RULES CORPUS [OWN_RULES [ROUNDS]]
 *
 * Takes the distinct answers (banner, traits, transport) of a corpus into memory, judges all of them by one thread,
 * ROUNDS times, and tells the best round.  The last line is an id of everything that was found, so that a change that
 * must not change what is found can be seen. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bannerscope/classify.h"
#include "bannerscope/identity.h"
#include "bannerscope/record.h"
#include "bannerscope/shodan.h"

struct answer {
    struct bs_subject subject;
    struct bs_traits traits;
};
struct answers {
    struct bs_arena arena;
    struct answer *item;
    size_t n, room, bytes;
    uint64_t *seen; /* open addressing, 0 = empty */
    size_t slots;
    struct bs_identity *identity;
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void grow_seen(struct answers *a)
{
    uint64_t *old = a->seen;
    const size_t slots = a->slots;
    a->slots = slots ? 2 * slots : 1 << 16;
    a->seen = bs_alloc(a->slots * sizeof *a->seen);
    for (size_t i = 0; i < slots; i++) {
        size_t at = old[i] & (a->slots - 1);
        while (old[i] && a->seen[at])
            at = (at + 1) & (a->slots - 1);
        if (old[i])
            a->seen[at] = old[i];
    }
    free(old);
}

static bool is_new(struct answers *a, uint64_t key)
{
    if (2 * a->n >= a->slots)
        grow_seen(a);
    size_t at = (key |= 1) & (a->slots - 1);
    while (a->seen[at] && a->seen[at] != key)
        at = (at + 1) & (a->slots - 1);
    const bool fresh = !a->seen[at];
    a->seen[at] = key;
    return fresh;
}

static void keep(struct answers *a, const struct bs_record *r)
{
    if (a->n == a->room) {
        a->room = a->room ? 2 * a->room : 1 << 14;
        a->item = bs_realloc(a->item, a->room * sizeof *a->item);
    }
    struct answer *x = &a->item[a->n++];
    *x = (struct answer){.subject = {.data = bs_arena_bytes(&a->arena, r->data),
                                     .raw = bs_arena_bytes(&a->arena, r->raw),
                                     .transport = r->target.transport}};
    a->bytes += x->subject.data.n;
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++) {
        const bs_str v = bs_arena_str(&a->arena, bs_trait(&r->traits, i));
        memcpy((char *)&x->traits + bs_trait_defs[i].offset, &v, sizeof v);
        a->bytes += v.n;
    }
}

static bool read_all(struct answers *a, const char *path, struct bs_error *e)
{
    struct bs_ndjson *lines;
    struct bs_arena arena;
    bs_str line;
    int64_t number;
    if (bs_ndjson_open(path, &lines, e) != BS_OK)
        return false;
    bs_arena_init(&arena, 64 << 20);
    while (bs_ndjson_next(lines, &line, &number, e) == BS_OK) {
        struct bs_record r;
        bs_arena_reset(&arena);
        if (bs_record_read(line, &arena, &r, e) != BS_OK || r.data.n + r.raw.n == 0)
            continue;
        const struct bs_content_ids ids = bs_identify(a->identity, &r);
        if (is_new(a, bs_hash64((bs_bytes){(const uint8_t *)&ids.banner, sizeof ids.banner},
                                ids.traits + r.target.transport)))
            keep(a, &r);
    }
    bs_arena_fini(&arena);
    bs_ndjson_close(lines);
    return a->n > 0;
}

static uint64_t add_text(bs_str t, uint64_t h)
{
    return bs_hash64(bs_str_bytes(t), h);
}

static uint64_t add_finding(const struct bs_finding *f, uint64_t h)
{
    const bs_str text[] = {f->service, f->product, f->version, f->label, f->cpe, f->summary};
    const uint64_t number[] = {f->response, f->verdict, f->medical_hint, f->software, f->hospital, f->by_pattern,
                               f->by_decoder, f->flags, f->shape, f->evidences};
    h = bs_hash64((bs_bytes){(const uint8_t *)number, sizeof number}, h);
    for (size_t i = 0; i < BS_COUNT(text); i++)
        h = add_text(text[i], h);
    for (size_t i = 0; i < f->evidences; i++) {
        const struct bs_evidence *v = &f->evidence[i];
        const uint64_t place[] = {v->kind, v->strength, v->offset, v->length};
        h = bs_hash64((bs_bytes){(const uint8_t *)place, sizeof place}, h);
        h = add_text(v->note, add_text(v->field, add_text(v->rule, h)));
    }
    return h;
}

/* The traits are put in their places here: an array that grows moves. */
static double judge_all(const struct bs_rules *rules, struct answers *a, uint64_t *id)
{
    struct bs_arena arena;
    struct bs_scan_memo *memo = bs_scan_memo_new();
    double took = 0;
    *id = 0;
    bs_arena_init(&arena, 64 << 20);
    for (size_t i = 0; i < a->n;) {
        enum { BATCH = 256 }; /* what was found is looked at behind the clock's back */
        struct bs_finding f[BATCH];
        size_t n = a->n - i < BATCH ? a->n - i : BATCH;
        bs_arena_reset(&arena);
        const double start = seconds();
        for (size_t k = 0; k < n; k++) {
            a->item[i + k].subject.traits = &a->item[i + k].traits;
            a->item[i + k].subject.memo = memo;
            bs_classify(rules, &a->item[i + k].subject, &arena, &f[k]);
        }
        took += seconds() - start;
        for (size_t k = 0; k < n; k++)
            *id = add_finding(&f[k], *id);
        i += n;
    }
    bs_arena_fini(&arena);
    bs_scan_memo_free(memo);
    return took;
}

static void measure(const struct bs_rules *rules, struct answers *a, int rounds)
{
    const struct bs_keyword *word;
    double best = 0;
    uint64_t id = 0;
    for (int i = 0; i < rounds; i++) {
        const double took = judge_all(rules, a, &id);
        best = i == 0 || took < best ? took : best;
    }
    printf("%zu answers of %zu bytes; %zu keywords, %zu patterns\n", a->n, a->bytes / a->n,
           bs_rules_keywords(rules, &word), bs_rules_patterns(rules));
    printf("%.2f us an answer, %.1f MB/s\n", best * 1e6 / (double)a->n, (double)a->bytes / best / 1e6);
    printf("found %016llx\n", (unsigned long long)id);
}

int main(int argc, char **argv)
{
    struct bs_error e = {.text = ""};
    struct bs_rules *rules = NULL;
    struct answers a = {.n = 0};
    const double start = seconds();
    if (argc < 3 || argc > 5) {
        fprintf(stderr, "usage: classify RULES CORPUS [OWN_RULES [ROUNDS]]\n");
        return 2;
    }
    if (bs_rules_load(argv[1], argc > 3 && argv[3][0] ? argv[3] : NULL, NULL, NULL, NULL, &rules, &e) != BS_OK) {
        fprintf(stderr, "classify: %s\n", e.text);
        return 1;
    }
    printf("rules loaded in %.1f ms\n", (seconds() - start) * 1e3);
    bs_arena_init(&a.arena, (size_t)4 << 30);
    a.identity = bs_identity_new(1);
    if (read_all(&a, argv[2], &e))
        measure(rules, &a, argc > 4 ? atoi(argv[4]) : 5);
    else
        fprintf(stderr, "classify: %s\n", e.text);
    bs_identity_free(a.identity);
    bs_arena_fini(&a.arena);
    free(a.item);
    free(a.seen);
    bs_rules_free(rules);
    return a.n ? 0 : 1;
}
