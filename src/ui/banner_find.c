/* Search in the banner: every hit is known, so that each can be marked and counted. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

void hits_clear(struct bs_app *app)
{
    struct marks *h = &app->banner.hits;
    h->n = 0;
    h->needle.n = 0;
}

static void hit_add(struct marks *h, size_t at)
{
    if (h->n == MARKS_MAX) {
        h->more = true;
        return;
    }
    if (h->n == h->room) {
        h->room = h->room ? 2 * h->room : 64;
        h->at = bs_realloc(h->at, h->room * sizeof *h->at);
    }
    h->at[h->n++] = at;
}

static void find_in_bytes(struct marks *h, bs_bytes bytes)
{
    size_t at = 0;
    while (!h->more && (at = bs_needle_find(&h->needle, bytes, at)) != SIZE_MAX) {
        hit_add(h, at);
        at += h->needle.n; /* hits do not overlap: each mark is one hit */
    }
}

static void find_in_tree(struct marks *h, const struct bs_tree *t)
{
    for (size_t i = 0; t && i < t->nodes && !h->more; i++)
        if (bs_needle_find(&h->needle, bs_str_bytes(t->node[i].name), 0) != SIZE_MAX ||
            bs_needle_find(&h->needle, t->node[i].value, 0) != SIZE_MAX)
            hit_add(h, i);
}

void hits_refresh(struct bs_app *app)
{
    struct marks *h = &app->banner.hits;
    h->n = h->current = 0;
    h->more = false;
    h->in_tree = banner_is_tree(app);
    if (h->needle.n == 0 || !app_detail(app))
        return;
    if (h->in_tree) {
        record_made(app);
        find_in_tree(h, banner_tree(app));
    } else {
        find_in_bytes(h, banner_bytes(app));
    }
}

/* Index of the first hit at or behind `at`; h->n when there is none. */
static size_t first_from(const struct marks *h, size_t at)
{
    size_t low = 0, high = h->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (h->at[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t hits_cover(const struct marks *h, size_t at)
{
    if (h->n == 0 || h->in_tree)
        return SIZE_MAX;
    size_t i = first_from(h, at + 1);
    return i > 0 && at - h->at[i - 1] < h->needle.n ? i - 1 : SIZE_MAX;
}

static size_t cursor(struct bs_app *app)
{
    struct outline *o = banner_outline(app);
    return app->banner.hits.in_tree && o ? o->at : app->banner.at;
}

static void go(struct bs_app *app, size_t hit, bool wrapped)
{
    struct marks *h = &app->banner.hits;
    char where[48];
    h->current = hit;
    if (h->in_tree) {
        outline_go(banner_outline(app), h->at[hit]);
        snprintf(where, sizeof where, "line %zu", h->at[hit] + 1);
    } else {
        app->banner.mark = SIZE_MAX;
        banner_show(app, h->at[hit]);
        snprintf(where, sizeof where, "byte %zu", h->at[hit]);
    }
    app_message(app, BS_ST_STATUS, "%zu of %zu%s, %s%s", hit + 1, h->n,
                h->more ? " or more" : "", where, wrapped ? "; wrapped around" : "");
}

static bool none(struct bs_app *app)
{
    struct marks *h = &app->banner.hits;
    if (!app_detail(app))
        return true;
    if (h->needle.n == 0)
        app_message(app, BS_ST_STATUS, "nothing searched for yet: / in the banner");
    else if (h->n == 0)
        app_message(app, BS_ST_ERROR, "not found in this %s",
                    h->in_tree ? "record" : "banner");
    return h->needle.n == 0 || h->n == 0;
}

bool banner_search(struct bs_app *app, const char *text)
{
    struct bs_error e = {0};
    struct bs_needle needle;
    struct marks *h = &app->banner.hits;
    if (bs_needle_parse(bs_str_z(text), &needle, &e) != BS_OK) {
        if (*text)
            app_message(app, BS_ST_ERROR, "%s", e.text);
        else
            hits_clear(app); /* an empty search takes the marks away */
        return false;
    }
    if (app->banner.compare.on)
        compare_close(
            app); /* what is looked for is in this banner, not in the differences */
    h->needle = needle;
    hits_refresh(app);
    if (none(app))
        return false;
    size_t i = first_from(h, cursor(app));
    go(app, i < h->n ? i : 0, i == h->n);
    return true;
}

void banner_search_next(struct bs_app *app, int dir)
{
    struct marks *h = &app->banner.hits;
    if (app->banner.compare.on) {
        compare_step(app, dir);
        return;
    }
    if (none(app))
        return;
    size_t at = cursor(app), i = first_from(h, dir > 0 ? at + 1 : at);
    if (dir > 0)
        go(app, i < h->n ? i : 0, i == h->n);
    else
        go(app, i > 0 ? i - 1 : h->n - 1, i == 0);
}
