/* What the rules found, as rows; and back. */
#include "store_priv.h"

static bs_err rule_id(struct bs_store *s, bs_str name, struct cache *rules, int64_t *id,
                      struct bs_error *e)
{
    uint64_t key = bs_hash64(bs_str_bytes(name), 0);
    sqlite3_stmt *st;
    if (cache_get(rules, key, id))
        return BS_OK;
    bs_err err = sql_cached(s, "INSERT INTO rule(name) VALUES(?1) ON CONFLICT(name) DO UPDATE SET"
                               " name = name RETURNING id", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_text64(st, 1, name.p ? name.p : "", name.n, SQLITE_STATIC, SQLITE_UTF8);
    err = sql_number(s, st, 0, id, e);
    if (err == BS_OK)
        cache_put(rules, key, *id);
    return err;
}

/* An empty text for what nearly every row would say, "bytes" and the answer's summary: a third of the table. */
static void bind_common(sqlite3_stmt *st, int at, bs_str text, bs_str common)
{
    if (text.n && bs_str_eq(text, common))
        sqlite3_bind_text(st, at, "", 0, SQLITE_STATIC);
    else
        sql_bind_text(st, at, text);
}

static bs_err evidence_rows(struct bs_store *s, const char *insert, int64_t parent, bs_str summary,
                            const struct bs_evidence *ev, size_t n, struct cache *rules,
                            struct bs_error *e)
{
    bs_err err = BS_OK;
    for (size_t i = 0; i < n && err == BS_OK; i++) {
        sqlite3_stmt *st;
        int64_t rule;
        if ((err = rule_id(s, ev[i].rule, rules, &rule, e)) != BS_OK ||
            (err = sql_cached(s, insert, &st, e)) != BS_OK)
            return err;
        sqlite3_bind_int64(st, 1, parent);
        sqlite3_bind_int64(st, 2, (int64_t)i);
        sqlite3_bind_int(st, 3, (int)ev[i].kind);
        sqlite3_bind_int(st, 4, (int)ev[i].strength);
        sqlite3_bind_int64(st, 5, rule);
        bind_common(st, 6, ev[i].field, BS_STR(COMMON_FIELD));
        sqlite3_bind_int64(st, 7, ev[i].offset);
        sqlite3_bind_int64(st, 8, ev[i].length);
        bind_common(st, 9, ev[i].note, summary);
        err = sql_run(s, st, e);
    }
    return err;
}

static bs_err delete_rows(struct bs_store *s, const char *sql, int64_t parent, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, sql, &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, parent);
    return sql_run(s, st, e);
}

static int marks_of(const struct bs_finding *f)
{
    return (f->medical_hint ? MARK_MEDICAL_HINT : 0) | (f->software ? MARK_SOFTWARE : 0) |
           (f->hospital ? MARK_HOSPITAL : 0) | (f->by_pattern ? MARK_PATTERN : 0) |
           (f->by_decoder ? MARK_DECODER : 0);
}

static uint64_t digest_text(bs_str t, uint64_t h)
{
    return bs_hash64(bs_str_bytes(t), h + 1);
}

static uint64_t digest_evidence(const struct bs_evidence *ev, size_t n, uint64_t h)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t numbers[4] = {ev[i].kind, ev[i].strength, ev[i].offset, ev[i].length};
        h = bs_hash64((bs_bytes){(const uint8_t *)numbers, sizeof numbers}, h);
        h = digest_text(ev[i].note, digest_text(ev[i].field, digest_text(ev[i].rule, h)));
    }
    return h;
}

int64_t answer_digest(const struct bs_finding *f)
{
    const uint64_t numbers[4] = {f->response ? (uint64_t)f->verdict + 1 : 0, f->flags,
                                 (uint64_t)marks_of(f), f->shape};
    const bs_str text[] = {f->service, f->product, f->version, f->label, f->summary, f->cpe};
    uint64_t h = bs_hash64((bs_bytes){(const uint8_t *)numbers, sizeof numbers}, f->evidences);
    for (size_t i = 0; i < BS_COUNT(text); i++)
        h = digest_text(text[i], h);
    return (int64_t)digest_evidence(f->evidence, f->evidences, h);
}

int64_t owner_digest(bool hospital, const struct bs_evidence *ev, size_t n)
{
    return n || hospital ? (int64_t)digest_evidence(ev, n, hospital) : 0;
}

/* verdict .. shape from the second parameter on: the two statements below share the order. */
static void bind_finding(sqlite3_stmt *st, const struct bs_finding *f)
{
    sqlite3_bind_int(st, 2, f->response);
    sqlite3_bind_int(st, 3, f->response ? (int)f->verdict : BS_VERDICT_NONE);
    sql_bind_text(st, 4, f->service);
    sql_bind_text(st, 5, f->product);
    sql_bind_text(st, 6, f->version);
    sql_bind_text(st, 7, f->label);
    sql_bind_text(st, 8, f->summary);
    sqlite3_bind_int64(st, 9, f->flags);
    sqlite3_bind_int(st, 10, marks_of(f));
    sqlite3_bind_int64(st, 11, (int64_t)f->shape);
    sql_bind_text(st, 12, f->cpe);
}

