/* Any bytes through the door: as one banner, and as an answer of the API. */
#include <stdlib.h>

#include "bannerscope/shodan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void one_record(bs_str text, struct bs_arena *a)
{
    struct bs_record r;
    struct bs_error e = {0};
    enum bs_notation how;
    bs_err err = bs_record_read(text, a, &r, &e);
    if (err && (err != BS_E_SYNTAX || !e.text[0]))
        abort(); /* a refusal has one code and a reason */
    if (err)
        return;
    if (r.target.port == 0)
        abort();
    bs_bytes wire = bs_wire_bytes(r.data, r.raw, a, &how);
    if (how == BS_NOTE_TEXT && !bs_bytes_eq(wire, r.data))
        abort();
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++) {
        if (bs_trait(&r.traits, i).n && !bs_trait(&r.traits, i).p)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_arena a;
    struct bs_answer answer;
    struct bs_answer_iter it;
    bs_str text = {(const char *)data, size}, element;
    bool cut;
    bs_arena_init(&a, 0);
    one_record(text, &a);
    if (bs_answer_read(text, &a, &answer, NULL) == BS_OK) {
        bs_answer_begin(&answer, &it);
        while (bs_answer_next(&it, &element, &cut)) {
            if (element.n == 0)
                abort(); /* each step uses at least a byte */
            one_record(element, &a);
        }
    }
    bs_arena_fini(&a);
    return 0;
}
