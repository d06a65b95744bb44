/* Content to row ids: each banner, set of traits, owner and answer is stored, and classified, once. */
#include "ingest.h"

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
    const bs_id key = i->ids.banner;
    if (cache_get(&i->banners, key, id))
        return BS_OK;
    bs_err err = lookup(i, "SELECT id FROM banner WHERE key = ?1", (int64_t)key, id, e);
    if (err != BS_OK || *id)
        goto out;
    enum bs_notation note;
    bs_bytes wire = bs_wire_bytes(r->data, r->raw, &i->arena, &note);
    if ((err = sql_cached(i->s, "INSERT INTO banner(key, data, raw, wire, n) VALUES(?1, ?2, ?3, ?4, 1)",
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
    i->new_banner = true;
out:
    if (err == BS_OK)
        cache_put(&i->banners, key, *id);
    return err;
}

/* *id = 0 for no page. */
static bs_err html_row(struct bs_ingest *i, bs_str html, int64_t *id, struct bs_error *e)
{
    sqlite3_stmt *st;
    *id = 0;
    if (html.n == 0)
        return BS_OK;
    const uint64_t quick = bs_hash64(bs_str_bytes(html), i->seed); /* nobody can aim at it */
    if (cache_get(&i->pages, quick, id))
        return BS_OK;
    const int64_t key = (int64_t)bs_id_of(bs_str_bytes(html));
    bs_err err = lookup(i, "SELECT id FROM html WHERE key = ?1", key, id, e);
    if (err != BS_OK || *id)
        goto out;
    if ((err = sql_cached(i->s, "INSERT INTO html(key, data) VALUES(?1, ?2)", &st, e)) != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, key);
    sql_bind_text(st, 2, html);
    err = sql_run(i->s, st, e);
    *id = sqlite3_last_insert_rowid(i->s->db);
out:
    if (err == BS_OK)
        cache_put(&i->pages, quick, *id);
    return err;
}

static bs_err traits_insert(struct bs_ingest *i, bs_id key, const struct bs_traits *t, int64_t *id,
                            struct bs_error *e)
{
    sqlite3_stmt *st;
    int64_t html;
    bs_err err = html_row(i, t->http_html, &html, e);
    if (err == BS_OK)
        err = sql_cached(i->s, "INSERT INTO traits(key, shodan_module, product, version, info, os, device, cpe, tag,"
                               " http_title, http_server, http_location, http_host, html, http_status,"
                               " http_favicon_hash, http_component, ssl_cert_subject, ssl_cert_issuer, ssl_cert_names,"
                               " ssl_cert_serial, ssl_version, ssl_jarm) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
                               " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, (int64_t)key);
    for (int c = 0; c < BS_TRAIT_COUNT; c++)
        sql_bind_text(st, c + 2, bs_trait(t, (size_t)c));
    if (html) /* in the place of its text */
        sqlite3_bind_int64(st, 14, html);
    err = sql_run(i->s, st, e);
    *id = sqlite3_last_insert_rowid(i->s->db);
    return err;
}

static bs_err traits_row(struct bs_ingest *i, const struct bs_traits *t, int64_t *id,
                         struct bs_error *e)
{
    const bs_id key = i->ids.traits;
    if (cache_get(&i->traits, key, id))
        return BS_OK;
    bs_err err = lookup(i, "SELECT id FROM traits WHERE key = ?1", (int64_t)key, id, e);
    if (err != BS_OK || *id)
        goto out;
    err = traits_insert(i, key, t, id, e);
    i->new_traits = true;
out:
    if (err == BS_OK)
        cache_put(&i->traits, key, *id);
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

bs_err ingest_owner(struct bs_ingest *i, const struct bs_owner *o, int64_t *id,
                    struct bs_error *e)
{
    const bs_id key = i->ids.owner;
    if (cache_get(&i->owners, key, id))
        return BS_OK;
    bs_err err = lookup(i, "SELECT id FROM owner WHERE key = ?1", (int64_t)key, id, e);
    if (err == BS_OK && !*id)
        err = owner_insert(i, key, o, id, e);
    if (err == BS_OK)
        cache_put(&i->owners, key, *id);
    return err;
}

static bs_err answer_insert(struct bs_ingest *i, const struct bs_record *r, int64_t banner,
                            int64_t traits, int64_t *id, struct bs_error *e)
{
    const bool counts = i->new_banner || !banner; /* a new banner's row counts one service too */
    struct bs_finding here;
    const struct bs_finding *f = r->finding;
    if (!f) {
        const struct bs_subject subject = {r->data, r->raw, r->target.transport, &r->traits, NULL};
        bs_classify(i->o.rules, &subject, &i->arena, &here);
        f = &here;
    }
    bs_err err = answer_add(i->s, banner, traits, r->target.transport, counts, f, &i->rules, id, e);
    i->prepaid = counts ? *id : 0;
    return err;
}

static bs_err find_answer(struct bs_ingest *i, int64_t banner, int64_t traits,
                          enum bs_transport transport, int64_t *id, struct bs_error *e)
{
    sqlite3_stmt *st;
    *id = 0;
    if (i->new_banner || i->new_traits) /* then it cannot be there */
        return BS_OK;
    bs_err err = sql_cached(i->s, "SELECT id FROM answer WHERE banner = ?1 AND traits = ?2 AND transport"
                                  " = ?3", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, banner);
    sqlite3_bind_int64(st, 2, traits);
    sqlite3_bind_int(st, 3, (int)transport);
    return sql_number(i->s, st, 0, id, e);
}

bs_err ingest_answer(struct bs_ingest *i, const struct bs_record *r, int64_t *id,
                     struct bs_error *e)
{
    int64_t banner, traits;
    i->new_banner = i->new_traits = false;
    i->prepaid = 0;
    bs_err err = banner_row(i, r, &banner, e);
    if (err == BS_OK)
        err = traits_row(i, &r->traits, &traits, e);
    if (err != BS_OK)
        return err;
    /* Row ids stay below 2^31 for as long as a file fits on a disk. */
    uint64_t key = (uint64_t)banner << 33 ^ (uint64_t)traits << 1 ^ (uint64_t)r->target.transport;
    if (cache_get(&i->answers, key, id))
        return BS_OK;
    err = find_answer(i, banner, traits, r->target.transport, id, e);
    if (err == BS_OK && !*id)
        err = answer_insert(i, r, banner, traits, id, e);
    if (err == BS_OK)
        cache_put(&i->answers, key, *id);
    return err;
}
