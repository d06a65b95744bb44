/* SQL functions of ours: text search that knows NUL bytes and word edges, hashes, addresses. */
#include "store_priv.h"

#include <stdlib.h>

#include "bannerscope/bytes.h"

static bool is_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

static bs_bytes value_bytes(sqlite3_value *v)
{
    const uint8_t *p = sqlite3_value_blob(v);
    int n = sqlite3_value_bytes(v);
    return p && n > 0 ? (bs_bytes){p, (size_t)n} : BS_BYTES("");
}

/* Whole words, ASCII case folded.  An edge is wanted only where the needle itself is a word
 * character: "nginx/" may be followed by anything. */
static bool contains_words(bs_bytes hay, bs_bytes needle)
{
    for (size_t at = 0; (at = bs_bytes_find_nocase(hay, needle, at)) != SIZE_MAX; at++) {
        size_t end = at + needle.n;
        bool left = at == 0 || !is_word(needle.p[0]) || !is_word(hay.p[at - 1]);
        bool right = end == hay.n || !is_word(needle.p[needle.n - 1]) || !is_word(hay.p[end]);
        if (left && right)
            return true;
    }
    return false;
}

/* bs_contains(TEXT or BLOB, NEEDLE): 0 or 1, also for NULL. */
static void fn_contains(sqlite3_context *c, int n, sqlite3_value **v)
{
    (void)n;
    sqlite3_result_int(c, contains_words(value_bytes(v[0]), value_bytes(v[1])));
}

/* bs_bytes_in(BLOB, HEX): 0 or 1.  The pattern is read once for a statement. */
static void fn_bytes_in(sqlite3_context *c, int n, sqlite3_value **v)
{
    struct bs_needle *needle = sqlite3_get_auxdata(c, 1), one;
    (void)n;
    if (!needle) {
        bs_str hex = bs_bytes_str(value_bytes(v[1]));
        if (!bs_needle_hex(hex, &one)) {
            sqlite3_result_int(c, 0);
            return;
        }
        needle = bs_alloc(sizeof *needle);
        *needle = one;
        sqlite3_result_int(c, bs_needle_find(needle, value_bytes(v[0]), 0) != SIZE_MAX);
        sqlite3_set_auxdata(c, 1, needle, free); /* may free it at once: used before */
        return;
    }
    sqlite3_result_int(c, bs_needle_find(needle, value_bytes(v[0]), 0) != SIZE_MAX);
}

static void fn_murmur3(sqlite3_context *c, int n, sqlite3_value **v)
{
    (void)n;
    sqlite3_result_int(c, bs_murmur3(value_bytes(v[0])));
}

/* bs_key(TEXT or BLOB): as banner.key and html.key. */
static void fn_key(sqlite3_context *c, int n, sqlite3_value **v)
{
    (void)n;
    sqlite3_result_int64(c, (int64_t)bs_id_of(value_bytes(v[0])));
}

bs_err functions_register(struct bs_store *s, struct bs_error *e)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    static const struct {
        const char *name;
        int n;
        void (*fn)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"bs_contains", 2, fn_contains}, {"bs_bytes_in", 2, fn_bytes_in}, {"bs_murmur3", 1, fn_murmur3},
        {"bs_key", 1, fn_key}, {"bs_ip", 1, address_text}, {"bs_ip_bytes", 1, address_bytes},
        {"bs_ip_kept", 1, address_kept},
    };
    int rc = SQLITE_OK;
    for (size_t i = 0; i < BS_COUNT(functions) && rc == SQLITE_OK; i++)
        rc = sqlite3_create_function(s->db, functions[i].name, functions[i].n, flags, NULL, functions[i].fn, NULL,
                                     NULL);
    return rc == SQLITE_OK ? BS_OK : sql_error(s, rc, "opening", e);
}
