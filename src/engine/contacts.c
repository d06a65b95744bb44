/* CSV as spreadsheets write it (RFC 4180), with commas or semicolons. */
#include "handover.h"

enum { CONTACT_CELLS_MAX = 1 << 20, CONTACT_COLUMNS_MAX = 64 };

struct reader {
    bs_str text;
    size_t at;
    char separator;
    struct bs_buf cell;
};

/* One cell; *last tells whether its row ends behind it. */
static void read_cell(struct reader *r, bool *last)
{
    bool quoted = false;
    bs_buf_clear(&r->cell);
    for (; r->at < r->text.n; r->at++) {
        const char c = r->text.p[r->at];
        const bool doubled = quoted && c == '"' && r->at + 1 < r->text.n && r->text.p[r->at + 1] == '"';
        if (doubled)
            r->at++;
        if (!doubled && c == '"')
            quoted = !quoted;
        else if (!quoted && (c == r->separator || c == '\n'))
            break;
        else if (quoted || c != '\r')
            bs_buf_putc(&r->cell, c);
    }
    *last = r->at >= r->text.n || r->text.p[r->at] == '\n';
    r->at++;
}

bs_err contacts_parse(bs_str text, struct bs_arena *a, struct contacts *out, struct bs_error *e)
{
    struct reader r = {.text = text, .separator = ','};
    size_t lines = 2, n = 0;
    bool last = false;
    if (bs_str_has_prefix(text, BS_STR("\xef\xbb\xbf")))
        r.at = 3;
    const char *end = text.n ? memchr(text.p, '\n', text.n) : NULL;
    const size_t first = end ? (size_t)(end - text.p) : text.n;
    if (text.n && !memchr(text.p, ',', first) && memchr(text.p, ';', first))
        r.separator = ';';
    *out = (struct contacts){.columns = 1};
    for (size_t i = 0; i < text.n; i++) {
        lines += text.p[i] == '\n';
        out->columns += i < first && text.p[i] == r.separator;
    }
    if (out->columns > CONTACT_COLUMNS_MAX || lines > CONTACT_CELLS_MAX / out->columns)
        return bs_error_set(e, BS_E_LIMIT, "the contacts have too many columns or lines");
    out->cell = bs_arena_alloc(a, lines * out->columns * sizeof *out->cell);
    if (!out->cell)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for the contacts");
    bs_buf_init(&r.cell, 1 << 20);
    for (; r.at < text.n && out->rows < lines; out->rows++, n = 0)
        do {
            read_cell(&r, &last);
            if (n < out->columns)
                out->cell[out->rows * out->columns + n++] = bs_arena_str(a, bs_str_trim(bs_buf_str(&r.cell)));
        } while (!last);
    bs_buf_fini(&r.cell);
    return BS_OK;
}

size_t contacts_find(const struct contacts *c, bs_str org, bs_str asn)
{
    for (size_t i = 1; i < c->rows; i++) {
        bs_str key = c->cell[i * c->columns];
        if (key.n && (bs_str_eq_nocase(key, org) || bs_str_eq_nocase(key, asn)))
            return i;
    }
    return SIZE_MAX;
}
