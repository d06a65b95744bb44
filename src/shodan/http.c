#include "http.h"

#include <curl/curl.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

enum { POLL_MS = 100, RETRY_AFTER_MAX = 60 };

struct bs_http {
    bool plain;
    long bytes_per_s, silence_s; /* patience */
    CURLM *multi;
    struct bs_cancel cancel;
    /* of the request in hand */
    CURL *easy;
    struct bs_buf *body;
    size_t headers;
    bool too_large;
};

/* libcurl copies the URL, key and all, into the request and more; so what it gives back is wiped. */
static void wiping_free(void *p)
{
    if (p)
        explicit_bzero(p, malloc_usable_size(p));
    free(p);
}

static void *wiping_realloc(void *p, size_t n)
{
    void *q = malloc(n);
    size_t had = p ? malloc_usable_size(p) : 0;
    if (!q)
        return NULL;
    if (p)
        memcpy(q, p, had < n ? had : n);
    wiping_free(p);
    return q;
}

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

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* Texts are copied, and without memory one of them would be missing: the proxy's, for one, or the name of the
 * authorities. */
static CURLcode set_texts(CURL *c, const struct bs_http *h, const char *url)
{
    const char *file = environment("CURL_CA_BUNDLE");
    const struct {
        CURLoption option;
        const char *value; /* NULL = as it is */
    } texts[] = {
        {CURLOPT_PROTOCOLS_STR, h->plain ? "http" : "https"},
        {CURLOPT_REDIR_PROTOCOLS_STR, "https"},
        {CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION},
        {CURLOPT_ACCEPT_ENCODING, "gzip"},
        /* As the curl command does; the library does not look by itself. */
        {CURLOPT_CAINFO, file ? file : environment("SSL_CERT_FILE")},
        {CURLOPT_CAPATH, environment("SSL_CERT_DIR")},
        /* A proxy for plain http would be given the whole URL, key and all. */
        {CURLOPT_PROXY, h->plain ? "" : NULL},
        {CURLOPT_URL, url},
    };
    CURLcode code = CURLE_OK;
    for (size_t i = 0; i < BS_COUNT(texts) && code == CURLE_OK; i++)
        if (texts[i].value)
            code = curl_easy_setopt(c, texts[i].option, texts[i].value);
    return code;
}

static void set_options(CURL *c, struct bs_http *h)
{
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    /* One request a connection: HTTP/2 would bring nothing but more memory that has the URL in it. */
    curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    /* On a connection that was used before, libcurl answers a reset by asking again by itself: at
     * once, and perhaps for another credit. */
    curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)BS_HTTP_CONNECT_S);
    /* No limit on the whole: a page of some MiB on a slow line is worth its minutes. */
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, h->bytes_per_s);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, h->silence_s);
    curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)BS_HTTP_BODY_MAX);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, h);
}

bs_err bs_http_new(bool plain, const struct bs_cancel *cancel, struct bs_http **out,
                   struct bs_error *e)
{
    *out = NULL;
    if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wiping_free, wiping_realloc, strdup, calloc) !=
        CURLE_OK)
        return bs_error_set(e, BS_E_FAILED, "libcurl does not start");
    struct bs_http *h = bs_alloc(sizeof(*h));
    h->plain = plain;
    h->cancel = *cancel;
    bs_http_set_patience(h, BS_HTTP_LOW_SPEED, BS_HTTP_SILENCE_S);
    h->multi = curl_multi_init();
    if (!h->multi) {
        bs_http_free(h);
        return bs_error_set(e, BS_E_FAILED, "libcurl does not start");
    }
    *out = h;
    return BS_OK;
}

void bs_http_free(struct bs_http *h)
{
    if (!h)
        return;
    curl_multi_cleanup(h->multi);
    curl_global_cleanup();
    free(h);
}

/* -- how it ended -------------------------------------------------------------------------- */

/* What libcurl's code alone does not say.  For a failed certificate OpenSSL's verify result
 * (x509_vfy.h; 0 when it was the name, or 1, which libcurl begins with), for a failed connection
 * errno, for a time-out whether it was connected, for a broken tunnel the proxy's status. */
enum {
    ANY = -1,
    NAME_DIFFERS = 0,
    NAME_DIFFERS_TOO = 1,
    NOT_YET_VALID = 9,
    EXPIRED = 10,
    SELF_SIGNED = 18,
    SELF_SIGNED_CA = 19,
    NO_ISSUER = 20,
    NO_CHAIN = 21,
    HOST_MISMATCH = 62,
    IP_MISMATCH = 64,
    UNCONNECTED = 0,
};
#define TRUST " Nothing was sent. "
#define TRUST_CA                                                                                  \
    "the certificate is not signed by an authority this machine trusts." TRUST                     \
    "A captive portal, or a proxy that reads along: SSL_CERT_FILE can name the file of its CA"
