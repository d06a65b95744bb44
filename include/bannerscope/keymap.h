/* keymap.h - which keys run which action.  Layer 4; pure.
 *
 * A map begins as the action table says and is changed by `bind` and `unbind` lines of the
 * configuration.  Everything that shows keys (help, key line, palette) asks it, so that what
 * is shown is what works. */
#ifndef BS_KEYMAP_H
#define BS_KEYMAP_H

#include "bannerscope/ui.h"

enum {
    BS_KEYS_MAX = 4,  /* printable keys in a sequence: "gg", "sa" */
    BS_KEY_TEXT = 12, /* room for one key or sequence by name, with its NUL */
    BS_BINDINGS_MAX = 1024,
};
struct bs_binding {
    const struct bs_action_def *action;
    unsigned panes;        /* bit set of 1 << enum bs_pane, never 0 */
    int line;              /* of the configuration; 0 = the default */
    char key[BS_KEY_TEXT]; /* "^D", "Enter", "gg" */
};
struct bs_keymap {
    struct bs_binding binding[BS_BINDINGS_MAX]; /* in the order of the table, then as bound */
    size_t n;
};

/* Names of panes in the configuration: "query" "results" "banner" "verdict"; "all" is 4. */
extern const char *const bs_pane_names[BS_PANE_COUNT + 2];

void bs_keymap_default(struct bs_keymap *m);
/* Binds a key in the panes given (0 = wherever the action is) to the action.  Whatever had the
 * key there loses it.  BS_E_SYNTAX: no such key, the key cannot be bound, the action has no
 * meaning there; the map is then unchanged.  BS_OK with a text in *e: done, but it takes the key
 * from an earlier line of the configuration, hides longer sequences, or can never be typed. */
bs_err bs_keymap_bind(struct bs_keymap *m, unsigned panes, bs_str key, bs_str action, int line,
                      struct bs_error *e);
/* The key does nothing there any more; BS_E_SYNTAX when it did nothing before. */
bs_err bs_keymap_unbind(struct bs_keymap *m, unsigned panes, bs_str key, struct bs_error *e);
/* The action of exactly these keys in this pane, or NULL; *longer when they begin a longer
 * sequence. */
const struct bs_action_def *bs_keymap_find(const struct bs_keymap *m, enum bs_pane pane,
                                           bs_str typed, bool *longer);
/* All keys of an action as "j Down"; of one pane, or of any (BS_PANE_COUNT).  "" without. */
void bs_keymap_keys(const struct bs_keymap *m, const struct bs_action_def *a, enum bs_pane pane,
                    char *out, size_t max);
/* Is it one of the keys with a name ("Up", "^D") and not a sequence of letters? */
bool bs_key_is_named(bs_str key);
const struct bs_action_def *bs_action_find(bs_str name); /* NULL: there is none */

#endif
