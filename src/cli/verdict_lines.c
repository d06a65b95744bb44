#include "verdict_lines.h"

#include "bannerscope/json.h"
#include "bannerscope/label.h"
#include "bannerscope/textfmt.h"

enum { FILE_MAX = 256 << 20 };

/* A text member; absent is empty.  Anything but text is a mistake. */
static bs_err text_of(const struct bs_json *o, const char *name, struct bs_arena *a, bs_str *out, struct bs_error *e)
{
    struct bs_json v;
    bs_bytes b;
    *out = BS_STR("");
    if (!bs_json_member(o, name, &v, NULL) || v.type == BS_JSON_NULL)
        return BS_OK;
    if (!bs_json_string(&v, a, &b) || !bs_utf8_valid(b))
        return bs_error_set(e, BS_E_SYNTAX, "\"%s\" is not text", name);
    *out = bs_bytes_str(b);
    return BS_OK;
}

static bs_err read_words(const struct bs_json *o, struct bs_arena *a, struct bs_decision *d, struct bs_error *e)
{
    bs_str verdict, scope;
    bs_err err = text_of(o, "verdict", a, &verdict, e);
    if (err == BS_OK)
        err = text_of(o, "scope", a, &scope, e);
    if (err == BS_OK)
        err = text_of(o, "label", a, &d->label, e);
    if (err == BS_OK)
        err = text_of(o, "note", a, &d->note, e);
    if (err != BS_OK)
        return err;
    if (!bs_verdict_parse(verdict, &d->verdict))
        return bs_error_set(e, BS_E_SYNTAX, "\"verdict\" is medical, non-medical, unknown or clear");
    if (scope.n && !bs_scope_parse(scope, &d->scope))
        return bs_error_set(e, BS_E_SYNTAX, "\"scope\" is service, banner or shape");
    d->keep_text = !d->label.n && !d->note.n;
    return BS_OK;
}

static bs_err one_line(struct cli *c, bs_str line, struct bs_arena *a, struct bs_error *e)
{
    struct bs_decision d = {.scope = BS_SCOPE_SERVICE, .analyst = bs_str_z(c->analyst)};
    struct bs_json o;
    struct bs_event ev;
    bs_str target;
    bs_err err = bs_json_check(line, &o, e);
    if (err == BS_OK && o.type != BS_JSON_OBJECT)
        err = bs_error_set(e, BS_E_SYNTAX, "not an object");
    if (err == BS_OK)
        err = read_words(&o, a, &d, e);
    if (err == BS_OK)
        err = text_of(&o, "target", a, &target, e);
    if (err == BS_OK && !target.n)
        err = bs_error_set(e, BS_E_SYNTAX, "\"target\" is missing: IP:PORT");
    if (err == BS_OK)
        err = find_target(c, bs_arena_str(a, target).p, &d.service, e); /* terminated */
    if (err == BS_OK)
        err = bs_store_decide(c->store, &d, a, &ev, e);
    if (err == BS_OK)
        verdict_say_saved(c, &d, &ev);
    return err;
}

/* The line's own fault; anything else (disk full, read-only) ends the work. */
static bool is_bad_line(bs_err err)
{
    return err == BS_E_SYNTAX || err == BS_E_USAGE || err == BS_E_NOTFOUND || err == BS_E_LIMIT;
}

bs_err verdict_lines(struct cli *c, const char *path, struct bs_error *e)
{
    struct bs_buf text;
    struct bs_arena a;
    bs_str rest, line;
    char shown[200];
    const bool in = strcmp(path, "-") == 0;
    bs_buf_init(&text, FILE_MAX);
    bs_arena_init(&a, 64 << 20);
    bs_err err = need_existing_store(c, e);
    if (err == BS_OK)
        err = bs_file_read(in ? "/dev/stdin" : path, &text, e);
    rest = bs_buf_str(&text);
    bs_gate_z(bs_str_bytes(bs_str_z(in ? "standard input" : path)), shown, sizeof shown);
    for (int64_t n = 1; err == BS_OK && rest.n && bs_str_split(&rest, '\n', &line); n++) {
        struct bs_error why = {0};
        line = bs_str_trim(line);
        bs_arena_reset(&a);
        if (!line.n)
            continue;
        err = one_line(c, bs_arena_str(&a, line), &a, &why);
        if (is_bad_line(err)) {
            note_printf("%s:%lld: NOT SAVED: %s", shown, (long long)n, why.text);
            c->rejected++;
            err = BS_OK;
        } else if (err != BS_OK) {
            *e = why;
            bs_error_ctx(e, err, "%s:%lld: NOT SAVED", shown, (long long)n);
        }
    }
    bs_arena_fini(&a);
    bs_buf_fini(&text);
    return err;
}
