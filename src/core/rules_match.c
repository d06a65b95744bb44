#include "rules_priv.h"

/* -- where letters are chance ------------------------------------------------------------ */

/* How far is looked around a hit: bounded, so that a banner made of hits stays linear. */
enum { TOKEN_NOISE_MIN = 40, KEY_LINES_MAX = 64, LOOK_MAX = 2048, LOOKS_MAX = 4096 };

static bool is_base64(uint8_t c)
{
    return bs_is_word_byte(c) || c == '+' || c == '/' || c == '=';
}

/* Long runs of the base64 alphabet are noise when they mix like base64 does.  A path such as
 * /openmrs/ms/uiframework is made of the same bytes: slashes are frequent there, capitals
 * and digits rare. */
static bool mixes_like_base64(bs_bytes t)
{
    size_t upper = 0, lower = 0, digit = 0, slash = 0;

    for (size_t i = 0; i < t.n; i++) {
        uint8_t c = t.p[i];
        upper += c >= 'A' && c <= 'Z';
        lower += c >= 'a' && c <= 'z';
        digit += c >= '0' && c <= '9';
        slash += c == '/';
    }
    return slash * 12 <= t.n && upper * 8 >= t.n && lower * 8 >= t.n && digit * 25 >= t.n;
}

static void line_around(bs_bytes t, size_t at, size_t *from, size_t *to)
{
    *from = *to = at;
    while (*from > 0 && t.p[*from - 1] != '\n' && at - *from < LOOK_MAX)
        --*from;
    while (*to < t.n && t.p[*to] != '\n' && t.p[*to] != '\r' && *to - at < LOOK_MAX)
        ++*to;
}

static bool is_base64_line(bs_bytes line)
{
    for (size_t i = 0; i < line.n; i++)
        if (!is_base64(line.p[i]))
            return false;
    return line.n > 0;
}

static bool is_key_line(bs_bytes line)
{
    static const char *const heads[] = {"key:", "fingerprint:", "hassh:", "public key:"};

    while (line.n && (line.p[0] == ' ' || line.p[0] == '\t'))
        line = bs_bytes_sub(line, 1, line.n);
    for (size_t i = 0; i < BS_COUNT(heads); i++) {
        bs_str head = bs_str_z(heads[i]);
        if (line.n >= head.n && bs_str_eq_nocase((bs_str){(const char *)line.p, head.n}, head))
            return true;
    }
    return false;
}

/* "Key: AAAAB3Nza..." goes on over lines that hold nothing but base64; the last may be
 * short enough to be mistaken for a word. */
static bool in_key_block(bs_bytes t, size_t at)
{
    size_t from, to;

    line_around(t, at, &from, &to);
    for (int i = 0; i < KEY_LINES_MAX; i++) {
        bs_bytes line = bs_bytes_sub(t, from, to - from);
        if (is_key_line(line))
            return true;
        if (!is_base64_line(line) || from == 0)
            return false;
        line_around(t, from - 1, &from, &to);
    }
    return false;
}

bool bs_text_is_noise(bs_bytes t, size_t from, size_t to)
{
    size_t a = from, b = to;

    while (a > 0 && is_base64(t.p[a - 1]) && from - a < LOOK_MAX)
        a--;
    while (b < t.n && is_base64(t.p[b]) && b - to < LOOK_MAX)
        b++;
    if (b - a >= TOKEN_NOISE_MIN && mixes_like_base64(bs_bytes_sub(t, a, b - a)))
        return true;
    return in_key_block(t, from);
}

/* -- the second look at a hit ------------------------------------------------------------ */

static bool is_separator(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '_' || c == '-';
}

/* A blank in a keyword stands for any separator, '-' also for '_'; other bytes for
 * themselves, in any case unless it must be exact. */
static bool same_text(const struct bs_word *w, bs_str key, const uint8_t *text)
{
    for (size_t i = 0; i < key.n; i++) {
        uint8_t k = (uint8_t)key.p[i];
        if (k == ' ' ? !is_separator(text[i])
            : k == '-' ? text[i] != '-' && text[i] != '_'
            : k == '_' ? text[i] != '_'
                       : w->exact_case && k != text[i])
            return false;
    }
    return true;
}

/* "lumc.nl" must not be found in "lumc.nl.example" or "x-lumc.nl"; ".lumc.nl" is fine. */
static bool domain_ends(bs_bytes t, size_t from, size_t to)
{
    if (from > 0 && t.p[from - 1] == '-')
        return false;
    return to + 1 >= t.n || (t.p[to] != '-' && (t.p[to] != '.' || !bs_is_word_byte(t.p[to + 1])));
}

static void add_hit(struct bs_hits *h, uint32_t keyword, size_t from, size_t to)
{
    if (h->n == BS_HITS_MAX)
        return;
    if (h->n == h->room) {
        size_t room = h->room ? 4 * h->room : 16;
        struct bs_hit *grown = bs_arena_alloc(h->arena, room * sizeof *grown);
        if (!grown)
            return;
        if (h->n)
            memcpy(grown, h->hit, h->n * sizeof *grown);
        h->hit = grown;
        h->room = room;
    }
    h->hit[h->n++] =
        (struct bs_hit){keyword, (uint32_t)from, (uint32_t)(to - from)};
}

static void on_hit(void *ctx, uint32_t word, size_t end)
{
    struct bs_hits *h = ctx;
    const struct bs_rules *r = h->rules;

    if (word >= r->keywords) {
        bs_set_add(h->candidate, word - r->keywords);
        return;
    }
    bs_str key = r->keyword[word].text;
    size_t from = end - key.n;
    if (h->n < BS_HITS_MAX && (!r->word[word].domain || domain_ends(h->text, from, end)) &&
        same_text(&r->word[word], key, h->text.p + from) && h->looks++ < LOOKS_MAX &&
        !bs_text_is_noise(h->text, from, end))
        add_hit(h, word, from, end);
}

bool bs_hit_is_inside(const struct bs_hits *h, const struct bs_hit *x)
{
    for (size_t i = 0; i < h->n; i++) {
        const struct bs_hit *y = &h->hit[i];
        if (y->length > x->length && y->offset <= x->offset &&
            y->offset + y->length >= x->offset + x->length)
            return true;
    }
    return false;
}

void bs_rules_scan(const struct bs_rules *r, bs_bytes text, struct bs_arena *a,
                   struct bs_hits *out)
{
    *out = (struct bs_hits){.arena = a, .rules = r, .text = text};
    out->candidate = bs_arena_alloc(a, r->sets * sizeof *out->candidate);
    if (!out->candidate)
        return;
    if (text.n > UINT32_MAX)
        text.n = UINT32_MAX;
    memcpy(out->candidate, r->always, r->sets * sizeof *out->candidate);
    bs_ac_scan(r->ac, text, on_hit, out);
}
