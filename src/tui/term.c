#include "tui_priv.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

enum {
    MAX_ROWS = 500, /* of a window size that is not nonsense */
    MAX_COLS = 1000,
    GROUND = BS_A_UNDERLINE | BS_A_REVERSE, /* attributes seen on a blank */
    GAP_MAX = 3, /* blanks between two words that may take the pen of the first */
};

struct bs_tty {
    SCREEN *screen;
    bool ascii, color, mouse, paste;
    bool wanted; /* the mouse, after a suspension */
    char *title; /* of the window, or NULL */
    int colors;
    int rows, cols;
    bool stale;            /* the terminal shows something else than `front` */
    int cursor_visible;    /* as last set; -1 = not yet */
    struct bs_cell *front; /* what was sent: rows * cols */
    struct bs_cell *line;  /* one row as it is to be: the pens of its gaps chosen */
    cchar_t *run;          /* the same for curses */
    struct {
        attr_t attr;
        short pair;
        bool own_ground; /* seen on a blank, too */
    } pen[BS_STYLE_COUNT];
};

/* -- the end, in every case
 * ---------------------------------------------------------------- */

/* Async-signal-safe, and without a saved state: leaves the alternate screen, switches the
 * modes off that we or curses may have switched on, makes the line usable again. */
static void emergency_restore(void)
{
    static const char reset[] =
        "\033[?1006l\033[?1002l\033[?1000l\033[?2004l\033[?1l\033>"
        "\033[r\033[?1049l\033[?25h\033[0m\r\n";
    struct termios tio;
    ssize_t ignored = write(STDOUT_FILENO, reset, sizeof(reset) - 1);

    (void)ignored;
    if (tcgetattr(STDIN_FILENO, &tio) == 0) {
        tio.c_iflag |= ICRNL | IXON;
        tio.c_oflag |= OPOST | ONLCR;
        tio.c_lflag &= ~(tcflag_t)NOFLSH;
        tio.c_lflag |= ICANON | ECHO | ECHOE | ECHOK | ISIG | IEXTEN;
        tcsetattr(STDIN_FILENO, TCSANOW, &tio);
    }
}

static void say_crashed(void)
{
    static const char said[] = "bannerscope: ended by a fault of its own; what was called saved is saved\r\n";
    ssize_t ignored = write(STDERR_FILENO, said, sizeof said - 1);

    (void)ignored;
}

static void on_crash(int sig)
{
    emergency_restore();
    say_crashed();
    raise(sig); /* SA_RESETHAND: now the default action */
}

static void on_early_crash(int sig)
{
    say_crashed();
    raise(sig);
}

static void handle_crashes(void (*handler)(int))
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction sa = {.sa_flags = (int)SA_RESETHAND};

    sa.sa_handler = handler;
    for (size_t i = 0; i < BS_COUNT(signals); i++)
        sigaction(signals[i], &sa, NULL);
}

void bs_tty_guard(void)
{
    handle_crashes(on_early_crash);
}

static void crash_handlers(bool on)
{
    handle_crashes(on ? on_crash : SIG_DFL);
    bs_fatal_hook(on ? emergency_restore : NULL);
}

/* -- life
 * --------------------------------------------------------------------------------- */

/* Pastes in brackets, so that pasted text is never taken for keys.  Asked only of
 * terminals that have a mouse protocol: those know the mode, others might print it. */
static void bracket_pastes(const struct bs_tty *t, bool on)
{
    if (t->paste)
        bs_tty_send((bs_bytes){(const uint8_t *)(on ? "\033[?2004h" : "\033[?2004l"), 8});
}

/* The window's title, the one before kept by the terminal meanwhile (xterm's stack). */
static void show_title(const struct bs_tty *t, bool on)
{
    char text[160];

    if (!t->title || !t->paste)
        return;
    int n = on ? snprintf(text, sizeof(text), "\033[22;2t\033]2;%s\a", t->title)
               : snprintf(text, sizeof(text), "\033[23;2t");
    bs_tty_send((bs_bytes){(const uint8_t *)text, (size_t)n});
}

