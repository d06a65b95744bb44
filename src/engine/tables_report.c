/* The report as a list: a bar a row, and Enter shows the services it counts. */
#include <stdio.h>

#include "report.h"
#include "table_rows.h"

static const struct bs_table_column columns[] = {
    {"section", "section", BS_CELL_TEXT, 18},
    {"count", "number", BS_CELL_NUMBER, 8},
    {"bar", "", BS_CELL_BAR, 16},
    {"what", "what", BS_CELL_TEXT, 34},
    {"rest", "besides", BS_CELL_TEXT, 0},
};
enum { C_SECTION, C_COUNT, C_BAR, C_WHAT, C_REST };

/* What is set aside is counted, too: the list must not hide it. */
static bs_str shown_filter(struct table_maker *m, bs_str filter)
{
    if (!filter.n || bs_bytes_find(bs_str_bytes(filter), BS_BYTES("aside:"), 0) != SIZE_MAX)
        return bs_arena_str(m->a, filter);
    return bs_arena_printf(m->a, "%.*s aside:yes,no", (int)filter.n, filter.p);
}

/* "hospital, http" */
static bs_str keys_text(struct table_maker *m, const struct report_table *t, size_t row)
{
    struct bs_buf b;
    bs_buf_init(&b, 64 << 10);
    for (int k = 0; k < t->section->keys; k++) {
        bs_str key = t->row[row].key[k];
        bs_buf_put(&b, b.len && key.n ? BS_STR(", ") : BS_STR(""));
        bs_buf_put(&b, key);
    }
    bs_str out = bs_arena_str(m->a, bs_buf_str(&b));
    bs_buf_fini(&b);
    return out;
}

/* The other numbers that are not 0: "hosts 12, medical 3" */
static bs_str rest_text(struct table_maker *m, const struct report_table *t, size_t row)
{
    const struct report_section *s = t->section;
    struct bs_buf b;
    char number[32];
    bs_buf_init(&b, 4096);
    for (int k = 0; k < s->numbers; k++) {
        if (k == s->counted || t->row[row].n[k] == 0)
            continue;
        report_number_text(t, row, k, number);
        bs_buf_printf(&b, "%s%s %s", b.len ? ", " : "", s->heading[s->keys + k], number);
    }
    bs_str out = bs_arena_str(m->a, bs_buf_str(&b));
    bs_buf_fini(&b);
    return out;
}

static void add_section(struct table_maker *m, const struct report_table *t)
{
    for (size_t i = 0; i < t->rows; i++) {
        struct bs_table_row *row = table_row(m);
        if (!row)
            return;
        const int64_t n = t->row[i].n[t->section->counted];
        row->cell[C_SECTION].text = bs_str_z(t->section->name);
        table_number(row, C_COUNT, n);
        table_number(row, C_BAR, n);
        row->cell[C_WHAT].text = keys_text(m, t, i);
        row->cell[C_REST].text = rest_text(m, t, i);
        row->filter = shown_filter(m, t->row[i].filter);
    }
    m->t->more |= t->left_out > 0;
}

/* The first numbers of a section in the order of its rows, the newest BS_SPARK_MAX of them; rows of the same
 * first key (a day of several analysts) are one. */
static void add_spark(struct bs_table *out, const char *name, const struct report_table *t)
{
    struct bs_spark *spark = &out->spark[out->sparks];
    *spark = (struct bs_spark){.name = name};
    for (size_t i = 0; i < t->rows; i++) {
        bool same = i && bs_str_eq(t->row[i].key[0], t->row[i - 1].key[0]);
        if (!same && spark->points == BS_SPARK_MAX) {
            memmove(spark->n, spark->n + 1, (BS_SPARK_MAX - 1) * sizeof *spark->n);
            spark->points--;
        }
        if (!same)
            spark->n[spark->points++] = 0;
        spark->n[spark->points - 1] += t->row[i].n[0];
    }
    if (spark->points)
        out->sparks++;
}

static bool is_section(bs_str name)
{
    for (size_t i = 0; bs_report_sections[i]; i++)
        if (bs_str_eq(name, bs_str_z(bs_report_sections[i])))
            return true;
    return false;
}

/* The argument is [SECTION] [QUERY]. */
bs_err table_report(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                    struct bs_error *e)
{
    struct table_maker m;
    struct bs_query q;
    struct report_table *t = NULL;
    size_t n = 0;
    bs_str rest = argument, only = BS_STR("");
    bs_str_split(&rest, ' ', &only);
    const bool one = is_section(only);
    const bs_str query = one ? bs_str_trim(rest.p ? rest : BS_STR("")) : argument;
    const bs_str name = one ? bs_arena_str(a, only) : BS_STR("");
    table_begin(&m, out, a, "report", columns, BS_COUNT(columns),
                "Nothing is stored yet; :import FILE takes records in.");
    bs_err err = table_query(query, a, &q, e);
    if (err == BS_OK)
        err = report_read(s, &q, query, one ? name.p : NULL, a, &t, &n, e);
    if (err != BS_OK)
        return err;
    for (size_t i = 0; i < n; i++) {
        add_section(&m, &t[i]);
        if (strcmp(t[i].section->name, "sightings") == 0)
            add_spark(out, "seen", &t[i]);
        if (strcmp(t[i].section->name, "labelling") == 0)
            add_spark(out, "judged", &t[i]);
    }
    out->about = query.n ? bs_arena_printf(a, "of %.*s; Enter shows what a bar counts", (int)query.n, query.p)
                         : BS_STR("Enter shows what a bar counts; / finds a section");
    return BS_OK;
}
