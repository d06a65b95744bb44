/* export_json.h - objects of strangers written anew, each key once. */
#ifndef BS_EXPORT_JSON_H
#define BS_EXPORT_JSON_H

#include "bannerscope/json.h"

struct json_member {
    bs_str key; /* escapes undone */
    struct bs_json value;
    bool again; /* the same key stands before it */
    bool later; /* and behind it */
};
/* Sets again and later; the arena is for the time being. */
void json_members_mark(struct bs_arena *a, struct json_member *m, size_t n);

/* The members of a checked object as ASCII, without the member `but` (an earlier export's own);
 * of a key that stands twice the last value, as every reader of JSON takes it.  Strings are made
 * in the arena. */
void json_copy_members(struct bs_jw *w, struct bs_arena *a, const struct bs_json *object, const char *but);

#endif
