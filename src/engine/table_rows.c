#include "table_rows.h"

enum { FIRST_ROOM = 64 };

void table_begin(struct table_maker *m, struct bs_table *t, struct bs_arena *a, const char *name,
                 const struct bs_table_column *column, size_t columns, const char *empty)
{
    *t = (struct bs_table){
        .name = name, .about = BS_STR(""), .empty = empty, .column = column, .columns = columns};
    *m = (struct table_maker){t, a, 0};
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
    if (t->rows < TABLE_ROWS_MAX && (t->rows < m->room || grow(m)))
        cell = bs_arena_alloc(m->a, t->columns * sizeof *cell);
    if (!cell) {
        t->more = true;
        return NULL;
    }
    for (size_t i = 0; i < t->columns; i++)
        cell[i] = (struct bs_table_cell){BS_STR(""), 0};
    struct bs_table_row *row = &t->row[t->rows++];
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
