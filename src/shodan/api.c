#include "api.h"

#include "envelope.h"
#include "http.h"
#include "limiter.h"
#include "refusal.h"

#include <stdlib.h>

enum { URL_MAX = 16 << 10, SECOND = 1000000 };

struct bs_api {
    char *base; /* without a slash at the end */
    const struct bs_key *key;
    struct bs_clock clock;
    struct bs_cancel cancel;
    struct bs_limiter limiter;
    struct bs_http *http;
};

/* What an answer must be to be one. */
enum content { CONTENT_OBJECT, CONTENT_NAMES, CONTENT_BANNERS };

/* All we ever ask: GETs that read. */
enum endpoint { EP_INFO, EP_COUNT, EP_FILTERS, EP_FACETS, EP_SEARCH, EP_HOST };
static const struct {
    const char *path;
    const char *doing; /* for error texts */
    enum content content;
} endpoints[] = {
    [EP_INFO] = {"/api-info", "asking for the plan", CONTENT_OBJECT},
    [EP_COUNT] = {"/shodan/host/count", "counting", CONTENT_OBJECT},
    [EP_FILTERS] = {"/shodan/host/search/filters", "asking for the filters", CONTENT_NAMES},
    [EP_FACETS] = {"/shodan/host/search/facets", "asking for the facets", CONTENT_NAMES},
    [EP_SEARCH] = {"/shodan/host/search", "searching", CONTENT_BANNERS},
    [EP_HOST] = {"/shodan/host/", "looking the host up", CONTENT_BANNERS},
};

bs_err bs_api_new(const struct bs_api_options *o, struct bs_api **out, struct bs_error *e)
{
    bs_str url = o->url ? bs_str_z(o->url) : BS_STR("https://api.shodan.io");
    struct bs_cancel cancel = {o->cancelled, o->ctx};
    bool plain;
    *out = NULL;
    if (!o->key)
        return bs_error_set(e, BS_E_KEY, "no Shodan API key");
    bs_err err = bs_api_check_url(url, &plain, e);
    if (err)
        return err;
    while (url.p[url.n - 1] == '/')
        url.n--;
    struct bs_http *http;
    err = bs_http_new(plain, &cancel, &http, e);
    if (err)
        return err;
    struct bs_api *api = bs_alloc(sizeof(*api));
    api->base = bs_strdup(url);
    api->key = o->key;
    api->clock = bs_clock_system;
    api->cancel = cancel;
    api->http = http;
    bs_limiter_init(&api->limiter, o->rate_file, &bs_clock_system, &cancel);
    *out = api;
    return BS_OK;
}

void bs_api_free(struct bs_api *api)
{
    if (!api)
        return;
    bs_limiter_fini(&api->limiter);
    bs_http_free(api->http);
    free(api->base);
    free(api);
}

void bs_api_set_clock(struct bs_api *api, const struct bs_clock *clock)
{
    api->clock = *clock;
    api->limiter.clock = *clock;
}

static void url_begin(const struct bs_api *api, enum endpoint ep, struct bs_buf *url)
{
    bs_buf_init(url, URL_MAX);
    bs_buf_put(url, bs_str_z(api->base));
    bs_buf_put(url, bs_str_z(endpoints[ep].path));
}

static void url_param(struct bs_buf *url, const char *name, bs_str value)
{
    bool first = memchr(url->p, '?', url->len) == NULL;
    bs_buf_printf(url, "%c%s=", first ? '?' : '&', name);
    bs_url_encode(value, url);
}

/* The key comes last, so that a text that quotes the URL and is cut loses it first; and into
 * memory that is already there, so that growing leaves no copy behind. */
static bs_err url_end(const struct bs_api *api, struct bs_buf *url, struct bs_error *e)
{
    if (bs_buf_reserve(url, BS_KEY_MAX + sizeof("&key=")) != BS_OK)
        return bs_error_set(e, BS_E_BADQUERY, "the query is too long for a URL");
    url_param(url, "key", bs_key_text(api->key));
    bs_buf_putc(url, 0);
    return BS_OK;
}

/* -- one try ------------------------------------------------------------------------------ */

struct outcome {
    bool retry;      /* another try may help */
    bool maybe_paid; /* the status said 200, so the page may have been charged */
    int pause_s;     /* before that other try; 0 = not said */
};

