#include "shape.h"

/* -- fields at known offsets ------------------------------------------------------------- */

const struct bs_shape_field bs_shape_fields[] = {
    {"dicom", 10, 32},  /* AE titles: copied from the probe */
    {"tls", 11, 32},    /* ServerHello.random */
    {"modbus", 0, 2},   /* transaction id: the probe's */
    {"dns", 0, 2},      /* id: the probe's */
    {"ntp", 16, 32},    /* the four timestamps */
    {"rdp", 8, 2},      /* src-ref */
    {"stun", 8, 12},    /* transaction id */
    {"ike", 0, 16},     /* cookies */
    {"coap", 2, 2},     /* message id */
};
const size_t bs_shape_fields_n = BS_COUNT(bs_shape_fields);

/* A name of a field that is chosen anew each time, in whatever spelling a standard has for it. */
static bool name_varies(const char *name)
{
    static const char *const words[] = {
        "random", "nonce", "cookie", "salt", "challenge", "timestamp", "transaction", "xid", "session_id",
        "session id", "sessionid", "thread_id", "thread id", "guid", "stime", "ctime", "susec", "cusec",
        "systemtime", "system time", "boottime", "uptime", "sequence number", "message id", "messageid",
        "message-id", "realm", "hostname", "host name", "computer name", "dns computer", "dns domain",
        "netbios", "reference id", "request-id", "enginetime", "engineboots", "engineid", "msgid",
        "origin time", "receive time", "correlation", "connection id", "connection_id", "stream id",
    };
    bs_bytes n = bs_str_bytes(bs_str_z(name));
    for (size_t i = 0; i < BS_COUNT(words); i++)
        if (bs_bytes_find_nocase(n, bs_str_bytes(bs_str_z(words[i])), 0) != SIZE_MAX)
            return true;
    return false;
}

/* Where the fields that vary are: by the table of services, and by the names the decoder gave (leaves
 * of its tree only).  Gathered once, so that a large banner stays linear. */
enum { VARY_MAX = 96 };
struct varying {
    struct {
        uint32_t offset, length;
    } field[VARY_MAX];
    size_t n, next; /* next: the first that may still come */
};

static void add_varying(struct varying *v, uint32_t offset, uint32_t length)
{
    if (v->n == VARY_MAX)
        return;
    v->field[v->n].offset = offset;
    v->field[v->n++].length = length;
}

/* By offset; of those that begin together the first stays the first. */
static void sort_varying(struct varying *v)
{
    for (size_t i = 1; i < v->n; i++)
        for (size_t k = i; k > 0 && v->field[k].offset < v->field[k - 1].offset; k--) {
            const uint32_t offset = v->field[k].offset, length = v->field[k].length;
            v->field[k] = v->field[k - 1];
            v->field[k - 1].offset = offset;
            v->field[k - 1].length = length;
        }
}

static void find_varying(const struct bs_decoded *d, struct varying *v)
{
    v->n = v->next = 0;
    if (!d || d->certainty < BS_LIKELY)
        return;
    for (size_t i = 0; i < bs_shape_fields_n; i++) {
        const struct bs_shape_field *f = &bs_shape_fields[i];
        if (bs_str_eq(d->service, bs_str_z(f->service)))
            add_varying(v, f->offset, f->length);
    }
    for (size_t i = 0; i < d->fields; i++) {
        const struct bs_field *f = &d->field[i];
        bool leaf = i + 1 == d->fields || d->field[i + 1].depth <= f->depth;
        if (f->length && leaf && name_varies(f->name))
            add_varying(v, f->offset, f->length);
    }
    sort_varying(v);
}

/* How many bytes of a field begin at `at`; places only go forward. */
static size_t field_at(struct varying *v, size_t at)
{
    while (v->next < v->n && v->field[v->next].offset < at)
        v->next++;
    return v->next < v->n && v->field[v->next].offset == at ? v->field[v->next].length : 0;
}

/* Where the next one begins, behind `at`. */
static size_t field_behind(const struct varying *v, size_t at)
{
    size_t i = v->next;
    while (i < v->n && v->field[i].offset <= at)
        i++;
    return i < v->n ? v->field[i].offset : SIZE_MAX;
}

/* MySQL's thread id and salt follow a version of any length. */
static void mysql_range(const struct bs_decoded *d, bs_bytes w, size_t *from, size_t *to)
{
    *from = *to = 0;
    if (!d || d->certainty < BS_LIKELY || !bs_str_eq(d->service, BS_STR("mysql")) ||
        w.n < 6 || w.p[4] != 10)
        return;
    size_t nul = bs_bytes_find(w, BS_BYTES("\0"), 5);
    if (nul == SIZE_MAX)
        return;
    *from = nul + 1;
    *to = *from + 12;
}

static bool is_printable(uint8_t c)
{
    return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\r' || c == '\n';
}

/* How many bytes are looked at. */
enum { LOOK_MAX = 256 };

/* -- bytes nobody can read --------------------------------------------------------------- */

enum { MAGIC = 2, OPAQUE_MIN = 6, LENGTH_AT_MAX = 8 };

/* Do these bytes look drawn by lot (keys, ciphers, compressed)?  Hardly any value twice, high ones among
 * them, and not text. */
