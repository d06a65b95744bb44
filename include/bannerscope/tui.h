/* tui.h - the terminal: loop, input, output.  Layer 5; curses only in tui/term.c, caps.c, input.c. */
#ifndef BS_TUI_H
#define BS_TUI_H

#include "bannerscope/engine.h"
#include "bannerscope/ui.h"

/* How the screen was left: for good, or for something else that the caller does. */
enum bs_tui_next { BS_TUI_LEFT, BS_TUI_DEMO, BS_TUI_KEY };
struct bs_tui_options {
    struct bs_app_options app;
    struct bs_engine_options engine;
    const char *data_dir;   /* themes are in DIR/themes; the user's own of that name wins */
    const char *theme;      /* name, or NULL = default */
    bool ascii, no_color;
    bool mouse;
    bool title;             /* the window's title names the database */
    const char *clipboard;  /* auto (NULL), tmux, screen, osc52, command, off */
    const char *clipboard_command; /* gets what is copied on its input; words, no shell */
    const char *editor, *pager;    /* NULL: $VISUAL, $EDITOR, vi; $PAGER, less */
    /* Where the signal goes that ended the screen (TERM, HUP, INT; 0 = the user left), for a
     * caller that has to tidy up before it exits with 128 + n.  NULL: bs_tui_run() does not
     * return then but dies of the signal, everything saved. */
    int *ended_by;
    enum bs_tui_next *next; /* NULL: the caller does nothing else */
};
/* Runs the screen until the user leaves.  Without a terminal, or with one that cannot place
 * the cursor: BS_E_TERMINAL and a text that says what to do.  A verdict that could not be
 * saved on the way out is BS_E_IO with "NOT SAVED: reason". */
bs_err bs_tui_run(const struct bs_tui_options *o, struct bs_error *e);

/* What `doctor` prints of the terminal; does not start the screen.  `clipboard` as above. */
void bs_tui_abilities(bool ascii, bool no_color, const char *clipboard, struct bs_buf *out);

#endif
