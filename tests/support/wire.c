#include "pty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROUND, ESC, CSI, OSC, DCS, CHARSET };

static const struct {
    uint32_t from, to;
} forbidden[] = {
    {0x00,    0x1f    },
    {0x7f,    0x9f    },
    {0xad,    0xad    },
    {0x34f,   0x34f   },
    {0x61c,   0x61c   },
    {0x115f,  0x1160  },
    {0x17b4,  0x17b5  },
    {0x180b,  0x180f  },
    {0x200b,  0x200f  },
    {0x2028,  0x202e  },
    {0x2060,  0x206f  },
    {0x3164,  0x3164  },
    {0xd800,  0xdfff  },
    {0xe000,  0xf8ff  },
    {0xfe00,  0xfe0f  },
    {0xfeff,  0xfeff  },
    {0xffa0,  0xffa0  },
    {0xfff0,  0xfffb  },
    {0xfffe,  0xffff  },
    {0x300,   0x36f   },
    {0x590,   0x8ff   },
    {0x1d173, 0x1d17a },
    {0x1f000, 0x1ffff },
    {0xe0000, 0xe0fff },
    {0xf0000, 0x10ffff},
};

bool wire_forbidden(uint32_t cp)
{
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
        if (cp >= forbidden[i].from && cp <= forbidden[i].to)
            return true;
    }
    return cp > 0x10ffff;
}

static void complain(struct wire *w, const char *what, uint32_t value)
{
    char text[64];
    size_t n = 0;

    if (w->complaint[0])
        return;
    for (size_t i = 0; i < w->n && n + 5 < sizeof(text); i++) {
        unsigned char c = (unsigned char)w->seq[i];
        n += (size_t)snprintf(text + n, sizeof(text) - n,
                              c > 32 && c < 127 ? "%c" : "\\x%02x", c);
    }
    text[n] = '\0';
    snprintf(w->complaint, sizeof(w->complaint), "%s %02x (in: %s)", what, value, text);
}

static bool in_list(long n, const long *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] == n)
            return true;
    }
    return false;
}

/* Private modes that curses and we switch: cursor keys, wrap, blinking and visible
 * cursor, mouse, meta, alternate screen; 2004 is in what a crash resets. */
static const long modes[] = {1,    4,    5,    7,    12,   25,   47,   1000,
                             1002, 1003, 1006, 1034, 1047, 1048, 1049, 2004};

static void check_modes(struct wire *w)
{
    for (char *p = w->seq + 3; *p && p < w->seq + w->n;) {
        if (!in_list(strtol(p, &p, 10), modes, sizeof(modes) / sizeof(modes[0])))
            complain(w, "private mode", (uint32_t)w->seq[w->n - 1]);
        if (*p != ';')
            break;
        p++;
    }
}

static void check_sgr(struct wire *w)
{
    for (char *p = w->seq + 2; *p && p < w->seq + w->n;) {
        long n = strtol(p, &p, 10);
        if ((n >= 30 && n <= 49) || (n >= 90 && n <= 107))
            w->saw_color = true;
        if (*p != ';' && *p != ':')
            break;
        p++;
    }
}

static void end_csi(struct wire *w, char final)
{
    w->seq[w->n] = '\0';
    if (final == 'm')
        check_sgr(w);
    else if ((final == 'h' || final == 'l') && w->seq[2] == '?')
        check_modes(w);
    else if (final == 't' && w->allow_title &&
             (!strcmp(w->seq, "\033[22;2t") || !strcmp(w->seq, "\033[23;2t")))
        return;
    else if (final == 't' && strcmp(w->seq, "\033[22;0;0t") &&
             strcmp(w->seq, "\033[23;0;0t"))
        complain(w, "window operation", 't');
    else if (final == 'c' && strcmp(w->seq, "\033[?0c") && strcmp(w->seq, "\033[?1c") &&
             strcmp(w->seq, "\033[?8c")) /* cursor shapes of the Linux console */
        complain(w, "report", 'c');
    else if (!strchr("@ABCDEFGHIJKLMPSTXZabdefghlmrt`c", final))
        complain(w, "CSI", (uint32_t) final);
}