#define OTHER_NAME                                                                                \
    "the certificate is for another host." TRUST                                                   \
    "A captive portal? Open a web page in a browser; or check --api-url"
#define CLOCK "Is this machine's clock right?"
#define BROKE "the connection broke. Try again"
#define NOT_HTTP "what came back is not HTTP. Check --api-url and https_proxy"

/* In words of ours: libcurl's own can quote the URL.  The first that fits. */
static const struct {
    CURLcode code;
    long detail;
    enum bs_http_end end;
    const char *why;
} ends[] = {
    {CURLE_PARTIAL_FILE, ANY, BS_HTTP_RETRY, "the answer was cut off. Try again"},
    {CURLE_BAD_CONTENT_ENCODING, ANY, BS_HTTP_DAMAGED, "the answer cannot be unpacked. Try again"},
    {CURLE_WRITE_ERROR, ANY, BS_HTTP_DAMAGED, "the answer cannot be unpacked. Try again"},
    {CURLE_GOT_NOTHING, ANY, BS_HTTP_RETRY,
     "the connection was closed without an answer. Try again; a firewall does this too"},
    {CURLE_RECV_ERROR, 407, BS_HTTP_GIVE_UP,
     "the proxy wants a name and a password. Put them into https_proxy: http://NAME:PASSWORD@HOST"},
    {CURLE_RECV_ERROR, 403, BS_HTTP_GIVE_UP,
     "the proxy does not let us through. Ask whoever runs it to allow the API's host"},
    {CURLE_RECV_ERROR, 0, BS_HTTP_RETRY, BROKE},
    {CURLE_RECV_ERROR, ANY, BS_HTTP_GIVE_UP,
     "the proxy cannot reach the host. Check https_proxy and --api-url"},
    {CURLE_SEND_ERROR, ANY, BS_HTTP_RETRY, BROKE},
    {CURLE_HTTP2_STREAM, ANY, BS_HTTP_RETRY, BROKE},
    {CURLE_OPERATION_TIMEDOUT, UNCONNECTED, BS_HTTP_RETRY,
     "no connection in time. Is a firewall in between? https_proxy can name a proxy"},
    {CURLE_OPERATION_TIMEDOUT, ANY, BS_HTTP_RETRY,
     "no answer in time. Try again later, or a narrower query"},
    {CURLE_COULDNT_RESOLVE_HOST, ANY, BS_HTTP_GIVE_UP,
     "the host's name cannot be resolved. Check the network, its DNS and --api-url"},
    {CURLE_COULDNT_RESOLVE_PROXY, ANY, BS_HTTP_GIVE_UP,
     "the proxy's name cannot be resolved. Check https_proxy"},
    {CURLE_COULDNT_CONNECT, ECONNREFUSED, BS_HTTP_GIVE_UP,
     "connection refused. Check --api-url, and https_proxy if there is a proxy"},
    {CURLE_COULDNT_CONNECT, ANY, BS_HTTP_GIVE_UP,
     "no way to that host. Check the network, --api-url, and https_proxy if there is a proxy"},
    {CURLE_PROXY, ANY, BS_HTTP_GIVE_UP, "the proxy refuses. Check https_proxy"},
    {CURLE_SSL_CONNECT_ERROR, ANY, BS_HTTP_GIVE_UP,
     "TLS could not be agreed on. Is it https that answers there? Check --api-url and https_proxy"},
    {CURLE_PEER_FAILED_VERIFICATION, EXPIRED, BS_HTTP_GIVE_UP,
     "the certificate has expired." TRUST CLOCK},
    {CURLE_PEER_FAILED_VERIFICATION, NOT_YET_VALID, BS_HTTP_GIVE_UP,
     "the certificate is not valid yet." TRUST CLOCK},
    {CURLE_PEER_FAILED_VERIFICATION, NAME_DIFFERS, BS_HTTP_GIVE_UP, OTHER_NAME},
    {CURLE_PEER_FAILED_VERIFICATION, NAME_DIFFERS_TOO, BS_HTTP_GIVE_UP, OTHER_NAME},
    {CURLE_PEER_FAILED_VERIFICATION, HOST_MISMATCH, BS_HTTP_GIVE_UP, OTHER_NAME},
    {CURLE_PEER_FAILED_VERIFICATION, IP_MISMATCH, BS_HTTP_GIVE_UP, OTHER_NAME},
    {CURLE_PEER_FAILED_VERIFICATION, SELF_SIGNED, BS_HTTP_GIVE_UP, TRUST_CA},
    {CURLE_PEER_FAILED_VERIFICATION, SELF_SIGNED_CA, BS_HTTP_GIVE_UP, TRUST_CA},
    {CURLE_PEER_FAILED_VERIFICATION, NO_ISSUER, BS_HTTP_GIVE_UP, TRUST_CA},
    {CURLE_PEER_FAILED_VERIFICATION, NO_CHAIN, BS_HTTP_GIVE_UP, TRUST_CA},
    {CURLE_PEER_FAILED_VERIFICATION, ANY, BS_HTTP_GIVE_UP,
     "the certificate is not trusted." TRUST "Check --api-url and https_proxy"},
    {CURLE_SSL_CACERT_BADFILE, ANY, BS_HTTP_GIVE_UP,
     "the trusted certificates cannot be read. Check CURL_CA_BUNDLE and SSL_CERT_FILE, or install "
     "ca-certificates"},
    {CURLE_UNSUPPORTED_PROTOCOL, ANY, BS_HTTP_GIVE_UP, NOT_HTTP},
    {CURLE_WEIRD_SERVER_REPLY, ANY, BS_HTTP_GIVE_UP, NOT_HTTP},
    /* libcurl's word for a line of the head that is too long, too. */
    {CURLE_OUT_OF_MEMORY, ANY, BS_HTTP_GIVE_UP, "the answer's head is too long, or memory ran out"},
    {CURLE_FILESIZE_EXCEEDED, ANY, BS_HTTP_TOO_LARGE, NULL},
};