void bs_tty_bell(struct bs_tty *t)
{
    (void)t;
    beep();
}

static void set_size(struct bs_tty *t)
{
    int rows, cols;

    getmaxyx(stdscr, rows, cols);
    t->rows = rows;
    t->cols = cols;
    t->front = bs_realloc(t->front, sizeof(*t->front) * (size_t)rows * (size_t)cols);
    t->line = bs_realloc(t->line, sizeof(*t->line) * (size_t)cols);
    t->run = bs_realloc(t->run, sizeof(*t->run) * (size_t)cols);
    t->stale = true;
}

static void set_modes(struct bs_tty *t)
{
    raw(); /* ^C ^Z ^S ^Q are keys; signals from outside come through the signalfd */
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    meta(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    idlok(stdscr, TRUE);
    typeahead(
        -1); /* the loop drains input first; half a frame would stay on the screen */
    if (t->color && start_color() == OK) {
        t->colors = COLORS;
        if (use_default_colors() != OK)
            assume_default_colors(COLOR_WHITE, COLOR_BLACK);
    }
}

bs_err bs_tty_open(const struct bs_tty_options *o, struct bs_tty **out,
                   struct bs_error *e)
{
    bs_err err = bs_tty_check(e);

    if (err)
        return err;
    if (!getenv("ESCDELAY")) /* curses would wait a second for what may follow an ESC */
        set_escdelay(25);
    crash_handlers(true);
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (!screen) {
        crash_handlers(false);
        return bs_error_set(e, BS_E_TERMINAL, "curses could not start on this terminal");
    }
    struct bs_tty *t = bs_alloc(sizeof(*t));
    t->screen = screen;
    t->ascii = o->ascii;
    t->color = !o->no_color;
    t->cursor_visible = -1;
    set_modes(t);
    bs_input_init();
    const char *mouse = tigetstr((char[]){"kmous"});
    t->paste = mouse && mouse != (const char *)-1;
    bracket_pastes(t, true);
    t->title = o->title ? bs_strdup(bs_str_z(o->title)) : NULL;
    show_title(t, true);
    set_size(t);
    bs_tty_resize(t);
    if (o->mouse)
        bs_tty_mouse(t, true);
    *out = t;
    return BS_OK;
}

void bs_tty_close(struct bs_tty *t)
{
    if (!t)
        return;
    if (t->mouse)
        bs_tty_mouse(t, false);
    bracket_pastes(t, false);
    show_title(t, false);
    endwin();
    delscreen(t->screen);
    crash_handlers(false);
    free(t->title);
    free(t->front);
    free(t->line);
    free(t->run);
    free(t);
}

void bs_tty_suspend(struct bs_tty *t)
{
    bool mouse = t->mouse;
    bs_tty_mouse(t, false);
    t->wanted = mouse; /* for the way back */
    bracket_pastes(t, false);
    show_title(t, false);
    endwin();
    crash_handlers(false);
}

void bs_tty_resume(struct bs_tty *t)
{
    crash_handlers(true);
    reset_prog_mode();
    bracket_pastes(t, true);
    show_title(t, true);
    if (t->wanted)
        bs_tty_mouse(t, true);
    bs_tty_resize(t);
    bs_tty_redraw(t);
}

/* Clicks, movement while a button is held, coordinates as numbers; input.c reads them.  Asked
 * of terminals whose description has a mouse. */
bool bs_tty_mouse(struct bs_tty *t, bool on)
{
    static const char enter[] = "\033[?1000h\033[?1002h\033[?1006h";
    static const char leave[] = "\033[?1006l\033[?1002l\033[?1000l";

    if (t->paste && on != t->mouse)
        bs_tty_send((bs_bytes){(const uint8_t *)(on ? enter : leave), sizeof(enter) - 1});
    t->mouse = on && t->paste;
    return t->mouse;
}

bool bs_tty_has_mouse(const struct bs_tty *t)
{
    return t->mouse;
}

int bs_tty_colors(const struct bs_tty *t)
{
    return t->colors;
}

void bs_tty_size(const struct bs_tty *t, int *rows, int *cols)
{
    *rows = t->rows;
    *cols = t->cols;
}

bool bs_tty_resize(struct bs_tty *t)
{
    struct winsize ws;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) != 0 || ws.ws_row == 0 || ws.ws_col == 0)
        return false;
    int rows = ws.ws_row < MAX_ROWS ? ws.ws_row : MAX_ROWS;
    int cols = ws.ws_col < MAX_COLS ? ws.ws_col : MAX_COLS;
    if (rows == t->rows && cols == t->cols)
        return false;
    resizeterm(rows, cols);
    set_size(t);
    return true;
}

