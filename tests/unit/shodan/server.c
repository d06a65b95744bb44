#include "server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ARGS_MAX = 64 };

static void child(int in, int out, const char *const *args)
{
    static char script[1024], data[1024];
    const char *dir = getenv("BS_SRCDIR"), *python = getenv("PYTHON3");
    const char *argv[ARGS_MAX] = {python ? python : "python3", script, "--data", data,
                                  "--until-eof", "--lifetime", "60"};
    size_t n = 7;
    snprintf(script, sizeof(script), "%s/tests/support/fake_shodan.py", dir ? dir : ".");
    snprintf(data, sizeof(data), "%s/tests/data/shodan/records.ndjson", dir ? dir : ".");
    while (*args && n < ARGS_MAX - 1)
        argv[n++] = *args++;
    dup2(in, 0);
    dup2(out, 1);
    execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

void server_start(struct server *s, const char *const *args)
{
    int in[2], out[2];
    char port[16] = "";
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    s->pid = fork();
    if (s->pid == 0) {
        close(in[1]);
        close(out[0]);
        child(in[0], out[1], args);
    }
    close(in[0]);
    close(out[1]);
    s->alive = in[1];
    for (size_t n = 0; n < sizeof(port) - 1 && read(out[0], port + n, 1) == 1; n++) {
        if (port[n] == '\n')
            break;
    }
    close(out[0]);
    assert_true(strtol(port, NULL, 10) > 0);
    snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%ld", strtol(port, NULL, 10));
}

void server_stop(struct server *s)
{
    if (s->pid <= 0)
        return;
    close(s->alive);
    waitpid(s->pid, NULL, 0);
    s->pid = 0;
}
