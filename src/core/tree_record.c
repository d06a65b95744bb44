/* The record as a tree: what the database holds of one service. */
#include "tree.h"

static void text(struct tree_maker *m, const char *name, bs_str value)
{
    if (value.n)
        tree_add(m, BS_NODE_TEXT, bs_str_z(name), bs_str_bytes(value));
}

/* Lists are joined by LF: one line each below the name. */
static void list(struct tree_maker *m, const char *name, bs_str value)
{
    bs_str rest = value, item;
    if (!value.n || !memchr(value.p, '\n', value.n)) {
        text(m, name, value);
        return;
    }
    uint32_t at = tree_add(m, BS_NODE_TEXT, bs_str_z(name), (bs_bytes){NULL, 0});
    if (!tree_open(m, at))
        return;
    while (bs_str_split(&rest, '\n', &item))
        text(m, "-", item);
    tree_close(m);
}

static bool section(struct tree_maker *m, const char *name)
{
    return tree_open(m,
                     tree_add(m, BS_NODE_SECTION, bs_str_z(name), (bs_bytes){NULL, 0}));
}

static void when(struct tree_maker *m, const char *name, bs_time t, bs_str more)
{
    char time[32] = "not known";
    if (t != BS_TIME_NONE)
        bs_time_format(t, time);
    text(m, name, bs_arena_printf(m->a, "%s%.*s", time, (int)more.n, more.p));
}

static void id(struct tree_maker *m, const char *name, bs_id v)
{
    char hex[17];
    bs_id_format(v, hex);
    if (v)
        text(m, name, bs_arena_str(m->a, bs_str_z(hex)));
}

static void service(struct tree_maker *m, const struct bs_detail *d)
{
    struct bs_buf target;
    if (!section(m, "service"))
        return;
    bs_buf_init(&target, 1024);
    bs_target_format(&d->row.target, &target);
    text(m, "target", bs_arena_str(m->a, bs_buf_str(&target)));
    bs_buf_fini(&target);
    text(m, "service", d->row.service);
    text(m, "product", d->row.product);
    text(m, "version", d->row.version);
    text(m, "cpe", d->row.cpe);
    text(m, "label", d->row.label);
    text(m, "summary", d->summary);
    text(m, "note", d->note);
    id(m, "banner", d->row.banner);
    id(m, "shape", d->row.shape);
    text(m, "bytes", bs_arena_printf(m->a, "%lld", (long long)d->row.length));
    text(m, "shown by", bs_arena_printf(m->a, "%lld services", (long long)d->row.count));
    tree_close(m);
}

static void owner(struct tree_maker *m, const struct bs_owner *o)
{
    if (!section(m, "owner"))
        return;
    text(m, "org", o->org);
    text(m, "isp", o->isp);
    text(m, "asn", o->asn);
    text(m, "country", o->country);
    text(m, "city", o->city);
    list(m, "hostnames", o->hostnames);
    list(m, "domains", o->domains);
    tree_close(m);
}

static void traits(struct tree_maker *m, const struct bs_traits *t)
{
    if (!section(m, "traits"))
        return;
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++)
        list(m, bs_trait_defs[i].name, bs_trait(t, i));
    tree_close(m);
}

static void seen(struct tree_maker *m, const struct bs_detail *d)
{
    if (!section(m, "seen"))
        return;
    when(m, "last", d->row.seen,
         d->row.sightings == 1
             ? BS_STR(", once")
             : bs_arena_printf(m->a, ", %lld times", (long long)d->row.sightings));
    for (size_t i = 0; i < d->earliers; i++) {
        char hex[17];
        bs_id_format(d->earlier[i].banner, hex);
        bs_str more = !d->earlier[i].banner ? BS_STR("  no response")
                      : d->earlier[i].banner == d->row.banner
                          ? BS_STR("  the same banner")
                          : bs_arena_printf(m->a, "  banner %s", hex);
        when(m, "before", d->earlier[i].seen, more);
    }
    list(m, "found by", d->sources);
    tree_close(m);
}

void bs_tree_record(const struct bs_detail *d, struct bs_arena *a, struct bs_tree *out)
{
    struct tree_maker m;
    tree_begin(&m, a, out);
    service(&m, d);
    owner(&m, &d->owner);
    traits(&m, &d->traits);
    seen(&m, d);
    if (!d->json.n ||
        tree_add_json(&m, BS_STR("record"), bs_str_trim(d->json), NULL) != BS_OK)
        tree_add(&m, BS_NODE_SECTION,
                 BS_STR("record: its text was not kept (import --keep-raw)"),
                 (bs_bytes){NULL, 0});
}
