#include "key.h"

#include "bannerscope/base.h"

/* A text is looked at in up to three readings: as it stands in any case, in hex and in base64
 * (letters and digits never give + or /, so that of URLs is the same); escapes of URLs (%41, also
 * %2541) are undone on the way.  Whatever shares RUN characters with the key in one of them
 * goes. */
enum { RUN = 8, FORM_MAX = 2 * BS_KEY_MAX };

struct form {
    char text[FORM_MAX];
    size_t n, run;
    bool nocase; /* the text is in lower case, and every case is taken for it */
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One character of the text with %41 and %2541 undone; returns how many bytes it took. */
static size_t unit(bs_str s, size_t at, char *c)
{
    *c = s.p[at];
    if (*c != '%')
        return 1;
    size_t from = at + 1;
    while (s.n - from >= 2 && s.p[from] == '2' && s.p[from + 1] == '5')
        from += 2; /* encoded again, and again */
    if (s.n - from < 2)
        return 1;
    int high = hex_digit(s.p[from]), low = hex_digit(s.p[from + 1]);
    if (high < 0 || low < 0)
        return 1;
    *c = (char)(high << 4 | low);
    return from + 2 - at;
}

static char fold(char c, const struct form *f)
{
    return f->nocase && c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Bytes of the text at `at` that run along with the form from `from` on, 0 = too few. */
static size_t common(bs_str s, size_t at, const struct form *f, size_t from)
{
    size_t i = at, n = 0;
    while (i < s.n && from + n < f->n) {
        char c;
        size_t used = unit(s, i, &c);
        if (fold(c, f) != f->text[from + n])
            break;
        i += used;
        n++;
    }
    return n >= f->run ? i - at : 0;
}

static size_t longest(bs_str s, size_t at, const struct form *form, size_t forms)
{
    size_t best = 0;
    for (size_t f = 0; f < forms; f++) {
        for (size_t from = 0; from + form[f].run <= form[f].n; from++) {
            size_t n = common(s, at, &form[f], from);
            best = n > best ? n : best;
        }
    }
    return best;
}

static size_t min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void make_plain(bs_str key, struct form *f)
{
    f->nocase = true;
    for (size_t i = 0; i < key.n; i++)
        f->text[f->n++] = fold(key.p[i], f);
    f->run = min(RUN, f->n);
}

static void make_hex(bs_str key, struct form *f)
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < key.n; i++) {
        f->text[f->n++] = digit[(uint8_t)key.p[i] >> 4];
        f->text[f->n++] = digit[(uint8_t)key.p[i] & 15];
    }
    f->run = min(2 * RUN, f->n);
    f->nocase = true;
}

/* The key may stand anywhere in what was encoded: three alignments, and of each only the
 * letters that depend on nothing but the key. */
static void make_base64(bs_str key, size_t shift, struct form *f)
{
    static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t bits = 8 * key.n, from = (6 - 8 * shift % 6) % 6;
    for (size_t at = from; at + 6 <= bits && f->n < FORM_MAX; at += 6) {
        unsigned two = (unsigned)(uint8_t)key.p[at / 8] << 8;
        if (at / 8 + 1 < key.n)
            two |= (uint8_t)key.p[at / 8 + 1];
        f->text[f->n++] = letter[two >> (10 - at % 8) & 63];
    }
    f->run = min(RUN + 2, f->n);
}

void bs_key_redact(const struct bs_key *k, bs_str text, struct bs_buf *out)
{
    struct form form[5] = {{.n = 0}};
    bs_str key = bs_key_text(k);
    make_plain(key, &form[0]);
    make_hex(key, &form[1]);
    for (size_t shift = 0; shift < 3; shift++)
        make_base64(key, shift, &form[2 + shift]);
    /* Two or three letters alone would be found in every word. */
    size_t forms = 0;
    for (size_t i = 0; i < BS_COUNT(form); i++) {
        if (form[i].n >= 4)
            form[forms++] = form[i];
    }
    for (size_t at = 0; at < text.n;) {
        size_t n = longest(text, at, form, forms);
        if (n)
            bs_buf_put(out, BS_STR("[key]"));
        else
            bs_buf_putc(out, text.p[at]);
        at += n ? n : 1;
    }
    explicit_bzero(form, sizeof(form));
}
