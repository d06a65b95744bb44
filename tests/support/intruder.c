/* Somebody inside: preloaded into the program (LD_PRELOAD), it tries behind main() what one would try who has
 * taken the program over by a stranger's bytes.  One line each on stderr, "intruder: WHAT: done" or "refused".
 * INTRUDER_PLACE is a folder with a file `diary` in it, INTRUDER_PORT a port of this machine that listens. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell(const char *what, int done)
{
    dprintf(STDERR_FILENO, "intruder: %s: %s\n", what, done ? "done" : "refused");
}

static int opened(const char *folder, const char *name, int flags)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static int ran(const char *program)
{
    int status = -1;
    pid_t pid = fork();
    if (pid == 0) {
        unsetenv("LD_PRELOAD");
        execl(program, program, (char *)NULL);
        _exit(126);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int connected(const char *port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)strtoul(port, NULL, 10))};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int done = fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

static int listened(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int done = fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

__attribute__((destructor)) static void try_everything(void)
{
    const char *place = getenv("INTRUDER_PLACE"), *port = getenv("INTRUDER_PORT"), *home = getenv("HOME");
    if (!place || !port || !home)
        return; /* one of the programs it ran */
    tell("reads a file", opened(place, "diary", O_RDONLY));
    tell("lists a folder", opened(place, "", O_RDONLY | O_DIRECTORY));
    tell("changes a file", opened(place, "diary", O_WRONLY));
    tell("makes a file", opened(place, "left-behind", O_WRONLY | O_CREAT));
    tell("reads the key", opened(home, ".config/shodan/api_key", O_RDONLY));
    tell("writes the key", opened(home, ".config/shodan/api_key", O_WRONLY));
    tell("runs a program", ran("/bin/true"));
    tell("connects", connected(port));
    tell("listens", listened());
    tell("signals", kill(getppid(), 0) == 0);
}
