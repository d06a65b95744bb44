#include "envelope.h"

#include "pick.h"

#include <cjson/cJSON.h>
#include <math.h>

enum { FACETS_MAX = 100000, NAMES_MAX = 1000, NAME_MAX_LENGTH = 64 };

static bs_err check(bs_str body, enum bs_json_type want, struct bs_json *root, struct bs_error *e)
{
    if (body.n > BS_ENVELOPE_MAX)
        return bs_error_set(e, BS_E_CORRUPT, "an answer of more than %d MiB",
                            BS_ENVELOPE_MAX >> 20);
    if (bs_json_check(body, root, e))
        return bs_error_ctx(e, BS_E_CORRUPT, "the answer is cut or damaged");
    if (root->type != want)
        return bs_error_set(e, BS_E_CORRUPT, "the answer is not of the form that was asked for");
    return BS_OK;
}

/* -- the plan ----------------------------------------------------------------------------- */

/* Whole numbers up to 2^53, also written as a string; never valueint, which stops at 2^31. */
static int64_t whole(const cJSON *object, const char *name)
{
    static const double exact_max = 9007199254740992.0;
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(object, name);
    int64_t number;
    if (cJSON_IsString(v) && bs_str_i64(bs_str_z(v->valuestring), &number))
        return number;
    if (!cJSON_IsNumber(v) || !isfinite(v->valuedouble) || fabs(v->valuedouble) > exact_max)
        return -1;
    return (int64_t)v->valuedouble;
}

bs_err bs_envelope_info(bs_str body, struct bs_arena *a, struct bs_api_info *out,
                        struct bs_error *e)
{
    struct bs_json root;
    bs_err err = check(body, BS_JSON_OBJECT, &root, e);
    if (err)
        return err;
    cJSON *tree = cJSON_ParseWithLength(body.p, body.n);
    if (!tree) /* what our scanner takes and cJSON does not: a lone surrogate, for one */
        return bs_error_set(e, BS_E_CORRUPT, "the answer cannot be read");
    const cJSON *plan = cJSON_GetObjectItemCaseSensitive(tree, "plan");
    const cJSON *limits = cJSON_GetObjectItemCaseSensitive(tree, "usage_limits");
    bool is_one = plan || cJSON_GetObjectItemCaseSensitive(tree, "query_credits");
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): cJSON_IsString(NULL) is false
    out->plan = cJSON_IsString(plan) ? bs_arena_str(a, bs_str_z(plan->valuestring)) : BS_STR("");
    out->query_credits = whole(tree, "query_credits");
    out->scan_credits = whole(tree, "scan_credits");
    out->query_limit = whole(limits, "query_credits");
    cJSON_Delete(tree);
    /* Else any `{}` would do for accepting a key. */
    return is_one ? BS_OK : bs_error_set(e, BS_E_CORRUPT, "an answer without a plan");
}

/* -- counts and facets: a stranger's texts and 64-bit numbers, so our own scanner ---------- */

static size_t count_facets(const struct bs_json *facets)
{
    struct bs_json_iter group, one;
    struct bs_json values, value;
    bs_str key;
    size_t n = 0;
    bs_json_begin(facets, &group);
    while (bs_json_next(&group, &key, &values)) {
        if (values.type != BS_JSON_ARRAY)
            continue;
        bs_json_begin(&values, &one);
        while (bs_json_next(&one, &key, &value))
            n++;
    }
    return n < FACETS_MAX ? n : FACETS_MAX;
}

/* "some facet values are numbers", says the official client; and some are booleans. */
static bool read_facet(const struct bs_json *one, bs_str name, struct bs_arena *a,
                       struct bs_facet *out)
{
    static const bs_str names[] = {BS_NAME("value"), BS_NAME("count")};
    struct bs_json member[2];
    bs_pick(one, names, 2, member);
    if (member[0].type == BS_JSON_NONE)
        return false;
    out->name = name;
    out->value = bs_arena_str(a, bs_pick_text(&member[0], a));
    if (!bs_pick_int(&member[1], a, &out->count) || out->count < 0)
        out->count = 0;
    return true;
}

static size_t read_facets(const struct bs_json *facets, struct bs_arena *a, struct bs_facet *out,
                          size_t max)
{
    struct bs_json_iter group, one;
    struct bs_json values, value;
    bs_str key, none;
    size_t n = 0;
    bs_json_begin(facets, &group);
    while (bs_json_next(&group, &key, &values)) {
        if (values.type != BS_JSON_ARRAY)
            continue;
        bs_str name = bs_arena_str(a, bs_pick_key(key, a));
        bs_json_begin(&values, &one);
        while (n < max && bs_json_next(&one, &none, &value))
            n += read_facet(&value, name, a, &out[n]);
    }
    return n;
}

bs_err bs_envelope_count(bs_str body, struct bs_arena *a, int64_t *total, struct bs_facet **out,
                         size_t *n, struct bs_error *e)
{
    static const bs_str names[] = {BS_NAME("total"), BS_NAME("facets")};
    struct bs_json root, member[2];
    *n = 0;
    *out = NULL;
    bs_err err = check(body, BS_JSON_OBJECT, &root, e);
    if (err)
        return err;
    bs_pick(&root, names, 2, member);
    if (!bs_pick_int(&member[0], a, total) || *total < 0)
        return bs_error_set(e, BS_E_CORRUPT, "an answer without a total");
    size_t max = member[1].type == BS_JSON_OBJECT ? count_facets(&member[1]) : 0;
    *out = max ? bs_arena_alloc(a, max * sizeof(**out)) : NULL;
    *n = *out ? read_facets(&member[1], a, *out, max) : 0;
    return BS_OK;
}

/* -- names of filters and facets ----------------------------------------------------------- */

static bool is_name(bs_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !memchr("._-", c, 3))
            return false;
    }
    return s.n > 0 && s.n <= NAME_MAX_LENGTH;
}

bs_err bs_envelope_names(bs_str body, struct bs_arena *a, bs_str **out, size_t *n,
                         struct bs_error *e)
{
    struct bs_json root, value;
    struct bs_json_iter it;
    bs_str key;
    *n = 0;
    *out = NULL;
    bs_err err = check(body, BS_JSON_ARRAY, &root, e);
    if (err)
        return err;
    *out = bs_arena_alloc(a, NAMES_MAX * sizeof(**out));
    if (!*out)
        return bs_error_set(e, BS_E_LIMIT, "no room for the names");
    bs_json_begin(&root, &it);
    while (*n < NAMES_MAX && bs_json_next(&it, &key, &value)) {
        bs_str name = value.type == BS_JSON_STRING ? bs_pick_text(&value, a) : BS_STR("");
        if (is_name(name))
            (*out)[(*n)++] = bs_arena_str(a, name);
    }
    return *n ? BS_OK : bs_error_set(e, BS_E_CORRUPT, "an answer without a name in it");
}