/* Only the outer form: each banner is checked by itself, later. */
static bool whole_banners(bs_str body)
{
    struct bs_arena a;
    struct bs_answer answer;
    struct bs_answer_iter it;
    bs_str element;
    bool cut = true;
    bs_arena_init(&a, 0);
    if (bs_answer_read(body, &a, &answer, NULL) == BS_OK && !answer.cut &&
        answer.banners.type == BS_JSON_ARRAY) {
        bs_answer_begin(&answer, &it);
        while (bs_answer_next(&it, &element, &cut))
            ;
    }
    bs_arena_fini(&a);
    return !cut;
}

/* An answer of 200 that is not what was asked for was damaged on its way. */
static bs_err check_content(enum content want, bs_str body, struct bs_error *e)
{
    struct bs_json root;
    bool ok;
    if (want == CONTENT_BANNERS)
        ok = whole_banners(body);
    else
        ok = bs_json_check(body, &root, NULL) == BS_OK &&
             root.type == (want == CONTENT_NAMES ? BS_JSON_ARRAY : BS_JSON_OBJECT);
    return ok ? BS_OK : bs_error_set(e, BS_E_CORRUPT, "the answer is cut or damaged. Try again");
}

static bs_err judge(const struct bs_api *api, enum content want,
                    const struct bs_http_reply *reply, bs_str body, struct outcome *out,
                    struct bs_error *e)
{
    *out = (struct outcome){.retry = reply->end == BS_HTTP_RETRY,
                            .maybe_paid = reply->status == 200,
                            .pause_s = reply->retry_after};
    switch (reply->end) {
    case BS_HTTP_STOPPED:
        return bs_error_set(e, BS_E_CANCELLED, "stopped");
    case BS_HTTP_TOO_LARGE:
        return bs_error_set(e, BS_E_LIMIT, "%s", reply->why);
    case BS_HTTP_RETRY:
    case BS_HTTP_GIVE_UP:
        return bs_error_set(e, BS_E_NETWORK, "%s", reply->why);
    case BS_HTTP_CUT: /* perhaps enough: a page may have been paid for */
    case BS_HTTP_DAMAGED:
    case BS_HTTP_WHOLE:
        break;
    }
    bs_err err = bs_refusal_read(reply->status, body, api->key, &out->retry, e);
    if (err) {
        out->maybe_paid = false; /* an answer in words */
        return err;
    }
    if (reply->end == BS_HTTP_DAMAGED)
        err = bs_error_set(e, BS_E_CORRUPT, "%s", reply->why);
    else
        err = check_content(want, body, e);
    out->retry = err != BS_OK;
    return err;
}

static bs_err one_try(struct bs_api *api, enum endpoint ep, const char *url, struct bs_buf *body,
                      struct outcome *out, struct bs_error *e)
{
    struct bs_http_reply reply;
    *out = (struct outcome){.retry = false};
    bs_buf_clear(body);
    bs_err err = bs_limiter_enter(&api->limiter, e);
    if (err)
        return err;
    bs_http_get(api->http, url, body, &reply);
    bs_limiter_leave(&api->limiter);
    return judge(api, endpoints[ep].content, &reply, bs_buf_str(body), out, e);
}

/* What a server repeats of the request would be stored with the page.  As long as it was, so that the
 * JSON around it stays what it is. */
static void forget_key(const struct bs_api *api, struct bs_buf *body)
{
    enum { KEY_MIN = 12 }; /* what is shorter may be any word */
    bs_bytes key = bs_str_bytes(bs_key_text(api->key)), text = {body->p, body->len};
    size_t at = key.n < KEY_MIN ? SIZE_MAX : bs_bytes_find_nocase(text, key, 0);
    for (; at != SIZE_MAX; at = bs_bytes_find_nocase(text, key, at + key.n))
        memset(body->p + at, 'x', key.n);
}

/* -- several ------------------------------------------------------------------------------ */

/* A page that came cut, kept while it is asked for again: the second try may bring less. */
struct cut_page {
    struct bs_buf body;
    bool there;
};

static void swap(struct bs_buf *a, struct bs_buf *b)
{
    struct bs_buf c = *a;
    *a = *b;
    *b = c;
}

static bs_err settle(bs_err err, struct cut_page *cut, struct bs_buf *body, struct bs_error *e)
{
    if (err && cut->there) {
        bool again = err != BS_E_CORRUPT;
        if (cut->body.len > body->len || again)
            swap(&cut->body, body);
        if (again)
            err = bs_error_ctx(e, BS_E_CORRUPT, "the answer was cut, and asking again failed");
    } else if (err && err != BS_E_CORRUPT && err != BS_E_LIMIT) {
        bs_buf_clear(body);
    }
    bs_buf_fini(&cut->body);
    return err;
}

