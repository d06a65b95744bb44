#include "json_line.h"

#include <math.h>
#include <stdio.h>

enum { LINE_MAX_BYTES = 1 << 20 };

void json_begin(struct json_line *j)
{
    bs_buf_init(&j->text, LINE_MAX_BYTES);
    bs_jw_init(&j->w, &j->text);
    bs_jw_object(&j->w);
}

void json_text(struct json_line *j, const char *key, bs_str v)
{
    bs_jw_key(&j->w, key);
    if (v.n)
        bs_jw_str(&j->w, v);
    else
        bs_jw_null(&j->w);
}

void json_number(struct json_line *j, const char *key, int64_t v)
{
    bs_jw_key(&j->w, key);
    bs_jw_int(&j->w, v);
}

void json_known(struct json_line *j, const char *key, int64_t v)
{
    bs_jw_key(&j->w, key);
    if (v < 0)
        bs_jw_null(&j->w);
    else
        bs_jw_int(&j->w, v);
}

void json_real(struct json_line *j, const char *key, double v)
{
    char text[40];
    bs_jw_key(&j->w, key);
    if (!isfinite(v)) {
        bs_jw_null(&j->w);
        return;
    }
    snprintf(text, sizeof text, "%.4f", v);
    bs_jw_raw(&j->w, bs_str_z(text));
}

void json_flag(struct json_line *j, const char *key, bool v)
{
    bs_jw_key(&j->w, key);
    bs_jw_bool(&j->w, v);
}

void json_when(struct json_line *j, const char *key, bs_time t)
{
    char text[32] = "";
    if (t != BS_TIME_NONE)
        bs_time_format(t, text);
    json_text(j, key, bs_str_z(text));
}

void json_id(struct json_line *j, const char *key, bs_id id)
{
    char text[17] = "";
    if (id)
        bs_id_format(id, text);
    json_text(j, key, bs_str_z(text));
}

void json_verdict(struct json_line *j, const char *key, enum bs_verdict v)
{
    json_text(j, key, bs_str_z(bs_verdict_name(v)));
}

void json_end(struct cli *c, struct json_line *j)
{
    bs_jw_end(&j->w, '}');
    bs_buf_putc(&j->text, '\n');
    out_str(&c->out, bs_buf_str(&j->text));
    bs_buf_fini(&j->text);
}
