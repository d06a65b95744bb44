/* Which services, in which order: an array of ids. */
#include "filter.h"

#include <stdlib.h>

/* Where a part of a query is asked, and in which column of memory the ids stand. */
static const struct {
    const char *select;
    size_t array, n, size; /* in struct columns */
} parts[] = {
#define PART(sql, field) {sql, offsetof(struct columns, field), offsetof(struct columns, field##s), \
                          sizeof *((struct columns *)NULL)->field}
    [FILTER_ANSWER] = PART("SELECT a.id FROM answer a LEFT JOIN banner b ON b.id = a.banner", answer),
    [FILTER_OWNER] = PART("SELECT o.id FROM owner o", owner),
    [FILTER_SERVICE] = PART("SELECT s.id" SQL_FROM, service),
#undef PART
};

/* What a part of the query selects, by place; *chosen stays NULL where it has no term for it. */
static bs_err choose(struct bs_store *s, const struct bs_query *q, enum filter_part part, const struct columns *c,
                     bool **chosen, struct bs_error *e)
{
    struct filter_sql f;
    struct bs_buf sql;
    sqlite3_stmt *st = NULL;
    bool row;
    const void *array = *(const void *const *)((const char *)c + parts[part].array);
    const size_t n = *(const size_t *)((const char *)c + parts[part].n);
    bs_err err = filter_build(q, part, &f, e);
    if (err != BS_OK)
        return err;
    bs_buf_init(&sql, 2 << 20);
    if (f.terms) {
        bs_buf_put(&sql, bs_str_z(parts[part].select));
        bs_buf_put(&sql, bs_buf_str(&f.sql));
        *chosen = bs_alloc(n + 1);
        err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    }
    if (err == BS_OK && st)
        filter_bind(&f, st);
    while (err == BS_OK && st && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        const size_t at = find_id(array, n, parts[part].size, sqlite3_column_int64(st, 0));
        if (at != SIZE_MAX)
            (*chosen)[at] = true;
    }
    sqlite3_finalize(st);
    bs_buf_fini(&sql);
    filter_fini(&f);
    return err;
}

static bool of_kinds(const struct columns *c, const struct col_service *v, const struct filter_kind *kind, size_t n)
{
    bool all = true;
    for (size_t i = 0; i < n && all; i++)
        all = kind[i].wanted >> kind[i].kind(c, v) & 1;
    return all;
}

/* Services of which every part of the query holds. */
bs_err choose_services(struct bs_store *s, const struct bs_query *q, const struct columns *c, bool **chosen,
                       struct bs_error *e)
{
    bool *answer = NULL, *owner = NULL, *service = NULL;
    struct filter_kind *kind = bs_alloc((q->terms + 1) * sizeof *kind);
    size_t kinds;
    bs_err err = filter_kinds(q, kind, &kinds, e);
    if (err == BS_OK)
        err = choose(s, q, FILTER_ANSWER, c, &answer, e);
    if (err == BS_OK)
        err = choose(s, q, FILTER_OWNER, c, &owner, e);
    if (err == BS_OK)
        err = choose(s, q, FILTER_SERVICE, c, &service, e);
    *chosen = bs_alloc(c->services + 1);
    for (size_t i = 0; i < c->services && err == BS_OK; i++) {
        const struct col_service *v = &c->service[i];
        (*chosen)[i] = (!answer || answer[v->answer]) && (!owner || owner[v->owner]) && (!service || service[i]) &&
                       of_kinds(c, v, kind, kinds);
    }
    free(kind);
    free(answer);
    free(owner);
    free(service);
    return err;
}

bs_err bs_store_select(struct bs_store *s, const struct bs_query *q, enum bs_sort sort,
                       bool descending, int64_t **ids, size_t *n, struct bs_error *e)
{
    const struct columns *c;
    bool *chosen = NULL, ours;
    *ids = NULL;
    *n = 0;
    bs_err err = columns_view(s, &ours, &c, e);
    if (err == BS_OK && q->terms)
        err = choose_services(s, q, c, &chosen, e);
    if (err == BS_OK)
        err = order_services(s, c, chosen, sort, descending, ids, n, e);
    sql_view_end(s, ours);
    free(chosen);
    return err;
}

bs_err bs_store_find(struct bs_store *s, const struct bs_target *t, int64_t *id, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "SELECT id FROM service WHERE ip = ?1 AND port = ?2 AND transport = ?3"
                               " AND vhost = ?4", &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_ip(st, 1, &t->ip);
    sqlite3_bind_int(st, 2, t->port);
    sqlite3_bind_int(st, 3, (int)t->transport);
    sqlite3_bind_text64(st, 4, t->vhost.n ? t->vhost.p : "", t->vhost.n, SQLITE_STATIC, SQLITE_UTF8);
    if ((err = sql_number(s, st, 0, id, e)) != BS_OK || *id)
        return err;
    struct bs_buf text;
    bs_buf_init(&text, 400);
    bs_target_format(t, &text);
    bs_buf_putc(&text, '\0');
    err = bs_error_set(e, BS_E_NOTFOUND, "%s is not in the database",
                       text.p ? (const char *)text.p : "");
    bs_buf_fini(&text);
    return err;
}
