/* PJL: a printer on its raw port naming itself. */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (!bs_begins(b, "@PJL "))
        return BS_NOT;
    return bs_begins(b, "@PJL INFO ") || bs_begins(b, "@PJL USTATUS") ? BS_PROVEN
                                                                      : BS_LIKELY;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "line", "PJL", NULL, 0, 40), model;
    c = bs_cur(in->bytes, 0);
    bs_cur_line(&c, &model);
    if (bs_begins(first, "@PJL INFO ID") && bs_cur_line(&c, &model)) {
        model = bs_trimmed(model);
        if (bs_at(model, 0) == '"' && model.n > 2)
            model = bs_bytes_sub(model, 1, model.n - 2);
        bs_product(d, model, BS_BYTES(""));
    }
    const char *product = bs_quote(d, bs_str_bytes(d->product), 80);
    bs_summary(d, "Printer (PJL)%s%s", *product ? ": " : "", product);
}

const struct bs_decoder bs_decoder_pjl = {
    .name = "pjl",
    .title = "Printer job language",
    .standard = "HP PJL Technical Reference",
    .drawn_by = "PJL INFO ID",
    .probe = probe,
    .decode = decode,
};
