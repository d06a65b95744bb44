/* completion.h - one printer for each shell.  Private to src/cli. */
#ifndef BS_CLI_COMPLETION_H
#define BS_CLI_COMPLETION_H

#include "words.h"

void completion_bash(struct cli *c);
void completion_zsh(struct cli *c);
void completion_fish(struct cli *c);

/* In single quotes; a single quote inside becomes `quote_within`. */
void put_quoted(struct cli *c, bs_str text, const char *quote_within);

enum { COMPLETION_WORDS_MAX = 16 << 10 };

#endif
