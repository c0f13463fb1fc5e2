/* What a program needs to be asked by oclgrind for uninitialised values. */
#ifndef TESTS_OCLGRIND_H
#define TESTS_OCLGRIND_H

#include <stdbool.h>

/* Whether oclgrind looks for uninitialised values. In a program that asks so, two of OpenCL's functions are stood in
 * for where it does: its version 21.10 takes what clEnqueueFillBuffer has filled for uninitialised, and where anything
 * is written or copied to a place within a buffer, nearly all else that is in it. Here the whole of it is written. */
bool oclgrind_asks(void);
#endif
