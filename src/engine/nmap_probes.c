/* The file read, its lines tried. */
#include "nmap_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bannerscope/gate.h"

/* One expression: about a fifth of the budget at worst, so that the sum is looked at in time. */
enum { MATCH_LIMIT = 20000, DEPTH_LIMIT = 2000, HEAP_LIMIT_KIB = 1024, LOOK_EVERY = 16 };

struct reader {
    struct bs_nmap *n;
    int transport;
    uint32_t line;
    bs_complain_fn *complain;
    void *ctx;
    int *bad;
};

static void refuse(struct reader *r, const char *why)
{
    char text[1024];
    struct bs_buf b;
    bs_buf_init(&b, sizeof text - 1);
    bs_buf_printf(&b, "%s:%u: %s", r->n->path, r->line, why);
    memcpy(text, b.p, b.len);
    text[b.len] = '\0';
    bs_buf_fini(&b);
    (*r->bad)++;
    if (r->complain)
        r->complain(r->ctx, text);
}

static bool directive(bs_str *line, const char *name)
{
    const bs_str word = bs_str_z(name);
    if (!bs_str_has_prefix(*line, word) || line->n <= word.n ||
        (line->p[word.n] != ' ' && line->p[word.n] != '\t'))
        return false;
    *line = bs_str_trim((bs_str){line->p + word.n, line->n - word.n});
    return true;
}

static bs_err add_rule(struct reader *r, bs_str rest, bool soft, struct bs_error *e)
{
    struct bs_nmap *n = r->n;
    struct nmap_rule rule = {.line = r->line, .transport = r->transport, .soft = soft};
    if (n->rules == BS_NMAP_RULES_MAX)
        return bs_error_set(e, BS_E_LIMIT, "more than %d lines", BS_NMAP_RULES_MAX);
    bs_err err = nmap_rule_parse(rest, &rule, e);
    if (err != BS_OK)
        return err;
    if (n->rules == n->room) {
        n->room = n->room ? 2 * n->room : 256;
        n->rule = bs_realloc(n->rule, n->room * sizeof *n->rule);
    }
    n->rule[n->rules++] = rule;
    return BS_OK;
}

static bs_err read_line(struct reader *r, bs_str line, struct bs_error *e)
{
    static const char *const passed[] = {"ports",        "sslports", "rarity",  "fallback",
                                         "totalwaitms", "tcpwrappedms", "Exclude"};
    if (line.n > BS_NMAP_LINE_MAX)
        return bs_error_set(e, BS_E_LIMIT, "longer than %d bytes", BS_NMAP_LINE_MAX);
    if (!line.n || line.p[0] == '#')
        return BS_OK;
    if (directive(&line, "match"))
        return add_rule(r, line, false, e);
    if (directive(&line, "softmatch"))
        return add_rule(r, line, true, e);
    if (directive(&line, "Probe")) {
        r->transport = directive(&line, "TCP") ? BS_TCP : directive(&line, "UDP") ? BS_UDP : -1;
        return r->transport >= 0 ? BS_OK : bs_error_set(e, BS_E_SYNTAX, "Probe wants TCP or UDP");
    }
    for (size_t i = 0; i < BS_COUNT(passed); i++)
        if (directive(&line, passed[i]))
            return BS_OK;
    return bs_error_set(e, BS_E_SYNTAX, "unknown directive");
}

