#include "rules_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bannerscope/gate.h"

struct load {
    struct bs_rules *rules;
    bs_complain_fn *complain;
    void *ctx;
    int *bad;
    int list; /* enum bs_list_kind, or -1 for services.patterns */
    int files;
};

static void pass_complaint(void *ctx, const char *message)
{
    struct load *load = ctx;

    if (load->complain)
        load->complain(load->ctx, message);
}

static bs_err take_line(void *ctx, const struct bs_line *l, struct bs_error *e)
{
    struct load *load = ctx;

    if (load->list < 0)
        return bs_pattern_parse(load->rules, l, e);
    return bs_keyword_parse(load->rules, (enum bs_list_kind)load->list, l, e);
}

static void complain_file(struct load *load, const struct bs_error *e)
{
    ++*load->bad;
    pass_complaint(load, e->text);
}

/* What was taken of a file; *sound: without any mistake.  Only what is in force is part of the rules' id: a file of
 * which nothing could be taken leaves it as it was. */
static size_t take_file(struct load *load, const char *path, bool *sound)
{
    struct bs_error e = {.text = ""};
    const size_t before = load->rules->keywords + load->rules->patterns;
    struct bs_buf content;
    int bad = 0;

    bs_buf_init(&content, BS_FILE_MAX);
    bs_err err = bs_file_read(path, &content, &e);
    if (err == BS_OK)
        err = bs_lines_parse(path, (bs_bytes){content.p, content.len}, take_line, pass_complaint, load, &bad, &e);
    if (err != BS_OK)
        complain_file(load, &e);
    *load->bad += bad;
    *sound = err == BS_OK && bad == 0;
    const size_t taken = load->rules->keywords + load->rules->patterns - before;
    if (taken || *sound) {
        struct bs_sha256 *h = &load->rules->hash;
        bs_str name = bs_str_z(load->list < 0 ? "services" : bs_list_defs[load->list].name);
        bs_sha256_add(h, bs_str_bytes(name));
        bs_sha256_add(h, (bs_bytes){content.p, content.len});
        bs_sha256_add(h, BS_BYTES("\n"));
        load->files++;
    }
    bs_buf_fini(&content);
    return taken;
}

/* A file of the user's with nothing but mistakes: a slip in the editor must not put all of one's rules out of force,
 * so the file that was there before (PATH.old) holds. */
static void take_older(struct load *load, const char *path)
{
    struct bs_buf older;
    char text[512], shown[300];
    bool sound;
    bs_buf_init(&older, 4096);
    bs_buf_printf(&older, "%s.old%c", path, '\0');
    bool holds = older.len < older.max && access((const char *)older.p, F_OK) == 0 &&
                 take_file(load, (const char *)older.p, &sound) > 0;
    bs_gate_z(bs_str_bytes(bs_str_z(path)), shown, sizeof shown);
    snprintf(text, sizeof text, "%s: no line of it can be used; %s", shown,
             holds ? "the rules that were there before (.old) stay in force" : "none of its rules is in force");
    pass_complaint(load, text);
    bs_buf_fini(&older);
}

/* A file that is not there is no complaint for the user's own folder. */
static void load_file(struct load *load, const char *path, bool bundled)
{
    bool sound;

    if (!bundled && access(path, F_OK) != 0)
        return;
    if (take_file(load, path, &sound) == 0 && !sound && !bundled)
        take_older(load, path);
}

static void load_folder(struct load *load, const char *dir, const char *sub, bool bundled)
{
    for (int list = 0; list <= BS_LIST_COUNT; list++) {
        struct bs_buf path;
        bool patterns = list == BS_LIST_COUNT;
        bs_buf_init(&path, 4096);
        bs_buf_printf(&path, "%s%s/%s.%s", dir, sub,
                      patterns ? "services" : bs_list_defs[list].name,
                      patterns ? "patterns" : "list");
        bs_buf_putc(&path, '\0');
        load->list = patterns ? -1 : list;
        if (path.len < path.max)
            load_file(load, (const char *)path.p, bundled);
        bs_buf_fini(&path);
    }
}

