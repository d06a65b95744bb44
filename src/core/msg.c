#include "bannerscope/msg.h"

#include <stdlib.h>

struct bs_job *bs_job_new(enum bs_job_kind kind)
{
    struct bs_job *j = bs_alloc(sizeof *j);
    j->kind = kind;
    return j;
}

void bs_job_free(struct bs_job *j)
{
    if (!j)
        return;
    free(j->text);
    free(j->ids);
    free(j->label);
    free(j->note);
    free(j->bytes);
    free(j);
}

struct bs_reply *bs_reply_new(const struct bs_job *j)
{
    struct bs_reply *r = bs_alloc(sizeof *r);
    bs_arena_init(&r->arena, 0);
    r->kind = j->kind;
    r->serial = j->serial;
    r->service = j->service;
    r->state = BS_REPLY_DONE;
    r->credits = -1;
    r->text = BS_STR("");
    return r;
}

void bs_reply_free(struct bs_reply *r)
{
    if (!r)
        return;
    free(r->ids);
    bs_arena_fini(&r->arena);
    free(r);
}
