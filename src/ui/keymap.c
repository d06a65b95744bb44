/* Names of keys, and which of them run what. */
#include "bannerscope/keymap.h"

#include <stdio.h>

#include "app.h"

enum { ALL_PANES = (1u << BS_PANE_COUNT) - 1 };

const char *const bs_pane_names[BS_PANE_COUNT + 2] = {"query",   "results", "banner",
                                                      "verdict", "all",     NULL};

/* -- names ------------------------------------------------------------------------------- */

static const struct {
    uint32_t code;
    const char *name;
} named[] = {
    {BS_KEY_UP,        "Up"       },
    {BS_KEY_DOWN,      "Down"     },
    {BS_KEY_LEFT,      "Left"     },
    {BS_KEY_RIGHT,     "Right"    },
    {BS_KEY_HOME,      "Home"     },
    {BS_KEY_END,       "End"      },
    {BS_KEY_PGUP,      "PgUp"     },
    {BS_KEY_PGDN,      "PgDn"     },
    {BS_KEY_TAB,       "Tab"      },
    {BS_KEY_BACKTAB,   "S-Tab"    },
    {BS_KEY_ENTER,     "Enter"    },
    {BS_KEY_ESC,       "Esc"      },
    {BS_KEY_BACKSPACE, "Backspace"},
    {BS_KEY_DELETE,    "Delete"   },
    {BS_KEY_INSERT,    "Insert"   },
    {BS_KEY_F1,        "F1"       },
    {BS_KEY_F1 + 1,    "F2"       },
    {BS_KEY_F1 + 2,    "F3"       },
    {BS_KEY_F1 + 3,    "F4"       },
    {BS_KEY_F1 + 4,    "F5"       },
    {BS_KEY_F1 + 5,    "F6"       },
    {BS_KEY_F1 + 6,    "F7"       },
    {BS_KEY_F1 + 7,    "F8"       },
    {BS_KEY_F1 + 8,    "F9"       },
    {BS_KEY_F1 + 9,    "F10"      },
    {BS_KEY_F1 + 10,   "F11"      },
    {BS_KEY_F1 + 11,   "F12"      },
    {' ',              "Space"    },
};

bool key_name(const struct bs_key_event *k, char out[BS_KEY_TEXT])
{
    if (k->mods & BS_MOD_ALT)
        return false;
    if (k->mods & BS_MOD_CTRL) {
        if (k->code < 'a' || k->code > 'z')
            return false;
        snprintf(out, BS_KEY_TEXT, "^%c", (int)(k->code - 'a' + 'A'));
        return true;
    }
    for (size_t i = 0; i < BS_COUNT(named); i++)
        if (named[i].code == k->code) {
            snprintf(out, BS_KEY_TEXT, "%s", named[i].name);
            return true;
        }
    if (k->code <= ' ' || k->code >= 0x7f)
        return false;
    snprintf(out, BS_KEY_TEXT, "%c", (int)k->code);
    return true;
}

bool bs_key_is_named(bs_str key)
{
    for (size_t i = 0; i < BS_COUNT(named); i++)
        if (bs_str_eq(key, bs_str_z(named[i].name)))
            return true;
    return key.n == 2 && key.p[0] == '^' && key.p[1] >= 'A' && key.p[1] <= 'Z';
}

static bool can_be_typed(bs_str key)
{
    if (bs_key_is_named(key))
        return true;
    if (key.n == 0 || key.n > BS_KEYS_MAX)
        return false;
    for (size_t i = 0; i < key.n; i++)
        if (key.p[i] <= ' ' || key.p[i] >= 0x7f)
            return false;
    return true;
}

const struct bs_action_def *bs_action_find(bs_str name)
{
    for (const struct bs_action_def *a = bs_actions; a->name; a++)
        if (bs_str_eq(name, bs_str_z(a->name)))
            return a;
    return NULL;
}

static unsigned panes_of(const struct bs_action_def *a)
{
    return a->panes ? a->panes : ALL_PANES;
}

/* Does typing `key` begin the sequence `longer`? */
static bool begins(bs_str key, bs_str longer)
{
    return longer.n > key.n && !bs_key_is_named(key) && !bs_key_is_named(longer) &&
           bs_str_has_prefix(longer, key);
}

/* -- the map ----------------------------------------------------------------------------- */

static void add(struct bs_keymap *m, const struct bs_action_def *a, unsigned panes, bs_str key,
                int line)
{
    struct bs_binding *b = &m->binding[m->n++];
    *b = (struct bs_binding){.action = a, .panes = panes, .line = line};
    snprintf(b->key, sizeof b->key, "%.*s", (int)key.n, key.p);
}

void bs_keymap_default(struct bs_keymap *m)
{
    m->n = 0;
    for (const struct bs_action_def *a = bs_actions; a->name; a++) {
        bs_str rest = bs_str_z(a->keys), key;
        while (m->n < BS_BINDINGS_MAX && bs_str_split(&rest, ' ', &key))
            add(m, a, panes_of(a), key, 0);
    }
}

