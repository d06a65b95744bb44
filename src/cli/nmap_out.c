#include "looks.h"

#include "bannerscope/nmap.h"

bs_err nmap_put(struct cli *c, const char *file, bs_bytes wire, int transport, bool json,
                struct bs_buf *out, struct bs_error *e)
{
    struct bs_nmap *n;
    struct bs_nmap_answer *r = bs_arena_alloc(&c->arena, sizeof *r);
    int bad = 0;
    if (!r)
        return bs_error_set(e, BS_E_LIMIT, "out of memory");
    bs_err err = bs_nmap_load(*file ? file : BS_NMAP_FILE, complain_input, c, &bad, &n, e);
    if (err != BS_OK)
        return err;
    bs_nmap_try(n, wire, transport, &c->arena, r);
    if (json) { /* one more member of the object that stands there */
        while (out->len && out->p[out->len - 1] != '}')
            out->len--;
        if (out->len)
            out->len--;
        bs_buf_put(out, BS_STR(",\"nmap\":"));
        bs_nmap_json(r, out);
        bs_buf_putc(out, '}');
    } else {
        bs_buf_putc(out, '\n');
        bs_nmap_text(r, c->out.gate == BS_GATE_ASCII, out);
    }
    bs_nmap_free(n);
    return BS_OK;
}
