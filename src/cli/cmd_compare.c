#include "looks.h"

#include "bannerscope/bytes.h"

enum { OPT_AS, OPT_EARLIER };
static const struct cli_option options[] = {
    {"as",      0, "VIEW", "hex or text; without it text where both are text"             },
    {"earlier", 0, "N",    "with one TARGET: its N-th other banner before, 1 = the newest"},
    {NULL,      0, NULL,   NULL                                                           },
};
static const char *const views[] = {"hex", "text", NULL};
enum { AS_HEX, AS_TEXT, AS_AUTO, HEX_COLUMNS = 16, TEXT_COLUMNS = 72 };

struct side {
    bs_bytes bytes;
    const char *name;
};

static bs_err load(struct cli *c, const char *target, struct bs_detail *d, struct side *s,
                   struct bs_error *e)
{
    int64_t id;
    enum bs_notation notation;
    bs_err err = find_target(c, target, &id, e);
    if (err == BS_OK)
        err = bs_store_detail(c->store, id, &c->arena, d, e);
    if (err == BS_OK)
        *s = (struct side){bs_wire_bytes(d->data, d->raw, &c->arena, &notation), target};
    return err;
}

static bs_err load_both(struct cli *c, struct side *a, struct side *b, struct bs_error *e)
{
    struct bs_detail d, other;
    enum bs_notation notation;
    int64_t earlier;
    bs_time when;
    char time[32];
    bs_err err = option_number(c, OPT_EARLIER, 1, &earlier, e);
    if (err == BS_OK && c->args == 2 && c->opt[OPT_EARLIER])
        err = bs_error_set(e, BS_E_USAGE, "--earlier goes with one TARGET");
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err == BS_OK)
        err = load(c, c->arg[0], &d, a, e);
    if (err != BS_OK)
        return err;
    if (c->args == 2)
        return load(c, c->arg[1], &other, b, e);
    if ((err = find_earlier(c, &d, earlier, &other.data, &other.raw, &when, e)) != BS_OK)
        return err;
    bs_time_format(when, time);
    *b = *a; /* the older one first, as in every diff */
    *a = (struct side){bs_wire_bytes(other.data, other.raw, &c->arena, &notation),
                       bs_arena_printf(&c->arena, "%s of %s", b->name, time).p};
    return BS_OK;
}

static bool is_text(bs_bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        if ((b.p[i] < 0x20 && b.p[i] != '\n' && b.p[i] != '\r' && b.p[i] != '\t') ||
            b.p[i] > 0x7e)
            return false;
    return true;
}

/* A byte in one column; what could act on a terminal, and what is not ASCII, as a sign.
 */
static char sign(int16_t c)
{
    if (c < 0)
        return ' ';
    return c == '\r' || c == '\n' ? ' ' : c < 0x20 || c > 0x7e ? '.' : (char)c;
}

/* " " equal, "-" the first, "+" the second; `*` in front of a byte that differs. */
static void hex_line(struct cli *c, const struct bs_diff_cell *cell, size_t n, char mark,
                     size_t at)
{
    out_printf(&c->out, "%c %08zx ", mark, at);
    for (size_t i = 0; i < HEX_COLUMNS; i++) {
        int16_t byte = i >= n ? -1 : mark == '+' ? cell[i].b : cell[i].a;
        bool differs = i < n && cell[i].a != cell[i].b;
        out_str(&c->out, i == HEX_COLUMNS / 2 ? BS_STR(" ") : BS_STR(""));
        out_str(&c->out, differs ? BS_STR("*") : BS_STR(" "));
        if (byte >= 0)
            out_printf(&c->out, "%02x", (unsigned)byte);
        else
            out_str(&c->out, i < n ? BS_STR("--") : BS_STR("  "));
    }
    out_str(&c->out, BS_STR("  |"));
    for (size_t i = 0; i < n; i++)
        out_printf(&c->out, "%c", sign(mark == '+' ? cell[i].b : cell[i].a));
    out_str(&c->out, BS_STR("|\n"));
}

