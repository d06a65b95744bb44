/* THE table of actions: key bindings, key line, help, palette and manual page come from
 * it. */
#include "actions.h"
#include "app.h"

#define Q (1u << BS_PANE_QUERY)
#define R (1u << BS_PANE_RESULTS)
#define B (1u << BS_PANE_BANNER)
#define V (1u << BS_PANE_VERDICT)
#define ALL 0u

/* clang-format off */
const struct bs_action_def bs_actions[] = {
    /* the query pane */
    {"toggle", "Space", Q, "check or uncheck this keyword, or the whole list", "check", act_toggle, 0},
    {"filter-by-keyword", "Enter", Q, "open the list; on a keyword: show what has it as evidence", "show", act_enter, 0},
    {"count", "c", Q, "ask Shodan how many hits (free), for each checked keyword", "count", count_chosen, 0},
    {"collect", "C", Q, "buy the hits; the price is shown first", "collect", act_collect, 0},
    {"edit-query", "e", Q, "type a Shodan query; empty goes back to the keywords", "edit", act_prompt, PROMPT_QUERY},
    {"fold", "Left", Q, "close this keyword list", NULL, act_sideways, -1},
    {"unfold", "Right", Q, "open this keyword list", NULL, act_sideways, 1},
    /* the banner pane */
    {"next-reading", "r", B, "show the next rival reading of the bytes", "reading", act_reading, 1},
    {"search", "/", B, "find text, or bytes like \\x61 07, in this banner", "find", act_prompt, PROMPT_SEARCH},
    {"search-next", "n", B, "next match", NULL, act_search, 1},
    {"search-previous", "N", B, "previous match", NULL, act_search, -1},
    {"byte-left", "Left", B, "one byte or field back", NULL, act_sideways, -1},
    {"byte-right", "Right", B, "one byte or field on", NULL, act_sideways, 1},
    /* verdicts */
    {"verdict-medical", "1", ALL, "medical: all services with this banner, then the next open one", "medical", act_verdict_here, BS_MEDICAL},
    {"verdict-non-medical", "2", ALL, "non-medical: as above", "non-medical", act_verdict_here, BS_NON_MEDICAL},
    {"verdict-unknown", "3", ALL, "unknown: looked at, and it stays unknown", "unknown", act_verdict_here, BS_UNKNOWN},
    {"verdict-clear", "0", ALL, "clear: the rules' verdict holds again", "clear", act_verdict_here, BS_VERDICT_NONE},
    {"one-medical", "z1", ALL, "medical: this service alone", NULL, act_verdict_one, BS_MEDICAL},
    {"one-non-medical", "z2", ALL, "non-medical: this service alone", NULL, act_verdict_one, BS_NON_MEDICAL},
    {"one-unknown", "z3", ALL, "unknown: this service alone", NULL, act_verdict_one, BS_UNKNOWN},
    {"one-clear", "z0", ALL, "clear: this service alone", NULL, act_verdict_one, BS_VERDICT_NONE},
    {"shape-medical", "g1", ALL, "medical: every banner of this shape; the number is shown first", NULL, act_verdict_shape, BS_MEDICAL},
    {"shape-non-medical", "g2", ALL, "non-medical: every banner of this shape", NULL, act_verdict_shape, BS_NON_MEDICAL},
    {"shape-unknown", "g3", ALL, "unknown: every banner of this shape", NULL, act_verdict_shape, BS_UNKNOWN},
    {"shape-clear", "g0", ALL, "clear: every banner of this shape", NULL, act_verdict_shape, BS_VERDICT_NONE},
    {"undo", "u", ALL, "take the last verdict back, also one of an earlier day", "undo", act_undo, 0},
    {"redo", "^R", ALL, "bring the undone verdict back", NULL, act_undo, 1},
    {"repeat", ".", ALL, "the last verdict again, here", NULL, act_repeat, 0},
    {"note", "a", ALL, "edit the note", "note", act_prompt, PROMPT_NOTE},
    {"label", "l", ALL, "edit the label: what it is, in words", "label", act_prompt, PROMPT_LABEL},
    {"next-open", "]", ALL, "next item that waits for an analyst", "next open", act_next_open, 1},
    {"previous-open", "[", ALL, "previous item that waits", NULL, act_next_open, -1},
    /* looking */
    {"view", "v", ALL, "banner as text, hex, decoded, record", "view", act_view, 1},
    {"view-back", "V", ALL, "the view before", NULL, act_view, -1},
    {"filter-list", "/", Q | R | V, "filter the list with the query language", "filter", act_prompt, PROMPT_FILTER},
    {"filter", "f &", ALL, "filter the list, from any pane", NULL, act_prompt, PROMPT_FILTER},
    {"clear-filter", "F", ALL, "show everything again", NULL, act_clear_filter, 0},
    {"aside", "x", ALL, "show or hide what is set aside", NULL, act_aside, 0},
    {"sort-attention", "sa", ALL, "sort: what waits first, by how much one key closes", NULL, act_sort, BS_SORT_ATTENTION},
    {"sort-ip", "si", ALL, "sort by address", NULL, act_sort, BS_SORT_IP},
    {"sort-port", "sp", ALL, "sort by port", NULL, act_sort, BS_SORT_PORT},
    {"sort-org", "so", ALL, "sort by organisation", NULL, act_sort, BS_SORT_ORG},
    {"sort-service", "se", ALL, "sort by service", NULL, act_sort, BS_SORT_SERVICE},
    {"sort-verdict", "sv", ALL, "sort by verdict", NULL, act_sort, BS_SORT_VERDICT},
    {"sort-count", "sc", ALL, "sort by how many services show the banner", NULL, act_sort, BS_SORT_COUNT},
    {"sort-seen", "st", ALL, "sort by time seen", NULL, act_sort, BS_SORT_SEEN},
    {"sort-label", "sl", ALL, "sort by label", NULL, act_sort, BS_SORT_LABEL},
    {"sort-country", "sy", ALL, "sort by country", NULL, act_sort, BS_SORT_COUNTRY},
    {"sort-reverse", "S", ALL, "turn the order around", NULL, act_reverse, 0},
    {"refresh", "R F5", ALL, "read the list again, decided items move to their place", NULL, act_refresh, 0},
    /* moving */
    {"down", "j Down", ALL, "down", NULL, act_move, MOVE(MOVE_LINE, 1)},
    {"up", "k Up", ALL, "up", NULL, act_move, MOVE(MOVE_LINE, 0)},
    {"half-down", "^D", ALL, "half a page down", NULL, act_move, MOVE(MOVE_HALF, 1)},
    {"half-up", "^U", ALL, "half a page up", NULL, act_move, MOVE(MOVE_HALF, 0)},
    {"page-down", "PgDn ^F", ALL, "a page down", NULL, act_move, MOVE(MOVE_PAGE, 1)},
    {"page-up", "PgUp ^B", ALL, "a page up", NULL, act_move, MOVE(MOVE_PAGE, 0)},
    {"page-on", "Space", R | B | V, "a page down", NULL, act_move, MOVE(MOVE_PAGE, 1)},
    {"top", "gg Home", ALL, "to the beginning", NULL, act_move, MOVE(MOVE_END, 0)},
    {"bottom", "G End", ALL, "to the end", NULL, act_move, MOVE(MOVE_END, 1)},
    {"next-result", "J", ALL, "next result, from any pane", NULL, act_next_result, 1},
    {"previous-result", "K", ALL, "previous result, from any pane", NULL, act_next_result, -1},
    {"next-pane", "Tab", ALL, "next pane", "pane", act_pane, 1},
    {"previous-pane", "S-Tab", ALL, "previous pane", NULL, act_pane, -1},
    {"open", "Enter", R | V, "read the banner", "read", act_open, 0},
    {"back", "q Esc", ALL, "back: full size, then the list, then out", NULL, act_back, 0},
    /* the screen */
    {"zoom", "\\", ALL, "this pane fills the screen, and back", NULL, act_zoom, 0},
    {"grow", "+", ALL, "make this pane larger", NULL, act_grow, 1},
    {"shrink", "-", ALL, "make this pane smaller", NULL, act_grow, -1},
    {"reset-sizes", "=", ALL, "all panes as they were", NULL, act_reset_size, 0},
    {"copy-target", "yi", ALL, "copy ip:port", NULL, act_copy, COPY_TARGET},
    {"copy-text", "yt", ALL, "copy the banner as text", NULL, act_copy, COPY_TEXT},
    {"copy-hex", "yx", ALL, "copy the banner as hex", NULL, act_copy, COPY_HEX},
    {"copy-base64", "yb", ALL, "copy the banner as base64", NULL, act_copy, COPY_BASE64},
    {"copy-query", "yq", ALL, "copy the Shodan query", NULL, act_copy, COPY_QUERY},
    {"mouse", "m", ALL, "mouse on or off (off lets the terminal select text)", NULL, act_mouse, 0},
    {"palette", ":", ALL, "run any action or command by name", "command", act_prompt, PROMPT_COMMAND},
    {"help", "? F1", ALL, "these keys", "help", act_help, 0},
    {"redraw", "^L", ALL, "draw the screen afresh", NULL, act_wish, BS_WISH_REDRAW},
    {"suspend", "^Z", ALL, "to the shell; fg comes back", NULL, act_wish, BS_WISH_SUSPEND},
    {"cancel", "^C", ALL, "cancel what runs; twice leaves", NULL, act_interrupt, 0},
    {"quit", "Q", ALL, "leave", "quit", act_quit, 0},
    {NULL, NULL, 0, NULL, NULL, NULL, 0},
};
/* clang-format on */
