#include "bannerscope/engine.h"

#include <stdlib.h>

#include "bannerscope/gate.h"
#include "read_ahead.h"
#include "take.h"

struct bs_import {
    struct bs_import_options o;
    struct read_ahead *records;
    struct bs_ingest *ingest;
    struct bs_import_summary sum;  /* so far */
    struct bs_import_summary kept; /* as of the last commit: what may be told as done */
    char name[256];        /* the file's, safe to print */
    bool at_end;
};

enum { PROGRESS_EVERY = 256 };

static void complain_line(struct bs_import *i, int64_t line, bs_str reason)
{
    char text[800];
    struct bs_buf b;
    bs_buf_init(&b, sizeof text - 1);
    bs_buf_printf(&b, "%s:%lld: ", i->name, (long long)line);
    bs_buf_put(&b, reason);
    memcpy(text, b.p, b.len);
    text[b.len] = '\0';
    bs_buf_fini(&b);
    if (i->o.complain)
        i->o.complain(i->o.ctx, text);
}

bs_err bs_import_begin(struct bs_store *s, const char *path, const struct bs_import_options *o,
                       struct bs_import **out, struct bs_error *e)
{
    struct bs_import *i = bs_alloc(sizeof *i);
    i->o = *o;
    bool from_stdin = strcmp(path, "-") == 0;
    bs_gate_z(bs_str_bytes(bs_str_z(from_stdin ? "(stdin)" : path)), i->name, sizeof i->name);

    bs_err err = read_ahead_open(path, o->rules, &i->records, e);
    if (err == BS_OK) {
        const char *slash = strrchr(path, '/');
        struct bs_buf source;
        bs_buf_init(&source, 1024);
        bs_buf_printf(&source, "file:%s", from_stdin ? "-" : slash ? slash + 1 : path);
        struct bs_ingest_options io = {.rules = o->rules,
                                       .source = bs_buf_str(&source),
                                       .batch = o->batch,
                                       .hold = true, /* commits are ours: see `kept` */
                                       .keep_json = o->keep_json};
        err = bs_ingest_begin(s, &io, &i->ingest, e);
        bs_buf_fini(&source);
    }
    if (err != BS_OK) {
        read_ahead_close(i->records);
        free(i);
        return err;
    }
    *out = i;
    return BS_OK;
}

/* One line.  BS_E_NOTFOUND at the end of the file; any other error ends the import. */
static bs_err import_line(struct bs_import *i, struct bs_error *e)
{
    struct bs_error reason = {0};
    const struct parsed *p = read_ahead_next(i->records);
    if (!p)
        return BS_E_NOTFOUND;
    if (p->kind != PARSED_RECORD)
        complain_line(i, p->line, p->why);
    if (p->kind == PARSED_DAMAGED) { /* what came before is good */
        i->sum.damaged = true;
        return BS_E_NOTFOUND;
    }
    i->sum.read++;
    if (p->kind == PARSED_REJECTED) {
        i->sum.rejected++;
        return BS_OK;
    }
    bs_err err = take_record(i->ingest, &p->record, &i->sum, &reason);
    if (err != BS_OK)
        return bs_error_set(e, err, "%s:%lld: %s", i->name, (long long)p->line, reason.text);
    return BS_OK;
}

static bs_err commit(struct bs_import *i, struct bs_error *e)
{
    bs_err err = bs_ingest_commit(i->ingest, e);
    if (err == BS_OK)
        i->kept = i->sum;
    return err;
}

bs_err bs_import_step(struct bs_import *i, int records, struct bs_import_summary *sum,
                      struct bs_error *e)
{
    bs_err err = BS_OK;
    for (int n = 0; n < records && err == BS_OK && !i->at_end; n++) {
        err = import_line(i, e);
        if (err == BS_E_NOTFOUND)
            i->at_end = true;
    }
    if (err == BS_OK || err == BS_E_NOTFOUND) {
        bs_err committed = commit(i, e);
        if (committed != BS_OK)
            err = committed;
    }
    *sum = i->kept;
    return err == BS_OK && i->at_end ? BS_E_NOTFOUND : err;
}

void bs_import_progress(const struct bs_import *i, int64_t *done, int64_t *total)
{
    read_ahead_progress(i->records, done, total);
}

bs_err bs_import_end(struct bs_import *i, bool ok, struct bs_error *e)
{
    bs_err err = bs_ingest_end(i->ingest, ok, e);
    read_ahead_close(i->records);
    free(i);
    return err;
}

/* Every line of the file; a commit each batch. */
static bs_err import_lines(struct bs_import *i, struct bs_error *e)
{
    bs_err err;
    for (int64_t n = 1; (err = import_line(i, e)) == BS_OK; n++) {
        int64_t done, total;
        if (bs_ingest_due(i->ingest) && (err = commit(i, e)) != BS_OK)
            return err;
        if (n % PROGRESS_EVERY || !i->o.progress)
            continue;
        bs_import_progress(i, &done, &total);
        if (!i->o.progress(i->o.ctx, done, total))
            return bs_error_set(e, BS_E_CANCELLED, "%s: stopped; what was read is kept", i->name);
    }
    return err == BS_E_NOTFOUND ? BS_OK : err;
}

bs_err bs_import_file(struct bs_store *s, const char *path, const struct bs_import_options *o,
                      struct bs_import_summary *sum, struct bs_error *e)
{
    struct bs_import *i;
    struct bs_error at_end = {0};
    memset(sum, 0, sizeof *sum);
    bs_err err = bs_import_begin(s, path, o, &i, e);
    if (err != BS_OK)
        return err;
    err = import_lines(i, e);
    bool keep = err == BS_OK || err == BS_E_CANCELLED;
    bs_err kept = keep ? commit(i, &at_end) : err;
    *sum = i->kept;
    bs_err ended = bs_import_end(i, kept == BS_OK, &at_end);
    if (kept == BS_OK)
        kept = ended;
    if (keep && kept != BS_OK) {
        if (e)
            *e = at_end;
        return kept;
    }
    return err;
}
