/* The VFS itself: every call is counted, may fail, and is written down (record.c). */
#include "vfs.h"

#include <sqlite3.h>
#include <string.h>

#include "record.h"

static struct {
    sqlite3_vfs *real;
    sqlite3_mem_methods memory;
    struct fault fault;
    long counted;
    bool failed;
} the;

struct file {
    sqlite3_file base;
    int node;            /* of record.c; -1 = not in the directory that is watched */
    bool new_name;       /* SQLite syncs the directory with the first sync of a log it made */
    sqlite3_file *real;  /* behind this struct */
};

void fault_arm(const struct fault *f)
{
    the.fault = *f;
    the.counted = 0;
    the.failed = false;
}

long fault_disarm(bool *failed)
{
    the.fault = (struct fault){0};
    if (failed)
        *failed = the.failed;
    return the.counted;
}

static bool fails(unsigned call)
{
    if (!(the.fault.calls & call))
        return false;
    the.counted++;
    bool now = the.fault.at && (the.counted == the.fault.at ||
                                (the.fault.persistent && the.counted > the.fault.at));
    the.failed |= now;
    return now;
}

static sqlite3_file *real(sqlite3_file *f)
{
    return ((struct file *)f)->real;
}

static int full_or(int rc)
{
    return the.fault.how == FAULT_FULL ? SQLITE_FULL : rc;
}

/* -- a file ------------------------------------------------------------------------------ */

static int x_close(sqlite3_file *f)
{
    return real(f)->pMethods ? real(f)->pMethods->xClose(real(f)) : SQLITE_OK;
}

static int x_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    if (fails(CALL_READ))
        return SQLITE_IOERR_READ;
    return real(f)->pMethods->xRead(real(f), p, n, at);
}

static int write_through(struct file *f, const void *p, int n, sqlite3_int64 at)
{
    int rc = f->real->pMethods->xWrite(f->real, p, n, at);
    if (rc == SQLITE_OK)
        record_write(f->node, p, (size_t)n, at);
    return rc;
}

static int x_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    if (fails(CALL_WRITE)) {
        if (the.fault.how == FAULT_SHORT && n > 1)
            write_through((struct file *)f, p, n / 2, at);
        return full_or(SQLITE_IOERR_WRITE);
    }
    return write_through((struct file *)f, p, n, at);
}

static int x_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    if (fails(CALL_TRUNCATE))
        return SQLITE_IOERR_TRUNCATE;
    int rc = real(f)->pMethods->xTruncate(real(f), size);
    if (rc == SQLITE_OK)
        record_truncate(((struct file *)f)->node, size);
    return rc;
}

/* The real disk is not asked: what a sync is worth is record.c's business, and time is ours. */
static int x_sync(sqlite3_file *f, int flags)
{
    struct file *file = (struct file *)f;
    (void)flags;
    if (fails(CALL_SYNC))
        return SQLITE_IOERR_FSYNC;
    record_sync(file->node);
    if (file->new_name)
        record_sync_names();
    file->new_name = false;
    return SQLITE_OK;
}

static int x_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return real(f)->pMethods->xFileSize(real(f), size);
}

static int x_lock(sqlite3_file *f, int level)
{
    return fails(CALL_LOCK) ? SQLITE_IOERR_LOCK : real(f)->pMethods->xLock(real(f), level);
}

static int x_unlock(sqlite3_file *f, int level)
{
    return real(f)->pMethods->xUnlock(real(f), level);
}

static int x_reserved(sqlite3_file *f, int *out)
{
    return real(f)->pMethods->xCheckReservedLock(real(f), out);
}

