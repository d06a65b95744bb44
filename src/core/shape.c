#include "shape.h"

#include "rules_priv.h"

/* -- identity ---------------------------------------------------------------------------- */

bs_id bs_banner_id(bs_bytes data, bs_bytes raw)
{
    if (raw.n == 0)
        return bs_id_of(data);
    /* Length first, so that no other pair gives the same bytes. */
    uint8_t n[8], digest[32];
    for (int i = 0; i < 8; i++)
        n[i] = (uint8_t)((uint64_t)data.n >> (56 - 8 * i));
    struct bs_sha256 h;
    bs_sha256_init(&h);
    bs_sha256_add(&h, BS_BYTES("raw\0"));
    bs_sha256_add(&h, (bs_bytes){n, sizeof n});
    bs_sha256_add(&h, data);
    bs_sha256_add(&h, raw);
    bs_sha256_end(&h, digest);
    bs_id id = 0;
    for (int i = 0; i < 8; i++)
        id = id << 8 | digest[i];
    return id;
}

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

static bool field_varies(const struct bs_decoded *d, size_t at)
{
    if (!d || d->certainty < BS_LIKELY)
        return false;
    for (size_t i = 0; i < bs_shape_fields_n; i++) {
        const struct bs_shape_field *f = &bs_shape_fields[i];
        if (at >= f->offset && at - f->offset < f->length &&
            bs_str_eq(d->service, bs_str_z(f->service)))
            return true;
    }
    return false;
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

static void put(struct bs_buf *out, bs_bytes t, size_t at, size_t n)
{
    bs_buf_put(out, bs_bytes_str(bs_bytes_sub(t, at, n)));
}

/* Letters of a token stay, its digits become one '#' a run. */
static void put_digits_masked(struct bs_buf *out, bs_bytes t, size_t at, size_t n)
{
    for (size_t i = at; i < at + n; i++) {
        if (!is_digit(t.p[i]))
            bs_buf_putc(out, (char)t.p[i]);
        else if (i == at || !is_digit(t.p[i - 1]))
            bs_buf_putc(out, '#');
    }
}

/* Masks what stands at `at`, the start of a token; how many bytes that was. */
static size_t mask_token(bs_bytes t, size_t at, struct bs_buf *out)
{
    static const struct {
        size_t (*length)(bs_bytes t, size_t at);
        char mask;
    } kinds[] = {{hex_pairs, 'x'}, {hex_groups, 'x'}, {host_name, 'H'}, {random_token, 'B'}};

    for (size_t i = 0; i < BS_COUNT(kinds); i++) {
        size_t n = kinds[i].length(t, at);
        if (n > 0) {
            bs_buf_putc(out, kinds[i].mask);
            return n;
        }
    }
    struct token k = word_token(t, at);
    if (k.hex && k.n >= 8 && k.digit && (k.upper || k.lower))
        bs_buf_putc(out, 'x');
    else if (is_date_word(t, at, k.n))
        bs_buf_putc(out, 'D');
    else
        put_digits_masked(out, t, at, k.n);
    return k.n;
}

static void mask_text(bs_bytes t, struct bs_buf *out)
{
    size_t i = 0;

    while (i < t.n) {
        size_t head;
        size_t n = i == 0 || t.p[i - 1] == '\n' ? key_block(t, i, &head) : 0;
        if (n > 0) {
            put(out, t, i, head);
            bs_buf_putc(out, 'K');
            i += n;
        } else if (bs_is_word_byte(t.p[i])) {
            i += mask_token(t, i, out);
        } else {
            bs_buf_putc(out, (char)t.p[i++]);
        }
    }
}

/* -- the whole --------------------------------------------------------------------------- */

enum { TEXT_RUN_MIN = 6 };

void bs_shape_mask(bs_bytes wire, const struct bs_decoded *d, struct bs_buf *out)
{
    size_t salt_from, salt_to, i = 0;

    mysql_range(d, wire, &salt_from, &salt_to);
    while (i < wire.n) {
        size_t n = 0;
        if (field_varies(d, i) || (i >= salt_from && i < salt_to)) {
            bs_buf_putc(out, '\0');
            i++;
            continue;
        }
        while (i + n < wire.n && is_printable(wire.p[i + n]) && !field_varies(d, i + n) &&
               !(i + n >= salt_from && i + n < salt_to))
            n++;
        if (n >= TEXT_RUN_MIN)
            mask_text(bs_bytes_sub(wire, i, n), out);
        else
            put(out, wire, i, n ? n : 1);
        i += n ? n : 1;
    }
}
