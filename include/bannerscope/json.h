/* json.h - our own strict JSON scanner and writer (RFC 8259).  Layer 0.
 *
 * Strings come out as slices with a length, so that a NUL or a lone surrogate in a banner
 * survives; numbers come out as their text, so that a 160-bit certificate serial does too. */
#ifndef BS_JSON_H
#define BS_JSON_H

#include "bannerscope/base.h"

enum bs_json_type {
    BS_JSON_NONE, /* end of input or of the container */
    BS_JSON_NULL,
    BS_JSON_TRUE,
    BS_JSON_FALSE,
    BS_JSON_NUMBER,
    BS_JSON_STRING,
    BS_JSON_ARRAY,
    BS_JSON_OBJECT,
};

/* A value as it stands in the text.  `raw` covers it whole, quotes and brackets included. */
struct bs_json {
    enum bs_json_type type;
    bs_str raw;
};

enum { BS_JSON_DEPTH_MAX = 64, BS_JSON_NODES_MAX = 200000, BS_JSON_LINE_MAX = 32 << 20 };

/* Checks one whole document: strict UTF-8 and grammar, depth and node limits, nothing behind
 * it but blanks.  On error e says what and at which byte.  Every other function here expects
 * text that passed this check (or a part of such text), and is memory-safe on any other. */
bs_err bs_json_check(bs_str text, struct bs_json *out, struct bs_error *e);

/* Walks an object or array.  `raw` must be a checked OBJECT or ARRAY. */
struct bs_json_iter {
    const char *p, *end;
    bool object;
};
void bs_json_begin(const struct bs_json *container, struct bs_json_iter *it);
/* Next member or element.  In an object *key is the raw key with its quotes taken off, still
 * escaped (compare with bs_json_key_is); in an array it is empty. */
bool bs_json_next(struct bs_json_iter *it, bs_str *key, struct bs_json *value);
bool bs_json_key_is(bs_str raw_key, const char *name); /* exact, escapes undone, lengths compared */

/* Member by name: the last one where a key is repeated (as Python and jq do); *dup is set
 * when it was (may be NULL).  False when absent. */
bool bs_json_member(const struct bs_json *object, const char *name, struct bs_json *out, bool *dup);
/* A path like "http.title" through objects. */
bool bs_json_path(const struct bs_json *object, const char *path, struct bs_json *out);

/* The string's value, in the arena when an escape had to be undone, else a slice of the text.
 * \uD800..DFFF alone becomes ED A0..BF xx.  False (and empty) for any other type. */
bool bs_json_string(const struct bs_json *v, struct bs_arena *a, bs_bytes *out);
/* String or number or boolean as text (Shodan's "version": 47). */
bool bs_json_text(const struct bs_json *v, struct bs_arena *a, bs_str *out);
/* Whole numbers only (also "1e3", "5.0"); false when it does not fit. */
bool bs_json_i64(const struct bs_json *v, int64_t *out);

/* -- writing ----------------------------------------------------------------------------- */

/* ASCII only; every control, DEL and non-ASCII as \u00xx (pairs above FFFF, lone surrogates as
 * they came), so the output is safe to show on a terminal.  Bytes that are not UTF-8 (nor a
 * kept surrogate) are written as \u00xx, one for each byte: callers that must be lossless for
 * binary use bs_jw_hex.  Commas and nesting are kept by the writer. */
struct bs_jw {
    struct bs_buf *out;
    uint64_t comma; /* bit per depth: a comma is due */
    int depth;
    bool after_key;
};
void bs_jw_init(struct bs_jw *w, struct bs_buf *out);
void bs_jw_object(struct bs_jw *w);
void bs_jw_array(struct bs_jw *w);
void bs_jw_end(struct bs_jw *w, char bracket); /* '}' or ']' */
void bs_jw_key(struct bs_jw *w, const char *key);
void bs_jw_key_str(struct bs_jw *w, bs_str key); /* a stranger's: NUL and all */
void bs_jw_string(struct bs_jw *w, bs_bytes s);
void bs_jw_str(struct bs_jw *w, bs_str s);
void bs_jw_z(struct bs_jw *w, const char *s); /* NULL gives null */
void bs_jw_hex(struct bs_jw *w, bs_bytes b);
void bs_jw_int(struct bs_jw *w, int64_t v);
void bs_jw_bool(struct bs_jw *w, bool v);
void bs_jw_null(struct bs_jw *w);
void bs_jw_raw(struct bs_jw *w, bs_str json); /* checked JSON, as it is */

#endif
