#include <stdio.h>

#include "json_line.h"

enum { OPT_LIMIT, OPT_YES, OPT_SAVED, OPT_RESUME, OPT_DROP, OPT_MAX, OPT_KEEP, OPT_JSON };
static const struct cli_option options[] = {
    {"limit", 0, "N", "at most N results, in whole pages of 100 (default: all)"},
    {"yes", 'y', NULL, "spend the credits without asking"},
    {"saved", 0, "NAME", "the query with this name"},
    {"resume", 0, NULL, "go on with every collection that did not come to its end"},
    {"drop", 0, NULL, "give up what did not come to its end"},
    {"max-credits", 0, "N", "never more than N credits (configuration: max-credits)"},
    {"keep-credits", 0, "N", "leave at least N credits (configuration: keep-credits)"},
    {"json", 0, NULL, "the result as JSON, one object a query"},
    {NULL, 0, NULL, NULL},
};
enum { QUERIES_MAX = 10000 };

struct task {
    bs_str query;
    int64_t limit; /* pages; 0 = all */
    struct bs_price price;
};
struct plan {
    struct task *task;
    size_t tasks;
    int64_t credits, left;
};

/* -- what, and for how much ---------------------------------------------------------------- */

static bs_err add_task(struct cli *c, struct plan *p, bs_str query, int64_t limit,
                       struct bs_error *e)
{
    struct bs_query q;
    bs_err err = parse_query(c, query, BS_QUERY_SHODAN, &q, e);
    if (err == BS_OK)
        // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): memory that failed is an error before
        p->task[p->tasks++] = (struct task){query, limit, {0}};
    return err;
}

struct open_runs {
    struct cli *c;
    struct plan *p;
};

static bool add_run(void *ctx, const struct bs_run *run)
{
    struct open_runs *o = ctx;
    o->p->task[o->p->tasks++] =
        (struct task){bs_arena_str(&o->c->arena, run->query), run->agreed, {0}};
    return o->p->tasks < QUERIES_MAX;
}

static bs_err find_tasks(struct cli *c, struct plan *p, struct bs_error *e)
{
    int64_t limit;
    bs_str query = words_joined(c);
    bs_err err = option_number(c, OPT_LIMIT, 0, &limit, e);
    if (err != BS_OK)
        return err;
    if ((c->args > 0) + (c->opt[OPT_SAVED] != NULL) + (c->opt[OPT_RESUME] != NULL) != 1)
        return bs_error_set(e, BS_E_USAGE, "search: expected QUERY, or --saved NAME, or --resume");
    if (c->opt[OPT_RESUME] && c->opt[OPT_LIMIT])
        return bs_error_set(e, BS_E_USAGE, "search: --resume goes on with what was agreed; it takes no --limit");
    if (c->opt[OPT_RESUME])
        return bs_store_runs_open(c->store, add_run, &(struct open_runs){c, p}, e);
    if (c->opt[OPT_SAVED] && (err = bs_store_saved_get(c->store, bs_str_z(c->opt[OPT_SAVED]), &c->arena,
                                                       &query, e)) != BS_OK)
        return err;
    return add_task(c, p, query, bs_query_pages(limit), e);
}

/* Free: how many there are, and what they would cost. */
static bs_err find_prices(struct cli *c, struct plan *p, struct bs_error *e)
{
    struct bs_api_info info;
    bs_err err = need_api(c, e);
    for (size_t i = 0; i < p->tasks && err == BS_OK; i++) {
        struct task *t = &p->task[i];
        struct bs_count n;
        err = bs_count_ask(c->store, c->api, t->query, &n, e);
        if (err == BS_OK)
            err = bs_collect_price(c->store, t->query, n.hits, t->limit, &t->price, e);
        if (err != BS_OK)
            break;
        p->credits += t->price.credits;
        note_printf("%lld results, %lld pages%s, at most %lld query credits", (long long)n.hits,
                    (long long)t->price.pages, t->price.kept ? " (some are here already)" : "",
                    (long long)t->price.credits);
    }
    if (err == BS_OK)
        err = bs_api_info(c->api, &c->arena, &info, e);
    if (err != BS_OK)
        return err;
    p->left = info.query_credits;
    note_printf("in all at most %lld query credits; %lld left", (long long)p->credits,
                (long long)p->left);
    return BS_OK;
}

static bs_err check_purse(struct cli *c, const struct plan *p, struct bs_error *e)
{
    struct bs_purse purse;
    bs_err err = option_number(c, OPT_MAX, c->max_credits, &purse.max_credits, e);
    if (err == BS_OK)
        err = option_number(c, OPT_KEEP, c->keep_credits, &purse.keep_credits, e);
    return err == BS_OK ? bs_purse_check(&purse, p->credits, p->left, e) : err;
}

static bs_err agree(struct cli *c, const struct plan *p, struct bs_error *e)
{
    char question[96];
    if (c->opt[OPT_YES] || p->credits == 0)
        return BS_OK;
    if (!ask_possible())
        return bs_error_set(e, BS_E_USAGE,
                            "search: would cost up to %lld query credits; say --yes to agree",
                            (long long)p->credits);
    snprintf(question, sizeof question, "Spend up to %lld query credits?", (long long)p->credits);
    return ask_yes(question) ? BS_OK : bs_error_set(e, BS_E_CANCELLED, "nothing was spent");
}

/* -- collecting -------------------------------------------------------------------------- */

