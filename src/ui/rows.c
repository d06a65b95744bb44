/* The window of rows that is in memory: a few pages around what is visible. */
#include "app.h"

static struct page *page_find(struct bs_app *app, size_t index)
{
    for (size_t i = 0; i < PAGES; i++)
        if (app->list.page[i].used && app->list.page[i].index == index)
            return &app->list.page[i];
    return NULL;
}

static void page_clear(struct page *p)
{
    bs_reply_free(p->reply);
    *p = (struct page){0};
}

static struct page *page_make(struct bs_app *app, size_t index)
{
    struct page *oldest = &app->list.page[0];
    for (size_t i = 0; i < PAGES; i++) {
        struct page *p = &app->list.page[i];
        if (!p->used) {
            oldest = p;
            break;
        }
        if (p->touched < oldest->touched)
            oldest = p;
    }
    if (oldest->serial)
        outbox_drop(app, BS_JOB_ROWS, oldest->serial);
    page_clear(oldest);
    oldest->used = true;
    oldest->index = index;
    return oldest;
}

const struct bs_row *list_row(const struct bs_app *app, size_t at)
{
    const struct list *l = &app->list;
    size_t within = at % PAGE_ROWS;
    if (at >= l->n)
        return NULL;
    for (size_t i = 0; i < PAGES; i++) {
        const struct page *p = &l->page[i];
        if (p->used && p->index == at / PAGE_ROWS && p->reply && within < p->reply->n)
            /* A row is shown only in the place it was asked for. */
            return p->reply->row[within].id == l->ids[at] ? &p->reply->row[within] : NULL;
    }
    return NULL;
}

static void ask(struct bs_app *app, struct page *p)
{
    const struct list *l = &app->list;
    size_t from = p->index * PAGE_ROWS;
    size_t n = size_min(PAGE_ROWS, l->n - from);
    struct bs_job *j = bs_job_new(BS_JOB_ROWS);
    j->ids = bs_alloc(n * sizeof *j->ids);
    memcpy(j->ids, l->ids + from, n * sizeof *j->ids);
    j->n = n;
    p->stale = false;
    p->serial = outbox_post(app, j);
}

static void want(struct bs_app *app, size_t index)
{
    if (index * PAGE_ROWS >= app->list.n)
        return;
    struct page *p = page_find(app, index);
    if (!p)
        p = page_make(app, index);
    p->touched = ++app->list.clock;
    if (!p->serial && !p->failed && (!p->reply || p->stale))
        ask(app, p);
}

/* The pages of the rows that are visible: from *first on; how many. */
static size_t pages_seen(const struct bs_app *app, size_t *first)
{
    const struct list *l = &app->list;
    int rows = app_pane_rows(app, BS_PANE_RESULTS);
    size_t last = size_min(l->top + (rows > 0 ? (size_t)rows : 1), l->n - 1);
    *first = l->top / PAGE_ROWS;
    return size_min(last / PAGE_ROWS - *first + 1, PAGES / 2);
}

void rows_want(struct bs_app *app)
{
    size_t first;
    if (app->list.n == 0)
        return;
    for (size_t n = pages_seen(app, &first), i = 0; i < n; i++)
        want(app, first + i);
    want(app, app->list.cursor / PAGE_ROWS);
}

void rows_ahead(struct bs_app *app)
{
    size_t first;
    if (app->list.n == 0)
        return;
    want(app, pages_seen(app, &first) + first);
    if (first > 0)
        want(app, first - 1);
}

bool rows_awaited(const struct bs_app *app)
{
    size_t first, n;
    if (app->list.n == 0)
        return false;
    n = pages_seen(app, &first);
    for (size_t i = 0; i < PAGES; i++) {
        const struct page *p = &app->list.page[i];
        if (p->used && p->serial && p->index >= first && p->index < first + n)
            return true;
    }
    return false;
}

void rows_retry(struct bs_app *app)
{
    for (size_t i = 0; i < PAGES; i++)
        app->list.page[i].failed = false;
}

bool rows_arrived(struct bs_app *app, struct bs_reply *r)
{
    for (size_t i = 0; i < PAGES; i++) {
        struct page *p = &app->list.page[i];
        if (!p->used || p->serial != r->serial || p->serial == 0)
            continue;
        p->serial = 0;
        if (r->state == BS_REPLY_FAILED || !r->row) {
            bs_reply_free(p->reply);
            p->reply = NULL;
            p->failed = r->error.code != BS_E_CANCELLED;
            if (p->failed)
                app_message(app, BS_ST_ERROR, "rows: %s", r->error.text);
            else
                page_clear(p);
            return false;
        }
        bs_reply_free(p->reply);
        p->reply = r;
        return true;
    }
    return false;
}

void rows_stale(struct bs_app *app)
{
    for (size_t i = 0; i < PAGES; i++) {
        struct page *p = &app->list.page[i];
        if (p->used) {
            p->stale = true;
            p->serial = 0; /* what is on its way may have been read before the change */
        }
    }
    outbox_drop(app, BS_JOB_ROWS, 0);
}

/* After a new selection the pages whose ids did not change stay, to be read afresh; so a
 * list that grows at its end does not blink. */
void rows_reconcile(struct bs_app *app, const int64_t *old, size_t n)
{
    const struct list *l = &app->list;
    for (size_t i = 0; i < PAGES; i++) {
        struct page *p = &app->list.page[i];
        size_t from = p->index * PAGE_ROWS;
        if (!p->used)
            continue;
        size_t before = from < n ? size_min(PAGE_ROWS, n - from) : 0;
        size_t after = from < l->n ? size_min(PAGE_ROWS, l->n - from) : 0;
        if (before == 0 || before != after ||
            memcmp(old + from, l->ids + from, before * sizeof *old) != 0)
            page_clear(p);
    }
    rows_stale(app);
}

void rows_free(struct bs_app *app)
{
    for (size_t i = 0; i < PAGES; i++)
        page_clear(&app->list.page[i]);
}
