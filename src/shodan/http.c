#include "http.h"

#include <curl/curl.h>
#include <stdlib.h>

enum { POLL_MS = 100, LOW_SPEED = 100, RETRY_AFTER_MAX = 60 };

struct bs_http {
    CURL *easy;
    CURLM *multi;
    struct bs_cancel cancel;
    /* of the request in hand */
    struct bs_buf *body;
    size_t headers;
    bool too_large;
};

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
    struct bs_http *h = ctx;
    size_t bytes = size * n; /* size is always 1 */
    if (bs_buf_add(h->body, (bs_bytes){(const uint8_t *)p, bytes}) == BS_OK)
        return bytes;
    h->too_large = true;
    return 0;
}

static size_t on_header(char *p, size_t size, size_t n, void *ctx)
{
    struct bs_http *h = ctx;
    size_t bytes = size * n;
    (void)p;
    h->headers += bytes;
    if (h->headers <= BS_HTTP_HEADERS_MAX)
        return bytes;
    h->too_large = true;
    return 0;
}

static void set_options(CURL *c, bool plain, struct bs_http *h)
{
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)BS_HTTP_CONNECT_S);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)BS_HTTP_TOTAL_S);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)BS_HTTP_SILENCE_S);
    curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)BS_HTTP_BODY_MAX);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, h);
    /* A proxy for plain http would be given the whole URL, key and all. */
    if (plain)
        curl_easy_setopt(c, CURLOPT_PROXY, "");
}

bs_err bs_http_new(bool plain, const struct bs_cancel *cancel, struct bs_http **out,
                   struct bs_error *e)
{
    *out = NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return bs_error_set(e, BS_E_FAILED, "libcurl does not start");
    struct bs_http *h = bs_alloc(sizeof(*h));
    h->cancel = *cancel;
    h->easy = curl_easy_init();
    h->multi = curl_multi_init();
    if (!h->easy || !h->multi) {
        bs_http_free(h);
        return bs_error_set(e, BS_E_FAILED, "libcurl does not start");
    }
    set_options(h->easy, plain, h);
    *out = h;
    return BS_OK;
}

void bs_http_free(struct bs_http *h)
{
    if (!h)
        return;
    curl_easy_cleanup(h->easy);
    curl_multi_cleanup(h->multi);
    curl_global_cleanup();
    free(h);
}

static const char too_large[] = "the answer is too large";

/* How a transfer ended, in words of ours: libcurl's own can quote the URL. */
static const struct {
    CURLcode code;
    enum bs_http_end end;
    const char *why;
} ends[] = {
    {CURLE_PARTIAL_FILE, BS_HTTP_RETRY, "the answer was cut off"},
    {CURLE_GOT_NOTHING, BS_HTTP_RETRY, "the connection closed without an answer"},
    {CURLE_RECV_ERROR, BS_HTTP_RETRY, "the connection broke"},
    {CURLE_SEND_ERROR, BS_HTTP_RETRY, "the connection broke"},
    {CURLE_OPERATION_TIMEDOUT, BS_HTTP_RETRY, "no answer in time"},
    {CURLE_HTTP2, BS_HTTP_RETRY, "the connection broke"},
    {CURLE_HTTP2_STREAM, BS_HTTP_RETRY, "the connection broke"},
    {CURLE_COULDNT_RESOLVE_HOST, BS_HTTP_GIVE_UP, "the host name cannot be resolved"},
    {CURLE_COULDNT_RESOLVE_PROXY, BS_HTTP_GIVE_UP, "the proxy's name cannot be resolved"},
    {CURLE_COULDNT_CONNECT, BS_HTTP_GIVE_UP, "nobody answers at that address"},
    {CURLE_SSL_CONNECT_ERROR, BS_HTTP_GIVE_UP, "TLS could not be agreed on"},
    {CURLE_PEER_FAILED_VERIFICATION, BS_HTTP_GIVE_UP,
     "the certificate is not trusted; nothing was sent"},
    {CURLE_SSL_CACERT_BADFILE, BS_HTTP_GIVE_UP, "the system's certificates cannot be read"},
    {CURLE_UNSUPPORTED_PROTOCOL, BS_HTTP_GIVE_UP, "what came back is not HTTP"},
    {CURLE_WEIRD_SERVER_REPLY, BS_HTTP_GIVE_UP, "what came back is not HTTP"},
    {CURLE_FILESIZE_EXCEEDED, BS_HTTP_TOO_LARGE, too_large},
};

static void describe(CURLcode code, const struct bs_http *h, struct bs_http_reply *reply)
{
    reply->end = h->too_large ? BS_HTTP_TOO_LARGE : BS_HTTP_GIVE_UP;
    reply->why = h->too_large ? too_large : "the transfer failed";
    for (size_t i = 0; i < BS_COUNT(ends) && !h->too_large; i++) {
        if (ends[i].code == code) {
            reply->end = ends[i].end;
            reply->why = ends[i].why;
        }
    }
    bool broke = code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR ||
                 code == CURLE_OPERATION_TIMEDOUT;
    if (broke && reply->status && h->body->len)
        reply->end = BS_HTTP_CUT;
}

/* The multi interface only to be asked for a cancel ten times a second: a blocking call asks
 * once a second, and not at all while a name is resolved. */
static CURLcode transfer(struct bs_http *h, bool *stopped)
{
    int running = 1, queued;
    CURLcode code = CURLE_FAILED_INIT;
    if (curl_multi_add_handle(h->multi, h->easy) != CURLM_OK)
        return code;
    while (running) {
        *stopped = bs_cancelled(&h->cancel);
        if (*stopped || curl_multi_perform(h->multi, &running) != CURLM_OK)
            break;
        if (running && curl_multi_poll(h->multi, NULL, 0, POLL_MS, NULL) != CURLM_OK)
            break;
    }
    CURLMsg *m;
    while ((m = curl_multi_info_read(h->multi, &queued)) != NULL) {
        if (m->msg == CURLMSG_DONE)
            code = m->data.result;
    }
    curl_multi_remove_handle(h->multi, h->easy);
    return code;
}

void bs_http_get(struct bs_http *h, const char *url, struct bs_buf *body,
                 struct bs_http_reply *reply)
{
    bool stopped = false;
    curl_off_t after = 0;
    *reply = (struct bs_http_reply){.end = BS_HTTP_WHOLE};
    bs_buf_clear(body);
    h->body = body;
    h->headers = 0;
    h->too_large = false;
    curl_easy_setopt(h->easy, CURLOPT_URL, url);
    CURLcode code = transfer(h, &stopped);
    curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &reply->status);
    curl_easy_getinfo(h->easy, CURLINFO_RETRY_AFTER, &after);
    reply->retry_after = after > RETRY_AFTER_MAX ? RETRY_AFTER_MAX : (int)(after > 0 ? after : 0);
    /* libcurl keeps a copy of the URL until it gets another one. */
    curl_easy_setopt(h->easy, CURLOPT_URL, "");
    if (code != CURLE_OK)
        describe(code, h, reply);
    if (stopped) {
        reply->end = BS_HTTP_STOPPED;
        reply->why = "stopped";
    }
}
