/* What stays and what varies in the banners of a shape, laid over the bytes of one of them. */
#include "actions.h"

#include <stdio.h>

#include "app.h"

void act_template(struct bs_app *app, int arg)
{
    struct template_view *t = &app->template;
    (void)arg;
    t->on = !t->on;
    if (t->on && app->banner.view != VIEW_HEX && app->banner.view != VIEW_DECODED)
        banner_view(app, VIEW_HEX);
    app_message(app, BS_ST_STATUS, "%s", t->on ? "~~ varies in this shape, LL is a length: see the line below"
                                               : "the bytes as they are");
}

void template_want(struct bs_app *app)
{
    struct template_view *t = &app->template;
    int64_t id = app_detail(app) ? list_current_id(app) : 0;
    if (!t->on || !id || id == t->asked)
        return;
    struct bs_job *j = bs_job_new(BS_JOB_TEMPLATE);
    j->service = t->asked = id;
    outbox_drop(app, BS_JOB_TEMPLATE, 0);
    outbox_post(app, j);
}

bool template_arrived(struct bs_app *app, struct bs_reply *r)
{
    struct template_view *t = &app->template;
    if (r->service != t->asked || r->state == BS_REPLY_FAILED) {
        if (r->state == BS_REPLY_FAILED && r->error.code != BS_E_NOTFOUND)
            app_message(app, BS_ST_ERROR, "template: %s", r->error.text);
        return false;
    }
    bs_reply_free(t->reply);
    t->reply = r;
    return true;
}

void template_free(struct bs_app *app)
{
    bs_reply_free(app->template.reply);
    app->template.reply = NULL;
}

/* Of the banner that is shown, in the bytes that are shown; NULL where there is none. */
static const struct bs_template *template_here(const struct bs_app *app)
{
    const struct template_view *t = &app->template;
    bool here = t->on && t->reply && app_detail(app) && t->reply->service == list_current_id(app) &&
                app->banner.mode == BYTES_SENT;
    return here ? t->reply->template : NULL;
}

static const struct bs_template_part *part_at(const struct bs_template *t, size_t at)
{
    size_t low = 0, high = t->parts;
    while (low < high) { /* the first that ends behind `at` */
        size_t mid = low + (high - low) / 2;
        if (t->part[mid].offset + (size_t)t->part[mid].length <= at)
            low = mid + 1;
        else
            high = mid;
    }
    return low < t->parts && t->part[low].offset <= at ? &t->part[low] : NULL;
}

char template_mark(const struct bs_app *app, size_t at)
{
    const struct bs_template *t = template_here(app);
    const struct bs_template_part *p = t ? part_at(t, at) : NULL;
    return !p ? 0 : p->mark == 'L' ? 'L' : '~';
}

static bool is_text(const struct bs_template_part *p)
{
    bool text = true;
    for (size_t k = 0; k < p->tops; k++)
        for (size_t i = 0; i < p->top[k].value.n; i++)
            text &= p->top[k].value.p[i] >= 0x20 && p->top[k].value.p[i] < 0x7f;
    return text;
}

/* All values of a place alike: readable where all are text, digits elsewhere. */
static void put_value(struct bs_buf *out, bs_bytes b, bool text)
{
    enum { SHOWN = 12 };
    for (size_t i = 0; i < b.n && i < SHOWN; i++)
        if (text)
            bs_buf_putc(out, (char)b.p[i]);
        else
            bs_buf_printf(out, "%02x", b.p[i]);
    if (b.n > SHOWN)
        bs_buf_put(out, BS_STR(".."));
}

bool template_words(const struct bs_app *app, size_t at, char *out, size_t max)
{
    const struct bs_template *t = template_here(app);
    const struct bs_template_part *p = t ? part_at(t, at) : NULL;
    struct bs_buf text;
    if (!t)
        return false;
    bs_buf_init(&text, 1024);
    if (!p)
        bs_buf_printf(&text, "the same in all %zu%s banners of the shape", t->banners, t->more ? "+" : "");
    else
        bs_buf_printf(&text, "%s: %zu value%s in %zu%s banners:", p->mark == 'L' ? "a length" : "varies", p->distinct,
                      p->distinct == 1 ? "" : "s", t->banners, t->more ? "+" : "");
    for (size_t i = 0; p && i < p->tops; i++) {
        bs_buf_put(&text, i ? BS_STR(", ") : BS_STR(" "));
        put_value(&text, p->top[i].value, is_text(p));
        bs_buf_printf(&text, " x%lld", (long long)p->top[i].services);
    }
    if (p && p->distinct > p->tops)
        bs_buf_put(&text, BS_STR(", ..."));
    snprintf(out, max, "%.*s", (int)text.len, (const char *)text.p);
    bs_buf_fini(&text);
    return true;
}
