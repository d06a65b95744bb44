/* record.h - what vfs.c tells record.c.  Node -1 is a file that is not watched. */
#ifndef FAULTS_RECORD_H
#define FAULTS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int record_open(const char *path, bool *fresh);
void record_write(int node, const void *p, size_t n, int64_t at);
void record_truncate(int node, int64_t size);
void record_sync(int node);
void record_sync_names(void);

#endif
