/* Any bytes as what somebody answered in Shodan's place: no text shows the key or a control, and an
 * answer that is taken for a count, a plan or names has what that must have. */
#include <stdlib.h>

#include "../../src/shodan/envelope.h"
#include "../../src/shodan/refusal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define KEY "FAKE1key2FOR3tests4ONLY5abcdefgh"

static void refusal(long status, bs_str body, const struct bs_key *key)
{
    static const char letters[] = KEY;
    struct bs_error e = {0};
    bool retry;
    bs_err err = bs_refusal_read(status, body, key, &retry, &e);
    if (err == BS_OK && status != 200)
        abort();
    if (err != BS_OK && (!e.text[0] || e.code != err))
        abort();
    for (const char *p = e.text; *p; p++) {
        if (*p < ' ' || *p == 0x7f)
            abort();
    }
    /* Nine in a row: one more than the shortest run that is taken out. */
    for (size_t i = 0; i + 9 < sizeof(letters); i++) {
        char run[10] = "";
        memcpy(run, letters + i, 9);
        if (strstr(e.text, run))
            abort();
    }
}

static void envelopes(bs_str body, struct bs_arena *a)
{
    struct bs_api_info info;
    struct bs_facet *facet;
    bs_str *name;
    int64_t total;
    size_t n;
    (void)bs_envelope_info(body, a, &info, NULL);
    if (bs_envelope_count(body, a, &total, &facet, &n, NULL) == BS_OK && total < 0)
        abort();
    if (bs_envelope_names(body, a, &name, &n, NULL) == BS_OK && n == 0)
        abort();
    (void)bs_answer_count(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const long status[] = {200, 302, 401, 403, 404, 429, 500};
    struct bs_arena a;
    struct bs_key *key;
    bs_str body = {(const char *)data, size};
    if (bs_key_new(BS_STR(KEY), &key, NULL) != BS_OK)
        abort();
    bs_arena_init(&a, 0);
    for (size_t i = 0; i < BS_COUNT(status); i++)
        refusal(status[i], body, key);
    envelopes(body, &a);
    bs_arena_fini(&a);
    bs_key_free(key);
    return 0;
}
