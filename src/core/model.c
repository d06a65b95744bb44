#include "bannerscope/model.h"

static const char *const sort_names[BS_SORT_COUNT_] = {
    [BS_SORT_ATTENTION] = "attention", [BS_SORT_IP] = "ip",           [BS_SORT_PORT] = "port",
    [BS_SORT_ORG] = "org",             [BS_SORT_SERVICE] = "service", [BS_SORT_VERDICT] = "verdict",
    [BS_SORT_COUNT] = "count",         [BS_SORT_SEEN] = "seen",       [BS_SORT_LABEL] = "label",
    [BS_SORT_COUNTRY] = "country",
};
static const char *const scope_names[] = {
    [BS_SCOPE_SERVICE] = "service", [BS_SCOPE_BANNER] = "banner", [BS_SCOPE_SHAPE] = "shape"};

const char *bs_sort_name(enum bs_sort s)
{
    return (unsigned)s < BS_COUNT(sort_names) ? sort_names[s] : "";
}

bool bs_sort_parse(bs_str s, enum bs_sort *out, bool *descending)
{
    *descending = s.n && s.p[0] == '-';
    if (*descending)
        s = (bs_str){s.p + 1, s.n - 1};
    for (size_t i = 0; i < BS_COUNT(sort_names); i++) {
        if (bs_str_eq_nocase(s, bs_str_z(sort_names[i]))) {
            *out = (enum bs_sort)i;
            return true;
        }
    }
    return false;
}

const char *bs_scope_name(enum bs_scope s)
{
    return (unsigned)s < BS_COUNT(scope_names) ? scope_names[s] : "";
}

bool bs_scope_parse(bs_str s, enum bs_scope *out)
{
    for (size_t i = 0; i < BS_COUNT(scope_names); i++) {
        if (bs_str_eq_nocase(s, bs_str_z(scope_names[i]))) {
            *out = (enum bs_scope)i;
            return true;
        }
    }
    return false;
}
