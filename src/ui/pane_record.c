/* The record view: owner, traits, where and when it was found. */
#include "app.h"

#include <stdio.h>

enum { NAME_WIDTH = 17, LONG_VALUE = 12 };

static void pair(struct sheet *s, const char *name, bs_str value)
{
    if (value.n)
        sheet_pair(s, NAME_WIDTH, name, BS_ST_TEXT, bs_str_bytes(value), LONG_VALUE);
}

static void when(struct sheet *s, const char *name, bs_time t, const char *more)
{
    char text[32] = "not known", line[160];
    if (t != BS_TIME_NONE)
        bs_time_format(t, text);
    snprintf(line, sizeof line, "%s%s", text, more);
    pair(s, name, bs_str_z(line));
}

static void owner(struct sheet *s, const struct bs_owner *o)
{
    sheet_line(s, BS_ST_HEADER, "owner");
    pair(s, "org", o->org);
    pair(s, "isp", o->isp);
    pair(s, "asn", o->asn);
    pair(s, "country", o->country);
    pair(s, "city", o->city);
    pair(s, "hostnames", o->hostnames);
    pair(s, "domains", o->domains);
}

static void sightings(struct sheet *s, const struct bs_detail *d)
{
    char more[64];
    sheet_line(s, BS_ST_HEADER, "seen");
    snprintf(more, sizeof more, ", %lld times", (long long)d->row.sightings);
    when(s, "last", d->row.seen, more);
    for (size_t i = 0; i < d->earliers; i++) {
        char id[17];
        bs_id_format(d->earlier[i].banner, id);
        snprintf(more, sizeof more, "  %s%s",
                 d->earlier[i].banner ? "banner " : "no response",
                 d->earlier[i].banner ? id : "");
        when(s, "before", d->earlier[i].seen, more);
    }
    pair(s, "found by", d->sources);
}

void record_sheet(const struct bs_app *app, struct sheet *s)
{
    const struct bs_detail *d = app_detail(app);
    struct bs_buf text;
    char id[17];
    if (!d)
        return;
    bs_buf_init(&text, 1024);
    bs_target_format(&d->row.target, &text);
    sheet_line(s, BS_ST_HEADER, "service");
    pair(s, "target", bs_buf_str(&text));
    bs_buf_fini(&text);
    pair(s, "service", d->row.service);
    pair(s, "summary", d->summary);
    bs_id_format(d->row.banner, id);
    pair(s, "banner", bs_str_z(id));
    bs_id_format(d->row.shape, id);
    pair(s, "shape", bs_str_z(id));
    owner(s, &d->owner);
    sheet_line(s, BS_ST_HEADER, "traits");
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++)
        pair(s, bs_trait_defs[i].name, bs_trait(&d->traits, i));
    sightings(s, d);
    if (d->json.n) {
        sheet_line(s, BS_ST_HEADER, "as it came");
        sheet_pair(s, 0, "", BS_ST_TEXT, bs_str_bytes(bs_str_trim(d->json)), 200);
    }
}
