/* fixture.h - a database in a directory of its own, and records to put into it. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/store.h"

struct fixture {
    char dir[64], path[200];
    struct bs_rules *rules;
    struct bs_store *s;
    struct bs_arena a;
    struct bs_error e;
};
/* cmocka set-up and tear-down: rules are loaded once a program, the database is new each time. */
int fixture_rules(void **state);
int fixture_rules_free(void **state);
int fixture_open(void **state);
int fixture_close(void **state);
void fixture_reopen(struct fixture *f, enum bs_store_role role);
/* The file's bytes; free(). */
uint8_t *fixture_bytes(const char *path, size_t *n);
/* Runs SQL on the file behind the store's back. */
void fixture_sql(const struct fixture *f, const char *sql);
int64_t fixture_number(const struct fixture *f, const char *sql);

/* A record in short; NULL = absent. */
struct plain {
    const char *ip;
    uint16_t port;
    const char *data;
    int64_t seen;
    const char *org, *asn, *country, *city, *isp, *hostnames, *title, *server, *vhost;
    const char *cert, *tls, *raw;
    bool udp;
};
void plain_record(const struct plain *p, struct bs_record *out);
/* Imports them all under one source; counts by enum bs_put. */
void put_all(struct fixture *f, const char *source, const struct plain *p, size_t n, int count[3]);
/* The id of a service that is there. */
int64_t id_of(struct fixture *f, const char *target);
struct bs_row row_of(struct fixture *f, const char *target);
/* How many services a local query selects. */
size_t matches(struct fixture *f, const char *query);
/* All that can be read of the database but row ids, as text; free(). */
char *dump(struct fixture *f);

#define OK(call) assert_int_equal((call), BS_OK)

/* What the rules make of these is part of the tests. */
#define DICOM_REJECT "\\x03\\x00\\x00\\x00\\x00\\x04\\x00\\x01\\x01\\x07"
#define SSH_BANNER "SSH-2.0-OpenSSH_8.2p1 Ubuntu-4ubuntu0.5\n"
#define ODD_BANNER "qzx 17 ready for nothing known\r\n"
#define ODD_BANNER_2 "qzx 18 ready for nothing known\r\n" /* the same shape */
#define HTTP_BANNER "HTTP/1.1 200 OK\r\nServer: nginx/1.18.0\r\n\r\n"

#endif
