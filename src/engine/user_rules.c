/* The user's own patterns: changed in memory, tried, then written whole or not at all. */
#include "bannerscope/engine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RULES_MAX = 8 << 20 };
static const char patterns_name[] = "services.patterns";

static const char *join(struct bs_arena *a, const char *dir, const char *name)
{
    return bs_arena_printf(a, "%s/%s", dir, name).p;
}

bs_err bs_user_rules_read(const char *dir, struct bs_buf *out, struct bs_error *e)
{
    struct bs_arena a;
    bs_arena_init(&a, 1 << 16);
    const char *path = join(&a, dir, patterns_name);
    bs_err err = access(path, F_OK) == 0 ? bs_file_read(path, out, e) : BS_OK;
    bs_arena_fini(&a);
    return err;
}

static bs_err edit(bs_str before, const struct bs_rule_change *c, struct bs_buf *out, bs_str *removed,
                   struct bs_error *e)
{
    bs_str rest = before, line, id = c->add.n ? bs_rule_line_id(c->add) : c->remove;
    *removed = BS_STR("");
    while (rest.n && bs_str_split(&rest, '\n', &line)) {
        bool same = line.n && line.p[0] != '#' && bs_str_eq(bs_rule_line_id(line), id);
        if (same && c->add.n)
            return bs_error_set(e, BS_E_USAGE, "these bytes are a rule of yours already: %.*s", (int)id.n, id.p);
        if (same) {
            *removed = line;
            continue;
        }
        if (line.n || rest.n) {
            bs_buf_put(out, line);
            bs_buf_putc(out, '\n');
        }
    }
    if (!c->add.n && !removed->n)
        return bs_error_set(e, BS_E_NOTFOUND, "no rule of yours has this name; `rule list` shows them");
    if (c->add.n) {
        bs_buf_put(out, c->add);
        bs_buf_putc(out, '\n');
    }
    return BS_OK;
}

/* -- trying ------------------------------------------------------------------------------ */

static bs_err put_file(const char *path, bs_str content, struct bs_error *e)
{
    struct bs_outfile *o;
    bs_err err = bs_outfile_open(path, true, &o, e);
    if (err != BS_OK)
        return err;
    if ((err = bs_outfile_write(o, content, e)) == BS_OK)
        return bs_outfile_commit(o, e);
    bs_outfile_abort(o);
    return err;
}

/* The files of the user's, with the patterns last; NULL at the end of the list. */
static const char *file_name(int i, struct bs_arena *a)
{
    if (i < BS_LIST_COUNT)
        return bs_arena_printf(a, "%s.list", bs_list_defs[i].name).p;
    return i == BS_LIST_COUNT ? patterns_name : NULL;
}

static const char *old_name(const char *name, struct bs_arena *a)
{
    return bs_arena_printf(a, "%s.old", name).p;
}

/* Nothing happens where FROM is not there, or TO has the same content already. */
static bs_err copy_file(const char *from, const char *to, struct bs_error *e)
{
    struct bs_buf text, there;
    bs_err err = BS_OK;
    if (access(from, F_OK) != 0)
        return BS_OK;
    bs_buf_init(&text, RULES_MAX);
    bs_buf_init(&there, RULES_MAX);
    err = bs_file_read(from, &text, e);
    bool same = err == BS_OK && access(to, F_OK) == 0 && bs_file_read(to, &there, NULL) == BS_OK &&
                bs_str_eq(bs_buf_str(&text), bs_buf_str(&there));
    if (err == BS_OK && !same)
        err = put_file(to, bs_buf_str(&text), e);
    bs_buf_fini(&text);
    bs_buf_fini(&there);
    return err;
}

bs_err bs_user_rules_keep(const char *dir, struct bs_error *e)
{
    struct bs_arena a;
    bs_err err = BS_OK;
    const char *name;
    bs_arena_init(&a, 1 << 18);
    for (int i = 0; err == BS_OK && (name = file_name(i, &a)); i++)
        err = copy_file(join(&a, dir, name), join(&a, dir, old_name(name, &a)), e);
    bs_arena_fini(&a);
    return err;
}

/* The lists as they are, each with its .old: where a list holds nothing but mistakes that one is in force. */
static bs_err copy_lists(const char *from, const char *to, struct bs_arena *a, struct bs_error *e)
{
    bs_err err = BS_OK;
    for (int i = 0; i < BS_LIST_COUNT && err == BS_OK; i++) {
        const char *name = file_name(i, a), *old = old_name(name, a);
        err = copy_file(join(a, from, name), join(a, to, name), e);
        if (err == BS_OK)
            err = copy_file(join(a, from, old), join(a, to, old), e);
    }
    return err;
}

static void remove_all(const char *dir, struct bs_arena *a)
{
    const char *name;
    for (int i = 0; (name = file_name(i, a)); i++) {
        unlink(join(a, dir, name));
        unlink(join(a, dir, old_name(name, a)));
    }
    rmdir(dir);
}

/* The last complaint about the patterns, without the temporary folder's name. */
static void keep_complaint(void *ctx, const char *message)
{
    struct bs_error *why = ctx;
    const char *at = strstr(message, patterns_name);
    if (at && !why->text[0])
        snprintf(why->text, sizeof why->text, "%s", at);
}

