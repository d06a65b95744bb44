/* Records in.  The result does not depend on the order they come in: a service shows its newest
 * answer (ties: the larger content key), every other sighting stands in `earlier`. */
#include "store_priv.h"

#include <stdlib.h>
#include <zlib.h>

enum { DEFAULT_BATCH = 20000, RECORD_MAX = 32 << 20 };

struct bs_ingest {
    struct bs_store *s;
    struct bs_ingest_options o;
    int64_t source;
    int in_batch; /* records of the running transaction; 0 = none is running */
    bool expect_new; /* the record before was a new service: most likely the next one is too */
    struct cache banners, traits, owners, answers, rules;
    struct cache grown; /* answer -> services gained or lost, not yet written */
    uint64_t seed;         /* of the caches' quick keys: not to be guessed from outside */
    struct bs_arena arena; /* one record's classification */
    struct bs_buf key;     /* scratch for content keys */
};

/* What is known of a service that is there. */
struct standing {
    int64_t id, answer, source;
    bs_time seen;
};

/* -- content to ids ---------------------------------------------------------------------- */

/* Length first, so that no two lists of texts have the same bytes. */
static void add_keyed(struct bs_buf *b, bs_str v)
{
    const uint32_t n = (uint32_t)v.n;
    const char length[4] = {(char)n, (char)(n >> 8), (char)(n >> 16), (char)(n >> 24)};
    bs_buf_put(b, (bs_str){length, sizeof length});
    bs_buf_put(b, v);
}

static bs_err lookup(struct bs_ingest *i, const char *sql, int64_t key, int64_t *id,
                     struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(i->s, sql, &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, key);
    return sql_number(i->s, st, 0, id, e);
}

static bs_err banner_row(struct bs_ingest *i, const struct bs_record *r, int64_t *id,
                         struct bs_error *e)
{
    sqlite3_stmt *st;
    *id = 0;
    if (r->data.n == 0 && r->raw.n == 0)
        return BS_OK;
    uint64_t quick = bs_hash64(r->data, bs_hash64(r->raw, i->seed));
    if (cache_get(&i->banners, quick, id))
        return BS_OK;
    bs_id key = bs_banner_id(r->data, r->raw);
    bs_err err = lookup(i, "SELECT id FROM banner WHERE key = ?1", (int64_t)key, id, e);
    if (err != BS_OK || *id)
        goto out;
    enum bs_notation note;
    bs_bytes wire = bs_wire_bytes(r->data, r->raw, &i->arena, &note);
    if ((err = sql_cached(i->s, "INSERT INTO banner(key, data, raw, wire) VALUES(?1, ?2, ?3, ?4)",
                          &st, e)) != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, (int64_t)key);
    sql_bind_blob(st, 2, r->data);
    if (r->raw.n)
        sql_bind_blob(st, 3, r->raw);
    if (note == BS_NOTE_ESCAPED) /* raw and text need no second copy */
        sql_bind_blob(st, 4, wire);
    err = sql_run(i->s, st, e);
    *id = sqlite3_last_insert_rowid(i->s->db);
out:
    if (err == BS_OK)
        cache_put(&i->banners, quick, *id);
    return err;
}

static bs_err traits_row(struct bs_ingest *i, const struct bs_traits *t, int64_t *id,
                         struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_buf_clear(&i->key);
    for (size_t c = 0; c < BS_TRAIT_COUNT; c++)
        add_keyed(&i->key, bs_trait(t, c));
    bs_bytes content = {i->key.p, i->key.len};
    uint64_t quick = bs_hash64(content, i->seed);
    if (cache_get(&i->traits, quick, id))
        return BS_OK;
    bs_id key = bs_id_of(content);
    bs_err err = lookup(i, "SELECT id FROM traits WHERE key = ?1", (int64_t)key, id, e);
    if (err != BS_OK || *id)
        goto out;
    if ((err = sql_cached(i->s, "INSERT INTO traits VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
                                " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,"
                                " ?23)", &st, e)) != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, (int64_t)key);
    for (int c = 0; c < BS_TRAIT_COUNT; c++)
        sql_bind_text(st, c + 2, bs_trait(t, (size_t)c));
    err = sql_run(i->s, st, e);
    *id = sqlite3_last_insert_rowid(i->s->db);
out:
    if (err == BS_OK)
        cache_put(&i->traits, quick, *id);
    return err;
}

static bs_err owner_insert(struct bs_ingest *i, bs_id key, const struct bs_owner *o, int64_t *id,
                           struct bs_error *e)
{
    sqlite3_stmt *st;
    const bs_str column[] = {o->org, o->isp, o->asn, o->country, o->city, o->hostnames, o->domains};
    bs_err err = sql_cached(i->s, "INSERT INTO owner VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0)",
                            &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, (int64_t)key);
    for (int c = 0; c < (int)BS_COUNT(column); c++)
        sql_bind_text(st, c + 2, column[c]);
    if ((err = sql_run(i->s, st, e)) != BS_OK)
        return err;
    *id = sqlite3_last_insert_rowid(i->s->db);
    struct bs_evidence *ev;
    size_t n;
    bool hospital = bs_classify_owner(i->o.rules, o, &i->arena, &ev, &n);
    return hospital || n ? owner_write(i->s, *id, hospital, ev, n, &i->rules, e) : BS_OK;
}

