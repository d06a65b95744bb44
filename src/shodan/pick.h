/* pick.h - members of one JSON object by a table of names, and loose values as text. */
#ifndef BS_SHODAN_PICK_H
#define BS_SHODAN_PICK_H

#include "bannerscope/json.h"

#define BS_NAME(literal) {literal, sizeof(literal) - 1}

/* One walk over `object`: out[i] is the member called names[i], the last one where a name is
 * repeated (as Python and jq read it), type NONE when absent or when `object` is none.
 * True when a name was repeated. */
bool bs_pick(const struct bs_json *object, const bs_str *names, size_t n, struct bs_json *out);

/* String, number or boolean; anything else is the empty string. */
bs_str bs_pick_text(const struct bs_json *v, struct bs_arena *a);
/* An array of texts, or one text, as a list joined by LF.  An LF inside an element becomes a
 * blank, so that an element cannot pose as two.  Also reads "set(['a', 'b'])", which the API
 * sent for host names in 2022. */
bs_str bs_pick_list(const struct bs_json *v, struct bs_arena *a);
/* A whole number, also written as a string. */
bool bs_pick_int(const struct bs_json *v, struct bs_arena *a, int64_t *out);
/* A member's name as text: `key` as bs_json_next gives it. */
bs_str bs_pick_key(bs_str key, struct bs_arena *a);

/* Appends `piece` to the list in `out`. */
void bs_list_add(struct bs_buf *out, bs_str piece);

#endif
