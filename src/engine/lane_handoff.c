/* One thread makes, one takes: a bounded queue between them. */
#include "lane.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct handoff {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void **item; /* ring of `capacity` */
    size_t head, count, capacity;
    bool ended, stop; /* the maker is done; the taker wants no more */
    handoff_make_fn *make;
    void *ctx;
};

static void *maker_main(void *arg)
{
    struct handoff *h = arg;
    h->make(h->ctx, h);
    pthread_mutex_lock(&h->lock);
    h->ended = true;
    pthread_cond_broadcast(&h->changed);
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

struct handoff *handoff_new(handoff_make_fn *make, void *ctx, size_t capacity)
{
    struct handoff *h = bs_alloc(sizeof *h);
    h->item = bs_alloc(capacity * sizeof *h->item);
    h->capacity = capacity;
    h->make = make;
    h->ctx = ctx;
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->changed, NULL);

    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(&h->thread, NULL, maker_main, h);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0)
        bs_fatal("cannot start a thread");
    return h;
}

bool handoff_put(struct handoff *h, void *item)
{
    pthread_mutex_lock(&h->lock);
    while (h->count == h->capacity && !h->stop)
        pthread_cond_wait(&h->changed, &h->lock);
    bool wanted = !h->stop;
    if (wanted) {
        h->item[(h->head + h->count++) % h->capacity] = item;
        pthread_cond_broadcast(&h->changed);
    }
    pthread_mutex_unlock(&h->lock);
    return wanted;
}

void *handoff_take(struct handoff *h)
{
    void *item = NULL;
    pthread_mutex_lock(&h->lock);
    while (!h->count && !h->ended)
        pthread_cond_wait(&h->changed, &h->lock);
    if (h->count) {
        item = h->item[h->head];
        h->head = (h->head + 1) % h->capacity;
        h->count--;
        pthread_cond_broadcast(&h->changed);
    }
    pthread_mutex_unlock(&h->lock);
    return item;
}

void handoff_free(struct handoff *h, void (*drop)(void *item))
{
    if (!h)
        return;
    pthread_mutex_lock(&h->lock);
    h->stop = true;
    pthread_cond_broadcast(&h->changed);
    pthread_mutex_unlock(&h->lock);
    pthread_join(h->thread, NULL);
    while (h->count) {
        drop(h->item[h->head]);
        h->head = (h->head + 1) % h->capacity;
        h->count--;
    }
    pthread_cond_destroy(&h->changed);
    pthread_mutex_destroy(&h->lock);
    free(h->item);
    free(h);
}
