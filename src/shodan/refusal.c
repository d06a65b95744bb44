#include "refusal.h"

#include "bannerscope/gate.h"
#include "scan.h"

enum { WORDS_MAX = 200, LOOK_MAX = 4096 };

enum body_kind { BODY_ANY, BODY_JSON, BODY_OTHER };

struct meaning {
    bs_err err;
    bool retry;
    const char *words; /* ours */
};

/* By what Shodan writes into `error`; the first that fits. */
static const struct {
    const char *part;
    struct meaning meaning;
} sentences[] = {
    {"insufficient query credits",
     {BS_E_CREDITS, false, "no query credits left; counts and host lookups go on working"}},
    {"to use filters or paging",
     {BS_E_PLAN, false, "this key's plan has no filters and no paging"}},
    {"rate limit", {BS_E_RATE, true, "too many requests for this key"}},
    {"timed out or your query was invalid",
     {BS_E_BADQUERY, true, "Shodan timed out, or could not read the query"}},
    {"no information available", {BS_E_NOTFOUND, false, "Shodan has nothing about it"}},
    {"credits", {BS_E_CREDITS, false, "not enough credits"}},
    {"membership", {BS_E_PLAN, false, "this key's plan does not allow that"}},
    {"upgrade", {BS_E_PLAN, false, "this key's plan does not allow that"}},
    {"api key", {BS_E_KEY, false, "the key is wrong or missing"}},
    {"invalid ip", {BS_E_BADQUERY, false, "Shodan does not take that address"}},
    {"search query", {BS_E_BADQUERY, false, "Shodan could not read the query"}},
    {"invalid query", {BS_E_BADQUERY, false, "Shodan could not read the query"}},
};

/* By the status, where the body did not say. */
static const struct {
    long from, to;
    enum body_kind body;
    struct meaning meaning;
} statuses[] = {
    {200, 299, BODY_JSON, {BS_E_FAILED, false, "Shodan reports an error"}},
    {200, 299, BODY_OTHER,
     {BS_E_BLOCKED, false, "something that is not Shodan answered in its place"}},
    {300, 399, BODY_ANY,
     {BS_E_BLOCKED, false, "sent to another address, not followed: the key would go along"}},
    {400, 400, BODY_ANY, {BS_E_BADQUERY, false, "Shodan could not read the query"}},
    {401, 401, BODY_ANY, {BS_E_KEY, false, "the key is wrong or missing"}},
    {402, 402, BODY_ANY, {BS_E_PLAN, false, "this key's plan does not allow that"}},
    {403, 403, BODY_JSON, {BS_E_PLAN, false, "this key's plan does not allow that"}},
    {403, 403, BODY_OTHER, {BS_E_BLOCKED, false, "a web firewall turned the request away"}},
    {404, 404, BODY_JSON, {BS_E_NOTFOUND, false, "Shodan has nothing about it"}},
    {404, 404, BODY_OTHER, {BS_E_FAILED, false, "no such path: is the API's URL right?"}},
    {429, 429, BODY_ANY, {BS_E_RATE, true, "too many requests for this key"}},
    {500, 599, BODY_ANY, {BS_E_NETWORK, true, "Shodan is overloaded or down"}},
    {0, 999, BODY_ANY, {BS_E_FAILED, false, "an answer nobody expected"}},
};

static const struct meaning *by_sentence(bs_str error)
{
    for (size_t i = 0; i < BS_COUNT(sentences); i++) {
        bs_bytes part = bs_str_bytes(bs_str_z(sentences[i].part));
        if (bs_bytes_find_nocase(bs_str_bytes(error), part, 0) != SIZE_MAX)
            return &sentences[i].meaning;
    }
    return NULL;
}

static const struct meaning *by_status(long status, bool json)
{
    for (size_t i = 0; i + 1 < BS_COUNT(statuses); i++) {
        enum body_kind want = statuses[i].body;
        if (status >= statuses[i].from && status <= statuses[i].to &&
            (want == BODY_ANY || (want == BODY_JSON) == json))
            return &statuses[i].meaning;
    }
    return &statuses[BS_COUNT(statuses) - 1].meaning;
}

/* The words of a web page: no tags, no script, blanks run together. */
static void page_words(bs_str body, struct bs_buf *out)
{
    bool tag = false, blank = false;
    body.n = body.n < LOOK_MAX ? body.n : LOOK_MAX;
    for (size_t i = 0; i < body.n && out->len < LOOK_MAX; i++) {
        bs_bytes rest = bs_bytes_sub(bs_str_bytes(body), i, SIZE_MAX);
        if (bs_bytes_has_prefix(rest, BS_BYTES("<script")) ||
            bs_bytes_has_prefix(rest, BS_BYTES("<style"))) {
            size_t close = bs_bytes_find(rest, BS_BYTES("</s"), 0);
            i += close == SIZE_MAX ? rest.n - 1 : close;
        }
        char c = body.p[i];
        if (c == '<')
            tag = true;
        else if (!tag && !strchr(" \t\r\n", c)) {
            if (blank && out->len)
                bs_buf_putc(out, ' ');
            bs_buf_putc(out, c);
            blank = false;
            continue;
        }
        if (c == '>')
            tag = false;
        blank = true;
    }
}

static void describe(const struct meaning *m, long status, bs_str theirs,
                     const struct bs_key *key, struct bs_error *e)
{
    struct bs_buf plain;
    char shown[WORDS_MAX + 1];
    bs_buf_init(&plain, LOOK_MAX);
    theirs.n = theirs.n < LOOK_MAX ? theirs.n : LOOK_MAX;
    /* Before anything is cut: half a key would not be known again. */
    bs_key_redact(key, theirs, &plain);
    bs_gate_z((bs_bytes){plain.p, plain.len}, shown, sizeof(shown));
    bs_error_set(e, m->err, plain.len ? "%s (HTTP %ld: %s)" : "%s (HTTP %ld)", m->words, status,
                 shown);
    bs_buf_fini(&plain);
}

static bool is_array(bs_str body)
{
    const char *end = body.n ? body.p + body.n : body.p;
    const char *p = body.n ? bs_scan_blanks(body.p, end) : end;
    return p < end && *p == '[';
}

bs_err bs_refusal_read(long status, bs_str body, const struct bs_key *key, bool *retry,
                       struct bs_error *e)
{
    struct bs_arena a;
    struct bs_answer answer;
    struct bs_buf words;
    bs_arena_init(&a, 0);
    bs_buf_init(&words, LOOK_MAX);
    bool json = bs_answer_read(body, &a, &answer, NULL) == BS_OK || is_array(body);
    bs_err err = BS_OK;
    *retry = false;
    if (status != 200 || !json || answer.error.n) {
        const struct meaning *m = answer.error.n ? by_sentence(answer.error) : NULL;
        if (!m)
            m = by_status(status, json);
        if (!json)
            page_words(body, &words);
        describe(m, status, json ? answer.error : bs_buf_str(&words), key, e);
        err = m->err;
        /* A 400 is final: the same sentence with 5xx may be overload. */
        *retry = m->retry && status != 400;
    }
    bs_buf_fini(&words);
    bs_arena_fini(&a);
    return err;
}
