/* What the rules say about stored answers: the reading half of classifying. */
#include "store_priv.h"

#include <stdlib.h>

enum { ARENA_MAX = 64 << 20, BATCH_BYTES = 1 << 20 };

struct bs_judging {
    struct bs_store *s;
    const struct bs_rules *rules;
    sqlite3_stmt *st;
    bool ended;
};

bs_err bs_judging_begin(struct bs_store *s, const struct bs_rules *r, int part, int parts, struct bs_judging **out,
                        struct bs_error *e)
{
    struct bs_judging *j = bs_alloc(sizeof *j);
    struct bs_buf sql;
    j->s = s;
    j->rules = r;
    bs_buf_init(&sql, 4096);
    /* Parts in turns of a batch, so that they are of one size wherever the long banners are. */
    bs_buf_printf(&sql, "SELECT a.id, a.transport, a.verdict, a.n, b.data, b.raw, a.service, a.label,"
                        " a.digest, %s FROM answer a JOIN traits t ON t.id = a.traits LEFT JOIN banner b ON"
                        " b.id = a.banner WHERE a.id / %d %% %d = %d ORDER BY a.id", SQL_TRAITS, BS_JUDGED_MAX, parts,
                  part);
    bs_err err = sql_prepare(s, bs_buf_str(&sql), &j->st, e);
    bs_buf_fini(&sql);
    if (err != BS_OK) {
        bs_judging_end(j);
        return err;
    }
    *out = j;
    return BS_OK;
}

static bool same_text(bs_str a, sqlite3_stmt *st, int column)
{
    const char *p = sqlite3_column_blob(st, column);
    int n = sqlite3_column_bytes(st, column);
    return bs_str_eq(a, (bs_str){p ? p : "", p ? (size_t)n : 0});
}

static void judge(struct bs_judging *j, struct bs_judged_batch *b)
{
    struct bs_judged *x = &b->item[b->n++];
    struct bs_traits traits;
    struct bs_arena *a = &b->arena;
    const struct bs_subject subject = {.data = sql_blob(j->st, 4, a),
                                       .raw = sql_blob(j->st, 5, a),
                                       .transport = (enum bs_transport)sqlite3_column_int(j->st, 1),
                                       .traits = &traits};
    answer_read_traits(j->st, 9, a, &traits);
    bs_classify(j->rules, &subject, a, &x->finding);
    x->answer = sqlite3_column_int64(j->st, 0);
    x->services = sqlite3_column_int64(j->st, 3);
    x->before = (enum bs_verdict)(sqlite3_column_int(j->st, 2) & 3);
    x->after = x->finding.response ? x->finding.verdict : BS_VERDICT_NONE;
    x->reworded = x->before != x->after || !same_text(x->finding.service, j->st, 6) ||
                  !same_text(x->finding.label, j->st, 7);
    x->differs = answer_digest(&x->finding) != sqlite3_column_int64(j->st, 8);
}

struct bs_judged_batch *bs_judging_next(struct bs_judging *j)
{
    bool row = true;
    if (j->ended)
        return NULL;
    struct bs_judged_batch *b = bs_alloc(sizeof *b);
    bs_arena_init(&b->arena, ARENA_MAX);
    while (b->n < BS_JUDGED_MAX && b->arena.used < BATCH_BYTES) {
        b->err = sql_step(j->s, j->st, &row, &b->why);
        if (b->err != BS_OK || !row)
            break;
        judge(j, b);
    }
    j->ended = b->err != BS_OK || !row;
    return b;
}

void bs_judged_free(struct bs_judged_batch *b)
{
    if (b)
        bs_arena_fini(&b->arena);
    free(b);
}

void bs_judging_end(struct bs_judging *j)
{
    if (!j)
        return;
    sqlite3_finalize(j->st);
    free(j);
}
