#include "ops.h"

#include <sys/stat.h>
#include <unistd.h>

#include "bannerscope/engine.h"

#define ANN BS_STR("ann")

static struct {
    char dir[64], lines[100], other[100], rules[100];
} files;

/* -- before ------------------------------------------------------------------------------ */

static void nothing(struct fixture *f)
{
    bs_store_close(f->s);
    f->s = NULL;
    dir_clear(f->dir);
}

/* The n-th of world_ten is service n. */
static bs_err decide(struct fixture *f, int64_t service, enum bs_scope scope, enum bs_verdict v)
{
    struct bs_event ev;
    const struct bs_decision d = {.scope = scope, .service = service, .verdict = v,
                                  .label = BS_STR("pump"), .note = BS_STR("seen at the fair"),
                                  .analyst = ANN};
    return bs_store_decide(f->s, &d, &f->a, &ev, &f->e);
}

static void ten(struct fixture *f)
{
    put_all(f, "file:ten", world_ten, BS_COUNT(world_ten), NULL);
}

static void labelled(struct fixture *f)
{
    ten(f);
    OK(decide(f, 1, BS_SCOPE_SHAPE, BS_MEDICAL));
    OK(decide(f, 6, BS_SCOPE_BANNER, BS_UNKNOWN));
}

static void undone(struct fixture *f)
{
    struct bs_event ev;
    labelled(f);
    OK(bs_store_undo(f->s, ANN, false, &f->a, &ev, &f->e));
}

static void one_log(struct fixture *f)
{
    ten(f);
    OK(decide(f, 7, BS_SCOPE_BANNER, BS_NON_MEDICAL));
}

static void older_1(struct fixture *f) { world_older(f, 1); }
static void older_2(struct fixture *f) { world_older(f, 2); }
static void older_3(struct fixture *f) { world_older(f, 3); }

/* -- the ops ----------------------------------------------------------------------------- */

static bs_err open_it(struct fixture *f)
{
    return bs_store_open(f->path, BS_STORE_WRITE, &f->s, &f->e);
}

static bs_err import(struct fixture *f)
{
    const struct bs_import_options o = {.rules = f->rules, .keep_json = true, .batch = 4};
    struct bs_import_summary sum;
    return bs_import_file(f->s, files.lines, &o, &sum, &f->e);
}

static bs_err on_service(struct fixture *f)
{
    return decide(f, 8, BS_SCOPE_SERVICE, BS_MEDICAL);
}

static bs_err on_banner(struct fixture *f)
{
    return decide(f, 1, BS_SCOPE_BANNER, BS_NON_MEDICAL);
}

static bs_err on_shape(struct fixture *f)
{
    return decide(f, 4, BS_SCOPE_SHAPE, BS_NON_MEDICAL);
}