static bs_err owner_row(struct bs_ingest *i, const struct bs_owner *o, int64_t *id,
                        struct bs_error *e)
{
    const bs_str column[] = {o->org, o->isp, o->asn, o->country, o->city, o->hostnames, o->domains};
    bs_buf_clear(&i->key);
    for (size_t c = 0; c < BS_COUNT(column); c++)
        add_keyed(&i->key, column[c]);
    bs_bytes content = {i->key.p, i->key.len};
    uint64_t quick = bs_hash64(content, i->seed);
    if (cache_get(&i->owners, quick, id))
        return BS_OK;
    bs_id key = bs_id_of(content);
    bs_err err = lookup(i, "SELECT id FROM owner WHERE key = ?1", (int64_t)key, id, e);
    if (err == BS_OK && !*id)
        err = owner_insert(i, key, o, id, e);
    if (err == BS_OK)
        cache_put(&i->owners, quick, *id);
    return err;
}

static bs_err answer_insert(struct bs_ingest *i, const struct bs_record *r, int64_t banner,
                            int64_t traits, int64_t *id, struct bs_error *e)
{
    const struct bs_subject subject = {r->data, r->raw, r->target.transport, &r->traits};
    struct bs_finding f;
    bs_classify(i->o.rules, &subject, &i->arena, &f);
    return answer_add(i->s, banner, traits, r->target.transport, &f, &i->rules, id, e);
}

static bs_err answer_row(struct bs_ingest *i, const struct bs_record *r, int64_t *id,
                         struct bs_error *e)
{
    sqlite3_stmt *st;
    int64_t banner, traits;
    bs_err err = banner_row(i, r, &banner, e);
    if (err == BS_OK)
        err = traits_row(i, &r->traits, &traits, e);
    if (err != BS_OK)
        return err;
    /* Row ids stay below 2^31 for as long as a file fits on a disk. */
    uint64_t key = (uint64_t)banner << 33 ^ (uint64_t)traits << 1 ^ (uint64_t)r->target.transport;
    if (cache_get(&i->answers, key, id))
        return BS_OK;
    if ((err = sql_cached(i->s, "SELECT id FROM answer WHERE banner = ?1 AND traits = ?2 AND transport"
                                " = ?3", &st, e)) != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, banner);
    sqlite3_bind_int64(st, 2, traits);
    sqlite3_bind_int(st, 3, (int)r->target.transport);
    err = sql_number(i->s, st, 0, id, e);
    if (err == BS_OK && !*id)
        err = answer_insert(i, r, banner, traits, id, e);
    if (err == BS_OK)
        cache_put(&i->answers, key, *id);
    return err;
}

/* -- services ---------------------------------------------------------------------------- */

/* Counts are kept here and written once a transaction.  The value is never 0: offset by a bias. */
enum { BIAS = 1 << 30 };

