/* One self-contained page: no script, no network, charts as inline SVG with their tables below. */
#include <stdio.h>

#include "report.h"

enum {
    CHART_ROWS_MAX = 30,
    LABEL_CELLS = 40,
    LABEL_WIDTH = 280,
    BAR_WIDTH = 420,
    CHART_WIDTH = 780,
    ROW_HEIGHT = 22,
    BAR_HEIGHT = 14
};

static const char page_begin[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>bannerscope report</title>\n<style>\n"
    ":root{color-scheme:light dark;--line:#8884;--text:#1b1b1b;--page:#fff;"
    "--p0:#2a6f97;--p1:#b3541e;--p2:#8fb8cf;--p3:#5c5c66}\n"
    "@media (prefers-color-scheme:dark){:root{--text:#e6e6e6;--page:#16181c;"
    "--p0:#61a5c2;--p1:#f2a65a;--p2:#35607a;--p3:#a9a9b3}}\n"
    "body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;"
    "color:var(--text);background:var(--page)}\n"
    "table{border-collapse:collapse;margin:.5rem 0 1.5rem}\n"
    "th,td{padding:.15rem .7rem;text-align:left;border-bottom:1px solid var(--line);"
    "overflow-wrap:anywhere}\n"
    "th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}\n"
    "caption{text-align:left;font-weight:600}figure{margin:0}svg{max-width:100%;height:auto}\n"
    "svg text{font:13px system-ui,sans-serif;fill:var(--text)}\n"
    ".p0{fill:var(--p0)}.p1{fill:var(--p1)}.p2{fill:var(--p2)}.p3{fill:var(--p3)}\n"
    "rect{stroke:var(--page);stroke-width:1}nav li{display:inline-block;margin-right:1rem}"
    "nav ul{padding:0}\n"
    "@media print{body{max-width:none;margin:0;font-size:11pt}nav{display:none}"
    "section,figure,tr{break-inside:avoid}section{break-inside:auto}h2{break-after:avoid}\n"
    ":root{--text:#000;--page:#fff;--p0:#2a6f97;--p1:#b3541e;--p2:#8fb8cf;--p3:#5c5c66}"
    "rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n"
    "</style></head><body>\n<h1>bannerscope report</h1>\n";

static void html_head(const struct report_head *h, bool ascii, struct bs_buf *out)
{
    (void)ascii;
    bs_buf_put(out, (bs_str){page_begin, sizeof page_begin - 1});
    bs_buf_printf(out, "<p>bannerscope %s, %s<br>database: ", h->version, h->made);
    html_data(h->database, out);
    if (h->query.n) {
        bs_buf_put(out, BS_STR("<br>of: <code>"));
        html_data(h->query, out);
        bs_buf_put(out, BS_STR("</code>"));
    }
    bs_buf_printf(out, "<br>rules: <code>%s</code><br>last event: <code>%s</code></p>\n<main>\n", h->rules,
                  h->last_event);
}

/* -- charts ------------------------------------------------------------------------------ */

static double scale(const struct report_table *t, int64_t n)
{
    return t->most > 0 && n > 0 ? (double)n * BAR_WIDTH / (double)t->most : 0;
}

static double put_part(const struct report_table *t, size_t row, int number, int colour, double x, int y,
                       struct bs_buf *out)
{
    const int64_t n = t->row[row].n[number];
    const double width = scale(t, n);
    if (n <= 0)
        return x;
    bs_buf_printf(out, "<rect class=\"p%d\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s: %lld"
                       "</title></rect>", colour, x, y, width < 1 ? 1 : width, BAR_HEIGHT,
                  t->section->heading[t->section->keys + number], (long long)n);
    return x + width;
}

/* The keys in one line, cut to what fits. */
static void put_label(const struct report_table *t, size_t row, struct bs_buf *out)
{
    struct bs_buf all, cut;
    bs_buf_init(&all, 64 << 10);
    bs_buf_init(&cut, 64 << 10);
    for (int k = 0; k < t->section->keys; k++) {
        if (k && t->row[row].key[k].n)
            bs_buf_put(&all, BS_STR(", "));
        bs_buf_put(&all, t->row[row].key[k]);
    }
    bs_gate_fit((bs_bytes){all.p, all.len}, BS_GATE_UTF8, LABEL_CELLS, false, &cut);
    html_data(bs_buf_str(&cut), out);
    bs_buf_fini(&all);
    bs_buf_fini(&cut);
}

static void put_bar(const struct report_table *t, size_t row, int y, struct bs_buf *out)
{
    const struct report_section *s = t->section;
    double x = LABEL_WIDTH;
    bs_buf_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", LABEL_WIDTH - 8, y + BAR_HEIGHT - 2);
    put_label(t, row, out);
    bs_buf_put(out, BS_STR("</text>"));
    for (int k = 0; k < s->stacked; k++)
        x = put_part(t, row, s->stack + k, k, x, y, out);
    if (!s->stacked)
        x = put_part(t, row, 0, 0, x, y, out);
    bs_buf_printf(out, "<text x=\"%.1f\" y=\"%d\">%lld</text>\n", x + 6, y + BAR_HEIGHT - 2,
                  (long long)t->row[row].n[0]);
}

static void put_legend(const struct report_section *s, int y, struct bs_buf *out)
{
    int x = LABEL_WIDTH;
    for (int k = 0; k < s->stacked; k++) {
        const char *name = s->heading[s->keys + s->stack + k];
        bs_buf_printf(out, "<rect class=\"p%d\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\"/>"
                           "<text x=\"%d\" y=\"%d\">%s</text>\n", k, x, y, x + 17, y + 11, name);
        x += 40 + 8 * (int)strlen(name);
    }
}

static void put_chart(const struct report_table *t, struct bs_buf *out)
{
    const struct report_section *s = t->section;
    const size_t rows = t->rows < CHART_ROWS_MAX ? t->rows : CHART_ROWS_MAX;
    int top = s->stacked ? ROW_HEIGHT : 0;
    bs_buf_printf(out,
                  "<figure><svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-labelledby=\"%s-t %s-d\">"
                  "<title id=\"%s-t\">%s</title><desc id=\"%s-d\">Bars of %zu rows by %s; the table below has every "
                  "number.</desc>\n",
                  CHART_WIDTH, top + (int)rows * ROW_HEIGHT, CHART_WIDTH, s->name, s->name, s->name, s->title,
                  s->name, rows, s->heading[s->keys]);
    put_legend(s, 4, out);
    for (size_t i = 0; i < rows; i++)
        put_bar(t, i, top + (int)i * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT) / 2, out);
    bs_buf_put(out, BS_STR("</svg></figure>\n"));
}

