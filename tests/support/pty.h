/* pty.h - a program in a terminal that is really libvterm: start, type, wait, look.
 *
 * Nobody sleeps here.  The program writes a byte to BS_SYNC_FD when it has nothing left
 * to do; behind that the driver writes a marker of its own into the same terminal line,
 * so that it knows when all output has come through. */
#ifndef TEST_PTY_H
#define TEST_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

/* What may be in a byte stream to the terminal: the words of curses and nothing else. */
struct wire {
    int state;
    char seq[64];
    size_t n;
    uint32_t cp;
    int more;
    bool allow_osc52, allow_nul, allow_title, allow_bell;
    bool rang, titled; /* a bell, a window title came */
    bool dcs_esc; /* an ESC was the byte before */
    bool saw_color, saw_high; /* a colour SGR; a byte above 7f */
    char complaint[160];      /* the first offence, or empty */
};
void wire_watch(struct wire *w, const uint8_t *p, size_t n);
/* Code points no cell may hold: controls, bidi, zero width, tags, private use. */
bool wire_forbidden(uint32_t cp);

struct pty {
    VTerm *vt;
    VTermScreen *screen;
    int rows, cols;
    int master, slave, sync;
    pid_t pid;  /* 0 = not running */
    int status; /* 128 + n for a signal; valid when pid == 0 */
    bool altscreen, cursor_visible;
    int mouse;
    struct termios before; /* of the line, as the program found it */
    struct wire wire;
    char typed[65536]; /* keys on their way: pty_flush() sends them */
    size_t typed_n;
    size_t bytes;              /* received since pty_mark() */
    int64_t first_us, last_us; /* when the first and last of them came */
    int64_t sync_us;           /* when the last sync byte was seen */
    FILE *log;                 /* every byte received; NULL = nobody wants them */
    bool timed_out;
};
int64_t pty_now_us(void);
void pty_open(struct pty *p, int rows, int cols);
void pty_close(struct pty *p); /* kills what still runs */
/* argv NULL-terminated; env NULL-terminated "NAME=VALUE", complete. */
bool pty_run(struct pty *p, char *const argv[], char *const env[]);
/* Until the sync byte or the end of the program; false after ten seconds. */
bool pty_settle(struct pty *p);
bool pty_wait_exit(struct pty *p);
/* What comes until then goes to the screen; true after the first of it, false at the time. */
bool pty_take(struct pty *p, int64_t until_us);
void pty_stop(struct pty *p); /* SIGSTOP; back when it stands still (SIGCONT lets it go on) */
void pty_hang_up(struct pty *p);   /* the terminal is gone, the program may not know yet */
bool pty_wait_gone(struct pty *p); /* the same as pty_wait_exit(), without a terminal */
void pty_send(struct pty *p, const char *bytes, size_t n);
/* "j", "Enter", "^D", "Alt-x", "F5", "PgDn"; false when it is no key. */
bool pty_key(struct pty *p, const char *word);
void pty_flush(struct pty *p); /* sends the keys typed so far as one burst */
void pty_resize(struct pty *p, int rows, int cols);
void pty_signal(struct pty *p, int sig);
void pty_mark(struct pty *p);
/* Row as UTF-8, trailing blanks cut; `out` has room for 8 * cols. */
void pty_row(const struct pty *p, int row, char *out, size_t max);
VTermScreenCell pty_cell(const struct pty *p, int row, int col);

#endif
