#include "bannerscope/gate.h"

#include <stdio.h>

#include "gate_table.h"

int bs_gate_width(uint32_t cp)
{
    if (cp < 0x80)
        return cp >= 0x20 && cp < 0x7f;
    if (cp > UINT16_MAX)
        return 0;
    size_t low = 0, high = BS_COUNT(gate_table);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (cp > gate_table[mid].last)
            low = mid + 1;
        else if (cp < gate_table[mid].first)
            high = mid;
        else
            return gate_table[mid].width;
    }
    return 0;
}

static void notation(struct bs_glyph *g, uint32_t used, int written)
{
    g->n = g->width = (uint8_t)written;
    g->notation = true;
    g->used = used;
}

static void byte_notation(struct bs_glyph *g, uint8_t byte)
{
    notation(g, 1, snprintf(g->text, sizeof g->text, "\\x%02x", byte));
}

static void itself(struct bs_glyph *g, bs_bytes b, size_t n, int width)
{
    memcpy(g->text, b.p, n);
    g->text[n] = '\0';
    g->n = (uint8_t)n;
    g->width = (uint8_t)width;
    g->notation = false;
    g->used = (uint32_t)n;
}

static void ascii_glyph(bs_bytes b, struct bs_glyph *g)
{
    uint8_t c = b.p[0];
    const char *named = c == '\t' ? "\\t" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\\' ? "\\\\" : NULL;
    if (c >= 0x20 && c < 0x7f && c != '\\') {
        itself(g, b, 1, 1);
    } else if (named) {
        memcpy(g->text, named, 3);
        g->n = g->width = 2;
        /* A backslash of the data is doubled but stays text: only what is not itself is notation. */
        g->notation = c != '\\';
        g->used = 1;
    } else {
        byte_notation(g, c);
    }
}

void bs_gate_next(bs_bytes b, enum bs_gate_mode mode, struct bs_glyph *g)
{
    uint32_t cp;
    if (b.p[0] < 0x80) {
        ascii_glyph(b, g);
        return;
    }
    size_t n = bs_utf8_next(b, &cp);
    if (n == 0) {
        byte_notation(g, b.p[0]);
        return;
    }
    int width = mode == BS_GATE_UTF8 ? bs_gate_width(cp) : 0;
    if (width)
        itself(g, b, n, width);
    else
        notation(g, (uint32_t)n, snprintf(g->text, sizeof g->text, "\\u{%X}", cp));
}

void bs_gate_text(bs_bytes b, enum bs_gate_mode mode, bool keep_lines, struct bs_buf *out)
{
    while (b.n) {
        struct bs_glyph g;
        if (keep_lines && b.p[0] == '\n') {
            bs_buf_putc(out, '\n');
            b = bs_bytes_sub(b, 1, SIZE_MAX);
            continue;
        }
        bs_gate_next(b, mode, &g);
        bs_buf_put(out, (bs_str){g.text, g.n});
        b = bs_bytes_sub(b, g.used, SIZE_MAX);
    }
}

/* Does all of `b` fit into `width` cells?  Looks no further than it must. */
static bool fits(bs_bytes b, enum bs_gate_mode mode, int width)
{
    while (b.n && width > 0) {
        struct bs_glyph g;
        bs_gate_next(b, mode, &g);
        width -= g.width;
        b = bs_bytes_sub(b, g.used, SIZE_MAX);
    }
    return b.n == 0 && width >= 0;
}

void bs_gate_fit(bs_bytes b, enum bs_gate_mode mode, int width, bool pad, struct bs_buf *out)
{
    if (width <= 0)
        return;
    bool whole = fits(b, mode, width);
    int room = whole ? width : width - 1;
    while (b.n) {
        struct bs_glyph g;
        bs_gate_next(b, mode, &g);
        if (g.width > room)
            break;
        bs_buf_put(out, (bs_str){g.text, g.n});
        room -= g.width;
        b = bs_bytes_sub(b, g.used, SIZE_MAX);
    }
    if (!whole)
        bs_buf_putc(out, '~');
    for (; pad && room > 0; room--)
        bs_buf_putc(out, ' ');
}

const char *bs_gate_z(bs_bytes b, char *out, size_t max)
{
    size_t n = 0;
    while (b.n) {
        struct bs_glyph g;
        bs_gate_next(b, BS_GATE_ASCII, &g);
        if (g.n >= max - n)
            break;
        memcpy(out + n, g.text, g.n);
        n += g.n;
        b = bs_bytes_sub(b, g.used, SIZE_MAX);
    }
    out[n] = '\0';
    return out;
}
