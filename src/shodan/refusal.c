#include "refusal.h"

#include "bannerscope/gate.h"

enum { WORDS_MAX = 160, LOOK_MAX = 4096 };

enum body_kind { BODY_ANY, BODY_JSON, BODY_OTHER };

/* The code, whether another try may help, what it is, and what the user can do. */
struct meaning {
    bs_err err;
    bool retry;
    const char *words, *next;
};

#define KEY                                                                                       \
    {BS_E_KEY, false, "the key is wrong or missing",                                              \
     "Run `bannerscope init` with the key from https://account.shodan.io"}
#define CREDITS                                                                                   \
    {BS_E_CREDITS, false, "no query credits left",                                                \
     "Counts, facets and host lookups still work; credits come back on the 1st of the month"}
#define PLAN                                                                                      \
    {BS_E_PLAN, false, "this key's plan does not allow that",                                     \
     "`bannerscope info` shows the plan; searches and lookups need a Shodan membership"}
#define RATE                                                                                      \
    {BS_E_RATE, true, "too many requests for this key",                                           \
     "Wait a minute; is another program using the same key?"}
#define OVERLOAD                                                                                  \
    {BS_E_NETWORK, true, "Shodan is overloaded or down", "Try again in some minutes"}
#define QUERY                                                                                     \
    {BS_E_BADQUERY, false, "Shodan could not read the query",                                     \
     "Check quotes and filter names; `bannerscope count` tries a query for nothing"}
#define NO_DATA {BS_E_NOTFOUND, false, "Shodan has nothing about it",                                         \
     "That is an answer: nothing was seen there lately"}
#define FIREWALL                                                                                  \
    {BS_E_BLOCKED, false, "a web firewall turned the request away",                               \
     "Wait, or use another network; key and credits are not touched"}
#define PORTAL                                                                                    \
    {BS_E_BLOCKED, false, "something that is not Shodan answered in its place",                   \
     "A captive portal? Open a web page in a browser, log in there, try again; or check --api-url"}

struct sentence {
    const char *part;
    struct meaning meaning;
};

/* By what Shodan writes into `error`; the first that fits. */
static const struct sentence sentences[] = {
    {"insufficient query credits", CREDITS},
    {"to use filters or paging",
     {BS_E_PLAN, false, "this key's plan has no filters and no paging",
      "The first page of plain words still works; a Shodan membership has both"}},
    {"rate limit", RATE},
    {"timed out or your query was invalid",
     {BS_E_BADQUERY, true, "Shodan timed out, or could not read the query",
      "Check quotes and filter names; if they are right, try again later, or a narrower query"}},
    {"no information available", NO_DATA},
    {"credits", CREDITS},
    {"membership", PLAN},
    {"upgrade", PLAN},
    {"api key", KEY},
    {"invalid ip",
     {BS_E_BADQUERY, false, "Shodan does not take that address", "Is it a public one?"}},
    {"search query", QUERY},
    {"invalid query", QUERY},
};

/* By what stands on a web page that came instead of JSON. */
static const struct sentence pages[] = {
    {"error code: 1015", RATE},
    {"you are being rate limited", RATE},
    {"error code: 10", FIREWALL},
    {"just a moment", FIREWALL},
    {"attention required", FIREWALL},
    {"checking your browser", FIREWALL},
    {"you have been blocked", FIREWALL},
};

