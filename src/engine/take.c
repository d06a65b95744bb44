/* Banners from an answer of the API into the database. */
#include "take.h"

/* Refusals beyond TOLD_MAX of one answer are counted, not told: a page has 100 banners, and one of somebody
 * else's making has room for millions of things that are none. */
enum { RECORD_ARENA_MAX = 256 << 20, TOLD_MAX = 1000 };

bs_err take_record(struct bs_ingest *ingest, const struct bs_record *rec,
                   struct bs_import_summary *sum, struct bs_error *e)
{
    enum bs_put what;
    bs_err err = bs_ingest_put(ingest, rec, &what, e);
    if (err != BS_OK)
        return err;
    /* Edited records (an address masked in the banner) are common in shared files: counted, kept. */
    sum->mismatched += rec->hash_mismatch;
    sum->repeated += rec->repeated;
    sum->added += what == BS_PUT_NEW;
    sum->updated += what == BS_PUT_UPDATED;
    sum->duplicate += what == BS_PUT_DUPLICATE;
    return BS_OK;
}

static void complain_banner(const struct bs_take_options *o, int64_t index, const char *reason)
{
    struct bs_error text = {0};
    bs_error_set(&text, BS_E_SYNTAX, "banner %lld of the answer: %s", (long long)index, reason);
    if (o->complain)
        o->complain(o->ctx, text.text);
}

static void complain_rest(const struct bs_take_options *o, int64_t rejected)
{
    struct bs_error text = {0};
    bs_error_set(&text, BS_E_SYNTAX, "and %lld more things in the answer that are no banners",
                 (long long)(rejected - TOLD_MAX));
    if (o->complain && rejected > TOLD_MAX)
        o->complain(o->ctx, text.text);
}

static bs_err take_banners(struct bs_ingest *ingest, const struct bs_answer *ans,
                           const struct bs_take_options *o, struct bs_taken *out,
                           struct bs_error *e)
{
    struct bs_answer_iter it;
    struct bs_arena one;
    bs_str element;
    bs_err err = BS_OK;
    bs_arena_init(&one, RECORD_ARENA_MAX);
    bs_answer_begin(ans, &it);
    while (err == BS_OK && bs_answer_next(&it, &element, &out->cut)) {
        struct bs_error reason = {0};
        struct bs_record rec;
        out->banners++;
        out->sum.read++;
        bs_arena_reset(&one);
        if (bs_record_read(element, &one, &rec, &reason) == BS_OK) {
            err = take_record(ingest, &rec, &out->sum, e);
        } else {
            if (out->sum.rejected++ < TOLD_MAX)
                complain_banner(o, it.index, reason.text);
        }
    }
    complain_rest(o, out->sum.rejected);
    bs_arena_fini(&one);
    return err;
}

bs_err bs_take_answer(struct bs_store *s, const struct bs_take_options *o, bs_str body,
                      struct bs_taken *out, struct bs_error *e)
{
    struct bs_arena whole;
    struct bs_answer ans;
    struct bs_ingest *ingest = NULL;
    memset(out, 0, sizeof *out);
    bs_arena_init(&whole, 0);
    bs_err err = bs_answer_read(body, &whole, &ans, e);
    if (err == BS_OK) {
        const struct bs_ingest_options io = {
            .rules = o->rules, .source = o->source, .run = o->run, .keep_json = true};
        out->total = ans.total;
        err = bs_ingest_begin(s, &io, &ingest, e);
    }
    if (err == BS_OK)
        err = take_banners(ingest, &ans, o, out, e);
    out->sum.damaged = out->cut;
    if (ingest) {
        bs_err ended = bs_ingest_end(ingest, err == BS_OK, err == BS_OK ? e : NULL);
        if (err == BS_OK)
            err = ended;
    }
    bs_arena_fini(&whole);
    return err;
}

void bs_import_add(struct bs_import_summary *to, const struct bs_import_summary *more)
{
    to->read += more->read;
    to->added += more->added;
    to->updated += more->updated;
    to->duplicate += more->duplicate;
    to->rejected += more->rejected;
    to->mismatched += more->mismatched;
    to->repeated += more->repeated;
    to->damaged |= more->damaged;
}
