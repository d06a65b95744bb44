#include "ac.h"

#include <stdlib.h>

/* A row of the table is one state, a cell the next state, and what is to be known about that one. */
#define TELLS UINT32_C(0x80000000)   /* a word ends there */
#define SHALLOW UINT32_C(0x40000000) /* fewer than START bytes lead there */
#define STATE (SHALLOW - 1)
#define NO_WORD UINT32_MAX

/* Walking from state to state waits for memory at every byte, and few bytes begin a word.  Therefore each place is
 * first asked, by the START bytes there, whether a word may begin, which the processor does for many places at once;
 * the automaton walks only where the answer is yes.  For that bytes have one of 32 signs: the first two name an entry,
 * in which the third has a bit and the fourth another. */
enum { START = 4, SIGN_BITS = 5, SIGNS = 1 << SIGN_BITS };

struct edges { /* of a word */
    uint8_t length, left, right;
};

struct bs_ac {
    uint8_t class_of[256]; /* of the byte as it stands: folding costs nothing at scan time */
    uint8_t sign_of[256];
    uint8_t inside[256];   /* 1: a letter or digit */
    uint64_t may_start[2][SIGNS * SIGNS]; /* [1]: right behind a letter or digit */
    uint32_t classes;
    uint32_t states;
    uint32_t *next;   /* states x classes */
    uint32_t *first;  /* per state: a word that ends here, or NO_WORD */
    uint32_t *suffix; /* per state: the longest proper suffix state with words, 0 = none */
    uint32_t *more;   /* per word: the next word that ends in the same state */
    struct edges *edges; /* per word */
};

uint8_t bs_ac_fold(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return (uint8_t)(c + ('a' - 'A'));
    return c == '\t' || c == '_' || c == '-' ? ' ' : c;
}

/* Bytes that occur in no word share class 0. */
static void count_classes(struct bs_ac *ac, const struct bs_ac_word *word, size_t n)
{
    bool used[256] = {false};
    uint8_t class_of_folded[256] = {0};

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < word[i].text.n; k++)
            used[bs_ac_fold((uint8_t)word[i].text.p[k])] = true;
    ac->classes = 1;
    for (int c = 0; c < 256; c++)
        if (used[c])
            class_of_folded[c] = (uint8_t)ac->classes++;
    for (int c = 0; c < 256; c++)
        ac->class_of[c] = class_of_folded[bs_ac_fold((uint8_t)c)];
}

static bs_err check_words(const struct bs_ac_word *word, size_t n, size_t *letters, struct bs_error *e)
{
    *letters = 0;
    for (size_t i = 0; i < n; i++) {
        if (word[i].text.n > BS_AC_WORD_MAX)
            return bs_error_set(e, BS_E_LIMIT, "a word is longer than %d bytes",
                                BS_AC_WORD_MAX);
        *letters += word[i].text.n;
    }
    return n < UINT32_MAX ? BS_OK : bs_error_set(e, BS_E_LIMIT, "too many words");
}

_Static_assert(BS_AC_WORD_MAX <= UINT8_MAX, "depths, and lengths in struct edges");

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

/* A state's failure state is shallower, so, breadth first, it is complete when we come to it, and its row can be
 * copied where the state has no child of its own. */
static void link_states(struct bs_ac *ac)
{
    uint32_t *fail = bs_alloc(ac->states * sizeof *fail);
    uint32_t *queue = bs_alloc(ac->states * sizeof *queue);
    uint8_t *depth = bs_alloc(ac->states);
    size_t head = 0, tail = 0;

    queue[tail++] = 0;
    while (head < tail) {
        uint32_t s = queue[head++];
        uint32_t *row = &ac->next[(size_t)s * ac->classes];
        const uint32_t *fail_row = &ac->next[(size_t)fail[s] * ac->classes];
        for (uint32_t c = 0; c < ac->classes; c++) {
            uint32_t child = row[c];
            uint32_t f = s == 0 ? SHALLOW : fail_row[c];
            if (child == 0) {
                row[c] = f;
                continue;
            }
            fail[child] = f & STATE;
            depth[child] = (uint8_t)(depth[s] + 1);
            ac->suffix[child] = ac->first[f & STATE] != NO_WORD ? f & STATE : ac->suffix[f & STATE];
            if (ac->first[child] != NO_WORD || ac->suffix[child])
                row[c] |= TELLS;
            if (depth[child] < START)
                row[c] |= SHALLOW;
            queue[tail++] = child;
        }
    }
    free(depth);
    free(fail);
    free(queue);
}

/* -- where words may begin --------------------------------------------------------------- */

/* Letters have a sign each, digits share one, and what else there is has the last five. */
static uint8_t sign_of(uint8_t c)
{
    const uint8_t folded = bs_ac_fold(c);

    if (folded >= 'a' && folded <= 'z')
        return (uint8_t)(folded - 'a');
    if (folded >= '0' && folded <= '9')
        return 26;
    return folded == ' ' ? 27 : folded == '\r' || folded == '\n' ? 28 : (uint8_t)(29 + folded % 3);
}

