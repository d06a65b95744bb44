/* From the row at hand to everything of its kind: here at once, at Shodan with its price. */
#include "actions.h"

#include <stdio.h>
#include <stdlib.h>

#include "app.h"

/* `query` empty: Shodan has no filter for it. */
static void look_up(struct bs_app *app, const char *filter, const char *query)
{
    if (!list_filter(app, filter))
        return;
    if (*query)
        query_set(app, query);
    if (app->table.on)
        table_close(app);
    app->focus = BS_PANE_RESULTS;
    app_message(app, BS_ST_STATUS,
                !*query                             ? "here; Shodan has no filter for this"
                : app->o.have_key && !app->o.demo ? "here; what Shodan has is counted in the query pane"
                                                    : "here; the query pane has the same for Shodan");
}

void look_up_value(struct bs_app *app, const char *name, bs_str value)
{
    struct bs_buf text;
    bs_buf_init(&text, 8192);
    bs_buf_printf(&text, "%s:", name);
    bs_query_quote(value, &text);
    char *query = bs_strdup(bs_buf_str(&text));
    look_up(app, query, query);
    free(query);
    bs_buf_fini(&text);
}

/* The network around an address: /24, or /64 of IPv6. */
static void network(const struct bs_addr *ip, char out[64])
{
    struct bs_addr net = *ip;
    bool v4 = bs_addr_is_v4(ip);
    char text[46];
    memset(net.b + (v4 ? 15 : 8), 0, v4 ? 1 : 8);
    bs_addr_format(&net, text);
    snprintf(out, 64, "%s/%d", text, v4 ? 24 : 64);
}

void act_lookup(struct bs_app *app, int what)
{
    const struct bs_row *row = list_current(app);
    char text[64];
    if (!row) {
        app_message(app, BS_ST_STATUS, "there is no row here to look up");
        return;
    }
    switch ((enum lookup)what) {
    case LOOKUP_ORG:
        if (row->org.n)
            look_up_value(app, "org", row->org);
        else
            app_message(app, BS_ST_STATUS, "no organisation is known of this host");
        break;
    case LOOKUP_PORT:
        snprintf(text, sizeof text, "%u", (unsigned)row->target.port);
        look_up_value(app, "port", bs_str_z(text));
        break;
    case LOOKUP_NET:
        network(&row->target.ip, text);
        look_up_value(app, "net", bs_str_z(text));
        break;
    case LOOKUP_ASN:
        if (row->asn.n)
            look_up_value(app, "asn", row->asn);
        else
            app_message(app, BS_ST_STATUS, "no AS number is known of this host");
        break;
    case LOOKUP_IP:
        bs_addr_format(&row->target.ip, text);
        look_up_value(app, "net", bs_str_z(text));
        break;
    case LOOKUP_HOST:
    case LOOKUP_HISTORY:
        if (!has_key(app))
            break;
        bs_addr_format(&row->target.ip, text);
        if (job_start(app, BS_JOB_HOST, text, what == LOOKUP_HISTORY))
            app_message(app, BS_ST_STATUS, "looking it up at Shodan (free)...");
        break;
    }
}

/* -- more like this ---------------------------------------------------------------------- */

void act_like(struct bs_app *app, int what)
{
    const struct bs_row *row = list_current(app);
    const struct bs_detail *d = app_detail(app);
    char text[64], query[64];
    if (!row || !d) {
        app_message(app, BS_ST_STATUS, "this banner is still loading");
        return;
    }
    switch ((enum like)what) {
    case LIKE_BANNER:
        if (!row->response) {
            app_message(app, BS_ST_STATUS, "no response: there is no banner to compare");
            break;
        }
        /* Shodan's `hash` is that of the text as it keeps it. */
        snprintf(text, sizeof text, "banner:%016llx", (unsigned long long)row->banner);
        snprintf(query, sizeof query, "hash:%ld", (long)bs_murmur3(d->data));
        look_up(app, text, query);
        break;
    case LIKE_SHAPE:
        snprintf(text, sizeof text, "shape:%016llx", (unsigned long long)row->shape);
        look_up(app, text, "");
        break;
    case LIKE_FAVICON:
        if (d->traits.favicon_hash.n)
            look_up_value(app, "http.favicon.hash", d->traits.favicon_hash);
        else
            app_message(app, BS_ST_STATUS, "this service showed no favicon");
        break;
    case LIKE_CERTIFICATE:
        if (d->traits.cert_serial.n)
            look_up_value(app, "ssl.cert.serial", d->traits.cert_serial);
        else
            app_message(app, BS_ST_STATUS, "this service showed no certificate");
        break;
    case LIKE_TITLE:
        if (d->traits.http_title.n)
            look_up_value(app, "http.title", d->traits.http_title);
        else
            app_message(app, BS_ST_STATUS, "this service has no web page with a title");
        break;
    }
}

/* -- lists ------------------------------------------------------------------------------- */

void act_facets(struct bs_app *app, int remote)
{
    struct bs_buf text;
    bs_buf_init(&text, 8192);
    if (remote) {
        query_text(app, &text);
        if (has_key(app) && text.len) {
            char *query = bs_strdup(bs_buf_str(&text));
            table_open(app, BS_JOB_FACETS, query);
            free(query);
        }
    } else {
        bs_buf_put(&text, BS_STR("facets "));
        list_effective(app, &text);
        char *name = bs_strdup(bs_buf_str(&text));
        table_open(app, BS_JOB_TABLE, name);
        free(name);
    }
    bs_buf_fini(&text);
}

/* By place in the action table; some are of what the list shows. */
void act_table(struct bs_app *app, int which)
{
    static const struct {
        const char *name;
        bool of_list;
    } lists[] = {{"queue", true}, {"dictionary", true}, {"shapes", true}, {"samples", false},
                 {"conflicts", false}, {"report", true}};
    struct bs_buf text;
    bs_buf_init(&text, 8192);
    bs_buf_printf(&text, "%s ", lists[which].name);
    if (lists[which].of_list)
        bs_buf_put(&text, bs_str_z(app->list.filter));
    char *name = bs_strdup(bs_buf_str(&text));
    table_open(app, BS_JOB_TABLE, name);
    free(name);
    bs_buf_fini(&text);
}

void act_history(struct bs_app *app, int arg)
{
    (void)arg;
    table_open(app, BS_JOB_TABLE, "history");
}

void act_order(struct bs_app *app, int dir)
{
    if (app->table.on) {
        table_sort(app, dir);
        return;
    }
    app->list.sort = (enum bs_sort)(((int)app->list.sort + dir + BS_SORT_COUNT_) % BS_SORT_COUNT_);
    app->list.descending = false;
    list_select(app);
}

void act_check(struct bs_app *app, int how)
{
    keywords_check(app, how);
    app_message(app, BS_ST_STATUS, "%zu keywords checked", keywords_checked(app));
}

void act_pause(struct bs_app *app, int arg)
{
    (void)arg;
    app->paused = !app->paused;
    app_wish(app, BS_WISH_PAUSE, app->paused ? BS_STR("on") : BS_STR("off"));
    app_message(app, BS_ST_STATUS, app->paused ? "long jobs stand still; P goes on" : "going on");
}
