/* A test program runs itself again, in another environment: drivers and libraries are loaded once in a process. */
#ifndef TESTS_AGAIN_H
#define TESTS_AGAIN_H
#include <stddef.h>

/* Runs this program with one argument, the word, and variables set ("NAME=value") or unset ("NAME"), up to a NULL. Its
 * output, standard error left out; its status must be 0. */
void support_again(const char *word, const char *const *environment, char *out, size_t bytes);
#endif