/* Bits of all signs that may stand at place i of a word. */
static uint32_t signs_at(const struct bs_ac *ac, bs_str w, struct edges e, size_t i)
{
    uint32_t signs = 0;

    for (int c = 0; c < 256; c++)
        if (i < w.n ? bs_ac_fold((uint8_t)c) == bs_ac_fold((uint8_t)w.p[i]) : i > w.n || !e.right || !ac->inside[c])
            signs |= UINT32_C(1) << ac->sign_of[c];
    return signs;
}

static void note_start(const struct bs_ac *ac, uint64_t *may_start, bs_str w, struct edges e)
{
    const uint32_t first = signs_at(ac, w, e, 0), second = signs_at(ac, w, e, 1);
    const uint64_t behind = signs_at(ac, w, e, 2) | (uint64_t)signs_at(ac, w, e, 3) << SIGNS;

    for (unsigned a = 0; a < SIGNS; a++)
        for (unsigned b = 0; first >> a & 1 && b < SIGNS; b++)
            if (second >> b & 1)
                may_start[a << SIGN_BITS | b] |= behind;
}

static void note_starts(struct bs_ac *ac, const struct bs_ac_word *word, size_t n)
{
    for (int c = 0; c < 256; c++) {
        ac->sign_of[c] = sign_of((uint8_t)c);
        ac->inside[c] = bs_is_word_byte((uint8_t)c);
    }
    for (size_t i = 0; i < n; i++) {
        const bs_str w = word[i].text;
        if (w.n == 0)
            continue;
        ac->edges[i] = (struct edges){.length = (uint8_t)w.n,
                                      .left = word[i].left && ac->inside[(uint8_t)w.p[0]],
                                      .right = word[i].right && ac->inside[(uint8_t)w.p[w.n - 1]]};
        note_start(ac, ac->may_start[0], w, ac->edges[i]);
        if (!ac->edges[i].left)
            note_start(ac, ac->may_start[1], w, ac->edges[i]);
    }
}

bs_err bs_ac_new(const struct bs_ac_word *word, size_t n, struct bs_ac **out, struct bs_error *e)
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
    ac->edges = bs_alloc((n + 1) * sizeof *ac->edges);
    add_state(ac);
    for (size_t i = 0; i < n; i++)
        add_word(ac, word[i].text, (uint32_t)i);
    link_states(ac);
    note_starts(ac, word, n);
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
    free(ac->edges);
    free(ac);
}

/* -- scanning ---------------------------------------------------------------------------- */

struct scan {
    const struct bs_ac *ac;
    bs_bytes text;
    size_t told; /* words that end up to here */
    bs_ac_hit_fn *fn;
    void *ctx;
};

static bool edges_hold(const struct scan *s, struct edges e, size_t end)
{
    const uint8_t *inside = s->ac->inside, *p = s->text.p;
    const size_t from = end - e.length;

    return !(e.left && from > 0 && inside[p[from - 1]]) && !(e.right && end < s->text.n && inside[p[end]]);
}

static void tell(const struct scan *s, uint32_t state, size_t end)
{
    const struct bs_ac *ac = s->ac;

    for (;; state = ac->suffix[state]) {
        for (uint32_t w = ac->first[state]; w != NO_WORD; w = ac->more[w])
            if (edges_hold(s, ac->edges[w], end))
                s->fn(s->ctx, w, end);
        if (ac->suffix[state] == 0)
            break;
    }
}

/* The first place from `at` on where a word may begin; the last few bytes are not asked. */
static size_t next_start(const struct scan *s, size_t at)
{
    const struct bs_ac *ac = s->ac;
    const uint8_t *p = s->text.p, *sign = ac->sign_of;
    unsigned inside = at > 0 && ac->inside[p[at - 1]];

    for (; at + START <= s->text.n; at++) {
        const uint64_t may = ac->may_start[inside][(unsigned)sign[p[at]] << SIGN_BITS | sign[p[at + 1]]];
        if (may >> sign[p[at + 2]] & may >> SIGNS >> sign[p[at + 3]] & 1)
            break;
        inside = ac->inside[p[at]];
    }
    return at;
}

/* From where a word may begin, for as long as START bytes and more belong to one; where the next may begin. */
static size_t walk(struct scan *s, size_t from)
{
    const struct bs_ac *ac = s->ac;
    size_t at = from;
    uint32_t cell = 0;

    do {
        cell = ac->next[(size_t)(cell & STATE) * ac->classes + ac->class_of[s->text.p[at++]]];
        if (cell & TELLS && at > s->told)
            tell(s, cell & STATE, at);
    } while (at < s->text.n && (at < from + START || !(cell & SHALLOW)));
    s->told = at > s->told ? at : s->told;
    return at < s->text.n ? at - (START - 1) : at;
}

void bs_ac_scan(const struct bs_ac *ac, bs_bytes text, bs_ac_hit_fn *fn, void *ctx)
{
    struct scan s = {.ac = ac, .text = text, .fn = fn, .ctx = ctx};

    for (size_t at = 0; (at = next_start(&s, at)) < text.n;)
        at = walk(&s, at);
}
