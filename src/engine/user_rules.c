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

static bool line_is_rule(bs_str line, bs_str id)
{
    bs_bytes at = bs_str_bytes(line);
    size_t i = bs_bytes_find(at, BS_BYTES(" id="), 0);
    bs_str rest = bs_bytes_str(bs_bytes_sub(at, i == SIZE_MAX ? at.n : i + 4, at.n));
    return i != SIZE_MAX && bs_str_has_prefix(rest, id) && (rest.n == id.n || rest.p[id.n] == ' ');
}

bs_err bs_user_rules_edit(bs_str before, bs_str add, bs_str remove, struct bs_buf *out, bs_str *removed,
                          struct bs_error *e)
{
    bs_str rest = before, line;
    *removed = BS_STR("");
    while (rest.n && bs_str_split(&rest, '\n', &line)) {
        if (add.n && bs_str_eq(line, add))
            return bs_error_set(e, BS_E_USAGE, "this rule is there already");
        if (remove.n && line_is_rule(line, remove)) {
            *removed = line;
            continue;
        }
        if (line.n || rest.n) {
            bs_buf_put(out, line);
            bs_buf_putc(out, '\n');
        }
    }
    if (remove.n && !removed->n)
        return bs_error_set(e, BS_E_NOTFOUND, "no rule of yours has this name; `rule list` shows them");
    if (add.n) {
        bs_buf_put(out, add);
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

static bs_err copy_lists(const char *from, const char *to, struct bs_arena *a, struct bs_error *e)
{
    bs_err err = BS_OK;
    for (int i = 0; i < BS_LIST_COUNT && err == BS_OK; i++) {
        const char *name = bs_arena_printf(a, "%s.list", bs_list_defs[i].name).p;
        struct bs_buf text;
        if (access(join(a, from, name), F_OK) != 0)
            continue;
        bs_buf_init(&text, RULES_MAX);
        if ((err = bs_file_read(join(a, from, name), &text, e)) == BS_OK)
            err = put_file(join(a, to, name), bs_buf_str(&text), e);
        bs_buf_fini(&text);
    }
    return err;
}

static void remove_all(const char *dir, struct bs_arena *a)
{
    for (int i = 0; i < BS_LIST_COUNT; i++)
        unlink(join(a, dir, bs_arena_printf(a, "%s.list", bs_list_defs[i].name).p));
    unlink(join(a, dir, patterns_name));
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

bs_err bs_user_rules_try(const char *data_dir, const char *dir, bs_str content, struct bs_rules **would,
                         struct bs_error *e)
{
    char folder[] = "/tmp/bannerscope-rules.XXXXXX";
    struct bs_error why = {0};
    struct bs_arena a;
    int bad = 0;
    *would = NULL;
    if (!mkdtemp(folder))
        return bs_error_set(e, BS_E_IO, "no place to try the rules: %s", strerror(errno));
    bs_arena_init(&a, 1 << 20);
    bs_err err = copy_lists(dir, folder, &a, e);
    if (err == BS_OK)
        err = put_file(join(&a, folder, patterns_name), content, e);
    if (err == BS_OK)
        err = bs_rules_load(data_dir, folder, keep_complaint, &why, &bad, would, e);
    if (err == BS_OK && why.text[0]) {
        bs_rules_free(*would);
        *would = NULL;
        err = bs_error_set(e, BS_E_SYNTAX, "%s; the rules stay as they are", why.text);
    }
    remove_all(folder, &a);
    bs_arena_fini(&a);
    return err;
}

/* The old file stays beside the new one as services.patterns.old. */
bs_err bs_user_rules_write(const char *dir, bs_str content, struct bs_error *e)
{
    struct bs_arena a;
    struct bs_buf old;
    bs_arena_init(&a, 1 << 16);
    bs_buf_init(&old, RULES_MAX);
    bs_err err = bs_user_rules_read(dir, &old, e);
    if (err == BS_OK && old.len)
        err = put_file(join(&a, dir, "services.patterns.old"), bs_buf_str(&old), e);
    if (err == BS_OK)
        err = put_file(join(&a, dir, patterns_name), content, e);
    bs_buf_fini(&old);
    bs_arena_fini(&a);
    return err;
}
