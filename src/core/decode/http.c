/* HTTP/1 responses, also where a server answers HTTP to something else (RFC 9112). */
#include "http_body.h"
#include "lines.h"

static const struct bs_code statuses[] = {
    {101, "Switching Protocols",           "the connection now speaks something else"    },
    {200, "OK",                            "the page is there"                           },
    {301, "Moved Permanently",             "it is elsewhere"                             },
    {302, "Found",                         "it is elsewhere for now"                     },
    {400, "Bad Request",                   "the question was not HTTP, or not understood"},
    {401, "Unauthorized",                  "it asks for a login"                         },
    {403, "Forbidden",                     "not for this caller"                         },
    {404, "Not Found",                     "nothing at this path"                        },
    {405, "Method Not Allowed",            NULL                                          },
    {407, "Proxy Authentication Required", "a proxy that asks for a login"               },
    {500, "Internal Server Error",         NULL                                          },
    {501, "Not Implemented",               "the question was in another protocol"        },
    {502, "Bad Gateway",                   "the server behind it does not answer"        },
    {426, "Upgrade Required",              "it wants another protocol, often WebSocket"  },
    {503, "Service Unavailable",           NULL                                          },
    {505, "HTTP Version Not Supported",    "the question was in another protocol"        },
};

enum form { NO_FORM, STATUS_LINE, REFLECTED, PAGE, REQUEST };

static bool is_request(bs_bytes b)
{
    static const char *const methods[] = {"GET /", "HEAD /", "POST /", "OPTIONS /"};
    bs_bytes line = bs_bytes_sub(b, 0, 256);
    for (size_t i = 0; i < BS_COUNT(methods); i++)
        if (bs_begins(b, methods[i]))
            return bs_bytes_find(line, BS_BYTES(" HTTP/1."), 0) != SIZE_MAX;
    return false;
}

static bool is_page(bs_bytes b)
{
    size_t i = 0;
    while (i < 16 && (bs_at(b, i) == '\r' || bs_at(b, i) == '\n' || bs_at(b, i) == ' '))
        i++;
    if (bs_at(b, i) != '<')
        return false;
    b = bs_bytes_sub(b, i, 32);
    return bs_has(b, "<!doctype html", 14) || bs_has(b, "<html", 5) ||
           bs_has(b, "<head", 5);
}

/* uwsgi copies the name and sends a page without any header.  RTSP cannot: its answers carry CSeq
 * (RFC 2326 12.17), and content needs a Content-Length. */
static bool is_bare_copy(bs_bytes b)
{
    struct bs_cursor c = bs_cur(b, 0);
    bs_bytes line;
    // NOLINTNEXTLINE(misc-redundant-expression): each call takes a line
    return bs_cur_line(&c, &line) && bs_cur_line(&c, &line) && line.n == 0 && bs_cur_left(&c) > 0;
}

/* A web server that is asked in another protocol may put that protocol's name in front:
 * mini_httpd "RTSP/1.0 501", mongoose "HTTP/RTSP/1.0 400". */
static bool is_reflected(bs_bytes b)
{
    if (bs_begins(b, "HTTP/"))
        return bs_begins(b, "HTTP/RTSP/") || bs_begins(b, "HTTP/SIP/");
    if (bs_begins(b, "(null) 400 Bad Request"))
        return true;
    if (!bs_begins(b, "RTSP/1.0 ") || bs_has(b, "\nCSeq:", 512))
        return false;
    if (is_bare_copy(b))
        return true;
    static const char *const servers[] = {"httpd", "nginx", "apache", "micro_http",
                                          "web"};
    bs_bytes server = bs_header(bs_bytes_sub(b, 0, 512), "Server");
    for (size_t i = 0; i < BS_COUNT(servers); i++)
        if (bs_has(server, servers[i], 64))
            return true;
    return false;
}

static enum form form_of(bs_bytes b)
{
    switch (bs_at(b, 0)) {
    case 'H':
        if (bs_begins(b, "HTTP/1.") && bs_is_digit(bs_at(b, 7)) &&
            bs_three_digits(b, 9) >= 100)
            return STATUS_LINE;
        if (is_reflected(b))
            return REFLECTED;
        return is_request(b) ? REQUEST : NO_FORM;
    case 'R':
    case '(':
        return is_reflected(b) ? REFLECTED : NO_FORM;
    case 'G':
    case 'P':
    case 'O':
        return is_request(b) ? REQUEST : NO_FORM;
    case '<':
    case ' ':
    case '\r':
    case '\n':
        return is_page(b) ? PAGE : NO_FORM;
    default:
        return NO_FORM;
    }
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    switch (form_of(in->bytes)) {
    case STATUS_LINE:
    case REFLECTED:
    case REQUEST:
        return BS_PROVEN;
    case PAGE:
        return BS_LIKELY;
    case NO_FORM:
        break;
    }
    return BS_NOT;
}

