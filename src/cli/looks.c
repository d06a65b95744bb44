#include "looks.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "bannerscope/bytes.h"

const char *const look_names[] = {"text", "hex", "decoded", "json",   "record",
                                  "raw",  "c",   "escaped", "base64", NULL};

void look_print(struct cli *c, enum look look, bs_bytes b)
{
    struct bs_buf text;
    bs_buf_init(&text, LOOK_MAX);
    if (look == LOOK_HEX)
        bs_hexdump(b, c->out.gate == BS_GATE_ASCII, &text);
    else
        bs_form_write(look == LOOK_C         ? BS_FORM_C
                      : look == LOOK_ESCAPED ? BS_FORM_ESCAPED
                      : look == LOOK_BASE64  ? BS_FORM_BASE64
                                             : BS_FORM_TEXT,
                      b, c->out.gate, &text);
    if (look != LOOK_HEX && look != LOOK_C)
        bs_buf_putc(&text, '\n');
    out_str(&c->out, bs_buf_str(&text));
    bs_buf_fini(&text);
}

bs_err look_raw(struct cli *c, bs_bytes b, struct bs_error *e)
{
    if (isatty(STDOUT_FILENO))
        return bs_error_set(
            e, BS_E_USAGE,
            "raw bytes could act on your terminal: send them to a file or a pipe");
    out_str(&c->out, bs_bytes_str(b));
    return BS_OK;
}

bs_err look_values(struct cli *c, const char *offset, bs_bytes b, struct bs_error *e)
{
    struct bs_value v[BS_VALUES_MAX];
    char *end;
    errno = 0;
    unsigned long long at = strtoull(offset, &end, 0);
    if (*end || end == offset || errno || *offset == '-')
        return bs_error_set(e, BS_E_USAGE, "--at wants an offset: 12 or 0x0c");
    if (at >= b.n)
        return bs_error_set(e, BS_E_USAGE, "--at: there are %zu bytes", b.n);
    size_t n = bs_inspect(b, (size_t)at, 0, v);
    out_printf(&c->out, "at %llu (0x%04llx) of %zu\n", at, at, b.n);
    for (size_t i = 0; i < n; i++)
        out_printf(&c->out, "%-12s %s\n", v[i].name, v[i].text);
    return BS_OK;
}
