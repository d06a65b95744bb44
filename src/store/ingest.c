/* Records in.  The result does not depend on the order they come in: a service shows its newest
 * answer (ties: the larger content key), every other sighting stands in `earlier`. */
#include "ingest.h"

#include <stdlib.h>
#include <zlib.h>

enum { DEFAULT_BATCH = 20000 };

/* What is known of a service that is there. */
struct standing {
    int64_t id, answer, owner, source;
    bs_time seen;
};

/* -- services ---------------------------------------------------------------------------- */

/* Counts are kept here and written once a transaction.  The value is never 0: offset by a bias. */
enum { BIAS = 1 << 30 };

static void count_answer(struct bs_ingest *i, int64_t answer, int by)
{
    int64_t v;
    if (by == 1 && i->prepaid == answer) {
        i->prepaid = 0;
        return;
    }
    if (!cache_get(&i->grown, (uint64_t)answer, &v))
        v = BIAS;
    cache_put(&i->grown, (uint64_t)answer, v + by);
}

static bs_err write_counts(struct bs_ingest *i, struct bs_error *e)
{
    bs_err err = BS_OK;
    sqlite3_stmt *a, *b;
    if ((err = sql_cached(i->s, "UPDATE answer SET n = n + ?2 WHERE id = ?1", &a, e)) != BS_OK ||
        (err = sql_cached(i->s, "UPDATE banner SET n = n + ?2 WHERE id = (SELECT banner FROM answer"
                                " WHERE id = ?1)", &b, e)) != BS_OK)
        return err;
    for (size_t k = 0; k < i->grown.size && err == BS_OK; k++) {
        int64_t by = i->grown.slot[k].value - BIAS;
        if (!i->grown.slot[k].value || !by)
            continue;
        sqlite3_bind_int64(a, 1, (int64_t)i->grown.slot[k].key);
        sqlite3_bind_int64(a, 2, by);
        if ((err = sql_run(i->s, a, e)) != BS_OK)
            break;
        sqlite3_bind_int64(b, 1, (int64_t)i->grown.slot[k].key);
        sqlite3_bind_int64(b, 2, by);
        err = sql_run(i->s, b, e);
    }
    cache_fini(&i->grown);
    return err;
}

