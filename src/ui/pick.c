/* Which bytes an analyst means, and where else they stand. */
#include "actions.h"

#include <stdio.h>

#include "app.h"

/* The value under the cursor of the record, where it is one that rules can look at. */
static bool pick_trait(const struct bs_app *app, struct pick *p)
{
    const struct banner_state *b = &app->banner;
    const struct bs_detail *d = app_detail(app);
    if (!d || b->view != VIEW_RECORD || b->record.at >= b->record_tree.nodes)
        return false;
    bs_str name = b->record_tree.node[b->record.at].name;
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++) {
        bs_str value = bs_trait(&d->traits, i);
        if (!value.n || !bs_str_eq(name, bs_str_z(bs_trait_defs[i].name)))
            continue;
        *p = (struct pick){.bytes = bs_str_bytes(value), .field = bs_trait_defs[i].name};
        return true;
    }
    return false;
}

static bool pick_field(const struct bs_app *app, struct pick *p)
{
    const struct banner_state *b = &app->banner;
    const struct bs_decoded *d = banner_reading(app);
    if (b->mark != SIZE_MAX || b->view != VIEW_DECODED || app->focus != BS_PANE_BANNER || !d ||
        b->fields.at >= d->fields)
        return false;
    const struct bs_field *field = &d->field[b->fields.at];
    if (!field->length || field->offset >= b->bytes.n)
        return false;
    *p = (struct pick){.bytes = bs_bytes_sub(b->bytes, field->offset, field->length), .at = field->offset, .field = ""};
    return true;
}

struct pick banner_pick(const struct bs_app *app)
{
    struct pick p;
    bool selected;
    if (pick_trait(app, &p) || pick_field(app, &p))
        return p;
    bs_bytes b = banner_selected(app, &selected);
    return (struct pick){.bytes = b,
                         .at = selected ? (size_t)(b.p - app->banner.bytes.p) : 0,
                         .field = "",
                         .whole = !selected};
}

enum { WHERE_MAX = 64 }; /* bytes: a query is a line that people read */

void act_where(struct bs_app *app, int arg)
{
    char text[64 + 2 * WHERE_MAX];
    const struct pick p = banner_pick(app);
    (void)arg;
    if (!p.bytes.n || p.whole || *p.field || app->banner.mode != BYTES_SENT) {
        app_message(app, BS_ST_STATUS, "where else: select bytes as they were sent (V), or go to a decoded field");
        return;
    }
    int n = snprintf(text, sizeof text, "dictionary bytes:");
    for (size_t i = 0; i < p.bytes.n && i < WHERE_MAX; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%02x", p.bytes.p[i]);
    table_open(app, BS_JOB_TABLE, text);
}
