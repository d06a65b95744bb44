#include "shape.h"

#include "rules_priv.h"

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

/* -- text -------------------------------------------------------------------------------- */

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}
static bool is_hex(uint8_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
static bool is_printable(uint8_t c)
{
    return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\r' || c == '\n';
}

/* How far a token is followed: tokens are short, and a banner of half tokens stays linear. */
enum { LOOK_MAX = 256 };

/* Pairs of hex digits with one separator: 00:40:9d:12, at least four. */
static size_t hex_pairs(bs_bytes t, size_t at)
{
    size_t pairs = 0, i = at;
    uint8_t sep = 0;

    while (i + 1 < t.n && i - at < LOOK_MAX && is_hex(t.p[i]) && is_hex(t.p[i + 1]) &&
           (i + 2 >= t.n || !bs_is_word_byte(t.p[i + 2]))) {
        pairs++;
        i += 2;
        if (i >= t.n || (t.p[i] != ':' && t.p[i] != '-') || (sep && t.p[i] != sep))
            break;
        sep = t.p[i++];
    }
    if (pairs < 4)
        return 0;
    return i > at && (t.p[i - 1] == ':' || t.p[i - 1] == '-') ? i - 1 - at : i - at;
}

/* ETags and UUIDs: hex digits in groups, 8 or more in all. */
static size_t hex_groups(bs_bytes t, size_t at)
{
    size_t n = 0, digits = 0, dashes = 0, hex = 0;

    while (at + n < t.n && n < LOOK_MAX && (is_hex(t.p[at + n]) || t.p[at + n] == '-')) {
        dashes += t.p[at + n] == '-';
        digits += is_digit(t.p[at + n]);
        hex += t.p[at + n] != '-';
        n++;
    }
    if (at + n < t.n && bs_is_word_byte(t.p[at + n]))
        return 0;
    return hex >= 8 && dashes > 0 && digits >= 2 && t.p[at + n - 1] != '-' ? n : 0;
}

/* The token at `at`, and what it is made of. */
struct token {
    size_t n;
    bool hex, digit, upper, lower;
    size_t changes; /* between letters and digits */
};

static struct token word_token(bs_bytes t, size_t at)
{
    struct token k = {.hex = true};

    for (size_t i = at; i < t.n && bs_is_word_byte(t.p[i]); i++, k.n++) {
        uint8_t c = t.p[i];
        k.hex &= is_hex(c);
        k.digit |= is_digit(c);
        k.upper |= c >= 'A' && c <= 'Z';
        k.lower |= c >= 'a' && c <= 'z';
        k.changes += i > at && is_digit(c) != is_digit(t.p[i - 1]);
    }
    return k;
}

/* A run of the base64 alphabet, slashes and all; 0 where it is not random enough. */
static size_t random_token(bs_bytes t, size_t at)
{
    size_t n = 0, changes = 0, slashes = 0;
    bool upper = false, lower = false;

    for (size_t i = at; i < t.n && n < LOOK_MAX; i++, n++) {
        uint8_t c = t.p[i];
        if (!bs_is_word_byte(c) && c != '+' && c != '/')
            break;
        changes += i > at && is_digit(c) != is_digit(t.p[i - 1]);
        slashes += c == '/';
        upper |= c >= 'A' && c <= 'Z';
        lower |= c >= 'a' && c <= 'z';
    }
    if (n < 16 || changes < 4 || slashes * 10 > n || (!upper && !lower))
        return 0;
    while (at + n < t.n && (bs_is_word_byte(t.p[at + n]) || t.p[at + n] == '+' ||
                            t.p[at + n] == '/' || t.p[at + n] == '='))
        n++; /* all of it, also beyond LOOK_MAX */
    return n;
}

static size_t host_name(bs_bytes t, size_t at)
{
    size_t n = 0, dots = 0, last = at;
    bool letters = true;

    for (size_t i = at; i < t.n && n < LOOK_MAX; i++, n++) {
        uint8_t c = t.p[i];
        if (c == '.' && i + 1 < t.n && bs_is_word_byte(t.p[i + 1])) {
            dots++;
            last = i + 1;
            letters = true;
        } else if (!bs_is_word_byte(c) && c != '-') {
            break;
        } else {
            letters &= !is_digit(c) && c != '-';
        }
    }
    if (dots == 0 || !letters || at + n - last < 2)
        return 0;
    bs_bytes before = bs_bytes_sub(t, at >= 4 ? at - 4 : 0, at >= 4 ? 4 : at);
    bool told = bs_bytes_eq(before, BS_BYTES("220 ")) ||
                (at > 0 && t.p[at - 1] == '@') ||
                (at > 1 && t.p[at - 1] == '/' && t.p[at - 2] == '/');
    return dots >= 2 || told ? n : 0;
}

static bool is_date_word(bs_bytes t, size_t at, size_t n)
{
    static const char names[] = "MonTueWedThuFriSatSunJanFebMarAprMayJunJulAugSepOctNovDec";

    if (n != 3)
        return false;
    for (size_t i = 0; i + 3 <= sizeof names - 1; i += 3)
        if (memcmp(names + i, t.p + at, 3) == 0)
            return true;
    return false;
}

/* "Key:" and "Fingerprint:" with all that follows; 0 elsewhere.  Starts at a line's start. */
static size_t key_block(bs_bytes t, size_t at, size_t *head)
{
    static const char *const heads[] = {"Key: ", "Fingerprint: "};
    size_t i = at;

    *head = 0;
    for (size_t k = 0; k < BS_COUNT(heads) && !*head; k++)
        if (bs_bytes_has_prefix(bs_bytes_sub(t, at, t.n), bs_str_bytes(bs_str_z(heads[k]))))
            *head = strlen(heads[k]);
    if (!*head)
        return 0;
    for (;;) {
        while (i < t.n && t.p[i] != '\n')
            i++;
        size_t line = i + 1, end = line;
        while (end < t.n && (bs_is_word_byte(t.p[end]) || t.p[end] == '+' ||
                             t.p[end] == '/' || t.p[end] == '='))
            end++;
        if (end == line || (end < t.n && t.p[end] != '\n' && t.p[end] != '\r'))
            return i - at;
        i = end;
    }
}

/* What comes out: the masked text, and where something was masked. */
struct sheet {
    bs_bytes wire;
    struct bs_buf *out;    /* NULL = not wanted */
    struct bs_buf *ranges; /* of struct bs_shape_range; NULL = not wanted */
};

static void put(struct sheet *s, bs_bytes t, size_t at, size_t n)
{
    if (s->out)
        bs_buf_put(s->out, bs_bytes_str(bs_bytes_sub(t, at, n)));
}

static void put_mask(struct sheet *s, const uint8_t *at, size_t n, char mark)
{
    const struct bs_shape_range r = {(uint32_t)(at - s->wire.p), (uint32_t)n, mark};
    if (s->out)
        bs_buf_putc(s->out, mark == BS_SHAPE_FIELD ? '\0' : mark);
    if (s->ranges)
        bs_buf_put(s->ranges, (bs_str){(const char *)&r, sizeof r});
}

/* Letters of a token stay, its digits become one '#' a run. */
static void put_digits_masked(struct sheet *s, bs_bytes t, size_t at, size_t n)
{
    for (size_t i = at; i < at + n;) {
        size_t digits = 0;
        while (i + digits < at + n && is_digit(t.p[i + digits]))
            digits++;
        if (digits)
            put_mask(s, t.p + i, digits, '#');
        else
            put(s, t, i, 1);
        i += digits ? digits : 1;
    }
}

/* Masks what stands at `at`, the start of a token; how many bytes that was. */
static size_t mask_token(bs_bytes t, size_t at, struct sheet *s)
{
    static const struct {
        size_t (*length)(bs_bytes t, size_t at);
        char mask;
    } kinds[] = {{hex_pairs, 'x'}, {hex_groups, 'x'}, {host_name, 'H'}, {random_token, 'B'}};

    for (size_t i = 0; i < BS_COUNT(kinds); i++) {
        size_t n = kinds[i].length(t, at);
        if (n > 0) {
            put_mask(s, t.p + at, n, kinds[i].mask);
            return n;
        }
    }
    struct token k = word_token(t, at);
    if (k.hex && k.n >= 8 && k.digit && (k.upper || k.lower))
        put_mask(s, t.p + at, k.n, 'x');
    else if (is_date_word(t, at, k.n))
        put_mask(s, t.p + at, k.n, 'D');
    else
        put_digits_masked(s, t, at, k.n);
    return k.n;
}

static void mask_text(bs_bytes t, struct sheet *s)
{
    size_t i = 0;

    while (i < t.n) {
        size_t head;
        size_t n = i == 0 || t.p[i - 1] == '\n' ? key_block(t, i, &head) : 0;
        if (n > 0) {
            put(s, t, i, head);
            put_mask(s, t.p + i + head, n - head, 'K');
            i += n;
        } else if (bs_is_word_byte(t.p[i])) {
            i += mask_token(t, i, s);
        } else {
            put(s, t, i++, 1);
        }
    }
}

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
static bool mask_unknown(bs_bytes w, struct sheet *s)
{
    size_t at = 0, from = w.n > MAGIC ? opaque_from(w) : w.n;
    size_t length = from < w.n ? length_field(w, from, &at) : 0;

    if (from >= w.n)
        return false;
    if (length) {
        put(s, w, 0, at);
        put_mask(s, w.p + at, length, 'L');
        put(s, w, at + length, from - at - length);
    } else {
        put(s, w, 0, from);
    }
    put_mask(s, w.p + from, w.n - from, 'R');
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

static void mask(bs_bytes wire, const struct bs_decoded *d, struct sheet *s)
{
    struct varying v;
    size_t salt_from, salt_to, i = 0;
    const bool known = d && d->certainty >= BS_LIKELY;

    find_varying(d, &v);
    mysql_range(d, wire, &salt_from, &salt_to);
    if (!known && mask_unknown(wire, s))
        return;
    while (i < wire.n) {
        size_t n = salt_to && i == salt_from ? salt_to - salt_from : field_at(&v, i);
        if (n > 0) {
            n = n < wire.n - i ? n : wire.n - i;
            put_mask(s, wire.p + i, n, BS_SHAPE_FIELD);
            i += n;
            continue;
        }
        n = text_run(&v, wire, i, salt_to ? salt_from : SIZE_MAX);
        if (n >= TEXT_RUN_MIN)
            mask_text(bs_bytes_sub(wire, i, n), s);
        else
            put(s, wire, i, n ? n : 1);
        i += n ? n : 1;
    }
}

void bs_shape_mask(bs_bytes wire, const struct bs_decoded *d, struct bs_buf *out)
{
    struct sheet s = {.wire = wire, .out = out};
    mask(wire, d, &s);
}

void bs_shape_ranges(bs_bytes wire, const struct bs_decoded *d, struct bs_buf *out)
{
    struct sheet s = {.wire = wire, .ranges = out};
    mask(wire, d, &s);
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
