#include "read_ahead.h"

#include <stdlib.h>
#include <unistd.h>

#include "bannerscope/identity.h"
#include "lane.h"

enum { BATCH_LINES = 256, BATCH_BYTES = 1 << 20, AHEAD = 4, ARENA_MAX = 512 << 20,
       JUDGED_SLOTS = 1 << 15 };

struct batch {
    struct bs_arena arena; /* lines, and what their records point at */
    struct parsed *item;
    size_t n, at;
    int64_t done, total; /* of the file, when this was read */
};

struct read_ahead {
    struct bs_ndjson *lines;
    const struct bs_rules *rules; /* NULL: the store asks them */
    struct bs_identity *identity;
    struct bs_scan_memo *memo;
    uint64_t judged[JUDGED_SLOTS]; /* answers that were sent with a finding; 0 = none */
    struct handoff *thread; /* NULL: batches are made when they are asked for */
    struct batch *batch;    /* in hand */
    int64_t done, total;
    size_t limit;           /* lines of a batch */
    bool ended;
};

static void batch_free(void *item)
{
    struct batch *b = item;
    if (!b)
        return;
    bs_arena_fini(&b->arena);
    free(b->item);
    free(b);
}

/* Was this banner with these traits sent with a finding?  Now it is.  Of two in one place the earlier is forgotten. */
static bool judged_before(struct read_ahead *ahead, const struct bs_record *r)
{
    if (!r->ids)
        return false;
    const uint64_t key = (r->ids->banner * 31 + r->ids->traits) * 2 + (uint64_t)r->target.transport;
    uint64_t *slot = &ahead->judged[key / 2 % JUDGED_SLOTS];
    const bool before = *slot == key;
    *slot = key;
    return before;
}

/* The store has the finding of an answer that came before, and of blank ones there are few: where it has none after
 * all, it asks the rules itself. */
static void judge(struct read_ahead *ahead, struct batch *b, struct bs_record *r)
{
    const struct bs_subject subject = {r->data, r->raw, r->target.transport, &r->traits, ahead->memo};
    struct bs_finding *f = NULL;
    if (ahead->rules && (r->data.n || r->raw.n) && !judged_before(ahead, r))
        f = bs_arena_alloc(&b->arena, sizeof *f);
    if (f)
        bs_classify(ahead->rules, &subject, &b->arena, f);
    r->finding = f;
}

static void identify(struct bs_identity *m, struct batch *b, struct bs_record *r)
{
    struct bs_content_ids *ids = bs_arena_alloc(&b->arena, sizeof *ids);
    if (ids)
        *ids = bs_identify(m, r);
    r->ids = ids;
}

static void read_record(struct read_ahead *ahead, struct batch *b, struct parsed *p, bs_str line)
{
    struct bs_error e = {0};
    bs_str own = bs_arena_str(&b->arena, line);
    p->kind = PARSED_REJECTED;
    if (own.n != line.n)
        p->why = BS_STR("not enough memory for this line");
    else if (bs_record_read(own, &b->arena, &p->record, &e) == BS_OK)
        p->kind = PARSED_RECORD;
    else
        p->why = bs_arena_str(&b->arena, bs_str_z(e.text));
    if (p->kind != PARSED_RECORD)
        return;
    identify(ahead->identity, b, &p->record);
    judge(ahead, b, &p->record);
}

/* One line into the batch; false at the end of the file. */
static bool read_line(struct read_ahead *r, struct batch *b)
{
    bs_str line;
    struct bs_error e = {0};
    struct parsed *p = &b->item[b->n];
    memset(p, 0, sizeof *p);
    bs_err err = bs_ndjson_next(r->lines, &line, &p->line, &e);
    if (err == BS_E_NOTFOUND)
        return false;
    if (err == BS_OK && bs_str_trim(line).n == 0)
        return true;
    if (err == BS_OK) {
        read_record(r, b, p, line);
    } else {
        p->kind = err == BS_E_LIMIT ? PARSED_REJECTED : PARSED_DAMAGED;
        p->why = bs_arena_str(&b->arena, bs_str_z(e.text));
    }
    b->n++;
    return p->kind != PARSED_DAMAGED;
}

static struct batch *read_batch(struct read_ahead *r)
{
    struct batch *b = bs_alloc(sizeof *b);
    bs_arena_init(&b->arena, ARENA_MAX);
    b->item = bs_alloc(r->limit * sizeof *b->item);
    while (!r->ended && b->n < r->limit && b->arena.used < BATCH_BYTES)
        r->ended = !read_line(r, b);
    bs_ndjson_progress(r->lines, &b->done, &b->total);
    if (b->n)
        return b;
    batch_free(b);
    return NULL;
}

static void make_batches(void *ctx, struct handoff *h)
{
    struct batch *b;
    while ((b = read_batch(ctx))) {
        if (!handoff_put(h, b)) {
            batch_free(b);
            return;
        }
    }
}

bs_err read_ahead_open(const char *path, const struct bs_rules *rules, struct read_ahead **out,
                       struct bs_error *e)
{
    uint64_t seed;
    if (getentropy(&seed, sizeof seed) != 0)
        return bs_error_set(e, BS_E_IO, "the system gives no random numbers");
    struct read_ahead *r = bs_alloc(sizeof *r);
    bs_err err = bs_ndjson_open(path, &r->lines, e);
    if (err != BS_OK) {
        free(r);
        return err;
    }
    bs_ndjson_progress(r->lines, &r->done, &r->total);
    r->identity = bs_identity_new(seed);
    r->memo = bs_scan_memo_new();
    r->limit = r->total < 0 ? 1 : BATCH_LINES;
    r->rules = r->total < 0 ? NULL : rules;
    if (r->total >= 0)
        r->thread = handoff_new(make_batches, r, AHEAD);
    *out = r;
    return BS_OK;
}

const struct parsed *read_ahead_next(struct read_ahead *r)
{
    while (!r->batch || r->batch->at == r->batch->n) {
        batch_free(r->batch);
        r->batch = r->thread ? handoff_take(r->thread) : read_batch(r);
        if (!r->batch)
            return NULL;
        r->done = r->batch->done;
        r->total = r->batch->total;
    }
    return &r->batch->item[r->batch->at++];
}

void read_ahead_progress(const struct read_ahead *r, int64_t *done, int64_t *total)
{
    *done = r->done;
    *total = r->total;
}

void read_ahead_close(struct read_ahead *r)
{
    if (!r)
        return;
    handoff_free(r->thread, batch_free);
    batch_free(r->batch);
    bs_ndjson_close(r->lines);
    bs_identity_free(r->identity);
    bs_scan_memo_free(r->memo);
    free(r);
}
