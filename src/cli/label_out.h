/* label_out.h - what the commands about labelling print alike. */
#ifndef BS_LABEL_OUT_H
#define BS_LABEL_OUT_H

#include "bannerscope/json.h"
#include "bannerscope/label.h"
#include "cli.h"

enum { FORMAT_TABLE, FORMAT_CSV, FORMAT_NDJSON };
extern const char *const label_formats[]; /* "table" "csv" "ndjson"; NULL at the end */

/* One JSON object a line: json_begin() ... json_end() writes it. */
struct json_line {
    struct bs_buf text;
    struct bs_jw w;
};
void json_begin(struct json_line *j);
void json_text(struct json_line *j, const char *key, bs_str v);
void json_number(struct json_line *j, const char *key, int64_t v);
void json_real(struct json_line *j, const char *key, double v); /* NAN = null */
void json_flag(struct json_line *j, const char *key, bool v);
void json_when(struct json_line *j, const char *key, bs_time t); /* BS_TIME_NONE = null */
void json_id(struct json_line *j, const char *key, bs_id id);
void json_verdict(struct json_line *j, const char *key, enum bs_verdict v); /* NONE = null */
void json_end(struct cli *c, struct json_line *j);

/* A group as the dictionary and the queue print it; `format` by the enum above. */
void group_head(struct cli *c, int format);
void group_print(struct cli *c, int format, const struct bs_group *g);
/* "IP:PORT" of a service, or "-". */
bs_str service_name(struct cli *c, int64_t service);
void event_json(struct cli *c, const struct bs_event *ev);
void agreement_print(struct cli *c, bool json, const struct bs_agreement *g);
/* The scope of an option, BANNER or SHAPE only. */
bs_err option_group_scope(struct cli *c, int opt, enum bs_scope otherwise, enum bs_scope *out,
                          struct bs_error *e);
/* A time as the log prints it, or a day; NONE where the option was not given. */
bs_err option_time(struct cli *c, int opt, bs_time *out, struct bs_error *e);

#endif
