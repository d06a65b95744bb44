/* kill_loop - "saved" on the screen means saved, however the program ends.
 *
 *   kill_loop [--kills N] [--jobs N] [--seed N] PROGRAM
 *
 * Labels unknown services through a pseudo-terminal with random keys, ends the program at
 * a random moment (KILL, TERM, HUP, the terminal closed, stopped and continued), then
 * asks the database for every verdict the screen had acknowledged and `bannerscope
 * verify` for the rest, and goes on with the same database.  Speaks TAP; prints a running
 * count. */
#include "kill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LIFE = 50, /* kills a database lives through before a new one begins */
    NEWS = 5,  /* kills between two reports of a worker */
    COUNT_EVERY = 500,
    JOBS_MAX = 8
};

/* -- a worker
 * ----------------------------------------------------------------------------------- */

/* What a worker tells since it told last; small enough that a pipe takes it in one piece.
 */
struct news {
    long deaths[DEATH_COUNT], keys, acks, refused, decisions;
    char fault[256];
};

struct worker {
    const struct place *at;
    char db[128];
    struct dice dice;
    struct ledger ledger;
    long held; /* decisions in the database when it was last asked */
};

static bool begin_database(struct worker *w)
{
    static const char *const ends[] = {"-wal", "-shm"};
    char path[160];

    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof(path), "%s%s", w->db, ends[i]);
        unlink(path);
    }
    ledger_clear(&w->ledger);
    w->held = 0;
    return place_copy(w->at, w->db);
}

static bool one_kill(struct worker *w, struct news *news)
{
    struct session s = {.program = w->at->program,
                        .db = w->db,
                        .env = w->at->env,
                        .dice = &w->dice,
                        .ledger = &w->ledger};
    long held = 0;

    /* The hard end is the one that matters; the soft ones must not be worse. */
    uint32_t roll = dice_roll(&w->dice, 10);
    s.death = roll < DEATH_COUNT ? (enum death)roll : DEATH_KILL;
    bool ok = session_run(&s);
    if (!ok)
        snprintf(news->fault, sizeof(news->fault), "%s", s.fault);
    /* Sometimes nobody looks, and the next session finds the file as the kill left it. */
    else if (dice_roll(&w->dice, 4))
        ok = place_verify(w->at, w->db, news->fault);
    ok = ok && ledger_holds(&w->ledger, w->db, &held, news->fault);
    if (ok && held - w->held > s.keys) {
        snprintf(news->fault, sizeof(news->fault), "%ld decisions of %ld keys",
                 held - w->held, s.keys);
        ok = false;
    }
    news->deaths[s.death]++;
    news->keys += s.keys;
    news->acks += s.acks;
    news->refused += s.refused;
    news->decisions += held - w->held;
    w->held = held;
    return ok;
}

static void work(const struct place *at, uint64_t seed, int number, long kills, int out)
{
    struct worker w = {.at = at,
                       .dice = {seed * 0x9e3779b97f4a7c15u + (uint64_t)number + 1}};
    struct news news = {0};
    struct place own = *at; /* what the program said: one file for each worker */
    bool ok = true;

    snprintf(own.home, sizeof(own.home), "%.50s/%d", at->home, number);
    mkdir(own.home, 0700);
    w.at = &own;
    snprintf(w.db, sizeof(w.db), "%s/kill.db", own.home);
    for (long i = 0; ok && i < kills; i++) {
        if (i % LIFE == 0 && !begin_database(&w))
            snprintf(news.fault, sizeof(news.fault), "no database: %s", strerror(errno));
        ok = !news.fault[0] && one_kill(&w, &news);
        if (!ok || i % NEWS == NEWS - 1 || i == kills - 1) {
            if (write(out, &news, sizeof(news)) != (ssize_t)sizeof(news))
                ok = false;
            news = (struct news){0};
        }
    }
    ledger_clear(&w.ledger);
    _exit(!ok);
}

/* -- all of them
 * ---------------------------------------------------------------------------------- */

static long add(struct news *sum, const struct news *one)
{
    long kills = 0;

    for (int i = 0; i < DEATH_COUNT; i++)
        kills += sum->deaths[i] += one->deaths[i];
    sum->keys += one->keys;
    sum->acks += one->acks;
    sum->refused += one->refused;
    sum->decisions += one->decisions;
    if (one->fault[0])
        printf("# FAULT after %ld kills: %s\n", kills, one->fault);
    return kills;
}

static long listen(int in, struct news *sum, long *faults)
{
    struct news one;
    long kills = 0, told = 0;

    while (read(in, &one, sizeof(one)) == (ssize_t)sizeof(one)) {
        kills = add(sum, &one);
        *faults += one.fault[0] != '\0';
        if (kills / COUNT_EVERY > told) {
            told = kills / COUNT_EVERY;
            printf("# %ld kills, %ld acknowledged, %ld lost\n", kills, sum->acks,
                   *faults);
        }
    }
    return kills;
}

static bool option(const char *name, const char *arg, const char *value, long *out)
{
    if (strcmp(name, arg) != 0 || !value)
        return false;
    *out = strtol(value, NULL, 10);
    return true;
}

int main(int argc, char **argv)
{
    long kills = 20, jobs = 2, seed = (long)pty_now_us(), faults = 0, alive = 0;
    struct place at = {0};
    struct news sum = {0};
    int news[2], status, i = 1;

    while (i + 1 < argc && (option("--kills", argv[i], argv[i + 1], &kills) ||
                            option("--jobs", argv[i], argv[i + 1], &jobs) ||
                            option("--seed", argv[i], argv[i + 1], &seed)))
        i += 2;
    if (i != argc - 1 || jobs < 1 || jobs > JOBS_MAX || kills < 1) {
        fprintf(stderr, "usage: kill_loop [--kills N] [--jobs N] [--seed N] PROGRAM\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("# seed %ld\n", seed);
    if (!place_make(&at, argv[i]) || pipe2(news, O_CLOEXEC) != 0) {
        printf("1..1\nnot ok 1 - no database to begin with\n");
        return 1;
    }
    int64_t start = pty_now_us();
    for (int j = 0; j < jobs; j++)
        if (fork() == 0)
            work(&at, (uint64_t)seed, j, kills / jobs + (j < kills % jobs), news[1]);
    close(news[1]);
    long done = listen(news[0], &sum, &faults);
    while (wait(&status) > 0)
        alive += status == 0;
    for (int d = 0; d < DEATH_COUNT; d++)
        printf("# %s: %ld\n", death_names[d], sum.deaths[d]);
    printf(
        "# %ld kills in %.0f s: %ld keys, %ld decisions in the logs, %ld acknowledged on "
        "the screen, %ld refused, %ld faults\n",
        done, (double)(pty_now_us() - start) / 1e6, sum.keys, sum.decisions, sum.acks,
        sum.refused, faults);
    bool whole = faults == 0 && done == kills && alive == jobs;
    printf("1..2\n%sok 1 - no acknowledged verdict is lost in %ld kills\n",
           whole ? "" : "not ", done);
    printf("%sok 2 - the screen acknowledged verdicts\n", sum.acks > kills ? "" : "not ");
    if (whole)
        place_clear(&at);
    else
        printf("# kept: %s\n", at.home);
    return !whole;
}
