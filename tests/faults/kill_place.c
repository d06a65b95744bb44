/* Where the program is put to work: a home, an environment, a database to begin with. */
#include "kill.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FAMILIES = 9, MEMBERS = 10 };

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

bool place_copy(const struct place *at, const char *to)
{
    struct stat st;
    int in = open(at->template, O_RDONLY | O_CLOEXEC);
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

bool place_verify(const struct place *at, const char *db, char *why)
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

bool place_make(struct place *at, const char *program)
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
    snprintf(at->template, sizeof(at->template), "%s/template.db", at->home);
    return write_records(records) && call(at, at->template, "import", records) == 0;
}

void place_clear(struct place *at)
{
    for (size_t i = 0; i < sizeof(at->env) / sizeof(at->env[0]); i++)
        free(at->env[i]);
    nftw(at->home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
