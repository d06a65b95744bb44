/* kill.h - the loop that ends the program at random moments while it is being labelled
 * with.
 *
 * kill_session.c drives one session on a pseudo-terminal and notes what the screen
 * acknowledged; kill_ledger.c asks the database whether it is there; kill_loop.c repeats.
 */
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