static bs_bytes title_of(bs_bytes b)
{
    b = bs_bytes_sub(b, 0, 16384);
    size_t at = bs_bytes_find_nocase(b, BS_BYTES("<title"), 0);
    size_t open = at == SIZE_MAX ? SIZE_MAX : bs_bytes_find(b, BS_BYTES(">"), at);
    if (open == SIZE_MAX)
        return BS_BYTES("");
    size_t end = bs_bytes_find_nocase(b, BS_BYTES("</title"), open);
    if (end == SIZE_MAX)
        return BS_BYTES("");
    return bs_trimmed(bs_bytes_sub(b, open + 1, end - open - 1));
}

/* Orthanc sends no Server header; these are its own words. */
static bool is_orthanc(bs_bytes b, bs_bytes location)
{
    static const char *const words[] = {"Orthanc Explorer", "Orthanc Secure Area",
                                        "\"OrthancError\"", "\"OrthancStatus\""};
    for (size_t i = 0; i < BS_COUNT(words); i++)
        if (bs_has(b, words[i], 4096))
            return true;
    return bs_str_eq(bs_bytes_str(location), BS_STR("app/explorer.html"));
}

static void name_server(struct bs_decoded *d, bs_bytes server)
{
    size_t slash = bs_bytes_find(server, BS_BYTES("/"), 0);
    if (slash == SIZE_MAX)
        slash = server.n;
    size_t end = slash;
    while (end < server.n && server.p[end] != ' ')
        end++;
    bs_product(d, bs_bytes_sub(server, 0, slash),
               slash < end ? bs_bytes_sub(server, slash + 1, end - slash - 1)
                           : BS_BYTES(""));
}

/* `joined` is the content without its chunk sizes; empty when it came in one piece. */
static void put_body(struct bs_cursor *c, struct bs_decoded *d, bs_bytes title, bs_bytes joined)
{
    if (!bs_cur_left(c))
        return;
    bs_bytes body = bs_cur_rest(c);
    uint32_t at = bs_cur_pos(c);
    bs_put_text(d, BS_MARK("content", "RFC 9110 6.4", at, body.n), joined.n ? joined : body,
                joined.n ? "joined from its chunks" : NULL);
    bs_open(d);
    if (joined.n)
        bs_http_put_chunks(c, d);
    /* A joined title may lie in two chunks: it is somewhere in the content. */
    if (title.n)
        bs_put_text(d,
                    joined.n ? BS_MARK("title", "HTML", at, body.n)
                             : BS_MARK("title", "HTML", at + (size_t)(title.p - body.p), title.n),
                    title, NULL);
    bs_close(d);
}

/* What the server asks a login for: the name of a device or of its owner, often. */
static void put_realm(bs_bytes b, bs_bytes headers, struct bs_decoded *d)
{
    bs_bytes v = bs_header(headers, "WWW-Authenticate");
    size_t at = bs_bytes_find_nocase(v, BS_BYTES("realm="), 0);
    if (at == SIZE_MAX)
        return;
    bool quoted = bs_at(v, at + 6) == '"';
    v = bs_bytes_sub(v, at + 6 + quoted, SIZE_MAX);
    v = bs_bytes_sub(v, 0, bs_bytes_find(v, quoted ? BS_BYTES("\"") : BS_BYTES(","), 0));
    bs_put_text(d, BS_MARK("realm", "RFC 9110 11.5", (size_t)(v.p - b.p), v.n), v,
                "what the login is for");
}

static bool is_https_port(bs_bytes b)
{
    static const char *const words[] = {"plain HTTP request was sent to HTTPS port",
                                        "HTTP request to an HTTPS server",
                                        "speaking plain HTTP to an SSL-enabled server port"};
    for (size_t i = 0; i < BS_COUNT(words); i++)
        if (bs_has(b, words[i], 2048))
            return true;
    return false;
}