bs_err bs_nmap_load(const char *path, bs_complain_fn *complain, void *ctx, int *bad,
                    struct bs_nmap **out, struct bs_error *e)
{
    char shown[256];
    *out = NULL;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return bs_error_set(e, BS_E_NOTFOUND,
                            "%s: there is no such file; it comes with nmap (Debian: apt-get install nmap)",
                            bs_gate_z(bs_str_bytes(bs_str_z(path)), shown, sizeof shown));
    struct bs_nmap *n = bs_alloc(sizeof *n);
    struct reader r = {n, -1, 0, complain, ctx, bad};
    bs_arena_init(&n->arena, 1 << 20);
    bs_buf_init(&n->text, BS_NMAP_FILE_MAX);
    n->path = bs_arena_str(&n->arena, bs_str_z(bs_gate_z(bs_str_bytes(bs_str_z(path)), shown, sizeof shown))).p;
    n->limits = pcre2_match_context_create(NULL);
    bs_err err = n->limits ? bs_file_read(path, &n->text, e) : bs_error_set(e, BS_E_FAILED, "out of memory");
    if (err != BS_OK) {
        bs_nmap_free(n);
        return err;
    }
    pcre2_set_match_limit(n->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(n->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(n->limits, HEAP_LIMIT_KIB);
    bs_str rest = bs_buf_str(&n->text), line;
    while (rest.n && bs_str_split(&rest, '\n', &line)) {
        struct bs_error why = {0};
        r.line++;
        if (read_line(&r, bs_str_trim(line), &why) != BS_OK)
            refuse(&r, why.text);
    }
    *out = n;
    return BS_OK;
}

void bs_nmap_free(struct bs_nmap *n)
{
    if (!n)
        return;
    for (size_t i = 0; i < n->rules; i++)
        pcre2_code_free(n->rule[i].code);
    free(n->rule);
    pcre2_match_context_free(n->limits);
    bs_buf_fini(&n->text);
    bs_arena_fini(&n->arena);
    free(n);
}

/* -- trying ------------------------------------------------------------------------------ */

/* The processor's time, not the wall's: a busy machine must not change the answer. */
static int64_t spent_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void keep(const struct nmap_rule *rule, const struct nmap_groups *g, struct bs_arena *a,
                 struct bs_nmap_answer *out)
{
    if (out->fits == BS_NMAP_FITS_MAX) {
        out->more = true;
        return;
    }
    struct bs_nmap_fit *f = &out->fit[out->fits++];
    *f = (struct bs_nmap_fit){.line = rule->line, .soft = rule->soft};
    f->service = bs_arena_str(a, rule->service);
    for (size_t i = 0; i < BS_NMAP_FIELDS; i++)
        f->field[i] = nmap_fill(rule->field[i], g, false, a);
    for (size_t i = 0; i < rule->cpes; i++) {
        bs_str cpe = nmap_fill(rule->cpe[i], g, true, a);
        if (cpe.n)
            f->cpe[f->cpes++] = bs_arena_printf(a, "cpe:/%.*s", (int)cpe.n, cpe.p);
    }
}

void bs_nmap_try(const struct bs_nmap *n, bs_bytes wire, int transport, struct bs_arena *a,
                 struct bs_nmap_answer *out)
{
    const bs_bytes subject = bs_bytes_sub(wire, 0, BS_NMAP_SUBJECT_MAX);
    pcre2_match_data *md = pcre2_match_data_create(10, NULL);
    const int64_t from = spent_us();
    bool over = !md;
    *out = (struct bs_nmap_answer){.path = n->path};
    for (size_t i = 0; i < n->rules; i++) {
        const struct nmap_rule *rule = &n->rule[i];
        if (transport >= 0 && rule->transport >= 0 && rule->transport != transport)
            continue;
        if (!over && out->rules % LOOK_EVERY == 0)
            over = spent_us() - from > BS_NMAP_BUDGET_US;
        out->rules++;
        out->untried += over;
        if (over)
            continue;
        int got = pcre2_match(rule->code, subject.n ? subject.p : (PCRE2_SPTR) "", subject.n, 0, 0, md,
                              n->limits);
        uint32_t groups = 0;
        (void)pcre2_pattern_info(rule->code, PCRE2_INFO_CAPTURECOUNT, &groups);
        const struct nmap_groups g = {subject, pcre2_get_ovector_pointer(md), groups < 9 ? groups + 1 : 10};
        if (got >= 0)
            keep(rule, &g, a, out);
        else if (got != PCRE2_ERROR_NOMATCH)
            out->limited++;
    }
    pcre2_match_data_free(md);
}
