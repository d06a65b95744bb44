/* Numbers, the dictionary, classifying again. */
#include "fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include "bannerscope/facts.h"
#include "bannerscope/label.h"

static const struct plain some[] = {
    {.ip = "192.0.2.1", .port = 10, .data = ODD_BANNER, .seen = 10, .org = "Example Telecom"},
    {.ip = "192.0.2.2", .port = 10, .data = ODD_BANNER, .seen = 30, .org = "Example Telecom"},
    {.ip = "192.0.2.2", .port = 11, .data = ODD_BANNER_2, .seen = 1},
    {.ip = "192.0.2.4", .port = 104, .data = DICOM_REJECT, .seen = 1,
     .org = "St. Example Ziekenhuis", .asn = "AS64496"},
    {.ip = "192.0.2.5", .port = 104, .data = "", .seen = 1, .org = "St. Example Ziekenhuis"},
    {.ip = "192.0.2.6", .port = 22, .data = SSH_BANNER, .seen = 1},
    {.ip = "192.0.2.6", .port = 80, .data = "", .seen = 1},
};

static int with_some(void **state)
{
    if (fixture_open(state) != 0)
        return -1;
    put_all(*state, "file:some", some, BS_COUNT(some), NULL);
    return 0;
}

static void judge(struct fixture *f, const char *target, enum bs_scope scope, enum bs_verdict v)
{
    struct bs_event ev;
    const struct bs_decision d = {.scope = scope, .service = id_of(f, target), .verdict = v,
                                  .label = BS_STR("pump"), .analyst = BS_STR("ann")};
    OK(bs_store_decide(f->s, &d, &f->a, &ev, &f->e));
}

static void totals_add_up(void **state)
{
    struct fixture *f = *state;
    struct bs_totals t;
    OK(bs_store_totals(f->s, &t, &f->e));
    assert_int_equal(t.services, 7);
    assert_int_equal(t.hosts, 5);
    assert_int_equal(t.responses, 5);
    assert_int_equal(t.banners, 4);
    assert_int_equal(t.organisations, 2);
    assert_int_equal(t.verdict[BS_MEDICAL], 1);
    assert_int_equal(t.verdict[BS_NON_MEDICAL], 1);
    assert_int_equal(t.verdict[BS_UNKNOWN], 3);
    assert_int_equal(t.open, 3);
    assert_int_equal(t.open_banners, 2);
    assert_int_equal(t.decided + t.stale + t.events, 0);
    judge(f, "192.0.2.1:10", BS_SCOPE_BANNER, BS_MEDICAL);
    judge(f, "192.0.2.6:22", BS_SCOPE_SERVICE, BS_UNKNOWN);
    OK(bs_store_totals(f->s, &t, &f->e));
    assert_int_equal(t.verdict[BS_MEDICAL], 3);
    assert_int_equal(t.verdict[BS_UNKNOWN], 2);
    assert_int_equal(t.open, 1);
    assert_int_equal(t.decided, 3);
    assert_int_equal(t.events, 2);
    assert_int_equal(strlen(t.last_hash), 64);
    assert_int_equal(t.open, matches(f, "open:yes"));
    assert_int_equal(t.aside, matches(f, "aside:yes"));
    assert_int_equal(t.decided, matches(f, "by:analyst"));
}

static void an_empty_database_has_zeros(void **state)
{
    struct fixture *f = *state;
    struct bs_totals t;
    struct bs_query all = {0};
    int64_t *ids;
    size_t n;
    int bad;
    OK(bs_store_totals(f->s, &t, &f->e));
    assert_int_equal(t.services + t.open + t.aside + t.verdict[3], 0);
    OK(bs_store_select(f->s, &all, BS_SORT_ATTENTION, false, &ids, &n, &f->e));
    assert_int_equal(n, 0);
    free(ids);
    OK(bs_store_verify(f->s, NULL, NULL, &bad, &f->e));
    assert_int_equal(bad, 0);
}

/* -- figures ------------------------------------------------------------------------------ */

struct sum {
    int rows;
    struct bs_buf text;
};