static bs_err answer_evidence(struct bs_store *s, int64_t answer, const struct bs_finding *f,
                              struct cache *rules, struct bs_error *e)
{
    return evidence_rows(s, "INSERT INTO evidence VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                         answer, f->summary, f->evidence, f->evidences, rules, e);
}

bs_err answer_add(struct bs_store *s, int64_t banner, int64_t traits, enum bs_transport transport,
                  int n, const struct bs_finding *f, struct cache *rules, int64_t *id, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "INSERT INTO answer(banner, response, verdict, service, product, version,"
                               " label, summary, flags, marks, shape, cpe, traits, transport, digest, n) VALUES"
                               "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                            &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, banner);
    bind_finding(st, f);
    sqlite3_bind_int64(st, 13, traits);
    sqlite3_bind_int(st, 14, (int)transport);
    sqlite3_bind_int64(st, 15, answer_digest(f));
    sqlite3_bind_int(st, 16, n);
    err = sql_run(s, st, e);
    *id = sqlite3_last_insert_rowid(s->db);
    return err == BS_OK ? answer_evidence(s, *id, f, rules, e) : err;
}

bs_err answer_change(struct bs_store *s, int64_t answer, const struct bs_finding *f,
                     struct cache *rules, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "UPDATE answer SET response = ?2, verdict = ?3, service = ?4, product ="
                               " ?5, version = ?6, label = ?7, summary = ?8, flags = ?9, marks = ?10,"
                               " shape = ?11, cpe = ?12, digest = ?13 WHERE id = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, answer);
    bind_finding(st, f);
    sqlite3_bind_int64(st, 13, answer_digest(f));
    if ((err = sql_run(s, st, e)) != BS_OK ||
        (err = delete_rows(s, "DELETE FROM evidence WHERE answer = ?1", answer, e)) != BS_OK)
        return err;
    return answer_evidence(s, answer, f, rules, e);
}

bs_err owner_write(struct bs_store *s, int64_t owner, bool hospital, const struct bs_evidence *ev,
                   size_t n, struct cache *rules, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "UPDATE owner SET hospital = ?2, digest = ?3 WHERE id = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, owner);
    sqlite3_bind_int(st, 2, hospital);
    sqlite3_bind_int64(st, 3, owner_digest(hospital, ev, n));
    if ((err = sql_run(s, st, e)) != BS_OK ||
        (err = delete_rows(s, "DELETE FROM owner_evidence WHERE owner = ?1", owner, e)) != BS_OK)
        return err;
    return evidence_rows(s, "INSERT INTO owner_evidence VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                         owner, BS_STR(""), ev, n, rules, e);
}

void answer_read_traits(sqlite3_stmt *st, int first, struct bs_arena *a, struct bs_traits *t)
{
    for (int i = 0; i < BS_TRAIT_COUNT; i++) {
        bs_str v = sql_text(st, first + i, a);
        memcpy((char *)t + bs_trait_defs[i].offset, &v, sizeof v);
    }
}

static bs_err read_evidence(struct bs_store *s, const char *sql, int64_t parent, size_t max,
                            struct bs_arena *a, struct bs_evidence *out, size_t *n,
                            struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, sql, &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, parent);
    while (*n < max && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        out[(*n)++] = (struct bs_evidence){
            .kind = (enum bs_evidence_kind)sqlite3_column_int(st, 0),
            .strength = (enum bs_strength)sqlite3_column_int(st, 1),
            .rule = sql_text(st, 2, a),
            .field = sql_text(st, 3, a),
            .offset = (uint32_t)sqlite3_column_int64(st, 4),
            .length = (uint32_t)sqlite3_column_int64(st, 5),
            .note = sql_text(st, 6, a),
        };
    }
    sql_reset(st);
    return err;
}

enum { EVIDENCE_MAX = 256 };

bs_err answer_read_evidence(struct bs_store *s, int64_t answer, int64_t owner, struct bs_arena *a,
                            struct bs_evidence **out, size_t *n, struct bs_error *e)
{
    *n = 0;
    *out = bs_arena_alloc(a, EVIDENCE_MAX * sizeof **out);
    if (!*out)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for the evidence");
    bs_err err = read_evidence(s, "SELECT v.kind, v.strength, r.name, " SQL_FIELD ", v.at, v.length, "
                                  SQL_REASON " FROM evidence v JOIN rule r ON r.id = v.rule WHERE v.answer = ?1"
                                  " ORDER BY v.seq", answer, EVIDENCE_MAX, a, *out, n, e);
    if (err != BS_OK)
        return err;
    return read_evidence(s, "SELECT v.kind, v.strength, r.name, " SQL_FIELD ", v.at, v.length, v.note FROM"
                            " owner_evidence v JOIN rule r ON r.id = v.rule WHERE v.owner = ?1"
                            " ORDER BY v.seq", owner, EVIDENCE_MAX, a, *out, n, e);
}
