#include "api.h"

void bs_url_encode(bs_str s, struct bs_buf *out)
{
    static const char digit[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            bs_buf_putc(out, c);
            continue;
        }
        bs_buf_putc(out, '%');
        bs_buf_putc(out, digit[(uint8_t)c >> 4]);
        bs_buf_putc(out, digit[(uint8_t)c & 15]);
    }
}

static bool loopback(bs_str host)
{
    struct bs_addr addr, net;
    int bits;
    if (bs_str_eq_nocase(host, BS_STR("localhost")) || bs_str_eq(host, BS_STR("[::1]")))
        return true;
    return bs_addr_parse(host, &addr) && bs_net_parse(BS_STR("127.0.0.0/8"), &net, &bits) &&
           bs_addr_in_net(&addr, &net, bits);
}

/* "host", "host:port", "[v6]:port" -> host; empty when it is none of these. */
static bs_str host_of(bs_str authority)
{
    bs_str none = {"", 0};
    bool bracket = authority.n && authority.p[0] == '[';
    const char *end = authority.n ? memchr(authority.p, bracket ? ']' : ':', authority.n) : NULL;
    if (bracket && !end)
        return none;
    size_t n = end ? (size_t)(end - authority.p) + bracket : authority.n;
    bs_str host = {authority.p, n};
    bs_str rest = {authority.p + n, authority.n - n};
    uint64_t port;
    if (rest.n && (rest.p[0] != ':' || !bs_str_u64((bs_str){rest.p + 1, rest.n - 1}, &port) ||
                   port == 0 || port > UINT16_MAX))
        return none;
    return host;
}

bs_err bs_api_check_url(bs_str url, bool *plain, struct bs_error *e)
{
    *plain = bs_str_has_prefix(url, BS_STR("http://"));
    if (!*plain && !bs_str_has_prefix(url, BS_STR("https://")))
        return bs_error_set(e, BS_E_USAGE, "the API's URL begins with https://");
    for (size_t i = 0; i < url.n; i++) {
        if ((uint8_t)url.p[i] <= ' ' || (uint8_t)url.p[i] >= 0x7f || strchr("@?#\\\"", url.p[i]))
            return bs_error_set(e, BS_E_USAGE,
                                "the API's URL is a scheme, a host and perhaps a port and path");
    }
    size_t scheme = *plain ? 7 : 8;
    bs_str rest = {url.p + scheme, url.n - scheme}, authority;
    if (rest.n == 0 || !bs_str_split(&rest, '/', &authority) || host_of(authority).n == 0)
        return bs_error_set(e, BS_E_USAGE, "the API's URL names no host");
    if (*plain && !loopback(host_of(authority)))
        return bs_error_set(e, BS_E_USAGE,
                            "the key goes out over https only (http: to this machine alone)");
    return BS_OK;
}
