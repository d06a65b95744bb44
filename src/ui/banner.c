/* What the three byte views share: bytes, highlighted ranges, search, the way between
 * them. */
#include "app.h"

#include <stdlib.h>

const char *const view_names[VIEW_COUNT] = {"text", "hex", "decoded", "record"};

bs_bytes banner_bytes(const struct bs_app *app)
{
    return app_detail(app) ? app->detail->wire : (bs_bytes){NULL, 0};
}

const struct bs_decoded *banner_reading(const struct bs_app *app)
{
    if (!app_detail(app) || app->banner.reading >= app->detail->readings)
        return NULL;
    return &app->detail->reading[app->banner.reading];
}

/* Preorder: the last field that covers the byte is the deepest. */
size_t banner_field_at(const struct bs_decoded *d, size_t at)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; d && i < d->fields; i++)
        if (at >= d->field[i].offset && at - d->field[i].offset < d->field[i].length)
            best = i;
    return best;
}

/* Offsets of "data" count in the bytes only where nothing was unescaped on the way. */
static bool evidence_counts(const struct bs_app *app, const struct bs_evidence *ev)
{
    return bs_str_eq(ev->field, BS_STR("bytes")) ||
           (bs_str_eq(ev->field, BS_STR("data")) &&
            app->detail->notation == BS_NOTE_TEXT);
}

static bool in_evidence(const struct bs_app *app, size_t at)
{
    const struct bs_detail *d = app_detail(app);
    for (size_t i = 0; d && i < size_min(d->evidences, 64); i++) {
        const struct bs_evidence *ev = &d->evidence[i];
        if (at >= ev->offset && at - ev->offset < ev->length && evidence_counts(app, ev))
            return true;
    }
    return false;
}

enum bs_style banner_style(const struct bs_app *app, size_t at, enum bs_style plain)
{
    const struct banner_state *b = &app->banner;
    const struct bs_decoded *d = banner_reading(app);
    if (b->found_n && at >= b->found && at - b->found < b->found_n)
        return BS_ST_SEARCH;
    if (d && (b->view == VIEW_DECODED || b->view == VIEW_HEX) && b->field < d->fields) {
        const struct bs_field *f = &d->field[b->field];
        if (at >= f->offset && at - f->offset < f->length)
            return BS_ST_FIELD;
    }
    return in_evidence(app, at) ? BS_ST_EVIDENCE : plain;
}

/* A new banner begins where the heaviest reason is, or at its first byte. */
void banner_reset(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    const struct bs_detail *d = app_detail(app);
    b->text_top = b->hex_top = b->hex_at = 0;
    b->field = b->field_top = b->reading = 0;
    b->record_top = 0;
    b->found_n = 0;
    app->verdict_top = 0;
    for (size_t i = 0; d && i < d->evidences; i++)
        if (evidence_counts(app, &d->evidence[i]) && d->evidence[i].length) {
            banner_show(app, d->evidence[i].offset);
            break;
        }
}

void banner_show(struct bs_app *app, size_t at)
{
    struct banner_state *b = &app->banner;
    bs_bytes bytes = banner_bytes(app);
    int cols = app_pane_cols(app, BS_PANE_BANNER);
    int rows = app_pane_rows(app, BS_PANE_BANNER);
    size_t field;
    at = step_clamped(at, 0, bytes.n);
    b->hex_at = at;
    hex_move(app, 0);
    field = banner_field_at(banner_reading(app), at);
    if (field != SIZE_MAX)
        b->field = field;
    tree_move(app, 0);
    size_t top = at; /* a few lines of what stands before it */
    for (int i = 0; i < rows / 3 && top > 0; i++)
        top = text_line_before(app, top, cols);
    b->text_top = top;
}

/* -- search
 * ------------------------------------------------------------------------------ */

/* "\x61 07" and "61 07" behind a first \x are bytes; all else is text with escapes
 * undone. */
static bool make_needle(struct bs_app *app, const char *text)
{
    struct bs_buf *needle = &app->banner.needle;
    struct bs_buf hex;
    bool done = false;
    bs_buf_clear(needle);
    if (strncmp(text, "\\x", 2) == 0) {
        bs_buf_init(&hex, 4 * LINE_MAX_BYTES);
        for (const char *p = text; *p; p++)
            if (p[0] == '\\' && p[1] == 'x')
                p++;
            else
                bs_buf_putc(&hex, *p);
        done = bs_hex_decode(bs_buf_str(&hex), needle, NULL) == BS_OK && needle->len;
        bs_buf_fini(&hex);
    }
    if (!done) {
        bs_buf_clear(needle);
        done = bs_unescape_lenient(bs_str_bytes(bs_str_z(text)), needle) == BS_OK &&
               needle->len;
    }
    return done;
}

bool banner_search(struct bs_app *app, const char *text)
{
    app->banner.found_n = 0;
    if (!make_needle(app, text))
        return false;
    banner_search_next(app, 0);
    return true;
}

static size_t find_back(bs_bytes hay, bs_bytes needle, size_t before)
{
    size_t best = SIZE_MAX;
    for (size_t at = 0; (at = bs_bytes_find_nocase(hay, needle, at)) < before; at++)
        best = at;
    return best;
}

void banner_search_next(struct bs_app *app, int dir)
{
    struct banner_state *b = &app->banner;
    bs_bytes hay = banner_bytes(app), needle = {b->needle.p, b->needle.len};
    bool wrapped = false;
    size_t at;
    if (needle.n == 0) {
        app_message(app, BS_ST_STATUS, "nothing searched for yet: / in the banner");
        return;
    }
    if (dir < 0) {
        at = find_back(hay, needle, b->found_n ? b->found : b->hex_at);
        wrapped = at == SIZE_MAX;
        if (wrapped)
            at = find_back(hay, needle, hay.n);
    } else {
        at = bs_bytes_find_nocase(hay, needle, b->found_n ? b->found + 1 : b->hex_at);
        wrapped = at == SIZE_MAX;
        if (wrapped)
            at = bs_bytes_find_nocase(hay, needle, 0);
    }
    if (at == SIZE_MAX) {
        b->found_n = 0;
        app_message(app, BS_ST_ERROR, "not found in this banner");
        return;
    }
    b->found = at;
    b->found_n = needle.n;
    if (b->view == VIEW_RECORD)
        b->view = VIEW_TEXT;
    banner_show(app, at);
    app_message(app, BS_ST_STATUS, "found at byte %zu%s", at,
                wrapped ? " (wrapped around)" : "");
}
