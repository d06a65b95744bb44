#include "heading.h"

#include "cursor.h"

enum { BODY_MAX = 1 << 20 };

static const struct {
    const char *line, *service;
} headings[] = {
    {"DICOM Server Response", "dicom"},
    {"Remote Desktop Protocol", "rdp"},
};

static int nibble(int c)
{
    if (bs_is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int hex_pair(bs_bytes b, size_t i)
{
    int hi = nibble(bs_at(b, i)), lo = nibble(bs_at(b, i + 1));
    return hi < 0 || lo < 0 ? -1 : hi << 4 | lo;
}

/* One unit of `b` at i: the byte it stands for, and how long it is written. */
static int unhex(bs_bytes b, size_t i, size_t *len)
{
    if (b.p[i] == ' ' || b.p[i] == '\n' || b.p[i] == '\r' || b.p[i] == ':') {
        *len = 1;
        return -1; /* stands for nothing */
    }
    *len = 2;
    return hex_pair(b, i);
}

static int unescape(bs_bytes b, size_t i, size_t *len)
{
    static const char letter[] = "nrt\\'", byte[] = "\n\r\t\\'";
    *len = 1;
    if (b.p[i] == '\n' || b.p[i] == '\r')
        return -1; /* the notation writes them as \n, \r: a real one is the report's */
    if (b.p[i] != '\\' || i + 1 >= b.n)
        return b.p[i];
    if (b.p[i + 1] == 'x' && hex_pair(b, i + 2) >= 0) {
        *len = 4;
        return hex_pair(b, i + 2);
    }
    for (size_t k = 0; k < sizeof letter - 1; k++)
        if (b.p[i + 1] == (uint8_t)letter[k]) {
            *len = 2;
            return (uint8_t)byte[k];
        }
    return b.p[i];
}

static bool all_hex(bs_bytes b)
{
    size_t digits = 0;
    for (size_t i = 0; i < b.n; i++) {
        if (nibble(b.p[i]) >= 0)
            digits++;
        else if (b.p[i] != ' ' && b.p[i] != '\n' && b.p[i] != '\r' && b.p[i] != ':')
            return false;
    }
    return digits >= 8 && digits % 2 == 0;
}

static bool undo(bs_bytes rest, int (*unit)(bs_bytes, size_t, size_t *), struct bs_arena *a,
                 struct bs_heading *h)
{
    uint8_t *bytes = bs_arena_alloc(a, rest.n + 1);
    uint32_t *from = bs_arena_alloc(a, (rest.n + 1) * sizeof *from);
    if (!bytes || !from)
        return false;
    size_t n = 0, len = 1;
    for (size_t i = 0; i < rest.n; i += len) {
        int v = unit(rest, i, &len);
        if (v < 0)
            continue;
        from[n] = h->begin + (uint32_t)i;
        bytes[n++] = (uint8_t)v;
    }
    from[n] = h->begin + (uint32_t)rest.n;
    h->body = (bs_bytes){bytes, n};
    h->from = from;
    return n > 0;
}

bool bs_heading_find(bs_bytes b, struct bs_arena *a, struct bs_heading *out)
{
    if (bs_at(b, 0) != 'D' && bs_at(b, 0) != 'R')
        return false;
    size_t i = 0;
    while (i < BS_COUNT(headings) && !bs_begins(b, headings[i].line))
        i++;
    if (i == BS_COUNT(headings))
        return false;
    size_t at = strlen(headings[i].line);
    while (bs_at(b, at) == '\n' || bs_at(b, at) == '\r' || bs_at(b, at) == ':')
        at++;
    bs_bytes rest = bs_bytes_sub(b, at, BODY_MAX);
    *out = (struct bs_heading){bs_str_z(headings[i].service), rest, (uint32_t)at, NULL};
    if (!rest.n)
        return false;
    if (all_hex(rest))
        return undo(rest, unhex, a, out);
    if (bs_is_text(rest) && bs_has(rest, "\\x", rest.n))
        return undo(rest, unescape, a, out);
    return true;
}

static void move(const struct bs_heading *h, uint32_t *offset, uint32_t *length)
{
    size_t from = *offset < h->body.n ? *offset : h->body.n;
    size_t end = *length < h->body.n - from ? from + *length : h->body.n;
    if (h->from) {
        *offset = h->from[from];
        *length = h->from[end] - h->from[from];
    } else {
        *offset = h->begin + (uint32_t)from;
        *length = (uint32_t)(end - from);
    }
}

void bs_heading_map(const struct bs_heading *h, struct bs_decoded *d)
{
    move(h, &d->offset, &d->length);
    for (size_t i = 0; i < d->fields; i++)
        move(h, &d->field[i].offset, &d->field[i].length);
}
