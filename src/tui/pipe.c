/* Other programs, without a shell; and bytes to the command the user configured, with its
 * answer.  The bytes come from a file in memory and the answer goes to one, so neither side
 * can make the other wait. */
#include "tui_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { ANSWER_FILE_MAX = 16 << 20 };

int bs_memory_file(bs_bytes b)
{
    int fd = memfd_create("bannerscope", MFD_CLOEXEC);

    for (size_t done = 0; fd >= 0 && done < b.n;) {
        ssize_t n = write(fd, b.p + done, b.n - done);
        if (n < 0 && errno != EINTR) {
            close(fd);
            return -1;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    if (fd >= 0)
        lseek(fd, 0, SEEK_SET);
    return fd;
}

/* The environment without what is nobody else's business.  The array is the caller's. */
static char **environment(void)
{
    static const char key[] = "SHODAN_API_KEY=";
    size_t n = 0, kept = 0;

    while (environ[n])
        n++;
    char **made = bs_alloc((n + 1) * sizeof(*made));
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], key, sizeof(key) - 1) != 0)
            made[kept++] = environ[i];
    return made;
}

static int spawn(char *const argv[], const posix_spawn_file_actions_t *files, short flags)
{
    posix_spawnattr_t attr;
    sigset_t none, usual;
    pid_t pid = -1;

    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    sigaddset(&usual, SIGQUIT);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &usual);
    posix_spawnattr_setflags(
        &attr, (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | flags));
    char **env = environment();
    int failed = posix_spawnp(&pid, argv[0], files, &attr, argv, env);
    free(env);
    posix_spawnattr_destroy(&attr);
    errno = failed;
    return failed ? -1 : pid;
}

int bs_spawn(char *const argv[], int in, int out)
{
    posix_spawn_file_actions_t files;

    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
        if (out >= 0)
            posix_spawn_file_actions_adddup2(&files, out, fd);
        else
            posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_WRONLY, 0);
    }
    /* A session of its own: no terminal that it could write to past the gate, and a ^C there
     * is for us. */
    int pid = spawn(argv, &files, POSIX_SPAWN_SETSID), failed = errno;
    posix_spawn_file_actions_destroy(&files);
    errno = failed;
    return pid;
}

int bs_spawn_there(char *const argv[], int in)
{
    posix_spawn_file_actions_t files;

    posix_spawn_file_actions_init(&files);
    if (in >= 0)
        posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    int pid = spawn(argv, &files, 0), failed = errno;
    posix_spawn_file_actions_destroy(&files);
    errno = failed;
    return pid;
}

/* Words at blanks; that is all the grammar there is. */
size_t bs_words(char *text, char *word[BS_WORDS_MAX + 1])
{
    size_t n = 0;

    while (*text && n < BS_WORDS_MAX) {
        while (*text == ' ' || *text == '\t')
            *text++ = '\0';
        if (*text)
            word[n++] = text;
        while (*text && *text != ' ' && *text != '\t')
            text++;
    }
    word[n] = NULL;
    return n;
}

static bool start(struct bs_loop *l, const char *command, bs_bytes b)
{
    char *text = bs_strdup(bs_str_z(command)), *word[BS_WORDS_MAX + 1];
    const struct rlimit most = {ANSWER_FILE_MAX, ANSWER_FILE_MAX};
    int in = bs_memory_file(b), out = bs_memory_file((bs_bytes){NULL, 0});
    int pid = -1;

    errno = ENOENT;
    if (in >= 0 && out >= 0 && bs_words(text, word) > 0)
        pid = bs_spawn(word, in, out);
    int failed = errno;
    if (in >= 0)
        close(in);
    if (pid > 0) {
        prlimit(pid, RLIMIT_FSIZE, &most,
                NULL); /* its answer is memory of this machine */
        l->piper = pid;
        l->piper_out = out;
    } else if (out >= 0) {
        close(out);
    }
    free(text);
    errno = failed;
    return pid > 0;
}

void bs_loop_pipe(struct bs_loop *l, bs_bytes b)
{
    char say[300], shown[200];
    const char *command = l->options->app.pipe_command;

    bs_gate_z(bs_str_bytes(bs_str_z(command)), shown, sizeof(shown));
    if (l->piper > 0)
        snprintf(say, sizeof(say), "the command still runs; ^C ends it");
    else if (!start(l, command, b))
        snprintf(say, sizeof(say), "%s: %s", shown, strerror(errno));
    else
        snprintf(say, sizeof(say), "%zu bytes sent to %s; ^C ends it", b.n, shown);
    bs_app_say(l->app, l->piper <= 0, say);
}

void bs_loop_pipe_stop(struct bs_loop *l)
{
    if (l->piper > 0)
        kill(-l->piper, SIGTERM); /* its process group: started by us */
}

static void show_answer(struct bs_loop *l, int status)
{
    enum { SHOWN = 1 << 18 };
    char title[300], shown[200];
    uint8_t *text = bs_alloc(SHOWN);
    size_t n = 0;
    ssize_t got;

    lseek(l->piper_out, 0, SEEK_SET);
    while (n < SHOWN && (got = read(l->piper_out, text + n, SHOWN - n)) > 0)
        n += (size_t)got;
    bool cut = n == SHOWN;
    bs_gate_z(bs_str_bytes(bs_str_z(l->options->app.pipe_command)), shown, sizeof(shown));
    if (WIFEXITED(status))
        snprintf(title, sizeof(title), "%s: exit %d", shown, WEXITSTATUS(status));
    else
        snprintf(title, sizeof(title), "%s: ended by signal %d", shown, WTERMSIG(status));
    bs_app_output(l->app, title, (bs_bytes){text, n}, cut);
    free(text);
}

void bs_loop_piped(struct bs_loop *l)
{
    int status = 0;

    if (l->piper <= 0 || waitpid(l->piper, &status, WNOHANG) != l->piper)
        return;
    l->piper = 0;
    show_answer(l, status);
    close(l->piper_out);
    l->changed = true;
    l->dirty |= bs_app_dirty(l->app);
}
