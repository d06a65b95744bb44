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

/* Punctuation of a stranger's text as character references: no link, no table cell, no HTML. */
void md_data(bs_str s, struct bs_buf *out)
{
    bs_bytes b = bs_str_bytes(s);
    while (b.n) {
        struct bs_glyph g;
        bs_gate_next(b, BS_GATE_UTF8, &g);
        for (size_t i = 0; i < g.n; i++) {
            unsigned char ch = (unsigned char)g.text[i];
            if (ch > 0x20 && ch < 0x7f && !((ch | 0x20) >= 'a' && (ch | 0x20) <= 'z') &&
                !(ch >= '0' && ch <= '9'))
                bs_buf_printf(out, "&#%u;", ch);
            else
                bs_buf_putc(out, (char)ch);
        }
        b = bs_bytes_sub(b, g.used, SIZE_MAX);
    }
}
