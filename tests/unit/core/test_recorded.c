/* What real servers answered (tests/data/recorded*.ndjson), read and judged.
 *
 * A server whose "accept" is "*" echoes: its bytes are the probe's own, so they are not counted,
 * but must not be called medical either.
 *
 * Prints every answer that is read wrongly or not at all; BS_RECORDED=table prints the table of
 * docs/recorded.md as well.  Half of the servers, told by a hash of the program's name, is what
 * rules may be improved from ("open"); the other half only measures ("held"). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bannerscope/classify.h"
#include "bannerscope/gate.h"
#include "bannerscope/json.h"

/* Three servers that quote every question count for 2 %: docs/recorded.md. */
enum { SERVERS_MAX = 600, PER_MILLE = 970 };

struct tally {
    char server[64];
    int batch;
    bool held, medical;
    int right, wrong, unknown;
};

/* One after the other, each recorded when the rules had learnt from those before it. */
static const char *const batches[] = {"recorded.ndjson", "recorded-2.ndjson", "recorded-3.ndjson",
                                      "recorded-4.ndjson", "recorded-5.ndjson"};
enum { BATCHES = sizeof batches / sizeof batches[0] };

struct sheet {
    struct bs_rules *rules;
    int batch; /* the one being read */
    struct tally server[SERVERS_MAX];
    size_t servers;
    int false_medical, missed_medical; /* must both stay 0 */
};

struct answer {
    bs_str server, transport;
    struct bs_json accept, probes;
    bs_bytes data;
    bool medical;
};

/* "slapd-tls" and "slapd" are one program, and must not stand on both sides. */
static bool is_held(bs_str server)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < server.n && server.p[i] != '-'; i++)
        h = (h ^ (unsigned char)server.p[i]) * 16777619u;
    return (h >> 16) & 1;
}

static struct tally *tally_of(struct sheet *s, const struct answer *a)
{
    for (size_t i = 0; i < s->servers; i++)
        if (s->server[i].batch == s->batch &&
            bs_str_eq(a->server, bs_str_z(s->server[i].server)))
            return &s->server[i];
    assert_true(s->servers < SERVERS_MAX && a->server.n < sizeof s->server[0].server);
    struct tally *t = &s->server[s->servers++];
    memcpy(t->server, a->server.p, a->server.n);
    t->batch = s->batch;
    t->held = is_held(a->server);
    t->medical = a->medical;
    return t;
}

static bool read_answer(const struct bs_json *line, struct bs_arena *arena, struct bs_buf *buf,
                        struct answer *a)
{
    struct bs_json v;
    bs_bytes text;
    struct bs_error e;

    *a = (struct answer){.server = {0}};
    if (!bs_json_member(line, "server", &v, NULL) || !bs_json_text(&v, arena, &a->server) ||
        !bs_json_member(line, "transport", &v, NULL) || !bs_json_text(&v, arena, &a->transport) ||
        !bs_json_member(line, "accept", &a->accept, NULL) ||
        !bs_json_member(line, "probes", &a->probes, NULL) ||
        !bs_json_member(line, "medical", &v, NULL))
        return false;
    a->medical = v.type == BS_JSON_TRUE;
    if (!bs_json_member(line, "data", &v, NULL) || !bs_json_string(&v, arena, &text) ||
        bs_base64_decode((bs_str){(const char *)text.p, text.n}, buf, &e) != BS_OK)
        return false;
    a->data = (bs_bytes){buf->p, buf->len};
    return true;
}

static bool accepted(const struct answer *a, bs_str service, struct bs_arena *arena)
{
    struct bs_json_iter it;
    struct bs_json v;
    bs_str key, name;

    bs_json_begin(&a->accept, &it);
    while (bs_json_next(&it, &key, &v))
        if (bs_json_text(&v, arena, &name) && bs_str_eq(name, service))
            return true;
    return false;
}

static void say_miss(const struct answer *a, const struct bs_finding *f, const char *what)
{
    char shown[200];

    bs_gate_z((bs_bytes){a->data.p, a->data.n < 60 ? a->data.n : 60}, shown, sizeof shown);
    printf("# %s: %.*s%s %.*s as \"%.*s\": %s\n", what, (int)a->server.n, a->server.p,
           is_held(a->server) ? " (held)" : "",
           (int)(a->probes.raw.n < 60 ? a->probes.raw.n : 60), a->probes.raw.p,
           (int)f->service.n, f->service.p, shown);
}

