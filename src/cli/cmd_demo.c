#include <unistd.h>

#include "plain.h"
#include "screen.h"

/* Where the bundled corpus is: installed beside the lists, or in the source tree. */
static const char *find_corpus(struct cli *c)
{
    const char *installed = path_join(c, c->data_dir, "demo.ndjson.gz");
    return access(installed, R_OK) == 0
               ? installed
               : path_join(c, c->data_dir, "tests/data/demo.ndjson.gz");
}

/* The copy is made once and kept: verdicts given in the demonstration persist like real ones. */
const char *demo_path(struct cli *c)
{
    return path_join(c, path_data_home(c), "demo.db");
}

static bs_err make_copy(struct cli *c, struct bs_error *e)
{
    struct bs_import_summary sum;
    struct bs_totals totals;
    bs_err err = need_store(c, BS_STORE_WRITE, e);
    if (err == BS_OK)
        err = bs_store_totals(c->store, &totals, e);
    if (err == BS_OK && totals.services == 0) {
        interrupt_defer();
        err = import_one(c, find_corpus(c), false, &sum, e);
    }
    bs_store_close(c->store);
    c->store = NULL;
    return err;
}

bs_err demo_prepare(struct cli *c, struct bs_error *e)
{
    bs_err err = need_rules(c, e);
    if (err == BS_OK && strcmp(c->db, demo_path(c)) == 0)
        err = bs_make_dirs(path_data_home(c), e);
    return err == BS_OK ? make_copy(c, e) : err;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    bool plain = plain_wanted(c);
    if (!plain && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
        return bs_error_set(e, BS_E_TERMINAL, "demo: the screen needs a terminal");
    if (!c->db_given)
        c->db = demo_path(c);
    bs_err err = demo_prepare(c, e);
    if (err != BS_OK)
        return err;
    return plain ? plain_run(c, e) : screen_run(c, true, e);
}

const struct bs_command bs_cmd_demo = {
    .name = "demo",
    .usage = "",
    .help = "the full screen on bundled synthetic data\n\n"
            "Needs no key and no network.  The copy (demo.db beside the default database, or --db)\n"
            "is made at the first call and kept, verdicts included; delete it to begin anew.",
    .uses = CLI_USES_DATA | CLI_USES_SCREEN,
    .run = run,
};
