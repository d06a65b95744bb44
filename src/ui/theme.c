#include "bannerscope/ui.h"

#include <stdio.h>

static const char *const style_names[BS_STYLE_COUNT] = {
    [BS_ST_TEXT] = "text",
    [BS_ST_DIM] = "dim",
    [BS_ST_TITLE] = "title",
    [BS_ST_TITLE_FOCUS] = "title-focus",
    [BS_ST_BORDER] = "border",
    [BS_ST_BORDER_FOCUS] = "border-focus",
    [BS_ST_CURSOR] = "cursor",
    [BS_ST_CURSOR_BLUR] = "cursor-blur",
    [BS_ST_MARKED] = "marked",
    [BS_ST_HEADER] = "header",
    [BS_ST_MEDICAL] = "medical",
    [BS_ST_NON_MEDICAL] = "non-medical",
    [BS_ST_UNKNOWN] = "unknown",
    [BS_ST_NO_RESPONSE] = "no-response",
    [BS_ST_ANALYST] = "analyst",
    [BS_ST_STALE] = "stale",
    [BS_ST_HONEYPOT] = "honeypot",
    [BS_ST_NOTATION] = "notation",
    [BS_ST_EVIDENCE] = "evidence",
    [BS_ST_FIELD] = "field",
    [BS_ST_SEARCH] = "search",
    [BS_ST_HEX_NUL] = "hex-nul",
    [BS_ST_HEX_CONTROL] = "hex-control",
    [BS_ST_HEX_PRINT] = "hex-print",
    [BS_ST_HEX_HIGH] = "hex-high",
    [BS_ST_OFFSET] = "offset",
    [BS_ST_KEY] = "key",
    [BS_ST_STATUS] = "status",
    [BS_ST_OK] = "ok",
    [BS_ST_ERROR] = "error",
    [BS_ST_PROGRESS] = "progress",
    [BS_ST_INPUT] = "input",
    [BS_ST_LIST] = "list",
};

enum { DEF = -1, BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };
#define BOLD BS_A_BOLD
#define UNDER BS_A_UNDERLINE
#define REV BS_A_REVERSE
#define DIMMED BS_A_DIM

/* As themes/default.theme: sixteen ANSI colours, no background but for cursors. */
static const struct bs_style_def builtin[BS_STYLE_COUNT] = {
    [BS_ST_TEXT] = {DEF,     DEF,    0,            DEF,     DEF   },
    [BS_ST_DIM] = {DEF,     DEF,    DIMMED,       DEF,     DEF   },
    [BS_ST_TITLE] = {DEF,     DEF,    0,            DEF,     DEF   },
    [BS_ST_TITLE_FOCUS] = {DEF,     DEF,    BOLD | REV,   DEF,     DEF   },
    [BS_ST_BORDER] = {DEF,     DEF,    DIMMED,       DEF,     DEF   },
    [BS_ST_BORDER_FOCUS] = {CYAN,    DEF,    BOLD,         CYAN,    DEF   },
    [BS_ST_CURSOR] = {DEF,     DEF,    REV,          DEF,     DEF   },
    [BS_ST_CURSOR_BLUR] = {DEF,     DEF,    UNDER,        DEF,     DEF   },
    [BS_ST_MARKED] = {YELLOW,  DEF,    BOLD,         YELLOW,  DEF   },
    [BS_ST_HEADER] = {DEF,     DEF,    UNDER,        DEF,     DEF   },
    [BS_ST_MEDICAL] = {RED,     DEF,    BOLD,         RED,     DEF   },
    [BS_ST_NON_MEDICAL] = {GREEN,   DEF,    0,            GREEN,   DEF   },
    [BS_ST_UNKNOWN] = {YELLOW,  DEF,    UNDER,        YELLOW,  DEF   },
    [BS_ST_NO_RESPONSE] = {DEF,     DEF,    DIMMED,       DEF,     DEF   },
    [BS_ST_ANALYST] = {CYAN,    DEF,    BOLD,         CYAN,    DEF   },
    [BS_ST_STALE] = {MAGENTA, DEF,    0,            MAGENTA, DEF   },
    [BS_ST_HONEYPOT] = {MAGENTA, DEF,    BOLD,         MAGENTA, DEF   },
    [BS_ST_NOTATION] = {CYAN,    DEF,    0,            CYAN,    DEF   },
    [BS_ST_EVIDENCE] = {YELLOW,  DEF,    BOLD | UNDER, YELLOW,  DEF   },
    [BS_ST_FIELD] = {BLACK,   CYAN,   0,            BLACK,   CYAN  },
    [BS_ST_SEARCH] = {BLACK,   YELLOW, 0,            BLACK,   YELLOW},
    [BS_ST_HEX_NUL] = {DEF,     DEF,    DIMMED,       DEF,     DEF   },
    [BS_ST_HEX_CONTROL] = {MAGENTA, DEF,    0,            MAGENTA, DEF   },
    [BS_ST_HEX_PRINT] = {DEF,     DEF,    0,            DEF,     DEF   },
    [BS_ST_HEX_HIGH] = {YELLOW,  DEF,    0,            YELLOW,  DEF   },
    [BS_ST_OFFSET] = {DEF,     DEF,    DIMMED,       DEF,     DEF   },
    [BS_ST_KEY] = {CYAN,    DEF,    BOLD,         CYAN,    DEF   },
    [BS_ST_STATUS] = {DEF,     DEF,    REV,          DEF,     DEF   },
    [BS_ST_OK] = {GREEN,   DEF,    BOLD | REV,   GREEN,   DEF   },
    [BS_ST_ERROR] = {RED,     DEF,    BOLD | REV,   RED,     DEF   },
    [BS_ST_PROGRESS] = {CYAN,    DEF,    REV,          CYAN,    DEF   },
    [BS_ST_INPUT] = {DEF,     DEF,    BOLD,         DEF,     DEF   },
    [BS_ST_LIST] = {BLUE,    DEF,    BOLD,         BLUE,    DEF   },
};

const char *bs_style_name(enum bs_style s)
{
    return (unsigned)s < BS_STYLE_COUNT ? style_names[s] : "";
}

bool bs_style_parse(bs_str s, enum bs_style *out)
{
    for (unsigned i = 0; i < BS_STYLE_COUNT; i++)
        if (bs_str_eq(s, bs_str_z(style_names[i]))) {
            *out = (enum bs_style)i;
            return true;
        }
    return false;
}

void bs_theme_builtin(struct bs_theme *out)
{
    snprintf(out->name, sizeof out->name, "default");
    memcpy(out->style, builtin, sizeof builtin);
}
