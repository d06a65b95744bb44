#include "bannerscope/record.h"

#include "bannerscope/gate.h"

static bs_err refuse(struct bs_error *e, const char *why, bs_str s)
{
    char shown[80];
    return bs_error_set(e, BS_E_SYNTAX, "%s in \"%s\" (wanted: IP:PORT[/udp][@VHOST], [IPv6]:PORT)",
                        why, bs_gate_z(bs_str_bytes(s), shown, sizeof(shown)));
}

static size_t index_of(bs_str s, char c)
{
    const char *p = s.n ? memchr(s.p, c, s.n) : NULL;
    return p ? (size_t)(p - s.p) : SIZE_MAX;
}

static bs_str from(bs_str s, size_t at)
{
    return (bs_str){s.p + at, s.n - at};
}

/* "192.0.2.1:" or "[2001:db8::1]:" off the front of *rest. */
static bool take_address(bs_str *rest, struct bs_addr *out)
{
    bool bracket = rest->n > 0 && rest->p[0] == '[';
    size_t end = index_of(*rest, bracket ? ']' : ':');
    if (end == SIZE_MAX)
        return false;
    size_t skip = bracket ? 1 : 0;
    bs_str address = {rest->p + skip, end - skip};
    /* An address in brackets is IPv6, and only there may colons stand. */
    if (bracket != (index_of(address, ':') != SIZE_MAX) || !bs_addr_parse(address, out))
        return false;
    *rest = from(*rest, end + skip);
    if (rest->n == 0 || rest->p[0] != ':')
        return false;
    *rest = from(*rest, 1);
    return true;
}

bs_err bs_target_parse(bs_str s, struct bs_target *out, struct bs_error *e)
{
    *out = (struct bs_target){.vhost = {"", 0}};
    bs_str rest = s;
    size_t at = index_of(rest, '@');
    if (at != SIZE_MAX) {
        out->vhost = from(rest, at + 1);
        rest.n = at;
        if (out->vhost.n == 0)
            return refuse(e, "no host name behind @", s);
    }
    if (!take_address(&rest, &out->ip))
        return refuse(e, "no address with a port", s);
    bs_str port;
    if (!bs_str_split(&rest, '/', &port))
        return refuse(e, "no port", s);
    uint64_t number;
    if (!bs_str_u64(port, &number) || number == 0 || number > UINT16_MAX)
        return refuse(e, "no port from 1 to 65535", s);
    out->port = (uint16_t)number;
    if (!rest.p || bs_str_eq_nocase(rest, BS_STR("tcp")))
        return BS_OK;
    if (!bs_str_eq_nocase(rest, BS_STR("udp")))
        return refuse(e, "neither tcp nor udp", s);
    out->transport = BS_UDP;
    return BS_OK;
}

void bs_target_format(const struct bs_target *t, struct bs_buf *out)
{
    char address[46];
    bs_addr_format(&t->ip, address);
    bool v4 = bs_addr_is_v4(&t->ip);
    bs_buf_printf(out, v4 ? "%s:%u" : "[%s]:%u", address, (unsigned)t->port);
    if (t->transport == BS_UDP)
        bs_buf_put(out, BS_STR("/udp"));
    if (t->vhost.n) {
        bs_buf_putc(out, '@');
        bs_buf_put(out, t->vhost);
    }
}
