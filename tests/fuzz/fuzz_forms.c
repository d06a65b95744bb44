/* Written forms that are read back: escapes, hex, base64, times, addresses, CPE names, masks of shapes, and the rule
 * made of selected bytes. */
#include <stdlib.h>

#include "bannerscope/classify.h"
#include "bannerscope/cpe.h"
#include "bannerscope/gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void round_trips(bs_bytes b)
{
    struct bs_buf out, back;
    bool changed;
    bs_buf_init(&out, 64 << 20);
    bs_buf_init(&back, 64 << 20);
    bs_escape(b, &out);
    if (bs_unescape_lenient((bs_bytes){out.p, out.len}, &back) != BS_OK || !bs_bytes_eq((bs_bytes){back.p, back.len}, b))
        abort();
    bs_buf_clear(&back);
    if (bs_unescape_strict((bs_bytes){out.p, out.len}, &back, &changed) != BS_OK ||
        (changed && !bs_bytes_eq((bs_bytes){back.p, back.len}, b)))
        abort();
    bs_buf_clear(&back);
    if (bs_unescape_strict(b, &back, &changed) != BS_OK ||
        (!changed && !bs_bytes_eq((bs_bytes){back.p, back.len}, b)))
        abort();
    bs_buf_clear(&out);
    bs_buf_clear(&back);
    bs_base64_encode(b, &out);
    if (bs_base64_decode(bs_buf_str(&out), &back, NULL) != BS_OK || !bs_bytes_eq((bs_bytes){back.p, back.len}, b))
        abort();
    bs_buf_clear(&back);
    (void)bs_base64_decode(bs_bytes_str(b), &back, NULL);
    bs_buf_clear(&back);
    (void)bs_hex_decode(bs_bytes_str(b), &back, NULL);
    bs_buf_fini(&out);
    bs_buf_fini(&back);
}

static void times(bs_str s)
{
    bs_time t, again;
    char text[32];
    if (!bs_time_parse(s, &t))
        return;
    bs_time_format_us(t, text);
    if (!bs_time_parse(bs_str_z(text), &again) || again != t)
        abort();
}

static void names(bs_bytes b, struct bs_arena *a)
{
    bs_bytes half = bs_bytes_sub(b, 0, b.n / 2), rest = bs_bytes_sub(b, b.n / 2, SIZE_MAX);
    const bs_str value[] = {bs_bytes_str(rest), bs_bytes_str(bs_bytes_sub(rest, 0, 3)), BS_STR("")};
    struct bs_target t;
    if (!bs_cpe_fault(bs_bytes_str(half))) {
        bs_str full = bs_cpe_fill(bs_bytes_str(half), value, BS_COUNT(value), a);
        if (full.n > BS_CPE_MAX || bs_cpe_version(bs_bytes_str(half), value[0], a).n > BS_CPE_MAX)
            abort();
    }
    (void)bs_target_parse(bs_bytes_str(b), &t, NULL);
}

static void masks(bs_bytes b, struct bs_arena *a)
{
    const struct bs_decode_in in = {.bytes = b, .module = BS_STR("")};
    struct bs_decoded d, whole;
    struct bs_buf ranges, mask;
    size_t end = 0;
    bs_buf_init(&ranges, 64 << 20);
    bs_buf_init(&mask, 64 << 20);
    bs_decode(&in, false, a, &d);
    const struct bs_decoded *reading = bs_shape_reading(&in, &d, a, &whole);
    bs_shape_mask(b, reading, &mask);
    bs_shape_ranges(b, reading, &ranges);
    const struct bs_shape_range *r = (const struct bs_shape_range *)(const void *)ranges.p;
    for (size_t i = 0; i < ranges.len / sizeof *r; i++) {
        if (r[i].offset < end || r[i].offset > b.n || r[i].length > b.n - r[i].offset)
            abort();
        end = r[i].offset + r[i].length;
    }
    bs_buf_fini(&ranges);
    bs_buf_fini(&mask);
}

static void promotion(bs_bytes b, struct bs_arena *a)
{
    bs_str line, rule;
    for (int kind = 0; kind < BS_PROMOTE_KINDS; kind++) {
        const struct bs_promotion p = {
            .bytes = b,
            .kind = (enum bs_promote_kind)kind,
            .field = BS_STR(""),
            .verdict = BS_MEDICAL,
            .strength = BS_STRENGTH_STRONG,
            .label = bs_bytes_str(bs_bytes_sub(b, 0, 20)),
            .service = BS_STR("x"),
        };
        if (bs_promote(&p, a, &line, &rule, NULL) != BS_OK)
            continue;
        for (size_t i = 0; i < line.n; i++)
            if ((unsigned char)line.p[i] < 0x20 || line.p[i] == 0x7f)
                abort(); /* one line of a text file */
        if (!bs_rule_line_id(line).n)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const bs_bytes b = {data, size};
    struct bs_arena a;
    bs_arena_init(&a, 64 << 20);
    round_trips(b);
    times(bs_bytes_str(b));
    names(b, &a);
    masks(b, &a);
    promotion(b, &a);
    bs_arena_fini(&a);
    return 0;
}
