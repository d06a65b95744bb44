/* The palette: every action by name, and a few commands that take an argument. */
#include "actions.h"
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHOWN_MAX = 8 };

void command_import(struct bs_app *app, const char *arg)
{
    char *path = app_path(app, arg);
    if (app->o.readonly)
        app_message(app, BS_ST_ERROR,
                    "the database is read-only: nothing can be imported");
    else if (job_start(app, BS_JOB_IMPORT, path, 0))
        app_message(app, BS_ST_STATUS, "importing...");
    free(path);
}

/* "IP" or "IP history"; the list goes there, so that what comes is seen. */
static void run_host(struct bs_app *app, const char *arg)
{
    bs_str rest = bs_str_z(arg), ip;
    struct bs_addr addr;
    if (!bs_str_split(&rest, ' ', &ip) || !bs_addr_parse(ip, &addr)) {
        app_message(app, BS_ST_ERROR, "host: want an address, and perhaps `history` behind it");
        return;
    }
    if (!has_key(app))
        return;
    char *name = bs_strdup(ip);
    char filter[64];
    bool history = rest.p && bs_str_eq(bs_str_trim(rest), BS_STR("history"));
    snprintf(filter, sizeof filter, "net:\"%.50s\"", name);
    if (job_start(app, BS_JOB_HOST, name, history) && list_filter(app, filter)) {
        if (app->table.on)
            table_close(app);
        app_message(app, BS_ST_STATUS, "looking it up at Shodan (free)...");
    }
    free(name);
}

static void run_count(struct bs_app *app, const char *arg)
{
    (void)arg;
    count_chosen(app, 0);
}

static void run_collect(struct bs_app *app, const char *arg)
{
    uint64_t pages = 0;
    if (*arg && !bs_str_u64(bs_str_z(arg), &pages))
        app_message(app, BS_ST_ERROR,
                    "collect: want the number of pages, or nothing for all");
    else
        collect_ask(app, pages > 1000000 ? 1000000 : (int64_t)pages);
}

static void run_classify(struct bs_app *app, const char *arg)
{
    (void)arg;
    if (app->o.readonly)
        app_message(app, BS_ST_ERROR,
                    "the database is read-only: the rules cannot be run again");
    else
        job_start(app, BS_JOB_CLASSIFY, NULL, 0);
}

static void run_account(struct bs_app *app, const char *arg)
{
    (void)arg;
    job_start(app, BS_JOB_INFO, NULL, 0);
}

static void run_theme(struct bs_app *app, const char *arg)
{
    app_wish(app, BS_WISH_THEME, bs_str_z(arg));
}

static void run_sort(struct bs_app *app, const char *arg)
{
    enum bs_sort sort;
    bool descending = false;
    if (!bs_sort_parse(bs_str_z(arg), &sort, &descending)) {
        app_message(app, BS_ST_ERROR,
                    "sort: attention ip port org service verdict count seen label "
                    "country, or -NAME");
        return;
    }
    app->list.sort = sort;
    app->list.descending = descending;
    list_select(app);
}

static void run_filter(struct bs_app *app, const char *arg)
{
    list_filter(app, arg);
}

static void run_demo(struct bs_app *app, const char *arg)
{
    (void)arg;
    welcome_demo(app);
}

static void run_key(struct bs_app *app, const char *arg)
{
    (void)arg;
    welcome_key(app);
}

/* FILE [QUERY]; without a query what is medical of the row: of a list, or of the service's owner. */
static void run_handover(struct bs_app *app, const char *arg)
{
    const struct bs_row *row = list_current(app);
    bs_str rest = bs_str_z(arg), file;
    struct bs_buf query;
    if (!bs_str_split(&rest, ' ', &file))
        return;
    bs_buf_init(&query, 64 << 10);
    bs_buf_put(&query, rest.p ? bs_str_trim(rest) : table_filter_of(app));
    if (!query.len && row && row->org.n)
        bs_query_put_exact("org.is", row->org, &query);
    else if (!query.len && row && row->asn.n)
        bs_query_put_exact("asn", row->asn, &query);
    if (!rest.p && query.len)
        bs_buf_put(&query, BS_STR(" verdict:medical response:yes"));
    if (query.len) {
        struct bs_job *j = bs_job_new(BS_JOB_HANDOVER);
        j->text = bs_strdup(file);
        j->label = bs_strdup(bs_buf_str(&query));
        if (outbox_post(app, j))
            app_message(app, BS_ST_STATUS, "writing pages to hand over...");
    } else {
        app_message(app, BS_ST_ERROR, "no organisation is known here; say which: handover FILE QUERY");
    }
    bs_buf_fini(&query);
}

