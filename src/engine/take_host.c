#include "bannerscope/engine.h"

enum { BODY_MAX = 64 << 20 };

bs_err bs_take_host(struct bs_store *s, struct bs_api *api, const struct bs_addr *ip, bool history,
                    const struct bs_take_options *o, struct bs_taken *out, struct bs_error *e)
{
    struct bs_error why = {0};
    struct bs_buf body;
    char name[46];
    memset(out, 0, sizeof *out);
    bs_addr_format(ip, name);
    bs_buf_init(&body, BODY_MAX);
    bs_err err = bs_api_host(api, ip, history, &body, &why);
    /* What is whole in an answer that broke off is worth having. */
    if (err == BS_OK || (err == BS_E_CORRUPT && bs_answer_count(bs_buf_str(&body)) > 0)) {
        bs_err taken = bs_take_answer(s, o, bs_buf_str(&body), out, err == BS_OK ? &why : NULL);
        err = err == BS_OK ? taken : err;
        if (err == BS_OK && out->cut)
            err = bs_error_set(&why, BS_E_CORRUPT, "the answer was cut short; its %lld complete"
                                                   " banners are kept", (long long)out->banners);
    }
    bs_buf_fini(&body);
    const struct bs_ask ask = {.when = bs_time_now(),
                               .kind = BS_STR("host"),
                               .query = bs_str_z(name),
                               .hits = out->banners,
                               .orgs = -1,
                               .result = err == BS_OK ? BS_STR("") : bs_str_z(why.text)};
    bs_store_ask_add(s, &ask, NULL);
    if (err != BS_OK && e)
        *e = why;
    return err;
}
