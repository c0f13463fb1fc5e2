/* Files of the operating system: read from where they are, pipes too, and saved so that a failure leaves the old file.
 * Functions set errno where they fail. */
#ifndef GT_BASE_FILE_H
#define GT_BASE_FILE_H
#include <stddef.h>
#include <stdint.h>

/* Opens a file to read it; its descriptor, or -1. */
int gt__file_open(const char *path);
void gt__file_close(int file);
/* The bytes of a file that has a size, which pipes and devices have not: -1. */
int64_t gt__file_size(int file);
/* Reads or writes so many bytes, in as many steps as it takes. What was read is less at the end of the file; -1. */
int64_t gt__file_read(int file, void *data, size_t bytes);
int gt__file_write(int file, const void *data, size_t bytes); /* 0 or -1 */

/* Writes what a file is to have, from its start. Returns 0 or -1. */
typedef int gt__file_writer(int file, void *data);
/* Writes `path` new. A file that is there is replaced at once by a whole one, of the same mode and owner; where that is
 * not possible or would cut a hard link, it is written over. Symbolic links are followed, to a file that is not there
 * too. What is no file, such as a device or a pipe, is written to. `write` may run twice, for one file after the other.
 * Returns 0 or -1. */
int gt__file_save(const char *path, gt__file_writer *write, void *data);
#endif
