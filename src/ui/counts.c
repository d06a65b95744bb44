/* What Shodan was asked: free counts first, then the price, then - agreed - the banners.
 */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

const struct count *count_find(const struct bs_app *app, bs_str query)
{
    for (size_t i = 0; i < app->counts; i++)
        if (bs_str_eq(bs_str_z(app->count[i].query), query))
            return &app->count[i];
    return NULL;
}

static void drop_oldest(struct bs_app *app)
{
    free(app->count[0].query);
    memmove(app->count, app->count + 1, --app->counts * sizeof *app->count);
}

void count_ask(struct bs_app *app, bs_str query)
{
    for (size_t i = 0; i < app->counts; i++)
        if (bs_str_eq(bs_str_z(app->count[i].query), query)) {
            struct count again = app->count[i];
            if (again.serial)
                return; /* on its way */
            memmove(app->count + i, app->count + i + 1,
                    (--app->counts - i) * sizeof *app->count);
            free(again.query);
            break;
        }
    if (app->counts == COUNTS_MAX)
        drop_oldest(app);
    struct count *c = &app->count[app->counts++];
    *c = (struct count){.query = bs_strdup(query)};
    c->serial = job_start(app, BS_JOB_COUNT, c->query, 0);
}

void count_arrived(struct bs_app *app, const struct bs_reply *r)
{
    for (size_t i = 0; i < app->counts; i++) {
        struct count *c = &app->count[i];
        if (c->serial != r->serial || !c->serial || r->state == BS_REPLY_PART)
            continue;
        c->serial = 0;
        c->failed = r->state == BS_REPLY_FAILED;
        c->known = !c->failed;
        c->total = r->total;
        c->price = r->price;
        c->stored = r->stored;
        if (c->known)
            app_message(app, BS_ST_STATUS,
                        "count: %lld hits, %lld credits for all of them",
                        (long long)c->total, (long long)c->price);
        return;
    }
}

static void drop_collects(struct bs_app *app)
{
    while (app->collects)
        free(app->collect[--app->collects]);
}

void counts_free(struct bs_app *app)
{
    while (app->counts)
        free(app->count[--app->counts].query);
    drop_collects(app);
}

static bool has_key(struct bs_app *app)
{
    if (!app->o.have_key)
        app_message(app, BS_ST_ERROR,
                    "no Shodan key: leave and run `bannerscope init` once");
    return app->o.have_key;
}

/* The queries meant: every checked keyword, or else the one that is shown. */
static void chosen(const struct bs_app *app, void (*each)(struct bs_app *, bs_str),
                   struct bs_app *to)
{
    struct bs_buf text;
    size_t checked = 0;
    bs_buf_init(&text, 8192);
    for (size_t i = 0; i < app->keys.n && checked < COUNTS_MAX / 2; i++)
        if (app->keys.checked[i] && !app->query) {
            bs_buf_clear(&text);
            keyword_query(app, i, &text);
            each(to, bs_buf_str(&text));
            checked++;
        }
    if (checked == 0) {
        query_text(app, &text);
        if (text.len)
            each(to, bs_buf_str(&text));
        else
            app_message(to, BS_ST_ERROR, "choose a keyword, or type a query with `e`");
    }
    bs_buf_fini(&text);
}

void count_chosen(struct bs_app *app, int arg)
{
    (void)arg;
    if (has_key(app))
        chosen(app, count_ask, app);
}

static void add_collect(struct bs_app *app, bs_str query)
{
    if (app->collects < COUNTS_MAX)
        app->collect[app->collects++] = bs_strdup(query);
}

/* Nothing is bought before its price was on the screen. */
void collect_ask(struct bs_app *app, int64_t pages)
{
    int64_t hits = 0, price = 0;
    size_t unknown = 0;
    if (!has_key(app))
        return;
    if (app->o.readonly) {
        app_message(app, BS_ST_ERROR,
                    "the database is read-only: nothing can be collected");
        return;
    }
    drop_collects(app);
    chosen(app, add_collect, app);
    for (size_t i = 0; i < app->collects; i++) {
        const struct count *c = count_find(app, bs_str_z(app->collect[i]));
        if (!c || !c->known) {
            count_ask(app, bs_str_z(app->collect[i]));
            unknown++;
            continue;
        }
        hits += c->total;
        price += pages > 0 && pages < c->price ? pages : c->price;
    }
    if (unknown)
        app_message(app, BS_ST_STATUS,
                    "counting first (free); then ask again for the price");
    if (unknown || app->collects == 0)
        return;
    app->collect_pages = pages;
    app->confirm = CONFIRM_COLLECT;
    snprintf(app->confirm_text, sizeof app->confirm_text,
             "collect %lld hits of %zu %s for at most %lld credits%s? y/n",
             (long long)hits, app->collects, app->collects == 1 ? "query" : "queries",
             (long long)price,
             app->credits >= 0 && price > app->credits ? " (MORE THAN ARE LEFT)" : "");
}

void collect_agreed(struct bs_app *app)
{
    for (size_t i = 0; i < app->collects; i++)
        job_start(app, BS_JOB_COLLECT, app->collect[i], app->collect_pages);
    app_message(app, BS_ST_STATUS, "collecting...");
    drop_collects(app);
}
