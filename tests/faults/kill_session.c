/* One session: start, keys at speed, and an end that nobody announced. */
#include "kill.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum {
    STEPS_MAX = 24,      /* keys of a session that waits for each answer */
    BURST_MAX = 40,      /* keys of one that does not */
    PAUSE_OF = 25,       /* one key of so many finds the program stopped */
    MOMENT_US = 30000,   /* the end comes within this time after the last key */
    PARTING_US = 4000000 /* how long a program without a terminal may live */
};

const char *const death_names[DEATH_COUNT] = {"KILL", "TERM", "HUP", "terminal closed",
                                              "stopped, then KILL"};

uint32_t dice_roll(struct dice *d, uint32_t sides)
{
    d->state ^= d->state << 13;
    d->state ^= d->state >> 7;
    d->state ^= d->state << 17;
    return (uint32_t)(d->state >> 32) % sides;
}

/* -- keys
 * ---------------------------------------------------------------------------------------
 */

/* Decisions by banner, service and shape, taken back and given again; marks, and ways to
 * get somewhere else.  What asks a question is answered when the question is seen. */
static const struct {
    const char *keys;
    unsigned weight;
    bool decides;
} menu[] = {
    {"1",    10, true },
    {"2",    8,  true },
    {"3",    8,  true },
    {"0",    2,  true },
    {"z1",   5,  true },
    {"z2",   5,  true },
    {"z3",   5,  true },
    {"z0",   1,  true },
    {"u",    6,  true },
    {"\x12", 3,  true },
    {".",    3,  true },
    {"g2",   1,  true },
    {"g3",   1,  true },
    {" ",    5,  false},
    {"j",    4,  false},
    {"k",    2,  false},
    {"]",    2,  false},
    {"gg",   1,  false},
    {"G",    1,  false},
};

static const char *choose(struct session *s)
{
    unsigned all = 0, at;

    for (size_t i = 0; i < sizeof(menu) / sizeof(menu[0]); i++)
        all += menu[i].weight;
    at = dice_roll(s->dice, all);
    for (size_t i = 0;; i++) {
        if (at < menu[i].weight) {
            s->keys += menu[i].decides;
            return menu[i].keys;
        }
        at -= menu[i].weight;
    }
}

/* -- reading the screen
 * ------------------------------------------------------------------------- */

void screen_ack(const char *row, char out[ACK_TEXT])
{
    static const char *const verb[] = {"saved ", "undone: ", "redone: "};

    out[0] = '\0';
    for (size_t i = 0; i < sizeof(verb) / sizeof(verb[0]); i++) {
        const char *at = strstr(row, verb[i]);
        if (at)
            snprintf(out, ACK_TEXT, "%s", at);
    }
}

/* While the cursor is in the line it is being written, and half of it may be old; an
 * empty one was wiped, to be drawn afresh. */
bool screen_status(const struct pty *p, char row[SCREEN_TEXT])
{
    VTermPos cursor;

    vterm_state_get_cursorpos(vterm_obtain_state(p->vt), &cursor);
    pty_row(p, SCREEN_ROWS - 2, row, SCREEN_TEXT);
    return cursor.row != SCREEN_ROWS - 2 && row[0];
}

/* The same words twice, with nothing else between, count once: they cannot be told apart.
 */
static void note(struct session *s, const struct pty *p, char last[ACK_TEXT])
{
    char row[SCREEN_TEXT], now[ACK_TEXT];

    if (!screen_status(p, row))
        return;
    screen_ack(row, now);
    if (*now && strcmp(now, last) != 0) {
        ledger_add(s->ledger, now);
        s->acks++;
    }
    memcpy(last, now, ACK_TEXT);
}

static bool shows(const struct pty *p, const char *text)
{
    char row[SCREEN_TEXT];

    screen_status(p, row);
    return strstr(row, text) != NULL;
}

/* -- labelling
 * ---------------------------------------------------------------------------------- */

