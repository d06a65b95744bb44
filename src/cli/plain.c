#include "plain.h"

#include <stdlib.h>
#include <unistd.h>

#include "looks.h"
#include "label_out.h"
#include "undo.h"

enum { LINE_BYTES = 2000, PREVIEW_BYTES = 160, ENOUGH_FOR_A_PACE = 10 };

struct plain {
    struct cli *c;
    struct bs_query query;
    struct bs_group_ask ask;
    struct bs_group group; /* in front of the user */
    struct bs_detail detail;
    bs_bytes wire;
    struct bs_arena arena; /* lives as long as the group is shown */
    bool over;
};

static void say(struct plain *p, const char *text)
{
    out_str(&p->c->out, bs_str_z(text));
}

static void say_data(struct plain *p, const char *name, bs_str text)
{
    if (!text.n)
        return;
    out_printf(&p->c->out, "%s: ", name);
    out_data(&p->c->out, bs_str_bytes(text));
    say(p, "\n");
}

/* The prompt, then a line without its end; false at the end of input. */
static bool read_answer(struct plain *p, const char *prompt, char line[LINE_BYTES])
{
    enum ask_line got;
    do {
        say(p, prompt);
        if (out_flush(&p->c->out, NULL) != BS_OK)
            return false;
        got = ask_line(line, LINE_BYTES);
        if (got == ASK_LINE_LONG)
            say(p, "That line is too long; nothing of it was taken.\n");
    } while (got == ASK_LINE_LONG);
    return got == ASK_LINE_OK;
}

/* -- showing ----------------------------------------------------------------------------- */

static void show_banner(struct plain *p)
{
    struct bs_decoded d;
    const struct bs_decode_in in = {.bytes = p->wire,
                                    .port = p->detail.row.target.port,
                                    .transport = p->detail.row.target.transport,
                                    .transport_known = true,
                                    .module = p->detail.traits.module};
    bs_decode(&in, false, &p->arena, &d);
    say_data(p, "Decoded", d.decoder ? d.summary : BS_STR(""));
    out_printf(&p->c->out, "Banner, %zu bytes: ", p->wire.n);
    out_data(&p->c->out, bs_bytes_sub(p->wire, 0, PREVIEW_BYTES));
    say(p, p->wire.n > PREVIEW_BYTES ? " (more: t)\n" : "\n");
}

static void show_group(struct plain *p)
{
    const struct bs_row *row = &p->detail.row;
    const struct bs_group *g = &p->group;
    struct out *o = &p->c->out;
    out_printf(o, "\nGroup of %lld open services in %lld banners, port %u, %lld organisations.\n",
               (long long)g->open, (long long)g->banners, g->port, (long long)g->organisations);
    struct bs_buf target;
    bs_buf_init(&target, 1024);
    bs_target_format(&row->target, &target);
    say_data(p, "One of them", bs_buf_str(&target));
    bs_buf_fini(&target);
    say_data(p, "Organisation", row->org);
    out_printf(o, "Whose: %s.  The rules say: %s.\n", bs_affiliation_name(row->affiliation),
               bs_verdict_name(row->rule_verdict));
    say_data(p, "Product", row->product);
    say_data(p, "Title", row->title);
    say_data(p, "Label", row->label);
    say_data(p, "Marked", g->mark);
    show_banner(p);
}

static void show_help(struct plain *p)
{
    say(p, "1 medical, 2 non-medical, 3 unknown: for the whole group.  You are asked for a label and a\n"
           "  reason; Enter leaves them out.  Or all at once: 2 modem, home router; login page of ISP\n"
           "  (label; reason), and 2 - for neither.\n"
           "s skip, it comes again later.  ? WORDS: not sure, ask somebody; the words say whom and what.\n"
           "t banner as text, h hex, d decoded fields, w why the rules say so, r the group again.\n"
           "b only this banner from now on, g the whole shape (as at the start).\n"
           "u undo the last verdict, U redo it.  p how much is left.  q or Ctrl-D ends.\n");
}

static void show_why(struct plain *p)
{
    const struct bs_detail *d = &p->detail;
    for (size_t i = 0; i < d->evidences; i++) {
        const struct bs_evidence *ev = &d->evidence[i];
        out_printf(&p->c->out, "%zu. ", i + 1);
        out_data(&p->c->out, bs_str_bytes(ev->rule));
        say(p, " in ");
        out_data(&p->c->out, bs_str_bytes(ev->field));
        out_printf(&p->c->out, ", bytes %u to %u. ", ev->offset,
                   ev->length ? ev->offset + ev->length - 1 : ev->offset);
        out_data(&p->c->out, bs_str_bytes(ev->note));
        say(p, "\n");
    }
    if (!d->evidences)
        say(p, "No reason either way: the rules know nothing of it.\n");
}

