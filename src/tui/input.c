#include "tui_priv.h"

#include <curses.h>
#include <stdlib.h>
#include <wchar.h>

/* Forms that common terminals send whatever their terminfo entry says. */
static const struct {
    const char *bytes;
    int code;
} extra_keys[] = {
    {"\033[H",  KEY_HOME },
    {"\033[F",  KEY_END  },
    {"\033OH",  KEY_HOME },
    {"\033OF",  KEY_END  },
    {"\033[1~", KEY_HOME },
    {"\033[4~", KEY_END  },
    {"\033[7~", KEY_HOME },
    {"\033[8~", KEY_END  },
    {"\033[A",  KEY_UP   },
    {"\033[B",  KEY_DOWN },
    {"\033[C",  KEY_RIGHT},
    {"\033[D",  KEY_LEFT },
    {"\033[5~", KEY_PPAGE},
    {"\033[6~", KEY_NPAGE},
    {"\033[3~", KEY_DC   },
    {"\033[2~", KEY_IC   },
};

static const struct {
    int curses;
    uint32_t code;
} keys[] = {
    {KEY_UP,        BS_KEY_UP       },
    {KEY_DOWN,      BS_KEY_DOWN     },
    {KEY_LEFT,      BS_KEY_LEFT     },
    {KEY_RIGHT,     BS_KEY_RIGHT    },
    {KEY_SR,        BS_KEY_UP       },
    {KEY_SF,        BS_KEY_DOWN     },
    {KEY_SLEFT,     BS_KEY_LEFT     },
    {KEY_SRIGHT,    BS_KEY_RIGHT    },
    {KEY_HOME,      BS_KEY_HOME     },
    {KEY_SHOME,     BS_KEY_HOME     },
    {KEY_FIND,      BS_KEY_HOME     },
    {KEY_A1,        BS_KEY_HOME     },
    {KEY_END,       BS_KEY_END      },
    {KEY_SEND,      BS_KEY_END      },
    {KEY_SELECT,    BS_KEY_END      },
    {KEY_C1,        BS_KEY_END      },
    {KEY_PPAGE,     BS_KEY_PGUP     },
    {KEY_A3,        BS_KEY_PGUP     },
    {KEY_NPAGE,     BS_KEY_PGDN     },
    {KEY_C3,        BS_KEY_PGDN     },
    {KEY_BTAB,      BS_KEY_BACKTAB  },
    {KEY_ENTER,     BS_KEY_ENTER    },
    {KEY_BACKSPACE, BS_KEY_BACKSPACE},
    {KEY_DC,        BS_KEY_DELETE   },
    {KEY_SDC,       BS_KEY_DELETE   },
    {KEY_IC,        BS_KEY_INSERT   },
};

/* Keys with modifiers have no codes, only names: kUP5 is Ctrl-Up (digit - 1: 1 Shift, 2
 * Alt, 4 Ctrl). */
static const struct {
    const char *name;
    uint32_t code;
} named_keys[] = {
    {"kUP",  BS_KEY_UP    },
    {"kDN",  BS_KEY_DOWN  },
    {"kLFT", BS_KEY_LEFT  },
    {"kRIT", BS_KEY_RIGHT },
    {"kHOM", BS_KEY_HOME  },
    {"kEND", BS_KEY_END   },
    {"kPRV", BS_KEY_PGUP  },
    {"kNXT", BS_KEY_PGDN  },
    {"kDC",  BS_KEY_DELETE},
    {"kIC",  BS_KEY_INSERT},
};

/* Codes of our own: the brackets that terminals put around a paste, the mouse. */
enum { PASTE_BEGIN = KEY_MAX + 1, PASTE_END, MOUSE_SGR, MOUSE_OLD };

void bs_input_init(void)
{
    define_key("\033[200~", PASTE_BEGIN);
    define_key("\033[201~", PASTE_END);
    define_key("\033[<", MOUSE_SGR); /* also while it is off: a click is never typed text */
    define_key("\033[M", MOUSE_OLD);
    for (size_t i = 0; i < BS_COUNT(extra_keys); i++) {
        if (key_defined(extra_keys[i].bytes) <= 0)
            define_key(extra_keys[i].bytes, extra_keys[i].code);
    }
}

bool bs_input_char(uint32_t c, struct bs_key_event *ev)
{
    static const uint32_t control[32] = {
        [0] = ' ',           [8] = BS_KEY_BACKSPACE,
        [9] = BS_KEY_TAB,    [10] = BS_KEY_ENTER,
        [13] = BS_KEY_ENTER, [27] = BS_KEY_ESC,
        [28] = '\\',         [29] = ']',
        [30] = '^',          [31] = '_',
    };

    *ev = (struct bs_key_event){.code = c};
    if (c == 127) {
        ev->code = BS_KEY_BACKSPACE;
    } else if (c < 32) {
        ev->code = control[c] ? control[c] : 'a' + c - 1;
        ev->mods = ev->code < BS_KEY_NONE ? BS_MOD_CTRL : 0;
    }
    return c < 0x80 || (c >= 0xa0 && c <= 0x10ffff);
}

/* -- the mouse
 * -------------------------------------------------------------------------------- */

/* "0;12;3M", behind the introducer: button, column, row, from 1; m is a release (xterm's
 * mode 1006).  In the older form three bytes, each 32 more than it says. */