static bs_err find_service(struct bs_ingest *i, const struct bs_target *t, struct standing *out,
                           struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    out->id = 0;
    bs_err err = sql_cached(i->s, "SELECT id, answer, owner, source, seen FROM service WHERE ip = ?1 AND"
                                  " port = ?2 AND transport = ?3 AND vhost = ?4", &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_ip(st, 1, &t->ip);
    sqlite3_bind_int(st, 2, t->port);
    sqlite3_bind_int(st, 3, (int)t->transport);
    sqlite3_bind_text64(st, 4, t->vhost.n ? t->vhost.p : "", t->vhost.n, SQLITE_STATIC, SQLITE_UTF8);
    if ((err = sql_step(i->s, st, &row, e)) == BS_OK && row)
        *out = (struct standing){sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
                                 sqlite3_column_int64(st, 2), sqlite3_column_int64(st, 3),
                                 sqlite3_column_int64(st, 4)};
    sql_reset(st);
    return err;
}

/* *id = 0 when the service is there already. */
static bs_err insert_service(struct bs_ingest *i, const struct bs_record *r, int64_t answer,
                             int64_t owner, int64_t *id, struct bs_error *e)
{
    sqlite3_stmt *st;
    const struct bs_target *t = &r->target;
    bs_err err = sql_cached(i->s, "INSERT INTO service(ip, port, transport, vhost, answer, owner, seen,"
                                  " medical_port, source) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                                  " ON CONFLICT DO NOTHING", &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_ip(st, 1, &t->ip);
    sqlite3_bind_int(st, 2, t->port);
    sqlite3_bind_int(st, 3, (int)t->transport);
    sqlite3_bind_text64(st, 4, t->vhost.n ? t->vhost.p : "", t->vhost.n, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_int64(st, 5, answer);
    sqlite3_bind_int64(st, 6, owner);
    sqlite3_bind_int64(st, 7, r->seen);
    sqlite3_bind_int(st, 8, bs_rules_medical_port(i->o.rules, t->port));
    sqlite3_bind_int64(st, 9, i->source);
    err = sql_run(i->s, st, e);
    i->expect_new = err == BS_OK && sqlite3_changes(i->s->db) > 0;
    *id = i->expect_new ? sqlite3_last_insert_rowid(i->s->db) : 0;
    if (i->expect_new)
        count_answer(i, answer, 1);
    return err;
}

static bs_err note_earlier(struct bs_ingest *i, int64_t service, bs_time seen, int64_t answer,
                           struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(i->s, "INSERT OR IGNORE INTO earlier VALUES(?1, ?2, ?3)", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, service);
    sqlite3_bind_int64(st, 2, seen);
    sqlite3_bind_int64(st, 3, answer);
    return sql_run(i->s, st, e);
}

/* Content keys, for the rare tie of two different records with one time stamp. */
static bs_err content_order(struct bs_ingest *i, int64_t answer, int64_t owner, int64_t key[3],
                            struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(i->s, "SELECT coalesce(b.key, 0), t.key, (SELECT key FROM owner WHERE id ="
                                  " ?2) FROM answer a JOIN traits t ON t.id = a.traits LEFT JOIN banner"
                                  " b ON b.id = a.banner WHERE a.id = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, answer);
    sqlite3_bind_int64(st, 2, owner);
    if ((err = sql_step(i->s, st, &row, e)) == BS_OK && row)
        for (int k = 0; k < 3; k++)
            key[k] = sqlite3_column_int64(st, k);
    sql_reset(st);
    return err;
}

static bs_err is_newer(struct bs_ingest *i, const struct bs_record *r, int64_t answer, int64_t owner,
                       const struct standing *was, bool *newer, struct bs_error *e)
{
    *newer = r->seen > was->seen;
    if (r->seen != was->seen || (answer == was->answer && owner == was->owner))
        return BS_OK;
    int64_t ours[3] = {0}, theirs[3] = {0};
    bs_err err = content_order(i, answer, owner, ours, e);
    if (err == BS_OK)
        err = content_order(i, was->answer, was->owner, theirs, e);
    for (size_t k = 0; k < BS_COUNT(ours); k++) {
        if (ours[k] != theirs[k]) {
            *newer = ours[k] > theirs[k];
            break;
        }
    }
    return err;
}

static bs_err update_service(struct bs_ingest *i, const struct bs_record *r, int64_t answer,
                             int64_t owner, const struct standing *was, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = BS_OK;
    if (r->seen != was->seen || answer != was->answer)
        err = note_earlier(i, was->id, was->seen, was->answer, e);
    if (err == BS_OK)
        err = sql_cached(i->s, "UPDATE service SET answer = ?2, owner = ?3, seen = ?4 WHERE id = ?1",
                         &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, was->id);
    sqlite3_bind_int64(st, 2, answer);
    sqlite3_bind_int64(st, 3, owner);
    sqlite3_bind_int64(st, 4, r->seen);
    count_answer(i, was->answer, -1);
    count_answer(i, answer, 1);
    return sql_run(i->s, st, e);
}

static bs_err note_source(struct bs_ingest *i, int64_t service, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(i->s, "INSERT OR IGNORE INTO found VALUES(?1, ?2)", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, service);
    sqlite3_bind_int64(st, 2, i->source);
    return sql_run(i->s, st, e);
}

/* What this run of a query showed, to tell the next one's news. */
static bs_err note_run(struct bs_ingest *i, int64_t service, int64_t answer, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(i->s, "INSERT INTO run_service VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET"
                                  " answer = excluded.answer", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, i->o.run);
    sqlite3_bind_int64(st, 2, service);
    sqlite3_bind_int64(st, 3, answer);
    return sql_run(i->s, st, e);
}

static bs_err keep_record(struct bs_ingest *i, int64_t service, bs_str json, struct bs_error *e)
{
    sqlite3_stmt *st;
    uLongf n = compressBound(json.n);
    struct bs_buf packed;
    bs_buf_init(&packed, RECORD_MAX + (RECORD_MAX >> 8) + 1024);
    bs_err err = bs_buf_reserve(&packed, n);
    if (err == BS_OK && compress2(packed.p, &n, (const Bytef *)json.p, json.n, 6) != Z_OK)
        err = bs_error_set(e, BS_E_LIMIT, "a record could not be compressed");
    if (err == BS_OK)
        err = sql_cached(i->s, "INSERT INTO record VALUES(?1, ?2) ON CONFLICT(service) DO UPDATE SET"
                               " json = excluded.json", &st, e);
    if (err == BS_OK) {
        sqlite3_bind_int64(st, 1, service);
        sqlite3_bind_blob64(st, 2, packed.p, n, SQLITE_STATIC);
        err = sql_run(i->s, st, e);
    }
    bs_buf_fini(&packed);
    return err;
}

static bs_err has_record(struct bs_ingest *i, int64_t service, bool *has, struct bs_error *e)
{
    sqlite3_stmt *st;
    int64_t n;
    bs_err err = sql_cached(i->s, "SELECT count(*) FROM record WHERE service = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, service);
    err = sql_number(i->s, st, 0, &n, e);
    *has = n > 0;
    return err;
}

static bs_err put_record(struct bs_ingest *i, const struct bs_record *r, enum bs_put *what,
                         struct bs_error *e)
{
    struct standing was = {0};
    int64_t answer, owner, id = 0;
    bool newer;
    i->ids = r->ids ? *r->ids : bs_identify(i->identity, r);
    bs_err err = ingest_answer(i, r, &answer, e);
    if (err == BS_OK)
        err = ingest_owner(i, &r->owner, &owner, e);
    /* One look-up where the guess is right, two where it is not. */
    if (err == BS_OK && i->expect_new)
        err = insert_service(i, r, answer, owner, &id, e);
    if (err == BS_OK && !id)
        err = find_service(i, &r->target, &was, e);
    if (err == BS_OK && !id && !was.id)
        err = insert_service(i, r, answer, owner, &id, e);
    if (err != BS_OK)
        return err;
    if (!was.id) {
        *what = BS_PUT_NEW;
    } else if ((err = is_newer(i, r, answer, owner, &was, &newer, e)) == BS_OK && newer) {
        *what = BS_PUT_UPDATED;
        id = was.id;
        err = update_service(i, r, answer, owner, &was, e);
    } else if (err == BS_OK) {
        *what = BS_PUT_DUPLICATE;
        id = was.id;
        if (r->seen != was.seen || answer != was.answer)
            err = note_earlier(i, id, r->seen, answer, e);
    }
    if (i->prepaid) { /* nobody shows it now: an earlier sighting */
        count_answer(i, i->prepaid, -1);
        i->prepaid = 0;
    }
    if (err == BS_OK && was.id && was.source != i->source)
        err = note_source(i, id, e);
    if (err == BS_OK && i->o.run)
        err = note_run(i, id, answer, e);
    if (err != BS_OK || !i->o.keep_json)
        return err;
    /* Also a record that is known, when it came before without its text. */
    bool known = *what == BS_PUT_DUPLICATE;
    if (known && r->seen == was.seen && answer == was.answer)
        err = has_record(i, id, &known, e);
    return err == BS_OK && !known ? keep_record(i, id, r->json, e) : err;
}

/* -- the interface ----------------------------------------------------------------------- */

static bs_err find_source(struct bs_ingest *i, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(i->s, "INSERT INTO source(name) VALUES(?1) ON CONFLICT(name) DO UPDATE SET"
                                  " name = name RETURNING id", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_text64(st, 1, i->o.source.n ? i->o.source.p : "", i->o.source.n, SQLITE_STATIC,
                        SQLITE_UTF8);
    return sql_number(i->s, st, 0, &i->source, e);
}

bs_err bs_ingest_begin(struct bs_store *s, const struct bs_ingest_options *o,
                       struct bs_ingest **out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only: nothing can be added");
    struct bs_ingest *i = bs_alloc(sizeof *i);
    i->s = s;
    i->o = *o;
    sqlite3_randomness(sizeof i->seed, &i->seed);
    i->identity = bs_identity_new(i->seed);
    bs_arena_init(&i->arena, 64 << 20);
    i->expect_new = true;
    bs_err err = find_source(i, e);
    i->o.source = BS_STR(""); /* the caller's, not ours to keep */
    if (err != BS_OK) {
        bs_ingest_end(i, false, NULL);
        return err;
    }
    *out = i;
    return BS_OK;
}

/* Keys come in no order, so a transaction touches most pages of the indexes, however few its records are, and
 * writes them twice.  What does not fit into memory is read and written even more often.  Both therefore grow
 * with the file: a third of it holds the indexes that are searched for every record. */
static bs_err size_batch(struct bs_ingest *i, struct bs_error *e)
{
    enum { CACHE_LEAST = 6 << 10, CACHE_MOST = 96 << 10, BATCH_MOST = 100000 }; /* KiB, KiB, records */
    sqlite3_stmt *st;
    int64_t bytes;
    bs_err err = sql_cached(i->s, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", &st, e);
    if (err == BS_OK)
        err = sql_number(i->s, st, 0, &bytes, e);
    if (err != BS_OK)
        return err;
    const int64_t kib = bytes / 1024, third = kib / 3;
    i->batch = i->o.batch > 0        ? i->o.batch
               : kib / 4 > BATCH_MOST ? BATCH_MOST
               : kib / 4 > DEFAULT_BATCH ? (int)(kib / 4) : DEFAULT_BATCH;
    return sql_cache_size(i->s, (int)(third < CACHE_LEAST ? CACHE_LEAST : third > CACHE_MOST ? CACHE_MOST : third), e);
}

static bs_err begin_batch(struct bs_ingest *i, struct bs_error *e)
{
    bs_err err = size_batch(i, e);
    return err == BS_OK ? sql_begin_batch(i->s, e) : err;
}

/* After a rollback what the caches remember may not be there. */
static void forget(struct bs_ingest *i)
{
    struct cache *all[] = {&i->banners, &i->traits, &i->pages, &i->owners, &i->answers, &i->rules, &i->grown};
    for (size_t k = 0; k < BS_COUNT(all); k++)
        cache_fini(all[k]);
}

static bs_err end_batch(struct bs_ingest *i, bs_err err, struct bs_error *e)
{
    i->in_batch = 0;
    if (err == BS_OK)
        err = write_counts(i, e);
    err = sql_end_batch(i->s, err, e);
    if (err != BS_OK)
        forget(i);
    return err;
}

bs_err bs_ingest_put(struct bs_ingest *i, const struct bs_record *r, enum bs_put *what,
                     struct bs_error *e)
{
    bs_err err = i->in_batch ? BS_OK : begin_batch(i, e);
    if (err == BS_OK) {
        i->in_batch++;
        bs_arena_reset(&i->arena);
        err = put_record(i, r, what, e);
    }
    if (err != BS_OK)
        return end_batch(i, err, e);
    return bs_ingest_due(i) && !i->o.hold ? bs_ingest_commit(i, e) : BS_OK;
}

bool bs_ingest_due(const struct bs_ingest *i)
{
    return i->in_batch >= i->batch;
}

bs_err bs_ingest_commit(struct bs_ingest *i, struct bs_error *e)
{
    return i->in_batch ? end_batch(i, BS_OK, e) : BS_OK;
}

bs_err bs_ingest_end(struct bs_ingest *i, bool ok, struct bs_error *e)
{
    if (!i)
        return BS_OK;
    bs_err err = BS_OK;
    if (ok)
        err = bs_ingest_commit(i, e);
    else if (i->in_batch)
        end_batch(i, BS_E_CANCELLED, NULL);
    if (ok && err == BS_OK)
        err = rulings_find_homes(i->s, e);
    sql_cache_size(i->s, CACHE_KIB, NULL); /* a screen keeps the handle for hours */
    forget(i);
    bs_arena_fini(&i->arena);
    bs_identity_free(i->identity);
    free(i);
    return err;
}