static void run_quit(struct bs_app *app, const char *arg)
{
    (void)arg;
    session_post(app);
    app_wish(app, BS_WISH_QUIT, BS_STR(""));
}

/* A list of the engine's, by its own name. */
static void open_table(struct bs_app *app, const char *name, const char *arg)
{
    char text[LINE_MAX_BYTES + 64];
    snprintf(text, sizeof text, "%s %s", name, arg);
    table_open(app, BS_JOB_TABLE, text);
}

static void run_facets(struct bs_app *app, const char *arg)
{
    if (*arg)
        open_table(app, "facets", arg);
    else
        act_facets(app, 0);
}

static void run_changes(struct bs_app *app, const char *arg)
{
    struct bs_buf text;
    bs_buf_init(&text, LINE_MAX_BYTES);
    if (*arg)
        bs_buf_put(&text, bs_str_z(arg));
    else
        query_text(app, &text);
    char *query = bs_strdup(bs_buf_str(&text));
    open_table(app, "changes", query);
    free(query);
    bs_buf_fini(&text);
}

static void run_save(struct bs_app *app, const char *arg)
{
    struct bs_buf text;
    bs_buf_init(&text, 64 << 10);
    query_text(app, &text);
    struct bs_job *j = bs_job_new(BS_JOB_SAVE);
    j->text = bs_strdup(bs_str_z(arg));
    j->label = bs_strdup(bs_buf_str(&text));
    outbox_post(app, j);
    bs_buf_fini(&text);
}

static void run_forget(struct bs_app *app, const char *arg)
{
    struct bs_job *j = bs_job_new(BS_JOB_SAVE);
    j->text = bs_strdup(bs_str_z(arg));
    outbox_post(app, j);
}

static void run_resume(struct bs_app *app, const char *arg)
{
    (void)arg;
    resume_ask(app);
}

static void run_drop(struct bs_app *app, const char *arg)
{
    (void)arg;
    outbox_post(app, bs_job_new(BS_JOB_DROP));
}

static void run_org(struct bs_app *app, const char *arg)
{
    look_up_value(app, "org", bs_str_z(arg));
}

static void run_port(struct bs_app *app, const char *arg)
{
    look_up_value(app, "port", bs_str_z(arg));
}

static void run_net(struct bs_app *app, const char *arg)
{
    look_up_value(app, "net", bs_str_z(arg));
}

static void run_query(struct bs_app *app, const char *arg)
{
    struct bs_arena a;
    struct bs_query q;
    struct bs_error e = {0};
    uint32_t at;
    bs_arena_init(&a, 0);
    if (bs_query_parse_with(bs_str_z(arg), BS_QUERY_SHODAN, app->o.names, &a, &q, &at, &e) == BS_OK) {
        query_set(app, arg);
        app->focus = BS_PANE_QUERY;
    } else {
        app_message(app, BS_ST_ERROR, "query: %s", e.text);
    }
    bs_arena_fini(&a);
}

