#include "tui_priv.h"

/* What must be seen without any colour, added to the theme's own attributes. */
static const uint8_t mono_attr[BS_STYLE_COUNT] = {
    [BS_ST_TITLE_FOCUS] = BS_A_BOLD,   [BS_ST_BORDER_FOCUS] = BS_A_BOLD,
    [BS_ST_CURSOR] = BS_A_REVERSE,     [BS_ST_CURSOR_BLUR] = BS_A_UNDERLINE,
    [BS_ST_MARKED] = BS_A_BOLD,        [BS_ST_MEDICAL] = BS_A_BOLD,
    [BS_ST_UNKNOWN] = BS_A_UNDERLINE,  [BS_ST_NOTATION] = BS_A_REVERSE,
    [BS_ST_EVIDENCE] = BS_A_UNDERLINE, [BS_ST_FIELD] = BS_A_REVERSE,
    [BS_ST_SEARCH] = BS_A_REVERSE,     [BS_ST_KEY] = BS_A_BOLD,
    [BS_ST_ERROR] = BS_A_REVERSE,      [BS_ST_INPUT] = BS_A_UNDERLINE,
};

static int square(int x)
{
    return x * x;
}

/* The nearest of the 6x6x6 cube (16..231) and the grey ramp (232..255) of xterm. */
static int nearest_256(int32_t rgb)
{
    static const int level[6] = {0, 95, 135, 175, 215, 255};
    const int want[3] = {(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255};
    int at[3], cube = 0, grey = 0;

    for (int i = 0; i < 3; i++) {
        at[i] = 0;
        for (int k = 1; k < 6; k++) {
            if (square(level[k] - want[i]) < square(level[at[i]] - want[i]))
                at[i] = k;
        }
        cube += square(level[at[i]] - want[i]);
    }
    int mean = (want[0] + want[1] + want[2]) / 3;
    int step = mean < 8 ? 0 : (mean - 3) / 10;
    if (step > 23)
        step = 23;
    for (int i = 0; i < 3; i++)
        grey += square(8 + 10 * step - want[i]);
    return grey < cube ? 232 + step : 16 + 36 * at[0] + 6 * at[1] + at[2];
}

static int color_of(int32_t full, int8_t small, int colors)
{
    if (colors < 256)
        return small < 0 ? -1 : small % 16;
    if (full < 0)
        return -1;
    return full >= 0x1000000 ? nearest_256(full) : full & 255;
}

struct bs_pen bs_pen_of(const struct bs_theme *theme, enum bs_style style, int colors)
{
    const struct bs_style_def *def = &theme->style[style];
    struct bs_pen pen = {-1, -1, def->attr};

    if (colors < 8) {
        pen.attr |= mono_attr[style];
        return pen;
    }
    pen.fg = color_of(def->fg, def->fg16, colors);
    pen.bg = color_of(def->bg, def->bg16, colors);
    if (colors <
        16) { /* the bright half of 16 is bold; a bright ground has no such way out */
        if (pen.fg >= 8)
            pen.attr |= BS_A_BOLD;
        pen.fg = pen.fg < 0 ? -1 : pen.fg & 7;
        pen.bg = pen.bg < 0 ? -1 : pen.bg & 7;
    }
    if (pen.fg >= 0 && pen.fg == pen.bg) { /* unreadable after the reduction */
        pen.fg = pen.bg = -1;
        pen.attr |= BS_A_REVERSE;
    }
    return pen;
}
