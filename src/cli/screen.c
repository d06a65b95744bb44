#include "screen.h"

#include <langinfo.h>
#include <stdlib.h>
#include <unistd.h>

#include "bannerscope/tui.h"

enum { SESSION_MAX = 64 << 10 };

/* The database is made (or refused) here, so that its errors are told on a plain terminal, and
 * where the analyst was last time is read from it. */
static bs_err look_into_store(struct cli *c, bool *readonly, struct bs_buf *session,
                              struct bs_error *e)
{
    bs_err err = bs_store_open(c->db, BS_STORE_WRITE, &c->store, e);
    if (err != BS_OK)
        return err;
    *readonly = bs_store_readonly(c->store);
    if (bs_store_meta_get(c->store, "session", session, NULL) != BS_OK)
        bs_buf_clear(session);
    bs_store_close(c->store);
    c->store = NULL;
    return BS_OK;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* What the status line says first. */
struct notice {
    const char *text; /* NULL = nothing */
    bool error;
};

static bs_err one_screen(struct cli *c, bool demo, struct notice notice, enum bs_tui_next *next,
                         struct bs_error *e)
{
    bool readonly = false;
    struct bs_buf session;
    bs_err err = need_rules(c, e);
    if (err == BS_OK && !c->db_given)
        err = bs_make_dirs(path_data_home(c), e);
    bs_buf_init(&session, SESSION_MAX);
    if (err == BS_OK)
        err = look_into_store(c, &readonly, &session, e);
    if (err != BS_OK) {
        bs_buf_fini(&session);
        return err;
    }
    bool have_key = !demo && need_key(c, NULL) == BS_OK;
    bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && !c->ascii;
    if (demo && !notice.text && !session.len)
        notice.text = "new here?  :tour shows the work in seven steps";
    const struct bs_tui_options o = {
        .app = {.rules = c->rules,
                .db_name = demo ? "demo (synthetic)" : base_name(c->db),
                .db_path = c->db,
                .query = c->query,
                .analyst = c->analyst,
                .session = session.len ? bs_arena_str(&c->arena, bs_buf_str(&session)).p : NULL,
                .pipe_command = c->pipe_command,
                .keymap = c->keymap,
                .columns = c->columns,
                .notice = notice.text,
                .notice_error = notice.error,
                .home = getenv("HOME"),
                .bell = c->bell,
                .sure_shape = !c->confirm_shape,
                .sure_quit = !c->confirm_quit,
                .scope = c->scope,
                .have_key = have_key,
                .readonly = readonly,
                .ascii = !utf8,
                .demo = demo,
                .names = need_names(c),
                .max_credits = c->max_credits,
                .keep_credits = c->keep_credits,
                .utf8 = utf8},
        .engine = {.db_path = c->db,
                   .rules = c->rules,
                   .key = have_key ? c->key : NULL,
                   .api_url = c->api_url,
                   .rate_file = have_key ? rate_file(c) : NULL,
                   .names_file = have_key ? names_file(c) : NULL,
                   .purse = {.max_credits = c->max_credits, .keep_credits = c->keep_credits},
                   .analyst = c->analyst,
                   .data_dir = c->data_dir,
                   .rules_dir = path_user_rules(c)},
        .data_dir = c->data_dir,
        .theme = c->theme,
        .ascii = !utf8,
        .no_color = c->no_color,
        .clipboard = c->clipboard,
        .clipboard_command = c->clipboard_command,
        .editor = c->editor,
        .pager = c->pager,
        .title = c->title,
        .mouse = c->mouse,
        .next = next};
    err = bs_tui_run(&o, e);
    bs_buf_fini(&session);
    return err;
}

static struct notice about_config(struct cli *c)
{
    if (!c->config_bad)
        return (struct notice){NULL, false};
    return (struct notice){bs_arena_printf(&c->arena,
                                           "%d lines of the configuration are wrong, the rest "
                                           "holds: `bannerscope doctor` names them",
                                           c->config_bad)
                               .p,
                           true};
}

/* On the plain terminal, as `init` does it; what came of it is told when the screen is back. */
static struct notice ask_key(struct cli *c)
{
    struct bs_error why = {0};
    struct bs_key *before = c->key; /* may have come from the environment, where it no longer is */
    c->key = NULL;
    struct notice n = {NULL, init_key(c, &why) != BS_OK};
    bs_str said = n.error ? bs_str_z(why.text) : bs_str_trim(bs_buf_str(&c->out.buf));
    n.text = bs_arena_str(&c->arena, said).p;
    bs_buf_clear(&c->out.buf);
    bs_api_free(c->api);
    c->api = NULL;
    bs_key_free(n.error ? c->key : before);
    if (n.error)
        c->key = before;
    return n;
}

bs_err screen_run(struct cli *c, bool demo, struct bs_error *e)
{
    enum bs_tui_next next = BS_TUI_LEFT;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return bs_error_set(e, BS_E_TERMINAL,
                            "the screen needs a terminal; for pipes there are list, show, export, "
                            "report, --plain-ui (bannerscope --help)");
    bs_err err = one_screen(c, demo, about_config(c), &next, e);
    while (err == BS_OK && next != BS_TUI_LEFT) {
        struct notice notice = {NULL, false};
        if (next == BS_TUI_KEY) {
            notice = ask_key(c);
        } else {
            c->db = demo_path(c);
            demo = true;
            err = demo_prepare(c, e);
        }
        next = BS_TUI_LEFT;
        bs_rules_free(c->rules); /* the user may have made rules meanwhile */
        c->rules = NULL;
        if (err == BS_OK)
            err = one_screen(c, demo, notice, &next, e);
    }
    return err;
}