/* -- styles
 * -------------------------------------------------------------------------------- */

static attr_t curses_attr(uint8_t attr)
{
    return (attr & BS_A_BOLD ? A_BOLD : 0) | (attr & BS_A_UNDERLINE ? A_UNDERLINE : 0) |
           (attr & BS_A_REVERSE ? A_REVERSE : 0) | (attr & BS_A_DIM ? A_DIM : 0);
}

void bs_tty_theme(struct bs_tty *t, const struct bs_theme *theme)
{
    const struct bs_pen text = bs_pen_of(theme, BS_ST_TEXT, t->colors);
    struct bs_pen pens[BS_STYLE_COUNT];
    /* 0 is the terminal's own.  Where a colour can be left alone (AX), plain text is a pair like
     * any other: to leave a colour for pair 0 curses also resets everything else. */
    const bool plain_pair = tigetflag("AX") == 1;
    short pairs = 1;

    for (int s = 0; s < BS_STYLE_COUNT; s++) {
        pens[s] = bs_pen_of(theme, (enum bs_style)s, t->colors);
        t->pen[s].attr = curses_attr(pens[s].attr);
        t->pen[s].pair = 0;
        t->pen[s].own_ground =
            pens[s].bg != text.bg || (pens[s].attr & GROUND) != (text.attr & GROUND);
        if (pens[s].fg < 0 && pens[s].bg < 0 && !plain_pair)
            continue;
        for (int before = 0; before < s; before++) {
            if (pens[before].fg == pens[s].fg && pens[before].bg == pens[s].bg)
                t->pen[s].pair = t->pen[before].pair;
        }
        if (t->pen[s].pair == 0 && pairs < COLOR_PAIRS &&
            init_pair(pairs, (short)pens[s].fg, (short)pens[s].bg) == OK)
            t->pen[s].pair = pairs++;
    }
    t->stale = true;
}

/* -- cells
 * --------------------------------------------------------------------------------- */

/* The second lock behind the gate: what this terminal would not show in exactly the cells
 * the grid gave it is not sent. */
static wchar_t safe_char(const struct bs_tty *t, const struct bs_cell *c, int room)
{
    uint32_t cp = c->cp;
    bool wide = room > 1 && c[1].cp == 0;

    if (cp == 0)
        return L' '; /* a right half whose left half was drawn over */
    if (cp >= 0x20 && cp < 0x7f)
        return (wchar_t)cp;
    if (t->ascii || cp < 0xa0 || cp > 0x10ffff || wcwidth((wchar_t)cp) != (wide ? 2 : 1))
        return L'?';
    return (wchar_t)cp;
}

static int style_of(const struct bs_cell *c)
{
    return c->style < BS_STYLE_COUNT ? c->style : BS_ST_TEXT;
}

/* A cell on the ground of plain text: a blank there looks the same in every such pen. */
static bool on_plain_ground(const struct bs_tty *t, const struct bs_cell *c)
{
    return !t->pen[style_of(c)].own_ground && !(c->attr & GROUND);
}

/* Whose pen cell x is drawn with.  Curses says every change of pen, also for a blank that shows
 * nothing of it: a short gap between two words goes with the first, any other with plain text. */
