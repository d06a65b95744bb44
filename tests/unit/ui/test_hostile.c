/* Each text of a record, one at a time, holds each family of tests/data/payloads.txt, and the whole screen is looked
 * at in every view: nothing acts, nothing is hidden, nothing pushes its neighbours away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/textfmt.h"

#include "screen.h"

enum { FAMILIES_MAX = 300, PAYLOAD_MAX = 1 << 16 };

struct family {
    char name[40];
    bs_str text;
};
struct families {
    struct family family[FAMILIES_MAX];
    size_t n;
    struct bs_arena arena;
};

/* name TAB times TAB bytes, with \xNN and \\ for what is not printable. */
static void read_family(struct families *f, bs_str line)
{
    bs_str name, times;
    uint64_t n = 0;
    struct bs_buf once, all;
    assert_true(bs_str_split(&line, '\t', &name) && bs_str_split(&line, '\t', &times));
    assert_true(bs_str_u64(times, &n) && n > 0 && f->n < FAMILIES_MAX);
    bs_buf_init(&once, PAYLOAD_MAX);
    bs_buf_init(&all, PAYLOAD_MAX);
    assert_int_equal(bs_unescape_lenient(bs_str_bytes(line), &once), BS_OK);
    while (n--)
        bs_buf_put(&all, bs_buf_str(&once));
    struct family *one = &f->family[f->n++];
    snprintf(one->name, sizeof one->name, "%.*s", (int)name.n, name.p);
    one->text = bs_arena_str(&f->arena, bs_buf_str(&all));
    assert_true(one->text.n > 0);
    bs_buf_fini(&once);
    bs_buf_fini(&all);
}

static int read_families(void **state)
{
    static struct families f;
    struct bs_buf file;
    char path[1024];
    const char *dir = getenv("BS_SRCDIR");
    snprintf(path, sizeof path, "%s/tests/data/payloads.txt", dir ? dir : ".");
    bs_buf_init(&file, PAYLOAD_MAX);
    bs_arena_init(&f.arena, 0);
    assert_int_equal(bs_file_read(path, &file, NULL), BS_OK);
    bs_str rest = bs_buf_str(&file), line;
    while (bs_str_split(&rest, '\n', &line))
        if (line.n && line.p[0] != '#')
            read_family(&f, line);
    bs_buf_fini(&file);
    assert_true(f.n >= 74);
    *state = &f;
    return 0;
}

static int drop_families(void **state)
{
    struct families *f = *state;
    bs_arena_fini(&f->arena);
    return 0;
}

/* The texts a stranger or another analyst fills, by what the made-up engine says otherwise. */
static const char *const fields[] = {
    "wire", "Example Hospital", "AS64496", "NL", "host.example", "ldap", "OpenLDAP", "directory", "",
    "SEQUENCE, 12 bytes", "1", "which request this answers", "success (0)", "anyone may log in",
    "LDAP BindResponse: success, anonymous bind accepted", "Login", "CN=host.example", "host.example\nmail.example",
    "LDAP BindResponse: success", "0\\x0c\\x02\\x01\\x01a\\x07\\n\\x01\\x00\\x04\\x00\\x04\\x00", "decoder:ldap",
    "anonymous bind accepted", "protocols:389", "port", "anna", "seen before", "file:demo.json.gz",
    "{\"ip_str\": \"192.0.2.1\"}", "192.0.2.1:389", "all stored services", "org", "10 read, 10 new",
};
/* Views, and what is said over them. */
static const char *const tours[] = {
    "j j j j", "j Enter gt", "Enter gx", "Enter gd j j", "Enter gr", "Enter gj j", "j j j j Tab Tab \\ G", "1",
    "1 u", "j j j j a", "j j j l", ": text:facets Enter",
};

/* The cells of boxes: no text moves them. */
static uint64_t boxes(const struct bs_grid *g)
{
    uint64_t where = 0;
    for (int i = 0; i < g->rows * g->cols; i++)
        if (g->cell[i].cp >= 0x2500 && g->cell[i].cp < 0x2580)
            where = where * UINT64_C(1099511628211) + (uint64_t)i;
    return where;
}

static void look(struct screen *s, bool ascii, const char *name, const char *field, const char *keys)
{
    screen_draw(s);
    const char *fault = screen_fault(&s->grid, ascii);
    if (fault) {
        (void)screen_lacks(s, ""); /* shows the screen */
        fail_msg("%s in \"%s\", after %s: %s", name, field, keys, fault);
    }
}

/* The box cells of each tour's end. */
static void take_tours(const struct family *f, const char *field, bool ascii, uint64_t *where)
{
    const struct bs_app_options o = {
        .db_name = "nl.db", .analyst = "anna", .have_key = true, .utf8 = true, .ascii = ascii};
    for (size_t i = 0; i < BS_COUNT(tours); i++) {
        struct screen s = {.services = 12, .payload = f->text, .seeded = field, .grid.ascii = ascii};
        screen_open(&s, &o, 36, 110);
        screen_keys(&s, tours[i]);
        look(&s, ascii, f->name, field, tours[i]);
        where[i] = boxes(&s.grid);
        screen_close(&s);
    }
}

