/* tui_priv.h - what the files of src/tui share.  Only term.c, caps.c and input.c know
 * curses. */
#ifndef BS_TUI_PRIV_H
#define BS_TUI_PRIV_H

#include "bannerscope/tui.h"

/* -- palette.c: styles as this terminal can show them
 * -------------------------------------- */

struct bs_pen {
    int fg, bg;   /* -1 = the terminal's own, else 0 .. colors-1 */
    uint8_t attr; /* BS_A_* */
};
/* `colors` is what the terminal has; below 8 (or NO_COLOR) a pen has attributes only, and
 * styles that colour alone would tell apart get one. */
struct bs_pen bs_pen_of(const struct bs_theme *theme, enum bs_style style, int colors);

/* -- term.c: the only output through curses
 * ------------------------------------------------ */

struct bs_tty;
struct bs_tty_options {
    bool ascii, no_color, mouse;
    const char *title; /* of the window, our own ASCII; NULL = leave it alone */
};
/* BS_E_TERMINAL with what to do: no terminal, TERM unknown, no cursor addressing. */
bs_err bs_tty_check(struct bs_error *e);
void bs_tty_guard(void); /* before curses is asked for anything: should it crash, that is said */
bs_err bs_tty_open(const struct bs_tty_options *o, struct bs_tty **out,
                   struct bs_error *e);
void bs_tty_close(struct bs_tty *t); /* restores everything; NULL is fine */
void bs_tty_theme(struct bs_tty *t, const struct bs_theme *theme);
void bs_tty_size(const struct bs_tty *t, int *rows, int *cols);
/* Asks the kernel for the size; true when it changed. */
bool bs_tty_resize(struct bs_tty *t);
/* Sends the cells that differ from what the terminal shows, then places the cursor. */
void bs_tty_blit(struct bs_tty *t, const struct bs_grid *g);
void bs_tty_redraw(struct bs_tty *t); /* the next blit sends every cell */
void bs_tty_suspend(struct bs_tty *t);
void bs_tty_resume(struct bs_tty *t);
bool bs_tty_mouse(struct bs_tty *t, bool on);
bool bs_tty_has_mouse(const struct bs_tty *t);
/* Bytes for the terminal itself (the clipboard); never a stranger's.  False when it is
 * gone. */
bool bs_tty_send(bs_bytes b);
int bs_tty_colors(const struct bs_tty *t);
void bs_tty_bell(struct bs_tty *t);
/* TERM, size, colours of the terminal on stdout, without starting the screen. */
void bs_tty_describe(bool no_color, struct bs_buf *out);
bool bs_tty_utf8(void); /* the locale's code set; setlocale() was called by main */

/* -- input.c
 * ------------------------------------------------------------------------------ */

struct bs_input {
    bool pasting; /* between the brackets of a paste */
    bool mouse, mouse_old; /* a mouse report has begun; in the form without numbers */
    size_t mouse_n;
    char text[24]; /* what has come of it */
};
void bs_input_init(void); /* key sequences that terminfo entries leave out */
/* The next key that waits; false when none does.  Never blocks longer than ESCDELAY. */
bool bs_input_key(struct bs_input *in, struct bs_key_event *ev);
/* Plain code points and controls, as from get_wch(); false for what is no key. */
/* A mouse report behind its introducer; false when it is none of ours. */
bool bs_input_mouse(const char *text, size_t n, bool old, struct bs_key_event *ev);
bool bs_input_char(uint32_t c, struct bs_key_event *ev);

/* -- copy.c: the clipboard, from inside SSH, tmux and screen
 * -------------------------------- */

enum { BS_COPY_MAX = 74994 }; /* bytes; 100 kB in base64, what terminals take */
enum bs_copy_way {
    BS_COPY_TMUX, BS_COPY_SCREEN, BS_COPY_OSC52, BS_COPY_COMMAND, BS_COPY_OFF, BS_COPY_WAYS
};
/* `setting` is the name of a way, or "auto" or NULL: then $TMUX and $STY tell. */
enum bs_copy_way bs_copy_way_of(const char *setting, const char *tmux, const char *sty);
/* The sequence: for TMUX and SCREEN inside the string they pass on to the terminal. */
void bs_copy_encode(enum bs_copy_way way, bs_bytes b, struct bs_buf *out);
/* Starts the command (`tmux load-buffer -w -`) on a private copy of the bytes; no shell.
 * The process id, or -1 with errno set; the caller waits for it. */
