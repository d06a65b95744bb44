/* Theme files: `color STYLE FG BG [bold|underline|reverse|dim]... [fg16=C] [bg16=C]`.  A
 * colour as
 * "#rrggbb" is quoted, for # begins a comment. */
#include "bannerscope/textfmt.h"
#include "bannerscope/ui.h"

#include <stdio.h>

static const char *const ansi_names[16] = {
    "black",        "red",           "green",       "yellow",         "blue",
    "magenta",      "cyan",          "white",       "bright-black",   "bright-red",
    "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white",
};
static const struct {
    const char *name;
    uint8_t attr;
} attr_names[] = {
    {"bold",      BS_A_BOLD     },
    {"underline", BS_A_UNDERLINE},
    {"reverse",   BS_A_REVERSE  },
    {"dim",       BS_A_DIM      }
};

enum { RGB = 0x1000000 };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse_rgb(bs_str s, int32_t *out)
{
    int32_t v = 0;
    if (s.n != 7)
        return false;
    for (size_t i = 1; i < 7; i++) {
        int d = hex_digit(s.p[i]);
        if (d < 0)
            return false;
        v = v << 4 | d;
    }
    *out = RGB | v;
    return true;
}

static bool parse_colour(bs_str s, int32_t *out)
{
    uint64_t n;
    if (bs_str_eq(s, BS_STR("default"))) {
        *out = -1;
        return true;
    }
    for (int i = 0; i < 16; i++)
        if (bs_str_eq(s, bs_str_z(ansi_names[i]))) {
            *out = i;
            return true;
        }
    if (s.n && s.p[0] == '#')
        return parse_rgb(s, out);
    if (!bs_str_u64(s, &n) || n > 255)
        return false;
    *out = (int32_t)n;
    return true;
}

static int32_t rgb_of(int32_t colour)
{
    static const uint8_t level[6] = {0, 95, 135, 175, 215, 255};
    static const int32_t ansi[16] = {
        0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
        0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
    if (colour & RGB)
        return colour & 0xffffff;
    if (colour < 16)
        return ansi[colour];
    if (colour >= 232) {
        int32_t grey = 8 + (colour - 232) * 10;
        return grey << 16 | grey << 8 | grey;
    }
    colour -= 16;
    return level[colour / 36] << 16 | level[colour / 6 % 6] << 8 | level[colour % 6];
}

/* Where the file does not say, the nearest of the sixteen stands in. */
static int8_t nearest16(int32_t colour)
{
    if (colour < 16)
        return (int8_t)colour;
    int32_t want = rgb_of(colour), best = -1, best_distance = 0;
    for (int i = 0; i < 16; i++) {
        int32_t have = rgb_of(i), distance = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int32_t d = (want >> shift & 255) - (have >> shift & 255);
            distance += d * d;
        }
        if (best < 0 || distance < best_distance) {
            best = i;
            best_distance = distance;
        }
    }
    return (int8_t)best;
}

struct reading {
    struct bs_theme *theme;
    bool set[BS_STYLE_COUNT];
    bs_complain_fn *complain;
    void *ctx;
};

static bs_err colour16(const struct bs_line *l, const char *option, int32_t full,
                       int8_t *out, struct bs_error *e)
{
    bs_str value;
    char shown[40];
    int32_t c;
    *out = nearest16(full);
    if (!bs_line_option(l, option, &value))
        return BS_OK;
    if (!parse_colour(value, &c) || c > 15)
        return bs_error_set(e, BS_E_SYNTAX, "%s=%s: want default or one of the 16 names",
                            option, bs_gate_z(bs_str_bytes(value), shown, sizeof shown));
    *out = (int8_t)c;
    return BS_OK;
}

static bs_err parse_attrs(const struct bs_line *l, uint8_t *attr, struct bs_error *e)
{
    char shown[40];
    for (size_t w = 4; w < l->words; w++) {
        bool known = bs_str_has_prefix(l->word[w], BS_STR("fg16=")) ||
                     bs_str_has_prefix(l->word[w], BS_STR("bg16="));
        for (size_t i = 0; i < BS_COUNT(attr_names); i++)
            if (bs_str_eq(l->word[w], bs_str_z(attr_names[i].name))) {
                *attr |= attr_names[i].attr;
                known = true;
            }
        if (!known)
            return bs_error_set(e, BS_E_SYNTAX,
                                "%s: want bold, underline, reverse or dim",
                                bs_gate_z(bs_str_bytes(l->word[w]), shown, sizeof shown));
    }
    return BS_OK;
}

static bs_err theme_line(void *ctx, const struct bs_line *l, struct bs_error *e)
{
    struct reading *rd = ctx;
    struct bs_style_def def = {-1, -1, 0, -1, -1};
    enum bs_style st;
    char shown[40];
    if (l->words < 4 || !bs_str_eq(l->word[0], BS_STR("color")))
        return bs_error_set(e, BS_E_SYNTAX,
                            "want: color STYLE FOREGROUND BACKGROUND [ATTRIBUTE]...");
    if (!bs_style_parse(l->word[1], &st))
        return bs_error_set(e, BS_E_SYNTAX, "%s is not a style",
                            bs_gate_z(bs_str_bytes(l->word[1]), shown, sizeof shown));
    for (int i = 0; i < 2; i++)
        if (!parse_colour(l->word[2 + i], i ? &def.bg : &def.fg))
            return bs_error_set(
                e, BS_E_SYNTAX,
                "%s is not a colour: a name, 0-255 or \"#rrggbb\" (quoted)",
                bs_gate_z(bs_str_bytes(l->word[2 + i]), shown, sizeof shown));
    bs_err err = parse_attrs(l, &def.attr, e);
    if (!err)
        err = colour16(l, "fg16", def.fg, &def.fg16, e);
    if (!err)
        err = colour16(l, "bg16", def.bg, &def.bg16, e);
    if (err)
        return err;
    rd->theme->style[st] = def;
    rd->set[st] = true;
    return BS_OK;
}

/* "themes/dark.theme" -> "dark" */
static void name_of(const char *path, char *out, size_t max)
{
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    const char *dot = strrchr(base, '.');
    snprintf(out, max, "%.*s", dot ? (int)(dot - base) : (int)strlen(base), base);
}

static void pass_on(void *ctx, const char *message)
{
    struct reading *rd = ctx;
    if (rd->complain)
        rd->complain(rd->ctx, message);
}

/* In one line, however many they are; the result counts them. */
static int complain_missing(struct reading *rd)
{
    char message[800];
    int missing = 0;
    int n = snprintf(message, sizeof message, "%s.theme: not set, as in the default theme:",
                     rd->theme->name);
    for (unsigned i = 0; i < BS_STYLE_COUNT; i++) {
        if (rd->set[i])
            continue;
        missing++;
        if ((size_t)n < sizeof message)
            n += snprintf(message + n, sizeof message - (size_t)n, " %s",
                          bs_style_name((enum bs_style)i));
    }
    if (missing)
        pass_on(rd, message);
    return missing;
}

bs_err bs_theme_load(const char *path, bs_complain_fn *complain, void *ctx, int *bad,
                     struct bs_theme *out, struct bs_error *e)
{
    struct reading rd = {.theme = out, .complain = complain, .ctx = ctx};
    bs_theme_builtin(out);
    name_of(path, out->name, sizeof out->name);
    bs_err err = bs_lines_read(path, theme_line, pass_on, &rd, bad, e);
    if (err)
        return err;
    *bad += complain_missing(&rd);
    return BS_OK;
}
