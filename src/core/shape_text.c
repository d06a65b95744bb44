/* What varies in text: the masks of shape.h. */
#include "shape.h"

/* -- bytes ------------------------------------------------------------------------------- */

/* What a token is made of: a bit for each kind of byte in it. */
enum { DIGIT = 1, UPPER = 2, LOWER = 4, NO_HEX = 8 };

static const uint8_t kind_of[256] = {
    ['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT,
    ['5'] = DIGIT, ['6'] = DIGIT, ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT,
    ['A'] = UPPER, ['B'] = UPPER, ['C'] = UPPER, ['D'] = UPPER, ['E'] = UPPER, ['F'] = UPPER,
    ['a'] = LOWER, ['b'] = LOWER, ['c'] = LOWER, ['d'] = LOWER, ['e'] = LOWER, ['f'] = LOWER,
    ['G'] = UPPER | NO_HEX, ['H'] = UPPER | NO_HEX, ['I'] = UPPER | NO_HEX, ['J'] = UPPER | NO_HEX,
    ['K'] = UPPER | NO_HEX, ['L'] = UPPER | NO_HEX, ['M'] = UPPER | NO_HEX, ['N'] = UPPER | NO_HEX,
    ['O'] = UPPER | NO_HEX, ['P'] = UPPER | NO_HEX, ['Q'] = UPPER | NO_HEX, ['R'] = UPPER | NO_HEX,
    ['S'] = UPPER | NO_HEX, ['T'] = UPPER | NO_HEX, ['U'] = UPPER | NO_HEX, ['V'] = UPPER | NO_HEX,
    ['W'] = UPPER | NO_HEX, ['X'] = UPPER | NO_HEX, ['Y'] = UPPER | NO_HEX, ['Z'] = UPPER | NO_HEX,
    ['g'] = LOWER | NO_HEX, ['h'] = LOWER | NO_HEX, ['i'] = LOWER | NO_HEX, ['j'] = LOWER | NO_HEX,
    ['k'] = LOWER | NO_HEX, ['l'] = LOWER | NO_HEX, ['m'] = LOWER | NO_HEX, ['n'] = LOWER | NO_HEX,
    ['o'] = LOWER | NO_HEX, ['p'] = LOWER | NO_HEX, ['q'] = LOWER | NO_HEX, ['r'] = LOWER | NO_HEX,
    ['s'] = LOWER | NO_HEX, ['t'] = LOWER | NO_HEX, ['u'] = LOWER | NO_HEX, ['v'] = LOWER | NO_HEX,
    ['w'] = LOWER | NO_HEX, ['x'] = LOWER | NO_HEX, ['y'] = LOWER | NO_HEX, ['z'] = LOWER | NO_HEX,
};

static bool is_word(uint8_t c)
{
    return kind_of[c] != 0;
}
static bool is_digit(uint8_t c)
{
    return kind_of[c] == DIGIT;
}
static bool is_hex(uint8_t c)
{
    return kind_of[c] != 0 && !(kind_of[c] & NO_HEX);
}

/* -- tokens ------------------------------------------------------------------------------ */

/* How far one is followed: tokens are short, and a banner of half tokens stays linear. */
enum { LOOK_MAX = 256 };

/* Letters and digits that stand together. */
struct run {
    size_t n;
    unsigned kinds;
    size_t changes; /* between letters and digits */
    uint8_t next;   /* the byte behind it; 0 at the end */
};

static struct run run_at(bs_bytes t, size_t at)
{
    struct run r = {.n = 0};
    unsigned before = kind_of[t.p[at]], kind;
    size_t i = at;

    for (; i < t.n && (kind = kind_of[t.p[i]]); i++) {
        r.kinds |= kind;
        r.changes += (kind ^ before) & DIGIT;
        before = kind;
    }
    r.n = i - at;
    r.next = i < t.n ? t.p[i] : 0;
    return r;
}

/* Pairs of hex digits with one separator: 00:40:9d:12, at least four. */
static size_t hex_pairs(bs_bytes t, size_t at)
{
    size_t pairs = 0, i = at;
    uint8_t sep = 0;

    while (i + 1 < t.n && i - at < LOOK_MAX && is_hex(t.p[i]) && is_hex(t.p[i + 1]) &&
           (i + 2 >= t.n || !is_word(t.p[i + 2]))) {
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
    if (at + n < t.n && is_word(t.p[at + n]))
        return 0;
    return hex >= 8 && dashes > 0 && digits >= 2 && t.p[at + n - 1] != '-' ? n : 0;
}

enum { RANDOM_MIN = 16, RANDOM_CHANGES = 4 };

/* A run of the base64 alphabet, slashes and all; 0 where it is not random enough. */
static size_t random_token(bs_bytes t, size_t at)
{
    size_t n = 0, changes = 0, slashes = 0;
    unsigned kinds = 0;

    for (size_t i = at; i < t.n && n < LOOK_MAX; i++, n++) {
        uint8_t c = t.p[i];
        if (!is_word(c) && c != '+' && c != '/')
            break;
        changes += i > at && is_digit(c) != is_digit(t.p[i - 1]);
        slashes += c == '/';
        kinds |= kind_of[c];
    }
    if (n < RANDOM_MIN || changes < RANDOM_CHANGES || slashes * 10 > n || !(kinds & (UPPER | LOWER)))
        return 0;
    while (at + n < t.n && (is_word(t.p[at + n]) || t.p[at + n] == '+' ||
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
        if (c == '.' && i + 1 < t.n && is_word(t.p[i + 1])) {
            dots++;
            last = i + 1;
            letters = true;
        } else if (!is_word(c) && c != '-') {
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

static bool is_date_word(const uint8_t *three)
{
    static const char names[] = "MonTueWedThuFriSatSunJanFebMarAprMayJunJulAugSepOctNovDec";

    for (size_t i = 0; i + 3 <= sizeof names - 1; i += 3)
        if (memcmp(names + i, three, 3) == 0)
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
        while (end < t.n && (is_word(t.p[end]) || t.p[end] == '+' ||
                             t.p[end] == '/' || t.p[end] == '='))
            end++;
        if (end == line || (end < t.n && t.p[end] != '\n' && t.p[end] != '\r'))
            return i - at;
        i = end;
    }
}

/* Letters of a token stay, its digits become one '#' a run. */
static void mask_digits(bs_bytes t, size_t at, size_t n, struct bs_sheet *s)
{
    for (size_t i = at; i < at + n; i++) {
        size_t digits = 0;
        while (i + digits < at + n && is_digit(t.p[i + digits]))
            digits++;
        if (digits)
            bs_sheet_mask(s, t.p + i, digits, '#');
        i += digits;
    }
}

/* Most runs are words: what may begin with this one is seen from how it ends. */
static size_t longer_token(bs_bytes t, size_t at, const struct run *r, char *mark)
{
    const bool hex = !(r->kinds & NO_HEX);
    const bool dash = r->next == '-', dot = r->next == '.', slash = r->next == '+' || r->next == '/';
    size_t n = 0;

    *mark = 'x';
    if (hex && r->n == 2 && (dash || r->next == ':'))
        n = hex_pairs(t, at);
    if (n == 0 && hex && dash)
        n = hex_groups(t, at);
    if (n > 0)
        return n;
    *mark = 'H';
    if ((dot || dash) && (n = host_name(t, at)) > 0)
        return n;
    *mark = 'B';
    return slash || (r->n >= RANDOM_MIN && r->changes >= RANDOM_CHANGES) ? random_token(t, at) : 0;
}

/* Masks what stands at `at`, the start of a token; how many bytes that was. */
static size_t mask_token(bs_bytes t, size_t at, struct bs_sheet *s)
{
    const struct run r = run_at(t, at);
    char mark;
    const size_t n = longer_token(t, at, &r, &mark);

    if (n > 0) {
        bs_sheet_mask(s, t.p + at, n, mark);
        return n;
    }
    if (!(r.kinds & NO_HEX) && r.n >= 8 && r.kinds & DIGIT && r.kinds & (UPPER | LOWER))
        bs_sheet_mask(s, t.p + at, r.n, 'x');
    else if (r.n == 3 && r.kinds & UPPER && is_date_word(t.p + at))
        bs_sheet_mask(s, t.p + at, r.n, 'D');
    else if (r.kinds & DIGIT)
        mask_digits(t, at, r.n, s);
    return r.n;
}

void bs_shape_text(bs_bytes t, struct bs_sheet *s)
{
    for (size_t i = 0; i < t.n;) {
        size_t head;
        size_t n = i == 0 || t.p[i - 1] == '\n' ? key_block(t, i, &head) : 0;
        if (n > 0) {
            bs_sheet_mask(s, t.p + i + head, n - head, 'K');
            i += n;
        } else if (is_word(t.p[i])) {
            i += mask_token(t, i, s);
        } else {
            i++;
        }
    }
}
