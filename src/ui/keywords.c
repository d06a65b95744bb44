/* The six keyword lists as the query pane sees them: open, checked, hits. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

struct keyword_key {
    uint64_t hash;
    size_t index;
};

static int by_hash(const void *a, const void *b)
{
    const struct keyword_key *x = a, *y = b;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* As the classifier names its rules: "devices:HDI 5000", "protocols:104/tcp". */
void keyword_rule(const struct bs_keyword *kw, struct bs_buf *out)
{
    bs_buf_put(out, bs_str_z(bs_list_defs[kw->list].name));
    bs_buf_putc(out, ':');
    if (kw->text.n)
        bs_buf_put(out, kw->text);
    else
        bs_buf_printf(out, "%u/%s", (unsigned)kw->port,
                      kw->transport == BS_UDP ? "udp" : "tcp");
}

void keywords_init(struct bs_app *app)
{
    struct keywords *k = &app->keys;
    struct bs_buf name;
    k->n = app->o.rules ? bs_rules_keywords(app->o.rules, &k->kw) : 0;
    k->order = bs_alloc((k->n + 1) * sizeof *k->order);
    k->checked = bs_alloc(k->n + 1);
    k->hits = bs_alloc((k->n + 1) * sizeof *k->hits);
    k->key = bs_alloc((k->n + 1) * sizeof *k->key);
    size_t at = 0;
    bs_buf_init(&name, 4096);
    for (int list = 0; list < BS_LIST_COUNT; list++) {
        k->first[list] = at;
        for (size_t i = 0; i < k->n; i++)
            if ((int)k->kw[i].list == list)
                k->order[at++] = i;
    }
    k->first[BS_LIST_COUNT] = at;
    for (size_t i = 0; i < k->n; i++) {
        bs_buf_clear(&name);
        keyword_rule(&k->kw[i], &name);
        k->key[i] = (struct keyword_key){bs_hash64((bs_bytes){name.p, name.len}, 0), i};
        k->hits[i] = -1;
    }
    bs_buf_fini(&name);
    if (k->n)
        qsort(k->key, k->n, sizeof *k->key, by_hash);
}

void keywords_fini(struct bs_app *app)
{
    free(app->keys.order);
    free(app->keys.checked);
    free(app->keys.hits);
    free(app->keys.key);
}

void keywords_hits(struct bs_app *app, const struct bs_reply *r)
{
    struct keywords *k = &app->keys;
    for (size_t i = 0; i < k->n; i++)
        k->hits[i] = 0;
    for (size_t i = 0; i < r->nhits && k->n; i++) {
        struct keyword_key want = {bs_hash64(bs_str_bytes(r->hits[i].rule), 0), 0};
        const struct keyword_key *hit =
            bsearch(&want, k->key, k->n, sizeof *k->key, by_hash);
        if (hit)
            k->hits[hit->index] = r->hits[i].services;
    }
}

size_t query_items(const struct bs_app *app)
{
    const struct keywords *k = &app->keys;
    size_t n = BS_LIST_COUNT;
    for (int list = 0; list < BS_LIST_COUNT; list++)
        if (k->open[list])
            n += k->first[list + 1] - k->first[list];
    return n;
}

void query_item(const struct bs_app *app, size_t at, enum bs_list_kind *list, size_t *kw)
{
    const struct keywords *k = &app->keys;
    for (int i = 0; i < BS_LIST_COUNT; i++) {
        size_t n = k->open[i] ? k->first[i + 1] - k->first[i] : 0;
        *list = (enum bs_list_kind)i;
        *kw = SIZE_MAX;
        if (at == 0)
            return;
        if (at - 1 < n) {
            *kw = k->order[k->first[i] + at - 1];
            return;
        }
        at -= n + 1;
    }
}

void keyword_query(const struct bs_app *app, size_t kw, struct bs_buf *out)
{
    bs_str query = app->keys.kw[kw].query;
    bs_buf_put(out, bs_str_z(app->o.scope));
    if (out->len && query.n)
        bs_buf_putc(out, ' ');
    bs_buf_put(out, query);
}

static bool filter_fits_shodan(const struct bs_app *app)
{
    struct bs_arena a;
    struct bs_query q;
    uint32_t at;
    bs_arena_init(&a, 0);
    bool fits =
        *app->list.filter && bs_query_parse(bs_str_z(app->list.filter), BS_QUERY_SHODAN,
                                            &a, &q, &at, NULL) == BS_OK;
    bs_arena_fini(&a);
    return fits;
}

void query_text(const struct bs_app *app, struct bs_buf *out)
{
    enum bs_list_kind list;
    size_t kw;
    query_item(app, app->keys.cursor, &list, &kw);
    if (app->query) {
        bs_buf_put(out, bs_str_z(app->query));
    } else if (kw != SIZE_MAX) {
        keyword_query(app, kw, out);
    } else {
        bs_buf_put(out, bs_str_z(app->o.scope));
        if (filter_fits_shodan(app)) {
            if (out->len)
                bs_buf_putc(out, ' ');
            bs_buf_put(out, bs_str_z(app->list.filter));
        }
    }
}
