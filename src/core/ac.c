#include "ac.h"

#include <stdlib.h>

/* A row of the table is one state, a cell the next state; its top bit says that that one has something to
 * tell.  A scan costs what the processor's caches miss, so cells are as narrow as the number of states allows,
 * and states are numbered by their depth: the few that nearly every byte leads to stand side by side. */
#define TELLS UINT32_C(0x80000000)
#define TELLS_NARROW UINT16_C(0x8000)
#define NO_WORD UINT32_MAX
enum { NARROW_STATES = 0x8000 };

struct bs_ac {
    uint8_t class_of[256]; /* of the byte as it stands: folding costs nothing at scan time */
    uint32_t classes;
    uint32_t states, room;
    uint32_t *next;   /* states x classes; NULL when they fit into: */
    uint16_t *narrow;
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
 * and its row can be copied where the state has no child of its own.  Leaves the order they came in. */
static uint32_t *link_states(struct bs_ac *ac)
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
    return queue;
}

/* The table once more, its states numbered by `order`. */
static void finish_cells(struct bs_ac *ac, const uint32_t *order)
{
    const size_t classes = ac->classes, states = ac->states;
    const bool narrow = states <= NARROW_STATES;
    uint32_t *name = bs_alloc(states * sizeof *name);
    uint32_t *first = bs_alloc(states * sizeof *first), *suffix = bs_alloc(states * sizeof *suffix);
    uint32_t *wide = narrow ? NULL : bs_alloc(states * classes * sizeof *wide);

    ac->narrow = narrow ? bs_alloc(states * classes * sizeof *ac->narrow) : NULL;
    for (uint32_t s = 0; s < states; s++)
        name[order[s]] = s;
    for (size_t s = 0; s < states; s++) {
        const uint32_t *row = &ac->next[order[s] * classes];
        first[s] = ac->first[order[s]];
        suffix[s] = name[ac->suffix[order[s]]];
        for (size_t c = 0; c < classes; c++) {
            bool tells = ac->first[row[c]] != NO_WORD || ac->suffix[row[c]] != 0;
            if (narrow)
                ac->narrow[s * classes + c] = (uint16_t)(name[row[c]] | (tells ? TELLS_NARROW : 0));
            else
                wide[s * classes + c] = name[row[c]] | (tells ? TELLS : 0);
        }
    }
    free(name);
    free(ac->next);
    free(ac->first);
    free(ac->suffix);
    ac->next = wide;
    ac->first = first;
    ac->suffix = suffix;
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
    uint32_t *order = link_states(ac);
    finish_cells(ac, order);
    free(order);
    *out = ac;
    return BS_OK;
}

void bs_ac_free(struct bs_ac *ac)
{
    if (!ac)
        return;
    free(ac->next);
    free(ac->narrow);
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

static void scan_narrow(const struct bs_ac *ac, bs_bytes text, bs_ac_hit_fn *fn, void *ctx)
{
    const uint16_t *next = ac->narrow;
    const size_t classes = ac->classes;
    size_t state = 0;

    for (size_t i = 0; i < text.n; i++) {
        uint16_t cell = next[state * classes + ac->class_of[text.p[i]]];
        state = cell & (TELLS_NARROW - 1);
        if (cell & TELLS_NARROW)
            tell(ac, (uint32_t)state, i + 1, fn, ctx);
    }
}

static void scan_wide(const struct bs_ac *ac, bs_bytes text, bs_ac_hit_fn *fn, void *ctx)
{
    const uint32_t *next = ac->next;
    const size_t classes = ac->classes;
    size_t state = 0;

    for (size_t i = 0; i < text.n; i++) {
        uint32_t cell = next[state * classes + ac->class_of[text.p[i]]];
        state = cell & (TELLS - 1);
        if (cell & TELLS)
            tell(ac, (uint32_t)state, i + 1, fn, ctx);
    }
}

void bs_ac_scan(const struct bs_ac *ac, bs_bytes text, bs_ac_hit_fn *fn, void *ctx)
{
    (ac->narrow ? scan_narrow : scan_wide)(ac, text, fn, ctx);
}
