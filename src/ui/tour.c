/* Seven steps through the work; each is over when the user did it, not when he read it. */
#include "app.h"

#include <stdio.h>

/* {name} stands for the key of that action. */
static const struct step {
    const char *title, *line[2];
    const char *by; /* actions that end the step: names, or their beginning with a - behind */
} steps[] = {
    {"move",
     {"{down} and {up} (or the arrows) move in the list.  It begins with what waits for you,",
      "the banner that closes most services first.  Move down now."},
     "down up half-down page-down bottom next-result next-open"},
    {"read",
     {"{open} goes to the banner of this row; {back} comes back.  {next-pane} goes round the panes.",
      "Open the banner now."},
     "open next-pane previous-pane"},
    {"look",
     {"{view} shows the bytes as text, hex, decoded fields, record, JSON.  In decoded, the cursor",
      "on a field lights up its bytes.  Change the view now."},
     "view view-"},
    {"decide",
     {"{verdict-medical} is medical, {verdict-non-medical} non-medical, {verdict-unknown} unknown: "
      "for every service with this banner.",
      "What the status line calls saved is on disk.  Give a verdict now."},
     "verdict- one- shape- repeat"},
    {"take back",
     {"{undo} takes the last verdict back, also tomorrow; {redo} brings it back again.",
      "Undo it now."},
     "undo"},
    {"find",
     {"{filter} filters the list with Shodan's language and more: service:dicom, port:104,",
      "verdict:unknown, org:\"some name\".  Tab completes.  Filter now; {clear-filter} shows all again."},
     "filter filter-"},
    {"the pile",
     {"{queue} is the queue: groups of open banners, by how many services one key closes.",
      "Open it now; {back} closes it, {help} shows all keys of a pane, : runs anything by name."},
     "queue shapes dictionary"},
};

void tour_start(struct bs_app *app, const char *arg)
{
    if (strcmp(arg, "end") == 0) {
        app->tour = 0;
        app_message(app, BS_ST_STATUS, "the tour is over; :tour begins it again");
    } else if (strcmp(arg, "next") == 0 && app->tour) {
        tour_step(app);
    } else if (*arg) {
        app_message(app, BS_ST_ERROR, "tour: nothing, next or end");
    } else if (app->totals_known && app->totals.services == 0) {
        app->focus = BS_PANE_RESULTS;
        app->welcome = 0;
        app_message(app, BS_ST_STATUS,
                    "the tour needs something to look at: begin with the demonstration");
    } else {
        app->tour = 1;
        app->focus = BS_PANE_RESULTS;
    }
}

void tour_step(struct bs_app *app)
{
    if (++app->tour <= (int)BS_COUNT(steps))
        return;
    app->tour = 0;
    app_message(app, BS_ST_OK, "that was the tour: seven steps of seven");
}

void tour_ran(struct bs_app *app, const struct bs_action_def *a)
{
    if (!app->tour)
        return;
    bs_str rest = bs_str_z(steps[app->tour - 1].by), name, did = bs_str_z(a->name);
    while (bs_str_split(&rest, ' ', &name))
        if (bs_str_eq(did, name) ||
            (name.p[name.n - 1] == '-' && bs_str_has_prefix(did, name))) {
            tour_step(app);
            return;
        }
}

static void expand(const struct bs_app *app, const char *text, char *out, size_t max)
{
    size_t n = 0;
    while (*text && n + BS_KEY_TEXT < max) {
        const char *end = *text == '{' ? strchr(text, '}') : NULL;
        char key[BS_KEY_TEXT] = "";
        if (!end) {
            out[n++] = *text++;
            continue;
        }
        const struct bs_action_def *a =
            bs_action_find((bs_str){text + 1, (size_t)(end - text - 1)});
        if (a) {
            char all[64];
            bs_keymap_keys(&app->keymap, a, BS_PANE_COUNT, all, sizeof all);
            snprintf(key, sizeof key, "%.*s", (int)strcspn(all, " "), all);
        }
        n += (size_t)snprintf(out + n, max - n, "%s", *key ? key : "(no key)");
        text = end + 1;
    }
    out[n] = '\0';
}

void tour_draw(const struct bs_app *app, struct bs_grid *g, int below)
{
    enum { ROWS = 4 };
    char line[200];
    const struct step *s = &steps[app->tour - 1];
    struct bs_rect r = {below - ROWS, 0, ROWS, g->cols};
    if (r.row < 1)
        return;
    bs_grid_fill(g, r, BS_ST_TEXT);
    snprintf(line, sizeof line, "Tour %d of %zu: %s  (:tour next, :tour end)", app->tour,
             BS_COUNT(steps), s->title);
    bs_grid_box(g, r, true, line);
    for (int i = 0; i < 2; i++) {
        expand(app, s->line[i], line, sizeof line);
        bs_grid_text(g, r.row + 1 + i, 2, g->cols - 4, BS_ST_TEXT, line);
    }
}