/* What a reader can see differ: a line end that only one side has is none of it. */
static bool seen_to_differ(struct bs_diff_cell c)
{
    return c.a != c.b &&
           (sign(c.a) != ' ' || sign(c.b) != ' ' || c.a == ' ' || c.b == ' ');
}

static void text_line(struct cli *c, const struct bs_diff_cell *cell, size_t n, char mark)
{
    char line[TEXT_COLUMNS + 1];
    size_t end = 0;
    for (size_t i = 0; i < n; i++) {
        line[i] = mark == '?' ? (seen_to_differ(cell[i]) ? '^' : ' ')
                              : sign(mark == '+' ? cell[i].b : cell[i].a);
        end = line[i] != ' ' ? i + 1 : end;
    }
    out_printf(&c->out, "%c %.*s\n", mark, (int)end, line);
}

static void print_row(struct cli *c, const struct bs_diff *d, const struct side *a,
                      const struct side *b, const struct bs_diff_row *row, bool text)
{
    struct bs_diff_cell cell[BS_DIFF_COLS_MAX];
    if (row->skipped) {
        out_printf(&c->out, "  ... %zu equal bytes\n", row->skipped);
        return;
    }
    size_t n = bs_diff_cells(d, a->bytes, b->bytes, row, cell);
    if (!row->differs) {
        text ? text_line(c, cell, n, ' ') : hex_line(c, cell, n, ' ', row->a);
        return;
    }
    for (const char *mark = "-+"; *mark; mark++)
        if (bs_diff_side(cell, n, *mark == '+'))
            text ? text_line(c, cell, n, *mark)
                 : hex_line(c, cell, n, *mark, *mark == '-' ? row->a : row->b);
    if (text)
        text_line(c, cell, n, '?');
}

static void print_side(struct cli *c, char mark, const struct side *s)
{
    out_printf(&c->out, "%c%c%c ", mark, mark, mark);
    out_data(&c->out, bs_str_bytes(bs_str_z(s->name)));
    out_printf(&c->out, ", %zu bytes\n", s->bytes.n);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    int view;
    struct side a, b;
    struct bs_diff d;
    struct bs_diff_rows rows;
    bs_err err = option_choice(c, OPT_AS, views, AS_AUTO, &view, e);
    if (err == BS_OK)
        err = load_both(c, &a, &b, e);
    if (err == BS_OK && bs_diff_bytes(a.bytes, b.bytes, &c->arena, &d) != BS_OK)
        err = bs_error_set(e, BS_E_LIMIT, "not enough memory for these banners");
    if (err != BS_OK)
        return err;
    print_side(c, '-', &a);
    print_side(c, '+', &b);
    if (d.differences == 0) {
        out_str(&c->out, BS_STR("no difference\n"));
        return BS_OK;
    }
    bool text =
        view == AS_TEXT || (view == AS_AUTO && is_text(a.bytes) && is_text(b.bytes));
    bs_diff_cut(&d, a.bytes, b.bytes, text ? TEXT_COLUMNS : HEX_COLUMNS, text, &c->arena,
                &rows);
    for (size_t i = 0; i < rows.n && !out_stopped(&c->out); i++)
        print_row(c, &d, &a, &b, &rows.row[i], text);
    out_printf(&c->out, "%s%zu difference%s, %zu bytes equal%s\n",
               rows.cut ? "(cut here)  " : "", d.differences,
               d.differences == 1 ? "" : "s", d.equal,
               d.coarse ? "; too different to align closely" : "");
    return BS_OK;
}

const struct bs_command bs_cmd_compare = {
    .name = "compare",
    .usage = "TARGET [TARGET]",
    .help = "what differs between two banners\n\n"
            "With one TARGET: between its present banner and the one before.  Lines of "
            "the first\n"
            "begin with -, of the second with +; in hex a * stands before each byte that "
            "differs\n"
            "and -- where the other side has one more.  Differences are no failure: exit status 0.",
    .options = options,
    .args_min = 1,
    .args_max = 2,
    .run = run,
};
