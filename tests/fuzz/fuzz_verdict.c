/* Any bytes as a file of decisions (`verdict --from`).  As many verdicts are told saved as stand in the log, every other
 * line is named NOT SAVED, and what is said is plain text; the chain is whole afterwards. */
#include "said.h"

#include <string.h>
#include <sys/stat.h>

#include "../../src/cli/verdict_lines.h"
#include "bannerscope/engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BASE_MAX = 1 << 20 };
static struct {
    char dir[64], path[80];
    uint8_t base[BASE_MAX];
    size_t base_n;
} the;

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void remove_files(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char name[100];
    for (size_t i = 0; i < BS_COUNT(ends); i++) {
        snprintf(name, sizeof name, "%s%s", the.path, ends[i]);
        unlink(name);
    }
}

static void leave_nothing(void)
{
    remove_files();
    rmdir(the.dir);
}

static void begin(void)
{
    static const char answer[] =
        "{\"total\":3,\"matches\":["
        "{\"ip_str\":\"192.0.2.1\",\"port\":80,\"transport\":\"tcp\",\"timestamp\":\"2021-02-25T01:35:44\",\"data\":"
        "\"qzx 17 ready\"},"
        "{\"ip_str\":\"192.0.2.2\",\"port\":81,\"transport\":\"udp\",\"timestamp\":\"2021-02-25T01:35:44\",\"data\":"
        "\"qzx 18 ready\"},"
        "{\"ip_str\":\"2001:db8::3\",\"port\":22,\"transport\":\"tcp\",\"timestamp\":\"2021-02-25T01:35:44\",\"data\":"
        "\"\"}]}";
    const char *src = getenv("BS_SRCDIR");
    struct bs_rules *rules;
    struct bs_error e;
    struct bs_store *s;
    struct bs_taken taken;
    int bad;
    snprintf(the.dir, sizeof the.dir, "%s/bs-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    must(mkdtemp(the.dir) != NULL);
    atexit(leave_nothing);
    snprintf(the.path, sizeof the.path, "%s/a.db", the.dir);
    must(bs_rules_load(src ? src : ".", NULL, NULL, NULL, &bad, &rules, &e) == BS_OK);
    must(bs_store_open(the.path, BS_STORE_WRITE, &s, &e) == BS_OK);
    const struct bs_take_options o = {.rules = rules, .source = BS_STR("query:qzx")};
    must(bs_take_answer(s, &o, bs_str_z(answer), &taken, &e) == BS_OK);
    bs_store_close(s);
    bs_rules_free(rules);
    FILE *f = fopen(the.path, "rb");
    must(f != NULL);
    the.base_n = fread(the.base, 1, sizeof the.base, f);
    must(fclose(f) == 0 && the.base_n > 0 && the.base_n < sizeof the.base);
}

static void fresh_database(void)
{
    remove_files();
    FILE *f = fopen(the.path, "wb");
    must(f != NULL);
    must(fwrite(the.base, 1, the.base_n, f) == the.base_n && fclose(f) == 0);
    must(chmod(the.path, 0600) == 0);
}

static void check(struct bs_store *s, int saved)
{
    struct bs_totals t;
    struct bs_error e;
    int bad;
    must(bs_store_totals(s, &t, &e) == BS_OK && t.events == saved);
    must(bs_store_verify(s, NULL, NULL, &bad, &e) == BS_OK && bad == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cli c = {.analyst = "ann", .db_given = true};
    struct bs_error e = {0};
    char path[64];
    int fd = memfd_create("decisions", MFD_CLOEXEC);
    if (!the.base_n)
        begin();
    fresh_database();
    c.db = the.path;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    bs_arena_init(&c.arena, 0);
    out_init(&c.out, BS_GATE_ASCII);
    const struct said out = said_begin(STDOUT_FILENO), err = said_begin(STDERR_FILENO);
    bs_err result = verdict_lines(&c, path, &e);
    out_flush(&c.out, NULL);
    const int refused = said_end(err, "bannerscope: "), saved = said_end(out, "saved ");
    must(result == BS_OK && refused == c.rejected);
    check(c.store, saved);
    bs_store_close(c.store);
    out_fini(&c.out);
    bs_arena_fini(&c.arena);
    close(fd);
    return 0;
}