static bool add_figure(void *ctx, const struct bs_figure *g)
{
    struct sum *s = ctx;
    s->rows++;
    for (int i = 0; i < 2; i++)
        bs_buf_printf(&s->text, "%.*s|", (int)g->key[i].n, g->key[i].p ? g->key[i].p : "");
    for (int i = 0; i < 2; i++)
        bs_buf_printf(&s->text, "%lld ", (long long)g->n[i]);
    bs_buf_putc(&s->text, '\n');
    return true;
}

static struct sum figures(struct fixture *f, const char *table, int64_t limit)
{
    struct sum s = {.rows = 0};
    bs_buf_init(&s.text, 1 << 20);
    if (bs_store_figures(f->s, table, limit, add_figure, &s, &f->e) != BS_OK)
        fail_msg("%s: %s", table, f->e.text);
    bs_buf_putc(&s.text, '\0');
    return s;
}

static void expect_figure(struct fixture *f, const char *table, const char *line)
{
    struct sum s = figures(f, table, 0);
    if (!strstr((const char *)s.text.p, line))
        fail_msg("%s has no line %s:\n%s", table, line, (const char *)s.text.p);
    bs_buf_fini(&s.text);
}

/* Against the same counted by SQL. */
static void hits_of_rules(void **state)
{
    struct fixture *f = *state;
    struct sum s = {.rows = 0};
    bs_buf_init(&s.text, 1 << 20);
    OK(bs_store_hits(f->s, add_figure, &s, &f->e));
    bs_buf_putc(&s.text, '\0');
    const char *line = (const char *)s.text.p;
    assert_non_null(strstr(line, "decoder:dicom||1 0 \n"));
    for (int i = 0; i < s.rows; i++) {
        char want[200], sql[600];
        const char *end = strchr(line, '\n');
        snprintf(sql, sizeof sql, "SELECT '%.*s' = (SELECT r.name || '||' || sum(x.n) || ' 0 ' FROM (SELECT DISTINCT"
                 " v.rule AS rule, a.id, a.n AS n FROM evidence v JOIN answer a ON a.id = v.answer) x JOIN rule r ON"
                 " r.id = x.rule GROUP BY x.rule ORDER BY sum(x.n) DESC, r.name LIMIT 1 OFFSET %d)",
                 (int)(end - line), line, i);
        snprintf(want, sizeof want, "%.*s", (int)(end - line), line);
        if (fixture_number(f, sql) != 1)
            fail_msg("row %d is not %s", i, want);
        line = end + 1;
    }
    assert_int_equal(s.rows, fixture_number(f, "SELECT count(DISTINCT rule) FROM evidence"));
    bs_buf_fini(&s.text);
}

static void named_figures(void **state)
{
    struct fixture *f = *state;
    judge(f, "192.0.2.1:10", BS_SCOPE_BANNER, BS_MEDICAL);
    expect_figure(f, "labelling", "ann|");
    struct sum s = figures(f, "labelling", 1);
    assert_int_equal(s.rows, 1);
    bs_buf_fini(&s.text);
    assert_int_equal(bs_store_figures(f->s, "none", 0, add_figure, &s, &f->e), BS_E_FAILED);
}

/* -- facts: what reports count, against lists with a filter --------------------------------- */

struct counted {
    struct bs_symbols y;
    int64_t services, hosts, vhosts, verdict[4], decided, stale, open, aside, medical_ports, rules, hospital;
    uint32_t last;
};

static void count_fact(void *ctx, const struct bs_fact *x)
{
    struct counted *c = ctx;
    c->hosts += c->services == 0 || x->host != c->last;
    c->last = x->host;
    c->services++;
    c->vhosts += x->another_vhost;
    c->verdict[x->verdict] += x->answer->response;
    c->decided += x->decided;
    c->stale += x->stale;
    c->open += x->open;
    c->aside += x->aside;
    c->medical_ports += x->medical_port;
    c->rules += (int64_t)x->answer->rules.n;
    c->hospital += x->affiliation == BS_HOSPITAL;
}

