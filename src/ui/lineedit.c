#include "lineedit.h"

#include <stdlib.h>

void history_add(struct history *h, const char *text)
{
    if (!*text || (h->n && strcmp(h->entry[h->n - 1], text) == 0))
        return;
    if (h->n == HISTORY_MAX) {
        free(h->entry[0]);
        memmove(h->entry, h->entry + 1, (HISTORY_MAX - 1) * sizeof *h->entry);
        h->n--;
    }
    h->entry[h->n++] = bs_strdup(bs_str_z(text));
}

void history_fini(struct history *h)
{
    while (h->n)
        free(h->entry[--h->n]);
}

static void set_text(struct lineedit *l, const char *text)
{
    size_t n = strlen(text);
    if (n > LINE_MAX_BYTES) /* cut in front of a code point, not inside one */
        for (n = LINE_MAX_BYTES; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
            n--;
    memmove(l->text, text, n);
    l->text[n] = '\0';
    l->n = l->at = n;
}

void lineedit_set(struct lineedit *l, const char *text)
{
    set_text(l, text);
    l->back = 0;
}

static size_t step_left(const struct lineedit *l, size_t at)
{
    while (at > 0) {
        at--;
        if (((unsigned char)l->text[at] & 0xc0) != 0x80)
            break;
    }
    return at;
}

static size_t step_right(const struct lineedit *l, size_t at)
{
    if (at < l->n)
        at++;
    while (at < l->n && ((unsigned char)l->text[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static size_t word_left(const struct lineedit *l)
{
    size_t at = l->at;
    while (at > 0 && l->text[at - 1] == ' ')
        at--;
    while (at > 0 && l->text[at - 1] != ' ')
        at--;
    return at;
}

static void cut(struct lineedit *l, size_t from, size_t to)
{
    memmove(l->text + from, l->text + to, l->n - to + 1);
    l->n -= to - from;
    l->at = from;
}

static size_t encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xc0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xe0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        out[2] = (char)(0x80 | (cp & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
    out[3] = (char)(0x80 | (cp & 0x3f));
    return 4;
}

static bool insert(struct lineedit *l, uint32_t cp)
{
    char b[4];
    if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp >= 0x110000 || (cp >> 11) == 0x1b)
        return false;
    size_t n = encode(cp, b);
    if (l->n + n > LINE_MAX_BYTES)
        return true;
    memmove(l->text + l->at + n, l->text + l->at, l->n - l->at + 1);
    memcpy(l->text + l->at, b, n);
    l->n += n;
    l->at += n;
    return true;
}

static void recall(struct lineedit *l, bool older)
{
    if (!l->history || (older ? l->back >= l->history->n : l->back == 0))
        return;
    if (l->back == 0)
        memcpy(l->kept, l->text, l->n + 1);
    l->back = older ? l->back + 1 : l->back - 1;
    set_text(l, l->back ? l->history->entry[l->history->n - l->back] : l->kept);
}

static bool control_key(struct lineedit *l, uint32_t code)
{
    switch (code) {
    case 'a':
        l->at = 0;
        return true;
    case 'e':
        l->at = l->n;
        return true;
    case 'b':
        l->at = step_left(l, l->at);
        return true;
    case 'f':
        l->at = step_right(l, l->at);
        return true;
    case 'd':
        cut(l, l->at, step_right(l, l->at));
        return true;
    case 'h':
        cut(l, step_left(l, l->at), l->at);
        return true;
    case 'k':
        cut(l, l->at, l->n);
        return true;
    case 'u':
        cut(l, 0, l->at);
        return true;
    case 'w':
        cut(l, word_left(l), l->at);
        return true;
    case 'p':
        recall(l, true);
        return true;
    case 'n':
        recall(l, false);
        return true;
    default:
        return false;
    }
}

bool lineedit_key(struct lineedit *l, const struct bs_key_event *k)
{
    if (k->mods & BS_MOD_CTRL)
        return control_key(l, k->code);
    switch (k->code) {
    case BS_KEY_LEFT:
        l->at = step_left(l, l->at);
        return true;
    case BS_KEY_RIGHT:
        l->at = step_right(l, l->at);
        return true;
    case BS_KEY_HOME:
        l->at = 0;
        return true;
    case BS_KEY_END:
        l->at = l->n;
        return true;
    case BS_KEY_UP:
        recall(l, true);
        return true;
    case BS_KEY_DOWN:
        recall(l, false);
        return true;
    case BS_KEY_DELETE:
        cut(l, l->at, step_right(l, l->at));
        return true;
    case BS_KEY_BACKSPACE:
        cut(l, step_left(l, l->at), l->at);
        return true;
    default:
        return (k->mods & ~BS_MOD_PASTE) == 0 && insert(l, k->code);
    }
}

static int width_of(bs_bytes b, bool ascii)
{
    int width = 0;
    while (b.n > 0) {
        struct bs_glyph gl;
        bs_gate_next(b, ascii ? BS_GATE_ASCII : BS_GATE_UTF8, &gl);
        width += gl.width;
        b = bs_bytes_sub(b, gl.used, b.n);
    }
    return width;
}

/* The first byte shown: the cursor has to fit. */
static size_t first_shown(const struct lineedit *l, int cols, bool ascii)
{
    bs_bytes all = {(const uint8_t *)l->text, l->n};
    size_t from = 0;
    while (from < l->at && width_of(bs_bytes_sub(all, from, l->at - from), ascii) >= cols)
        from = step_right(l, from);
    return from;
}

int lineedit_column(const struct lineedit *l, size_t at, int cols, bool ascii)
{
    bs_bytes all = {(const uint8_t *)l->text, l->n};
    size_t from = first_shown(l, cols, ascii);
    if (at > l->n)
        at = l->n;
    return at > from ? width_of(bs_bytes_sub(all, from, at - from), ascii) : 0;
}

void lineedit_draw(const struct lineedit *l, struct bs_grid *g, int row, int col,
                   int cols)
{
    bs_bytes all = {(const uint8_t *)l->text, l->n};
    size_t from = first_shown(l, cols, g->ascii);
    bs_grid_fill(g, (struct bs_rect){row, col, 1, cols}, BS_ST_INPUT);
    bs_grid_data(g, row, col, cols, BS_ST_INPUT, bs_bytes_sub(all, from, all.n));
    g->cursor_row = row;
    g->cursor_col = col + width_of(bs_bytes_sub(all, from, l->at - from), g->ascii);
    if (g->cursor_col >= g->cols)
        g->cursor_col = g->cols - 1;
    g->cursor_visible = true;
}
