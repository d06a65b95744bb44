/* rule.h - making a rule of what is selected: the state of the form.  Private to src/ui. */
#ifndef BS_UI_RULE_H
#define BS_UI_RULE_H

#include "bannerscope/ui.h"

#include "lineedit.h"
#include "table.h"

enum rule_line { RULE_MATCH, RULE_SAYS, RULE_STRENGTH, RULE_LABEL, RULE_SERVICE, RULE_LINES };

/* Bytes an analyst means: what is selected, the field or value under the cursor, or the banner. */
struct pick {
    bs_bytes bytes;
    size_t at;              /* where they stand in the banner or field */
    const char *field;      /* a trait's name; "" = the bytes as sent */
    bool whole;             /* the banner: nothing was chosen */
};

struct rule_form {
    bool on;
    uint8_t bytes[BS_PROMOTE_MAX];
    size_t n, at;   /* at: where they stand in the banner or field */
    bool cut;       /* there was more than a rule can hold */
    char field[40]; /* a trait; "" = the bytes as sent */
    enum bs_promote_kind kind;
    enum bs_verdict verdict;
    enum bs_strength strength;
    struct lineedit label, service;
    int line;       /* enum rule_line */
    char why[240];  /* what is wrong with it; "" = nothing */
    struct table_view back; /* the list that was open before */
    enum bs_pane focus; /* where the cursor was */
};

/* What `u` and ^R act on while it is the newest thing done. */
struct rule_last {
    char *line; /* owned; NULL = no rule was made or removed since the last verdict */
    bool there; /* it is in force */
    uint64_t serial; /* of the job on its way, or 0 */
};

#endif