static long detail_of(CURL *c, CURLcode code)
{
    long detail = ANY;
    curl_off_t connected = 0;
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        curl_easy_getinfo(c, CURLINFO_SSL_VERIFYRESULT, &detail);
    else if (code == CURLE_COULDNT_CONNECT)
        curl_easy_getinfo(c, CURLINFO_OS_ERRNO, &detail);
    else if (code == CURLE_RECV_ERROR)
        curl_easy_getinfo(c, CURLINFO_HTTP_CONNECTCODE, &detail);
    else if (code == CURLE_OPERATION_TIMEDOUT) {
        curl_easy_getinfo(c, CURLINFO_PRETRANSFER_TIME_T, &connected);
        detail = connected ? ANY : UNCONNECTED;
    }
    /* A tunnel that stood, and broke later. */
    return code == CURLE_RECV_ERROR && detail >= 200 && detail < 300 ? 0 : detail;
}

static void describe(CURLcode code, const struct bs_http *h, struct bs_http_reply *reply)
{
    long detail = detail_of(h->easy, code);
    reply->end = BS_HTTP_GIVE_UP;
    reply->why = "the transfer failed. Try again";
    for (size_t i = 0; i < BS_COUNT(ends); i++) {
        if (ends[i].code == code && (ends[i].detail == ANY || ends[i].detail == detail)) {
            reply->end = ends[i].end;
            reply->why = ends[i].why;
            break;
        }
    }
    if (h->too_large || reply->end == BS_HTTP_TOO_LARGE) {
        reply->end = BS_HTTP_TOO_LARGE;
        reply->why = "the answer is too large. Ask for less: a narrower query, no history";
    } else if (reply->end == BS_HTTP_RETRY && reply->status && h->body->len) {
        reply->end = BS_HTTP_CUT;
    }
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

void bs_http_set_patience(struct bs_http *h, long bytes_per_s, long silence_s)
{
    h->bytes_per_s = bytes_per_s;
    h->silence_s = silence_s;
}

static void ask(struct bs_http *h, const char *url, struct bs_http_reply *reply)
{
    bool stopped = false;
    curl_off_t after = 0;
    set_options(h->easy, h);
    CURLcode code = set_texts(h->easy, h, url);
    if (code == CURLE_OK)
        code = transfer(h, &stopped);
    curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &reply->status);
    curl_easy_getinfo(h->easy, CURLINFO_RETRY_AFTER, &after);
    reply->retry_after = after > RETRY_AFTER_MAX ? RETRY_AFTER_MAX : (int)(after > 0 ? after : 0);
    if (code != CURLE_OK)
        describe(code, h, reply);
    if (stopped) {
        reply->end = BS_HTTP_STOPPED;
        reply->why = "stopped";
    }
}

void bs_http_get(struct bs_http *h, const char *url, struct bs_buf *body,
                 struct bs_http_reply *reply)
{
    *reply = (struct bs_http_reply){.end = BS_HTTP_GIVE_UP, .why = "libcurl does not start"};
    bs_buf_clear(body);
    h->body = body;
    h->headers = 0;
    h->too_large = false;
    /* A handle keeps the URL, whole and in parts, until it goes: one for each request. */
    h->easy = curl_easy_init();
    if (!h->easy)
        return;
    *reply = (struct bs_http_reply){.end = BS_HTTP_WHOLE};
    ask(h, url, reply);
    curl_easy_cleanup(h->easy);
    h->easy = NULL;
}