/* A request that was not HTTP at all is the usual reason for these statuses. */
static bs_str drawn_by(int status, enum form form, bool tls_port, bs_bytes text)
{
    if (bs_begins(text, "HTTP/RTSP/") || bs_begins(text, "RTSP/"))
        return BS_STR("RTSP OPTIONS, sent to a web server");
    if (bs_begins(text, "HTTP/SIP/"))
        return BS_STR("SIP OPTIONS, sent to a web server");
    if (tls_port)
        return BS_STR("HTTP request without TLS, sent to a TLS port");
    if (form == REFLECTED || status == 400 || status == 501 || status == 505)
        return BS_STR(
            "a request in another protocol (DICOM, TLS, RTSP...), or HTTP it refused");
    return BS_STR("HTTP request");
}

static void decode_status(bs_bytes b, enum form form, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(b, 0);
    bs_bytes line;
    bs_cur_line(&c, &line);
    size_t space = bs_bytes_find(line, BS_BYTES(" "), 0);
    size_t at = space == SIZE_MAX ? line.n : space + 1;
    int status = bs_three_digits(line, at);
    const struct bs_code *row = BS_CODE(statuses, (uint64_t)(unsigned)status);
    bs_put_text(d, BS_MARK("status-line", "RFC 9112 4", 0, line.n), line, NULL);
    bs_open(d);
    bs_put_text(d, BS_MARK("HTTP-version", "RFC 9112 2.3", 0, at ? at - 1 : 0),
                bs_bytes_sub(line, 0, at ? at - 1 : 0),
                form == REFLECTED ? "the probe's own protocol name, put in by the server"
                                  : NULL);
    if (status >= 0)
        bs_put(d, BS_MARK("status-code", "RFC 9110 15", at, 3), row->meaning, "%d",
               status);
    bs_close(d);
    bs_bytes headers = bs_cur_rest(&c);
    bs_bytes server = bs_header(headers, "Server"),
             location = bs_header(headers, "Location");
    bs_put_headers(&c, d, "RFC 9110 6.3");
    put_realm(b, headers, d);
    bs_bytes joined = BS_BYTES("");
    if (bs_has(bs_header(headers, "Transfer-Encoding"), "chunked", 64))
        joined = bs_http_join(bs_cur_rest(&c), d->arena);
    bs_bytes title = title_of(joined.n ? joined : bs_cur_rest(&c));
    put_body(&c, d, title, joined);
    name_server(d, server);
    if (is_orthanc(b, location))
        bs_product(d, BS_BYTES("Orthanc"), BS_BYTES(""));
    bool tls_port = is_https_port(b);
    if (tls_port)
        d->service = BS_STR("https");
    d->probe = drawn_by(status, form, tls_port, b);
    bool websocket = bs_str_eq_nocase(bs_bytes_str(bs_header(headers, "Upgrade")),
                                      BS_STR("websocket"));
    const char *t = bs_quote(d, title, 80),
               *p = bs_quote(d, bs_str_bytes(d->product), 60);
    bs_bytes reason = bs_bytes_sub(line, at + 4, SIZE_MAX);
    bs_summary(d, "HTTP %d %s%s%s%s%s%s%s", status, bs_quote(d, reason, 60),
               *p ? ", server " : "", p, *t ? ", title \"" : "", t, *t ? "\"" : "",
               form == REFLECTED ? " (asked in another protocol)"
               : tls_port        ? " (a TLS port, asked without TLS)"
               : websocket       ? " (WebSocket)"
                                 : "");
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    enum form form = form_of(in->bytes);
    struct bs_cursor c = bs_cur(in->bytes, 0);
    if (form == REQUEST) {
        bs_put_lines(&c, d, "request", "RFC 9112 3", NULL, 0, 50);
        d->flags |= BS_DEC_ECHO;
        bs_summary(d, "Echo: an HTTP request came back");
    } else if (form == PAGE) {
        bs_bytes title = title_of(in->bytes);
        const char *t = bs_quote(d, title, 80);
        put_body(&c, d, title, BS_BYTES(""));
        if (is_orthanc(in->bytes, BS_BYTES("")))
            bs_product(d, BS_BYTES("Orthanc"), BS_BYTES(""));
        bs_summary(d, "HTML page without a status line%s%s%s", *t ? ", title \"" : "", t,
                   *t ? "\"" : "");
    } else {
        decode_status(in->bytes, form, d);
    }
}

const struct bs_decoder bs_decoder_http = {
    .name = "http",
    .title = "HTTP",
    .standard = "RFC 9110, RFC 9112",
    .drawn_by = "HTTP request",
    .probe = probe,
    .decode = decode,
};
