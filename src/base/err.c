#include "bannerscope/base.h"

#include <stdio.h>

static const struct {
    const char *name;
    int exit;
} table[BS_ERR_COUNT] = {
    [BS_OK] = {"ok", 0},
    [BS_E_FAILED] = {"failed", 1},
    [BS_E_USAGE] = {"usage", 2},
    [BS_E_REJECTED] = {"rejected", 3},
    [BS_E_KEY] = {"key", 4},
    [BS_E_PLAN] = {"plan", 4},
    [BS_E_CREDITS] = {"credits", 4},
    [BS_E_RATE] = {"rate", 4},
    [BS_E_BLOCKED] = {"blocked", 4},
    [BS_E_BADQUERY] = {"query", 4},
    [BS_E_NETWORK] = {"network", 1},
    [BS_E_IO] = {"io", 1},
    [BS_E_NOTFOUND] = {"not-found", 1},
    [BS_E_SYNTAX] = {"syntax", 1},
    [BS_E_LIMIT] = {"limit", 1},
    [BS_E_BUSY] = {"busy", 1},
    [BS_E_READONLY] = {"read-only", 1},
    [BS_E_FOREIGN] = {"foreign", 1},
    [BS_E_NEWER] = {"newer", 1},
    [BS_E_CORRUPT] = {"corrupt", 1},
    [BS_E_CANCELLED] = {"cancelled", 130},
    [BS_E_TERMINAL] = {"terminal", 2},
};

int bs_err_exit(bs_err code)
{
    return (unsigned)code < BS_ERR_COUNT ? table[code].exit : 1;
}

const char *bs_err_name(bs_err code)
{
    return (unsigned)code < BS_ERR_COUNT ? table[code].name : "unknown";
}

bs_err bs_error_set(struct bs_error *e, bs_err code, const char *fmt, ...)
{
    if (!e)
        return code;
    va_list ap;
    e->code = code;
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
    return code;
}

bs_err bs_error_ctx(struct bs_error *e, bs_err code, const char *fmt, ...)
{
    if (!e)
        return code;
    char before[sizeof e->text];
    memcpy(before, e->text, sizeof before);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
    e->code = code;
    /* ": " and what was there, cut to what room is left. */
    size_t n = strlen(e->text), room = sizeof e->text - n;
    if (room > 3) {
        size_t m = strnlen(before, room - 3);
        memcpy(e->text + n, ": ", 2);
        memcpy(e->text + n + 2, before, m);
        e->text[n + 2 + m] = '\0';
    }
    return code;
}
