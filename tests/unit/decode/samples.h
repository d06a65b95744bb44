/* samples.h - the samples of tests/data/decode, for the tests of the decoders. */
#ifndef BS_TEST_SAMPLES_H
#define BS_TEST_SAMPLES_H

#include "bannerscope/decode.h"

struct sample {
    char folder[256], file[520]; /* "dicom", "dicom/accept.bin" */
    uint8_t *bytes;
    size_t n;
    char *expect; /* the text of its .expect file */
};
/* Filled by samples_load(), a group's set-up; samples_unload() is its tear-down. */
extern struct sample samples[];
extern size_t sample_count;
int samples_load(void **state);
int samples_unload(void **state);

/* Terminated; NULL when there is no such file. */
uint8_t *sample_file(const char *path, size_t *n);
/* Value of the next line "KEY: VALUE" with this key; *from walks. */
bool sample_next_value(const char **from, const char *key, bs_str *out);
/* These bytes with what the sample says of port, transport and module. */
struct bs_decode_in sample_input(const struct sample *s, bs_bytes bytes);
/* What holds for every reading of any n bytes. */
void check_bounds(const struct bs_decoded *d, size_t n);

#endif
