/* cursor.h - reading bytes without ever leaving them.
 *
 * A cursor is a slice and a position inside it.  Every read says whether there was enough;
 * a failed read moves nothing and leaves *out alone.  Sizes are compared, pointers never. */
#ifndef BS_DECODE_CURSOR_H
#define BS_DECODE_CURSOR_H

#include "bannerscope/base.h"

struct bs_cursor {
    bs_bytes b;
    size_t at;     /* <= b.n */
    uint32_t base; /* offset of b in the decoder's input */
};

static inline struct bs_cursor bs_cur(bs_bytes b, uint32_t base)
{
    return (struct bs_cursor){b, 0, base};
}
static inline size_t bs_cur_left(const struct bs_cursor *c)
{
    return c->b.n - c->at;
}
/* Offset of the next byte in the decoder's input. */
static inline uint32_t bs_cur_pos(const struct bs_cursor *c)
{
    return c->base + (uint32_t)c->at;
}
static inline bs_bytes bs_cur_rest(const struct bs_cursor *c)
{
    return bs_bytes_sub(c->b, c->at, SIZE_MAX);
}
/* The byte `ahead` of the position, or -1. */
static inline int bs_cur_peek(const struct bs_cursor *c, size_t ahead)
{
    return ahead < bs_cur_left(c) ? c->b.p[c->at + ahead] : -1;
}
bool bs_cur_u8(struct bs_cursor *c, uint8_t *out);
/* Big (network) and little endian numbers of 1 to 8 bytes. */
bool bs_cur_be(struct bs_cursor *c, size_t width, uint64_t *out);
bool bs_cur_le(struct bs_cursor *c, size_t width, uint64_t *out);
bool bs_cur_skip(struct bs_cursor *c, uint64_t n);
bool bs_cur_take(struct bs_cursor *c, uint64_t n, bs_bytes *out);
/* A cursor over the next n bytes.  When fewer are left it gets those, and false is returned:
 * the length is a lie or the banner was cut, and the caller says so. */
bool bs_cur_sub(struct bs_cursor *c, uint64_t n, struct bs_cursor *sub);
/* Up to and without the NUL, which is taken too.  False (and nothing taken) without NUL. */
bool bs_cur_zstr(struct bs_cursor *c, bs_bytes *out);
/* The next line without CR LF or LF; the last line may lack them.  False at the end. */
bool bs_cur_line(struct bs_cursor *c, bs_bytes *out);

/* -- looking, for probes -------------------------------------------------------------------- */

/* The byte at i, or -1 beyond the end. */
static inline int bs_at(bs_bytes b, size_t i)
{
    return i < b.n ? b.p[i] : -1;
}
static inline uint32_t bs_be16(bs_bytes b, size_t i) /* 0 where there are not two bytes */
{
    return i + 2 <= b.n ? (uint32_t)b.p[i] << 8 | b.p[i + 1] : 0;
}
static inline uint32_t bs_be32(bs_bytes b, size_t i)
{
    return i + 4 <= b.n ? bs_be16(b, i) << 16 | bs_be16(b, i + 2) : 0;
}
static inline uint32_t bs_le16(bs_bytes b, size_t i)
{
    return i + 2 <= b.n ? (uint32_t)b.p[i + 1] << 8 | b.p[i] : 0;
}
static inline uint32_t bs_le32(bs_bytes b, size_t i)
{
    return i + 4 <= b.n ? bs_le16(b, i + 2) << 16 | bs_le16(b, i) : 0;
}
static inline bool bs_begins(bs_bytes b, const char *z) /* z: ours, without NUL inside */
{
    size_t n = strlen(z);
    return b.n >= n && memcmp(b.p, z, n) == 0;
}
/* Whether z stands within the first `within` bytes; ASCII case ignored. */
bool bs_has(bs_bytes b, const char *z, size_t within);
static inline bool bs_is_digit(int c)
{
    return c >= '0' && c <= '9';
}
/* "ddd" at offset i as a number, or -1. */
int bs_three_digits(bs_bytes b, size_t i);
/* Printable ASCII, tabs and line ends only. */
bool bs_is_text(bs_bytes b);
/* Trims blanks and line ends on both sides. */
bs_bytes bs_trimmed(bs_bytes b);

#endif
