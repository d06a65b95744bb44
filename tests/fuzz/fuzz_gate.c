/* The gate: whatever goes in, only text that is safe on a terminal comes out, and nothing is lost. */
#include <stdint.h>
#include <stdlib.h>

#include "bannerscope/gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_safe(bs_bytes out, bool ascii)
{
    while (out.n) {
        uint32_t cp;
        size_t n = bs_utf8_next(out, &cp);
        if (n == 0 || cp < 0x20 || cp == 0x7f || (cp >= 0x80 && (ascii || !bs_gate_width(cp))))
            abort();
        out = bs_bytes_sub(out, n, SIZE_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int mode = BS_GATE_UTF8; mode <= BS_GATE_ASCII; mode++) {
        struct bs_buf out;
        size_t used = 0;
        bs_buf_init(&out, 16 << 20);
        bs_gate_text((bs_bytes){data, size}, (enum bs_gate_mode)mode, false, &out);
        must_be_safe((bs_bytes){out.p, out.len}, mode == BS_GATE_ASCII);
        while (used < size) {
            struct bs_glyph g;
            bs_gate_next((bs_bytes){data + used, size - used}, (enum bs_gate_mode)mode, &g);
            if (g.used == 0 || g.used > size - used || g.width == 0 || g.n >= sizeof g.text)
                abort();
            used += g.used;
        }
        bs_buf_clear(&out);
        bs_gate_fit((bs_bytes){data, size}, (enum bs_gate_mode)mode, 20, true, &out);
        must_be_safe((bs_bytes){out.p, out.len}, mode == BS_GATE_ASCII);
        bs_buf_fini(&out);
    }
    return 0;
}
