#include "screen.h"

#include <stdio.h>

void screen_reply(struct screen *s, struct bs_reply *r)
{
    struct bs_ui_event ev = {.kind = BS_EVENT_REPLY, .reply = r, .now = s->now += 1000};
    bs_app_apply(s->app, &ev);
}

static void note_job(struct screen *s, const struct bs_job *j)
{
    struct posted *p = &s->last[j->kind];
    s->jobs[j->kind]++;
    *p = (struct posted){
        .service = j->service, .limit = j->limit, .scope = j->scope, .verdict = j->verdict};
    snprintf(p->text, sizeof p->text, "%s", j->text ? j->text : "");
    snprintf(p->label, sizeof p->label, "%s", j->label ? j->label : "");
    snprintf(p->note, sizeof p->note, "%s", j->note ? j->note : "");
}

void screen_settle(struct screen *s)
{
    struct bs_job *j;
    while ((j = bs_app_next_job(s->app)) != NULL) {
        note_job(s, j);
        if (j->kind == BS_JOB_SELECT)
            snprintf(s->last_select, sizeof s->last_select, "%s", j->text);
        else if (j->text)
            snprintf(s->last_text, sizeof s->last_text, "%s", j->text);
        bool fails = s->fails >> j->kind & 1;
        struct bs_reply *r = fails ? bs_reply_new(j) : screen_answer(s, j);
        if (fails) {
            r->state = BS_REPLY_FAILED;
            r->error = s->failure;
        }
        bs_job_free(j);
        screen_reply(s, r);
    }
}

void screen_key(struct screen *s, struct bs_key_event k)
{
    struct bs_ui_event ev = {.kind = BS_EVENT_KEY, .key = k, .now = s->now += 1000};
    bs_app_apply(s->app, &ev);
}

static uint32_t code_of(bs_str name)
{
    static const struct {
        const char *name;
        uint32_t code;
    } keys[] = {
        {"Up",        BS_KEY_UP       },
        {"Down",      BS_KEY_DOWN     },
        {"Left",      BS_KEY_LEFT     },
        {"Right",     BS_KEY_RIGHT    },
        {"Home",      BS_KEY_HOME     },
        {"End",       BS_KEY_END      },
        {"PgUp",      BS_KEY_PGUP     },
        {"PgDn",      BS_KEY_PGDN     },
        {"Tab",       BS_KEY_TAB      },
        {"S-Tab",     BS_KEY_BACKTAB  },
        {"Enter",     BS_KEY_ENTER    },
        {"Esc",       BS_KEY_ESC      },
        {"Backspace", BS_KEY_BACKSPACE},
        {"Space",     ' '             }
    };
    for (size_t i = 0; i < BS_COUNT(keys); i++)
        if (bs_str_eq(name, bs_str_z(keys[i].name)))
            return keys[i].code;
    return BS_KEY_NONE;
}

void screen_keys(struct screen *s, const char *keys)
{
    bs_str rest = bs_str_z(keys), word;
    while (bs_str_split(&rest, ' ', &word)) {
        struct bs_key_event k = {.code = code_of(word)};
        if (k.code != BS_KEY_NONE) {
            screen_key(s, k);
        } else if (word.n == 2 && word.p[0] == '^') {
            screen_key(s, (struct bs_key_event){.code = (uint32_t)(word.p[1] | 0x20),
                                                .mods = BS_MOD_CTRL});
        } else {
            size_t skip = bs_str_has_prefix(word, BS_STR("text:")) ? 5 : 0;
            for (size_t i = skip; i < word.n; i++)
                screen_key(s, (struct bs_key_event){.code = (uint8_t)word.p[i]});
        }
        screen_settle(s);
    }
}

void screen_resize(struct screen *s, int rows, int cols)
{
    struct bs_ui_event ev = {
        .kind = BS_EVENT_RESIZE, .rows = rows, .cols = cols, .now = s->now};
    bs_grid_resize(&s->grid, rows, cols);
    bs_app_apply(s->app, &ev);
    screen_settle(s);
}

void screen_open(struct screen *s, const struct bs_app_options *o, int rows, int cols)
{
    const struct bs_app_options plain = {.db_name = "nl.db",
                                         .analyst = "anna",
                                         .scope = "country:NL",
                                         .have_key = true,
                                         .utf8 = true};
    s->now = 1600000000000000;
    s->app = bs_app_new(o ? o : &plain);
    screen_resize(s, rows, cols);
}

void screen_close(struct screen *s)
{
    bs_app_free(s->app);
    bs_grid_fini(&s->grid);
}

void screen_draw(struct screen *s)
{
    bs_app_draw(s->app, &s->grid);
}

static bool look(struct screen *s, const char *want, bool wanted)
{
    struct bs_buf out;
    screen_draw(s);
    bs_buf_init(&out, 1 << 20);
    bs_grid_dump(&s->grid, &out);
    bool has = bs_bytes_find((bs_bytes){out.p, out.len}, bs_str_bytes(bs_str_z(want)),
                             0) != SIZE_MAX;
    if (has != wanted)
        fprintf(stderr, "%s the screen: %s\n%.*s", has ? "on" : "not on", want,
                (int)out.len, (const char *)out.p);
    bs_buf_fini(&out);
    return has == wanted;
}

bool screen_has(struct screen *s, const char *want)
{
    return look(s, want, true);
}

bool screen_lacks(struct screen *s, const char *want)
{
    return look(s, want, false);
}

const char *screen_fault(const struct bs_grid *g, bool ascii)
{
    for (int row = 0; row < g->rows; row++)
        for (int col = 0; col < g->cols; col++) {
            uint32_t cp = g->cell[row * g->cols + col].cp;
            bool border = cp >= 0x2500 && cp < 0x25a0; /* and the blocks of bars: ours alone */
            if (cp == 0) {
                if (col == 0 || bs_gate_width(g->cell[row * g->cols + col - 1].cp) != 2)
                    return "the right half of nothing";
            } else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
                return "a control character";
            } else if (cp >= 0x80 && (ascii || (!border && bs_gate_width(cp) == 0))) {
                return "a code point that may not pass";
            } else if (bs_gate_width(cp) == 2 &&
                       (col + 1 == g->cols || g->cell[row * g->cols + col + 1].cp != 0)) {
                return "the left half of nothing";
            }
        }
    if (g->cursor_row < 0 || g->cursor_row >= g->rows || g->cursor_col < 0 ||
        g->cursor_col >= g->cols)
        return "the cursor is outside";
    return NULL;
}
