/* The query language: parse(print(q)) = q for whatever parses. */
#include <stdint.h>
#include <stdlib.h>

#include "bannerscope/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int use = BS_QUERY_LOCAL; use <= BS_QUERY_SHODAN; use++) {
        struct bs_arena a;
        struct bs_query q, again;
        struct bs_error e;
        uint32_t at;
        bs_arena_init(&a, 8 << 20);
        if (bs_query_parse((bs_str){(const char *)data, size}, (enum bs_query_use)use, &a, &q, &at,
                           &e) == BS_OK) {
            struct bs_buf out;
            bs_buf_init(&out, 8 << 20);
            bs_query_print(&q, &out);
            if (bs_query_parse(bs_buf_str(&out), (enum bs_query_use)use, &a, &again, &at, &e) !=
                    BS_OK || !bs_query_equal(&q, &again))
                abort();
            bs_buf_fini(&out);
        } else if (at > size) {
            abort();
        }
        bs_arena_fini(&a);
    }
    return 0;
}
