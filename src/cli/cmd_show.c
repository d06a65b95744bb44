#include "cli.h"

enum { OPT_AS };
static const struct cli_option options[] = {
    {"as", 0, "VIEW", "text, hex, decoded or json"},
    {NULL, 0, NULL, NULL},
};
enum view { AS_TEXT, AS_HEX, AS_DECODED, AS_JSON };
static const char *const views[] = {"text", "hex", "decoded", "json", NULL};
enum { TEXT_MAX = 96 << 20 };

static bs_err render(struct cli *c, int view, const struct bs_detail *d, struct bs_buf *text)
{
    enum bs_notation notation;
    struct bs_decoded dec;
    bool ascii = c->out.gate == BS_GATE_ASCII;
    bs_bytes wire = bs_wire_bytes(d->data, d->raw, &c->arena, &notation);
    const struct bs_decode_in in = {.bytes = wire,
                                    .port = d->row.target.port,
                                    .transport = d->row.target.transport,
                                    .transport_known = true,
                                    .module = d->traits.module};
    switch ((enum view)view) {
    case AS_TEXT:
        bs_gate_text(wire, c->out.gate, true, text);
        bs_buf_putc(text, '\n');
        break;
    case AS_HEX:
        bs_hexdump(wire, ascii, text);
        break;
    case AS_DECODED:
        bs_decode(&in, true, &c->arena, &dec);
        bs_decoded_text(&dec, ascii, text);
        break;
    case AS_JSON:
        bs_decode(&in, true, &c->arena, &dec);
        bs_detail_json(d, &dec, text);
        bs_buf_putc(text, '\n');
        break;
    }
    return BS_OK;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    int view;
    int64_t id;
    struct bs_detail d;
    bs_err err = option_choice(c, OPT_AS, views, AS_TEXT, &view, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err == BS_OK)
        err = find_target(c, c->arg[0], &id, e);
    if (err == BS_OK)
        err = bs_store_detail(c->store, id, &c->arena, &d, e);
    if (err != BS_OK)
        return err;
    struct bs_buf text;
    bs_buf_init(&text, TEXT_MAX);
    err = render(c, view, &d, &text);
    out_str(&c->out, bs_buf_str(&text));
    bs_buf_fini(&text);
    return err;
}

const struct bs_command bs_cmd_show = {
    .name = "show",
    .usage = "TARGET",
    .help = "one banner\n\n"
            "TARGET is IP:PORT, IP:PORT/udp or [v6]:PORT, with @VHOST behind it for a virtual host.\n"
            "What could act on a terminal is shown as notation: \\x1b, \\u{202E}.",
    .options = options,
    .args_min = 1,
    .args_max = 1,
    .run = run,
};