static void every_family_in_every_field_in_every_view(void **state)
{
    const struct families *f = *state;
    static const struct family tame = {"tame", {"tame", 4}};
    for (size_t k = 0; k < BS_COUNT(fields); k++) {
        uint64_t want[BS_COUNT(tours)], got[BS_COUNT(tours)];
        take_tours(&tame, fields[k], false, want);
        for (size_t i = 0; i < f->n; i++) {
            take_tours(&f->family[i], fields[k], false, got);
            for (size_t t = 0; t < BS_COUNT(tours); t++)
                if (got[t] != want[t])
                    fail_msg("%s in \"%s\" moves the boxes of %s", f->family[i].name, fields[k], tours[t]);
            if (k % 4 == 0)
                take_tours(&f->family[i], fields[k], true, got);
        }
    }
}

static void dump(const struct bs_grid *g, struct bs_buf *out)
{
    bs_buf_clear(out);
    bs_grid_dump(g, out);
}

/* What stands in the cells, notation undone, is what came: nothing swallowed, nothing overwritten. */
static void a_line_of_cells_gives_the_bytes_back(void **state)
{
    const struct families *f = *state;
    struct bs_grid g = {0};
    struct bs_buf in, cells, back;
    bs_buf_init(&in, PAYLOAD_MAX);
    bs_buf_init(&cells, PAYLOAD_MAX);
    bs_buf_init(&back, PAYLOAD_MAX);
    bs_grid_resize(&g, 1, 2000);
    g.ascii = true;
    for (size_t i = 0; i < f->n; i++) {
        if (f->family[i].text.n > 180)
            continue;
        bs_buf_clear(&in);
        bs_buf_clear(&back);
        bs_buf_putc(&in, '<');
        bs_buf_put(&in, f->family[i].text);
        bs_buf_putc(&in, '>');
        bs_grid_fill(&g, (struct bs_rect){0, 0, 1, 2000}, BS_ST_TEXT);
        bs_grid_data(&g, 0, 0, 2000, BS_ST_TEXT, bs_str_bytes(bs_buf_str(&in)));
        dump(&g, &cells);
        cells.len--; /* the line's end */
        for (size_t at = 0; at < cells.len;) {
            const char *p = (const char *)cells.p + at;
            if (p[0] == '\\' && p[1] == 'u') {
                char *end;
                unsigned long cp = strtoul(p + 3, &end, 16);
                uint8_t u[4] = {(uint8_t)(cp < 0x80     ? cp
                                          : cp < 0x800   ? 0xc0 | cp >> 6
                                          : cp < 0x10000 ? 0xe0 | cp >> 12
                                                         : 0xf0 | cp >> 18)};
                size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
                for (size_t k = 1; k < n; k++)
                    u[k] = (uint8_t)(0x80 | (cp >> (6 * (n - 1 - k)) & 0x3f));
                bs_buf_put(&back, (bs_str){(char *)u, n});
                at = (size_t)(end - (const char *)cells.p) + 1;
            } else {
                size_t n = p[0] != '\\' ? 1 : p[1] == 'x' ? 4 : 2;
                assert_int_equal(bs_unescape_lenient((bs_bytes){cells.p + at, n}, &back), BS_OK);
                at += n;
            }
        }
        if (!bs_str_eq(bs_buf_str(&back), bs_buf_str(&in)))
            fail_msg("%s: shown as %.*s", f->family[i].name, (int)cells.len, (char *)cells.p);
    }
    bs_grid_fini(&g);
    bs_buf_fini(&in);
    bs_buf_fini(&cells);
    bs_buf_fini(&back);
}

/* -- between two markers ------------------------------------------------------------------ */

/* Characters that terminals hide, merge, move or draw alike, and the texts of our own notation. */
static const bs_str between[] = {
    {"", 0}, BS_STR("\0"), BS_STR("\x01"), BS_STR("\a"), BS_STR("\b"), BS_STR("\t"), BS_STR("\n"), BS_STR("\v"),
    BS_STR("\f"), BS_STR("\r"), BS_STR("\x0e"), BS_STR("\x1b"), BS_STR("\x7f"), BS_STR("\x80"), BS_STR("\x9b"),
    BS_STR("\xc3"), BS_STR("\xe0\x80"), BS_STR("\xff"), BS_STR("\xc2\x9b"), BS_STR("\xc2\x85"), BS_STR("\xc2\xa0"),
    BS_STR("\xc2\xad"), BS_STR("\xcc\x81"), BS_STR("\xd7\x90"), BS_STR("\xd8\xa7"), BS_STR("\xe1\x85\x9f"),
    BS_STR("\xe2\x80\x8b"), BS_STR("\xe2\x80\x8d"), BS_STR("\xe2\x80\x8e"), BS_STR("\xe2\x80\xae"),
    BS_STR("\xe2\x80\xa8"), BS_STR("\xe2\x81\xa0"), BS_STR("\xe2\x81\xa6"), BS_STR("\xe2\xa0\x80"),
    BS_STR("\xe3\x80\x80"), BS_STR("\xe3\x85\xa4"), BS_STR("\xee\x80\x80"), BS_STR("\xef\xb8\x8f"),
    BS_STR("\xef\xbb\xbf"), BS_STR("\xef\xbf\xbd"), BS_STR("\xef\xbf\xbf"), BS_STR("\xf0\x9f\x98\x80"),
    BS_STR("\xf3\xa0\x81\x81"), BS_STR("\xed\xa0\x80"), BS_STR(" "), BS_STR("  "), BS_STR("\\"), BS_STR("\\x00"),
    BS_STR("\\t"), BS_STR("\\u{202E}"), BS_STR("^["), BS_STR("~["), BS_STR("?"), BS_STR("."), BS_STR("_"),
};
enum { BETWEEN = BS_COUNT(between) };

