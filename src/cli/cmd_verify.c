#include "cli.h"

static void complain(void *ctx, const char *message)
{
    (void)ctx;
    note_plain(message);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    int bad = 0;
    struct bs_totals t;
    bs_err err = need_store(c, BS_STORE_READ, e);
    if (err == BS_OK)
        err = bs_store_verify(c->store, complain, c, &bad, e);
    if (err == BS_OK)
        err = bs_store_totals(c->store, &t, e);
    if (err != BS_OK)
        return err;
    if (bad)
        return bs_error_set(e, BS_E_CORRUPT, "%d findings in the database", bad);
    out_printf(&c->out, "in order: %lld services, %lld banners, %lld events, last event %s\n",
               (long long)t.services, (long long)t.banners, (long long)t.events,
               t.last_hash[0] ? t.last_hash : "none");
    return BS_OK;
}

const struct bs_command bs_cmd_verify = {
    .name = "verify",
    .usage = "",
    .help = "check the database: integrity, chain of events, counts",
    .run = run,
};
