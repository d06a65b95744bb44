#include "print_table.h"

#include <stdio.h>

enum { LINE_MAX_CELLS = 1 << 20, REST_CELLS = 60 };

/* Fields of a row for other programs: those with a name. */
static size_t fields_of(const struct bs_table *t)
{
    return t->fields ? t->fields : t->columns;
}

static bool is_field(const struct bs_table_column *c)
{
    return c->name[0] && c->kind != BS_CELL_BAR;
}

static void json_cell(struct bs_jw *w, enum bs_cell_kind kind, const struct bs_table_cell *cell)
{
    char when[32];
    switch (kind) {
    case BS_CELL_NAME:
    case BS_CELL_REAL:
        if (cell->text.n == 0)
            bs_jw_null(w);
        else if (kind == BS_CELL_REAL)
            bs_jw_raw(w, cell->text);
        else
            bs_jw_str(w, cell->text);
        break;
    case BS_CELL_TEXT:
        bs_jw_str(w, cell->text);
        break;
    case BS_CELL_NUMBER:
    case BS_CELL_BAR:
        bs_jw_int(w, cell->n);
        break;
    case BS_CELL_FLAG:
        bs_jw_bool(w, cell->n != 0);
        break;
    case BS_CELL_TIME:
        bs_time_format(cell->n, when);
        bs_jw_z(w, cell->n ? when : NULL);
        break;
    }
}

static void put_json(const struct bs_table *t, const struct bs_table_row *row, struct bs_buf *out)
{
    struct bs_jw w;
    bs_jw_init(&w, out);
    bs_jw_object(&w);
    for (size_t i = 0; i < fields_of(t); i++) {
        if (!is_field(&t->column[i]))
            continue;
        bs_jw_key(&w, t->column[i].name);
        json_cell(&w, t->column[i].kind, &row->cell[i]);
    }
    bs_jw_end(&w, '}');
    bs_buf_putc(out, '\n');
}

static void csv_cell(enum bs_cell_kind kind, const struct bs_table_cell *cell, bool first, struct bs_buf *out)
{
    char when[32] = "";
    switch (kind) {
    case BS_CELL_TEXT:
    case BS_CELL_NAME:
    case BS_CELL_REAL:
        bs_csv_cell(out, bs_str_bytes(cell->text), first);
        break;
    case BS_CELL_NUMBER:
    case BS_CELL_BAR:
    case BS_CELL_FLAG:
        bs_csv_int(out, cell->n, first);
        break;
    case BS_CELL_TIME:
        if (cell->n)
            bs_time_format(cell->n, when);
        bs_csv_cell(out, bs_str_bytes(bs_str_z(when)), first);
        break;
    }
}

static void put_csv(const struct bs_table *t, const struct bs_table_row *row, struct bs_buf *out)
{
    bool first = true;
    for (size_t i = 0; i < fields_of(t); i++) {
        const struct bs_table_column *c = &t->column[i];
        if (!is_field(c))
            continue;
        if (row)
            csv_cell(c->kind, &row->cell[i], first, out);
        else
            bs_csv_cell(out, bs_str_bytes(bs_str_z(c->name)), first);
        first = false;
    }
    bs_csv_end(out);
}

static void put_line(struct cli *c, const struct bs_table *t, const struct bs_table_row *row,
                     struct bs_buf *out)
{
    char text[40];
    for (size_t i = 0; i < t->columns; i++) {
        const struct bs_table_column *col = &t->column[i];
        const bool last = i + 1 == t->columns;
        bs_bytes cell = bs_str_bytes(bs_str_z(col->title));
        if (col->kind == BS_CELL_BAR)
            continue;
        if (row && (col->kind == BS_CELL_TEXT || col->kind == BS_CELL_NAME))
            cell = bs_str_bytes(row->cell[i].text);
        else if (row && col->kind == BS_CELL_TIME) {
            bs_time_format(row->cell[i].n, text);
            text[col->width && col->width < 16 ? col->width : 16] = '\0'; /* to the minute, or the day */
            cell = bs_str_bytes(bs_str_z(row->cell[i].n ? text : "never"));
        } else if (row) {
            snprintf(text, sizeof text, row->cell[i].n < 0 ? "?" : "%lld", (long long)row->cell[i].n);
            cell = bs_str_bytes(bs_str_z(text));
        }
        if (col->kind == BS_CELL_NUMBER) /* to the right */
            bs_buf_printf(out, "%*s", cell.n < (size_t)col->width ? col->width - (int)cell.n : 0, "");
        bs_gate_fit(cell, c->out.gate, col->width ? col->width : REST_CELLS,
                    !last && col->kind != BS_CELL_NUMBER, out);
        bs_buf_put(out, last ? BS_STR("\n") : BS_STR("  "));
    }
}

void print_heading(struct cli *c, const struct bs_table *t, int format)
{
    struct bs_buf line;
    bs_buf_init(&line, LINE_MAX_CELLS);
    if (format == FORMAT_TABLE)
        put_line(c, t, NULL, &line);
    else if (format == FORMAT_CSV)
        put_csv(t, NULL, &line);
    out_str(&c->out, bs_buf_str(&line));
    bs_buf_fini(&line);
}

void print_row(struct cli *c, const struct bs_table *t, const struct bs_table_row *row, int format)
{
    struct bs_buf line;
    bs_buf_init(&line, LINE_MAX_CELLS);
    if (format == FORMAT_NDJSON)
        put_json(t, row, &line);
    else if (format == FORMAT_CSV)
        put_csv(t, row, &line);
    else
        put_line(c, t, row, &line);
    out_str(&c->out, bs_buf_str(&line));
    bs_buf_fini(&line);
}

void print_table(struct cli *c, const struct bs_table *t, int format)
{
    if (format == FORMAT_TABLE && t->about.n)
        note_printf("%.*s", (int)t->about.n, t->about.p);
    if (format == FORMAT_CSV || t->rows)
        print_heading(c, t, format);
    for (size_t i = 0; i < t->rows && !out_stopped(&c->out); i++)
        print_row(c, t, &t->row[i], format);
    if (format == FORMAT_TABLE && t->rows == 0)
        note_printf("%s", t->empty);
}

bs_err show_table(struct cli *c, const char *name, bs_str argument, int opt_format,
                  struct bs_error *e)
{
    struct bs_table t;
    int format;
    bs_err err = option_format(c, opt_format, &format, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err == BS_OK)
        err = bs_table_load(c->store, NULL, bs_arena_printf(&c->arena, "%s %.*s", name, (int)argument.n,
                                                      argument.n ? argument.p : ""),
                            &c->arena, &t, e);
    if (err == BS_OK)
        print_table(c, &t, format);
    return err;
}
