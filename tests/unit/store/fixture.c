#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fixture the;

int fixture_rules(void **state)
{
    const char *dir = getenv("BS_SRCDIR");
    int bad;
    (void)state;
    return bs_rules_load(dir ? dir : ".", NULL, NULL, NULL, &bad, &the.rules, &the.e) == BS_OK ? 0
                                                                                               : -1;
}

int fixture_rules_free(void **state)
{
    (void)state;
    bs_rules_free(the.rules);
    return 0;
}

int fixture_open(void **state)
{
    snprintf(the.dir, sizeof the.dir, "/tmp/bs-store-XXXXXX");
    if (!mkdtemp(the.dir))
        return -1;
    snprintf(the.path, sizeof the.path, "%s/a.db", the.dir);
    bs_arena_init(&the.a, 0);
    *state = &the;
    return bs_store_open(the.path, BS_STORE_WRITE, &the.s, &the.e) == BS_OK ? 0 : -1;
}

int fixture_close(void **state)
{
    struct fixture *f = *state;
    char path[400];
    bs_store_close(f->s);
    f->s = NULL;
    bs_arena_fini(&f->a);
    chmod(f->dir, 0700);
    DIR *d = opendir(f->dir);
    for (struct dirent *x; d && (x = readdir(d));) {
        snprintf(path, sizeof path, "%s/%s", f->dir, x->d_name);
        if (x->d_name[0] != '.' && unlink(path) != 0)
            rmdir(path);
    }
    if (d)
        closedir(d);
    return rmdir(f->dir);
}

void fixture_reopen(struct fixture *f, enum bs_store_role role)
{
    bs_store_close(f->s);
    f->s = NULL;
    bs_err err = bs_store_open(f->path, role, &f->s, &f->e);
    if (err != BS_OK)
        fail_msg("%s", f->e.text);
}

uint8_t *fixture_bytes(const char *path, size_t *n)
{
    int fd = open(path, O_RDONLY);
    struct stat st;
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &st), 0);
    uint8_t *p = bs_alloc((size_t)st.st_size + 1);
    assert_int_equal(read(fd, p, (size_t)st.st_size), st.st_size);
    close(fd);
    *n = (size_t)st.st_size;
    return p;
}

static sqlite3 *behind(const struct fixture *f)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    return db;
}

void fixture_sql(const struct fixture *f, const char *sql)
{
    sqlite3 *db = behind(f);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

int64_t fixture_number(const struct fixture *f, const char *sql)
{
    sqlite3 *db = behind(f);
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return n;
}

void plain_record(const struct plain *p, struct bs_record *out)
{
    memset(out, 0, sizeof *out);
    assert_true(bs_addr_parse(bs_str_z(p->ip), &out->target.ip));
    out->target.port = p->port;
    out->target.transport = p->udp ? BS_UDP : BS_TCP;
    out->target.vhost = bs_str_z(p->vhost);
    out->seen = p->seen;
    out->data = bs_str_bytes(bs_str_z(p->data));
    out->raw = bs_str_bytes(bs_str_z(p->raw));
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++)
        memcpy((char *)&out->traits + bs_trait_defs[i].offset, &BS_STR(""), sizeof(bs_str));
    out->traits.http_title = bs_str_z(p->title);
    out->traits.http_server = bs_str_z(p->server);
    out->traits.cert_subject = bs_str_z(p->cert);
    out->traits.ssl_versions = bs_str_z(p->tls);
    out->owner = (struct bs_owner){
        .org = bs_str_z(p->org),   .isp = bs_str_z(p->isp),
        .asn = bs_str_z(p->asn),   .country = bs_str_z(p->country),
        .city = bs_str_z(p->city), .hostnames = bs_str_z(p->hostnames),
        .domains = BS_STR(""),
    };
    out->json = BS_STR("{\"a\":1}");
}

