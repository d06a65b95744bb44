/* json_line.h - one JSON object on stdout, key by key. */
#ifndef BS_CLI_JSON_LINE_H
#define BS_CLI_JSON_LINE_H

#include "bannerscope/json.h"
#include "cli.h"

/* One JSON object a line: json_begin() ... json_end() writes it. */
struct json_line {
    struct bs_buf text;
    struct bs_jw w;
};
void json_begin(struct json_line *j);
void json_text(struct json_line *j, const char *key, bs_str v);
void json_number(struct json_line *j, const char *key, int64_t v);
void json_known(struct json_line *j, const char *key, int64_t v); /* below 0 = null */
void json_real(struct json_line *j, const char *key, double v); /* NAN = null */
void json_flag(struct json_line *j, const char *key, bool v);
void json_when(struct json_line *j, const char *key, bs_time t); /* BS_TIME_NONE = null */
void json_id(struct json_line *j, const char *key, bs_id id);
void json_verdict(struct json_line *j, const char *key, enum bs_verdict v); /* NONE = null */
void json_end(struct cli *c, struct json_line *j);

#endif
