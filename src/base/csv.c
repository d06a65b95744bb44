/* CSV cells that a spreadsheet shows and does not run: RFC 4180 quoting, OWASP ASVS 1.2.10. */
#include "bannerscope/textfmt.h"

#include "bannerscope/gate.h"

/* ASCII formula starters and their full-width forms: U+FF1D =, U+FF0B +, U+FF0D -, U+FF20 @,
 * U+FF05 %, U+FF5C |. */
static bool starts_formula(bs_bytes b)
{
    static const uint8_t wide[][3] = {{0xef, 0xbc, 0x9d}, {0xef, 0xbc, 0x8b}, {0xef, 0xbc, 0x8d},
                                      {0xef, 0xbc, 0xa0}, {0xef, 0xbc, 0x85}, {0xef, 0xbd, 0x9c}};
    while (b.n && (b.p[0] == ' ' || b.p[0] == '"' || b.p[0] == '\''))
        b = bs_bytes_sub(b, 1, SIZE_MAX);
    if (b.n == 0)
        return false;
    if (b.p[0] && strchr("=+-@|%\t\r\n", b.p[0]))
        return true;
    for (size_t i = 0; i < BS_COUNT(wide); i++)
        if (bs_bytes_has_prefix(b, (bs_bytes){wide[i], 3}))
            return true;
    return b.p[0] == '\0';
}

void bs_csv_cell(struct bs_buf *out, bs_bytes cell, bool first)
{
    bs_buf_put(out, first ? BS_STR("\"") : BS_STR(",\""));
    if (starts_formula(cell))
        bs_buf_putc(out, '\'');
    while (cell.n) {
        struct bs_glyph g;
        bs_gate_next(cell, BS_GATE_UTF8, &g);
        if (cell.p[0] == '"')
            bs_buf_putc(out, '"');
        bs_buf_put(out, (bs_str){g.text, g.n});
        cell = bs_bytes_sub(cell, g.used, SIZE_MAX);
    }
    bs_buf_putc(out, '"');
}

void bs_csv_int(struct bs_buf *out, int64_t v, bool first)
{
    bs_buf_printf(out, "%s%lld", first ? "" : ",", (long long)v);
}

void bs_csv_end(struct bs_buf *out)
{
    bs_buf_put(out, BS_STR("\r\n"));
}
