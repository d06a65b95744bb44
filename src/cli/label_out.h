/* label_out.h - what the commands about labelling print alike. */
#ifndef BS_LABEL_OUT_H
#define BS_LABEL_OUT_H

#include "bannerscope/label.h"
#include "cli.h"
#include "json_line.h"

/* The groups asked for, as the dictionary and the queue print them; format: enum output_format. */
bs_err groups_print(struct cli *c, int format, const struct bs_group_ask *ask, struct bs_error *e);
/* "IP:PORT" of a service, or "-". */
bs_str service_name(struct cli *c, int64_t service);
/* A bs_table_row_fn: every field as one JSON object a line; ctx is the struct cli. */
bool json_row(void *ctx, const struct bs_table *t, const struct bs_table_row *row);
void agreement_print(struct cli *c, bool json, const struct bs_agreement *g);
/* The scope of an option, BANNER or SHAPE only. */
bs_err option_group_scope(struct cli *c, int opt, enum bs_scope otherwise, enum bs_scope *out,
                          struct bs_error *e);
/* A time as the log prints it, or a day; NONE where the option was not given. */
bs_err option_time(struct cli *c, int opt, bs_time *out, struct bs_error *e);

#endif
