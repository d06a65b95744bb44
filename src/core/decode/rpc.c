/* ONC RPC replies (RFC 5531 9; over TCP behind a record mark, 11), as the port mapper
 * gives them to any call.  Message type, state and verifier that fit prove a reply. */
#include "field.h"

enum { REPLY = 1, CALL = 0, LAST_FRAGMENT = 0x80, PORTMAP = 100000 };

static const struct bs_code accepted[] = {
    {0, "SUCCESS",       "the call was carried out"         },
    {1, "PROG_UNAVAIL",  "no such program here"             },
    {2, "PROG_MISMATCH", "another version of the program"   },
    {3, "PROC_UNAVAIL",  "no such procedure"                },
    {4, "GARBAGE_ARGS",  "the arguments were not understood"},
    {5, "SYSTEM_ERR",    NULL                               },
};
static const struct bs_code denied[] = {
    {0, "RPC_MISMATCH", "another version of RPC"},
    {1, "AUTH_ERROR",   "not for this caller"   },
};

/* Over TCP: the record mark, whose length is what follows. */
static size_t start_of(bs_bytes b)
{
    return bs_at(b, 0) == LAST_FRAGMENT && b.n > 8 &&
                   (bs_be32(b, 0) & 0x7fffffff) <= 65536
               ? 4
               : 0;
}

static bool is_call(bs_bytes b)
{
    return b.n >= 40 && bs_be32(b, 4) == CALL && bs_be32(b, 8) == 2 &&
           bs_be32(b, 12) >= PORTMAP && bs_be32(b, 12) < PORTMAP + 600000 &&
           bs_be32(b, 20) < 64 && bs_be32(b, 28) <= 400;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    size_t s = start_of(in->bytes);
    bs_bytes b = bs_bytes_sub(in->bytes, s, SIZE_MAX);
    if (b.n < 20 || bs_be32(b, 0) == 0)
        return BS_NOT;
    if (is_call(b))
        return BS_LIKELY;
    if (bs_be32(b, 4) != REPLY)
        return BS_NOT;
    uint32_t state = bs_be32(b, 8);
    if (state == 1)
        return bs_be32(b, 12) <= 1 && b.n <= 24 ? BS_LIKELY : BS_NOT;
    uint32_t verifier = bs_be32(b, 16);
    if (state != 0 || bs_be32(b, 12) > 6 || verifier > 400 || verifier % 4 != 0 ||
        b.n < 24u + verifier || bs_be32(b, 20 + verifier) > 5)
        return BS_NOT;
    return BS_PROVEN;
}

/* Answer to DUMP (RFC 1833 3.2): program, version, protocol, port, again and again. */
static void read_mappings(struct bs_cursor *c, struct bs_decoded *d, unsigned *count)
{
    static const struct bs_code programs[] = {
        {PORTMAP, "portmapper", NULL                        },
        {100003,  "nfs",        "shares files"              },
        {100005,  "mountd",     "shares files"              },
        {100021,  "nlockmgr",   NULL                        },
        {100024,  "status",     NULL                        },
        {100004,  "ypserv",     "NIS: accounts of a network"},
        {100002,  "rusersd",    NULL                        },
        {100001,  "rstatd",     NULL                        },
    };
    bs_bytes entry;
    while (bs_budget(d) && bs_be32(bs_cur_rest(c), 0) == 1 && bs_cur_left(c) >= 20) {
        uint32_t at = bs_cur_pos(c);
        bs_cur_take(c, 20, &entry);
        uint32_t program = bs_be32(entry, 4);
        const struct bs_code *p = BS_CODE(programs, program);
        bs_put(d, BS_MARK("mapping", "RFC 1833 3", at, 20), p->meaning,
               "%s (%u) version %u, %s port %u", p->name, program, bs_be32(entry, 8),
               bs_be32(entry, 12) == 17 ? "udp" : "tcp", bs_be32(entry, 16));
        ++*count;
    }
    if (bs_cur_left(c))
        bs_put_hex(d, BS_MARK("results", "RFC 5531 9", bs_cur_pos(c), bs_cur_left(c)),
                   bs_cur_rest(c), NULL);
}

static void read_accepted(struct bs_cursor *c, struct bs_decoded *d, uint32_t o)
{
    bs_bytes b = c->b;
    uint32_t verifier = bs_be32(b, 16), at = 20 + verifier, state = bs_be32(b, at);
    const struct bs_code *s = BS_CODE(accepted, state);
    unsigned count = 0;
    bs_put(d, BS_MARK("verf", "RFC 5531 9", o + 12, 8 + (uint64_t)verifier), NULL,
           "flavor %u, %u bytes", bs_be32(b, 12), verifier);
    bs_put(d, BS_MARK("accept_stat", "RFC 5531 9", o + at, 4), s->meaning, "%s (%u)",
           s->name, state);
    bs_cur_skip(c, at + 4u);
    if (state == 2 && bs_cur_left(c) >= 8) {
        bs_put(d, BS_MARK("versions", "RFC 5531 9", bs_cur_pos(c), 8), "which it has",
               "%u to %u", bs_be32(bs_cur_rest(c), 0), bs_be32(bs_cur_rest(c), 4));
        bs_cur_skip(c, 8);
    }
    read_mappings(c, d, &count);
    d->flags |= state == 0 ? BS_DEC_OPEN : 0;
    if (!count) {
        bs_summary(d, "ONC RPC reply: %s", s->name);
        return;
    }
    d->service = BS_STR("portmap");
    bs_summary(d, "ONC RPC port mapper lists %u programs", count);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    uint32_t o = (uint32_t)start_of(in->bytes);
    bs_bytes b = bs_bytes_sub(in->bytes, o, SIZE_MAX);
    struct bs_cursor c = bs_cur(b, o);
    if (o)
        bs_put(d, BS_MARK("record mark", "RFC 5531 11", 0, 4),
               "stands there over TCP only", "%u bytes",
               bs_be32(in->bytes, 0) & 0x7fffffff);
    bs_put(d, BS_MARK("xid", "RFC 5531 9", o, 4), "copied from the call", "0x%08x",
           bs_be32(b, 0));
    if (is_call(b)) {
        bs_put(d, BS_MARK("mtype", "RFC 5531 9", o + 4, 4), "servers do not send it",
               "CALL (0)");
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("ONC RPC call, which came back");
        bs_summary(d, "Echo: an ONC RPC call came back");
        return;
    }
    bs_put(d, BS_MARK("mtype, reply_stat", "RFC 5531 9", o + 4, 8), NULL,
           "REPLY (1), %s (%u)", bs_be32(b, 8) ? "MSG_DENIED" : "MSG_ACCEPTED",
           bs_be32(b, 8));
    if (bs_be32(b, 8)) {
        const struct bs_code *r = BS_CODE(denied, bs_be32(b, 12));
        bs_put(d, BS_MARK("reject_stat", "RFC 5531 9", o + 12, 4), r->meaning, "%s (%u)",
               r->name, bs_be32(b, 12));
        d->flags |= BS_DEC_CHECKED;
        bs_summary(d, "ONC RPC call denied: %s", r->name);
        return;
    }
    read_accepted(&c, d, o);
}

const struct bs_decoder bs_decoder_rpc = {
    .name = "rpc",
    .title = "ONC RPC",
    .standard = "RFC 5531, RFC 1833",
    .drawn_by = "ONC RPC call to the port mapper",
    .probe = probe,
    .decode = decode,
};
