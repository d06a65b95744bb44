/* http.h - one GET, bounded in time and memory.  http.c alone knows libcurl. */
#ifndef BS_SHODAN_HTTP_H
#define BS_SHODAN_HTTP_H

#include "clock.h"

enum {
    BS_HTTP_BODY_MAX = 64 << 20,
    BS_HTTP_HEADERS_MAX = 64 << 10,
    BS_HTTP_CONNECT_S = 10,
    /* Given up after fewer than so many bytes a second for so many seconds.  A deep page takes
     * Shodan long to find, and one that is left may have been charged. */
    BS_HTTP_LOW_SPEED = 100,
    BS_HTTP_SILENCE_S = 60,
};

enum bs_http_end {
    BS_HTTP_WHOLE,     /* an answer, whole as far as HTTP can tell */
    BS_HTTP_CUT,       /* status and a part of the body: perhaps enough */
    BS_HTTP_DAMAGED,   /* status and a body, but not as it was sent: only parts are of use */
    BS_HTTP_TOO_LARGE, /* a part of the body, and no more wanted */
    BS_HTTP_RETRY,     /* nothing of use, another try may help */
    BS_HTTP_GIVE_UP,   /* nothing of use, and it will stay so */
    BS_HTTP_STOPPED,   /* cancelled */
};
struct bs_http_reply {
    enum bs_http_end end;
    const char *why;     /* our own words; NULL when WHOLE */
    long status;
    int retry_after;     /* seconds, 0 = not said */
};

struct bs_http;
/* `plain`: http instead of https, which the caller allows for loopback only.  No redirects, no
 * netrc, TLS 1.2 at least, certificates always checked, against what CURL_CA_BUNDLE, else
 * SSL_CERT_FILE (and SSL_CERT_DIR) name, else the system's.  gzip where the server has it; the
 * limits hold for what is unpacked.  libcurl does not always notice a gzip body that was cut: the
 * caller has to look whether the content ends.  For https a proxy named in https_proxy (else
 * all_proxy; not for hosts in no_proxy) is used, through CONNECT, where it sees no path.  libcurl
 * would write session secrets to $SSLKEYLOGFILE: main() takes that out of the environment. */
bs_err bs_http_new(bool plain, const struct bs_cancel *cancel, struct bs_http **out,
                   struct bs_error *e);
void bs_http_free(struct bs_http *h);
/* Other limits than BS_HTTP_LOW_SPEED and BS_HTTP_SILENCE_S. */
void bs_http_set_patience(struct bs_http *h, long bytes_per_s, long silence_s);
/* One request on a connection of its own, never repeated behind the caller's back.  Replaces the
 * content of `body` (its max should be BS_HTTP_BODY_MAX).  No text in the reply comes from outside
 * or holds the URL. */
void bs_http_get(struct bs_http *h, const char *url, struct bs_buf *body,
                 struct bs_http_reply *reply);

#endif
