/* Telnet option negotiation and login prompts (RFC 854, RFC 855). */
#include "lines.h"

enum { IAC = 255, DONT = 254, DO = 253, WONT = 252, WILL = 251, SB = 250, SE = 240 };

static const struct bs_code options[] = {
    {0, "BINARY", NULL},        {1, "ECHO", NULL},         {3, "SUPPRESS-GO-AHEAD", NULL},
    {5, "STATUS", NULL},        {6, "TIMING-MARK", NULL},  {24, "TERMINAL-TYPE", NULL},
    {25, "END-OF-RECORD", NULL}, {31, "NAWS", "window size"}, {32, "TERMINAL-SPEED", NULL},
    {33, "TOGGLE-FLOW-CONTROL", NULL}, {34, "LINEMODE", NULL}, {35, "X-DISPLAY-LOCATION", NULL},
    {36, "ENVIRON", NULL},      {37, "AUTHENTICATION", NULL}, {38, "ENCRYPT", NULL},
    {39, "NEW-ENVIRON", NULL},  {40, "TN3270E", NULL},     {44, "COM-PORT", "a serial port server"},
};
static const struct bs_code verbs[] = {
    {WILL, "WILL", "offers"}, {WONT, "WONT", "refuses"},
    {DO, "DO", "asks for"},   {DONT, "DONT", "forbids"},
};
static const struct bs_maker makers[] = {
    {"SIGMA Spectrum Diagnostic Terminal", "Baxter SIGMA Spectrum"},
    {"BusyBox", "BusyBox"},   {"MikroTik", "MikroTik"}, {"User Access Verification", "Cisco IOS"},
    {"Welcome to Microsoft Telnet", "Microsoft Telnet"},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_at(b, 0) != IAC) {
        if (in->port != 23 && !bs_str_eq(in->module, BS_STR("telnet")))
            return BS_NOT;
        return bs_has(b, "login:", 2048) || bs_has(b, "username:", 2048) ||
                       bs_has(b, "password:", 2048)
                   ? BS_LIKELY
                   : BS_NOT;
    }
    size_t commands = 0, i = 0;
    while (commands < 4 && bs_at(b, i) == IAC && bs_at(b, i + 1) >= WILL &&
           bs_at(b, i + 1) <= DONT && bs_at(b, i + 2) >= 0 &&
           strcmp(BS_CODE(options, (uint64_t)b.p[i + 2])->name, "unknown") != 0) {
        commands++;
        i += 3;
    }
    return commands >= 2 ? BS_PROVEN : commands == 1 ? BS_LIKELY : BS_NOT;
}

static void read_command(struct bs_cursor *c, struct bs_decoded *d)
{
    uint32_t at = bs_cur_pos(c);
    uint8_t iac, verb, option;
    if (!bs_cur_u8(c, &iac) || !bs_cur_u8(c, &verb))
        return;
    if (verb == SB) {
        bs_bytes rest = bs_cur_rest(c);
        size_t end = bs_bytes_find(rest, BS_BYTES("\xff\xf0"), 0);
        size_t n = end == SIZE_MAX ? rest.n : end + 2;
        bs_put_hex(d, BS_MARK("subnegotiation", "RFC 855", at, n + 2), bs_bytes_sub(rest, 0, n),
                   BS_CODE(options, n ? rest.p[0] : 0xffff)->name);
        bs_cur_skip(c, n);
        return;
    }
    const struct bs_code *v = BS_CODE(verbs, verb);
    if (verb < WILL || verb == IAC || !bs_cur_u8(c, &option)) {
        bs_put(d, BS_MARK("command", "RFC 854", at, 2), NULL, "%u", verb);
        return;
    }
    bs_put(d, BS_MARK("command", "RFC 854", at, 3), v->meaning, "%s %s (%u)", v->name,
           BS_CODE(options, option)->name, option);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    unsigned commands = 0;
    bs_bytes shown = BS_BYTES("");
    while (bs_budget(d) && bs_cur_left(&c)) {
        if (bs_cur_peek(&c, 0) == IAC) {
            read_command(&c, d);
            commands++;
            if (commands > 500)
                break;
            continue;
        }
        bs_bytes rest = bs_cur_rest(&c), text;
        const uint8_t *iac = memchr(rest.p, IAC, rest.n);
        uint32_t at = bs_cur_pos(&c);
        bs_cur_take(&c, iac ? (size_t)(iac - rest.p) : rest.n, &text);
        bs_put_text(d, BS_MARK("text", NULL, at, text.n), text, NULL);
        if (bs_trimmed(text).n > shown.n)
            shown = bs_trimmed(text);
    }
    bs_name_maker(d, shown, makers, BS_COUNT(makers));
    const char *words = bs_quote(d, shown, 100);
    bs_summary(d, "Telnet: %u option request%s%s%s%s", commands,
               commands == 1 ? "" : "s", *words ? ", \"" : "", words,
               *words ? "\"" : "");
}

const struct bs_decoder bs_decoder_telnet = {
    .name = "telnet",
    .title = "Telnet",
    .standard = "RFC 854",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
