/* config.h - the settings of the configuration file.  Private to src/cli. */
#ifndef BS_CLI_CONFIG_H
#define BS_CLI_CONFIG_H

#include "cli.h"

enum setting_type { SET_TEXT, SET_BOOL, SET_NUMBER, SET_CHOICE };
struct setting {
    const char *name;
    enum setting_type type;
    size_t offset;         /* of its field in struct cli */
    const char *otherwise; /* what holds when nobody sets it; "" = see help */
    const char *choices;   /* SET_CHOICE: words with a blank between */
    const char *help;      /* one line */
    bs_err (*check)(struct cli *c, const char *value, struct bs_error *e); /* or NULL */
};
extern const struct setting settings[]; /* name NULL at the end */

#endif
