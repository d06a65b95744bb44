/* kill.h - the loop that ends the program at random moments while it is labelled with.
 *
 * kill_session.c drives one session on a pseudo-terminal and notes what the screen
 * acknowledged; kill_ledger.c asks the database whether it is there; kill_place.c has the
 * database; kill_loop.c repeats.  analysts.c lets two work on one file. */
#ifndef TEST_KILL_H
#define TEST_KILL_H

#include "../support/pty.h"

#include <sqlite3.h>

/* -- what the screen promised
 * ------------------------------------------------------------------------ */

enum { ACK_TEXT = 96 };
/* The acknowledgements in the order of the screen, as it worded them: "saved medical
 * 192.0.2.1:80", "undone: unknown for 3 services". */
struct ledger {
    char (*ack)[ACK_TEXT];
    size_t n, room;
};
void ledger_add(struct ledger *l, const char *text);
void ledger_clear(struct ledger *l);
/* Is every acknowledgement in the log, in this order?  *decisions counts what the log
 * holds. `why` (256 bytes) says what is missing. */
bool ledger_holds(const struct ledger *l, const char *db, long *decisions, char *why);

/* -- where
 * ------------------------------------------------------------------------------------------------
 */

struct place {
    const char *program;
    char *env[12];
    char home[64];      /* what the program said last is in HOME/said */
    char template[128]; /* a database of services no rule knows */
};
bool place_make(struct place *at, const char *program);
void place_clear(struct place *at);
bool place_copy(const struct place *at, const char *db); /* of the template */
/* `bannerscope verify`; what it said first in `why` (256 bytes). */
bool place_verify(const struct place *at, const char *db, char *why);

/* -- one session
 * ----------------------------------------------------------------------------------------
 */

enum death { DEATH_KILL, DEATH_TERM, DEATH_HUP, DEATH_LOST, DEATH_STOPPED, DEATH_COUNT };
extern const char *const death_names[DEATH_COUNT];

/* xorshift: the same seed gives the same keys; when they arrive is the machine's
 * business. */
struct dice {
    uint64_t state;
};
uint32_t dice_roll(struct dice *d, uint32_t sides);

enum { SCREEN_ROWS = 24, SCREEN_COLS = 80, SCREEN_TEXT = SCREEN_COLS * 8 + 1 };
/* The status line; false while it is being drawn. */
bool screen_status(const struct pty *p, char row[SCREEN_TEXT]);
/* What it acknowledges, or "". */
void screen_ack(const char *row, char out[ACK_TEXT]);

struct session {
    const char *program, *db;
    char *const *env;
    struct dice *dice;
    struct ledger *ledger;
    long keys;          /* that could decide something */
    long acks, refused; /* what the screen said to them */
    enum death death;
    char fault[256]; /* what was wrong with the session itself, or empty */
};
/* Starts the program, labels, ends it.  False with `fault`. */
bool session_run(struct session *s);

#endif
