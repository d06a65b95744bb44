#include "bannerscope/bytes.h"

const char *const bs_form_names[BS_FORM_COUNT + 1] = {"text",    "hex",    "c",
                                                      "escaped", "base64", NULL};

static void write_hex(bs_bytes b, struct bs_buf *out)
{
    for (size_t i = 0; i < b.n; i++)
        bs_buf_printf(out, "%02x", b.p[i]);
}

static void write_c(bs_bytes b, struct bs_buf *out)
{
    enum { A_LINE = 12 };
    bs_buf_printf(out, "static const unsigned char banner[%zu] = {", b.n ? b.n : 1);
    for (size_t i = 0; i < b.n; i++) {
        bs_buf_put(out, i % A_LINE ? BS_STR(" ") : BS_STR("\n    "));
        bs_buf_printf(out, "0x%02x,", b.p[i]);
    }
    bs_buf_put(out, b.n ? BS_STR("\n};\n") : BS_STR("0};\n")); /* C has no empty arrays */
}

void bs_form_write(enum bs_form form, bs_bytes b, enum bs_gate_mode gate,
                   struct bs_buf *out)
{
    switch (form) {
    case BS_FORM_TEXT:
        bs_gate_text(b, gate, true, out);
        break;
    case BS_FORM_HEX:
        write_hex(b, out);
        break;
    case BS_FORM_C:
        write_c(b, out);
        break;
    case BS_FORM_ESCAPED:
        bs_escape(b, out);
        break;
    case BS_FORM_BASE64:
        bs_base64_encode(b, out);
        break;
    case BS_FORM_COUNT:
        break;
    }
}