static struct counted facts(struct fixture *f, const char *text)
{
    struct counted c = {.services = 0};
    struct bs_query q;
    uint32_t at;
    OK(bs_query_parse(bs_str_z(text), BS_QUERY_LOCAL, &f->a, &q, &at, &f->e));
    bs_symbols_init(&c.y);
    OK(bs_store_facts(f->s, &q, true, &c.y, count_fact, &c, &f->e));
    bs_symbols_fini(&c.y);
    return c;
}

static void facts_are_what_lists_select(void **state)
{
    struct fixture *f = *state;
    static const struct plain again[] = {
        {.ip = "192.0.2.6", .port = 22, .data = ODD_BANNER, .seen = 99}, /* another banner: stale */
    };
    judge(f, "192.0.2.6:22", BS_SCOPE_SERVICE, BS_UNKNOWN);
    put_all(f, "file:again", again, BS_COUNT(again), NULL);
    judge(f, "192.0.2.1:10", BS_SCOPE_BANNER, BS_MEDICAL);
    judge(f, "192.0.2.2:11", BS_SCOPE_SHAPE, BS_NON_MEDICAL);
    struct counted c = facts(f, "");
    struct bs_totals t;
    OK(bs_store_totals(f->s, &t, &f->e));
    assert_int_equal(c.services, t.services);
    assert_int_equal(c.hosts, t.hosts);
    assert_int_equal(c.vhosts, 0);
    for (int v = BS_MEDICAL; v <= BS_UNKNOWN; v++)
        assert_int_equal(c.verdict[v], t.verdict[v]);
    assert_int_equal(c.decided, t.decided);
    assert_int_equal(c.stale, t.stale);
    assert_int_equal(c.stale, 1);
    assert_int_equal(c.open, t.open);
    assert_int_equal(c.aside, t.aside);
    assert_int_equal(c.medical_ports, matches(f, "port:104"));
    assert_int_equal(c.hospital, matches(f, "affiliation:hospital"));
    assert_true(c.rules > 0);
    assert_int_equal(facts(f, "port:104").services, 2);
    assert_int_equal(facts(f, "port:104").hosts, 2);
    assert_int_equal(facts(f, "port:4711").services, 0);
}

/* Numbers stay what they are while the table grows; one text has one. */
static void symbols_are_numbered_as_they_come(void **state)
{
    enum { MANY = 5000 };
    struct bs_symbols y;
    char text[20];
    (void)state;
    bs_symbols_init(&y);
    assert_int_equal(bs_symbol(&y, BS_STR("")), 0);
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 1; i <= MANY; i++) {
            snprintf(text, sizeof text, "ward %u", i);
            assert_int_equal(bs_symbol(&y, bs_str_z(text)), i);
            assert_string_equal(bs_symbol_text(&y, i).p, text);
        }
    assert_int_equal(y.n, MANY + 1);
    bs_symbols_fini(&y);
}

static void keep_order(void *ctx, const struct bs_fact *x)
{
    bs_buf_printf(ctx, "%u:%u%s%s ", x->host, x->port, x->transport == BS_UDP ? "u" : "t", x->another_vhost ? "+" : "");
}

static void facts_come_by_address_port_and_transport(void **state)
{
    static const struct plain here[] = {
        {.ip = "192.0.2.91", .port = 80, .data = HTTP_BANNER, .seen = 1, .vhost = "b.example.com"},
        {.ip = "192.0.2.90", .port = 161, .data = ODD_BANNER, .seen = 1, .udp = true},
        {.ip = "192.0.2.90", .port = 161, .data = ODD_BANNER, .seen = 1},
        {.ip = "192.0.2.91", .port = 80, .data = HTTP_BANNER, .seen = 1},
        {.ip = "192.0.2.90", .port = 22, .data = SSH_BANNER, .seen = 1},
    };
    struct fixture *f = *state;
    struct bs_symbols y;
    struct bs_query q;
    struct bs_buf b;
    put_all(f, "file:here", here, BS_COUNT(here), NULL);
    OK(bs_query_parse(BS_STR("net:192.0.2.90/31"), BS_QUERY_LOCAL, &f->a, &q, NULL, &f->e));
    bs_buf_init(&b, 1000);
    bs_symbols_init(&y);
    OK(bs_store_facts(f->s, &q, false, &y, keep_order, &b, &f->e));
    assert_true(bs_str_eq(bs_buf_str(&b), BS_STR("0:22t 0:161t 0:161u 1:80t 1:80t+ ")));
    bs_symbols_fini(&y);
    bs_buf_fini(&b);
}

