#include "print_table.h"

#include <stdio.h>

enum { LINE_MAX_CELLS = 1 << 20, REST_CELLS = 60 };

static void put_json(const struct bs_table *t, const struct bs_table_row *row, struct bs_buf *out)
{
    struct bs_jw w;
    char when[32];
    bs_jw_init(&w, out);
    bs_jw_object(&w);
    for (size_t i = 0; i < t->columns; i++) {
        if (t->column[i].kind == BS_CELL_BAR)
            continue;
        bs_jw_key(&w, t->column[i].name);
        if (t->column[i].kind == BS_CELL_TEXT) {
            bs_jw_str(&w, row->cell[i].text);
        } else if (t->column[i].kind == BS_CELL_NUMBER) {
            bs_jw_int(&w, row->cell[i].n);
        } else if (row->cell[i].n) {
            bs_time_format(row->cell[i].n, when);
            bs_jw_z(&w, when);
        } else {
            bs_jw_null(&w);
        }
    }
    bs_jw_end(&w, '}');
    bs_buf_putc(out, '\n');
}

static void put_csv(const struct bs_table *t, const struct bs_table_row *row, struct bs_buf *out)
{
    char when[32];
    bool first = true;
    for (size_t i = 0; i < t->columns; i++) {
        const struct bs_table_column *c = &t->column[i];
        if (c->kind == BS_CELL_BAR)
            continue;
        if (!row)
            bs_csv_cell(out, bs_str_bytes(bs_str_z(c->name)), first);
        else if (c->kind == BS_CELL_NUMBER)
            bs_csv_int(out, row->cell[i].n, first);
        else if (c->kind == BS_CELL_TEXT)
            bs_csv_cell(out, bs_str_bytes(row->cell[i].text), first);
        else {
            bs_time_format(row->cell[i].n, when);
            bs_csv_cell(out, bs_str_bytes(bs_str_z(row->cell[i].n ? when : "")), first);
        }
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
        if (row && col->kind == BS_CELL_TEXT)
            cell = bs_str_bytes(row->cell[i].text);
        else if (row && col->kind == BS_CELL_TIME) {
            bs_time_format(row->cell[i].n, text);
            text[16] = '\0'; /* to the minute */
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

void print_table(struct cli *c, const struct bs_table *t, int format)
{
    struct bs_buf line;
    bs_buf_init(&line, LINE_MAX_CELLS);
    if (format == FORMAT_TABLE && t->about.n)
        note_printf("%.*s", (int)t->about.n, t->about.p);
    if (format == FORMAT_TABLE && t->rows)
        put_line(c, t, NULL, &line);
    else if (format == FORMAT_CSV)
        put_csv(t, NULL, &line);
    for (size_t i = 0; i < t->rows && !out_stopped(&c->out); i++) {
        if (format == FORMAT_NDJSON)
            put_json(t, &t->row[i], &line);
        else if (format == FORMAT_CSV)
            put_csv(t, &t->row[i], &line);
        else
            put_line(c, t, &t->row[i], &line);
        out_str(&c->out, bs_buf_str(&line));
        bs_buf_clear(&line);
    }
    out_str(&c->out, bs_buf_str(&line));
    bs_buf_fini(&line);
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
        err = bs_table_load(c->store, bs_arena_printf(&c->arena, "%s %.*s", name, (int)argument.n,
                                                      argument.n ? argument.p : ""),
                            &c->arena, &t, e);
    if (err == BS_OK)
        print_table(c, &t, format);
    return err;
}
