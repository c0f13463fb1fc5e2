/* The null layer: an OpenCL ICD layer under which the host's part of an operation can be measured alone.
 *
 * Loaded by the ICD loader: OPENCL_LAYERS=/path/libnullcl.so. Off, as it starts, it passes every call on. On, it
 * answers clSetKernelArg, every clEnqueue* but clEnqueueMapBuffer, clFlush and clFinish with success and does nothing;
 * events made so are one and the same, which is always complete, and which no driver ever sees. So before it is
 * switched on, real work must be finished, and before it is switched off, the program must have let go of all events:
 * nullcl_references is then 0. For programs with one thread that calls OpenCL. */
#ifndef NULLCL_H
#define NULLCL_H
#include <stdint.h>

#define NULLCL_EXPORT __attribute__((visibility("default")))

enum {
#define FN(class, name, ...) NULLCL_##name,
#include "../../faults/functions.h"
#undef FN
    NULLCL_FUNCTIONS
};

/* A call as it was recorded: NULLCL_*; of clSetKernelArg also the argument, whether its value is NULL, its bytes. */
typedef struct nullcl_call {
    uint8_t function, local;
    uint16_t argument;
    uint32_t bytes;
} nullcl_call;

/* Switches the layer on (1) or off (0). */
NULLCL_EXPORT void nullcl_switch(int on);

/* Records the next calls, `capacity` at most; returns how many were recorded since the last nullcl_record. */
NULLCL_EXPORT int64_t nullcl_record(nullcl_call *calls, int64_t capacity);

/* Calls since the start, by function, passed on or not; the names of the functions. */
NULLCL_EXPORT extern int64_t nullcl_counts[NULLCL_FUNCTIONS];
NULLCL_EXPORT extern const char *const nullcl_names[NULLCL_FUNCTIONS];

/* References to the event that the layer has given and the program has not released. */
NULLCL_EXPORT extern int64_t nullcl_references;

#endif
