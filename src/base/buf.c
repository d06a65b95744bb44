#include "bannerscope/base.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAP = 256 };

void bs_buf_init(struct bs_buf *b, size_t max)
{
    *b = (struct bs_buf){.max = max};
}

void bs_buf_fini(struct bs_buf *b)
{
    free(b->p);
    *b = (struct bs_buf){.max = b->max};
}

void bs_buf_clear(struct bs_buf *b)
{
    b->len = 0;
}

bs_err bs_buf_reserve(struct bs_buf *b, size_t extra)
{
    if (extra > b->max - b->len)
        return BS_E_LIMIT;
    size_t need = b->len + extra;
    if (need <= b->cap)
        return BS_OK;
    size_t cap = b->cap ? b->cap : FIRST_CAP;
    while (cap < need)
        cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    if (cap > b->max)
        cap = b->max;
    uint8_t *p = realloc(b->p, cap);
    if (!p) /* not BS_E_LIMIT: what is cut off at a limit would be another thing than what is there */
        bs_fatal("out of memory");
    b->p = p;
    b->cap = cap;
    return BS_OK;
}

bs_err bs_buf_add(struct bs_buf *b, bs_bytes src)
{
    bs_err err = bs_buf_reserve(b, src.n);
    if (err == BS_OK && src.n) {
        memcpy(b->p + b->len, src.p, src.n);
        b->len += src.n;
    }
    return err;
}

void bs_buf_put(struct bs_buf *b, bs_str s)
{
    size_t room = b->max - b->len;
    if (s.n > room)
        s.n = room;
    (void)!bs_buf_add(b, bs_str_bytes(s)); /* it fits */
}

void bs_buf_putc(struct bs_buf *b, char c)
{
    if (b->len < b->cap)
        b->p[b->len++] = (uint8_t)c;
    else
        bs_buf_put(b, (bs_str){&c, 1});
}

void bs_buf_printf(struct bs_buf *b, const char *fmt, ...)
{
    char small[512];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    if (n < 0)
        return;
    if ((size_t)n < sizeof small) {
        bs_buf_put(b, (bs_str){small, (size_t)n});
        return;
    }
    char *large = bs_alloc((size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(large, (size_t)n + 1, fmt, ap);
    va_end(ap);
    bs_buf_put(b, (bs_str){large, (size_t)n});
    free(large);
}