/* Takes the key away in these panes; the number of the line of the configuration that had it
 * there (0 = none had), -1 when nothing had it. */
static int take_away(struct bs_keymap *m, unsigned panes, bs_str key, const char **from)
{
    size_t kept = 0;
    int line = -1;
    for (size_t i = 0; i < m->n; i++) {
        struct bs_binding b = m->binding[i];
        if ((b.panes & panes) && bs_str_eq(key, bs_str_z(b.key))) {
            if (line <= 0) {
                line = b.line;
                *from = b.action->name;
            }
            b.panes &= ~panes;
        }
        if (b.panes)
            m->binding[kept++] = b;
    }
    m->n = kept;
    return line;
}

static void warn_sequences(const struct bs_keymap *m, unsigned panes, bs_str key,
                           struct bs_error *e)
{
    for (size_t i = 0; i < m->n && !e->text[0]; i++) {
        const struct bs_binding *b = &m->binding[i];
        if (!(b->panes & panes))
            continue;
        if (begins(key, bs_str_z(b->key)))
            bs_error_set(e, BS_OK, "%.*s hides %s (%s), which begins with it", (int)key.n, key.p,
                         b->key, b->action->name);
        else if (begins(bs_str_z(b->key), key))
            bs_error_set(e, BS_OK, "%.*s can never be typed: %s runs %s at once", (int)key.n,
                         key.p, b->key, b->action->name);
    }
}

bs_err bs_keymap_bind(struct bs_keymap *m, unsigned panes, bs_str key, bs_str action, int line,
                      struct bs_error *e)
{
    char shown[64];
    const char *from = NULL;
    const struct bs_action_def *a = bs_action_find(action);
    if (!a)
        return bs_error_set(e, BS_E_SYNTAX, "no action is called \"%s\"",
                            bs_gate_z(bs_str_bytes(action), shown, sizeof shown));
    bs_gate_z(bs_str_bytes(key), shown, sizeof shown);
    if (!can_be_typed(key))
        return bs_error_set(e, BS_E_SYNTAX,
                            "\"%s\" is no key: want x, ^X, F5, Enter, ..., or up to %d letters",
                            shown, BS_KEYS_MAX);
    if (bs_str_eq(key, BS_STR("^C")))
        return bs_error_set(e, BS_E_SYNTAX, "^C always cancels; it cannot be bound");
    if (panes && !(panes & panes_of(a)))
        return bs_error_set(e, BS_E_SYNTAX, "%s does nothing in that pane", a->name);
    panes = panes ? panes & panes_of(a) : panes_of(a);
    int had = take_away(m, panes, key, &from);
    if (m->n == BS_BINDINGS_MAX)
        return bs_error_set(e, BS_E_LIMIT, "more than %d bindings", BS_BINDINGS_MAX);
    if (had > 0)
        bs_error_set(e, BS_OK, "%s was bound to %s by line %d; this line holds", shown, from, had);
    else
        warn_sequences(m, panes, key, e);
    add(m, a, panes, key, line);
    return BS_OK;
}

bs_err bs_keymap_unbind(struct bs_keymap *m, unsigned panes, bs_str key, struct bs_error *e)
{
    char shown[64];
    const char *from;
    if (bs_str_eq(key, BS_STR("^C")))
        return bs_error_set(e, BS_E_SYNTAX, "^C always cancels; it cannot be unbound");
    if (take_away(m, panes ? panes : ALL_PANES, key, &from) < 0)
        return bs_error_set(e, BS_E_SYNTAX, "nothing is bound to \"%s\" there",
                            bs_gate_z(bs_str_bytes(key), shown, sizeof shown));
    return BS_OK;
}

const struct bs_action_def *bs_keymap_find(const struct bs_keymap *m, enum bs_pane pane,
                                           bs_str typed, bool *longer)
{
    const struct bs_action_def *hit = NULL;
    for (size_t i = 0; i < m->n; i++) {
        const struct bs_binding *b = &m->binding[i];
        if (!(b->panes & 1u << pane))
            continue;
        if (bs_str_eq(typed, bs_str_z(b->key)))
            hit = b->action;
        else if (begins(typed, bs_str_z(b->key)))
            *longer = true;
    }
    return hit;
}

void bs_keymap_keys(const struct bs_keymap *m, const struct bs_action_def *a, enum bs_pane pane,
                    char *out, size_t max)
{
    unsigned panes = pane < BS_PANE_COUNT ? 1u << pane : ALL_PANES;
    size_t n = 0;
    *out = '\0';
    for (size_t i = 0; i < m->n; i++) {
        const struct bs_binding *b = &m->binding[i];
        size_t more = strlen(b->key) + (n > 0);
        if (b->action != a || !(b->panes & panes) || n + more >= max)
            continue;
        snprintf(out + n, max - n, "%s%s", n ? " " : "", b->key);
        n += more;
    }
}