static bs_err on_many(struct fixture *f)
{
    static const int64_t all[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    const struct bs_decision d = {.scope = BS_SCOPE_BANNER, .verdict = BS_MEDICAL, .analyst = ANN,
                                  .label = BS_STR("many"), .note = BS_STR("")};
    struct bs_decided done;
    return bs_store_decide_many(f->s, &d, all, BS_COUNT(all), &f->a, &done, &f->e);
}

static bs_err undo(struct fixture *f)
{
    struct bs_event ev;
    return bs_store_undo(f->s, ANN, false, &f->a, &ev, &f->e);
}

static bs_err redo(struct fixture *f)
{
    struct bs_event ev;
    return bs_store_undo(f->s, ANN, true, &f->a, &ev, &f->e);
}

static bs_err mark(struct fixture *f)
{
    struct bs_event ev;
    return bs_store_mark(f->s, BS_SCOPE_SHAPE, 7, BS_STR("skip"), BS_STR("whom"),
                         ANN, &f->a, &ev, &f->e);
}

static bs_err look(struct fixture *f)
{
    struct bs_sample sample;
    return bs_store_look(f->s, BS_SCOPE_SHAPE, 1, BS_NON_MEDICAL, BS_STR("bob"),
                         &f->a, &sample, &f->e);
}

static bs_err blind(struct fixture *f)
{
    struct bs_event ev;
    return bs_store_blind_begin(f->s, 2, BS_STR("bob"), &f->a, &ev, &f->e);
}

static bs_err merge(struct fixture *f)
{
    struct bs_merge_result r;
    return bs_store_merge(f->s, files.other, ANN, &r, &f->e);
}

static bs_err classify(struct fixture *f)
{
    struct bs_reclassify_result r;
    return bs_store_reclassify(f->s, f->rules, NULL, NULL, NULL, NULL, &r, &f->e);
}

/* As if other rules had found other things. */
static void to_classify(struct fixture *f)
{
    labelled(f);
    bs_store_close(f->s);
    f->s = NULL;
    fixture_sql(f, "UPDATE answer SET digest = 0; UPDATE owner SET digest = 0");
    OK(bs_store_open(f->path, BS_STORE_WRITE, &f->s, &f->e));
}

static bs_err rule(struct fixture *f)
{
    const struct bs_rules_place at = {.data_dir = world_sources(), .dir = files.rules};
    const struct bs_promotion p = {.bytes = bs_str_bytes(BS_STR("qzx 17")), .kind = BS_PROMOTE_LITERAL,
                                   .field = BS_STR(""), .verdict = BS_MEDICAL,
                                   .strength = BS_STRENGTH_STRONG, .label = BS_STR("a pump"),
                                   .service = BS_STR("")};
    struct bs_rule_change c = {.remove = BS_STR("")};
    struct bs_rule_changed done = {.rules = NULL};
    bs_str name;
    bs_err err = bs_promote(&p, &f->a, &c.add, &name, &f->e);
    if (err == BS_OK)
        err = bs_rule_change(f->s, &at, &c, ANN, NULL, NULL, &f->a, &done, &f->e);
    bs_rules_free(done.rules);
    return err;
}

/* What collecting does with one answer, and in its order. */
static bs_err page(struct fixture *f)
{
    static const char answer[] =
        "{\"total\":2,\"matches\":[{\"ip_str\":\"192.0.2.50\",\"port\":22,\"transport\":\"tcp\","
        "\"timestamp\":\"2021-02-25T01:35:44\",\"data\":\"qzx 17 ready for nothing known\\r\\n\"},"
        "{\"ip_str\":\"192.0.2.51\",\"port\":23,\"transport\":\"tcp\",\"timestamp\":"
        "\"2021-02-25T01:35:44\",\"data\":\"qzx 19\"}]}";
    const struct bs_take_options o = {.rules = f->rules, .source = BS_STR("query:qzx"), .run = 1};
    struct bs_run run;
    struct bs_taken taken;
    bool kept, done;
    struct bs_buf body;
    bs_err err = bs_store_run_begin(f->s, BS_STR("qzx"), 0, &run, &f->e);
    bs_buf_init(&body, 1 << 16);
    if (err == BS_OK)
        err = bs_store_page_get(f->s, run.id, 1, &body, &kept, &done, &f->e);
    if (err == BS_OK && !kept && (err = bs_store_run_bought(f->s, run.id, &f->e)) == BS_OK)
        err = bs_store_page_keep(f->s, run.id, 1, bs_str_bytes(BS_STR("a body")), &f->e);
    if (err == BS_OK && !done)
        err = bs_take_answer(f->s, &o, BS_STR(answer), &taken, &f->e);
    if (err == BS_OK && !done)
        err = bs_store_page_done(f->s, run.id, 1, taken.total, taken.banners, &f->e);
    bs_buf_fini(&body);
    return err;
}

static bs_err remember(struct fixture *f)
{
    const struct bs_ask ask = {.when = 1, .kind = BS_STR("count"), .query = BS_STR("port:104"),
                               .hits = 3, .orgs = 1, .cost = 0, .result = BS_STR("")};
    bs_err err = bs_store_ask_add(f->s, &ask, &f->e);
    if (err == BS_OK)
        err = bs_store_saved_set(f->s, BS_STR("mine"), BS_STR("port:104"), &f->e);
    return err == BS_OK ? bs_store_meta_set(f->s, "session", BS_STR("here"), &f->e) : err;
}

static bs_err verify(struct fixture *f)
{
    int bad;
    bs_err err = bs_store_verify(f->s, NULL, NULL, &bad, &f->e);
    assert_true(err != BS_OK || bad == 0); /* a disk that fails is not a file that is damaged */
    return err;
}

static bs_err swallow(void *ctx, bs_str piece, struct bs_error *e)
{
    (void)e;
    *(size_t *)ctx += piece.n;
    return BS_OK;
}

static bs_err read_all(struct fixture *f)
{
    const struct bs_report_options o = {.format = BS_REPORT_JSON, .query = BS_STR("")};
    size_t n = 0;
    return bs_report(f->s, f->rules, &o, swallow, &n, &f->e);
}

static bs_err select_all(struct fixture *f)
{
    struct bs_query q = {0};
    struct bs_detail d;
    int64_t *ids = NULL;
    size_t n = 0;
    bs_err err = bs_store_select(f->s, &q, BS_SORT_ATTENTION, false, &ids, &n, &f->e);
    for (size_t i = 0; i < n && err == BS_OK; i++)
        err = bs_store_detail(f->s, ids[i], &f->a, &d, &f->e);
    assert_true(err != BS_OK || n == 10);
    free(ids);
    return err;
}

const struct op ops[] = {
    {"a verdict on a service", labelled, on_service, .opens = false},
    {"a verdict on a banner", labelled, on_banner, .opens = false},
    {"a verdict on a shape", labelled, on_shape, .opens = false},
    {"a verdict on many", labelled, on_many, .opens = false},
    {"undo", labelled, undo, .opens = false},
    {"redo", undone, redo, .opens = false},
    {"a mark", labelled, mark, .opens = false},
    {"a look at a sample", labelled, look, .opens = false},
    {"a blind second look", labelled, blind, .opens = false},
    {"merge", one_log, merge, .opens = false},
    {"classify", to_classify, classify, .opens = false},
    {"a rule put in force", labelled, rule, .opens = false},
    {"import", labelled, import, .stepwise = true},
    {"a page of a query", labelled, page, .stepwise = true},
    {"what was asked", labelled, remember, .stepwise = true},
    {"verify", labelled, verify, .opens = false},
    {"report", labelled, read_all, .opens = false},
    {"a list with all details", labelled, select_all, .opens = false},
    {"a new file", nothing, open_it, .opens = true},
    {"opening", labelled, open_it, .opens = true},
    {"migrating from 1", older_1, open_it, .opens = true},
    {"migrating from 2", older_2, open_it, .opens = true},
    {"migrating from 3", older_3, open_it, .opens = true},
};
const size_t ops_n = BS_COUNT(ops);

/* -- files ------------------------------------------------------------------------------- */

static void write_lines(void)
{
    FILE *out = fopen(files.lines, "w");
    assert_non_null(out);
    for (int i = 0; i < 12; i++)
        fprintf(out, "{\"ip_str\":\"198.51.100.%d\",\"port\":%d,\"transport\":\"tcp\",\"timestamp\":"
                     "\"2021-02-25T01:35:44\",\"org\":\"Ward %d\",\"data\":\"qzx %d ready\\r\\n\"}\n", i + 1,
                20 + i % 3, i % 2, i % 5);
    fclose(out);
}

/* Another analyst's file, with a log of its own. */
static void write_other(void)
{
    struct fixture f = {.s = NULL};
    int bad;
    bs_arena_init(&f.a, 0);
    snprintf(f.path, sizeof f.path, "%s", files.other);
    OK(bs_rules_load(world_sources(), NULL, NULL, NULL, &bad, &f.rules, &f.e));
    OK(bs_store_open(f.path, BS_STORE_WRITE, &f.s, &f.e));
    labelled(&f);
    OK(decide(&f, 8, BS_SCOPE_SERVICE, BS_MEDICAL));
    bs_store_close(f.s);
    bs_rules_free(f.rules);
    bs_arena_fini(&f.a);
}

int ops_begin(void **state)
{
    if (fixture_rules(state) != 0)
        return -1;
    snprintf(files.dir, sizeof files.dir, "/tmp/bs-ops-XXXXXX");
    if (!mkdtemp(files.dir))
        return -1;
    snprintf(files.lines, sizeof files.lines, "%s/lines.ndjson", files.dir);
    snprintf(files.other, sizeof files.other, "%s/other.db", files.dir);
    snprintf(files.rules, sizeof files.rules, "%s/rules", files.dir);
    mkdir(files.rules, 0700);
    write_lines();
    write_other();
    return 0;
}

void ops_files_reset(void)
{
    dir_clear(files.rules);
}

int ops_end(void **state)
{
    dir_clear(files.rules);
    dir_clear(files.dir);
    rmdir(files.dir);
    return fixture_rules_free(state);
}
