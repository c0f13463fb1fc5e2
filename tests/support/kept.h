/* Folders of a test's own, and files that the library keeps by a digest in one (base/store.h). */
#ifndef TESTS_KEPT_H
#define TESTS_KEPT_H
#include <stddef.h>
#include <stdint.h>

#include "base/store.h"

/* A folder of the test's own, and the one in it that GPUTENSOR_CACHE names, which is not made. */
extern char kept_place[64], kept_folder[128];
/* Makes the first, and sets the environment. The second removes it, and asserts that nothing was left open or
 * allocated. Set-up and tear-down of a test. */
int kept_begin(void **state);
int kept_end(void **state);
/* Entries of a folder whose names end so. */
int kept_entries(const char *path, const char *ending);
/* With all that is in it. */
void kept_remove(const char *path);

typedef struct kept_key {
    unsigned char bytes[GT__SHA256_BYTES];
} kept_key;

kept_key kept_key_of(int i);
void kept_path(char path[256], int i);
uint32_t kept_random(uint32_t *seed);
/* Bytes that a number stands for, which begin with it; given back with free. */
unsigned char *kept_contents(uint32_t number, size_t bytes);
void kept_keep(int i, size_t bytes);
/* 1: found as it was kept, 0: not found. Anything else fails the test. */
int kept_finds(int i, size_t bytes);
/* Makes a file of the user's alone; reads one. */
void kept_write(const char *path, const void *data, size_t bytes);
size_t kept_read(const char *path, unsigned char *data, size_t room);
/* Used so many seconds ago. */
void kept_age(const char *path, long seconds);
/* The status that a child ends with that does a job: 0 if all is right. */
int kept_child(int (*job)(void));
#endif
