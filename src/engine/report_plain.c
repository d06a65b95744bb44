/* Text, Markdown, CSV and JSON. */
#include "bannerscope/json.h"
#include "bannerscope/textfmt.h"
#include "report.h"

enum { KEY_CELLS_MAX = 34, NUMBER_CELLS = 11, BAR_CELLS = 24 };


/* -- text -------------------------------------------------------------------------------- */

static void text_head(const struct report_head *h, bool ascii, struct bs_buf *out)
{
    bs_buf_printf(out, "bannerscope %s, %s\ndatabase: ", h->version, h->made);
    bs_gate_text(bs_str_bytes(h->database), ascii ? BS_GATE_ASCII : BS_GATE_UTF8, false, out);
    if (h->query.n) {
        bs_buf_put(out, BS_STR("\nof: "));
        bs_gate_text(bs_str_bytes(h->query), ascii ? BS_GATE_ASCII : BS_GATE_UTF8, false, out);
    }
    bs_buf_printf(out, "\nrules: %s\nlast event: %s\n", h->rules, h->last_event);
}

/* As wide as the widest key, within reason. */
static int key_width(const struct report_table *t, int k)
{
    size_t w = strlen(t->section->heading[k]);
    for (size_t i = 0; i < t->rows; i++)
        if (t->row[i].key[k].n > w)
            w = t->row[i].key[k].n;
    return w > KEY_CELLS_MAX ? KEY_CELLS_MAX : (int)w;
}

static int number_width(const struct report_section *s, int k)
{
    size_t n = strlen(s->heading[s->keys + k]) + 2;
    return n < NUMBER_CELLS ? NUMBER_CELLS : (int)n;
}

void report_bar(int64_t n, int64_t most, int cells, bool ascii, struct bs_buf *out)
{
    static const char *const eighth[] = {"", "\xe2\x96\x8f", "\xe2\x96\x8e", "\xe2\x96\x8d", "\xe2\x96\x8c",
                                         "\xe2\x96\x8b", "\xe2\x96\x8a", "\xe2\x96\x89"};
    int64_t parts = most > 0 && n > 0 ? (int64_t)((double)n * 8 * cells / (double)most) : 0;
    if (n > 0 && parts < (ascii ? 8 : 1))
        parts = ascii ? 8 : 1; /* something is there */
    for (; parts >= 8; parts -= 8)
        bs_buf_put(out, ascii ? BS_STR("#") : BS_STR("\xe2\x96\x88"));
    if (!ascii)
        bs_buf_put(out, bs_str_z(eighth[parts]));
}

static void text_bar(const struct report_table *t, int64_t n, bool ascii, struct bs_buf *out)
{
    if (t->most <= 0 || n <= 0)
        return;
    bs_buf_put(out, BS_STR("  "));
    report_bar(n, t->most, BAR_CELLS, ascii, out);
}

static void text_table(const struct report_table *t, bool ascii, bool first, struct bs_buf *out)
{
    const struct report_section *s = t->section;
    enum bs_gate_mode gate = ascii ? BS_GATE_ASCII : BS_GATE_UTF8;
    int width[REPORT_KEYS];
    char number[32];
    (void)first;
    bs_buf_printf(out, "\n%s\n", s->title);
    for (size_t i = 0; i < strlen(s->title); i++)
        bs_buf_putc(out, '-');
    bs_buf_putc(out, '\n');
    if (*s->note)
        bs_buf_printf(out, "%s\n", s->note);
    if (t->rows == 0) {
        bs_buf_put(out, BS_STR("none\n"));
        return;
    }
    for (int k = 0; k < s->keys; k++) {
        width[k] = key_width(t, k);
        bs_buf_printf(out, "%-*.*s  ", width[k], width[k], s->heading[k]);
    }
    for (int k = 0; k < s->numbers; k++)
        bs_buf_printf(out, "%*s", number_width(s, k), s->heading[s->keys + k]);
    bs_buf_putc(out, '\n');
    for (size_t i = 0; i < t->rows; i++) {
        for (int k = 0; k < s->keys; k++) {
            bs_gate_fit(bs_str_bytes(t->row[i].key[k]), gate, width[k], true, out);
            bs_buf_put(out, BS_STR("  "));
        }
        for (int k = 0; k < s->numbers; k++) {
            report_number_text(t, i, k, number);
            bs_buf_printf(out, "%*s", number_width(s, k), number);
        }
        text_bar(t, t->row[i].n[0], ascii, out);
        bs_buf_putc(out, '\n');
    }
    if (t->left_out)
        bs_buf_printf(out, "and %zu more\n", t->left_out);
}

static void nothing(struct bs_buf *out)
{
    (void)out;
}

const struct report_writer report_text = {text_head, text_table, nothing};

/* -- Markdown ---------------------------------------------------------------------------- */

static void md_head(const struct report_head *h, bool ascii, struct bs_buf *out)
{
    (void)ascii;
    bs_buf_printf(out, "# bannerscope report\n\nbannerscope %s, %s  \ndatabase: ", h->version, h->made);
    md_data(h->database, out);
    if (h->query.n) {
        bs_buf_put(out, BS_STR("  \nof: "));
        md_data(h->query, out);
    }
    bs_buf_printf(out, "  \nrules: %s  \nlast event: %s\n", h->rules, h->last_event);
}

