/* HL7 FHIR resources as JSON or XML, bare or in an HTTP answer (hl7.org/fhir). */
#include "lines.h"

/* Probes look no further: a resource names itself at its beginning. */
enum { HEAD_MAX = 2048, LOOK = 512 };

static bs_bytes body_of(bs_bytes b, size_t *offset)
{
    *offset = 0;
    if (bs_at(b, 0) != 'H')
        return b;
    size_t end = bs_bytes_find(bs_bytes_sub(b, 0, HEAD_MAX), BS_BYTES("\r\n\r\n"), 0);
    if (end == SIZE_MAX)
        return BS_BYTES("");
    *offset = end + 4;
    return bs_bytes_sub(b, *offset, SIZE_MAX);
}

static bool blank(int c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The JSON string that is the value of `key`, wherever that stands first. */
static bs_bytes json_value(bs_bytes b, const char *key)
{
    size_t at = bs_bytes_find(b, bs_str_bytes(bs_str_z(key)), 0);
    if (at == SIZE_MAX)
        return BS_BYTES("");
    at += strlen(key);
    while (blank(bs_at(b, at)) || bs_at(b, at) == ':')
        at++;
    if (bs_at(b, at) != '"')
        return BS_BYTES("");
    size_t end = bs_bytes_find(b, BS_BYTES("\""), at + 1);
    if (end == SIZE_MAX)
        end = b.n;
    return bs_bytes_sub(b, at + 1, end - at - 1);
}

/* The resource's type: "resourceType": "X", or the root element of an XML document. */
static bs_bytes resource_type(bs_bytes body)
{
    bs_bytes b = bs_bytes_sub(body, 0, LOOK);
    size_t i = 0;
    while (blank(bs_at(b, i)))
        i++;
    if (bs_at(b, i) == '{')
        return json_value(b, "\"resourceType\"");
    if (bs_at(b, i) != '<')
        return BS_BYTES("");
    size_t ns = bs_bytes_find(b, BS_BYTES("http://hl7.org/fhir\""), 0);
    if (ns == SIZE_MAX)
        return BS_BYTES("");
    while (ns > i && b.p[ns] != '<')
        ns--;
    size_t end = ns + 1;
    while (end < b.n && !blank(b.p[end]) && b.p[end] != '>')
        end++;
    return bs_bytes_sub(b, ns + 1, end - ns - 1);
}

static bool names_resource(bs_bytes t)
{
    if (t.n < 3 || t.n > 40 || t.p[0] < 'A' || t.p[0] > 'Z')
        return false;
    for (size_t i = 0; i < t.n; i++)
        if ((t.p[i] | 0x20) < 'a' || (t.p[i] | 0x20) > 'z')
            return false;
    return true;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    int c = bs_at(in->bytes, 0);
    if (c != 'H' && c != '{' && c != '<' && !blank(c))
        return BS_NOT;
    if (c == 'H' && !bs_begins(in->bytes, "HTTP/"))
        return BS_NOT;
    size_t offset;
    bs_bytes type = resource_type(body_of(in->bytes, &offset));
    if (!names_resource(type))
        return BS_NOT;
    static const char *const own[] = {"CapabilityStatement", "OperationOutcome", "Conformance",
                                      "Bundle", "Patient", "Observation", "TerminologyCapabilities"};
    for (size_t i = 0; i < BS_COUNT(own); i++)
        if (bs_str_eq(bs_bytes_str(type), bs_str_z(own[i])))
            return BS_PROVEN;
    return BS_LIKELY;
}

static void put_value(struct bs_decoded *d, bs_bytes body, uint32_t base, const char *name,
                      bs_bytes v, const char *meaning)
{
    if (v.n)
        bs_put_text(d, BS_MARK(name, "FHIR", base + (size_t)(v.p - body.p), v.n), v, meaning);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    size_t offset;
    bs_bytes body = body_of(in->bytes, &offset);
    uint32_t base = (uint32_t)offset;
    bs_bytes type = resource_type(body);
    if (offset) {
        struct bs_cursor c = bs_cur(in->bytes, 0);
        bs_bytes line;
        bs_cur_line(&c, &line);
        bs_put_text(d, BS_MARK("status-line", "RFC 9112 4", 0, line.n), line, NULL);
        bs_open(d);
        bs_put_headers(&c, d, "RFC 9112 5");
        bs_close(d);
    }
    bs_put_text(d, BS_MARK("resource", "FHIR", base, body.n), type, "a FHIR resource");
    bs_open(d);
    put_value(d, body, base, "resourceType", type, NULL);
    bs_bytes version = json_value(body, "\"fhirVersion\"");
    put_value(d, body, base, "fhirVersion", version, NULL);
    bs_bytes software = BS_BYTES(""), number = BS_BYTES("");
    size_t at = bs_bytes_find(body, BS_BYTES("\"software\""), 0);
    if (at != SIZE_MAX) {
        bs_bytes rest = bs_bytes_sub(body, at, LOOK);
        software = json_value(rest, "\"name\"");
        number = json_value(rest, "\"version\"");
    }
    put_value(d, body, base, "software.name", software, "the program that answers");
    put_value(d, body, base, "software.version", number, NULL);
    put_value(d, body, base, "publisher", json_value(body, "\"publisher\""), "may name the owner");
    put_value(d, body, base, "diagnostics", json_value(body, "\"diagnostics\""), NULL);
    bs_close(d);
    bs_product(d, software, number);
    d->probe = BS_STR("HTTP request");
    /* Medpot gives this outcome to whatever it is asked. */
    if (bs_has(body, "FHIRServer.exe", 4096)) {
        d->flags |= BS_DEC_HONEYPOT;
        bs_product(d, BS_BYTES("Medpot"), BS_BYTES(""));
        bs_summary(d, "FHIR OperationOutcome naming FHIRServer.exe: looks like the honeypot Medpot");
        return;
    }
    const char *v = bs_quote(d, version, 16), *s = bs_quote(d, software, 60);
    bs_summary(d, "FHIR %s%s%s%s%s", bs_quote(d, type, 40), *v ? ", version " : "", v,
               *s ? ", software " : "", s);
}

const struct bs_decoder bs_decoder_fhir = {
    .name = "fhir",
    .title = "HL7 FHIR",
    .standard = "HL7 FHIR",
    .medical = true,
    .drawn_by = "HTTP request",
    .probe = probe,
    .decode = decode,
};
