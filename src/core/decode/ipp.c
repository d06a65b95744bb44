/* Internet Printing Protocol answers (RFC 8010 3.1; statuses and attributes RFC 8011),
 * bare or as the content of an HTTP answer.  "attributes-charset" as the first attribute
 * proves it. */
#include "lines.h"

enum { HEAD = 8, END_OF_ATTRIBUTES = 3, LOOK_AT = 1024 };

static const struct bs_code groups[] = {
    {1,                 "operation-attributes",   NULL         },
    {2,                 "job-attributes",         "a print job"},
    {4,                 "printer-attributes",     "a printer"  },
    {5,                 "unsupported-attributes", NULL         },
    {END_OF_ATTRIBUTES, "end-of-attributes",      NULL         },
};
static const struct bs_code statuses[] = {
    {0x0000, "successful-ok",                                   "it answers strangers"           },
    {0x0001, "successful-ok-ignored-or-substituted-attributes", "it answers strangers"           },
    {0x0400, "client-error-bad-request",                        NULL                             },
    {0x0401, "client-error-forbidden",                          "not for this caller"            },
    {0x0402, "client-error-not-authenticated",                  "it asks for a login"            },
    {0x0403, "client-error-not-authorized",                     "not for this caller"            },
    {0x0406, "client-error-not-found",                          "no such printer"                },
    {0x040b, "client-error-attributes-or-values-not-supported", NULL                             },
    {0x0500, "server-error-internal-error",                     NULL                             },
    {0x0501, "server-error-operation-not-supported",            "the question was not understood"},
    {0x0502, "server-error-service-unavailable",                NULL                             },
    {0x0503, "server-error-version-not-supported",              NULL                             },
};

static bool is_ipp(bs_bytes b)
{
    static const char first[] = "\x01\x47\x00\x12"
                                "attributes-charset";
    return bs_at(b, 0) >= 1 && bs_at(b, 0) <= 2 && bs_at(b, 1) >= 0 && bs_at(b, 1) <= 2 &&
           b.n > HEAD + sizeof first && memcmp(b.p + HEAD, first, sizeof first - 1) == 0;
}

/* Where IPP begins: at 0, or behind the headers of HTTP and the size of the first chunk.
 * SIZE_MAX: nowhere. */
static size_t start_of(bs_bytes b)
{
    if (bs_at(b, 0) != 'H')
        return is_ipp(b) ? 0 : SIZE_MAX;
    bs_bytes head = bs_bytes_sub(b, 0, LOOK_AT);
    if (!bs_begins(b, "HTTP/1.") ||
        bs_bytes_find(head, BS_BYTES("application/ipp"), 0) == SIZE_MAX)
        return SIZE_MAX;
    size_t end = bs_bytes_find(head, BS_BYTES("\r\n\r\n"), 0);
    if (end == SIZE_MAX)
        return SIZE_MAX;
    end += 4;
    if (is_ipp(bs_bytes_sub(b, end, SIZE_MAX)))
        return end;
    size_t chunk = bs_bytes_find(bs_bytes_sub(b, end, 16), BS_BYTES("\r\n"), 0);
    if (chunk == SIZE_MAX || !is_ipp(bs_bytes_sub(b, end + chunk + 2, SIZE_MAX)))
        return SIZE_MAX;
    return end + chunk + 2;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    return start_of(in->bytes) == SIZE_MAX ? BS_NOT : BS_PROVEN;
}

struct told {
    bs_bytes model, name, location, firmware;
    unsigned printers;
};

static void take(struct told *t, bs_bytes name, bs_bytes value)
{
    const struct {
        const char *name;
        bs_bytes *to;
    } wanted[] = {
        {"printer-make-and-model",          &t->model   },
        {"printer-name",                    &t->name    },
        {"printer-location",                &t->location},
        {"printer-firmware-string-version", &t->firmware},
    };
    for (size_t i = 0; i < BS_COUNT(wanted); i++)
        if (!wanted[i].to->n && bs_str_eq(bs_bytes_str(name), bs_str_z(wanted[i].name)))
            *wanted[i].to = value;
}

/* Numbers, yes and no, words; the rest (ranges, collections) as hex. */
static void put_value(struct bs_decoded *d, const struct bs_mark *m, int tag, bs_bytes v,
                      const char *name)
{
    if ((tag == 0x21 || tag == 0x23) && v.n == 4)
        bs_put(d, m, name, "%u", bs_be32(v, 0));
    else if (tag == 0x22 && v.n == 1)
        bs_put(d, m, name, "%s", v.p[0] ? "true" : "false");
    else if (tag >= 0x41 && tag <= 0x49)
        bs_put_text(d, m, v, name);
    else
        bs_put_hex(d, m, v, name);
}

