#include <stdlib.h>

#include "looks.h"

#include "bannerscope/bytes.h"
#include "bannerscope/nmap.h"

enum { OPT_INPUT, OPT_JSON, OPT_AS, OPT_AT, OPT_NMAP };
static const struct cli_option options[] = {
    {"input", 0, "KIND", "auto, raw, hex, escaped or base64"},
    {"json", 0, NULL, "one JSON object"},
    {"as", 0, "VIEW", "both (decoded and hex), decoded, text, hex, json, raw, c, escaped or base64"},
    {"at", 0, "OFFSET", "what the bytes there could mean: numbers, times, addresses, lengths"},
    {"nmap", 0, "[=FILE]", "also what nmap's own lines say (" BS_NMAP_FILE ")"},
    {NULL, 0, NULL, NULL},
};
enum input { IN_AUTO, IN_RAW, IN_HEX, IN_ESCAPED, IN_BASE64 };
static const char *const input_names[] = {"auto", "raw", "hex", "escaped", "base64", NULL};
/* The other words are those of `show`; record is not among them: there is none. */
static const char *const views[] = {"text", "hex", "decoded", "json",   "both",
                                    "raw",  "c",   "escaped", "base64", NULL};
enum { LOOK_BOTH = LOOK_RECORD };
enum { INPUT_MAX = 64 << 20 };

/* Printable text with at least one \xhh: what people copy from Shodan. */
static bool looks_escaped(bs_bytes b)
{
    bool hex = false;
    for (size_t i = 0; i < b.n; i++) {
        if (b.p[i] < 0x20 ? b.p[i] != '\n' && b.p[i] != '\r' && b.p[i] != '\t' : b.p[i] > 0x7e)
            return false;
        hex = hex || (b.p[i] == '\\' && i + 3 < b.n + 0 && b.p[i + 1] == 'x');
    }
    return hex;
}

static bool looks_hex(bs_bytes b)
{
    struct bs_buf out;
    bs_str text = bs_str_trim(bs_bytes_str(b));
    bs_buf_init(&out, INPUT_MAX);
    bool hex = text.n >= 4 && bs_hex_decode(text, &out, NULL) == BS_OK && out.len > 0;
    bs_buf_fini(&out);
    return hex;
}

/* The line end a shell or an editor put behind written-down bytes is none of them. */
static bs_bytes without_line_end(bs_bytes b)
{
    if (b.n && b.p[b.n - 1] == '\n')
        b.n--;
    if (b.n && b.p[b.n - 1] == '\r')
        b.n--;
    return b;
}

static bs_err undo_notation(enum input kind, bs_bytes in, struct bs_buf *out, struct bs_error *e)
{
    if (kind == IN_AUTO)
        kind = looks_escaped(in) ? IN_ESCAPED : looks_hex(in) ? IN_HEX : IN_RAW;
    switch (kind) {
    case IN_HEX:
        return bs_hex_decode(bs_str_trim(bs_bytes_str(in)), out, e);
    case IN_BASE64:
        return bs_base64_decode(bs_str_trim(bs_bytes_str(in)), out, e);
    case IN_ESCAPED:
        return bs_unescape_lenient(without_line_end(in), out);
    case IN_AUTO:
    case IN_RAW:
        return bs_buf_add(out, in);
    }
    return BS_E_FAILED;
}

static bs_err print_text(struct cli *c, const struct bs_decoded *d, bs_bytes wire, bool both,
                         struct bs_error *e)
{
    struct bs_buf text;
    bs_buf_init(&text, INPUT_MAX);
    bool ascii = c->out.gate == BS_GATE_ASCII;
    if (d->decoder)
        bs_decoded_text(d, ascii, &text);
    else
        bs_buf_put(&text, BS_STR("nothing recognised\n"));
    if (both) {
        bs_buf_putc(&text, '\n');
        bs_hexdump(wire, ascii, &text);
    }
    bs_err err = c->opt[OPT_NMAP] ? nmap_put(c, c->opt[OPT_NMAP], wire, -1, false, &text, e) : BS_OK;
    out_str(&c->out, bs_buf_str(&text));
    bs_buf_fini(&text);
    return err;
}

