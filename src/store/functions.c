/* SQL functions of ours: text search that knows NUL bytes and word edges, Shodan's hash. */
#include "store_priv.h"

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

static void fn_murmur3(sqlite3_context *c, int n, sqlite3_value **v)
{
    (void)n;
    sqlite3_result_int(c, bs_murmur3(value_bytes(v[0])));
}

/* bs_ip(BLOB of 16 bytes): as people write it. */
static void fn_ip(sqlite3_context *c, int n, sqlite3_value **v)
{
    struct bs_addr ip;
    char text[46];
    bs_bytes b = value_bytes(v[0]);
    (void)n;
    if (b.n != sizeof ip.b)
        return;
    memcpy(ip.b, b.p, sizeof ip.b);
    bs_addr_format(&ip, text);
    sqlite3_result_text(c, text, -1, SQLITE_TRANSIENT);
}

bs_err functions_register(struct bs_store *s, struct bs_error *e)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int rc = sqlite3_create_function(s->db, "bs_contains", 2, flags, NULL, fn_contains, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function(s->db, "bs_murmur3", 1, flags, NULL, fn_murmur3, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function(s->db, "bs_ip", 1, flags, NULL, fn_ip, NULL, NULL);
    return rc == SQLITE_OK ? BS_OK : sql_error(s, rc, "opening", e);
}
