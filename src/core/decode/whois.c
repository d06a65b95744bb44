/* WHOIS answers (RFC 3912; the objects of routing registries: RFC 2622 2).  The text is
 * free: the banner lines of a registry or two attributes that only registries print prove
 * it; one of them, or a sentence about nothing found, is likely only. */
#include "lines.h"

enum { WITHIN = 2048 };

static const char *const marks[] = {
    "\ninetnum:",
    "\ninet6num:",
    "\nnetname:",
    "\ndomain:",
    "\nnserver:",
    "\naut-num:",
    "\nas-block:",
    "\nRegistrar: ",
    "\nRegistrar WHOIS Server:",
    "\nDomain Name: ",
    "\nRegistry Domain ID:",
    "\nCreation Date: ",
    "\nName Server: ",
    "\nNetRange:",
    "\nOrgName:",
    "\nmnt-by:",
    "\nrefer:",
    "\n% No entries found",
    "WHOIS Database",
    "WHOIS server",
    "RIPE Database",
    "TERMS OF USE:",
    "whois data",
};
static const char *const begins[] = {
    "No match for ",    "NOT FOUND",       "No entries found",
    "Domain not found", "No whois server", "Malformed request",
    "No Data Found",    "Invalid query",   "no matching",
};

static bool plausible(bs_bytes b)
{
    int c = bs_at(b, 0);
    return c == '%' || c == '#' || c == '\n' || c == '\r' || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || c == ' ';
}

static bool begins_so(bs_bytes b)
{
    for (size_t i = 0; i < BS_COUNT(begins); i++)
        if (bs_begins(b, begins[i]))
            return true;
    return false;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 12 || !plausible(b))
        return BS_NOT;
    bool begin = begins_so(b);
    bool told = in->port == 43 || bs_str_has_prefix(in->module, BS_STR("whois"));
    /* Comments and line ends begin most answers; without one of them, without a known
     * sentence and without the port nothing is searched. */
    if (!begin && !told && b.p[0] != '%' && b.p[0] != '#' && b.p[0] != '\n' &&
        b.p[0] != '\r' && !bs_begins(b, "Domain Name: ") && !bs_begins(b, "domain: ") &&
        !bs_begins(b, "   Domain"))
        return BS_NOT;
    unsigned found = begin;
    for (size_t i = 0; i < BS_COUNT(marks) && found < 2; i++)
        found += bs_has(b, marks[i], WITHIN);
    if (found >= 2)
        return BS_PROVEN;
    return found && (begin || told || b.p[0] == '%') ? BS_LIKELY : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes line, first = BS_BYTES("");
    for (int n = 0; n < 200 && bs_budget(d); n++) {
        uint32_t at = bs_cur_pos(&c);
        if (!bs_cur_line(&c, &line))
            break;
        if (!line.n)
            continue;
        bool comment = line.p[0] == '%' || line.p[0] == '#';
        bs_put_text(d, BS_MARK(comment ? "comment" : "line", "RFC 3912 2", at, line.n),
                    line, NULL);
        if (!first.n && (!comment || !bs_cur_left(&c)))
            first = line;
    }
    bs_summary(d, "WHOIS: %s", bs_quote(d, first.n ? first : in->bytes, 140));
}

const struct bs_decoder bs_decoder_whois = {
    .name = "whois",
    .title = "WHOIS",
    .standard = "RFC 3912",
    .drawn_by = "a line: it is taken for a name to look up",
    .probe = probe,
    .decode = decode,
};
