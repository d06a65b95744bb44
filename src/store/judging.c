/* What the rules say about stored answers: the reading half of classifying. */
#include "store_priv.h"

#include <stdlib.h>

enum { ARENA_MAX = 64 << 20, BATCH_BYTES = 1 << 20, TRAITS_KNOWN = 64, PAGES_KNOWN = 1024,
       PAGE_MAX = 64 << 20 /* as SQLite; records bring 16 KiB at most */ };

/* Few sets of traits stand beside many answers, and few pages beside most of the others: what was read lately is not
 * read again.  Traits are in the arena of the batch that is being made; pages outlive it. */
struct known_traits {
    int64_t id; /* 0: none */
    struct bs_traits traits;
};
struct known_page {
    int64_t id; /* 0: none */
    struct bs_buf text;
};

struct bs_judging {
    struct bs_store *s;
    const struct bs_rules *rules;
    sqlite3_stmt *answers, *traits, *page;
    struct known_traits known[TRAITS_KNOWN];
    struct known_page pages[PAGES_KNOWN];
    struct bs_scan_memo *memo;
    bool ended;
};

bs_err bs_judging_begin(struct bs_store *s, const struct bs_rules *r, int part, int parts, struct bs_judging **out,
                        struct bs_error *e)
{
    struct bs_judging *j = bs_alloc(sizeof *j);
    struct bs_buf sql;
    j->s = s;
    j->rules = r;
    j->memo = bs_scan_memo_new();
    for (size_t i = 0; i < PAGES_KNOWN; i++)
        bs_buf_init(&j->pages[i].text, PAGE_MAX);
    bs_buf_init(&sql, 4096);
    /* Parts in turns of a batch, so that they are of one size wherever the long banners are. */
    bs_buf_printf(&sql, "SELECT a.id, a.transport, a.verdict, a.n, b.data, b.raw, a.service, a.label,"
                        " a.digest, a.traits FROM answer a LEFT JOIN banner b ON b.id = a.banner"
                        " WHERE a.id / %d %% %d = %d ORDER BY a.id", BS_JUDGED_MAX, parts, part);
    bs_err err = sql_prepare(s, bs_buf_str(&sql), &j->answers, e);
    if (err == BS_OK)
        err = sql_prepare(s, BS_STR("SELECT t.html, " SQL_TRAITS_AND("NULL") " FROM traits t WHERE t.id = ?1"),
                          &j->traits, e);
    if (err == BS_OK)
        err = sql_prepare(s, BS_STR("SELECT data FROM html WHERE id = ?1"), &j->page, e);
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

/* The row of an id, for one look: sql_reset() behind it. */
static bs_err row_of(struct bs_judging *j, sqlite3_stmt *st, int64_t id, bool *row, struct bs_error *e)
{
    sqlite3_bind_int64(st, 1, id);
    return sql_step(j->s, st, row, e);
}

static bs_err find_page(struct bs_judging *j, struct bs_judged_batch *b, int64_t id, bs_str *out)
{
    struct known_page *k = &j->pages[(uint64_t)id % PAGES_KNOWN];
    bs_err err = BS_OK;
    bool row;
    if (id && k->id != id) {
        k->id = id;
        bs_buf_fini(&k->text);
        err = row_of(j, j->page, id, &row, &b->why);
        if (err == BS_OK && row)
            bs_buf_put(&k->text, (bs_str){sqlite3_column_blob(j->page, 0), (size_t)sqlite3_column_bytes(j->page, 0)});
        if (err != BS_OK)
            k->id = 0;
        sql_reset(j->page);
    }
    *out = id ? bs_arena_str(&b->arena, bs_buf_str(&k->text)) : BS_STR("");
    return err;
}

static bs_err read_traits(struct bs_judging *j, struct bs_judged_batch *b, int64_t id, struct known_traits *k)
{
    bool row;
    bs_err err = row_of(j, j->traits, id, &row, &b->why);
    k->id = 0;
    if (err == BS_OK && row) {
        answer_read_traits(j->traits, 1, &b->arena, &k->traits);
        err = find_page(j, b, sqlite3_column_int64(j->traits, 0), &k->traits.http_html);
        k->id = err == BS_OK ? id : 0;
    }
    sql_reset(j->traits);
    return err;
}

/* NULL: there are none, in a damaged file. */
static bs_err find_traits(struct bs_judging *j, struct bs_judged_batch *b, const struct bs_traits **out)
{
    const int64_t id = sqlite3_column_int64(j->answers, 9);
    struct known_traits *k = &j->known[(uint64_t)id % TRAITS_KNOWN];
    bs_err err = k->id == id ? BS_OK : read_traits(j, b, id, k);
    *out = k->id == id ? &k->traits : NULL;
    return err;
}

static bs_err judge(struct bs_judging *j, struct bs_judged_batch *b)
{
    const struct bs_traits *traits;
    struct bs_arena *a = &b->arena;
    bs_err err = find_traits(j, b, &traits);
    if (err != BS_OK || !traits)
        return err;
    struct bs_judged *x = &b->item[b->n++];
    const struct bs_subject subject = {.data = sql_blob(j->answers, 4, a),
                                       .raw = sql_blob(j->answers, 5, a),
                                       .transport = (enum bs_transport)sql_choice(j->answers, 1, BS_UDP + 1),
                                       .traits = traits,
                                       .memo = j->memo};
    bs_classify(j->rules, &subject, a, &x->finding);
    x->answer = sqlite3_column_int64(j->answers, 0);
    x->services = sqlite3_column_int64(j->answers, 3);
    x->before = (enum bs_verdict)sql_choice(j->answers, 2, BS_UNKNOWN + 1);
    x->after = x->finding.response ? x->finding.verdict : BS_VERDICT_NONE;
    x->reworded = x->before != x->after || !same_text(x->finding.service, j->answers, 6) ||
                  !same_text(x->finding.label, j->answers, 7);
    x->differs = answer_digest(&x->finding) != sqlite3_column_int64(j->answers, 8);
    return BS_OK;
}

struct bs_judged_batch *bs_judging_next(struct bs_judging *j)
{
    bool row = true;
    if (j->ended)
        return NULL;
    struct bs_judged_batch *b = bs_alloc(sizeof *b);
    bs_arena_init(&b->arena, ARENA_MAX);
    memset(j->known, 0, sizeof j->known);
    while (b->err == BS_OK && b->n < BS_JUDGED_MAX && b->arena.used < BATCH_BYTES) {
        b->err = sql_step(j->s, j->answers, &row, &b->why);
        if (b->err != BS_OK || !row)
            break;
        b->err = judge(j, b);
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
    sqlite3_finalize(j->answers);
    sqlite3_finalize(j->traits);
    sqlite3_finalize(j->page);
    for (size_t i = 0; i < PAGES_KNOWN; i++)
        bs_buf_fini(&j->pages[i].text);
    bs_scan_memo_free(j->memo);
    free(j);
}
