/* The dialect of our data files: every line is an entry, a comment or a complaint; words come back
 * with their quotes undone and never longer than their line. */
#include <stdint.h>
#include <stdlib.h>

#include "bannerscope/gate.h"
#include "bannerscope/textfmt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    int entries, complaints, last;
};

static bs_err entry(void *ctx, const struct bs_line *l, struct bs_error *e)
{
    struct seen *s = ctx;
    bs_str value;
    size_t total = 0;
    if (l->number <= s->last || l->words == 0 || l->words > BS_LINE_WORDS_MAX)
        abort();
    s->last = l->number;
    s->entries++;
    for (size_t i = 0; i < l->words; i++)
        total += l->word[i].n;
    if (total > l->text.n)
        abort();
    if (bs_line_option(l, "strength", &value) && value.n > total)
        abort();
    return l->words % 7 == 3 ? bs_error_set(e, BS_E_SYNTAX, "three words") : BS_OK;
}

static void complain(void *ctx, const char *message)
{
    struct seen *s = ctx;
    s->complaints++;
    for (; *message; message++)
        if (*message < 0x20 || *message > 0x7e)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen seen = {0};
    struct bs_error e;
    int bad = 0;
    bs_bytes text = {data, size};
    bs_err err = bs_lines_parse("in\x1b", text, entry, complain, &seen, &bad, &e);
    if ((err == BS_OK) != bs_utf8_valid(text) || bad != seen.complaints)
        abort();
    return 0;
}
