/* Programs that get the terminal for a while: the editor for a note, the pager for a long text.
 * No shell: the words of the command are the arguments. */
#include "tui_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOTE_MAX = 16 << 10 };

/* -- the terminal changes hands ---------------------------------------------------------- */

/* The program was stopped (^Z in an editor): so are we, as one job. */
static void stop_with(int pid)
{
    kill(getpid(), SIGSTOP);
    kill(pid, SIGCONT);
}

/* Until the program ends; TERM and HUP are for both.  Its wait status. */
static int wait_for(struct bs_loop *l, int pid)
{
    int status = 0, got;
    sigset_t wake;

    sigemptyset(&wake);
    sigaddset(&wake, SIGCHLD);
    sigaddset(&wake, SIGTERM);
    sigaddset(&wake, SIGHUP);
    while ((got = waitpid(pid, &status, WNOHANG | WUNTRACED)) != pid || WIFSTOPPED(status)) {
        if (got == pid)
            stop_with(pid);
        else if (got < 0 && errno != EINTR)
            return -1;
        else {
            int sig = sigwaitinfo(&wake, NULL);
            if (sig == SIGTERM || sig == SIGHUP) {
                kill(pid, sig);
                l->ended_by = sig;
                l->quit = true;
            }
        }
    }
    return status;
}

/* What the keyboard sent to both of us was meant for the program. */
static void forget_its_signals(void)
{
    const struct timespec now = {0, 0};
    sigset_t its;

    sigemptyset(&its);
    sigaddset(&its, SIGINT);
    sigaddset(&its, SIGTSTP);
    sigaddset(&its, SIGCONT);
    while (sigtimedwait(&its, NULL, &now) > 0)
        ;
}

/* The wait status, or -1 with errno when it could not start. */
static int run_there(struct bs_loop *l, char *const argv[], int in)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;

    bs_tty_suspend(l->term);
    sigaction(SIGQUIT, &ignore, &before);
    int pid = bs_spawn_there(argv, in), failed = errno;
    int status = pid > 0 ? wait_for(l, pid) : -1;
    sigaction(SIGQUIT, &before, NULL);
    forget_its_signals();
    bs_tty_resume(l->term);
    bs_loop_resized(l);
    bs_loop_copied(l); /* their ends may have been taken for the program's */
    bs_loop_piped(l);
    errno = failed;
    return status;
}

static const char *environment(const char *a, const char *b, const char *otherwise)
{
    const char *value = a ? getenv(a) : NULL;

    if (!value || !*value)
        value = getenv(b);
    return value && *value ? value : otherwise;
}

/* The command with `file` (may be NULL) behind its words.  False: told, nothing was done. */
static bool run_command(struct bs_loop *l, const char *command, char *file, int in)
{
    char *text = bs_strdup(bs_str_z(command)), *word[BS_WORDS_MAX + 2], shown[160], say[240];
    size_t n = bs_words(text, word);
    int status = -1;

    errno = ENOENT;
    word[n] = file;
    word[n + (file != NULL)] = NULL;
    if (n > 0)
        status = run_there(l, word, in);
    bool good = status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    bs_gate_z(bs_str_bytes(bs_str_z(command)), shown, sizeof(shown));
    if (status < 0)
        snprintf(say, sizeof(say), "%s: %s", shown, strerror(errno));
    else if (WIFEXITED(status))
        snprintf(say, sizeof(say), "%s: exit %d", shown, WEXITSTATUS(status));
    else
        snprintf(say, sizeof(say), "%s: ended by signal %d", shown, WTERMSIG(status));
    if (!good)
        bs_app_say(l->app, true, say);
    free(text);
    return good;
}

void bs_loop_page(struct bs_loop *l, bs_str text)
{
    const char *command = l->options->pager;
    int in = bs_memory_file(bs_str_bytes(text)); /* nothing of it is on a disk */

    if (!command || !*command)
        command = environment(NULL, "PAGER", "less");
    if (in < 0)
        bs_app_say(l->app, true, strerror(errno));
    else
        run_command(l, command, NULL, in);
    if (in >= 0)
        close(in);
}

/* -- the note's file --------------------------------------------------------------------- */

static bool make_folder(char *path, size_t max)
{
    const char *dir = environment("XDG_RUNTIME_DIR", "TMPDIR", "/tmp");

    if (*dir != '/' || access(dir, W_OK) != 0)
        dir = "/tmp";
    return snprintf(path, max, "%s/bannerscope-XXXXXX", dir) < (int)max && mkdtemp(path);
}

static bool write_file(const char *path, bs_str text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool good = fd >= 0;

    while (good && text.n > 0) {
        ssize_t n = write(fd, text.p, text.n);
        good = n >= 0 || errno == EINTR;
        if (n > 0)
            text = (bs_str){text.p + n, text.n - (size_t)n};
    }
    if (fd >= 0)
        close(fd);
    return good;
}

/* What the editor left, without blanks and line ends behind it.  NULL, or why not. */
static const char *read_back(const char *path, struct bs_buf *out)
{
    uint8_t chunk[4096];
    ssize_t n;
    bool fits = true;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0)
            close(fd);
        return "the editor left no file";
    }
    while (fits && (n = read(fd, chunk, sizeof(chunk))) > 0)
        fits = bs_buf_add(out, (bs_bytes){chunk, (size_t)n}) == BS_OK;
    close(fd);
    while (out->len > 0 && strchr(" \t\r\n", out->p[out->len - 1]))
        out->len--;
    if (!fits)
        return "more than 16 KiB";
    return bs_utf8_valid((bs_bytes){out->p, out->len}) ? NULL : "not UTF-8";
}

/* With the copies editors make beside a file. */
static void remove_folder(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)) != NULL)
        unlinkat(dirfd(dir), entry->d_name, 0); /* . and .. are no files */
    if (dir)
        closedir(dir);
    rmdir(path);
}

static void edit_there(struct bs_loop *l, const char *command, char *path, bs_str before)
{
    struct bs_buf after;
    char say[120];

    if (!write_file(path, before)) {
        bs_app_say(l->app, true, "the note's file could not be written");
        return;
    }
    if (!run_command(l, command, path, -1))
        return;
    bs_buf_init(&after, NOTE_MAX);
    const char *why = read_back(path, &after);
    if (why) {
        snprintf(say, sizeof(say), "%s: the note is as it was", why);
        bs_app_say(l->app, true, say);
    } else {
        bs_app_edited(l->app, bs_buf_str(&after));
    }
    bs_buf_fini(&after);
}

void bs_loop_edit(struct bs_loop *l, bs_str note)
{
    const char *command = l->options->editor;
    char folder[3000], path[3100];
    char *before = bs_strdup(note); /* the app's: gone with its next call */

    if (!command || !*command)
        command = environment("VISUAL", "EDITOR", "vi");
    if (make_folder(folder, sizeof(folder))) {
        snprintf(path, sizeof(path), "%s/note.txt", folder);
        edit_there(l, command, path, bs_str_z(before));
        remove_folder(folder);
    } else {
        bs_app_say(l->app, true, "no private folder for the note could be made");
    }
    free(before);
    l->dirty |= bs_app_dirty(l->app);
}
