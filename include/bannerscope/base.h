/* base.h - the words every layer speaks: slices, errors, buffers, arenas.  Layer 0, libc only. */
#ifndef BS_BASE_H
#define BS_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BS_MUST_USE __attribute__((warn_unused_result))
#define BS_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define BS_NORETURN __attribute__((noreturn))
#define BS_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* -- slices ------------------------------------------------------------------------------ */

/* Bytes from outside.  Not owned, not terminated, NUL is a byte like any other. */
typedef struct {
    const uint8_t *p;
    size_t n;
} bs_bytes;

/* Text.  Not owned, not terminated.  Either our own, or a stranger's UTF-8 that came through
 * the JSON door (strict UTF-8, lone surrogates kept as ED A0..BF xx; NUL and controls allowed).
 * It reaches a screen or a stream only through gate.h. */
typedef struct {
    const char *p;
    size_t n;
} bs_str;

#define BS_STR(literal) ((bs_str){(literal), sizeof(literal) - 1})
#define BS_BYTES(literal) ((bs_bytes){(const uint8_t *)(literal), sizeof(literal) - 1})

static inline bs_str bs_str_z(const char *z) /* NULL gives the empty string */
{
    return z ? (bs_str){z, strlen(z)} : (bs_str){"", 0};
}
static inline bs_bytes bs_str_bytes(bs_str s)
{
    return (bs_bytes){(const uint8_t *)s.p, s.n};
}
static inline bs_str bs_bytes_str(bs_bytes b)
{
    return (bs_str){(const char *)b.p, b.n};
}
/* Positions beyond the end are clamped: no slice ever leaves its parent. */
static inline bs_bytes bs_bytes_sub(bs_bytes b, size_t from, size_t n)
{
    if (from > b.n)
        from = b.n;
    if (n > b.n - from)
        n = b.n - from;
    return from ? (bs_bytes){b.p + from, n} : (bs_bytes){b.p, n}; /* nothing is added to NULL */
}
bool bs_str_eq(bs_str a, bs_str b);
bool bs_str_eq_nocase(bs_str a, bs_str b); /* ASCII case only */
bool bs_str_has_prefix(bs_str s, bs_str prefix);
bool bs_bytes_eq(bs_bytes a, bs_bytes b);
bool bs_bytes_has_prefix(bs_bytes b, bs_bytes prefix);
int bs_bytes_cmp(bs_bytes a, bs_bytes b); /* memcmp order, the shorter first */
/* Offset of the first `needle` at or behind `from`, or SIZE_MAX.  An empty needle is never
 * found.  The _nocase form folds ASCII letters. */
size_t bs_bytes_find(bs_bytes hay, bs_bytes needle, size_t from);
size_t bs_bytes_find_nocase(bs_bytes hay, bs_bytes needle, size_t from);
bs_str bs_str_trim(bs_str s); /* blanks, tabs, CR, LF on both ends */
/* Takes the part before `sep` off the front of *rest (or all of it).  False when *rest was
 * already exhausted (rest->p == NULL). */
bool bs_str_split(bs_str *rest, char sep, bs_str *part);
/* Whole string as a decimal number, nothing else; false on overflow or junk. */
bool bs_str_u64(bs_str s, uint64_t *out);
bool bs_str_i64(bs_str s, int64_t *out);

/* -- errors ------------------------------------------------------------------------------ */

