/* analysts - two people, two screens, one file; and a lock that somebody else holds.
 *
 *   analysts PROGRAM
 *
 * One clock is years ahead of the other: what is decided later holds all the same. */
#include "kill.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 40, QUICK_US = 2000000, ENV_MAX = 16 };

static int points, failed;

static void ok(bool good, const char *name, const char *seen)
{
    printf("%sok %d - %s\n", good ? "" : "not ", ++points, name);
    if (!good)
        printf("# %s\n", seen);
    failed += !good;
}

/* -- a screen
 * ----------------------------------------------------------------------------------- */

struct analyst {
    struct pty p;
    struct ledger ledger;
    char row[SCREEN_TEXT];
};

static bool sit_down(struct analyst *a, const struct place *at, const char *db,
                     const char *name, const char *clock)
{
    char *const argv[] = {(char *)at->program, (char *)"--db", (char *)db,
                          (char *)"--analyst", (char *)name,   NULL};
    char *env[ENV_MAX], time[48];
    int n = 0;

    while (at->env[n]) {
        env[n] = at->env[n];
        n++;
    }
    snprintf(time, sizeof(time), "BS_CLOCK=%s", clock);
    env[n++] = time;
    env[n] = NULL;
    *a = (struct analyst){0};
    pty_open(&a->p, SCREEN_ROWS, SCREEN_COLS);
    return pty_run(&a->p, argv, env) && pty_settle(&a->p) && a->p.pid > 0;
}

/* At rest: what the last key came to. */
static bool at_rest(struct analyst *a)
{
    char ack[ACK_TEXT];

    if (!pty_settle(&a->p))
        return false;
    screen_status(&a->p, a->row);
    screen_ack(a->row, ack);
    if (*ack)
        ledger_add(&a->ledger, ack);
    return true;
}

static bool press(struct analyst *a, const char *keys)
{
    pty_send(&a->p, keys, strlen(keys));
    return at_rest(a);
}

static void stand_up(struct analyst *a)
{
    pty_close(&a->p);
    ledger_clear(&a->ledger);
}

/* -- one number out of the file
 * ----------------------------------------------------------------- */