static void show_fields(struct plain *p)
{
    struct bs_decoded d;
    struct bs_buf text;
    const struct bs_decode_in in = {.bytes = p->wire,
                                    .port = p->detail.row.target.port,
                                    .transport = p->detail.row.target.transport,
                                    .transport_known = true,
                                    .module = p->detail.traits.module};
    bs_buf_init(&text, LOOK_MAX);
    bs_decode(&in, true, &p->arena, &d);
    bs_decoded_text(&d, p->c->out.gate == BS_GATE_ASCII, &text);
    out_str(&p->c->out, bs_buf_str(&text));
    bs_buf_fini(&text);
}

static bs_err show_pace(struct plain *p, struct bs_error *e)
{
    struct bs_queue_progress left;
    bs_err err = bs_store_queue_progress(p->c->store, bs_str_z(p->c->analyst), &left, e);
    if (err != BS_OK)
        return err;
    out_printf(&p->c->out, "Left: %lld services in %lld groups.", (long long)left.services,
               (long long)left.groups);
    if (left.per_hour > 0 && left.today >= ENOUGH_FOR_A_PACE)
        out_printf(&p->c->out, "  %lld decisions today, %.0f services an hour.",
                   (long long)left.today, left.per_hour);
    say(p, "\n");
    return BS_OK;
}

/* -- doing ------------------------------------------------------------------------------- */

/* The group behind the present one, or the first; over when there is none. */
static bs_err next_group(struct plain *p, struct bs_error *e)
{
    bs_id after = p->group.id;
    enum bs_notation notation;
    bs_arena_reset(&p->arena);
    memset(&p->group, 0, sizeof p->group);
    bs_err err = bs_store_queue_next(p->c->store, &p->ask, after, &p->arena, &p->group, e);
    if (err == BS_OK && !p->group.id && after) /* behind the last: what was put off waits in front */
        err = bs_store_queue_next(p->c->store, &p->ask, 0, &p->arena, &p->group, e);
    if (err != BS_OK)
        return err;
    if (!p->group.id) {
        say(p, "Nothing is open any more.\n");
        p->over = true;
        return BS_OK;
    }
    if ((err = bs_store_detail(p->c->store, p->group.service, &p->arena, &p->detail, e)) != BS_OK)
        return err;
    p->wire = bs_wire_bytes(p->detail.data, p->detail.raw, &p->arena, &notation);
    show_group(p);
    return BS_OK;
}

/* "label; reason", "-", or nothing: then both are asked for.  False at the end of input. */
static bool read_texts(struct plain *p, bs_str given, char label[LINE_BYTES],
                       char reason[LINE_BYTES])
{
    *label = *reason = '\0';
    if (bs_str_eq(given, BS_STR("-")))
        return true;
    if (!given.n)
        return read_answer(p, "Label (Enter: none): ", label) &&
               read_answer(p, "Reason (Enter: none): ", reason);
    const char *semicolon = memchr(given.p, ';', given.n);
    size_t n = semicolon ? (size_t)(semicolon - given.p) : given.n;
    memcpy(label, given.p, n);
    label[n] = '\0';
    if (semicolon) {
        memcpy(reason, semicolon + 1, given.n - n - 1);
        reason[given.n - n - 1] = '\0';
    }
    return true;
}

static bs_err decide(struct plain *p, enum bs_verdict v, bs_str given, struct bs_error *e)
{
    char label[LINE_BYTES], reason[LINE_BYTES];
    struct bs_event ev;
    if (!read_texts(p, given, label, reason)) {
        say(p, "\nNo verdict was given.\n");
        p->over = true;
        return BS_OK;
    }
    const struct bs_decision d = {.scope = p->ask.scope,
                                  .service = p->group.service,
                                  .verdict = v,
                                  .label = bs_str_trim(bs_str_z(label)),
                                  .note = bs_str_trim(bs_str_z(reason)),
                                  .analyst = bs_str_z(p->c->analyst)};
    if (!bs_utf8_valid(bs_str_bytes(d.label)) || !bs_utf8_valid(bs_str_bytes(d.note))) {
        say(p, "NOT SAVED: label and reason have to be UTF-8\n");
        return BS_OK;
    }
    bs_err err = bs_store_decide(p->c->store, &d, &p->arena, &ev, e);
    if (err != BS_OK) { /* the loop goes on: what was wrong may pass */
        out_printf(&p->c->out, "NOT SAVED: %s\n", e->text);
        return BS_OK;
    }
    out_printf(&p->c->out, "saved %s for %lld services\n", bs_verdict_name(v),
               (long long)ev.services);
    err = show_pace(p, e);
    return err == BS_OK ? next_group(p, e) : err;
}

