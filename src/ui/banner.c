/* What all views of a banner share: the bytes, the readings, the byte cursor, ranges. */
#include "app.h"

#include <stdlib.h>

const char *const view_names[VIEW_COUNT] = {"text", "hex", "decoded", "record", "json"};

enum { READINGS_MAX = 8, CONTEXT_ROWS = 3 };

void banner_init(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    bs_arena_init(&b->arena, 0);
    bs_arena_init(&b->compare.arena, 0);
    b->mark = b->anchor = SIZE_MAX;
}

void banner_fini(struct bs_app *app)
{
    free(app->banner.hits.at);
    compare_free(app);
    bs_arena_fini(&app->banner.compare.arena);
    bs_arena_fini(&app->banner.arena);
}

bs_bytes banner_bytes(const struct bs_app *app)
{
    return app_detail(app) ? app->banner.bytes : (bs_bytes){NULL, 0};
}

const struct bs_decoded *banner_reading(const struct bs_app *app)
{
    const struct banner_state *b = &app->banner;
    return app_detail(app) && b->reading_at < b->readings ? &b->reading[b->reading_at]
                                                          : NULL;
}

bs_bytes banner_selected(const struct bs_app *app, bool *selected)
{
    const struct banner_state *b = &app->banner;
    bs_bytes bytes = banner_bytes(app);
    *selected = b->mark < bytes.n && !banner_is_tree(app);
    if (!*selected)
        return bytes;
    size_t from = size_min(b->mark, b->at), to = b->mark > b->at ? b->mark : b->at;
    return bs_bytes_sub(bytes, from, to - from + 1);
}

/* -- which bytes -------------------------------------------------------------- */

static bs_bytes every_escape_read(struct bs_app *app)
{
    struct bs_buf out;
    bs_bytes data = app->detail->detail->data, result = data;
    bs_buf_init(&out, data.n);
    if (bs_unescape_lenient(data, &out) == BS_OK && out.len)
        result = bs_arena_bytes(&app->banner.arena, (bs_bytes){out.p, out.len});
    bs_buf_fini(&out);
    return result.n ? result : data;
}

static void read_again(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    const struct bs_detail *d = app->detail->detail;
    struct bs_decoded *reading =
        bs_arena_alloc(&b->arena, READINGS_MAX * sizeof *reading);
    const struct bs_decode_in in = {.bytes = b->bytes,
                                    .port = d->row.target.port,
                                    .transport = d->row.target.transport,
                                    .transport_known = true,
                                    .module = d->traits.module};
    b->reading = reading;
    b->readings = reading ? bs_decode_all(&in, &b->arena, reading, READINGS_MAX) : 0;
}

static void take_bytes(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    const struct bs_reply *r = app->detail;
    b->bytes = r->wire;
    b->reading = r->reading;
    b->readings = r->readings;
    if (b->mode == BYTES_STORED)
        b->bytes = r->detail->data;
    else if (b->mode == BYTES_UNESCAPED)
        b->bytes = every_escape_read(app);
    if (b->bytes.p != r->wire.p && !bs_bytes_eq(b->bytes, r->wire))
        read_again(app);
    b->reading_at = 0;
    tree_made(app);
    marks_collect(app);
}

/* What a banner is best looked at as, until the analyst says otherwise. */
static enum view best_view(const struct bs_app *app)
{
    const struct bs_decoded *d = banner_reading(app);
    bs_bytes head = bs_bytes_sub(banner_bytes(app), 0, 512);
    size_t odd = 0;
    if (d && d->decoder && d->certainty == BS_PROVEN && d->fields)
        return VIEW_DECODED;
    for (size_t i = 0; i < head.n;) {
        uint32_t cp;
        size_t n = bs_utf8_next(bs_bytes_sub(head, i, head.n), &cp);
        odd += n == 0 || (cp < 0x20 && cp != '\n' && cp != '\r' && cp != '\t');
        i += n ? n : 1;
    }
    return odd * 5 > head.n ? VIEW_HEX : VIEW_TEXT;
}

static void to_the_start(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    b->at = b->text_top = b->hex_top = b->left = 0;
    b->mark = b->anchor = SIZE_MAX;
    b->want_col = 0;
    tree_follow_bytes(app);
    if (b->ranges)
        banner_show(app, b->range[0].at);
}

