/* What was acknowledged against what is there.  Reads the file with SQLite itself, not
 * with the program's own store: what is asked is what anybody would find on the disk. */
#include "kill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ledger_add(struct ledger *l, const char *text)
{
    if (l->n == l->room) {
        l->room = l->room ? 2 * l->room : 256;
        l->ack = realloc(l->ack, l->room * sizeof(*l->ack));
        if (!l->ack)
            abort();
    }
    snprintf(l->ack[l->n++], ACK_TEXT, "%s", text);
}

void ledger_clear(struct ledger *l)
{
    free(l->ack);
    *l = (struct ledger){0};
}

/* One row for each decision: events of one time were given by one key. */
static const char decisions_sql[] =
    "SELECT kind, CASE kind WHEN 'undo' THEN before ELSE verdict END, count(*),"
    " sum(services), target FROM event WHERE own AND kind IN ('verdict', 'undo', 'redo')"
    " GROUP BY time ORDER BY min(number)";

/* The words of the screen for a decision of the log.  A single service that was marked is
 * told as "for 1 services", one under the cursor by its address: the log knows no
 * difference, so both will do. */
static void words(sqlite3_stmt *st, char out[2][ACK_TEXT])
{
    static const char *const verdict[] = {"clear", "medical", "non-medical", "unknown"};
    const char *kind = (const char *)sqlite3_column_text(st, 0);
    const char *word = verdict[sqlite3_column_int(st, 1) & 3];
    const char *verb = strcmp(kind, "undo") == 0   ? "undone:"
                       : strcmp(kind, "redo") == 0 ? "redone:"
                                                   : "saved";
    long long services = sqlite3_column_int64(st, 3);

    snprintf(out[0], ACK_TEXT, "%s %s for %lld services", verb, word, services);
    snprintf(out[1], ACK_TEXT, "%s %s %s", verb, word,
             sqlite3_column_int64(st, 2) > 1 ? ""
                                             : (const char *)sqlite3_column_text(st, 4));
}

/* Both sides of a loss, the newest of each, for whoever looks for the reason. */
static void print_both(const struct ledger *l, sqlite3_stmt *st, long decisions)
{
    enum { NEWEST = 20 };
    char text[2][ACK_TEXT];

    sqlite3_reset(st);
    for (long i = 1; sqlite3_step(st) == SQLITE_ROW; i++) {
        words(st, text);
        if (i + NEWEST > decisions)
            printf("# log %ld: %s | %s\n", i, text[0], text[1]);
    }
    for (size_t i = l->n > NEWEST ? l->n - NEWEST : 0; i < l->n; i++)
        printf("# screen %zu: %s\n", i + 1, l->ack[i]);
}

bool ledger_holds(const struct ledger *l, const char *db, long *decisions, char *why)
{
    sqlite3 *file = NULL;
    sqlite3_stmt *st = NULL;
    char text[2][ACK_TEXT];
    size_t found = 0;
    int rc = sqlite3_open_v2(db, &file, SQLITE_OPEN_READWRITE, NULL);

    *decisions = 0;
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(file, decisions_sql, -1, &st, NULL);
    while (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW) {
        words(st, text);
        if (found < l->n &&
            (strcmp(text[0], l->ack[found]) == 0 || strcmp(text[1], l->ack[found]) == 0))
            found++;
        ++*decisions;
    }
    if (rc != SQLITE_OK || sqlite3_errcode(file) != SQLITE_DONE)
        snprintf(why, 256, "the log cannot be read: %s", sqlite3_errmsg(file));
    else if (found < l->n) {
        print_both(l, st, *decisions);
        snprintf(why, 256,
                 "LOST: \"%s\" was acknowledged (%zu of %zu) and is not in the log",
                 l->ack[found], found + 1, l->n);
    } else {
        found = l->n + 1;
    }
    sqlite3_finalize(st);
    sqlite3_close(file);
    return found > l->n;
}
