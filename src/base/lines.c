#include "bannerscope/textfmt.h"

#include <stdio.h>

#include "bannerscope/gate.h"

struct reading {
    bs_line_fn *fn;
    bs_complain_fn *complain;
    void *ctx;
    int *bad;
    struct bs_arena arena; /* words of one line with their quotes undone */
    char *room;            /* where the next word goes: together they are no longer than the line */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* One word from the front of *rest.  A quote may begin in its middle: label="two words".  The
 * word comes back without quotes, in the arena. */
static bs_err take_word(struct reading *r, bs_str *rest, bs_str *word, struct bs_error *e)
{
    char *out = r->room;
    size_t n = 0, i = 0;
    bool quoted = false;
    for (; i < rest->n && (quoted || (!is_blank(rest->p[i]) && rest->p[i] != '#')); i++) {
        char c = rest->p[i];
        if (c == '"') {
            quoted = !quoted;
        } else if (quoted && c == '\\' && i + 1 < rest->n &&
                   (rest->p[i + 1] == '"' || rest->p[i + 1] == '\\')) {
            out[n++] = rest->p[++i];
        } else {
            out[n++] = c;
        }
    }
    if (quoted)
        return bs_error_set(e, BS_E_SYNTAX, "a quote is not closed");
    *word = (bs_str){out, n};
    r->room += n;
    *rest = (bs_str){rest->p + i, rest->n - i};
    return BS_OK;
}

static bs_err split_line(struct reading *r, struct bs_line *l, struct bs_error *e)
{
    bs_str rest = l->text;
    bs_arena_reset(&r->arena);
    r->room = bs_arena_alloc(&r->arena, rest.n + 1);
    if (!r->room)
        return bs_error_set(e, BS_E_LIMIT, "the line is too long");
    for (;;) {
        while (rest.n && is_blank(rest.p[0])) {
            rest.p++;
            rest.n--;
        }
        if (rest.n == 0 || rest.p[0] == '#')
            return BS_OK;
        if (l->words == BS_LINE_WORDS_MAX)
            return bs_error_set(e, BS_E_SYNTAX, "more than %d words", BS_LINE_WORDS_MAX);
        bs_err err = take_word(r, &rest, &l->word[l->words], e);
        if (err != BS_OK)
            return err;
        l->words++;
    }
}

static void complain(struct reading *r, const struct bs_line *l, const char *reason)
{
    char name[256], text[800];
    bs_gate_z(bs_str_bytes(bs_str_z(l->file)), name, sizeof name);
    snprintf(text, sizeof text, "%s:%d: %s", name, l->number, reason);
    if (r->bad)
        ++*r->bad;
    if (r->complain)
        r->complain(r->ctx, text);
}

bool bs_line_option(const struct bs_line *l, const char *name, bs_str *value)
{
    bs_str want = bs_str_z(name);
    for (size_t i = 0; i < l->words; i++) {
        bs_str w = l->word[i];
        if (w.n > want.n && w.p[want.n] == '=' && bs_str_has_prefix(w, want)) {
            *value = (bs_str){w.p + want.n + 1, w.n - want.n - 1};
            return true;
        }
    }
    return false;
}

static void read_lines(struct reading *r, const char *path, bs_str all)
{
    struct bs_line l = {.file = path};
    bs_str rest = all;
    while (bs_str_split(&rest, '\n', &l.text)) {
        struct bs_error e = {0};
        l.number++;
        l.words = 0;
        bs_err err = split_line(r, &l, &e);
        if (err == BS_OK && l.words)
            err = r->fn(r->ctx, &l, &e);
        if (err != BS_OK)
            complain(r, &l, e.text);
    }
}

bs_err bs_lines_parse(const char *name, bs_bytes text, bs_line_fn *fn, bs_complain_fn *complain_fn,
                      void *ctx, int *bad, struct bs_error *e)
{
    struct reading r = {.fn = fn, .complain = complain_fn, .ctx = ctx, .bad = bad};
    char shown[256];
    bs_gate_z(bs_str_bytes(bs_str_z(name)), shown, sizeof shown);
    if (text.n > BS_FILE_MAX)
        return bs_error_set(e, BS_E_LIMIT, "%s: larger than %d bytes", shown, BS_FILE_MAX);
    if (bs_bytes_has_prefix(text, BS_BYTES("\xef\xbb\xbf")))
        text = bs_bytes_sub(text, 3, SIZE_MAX);
    if (!bs_utf8_valid(text))
        return bs_error_set(e, BS_E_SYNTAX, "%s: not UTF-8 text", shown);
    bs_arena_init(&r.arena, BS_FILE_MAX + 4096);
    if (text.n)
        read_lines(&r, name, bs_bytes_str(text));
    bs_arena_fini(&r.arena);
    return BS_OK;
}

bs_err bs_lines_read(const char *path, bs_line_fn *fn, bs_complain_fn *complain_fn, void *ctx,
                     int *bad, struct bs_error *e)
{
    struct bs_buf text;
    bs_buf_init(&text, BS_FILE_MAX);
    bs_err err = bs_file_read(path, &text, e);
    if (err == BS_OK)
        err = bs_lines_parse(path, (bs_bytes){text.p, text.len}, fn, complain_fn, ctx, bad, e);
    bs_buf_fini(&text);
    return err;
}