typedef enum bs_err {
    BS_OK = 0,
    BS_E_FAILED,      /* anything without a code of its own             exit 1 */
    BS_E_USAGE,       /* the command line or a query is wrong           exit 2 */
    BS_E_REJECTED,    /* done, but some input was refused               exit 3 */
    BS_E_KEY,         /* Shodan: no key, or a wrong one                 exit 4 */
    BS_E_PLAN,        /* Shodan: the plan does not allow this           exit 4 */
    BS_E_CREDITS,     /* Shodan: credits spent                          exit 4 */
    BS_E_RATE,        /* Shodan: too fast, also after the retries       exit 4 */
    BS_E_BLOCKED,     /* a web firewall or captive portal answered      exit 4 */
    BS_E_BADQUERY,    /* Shodan could not read the query, or timed out  exit 4 */
    BS_E_NETWORK,     /* no answer, TLS, name resolution                exit 1 */
    BS_E_IO,          /* read, write, sync                              exit 1 */
    BS_E_NOTFOUND,    /*                                                exit 1 */
    BS_E_SYNTAX,      /* text that does not parse                       exit 1 */
    BS_E_LIMIT,       /* larger than the cap that was set               exit 1 */
    BS_E_BUSY,        /* another program holds the database             exit 1 */
    BS_E_READONLY,    /*                                                exit 1 */
    BS_E_FOREIGN,     /* a database of another program                  exit 1 */
    BS_E_NEWER,       /* a database of a newer bannerscope              exit 1 */
    BS_E_CORRUPT,     /* damaged data                                   exit 1 */
    BS_E_CANCELLED,   /* the user said stop                             exit 130 */
    BS_E_TERMINAL,    /* no terminal, or one we cannot use              exit 2 */
    BS_ERR_COUNT
} bs_err;

struct bs_error {
    bs_err code;
    char text[480]; /* our own words plus gated data; one line; never holds the API key */
};

int bs_err_exit(bs_err code);           /* exit status of product contract */
const char *bs_err_name(bs_err code);   /* "credits", for logs and JSON */
/* Sets code and text (cut to fit).  `e` may be NULL.  Returns `code`, so that callers can
 * `return bs_error_set(...)`. */
bs_err bs_error_set(struct bs_error *e, bs_err code, const char *fmt, ...) BS_PRINTF(3, 4);
/* Puts "context: " in front of the text that is there. */
bs_err bs_error_ctx(struct bs_error *e, bs_err code, const char *fmt, ...) BS_PRINTF(3, 4);

/* -- memory ------------------------------------------------------------------------------ */

/* Without memory the terminal is restored (bs_fatal_hook), one line is written to stderr and the
 * program ends with status 1: going on without some of the bytes would be another result.  Never
 * NULL.  Anything sized by input goes through a capped bs_buf or bs_arena, whose limits are errors. */
void *bs_alloc(size_t n);              /* zeroed */
void *bs_realloc(void *p, size_t n);
char *bs_strdup(bs_str s);             /* terminated copy */
BS_NORETURN void bs_fatal(const char *what);
/* The one global of the program: what bs_fatal() calls first (terminal restore), or NULL. */
void bs_fatal_hook(void (*restore)(void));

/* Growable bytes with a hard limit.  len <= cap <= max.  The content is not terminated.
 * {0} with max set is a valid empty buffer. */
struct bs_buf {
    uint8_t *p;
    size_t len, cap, max;
};
void bs_buf_init(struct bs_buf *b, size_t max);
void bs_buf_fini(struct bs_buf *b); /* frees; the buffer may be used again */
void bs_buf_clear(struct bs_buf *b); /* keeps the memory */
/* BS_E_LIMIT when the result would exceed max; the buffer is unchanged. */
BS_MUST_USE bs_err bs_buf_add(struct bs_buf *b, bs_bytes src);
BS_MUST_USE bs_err bs_buf_reserve(struct bs_buf *b, size_t extra);
/* For text we make ourselves: past the limit the rest is dropped, silently and for good. */
void bs_buf_put(struct bs_buf *b, bs_str s);
void bs_buf_putc(struct bs_buf *b, char c);
void bs_buf_printf(struct bs_buf *b, const char *fmt, ...) BS_PRINTF(2, 3);
static inline bs_str bs_buf_str(const struct bs_buf *b)
{
    return (bs_str){(const char *)b->p, b->len};
}

/* Bump allocator: many small pieces with one end, their sum capped.  Chunks of 64 KiB or what is asked for. */
struct bs_arena_chunk;
struct bs_arena {
    struct bs_arena_chunk *head;
    size_t used, max; /* max 0 = 256 MiB */
};
void bs_arena_init(struct bs_arena *a, size_t max);
void bs_arena_fini(struct bs_arena *a);
void bs_arena_reset(struct bs_arena *a); /* all pieces gone; the largest chunk is kept */
/* Zeroed, aligned for anything.  NULL only when `max` would be exceeded; without memory the program ends as in
 * bs_alloc(). */