static const struct bs_cell *pen_of_cell(const struct bs_tty *t, const struct bs_cell *row, int x)
{
    static const struct bs_cell text = {' ', BS_ST_TEXT, 0};
    int before = x, after = x;

    if (row[x].cp != ' ' || !on_plain_ground(t, &row[x]))
        return &row[x];
    while (before > 0 && after - before <= GAP_MAX && row[before].cp == ' ')
        before--;
    while (after + 1 < t->cols && after - before <= GAP_MAX && row[after].cp == ' ')
        after++;
    bool between = row[before].cp != ' ' && row[after].cp != ' ';
    return between && on_plain_ground(t, &row[before]) ? &row[before] : &text;
}

static void choose_pens(struct bs_tty *t, const struct bs_cell *row, int cols)
{
    for (int x = 0; x < cols; x++) {
        const struct bs_cell *pen = pen_of_cell(t, row, x);
        t->line[x] = (struct bs_cell){row[x].cp, (uint8_t)style_of(pen), pen->attr};
    }
}

static void send_run(struct bs_tty *t, const struct bs_cell *row, int y, int from, int to)
{
    int n = 0;

    for (int x = from; x < to; x++) {
        const struct bs_cell *c = &row[x];
        wchar_t text[2] = {safe_char(t, c, t->cols - x), 0};
        setcchar(&t->run[n++], text, t->pen[c->style].attr | curses_attr(c->attr),
                 t->pen[c->style].pair, NULL);
        if (text[0] > 0x7f && wcwidth(text[0]) == 2)
            x++;
    }
    /* never wraps and never moves the cursor, so the last cell of the screen is safe */
    mvadd_wchnstr(y, from, t->run, n);
}

static bool same_cell(const struct bs_cell *a, const struct bs_cell *b)
{
    return a->cp == b->cp && a->style == b->style && a->attr == b->attr;
}

static void blit_row(struct bs_tty *t, const struct bs_cell *row, int y, int cols)
{
    struct bs_cell *front = t->front + (size_t)y * (size_t)t->cols;
    int from = 0, to = cols;

    if (!t->stale) {
        while (from < to && same_cell(&row[from], &front[from]))
            from++;
        while (to > from && same_cell(&row[to - 1], &front[to - 1]))
            to--;
        if (from == to)
            return;
        if (from > 0 && (row[from].cp == 0 || front[from].cp == 0))
            from--; /* halves of a wide character go together */
        if (to < cols && (row[to].cp == 0 || front[to].cp == 0))
            to++;
    }
    send_run(t, row, y, from, to);
    memcpy(front + from, row + from, sizeof(*row) * (size_t)(to - from));
}

void bs_tty_redraw(struct bs_tty *t)
{
    t->stale = true;
}

void bs_tty_blit(struct bs_tty *t, const struct bs_grid *g)
{
    int rows = g->rows < t->rows ? g->rows : t->rows;
    int cols = g->cols < t->cols ? g->cols : t->cols;

    if (t->stale)
        clearok(curscr, TRUE);
    for (int y = 0; y < rows; y++) {
        choose_pens(t, g->cell + (size_t)y * (size_t)g->cols, cols);
        blit_row(t, t->line, y, cols);
    }
    t->stale = false;
    if (t->cursor_visible != (int)g->cursor_visible) {
        t->cursor_visible = g->cursor_visible;
        curs_set(g->cursor_visible ? 1 : 0);
    }
    if (g->cursor_row >= 0 && g->cursor_row < rows && g->cursor_col >= 0 &&
        g->cursor_col < cols)
        move(g->cursor_row, g->cursor_col);
    refresh();
}

bool bs_tty_send(bs_bytes b)
{
    while (b.n > 0) {
        ssize_t n = write(STDOUT_FILENO, b.p, b.n);
        struct pollfd p = {STDOUT_FILENO, POLLOUT, 0};
        if (n > 0)
            b = bs_bytes_sub(b, (size_t)n, b.n);
        else if (errno == EAGAIN && poll(&p, 1, 2000) != 1)
            return false;
        else if (errno != EINTR && errno != EAGAIN)
            return false;
    }
    return true;
}