int bs_copy_spawn(const char *command, bs_bytes b);

/* -- pipe.c: other programs
 * --------------------------------------------------------------- */

/* A private file in memory with these bytes, read from its start; -1 with errno. */
int bs_memory_file(bs_bytes b);
/* Starts a program without a shell, without a terminal and without the API key: `in` is its
 * stdin, `out` (-1 = nowhere) its stdout and stderr.  Its process id, or -1 with errno. */
int bs_spawn(char *const argv[], int in, int out);
/* The same, but it has the terminal: `in` (-1 = the terminal) is its stdin. */
int bs_spawn_there(char *const argv[], int in);
/* A command's words, cut at blanks in place; NULL behind the last.  How many. */
enum { BS_WORDS_MAX = 31 };
size_t bs_words(char *text, char *word[BS_WORDS_MAX + 1]);

/* -- themes.c
 * ----------------------------------------------------------------------------- */

/* The theme `name` (NULL = "default"): the user's own first, then DIR/themes; the
 * built-in one stands in for a missing default.  Complaints go to stderr when `say`; *bad
 * counts them. */
bs_err bs_tui_theme(const struct bs_tui_options *o, const char *name, bool say, int *bad,
                    struct bs_theme *out, struct bs_error *e);
/* One line about them, for the screen. */
void bs_theme_faults(const struct bs_theme *theme, int bad, char *out, size_t max);

/* -- loop.c
 * ------------------------------------------------------------------------------- */

struct bs_loop {
    const struct bs_tui_options *options;
    struct bs_tty *term;
    struct bs_app *app;
    struct bs_engine *engine;
    struct bs_grid grid;
    struct bs_input input;
    int signal_fd;
    int sync_fd;  /* BS_SYNC_FD, or -1 */
    bool dirty;   /* the grid is older than the app */
    bool changed; /* something happened since the last sync byte */
    bool lost;    /* the terminal is gone */
    bool quit;
    int ended_by; /* signal, 0 = the user */
    int tokens;   /* frames that replies may still cause at once */
    int64_t refilled_us;
    int copier;        /* process id of tmux or the clipboard-command, or 0 */
    enum bs_copy_way copying;
    struct bs_buf copied; /* what it was given */
    int piper;         /* process id of the pipe-command, or 0 */
    int piper_out;     /* its answer */
    char parting[512]; /* for stderr, when the screen is gone */
};
/* Signals the loop reads; blocked by the caller before curses and threads start. */
void bs_loop_signals(void *sigset);
void bs_loop_run(struct bs_loop *l); /* returns when the user left or a signal said so */
void bs_loop_apply(struct bs_loop *l, struct bs_ui_event *ev);
void bs_loop_resized(struct bs_loop *l); /* tells the app, whole frame next */
/* Saves the session and waits for verdicts in hand; the terminal may be gone already. */
void bs_loop_settle(struct bs_loop *l);

/* -- wish.c
 * ------------------------------------------------------------------------------- */

void bs_loop_wishes(struct bs_loop *l);
void bs_loop_suspend(struct bs_loop *l);
void bs_loop_pipe(struct bs_loop *l, bs_bytes b); /* pipe.c: to the pipe-command */
void bs_loop_pipe_stop(struct bs_loop *l);
void bs_loop_piped(struct bs_loop *l); /* a child ended: was it that? */
void bs_loop_copied(struct bs_loop *l); /* a child ended: was it the one that copies? */
void bs_loop_edit(struct bs_loop *l, bs_str note); /* foreign.c: in the user's editor */
void bs_loop_page(struct bs_loop *l, bs_str text); /* in the user's pager */

#endif
