/* words.h - what may stand where on the command line, read off the tables of commands, options,
 * filters, columns and sections: for shell completion.  Private to src/cli. */
#ifndef BS_CLI_WORDS_H
#define BS_CLI_WORDS_H

#include "cli.h"

enum words_kind {
    WORDS_NONE,  /* anything: a number, a name */
    WORDS_FIXED, /* one of the words */
    WORDS_LIST,  /* several of them, with commas */
    WORDS_FILE,
    WORDS_FOLDER,
    WORDS_QUERY, /* in the query language: names of filters with their colon */
};
/* What the argument of an option may be; words, if any, with a blank between, appended. */
enum words_kind words_of_option(struct cli *c, const struct cli_option *o, struct bs_buf *out);
/* What may stand behind a command.  Fixed words of its usage are always appended. */
enum words_kind words_of_command(const struct bs_command *cmd, struct bs_buf *out);
/* Every filter as "name:", those with values also as "name:value". */
void words_of_filters(struct bs_buf *out);
/* The first line of a command's help. */
bs_str words_first_line(const char *help);

#endif