static bool keep_quality(void *ctx, const struct bs_rule_quality *q)
{
    bs_buf_printf(ctx, "%.*s %lld/%lld/%lld\n", (int)q->rule.n, q->rule.p, (long long)q->hits, (long long)q->confirmed,
                  (long long)q->refuted);
    return true;
}

/* Worst first: refuted, then what was never judged by how much it finds, confirmed last. */
static void rules_are_told_worst_first(void **state)
{
    static const struct plain more = {.ip = "192.0.2.40", .port = 22, .data = SSH_BANNER, .seen = 1};
    struct fixture *f = *state;
    struct bs_buf b;
    put_all(f, "file:more", &more, 1, NULL);
    judge(f, "192.0.2.4:104", BS_SCOPE_SERVICE, BS_NON_MEDICAL);
    bs_buf_init(&b, 1 << 16);
    OK(bs_store_rule_quality(f->s, keep_quality, &b, &f->e));
    bs_buf_putc(&b, '\0');
    const char *text = (const char *)b.p, *dicom = strstr(text, "decoder:dicom 1/0/1\n"),
               *ssh = strstr(text, "decoder:ssh 2/0/0\n");
    if (!dicom || !ssh || dicom > ssh)
        fail_msg("%s", text);
    judge(f, "192.0.2.6:22", BS_SCOPE_BANNER, BS_NON_MEDICAL);
    judge(f, "192.0.2.4:104", BS_SCOPE_SERVICE, BS_MEDICAL);
    bs_buf_clear(&b);
    OK(bs_store_rule_quality(f->s, keep_quality, &b, &f->e));
    bs_buf_putc(&b, '\0');
    if (!strstr((const char *)b.p, "decoder:dicom 1/1/0\n") || !strstr((const char *)b.p, "decoder:ssh 2/2/0\n"))
        fail_msg("%s", (const char *)b.p);
    bs_buf_fini(&b);
}

static void verdict_in_range(void *ctx, const struct bs_fact *x)
{
    ++*(int *)ctx;
    assert_true((unsigned)x->verdict <= BS_UNKNOWN && (unsigned)x->answer->verdict <= BS_UNKNOWN);
    assert_true((unsigned)x->transport <= BS_UDP);
}

/* The schema allows any number; what comes out is one of ours. */
static void numbers_of_somebody_else(void **state)
{
    static const char *const numbers[] = {"99", "-1", "9223372036854775807", "4294967297"};
    struct fixture *f = *state;
    judge(f, "192.0.2.1:10", BS_SCOPE_BANNER, BS_MEDICAL);
    for (size_t i = 0; i < BS_COUNT(numbers); i++) {
        struct bs_symbols y;
        char sql[120];
        int n = 0;
        snprintf(sql, sizeof sql, "UPDATE answer SET verdict = %s; UPDATE ruling SET state = %s", numbers[i],
                 numbers[i]);
        fixture_sql(f, sql);
        assert_int_equal(row_of(f, "192.0.2.4:104").verdict, BS_VERDICT_NONE);
        assert_int_equal(row_of(f, "192.0.2.4:104").rule_verdict, BS_VERDICT_NONE);
        assert_int_equal(row_of(f, "192.0.2.1:10").verdict, BS_MEDICAL);
        bs_symbols_init(&y);
        OK(bs_store_facts(f->s, NULL, true, &y, verdict_in_range, &n, &f->e));
        bs_symbols_fini(&y);
        assert_int_equal(n, BS_COUNT(some));
    }
}

static bool no_value(void *ctx, bs_str value, int64_t count, int64_t organisations)
{
    (void)ctx;
    (void)value;
    (void)count;
    (void)organisations;
    fail();
    return false;
}

