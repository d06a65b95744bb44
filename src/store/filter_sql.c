/* The query tree as a condition.  Values travel as parameters, never as text. */
#include "filter.h"

enum { SQL_MAX = 1 << 20, VALUES_MAX = 1 << 20 };

struct filter_value {
    struct filter_value *next;
    bs_bytes bytes;
    bool blob, number;
    int64_t n;
};

static struct filter_value *add_value(struct filter_sql *f)
{
    struct filter_value *v = bs_arena_alloc(&f->arena, sizeof *v);
    if (!v)
        bs_fatal("a query larger than any line");
    *f->last = v;
    f->last = &v->next;
    bs_buf_put(&f->sql, BS_STR("?"));
    return v;
}

void filter_text(struct filter_sql *f, bs_str s)
{
    add_value(f)->bytes = bs_str_bytes(bs_arena_str(&f->arena, s));
}

void filter_number(struct filter_sql *f, int64_t n)
{
    struct filter_value *v = add_value(f);
    v->number = true;
    v->n = n;
}

void filter_blob(struct filter_sql *f, bs_bytes b)
{
    struct filter_value *v = add_value(f);
    v->blob = true;
    v->bytes = bs_arena_bytes(&f->arena, b);
}

void filter_put(struct filter_sql *f, const char *sql)
{
    bs_buf_put(&f->sql, bs_str_z(sql));
}

/* -- a query ----------------------------------------------------------------------------- */

/* Of the whole row, what is asked of something else is a set of its ids, made once. */
static const struct {
    const char *before, *after;
    enum filter_part part;
} sets[] = {
    [OF_SERVICE] = {"(", ")", FILTER_SERVICE},
    [OF_ANSWER] = {"(", ")", FILTER_ANSWER},
    [OF_BANNER] = {"a.banner IN (SELECT b.id FROM banner b WHERE (", "))", FILTER_ANSWER},
    [OF_TRAITS] = {"a.traits IN (SELECT t.id FROM traits t WHERE (", "))", FILTER_ANSWER},
    [OF_PAGE] = {"a.traits IN (SELECT t.id FROM traits t WHERE t.html IN (SELECT h.id FROM html h WHERE (", ")))",
                 FILTER_ANSWER},
    [OF_OWNER] = {"s.owner IN (SELECT o.id FROM owner o WHERE (", "))", FILTER_OWNER},
};

static bs_err build_term(struct filter_sql *f, const struct bs_term *t, const struct filter *is, bool alone,
                         struct bs_error *e)
{
    enum { GROUP = 32 }; /* a chain of a thousand ORs is deeper than SQLite's expressions may be */
    bs_err err = BS_OK;
    filter_put(f, f->terms++ ? " AND " : " WHERE ");
    /* NULL is neither yes nor no: without ifnull a negated filter would drop such rows (and
     * with it no index could be used where it is not needed). */
    filter_put(f, t->negated ? "NOT ifnull((" : "(");
    filter_put(f, alone ? "(" : sets[is->asked].before);
    for (size_t i = 0; i < t->values && err == BS_OK; i++) {
        if (i)
            filter_put(f, i % GROUP ? " OR " : ") OR (");
        err = is->fn(f, t, t->value[i], is->column, e);
    }
    filter_put(f, alone ? ")" : sets[is->asked].after);
    filter_put(f, t->negated ? "), 0)" : ")");
    return err;
}

bs_err filter_build(const struct bs_query *q, enum filter_part part, struct filter_sql *f, struct bs_error *e)
{
    bs_buf_init(&f->sql, SQL_MAX);
    bs_arena_init(&f->arena, VALUES_MAX * 16);
    f->first = NULL;
    f->last = &f->first;
    f->terms = 0;
    bs_err err = BS_OK;
    for (size_t i = 0; i < q->terms && err == BS_OK; i++) {
        struct filter is;
        char column[64];
        err = filter_of(&q->term[i], column, &is, e);
        if (err == BS_OK && (part == FILTER_ALL || (sets[is.asked].part == part && !filter_has_kind(&q->term[i]))))
            err = build_term(f, &q->term[i], &is, part == FILTER_OWNER, e);
    }
    if (err == BS_OK && f->sql.len == f->sql.max)
        err = bs_error_set(e, BS_E_LIMIT, "the query is too long");
    if (err != BS_OK)
        filter_fini(f);
    return err;
}

void filter_bind(const struct filter_sql *f, sqlite3_stmt *st)
{
    int at = 1;
    for (const struct filter_value *v = f->first; v; v = v->next, at++) {
        if (v->number)
            sqlite3_bind_int64(st, at, v->n);
        else if (v->blob)
            sql_bind_blob(st, at, v->bytes);
        else
            sqlite3_bind_text64(st, at, (const char *)v->bytes.p, v->bytes.n, SQLITE_STATIC,
                                SQLITE_UTF8);
    }
}

void filter_fini(struct filter_sql *f)
{
    bs_buf_fini(&f->sql);
    bs_arena_fini(&f->arena);
}
