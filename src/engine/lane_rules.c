/* The rules in force, which may change while jobs use the ones before. */
#include "lane.h"

#include <pthread.h>
#include <stdlib.h>

struct rules_set {
    const struct bs_rules *rules;
    struct bs_rules *own; /* freed with the set; NULL: the caller's */
    int users;
    struct rules_set *older;
};
struct rules_box {
    pthread_mutex_t lock;
    struct rules_set *newest;
};

static struct rules_set *set_new(const struct bs_rules *rules, struct bs_rules *own)
{
    struct rules_set *s = bs_alloc(sizeof *s);
    s->rules = rules;
    s->own = own;
    return s;
}

static void set_free(struct rules_set *s)
{
    bs_rules_free(s->own);
    free(s);
}

struct rules_box *rules_box_new(const struct bs_rules *first)
{
    struct rules_box *b = bs_alloc(sizeof *b);
    pthread_mutex_init(&b->lock, NULL);
    b->newest = set_new(first, NULL);
    return b;
}

void rules_box_free(struct rules_box *b)
{
    if (!b)
        return;
    while (b->newest) {
        struct rules_set *s = b->newest;
        b->newest = s->older;
        set_free(s);
    }
    pthread_mutex_destroy(&b->lock);
    free(b);
}

const struct bs_rules *rules_box_take(struct rules_box *b)
{
    pthread_mutex_lock(&b->lock);
    b->newest->users++;
    const struct bs_rules *rules = b->newest->rules;
    pthread_mutex_unlock(&b->lock);
    return rules;
}

/* What nobody uses any more goes, but for the newest. */
static void sweep(struct rules_box *b)
{
    struct rules_set **at = &b->newest->older;
    while (*at) {
        struct rules_set *s = *at;
        if (s->users == 0) {
            *at = s->older;
            set_free(s);
        } else {
            at = &s->older;
        }
    }
}

void rules_box_give(struct rules_box *b, const struct bs_rules *rules)
{
    pthread_mutex_lock(&b->lock);
    struct rules_set *s = b->newest;
    while (s->rules != rules)
        s = s->older;
    s->users--;
    sweep(b);
    pthread_mutex_unlock(&b->lock);
}

void rules_box_replace(struct rules_box *b, struct bs_rules *rules)
{
    struct rules_set *s = set_new(rules, rules);
    pthread_mutex_lock(&b->lock);
    s->older = b->newest;
    b->newest = s;
    sweep(b);
    pthread_mutex_unlock(&b->lock);
}