/* What the screen shows from one marker to the other. */
static bs_str shown_between(struct screen *s, const char *left, const char *right, struct bs_buf *out)
{
    screen_draw(s);
    dump(&s->grid, out);
    bs_bytes all = {out->p, out->len};
    size_t from = bs_bytes_find(all, bs_str_bytes(bs_str_z(left)), 0);
    size_t to = from == SIZE_MAX ? SIZE_MAX : bs_bytes_find(all, bs_str_bytes(bs_str_z(right)), from + 1);
    if (to == SIZE_MAX)
        fail_msg("a neighbour is lost:\n%.*s", (int)out->len, (char *)out->p);
    return (bs_str){(const char *)out->p + from, to - from};
}

static void each_looks_different(const char *field, const char *keys, const char *left, const char *right)
{
    struct bs_buf screen, seen[BETWEEN];
    bs_buf_init(&screen, 1 << 20);
    for (size_t i = 0; i < BETWEEN; i++) {
        char text[32];
        snprintf(text, sizeof text, "QZ");
        memcpy(text + 2, between[i].p, between[i].n);
        memcpy(text + 2 + between[i].n, "ZQ", 2);
        struct screen s = {.services = 5, .seeded = field, .payload = {text, between[i].n + 4}};
        screen_open(&s, NULL, 24, 110);
        screen_keys(&s, keys);
        bs_buf_init(&seen[i], 4096);
        bs_buf_put(&seen[i], shown_between(&s, left, right, &screen));
        screen_close(&s);
        for (size_t k = 0; k < i; k++)
            if (bs_str_eq(bs_buf_str(&seen[i]), bs_buf_str(&seen[k])))
                fail_msg("%s: %zu and %zu look alike in \"%s\": %.*s", keys, i, k, field, (int)seen[i].len,
                         (char *)seen[i].p);
    }
    for (size_t i = 0; i < BETWEEN; i++)
        bs_buf_fini(&seen[i]);
    bs_buf_fini(&screen);
}

static void no_two_look_alike(void **state)
{
    (void)state;
    each_looks_different("wire", "\\", "QZ", "ZQ"); /* the preview in the list */
    each_looks_different("wire", "Enter gt \\", "QZ", "ZQ");
    each_looks_different("wire", "Enter gx \\", "51 5a", "5a 51");
    each_looks_different("Example Hospital", "Enter gr \\", "QZ", "ZQ");
    each_looks_different("success (0)", "Enter gd \\", "QZ", "ZQ");
    each_looks_different("seen before", "j j j j Tab Tab \\ G", "QZ", "ZQ");
}

/* A neighbour behind many blanks, or behind what a terminal would move the cursor for, is on the screen. */
static void blanks_hide_nothing(void **state)
{
    static const char *const fill[] = {" ", "\t", "\v", "\b", "\r", "\xe3\x80\x80", "\xc3"};
    (void)state;
    for (size_t i = 0; i < BS_COUNT(fill); i++) {
        struct bs_buf text, screen;
        bs_buf_init(&text, PAYLOAD_MAX);
        bs_buf_init(&screen, 1 << 20);
        bs_buf_put(&text, BS_STR("QZ"));
        for (int k = 0; k < 200; k++)
            bs_buf_put(&text, bs_str_z(fill[i]));
        bs_buf_put(&text, BS_STR("ZQ"));
        struct screen s = {.services = 3, .seeded = "wire", .payload = bs_buf_str(&text)};
        screen_open(&s, NULL, 40, 80);
        screen_keys(&s, "Enter gt \\");
        (void)shown_between(&s, "QZ", "ZQ", &screen);
        screen_close(&s);
        bs_buf_fini(&text);
        bs_buf_fini(&screen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_in_every_field_in_every_view),
        cmocka_unit_test(a_line_of_cells_gives_the_bytes_back),
        cmocka_unit_test(no_two_look_alike),
        cmocka_unit_test(blanks_hide_nothing),
    };
    return cmocka_run_group_tests(tests, read_families, drop_families);
}