/* Keywords first, then literals: the automaton names both by one index. */
static bs_err build_automaton(struct bs_rules *r, struct bs_error *e)
{
    size_t n = r->keywords + r->patterns;
    struct bs_ac_word *word = bs_alloc((n + 1) * sizeof *word);

    for (size_t i = 0; i < r->keywords; i++)
        word[i] = (struct bs_ac_word){r->keyword[i].text, r->word[i].edges & BS_EDGE_LEFT,
                                       r->word[i].edges & BS_EDGE_RIGHT};
    for (size_t i = 0; i < r->patterns; i++)
        word[r->keywords + i].text = r->pattern[i].literal;
    bs_err err = bs_ac_new(word, n, &r->ac, e);
    free(word);
    return err;
}

/* What is the same for every banner is worked out once. */
static void prepare_patterns(struct bs_rules *r)
{
    _Static_assert(BS_TRAIT_COUNT <= 32, "a bit for every trait");
    r->sets = r->patterns / 64 + 1;
    r->always = bs_alloc(r->sets * sizeof *r->always);
    r->looks_at = bs_alloc((BS_TRAIT_COUNT + 1) * r->sets * sizeof *r->looks_at);
    for (size_t i = 0; i < r->patterns; i++) {
        const struct bs_pattern *p = &r->pattern[i];
        if (p->literal.n == 0)
            bs_set_add(r->always, i);
        bs_set_add(r->looks_at + (size_t)(p->trait + 1) * r->sets, i);
        if (p->trait >= 0)
            r->trait_tried |= UINT32_C(1) << p->trait;
    }
}

static void finish_id(struct bs_rules *r)
{
    uint8_t digest[32];

    for (size_t i = 0; bs_decoders[i]; i++) {
        bs_sha256_add(&r->hash, bs_str_bytes(bs_str_z(bs_decoders[i]->name)));
        bs_sha256_add(&r->hash, BS_BYTES("\n"));
    }
    bs_sha256_add(&r->hash, BS_BYTES(PACKAGE_VERSION));
    bs_sha256_end(&r->hash, digest);
    bs_hex_encode((bs_bytes){digest, (sizeof r->id - 1) / 2}, r->id);
}

bs_err bs_rules_load(const char *dir, const char *user_dir, bs_complain_fn *complain, void *ctx,
                     int *bad, struct bs_rules **out, struct bs_error *e)
{
    int ignored = 0;
    struct bs_rules *r = bs_alloc(sizeof *r);
    struct load load = {
        .rules = r, .complain = complain, .ctx = ctx, .bad = bad ? bad : &ignored};

    *load.bad = 0;
    *out = NULL;
    bs_arena_init(&r->arena, 0);
    bs_sha256_init(&r->hash);
    r->limits = pcre2_match_context_create(NULL);
    if (!r->limits)
        bs_fatal("out of memory");
    pcre2_set_match_limit(r->limits, BS_PATTERN_MATCH_LIMIT);
    pcre2_set_depth_limit(r->limits, BS_PATTERN_DEPTH_LIMIT);
    load_folder(&load, dir, "/keywords", true);
    if (user_dir)
        load_folder(&load, user_dir, "", false);
    bs_err err = build_automaton(r, e);
    if (!err && (load.files == 0 || r->keywords + r->patterns == 0))
        err = bs_error_set(e, BS_E_NOTFOUND, "no keyword lists in %s/keywords", dir);
    if (err) {
        bs_rules_free(r);
        return err;
    }
    prepare_patterns(r);
    finish_id(r);
    *out = r;
    return BS_OK;
}

void bs_rules_free(struct bs_rules *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->patterns; i++)
        pcre2_code_free(r->pattern[i].code);
    pcre2_match_context_free(r->limits);
    bs_ac_free(r->ac);
    free(r->always);
    free(r->looks_at);
    free(r->keyword);
    free(r->word);
    free(r->pattern);
    bs_arena_fini(&r->arena);
    free(r);
}

const char *bs_rules_id(const struct bs_rules *r)
{
    return r->id;
}

size_t bs_rules_keywords(const struct bs_rules *r, const struct bs_keyword **out)
{
    *out = r->keyword;
    return r->keywords;
}

size_t bs_rules_patterns(const struct bs_rules *r)
{
    return r->patterns;
}

bool bs_rules_medical_port(const struct bs_rules *r, uint16_t port)
{
    return r->ports[port / 8] & 1u << (port % 8);
}
