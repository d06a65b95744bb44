/* Strangers' text where markup is read. */
#include "report.h"

void html_data(bs_str s, struct bs_buf *out)
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

static bool is_word(unsigned char c)
{
    return c == ' ' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* What could make a link, a cell, a list, emphasis or HTML of a stranger's text becomes a reference.  The rest
 * stays readable in the file itself: an address is "198.51.100.7:104", but "http:/" and "www." lose their colon and dot
 * (GitHub makes links of them), and what stands at the beginning, blanks too, cannot make a list, a rule or code. */
static bool md_is_plain(bs_str s, size_t at)
{
    const char c = s.p[at];
    bool number = at > 0 && (at + 1 == s.n || s.p[at + 1] == ' ');
    if (c == ' ')
        return at > 0;
    if (is_word((unsigned char)c) || strchr(",;/%?\"'(", c))
        return true;
    if (c == ':')
        return at + 1 == s.n || s.p[at + 1] != '/';
    if (strchr("-+=", c))
        return at > 0;
    if (c != ')' && c != '.')
        return false;
    for (size_t i = 0; i < at; i++) /* "1. " begins a list, "1.2" does not */
        number &= s.p[i] >= '0' && s.p[i] <= '9';
    bool www = at >= 3 && (s.p[at - 1] | 0x20) == 'w' && (s.p[at - 2] | 0x20) == 'w' && (s.p[at - 3] | 0x20) == 'w';
    return !number && !www;
}

static void md_glyph(bs_str s, size_t at, const struct bs_glyph *g, struct bs_buf *out)
{
    bool itself = g->used == 1 && g->n == 1;
    for (size_t i = 0; i < g->n; i++) {
        unsigned char ch = (unsigned char)g->text[i];
        if (ch >= 0x7f || (itself ? md_is_plain(s, at) : is_word(ch)))
            bs_buf_putc(out, (char)ch);
        else
            bs_buf_printf(out, "&#%u;", ch);
    }
}

/* GitHub looks for mail addresses and @names when references are characters again: there a stranger's @ stays
 * harmless as our notation only. */
static void md_text(bs_str s, bool mail, struct bs_buf *out)
{
    bs_bytes b = bs_str_bytes(s);
    while (b.n) {
        struct bs_glyph g;
        bs_gate_next(b, BS_GATE_UTF8, &g);
        if (b.p[0] == '@' && !mail)
            bs_buf_put(out, BS_STR("&#92;x40"));
        else
            md_glyph(s, s.n - b.n, &g, out);
        b = bs_bytes_sub(b, g.used, SIZE_MAX);
    }
}

void md_data(bs_str s, struct bs_buf *out)
{
    md_text(s, false, out);
}

void md_contact(bs_str s, struct bs_buf *out)
{
    md_text(s, true, out);
}
