#include "bannerscope/base.h"

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t le64(const uint8_t *p)
{
    return (uint64_t)le32(p) | (uint64_t)le32(p + 4) << 32;
}

static uint32_t scramble(uint32_t v)
{
    v *= 0xcc9e2d51u;
    v = v << 15 | v >> 17;
    return v * 0x1b873593u;
}

int32_t bs_murmur3(bs_bytes b)
{
    uint32_t h = 0;
    size_t i = 0;
    for (; i + 4 <= b.n; i += 4) {
        h ^= scramble(le32(b.p + i));
        h = h << 13 | h >> 19;
        h = h * 5 + 0xe6546b64u;
    }
    if (i < b.n) {
        uint32_t tail = 0;
        for (size_t j = b.n; j > i; j--)
            tail = tail << 8 | b.p[j - 1];
        h ^= scramble(tail);
    }
    h ^= (uint32_t)b.n;
    h = (h ^ h >> 16) * 0x85ebca6bu;
    h = (h ^ h >> 13) * 0xc2b2ae35u;
    h ^= h >> 16;
    int32_t out;
    memcpy(&out, &h, sizeof out);
    return out;
}

static uint64_t mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xe9846af9b1a615dULL;
    x ^= x >> 32;
    x *= 0xe9846af9b1a615dULL;
    return x ^ x >> 28;
}

uint64_t bs_hash64(bs_bytes b, uint64_t seed)
{
    uint64_t h = mix(seed + 0x9e3779b97f4a7c15ULL) ^ mix((uint64_t)b.n);
    size_t i = 0;
    for (; i + 8 <= b.n; i += 8)
        h = mix(h ^ le64(b.p + i)) + 0x9e3779b97f4a7c15ULL;
    if (i < b.n) {
        uint8_t tail[8] = {0};
        memcpy(tail, b.p + i, b.n - i);
        h = mix(h ^ le64(tail));
    }
    return mix(h);
}

bs_id bs_id_of(bs_bytes b)
{
    uint8_t digest[32];
    bs_sha256(b, digest);
    bs_id id = 0;
    for (int i = 0; i < 8; i++)
        id = id << 8 | digest[i];
    return id;
}

void bs_id_format(bs_id id, char out[17])
{
    static const char hex[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++)
        out[i] = hex[id >> (60 - 4 * i) & 15];
    out[16] = '\0';
}

bool bs_id_parse(bs_str s, bs_id *out)
{
    bs_id id = 0;
    if (s.n != 16)
        return false;
    for (size_t i = 0; i < 16; i++) {
        char c = s.p[i];
        int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (v < 0)
            return false;
        id = id << 4 | (unsigned)v;
    }
    *out = id;
    return true;
}
