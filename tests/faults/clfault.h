/* The fault layer: an OpenCL ICD layer that fails calls on demand and counts live objects.
 *
 * Loaded by the ICD loader:  OPENCL_LAYERS=/path/libclfault.so
 *   CLFAULT=name:k:code[:sticky]  arms at start; the fields are those of clfault_arm, sticky is 0, 1 or "sticky"
 *   CLFAULT_REPORT=1              prints at exit "clfault: calls=N builds=N fired=N live=N" and a line for each leak to
 *                                 stderr; the exit status is 99 where anything is alive, a dead handle was released, or
 *                                 a command waits for another queue that was not flushed
 *   CLFAULT_PATIENCE=seconds      how long a held call waits for others (clfault_hold): 20 where it is not set
 * A loader ignores a path it cannot load, so a runner must demand the report line (or faults_load()).
 *
 * The functions below steer the layer from inside a program; dlsym(RTLD_DEFAULT, ...) finds them after the first OpenCL
 * call, and faults.h does that. k follows the order of calls: it is reproducible while one thread calls OpenCL. A
 * clGetEventInfo that finds work not yet done always reaches the driver and is not counted: how often a program polls
 * is chance. */
#ifndef CLFAULT_H
#define CLFAULT_H

#define CLFAULT_EXPORT __attribute__((visibility("default")))

/* From now on the k-th matching call (k >= 1) fails with code (< 0) without reaching the driver; sticky: all later ones
 * too. name is one OpenCL function, "*" for all wrapped ones but clRelease*, or "event": then the k-th event whose
 * completion is seen by clGetEventInfo or clWaitForEvents has code as its execution status, which, as in a driver, is
 * final: it outlives clfault_disarm. Callbacks of clSetEventCallback and commands that wait for it see it complete. */
CLFAULT_EXPORT void clfault_arm(const char *name, long k, int code, int sticky);
CLFAULT_EXPORT void clfault_disarm(void);

/* Since the last clfault_arm, or since the start: wrapped calls except clRelease*, and faults injected. */
CLFAULT_EXPORT long clfault_calls(void);
CLFAULT_EXPORT long clfault_fired(void);

/* The function hit by the last fault (for "event": the function that made the event); "" where none fired. */
CLFAULT_EXPORT const char *clfault_where(void);

/* From now on each call of one OpenCL function waits inside the layer, before it reaches the driver, until n calls of
 * it have begun; these go on together, and the next one waits for others again. So calls that a program makes one after
 * the other never meet. A call that is alone for 20 seconds goes on too. n below 2 lets all go on and holds nothing. */
CLFAULT_EXPORT void clfault_hold(const char *name, int n);

/* Since the last clfault_hold: calls that went on alone, and calls that met. */
CLFAULT_EXPORT long clfault_held(void);
CLFAULT_EXPORT long clfault_met(void);

/* Programs made of source that were built, since the start: clBuildProgram calls that reached the driver. */
CLFAULT_EXPORT long clfault_builds(void);

/* Calls of one function since the start, whether they reached the driver or not; "*": of all, clRelease* too. */
CLFAULT_EXPORT long clfault_calls_of(const char *name);

/* Commands that were made to wait for an event of another queue, which was not flushed since that event was made: some
 * drivers would wait for ever. Each is printed to stderr. */
CLFAULT_EXPORT long clfault_unflushed(void);

/* While on, clGetEventInfo says of all work that was not yet seen to be complete that it is not. */
CLFAULT_EXPORT void clfault_pending(int on);

/* From now on every build has this log, of strlen(log) bytes: without the NUL at its end. NULL: the driver's. The text
 * is borrowed. */
CLFAULT_EXPORT void clfault_log(const char *log);

/* References that the program holds: contexts, queues, memory objects, programs, kernels and events together. */
CLFAULT_EXPORT long clfault_live(void);

/* Releases of handles that were not alive, since the start. Such a call is not passed on: a driver would crash. */
CLFAULT_EXPORT long clfault_dead(void);

#endif
