#include "record_tls.h"

#include "pick.h"

enum { NAMES_MAX = 64 << 10 };

enum { SSL_CERT, SSL_VERSIONS, SSL_JARM, SSL_N };
static const bs_str ssl_names[SSL_N] = {BS_NAME("cert"), BS_NAME("versions"), BS_NAME("jarm")};

enum { CERT_SUBJECT, CERT_ISSUER, CERT_SERIAL, CERT_EXTENSIONS, CERT_N };
static const bs_str cert_names[CERT_N] = {BS_NAME("subject"), BS_NAME("issuer"),
                                          BS_NAME("serial"), BS_NAME("extensions")};

enum { EXT_NAME, EXT_DATA, EXT_N };
static const bs_str ext_names[EXT_N] = {BS_NAME("name"), BS_NAME("data")};

/* RFC 5280 GeneralName: context tags, primitive. */
enum { SAN_MAIL = 0x81, SAN_DNS = 0x82, SAN_URI = 0x86, SAN_IP = 0x87, DER_SEQUENCE = 0x30 };

/* Takes tag, length and content of one DER element off the front of *rest. */
static bool der_take(bs_bytes *rest, uint8_t *tag, bs_bytes *content)
{
    if (rest->n < 2)
        return false;
    *tag = rest->p[0];
    uint64_t length = rest->p[1];
    size_t at = 2;
    if (length & 0x80) {
        size_t digits = length & 0x7f;
        if (digits == 0 || digits > 4 || digits > rest->n - at)
            return false;
        length = 0;
        while (digits--)
            length = length << 8 | rest->p[at++];
    }
    if (length > rest->n - at)
        return false;
    *content = bs_bytes_sub(*rest, at, (size_t)length);
    *rest = bs_bytes_sub(*rest, at + (size_t)length, SIZE_MAX);
    return true;
}

static void add_address(struct bs_buf *out, bs_bytes b)
{
    struct bs_addr addr;
    char text[46];
    if (b.n == 4)
        bs_addr_from_v4((uint32_t)b.p[0] << 24 | (uint32_t)b.p[1] << 16 | (uint32_t)b.p[2] << 8 |
                            b.p[3],
                        &addr);
    else if (b.n == 16)
        memcpy(addr.b, b.p, 16);
    else
        return;
    bs_addr_format(&addr, text);
    bs_list_add(out, bs_str_z(text));
}

void bs_san_names(bs_bytes der, struct bs_buf *out)
{
    uint8_t tag;
    bs_bytes names, name;
    if (!der_take(&der, &tag, &names) || tag != DER_SEQUENCE)
        return;
    while (der_take(&names, &tag, &name)) {
        if (tag == SAN_DNS || tag == SAN_MAIL || tag == SAN_URI)
            bs_list_add(out, bs_bytes_str(name));
        else if (tag == SAN_IP)
            add_address(out, name);
    }
}

/* Older exports hold OpenSSL's text: "DNS:a.example, DNS:b.example". */
static void names_from_text(bs_str text, struct bs_buf *out)
{
    bs_str part;
    while (bs_str_split(&text, ',', &part)) {
        part = bs_str_trim(part);
        if (bs_str_has_prefix(part, BS_STR("DNS:")))
            bs_list_add(out, (bs_str){part.p + 4, part.n - 4});
    }
}

/* The crawler writes the extension's DER in its escaped notation. */
static void names_from_data(bs_bytes data, struct bs_buf *out)
{
    struct bs_buf der;
    bool changed = false;
    bs_buf_init(&der, data.n);
    if (bs_unescape_strict(data, &der, &changed) == BS_OK && changed)
        bs_san_names((bs_bytes){der.p, der.len}, out);
    else
        names_from_text(bs_bytes_str(data), out);
    bs_buf_fini(&der);
}

static bs_str alternative_names(const struct bs_json *extensions, struct bs_arena *a)
{
    struct bs_json_iter it;
    struct bs_json value, member[EXT_N];
    bs_str key, result = BS_STR("");
    if (extensions->type != BS_JSON_ARRAY)
        return result;
    bs_json_begin(extensions, &it);
    while (bs_json_next(&it, &key, &value)) {
        bs_bytes data;
        bs_pick(&value, ext_names, EXT_N, member);
        if (!bs_str_eq(bs_pick_text(&member[EXT_NAME], a), BS_STR("subjectAltName")) ||
            !bs_json_string(&member[EXT_DATA], a, &data))
            continue;
        struct bs_buf names;
        bs_buf_init(&names, NAMES_MAX);
        names_from_data(data, &names);
        result = names.len ? bs_arena_str(a, bs_buf_str(&names)) : BS_STR("");
        bs_buf_fini(&names);
    }
    return result;
}

/* {"CN": "x", "O": "y"} -> "CN=x, O=y" */
static bs_str distinguished_name(const struct bs_json *name, struct bs_arena *a)
{
    if (name->type != BS_JSON_OBJECT)
        return bs_pick_text(name, a);
    struct bs_buf text;
    struct bs_json_iter it;
    struct bs_json value;
    bs_str key;
    bs_buf_init(&text, NAMES_MAX);
    bs_json_begin(name, &it);
    while (bs_json_next(&it, &key, &value)) {
        bs_str shown = bs_pick_text(&value, a);
        if (text.len)
            bs_buf_put(&text, BS_STR(", "));
        bs_buf_put(&text, bs_pick_key(key, a));
        bs_buf_putc(&text, '=');
        bs_buf_put(&text, shown);
    }
    bs_str result = text.len ? bs_arena_str(a, bs_buf_str(&text)) : BS_STR("");
    bs_buf_fini(&text);
    return result;
}

/* "-SSLv2" says that the server does *not* speak it: left out. */
static bs_str spoken_versions(const struct bs_json *versions, struct bs_arena *a)
{
    struct bs_buf list;
    bs_str all = bs_pick_list(versions, a), one;
    bs_buf_init(&list, NAMES_MAX);
    while (all.n && bs_str_split(&all, '\n', &one)) {
        if (one.n && one.p[0] != '-')
            bs_list_add(&list, one);
    }
    bs_str result = list.len ? bs_arena_str(a, bs_buf_str(&list)) : BS_STR("");
    bs_buf_fini(&list);
    return result;
}

void bs_record_read_tls(const struct bs_json *ssl, struct bs_arena *a, struct bs_traits *t)
{
    struct bs_json in_ssl[SSL_N], in_cert[CERT_N];
    bs_pick(ssl, ssl_names, SSL_N, in_ssl);
    bs_pick(&in_ssl[SSL_CERT], cert_names, CERT_N, in_cert);
    t->cert_subject = distinguished_name(&in_cert[CERT_SUBJECT], a);
    t->cert_issuer = distinguished_name(&in_cert[CERT_ISSUER], a);
    t->cert_names = alternative_names(&in_cert[CERT_EXTENSIONS], a);
    /* A number of up to 160 bits: its text, never a double. */
    t->cert_serial = bs_pick_text(&in_cert[CERT_SERIAL], a);
    t->ssl_versions = spoken_versions(&in_ssl[SSL_VERSIONS], a);
    t->jarm = bs_pick_text(&in_ssl[SSL_JARM], a);
}
