#include "undo.h"

bs_err undo_or_redo(struct cli *c, bool redo, struct bs_error *e)
{
    struct bs_event ev;
    bs_err err = need_existing_store(c, e);
    if (err == BS_OK)
        err = bs_store_undo(c->store, bs_str_z(c->analyst), redo, &c->arena, &ev, e);
    if (err == BS_E_NOTFOUND)
        return bs_error_set(e, err, "there is nothing to %s", redo ? "redo" : "undo");
    if (err != BS_OK)
        return err;
    if (!ev.target.n) { /* decided together, and so taken back */
        out_printf(&c->out, "%s: what was decided together on %lld services\n", redo ? "redone" : "undone",
                   (long long)ev.services);
        return BS_OK;
    }
    out_printf(&c->out, "%s: %s ", redo ? "redone" : "undone", bs_scope_name(ev.scope));
    out_data(&c->out, bs_str_bytes(ev.target));
    out_printf(&c->out, " is %s again\n",
               ev.verdict == BS_VERDICT_NONE ? "the rules'" : bs_verdict_name(ev.verdict));
    return BS_OK;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    return undo_or_redo(c, false, e);
}

const struct bs_command bs_cmd_undo = {
    .name = "undo",
    .usage = "",
    .help = "take the last decision back\n\nThe undo is an event of the log itself; redo brings it back.",
    .run = run,
};
