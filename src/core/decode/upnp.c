/* UPnP discovery: SSDP answers and announcements, HTTP's form in one datagram (UPnP
 * Device Architecture 1.1, 1.3.3 and 1.2).  Proven by the headers ST or NT together with
 * USN. */
#include "lines.h"

enum { LOOK_AT = 1024 };

static bool has_headers(bs_bytes b)
{
    bs_bytes head = bs_bytes_sub(b, 0, LOOK_AT);
    return bs_has(head, "\nUSN:", LOOK_AT) &&
           (bs_has(head, "\nST:", LOOK_AT) || bs_has(head, "\nNT:", LOOK_AT));
}

static bool is_search(bs_bytes b)
{
    return bs_begins(b, "M-SEARCH * HTTP/1.1\r\n");
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (is_search(b))
        return bs_has(b, "ssdp:discover", 400) ? BS_PROVEN : BS_LIKELY;
    if (!bs_begins(b, "HTTP/1.1 200 OK\r\n") && !bs_begins(b, "NOTIFY * HTTP/1.1\r\n"))
        return BS_NOT;
    return has_headers(b) ? BS_PROVEN : BS_NOT;
}

/* "Linux/5.10 UPnP/1.0 MiniUPnPd/2.3.1": the last of them is the program. */
static void name_program(struct bs_decoded *d, bs_bytes server)
{
    size_t at = server.n;
    while (at > 0 && server.p[at - 1] != ' ' && server.p[at - 1] != ',')
        at--;
    bs_bytes last = bs_bytes_sub(server, at, SIZE_MAX);
    size_t slash = bs_bytes_find(last, BS_BYTES("/"), 0);
    if (slash == SIZE_MAX || bs_begins(last, "UPnP/"))
        return;
    bs_product(d, bs_bytes_sub(last, 0, slash), bs_bytes_sub(last, slash + 1, SIZE_MAX));
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first;
    bs_cur_line(&c, &first);
    bs_put_text(d, BS_MARK("start line", "UPnP DA 1.3.3", 0, first.n), first, NULL);
    bs_bytes headers = bs_cur_rest(&c);
    bs_put_headers(&c, d, "UPnP DA 1.3.3");
    if (is_search(in->bytes)) {
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("SSDP M-SEARCH, which came back");
        bs_summary(d, "Echo: an SSDP search came back");
        return;
    }
    bs_bytes server = bs_header(headers, "SERVER"), st = bs_header(headers, "ST");
    if (!st.n)
        st = bs_header(headers, "NT");
    name_program(d, server);
    d->flags |= BS_DEC_OPEN;
    bs_summary(d, "UPnP device: %s%s%s%s%s", bs_quote(d, st, 80),
               server.n ? ", server " : "", bs_quote(d, server, 80),
               bs_header(headers, "LOCATION").n ? ", described at " : "",
               bs_quote(d, bs_header(headers, "LOCATION"), 100));
}

const struct bs_decoder bs_decoder_upnp = {
    .name = "upnp",
    .title = "UPnP discovery (SSDP)",
    .standard = "UPnP Device Architecture 1.1",
    .drawn_by = "SSDP M-SEARCH",
    .probe = probe,
    .decode = decode,
};