static bs_err several_tries(struct bs_api *api, enum endpoint ep, const char *url,
                            struct bs_buf *body, struct bs_error *e)
{
    int64_t until = api->clock.now(api->clock.ctx) + (int64_t)BS_API_RETRY_UNTIL_S * SECOND;
    struct cut_page cut = {.there = false};
    bs_err err = BS_OK;
    bs_buf_init(&cut.body, body->max);
    for (int try = 1; !err; try++) {
        struct outcome out;
        err = one_try(api, ep, url, body, &out, e);
        if (!err || !out.retry || try == BS_API_TRIES)
            break;
        if (out.maybe_paid && endpoints[ep].content == CONTENT_BANNERS) {
            if (cut.there)
                break;
            cut.there = true;
            swap(&cut.body, body);
        }
        int64_t pause = (int64_t)(1 << (try - 1)) * SECOND;
        if (out.pause_s > pause / SECOND)
            pause = (int64_t)out.pause_s * SECOND;
        if (api->clock.now(api->clock.ctx) + pause > until)
            break;
        err = bs_clock_sleep(&api->clock, pause, &api->cancel, e);
    }
    return settle(err, &cut, body, e);
}

static bs_err ask(struct bs_api *api, enum endpoint ep, struct bs_buf *url, struct bs_buf *body,
                  struct bs_error *e)
{
    bs_buf_clear(body);
    bs_err err = url_end(api, url, e);
    if (!err)
        err = several_tries(api, ep, (const char *)url->p, body, e);
    forget_key(api, body);
    explicit_bzero(url->p, url->cap);
    bs_buf_fini(url);
    return err ? bs_error_ctx(e, err, "%s", endpoints[ep].doing) : BS_OK;
}

/* -- the calls ---------------------------------------------------------------------------- */

bs_err bs_api_info(struct bs_api *api, struct bs_arena *a, struct bs_api_info *out,
                   struct bs_error *e)
{
    struct bs_buf url, body;
    url_begin(api, EP_INFO, &url);
    bs_buf_init(&body, BS_HTTP_BODY_MAX);
    bs_err err = ask(api, EP_INFO, &url, &body, e);
    if (!err)
        err = bs_envelope_info(bs_buf_str(&body), a, out, e);
    bs_buf_fini(&body);
    return err;
}

bs_err bs_api_count(struct bs_api *api, bs_str query, bs_str facets, struct bs_arena *a,
                    int64_t *total, struct bs_facet **out, size_t *n, struct bs_error *e)
{
    struct bs_buf url, body;
    url_begin(api, EP_COUNT, &url);
    url_param(&url, "query", query);
    if (facets.n)
        url_param(&url, "facets", facets);
    bs_buf_init(&body, BS_HTTP_BODY_MAX);
    bs_err err = ask(api, EP_COUNT, &url, &body, e);
    if (!err)
        err = bs_envelope_count(bs_buf_str(&body), a, total, out, n, e);
    bs_buf_fini(&body);
    return err;
}

bs_err bs_api_names(struct bs_api *api, bool facets, struct bs_arena *a, bs_str **names, size_t *n,
                    struct bs_error *e)
{
    struct bs_buf url, body;
    enum endpoint ep = facets ? EP_FACETS : EP_FILTERS;
    *names = NULL;
    *n = 0;
    url_begin(api, ep, &url);
    bs_buf_init(&body, BS_HTTP_BODY_MAX);
    bs_err err = ask(api, ep, &url, &body, e);
    if (!err)
        err = bs_envelope_names(bs_buf_str(&body), a, names, n, e);
    bs_buf_fini(&body);
    return err;
}

bs_err bs_api_search(struct bs_api *api, bs_str query, int64_t page, struct bs_buf *body,
                     struct bs_error *e)
{
    struct bs_buf url;
    url_begin(api, EP_SEARCH, &url);
    url_param(&url, "query", query);
    bs_buf_printf(&url, "&page=%lld", (long long)page);
    /* Minified banners lack opts, and with it opts.raw: the bytes as they were. */
    url_param(&url, "minify", BS_STR("false"));
    return ask(api, EP_SEARCH, &url, body, e);
}

bs_err bs_api_host(struct bs_api *api, const struct bs_addr *ip, bool history,
                   struct bs_buf *body, struct bs_error *e)
{
    struct bs_buf url;
    char address[46];
    bs_addr_format(ip, address);
    url_begin(api, EP_HOST, &url);
    bs_buf_put(&url, bs_str_z(address));
    url_param(&url, "history", history ? BS_STR("true") : BS_STR("false"));
    url_param(&url, "minify", BS_STR("false"));
    return ask(api, EP_HOST, &url, body, e);
}
