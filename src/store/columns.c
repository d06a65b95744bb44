#include "columns.h"

#include <stdlib.h>

struct reading {
    struct columns *c;
    size_t cap;            /* of the array that is read */
    struct bs_addr before; /* the address of the row before */
};

typedef void row_fn(struct reading *r, sqlite3_stmt *st);

static uint32_t place_of(size_t at)
{
    return at < NOWHERE ? (uint32_t)at : NOWHERE;
}

/* A mark that keeps a service from being set aside. */
enum { KEPT_MARKS = MARK_MEDICAL_HINT | MARK_SOFTWARE | MARK_HOSPITAL };

/* -- content ----------------------------------------------------------------------------- */

/* In the order of their keys, out of the index. */
static void add_banner(struct reading *r, sqlite3_stmt *st)
{
    struct columns *c = r->c;
    array_room(&c->banner, &r->cap, c->banners, sizeof *c->banner);
    c->banner[c->banners] = (struct col_banner){.id = sqlite3_column_int64(st, 0),
                                                  .key = sqlite3_column_int64(st, 1),
                                                  .order = (uint32_t)c->banners + 1};
    c->banners++;
}

static int by_id(const void *a, const void *b)
{
    const struct col_banner *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static void add_answer(struct reading *r, sqlite3_stmt *st)
{
    struct columns *c = r->c;
    const int64_t banner = sqlite3_column_int64(st, 1);
    const size_t at = banner ? find_id(c->banner, c->banners, sizeof *c->banner, banner) : SIZE_MAX;
    const int marks = sqlite3_column_int(st, 4);
    array_room(&c->answer, &r->cap, c->answers, sizeof *c->answer);
    c->answer[c->answers++] = (struct col_answer){.id = sqlite3_column_int64(st, 0),
                                                  .banner = place_of(at),
                                                  .response = sqlite3_column_int(st, 2),
                                                  .verdict = (uint8_t)(sqlite3_column_int(st, 3) & 3),
                                                  .relevant = marks & KEPT_MARKS,
                                                  .software = marks & MARK_SOFTWARE,
                                                  .hospital = marks & MARK_HOSPITAL,
                                                  .shape = sqlite3_column_int64(st, 5)};
}

static void add_owner(struct reading *r, sqlite3_stmt *st)
{
    struct columns *c = r->c;
    array_room(&c->owner, &r->cap, c->owners, sizeof *c->owner);
    c->owner[c->owners++] = (struct col_owner){.id = sqlite3_column_int64(st, 0),
                                               .org = sql_symbol(st, 1, &r->c->symbols),
                                               .hospital = sqlite3_column_int(st, 2)};
}

/* -- rulings ----------------------------------------------------------------------------- */

static struct told told_by(struct reading *r, sqlite3_stmt *st)
{
    return (struct told){.decided = true,
                         .verdict = (uint8_t)(sqlite3_column_int(st, 1) & 3),
                         .reopened = sqlite3_column_int(st, 2) == BS_SAMPLE_REOPENED,
                         .stale = sqlite3_column_int(st, 3),
                         .label = sql_symbol(st, 4, &r->c->symbols)};
}

static void add_ruling(struct reading *r, sqlite3_stmt *st)
{
    struct columns *c = r->c;
    const size_t at = find_id(c->answer, c->answers, sizeof *c->answer, sqlite3_column_int64(st, 0));
    if (at != SIZE_MAX)
        c->answer[at].told = told_by(r, st);
}

static void add_alone(struct reading *r, sqlite3_stmt *st)
{
    struct columns *c = r->c;
    array_room(&c->alone_told, &r->cap, c->alones, sizeof *c->alone_told);
    c->alone_told[c->alones++] = told_by(r, st);
    cache_put(&c->alone, (uint64_t)sqlite3_column_int64(st, 0), (int64_t)c->alones);
}

const struct told *columns_told(const struct columns *c, const struct col_service *v)
{
    int64_t at;
    return cache_get(&c->alone, (uint64_t)v->id, &at) ? &c->alone_told[at - 1] : &c->answer[v->answer].told;
}

bool columns_open(const struct col_answer *a, const struct told *told)
{
    return a->response && ((a->verdict == BS_UNKNOWN && !told->decided) || told->stale || told->reopened);
}

int columns_verdict(const struct columns *c, const struct col_service *v)
{
    const struct told *told = columns_told(c, v);
    return told->decided ? told->verdict : c->answer[v->answer].verdict;
}

int columns_aside(const struct columns *c, const struct col_service *v)
{
    return !v->medical_port && !c->owner[v->owner].hospital && !c->answer[v->answer].relevant &&
           !columns_told(c, v)->decided;
}

int columns_affiliation(const struct columns *c, const struct col_service *v)
{
    const struct col_answer *a = &c->answer[v->answer];
    return c->owner[v->owner].hospital || a->hospital ? BS_HOSPITAL : a->software ? BS_SOFTWARE : BS_STAND_ALONE;
}

/* -- services ---------------------------------------------------------------------------- */

static void add_service(struct reading *r, sqlite3_stmt *st)
{
    struct columns *c = r->c;
    const size_t a = find_id(c->answer, c->answers, sizeof *c->answer, sqlite3_column_int64(st, 1));
    const size_t o = find_id(c->owner, c->owners, sizeof *c->owner, sqlite3_column_int64(st, 2));
    if (a == SIZE_MAX || o == SIZE_MAX || c->services == NOWHERE)
        return;
    array_room(&c->service, &r->cap, c->services, sizeof *c->service);
    c->service[c->services++] = (struct col_service){.id = sqlite3_column_int64(st, 0),
                                                     .answer = place_of(a),
                                                     .owner = place_of(o),
                                                     .port = (uint16_t)sqlite3_column_int(st, 3),
                                                     .medical_port = sqlite3_column_int(st, 4),
                                                     .seen = sqlite3_column_int64(st, 5)};
    c->answer[a].services++;
    if (c->answer[a].banner != NOWHERE)
        c->banner[c->answer[a].banner].services++;
}

/* In the order of the index of services, which has all that is asked here. */
static void add_order(struct reading *r, sqlite3_stmt *st)
{
    struct columns *c = r->c;
    struct bs_addr ip = {{0}};
    const size_t at = find_id(c->service, c->services, sizeof *c->service, sqlite3_column_int64(st, 0));
    if (at == SIZE_MAX)
        return;
    sql_ip(st, 1, &ip);
    c->hosts += !c->hosts || memcmp(ip.b, r->before.b, sizeof ip.b) != 0;
    r->before = ip;
    c->service[at].host = c->hosts;
    array_room(&c->by_address, &r->cap, c->by_addresses, sizeof *c->by_address);
    c->by_address[c->by_addresses++] = place_of(at);
}

/* -- the whole --------------------------------------------------------------------------- */

static bs_err each(struct bs_store *s, struct columns *c, const char *sql, row_fn *fn, struct bs_error *e)
{
    struct reading r = {.c = c};
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, sql, &st, e);
    if (err != BS_OK)
        return err;
    while ((err = sql_step(s, st, &row, e)) == BS_OK && row)
        fn(&r, st);
    sql_reset(st);
    if (fn == add_banner && c->banners)
        qsort(c->banner, c->banners, sizeof *c->banner, by_id);
    return err;
}

