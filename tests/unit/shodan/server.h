/* server.h - tests/support/fake_shodan.py on loopback, for as long as a test needs it. */
#ifndef TEST_SERVER_H
#define TEST_SERVER_H

#include <sys/types.h>

/* Sanitizers keep memory that was given back, and map what nobody may read. */
#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define TEST_SANITIZED 1
#endif
#endif
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define TEST_SANITIZED 1
#endif
#ifndef TEST_SANITIZED
#define TEST_SANITIZED 0
#endif

struct server {
    pid_t pid;
    int alive; /* its standard input: closed, it ends */
    char url[64];
};
/* Answers from tests/data/shodan/records.ndjson; `args` are more options, NULL at the end.  Fails
 * the test when it does not come up. */
void server_start(struct server *s, const char *const *args);
void server_stop(struct server *s); /* may be called again */

#endif
