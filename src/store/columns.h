/* columns.h - what lists and totals ask of every service, in memory: one scan of each table instead of seven look-ups
 * a service.  About 60 bytes a service, kept with the handle until the database changes. */
#ifndef BS_STORE_COLUMNS_H
#define BS_STORE_COLUMNS_H

#include "store_priv.h"

#include "bannerscope/facts.h"

enum { NOWHERE = UINT32_MAX }; /* in a place: none */

struct told { /* what a ruling says */
    bool decided, reopened, stale;
    uint8_t verdict;
    uint32_t label; /* symbol, 0 = none */
};
struct col_answer {
    int64_t id;      /* first: find_id() */
    int64_t shape;   /* 0 = none */
    uint32_t banner; /* its place in `banner`; NOWHERE: nothing was sent */
    bool response, relevant; /* relevant: a mark that keeps it from being set aside */
    bool software, hospital; /* says so of itself */
    uint8_t verdict;         /* of the rules */
    uint32_t services;       /* that show it now */
    struct told told;        /* about its banner or shape */
};
struct col_banner {
    int64_t id, key;   /* id first: find_id() */
    uint32_t order;    /* by its key, from 1 */
    uint32_t services; /* that show it now */
};
struct col_owner {
    int64_t id;   /* first: find_id() */
    uint32_t org; /* symbol, 0 = none */
    bool hospital;
};
struct col_service {
    int64_t id; /* first: find_id() */
    bs_time seen;
    uint32_t answer, owner; /* places */
    uint32_t host;          /* addresses counted in their order, from 1 */
    uint16_t port;
    bool medical_port;
};
struct columns {
    struct col_answer *answer;
    struct col_banner *banner;
    struct col_owner *owner;
    struct col_service *service;
    uint32_t *by_address; /* places of services: address, port, transport, virtual host */
    size_t answers, banners, owners, services, by_addresses;
    uint32_t hosts;
    struct told *alone_told;
    size_t alones;
    struct cache alone; /* rulings on one service: its id -> place in alone_told + 1 */
    struct bs_symbols symbols;
    int64_t version, changes; /* of the database, by others and by this handle, when they were read */
};

/* As the database is now, with one view of it (sql_view()): whatever comes of it, sql_view_end() behind it.  Valid
 * until the next call for this handle. */
bs_err columns_view(struct bs_store *s, bool *ours, const struct columns **out, struct bs_error *e);
void columns_free(struct columns *c);

/* The narrowest scope wins. */
const struct told *columns_told(const struct columns *c, const struct col_service *v);
bool columns_open(const struct col_answer *a, const struct told *told);
int columns_verdict(const struct columns *c, const struct col_service *v); /* the one that counts */
int columns_aside(const struct columns *c, const struct col_service *v);
int columns_affiliation(const struct columns *c, const struct col_service *v);

/* -- select.c ---------------------------------------------------------------------------- */

/* By place, the services of which the query holds; *chosen is for free(). */
bs_err choose_services(struct bs_store *s, const struct bs_query *q, const struct columns *c, bool **chosen,
                       struct bs_error *e);

/* -- order.c ----------------------------------------------------------------------------- */

/* By symbol, the rank of its text from 1, equal for equal ones; 0 for the empty text.  Capitals count or do not (ASCII,
 * as COLLATE NOCASE).  For free(). */
uint32_t *rank_symbols(const struct bs_symbols *y, bool capitals);
/* Services sorted; `chosen` is by place, NULL for all.  Ties by address.  *ids is for free(). */
bs_err order_services(struct bs_store *s, const struct columns *c, const bool *chosen, enum bs_sort sort,
                      bool descending, int64_t **ids, size_t *n, struct bs_error *e);

#endif
