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
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LIFE = 50, /* kills a database lives through before a new one begins */
    NEWS = 5,  /* kills between two reports of a worker */
    COUNT_EVERY = 500,
    FAMILIES = 9,
    MEMBERS = 10,
    JOBS_MAX = 8
};

/* -- the databases
 * ------------------------------------------------------------------------------ */

/* Services no rule knows: families of banners that differ in a number, most of them on
 * several addresses. */
static bool write_records(const char *path)
{
    static const char *const said[FAMILIES][2] = {
        {"unit ",       " of bay seven answers"  },
        {"",            " items wait in the tray"},
        {"tick ",       " tock"                  },
        {"line ",       " is open to callers"    },
        {"queue of ",   ""                       },
        {"counter at ", " since noon"            },
        {"blue ",       " green"                 },
        {"the ",        " of us"                 },
        {"",            ", and then some"        }
    };
    FILE *f = fopen(path, "w");
    int host = 0;

    if (!f)
        return false;
    for (int family = 0; family < FAMILIES; family++) {
        for (int member = 0; member < MEMBERS; member++) {
            for (int copy = 0; copy <= member % 4; copy++, host++) {
                fprintf(f,
                        "{\"ip_str\": \"198.18.%d.%d\", \"port\": %d, \"transport\": "
                        "\"tcp\", \"timestamp\": \"2025-03-12T10:00:00\", \"data\": "
                        "\"%s%d%s\\r\\n\"}\n",
                        host / 250, host % 250 + 1, 4000 + family, said[family][0],
                        member + 10, said[family][1]);
            }
        }
    }
    return fclose(f) == 0;
}

static bool copy_file(const char *from, const char *to)
{
    struct stat st;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = in >= 0 && out >= 0 && fstat(in, &st) == 0 &&
              sendfile(out, in, NULL, (size_t)st.st_size) == st.st_size;

    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return ok;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
    (void)st;
    (void)flag;
    (void)f;
    return remove(path);
}

/* -- running the program
 * ------------------------------------------------------------------------ */

struct place {
    const char *program;
    char *env[12];
    char home[64];
};

/* Its exit status; what it said is in HOME/said. */
static int call(const struct place *at, const char *db, const char *word,
                const char *more)
{
    char *const argv[] = {(char *)at->program, (char *)"--db", (char *)db,
                          (char *)word,        (char *)more,   NULL};
    char said[128];
    int status;

    snprintf(said, sizeof(said), "%s/said", at->home);
    pid_t pid = fork();
    if (pid == 0) {
        int fd = open(said, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(fd, 1);
        dup2(fd, 2);
        execve(argv[0], argv, at->env);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool verified(const struct place *at, const char *db, char *why)
{
    char path[128], line[160] = "";
    int status = call(at, db, "verify", NULL);

    if (status == 0)
        return true;
    snprintf(path, sizeof(path), "%s/said", at->home);
    FILE *f = fopen(path, "r");
    if (f) {
        if (!fgets(line, sizeof(line), f))
            line[0] = '\0';
        fclose(f);
    }
    snprintf(why, 256, "verify says %d: %.150s", status, line);
    return false;
}

static void set(struct place *at, int i, const char *name, const char *value)
{
    size_t n = strlen(name) + strlen(value) + 2;

    at->env[i] = malloc(n);
    if (at->env[i])
        snprintf(at->env[i], n, "%s=%s", name, value);
}

static bool settle_in(struct place *at, const char *program, char *template)
{
    static const char *const kept[] = {"BANNERSCOPE_DATA_DIR", "ASAN_OPTIONS",
                                       "UBSAN_OPTIONS", "LSAN_OPTIONS"};
    char records[128];
    int n = 0;

    snprintf(at->home, sizeof(at->home), "%.40s/bs-kill.XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    at->program = program;
    if (!mkdtemp(at->home))
        return false;
    set(at, n++, "HOME", at->home);
    set(at, n++, "TERM", "xterm-256color");
    set(at, n++, "LC_ALL", "C.UTF-8");
    set(at, n++, "TZ", "UTC");
    set(at, n++, "USER", "analyst");
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        if (getenv(kept[i]))
            set(at, n++, kept[i], getenv(kept[i]));
    snprintf(records, sizeof(records), "%s/records.ndjson", at->home);
    snprintf(template, 128, "%s/template.db", at->home);
    return write_records(records) && call(at, template, "import", records) == 0;
}

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
    const char *template;
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
    return copy_file(w->template, w->db);
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
        ok = verified(w->at, w->db, news->fault);
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

static void work(const struct place *at, const char *template, uint64_t seed, int number,
                 long kills, int out)
{
    struct worker w = {.at = at,
                       .template = template,
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
    char template[128];
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
    if (!settle_in(&at, argv[i], template) || pipe2(news, O_CLOEXEC) != 0) {
        printf("1..1\nnot ok 1 - no database to begin with\n");
        return 1;
    }
    int64_t start = pty_now_us();
    for (int j = 0; j < jobs; j++)
        if (fork() == 0)
            work(&at, template, (uint64_t)seed, j, kills / jobs + (j < kills % jobs),
                 news[1]);
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
        nftw(at.home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    else
        printf("# kept: %s\n", at.home);
    return !whole;
}