static void a_facet_that_is_not_stored(void **state)
{
    struct fixture *f = *state;
    struct bs_query all = {0};
    assert_int_equal(bs_store_facet(f->s, &all, "vu\x1bln", BS_STR(""), 0, no_value, NULL, &f->e), BS_E_NOTFOUND);
    assert_string_equal(f->e.text, "no such facet is stored here: vu\\x1bln");
}

static void what_is_undone_is_no_labelling(void **state)
{
    struct fixture *f = *state;
    struct bs_event ev;
    judge(f, "192.0.2.1:10", BS_SCOPE_BANNER, BS_MEDICAL);
    OK(bs_store_undo(f->s, BS_STR("ann"), false, &f->a, &ev, &f->e));
    struct sum s = figures(f, "labelling", 0);
    assert_int_equal(s.rows, 0);
    bs_buf_fini(&s.text);
}

/* -- the dictionary ----------------------------------------------------------------------- */

struct entries {
    int n;
    int64_t services;
    struct bs_group first;
    char preview[64], label[64], by[16];
};

static bool add_entry(void *ctx, const struct bs_group *en)
{
    struct entries *x = ctx;
    if (x->n++ == 0) {
        x->first = *en;
        snprintf(x->preview, sizeof x->preview, "%.*s", (int)en->preview.n, (const char *)en->preview.p);
        snprintf(x->label, sizeof x->label, "%.*s", (int)en->label.n, en->label.p);
        snprintf(x->by, sizeof x->by, "%.*s", (int)en->by.n, en->by.p);
    }
    x->services += en->count;
    return true;
}

static struct entries dictionary(struct fixture *f, const char *text)
{
    struct bs_query q;
    struct entries x = {.n = 0};
    uint32_t at;
    OK(bs_query_parse(bs_str_z(text), BS_QUERY_LOCAL, &f->a, &q, &at, &f->e));
    const struct bs_group_ask ask = {.query = &q, .scope = BS_SCOPE_BANNER, .sort = BS_GROUP_COUNT};
    if (bs_store_groups(f->s, &ask, add_entry, &x, &f->e) != BS_OK)
        fail_msg("%s", f->e.text);
    return x;
}

static void banners_most_frequent_first(void **state)
{
    struct fixture *f = *state;
    struct entries x = dictionary(f, "");
    assert_int_equal(x.n, 4);
    assert_int_equal(x.services, 5); /* what did not answer is in no dictionary */
    assert_string_equal(x.preview, ODD_BANNER);
    assert_int_equal(x.first.count, 2);
    assert_int_equal(x.first.first, 10);
    assert_int_equal(x.first.last, 30);
    assert_int_equal(x.first.verdict, BS_UNKNOWN);
    assert_string_equal(x.by, "rule");
    assert_int_equal(x.first.length, strlen(ODD_BANNER));
    judge(f, "192.0.2.1:10", BS_SCOPE_SERVICE, BS_NON_MEDICAL); /* one service's, not the banner's */
    assert_int_equal(dictionary(f, "").first.verdict, BS_UNKNOWN);
    judge(f, "192.0.2.2:11", BS_SCOPE_SHAPE, BS_NON_MEDICAL);
    assert_int_equal(dictionary(f, "").first.verdict, BS_NON_MEDICAL);
    judge(f, "192.0.2.1:10", BS_SCOPE_BANNER, BS_MEDICAL);
    x = dictionary(f, "");
    assert_int_equal(x.first.verdict, BS_MEDICAL);
    assert_string_equal(x.by, "analyst");
    assert_string_equal(x.label, "pump");
    x = dictionary(f, "port:11");
    assert_int_equal(x.n, 1);
    assert_int_equal(x.first.count, 1);
}

