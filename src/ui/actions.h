/* actions.h - what the rows of the action table run.  Private to src/ui. */
#ifndef BS_UI_ACTIONS_H
#define BS_UI_ACTIONS_H

struct bs_app;
typedef void action_fn(struct bs_app *app, int arg);

/* Movements: the argument is MOVE(unit, direction). */
#define MOVE(unit, forward) ((unit)*2 + (forward))
action_fn act_move, act_sideways, act_next_result, act_pane, act_open, act_back;
action_fn act_next_open, act_verdict_here, act_verdict_one, act_verdict_shape, act_repeat;
action_fn act_undo, act_prompt, act_clear_filter, act_aside, act_sort, act_reverse,
    act_view;
action_fn act_reading, act_search, act_toggle, act_enter, act_collect, act_zoom, act_grow;
action_fn act_copy, act_help, act_quit, act_interrupt, act_wish, act_mouse, act_refresh;
action_fn act_reset_size, count_chosen;
action_fn act_lookup, act_like, act_facets, act_history, act_order, act_check, act_pause;
action_fn act_mark_row, act_mark_all, act_mark, act_rule, act_where, act_template, act_table;

enum lookup {
    LOOKUP_ORG, LOOKUP_PORT, LOOKUP_NET, LOOKUP_ASN, LOOKUP_IP, LOOKUP_HOST, LOOKUP_HISTORY
};
enum like { LIKE_BANNER, LIKE_SHAPE, LIKE_FAVICON, LIKE_CERTIFICATE, LIKE_TITLE };

action_fn act_view_as, act_select, act_toggle_look, act_escapes, act_fold, act_compare,
    act_difference, act_pipe, act_reason, act_note_editor, act_page_out;

enum copy_what {
    COPY_TARGET, COPY_TEXT, COPY_HEX, COPY_BASE64, COPY_QUERY, COPY_C, COPY_ESCAPED
};
enum look_what { LOOK_VALUES, LOOK_OFFSETS, LOOK_WRAP };

#endif