/* The name comes from the service patterns; without them there is none. */
static bs_str cpe_of(struct cli *c, const struct bs_decoded *d)
{
    struct bs_error why;
    if (!d->product.n || need_rules(c, &why) != BS_OK)
        return BS_STR("");
    return bs_rules_cpe(c->rules, d->product, d->version, &c->arena);
}

static bs_err print(struct cli *c, int look, bs_bytes wire, struct bs_error *e)
{
    struct bs_decoded d;
    struct bs_buf json;
    const struct bs_decode_in what = {.bytes = wire};
    if (look == LOOK_RAW)
        return look_raw(c, wire, e);
    if (look != LOOK_DECODED && look != LOOK_BOTH && look != LOOK_JSON) {
        look_print(c, (enum look)look, wire);
        return BS_OK;
    }
    bs_decode(&what, true, &c->arena, &d);
    if (look != LOOK_JSON)
        return print_text(c, &d, wire, look == LOOK_BOTH, e);
    bs_buf_init(&json, INPUT_MAX);
    bs_decoded_json(&d, cpe_of(c, &d), wire, &json);
    bs_err err = c->opt[OPT_NMAP] ? nmap_put(c, c->opt[OPT_NMAP], wire, -1, true, &json, e) : BS_OK;
    out_str(&c->out, bs_buf_str(&json));
    out_str(&c->out, BS_STR("\n"));
    bs_buf_fini(&json);
    return err;
}

static bs_err decode(struct cli *c, enum input kind, int look, struct bs_buf *in, struct bs_buf *wire,
                     struct bs_error *e)
{
    const char *path = c->args && strcmp(c->arg[0], "-") != 0 ? c->arg[0] : "/dev/stdin";
    bs_err err = bs_file_read(path, in, e);
    if (err == BS_OK)
        err = undo_notation(kind, (bs_bytes){in->p, in->len}, wire, e);
    if (err != BS_OK)
        return err;
    const bs_bytes bytes = {wire->p, wire->len};
    return c->opt[OPT_AT] ? look_values(c, c->opt[OPT_AT], bytes, e) : print(c, look, bytes, e);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    int kind = IN_AUTO, look = LOOK_BOTH;
    bs_err err = option_choice(c, OPT_INPUT, input_names, IN_AUTO, &kind, e);
    if (err == BS_OK)
        err = option_choice(c, OPT_AS, views, c->opt[OPT_JSON] ? LOOK_JSON : LOOK_BOTH, &look, e);
    if (err == BS_OK && c->opt[OPT_JSON] && look != LOOK_JSON)
        err = bs_error_set(e, BS_E_USAGE, "--json and --as contradict each other");
    if (err == BS_OK && c->opt[OPT_NMAP] &&
        (c->opt[OPT_AT] || (look != LOOK_DECODED && look != LOOK_BOTH && look != LOOK_JSON)))
        err = bs_error_set(e, BS_E_USAGE, "--nmap goes with --as decoded, both and json");
    if (err != BS_OK)
        return err;
    struct bs_buf in, wire;
    bs_buf_init(&in, INPUT_MAX);
    bs_buf_init(&wire, INPUT_MAX);
    err = decode(c, (enum input)kind, look, &in, &wire, e);
    bs_buf_fini(&in);
    bs_buf_fini(&wire);
    return err;
}

const struct bs_command bs_cmd_decode = {
    .name = "decode",
    .usage = "[FILE]",
    .help = "decode bytes from a file or standard input\n\n"
            "The bytes may be raw, pairs of hex digits, base64, or the notation Shodan shows\n"
            "(\\x0c\\n...); without --input the notation is recognised by its form.  No database\n"
            "is needed and nothing is stored.",
    .options = options,
    .args_max = 1,
    .run = run,
};