/* -- tables ------------------------------------------------------------------------------ */

static void put_row(const struct report_table *t, size_t i, struct bs_buf *out)
{
    const struct report_section *s = t->section;
    char number[32];
    bs_buf_put(out, BS_STR("<tr>"));
    for (int k = 0; k < s->keys; k++) {
        bs_buf_put(out, k ? BS_STR("<td>") : BS_STR("<th scope=\"row\">"));
        html_data(t->row[i].key[k], out);
        bs_buf_put(out, k ? BS_STR("</td>") : BS_STR("</th>"));
    }
    for (int k = 0; k < s->numbers; k++) {
        report_number_text(t, i, k, number);
        bs_buf_printf(out, "<td class=\"n\">%s</td>", number);
    }
    bs_buf_put(out, BS_STR("</tr>\n"));
}

static void html_table(const struct report_table *t, bool ascii, bool first, struct bs_buf *out)
{
    const struct report_section *s = t->section;
    (void)ascii;
    (void)first;
    bs_buf_printf(out, "<section aria-labelledby=\"%s\"><h2 id=\"%s\">%s</h2>\n", s->name, s->name, s->title);
    if (*s->note)
        bs_buf_printf(out, "<p>%s</p>\n", s->note);
    if (t->rows == 0) {
        bs_buf_put(out, BS_STR("<p>none</p></section>\n"));
        return;
    }
    put_chart(t, out);
    bs_buf_printf(out, "<table><caption>%s</caption><thead><tr>", s->title);
    for (int k = 0; k < s->keys + s->numbers; k++)
        bs_buf_printf(out, "<th scope=\"col\"%s>%s</th>", k < s->keys ? "" : " class=\"n\"", s->heading[k]);
    bs_buf_put(out, BS_STR("</tr></thead><tbody>\n"));
    for (size_t i = 0; i < t->rows; i++)
        put_row(t, i, out);
    bs_buf_put(out, BS_STR("</tbody></table>\n"));
    if (t->left_out)
        bs_buf_printf(out, "<p>and %zu more</p>\n", t->left_out);
    bs_buf_put(out, BS_STR("</section>\n"));
}

static void html_end(struct bs_buf *out)
{
    bs_buf_put(out, BS_STR("</main></body></html>\n"));
}

const struct report_writer report_html = {html_head, html_table, html_end};
