/* tui.h - the terminal: loop, input, output.  Layer 5; curses only in tui/term.c and input.c. */
#ifndef BS_TUI_H
#define BS_TUI_H

#include "bannerscope/engine.h"
#include "bannerscope/ui.h"

struct bs_tui_options {
    struct bs_app_options app;
    struct bs_engine_options engine;
    const char *data_dir;   /* themes are looked for in DIR/themes, then the user's */
    const char *theme;      /* name, or NULL = default */
    bool ascii, no_color;
    bool mouse;
};
/* Runs the screen until the user leaves; returns an exit status.  Without a terminal, or with
 * one that cannot place the cursor: BS_E_TERMINAL and a text that says what to do. */
bs_err bs_tui_run(const struct bs_tui_options *o, struct bs_error *e);

/* What `doctor` prints of the terminal; does not start the screen. */
void bs_tui_abilities(bool ascii, bool no_color, struct bs_buf *out);

#endif