static void say_json(struct cli *c, const struct task *t, const struct bs_collect_summary *sum,
                     const struct bs_changes *news)
{
    const struct bs_import_summary *r = &sum->records;
    struct json_line j;
    json_begin(&j);
    json_text(&j, "query", t->query);
    json_number(&j, "hits", sum->total);
    json_number(&j, "pages", sum->pages);
    json_number(&j, "bought", sum->bought);
    json_number(&j, "missing", sum->failed_pages);
    json_number(&j, "short", sum->short_pages);
    json_number(&j, "read", r->read);
    json_number(&j, "added", r->added);
    json_number(&j, "updated", r->updated);
    json_number(&j, "duplicate", r->duplicate);
    json_number(&j, "rejected", r->rejected);
    if (news->before) { /* news are news only where there was a run before */
        json_number(&j, "new", news->n[BS_CHANGE_NEW]);
        json_number(&j, "gone", news->n[BS_CHANGE_GONE]);
        json_number(&j, "changed", news->n[BS_CHANGE_OTHER]);
    }
    json_end(c, &j);
}

static void say_text(struct cli *c, const struct bs_collect_summary *sum,
                     const struct bs_changes *news)
{
    const struct bs_import_summary *r = &sum->records;
    if (news->before)
        out_printf(&c->out, "since the last run%s: %lld new, %lld gone, %lld changed\n",
                   news->partial ? " (one of the two was limited)" : "",
                   (long long)news->n[BS_CHANGE_NEW], (long long)news->n[BS_CHANGE_GONE],
                   (long long)news->n[BS_CHANGE_OTHER]);
    if (sum->short_pages)
        note_printf("%lld pages were shorter than 100: the index moved meanwhile",
                    (long long)sum->short_pages);
    out_printf(&c->out, "%lld pages, %lld bought\n", (long long)sum->pages, (long long)sum->bought);
    out_printf(&c->out, "%lld read, %lld new, %lld updated, %lld duplicate, %lld rejected\n",
               (long long)r->read, (long long)r->added, (long long)r->updated,
               (long long)r->duplicate, (long long)r->rejected);
}

static bs_err collect(struct cli *c, const struct task *t, struct bs_error *e)
{
    struct bs_collect_summary sum;
    struct bs_changes news = {0};
    struct bs_error ignored;
    const struct bs_collect_options o = {.rules = c->rules,
                                         .pages = t->price.pages,
                                         .credits = t->price.credits,
                                         .complain = complain_input,
                                         .progress = progress_show,
                                         .ctx = c};
    bs_err err = bs_collect(c->store, c->api, t->query, &o, &sum, e);
    progress_clear(c);
    if (err == BS_OK)
        bs_store_changes(c->store, t->query, NULL, NULL, &news, &ignored);
    if (c->opt[OPT_JSON])
        say_json(c, t, &sum, &news);
    else
        say_text(c, &sum, &news);
    if (err != BS_OK)
        note_printf("the pages so far are kept; the same command goes on from there");
    return err;
}

static bs_err collect_all(struct cli *c, const struct plan *p, struct bs_error *e)
{
    bs_err first = BS_OK;
    interrupt_defer();
    for (size_t i = 0; i < p->tasks; i++) {
        struct bs_error why = {0};
        bs_err err = p->task[i].price.pages
                         ? collect(c, &p->task[i], &why)
                         : (say_text(c, &(struct bs_collect_summary){0}, &(struct bs_changes){0}), BS_OK);
        if (err != BS_OK && first == BS_OK) {
            first = err;
            *e = why;
        }
        if (err == BS_E_CANCELLED || err == BS_E_CREDITS || err == BS_E_KEY)
            break;
    }
    return first;
}

static bs_err drop(struct cli *c, struct bs_error *e)
{
    int64_t n;
    bs_err err = need_existing_store(c, e);
    if (err == BS_OK)
        err = bs_store_runs_drop(c->store, &n, e);
    if (err == BS_OK)
        out_printf(&c->out, "%lld given up; what they found stays\n", (long long)n);
    return err;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct plan p = {0};
    if (c->opt[OPT_DROP])
        return drop(c, e);
    /* A query that is wrong is told before anything is opened or made. */
    struct bs_query q;
    bs_err err = c->args ? parse_query(c, words_joined(c), BS_QUERY_SHODAN, &q, e) : BS_OK;
    if (err == BS_OK)
        err = need_rules(c, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_WRITE, e);
    p.task = bs_arena_alloc(&c->arena, QUERIES_MAX * sizeof *p.task);
    if (err == BS_OK && !p.task)
        err = bs_error_set(e, BS_E_LIMIT, "not enough memory");
    if (err == BS_OK)
        err = find_tasks(c, &p, e);
    if (err == BS_OK && p.tasks == 0) {
        note_printf("nothing is unfinished");
        return BS_OK;
    }
    if (err == BS_OK)
        err = find_prices(c, &p, e);
    if (err == BS_OK)
        err = check_purse(c, &p, e);
    if (err == BS_OK)
        err = agree(c, &p, e);
    return err == BS_OK ? collect_all(c, &p, e) : err;
}

const struct bs_command bs_cmd_search = {
    .name = "search",
    .usage = "[QUERY]",
    .help = "collect the results of a Shodan query into the database\n\n"
            "Counts first (free), says what it will cost and asks.  Every page is on disk before it\n"
            "is looked into; the same command goes on where it was interrupted and never pays twice.\n"
            "Pages that fail are listed (history --missing) and fetched by the next run.",
    .options = options,
    .args_max = -1,
    .uses = CLI_USES_SHODAN | CLI_USES_DATA,
    .run = run,
};
