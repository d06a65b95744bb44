#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { OUT_FLUSH_AT = 64 << 10, OUT_MAX = 96 << 20 };

void out_init(struct out *o, enum bs_gate_mode gate)
{
    memset(o, 0, sizeof *o);
    bs_buf_init(&o->buf, OUT_MAX);
    o->gate = gate;
}

static void write_all(struct out *o)
{
    size_t at = 0;
    while (at < o->buf.len && !out_stopped(o)) {
        ssize_t n = write(STDOUT_FILENO, o->buf.p + at, o->buf.len - at);
        if (n >= 0)
            at += (size_t)n;
        else if (errno == EPIPE)
            o->closed = true;
        else if (errno != EINTR)
            o->error = errno;
    }
    bs_buf_clear(&o->buf);
}

void out_str(struct out *o, bs_str s)
{
    bs_buf_put(&o->buf, s);
    if (o->buf.len >= OUT_FLUSH_AT)
        write_all(o);
}

void out_data(struct out *o, bs_bytes data)
{
    bs_gate_text(data, o->gate, false, &o->buf);
    if (o->buf.len >= OUT_FLUSH_AT)
        write_all(o);
}

/* Formats into a buffer of its own: bs_buf_printf() takes no va_list. */
void out_printf(struct out *o, const char *fmt, ...)
{
    char text[2048];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n > 0)
        out_str(o, (bs_str){text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1});
}

bool out_stopped(const struct out *o)
{
    return o->closed || o->error != 0;
}

bs_err out_flush(struct out *o, struct bs_error *e)
{
    write_all(o);
    if (o->error)
        return bs_error_set(e, BS_E_IO, "standard output: %s", strerror(o->error));
    return BS_OK;
}

void out_fini(struct out *o)
{
    bs_buf_fini(&o->buf);
}

bs_err out_sink(void *ctx, bs_str piece, struct bs_error *e)
{
    struct out *o = ctx;
    out_str(o, piece);
    if (o->error)
        return bs_error_set(e, BS_E_IO, "standard output: %s", strerror(o->error));
    return BS_OK;
}

void note_plain(const char *line)
{
    fprintf(stderr, "%s\n", line);
}

void note_printf(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("bannerscope: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
}
