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
    k->item = bs_alloc((k->n + BS_LIST_COUNT) * sizeof *k->item);
    keywords_show(app);
}

void keywords_fini(struct bs_app *app)
{
    free(app->keys.order);
    free(app->keys.checked);
    free(app->keys.hits);
    free(app->keys.item);
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

/* -- items: what the pane shows ---------------------------------------------------------- */

static bool fits(const struct bs_keyword *kw, bs_bytes find)
{
    return find.n == 0 || bs_bytes_find_nocase(bs_str_bytes(kw->text), find, 0) != SIZE_MAX ||
           bs_bytes_find_nocase(bs_str_bytes(kw->label), find, 0) != SIZE_MAX ||
           bs_bytes_find_nocase(bs_str_bytes(kw->query), find, 0) != SIZE_MAX;
}

void keywords_show(struct bs_app *app)
{
    struct keywords *k = &app->keys;
    bs_bytes find = bs_str_bytes(bs_str_z(k->find));
    k->items = 0;
    for (uint32_t list = 0; list < BS_LIST_COUNT; list++) {
        const size_t head = k->items;
        k->item[k->items++] = KEYWORD_LIST + list;
        if (!k->open[list] && !find.n)
            continue;
        for (size_t i = k->first[list]; i < k->first[list + 1]; i++)
            if (fits(&k->kw[k->order[i]], find))
                k->item[k->items++] = (uint32_t)k->order[i];
        if (find.n && k->items == head + 1)
            k->items = head; /* a list without a hit */
    }
    k->cursor = step_clamped(k->cursor, 0, k->items);
}

size_t query_items(const struct bs_app *app)
{
    return app->keys.items;
}

void query_item(const struct bs_app *app, size_t at, enum bs_list_kind *list, size_t *kw)
{
    const struct keywords *k = &app->keys;
    uint32_t item = at < k->items ? k->item[at] : KEYWORD_LIST;
    *kw = item < KEYWORD_LIST ? item : SIZE_MAX;
    *list = item < KEYWORD_LIST ? k->kw[item].list : (enum bs_list_kind)(item - KEYWORD_LIST);
}

size_t keywords_checked(const struct bs_app *app)
{
    size_t n = 0;
    for (size_t i = 0; i < app->keys.n; i++)
        n += app->keys.checked[i];
    return n;
}

void keywords_check(struct bs_app *app, int how)
{
    struct keywords *k = &app->keys;
    for (size_t i = 0; i < k->items; i++)
        if (k->item[i] < KEYWORD_LIST)
            k->checked[k->item[i]] = how < 0 ? !k->checked[k->item[i]] : how > 0;
}

void keyword_query(const struct bs_app *app, size_t kw, struct bs_buf *out)
{
    bs_str query = app->keys.kw[kw].query;
    bs_buf_put(out, bs_str_z(app->scope));
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

void query_set(struct bs_app *app, const char *text)
{
    char *copy = *text ? bs_strdup(bs_str_trim(bs_str_z(text))) : NULL;
    free(app->query);
    app->query = copy;
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
        bs_buf_put(out, bs_str_z(app->scope));
        if (filter_fits_shodan(app)) {
            if (out->len)
                bs_buf_putc(out, ' ');
            bs_buf_put(out, bs_str_z(app->list.filter));
        }
    }
}