/* Every answer is waited for, so every acknowledgement is seen. */
static bool step(struct session *s, struct pty *p, char last[ACK_TEXT])
{
    const char *keys = choose(s);

    last[0] = '\0'; /* a key wipes the line: what stands there next is news */
    /* Now and then it finds the key when it is woken up. */
    bool asleep = dice_roll(s->dice, PAUSE_OF) == 0;
    if (asleep)
        pty_stop(p);
    pty_send(p, keys, strlen(keys));
    if (asleep)
        pty_signal(p, SIGCONT);
    if (!pty_settle(p))
        return false;
    if (shows(p, "? y/n")) {
        s->keys++;
        pty_send(p, dice_roll(s->dice, 5) ? "y" : "n", 1);
        if (!pty_settle(p))
            return false;
    }
    s->refused += shows(p, "NOT SAVED");
    note(s, p, last);
    return p->pid > 0;
}

static void watch(struct session *s, struct pty *p, char last[ACK_TEXT], uint32_t us)
{
    int64_t until = pty_now_us() + us;

    while (pty_take(p, until))
        note(s, p, last);
}

/* Keys in flight, and an end at any moment of what they set off. */
static void burst(struct session *s, struct pty *p, char last[ACK_TEXT])
{
    char keys[BURST_MAX * 2 + 1];
    size_t n = 0;

    for (uint32_t left = 1 + dice_roll(s->dice, BURST_MAX); left > 0; left--) {
        const char *k = choose(s);
        memcpy(keys + n, k, strlen(k));
        n += strlen(k);
    }
    pty_send(p, keys, n);
    watch(s, p, last, dice_roll(s->dice, MOMENT_US));
}

/* -- the end
 * ------------------------------------------------------------------------------------ */

static bool fault(struct session *s, const char *what, const struct pty *p)
{
    char row[SCREEN_TEXT];

    screen_status(p, row);
    snprintf(s->fault, sizeof(s->fault), "%.100s (%s, status %d): %.80s", what,
             death_names[s->death], p->status, row);
    return false;
}

static bool end(struct session *s, struct pty *p, char last[ACK_TEXT])
{
    static const struct {
        int signal, status;
    } how[DEATH_COUNT] = {
        {SIGKILL, 137},
        {SIGTERM, 143},
        {SIGHUP,  129},
        {0,       129}, /* the line is gone, nobody signals */
        {SIGKILL, 137},
    };
    int64_t start = pty_now_us();

    if (s->death == DEATH_STOPPED) {
        pty_stop(p);
        watch(s, p, last, dice_roll(s->dice, MOMENT_US / 4));
        if (dice_roll(s->dice, 2)) {
            pty_signal(p, SIGCONT);
            watch(s, p, last, dice_roll(s->dice, MOMENT_US / 2));
        }
    }
    if (s->death == DEATH_LOST)
        pty_hang_up(p);
    else
        pty_signal(p, how[s->death].signal);
    if (s->death == DEATH_LOST ? !pty_wait_gone(p) : !pty_wait_exit(p))
        return fault(s, "does not end", p);
    if (p->status != how[s->death].status)
        return fault(s, "ends otherwise than told", p);
    if (pty_now_us() - start > PARTING_US)
        return fault(s, "took more than four seconds to end", p);
    note(s, p, last); /* what still came through is what the analyst sees */
    return true;
}

bool session_run(struct session *s)
{
    char *const argv[] = {(char *)s->program, (char *)"--db", (char *)s->db, NULL};
    char last[ACK_TEXT] = "";
    struct pty p;
    bool ok = true;

    pty_open(&p, SCREEN_ROWS, SCREEN_COLS);
    if (!pty_run(&p, argv, s->env) || !pty_settle(&p) || p.pid == 0)
        ok = fault(s, "does not start", &p);
    for (uint32_t left = dice_roll(s->dice, STEPS_MAX); ok && left > 0; left--)
        ok = step(s, &p, last) || fault(s, "does not come to rest", &p);
    if (ok) {
        burst(s, &p, last);
        ok = end(s, &p, last);
    }
    if (ok && p.wire.complaint[0])
        ok = fault(s, p.wire.complaint, &p);
    pty_close(&p);
    return ok;
}
