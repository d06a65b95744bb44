#include "asks.h"

#include "bannerscope/label.h"

#define ANN BS_STR("ann")
#define BOB BS_STR("bob")
#define QUERY BS_STR("qzx")

static void decide(struct fixture *f, int64_t service, enum bs_scope scope, enum bs_verdict v, bs_str analyst)
{
    struct bs_event ev;
    const struct bs_decision d = {.scope = scope, .service = service, .verdict = v, .label = BS_STR("pump"),
                                  .note = BS_STR("seen at the fair"), .analyst = analyst};
    OK(bs_store_decide(f->s, &d, &f->a, &ev, &f->e));
}

/* A collection from its first page to its last. */
static void collect(struct fixture *f, const struct plain *p, size_t n)
{
    struct bs_run run;
    struct bs_ingest *in;
    OK(bs_store_run_begin(f->s, QUERY, 0, &run, &f->e));
    OK(bs_store_page_keep(f->s, run.id, 1, BS_BYTES("a page"), &f->e));
    const struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("query:qzx"), .run = run.id};
    OK(bs_ingest_begin(f->s, &o, &in, &f->e));
    for (size_t i = 0; i < n; i++) {
        struct bs_record r;
        enum bs_put what;
        plain_record(&p[i], &r);
        OK(bs_ingest_put(in, &r, &what, &f->e));
    }
    OK(bs_ingest_end(in, true, &f->e));
    OK(bs_store_page_done(f->s, run.id, 1, (int64_t)n, (int64_t)n, &f->e));
    OK(bs_store_run_end(f->s, run.id, &f->e));
}

static void buy(struct fixture *f)
{
    static const struct plain later[] = {
        {.ip = "192.0.2.5", .port = 10, .data = ODD_BANNER, .seen = 2},
        {.ip = "192.0.2.6", .port = 22, .data = SSH_BANNER, .seen = 2},
        {.ip = "192.0.2.77", .port = 22, .data = SSH_BANNER, .seen = 2, .vhost = "ward.example.com"},
    };
    const struct bs_ask count = {.when = 5, .kind = BS_STR("count"), .query = QUERY, .hits = 12, .orgs = 3,
                                 .result = BS_STR("")};
    const struct bs_ask search = {.when = 6, .kind = BS_STR("search"), .query = QUERY, .hits = 12, .orgs = -1,
                                  .cost = 1, .result = BS_STR("refused")};
    struct bs_run run;
    collect(f, world_ten, BS_COUNT(world_ten));
    collect(f, later, BS_COUNT(later));
    OK(bs_store_run_begin(f->s, QUERY, 2, &run, &f->e));
    OK(bs_store_page_keep(f->s, run.id, 1, BS_BYTES("a page"), &f->e));
    OK(bs_store_page_failed(f->s, run.id, 2, BS_STR("cut"), &f->e));
    OK(bs_store_run_begin(f->s, BS_STR("port:104"), 0, &run, &f->e));
    OK(bs_store_ask_add(f->s, &count, &f->e));
    OK(bs_store_ask_add(f->s, &search, &f->e));
    OK(bs_store_saved_set(f->s, BS_STR("mine"), QUERY, &f->e));
    OK(bs_store_saved_set(f->s, BS_STR("other"), BS_STR("port:104"), &f->e));
    OK(bs_store_meta_set(f->s, "session", BS_STR("here"), &f->e));
}

/* Services 1 to 10 are world_ten's. */
static void label(struct fixture *f)
{
    struct bs_sample sample;
    struct bs_blind blind;
    struct bs_event ev;
    decide(f, 1, BS_SCOPE_SHAPE, BS_MEDICAL, ANN);
    decide(f, 1, BS_SCOPE_BANNER, BS_NON_MEDICAL, ANN);
    decide(f, 1, BS_SCOPE_BANNER, BS_NON_MEDICAL, BOB);
    decide(f, 8, BS_SCOPE_SERVICE, BS_NON_MEDICAL, ANN); /* against strong evidence */
    decide(f, 8, BS_SCOPE_SERVICE, BS_UNKNOWN, BOB);
    decide(f, 6, BS_SCOPE_BANNER, BS_UNKNOWN, BOB);
    decide(f, 5, BS_SCOPE_SERVICE, BS_MEDICAL, ANN);
    decide(f, 7, BS_SCOPE_BANNER, BS_NON_MEDICAL, ANN);
    OK(bs_store_undo(f->s, ANN, false, &f->a, &ev, &f->e));
    OK(bs_store_look(f->s, BS_SCOPE_SHAPE, 4, BS_NON_MEDICAL, BOB, &f->a, &sample, &f->e));
    OK(bs_store_mark(f->s, BS_SCOPE_SHAPE, 7, BS_STR("skip"), BS_STR("whom"), ANN, &f->a, &ev, &f->e));
    OK(bs_store_blind_begin(f->s, 3, BOB, &f->a, &ev, &f->e));
    OK(bs_store_blind(f->s, BOB, &f->a, &blind, &f->e));
    OK(bs_store_blind_say(f->s, blind.service[0], BS_MEDICAL, BOB, &f->a, &ev, &f->e));
}

/* The other analyst thought otherwise of one banner; not knowing of the first word. */
static void merge_other(struct fixture *f)
{
    struct fixture o = *f;
    struct bs_merge_result r;
    bs_arena_init(&o.a, 0);
    snprintf(o.path, sizeof o.path, "%s/other.db", f->dir);
    OK(bs_store_open(o.path, BS_STORE_WRITE, &o.s, &f->e));
    put_all(&o, "file:ten", world_ten, BS_COUNT(world_ten), NULL);
    decide(&o, 1, BS_SCOPE_BANNER, BS_MEDICAL, BS_STR("eve"));
    decide(&o, 8, BS_SCOPE_SERVICE, BS_MEDICAL, BS_STR("eve"));
    bs_store_close(o.s);
    bs_arena_fini(&o.a);
    OK(bs_store_merge(f->s, o.path, ANN, &r, &f->e));
}

void asks_prepare(struct fixture *f)
{
    static const struct plain changed = {.ip = "192.0.2.5", .port = 10, .data = HTTP_BANNER, .seen = 9};
    buy(f);
    label(f);
    merge_other(f);
    put_all(f, "file:later", &changed, 1, NULL); /* the verdict on service 5 is stale now */
    bs_arena_reset(&f->a);
}
