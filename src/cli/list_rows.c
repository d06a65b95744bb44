#include "list_rows.h"

#include <stdlib.h>

enum { COLUMNS_MAX = 40, BATCH = 256, TEXT_MAX = 96 << 20, TABLE_COLUMNS = 7 };

struct listing {
    struct cli *c;
    const struct list_request *r;
    const struct bs_column *col[COLUMNS_MAX];
    size_t cols;
    struct bs_buf text, cell;
    struct bs_arena arena;
};

static bs_err choose_columns(struct listing *l, struct bs_error *e)
{
    const char *columns = l->r->columns;
    if (!columns || strcmp(columns, "*") == 0) {
        for (const struct bs_column *col = bs_columns; col->name; col++)
            if (columns || l->cols < TABLE_COLUMNS)
                l->col[l->cols++] = col;
        return BS_OK;
    }
    bs_str rest = bs_str_z(columns), name;
    while (bs_str_split(&rest, ',', &name)) {
        char shown[64];
        const struct bs_column *col = bs_column_find(bs_str_trim(name));
        if (!col || l->cols == COLUMNS_MAX)
            return bs_error_set(e, BS_E_USAGE, "no column is called '%s'",
                                bs_gate_z(bs_str_bytes(name), shown, sizeof shown));
        l->col[l->cols++] = col;
    }
    return BS_OK;
}

static bool is_number(const struct bs_column *col)
{
    return strcmp(col->name, "port") == 0 || strcmp(col->name, "count") == 0 ||
           strcmp(col->name, "length") == 0 || strcmp(col->name, "sightings") == 0;
}

static void csv_cell(struct listing *l, size_t i)
{
    int64_t n;
    if (is_number(l->col[i]) && bs_str_i64(bs_buf_str(&l->cell), &n))
        bs_csv_int(&l->text, n, i == 0);
    else
        bs_csv_cell(&l->text, (bs_bytes){l->cell.p, l->cell.len}, i == 0);
}

static void table_cell(struct listing *l, size_t i)
{
    bool last = i + 1 == l->cols;
    bs_gate_fit((bs_bytes){l->cell.p, l->cell.len}, l->c->out.gate, l->col[i]->width, !last,
                &l->text);
    bs_buf_put(&l->text, last ? BS_STR("\n") : BS_STR("  "));
}

/* `row` NULL: the headings. */
static void put_line(struct listing *l, const struct bs_row *row)
{
    bool csv = l->r->format == LIST_CSV;
    for (size_t i = 0; i < l->cols; i++) {
        bs_buf_clear(&l->cell);
        if (row)
            l->col[i]->text(row, &l->cell);
        else
            bs_buf_put(&l->cell, bs_str_z(csv ? l->col[i]->name : l->col[i]->title));
        if (csv)
            csv_cell(l, i);
        else
            table_cell(l, i);
    }
    if (csv)
        bs_csv_end(&l->text);
}

static bs_err send(struct listing *l, struct bs_error *e)
{
    bs_err err = l->r->sink(l->r->ctx, bs_buf_str(&l->text), e);
    bs_buf_clear(&l->text);
    return err;
}

static void show_progress(const struct listing *l, size_t done, size_t total)
{
    if (l->r->progress)
        progress_show(l->c, (int64_t)done, (int64_t)total);
}

static bs_err lines(struct listing *l, const int64_t *ids, size_t n, struct bs_error *e)
{
    struct bs_row row[BATCH];
    bs_err err = BS_OK;
    put_line(l, NULL);
    for (size_t at = 0; at < n && err == BS_OK && !out_stopped(&l->c->out); at += BATCH) {
        size_t some = n - at < BATCH ? n - at : BATCH;
        show_progress(l, at, n);
        bs_arena_reset(&l->arena);
        err = bs_store_rows(l->c->store, ids + at, some, &l->arena, row, e);
        for (size_t i = 0; i < some && err == BS_OK; i++)
            if (row[i].id)
                put_line(l, &row[i]);
        if (err == BS_OK)
            err = send(l, e);
    }
    return err == BS_OK ? send(l, e) : err;
}

static bs_err objects(struct listing *l, const int64_t *ids, size_t n, struct bs_error *e)
{
    struct bs_detail d;
    bs_err err = BS_OK;
    for (size_t i = 0; i < n && err == BS_OK && !out_stopped(&l->c->out); i++) {
        show_progress(l, i, n);
        bs_arena_reset(&l->arena);
        err = bs_store_record(l->c->store, ids[i], &l->arena, &d, e);
        if (err == BS_E_NOTFOUND) { /* gone since the selection */
            err = BS_OK;
            continue;
        }
        if (err != BS_OK)
            break;
        if (l->r->format == LIST_LABELLED && !d.row.response)
            continue;
        if (l->r->format == LIST_LABELLED)
            bs_detail_labelled(&d, &l->text);
        else if (l->r->format == LIST_EXPORT)
            bs_detail_ndjson(&d, &l->text);
        else
            bs_row_json(&d.row, d.evidence, d.evidences, &l->text);
        bs_buf_putc(&l->text, '\n');
        err = send(l, e);
    }
    return err;
}

static bs_err select_ids(struct listing *l, int64_t **ids, size_t *n, struct bs_error *e)
{
    struct bs_query q;
    enum bs_sort sort = BS_SORT_ATTENTION;
    bool descending = false;
    char shown[64];
    if (l->r->sort && !bs_sort_parse(bs_str_z(l->r->sort), &sort, &descending))
        return bs_error_set(e, BS_E_USAGE, "cannot sort by '%s'",
                            bs_gate_z(bs_str_bytes(bs_str_z(l->r->sort)), shown, sizeof shown));
    bs_err err = parse_query(l->c, l->r->query, BS_QUERY_LOCAL, &q, e);
    if (err == BS_OK)
        err = bs_store_select(l->c->store, &q, sort, descending, ids, n, e);
    if (err == BS_OK && l->r->limit > 0 && (uint64_t)l->r->limit < *n)
        *n = (size_t)l->r->limit;
    return err;
}

bs_err list_rows(struct cli *c, const struct list_request *r, struct bs_error *e)
{
    struct listing l = {.c = c, .r = r};
    int64_t *ids = NULL;
    size_t n = 0;
    bs_buf_init(&l.text, TEXT_MAX);
    bs_buf_init(&l.cell, TEXT_MAX);
    bs_arena_init(&l.arena, 0);
    bs_err err = choose_columns(&l, e);
    if (err == BS_OK)
        err = select_ids(&l, &ids, &n, e);
    if (err == BS_OK)
        err = r->format == LIST_TABLE || r->format == LIST_CSV ? lines(&l, ids, n, e)
                                                               : objects(&l, ids, n, e);
    free(ids);
    bs_buf_fini(&l.text);
    bs_buf_fini(&l.cell);
    bs_arena_fini(&l.arena);
    return err;
}
