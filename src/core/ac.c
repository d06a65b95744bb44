#include "ac.h"

#include <stdlib.h>

/* A row of the table is one state.  Cells hold the offset of the next row, so that a step is
 * one addition and one load; the top bit says that the next state has something to tell. */
#define TELLS UINT32_C(0x80000000)
#define NO_WORD UINT32_MAX

struct bs_ac {
    uint8_t class_of[256]; /* of the byte as it stands: folding costs nothing at scan time */
    uint32_t classes;
    uint32_t states, room;
    uint32_t *next;   /* states x classes */
    uint32_t *first;  /* per state: a word that ends here, or NO_WORD */
    uint32_t *suffix; /* per state: the longest proper suffix state with words, 0 = none */
    uint32_t *more;   /* per word: the next word that ends in the same state */
};

uint8_t bs_ac_fold(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return (uint8_t)(c + ('a' - 'A'));
    return c == '\t' || c == '_' || c == '-' ? ' ' : c;
}

/* Bytes that occur in no word share class 0. */
static void count_classes(struct bs_ac *ac, const bs_str *word, size_t n)
{
    bool used[256] = {false};
    uint8_t class_of_folded[256] = {0};

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < word[i].n; k++)
            used[bs_ac_fold((uint8_t)word[i].p[k])] = true;
    ac->classes = 1;
    for (int c = 0; c < 256; c++)
        if (used[c])
            class_of_folded[c] = (uint8_t)ac->classes++;
    for (int c = 0; c < 256; c++)
        ac->class_of[c] = class_of_folded[bs_ac_fold((uint8_t)c)];
}

static bs_err check_words(const bs_str *word, size_t n, size_t *letters, struct bs_error *e)
{
    *letters = 0;
    for (size_t i = 0; i < n; i++) {
        if (word[i].n > BS_AC_WORD_MAX)
            return bs_error_set(e, BS_E_LIMIT, "a word is longer than %d bytes",
                                BS_AC_WORD_MAX);
        *letters += word[i].n;
    }
    return n < UINT32_MAX ? BS_OK : bs_error_set(e, BS_E_LIMIT, "too many words");
}

static uint32_t add_state(struct bs_ac *ac)
{
    uint32_t s = ac->states++;

    ac->first[s] = NO_WORD;
    return s;
}

/* While the trie is built cells hold plain state numbers; 0 means "no child". */
static void add_word(struct bs_ac *ac, bs_str w, uint32_t index)
{
    uint32_t s = 0;

    ac->more[index] = NO_WORD;
    if (w.n == 0)
        return;
    for (size_t k = 0; k < w.n; k++) {
        uint32_t *cell = &ac->next[(size_t)s * ac->classes + ac->class_of[(uint8_t)w.p[k]]];
        if (*cell == 0)
            *cell = add_state(ac);
        s = *cell;
    }
    uint32_t *tail = &ac->first[s]; /* equal words in the order given */
    while (*tail != NO_WORD)
        tail = &ac->more[*tail];
    *tail = index;
}

/* Breadth first: a state's failure state is shallower, so it is complete when we come to it,
 * and its row can be copied where the state has no child of its own. */
static void link_states(struct bs_ac *ac)
{
    uint32_t *fail = bs_alloc(ac->states * sizeof *fail);
    uint32_t *queue = bs_alloc(ac->states * sizeof *queue);
    size_t head = 0, tail = 0;

    queue[tail++] = 0;
    while (head < tail) {
        uint32_t s = queue[head++];
        uint32_t *row = &ac->next[(size_t)s * ac->classes];
        const uint32_t *fail_row = &ac->next[(size_t)fail[s] * ac->classes];
        for (uint32_t c = 0; c < ac->classes; c++) {
            uint32_t child = row[c];
            if (child == 0) {
                row[c] = s == 0 ? 0 : fail_row[c];
                continue;
            }
            uint32_t f = s == 0 ? 0 : fail_row[c];
            fail[child] = f;
            ac->suffix[child] = ac->first[f] != NO_WORD ? f : ac->suffix[f];
            queue[tail++] = child;
        }
    }
    free(fail);
    free(queue);
}

static void finish_cells(struct bs_ac *ac)
{
    size_t cells = (size_t)ac->states * ac->classes;

    for (size_t i = 0; i < cells; i++) {
        uint32_t s = ac->next[i];
        bool tells = ac->first[s] != NO_WORD || ac->suffix[s] != 0;
        ac->next[i] = s * ac->classes | (tells ? TELLS : 0);
    }
}

bs_err bs_ac_new(const bs_str *word, size_t n, struct bs_ac **out, struct bs_error *e)
{
    size_t letters;
    bs_err err = check_words(word, n, &letters, e);

    *out = NULL;
    if (err)
        return err;
    struct bs_ac *ac = bs_alloc(sizeof *ac);
    count_classes(ac, word, n);
    size_t room = letters + 1;
    if (room > (size_t)BS_AC_CELLS_MAX / ac->classes) {
        free(ac);
        return bs_error_set(e, BS_E_LIMIT, "the lists hold too many words (%zu letters)",
                            letters);
    }
    ac->next = bs_alloc(room * ac->classes * sizeof *ac->next);
    ac->first = bs_alloc(room * sizeof *ac->first);
    ac->suffix = bs_alloc(room * sizeof *ac->suffix);
    ac->more = bs_alloc((n + 1) * sizeof *ac->more);
    add_state(ac);
    for (size_t i = 0; i < n; i++)
        add_word(ac, word[i], (uint32_t)i);
    link_states(ac);
    finish_cells(ac);
    ac->next = bs_realloc(ac->next, (size_t)ac->states * ac->classes * sizeof *ac->next);
    *out = ac;
    return BS_OK;
}

void bs_ac_free(struct bs_ac *ac)
{
    if (!ac)
        return;
    free(ac->next);
    free(ac->first);
    free(ac->suffix);
    free(ac->more);
    free(ac);
}

size_t bs_ac_states(const struct bs_ac *ac)
{
    return ac->states;
}

static void tell(const struct bs_ac *ac, uint32_t state, size_t end, bs_ac_hit_fn *fn,
                 void *ctx)
{
    for (uint32_t s = state;; s = ac->suffix[s]) {
        for (uint32_t w = ac->first[s]; w != NO_WORD; w = ac->more[w])
            fn(ctx, w, end);
        if (ac->suffix[s] == 0)
            break;
    }
}

void bs_ac_scan(const struct bs_ac *ac, bs_bytes text, bs_ac_hit_fn *fn, void *ctx)
{
    uint32_t row = 0;

    for (size_t i = 0; i < text.n; i++) {
        uint32_t cell = ac->next[row + ac->class_of[text.p[i]]];
        row = cell & ~TELLS;
        if (cell & TELLS)
            tell(ac, row / ac->classes, i + 1, fn, ctx);
    }
}