static bs_err read_columns(struct bs_store *s, struct columns *c, struct bs_error *e)
{
    /* Shapes before banners: what is told about the banner is the narrower. */
    static const struct {
        const char *sql;
        row_fn *fn;
    } pass[] = {
        {"SELECT id, key FROM banner ORDER BY key", add_banner},
        {"SELECT id, banner, response, verdict, marks, shape FROM answer ORDER BY id", add_answer},
        {"SELECT id, org, hospital FROM owner ORDER BY id", add_owner},
        {"SELECT a.id, r.verdict, r.state, 0, r.label FROM ruling r JOIN answer a ON a.shape = r.target WHERE r.scope ="
         " 2", add_ruling},
        {"SELECT a.id, r.verdict, r.state, 0, r.label FROM ruling r JOIN banner b ON b.key = r.target JOIN answer a ON"
         " a.banner = b.id WHERE r.scope = 1", add_ruling},
        {SQL_RULED_SERVICES("", ", r.label"), add_alone},
        {"SELECT id, answer, owner, port, medical_port, seen FROM service ORDER BY id", add_service},
        {"SELECT id, ip FROM service ORDER BY ip, port, transport, vhost", add_order},
    };
    bs_err err = BS_OK;
    for (size_t i = 0; i < BS_COUNT(pass) && err == BS_OK; i++)
        err = each(s, c, pass[i].sql, pass[i].fn, e);
    return err;
}

void columns_free(struct columns *c)
{
    if (!c)
        return;
    cache_fini(&c->alone);
    bs_symbols_fini(&c->symbols);
    free(c->answer);
    free(c->banner);
    free(c->owner);
    free(c->service);
    free(c->by_address);
    free(c->alone_told);
    free(c);
}

static bs_err current(struct bs_store *s, const struct columns **out, struct bs_error *e)
{
    const int64_t version = bs_store_version(s), changes = sqlite3_total_changes(s->db);
    struct columns *c = s->columns;
    if (c && version && c->version == version && c->changes == changes) {
        *out = c;
        return BS_OK;
    }
    columns_free(c);
    s->columns = NULL;
    c = bs_alloc(sizeof *c);
    c->version = version;
    c->changes = changes;
    bs_symbols_init(&c->symbols);
    bs_err err = read_columns(s, c, e);
    if (err != BS_OK) {
        columns_free(c);
        return err;
    }
    *out = s->columns = c;
    return BS_OK;
}

bs_err columns_view(struct bs_store *s, bool *ours, const struct columns **out, struct bs_error *e)
{
    bs_err err = sql_view(s, ours, e);
    return err == BS_OK ? current(s, out, e) : err;
}
