/* An address in a column: a number for IPv4, sixteen bytes for IPv6. */
#include "store_priv.h"

static bool from_number(int64_t number, struct bs_addr *out)
{
    if (number < 0 || number > UINT32_MAX)
        return false;
    bs_addr_from_v4((uint32_t)number, out);
    return true;
}

static bool from_bytes(const void *p, int n, struct bs_addr *out)
{
    if (!p || n != (int)sizeof out->b)
        return false;
    memcpy(out->b, p, sizeof out->b);
    return true;
}

void sql_bind_ip(sqlite3_stmt *st, int at, const struct bs_addr *ip)
{
    if (bs_addr_is_v4(ip))
        sqlite3_bind_int64(st, at, bs_addr_to_v4(ip));
    else
        sqlite3_bind_blob(st, at, ip->b, sizeof ip->b, SQLITE_STATIC);
}

bool sql_ip(sqlite3_stmt *st, int column, struct bs_addr *out)
{
    if (sqlite3_column_type(st, column) == SQLITE_INTEGER)
        return from_number(sqlite3_column_int64(st, column), out);
    const void *p = sqlite3_column_blob(st, column);
    return from_bytes(p, sqlite3_column_bytes(st, column), out);
}

static bool from_value(sqlite3_value *v, struct bs_addr *out)
{
    if (sqlite3_value_type(v) == SQLITE_INTEGER)
        return from_number(sqlite3_value_int64(v), out);
    const void *p = sqlite3_value_blob(v);
    return from_bytes(p, sqlite3_value_bytes(v), out);
}

void address_text(sqlite3_context *c, int n, sqlite3_value **v)
{
    struct bs_addr ip;
    char text[46];
    (void)n;
    if (!from_value(v[0], &ip))
        return;
    bs_addr_format(&ip, text);
    sqlite3_result_text(c, text, -1, SQLITE_TRANSIENT);
}

void address_bytes(sqlite3_context *c, int n, sqlite3_value **v)
{
    struct bs_addr ip;
    (void)n;
    if (from_value(v[0], &ip))
        sqlite3_result_blob(c, ip.b, sizeof ip.b, SQLITE_TRANSIENT);
}

/* What is no address stays what it is: the next look at it says so. */
void address_kept(sqlite3_context *c, int n, sqlite3_value **v)
{
    struct bs_addr ip;
    (void)n;
    if (from_value(v[0], &ip) && bs_addr_is_v4(&ip))
        sqlite3_result_int64(c, bs_addr_to_v4(&ip));
    else
        sqlite3_result_value(c, v[0]);
}
