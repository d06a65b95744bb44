/* script.h - a running .tui script: what the files of tuirun share. */
#ifndef TEST_SCRIPT_H
#define TEST_SCRIPT_H

#include "pty.h"

#include <stdio.h>

enum { MAX_ENV = 64, MAX_ARGS = 32, MAX_LINES = 4000 };

struct script {
    const char *name;
    char *line[MAX_LINES];
    int lines, at;   /* `at` is the line being run, from 0 */
    FILE *rewritten; /* --update */
    char home[64];
    char *env[MAX_ENV];
    int envs;
    struct pty pty;
    bool open, skipped, dead;
    bool in_shell; /* what runs is a shell with the program below it */
    int points, *total;
};

/* -- tuirun.c
 * ----------------------------------------------------------------------------- */

/* One line of TAP. */
void point(struct script *s, bool ok, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void print_screen(const struct script *s);
/* A script that cannot go on: one failed point, the rest is left out. */
void give_up(struct script *s, const char *why);
/* Waits until the program rests, then looks at every cell. */
void settle(struct script *s);
void set_env(struct script *s, const char *name, const char *value);
void unset_env(struct script *s, const char *name);
const char *get_env(const struct script *s, const char *name);
/* Words of a line: blank-separated, "quoted words" (the leading quote stays as a mark; \"
 * and
 * \\ inside), $NAME from the script's environment.  word[n] becomes NULL. */
int split(const struct script *s, const char *p, char *out, size_t max, char *word[],
          int words);

/* -- script_steps.c, script_checks.c: a function for each command
 * --------------------------- */

void cmd_size(struct script *s, const char *rest);
void cmd_env(struct script *s, const char *rest);
void cmd_run(struct script *s, const char *rest);
void cmd_run_shell(struct script *s, const char *rest);
void cmd_key(struct script *s, const char *rest);
void cmd_paste(struct script *s, const char *rest);
void cmd_repeat(struct script *s, const char *rest);
void cmd_burst(struct script *s, const char *rest);
void cmd_resize(struct script *s, const char *rest);
void cmd_expect(struct script *s, const char *rest);
void cmd_expect_has(struct script *s, const char *rest);
void cmd_expect_not(struct script *s, const char *rest);
void cmd_style(struct script *s, const char *rest);
void cmd_cursor_on(struct script *s, const char *rest);
void cmd_repaint(struct script *s, const char *rest);
void cmd_storm(struct script *s, const char *rest);
void cmd_monkey(struct script *s, const char *rest);
void cmd_wire_log(struct script *s, const char *rest);
void cmd_memory_max(struct script *s, const char *rest);
/* script_checks.c: after a redraw of everything, how many cells are not what they were. */
int repaint_difference(struct script *s, char *what, size_t max);
void cmd_settle(struct script *s, const char *rest);
void cmd_signal(struct script *s, const char *rest);
void cmd_wait_exit(struct script *s, const char *rest);
void cmd_hangup(struct script *s, const char *rest);
void cmd_expect_restored(struct script *s, const char *rest);
void cmd_bytes_max(struct script *s, const char *rest);
void cmd_idle(struct script *s, const char *rest);
void cmd_quick(struct script *s, const char *rest);
void cmd_expect_wire(struct script *s, const char *rest);
void cmd_allow(struct script *s, const char *rest);
void cmd_mouse(struct script *s, const char *rest);
void cmd_drag(struct script *s, const char *rest);
void cmd_shell(struct script *s, const char *rest);
void cmd_check_shell(struct script *s, const char *rest);
void cmd_require(struct script *s, const char *rest);

#endif
