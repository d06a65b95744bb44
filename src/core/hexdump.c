#include "bannerscope/bytes.h"

enum { PER_LINE = 16 };

void bs_hexdump(bs_bytes b, bool ascii_only, struct bs_buf *out)
{
    bs_str none = ascii_only ? BS_STR(".") : BS_STR("\xc2\xb7");
    for (size_t at = 0; at < b.n; at += PER_LINE) {
        bs_bytes line = bs_bytes_sub(b, at, PER_LINE);
        bs_buf_printf(out, "%08zx ", at);
        for (size_t i = 0; i < PER_LINE; i++) {
            bs_buf_put(out, i == PER_LINE / 2 ? BS_STR("  ") : BS_STR(" "));
            if (i < line.n)
                bs_buf_printf(out, "%02x", line.p[i]);
            else
                bs_buf_put(out, BS_STR("  "));
        }
        bs_buf_put(out, BS_STR("  |"));
        for (size_t i = 0; i < line.n; i++) {
            if (line.p[i] >= 0x20 && line.p[i] < 0x7f)
                bs_buf_putc(out, (char)line.p[i]);
            else
                bs_buf_put(out, none);
        }
        bs_buf_put(out, BS_STR("|\n"));
    }
}