/* The same bytes judged differently for their traits: the weightiest finding speaks. */
static void the_weightiest_answer_speaks(void **state)
{
    struct fixture *f = *state;
    const struct plain p[] = {
        {.ip = "192.0.2.50", .port = 80, .data = HTTP_BANNER, .seen = 1},
        {.ip = "192.0.2.51", .port = 80, .data = HTTP_BANNER, .seen = 1, .title = "Orthanc Explorer"},
        {.ip = "192.0.2.52", .port = 80, .data = HTTP_BANNER, .seen = 1, .title = "Log in"},
    };
    put_all(f, "file:x", p, BS_COUNT(p), NULL);
    assert_int_not_equal(row_of(f, "192.0.2.50:80").verdict, row_of(f, "192.0.2.51:80").verdict);
    struct entries x = dictionary(f, "port:80 response:yes");
    assert_int_equal(x.n, 1);
    assert_int_equal(x.first.count, 3);
    assert_int_equal(x.first.verdict, BS_MEDICAL);
}

/* -- classifying again -------------------------------------------------------------------- */

static struct bs_rules *rules_with(struct fixture *f, const char *line)
{
    char dir[100], path[120];
    struct bs_rules *r;
    int bad;
    snprintf(dir, sizeof dir, "%s/user", f->dir);
    mkdir(dir, 0700);
    snprintf(path, sizeof path, "%s/devices.list", dir);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(line, out);
    assert_int_equal(fclose(out), 0);
    const char *src = getenv("BS_SRCDIR");
    OK(bs_rules_load(src ? src : ".", dir, NULL, NULL, &bad, &r, &f->e));
    unlink(path);
    rmdir(dir);
    return r;
}

static void new_rules_old_verdicts(void **state)
{
    struct fixture *f = *state;
    struct bs_reclassify_result res;
    int bad;
    judge(f, "192.0.2.2:11", BS_SCOPE_SERVICE, BS_NON_MEDICAL);
    char *before = dump(f);
    OK(bs_store_reclassify(f->s, f->rules, NULL, NULL, NULL, NULL, &res, &f->e));
    assert_int_equal(res.changed, 0);
    assert_int_equal(res.answers, 5); /* the silent one included */
    struct bs_rules *r = rules_with(f, "\"qzx\" strength=strong label=\"QZX pump\" source=\"test\"\n");
    OK(bs_store_reclassify(f->s, r, NULL, NULL, NULL, NULL, &res, &f->e));
    assert_int_equal(res.changed, 2);
    assert_int_equal(res.services_changed, 3);
    assert_int_equal(res.from_to[BS_UNKNOWN][BS_MEDICAL], 3);
    assert_int_equal(res.from_to[BS_MEDICAL][BS_MEDICAL], 1);
    assert_int_equal(row_of(f, "192.0.2.1:10").verdict, BS_MEDICAL);
    assert_non_null(strstr(row_of(f, "192.0.2.1:10").label.p, "QZX pump"));
    struct bs_row own = row_of(f, "192.0.2.2:11");
    assert_int_equal(own.verdict, BS_NON_MEDICAL); /* the analyst's stands */
    assert_int_equal(own.rule_verdict, BS_MEDICAL);
    assert_int_equal(matches(f, "evidence:qzx"), 3);
    OK(bs_store_verify(f->s, NULL, NULL, &bad, &f->e));
    assert_int_equal(bad, 0);
    OK(bs_store_reclassify(f->s, f->rules, NULL, NULL, NULL, NULL, &res, &f->e));
    assert_int_equal(res.from_to[BS_MEDICAL][BS_UNKNOWN], 3);
    char *after = dump(f);
    assert_string_equal(before, after); /* there and back */
    free(before);
    free(after);
    bs_rules_free(r);
}

/* 2,400 answers beside 1,200 pages, more than are remembered, each twice; every third page speaks of a product. */
static void put_pages(struct fixture *f)
{
    enum { ANSWERS = 2400, PAGES = 1200 };
    struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("pages")};
    struct bs_ingest *in;
    OK(bs_ingest_begin(f->s, &o, &in, &f->e));
    for (int i = 0; i < ANSWERS; i++) {
        char ip[20], data[80], page[400];
        enum bs_put what;
        struct bs_record r;
        snprintf(ip, sizeof ip, "198.18.%d.%d", i / 200, i % 200 + 1);
        snprintf(data, sizeof data, HTTP_BANNER "%d", i);
        memset(page, ' ', sizeof page);
        snprintf(page, 40, "<p>%d %s", i % PAGES, i % 3 ? "nothing at all" : "Orthanc Explorer");
        const struct plain p = {.ip = ip, .port = 80, .data = data, .seen = 1000};
        plain_record(&p, &r);
        r.traits.http_html = (bs_str){page, sizeof page};
        OK(bs_ingest_put(in, &r, &what, &f->e));
        assert_int_equal(what, BS_PUT_NEW);
    }
    OK(bs_ingest_end(in, true, &f->e));
}

