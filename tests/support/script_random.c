/* Keys nobody would press in that order, and what the program costs meanwhile. */
#include "script.h"

#include <stdlib.h>
#include <string.h>

/* Everything the screen knows but what leaves it, asks for a word to do so, or writes outside of the database. */
static const char *const keys[] = {
    "j", "j", "j", "k", "J", "K", "G", "g", "g", "Down", "Up", "Left", "Right", "PgDn", "PgUp", "Home", "End", "Tab",
    "Tab", "S-Tab", "Enter", "Enter", "Esc", "Space", "v", "t", "x", "d", "r", "s", "o", "L", "i", "V", "w", "#", "E",
    "p", "D", "(", ")", "n", "N", "/", ":", "f", "F", "?", "\\", "+", "-", "=", "[", "]", "1", "2", "3", "0", "z", "u",
    "^R", "^L", "^D", "^U", "^F", "^B", ".", "a", "l", "e", "m", "M", "S", "R", "B", "H", "T", "<", ">", "*", "%", "X",
    "O", "@", "I", "c", "b", "Backspace", "Del", "F1", "F5", "Alt-x",
};

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* One burst; an Esc is let settle, else it is the Alt of the key behind it. */
static void press(struct script *s, uint32_t *seed)
{
    for (uint32_t n = 1 + next(seed) % 5; n > 0 && !s->dead; n--) {
        const char *word = keys[next(seed) % (sizeof(keys) / sizeof(keys[0]))];
        pty_key(&s->pty, word);
        if (n > 1 && strcmp(word, "Esc") != 0)
            continue;
        pty_flush(&s->pty);
        settle(s);
    }
}

/* monkey ROUNDS [SEED]: a few keys or another size, then whether a redraw changes anything.  BS_LONG in the
 * environment makes it that many times as many rounds. */
void cmd_monkey(struct script *s, const char *rest)
{
    int rounds = 0, differ = 0, rows = s->pty.rows, cols = s->pty.cols, done = 0;
    unsigned seed = 1;
    char what[160] = "", size[32];
    const char *longer = getenv("BS_LONG");

    if (sscanf(rest, "%d %u", &rounds, &seed) < 1) {
        give_up(s, "monkey ROUNDS [SEED]");
        return;
    }
    rounds *= longer && atoi(longer) > 0 ? atoi(longer) : 1;
    for (; done < rounds && differ == 0 && !s->dead && s->pty.pid > 0; done++) {
        if (next(&seed) % 8 == 0) {
            snprintf(size, sizeof(size), "%dx%d", (int)(1 + next(&seed) % 250), (int)(1 + next(&seed) % 60));
            cmd_resize(s, size);
        } else {
            press(s, &seed);
        }
        if (!s->dead && s->pty.pid > 0)
            differ = repaint_difference(s, what, sizeof(what));
    }
    if (s->dead)
        return;
    point(s, differ == 0 && done == rounds, "%d rounds of any keys and sizes leave the screen exact (%d cells; %s)",
          done, differ, what);
    if (differ || done < rounds)
        print_screen(s);
    snprintf(size, sizeof(size), "%dx%d", cols, rows);
    if (s->pty.pid > 0)
        cmd_resize(s, size);
}

/* wire-log FILE: every byte the terminal gets from now on. */
void cmd_wire_log(struct script *s, const char *rest)
{
    char words[4096], *word[2];

    if (split(s, rest, words, sizeof(words), word, 2) != 1 || !(s->pty.log = fopen(word[0], "ab")))
        give_up(s, "wire-log FILE");
    else
        setvbuf(s->pty.log, NULL, _IONBF, 0);
}

/* memory-max MB: what the program ever had in memory; a sanitizer's own needs come on top. */
void cmd_memory_max(struct script *s, const char *rest)
{
    char path[64], line[256];
    long kb = 0, limit = atol(rest) * 1024;
    FILE *f;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    limit *= 8;
#endif
    snprintf(path, sizeof(path), "/proc/%d/status", (int)s->pty.pid);
    f = fopen(path, "r");
    while (f && fgets(line, sizeof(line), f))
        sscanf(line, "VmHWM: %ld kB", &kb);
    if (f)
        fclose(f);
    point(s, kb > 0 && kb < limit, "%ld MB of memory at most, allowed %s", kb / 1024, rest);
}