bool bs_input_mouse(const char *text, size_t n, bool old, struct bs_key_event *ev)
{
    unsigned part[3] = {0};
    size_t parts = 0;
    bool release = n > 0 && text[n - 1] == 'm';

    if (old) {
        for (; parts < 3 && parts < n; parts++)
            part[parts] = (unsigned char)text[parts] - 32u;
        release = (part[0] & 3) == 3 && !(part[0] & 96);
        part[0] = release ? 0 : part[0];
    } else {
        for (size_t i = 0; i + 1 < n && parts < 3; i++)
            if (text[i] == ';')
                parts++;
            else if (part[parts] < 100000)
                part[parts] = part[parts] * 10 + (unsigned)(text[i] - '0');
        parts++;
    }
    if (parts != 3 || part[1] < 1 || part[2] < 1)
        return false;
    unsigned button = part[0] & ~(4u | 8u | 16u | 32u); /* modifiers, movement */
    *ev = (struct bs_key_event){
        .code = BS_KEY_MOUSE, .row = (int)part[2] - 1, .col = (int)part[1] - 1};
    ev->motion = release           ? BS_MOUSE_RELEASE
                 : part[0] & 32u ? BS_MOUSE_DRAG
                                 : BS_MOUSE_PRESS;
    ev->button = button == 0 ? 1 : button == 64 ? 4 : button == 65 ? 5 : 0;
    return ev->button != 0;
}

/* Takes what has come of it; the rest may come with a later read.  Curses' own decoder
 * loses events that come together. */
static bool mouse_key(struct bs_input *in, struct bs_key_event *ev)
{
    wint_t c;

    while (in->mouse != 0) {
        if (get_wch(&c) != OK)
            return false;
        bool part = in->mouse_old ? c < 0x80 : (c >= '0' && c <= '9') || c == ';';
        bool last = in->mouse_old ? in->mouse_n == 2 : c == 'M' || c == 'm';
        if ((!part && !last) || in->mouse_n == sizeof(in->text)) {
            in->mouse = false; /* not what it began as */
            return false;
        }
        in->text[in->mouse_n++] = (char)c;
        in->mouse = !last;
    }
    return bs_input_mouse(in->text, in->mouse_n, in->mouse_old, ev);
}

static bool named_key(int code, struct bs_key_event *ev)
{
    const char *name = keyname(code);

    for (size_t i = 0; name && i < BS_COUNT(named_keys); i++) {
        size_t n = strlen(named_keys[i].name);
        if (strncmp(name, named_keys[i].name, n) != 0)
            continue;
        int mods = name[n] >= '2' && name[n] <= '8' && !name[n + 1] ? name[n] - '1' : -1;
        if (mods < 0)
            continue;
        ev->code = named_keys[i].code;
        ev->mods = (uint8_t)((mods & 2 ? BS_MOD_ALT : 0) | (mods & 4 ? BS_MOD_CTRL : 0));
        return true;
    }
    return false;
}

static bool function_key(int code, struct bs_key_event *ev)
{
    *ev = (struct bs_key_event){.code = BS_KEY_NONE};
    if (code >= KEY_F(1) && code <= KEY_F(12)) {
        ev->code = BS_KEY_F1 + (uint32_t)(code - KEY_F(1));
        return true;
    }
    for (size_t i = 0; i < BS_COUNT(keys); i++) {
        if (keys[i].curses == code) {
            ev->code = keys[i].code;
            return true;
        }
    }
    return named_key(code, ev); /* KEY_RESIZE and the unknown are no keys */
}

/* Alt comes as ESC and the key; an ESC that stands alone was typed. */
static void alt_key(struct bs_key_event *ev)
{
    wint_t c;
    int kind = get_wch(&c);

    if (kind == ERR)
        return;
    if (kind == OK && c >= 0x20 && c != 0x7f && bs_input_char((uint32_t)c, ev)) {
        ev->mods |= BS_MOD_ALT;
        return;
    }
    if (kind == KEY_CODE_YES)
        ungetch((int)c);
    else
        unget_wch((wchar_t)c);
    *ev = (struct bs_key_event){.code = BS_KEY_ESC};
}

/* Pasted line ends and tabs are blanks: a prompt has one line, and nothing in a paste
 * presses Enter.  An ESC typed by hand ends a paste whose end got lost. */
static bool pasted(struct bs_input *in, struct bs_key_event *ev)
{
    if (ev->code == BS_KEY_ESC) {
        in->pasting = false;
        return true;
    }
    if (ev->code == BS_KEY_ENTER || ev->code == BS_KEY_TAB)
        *ev = (struct bs_key_event){.code = ' '};
    if (ev->code >= BS_KEY_NONE || (ev->mods & BS_MOD_CTRL))
        return false;
    ev->mods = BS_MOD_PASTE;
    return true;
}

bool bs_input_key(struct bs_input *in, struct bs_key_event *ev)
{
    for (int skipped = 0; skipped < 256; skipped++) {
        wint_t c;
        if (in->mouse) {
            if (mouse_key(in, ev))
                return true;
            if (in->mouse) /* the rest has not come yet */
                return false;
        }
        int kind = get_wch(&c);
        if (kind == ERR)
            return false;
        if (kind == KEY_CODE_YES && (c == MOUSE_SGR || c == MOUSE_OLD)) {
            in->mouse = true;
            in->mouse_old = c == MOUSE_OLD;
            in->mouse_n = 0;
            continue;
        }
        if (kind == KEY_CODE_YES && (c == PASTE_BEGIN || c == PASTE_END)) {
            in->pasting = c == PASTE_BEGIN;
            continue;
        }
        if (!(kind == KEY_CODE_YES ? function_key((int)c, ev)
                                   : bs_input_char((uint32_t)c, ev)))
            continue;
        if (!in->pasting && ev->code == BS_KEY_ESC)
            alt_key(ev);
        if (!in->pasting || pasted(in, ev))
            return true;
    }
    return false;
}
