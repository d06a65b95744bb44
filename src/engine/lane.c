#include "lane.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* -- mailbox ----------------------------------------------------------------------------- */

struct letter {
    struct bs_reply *reply;
    struct letter *next;
};

struct mailbox {
    pthread_mutex_t lock;
    struct letter *head, **tail;
    size_t expected; /* replies */
    int fd;
};

struct mailbox *mailbox_new(void)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0)
        return NULL;
    struct mailbox *m = bs_alloc(sizeof *m);
    pthread_mutex_init(&m->lock, NULL);
    m->tail = &m->head;
    m->fd = fd;
    return m;
}

void mailbox_free(struct mailbox *m)
{
    if (!m)
        return;
    struct bs_reply *r;
    while ((r = mailbox_take(m)))
        bs_reply_free(r);
    close(m->fd);
    pthread_mutex_destroy(&m->lock);
    free(m);
}

int mailbox_fd(const struct mailbox *m)
{
    return m->fd;
}

void mailbox_expect(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    m->expected++;
    pthread_mutex_unlock(&m->lock);
}

void mailbox_unexpect(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    m->expected--;
    pthread_mutex_unlock(&m->lock);
}

void mailbox_post(struct mailbox *m, struct bs_reply *r)
{
    struct letter *l = bs_alloc(sizeof *l);
    l->reply = r;
    pthread_mutex_lock(&m->lock);
    *m->tail = l;
    m->tail = &l->next;
    if (r->state != BS_REPLY_PART && m->expected > 0)
        m->expected--;
    pthread_mutex_unlock(&m->lock);
    const uint64_t one = 1;
    ssize_t n;
    do {
        n = write(m->fd, &one, sizeof one);
    } while (n < 0 && errno == EINTR);
}

struct bs_reply *mailbox_take(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    struct letter *l = m->head;
    if (l) {
        m->head = l->next;
        if (!m->head)
            m->tail = &m->head;
    } else {
        /* Empty and still locked: a letter that comes now will ring again. */
        uint64_t n;
        if (read(m->fd, &n, sizeof n) < 0)
            n = 0;
    }
    pthread_mutex_unlock(&m->lock);
    if (!l)
        return NULL;
    struct bs_reply *r = l->reply;
    free(l);
    return r;
}

bool mailbox_quiet(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    bool quiet = !m->head && m->expected == 0;
    pthread_mutex_unlock(&m->lock);
    return quiet;
}

/* -- lane -------------------------------------------------------------------------------- */

struct lane {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct bs_job **job; /* ring of `capacity` */
    size_t head, count, capacity;
    enum bs_job_kind running;
    bool is_running, stop, drain;
    lane_run_fn *run;
    void *ctx;
};

static struct bs_job *pop(struct lane *l)
{
    struct bs_job *j = l->job[l->head];
    l->head = (l->head + 1) % l->capacity;
    l->count--;
    return j;
}

static void *lane_main(void *arg)
{
    struct lane *l = arg;
    pthread_mutex_lock(&l->lock);
    for (;;) {
        while (!l->count && !l->stop)
            pthread_cond_wait(&l->wake, &l->lock);
        if (l->stop && !(l->drain && l->count))
            break;
        struct bs_job *job = pop(l);
        l->running = job->kind;
        l->is_running = true;
        pthread_mutex_unlock(&l->lock);
        l->run(l->ctx, job);
        pthread_mutex_lock(&l->lock);
        l->is_running = false;
    }
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

struct lane *lane_new(const char *name, lane_run_fn *run, void *ctx, size_t capacity)
{
    struct lane *l = bs_alloc(sizeof *l);
    l->job = bs_alloc(capacity * sizeof *l->job);
    l->capacity = capacity;
    l->run = run;
    l->ctx = ctx;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->wake, NULL);

    /* Signals belong to the thread that polls for them. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(&l->thread, NULL, lane_main, l);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0)
        bs_fatal("cannot start a thread");
#ifdef __GLIBC__
    pthread_setname_np(l->thread, name);
#else
    (void)name;
#endif
    return l;
}

void lane_free(struct lane *l, bool drain)
{
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    l->stop = true;
    l->drain = drain;
    pthread_cond_signal(&l->wake);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->thread, NULL);
    while (l->count)
        bs_job_free(pop(l));
    pthread_cond_destroy(&l->wake);
    pthread_mutex_destroy(&l->lock);
    free(l->job);
    free(l);
}

bool lane_post(struct lane *l, struct bs_job **job, bool first)
{
    pthread_mutex_lock(&l->lock);
    bool room = l->count < l->capacity;
    if (room && first) {
        l->head = (l->head + l->capacity - 1) % l->capacity;
        l->job[l->head] = *job;
    } else if (room) {
        l->job[(l->head + l->count) % l->capacity] = *job;
    }
    if (room) {
        l->count++;
        *job = NULL;
        pthread_cond_signal(&l->wake);
    }
    pthread_mutex_unlock(&l->lock);
    return room;
}

size_t lane_withdraw(struct lane *l, enum bs_job_kind kind, struct bs_job **out, size_t max)
{
    size_t taken = 0, kept = 0;
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < l->count; i++) {
        struct bs_job *j = l->job[(l->head + i) % l->capacity];
        if (j->kind == kind && taken < max)
            out[taken++] = j;
        else
            l->job[(l->head + kept++) % l->capacity] = j;
    }
    l->count = kept;
    pthread_mutex_unlock(&l->lock);
    return taken;
}

void lane_if_running(struct lane *l, enum bs_job_kind kind, void (*act)(void *), void *arg)
{
    pthread_mutex_lock(&l->lock);
    if (l->is_running && l->running == kind)
        act(arg);
    pthread_mutex_unlock(&l->lock);
}

void lane_locked(struct lane *l, void (*act)(void *), void *arg)
{
    pthread_mutex_lock(&l->lock);
    act(arg);
    pthread_mutex_unlock(&l->lock);
}

/* -- flag -------------------------------------------------------------------------------- */

struct shared_flag {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int n;
};

struct shared_flag *shared_flag_new(void)
{
    struct shared_flag *f = bs_alloc(sizeof *f);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->changed, &attr);
    pthread_condattr_destroy(&attr);
    return f;
}

void shared_flag_free(struct shared_flag *f)
{
    if (!f)
        return;
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

static void flag_change(struct shared_flag *f, int keep, int n)
{
    pthread_mutex_lock(&f->lock);
    f->n = f->n * keep + n;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

void shared_flag_add(struct shared_flag *f, int n)
{
    flag_change(f, 1, n);
}

void shared_flag_set(struct shared_flag *f, int n)
{
    flag_change(f, 0, n);
}

int shared_flag_get(struct shared_flag *f)
{
    pthread_mutex_lock(&f->lock);
    int n = f->n;
    pthread_mutex_unlock(&f->lock);
    return n;
}

bool shared_flag_wait(struct shared_flag *f, bool set, int ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&f->lock);
    while ((f->n != 0) != set && pthread_cond_timedwait(&f->changed, &f->lock, &until) == 0)
        ;
    bool is = (f->n != 0) == set;
    pthread_mutex_unlock(&f->lock);
    return is;
}
