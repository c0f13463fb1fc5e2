/* SHA-256 (FIPS 180-4, sections 5 and 6.2): names and guards what is kept on disk. */
#ifndef GT_BASE_SHA256_H
#define GT_BASE_SHA256_H
#include <stddef.h>
#include <stdint.h>

enum { GT__SHA256_BYTES = 32, GT__SHA256_BLOCK = 64 };

typedef struct gt__sha256 {
    uint32_t state[8];
    uint64_t bytes; /* so far */
    unsigned char block[GT__SHA256_BLOCK];
} gt__sha256;

void gt__sha256_begin(gt__sha256 *hash);
void gt__sha256_add(gt__sha256 *hash, const void *data, size_t bytes);
/* The digest of all that was added. The hash must be begun again before it is used again. */
void gt__sha256_end(gt__sha256 *hash, unsigned char digest[GT__SHA256_BYTES]);
#endif