/* The rules as they would be with that text; a line that does not load is an error that names it. */
static bs_err load(const struct bs_rules_place *at, bs_str content, struct bs_rules **would, struct bs_error *e)
{
    char folder[] = "/tmp/bannerscope-rules.XXXXXX";
    struct bs_error why = {0};
    struct bs_arena a;
    int bad = 0;
    *would = NULL;
    if (!mkdtemp(folder))
        return bs_error_set(e, BS_E_IO, "no place to try the rules: %s", strerror(errno));
    bs_arena_init(&a, 1 << 20);
    bs_err err = copy_lists(at->dir, folder, &a, e);
    if (err == BS_OK)
        err = put_file(join(&a, folder, patterns_name), content, e);
    if (err == BS_OK)
        err = bs_rules_load(at->data_dir, folder, keep_complaint, &why, &bad, would, e);
    if (err == BS_OK && why.text[0]) {
        bs_rules_free(*would);
        *would = NULL;
        err = bs_error_set(e, BS_E_SYNTAX, "%s; the rules stay as they are", why.text);
    }
    remove_all(folder, &a);
    bs_arena_fini(&a);
    return err;
}

/* -- writing ----------------------------------------------------------------------------- */

/* What is kept as the older file is what can be gone back to: a text with mistakes is not. */
static bool in_order(const struct bs_rules_place *at, bs_str content)
{
    struct bs_rules *rules;
    bool good = load(at, content, &rules, NULL) == BS_OK;
    if (good)
        bs_rules_free(rules);
    return good;
}

/* Whole or not at all; `before`, where there is one, stays beside the new file. */
static bs_err write_rules(const char *dir, bs_str before, bs_str content, struct bs_error *e)
{
    struct bs_arena a;
    bs_arena_init(&a, 1 << 16);
    bs_err err = bs_make_dirs(dir, e);
    if (err == BS_OK && before.n)
        err = put_file(join(&a, dir, "services.patterns.old"), before, e);
    if (err == BS_OK)
        err = put_file(join(&a, dir, patterns_name), content, e);
    bs_arena_fini(&a);
    return err;
}

/* -- one change -------------------------------------------------------------------------- */

struct change {
    struct bs_buf before, after;
};

static bs_err try_it(struct bs_store *s, const struct bs_rules_place *at, const struct bs_rule_change *c,
                     struct change *k, struct bs_arena *a, struct bs_rule_changed *out, struct bs_error *e)
{
    bs_str gone, id;
    memset(out, 0, sizeof *out);
    bs_err err = bs_user_rules_read(at->dir, &k->before, e);
    if (err == BS_OK)
        err = edit(bs_buf_str(&k->before), c, &k->after, &gone, e);
    if (err == BS_OK)
        err = load(at, bs_buf_str(&k->after), &out->rules, e);
    if (err != BS_OK)
        return err;
    out->line = bs_arena_str(a, c->add.n ? c->add : gone);
    id = bs_rule_line_id(out->line);
    bs_str rule = bs_arena_printf(a, "services:%.*s", (int)id.n, id.p);
    return bs_store_rule_preview(s, out->rules, rule, c->hit, c->ctx, &out->preview, e);
}

static void drop_rules(struct bs_rule_changed *out)
{
    bs_rules_free(out->rules);
    out->rules = NULL;
}

bs_err bs_rule_try(struct bs_store *s, const struct bs_rules_place *at, const struct bs_rule_change *c,
                   struct bs_arena *a, struct bs_rule_changed *out, struct bs_error *e)
{
    struct change k;
    bs_buf_init(&k.before, RULES_MAX);
    bs_buf_init(&k.after, RULES_MAX);
    bs_err err = try_it(s, at, c, &k, a, out, e);
    bs_buf_fini(&k.before);
    bs_buf_fini(&k.after);
    if (err != BS_OK)
        drop_rules(out);
    return err;
}

bs_err bs_rule_change(struct bs_store *s, const struct bs_rules_place *at, const struct bs_rule_change *c,
                      bs_str analyst, bs_progress_fn *progress, void *progress_ctx, struct bs_arena *a,
                      struct bs_rule_changed *out, struct bs_error *e)
{
    struct change k;
    struct bs_reclassify_result r = {0};
    bool written = false;
    bs_buf_init(&k.before, RULES_MAX);
    bs_buf_init(&k.after, RULES_MAX);
    bs_err err = try_it(s, at, c, &k, a, out, e);
    if (err == BS_OK) {
        written = true;
        err = write_rules(at->dir, in_order(at, bs_buf_str(&k.before)) ? bs_buf_str(&k.before) : BS_STR(""),
                          bs_buf_str(&k.after), e);
    }
    if (err == BS_OK) {
        const struct bs_rule_note note = {.line = out->line, .analyst = analyst, .added = c->add.n > 0,
                                          .services = out->preview.services};
        err = bs_reclassify(s, out->rules, &note, progress, progress_ctx, &r, e);
    }
    /* The file and the database say the same, also where one of them failed. */
    if (err != BS_OK && written)
        write_rules(at->dir, BS_STR(""), bs_buf_str(&k.before), NULL);
    out->services = r.services_changed;
    bs_buf_fini(&k.before);
    bs_buf_fini(&k.after);
    if (err != BS_OK)
        drop_rules(out);
    return err;
}
