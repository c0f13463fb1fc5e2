/* A folder of small files that are known by a digest: what one process has worked out, for later ones. Nothing in it is
 * believed: a file counts only if folder and file belong to this user alone, and if its length and the digest of its
 * contents are those that it names. Anything else counts as not there; no function reports a failure. */
#ifndef GT_BASE_STORE_H
#define GT_BASE_STORE_H
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"

enum {
    GT__STORE_MAGIC = 16,
    GT__STORE_HEADER =
        GT__STORE_MAGIC + 2 * GT__SHA256_BYTES + 8, /* magic, key, digest of the contents, their length */
    GT__STORE_FILE_BYTES = 1 << 26,                 /* longest contents */
    GT__STORE_BYTES = 1 << 28                       /* of all files, unless the environment says more */
};

/* 1 if the environment names a folder for such files, which need not be there; 1 if files can be written to it, which
 * makes it. */
int gt__store_reads(void);
int gt__store_writes(void);
/* The contents kept under the key, which the caller frees; NULL if there are none. The file counts as used just now. */
unsigned char *gt__store_find(const unsigned char key[GT__SHA256_BYTES], size_t *bytes);
/* Keeps contents under the key, and forgets the files that were not used for longest if there are too many bytes. */
void gt__store_keep(const unsigned char key[GT__SHA256_BYTES], const void *contents, size_t bytes);
void gt__store_forget(const unsigned char key[GT__SHA256_BYTES]);
#endif
