#include "table_rows.h"

#include <math.h>

enum { FIRST_ROOM = 64 };

void table_begin(struct table_maker *m, struct bs_table *t, struct bs_arena *a, const char *name,
                 const struct bs_table_column *column, size_t columns, const char *empty)
{
    *t = (struct bs_table){
        .name = name, .about = BS_STR(""), .empty = empty, .column = column, .columns = columns,
                           .fields = columns};
    *m = (struct table_maker){.t = t, .a = a};
}

void table_stream(struct table_maker *m, struct bs_table *t, const struct bs_table_column *column, size_t columns,
                  size_t fields, struct bs_store *s, bs_table_row_fn *fn, void *ctx)
{
    table_begin(m, t, &m->own, "", column, columns, "");
    t->fields = fields;
    m->store = s;
    m->fn = fn;
    m->ctx = ctx;
    bs_arena_init(&m->own, 0);
    fn(ctx, t, NULL);
}

void table_end(struct table_maker *m)
{
    bs_arena_fini(&m->own);
}

/* Twice as much each time: what was there is copied, the old place is the arena's loss. */
static bool grow(struct table_maker *m)
{
    size_t room = m->room ? m->room * 2 : FIRST_ROOM;
    struct bs_table_row *row = bs_arena_alloc(m->a, room * sizeof *row);
    if (!row)
        return false;
    if (m->t->rows)
        memcpy(row, m->t->row, m->t->rows * sizeof *row);
    m->t->row = row;
    m->room = room;
    return true;
}

struct bs_table_row *table_row(struct table_maker *m)
{
    struct bs_table *t = m->t;
    struct bs_table_cell *cell = NULL;
    if (m->fn) {
        bs_arena_reset(m->a);
        cell = bs_arena_alloc(m->a, t->fields * sizeof *cell);
    } else if (t->rows < TABLE_ROWS_MAX && (t->rows < m->room || grow(m)))
        cell = bs_arena_alloc(m->a, t->fields * sizeof *cell);
    if (!cell) {
        t->more = true;
        return NULL;
    }
    for (size_t i = 0; i < t->fields; i++)
        cell[i] = (struct bs_table_cell){BS_STR(""), 0};
    struct bs_table_row *row = m->fn ? &m->one : &t->row[t->rows++];
    *row = (struct bs_table_row){.cell = cell, .filter = BS_STR(""), .query = BS_STR("")};
    return row;
}

void table_text(struct table_maker *m, struct bs_table_row *row, size_t column, bs_str text)
{
    row->cell[column].text = bs_arena_str(m->a, text);
}

void table_number(struct bs_table_row *row, size_t column, int64_t n)
{
    row->cell[column].n = n;
}

void table_time(struct bs_table_row *row, size_t column, bs_time t)
{
    row->cell[column].n = t == BS_TIME_NONE ? 0 : t;
}

void table_id(struct table_maker *m, struct bs_table_row *row, size_t column, bs_id id)
{
    char text[17] = "";
    if (id)
        bs_id_format(id, text);
    table_text(m, row, column, bs_str_z(text));
}

void table_real(struct table_maker *m, struct bs_table_row *row, size_t column, double v)
{
    if (isfinite(v))
        row->cell[column].text = bs_arena_printf(m->a, "%.4f", v);
}

bool table_done(struct table_maker *m, const struct bs_table_row *row)
{
    return !m->fn || m->fn(m->ctx, m->t, row);
}

bs_str bs_service_name(struct bs_store *s, int64_t service, struct bs_arena *a)
{
    struct bs_row row = {0};
    struct bs_buf b;
    if (!service || bs_store_rows(s, &service, 1, a, &row, NULL) != BS_OK || !row.id)
        return BS_STR("-");
    bs_buf_init(&b, 1024);
    bs_target_format(&row.target, &b);
    bs_str name = bs_arena_str(a, bs_buf_str(&b));
    bs_buf_fini(&b);
    return name;
}

bs_str table_term(struct table_maker *m, bs_str query, const char *name, bs_str value)
{
    enum { FILTER_MAX = 64 << 10 };
    struct bs_buf b;
    bs_buf_init(&b, FILTER_MAX);
    bs_buf_put(&b, query);
    if (b.len)
        bs_buf_putc(&b, ' ');
    bs_buf_printf(&b, "%s:", name);
    bs_query_quote(value, &b);
    bs_str out = bs_arena_str(m->a, bs_buf_str(&b));
    bs_buf_fini(&b);
    return out;
}

bs_err table_query(bs_str text, struct bs_arena *a, struct bs_query *q, struct bs_error *e)
{
    uint32_t at;
    return bs_query_parse(text, BS_QUERY_LOCAL, a, q, &at, e);
}