static void md_table(const struct report_table *t, bool ascii, bool first, struct bs_buf *out)
{
    const struct report_section *s = t->section;
    char number[32];
    (void)ascii;
    (void)first;
    bs_buf_printf(out, "\n## %s\n\n", s->title);
    if (*s->note)
        bs_buf_printf(out, "%s\n\n", s->note);
    for (int k = 0; k < s->keys + s->numbers; k++)
        bs_buf_printf(out, "| %s ", s->heading[k]);
    bs_buf_put(out, BS_STR("|\n"));
    for (int k = 0; k < s->keys + s->numbers; k++)
        bs_buf_put(out, k < s->keys ? BS_STR("|---") : BS_STR("|---:"));
    bs_buf_put(out, BS_STR("|\n"));
    for (size_t i = 0; i < t->rows; i++) {
        for (int k = 0; k < s->keys; k++) {
            bs_buf_put(out, BS_STR("| "));
            md_data(t->row[i].key[k], out);
            bs_buf_putc(out, ' ');
        }
        for (int k = 0; k < s->numbers; k++) {
            report_number_text(t, i, k, number);
            bs_buf_printf(out, "| %s ", number);
        }
        bs_buf_put(out, BS_STR("|\n"));
    }
    if (t->left_out)
        bs_buf_printf(out, "\nand %zu more\n", t->left_out);
}

const struct report_writer report_md = {md_head, md_table, nothing};

/* -- CSV: one row a cell group, the section in front --------------------------------------- */

static void csv_z(struct bs_buf *out, const char *z, bool first)
{
    bs_csv_cell(out, bs_str_bytes(bs_str_z(z)), first);
}

static void csv_pair(struct bs_buf *out, const char *name, bs_str value)
{
    csv_z(out, "report", true);
    csv_z(out, name, false);
    bs_csv_cell(out, bs_str_bytes(value), false);
    bs_csv_end(out);
}

static void csv_head(const struct report_head *h, bool ascii, struct bs_buf *out)
{
    (void)ascii;
    csv_pair(out, "version", bs_str_z(h->version));
    csv_pair(out, "made", bs_str_z(h->made));
    csv_pair(out, "database", h->database);
    csv_pair(out, "of", h->query);
    csv_pair(out, "rules", bs_str_z(h->rules));
    csv_pair(out, "last event", bs_str_z(h->last_event));
}

static void csv_table(const struct report_table *t, bool ascii, bool first, struct bs_buf *out)
{
    const struct report_section *s = t->section;
    char number[32];
    (void)ascii;
    (void)first;
    csv_z(out, "section", true);
    for (int k = 0; k < s->keys + s->numbers; k++)
        csv_z(out, s->heading[k], false);
    bs_csv_end(out);
    for (size_t i = 0; i < t->rows; i++) {
        csv_z(out, s->name, true);
        for (int k = 0; k < s->keys; k++)
            bs_csv_cell(out, bs_str_bytes(t->row[i].key[k]), false);
        for (int k = 0; k < s->numbers; k++) {
            report_number_text(t, i, k, number);
            csv_z(out, number, false);
        }
        bs_csv_end(out);
    }
}

const struct report_writer report_csv = {csv_head, csv_table, nothing};

/* -- JSON -------------------------------------------------------------------------------- */

static void json_pair(struct bs_jw *w, const char *key, bs_str value)
{
    bs_jw_key(w, key);
    bs_jw_str(w, value);
}

static void json_head(const struct report_head *h, bool ascii, struct bs_buf *out)
{
    struct bs_jw w;
    (void)ascii;
    bs_buf_put(out, BS_STR("{\"report\":"));
    bs_jw_init(&w, out);
    bs_jw_object(&w);
    json_pair(&w, "version", bs_str_z(h->version));
    json_pair(&w, "made", bs_str_z(h->made));
    json_pair(&w, "database", h->database);
    json_pair(&w, "query", h->query);
    json_pair(&w, "rules", bs_str_z(h->rules));
    json_pair(&w, "last_event", bs_str_z(h->last_event));
    bs_jw_end(&w, '}');
    bs_buf_put(out, BS_STR(",\n\"sections\":{"));
}

static void json_table(const struct report_table *t, bool ascii, bool first, struct bs_buf *out)
{
    const struct report_section *s = t->section;
    struct bs_jw w;
    char number[32];
    (void)ascii;
    bs_buf_printf(out, "%s\n\"%s\":", first ? "" : ",", s->name);
    bs_jw_init(&w, out);
    bs_jw_array(&w);
    for (size_t i = 0; i < t->rows; i++) {
        bs_jw_object(&w);
        for (int k = 0; k < s->keys; k++)
            json_pair(&w, s->heading[k], t->row[i].key[k]);
        for (int k = 0; k < s->numbers; k++) {
            bs_jw_key(&w, s->heading[s->keys + k]);
            report_number_text(t, i, k, number);
            bs_jw_raw(&w, bs_str_z(number));
        }
        bs_jw_end(&w, '}');
    }
    bs_jw_end(&w, ']');
}

static void json_end(struct bs_buf *out)
{
    bs_buf_put(out, BS_STR("\n}}\n"));
}

const struct report_writer report_json = {json_head, json_table, json_end};