static bs_err mark(struct plain *p, const char *kind, bs_str note, struct bs_error *e)
{
    struct bs_event ev;
    bs_err err = bs_store_mark(p->c->store, p->ask.scope, p->group.service, bs_str_z(kind), note,
                               bs_str_z(p->c->analyst), &p->arena, &ev, e);
    if (err != BS_OK)
        return err;
    out_printf(&p->c->out, "%s: %lld services\n",
               strcmp(kind, "skip") == 0 ? "put off" : "marked, somebody is to be asked",
               (long long)ev.services);
    p->group.id = 0; /* it is the last now */
    return next_group(p, e);
}

static bs_err take_back(struct plain *p, bool redo, struct bs_error *e)
{
    bs_err err = undo_or_redo(p->c, redo, e);
    if (err == BS_E_NOTFOUND) {
        out_printf(&p->c->out, "%s\n", e->text);
        return BS_OK;
    }
    p->group.id = 0; /* what is open has changed: from the first again */
    return err == BS_OK ? next_group(p, e) : err;
}

static bs_err rescope(struct plain *p, enum bs_scope scope, struct bs_error *e)
{
    p->ask.scope = scope;
    p->group.id = 0;
    out_printf(&p->c->out, "A verdict speaks for the whole %s now.\n", bs_scope_name(scope));
    return next_group(p, e);
}

static bs_err obey(struct plain *p, bs_str line, struct bs_error *e)
{
    char key = line.n ? line.p[0] : 'r';
    bs_str rest = line.n ? bs_str_trim((bs_str){line.p + 1, line.n - 1}) : line;
    bool alone = rest.n == 0;
    if (key >= '1' && key <= '3' && (line.n == 1 || line.p[1] == ' '))
        return decide(p, (enum bs_verdict[]){BS_MEDICAL, BS_NON_MEDICAL, BS_UNKNOWN}[key - '1'],
                      rest, e);
    if (key == '?' && !alone)
        return mark(p, "unsure", rest, e);
    switch (alone ? key : '\0') {
    case 's':
        return mark(p, "skip", BS_STR(""), e);
    case 'u':
    case 'U':
        return take_back(p, key == 'U', e);
    case 'b':
        return rescope(p, BS_SCOPE_BANNER, e);
    case 'g':
        return rescope(p, BS_SCOPE_SHAPE, e);
    case 'p':
        return show_pace(p, e);
    case 't':
        look_print(p->c, LOOK_TEXT, p->wire);
        say(p, "\n");
        break;
    case 'h':
        look_print(p->c, LOOK_HEX, p->wire);
        break;
    case 'd':
        show_fields(p);
        break;
    case 'w':
        show_why(p);
        break;
    case 'r':
        show_group(p);
        break;
    case 'q':
        p->over = true;
        break;
    default:
        if (key != '?')
            say(p, "That is no command here.\n");
        show_help(p);
    }
    return BS_OK;
}

static bs_err loop(struct plain *p, struct bs_error *e)
{
    char line[LINE_BYTES];
    bs_err err = show_pace(p, e);
    if (err == BS_OK)
        err = next_group(p, e);
    while (err == BS_OK && !p->over) {
        if (!read_answer(p, "1 2 3 s u q ? > ",
                         line)) {
            say(p, "\n");
            break;
        }
        err = obey(p, bs_str_trim(bs_str_z(line)), e);
    }
    return err;
}

bool plain_wanted(const struct cli *c)
{
    const char *term = getenv("TERM");
    return c->plain_ui || (term && strcmp(term, "dumb") == 0 && isatty(STDIN_FILENO) &&
                           isatty(STDOUT_FILENO));
}

bs_err plain_run(struct cli *c, struct bs_error *e)
{
    struct plain p = {.c = c, .ask = {.scope = BS_SCOPE_SHAPE, .open_only = true}};
    bs_err err = need_rules(c, e);
    if (err == BS_OK)
        err = parse_query(c, bs_str_z(c->query), BS_QUERY_LOCAL, &p.query, e);
    if (err == BS_OK)
        err = need_existing_store(c, e);
    if (err != BS_OK)
        return err;
    p.ask.query = &p.query;
    bs_arena_init(&p.arena, 0);
    say(&p, "bannerscope, line by line: 1 medical, 2 non-medical, 3 unknown, s skip, u undo, q end,\n"
            "each with Enter; ? tells more.\n");
    err = loop(&p, e);
    bs_arena_fini(&p.arena);
    return err;
}
