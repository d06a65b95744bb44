#include "nmap_priv.h"

#include "bannerscope/gate.h"
#include "bannerscope/json.h"

const char *const bs_nmap_field_names[BS_NMAP_FIELDS] = {"product", "version", "info",
                                                         "hostname", "os", "device"};

static void put_named(const char *name, bs_str value, enum bs_gate_mode gate, struct bs_buf *out)
{
    if (!value.n)
        return;
    bs_buf_printf(out, "    %-9s ", name);
    bs_gate_text(bs_str_bytes(value), gate, false, out);
    bs_buf_putc(out, '\n');
}

void bs_nmap_text(const struct bs_nmap_answer *r, bool ascii_only, struct bs_buf *out)
{
    const enum bs_gate_mode gate = ascii_only ? BS_GATE_ASCII : BS_GATE_UTF8;
    bs_buf_printf(out, "%s: %zu%s of %zu lines fit\n", r->path, r->fits, r->more ? " (and more)" : "",
                  r->rules);
    if (r->untried)
        bs_buf_printf(out, "  %zu lines were not tried: the %d ms for one banner were spent\n",
                      r->untried, BS_NMAP_BUDGET_US / 1000);
    if (r->limited)
        bs_buf_printf(out, "  %zu lines were given up: the limit for one expression was reached\n",
                      r->limited);
    for (size_t i = 0; i < r->fits; i++) {
        const struct bs_nmap_fit *f = &r->fit[i];
        bs_buf_printf(out, "  line %u: ", f->line);
        bs_gate_text(bs_str_bytes(f->service), gate, false, out);
        bs_buf_put(out, f->soft ? BS_STR(" (softmatch)\n") : BS_STR("\n"));
        for (size_t k = 0; k < BS_NMAP_FIELDS; k++)
            put_named(bs_nmap_field_names[k], f->field[k], gate, out);
        for (size_t k = 0; k < f->cpes; k++)
            put_named("cpe", f->cpe[k], gate, out);
    }
}

static void put_fit(struct bs_jw *w, const struct bs_nmap_fit *f)
{
    bs_jw_object(w);
    bs_jw_key(w, "line");
    bs_jw_int(w, f->line);
    bs_jw_key(w, "soft");
    bs_jw_bool(w, f->soft);
    bs_jw_key(w, "service");
    bs_jw_str(w, f->service);
    for (size_t k = 0; k < BS_NMAP_FIELDS; k++) {
        if (!f->field[k].n)
            continue;
        bs_jw_key(w, bs_nmap_field_names[k]);
        bs_jw_str(w, f->field[k]);
    }
    bs_jw_key(w, "cpe");
    bs_jw_array(w);
    for (size_t k = 0; k < f->cpes; k++)
        bs_jw_str(w, f->cpe[k]);
    bs_jw_end(w, ']');
    bs_jw_end(w, '}');
}

void bs_nmap_json(const struct bs_nmap_answer *r, struct bs_buf *out)
{
    struct bs_jw w;
    bs_jw_init(&w, out);
    bs_jw_object(&w);
    bs_jw_key(&w, "file");
    bs_jw_z(&w, r->path);
    bs_jw_key(&w, "lines");
    bs_jw_int(&w, (int64_t)r->rules);
    bs_jw_key(&w, "untried");
    bs_jw_int(&w, (int64_t)r->untried);
    bs_jw_key(&w, "limited");
    bs_jw_int(&w, (int64_t)r->limited);
    bs_jw_key(&w, "matches");
    bs_jw_array(&w);
    for (size_t i = 0; i < r->fits; i++)
        put_fit(&w, &r->fit[i]);
    bs_jw_end(&w, ']');
    bs_jw_end(&w, '}');
}

const char *bs_nmap_engine(struct bs_arena *a)
{
    char version[64] = "?";
    uint32_t jit = 0;
    (void)pcre2_config(PCRE2_CONFIG_VERSION, version);
    (void)pcre2_config(PCRE2_CONFIG_JIT, &jit);
    return bs_arena_printf(a, "PCRE2 %s%s", version, jit ? ", JIT" : "").p;
}