/* Pages are remembered while everything is judged: each answer keeps its own. */
static void pages_are_not_confused(void **state)
{
    static const char digests[] = "SELECT sum(digest % 1000003) FROM answer";
    struct fixture *f = *state;
    struct bs_reclassify_result res;
    put_pages(f);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM html"), 1200);
    const int64_t kinds = fixture_number(f, "SELECT count(DISTINCT digest) FROM answer");
    const int64_t before = fixture_number(f, digests);
    char *told = dump(f);
    assert_true(kinds > 1);
    fixture_sql(f, "UPDATE answer SET digest = 0"); /* as if all had been judged otherwise */
    OK(bs_store_reclassify(f->s, f->rules, NULL, NULL, NULL, NULL, &res, &f->e));
    assert_true(fixture_number(f, digests) == before);
    char *again = dump(f);
    assert_string_equal(told, again);
    free(told);
    free(again);
}

/* What a port is called is the rules', and follows them. */
static void ports_follow_the_rules(void **state)
{
    struct fixture *f = *state;
    struct bs_reclassify_result res;
    fixture_sql(f, "UPDATE service SET medical_port = 1 - medical_port");
    assert_false(row_of(f, "192.0.2.6:80").aside);
    OK(bs_store_reclassify(f->s, f->rules, NULL, NULL, NULL, NULL, &res, &f->e));
    assert_int_equal(res.changed, 0);
    assert_true(row_of(f, "192.0.2.6:80").aside);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM service WHERE medical_port <> (port = 104)"), 0);
}

static bool stop_at_once(void *ctx, int64_t done, int64_t total)
{
    (void)ctx;
    assert_true(done <= total);
    return false;
}

static void stopped_means_unchanged(void **state)
{
    struct fixture *f = *state;
    struct bs_reclassify_result res;
    enum { ENOUGH = 600 };
    static char text[ENOUGH][32];
    static struct plain p[ENOUGH];
    for (int i = 0; i < ENOUGH; i++) {
        snprintf(text[i], sizeof text[i], "qzx %d ready", i);
        p[i] = (struct plain){.ip = "192.0.2.99", .port = (uint16_t)(i + 1), .data = text[i]};
    }
    put_all(f, "file:many", p, ENOUGH, NULL);
    char *before = dump(f);
    struct bs_rules *r = rules_with(f, "\"qzx\" strength=strong label=\"QZX pump\" source=\"test\"\n");
    assert_int_equal(bs_store_reclassify(f->s, r, NULL, NULL, stop_at_once, NULL, &res, &f->e), BS_E_CANCELLED);
    char *after = dump(f);
    assert_string_equal(before, after);
    free(before);
    free(after);
    bs_rules_free(r);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, with_some, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(totals_add_up),
        cmocka_unit_test_setup_teardown(an_empty_database_has_zeros, fixture_open, fixture_close),
        CASE(hits_of_rules),
        CASE(named_figures),
        CASE(facts_are_what_lists_select),
        cmocka_unit_test(symbols_are_numbered_as_they_come),
        CASE(facts_come_by_address_port_and_transport),
        CASE(rules_are_told_worst_first),
        CASE(a_facet_that_is_not_stored),
        CASE(numbers_of_somebody_else),
        CASE(what_is_undone_is_no_labelling),
        CASE(banners_most_frequent_first),
        CASE(the_weightiest_answer_speaks),
        CASE(new_rules_old_verdicts),
        CASE(pages_are_not_confused),
        CASE(ports_follow_the_rules),
        CASE(stopped_means_unchanged),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