static void end_osc(struct wire *w)
{
    w->seq[w->n] = '\0';
    if (strcmp(w->seq, "\033]104\a") == 0) /* curses: the palette back as it was */
        return;
    if (w->allow_title && strncmp(w->seq, "\033]2;bannerscope: ", 17) == 0)
        w->titled = true;
    else if (!w->allow_osc52 || strncmp(w->seq, "\033]52;c;", 7) != 0)
        complain(w, "OSC", (uint32_t)w->seq[2]);
}

static void text_byte(struct wire *w, uint8_t c)
{
    if (c >= 0x80)
        w->saw_high = true;
    if (w->more > 0) {
        if ((c & 0xc0) != 0x80) {
            complain(w, "cut UTF-8 before", c);
            w->more = 0;
            return;
        }
        w->cp = w->cp << 6 | (c & 0x3f);
        if (--w->more == 0 && wire_forbidden(w->cp))
            complain(w, "forbidden code point", w->cp);
    } else if (c >= 0xc2 && c <= 0xf4) {
        w->more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
        w->cp = c & (0x3fu >> w->more);
    } else if (c >= 0x7f) {
        complain(w, "byte", c);
    }
}

static void ground(struct wire *w, uint8_t c)
{
    w->n = 0;
    if (c == 033) {
        w->state = ESC;
        w->seq[w->n++] = (char)c;
    } else if (c >= 0x20) {
        text_byte(w, c);
    } else if (c == '\a' && w->allow_bell) {
        w->rang = true;
    } else if (!strchr("\b\t\n\r\016\017", c) || (c == 0 && !w->allow_nul)) {
        complain(w, "control", c);
    }
}

static void escape(struct wire *w, uint8_t c)
{
    w->state = GROUND;
    if (c == '[')
        w->state = CSI;
    else if (c == ']')
        w->state = OSC;
    else if (c == 'P' && w->allow_osc52)
        w->state = DCS;
    else if (c == '(' || c == ')' || c == '*' || c == '+')
        w->state = CHARSET;
    else if (!strchr("78=>MDEHgl", c))
        complain(w, "escape", c);
}

/* The clipboard, wrapped for tmux (where an ESC of the content is doubled) or for screen. */
static void dcs(struct wire *w, uint8_t c)
{
    bool was_esc = w->dcs_esc;

    w->dcs_esc = c == 033 && !was_esc;
    if (!was_esc || c != '\\')
        return;
    w->state = GROUND;
    w->seq[w->n] = '\0';
    if (strncmp(w->seq, "\033Ptmux;\033\033]52;c;", 15) != 0 &&
        strncmp(w->seq, "\033P\033]52;c;", 9) != 0)
        complain(w, "DCS", (uint32_t)w->seq[2]);
}

void wire_watch(struct wire *w, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t c = p[i];
        if (w->state == GROUND) {
            ground(w, c);
            continue;
        }
        if (w->n + 2 < sizeof(w->seq))
            w->seq[w->n++] = (char)c;
        else if (w->state != OSC && w->state != DCS)
            complain(w, "endless sequence", c);
        if (w->state == ESC) {
            escape(w, c);
        } else if (w->state == DCS) {
            dcs(w, c);
        } else if (w->state == CHARSET) {
            w->state = GROUND;
        } else if (w->state == CSI && (c < 0x20 || c >= 0x40)) {
            w->state = GROUND;
            end_csi(w, (char)c);
        } else if (w->state == OSC &&
                   (c == '\a' || c < 0x20 || (w->n == 3 && c == 'R'))) {
            w->state = GROUND;
            if (c != 'R') /* the Linux console's palette reset has no end */
                end_osc(w);
        }
    }
}