/* A new banner begins where the heaviest reason is, or at its first byte. */
void banner_reset(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    bs_arena_reset(&b->arena);
    b->mode = BYTES_SENT;
    b->record_made = b->json_made = false;
    b->record = b->json = (struct outline){0};
    b->readings = b->ranges = 0;
    b->fields = (struct outline){0};
    app->verdict_top = 0;
    if (!app_detail(app))
        return;
    take_bytes(app);
    if (!b->chosen)
        b->view = best_view(app);
    to_the_start(app);
    hits_refresh(app);
    compare_again(app);
}

/* Offsets hold, slices do not: what was made of the old reply is made again. */
void banner_renew(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    size_t field = b->fields.at, field_top = b->fields.top, reading = b->reading_at;
    size_t record = b->record.at, json = b->json.at;
    bs_arena_reset(&b->arena);
    b->record_made = b->json_made = false;
    b->record = b->json = (struct outline){0};
    take_bytes(app);
    if (reading < b->readings) {
        b->reading_at = reading;
        tree_made(app);
    }
    outline_go(&b->fields, size_min(field, b->fields.n ? b->fields.n - 1 : 0));
    b->fields.top = size_min(field_top, b->fields.at);
    record_made(app);
    outline_go(&b->record, record);
    outline_go(&b->json, json);
}

void banner_mode(struct bs_app *app, enum byte_mode mode)
{
    static const char *const say[BYTE_MODES] = {
        "the bytes as they were sent, as far as can be told",
        "the text as Shodan stored it, escapes not undone",
        "every escape read as its byte, also where that is a guess"};
    app->banner.mode = mode;
    take_bytes(app);
    to_the_start(app);
    hits_refresh(app);
    app_message(app, BS_ST_STATUS, "%s: %zu bytes", say[mode], app->banner.bytes.n);
}

void banner_view(struct bs_app *app, enum view view)
{
    struct banner_state *b = &app->banner;
    bool was_tree = banner_is_tree(app);
    if (label_is_blind(app) && (view == VIEW_RECORD || view == VIEW_JSON))
        view = VIEW_TEXT; /* they tell the verdict */
    b->view = view;
    b->chosen = true;
    if (was_tree || banner_is_tree(app))
        hits_refresh(app);
    banner_settle(app);
}

void banner_next_reading(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    b->reading_at = (b->reading_at + 1) % b->readings;
    tree_made(app);
    tree_follow_bytes(app);
}

/* -- places ------------------------------------------------------------------- */

void banner_show(struct bs_app *app, size_t at)
{
    struct banner_state *b = &app->banner;
    struct banner_parts p;
    b->at = step_clamped(at, 0, b->bytes.n);
    tree_follow_bytes(app);
    banner_here(app, &p);
    size_t row = b->at > b->hex_top ? (b->at - b->hex_top) / 16 : 0;
    if (b->at < b->hex_top || row >= (size_t)(p.bytes.rows > 1 ? p.bytes.rows : 1)) {
        int per = hex_per_line(p.bytes.cols, b->bytes.n);
        size_t line = b->at / (size_t)per;
        b->hex_top = (line > CONTEXT_ROWS ? line - CONTEXT_ROWS : 0) * (size_t)per;
    }
    text_scroll(app, p.bytes);
}

bool banner_is_tree(const struct bs_app *app)
{
    return app->banner.view == VIEW_RECORD || app->banner.view == VIEW_JSON;
}

struct outline *banner_outline(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    if (!app_detail(app) || b->compare.on)
        return NULL;
    switch (b->view) {
    case VIEW_DECODED:
        return &b->fields;
    case VIEW_RECORD:
        record_made(app);
        return &b->record;
    case VIEW_JSON:
        record_made(app);
        return &b->json;
    case VIEW_TEXT:
    case VIEW_HEX:
    case VIEW_COUNT:
        break;
    }
    return NULL;
}

void banner_settle(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    struct banner_parts p;
    if (!app_detail(app))
        return;
    if (banner_is_tree(app))
        record_made(app);
    banner_here(app, &p);
    compare_settle(app);
    hex_scroll(app, p.bytes);
    if (b->view == VIEW_TEXT)
        text_scroll(app, p.bytes);
    outline_scroll(&b->fields, (size_t)p.tree.rows);
    if (b->view == VIEW_RECORD)
        outline_scroll(&b->record, (size_t)p.tree.rows);
    if (b->view == VIEW_JSON)
        outline_scroll(&b->json, (size_t)p.tree.rows);
}