/* By the status, where the body did not say. */
static const struct {
    long from, to;
    enum body_kind body;
    struct meaning meaning;
} statuses[] = {
    {200, 299, BODY_JSON, {BS_E_FAILED, false, "Shodan reports an error", "Try again later"}},
    {200, 299, BODY_OTHER, PORTAL},
    {300, 399, BODY_ANY,
     {BS_E_BLOCKED, false, "sent to another address, not followed: the key would go along",
      "A captive portal? Open a web page in a browser, log in there, try again; or check "
      "--api-url"}},
    {400, 400, BODY_ANY, QUERY},
    {401, 401, BODY_ANY, KEY},
    {402, 402, BODY_ANY, PLAN},
    {403, 403, BODY_JSON, PLAN},
    {403, 403, BODY_OTHER, FIREWALL},
    {404, 404, BODY_JSON, NO_DATA},
    {404, 404, BODY_OTHER, {BS_E_FAILED, false, "no such path", "Check --api-url"}},
    {407, 407, BODY_ANY, {BS_E_NETWORK, false, "a proxy wants a password", "Check https_proxy"}},
    {414, 414, BODY_ANY, {BS_E_BADQUERY, false, "the query is too long", "Split it"}},
    {429, 429, BODY_ANY, RATE},
    {511, 511, BODY_ANY, PORTAL},
    {500, 599, BODY_ANY, OVERLOAD},
    {0, 999, BODY_ANY, {BS_E_FAILED, false, "an answer nobody expected", "Check --api-url"}},
};

static const struct meaning *by_sentence(const struct sentence *table, size_t n, bs_str text)
{
    for (size_t i = 0; i < n; i++) {
        bs_bytes part = bs_str_bytes(bs_str_z(table[i].part));
        if (bs_bytes_find_nocase(bs_str_bytes(text), part, 0) != SIZE_MAX)
            return &table[i].meaning;
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

static bool opens(bs_bytes rest, bs_str tag)
{
    return bs_str_eq_nocase(bs_bytes_str(bs_bytes_sub(rest, 0, tag.n)), tag);
}

/* The words of a web page: no tags, no script, blanks run together. */
static void page_words(bs_str body, struct bs_buf *out)
{
    bool tag = false, blank = false;
    body.n = body.n < LOOK_MAX ? body.n : LOOK_MAX;
    for (size_t i = 0; i < body.n && out->len < LOOK_MAX; i++) {
        bs_bytes rest = bs_bytes_sub(bs_str_bytes(body), i, SIZE_MAX);
        if (opens(rest, BS_STR("<script")) || opens(rest, BS_STR("<style"))) {
            size_t close = bs_bytes_find_nocase(rest, BS_BYTES("</s"), 0);
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
    bs_error_set(e, m->err, plain.len ? "%s (HTTP %ld: %s). %s" : "%s (HTTP %ld%s). %s", m->words,
                 status, shown, m->next);
    bs_buf_fini(&plain);
}

static bool begins_as_array(bs_str body)
{
    body = bs_str_trim(body);
    return body.n && body.p[0] == '[';
}

static const struct meaning *meaning_of(long status, bool json, bs_str error, bs_str page)
{
    const struct meaning *m = NULL;
    if (error.n)
        m = by_sentence(sentences, BS_COUNT(sentences), error);
    else if (!json)
        m = by_sentence(pages, BS_COUNT(pages), page);
    return m ? m : by_status(status, json);
}

bs_err bs_refusal_read(long status, bs_str body, const struct bs_key *key, bool *retry,
                       struct bs_error *e)
{
    struct bs_arena a;
    struct bs_answer answer;
    struct bs_buf words;
    bs_arena_init(&a, 0);
    bs_buf_init(&words, LOOK_MAX);
    bool json = bs_answer_read(body, &a, &answer, NULL) == BS_OK || begins_as_array(body);
    bool blank = bs_str_trim(body).n == 0;
    bs_err err = BS_OK;
    *retry = false;
    if (status != 200 || (!json && !blank) || answer.error.n) {
        if (!json)
            page_words(body, &words);
        const struct meaning *m = meaning_of(status, json, answer.error, bs_buf_str(&words));
        describe(m, status, json ? answer.error : bs_buf_str(&words), key, e);
        err = m->err;
        /* A 400 is final: the same sentence with 5xx may be overload. */
        *retry = m->retry && status != 400;
    }
    bs_buf_fini(&words);
    bs_arena_fini(&a);
    return err;
}