/* A tag, the name, the value; an empty name: one more value of the attribute before. */
static bool read_attribute(struct bs_cursor *c, struct bs_decoded *d, struct told *t)
{
    uint32_t at = bs_cur_pos(c);
    uint8_t tag;
    uint64_t n;
    bs_bytes name, value;
    struct bs_cursor k = *c;
    if (!bs_cur_u8(&k, &tag) || !bs_cur_be(&k, 2, &n) || !bs_cur_take(&k, n, &name) ||
        !bs_cur_be(&k, 2, &n) || !bs_cur_take(&k, n, &value))
        return false;
    *c = k;
    take(t, name, value);
    put_value(d,
              BS_MARK(name.n ? "attribute" : "(more)", "RFC 8010 3.1.4", at,
                      bs_cur_pos(c) - at),
              tag, value, bs_quote(d, name, 80));
    return true;
}

static void read_groups(struct bs_cursor *c, struct bs_decoded *d, struct told *t)
{
    uint8_t tag;
    while (bs_budget(d) && bs_cur_left(c) && bs_cur_peek(c, 0) < 0x10) {
        uint32_t at = bs_cur_pos(c);
        bs_cur_u8(c, &tag);
        const struct bs_code *g = BS_CODE(groups, tag);
        bs_put(d, BS_MARK("group", "RFC 8010 3.5.1", at, 1), g->meaning, "%s (%d)",
               g->name, tag);
        t->printers += tag == 4;
        if (tag == END_OF_ATTRIBUTES)
            return;
        bs_open(d);
        while (bs_budget(d) && bs_cur_peek(c, 0) >= 0x10 && read_attribute(c, d, t))
            ;
        bs_close(d);
        if (bs_cur_peek(c, 0) >= 0x10) {
            bs_put_cut(d, "an attribute", bs_cur_pos(c), bs_cur_left(c) + 1,
                       bs_cur_left(c));
            return;
        }
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    size_t start = start_of(in->bytes);
    if (start == SIZE_MAX)
        return;
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes b = bs_bytes_sub(in->bytes, start, SIZE_MAX), line;
    struct told t = {.model = BS_BYTES(""),
                     .name = BS_BYTES(""),
                     .location = BS_BYTES(""),
                     .firmware = BS_BYTES("")};
    if (start) {
        bs_cur_line(&c, &line);
        bs_put_text(d, BS_MARK("status-line", "RFC 9112 4", 0, line.n), line,
                    "IPP travels inside of HTTP");
        bs_put_headers(&c, d, "RFC 9110 6.3");
    }
    uint32_t status = bs_be16(b, 2);
    const struct bs_code *s = BS_CODE(statuses, status);
    bs_put(d, BS_MARK("version-number", "RFC 8010 3.4.1", start, 2), NULL, "%d.%d",
           b.p[0], b.p[1]);
    bs_put(d, BS_MARK("status-code", "RFC 8011 4.1.6", start + 2, 2), s->meaning,
           "%s (0x%04x)", s->name, status);
    bs_put(d, BS_MARK("request-id", "RFC 8010 3.4.3", start + 4, 4),
           "copied from the request", "%u", bs_be32(b, 4));
    c = bs_cur(in->bytes, 0);
    bs_cur_skip(&c, start + HEAD);
    read_groups(&c, d, &t);
    /* In a question an operation stands where the status of the answer is (RFC
     * 8010 3.1.1). */
    if ((status >= 8 && status < 0x100) || status >= 0x4000) {
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("IPP question, which came back");
        bs_summary(d, "Echo: an IPP question came back");
        return;
    }
    d->flags |= status < 0x100                       ? BS_DEC_OPEN
                : status >= 0x401 && status <= 0x403 ? BS_DEC_CHECKED
                                                     : 0;
    bs_product(d, t.model, t.firmware);
    bs_summary(d, "IPP %s%s%s%s%s%s%s", s->name, t.model.n ? ", printer " : "",
               bs_quote(d, t.model, 80), t.name.n ? ", called " : "",
               bs_quote(d, t.name, 40), t.location.n ? ", at " : "",
               bs_quote(d, t.location, 60));
}

const struct bs_decoder bs_decoder_ipp = {
    .name = "ipp",
    .title = "Internet Printing Protocol",
    .standard = "RFC 8010, RFC 8011",
    .drawn_by = "IPP Get-Printer-Attributes",
    .probe = probe,
    .decode = decode,
};
