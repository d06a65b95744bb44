#include "envelope.h"

#include <cjson/cJSON.h>
#include <math.h>

enum { FACETS_MAX = 100000 };

static const double exact_max = 9007199254740992.0; /* 2^53 */

static cJSON *parse(bs_str body, struct bs_error *e)
{
    struct bs_json root;
    if (body.n > BS_ENVELOPE_MAX) {
        bs_error_set(e, BS_E_CORRUPT, "an answer of more than %d MiB", BS_ENVELOPE_MAX >> 20);
        return NULL;
    }
    if (bs_json_check(body, &root, e)) {
        bs_error_ctx(e, BS_E_CORRUPT, "the answer is cut or damaged");
        return NULL;
    }
    cJSON *tree = cJSON_ParseWithLength(body.p, body.n);
    if (!cJSON_IsObject(tree)) {
        bs_error_set(e, BS_E_CORRUPT, "the answer cannot be read");
        cJSON_Delete(tree);
        return NULL;
    }
    return tree;
}

/* Whole numbers up to 2^53, also written as a string; never valueint, which stops at 2^31. */
static int64_t whole(const cJSON *object, const char *name, int64_t absent)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(object, name);
    int64_t number;
    if (cJSON_IsString(v) && bs_str_i64(bs_str_z(v->valuestring), &number))
        return number;
    if (!cJSON_IsNumber(v) || !isfinite(v->valuedouble) || fabs(v->valuedouble) > exact_max)
        return absent;
    return (int64_t)v->valuedouble;
}

bs_err bs_envelope_info(bs_str body, struct bs_arena *a, struct bs_api_info *out,
                        struct bs_error *e)
{
    cJSON *tree = parse(body, e);
    if (!tree)
        return BS_E_CORRUPT;
    const cJSON *plan = cJSON_GetObjectItemCaseSensitive(tree, "plan");
    const cJSON *limits = cJSON_GetObjectItemCaseSensitive(tree, "usage_limits");
    out->plan = cJSON_IsString(plan) ? bs_arena_str(a, bs_str_z(plan->valuestring)) : BS_STR("");
    out->query_credits = whole(tree, "query_credits", -1);
    out->scan_credits = whole(tree, "scan_credits", -1);
    out->query_limit = whole(limits, "query_credits", -1);
    cJSON_Delete(tree);
    return BS_OK;
}

/* "some facet values are numbers", says the official client; and some are booleans. */
static bs_str value_text(const cJSON *v, struct bs_arena *a)
{
    if (cJSON_IsString(v))
        return bs_arena_str(a, bs_str_z(v->valuestring));
    if (cJSON_IsBool(v))
        return cJSON_IsTrue(v) ? BS_STR("true") : BS_STR("false");
    if (!cJSON_IsNumber(v) || !isfinite(v->valuedouble))
        return BS_STR("");
    bool is_whole = v->valuedouble == floor(v->valuedouble) && fabs(v->valuedouble) < exact_max;
    return bs_arena_printf(a, is_whole ? "%.0f" : "%g", v->valuedouble);
}

static size_t count_facets(const cJSON *facets)
{
    size_t n = 0;
    const cJSON *group;
    cJSON_ArrayForEach(group, facets) {
        n += cJSON_IsArray(group) ? (size_t)cJSON_GetArraySize(group) : 0;
    }
    return n < FACETS_MAX ? n : FACETS_MAX;
}

static size_t read_facets(const cJSON *facets, struct bs_arena *a, struct bs_facet *out,
                          size_t max)
{
    size_t n = 0;
    const cJSON *group, *one;
    cJSON_ArrayForEach(group, facets) {
        bs_str name = bs_arena_str(a, bs_str_z(group->string));
        cJSON_ArrayForEach(one, group) {
            if (n == max || !cJSON_IsObject(one))
                continue;
            const cJSON *value = cJSON_GetObjectItemCaseSensitive(one, "value");
            out[n].name = name;
            out[n].value = value_text(value, a);
            out[n].count = whole(one, "count", 0);
            n++;
        }
    }
    return n;
}

bs_err bs_envelope_count(bs_str body, struct bs_arena *a, int64_t *total, struct bs_facet **out,
                         size_t *n, struct bs_error *e)
{
    cJSON *tree = parse(body, e);
    if (!tree)
        return BS_E_CORRUPT;
    bs_err err = BS_OK;
    *n = 0;
    *out = NULL;
    *total = whole(tree, "total", -1);
    const cJSON *facets = cJSON_GetObjectItemCaseSensitive(tree, "facets");
    size_t max = cJSON_IsObject(facets) ? count_facets(facets) : 0;
    if (*total < 0)
        err = bs_error_set(e, BS_E_CORRUPT, "an answer without a total");
    else if (max) {
        *out = bs_arena_alloc(a, max * sizeof(**out));
        *n = *out ? read_facets(facets, a, *out, max) : 0;
    }
    cJSON_Delete(tree);
    return err;
}
