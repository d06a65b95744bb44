#include "bannerscope/decode.h"

#include "bannerscope/gate.h"

static void put_field(const struct bs_field *f, enum bs_gate_mode gate, struct bs_buf *out)
{
    bs_buf_printf(out, "%08x %5u  %*s%s", f->offset, f->length, 2 * f->depth, "", f->name);
    if (f->value.n) {
        bs_buf_put(out, BS_STR(": "));
        bs_gate_text(bs_str_bytes(f->value), gate, false, out);
    }
    if (f->meaning.n) {
        bs_buf_put(out, BS_STR("  - "));
        bs_gate_text(bs_str_bytes(f->meaning), gate, false, out);
    }
    bs_buf_putc(out, '\n');
}

void bs_decoded_text(const struct bs_decoded *d, bool ascii_only, struct bs_buf *out)
{
    enum bs_gate_mode gate = ascii_only ? BS_GATE_ASCII : BS_GATE_UTF8;
    if (!d->decoder) {
        bs_buf_put(out, BS_STR("nothing recognised\n"));
        return;
    }
    bs_gate_text(bs_str_bytes(d->summary), gate, false, out);
    bs_buf_printf(out, "\n%s (%s), %s\n", d->decoder->title,
                  d->decoder->standard ? d->decoder->standard : "", bs_certainty_name(d->certainty));
    if (d->fields)
        bs_buf_put(out, BS_STR("offset   bytes  field\n"));
    for (size_t i = 0; i < d->fields; i++)
        put_field(&d->field[i], gate, out);
}