void put_all(struct fixture *f, const char *source, const struct plain *p, size_t n, int count[3])
{
    struct bs_ingest_options o = {.rules = f->rules, .source = bs_str_z(source), .batch = 7};
    struct bs_ingest *i;
    int none[3];
    count = count ? count : none;
    memset(count, 0, sizeof none);
    OK(bs_ingest_begin(f->s, &o, &i, &f->e));
    for (size_t k = 0; k < n; k++) {
        struct bs_record r;
        enum bs_put what;
        plain_record(&p[k], &r);
        if (bs_ingest_put(i, &r, &what, &f->e) != BS_OK)
            fail_msg("%s", f->e.text);
        count[what]++;
    }
    OK(bs_ingest_end(i, true, &f->e));
}

int64_t id_of(struct fixture *f, const char *target)
{
    struct bs_target t;
    int64_t id;
    OK(bs_target_parse(bs_str_z(target), &t, &f->e));
    OK(bs_store_find(f->s, &t, &id, &f->e));
    return id;
}

struct bs_row row_of(struct fixture *f, const char *target)
{
    struct bs_row r;
    int64_t id = id_of(f, target);
    OK(bs_store_rows(f->s, &id, 1, &f->a, &r, &f->e));
    assert_int_equal(r.id, id);
    return r;
}

size_t matches(struct fixture *f, const char *query)
{
    struct bs_query q;
    int64_t *ids;
    size_t n;
    uint32_t at;
    if (bs_query_parse(bs_str_z(query), BS_QUERY_LOCAL, &f->a, &q, &at, &f->e) != BS_OK ||
        bs_store_select(f->s, &q, BS_SORT_IP, false, &ids, &n, &f->e) != BS_OK)
        fail_msg("%s: %s", query, f->e.text);
    free(ids);
    return n;
}

static void dump_one(struct fixture *f, int64_t id, struct bs_buf *b)
{
    struct bs_detail d;
    char hex[17];
    OK(bs_store_detail(f->s, id, &f->a, &d, &f->e));
    bs_target_format(&d.row.target, b);
    bs_id_format(d.row.banner, hex);
    bs_buf_printf(b, " %s x%lld v%d/%d a%d %d%d%d%d seen %lld sightings %lld org %.*s label %.*s\n", hex,
                  (long long)d.row.count, (int)d.row.verdict, (int)d.row.rule_verdict,
                  (int)d.row.affiliation, d.row.response, d.row.stale, d.row.open, d.row.aside,
                  (long long)d.row.seen, (long long)d.row.sightings, (int)d.row.org.n, d.row.org.p,
                  (int)d.row.label.n, d.row.label.p);
    bs_buf_printf(b, " %.*s|%.*s|%.*s\n", (int)d.owner.hostnames.n, d.owner.hostnames.p,
                  (int)d.traits.http_title.n, d.traits.http_title.p, (int)d.summary.n, d.summary.p);
    for (size_t i = 0; i < d.earliers; i++) {
        bs_id_format(d.earlier[i].banner, hex);
        bs_buf_printf(b, " earlier %lld %s\n", (long long)d.earlier[i].seen, hex);
    }
    for (size_t i = 0; i < d.evidences; i++)
        bs_buf_printf(b, " evidence %.*s %.*s %u+%u\n", (int)d.evidence[i].rule.n, d.evidence[i].rule.p,
                      (int)d.evidence[i].field.n, d.evidence[i].field.p,
                      (unsigned)d.evidence[i].offset, (unsigned)d.evidence[i].length);
}

char *dump(struct fixture *f)
{
    struct bs_query q = {0};
    struct bs_buf b;
    int64_t *ids;
    size_t n;
    bs_buf_init(&b, 64 << 20);
    OK(bs_store_select(f->s, &q, BS_SORT_ATTENTION, false, &ids, &n, &f->e));
    for (size_t i = 0; i < n; i++)
        dump_one(f, ids[i], &b);
    free(ids);
    char *text = bs_strdup(bs_buf_str(&b));
    bs_buf_fini(&b);
    return text;
}
