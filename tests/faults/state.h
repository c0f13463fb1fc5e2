/* Inside the fault layer: the wrappers (clfault.c) tell the state (state.c) what the program calls and holds. */
#ifndef CLFAULT_STATE_H
#define CLFAULT_STATE_H

#include <CL/cl.h>
#include <stdbool.h>

enum function {
#define FN(class, name, ...) FN_##name,
#include "faults/functions.h"
#undef FN
    FN_COUNT
};

enum kind { CONTEXT, QUEUE, MEMORY, PROGRAM, KERNEL, EVENT };

/* Reads the environment. */
void state_start(void);

/* Counts a call, and holds it; the code it shall fail with, or CL_SUCCESS where it shall go through. */
cl_int on_call(enum function fn);

/* Counts a program that the driver is about to build. */
void on_build(const void *program);

/* One more reference, from a create, a retain or an event that a command made. */
void track(enum function fn, enum kind kind, const void *handle);

/* An event that a command on the queue made. */
void track_event(enum function fn, const void *event, const void *queue);

/* A command on the queue is about to wait for others: those of other queues must have been flushed, or it may wait for
 * ever. */
void on_wait_list(enum function fn, const void *queue, cl_uint n, const cl_event *list);
void on_flush(const void *queue);

/* The log that every build shall have, or NULL. */
const char *other_log(void);

/* Whether the event, of finished work, shall be called pending. */
bool said_pending(cl_event event);

/* One reference less; the kind's CL_INVALID_ code where the handle is not alive, or CL_SUCCESS. To be called before the
 * driver releases: after that, another thread may own a new object of the same address. */
cl_int untrack(enum function fn, enum kind kind, const void *handle);

/* The final status of an event that the driver calls complete. */
cl_int outcome(cl_event event);

#endif
