#include "dicom.h"
#include "dicom_uids.h"

/* What an association answer told about its sender. */
struct association {
    bs_bytes called, calling, class_uid, version_name;
    unsigned accepted, refused;
    uint32_t max_pdu, user_at;
    bool has_max, has_class, has_version, has_user;
};

static const struct bs_code context_results[] = {
    {0, "acceptance", "this service is open to the caller"},
    {1, "user-rejection", NULL},
    {2, "no-reason (provider rejection)", NULL},
    {3, "abstract-syntax-not-supported", "the service asked for is not offered"},
    {4, "transfer-syntaxes-not-supported", NULL},
};

static void put_uid(struct bs_decoded *d, const char *name, const char *ref, uint32_t at,
                    bs_bytes uid)
{
    bs_put_text(d, BS_MARK(name, ref, at, uid.n), uid, bs_dicom_uid_name(uid));
}

static void read_context(struct bs_cursor *c, struct bs_decoded *d, struct association *as)
{
    uint32_t at = bs_cur_pos(c);
    bs_bytes head;
    if (!bs_cur_take(c, 4, &head))
        return;
    const struct bs_code *result = BS_CODE(context_results, head.p[2]);
    if (head.p[2] == 0)
        as->accepted++;
    else
        as->refused++;
    bs_put(d, BS_MARK("Presentation-context-ID", "PS3.8 9.3.3.2", at, 1), NULL, "%d", head.p[0]);
    bs_put(d, BS_MARK("Result/Reason", "PS3.8 9.3.3.2", at + 2, 1), result->meaning, "%s (%d)",
           result->name, head.p[2]);
    bs_bytes sub, uid;
    while (bs_budget(d) && bs_cur_take(c, 4, &sub)) {
        uint32_t pos = bs_cur_pos(c);
        struct bs_cursor value;
        bs_cur_sub(c, bs_be16(sub, 2), &value);
        uid = value.b;
        put_uid(d, sub.p[0] == 0x30 ? "Abstract-syntax-name" : "Transfer-syntax-name",
                "PS3.8 9.3.3.2.1", pos, uid);
    }
}

static const struct bs_code user_items[] = {
    {0x51, "Maximum-length-received", "largest message it takes"},
    {0x52, "Implementation-class-uid", "names the software that answers"},
    {0x53, "Asynchronous-operations-window", NULL},
    {0x54, "SCP/SCU-role-selection", NULL},
    {0x55, "Implementation-version-name", "names the version of the software"},
    {0x56, "SOP-class-extended-negotiation", NULL},
    {0x57, "SOP-class-common-extended-negotiation", NULL},
    {0x58, "User-identity-negotiation", "a user name came with the request"},
    {0x59, "User-identity-server-response", "it asks for a user"},
};

/* The user items beside those that name the software (PS3.7 D.3.3.3 to D.3.3.7). */
static void put_user_item(struct bs_decoded *d, const struct bs_mark *m, int type, bs_bytes v,
                          const char *meaning)
{
    size_t uid = bs_be16(v, 0);
    if (type == 0x53 && v.n == 4)
        bs_put(d, m, "operations it has open at once; 0: any number", "invoked %u, performed %u",
               bs_be16(v, 0), bs_be16(v, 2));
    else if (type == 0x54 && v.n == uid + 4)
        bs_put(d, m, bs_dicom_uid_name(bs_bytes_sub(v, 2, uid)), "SCU role %d, SCP role %d",
               v.p[2 + uid], v.p[3 + uid]);
    else if (type == 0x59 && v.n >= 2)
        bs_put(d, m, meaning, "%u bytes", bs_be16(v, 0));
    else
        bs_put_hex(d, m, v, meaning);
}

static void read_user(struct bs_cursor *c, struct bs_decoded *d, struct association *as)
{
    bs_bytes head;
    as->has_user = true;
    as->user_at = bs_cur_pos(c);
    while (bs_budget(d) && bs_cur_take(c, 4, &head)) {
        uint32_t at = bs_cur_pos(c);
        struct bs_cursor v;
        bool whole = bs_cur_sub(c, bs_be16(head, 2), &v);
        const struct bs_code *item = BS_CODE(user_items, head.p[0]);
        const struct bs_mark *m = BS_MARK(item->name, "PS3.7 D.3.3", at, v.b.n);
        if (head.p[0] == 0x51 && v.b.n == 4) {
            as->has_max = true;
            as->max_pdu = bs_be32(v.b, 0);
            bs_put(d, m, item->meaning, "%u", as->max_pdu);
        } else if (head.p[0] == 0x52) {
            const struct bs_dicom_maker *maker = bs_dicom_maker(v.b);
            as->has_class = true;
            as->class_uid = v.b;
            bs_put_text(d, m, v.b, maker ? maker->name : item->meaning);
        } else if (head.p[0] == 0x55) {
            as->has_version = true;
            as->version_name = v.b;
            bs_put_text(d, m, v.b, item->meaning);
        } else {
            put_user_item(d, m, head.p[0], v.b, item->meaning);
        }
        if (!whole)
            bs_put_cut(d, item->name, at, bs_be16(head, 2), v.b.n);
    }
}

static const struct bs_code items[] = {
    {0x10, "Application Context Item", NULL},
    {0x20, "Presentation Context Item (request)", NULL},
    {0x21, "Presentation Context Item", NULL},
    {0x50, "User Information Item", NULL},
};

