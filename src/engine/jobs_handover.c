/* Pages to hand over, written from the screen. */
#include "engine_priv.h"

#include "bannerscope/gate.h"

static bs_err to_file(void *ctx, bs_str piece, struct bs_error *e)
{
    return bs_outfile_write(ctx, piece, e);
}

static bool go_on(void *ctx, int64_t done, int64_t total)
{
    (void)done;
    (void)total;
    return !worker_cancelled(ctx);
}

bs_err job_handover(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    const bs_str path = job_home_path(j->text, &r->arena), ends = BS_STR(".html");
    struct bs_handover_options o = {.query = bs_str_z(j->label), .progress = go_on, .progress_ctx = w};
    struct bs_outfile *out;
    int64_t pages = 0;
    char shown[256];
    if (path.n == 0)
        return bs_error_set(e, BS_E_LIMIT, "the name is too long");
    o.html = path.n > ends.n && bs_str_eq((bs_str){path.p + path.n - ends.n, ends.n}, ends);
    bs_err err = bs_outfile_open(path.p, false, &out, e);
    if (err != BS_OK)
        return err;
    err = bs_handover(w->store, &o, to_file, out, &pages, e);
    if (err == BS_OK && pages == 0)
        err = bs_error_set(e, BS_E_NOTFOUND, "nothing to hand over: no service fits %s",
                           bs_gate_z(bs_str_bytes(o.query), shown, sizeof shown));
    if (err != BS_OK) {
        bs_outfile_abort(out);
        return err;
    }
    r->text = bs_arena_printf(&r->arena, "wrote %lld %s to %s", (long long)pages, pages == 1 ? "page" : "pages",
                              bs_gate_z(bs_str_bytes(path), shown, sizeof shown));
    return bs_outfile_commit(out, e);
}