BS_MUST_USE void *bs_arena_alloc(struct bs_arena *a, size_t n);
/* Copies; the empty slice (p = "", n = 0) when the cap is reached.  The copy is followed by
 * a NUL that does not count. */
bs_str bs_arena_str(struct bs_arena *a, bs_str s);
bs_bytes bs_arena_bytes(struct bs_arena *a, bs_bytes b);
bs_str bs_arena_printf(struct bs_arena *a, const char *fmt, ...) BS_PRINTF(2, 3);

/* -- time -------------------------------------------------------------------------------- */

typedef int64_t bs_time; /* microseconds since 1970-01-01 UTC; BS_TIME_NONE = not known */
#define BS_TIME_NONE INT64_MIN
/* "2021-02-25T01:35:44.959900", also without fraction, with 'Z' or "+00:00", also with a
 * blank for the T.  False when it is not a time. */
bool bs_time_parse(bs_str s, bs_time *out);
/* "2021-02-25T01:35:44Z"; `out` has room for 32. */
void bs_time_format(bs_time t, char out[32]);
/* The same to the microsecond and without a zone, as Shodan writes it:
 * "2021-02-25T01:35:44.959900". */
void bs_time_format_us(bs_time t, char out[32]);
bs_time bs_time_now(void); /* BS_CLOCK (RFC 3339) in the environment wins: for tests */
int64_t bs_monotonic_us(void);

/* -- hashes ------------------------------------------------------------------------------ */

struct bs_sha256 {
    uint32_t h[8];
    uint64_t total;
    uint8_t block[64];
    size_t fill;
};
void bs_sha256_init(struct bs_sha256 *s);
void bs_sha256_add(struct bs_sha256 *s, bs_bytes b);
void bs_sha256_end(struct bs_sha256 *s, uint8_t out[32]); /* FIPS 180-4 */
void bs_sha256(bs_bytes b, uint8_t out[32]);
/* MurmurHash3 x86 32 bit, seed 0, as Shodan's `hash` property (signed there). */
int32_t bs_murmur3(bs_bytes b);
/* A fast 64-bit hash for tables in memory and ids; stable across machines and runs. */
uint64_t bs_hash64(bs_bytes b, uint64_t seed);
/* A 64-bit name of content, for banner and shape ids: first 8 bytes of SHA-256, big endian.
 * Printed as 16 lower-case hex digits by bs_id_format. */
typedef uint64_t bs_id;
bs_id bs_id_of(bs_bytes b);
void bs_id_format(bs_id id, char out[17]);
bool bs_id_parse(bs_str s, bs_id *out);

/* -- bytes as text ----------------------------------------------------------------------- */

/* Lower-case hex into `out` (2 n + 1 bytes, terminated). */
void bs_hex_encode(bs_bytes b, char *out);
/* Pairs of hex digits; blanks between pairs and a leading "0x" are skipped.  BS_E_SYNTAX names
 * the offset. */
bs_err bs_hex_decode(bs_str s, struct bs_buf *out, struct bs_error *e);
bs_err bs_base64_decode(bs_str s, struct bs_buf *out, struct bs_error *e); /* RFC 4648, blanks skipped */
void bs_base64_encode(bs_bytes b, struct bs_buf *out); /* RFC 4648 section 4, padded, one line */
/* The crawler's notation (string_escape): \\ \' \t \n \r \xhh.
 *
 * Strict: undone line by line (lines end at a real LF), and a line only when it is exactly
 * what the encoder would have written: at least one \xhh, only 20..7e, each backslash begins a
 * known escape with two lower-case digits, no escape for a byte that is printed as itself, no
 * bare '.  Other lines stay as they are.  *changed tells whether any line was undone. */
bs_err bs_unescape_strict(bs_bytes text, struct bs_buf *out, bool *changed);
/* Lenient, for what a person typed: every escape that can be read is undone (also \xHH,
 * \0, \a \b \f \v), the rest stays. */
bs_err bs_unescape_lenient(bs_bytes text, struct bs_buf *out);
/* The encoder itself. */
void bs_escape(bs_bytes b, struct bs_buf *out);

#endif
