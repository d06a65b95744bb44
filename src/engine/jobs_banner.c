/* Jobs of the banner viewer: an earlier banner, bytes into a file. */
#include "engine_priv.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "bannerscope/gate.h"

bs_str detail_made_json(const struct bs_detail *d, struct bs_arena *a)
{
    enum { DATA_MAX = 1 << 20 };
    struct bs_buf text;
    bs_str json = BS_STR("");
    if (d->json.n || d->data.n + d->raw.n > DATA_MAX)
        return json;
    bs_buf_init(&text, 16 * DATA_MAX);
    bs_detail_ndjson(d, &text);
    json = bs_arena_str(a, bs_buf_str(&text));
    bs_buf_fini(&text);
    return json;
}

bs_err job_banner(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                  struct bs_error *e)
{
    bs_bytes data = {NULL, 0}, raw = {NULL, 0};
    bs_err err = bs_store_banner(w->store, j->banner, &r->arena, &data, &raw, e);
    if (err == BS_OK)
        r->wire = bs_wire_bytes(data, raw, &r->arena, &r->notation);
    return err;
}

/* "~/x" as a shell would take it; nothing else is expanded. */
bs_str job_home_path(const char *path, struct bs_arena *a)
{
    const char *home = getenv("HOME");
    if (path[0] == '~' && path[1] == '/' && home && *home)
        return bs_arena_printf(a, "%s%s", home, path + 1);
    return bs_arena_str(a, bs_str_z(path));
}

bs_err job_write(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                 struct bs_error *e)
{
    struct bs_outfile *out = NULL;
    struct stat st;
    char shown[256];
    bs_str path = job_home_path(j->text, &r->arena);
    (void)w;
    if (path.n == 0)
        return bs_error_set(e, BS_E_LIMIT, "the name is too long");
    bs_err err = bs_outfile_open(path.p, j->force, &out, e);
    if (err == BS_OK)
        err = bs_outfile_write(out, (bs_str){(const char *)j->bytes, j->nbytes}, e);
    else
        r->exists = !j->force && lstat(path.p, &st) == 0 && S_ISREG(st.st_mode) &&
                    st.st_nlink == 1;
    if (err == BS_OK)
        err = bs_outfile_commit(out, e);
    else if (out)
        bs_outfile_abort(out);
    if (err == BS_OK)
        r->text = bs_arena_printf(&r->arena, "wrote %zu bytes to %s", j->nbytes,
                                  bs_gate_z(bs_str_bytes(path), shown, sizeof shown));
    return err;
}
