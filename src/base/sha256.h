/* sha256.h - the inner loop of SHA-256, in plain C and by the processor's own instructions.  base only. */
#ifndef BS_BASE_SHA256_H
#define BS_BASE_SHA256_H

#include "bannerscope/base.h"

/* Blocks of 64 bytes into the state. */
typedef void bs_sha256_blocks(uint32_t state[8], const uint8_t *p, size_t blocks);
bs_sha256_blocks bs_sha256_plain;
/* NULL where the processor, or the compiler, has none. */
bs_sha256_blocks *bs_sha256_quick(void);
extern const uint32_t bs_sha256_k[64];

#endif
