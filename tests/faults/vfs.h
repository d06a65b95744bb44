/* vfs.h - a SQLite VFS between SQLite and the file system that fails on order, and remembers what was
 * asked of the disk and when it was synced, so that a power cut can be put anywhere afterwards.
 * One thread at a time.  The store opens its files by the default VFS: vfs_install() becomes that;
 * it comes first of all, since SQLite's memory goes through it too. */
#ifndef FAULTS_VFS_H
#define FAULTS_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void vfs_install(void);

/* -- faults ------------------------------------------------------------------------------ */

enum fault_calls {
    CALL_OPEN = 1, CALL_WRITE = 2, CALL_SYNC = 4, CALL_TRUNCATE = 8, CALL_DELETE = 16, CALL_READ = 32,
    CALL_SHM = 64, CALL_LOCK = 128, CALL_MEMORY = 256,
    CALL_STEP = 512,     /* a few instructions of a statement; the fault is that somebody stops it */
    CALL_PREPARE = 1024, /* a statement is made: no memory for it (--wrap=sqlite3_prepare_v3) */
    CALLS_WRITING = CALL_OPEN | CALL_WRITE | CALL_SYNC | CALL_TRUNCATE | CALL_DELETE,
    CALLS_READING = CALL_READ | CALL_SHM | CALL_LOCK,
};
enum fault_how {
    FAULT_EIO,   /* nothing is done, an I/O error */
    FAULT_FULL,  /* the disk is full: SQLITE_FULL for what writes */
    FAULT_SHORT, /* half of it is written, then an I/O error */
    FAULT_HOWS
};
struct fault {
    unsigned calls;      /* which are counted, of enum fault_calls */
    enum fault_how how;
    long at;             /* the at-th of them fails, from 1; 0 = none, only count */
    bool persistent;     /* and all behind it */
};
void fault_arm(const struct fault *f);
/* Ends it; how many calls were counted, and whether one failed. */
long fault_disarm(bool *failed);

/* -- power cuts -------------------------------------------------------------------------- */

/* From here on everything that is asked of files in `dir` is kept.  What lies there now is on disk. */
void record_start(const char *dir);
/* The program was told that the n-th thing is done (n counts up). */
void record_ack(int n);
void record_stop(void);
/* A cut may lie behind each of so many steps, 0 to record_steps(). */
size_t record_steps(void);
int record_acked(size_t step); /* the newest that was acknowledged by then; 0 = none */
enum cut {
    CUT_SYNCED, /* nothing that was not synced */
    CUT_ALL,    /* all that was written */
    CUT_TORN,   /* of what was not synced: any sectors of any writes, in any order; names in order */
    CUTS
};
/* Makes `dir` (there, empty) what the disk would hold. */
void record_replay(size_t step, enum cut how, uint32_t seed, const char *dir);
void record_free(void);

/* For calls of ours that do not go through SQLite. */
void record_unlink(const char *path);
void record_rename(const char *from, const char *to);

#endif
