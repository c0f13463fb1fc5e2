/* What a test program gives back at its end: every allocation of its own and of the library, every OpenCL object. */
#ifndef TESTS_LEAKS_H
#define TESTS_LEAKS_H

/* Starts the count; the first call in main. */
void leaks_begin(void);
/* The last test of a program: closes the shared context, after which nothing may be left. */
void leaks_none(void **state);
#endif