static const struct command {
    const char *name, *argument, *help;
    bool needed; /* the argument */
    void (*run)(struct bs_app *app, const char *arg); /* NULL: the list of that name */
} commands[] = {
    {"import",   "FILE",    "take in what `shodan download` wrote",                           true,  command_import},
    {"host",     "IP [history]", "look one address up on Shodan and store it",                true,  run_host    },
    {"count",    "",        "ask Shodan how many hits (free)",                                false, run_count   },
    {"collect",  "[PAGES]", "buy the hits; the price is shown first",                         false, run_collect },
    {"classify", "",        "run the rules over everything again",                            false, run_classify},
    {"account",  "",        "plan and credits",                                               false, run_account },
    {"theme",    "NAME",    "other colours; `bannerscope doctor` names the themes",     true,
     run_theme                                                                                                   },
    {"sort",     "NAME",    "attention ip port org service verdict count seen label country",
     true,                                                                                           run_sort    },
    {"filter",   "QUERY",   "filter the list; nothing shows everything",                      false, run_filter  },
    {"org",      "NAME",    "everything of an organisation, here and counted at Shodan",     true,  run_org     },
    {"port",     "N",       "everything on a port, here and counted at Shodan",              true,  run_port    },
    {"net",      "CIDR",    "everything in a network, here and counted at Shodan",           true,  run_net     },
    {"query",    "QUERY",   "the query for Shodan",                                          true,  run_query   },
    {"facets",   "[QUERY]", "top organisations, ports, ... of what is stored",               false, run_facets  },
    {"history",  "",        "what was asked of Shodan: hits, cost, result",                  false, NULL},
    {"save",     "NAME",    "give the query a name",                                         true,  run_save    },
    {"saved",    "",        "queries with a name",                                           false, NULL},
    {"forget",   "NAME",    "take a saved query's name away",                                true,  run_forget  },
    {"changes",  "[NAME]",  "what is new, gone, changed since the run before",               false, run_changes },
    {"unfinished", "",      "collections without an end",                                    false, NULL},
    {"missing",  "",        "pages that could not be fetched",                               false, NULL},
    {"queue",    "[QUERY]", "what waits, by how much one key closes",                        false, NULL},
    {"dictionary", "[QUERY]", "distinct banners",                                            false, NULL},
    {"shapes",   "[QUERY]", "banners that differ only in what varies",                       false, NULL},
    {"samples",  "",        "verdicts on many that wait for a second look",                  false, NULL},
    {"conflicts", "",       "verdicts that something speaks against",                        false, NULL},
    {"report",   "[SECTION] [QUERY]", "the report as bars; Enter shows what one counts",   false, NULL},
    {"handover", "FILE [QUERY]", "write the page for the row's organisation; .html or Markdown", true, run_handover},
    {"log",      "[ANALYST]", "every verdict and what was done about it",                    false, NULL},
    {"rules",    "",        "rules of your own, and what analysts made of their hits",       false, NULL},
    {"unrule",   "[NAME]",  "take away a rule of yours: the one under the cursor in :rules", false, rule_remove },
    {"quality",  "",        "rules against analysts, worst first",                           false, NULL},
    {"agreement", "",       "how far analysts agree",                                        false, NULL},
    {"blind",    "[N]",     "judge N decided services again without seeing the first verdict",  false, label_blind },
    {"merge",    "FILE",    "bring another analyst's verdicts in",                           true,  label_merge },
    {"resume",   "",        "go on with what is unfinished; the price is shown first",       false, run_resume  },
    {"drop",     "",        "give up what is unfinished; what was found stays",              false, run_drop    },
    {"demo",     "",        "the demonstration: made-up data in a database of its own",      false, run_demo    },
    {"key",      "",        "enter your Shodan key; it is checked, then stored",             false, run_key     },
    {"tour",     "[next|end]", "the work in seven steps",                                   false, tour_start  },
    {"quit",     "",        "leave",                                                          false, run_quit    },
};

void command_run(struct bs_app *app, const char *text)
{
    char shown[80];
    bs_str rest = bs_str_trim(bs_str_z(text)), name = rest;
    size_t n = 0;
    while (n < rest.n && rest.p[n] != ' ')
        n++;
    name.n = n;
    bs_str arg = bs_str_trim((bs_str){rest.p + n, rest.n - n});
    if (name.n == 0)
        return;
    for (size_t i = 0; i < BS_COUNT(commands); i++)
        if (bs_str_eq(name, bs_str_z(commands[i].name))) {
            if (commands[i].needed && arg.n == 0) {
                app_message(app, BS_ST_ERROR, "%s wants %s", commands[i].name,
                            commands[i].argument);
                return;
            }
            char *z = bs_strdup(arg);
            if (commands[i].run)
                commands[i].run(app, z);
            else
                open_table(app, commands[i].name, z);
            free(z);
            return;
        }
    const struct bs_action_def *a = bs_action_find(name);
    if (a && a->panes && !(a->panes & 1u << app->focus))
        for (int p = 0; p < BS_PANE_COUNT; p++) /* run it where it belongs */
            if (a->panes & 1u << p) {
                app->focus = (enum bs_pane)p;
                break;
            }
    if (a)
        action_run(app, a);
    else
        app_message(app, BS_ST_ERROR, "there is no command %s; Tab completes",
                    bs_gate_z(bs_str_bytes(name), shown, sizeof shown));
}