static void count_answer(struct bs_ingest *i, int64_t answer, int by)
{
    int64_t v;
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
    bs_err err = sql_cached(i->s, "SELECT id, answer, source, seen FROM service WHERE ip = ?1 AND port ="
                                  " ?2 AND transport = ?3 AND vhost = ?4", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_blob(st, 1, t->ip.b, sizeof t->ip.b, SQLITE_STATIC);
    sqlite3_bind_int(st, 2, t->port);
    sqlite3_bind_int(st, 3, (int)t->transport);
    sqlite3_bind_text64(st, 4, t->vhost.n ? t->vhost.p : "", t->vhost.n, SQLITE_STATIC, SQLITE_UTF8);
    if ((err = sql_step(i->s, st, &row, e)) == BS_OK && row)
        *out = (struct standing){sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
                                 sqlite3_column_int64(st, 2), sqlite3_column_int64(st, 3)};
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
    sqlite3_bind_blob(st, 1, t->ip.b, sizeof t->ip.b, SQLITE_STATIC);
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

/* *added: this sighting was not known yet. */
static bs_err note_earlier(struct bs_ingest *i, int64_t service, bs_time seen, int64_t answer,
                           bool *added, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(i->s, "INSERT OR IGNORE INTO earlier VALUES(?1, ?2, ?3)", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, service);
    sqlite3_bind_int64(st, 2, seen);
    sqlite3_bind_int64(st, 3, answer);
    err = sql_run(i->s, st, e);
    *added = err == BS_OK && sqlite3_changes(i->s->db) > 0;
    return err;
}

/* Content keys, for the rare tie of two answers with one time stamp. */
static bs_err content_order(struct bs_ingest *i, int64_t answer, int64_t key[2], struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(i->s, "SELECT coalesce(b.key, 0), t.key FROM answer a JOIN traits t ON t.id"
                                  " = a.traits LEFT JOIN banner b ON b.id = a.banner WHERE a.id = ?1",
                            &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, answer);
    if ((err = sql_step(i->s, st, &row, e)) == BS_OK && row) {
        key[0] = sqlite3_column_int64(st, 0);
        key[1] = sqlite3_column_int64(st, 1);
    }
    sql_reset(st);
    return err;
}

static bs_err is_newer(struct bs_ingest *i, const struct bs_record *r, int64_t answer,
                       const struct standing *was, bool *newer, struct bs_error *e)
{
    *newer = r->seen > was->seen;
    if (r->seen != was->seen || answer == was->answer)
        return BS_OK;
    int64_t ours[2] = {0}, theirs[2] = {0};
    bs_err err = content_order(i, answer, ours, e);
    if (err == BS_OK)
        err = content_order(i, was->answer, theirs, e);
    *newer = ours[0] != theirs[0] ? ours[0] > theirs[0] : ours[1] > theirs[1];
    return err;
}

static bs_err update_service(struct bs_ingest *i, const struct bs_record *r, int64_t answer,
                             int64_t owner, const struct standing *was, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool added;
    bs_err err = note_earlier(i, was->id, was->seen, was->answer, &added, e);
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

static bs_err put_record(struct bs_ingest *i, const struct bs_record *r, enum bs_put *what,
                         struct bs_error *e)
{
    struct standing was = {0};
    int64_t answer, owner, id = 0;
    bool newer, added;
    bs_err err = answer_row(i, r, &answer, e);
    if (err == BS_OK)
        err = owner_row(i, &r->owner, &owner, e);
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
    } else if ((err = is_newer(i, r, answer, &was, &newer, e)) == BS_OK && newer) {
        *what = BS_PUT_UPDATED;
        id = was.id;
        err = update_service(i, r, answer, owner, &was, e);
    } else if (err == BS_OK) {
        *what = BS_PUT_DUPLICATE;
        id = was.id;
        if (r->seen != was.seen || answer != was.answer)
            err = note_earlier(i, id, r->seen, answer, &added, e);
    }
    if (err == BS_OK && was.id && was.source != i->source)
        err = note_source(i, id, e);
    if (err == BS_OK && i->o.keep_json && *what != BS_PUT_DUPLICATE)
        err = keep_record(i, id, r->json, e);
    return err;
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
    if (i->o.batch <= 0)
        i->o.batch = DEFAULT_BATCH;
    sqlite3_randomness(sizeof i->seed, &i->seed);
    bs_arena_init(&i->arena, 64 << 20);
    bs_buf_init(&i->key, RECORD_MAX);
    i->expect_new = true;
    bs_err err = find_source(i, e);
    /* What is read can be read again: a power cut may cost the last steps of an import, never its
     * consistency.  Back to FULL at the end. */
    if (err == BS_OK && strcmp(s->journal, "wal") == 0)
        err = sql_exec(s, "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8192", e);
    /* Every id written here was read or made in the same transaction; `verify` checks them all. */
    if (err == BS_OK)
        err = sql_exec(s, "PRAGMA foreign_keys=OFF", e);
    if (err != BS_OK) {
        bs_ingest_end(i, false, NULL);
        return err;
    }
    *out = i;
    return BS_OK;
}

bs_err bs_ingest_put(struct bs_ingest *i, const struct bs_record *r, enum bs_put *what,
                     struct bs_error *e)
{
    bs_err err = BS_OK;
    if (i->in_batch == 0)
        err = sql_begin(i->s, e);
    if (err == BS_OK) {
        i->in_batch++;
        bs_arena_reset(&i->arena);
        err = put_record(i, r, what, e);
    }
    if (err == BS_OK && i->in_batch >= i->o.batch)
        err = bs_ingest_commit(i, e);
    return err;
}

/* After a rollback what the caches remember may not be there. */
static void forget(struct bs_ingest *i)
{
    struct cache *all[] = {&i->banners, &i->traits, &i->owners, &i->answers, &i->rules, &i->grown};
    for (size_t k = 0; k < BS_COUNT(all); k++)
        cache_fini(all[k]);
}

bs_err bs_ingest_commit(struct bs_ingest *i, struct bs_error *e)
{
    if (i->in_batch == 0)
        return BS_OK;
    i->in_batch = 0;
    bs_err err = write_counts(i, e);
    if (err == BS_OK)
        err = sql_commit(i->s, e);
    else
        sql_rollback(i->s);
    if (err != BS_OK)
        forget(i);
    return err;
}

bs_err bs_ingest_end(struct bs_ingest *i, bool ok, struct bs_error *e)
{
    if (!i)
        return BS_OK;
    bs_err err = BS_OK;
    if (ok)
        err = bs_ingest_commit(i, e);
    else
        sql_rollback(i->s);
    bs_err back = sql_exec(i->s, strcmp(i->s->journal, "wal") == 0
                                     ? "PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL;"
                                       " PRAGMA wal_autocheckpoint=1000"
                                     : "PRAGMA foreign_keys=ON", e);
    if (err == BS_OK)
        err = back;
    forget(i);
    bs_arena_fini(&i->arena);
    bs_buf_fini(&i->key);
    free(i);
    return err;
}
