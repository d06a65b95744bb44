/* What leaves the viewer: to the clipboard, a file, or the command the user configured.
 */
#include "actions.h"
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

enum { COPY_MAX = 16 << 20 };

static const struct {
    enum bs_form form;
    const char *words;
} forms[] = {
    [COPY_TEXT] = {BS_FORM_TEXT,    "text"            },
    [COPY_HEX] = {BS_FORM_HEX,     "hex"             },
    [COPY_BASE64] = {BS_FORM_BASE64,  "base64"          },
    [COPY_C] = {BS_FORM_C,       "a C array"       },
    [COPY_ESCAPED] = {BS_FORM_ESCAPED, "escaped notation"},
};

/* In a tree: the value under the cursor, or the lines below it. */
static bool copy_node(struct bs_app *app, struct bs_buf *out)
{
    const struct outline *o = banner_outline(app);
    const struct bs_tree *t = banner_tree(app);
    if (!banner_is_tree(app) || !o || o->at >= t->nodes)
        return false;
    const struct bs_tree below = {.node = t->node + o->at,
                                  .nodes = o->end[o->at] - o->at};
    if (below.nodes > 1)
        bs_tree_text(&below, app_gate(app), out);
    else
        bs_gate_text(below.node->value, app_gate(app), true, out);
    snprintf(app->copied, sizeof app->copied, "the value");
    return true;
}

static void copy_bytes(struct bs_app *app, int what, struct bs_buf *out)
{
    bool selected;
    bs_bytes b = banner_selected(app, &selected);
    if (what == COPY_TEXT && copy_node(app, out))
        return;
    bs_form_write(forms[what].form, b, app_gate(app), out);
    if (selected)
        snprintf(app->copied, sizeof app->copied, "bytes %zu-%zu as %s",
                 (size_t)(b.p - banner_bytes(app).p),
                 (size_t)(b.p - banner_bytes(app).p) + b.n - 1, forms[what].words);
    else
        snprintf(app->copied, sizeof app->copied, "%zu bytes as %s", b.n,
                 forms[what].words);
}

/* A virtual host's name and a query may hold a stranger's text. */
static void copy_words(struct bs_app *app, int what, struct bs_buf *out)
{
    struct bs_buf raw;
    const struct bs_row *row = list_current(app);
    bs_buf_init(&raw, COPY_MAX);
    if (what == COPY_QUERY)
        query_text(app, &raw);
    else if (row)
        bs_target_format(&row->target, &raw);
    bs_gate_text((bs_bytes){raw.p, raw.len}, app_gate(app), false, out);
    bs_buf_fini(&raw);
}

void act_copy(struct bs_app *app, int what)
{
    struct bs_buf out;
    bs_buf_init(&out, COPY_MAX);
    app->copied[0] = '\0';
    if (what == COPY_TARGET || what == COPY_QUERY)
        copy_words(app, what, &out);
    else
        copy_bytes(app, what, &out);
    if (out.len == COPY_MAX)
        app_message(app, BS_ST_ERROR, "too much for a clipboard; W writes it to a file");
    else if (out.len)
        app_wish(app, BS_WISH_COPY, bs_buf_str(&out));
    else
        app_message(app, BS_ST_STATUS, "nothing to copy here");
    bs_buf_fini(&out);
}

/* -- to the user's pager ------------------------------------------------------ */

void act_page_out(struct bs_app *app, int arg)
{
    struct bs_buf out;
    const struct bs_decoded *reading = banner_reading(app);
    (void)arg;
    bs_buf_init(&out, COPY_MAX);
    if (banner_is_tree(app) && banner_tree(app))
        bs_tree_text(banner_tree(app), app_gate(app), &out);
    else if (app->banner.view == VIEW_DECODED && reading)
        bs_decoded_text(reading, app->ascii, &out);
    else if (app->banner.view == VIEW_HEX)
        bs_hexdump(banner_bytes(app), app->ascii, &out);
    else
        bs_form_write(BS_FORM_TEXT, banner_bytes(app), app_gate(app), &out);
    if (out.len)
        app_wish(app, BS_WISH_PAGE, bs_buf_str(&out));
    else
        app_message(app, BS_ST_STATUS, "there is nothing to read here");
    bs_buf_fini(&out);
}

/* -- to a file ---------------------------------------------------------------- */

static void post_save(struct bs_app *app, bool force)
{
    struct bs_job *j = bs_job_new(BS_JOB_WRITE);
    j->text = bs_strdup(bs_str_z(app->save_path));
    j->bytes = bs_alloc(app->save_n);
    memcpy(j->bytes, app->save_bytes, app->save_n);
    j->nbytes = app->save_n;
    j->force = force;
    if (outbox_post(app, j))
        app_message(app, BS_ST_STATUS, "writing...");
}

/* The bytes are kept until they are written: whoever agrees to replace a file means those, wherever the cursor
 * has gone meanwhile. */
void banner_save(struct bs_app *app, const char *path)
{
    bool selected;
    bs_bytes b = banner_selected(app, &selected);
    if (b.n == 0 || !*path) {
        app_message(app, BS_ST_STATUS,
                    b.n ? "nothing was written" : "there are no bytes to write");
        return;
    }
    free(app->save_path);
    free(app->save_bytes);
    app->save_path = bs_strdup(bs_str_z(path));
    app->save_bytes = bs_alloc(b.n);
    app->save_n = b.n;
    memcpy(app->save_bytes, b.p, b.n);
    post_save(app, false);
}

void banner_replace(struct bs_app *app)
{
    post_save(app, true);
}

void banner_saved(struct bs_app *app, const struct bs_reply *r)
{
    if (r->state != BS_REPLY_FAILED) {
        app_message(app, BS_ST_OK, "%.*s", (int)r->text.n, r->text.p);
    } else if (r->exists && prompt_busy(app)) {
        app_message(app, BS_ST_ERROR, "not written: the file exists; W asks whether to replace it");
    } else if (r->exists && app->save_bytes) {
        char shown[200];
        app->confirm = CONFIRM_REPLACE;
        snprintf(app->confirm_text, sizeof app->confirm_text,
                 "%s exists: replace it? y/n",
                 bs_gate_z(bs_str_bytes(bs_str_z(app->save_path)), shown, sizeof shown));
    } else {
        app_message(app, BS_ST_ERROR, "not written: %s", r->error.text);
    }
}

/* -- to a command ------------------------------------------------------------- */

void banner_pipe(struct bs_app *app)
{
    bool selected;
    bs_bytes b = banner_selected(app, &selected);
    app->piping = app->o.pipe_command && b.n;
    if (!app->o.pipe_command)
        app_message(app, BS_ST_STATUS,
                    "no command is set: `set pipe-command = \"PROGRAM ARGS\"` in the "
                    "config file");
    else if (b.n == 0)
        app_message(app, BS_ST_STATUS, "there are no bytes to send");
    else
        app_wish(app, BS_WISH_PIPE, bs_bytes_str(b));
}