/* -- completion
 * -------------------------------------------------------------------------- */

struct entry {
    const char *name, *argument, *help;
    const struct bs_action_def *action; /* NULL: a command */
};

static bool entry_at(size_t i, struct entry *out)
{
    if (i < BS_COUNT(commands)) {
        *out =
            (struct entry){commands[i].name, commands[i].argument, commands[i].help, NULL};
        return true;
    }
    const struct bs_action_def *a = &bs_actions[i - BS_COUNT(commands)];
    if (!a->name)
        return false;
    *out = (struct entry){a->name, "", a->help, a};
    return true;
}

/* Command names win over actions of the same name; the beginning matches first, then
 * anywhere. */
static size_t matches(const char *stem, struct entry *out, size_t max)
{
    size_t n = 0;
    struct entry e;
    for (int anywhere = 0; anywhere < 2; anywhere++)
        for (size_t i = 0; n < max && entry_at(i, &e); i++) {
            bool begins = strncmp(e.name, stem, strlen(stem)) == 0;
            bool twice = false;
            for (size_t k = 0; k < n; k++)
                twice |= strcmp(out[k].name, e.name) == 0;
            if (!twice && (anywhere ? strstr(e.name, stem) != NULL : begins))
                out[n++] = e;
        }
    return n;
}

static const char *stem_of(const struct bs_app *app)
{
    return app->complete.at ? app->complete.stem : app->line.text;
}

void command_complete(struct bs_app *app)
{
    struct entry hit[128];
    char text[96];
    struct completion *c = &app->complete;
    if (!c->at) {
        if (app->line.n >= sizeof c->stem || strchr(app->line.text, ' '))
            return;
        memcpy(c->stem, app->line.text, app->line.n + 1);
    }
    size_t n = matches(c->stem, hit, BS_COUNT(hit));
    if (n == 0)
        return;
    const struct entry *e = &hit[c->at % n];
    snprintf(text, sizeof text, "%s%s", e->name, *e->argument ? " " : "");
    lineedit_set(&app->line, text);
    c->at++;
}

void command_draw(const struct bs_app *app, struct bs_grid *g, int below)
{
    struct entry hit[128];
    if (!app->complete.at && strchr(app->line.text, ' '))
        return;
    size_t n = matches(stem_of(app), hit, BS_COUNT(hit)), first = 0;
    size_t chosen = app->complete.at && n ? (app->complete.at - 1) % n : SIZE_MAX;
    size_t shown = size_min(n, SHOWN_MAX);
    if (chosen != SIZE_MAX && chosen >= shown)
        first = chosen - shown + 1;
    int top = below - (int)shown - 1;
    if (shown == 0 || top < 0)
        return;
    bs_grid_line(g, top, 0, g->cols, false, BS_ST_BORDER_FOCUS);
    bs_grid_printf(g, top, 1, g->cols - 2, BS_ST_TITLE, " %zu commands, Tab completes ",
                   n);
    for (size_t i = 0; i < shown; i++) {
        int row = top + 1 + (int)i;
        const struct entry *e = &hit[first + i];
        enum bs_style st = first + i == chosen ? BS_ST_CURSOR : BS_ST_TEXT;
        bs_grid_fill(g, (struct bs_rect){row, 0, 1, g->cols}, st);
        bs_grid_printf(g, row, 1, 28, st, "%s %s", e->name, e->argument);
        char keys[64] = "";
        if (e->action)
            bs_keymap_keys(&app->keymap, e->action, BS_PANE_COUNT, keys, sizeof keys);
        bs_grid_text(g, row, 30, 12, st == BS_ST_TEXT ? BS_ST_KEY : st, keys);
        bs_grid_text(g, row, 43, g->cols - 43, st, e->help);
    }
}