static void judge(struct sheet *s, const struct answer *a, struct bs_arena *arena)
{
    static const struct bs_traits no_traits;
    struct tally *t = tally_of(s, a);
    bool udp = bs_str_eq(a->transport, BS_STR("udp"));
    struct bs_subject subject = {a->data, a->data, udp ? BS_UDP : BS_TCP, &no_traits, NULL};
    struct bs_finding f;

    bs_classify(s->rules, &subject, arena, &f);
    bool echo = accepted(a, BS_STR("*"), arena), right = accepted(a, f.service, arena);
    t->right += right;
    t->unknown += !echo && !f.service.n;
    t->wrong += !echo && f.service.n && !right;
    if (!right && !echo)
        say_miss(a, &f, f.service.n ? "wrong" : "unknown");
    /* An echo of an HL7 message is an HL7 message to whom does not know what was sent. */
    bool undecidable = echo && bs_str_eq(f.service, BS_STR("hl7"));
    if (!a->medical && !undecidable && f.verdict == BS_MEDICAL) {
        s->false_medical++;
        say_miss(a, &f, "called medical");
    }
    /* Orthanc's web pages for all the world say nothing of it; its DICOM must. */
    bool protocol = bs_str_eq(f.service, BS_STR("dicom")) || bs_str_eq(f.service, BS_STR("hl7"));
    bool wanted = a->medical && accepted(a, f.service, arena) == protocol;
    if (a->medical && (!right || (wanted && f.verdict != BS_MEDICAL))) {
        s->missed_medical++;
        say_miss(a, &f, "not called medical");
    }
}

static void print_sum(const struct sheet *s, int batch, int held, const char *title)
{
    int n = 0, right = 0, wrong = 0, unknown = 0;

    for (size_t i = 0; i < s->servers; i++)
        if (s->server[i].batch == batch && (held < 0 || s->server[i].held == held)) {
            right += s->server[i].right;
            wrong += s->server[i].wrong;
            unknown += s->server[i].unknown;
            n++;
        }
    int all = right + wrong + unknown;
    printf("# batch %d, %s: %d servers, %d answers, %d right (%.1f %%), %d wrong, %d unknown\n",
           batch + 1, title, n, all, right, all ? 100.0 * right / all : 0.0, wrong, unknown);
}

static void print_table(const struct sheet *s)
{
    const char *wish = getenv("BS_RECORDED");

    if (wish && !strcmp(wish, "table"))
        for (size_t i = 0; i < s->servers; i++) {
            const struct tally *t = &s->server[i];
            printf("| %s | %d %s | %d | %d / %d / %d |\n", t->server, t->batch + 1,
                   t->held ? "held" : "open", t->right + t->wrong + t->unknown, t->right, t->wrong,
                   t->unknown);
        }
    for (int batch = 0; batch < BATCHES; batch++) {
        print_sum(s, batch, 0, "open");
        print_sum(s, batch, 1, "held");
        print_sum(s, batch, -1, "all");
    }
}

static void read_batch(struct sheet *s)
{
    struct bs_buf file, data;
    struct bs_arena arena;
    struct bs_error e;
    char path[1024];
    const char *dir = getenv("BS_SRCDIR");

    bs_buf_init(&file, 8 << 20);
    bs_buf_init(&data, 1 << 20);
    bs_arena_init(&arena, 0);
    snprintf(path, sizeof path, "%s/tests/data/%s", dir ? dir : ".", batches[s->batch]);
    assert_int_equal(bs_file_read(path, &file, &e), BS_OK);
    const char *p = (const char *)file.p, *end = p + file.len;
    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct bs_json line;
        struct answer a;
        assert_non_null(nl);
        assert_int_equal(bs_json_check((bs_str){p, (size_t)(nl - p)}, &line, &e), BS_OK);
        bs_buf_clear(&data);
        assert_true(read_answer(&line, &arena, &data, &a));
        judge(s, &a, &arena);
        bs_arena_reset(&arena);
        p = nl + 1;
    }
    bs_arena_fini(&arena);
    bs_buf_fini(&data);
    bs_buf_fini(&file);
}

static void recorded(void **state)
{
    static struct sheet s;
    struct bs_error e;
    int bad, right = 0, all = 0;
    const char *dir = getenv("BS_SRCDIR");

    (void)state;
    assert_int_equal(bs_rules_load(dir ? dir : ".", NULL, NULL, NULL, &bad, &s.rules, &e), BS_OK);
    for (s.batch = 0; s.batch < BATCHES; s.batch++)
        read_batch(&s);
    print_table(&s);
    bs_rules_free(s.rules);
    for (size_t i = 0; i < s.servers; i++) {
        right += s.server[i].right;
        all += s.server[i].right + s.server[i].wrong + s.server[i].unknown;
    }
    assert_true(s.servers > 50);
    assert_int_equal(s.false_medical, 0);
    assert_int_equal(s.missed_medical, 0);
    assert_true(right * 1000LL >= all * (long long)PER_MILLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(recorded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
