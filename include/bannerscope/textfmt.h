/* textfmt.h - the line-by-line formats: our ini dialect, CSV out.  Layer 0. */
#ifndef BS_TEXTFMT_H
#define BS_TEXTFMT_H

#include "bannerscope/base.h"

/* -- data files (keywords, patterns, themes, configuration) ------------------------------ */

/* One dialect for every file a person edits: UTF-8, one entry a line, blank-separated words,
 * "double quotes" with \" and \\ for words with blanks, # comments to the end of the line
 * (not inside quotes), empty lines ignored. */
enum { BS_LINE_WORDS_MAX = 32, BS_FILE_MAX = 16 << 20 };

struct bs_line {
    const char *file;
    int number;     /* from 1 */
    bs_str text;    /* the line without its end */
    bs_str word[BS_LINE_WORDS_MAX];
    size_t words;
};
/* name=value words: value of `name`, or false. */
bool bs_line_option(const struct bs_line *l, const char *name, bs_str *value);

/* Calls fn for every entry.  A line that cannot be split, and every error fn returns, is
 * passed to `complain` as "FILE:LINE: reason" and reading goes on; *bad counts them.  Fails only
 * when the file cannot be read, is not UTF-8 or is larger than BS_FILE_MAX. */
typedef bs_err bs_line_fn(void *ctx, const struct bs_line *l, struct bs_error *e);
typedef void bs_complain_fn(void *ctx, const char *message);
bs_err bs_lines_read(const char *path, bs_line_fn *fn, bs_complain_fn *complain, void *ctx,
                     int *bad, struct bs_error *e);
/* The same for text that is in memory already; `name` stands for the path in complaints. */
bs_err bs_lines_parse(const char *name, bs_bytes text, bs_line_fn *fn, bs_complain_fn *complain,
                      void *ctx, int *bad, struct bs_error *e);
/* Whole file into a buffer (regular files, pipes; a directory is an error that says so). */
bs_err bs_file_read(const char *path, struct bs_buf *out, struct bs_error *e);
/* The folder and those above it, private (0700) where they are new. */
bs_err bs_make_dirs(const char *dir, struct bs_error *e);

/* -- CSV (RFC 4180) ---------------------------------------------------------------------- */

/* One cell: always quoted, controls in gate notation, and a ' in front of what a spreadsheet
 * would take for a formula (= + - @ | % TAB CR and their full-width forms, also behind blanks
 * or quotes), unless it is a plain number we made. */
void bs_csv_cell(struct bs_buf *out, bs_bytes cell, bool first);
void bs_csv_int(struct bs_buf *out, int64_t v, bool first);
void bs_csv_end(struct bs_buf *out); /* CR LF */

#endif
