/* What a command finds when it begins: paths, rules, database, key. */
#include "cli.h"

#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *from_environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

bs_err surroundings(struct cli *c, struct bs_error *e)
{
    (void)e;
    c->db_given = c->db != NULL;
    c->data_dir_given = c->data_dir != NULL;
    if (!c->db && (c->db = from_environment("BANNERSCOPE_DB")))
        c->db_given = true;
    if (!c->api_url)
        c->api_url = from_environment("SHODAN_API_URL");
    if (!c->sandbox)
        c->sandbox = from_environment("BANNERSCOPE_SANDBOX");
    c->data_dir = path_find_data(c); /* before: the configuration may name a theme */
    config_read(c);
    if (!c->db)
        c->db = path_join(c, path_data_home(c), "bannerscope.db");
    if (from_environment("NO_COLOR"))
        c->no_color = true;
    if (!c->scope)
        c->scope = "country:NL";
    if (!c->analyst) {
        const struct passwd *pw = getpwuid(geteuid());
        c->analyst = bs_arena_str(&c->arena, bs_str_z(pw ? pw->pw_name : "analyst")).p;
    }
    return BS_OK;
}

static void complain_rules(void *ctx, const char *message)
{
    (void)ctx;
    note_printf("%s", message);
}

bs_err need_rules(struct cli *c, struct bs_error *e)
{
    if (c->rules)
        return BS_OK;
    return bs_rules_load(c->data_dir, path_user_rules(c), complain_rules, c, &c->bad_rules, &c->rules, e);
}

static bs_err refuse_absent(struct cli *c, struct bs_error *e)
{
    char shown[256];
    if (access(c->db, F_OK) == 0)
        return BS_OK;
    return bs_error_set(e, BS_E_NOTFOUND, "%s: no such database; `bannerscope import FILE` makes one",
                        bs_gate_z(bs_str_bytes(bs_str_z(c->db)), shown, sizeof shown));
}

bs_err need_existing_store(struct cli *c, struct bs_error *e)
{
    bs_err err = refuse_absent(c, e);
    return err == BS_OK ? need_store(c, BS_STORE_WRITE, e) : err;
}

/* Reading does not change a schema: where an older one is all that stands in the way, it is brought up to date first
 * (with a backup beside it), because whoever updates the program mostly reads first. */
static bs_err open_for_reading(struct cli *c, struct bs_error *e)
{
    struct bs_store *writer;
    bs_err err = bs_store_open(c->db, BS_STORE_READ, &c->store, e);
    if (err != BS_E_READONLY || bs_store_open(c->db, BS_STORE_WRITE, &writer, NULL) != BS_OK)
        return err;
    bs_store_close(writer);
    return bs_store_open(c->db, BS_STORE_READ, &c->store, e);
}

bs_err need_store(struct cli *c, enum bs_store_role role, struct bs_error *e)
{
    char shown[256];
    if (c->store)
        return BS_OK;
    bs_gate_z(bs_str_bytes(bs_str_z(c->db)), shown, sizeof shown);
    if (role == BS_STORE_READ && refuse_absent(c, e) != BS_OK)
        return BS_E_NOTFOUND;
    if (role == BS_STORE_WRITE && !c->db_given) {
        bs_err err = bs_make_dirs(path_data_home(c), e);
        if (err != BS_OK)
            return err;
    }
    bs_err err = role == BS_STORE_READ ? open_for_reading(c, e) : bs_store_open(c->db, role, &c->store, e);
    if (err == BS_OK && role == BS_STORE_WRITE && bs_store_readonly(c->store))
        return bs_error_set(e, BS_E_READONLY, "%s: read-only, nothing can be stored in it", shown);
    return err;
}

static bool cancelled(void *ctx)
{
    (void)ctx;
    return interrupt_asked();
}

const char *rate_file(struct cli *c)
{
    const char *dir = path_state_home(c);
    return bs_make_dirs(dir, NULL) == BS_OK ? path_join(c, dir, "rate") : NULL;
}

const char *names_file(struct cli *c)
{
    const char *dir = path_state_home(c);
    return bs_make_dirs(dir, NULL) == BS_OK ? path_join(c, dir, "filters") : NULL;
}

const struct bs_filter_names *need_names(struct cli *c)
{
    if (!c->names_loaded)
        bs_names_load(path_join(c, path_state_home(c), "filters"), &c->arena, &c->names);
    c->names_loaded = true;
    return &c->names;
}

bs_err open_api(struct cli *c, const struct bs_key *key, struct bs_error *e)
{
    const struct bs_api_options o = {.url = c->api_url,
                                     .key = key,
                                     .rate_file = rate_file(c),
                                     .cancelled = cancelled};
    return bs_api_new(&o, &c->api, e);
}

bs_err need_key(struct cli *c, struct bs_error *e)
{
    if (c->key && c->key_where[0])
        return BS_OK;
    snprintf(c->key_where, sizeof c->key_where, "the environment (SHODAN_API_KEY)");
    if (c->key)
        return BS_OK;
    if (c->key_err == BS_E_NOTFOUND)
        return bs_key_load(&c->key, c->key_where, e);
    if (e)
        *e = c->key_why;
    return c->key_err;
}

bs_err need_api(struct cli *c, struct bs_error *e)
{
    if (c->api)
        return BS_OK;
    bs_err err = need_key(c, e);
    if (err != BS_OK)
        return err;
    if (c->verbose)
        note_printf("key: %s", c->key_where);
    return open_api(c, c->key, e);
}

bs_err parse_query(struct cli *c, bs_str text, enum bs_query_use use, struct bs_query *q,
                   struct bs_error *e)
{
    uint32_t at; /* the text of the error names it too */
    bs_err err = bs_query_parse_with(text, use, need_names(c), &c->arena, q, &at, e);
    return err == BS_E_SYNTAX ? bs_error_ctx(e, BS_E_USAGE, "query") : err;
}

bs_err find_target(struct cli *c, const char *text, int64_t *id, struct bs_error *e)
{
    struct bs_target target;
    char shown[128];
    bs_err err = bs_target_parse(bs_str_z(text), &target, e);
    if (err != BS_OK)
        return bs_error_ctx(e, BS_E_USAGE, "target");
    err = bs_store_find(c->store, &target, id, e);
    if (err == BS_E_NOTFOUND)
        return bs_error_set(e, err, "%s: not in this database",
                            bs_gate_z(bs_str_bytes(bs_str_z(text)), shown, sizeof shown));
    return err;
}

bs_err find_earlier(struct cli *c, const struct bs_detail *d, int64_t n, bs_bytes *data,
                    bs_bytes *raw, bs_time *when, struct bs_error *e)
{
    int64_t found = 0;
    bs_id last = d->row.banner;
    for (size_t i = 0; i < d->earliers; i++) {
        const struct bs_sighting *s = &d->earlier[i];
        if (!s->banner || s->banner == last || s->banner == d->row.banner)
            continue;
        last = s->banner;
        if (++found != n)
            continue;
        if (when)
            *when = s->seen;
        return bs_store_banner(c->store, s->banner, &c->arena, data, raw, e);
    }
    return bs_error_set(e, BS_E_NOTFOUND, found ? "only %lld other banners were seen here before"
                                                : "no other banner was seen here before",
                        (long long)found);
}

void interrupt_defer(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

bool interrupt_asked(void)
{
    sigset_t set;
    return sigpending(&set) == 0 && (sigismember(&set, SIGINT) == 1 || sigismember(&set, SIGTERM) == 1);
}