static bool is_opaque(bs_bytes b)
{
    bool seen[256] = {false};
    size_t distinct = 0, high = 0, printable = 0;
    bs_bytes look = bs_bytes_sub(b, 0, LOOK_MAX);

    for (size_t i = 0; i < look.n; i++) {
        distinct += !seen[look.p[i]];
        seen[look.p[i]] = true;
        high += look.p[i] >= 0x80;
        printable += is_printable(look.p[i]);
    }
    size_t want = look.n <= 32 ? look.n * 3 / 4 : look.n <= 64 ? 24 : 40;
    return look.n >= OPAQUE_MIN && distinct >= want && high >= look.n / 8 + 1 &&
           printable * 10 <= look.n * (look.n < 12 ? 8 : 6);
}

/* Behind a head that stays (two bytes, a length, fields full of zeros): where the lot begins, or n. */
static size_t opaque_from(bs_bytes w)
{
    size_t from = MAGIC;

    for (size_t i = MAGIC; i + 1 < w.n && i < LOOK_MAX / 4; i++)
        if (w.p[i] == 0 && w.p[i + 1] == 0)
            from = i + 2;
    return from + OPAQUE_MIN <= w.n && is_opaque(bs_bytes_sub(w, from, w.n)) ? from : w.n;
}

/* A big-endian number near the front that says how many bytes there are (all, or behind it). */
static size_t length_field(bs_bytes w, size_t until, size_t *at)
{
    for (size_t size = 4; size >= 2; size -= 2)
        for (*at = 0; *at <= LENGTH_AT_MAX && *at + size <= until; ++*at) {
            size_t v = 0;
            for (size_t k = 0; k < size; k++)
                v = v << 8 | w.p[*at + k];
            if (v > 4 && (v == w.n || v == w.n - *at - size))
                return size;
        }
    return 0;
}

/* The template of an unknown protocol: constant head, length, what is drawn anew. */
static bool mask_unknown(bs_bytes w, struct bs_sheet *s)
{
    size_t at = 0, from = w.n > MAGIC ? opaque_from(w) : w.n;
    size_t length = from < w.n ? length_field(w, from, &at) : 0;

    if (from >= w.n)
        return false;
    if (length)
        bs_sheet_mask(s, w.p + at, length, 'L');
    bs_sheet_mask(s, w.p + from, w.n - from, 'R');
    return true;
}

/* -- the whole --------------------------------------------------------------------------- */

enum { TEXT_RUN_MIN = 6 };

static size_t text_run(const struct varying *v, bs_bytes wire, size_t at, size_t salt_from)
{
    size_t n = 0, end = field_behind(v, at);

    while (at + n < wire.n && at + n < end && is_printable(wire.p[at + n]) && at + n != salt_from)
        n++;
    return n;
}

static void write_kept(struct bs_sheet *s, size_t until)
{
    if (s->out)
        bs_buf_put(s->out, bs_bytes_str(bs_bytes_sub(s->wire, s->done, until - s->done)));
}

void bs_sheet_mask(struct bs_sheet *s, const uint8_t *at, size_t n, char mark)
{
    const struct bs_shape_range r = {(uint32_t)(at - s->wire.p), (uint32_t)n, mark};
    write_kept(s, r.offset);
    s->done = r.offset + n;
    if (s->out)
        bs_buf_putc(s->out, mark == BS_SHAPE_FIELD ? '\0' : mark);
    if (s->ranges)
        bs_buf_put(s->ranges, (bs_str){(const char *)&r, sizeof r});
}

static void mask_known(bs_bytes wire, const struct bs_decoded *d, struct bs_sheet *s)
{
    struct varying v;
    size_t salt_from, salt_to, i = 0;

    find_varying(d, &v);
    mysql_range(d, wire, &salt_from, &salt_to);
    while (i < wire.n) {
        size_t n = salt_to && i == salt_from ? salt_to - salt_from : field_at(&v, i);
        if (n > 0) {
            n = n < wire.n - i ? n : wire.n - i;
            bs_sheet_mask(s, wire.p + i, n, BS_SHAPE_FIELD);
            i += n;
            continue;
        }
        n = text_run(&v, wire, i, salt_to ? salt_from : SIZE_MAX);
        if (n >= TEXT_RUN_MIN)
            bs_shape_text(bs_bytes_sub(wire, i, n), s);
        i += n ? n : 1;
    }
}

static void mask(const struct bs_decoded *d, struct bs_sheet *s)
{
    const bool known = d && d->certainty >= BS_LIKELY;

    if (known || !mask_unknown(s->wire, s))
        mask_known(s->wire, d, s);
    write_kept(s, s->wire.n);
}

void bs_shape_mask(bs_bytes wire, const struct bs_decoded *d, struct bs_buf *out)
{
    struct bs_sheet s = {.wire = wire, .out = out};
    mask(d, &s);
}

void bs_shape_ranges(bs_bytes wire, const struct bs_decoded *d, struct bs_buf *out)
{
    struct bs_sheet s = {.wire = wire, .ranges = out};
    mask(d, &s);
}

/* Text says by itself what varies in it; a binary answer needs the decoder's fields. */
static bool wants_fields(bs_bytes wire)
{
    bs_bytes look = bs_bytes_sub(wire, 0, 64);

    for (size_t i = 0; i < look.n; i++)
        if (!is_printable(look.p[i]))
            return true;
    return false;
}

const struct bs_decoded *bs_shape_reading(const struct bs_decode_in *in, const struct bs_decoded *first,
                                          struct bs_arena *a, struct bs_decoded *whole)
{
    if (first->certainty < BS_LIKELY)
        return NULL;
    if (!wants_fields(in->bytes))
        return first;
    bs_decode(in, true, a, whole);
    return whole->certainty >= BS_LIKELY ? whole : first;
}
