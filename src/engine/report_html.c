/* One self-contained page: no script, no network, charts as inline SVG. */
#include "report.h"

enum { BAR_WIDTH = 160 };

static void html_data(bs_str s, struct bs_buf *out)
{
    bs_bytes b = bs_str_bytes(s);
    while (b.n) {
        struct bs_glyph g;
        bs_gate_next(b, BS_GATE_UTF8, &g);
        for (size_t i = 0; i < g.n; i++) {
            if (strchr("&<>\"'", g.text[i]))
                bs_buf_printf(out, "&#%u;", (unsigned char)g.text[i]);
            else
                bs_buf_putc(out, g.text[i]);
        }
        b = bs_bytes_sub(b, g.used, SIZE_MAX);
    }
}

static const char page_begin[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>bannerscope report</title>\n<style>\n"
    ":root{color-scheme:light dark;--bar:#2a6f97;--line:#8884}\n"
    "@media (prefers-color-scheme:dark){:root{--bar:#61a5c2}}\n"
    "body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\n"
    "table{border-collapse:collapse;margin:.5rem 0 1.5rem}\n"
    "th,td{padding:.15rem .7rem;text-align:left;border-bottom:1px solid var(--line)}\n"
    "th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}\n"
    "rect{fill:var(--bar)}dt{font-weight:600}dd{margin:0 0 .3rem}\n"
    "</style></head><body>\n<h1>bannerscope report</h1>\n";

static void html_head(const struct report_head *h, bool ascii, struct bs_buf *out)
{
    (void)ascii;
    bs_buf_put(out, (bs_str){page_begin, sizeof page_begin - 1});
    bs_buf_printf(out, "<p>bannerscope %s, %s<br>database: ", h->version, h->made);
    html_data(h->database, out);
    bs_buf_printf(out, "<br>rules: <code>%s</code><br>last event: <code>%s</code></p>\n", h->rules,
                  h->last_event);
}

static void html_bar(const struct report_table *t, int64_t n, struct bs_buf *out)
{
    int64_t width = t->most > 0 && n > 0 ? (int64_t)((double)n * BAR_WIDTH / (double)t->most) : 0;
    bs_buf_printf(out,
                  "<td><svg width=\"%d\" height=\"10\" role=\"img\" aria-label=\"%lld\">"
                  "<rect width=\"%lld\" height=\"10\"/></svg></td>",
                  BAR_WIDTH, (long long)n, (long long)(n > 0 && width == 0 ? 1 : width));
}

static void html_table(const struct report_table *t, bool ascii, bool first, struct bs_buf *out)
{
    const struct report_section *s = t->section;
    (void)ascii;
    (void)first;
    bs_buf_printf(out, "<h2 id=\"%s\">%s</h2>\n", s->name, s->title);
    if (*s->note)
        bs_buf_printf(out, "<p>%s</p>\n", s->note);
    bs_buf_put(out, BS_STR("<table><tr>"));
    for (int k = 0; k < s->keys + s->numbers; k++)
        bs_buf_printf(out, "<th%s>%s</th>", k < s->keys ? "" : " class=\"n\"", s->heading[k]);
    bs_buf_put(out, BS_STR("<th></th></tr>\n"));
    for (size_t i = 0; i < t->rows; i++) {
        bs_buf_put(out, BS_STR("<tr>"));
        for (int k = 0; k < s->keys; k++) {
            bs_buf_put(out, BS_STR("<td>"));
            html_data(t->row[i].key[k], out);
            bs_buf_put(out, BS_STR("</td>"));
        }
        for (int k = 0; k < s->numbers; k++)
            bs_buf_printf(out, "<td class=\"n\">%lld</td>", (long long)t->row[i].n[k]);
        html_bar(t, t->row[i].n[0], out);
        bs_buf_put(out, BS_STR("</tr>\n"));
    }
    bs_buf_put(out, t->more ? BS_STR("</table>\n<p>and more</p>\n") : BS_STR("</table>\n"));
}

static void html_end(struct bs_buf *out)
{
    bs_buf_put(out, BS_STR("</body></html>\n"));
}

const struct report_writer report_html = {html_head, html_table, html_end};
