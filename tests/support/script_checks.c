/* What a script wants to see. */
#include "script.h"

#include <signal.h>
#include <fcntl.h>
#include <unistd.h>
#include <stdlib.h>
#include <string.h>

static void row_text(const struct script *s, int r, char *out, size_t max)
{
    pty_row(&s->pty, r, out, max);
}

static bool find_text(const struct script *s, const char *text, int *row, int *col)
{
    char line[8192];

    for (int r = 0; r < s->pty.rows; r++) {
        row_text(s, r, line, sizeof(line));
        const char *at = strstr(line, text);
        if (!at)
            continue;
        *row = r;
        *col = 0;
        for (const char *p = line; p < at; p++)
            *col += ((unsigned char)*p & 0xc0) != 0x80;
        return true;
    }
    return false;
}

void cmd_expect(struct script *s, const char *rest)
{
    char row[8192], word[64] = "END";
    int start = s->at, last = 0, r = 0;
    bool same = true;

    sscanf(rest, "<<%63s", word);
    for (int i = 0; i < s->pty.rows; i++) {
        row_text(s, i, row, sizeof(row));
        last = *row ? i + 1 : last;
    }
    while (++s->at < s->lines && strcmp(s->line[s->at], word) != 0) {
        row[0] = '\0';
        if (r < s->pty.rows)
            row_text(s, r, row, sizeof(row));
        same &= strcmp(row, s->line[s->at]) == 0;
        r++;
    }
    same &= r == last;
    for (int i = 0; s->rewritten && i < last; i++) {
        row_text(s, i, row, sizeof(row));
        fprintf(s->rewritten, "%s\n", row);
    }
    if (s->rewritten)
        fprintf(s->rewritten, "%s\n", word);
    int end = s->at;
    s->at = start;
    point(s, same || s->rewritten, "screen");
    if (!same && !s->rewritten) {
        printf("# expected:\n");
        for (int i = start + 1; i < end; i++)
            printf("# |%s\n", s->line[i]);
        printf("# seen:\n");
        print_screen(s);
    }
    s->at = end;
}

void cmd_expect_has(struct script *s, const char *rest)
{
    int row, col;
    bool ok = find_text(s, rest, &row, &col);

    point(s, ok, "shows: %s", rest);
    if (!ok)
        print_screen(s);
}

void cmd_expect_not(struct script *s, const char *rest)
{
    int row, col;
    bool found = find_text(s, rest, &row, &col);

    point(s, !found, "does not show: %s", rest);
    if (found)
        print_screen(s);
}

static bool has_style(const VTermScreenCell *c, const char *style)
{
    if (strcmp(style, "bold") == 0)
        return c->attrs.bold;
    if (strcmp(style, "underline") == 0)
        return c->attrs.underline;
    if (strcmp(style, "reverse") == 0)
        return c->attrs.reverse;
    if (strcmp(style, "color") == 0)
        return !VTERM_COLOR_IS_DEFAULT_FG(&c->fg) || !VTERM_COLOR_IS_DEFAULT_BG(&c->bg);
    if (strcmp(style, "lit") == 0) /* stands out in whatever way */
        return c->attrs.bold || c->attrs.underline || c->attrs.reverse ||
               !VTERM_COLOR_IS_DEFAULT_BG(&c->bg);
    return false;
}

/* style ROW,COL NAME...  or  style "TEXT" NAME...  (! in front of NAME: must not be) */
void cmd_style(struct script *s, const char *rest)
{
    char words[1024], *word[8];
    int n = split(s, rest, words, sizeof(words), word, 8), row = 0, col = 0;

    if (n < 2 || (word[0][0] == '"' ? !find_text(s, word[0] + 1, &row, &col)
                                    : sscanf(word[0], "%d,%d", &row, &col) != 2)) {
        point(s, false, "style: %s is not there", n ? word[0] : "");
        print_screen(s);
        return;
    }
    VTermScreenCell c = pty_cell(&s->pty, row, col);
    for (int i = 1; i < n; i++) {
        bool no = word[i][0] == '!';
        point(s, has_style(&c, word[i] + no) != no, "cell %d,%d is %s", row, col,
              word[i]);
    }
}

void cmd_cursor_on(struct script *s, const char *rest)
{
    VTermPos pos;
    char line[8192];

    vterm_state_get_cursorpos(vterm_obtain_state(s->pty.vt), &pos);
    row_text(s, pos.row, line, sizeof(line));
    point(s, strstr(line, rest) != NULL, "the cursor (%d,%d) is on: %s", pos.row, pos.col,
          rest);
    if (!strstr(line, rest))
        print_screen(s);
}

static bool same_cell(const VTermScreenCell *a, const VTermScreenCell *b)
{
    if (a->chars[0] == (uint32_t)-1 && b->chars[0] == (uint32_t)-1)
        return true; /* the right half of a wide character has nothing of its own */
    return a->width == b->width && a->attrs.bold == b->attrs.bold &&
           a->attrs.underline == b->attrs.underline &&
           a->attrs.reverse == b->attrs.reverse &&
           memcmp(a->chars, b->chars, sizeof(a->chars)) == 0 &&
           vterm_color_is_equal(&a->fg, &b->fg) && vterm_color_is_equal(&a->bg, &b->bg);
}

