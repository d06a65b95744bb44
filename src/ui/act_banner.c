/* Actions of the banner viewer. */
#include "actions.h"
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

void act_view(struct bs_app *app, int dir)
{
    struct banner_state *b = &app->banner;
    if (b->compare.on)
        b->compare.text = !b->compare.text;
    else
        banner_view(app, (enum view)(((int)b->view + dir + VIEW_COUNT) % VIEW_COUNT));
}

void act_view_as(struct bs_app *app, int view)
{
    struct banner_state *b = &app->banner;
    if (view == VIEW_COUNT) {
        b->chosen = false;
        banner_reset(app);
        app_message(app, BS_ST_STATUS,
                    "the view follows the banner: decoded where that is sure");
        return;
    }
    if (b->compare.on)
        compare_close(app);
    banner_view(app, (enum view)view);
}

void act_reading(struct bs_app *app, int arg)
{
    (void)arg;
    if (!app_detail(app) || app->banner.readings < 2)
        app_message(app, BS_ST_STATUS, "there is no rival reading of these bytes");
    else
        banner_next_reading(app);
}

void act_search(struct bs_app *app, int dir)
{
    banner_search_next(app, dir);
}

/* In the order of weight, as the verdict pane lists them. */
void act_reason(struct bs_app *app, int arg)
{
    struct banner_state *b = &app->banner;
    char rule[100];
    (void)arg;
    if (!app_detail(app) || b->ranges == 0) {
        app_message(app, BS_ST_STATUS, "no reason for the verdict lies in these bytes");
        return;
    }
    if (b->compare.on)
        compare_close(app);
    if (banner_is_tree(app))
        banner_view(app, VIEW_HEX);
    const struct byte_range *r = &b->range[b->range_at % b->ranges];
    bool wrapped = b->range_at == b->ranges;
    b->range_at = b->range_at % b->ranges + 1;
    b->mark = SIZE_MAX;
    banner_show(app, r->at);
    app_message(app, BS_ST_STATUS, "reason %zu of %zu: %s, bytes %zu-%zu%s", b->range_at, b->ranges,
                bs_gate_z(bs_str_bytes(app->detail->detail->evidence[r->evidence].rule), rule,
                          sizeof rule),
                r->at, r->at + r->n - 1, wrapped ? "; wrapped around" : "");
}

/* In a decoded tree the selection begins with the bytes of the field. */
void act_select(struct bs_app *app, int arg)
{
    struct banner_state *b = &app->banner;
    const struct bs_decoded *d = banner_reading(app);
    (void)arg;
    if (banner_is_tree(app) || b->compare.on || banner_bytes(app).n == 0) {
        app_message(app, BS_ST_STATUS,
                    "bytes are selected in the text, hex and decoded views");
        return;
    }
    if (b->mark != SIZE_MAX) {
        b->mark = SIZE_MAX;
        return;
    }
    b->mark = b->at;
    if (b->view == VIEW_DECODED && d && b->fields.at < d->fields) {
        const struct bs_field *f = &d->field[b->fields.at];
        b->mark =
            step_clamped(f->offset + (f->length ? f->length - 1 : 0), 0, b->bytes.n);
        b->at = step_clamped(f->offset, 0, b->bytes.n);
    }
    app_message(app, BS_ST_STATUS,
                "selecting: move, then y copies, W writes, | sends; V ends");
}

void act_toggle_look(struct bs_app *app, int what)
{
    static const char *const names[] = {"value inspector", "offsets", "line wrapping"};
    bool *const look[] = {&app->banner.values, &app->banner.offsets, &app->banner.nowrap};
    *look[what] = !*look[what];
    bool on = *look[what] != (look[what] == &app->banner.nowrap);
    app_message(app, BS_ST_STATUS, "%s %s", names[what], on ? "on" : "off");
}

void act_escapes(struct bs_app *app, int arg)
{
    (void)arg;
    if (app_detail(app) && app->detail->detail->data.n)
        banner_mode(app, (enum byte_mode)((app->banner.mode + 1) % BYTE_MODES));
    else
        app_message(app, BS_ST_STATUS, "there is no stored text");
}

/* A leaf has nothing to open but its value, which may be longer than the line below. */
void act_fold(struct bs_app *app, int all)
{
    struct outline *o = banner_outline(app);
    if (!o || o->n == 0) {
        app_message(app, BS_ST_STATUS,
                    "lines fold in the decoded, record and json views");
        return;
    }
    if (all) {
        bool any = false;
        for (size_t i = 0; i < o->n; i++)
            any |= o->folded[i];
        outline_fold_all(o, !any);
    } else if (outline_parent(o, o->at)) {
        outline_toggle(o);
    } else if (banner_is_tree(app)) {
        bs_bytes value = banner_tree(app)->node[o->at].value;
        pager_open(app, "value", bs_bytes_sub(value, 0, OUTPUT_MAX),
                   value.n > OUTPUT_MAX);
    } else {
        outline_toggle(o);
    }
}

void act_compare(struct bs_app *app, int arg)
{
    if (arg)
        compare_mark(app);
    else
        compare_open(app);
}

void act_difference(struct bs_app *app, int dir)
{
    compare_step(app, dir);
}

void act_pipe(struct bs_app *app, int arg)
{
    (void)arg;
    banner_pipe(app);
}

/* "12", "0x0c", or with $ from the end. */
void banner_goto(struct bs_app *app, const char *text)
{
    size_t n = banner_bytes(app).n;
    char *end;
    bool back = *text == '$';
    unsigned long long at = strtoull(text + back, &end, 0);
    if (*end || (end == text + back && !back) || text[back] == '-') {
        app_message(app, BS_ST_ERROR, "an offset is a number: 12, 0x0c, $ is the end");
        return;
    }
    at = back ? (at < n ? n - 1 - at : 0) : at;
    if (banner_is_tree(app))
        banner_view(app, VIEW_HEX);
    if (at >= n)
        app_message(app, BS_ST_STATUS, "there are %zu bytes", n);
    if (n)
        banner_show(app, at < n ? (size_t)at : n - 1);
}

/* Left and right in the banner: a byte, or a level of the tree.  False: not there. */
void banner_sideways(struct bs_app *app, int dir)
{
    struct outline *o = banner_outline(app);
    if (app->banner.compare.on) {
        compare_move(app, dir);
    } else if (banner_is_tree(app) && o && o->n) {
        if (dir > 0 && outline_parent(o, o->at))
            o->folded[o->at] = false;
        else if (dir < 0 && outline_parent(o, o->at) && !o->folded[o->at])
            o->folded[o->at] = true;
        else if (dir < 0 && o->parent[o->at] != UINT32_MAX)
            o->at = o->parent[o->at];
    } else if (app->banner.view == VIEW_TEXT) {
        text_sideways(app, dir);
    } else {
        hex_move(app, dir);
    }
}
