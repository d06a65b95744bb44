/* read_ahead.h - the records of a file, a few batches ahead of who stores them.
 *
 * Reading, inflating, the JSON door and the rules take about half as long as storing.  For a regular file
 * they run on a thread of their own; for a pipe they do not, since a maker that waits for a
 * silent pipe could not be stopped. */
#ifndef BS_READ_AHEAD_H
#define BS_READ_AHEAD_H

#include "bannerscope/classify.h"
#include "bannerscope/shodan.h"

enum parsed_kind {
    PARSED_RECORD,
    PARSED_REJECTED, /* `why`; the next line may be fine */
    PARSED_DAMAGED,  /* `why`; nothing more can be read */
};
struct parsed {
    enum parsed_kind kind;
    int64_t line; /* from 1 */
    struct bs_record record;
    bs_str why;
};

struct read_ahead;
/* With a thread, records come classified by `rules` (record.finding); without, they do not. */
bs_err read_ahead_open(const char *path, const struct bs_rules *rules, struct read_ahead **out,
                       struct bs_error *e);
/* Valid until the next call; NULL at the end. */
const struct parsed *read_ahead_next(struct read_ahead *r);
/* Bytes of the file behind what read_ahead_next gave last, and its size (-1 for a pipe). */
void read_ahead_progress(const struct read_ahead *r, int64_t *done, int64_t *total);
void read_ahead_close(struct read_ahead *r);

#endif