static int x_control(sqlite3_file *f, int op, void *arg)
{
    return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int x_sector(sqlite3_file *f)
{
    return real(f)->pMethods->xSectorSize(real(f));
}

static int x_device(sqlite3_file *f)
{
    return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int x_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    if (fails(CALL_SHM))
        return SQLITE_IOERR_SHMMAP;
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}

static int x_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    if (!(flags & SQLITE_SHM_UNLOCK) && fails(CALL_SHM))
        return SQLITE_IOERR_SHMLOCK;
    return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void x_shm_barrier(sqlite3_file *f)
{
    real(f)->pMethods->xShmBarrier(real(f));
}

static int x_shm_unmap(sqlite3_file *f, int gone)
{
    return real(f)->pMethods->xShmUnmap(real(f), gone);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = x_close, .xRead = x_read, .xWrite = x_write, .xTruncate = x_truncate, .xSync = x_sync,
    .xFileSize = x_size, .xLock = x_lock, .xUnlock = x_unlock, .xCheckReservedLock = x_reserved,
    .xFileControl = x_control, .xSectorSize = x_sector, .xDeviceCharacteristics = x_device,
    .xShmMap = x_shm_map, .xShmLock = x_shm_lock, .xShmBarrier = x_shm_barrier,
    .xShmUnmap = x_shm_unmap,
};

/* -- the file system --------------------------------------------------------------------- */

static int x_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
    struct file *file = (struct file *)f;
    bool fresh = false;
    (void)v;
    *file = (struct file){.node = -1, .real = (sqlite3_file *)(file + 1)};
    if (fails(CALL_OPEN))
        return SQLITE_CANTOPEN;
    memset(file->real, 0, (size_t)the.real->szOsFile);
    int rc = the.real->xOpen(the.real, name, file->real, flags, out);
    if (rc == SQLITE_OK && name)
        file->node = record_open(name, &fresh);
    file->new_name = fresh && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL));
    if (file->real->pMethods)
        file->base.pMethods = &methods;
    return rc;
}

static int x_delete(sqlite3_vfs *v, const char *name, int sync_names)
{
    (void)v;
    if (fails(CALL_DELETE))
        return SQLITE_IOERR_DELETE;
    int rc = the.real->xDelete(the.real, name, 0);
    if (rc == SQLITE_OK)
        record_unlink(name);
    if (rc == SQLITE_OK && sync_names)
        record_sync_names();
    return rc;
}

static int x_access(sqlite3_vfs *v, const char *name, int flags, int *out)
{
    (void)v;
    return the.real->xAccess(the.real, name, flags, out);
}

static int x_full_name(sqlite3_vfs *v, const char *name, int n, char *out)
{
    (void)v;
    return the.real->xFullPathname(the.real, name, n, out);
}

static int x_random(sqlite3_vfs *v, int n, char *out)
{
    (void)v;
    return the.real->xRandomness(the.real, n, out);
}

static int x_sleep(sqlite3_vfs *v, int us)
{
    (void)v;
    return the.real->xSleep(the.real, us);
}

static int x_time(sqlite3_vfs *v, double *out)
{
    (void)v;
    return the.real->xCurrentTime(the.real, out);
}

static int x_time64(sqlite3_vfs *v, sqlite3_int64 *out)
{
    (void)v;
    return the.real->xCurrentTimeInt64(the.real, out);
}

static int x_last_error(sqlite3_vfs *v, int n, char *out)
{
    (void)v;
    return the.real->xGetLastError(the.real, n, out);
}

/* -- memory ------------------------------------------------------------------------------ */

static void *m_malloc(int n)
{
    return fails(CALL_MEMORY) ? NULL : the.memory.xMalloc(n);
}

static void *m_realloc(void *p, int n)
{
    return fails(CALL_MEMORY) ? NULL : the.memory.xRealloc(p, n);
}

/* Without the pool of small pieces every request is seen. */
static void memory_install(void)
{
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &the.memory);
    sqlite3_mem_methods ours = the.memory;
    ours.xMalloc = m_malloc;
    ours.xRealloc = m_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
}

/* -- statements -------------------------------------------------------------------------- */

static int step(void *unused)
{
    (void)unused;
    return fails(CALL_STEP);
}

int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
                              const char **tail);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
                              const char **tail);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
                              const char **tail)
{
    *out = NULL;
    return fails(CALL_PREPARE) ? SQLITE_NOMEM : __real_sqlite3_prepare_v3(db, sql, n, flags, out, tail);
}

static int watch_steps(sqlite3 *db, char **message, const struct sqlite3_api_routines *api)
{
    (void)message;
    (void)api;
    sqlite3_progress_handler(db, 1, step, NULL);
    return SQLITE_OK;
}

void vfs_install(void)
{
    static sqlite3_vfs ours = {
        .iVersion = 2, .zName = "faults", .xOpen = x_open, .xDelete = x_delete, .xAccess = x_access,
        .xFullPathname = x_full_name, .xRandomness = x_random, .xSleep = x_sleep, .xCurrentTime = x_time,
        .xCurrentTimeInt64 = x_time64, .xGetLastError = x_last_error,
    };
    if (the.real)
        return;
    memory_install();
    the.real = sqlite3_vfs_find(NULL);
    ours.szOsFile = (int)sizeof(struct file) + the.real->szOsFile;
    ours.mxPathname = the.real->mxPathname;
    sqlite3_vfs_register(&ours, 1);
    sqlite3_auto_extension((void (*)(void))watch_steps);
}
