/* The place to come back to, as lines "name value". */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const pane_words[BS_PANE_COUNT] = {"query", "results", "banner",
                                                      "verdict"};

void bs_app_session(const struct bs_app *app, struct bs_buf *out)
{
    const struct list *l = &app->list;
    bs_buf_printf(out, "sort %s%s\n", l->descending ? "-" : "", bs_sort_name(l->sort));
    bs_buf_printf(out, "aside %s\n", l->show_aside ? "shown" : "hidden");
    bs_buf_printf(out, "service %lld\n",
                  (long long)(l->known ? list_current_id(app) : l->keep_id));
    bs_buf_printf(out, "position %zu\n", l->known ? l->cursor : l->keep_at);
    bs_buf_printf(out, "view %s\n",
                  app->banner.chosen ? view_names[app->banner.view] : "auto");
    bs_buf_printf(out, "look%s%s%s\n", app->banner.values ? " values" : "",
                  app->banner.offsets ? " offsets" : "", app->banner.nowrap ? " nowrap" : "");
    bs_buf_printf(out, "focus %s\n", pane_words[app->focus]);
    bs_buf_printf(out, "zoom %s\n", app->zoom ? "yes" : "no");
    bs_buf_printf(out, "sizes %d,%d,%d,%d\n", app->grow[0], app->grow[1], app->grow[2],
                  app->grow[3]);
    bs_buf_printf(out, "filter %s\n", l->filter);
    if (app->query)
        bs_buf_printf(out, "query %s\n", app->query);
    if (strcmp(app->scope, app->o.scope ? app->o.scope : "") != 0)
        bs_buf_printf(out, "scope %s\n", app->scope);
}

static void restore_sizes(struct bs_app *app, bs_str value)
{
    bs_str part;
    int64_t v;
    for (int i = 0; i < BS_PANE_COUNT && bs_str_split(&value, ',', &part); i++)
        if (bs_str_i64(part, &v) && v >= -200 && v <= 200)
            app->grow[i] = (int)v;
}

static int word_index(bs_str word, const char *const *words, int n)
{
    for (int i = 0; i < n; i++)
        if (bs_str_eq(word, bs_str_z(words[i])))
            return i;
    return -1;
}

static void restore_list(struct bs_app *app, bs_str name, bs_str value)
{
    struct list *l = &app->list;
    int64_t v;
    if (bs_str_eq(name, BS_STR("sort"))) {
        enum bs_sort sort;
        bool descending = false;
        if (bs_sort_parse(value, &sort, &descending)) {
            l->sort = sort;
            l->descending = descending;
        }
    } else if (bs_str_eq(name, BS_STR("aside"))) {
        l->show_aside = bs_str_eq(value, BS_STR("shown"));
    } else if (bs_str_eq(name, BS_STR("service"))) {
        if (bs_str_i64(value, &v) && v > 0)
            l->keep_id = v;
    } else if (bs_str_eq(name, BS_STR("position"))) {
        if (bs_str_i64(value, &v) && v >= 0)
            l->keep_at = (size_t)v;
    } else if (bs_str_eq(name, BS_STR("filter")) && value.n <= LINE_MAX_BYTES) {
        char *text = bs_strdup(value);
        list_filter(app, text); /* one that no longer parses is left out */
        free(text);
    }
}

static void restore_view(struct bs_app *app, enum view view)
{
    app->banner.view = view;
    app->banner.chosen = true;
}

static void restore_look(struct bs_app *app, bs_str value)
{
    bs_str word;
    while (bs_str_split(&value, ' ', &word)) {
        app->banner.values |= bs_str_eq(word, BS_STR("values"));
        app->banner.offsets |= bs_str_eq(word, BS_STR("offsets"));
        app->banner.nowrap |= bs_str_eq(word, BS_STR("nowrap"));
    }
}

static void restore_line(struct bs_app *app, bs_str line)
{
    bs_str value = line, name;
    int i;
    if (!bs_str_split(&value, ' ', &name) || !value.p)
        return;
    restore_list(app, name, value);
    if (bs_str_eq(name, BS_STR("view")) &&
        (i = word_index(value, view_names, VIEW_COUNT)) >= 0)
        restore_view(app, (enum view)i);
    else if (bs_str_eq(name, BS_STR("look")))
        restore_look(app, value);
    else if (bs_str_eq(name, BS_STR("focus")) &&
             (i = word_index(value, pane_words, BS_PANE_COUNT)) >= 0)
        app->focus = (enum bs_pane)i;
    else if (bs_str_eq(name, BS_STR("zoom")))
        app->zoom = bs_str_eq(value, BS_STR("yes"));
    else if (bs_str_eq(name, BS_STR("sizes")))
        restore_sizes(app, value);
    else if (bs_str_eq(name, BS_STR("query")) && value.n && value.n <= LINE_MAX_BYTES &&
             !app->query)
        app->query = bs_strdup(value);
    else if (bs_str_eq(name, BS_STR("scope")) && value.n <= LINE_MAX_BYTES) {
        free(app->scope);
        app->scope = bs_strdup(value);
    }
}

/* A session is a convenience: what cannot be read is passed over. */
void session_restore(struct bs_app *app, const char *text)
{
    bs_str rest = bs_str_z(text), line;
    while (bs_str_split(&rest, '\n', &line))
        restore_line(app, line);
    app->message[0] = '\0';
    app->message_style = BS_ST_STATUS;
}

void session_post(struct bs_app *app)
{
    struct bs_buf text;
    if (app->o.readonly)
        return;
    bs_buf_init(&text, 16384);
    bs_app_session(app, &text);
    struct bs_job *j = bs_job_new(BS_JOB_SESSION);
    j->text = bs_strdup(bs_buf_str(&text));
    bs_buf_fini(&text);
    outbox_drop(app, BS_JOB_SESSION, 0);
    outbox_post(app, j);
}
