/* Reaches the fault layer from a test program; clfault.h says what the functions do. */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdbool.h>

struct faults {
    void (*arm)(const char *name, long k, int code, int sticky);
    void (*disarm)(void);
    long (*calls)(void);
    long (*fired)(void);
    const char *(*where)(void);
    long (*live)(void);
    long (*dead)(void);
    void (*hold)(const char *name, int n);
    long (*held)(void);
    long (*met)(void);
    long (*builds)(void);
    long (*calls_of)(const char *name);
    long (*unflushed)(void);
    void (*pending)(int on);
    void (*log)(const char *log);
};

/* False where the layer is not loaded: OPENCL_LAYERS does not name it, or the loader has no layers.
 * Makes the loader load its layers if no OpenCL function was called yet. */
bool faults_load(struct faults *f);

#endif
