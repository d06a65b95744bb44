#include "bannerscope/record.h"

#include <arpa/inet.h>
#include <stdio.h>

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool bs_addr_parse(bs_str s, struct bs_addr *out)
{
    char z[INET6_ADDRSTRLEN + 1];
    /* inet_pton stops at a NUL, so a NUL inside would let a longer text pass as an address. */
    if (s.n == 0 || s.n >= sizeof(z) || memchr(s.p, 0, s.n))
        return false;
    memcpy(z, s.p, s.n);
    z[s.n] = 0;
    struct in_addr v4;
    if (inet_pton(AF_INET, z, &v4) == 1) {
        memcpy(out->b, mapped, sizeof(mapped));
        memcpy(out->b + 12, &v4, 4);
        return true;
    }
    return inet_pton(AF_INET6, z, out->b) == 1;
}

void bs_addr_from_v4(uint32_t host_order, struct bs_addr *out)
{
    memcpy(out->b, mapped, sizeof(mapped));
    for (int i = 0; i < 4; i++)
        out->b[12 + i] = (uint8_t)(host_order >> (24 - 8 * i));
}

bool bs_addr_is_v4(const struct bs_addr *a)
{
    return memcmp(a->b, mapped, sizeof(mapped)) == 0;
}

uint32_t bs_addr_to_v4(const struct bs_addr *a)
{
    return (uint32_t)a->b[12] << 24 | (uint32_t)a->b[13] << 16 | (uint32_t)a->b[14] << 8 | a->b[15];
}

static unsigned group(const struct bs_addr *a, int i)
{
    return (unsigned)a->b[2 * i] << 8 | a->b[2 * i + 1];
}

/* RFC 5952 4.2: the longest run of two or more zero groups, the first of equals. */
static int longest_zero_run(const struct bs_addr *a, int *length)
{
    int best = -1, best_n = 1;
    for (int i = 0; i < 8;) {
        int n = 0;
        while (i + n < 8 && group(a, i + n) == 0)
            n++;
        if (n > best_n) {
            best = i;
            best_n = n;
        }
        i += n ? n : 1;
    }
    *length = best_n;
    return best;
}

void bs_addr_format(const struct bs_addr *a, char out[46])
{
    if (bs_addr_is_v4(a)) {
        snprintf(out, 46, "%d.%d.%d.%d", a->b[12], a->b[13], a->b[14], a->b[15]);
        return;
    }
    int run, from = longest_zero_run(a, &run);
    size_t at = 0;
    for (int i = 0; i < 8;) {
        if (i == from) {
            at += (size_t)snprintf(out + at, 46 - at, "::");
            i += run;
            continue;
        }
        bool colon = i > 0 && (from < 0 || i != from + run);
        at += (size_t)snprintf(out + at, 46 - at, "%s%x", colon ? ":" : "", group(a, i));
        i++;
    }
}

static void mask(struct bs_addr *a, int bits)
{
    for (int i = 0; i < 16; i++) {
        int left = bits - 8 * i;
        if (left <= 0)
            a->b[i] = 0;
        else if (left < 8)
            a->b[i] = (uint8_t)(a->b[i] & (0xff << (8 - left)));
    }
}

bool bs_net_parse(bs_str s, struct bs_addr *net, int *bits)
{
    bs_str rest = s, address;
    if (s.n == 0 || !bs_str_split(&rest, '/', &address) || !bs_addr_parse(address, net))
        return false;
    *bits = 128;
    if (rest.p) {
        bool v4 = memchr(address.p, ':', address.n) == NULL;
        uint64_t n;
        if (!bs_str_u64(rest, &n) || n > (v4 ? 32U : 128U))
            return false;
        *bits = (int)n + (v4 ? 96 : 0);
    }
    mask(net, *bits);
    return true;
}

bool bs_addr_in_net(const struct bs_addr *a, const struct bs_addr *net, int bits)
{
    struct bs_addr copy = *a;
    mask(&copy, bits);
    struct bs_addr base = *net;
    mask(&base, bits);
    return memcmp(copy.b, base.b, sizeof(copy.b)) == 0;
}