static long number(const char *db, const char *sql)
{
    sqlite3 *file = NULL;
    sqlite3_stmt *st = NULL;
    long n = -1;

    if (sqlite3_open_v2(db, &file, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(file, sql, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        n = (long)sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(file);
    return n;
}

/* -- two at once
 * -------------------------------------------------------------------------------- */

static void two_label(const struct place *at, const char *db)
{
    static const char *const keys[] = {"z1", "z2", "z3", "1", "2", "u", "z2", "z1", "3"};
    enum { KEYS = sizeof(keys) / sizeof(keys[0]) };
    struct analyst ann, ben;
    char why[256] = "";
    long decisions;
    bool well = sit_down(&ann, at, db, "ann", "2035-01-01T00:00:00Z") &&
                sit_down(&ben, at, db, "ben", "2001-01-01T00:00:00Z");

    for (int i = 0; well && i < ROUNDS; i++) {
        const char *a = keys[i % KEYS], *b = keys[i * 5 % KEYS];
        pty_send(&ann.p, a, strlen(a)); /* both at once, on the same services */
        pty_send(&ben.p, b, strlen(b));
        well = at_rest(&ann) && at_rest(&ben);
    }
    ok(well, "two screens on one file work", ann.row);
    ok(ann.ledger.n > ROUNDS / 2 && ben.ledger.n > ROUNDS / 2, "both save", ben.row);
    ok(ledger_holds(&ann.ledger, db, &decisions, why), "all that one was told is there",
       why);
    ok(ledger_holds(&ben.ledger, db, &decisions, why), "all the other was told is there",
       why);
    ok(decisions == (long)(ann.ledger.n + ben.ledger.n), "and nothing else", why);
    ok(number(
           db,
           "SELECT count(*) FROM (SELECT id, time, lag(id) OVER w AS i, lag(time) OVER"
           " w AS t FROM event WINDOW w AS (ORDER BY id)) WHERE id <= i OR time <= t") ==
           0,
       "ids and times rise, whatever the clocks say", "SELECT id, time FROM event");
    ok(number(db,
              "SELECT count(*) FROM (SELECT before, lag(verdict, 1, 0) OVER (PARTITION BY"
              " scope, subject ORDER BY id) AS was FROM event) WHERE before <> was") == 0,
       "each event begins where the one before it ended", "SELECT before, verdict");
    stand_up(&ann);
    stand_up(&ben);
    ok(place_verify(at, db, why), "verify finds all in order", why);
}

/* -- a lock
 * -------------------------------------------------------------------------------------
 */

/* Until row `y` shows something else; false when it takes longer than QUICK_US. */
static bool moves(struct pty *p, const char *key, int y)
{
    int64_t until = pty_now_us() + QUICK_US;
    char before[SCREEN_TEXT], now[SCREEN_TEXT];

    pty_row(p, y, before, sizeof(before));
    pty_send(p, key, strlen(key));
    do {
        pty_row(p, y, now, sizeof(now));
    } while (strcmp(before, now) == 0 && pty_take(p, until));
    return strcmp(before, now) != 0;
}

/* What does not fit the status line begins above it. */
static bool told(struct analyst *a, const char *text)
{
    enum { LINES = 5 };

    for (int y = SCREEN_ROWS - 2; y > SCREEN_ROWS - 2 - LINES; y--) {
        pty_row(&a->p, y, a->row, sizeof(a->row));
        if (strstr(a->row, text))
            return true;
    }
    return false;
}

static void others_lock(const struct place *at, const char *db)
{
    enum { LIST = 3, TRIES = 5 }; /* the row with "Results 1/23" */
    struct analyst ann;
    sqlite3 *other = NULL;
    int quick = 0;

    ok(sit_down(&ann, at, db, "ann", "2026-01-01T00:00:00Z"), "a screen", ann.row);
    press(&ann, "gg");
    long before = number(db, "SELECT count(*) FROM event");
    bool held = sqlite3_open(db, &other) == SQLITE_OK &&
                sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL) == SQLITE_OK;
    ok(held, "somebody holds the lock", "BEGIN EXCLUSIVE");
    pty_send(&ann.p, "z2", 2);
    for (int i = 0; i < TRIES; i++)
        quick += moves(&ann.p, "j", LIST);
    screen_status(&ann.p, ann.row);
    ok(quick == TRIES, "the screen does not freeze meanwhile", ann.row);
    ok(!strstr(ann.row, "saved"), "nothing is called saved meanwhile", ann.row);
    at_rest(&ann);
    ok(told(&ann, "NOT SAVED"), "in the end it says NOT SAVED", ann.row);
    ok(number(db, "SELECT count(*) FROM event") == before, "and nothing was", ann.row);
    pty_send(&ann.p, "z3", 2);
    quick = moves(&ann.p, "j", LIST);
    ok(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL) == SQLITE_OK && quick,
       "the lock goes away while a verdict waits", ann.row);
    pty_settle(&ann.p);
    ok(number(db, "SELECT count(*) FROM event") == before + 1, "it is saved then",
       ann.row);
    press(&ann, "z1");
    ok(strstr(ann.row, "saved medical") != NULL, "and so is the next", ann.row);
    sqlite3_close(other);
    stand_up(&ann);
}

int main(int argc, char **argv)
{
    struct place at = {0};
    char db[128];

    if (argc != 2) {
        fprintf(stderr, "usage: analysts PROGRAM\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!place_make(&at, argv[1])) {
        printf("1..1\nnot ok 1 - no database to begin with\n");
        return 1;
    }
    snprintf(db, sizeof(db), "%s/two.db", at.home);
    ok(place_copy(&at, db), "a database", db);
    two_label(&at, db);
    others_lock(&at, db);
    place_clear(&at);
    printf("1..%d\n", points);
    return failed > 0;
}
