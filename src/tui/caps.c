/* What terminfo and the locale say, before any screen.  Apart from term.c because
 * <term.h> defines a macro for every capability. */
#include "tui_priv.h"

#include <curses.h>
#include <langinfo.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

bool bs_tty_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool has_string(const char *capability)
{
    const char *s = tigetstr(capability);

    return s && s != (const char *)-1;
}

bs_err bs_tty_check(struct bs_error *e)
{
    const char *name = getenv("TERM");
    char shown[64];
    int found = 0;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return bs_error_set(
            e, BS_E_TERMINAL,
            "the screen needs a terminal on standard input and output; without "
            "one use: bannerscope list, search, show, classify or report "
            "(bannerscope --help names all)");
    if (!name || !*name)
        return bs_error_set(
            e, BS_E_TERMINAL,
            "TERM is not set; try: TERM=xterm-256color bannerscope, or without "
            "the screen: bannerscope list, show, report");
    bs_gate_z(bs_str_bytes(bs_str_z(name)), shown, sizeof(shown));
    bs_tty_guard(); /* without memory it does */
    if (setupterm(name, STDOUT_FILENO, &found) != OK)
        return bs_error_set(e, BS_E_TERMINAL,
                            found < 0
                                ? "no terminfo database was found for TERM=%s; install "
                                  "ncurses-base, or use: bannerscope list, show, report"
                                : "TERM=%s is not known here; try: TERM=xterm-256color "
                                  "bannerscope, or install ncurses-term, or use: "
                                  "bannerscope list, show, report",
                            shown);
    bool usable = has_string("cup") && has_string("clear") && tigetflag("hc") != 1;
    del_curterm(cur_term);
    if (!usable)
        return bs_error_set(
            e, BS_E_TERMINAL,
            "a terminal of type TERM=%s cannot place the cursor, the screen "
            "needs that; if yours can: TERM=xterm-256color bannerscope, else "
            "use: bannerscope --plain-ui, list, show, report",
            shown);
    return BS_OK;
}

void bs_tty_describe(bool no_color, struct bs_buf *out)
{
    const char *name = getenv("TERM");
    char shown[64];
    int found = 0;
    struct winsize ws;

    bs_gate_z(bs_str_bytes(bs_str_z(name)), shown, sizeof(shown));
    bs_buf_printf(out, "TERM=%s", *shown ? shown : "(not set)");
    if (!name || setupterm(name, STDOUT_FILENO, &found) != OK) {
        bs_buf_put(out, BS_STR(", not known here: no screen"));
    } else {
        int colors = tigetnum("colors");
        bs_buf_printf(out, ", %d colours%s%s", colors > 0 ? colors : 0,
                      no_color ? " (not used)" : "",
                      has_string("cup") ? "" : ", cannot place the cursor: no screen");
        del_curterm(cur_term);
    }
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_row > 0)
        bs_buf_printf(out, ", %ux%u", ws.ws_col, ws.ws_row);
    else
        bs_buf_put(out, BS_STR(", not on a terminal now"));
}
