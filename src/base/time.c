#include "bannerscope/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Days since 1970-01-01 of a Gregorian date, years 1..9999. */
static int64_t days_from_civil(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static bool digits(bs_str *s, int n, int64_t *out)
{
    *out = 0;
    if (s->n < (size_t)n)
        return false;
    for (int i = 0; i < n; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return false;
        *out = *out * 10 + (s->p[i] - '0');
    }
    s->p += n;
    s->n -= (size_t)n;
    return true;
}

static bool literal(bs_str *s, const char *any_of)
{
    if (s->n == 0 || s->p[0] == '\0' || !strchr(any_of, s->p[0]))
        return false;
    s->p++;
    s->n--;
    return true;
}

/* ".123" to microseconds; digits beyond the sixth are dropped. */
static bool fraction(bs_str *s, int64_t *us)
{
    int64_t scale = 100000;
    size_t n = 0;
    *us = 0;
    if (!literal(s, "."))
        return true;
    for (; s->n && s->p[0] >= '0' && s->p[0] <= '9'; n++, s->p++, s->n--) {
        *us += (s->p[0] - '0') * scale;
        scale /= 10;
    }
    return n > 0;
}

static bool zone(bs_str *s, int64_t *offset_s)
{
    int64_t h, m;
    *offset_s = 0;
    if (s->n == 0)
        return true;
    if (literal(s, "Zz"))
        return s->n == 0;
    bool east = s->n && s->p[0] == '+';
    if (!literal(s, "+-") || !digits(s, 2, &h) || (literal(s, ":"), !digits(s, 2, &m)))
        return false;
    *offset_s = (h * 60 + m) * 60 * (east ? 1 : -1);
    return s->n == 0 && h < 24 && m < 60;
}

static int64_t month_days(int64_t y, int64_t m)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return days[m - 1] + (m == 2 && leap);
}

bool bs_time_parse(bs_str s, bs_time *out)
{
    int64_t y, mo, d, h, mi, se, us, off;
    if (!digits(&s, 4, &y) || !literal(&s, "-") || !digits(&s, 2, &mo) || !literal(&s, "-") ||
        !digits(&s, 2, &d) || !literal(&s, "Tt ") || !digits(&s, 2, &h) || !literal(&s, ":") ||
        !digits(&s, 2, &mi) || !literal(&s, ":") || !digits(&s, 2, &se) || !fraction(&s, &us) ||
        !zone(&s, &off))
        return false;
    if (y < 1 || mo < 1 || mo > 12 || d < 1 || d > month_days(y, mo) || h > 23 || mi > 59 || se > 60)
        return false;
    int64_t seconds = days_from_civil(y, mo, d) * 86400 + h * 3600 + mi * 60 + se - off;
    *out = seconds * 1000000 + us;
    return true;
}

void bs_time_format(bs_time t, char out[32])
{
    if (t == BS_TIME_NONE) {
        out[0] = '\0';
        return;
    }
    int64_t s = t / 1000000 - (t % 1000000 < 0);
    time_t seconds = (time_t)s;
    struct tm tm;
    if (!gmtime_r(&seconds, &tm) || tm.tm_year > 8099 || tm.tm_year < -1899) {
        out[0] = '\0';
        return;
    }
    snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02dZ", (tm.tm_year + 1900) % 10000,
             (tm.tm_mon + 1) % 100, tm.tm_mday % 100, tm.tm_hour % 100, tm.tm_min % 100,
             tm.tm_sec % 100);
}

void bs_time_format_us(bs_time t, char out[32])
{
    bs_time_format(t, out);
    size_t n = strlen(out);
    int64_t us = t % 1000000;
    if (n) /* over the Z */
        snprintf(out + n - 1, 32 - n + 1, ".%06d", (int)(us < 0 ? us + 1000000 : us));
}

bs_time bs_time_now(void)
{
    const char *fixed = getenv("BS_CLOCK");
    bs_time t;
    if (fixed && bs_time_parse(bs_str_z(fixed), &t))
        return t;
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t bs_monotonic_us(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}
