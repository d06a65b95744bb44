#include "bannerscope/shodan.h"

#include "bannerscope/gate.h"
#include "source.h"

#include <stdlib.h>

enum { FIRST_SIZE = 256 << 10, LOOK_SIZE = 4096 };

struct bs_ndjson {
    struct bs_source *source;
    uint8_t *p;           /* p[from..to) is not given out yet, p[from..seen) holds no LF */
    size_t cap, from, seen, to;
    int64_t number;       /* of the line given out last */
    bool end, skipping;
    bs_err failed;        /* given once all lines before it are */
    struct bs_error error;
};

static bs_bytes ahead(const struct bs_ndjson *r)
{
    return (bs_bytes){r->p + r->from, r->to - r->from};
}

static void step_over(struct bs_ndjson *r, size_t n)
{
    r->from += n;
    if (r->seen < r->from)
        r->seen = r->from;
}

/* Makes room and reads once.  A failure is kept for later: what was read stays good. */
static void fill(struct bs_ndjson *r)
{
    if (r->from) {
        memmove(r->p, r->p + r->from, r->to - r->from);
        r->to -= r->from;
        r->seen -= r->from;
        r->from = 0;
    }
    /* At most twice BS_JSON_LINE_MAX: find_end gives a longer line up. */
    if (r->to == r->cap) {
        r->cap *= 2;
        r->p = bs_realloc(r->p, r->cap);
    }
    size_t got;
    r->failed = bs_source_read(r->source, r->p + r->to, r->cap - r->to, &got, &r->error);
    r->to += got;
    r->end = r->failed || got == 0;
}

static bool utf16(bs_bytes b)
{
    return bs_bytes_has_prefix(b, BS_BYTES("\xff\xfe")) ||
           bs_bytes_has_prefix(b, BS_BYTES("\xfe\xff")) ||
           bs_bytes_has_prefix(b, BS_BYTES("{\0")) || bs_bytes_has_prefix(b, BS_BYTES("\0{"));
}

/* Enough to look at: more would make a live pipe wait. */
static bool seen_enough(const struct bs_ndjson *r)
{
    return r->end || r->to >= LOOK_SIZE ||
           (r->to >= 4 && bs_str_trim(bs_bytes_str(ahead(r))).n);
}

/* What people hand over instead of lines of JSON, told by its first bytes. */
static bs_err look(struct bs_ndjson *r, struct bs_error *e)
{
    while (!seen_enough(r))
        fill(r);
    if (bs_bytes_has_prefix(ahead(r), BS_BYTES("\xef\xbb\xbf")))
        step_over(r, 3);
    if (utf16(ahead(r)))
        return bs_error_set(e, BS_E_SYNTAX,
                            "UTF-16 text: convert it first (iconv -f UTF-16 -t UTF-8)");
    bs_str text = bs_str_trim(bs_bytes_str(ahead(r)));
    if (text.n && text.p[0] == '[')
        return bs_error_set(e, BS_E_SYNTAX, "one JSON array; wanted is one banner on a line "
                                            "(jq -c '.[]' makes that of it)");
    return BS_OK;
}

bs_err bs_ndjson_open(const char *path, struct bs_ndjson **out, struct bs_error *e)
{
    struct bs_ndjson *r = bs_alloc(sizeof(*r));
    bs_err err = bs_source_open(path, &r->source, e);
    if (!err) {
        r->cap = FIRST_SIZE;
        r->p = bs_alloc(r->cap);
        err = look(r, e);
    }
    if (err) {
        char name[200];
        bs_error_ctx(e, err, "%s", bs_gate_z(bs_str_bytes(bs_str_z(path)), name, sizeof(name)));
        bs_ndjson_close(r);
        r = NULL;
    }
    *out = r;
    return err;
}

void bs_ndjson_close(struct bs_ndjson *r)
{
    if (!r)
        return;
    bs_source_close(r->source);
    free(r->p);
    free(r);
}

/* The end of the next line in r->p, reading as needed; SIZE_MAX at the end of the file, or
 * when the line has passed the cap (then r->skipping). */
static size_t find_end(struct bs_ndjson *r)
{
    for (;;) {
        const uint8_t *lf = r->to > r->seen ? memchr(r->p + r->seen, '\n', r->to - r->seen) : NULL;
        if (lf)
            return (size_t)(lf - r->p);
        r->seen = r->to;
        if (r->to - r->from > BS_JSON_LINE_MAX) {
            r->skipping = true;
            return SIZE_MAX;
        }
        if (r->end)
            return SIZE_MAX;
        fill(r);
    }
}

static bs_err skip_long_line(struct bs_ndjson *r, struct bs_error *e)
{
    size_t end = SIZE_MAX;
    while (r->skipping) {
        r->skipping = false;
        r->from = r->seen = r->to;
        end = find_end(r);
    }
    r->from = r->seen = end == SIZE_MAX ? r->to : end + 1;
    return bs_error_set(e, BS_E_LIMIT, "longer than %d MiB, skipped", BS_JSON_LINE_MAX >> 20);
}

bs_err bs_ndjson_next(struct bs_ndjson *r, bs_str *line, int64_t *number, struct bs_error *e)
{
    for (;;) {
        size_t end = find_end(r);
        r->number++;
        *number = r->number;
        if (r->skipping)
            return skip_long_line(r, e);
        if (end == SIZE_MAX && r->to == r->from)
            break;
        bs_bytes b = {r->p + r->from, (end == SIZE_MAX ? r->to : end) - r->from};
        r->from = r->seen = end == SIZE_MAX ? r->to : end + 1;
        *line = bs_str_trim(bs_bytes_str(b));
        if (line->n > BS_JSON_LINE_MAX)
            return bs_error_set(e, BS_E_LIMIT, "longer than %d MiB, skipped",
                                BS_JSON_LINE_MAX >> 20);
        if (line->n)
            return BS_OK;
    }
    r->number--;
    *number = r->number;
    if (!r->failed)
        return BS_E_NOTFOUND;
    if (e)
        *e = r->error;
    return r->failed;
}

void bs_ndjson_progress(const struct bs_ndjson *r, int64_t *done, int64_t *total)
{
    bs_source_progress(r->source, done, total);
}
