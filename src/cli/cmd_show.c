#include "looks.h"

#include "bannerscope/nmap.h"
#include "bannerscope/tree.h"

enum { OPT_AS, OPT_AT, OPT_EARLIER, OPT_STORED, OPT_NMAP };
static const struct cli_option options[] = {
    {"as",      0, "VIEW",   "text, hex, decoded, json, record, raw, c, escaped or base64"},
    {"at",      0, "OFFSET",
     "what the bytes there could mean: numbers, times, addresses, lengths"                },
    {"earlier", 0, "N",      "the N-th banner before the present one (see --as record)"   },
    {"stored",  0, NULL,     "the text as Shodan wrote it, its escapes not undone"        },
    {"nmap",    0, "[=FILE]", "also what nmap's own lines say (" BS_NMAP_FILE ")"         },
    {NULL,      0, NULL,     NULL                                                         },
};

static bs_err decoded(struct cli *c, const struct bs_detail *d, bs_bytes wire, bool json,
                      struct bs_error *e)
{
    struct bs_decoded dec;
    struct bs_buf text;
    const struct bs_decode_in in = {.bytes = wire,
                                    .port = d->row.target.port,
                                    .transport = d->row.target.transport,
                                    .transport_known = true,
                                    .module = d->traits.module};
    bs_buf_init(&text, LOOK_MAX);
    bs_decode(&in, true, &c->arena, &dec);
    if (json) {
        bs_detail_json(d, &dec, &text);
        bs_buf_putc(&text, '\n');
    } else {
        bs_decoded_text(&dec, c->out.gate == BS_GATE_ASCII, &text);
    }
    bs_err err = BS_OK;
    if (c->opt[OPT_NMAP])
        err = nmap_put(c, c->opt[OPT_NMAP], wire, (int)d->row.target.transport, json, &text, e);
    if (c->opt[OPT_NMAP] && json)
        bs_buf_putc(&text, '\n');
    out_str(&c->out, bs_buf_str(&text));
    bs_buf_fini(&text);
    return err;
}

static void record(struct cli *c, const struct bs_detail *d)
{
    struct bs_tree tree;
    struct bs_buf text;
    bs_buf_init(&text, LOOK_MAX);
    bs_tree_record(d, &c->arena, &tree);
    bs_tree_text(&tree, c->out.gate, &text);
    out_str(&c->out, bs_buf_str(&text));
    bs_buf_fini(&text);
}

static bs_err render(struct cli *c, enum look look, const struct bs_detail *d,
                     struct bs_error *e)
{
    enum bs_notation notation;
    bs_bytes wire = c->opt[OPT_STORED]
                        ? d->data
                        : bs_wire_bytes(d->data, d->raw, &c->arena, &notation);
    if (c->opt[OPT_AT])
        return look_values(c, c->opt[OPT_AT], wire, e);
    switch (look) {
    case LOOK_TEXT:
    case LOOK_HEX:
    case LOOK_C:
    case LOOK_ESCAPED:
    case LOOK_BASE64:
        look_print(c, look, wire);
        break;
    case LOOK_DECODED:
    case LOOK_JSON:
        return decoded(c, d, wire, look == LOOK_JSON, e);
    case LOOK_RECORD:
        record(c, d);
        break;
    case LOOK_RAW:
        return look_raw(c, wire, e);
    }
    return BS_OK;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    int look;
    int64_t id, earlier = 0;
    struct bs_detail d;
    bs_err err = option_choice(c, OPT_AS, look_names, c->opt[OPT_NMAP] ? LOOK_DECODED : LOOK_TEXT, &look,
                               e);
    if (err == BS_OK && c->opt[OPT_NMAP] &&
        (c->opt[OPT_AT] || (look != LOOK_DECODED && look != LOOK_JSON)))
        err = bs_error_set(e, BS_E_USAGE, "--nmap goes with --as decoded and json");
    if (err == BS_OK)
        err = option_number(c, OPT_EARLIER, 0, &earlier, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err == BS_OK)
        err = find_target(c, c->arg[0], &id, e);
    if (err == BS_OK)
        err = bs_store_detail(c->store, id, &c->arena, &d, e);
    if (err == BS_OK && earlier > 0)
        err = find_earlier(c, &d, earlier, &d.data, &d.raw, NULL, e);
    return err == BS_OK ? render(c, (enum look)look, &d, e) : err;
}

const struct bs_command bs_cmd_show = {
    .name = "show",
    .usage = "TARGET",
    .help = "one banner\n\n"
            "TARGET is IP:PORT, IP:PORT/udp or [v6]:PORT, with @VHOST behind it for a "
            "virtual host.\n"
            "What could act on a terminal is shown as notation: \\x1b, \\u{202E}.  "
            "record is every\n"
            "field as a tree; json one object; escaped what `decode` reads back; raw the "
            "bytes\n"
            "themselves, for a file or a pipe.  `compare` tells two banners apart.",
    .options = options,
    .args_min = 1,
    .args_max = 1,
    .run = run,
};
