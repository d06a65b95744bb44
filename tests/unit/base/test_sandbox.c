/* Each case is a process of its own: what is given up does not come back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "bannerscope/sandbox.h"

static char top[64];

static const char *at(const char *name)
{
    static char path[8][128];
    static int turn;
    char *p = path[turn++ % 8];
    snprintf(p, sizeof path[0], "%s/%s", top, name);
    return p;
}

static void put(const char *name)
{
    int fd = open(at(name), O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0 && write(fd, "x", 1) == 1);
    close(fd);
}

static int setup(void **state)
{
    (void)state;
    strcpy(top, "/tmp/bs-sandbox-XXXXXX");
    assert_non_null(mkdtemp(top));
    assert_int_equal(mkdir(at("ours"), 0700), 0);
    assert_int_equal(mkdir(at("seen"), 0700), 0);
    assert_int_equal(mkdir(at("else"), 0700), 0);
    put("ours/a");
    put("seen/a");
    put("else/a");
    put("else/named");
    return 0;
}

static int teardown(void **state)
{
    static const char *const left[] = {"ours/a", "ours/b", "ours/c", "ours/d", "seen/a", "seen/b", "else/a",
                                       "else/b", "else/named", "ours", "seen", "else", "."};
    (void)state;
    for (size_t i = 0; i < BS_COUNT(left); i++)
        if (unlink(at(left[i])) != 0)
            rmdir(at(left[i]));
    rmdir(top);
    return 0;
}

static int opens(const char *name, int flags)
{
    int fd = open(at(name), flags, 0600), why = errno;
    if (fd >= 0)
        close(fd);
    return fd >= 0 ? 0 : why;
}

/* A check of the child's: its number is the exit status. */
#define WANT(n, condition) \
    do { \
        if (!(condition)) \
            _exit(n); \
    } while (0)

static void enter(bool network)
{
    const struct bs_place place[] = {
        {at("ours"), BS_MAY_WRITE}, {at("seen"), BS_MAY_READ}, {at("else/named"), BS_MAY_READ},
        {at("nowhere"), BS_MAY_WRITE}, {NULL, BS_MAY_READ},
        /* Reading a program is not running it. */
        {"/usr", BS_MAY_READ}, {"/bin", BS_MAY_READ}, {"/lib", BS_MAY_READ}, {"/lib64", BS_MAY_READ},
    };
    struct bs_error e = {0};
    const struct bs_sandbox s = {.place = place, .n = BS_COUNT(place), .network = network, .alone = true};
    WANT(1, bs_sandbox_enter(&s, &e) == BS_OK);
}

static void child(void)
{
    int kept = open(at("else/a"), O_RDONLY);
    char c;
    WANT(2, kept >= 0);
    enter(false);
    WANT(3, read(kept, &c, 1) == 1 && c == 'x'); /* what is open stays open */
    /* ours */
    WANT(4, opens("ours/a", O_RDWR | O_TRUNC) == 0 && opens("ours/b", O_RDWR | O_CREAT | O_EXCL) == 0);
    WANT(5, rename(at("ours/b"), at("ours/c")) == 0 && mkdir(at("ours/d"), 0700) == 0 && rmdir(at("ours/d")) == 0);
    WANT(6, unlink(at("ours/c")) == 0);
    WANT(7, symlink("a", at("ours/d")) == -1 && errno == EACCES);
    /* seen */
    WANT(8, opens("seen/a", O_RDONLY) == 0 && opens("seen", O_RDONLY | O_DIRECTORY) == 0);
    WANT(9, opens("seen/a", O_WRONLY) == EACCES && opens("seen/b", O_WRONLY | O_CREAT) == EACCES);
    WANT(10, unlink(at("seen/a")) == -1 && errno == EACCES);
    /* else */
    WANT(11, opens("else/named", O_RDONLY) == 0 && opens("else/named", O_WRONLY) == EACCES);
    WANT(12, opens("else/a", O_RDONLY) == EACCES && opens("else", O_RDONLY | O_DIRECTORY) == EACCES);
    WANT(13, opens("else/b", O_WRONLY | O_CREAT) == EACCES && unlink(at("else/a")) == -1);
    WANT(14, rename(at("ours/a"), at("else/b")) == -1);
    WANT(15, bs_sandbox_version() < 3 || (truncate(at("else/a"), 0) == -1 && errno == EACCES));
    execl("/bin/false", "false", (char *)NULL); /* that it ran must not look like the end of this */
    WANT(16, errno == EACCES);
    WANT(17, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    _exit(0);
}

static void only_what_is_named(void **state)
{
    int status = -1;
    (void)state;
    if (!bs_sandbox_version())
        return; /* told_where_the_kernel_has_none */
    pid_t pid = fork();
    if (pid == 0)
        child();
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void told_where_the_kernel_has_none(void **state)
{
    struct bs_error e = {0};
    const struct bs_sandbox nothing = {.n = 0};
    (void)state;
    if (bs_sandbox_version())
        return; /* tests/cli/sandbox.t takes it away from the whole program */
    assert_int_equal(bs_sandbox_enter(&nothing, &e), BS_E_NOTFOUND);
    assert_non_null(strstr(e.text, "Landlock"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_what_is_named, setup, teardown),
        cmocka_unit_test(told_where_the_kernel_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