/* What is on the screen must be what a forced redraw puts there; 0 = nothing differs. */
int repaint_difference(struct script *s, char *what, size_t max)
{
    size_t n = (size_t)s->pty.rows * (size_t)s->pty.cols;
    VTermScreenCell *before = calloc(n, sizeof(*before));
    int differ = 0;

    for (size_t i = 0; i < n; i++)
        before[i] = pty_cell(&s->pty, (int)i / s->pty.cols, (int)i % s->pty.cols);
    /* Not by a key where that can be avoided: a key also clears the last message. */
    if (s->in_shell) {
        pty_key(&s->pty, "^L");
        pty_flush(&s->pty);
    } else {
        pty_signal(&s->pty, SIGCONT);
    }
    settle(s);
    for (size_t i = 0; i < n; i++) {
        VTermScreenCell now =
            pty_cell(&s->pty, (int)i / s->pty.cols, (int)i % s->pty.cols);
        /* a cell never written and a blank look the same */
        before[i].chars[0] = before[i].chars[0] ? before[i].chars[0] : ' ';
        now.chars[0] = now.chars[0] ? now.chars[0] : ' ';
        if (!same_cell(&before[i], &now) && differ++ == 0)
            snprintf(what, max, "first at %d,%d: U+%04X, redrawn U+%04X",
                     (int)i / s->pty.cols, (int)i % s->pty.cols, before[i].chars[0],
                     now.chars[0]);
    }
    free(before);
    return differ;
}

void cmd_repaint(struct script *s, const char *rest)
{
    char what[160] = "";

    (void)rest;
    int differ = repaint_difference(s, what, sizeof(what));
    if (!s->dead)
        point(s, differ == 0, "a forced redraw changes nothing (%d cells; %s)", differ,
              what);
}

/* storm N: N sizes from 1x1 to 250x60, always the same ones, then back. */
void cmd_storm(struct script *s, const char *rest)
{
    int times = atoi(rest), rows = s->pty.rows, cols = s->pty.cols, differ = 0;
    uint32_t seed = 1;
    char what[160] = "", size[32];

    for (int i = 0; i < times && !s->dead; i++) {
        seed = seed * 1664525u + 1013904223u;
        int r = i % 10 == 0 ? 1 : (int)(1 + (seed >> 16) % 60);
        int c = i % 10 == 0 ? 1 : (int)(1 + (seed >> 8) % 250);
        snprintf(size, sizeof(size), "%dx%d", c, r);
        cmd_resize(s, size);
        if (!s->dead)
            differ += repaint_difference(s, what, sizeof(what));
    }
    snprintf(size, sizeof(size), "%dx%d", cols, rows);
    if (!s->dead)
        cmd_resize(s, size);
    if (!s->dead)
        point(s, differ == 0, "%d resizes leave the screen exact (%d cells; %s)", times,
              differ, what);
}

/* The terminal is as it was before the program came. */
void cmd_expect_restored(struct script *s, const char *rest)
{
    struct termios now;

    (void)rest;
    tcgetattr(s->pty.slave, &now);
    const struct termios *was = &s->pty.before;
    bool line = now.c_iflag == was->c_iflag && now.c_oflag == was->c_oflag &&
                now.c_lflag == was->c_lflag && now.c_cflag == was->c_cflag;
    point(s, line, "the line's modes are as before (%x %x %x %x, were %x %x %x %x)",
          now.c_iflag, now.c_oflag, now.c_cflag, now.c_lflag, was->c_iflag, was->c_oflag,
          was->c_cflag, was->c_lflag);
    point(s, !s->pty.altscreen && s->pty.cursor_visible && s->pty.mouse == 0,
          "no alternate screen (%d), cursor visible (%d), no mouse (%d)",
          s->pty.altscreen, s->pty.cursor_visible, s->pty.mouse);
}

void cmd_bytes_max(struct script *s, const char *rest)
{
    point(s, s->pty.bytes <= (size_t)atol(rest), "%zu bytes, at most %s", s->pty.bytes,
          rest);
}

/* idle COMMAND: while it runs, the program sends nothing. */
void cmd_idle(struct script *s, const char *rest)
{
    uint8_t byte;

    cmd_shell(s, rest);
    int flags = fcntl(s->pty.master, F_GETFL);
    fcntl(s->pty.master, F_SETFL, flags | O_NONBLOCK);
    ssize_t n = read(s->pty.master, &byte, 1);
    fcntl(s->pty.master, F_SETFL, flags);
    point(s, n <= 0, "nothing is sent while nothing happens");
}

/* quick MS KEY...: what they do is on the screen after so many milliseconds at the latest. */
void cmd_quick(struct script *s, const char *rest)
{
    long limit_ms = atol(rest);
    const char *keys = strchr(rest, ' ');
    int64_t begun = pty_now_us();

    cmd_key(s, keys ? keys + 1 : "");
    int64_t took_ms = (s->pty.last_us - begun) / 1000;
    if (!s->dead)
        point(s, took_ms <= limit_ms, "%lld ms until the last byte, at most %ld",
              (long long)took_ms, limit_ms);
}

void cmd_expect_wire(struct script *s, const char *rest)
{
    if (strstr(rest, "no-color"))
        point(s, !s->pty.wire.saw_color, "no colour was ever asked for");
    if (strstr(rest, " color") || strcmp(rest, "color") == 0)
        point(s, s->pty.wire.saw_color, "colours were used");
    if (strstr(rest, "ascii"))
        point(s, !s->pty.wire.saw_high, "only ASCII was sent");
    if (strstr(rest, "bell"))
        point(s, s->pty.wire.rang == !strstr(rest, "no-bell"), "the bell");
    if (strstr(rest, "title"))
        point(s, s->pty.wire.titled, "the window has a title");
}
