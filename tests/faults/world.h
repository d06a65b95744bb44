/* world.h - databases to be put back as they were, again and again, and what all loops ask afterwards. */
#ifndef FAULTS_WORLD_H
#define FAULTS_WORLD_H

#include "../unit/store/fixture.h"

const char *world_sources(void); /* BS_SRCDIR */
bool world_long(void);   /* BS_FAULTS=long: every place, not a sample of them; */
long world_stride(void); /* or every BS_FAULTS_STRIDE-th, where there are many */

/* The files of a directory as they are now. */
struct image {
    struct {
        char name[256];
        uint8_t *p;
        size_t n;
    } file[8];
    int n;
};
void image_take(struct image *i, const char *dir);
void image_put(const struct image *i, const char *dir); /* nothing else is there afterwards */
void image_free(struct image *i);
void dir_clear(const char *dir);

/* A real database of an older version takes the place of f's, which is closed. */
void world_older(struct fixture *f, int version);

/* Every event: number, kind, target, verdict, label, note, hash; free(). */
char *log_text(struct fixture *f);
/* The same without what depends on the clock, and all else that can be read: services, verdicts, runs,
 * marks; free(). */
char *state_text(struct fixture *f);
/* Fails the test when verify complains. */
void must_verify(struct fixture *f, const char *when);

/* Ten services: three with one banner, two of its shape, ssh, http, DICOM, one silent. */
extern const struct plain world_ten[10];

#endif