static void read_items(struct bs_cursor *c, struct bs_decoded *d, struct association *as)
{
    bs_bytes head;
    while (bs_budget(d) && bs_cur_take(c, 4, &head)) {
        uint32_t at = bs_cur_pos(c);
        struct bs_cursor v;
        bool whole = bs_cur_sub(c, bs_be16(head, 2), &v);
        const struct bs_code *item = BS_CODE(items, head.p[0]);
        bs_put(d, BS_MARK(item->name, "PS3.8 9.3.3", at - 4, 4 + bs_be16(head, 2)),
               item->meaning, "item type 0x%02x", head.p[0]);
        bs_open(d);
        if (!whole)
            bs_put_cut(d, item->name, at, bs_be16(head, 2), v.b.n);
        if (head.p[0] == 0x10)
            put_uid(d, "Application-context-name", "PS3.8 9.3.3.1", at, v.b);
        else if (head.p[0] == 0x20 || head.p[0] == 0x21)
            read_context(&v, d, as);
        else if (head.p[0] == 0x50)
            read_user(&v, d, as);
        bs_close(d);
    }
}

static void name_product(struct bs_decoded *d, const struct association *as)
{
    const struct bs_dicom_maker *maker = bs_dicom_maker(as->class_uid);
    struct bs_buf version;
    bs_buf_init(&version, 64);
    /* A vendor's root names no product; the version name then stands for itself. */
    if (maker && maker->product) {
        bs_dicom_version(as->version_name, &version);
        bs_product(d, bs_str_bytes(bs_str_z(maker->name)),
                   (bs_bytes){version.p, version.len});
    } else if (maker) {
        bs_product(d, bs_str_bytes(bs_str_z(maker->name)), bs_trimmed(as->version_name));
    } else if (as->has_version) {
        bs_product(d, bs_trimmed(as->version_name), BS_BYTES(""));
    }
    bs_buf_fini(&version);
}

static void sum_up(struct bs_decoded *d, const struct association *as, int type)
{
    const char *called = bs_quote(d, as->called, 16);
    const char *calling = bs_quote(d, as->calling, 16);
    if (type == DICOM_RQ) {
        d->flags |= BS_DEC_ECHO;
        bs_summary(d, "Echo: a DICOM association request came back (called AE %s, from %s)",
                   called, calling);
        return;
    }
    d->probe = BS_STR("DICOM association request (echoscu, findscu); the AE titles are its echo");
    d->flags |= BS_DEC_OPEN;
    /* PS3.7 D.3.3.2 demands the class UID; the go-netdicom server behind Dicompot never sends
     * it and always offers 4 MiB. */
    if (as->has_user && as->has_max && as->max_pdu == 0x00400000 && !as->has_class &&
        !as->has_version) {
        d->flags |= BS_DEC_HONEYPOT;
        bs_product(d, BS_BYTES("Dicompot"), BS_BYTES(""));
        bs_summary(d, "DICOM A-ASSOCIATE-AC without implementation class and 4 MiB limit: "
                      "looks like the honeypot Dicompot");
        return;
    }
    /* Without the second sign it is only odd: careless servers leave it out, too. */
    bool odd = as->has_user && !as->has_class && !(d->flags & BS_DEC_TRUNCATED);
    if (odd) {
        d->flags |= BS_DEC_ODD;
        bs_put(d, BS_MARK("Implementation-class-uid", "PS3.7 D.3.3.2", as->user_at, 0),
               "the standard demands it; go-netdicom and honeypots made of it leave it out: a hint",
               "(missing)");
    }
    name_product(d, as);
    const char *product = bs_quote(d, bs_str_bytes(d->product), 64);
    const char *version = bs_quote(d, bs_str_bytes(d->version), 64);
    unsigned all = as->accepted + as->refused;
    bs_summary(d, "DICOM A-ASSOCIATE-AC: association accepted%s, "
                  "%u of %u contexts (called AE %s)%s%s%s%s%s",
               strcmp(called, "ANY-SCP") == 0 ? " without checking AE titles" : "",
               as->accepted, all, called, *product ? "; " : "", product, *version ? " " : "",
               version, odd ? "; names no implementation class, as some fakes" : "");
}

void bs_dicom_associate(struct bs_cursor *c, struct bs_decoded *d, int type)
{
    struct association as = {0};
    uint32_t at = bs_cur_pos(c);
    uint64_t version;
    if (!bs_cur_be(c, 2, &version))
        return;
    bs_put(d, BS_MARK("Protocol-version", "PS3.8 9.3.3", at, 2), NULL, "%llu",
           (unsigned long long)version);
    bs_cur_skip(c, 2);
    if (bs_cur_take(c, 16, &as.called))
        bs_put_text(d, BS_MARK("Called-AE-title", "PS3.8 9.3.3", at + 4, 16),
                    bs_trimmed(as.called), "copied from the scanner's request, not the server's name");
    if (bs_cur_take(c, 16, &as.calling))
        bs_put_text(d, BS_MARK("Calling-AE-title", "PS3.8 9.3.3", at + 20, 16),
                    bs_trimmed(as.calling), "the scanner's own name, copied");
    if (bs_cur_skip(c, 32))
        read_items(c, d, &as);
    sum_up(d, &as, type);
}
