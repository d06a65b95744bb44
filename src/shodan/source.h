/* source.h - the bytes of a file, plain or gzip, one stream either way. */
#ifndef BS_SHODAN_SOURCE_H
#define BS_SHODAN_SOURCE_H

#include "bannerscope/base.h"

/* What real data never reaches and a decompression bomb does: so many times the size, once
 * so much has come out. */
enum { BS_GZIP_RATIO_MAX = 400, BS_GZIP_RATIO_FROM = 256 << 20 };

struct bs_source;
/* `path` "-" is standard input.  Refuses directories and what is packed otherwise (zip, xz,
 * bzip2, zstd) in words.  Reads the first bytes at once. */
bs_err bs_source_open(const char *path, struct bs_source **out, struct bs_error *e);
void bs_source_close(struct bs_source *s);
/* Up to `cap` (> 0) bytes; *got == 0 at the end.  BS_E_CORRUPT: the gzip data are cut or
 * damaged, and all that could be read of them was given out before.  BS_E_IO: read failed. */
bs_err bs_source_read(struct bs_source *s, uint8_t *out, size_t cap, size_t *got,
                      struct bs_error *e);
/* Bytes of the file read so far; its size, -1 when that is not known. */
void bs_source_progress(const struct bs_source *s, int64_t *done, int64_t *total);

#endif
