#define _XOPEN_SOURCE 700
#define CL_TARGET_OPENCL_VERSION 300
#include "faults/state.h"

#include <pthread.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "faults/clfault.h"

enum { TARGET_ANY = FN_COUNT, TARGET_EVENT, TARGET_NONE };

static const char *const names[] = {
#define FN(class, name, ...) #name,
#include "faults/functions.h"
#undef FN
    "*", "event"};

static const struct {
    const char *name;
    cl_int invalid;
} kinds[] = {{"context", CL_INVALID_CONTEXT}, {"queue", CL_INVALID_COMMAND_QUEUE}, {"buffer", CL_INVALID_MEM_OBJECT},
             {"program", CL_INVALID_PROGRAM}, {"kernel", CL_INVALID_KERNEL},       {"event", CL_INVALID_EVENT}};

struct object {
    const void *handle;
    enum kind kind;
    enum function maker;
    long maker_call;
    long refs;
    bool ended;        /* an event that was seen to be complete */
    cl_int status;     /* its final status */
    const void *queue; /* that it is of */
    long when;         /* an event: when it was made; a queue: when it was flushed last. Counted in events made */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows; never held while a driver runs */
static struct {
    int target;
    long k;
    cl_int code;
    bool sticky;
    long seen, calls, fired;
    const char *where;
} fault = {.target = TARGET_NONE, .where = ""};
static struct {
    int target, n;
    int waiting;
    long round; /* changes when those that wait may go on */
    long met, alone;
} hold = {.target = TARGET_NONE};
static long patience = 20; /* seconds */
static long calls_of[FN_COUNT], calls, builds, fired, live, dead, unflushed;
static long events;  /* made so far */
static bool pending; /* all work that was not yet seen to be done is called pending */
static const char *build_log;
static void *objects; /* tsearch(3) tree of struct object */

static pthread_cond_t go_on; /* a round of calls that are held */
static pid_t owner;

static void refuse(const char *what, const char *detail)
{
    fprintf(stderr, "clfault: %s: %s\n", what, detail);
    _Exit(99);
}

/* One more occurrence of what is armed. */
static cl_int strike(enum function fn)
{
    fault.seen++;
    if (fault.seen != fault.k && !(fault.sticky && fault.seen > fault.k)) return CL_SUCCESS;
    fault.fired++;
    fired++;
    fault.where = names[fn];
    return fault.code;
}

/* Until n calls have begun, or the patience is over; with the lock, which is free meanwhile. */
static void wait_for_others(void)
{
    const long round = hold.round;
    struct timespec end;
    hold.waiting++;
    if (hold.waiting == hold.n) {
        hold.met += hold.n;
        hold.waiting = 0;
        hold.round++;
        pthread_cond_broadcast(&go_on);
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += patience;
    while (hold.round == round && pthread_cond_timedwait(&go_on, &lock, &end) == 0) {}
    if (hold.round != round) return;
    hold.waiting--;
    hold.alone++;
}

cl_int on_call(enum function fn)
{
    cl_int code = CL_SUCCESS;
    bool release = strncmp(names[fn], "clRelease", 9) == 0;
    pthread_mutex_lock(&lock);
    calls_of[fn]++;
    if (!release) {
        calls++;
        fault.calls++;
    }
    if (fault.target == (int)fn || (fault.target == TARGET_ANY && !release)) code = strike(fn);
    if (hold.target == (int)fn && !code) wait_for_others();
    pthread_mutex_unlock(&lock);
    return code;
}

static int by_handle(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct object *)a)->handle;
    uintptr_t y = (uintptr_t)((const struct object *)b)->handle;
    return (x > y) - (x < y);
}

static struct object *find(const void *handle)
{
    struct object key = {.handle = handle};
    struct object **at = tfind(&key, &objects, by_handle);
    return at ? *at : NULL;
}

static struct object *insert(enum function fn, enum kind kind, const void *handle)
{
    struct object *o = calloc(1, sizeof *o);
    if (!o || !(o->handle = handle) || !tsearch(o, &objects, by_handle)) refuse("out of memory", names[fn]);
    o->kind = kind;
    o->maker = fn;
    o->maker_call = calls_of[fn];
    o->when = events;
    return o;
}

void track(enum function fn, enum kind kind, const void *handle)
{
    if (!handle) return;
    pthread_mutex_lock(&lock);
    struct object *o = find(handle);
    if (!o) o = insert(fn, kind, handle);
    o->refs++;
    live++;
    pthread_mutex_unlock(&lock);
}

void track_event(enum function fn, const void *event, const void *queue)
{
    track(fn, EVENT, event);
    pthread_mutex_lock(&lock);
    struct object *o = find(event);
    if (o) {
        o->queue = queue;
        o->when = ++events;
    }
    pthread_mutex_unlock(&lock);
}

void on_wait_list(enum function fn, const void *queue, cl_uint n, const cl_event *list)
{
    pthread_mutex_lock(&lock);
    for (cl_uint i = 0; i < n; i++) {
        const struct object *o = find(list[i]);
        if (!o || !o->queue || o->queue == queue || o->ended) continue;
        const struct object *other = find(o->queue);
        if (!other || other->kind != QUEUE || other->when >= o->when) continue; /* a release flushes, too */
        unflushed++;
        fprintf(stderr, "clfault: %s #%ld waits for the event of %s #%ld, whose queue was not flushed since\n",
                names[fn], calls_of[fn], names[o->maker], o->maker_call);
    }
    pthread_mutex_unlock(&lock);
}

void on_flush(const void *queue)
{
    pthread_mutex_lock(&lock);
    struct object *o = find(queue);
    if (o) o->when = events;
    pthread_mutex_unlock(&lock);
}

const char *other_log(void)
{
    pthread_mutex_lock(&lock);
    const char *log = build_log;
    pthread_mutex_unlock(&lock);
    return log;
}

bool said_pending(cl_event event)
{
    pthread_mutex_lock(&lock);
    const struct object *o = find(event);
    bool says = pending && o && !o->ended;
    pthread_mutex_unlock(&lock);
    return says;
}

cl_int untrack(enum function fn, enum kind kind, const void *handle)
{
    cl_int code = CL_SUCCESS;
    pthread_mutex_lock(&lock);
    struct object *o = find(handle);
    if (!o || o->kind != kind) {
        dead++;
        code = kinds[kind].invalid;
        fprintf(stderr, "clfault: %s #%ld of a dead %s %p\n", names[fn], calls_of[fn], kinds[kind].name, handle);
    } else {
        live--;
        if (--o->refs == 0) {
            tdelete(o, &objects, by_handle);
            free(o);
        }
    }
    pthread_mutex_unlock(&lock);
    return code;
}

void on_build(const void *program)
{
    pthread_mutex_lock(&lock);
    const struct object *o = find(program);
    builds += o && o->maker == FN_clCreateProgramWithSource;
    pthread_mutex_unlock(&lock);
}

cl_int outcome(cl_event event)
{
    cl_int status = CL_COMPLETE;
    pthread_mutex_lock(&lock);
    struct object *o = find(event);
    if (o && !o->ended) {
        o->ended = true;
        if (fault.target == TARGET_EVENT) o->status = strike(o->maker);
    }
    if (o) status = o->status;
    pthread_mutex_unlock(&lock);
    return status;
}

void clfault_arm(const char *name, long k, int code, int sticky)
{
    int target = 0;
    while (target < TARGET_NONE && strcmp(name, names[target]) != 0) target++;
    if (target == TARGET_NONE) refuse("not a wrapped function", name);
    if (k < 1 || code >= 0) refuse("k must be positive and the code negative", name);
    pthread_mutex_lock(&lock);
    fault.target = target;
    fault.k = k;
    fault.code = code;
    fault.sticky = sticky != 0;
    fault.seen = fault.calls = fault.fired = 0;
    fault.where = "";
    pthread_mutex_unlock(&lock);
}

void clfault_disarm(void)
{
    pthread_mutex_lock(&lock);
    fault.target = TARGET_NONE;
    pthread_mutex_unlock(&lock);
}

void clfault_hold(const char *name, int n)
{
    int target = n < 2 ? TARGET_NONE : 0;
    while (target < FN_COUNT && strcmp(name, names[target]) != 0) target++;
    if (target == FN_COUNT) refuse("not a wrapped function", name);
    pthread_mutex_lock(&lock);
    hold.target = target;
    hold.n = n;
    hold.waiting = 0;
    hold.met = hold.alone = 0;
    hold.round++;
    pthread_cond_broadcast(&go_on);
    pthread_mutex_unlock(&lock);
}

void clfault_log(const char *log)
{
    pthread_mutex_lock(&lock);
    build_log = log;
    pthread_mutex_unlock(&lock);
}

void clfault_pending(int on)
{
    pthread_mutex_lock(&lock);
    pending = on != 0;
    pthread_mutex_unlock(&lock);
}

long clfault_calls_of(const char *name)
{
    long n = 0;
    int fn = 0;
    while (fn < FN_COUNT && strcmp(name, names[fn]) != 0) fn++;
    if (fn == FN_COUNT && strcmp(name, "*") != 0) refuse("not a wrapped function", name);
    pthread_mutex_lock(&lock);
    for (int i = 0; i < FN_COUNT; i++)
        if (fn == FN_COUNT || fn == i) n += calls_of[i];
    pthread_mutex_unlock(&lock);
    return n;
}

static long read_locked(const long *from)
{
    pthread_mutex_lock(&lock);
    long value = *from;
    pthread_mutex_unlock(&lock);
    return value;
}

long clfault_calls(void)
{
    return read_locked(&fault.calls);
}

long clfault_fired(void)
{
    return read_locked(&fault.fired);
}

long clfault_live(void)
{
    return read_locked(&live);
}

long clfault_dead(void)
{
    return read_locked(&dead);
}

long clfault_unflushed(void)
{
    return read_locked(&unflushed);
}

long clfault_held(void)
{
    return read_locked(&hold.alone);
}

long clfault_met(void)
{
    return read_locked(&hold.met);
}

long clfault_builds(void)
{
    return read_locked(&builds);
}

const char *clfault_where(void)
{
    pthread_mutex_lock(&lock);
    const char *where = fault.where;
    pthread_mutex_unlock(&lock);
    return where;
}

static void arm_from(const char *spec)
{
    char name[64];
    long k;
    int code, used = 0;
    if (sscanf(spec, "%63[^:]:%ld:%d%n", name, &k, &code, &used) < 3)
        refuse("CLFAULT is name:k:code[:sticky], not", spec);
    const char *rest = spec + used;
    bool sticky = strcmp(rest, ":1") == 0 || strcmp(rest, ":sticky") == 0;
    if (!sticky && *rest && strcmp(rest, ":0") != 0) refuse("CLFAULT is name:k:code[:sticky], not", spec);
    clfault_arm(name, k, code, sticky);
}

static void print_leak(const void *node, VISIT visit, int depth)
{
    (void)depth;
    if (visit != postorder && visit != leaf) return;
    const struct object *o = *(const struct object *const *)node;
    fprintf(stderr, "clfault: leak: %s %p from %s #%ld, references %ld\n", kinds[o->kind].name, o->handle,
            names[o->maker], o->maker_call, o->refs);
}

static void report(void)
{
    if (getpid() != owner) /* a forked child inherits the counts, not the objects */
        return;
    fprintf(stderr, "clfault: calls=%ld builds=%ld fired=%ld live=%ld\n", calls, builds, fired, live);
    twalk(objects, print_leak);
    if (live == 0 && dead == 0 && unflushed == 0) return;
    fflush(NULL);
    _Exit(99);
}

/* The report is an exit handler, not a destructor: destructors have no order against a sanitizer's leak check. */
void state_start(void)
{
    const char *wanted = getenv("CLFAULT_REPORT");
    const char *spec = getenv("CLFAULT"), *seconds = getenv("CLFAULT_PATIENCE");
    pthread_condattr_t clock;
    owner = getpid();
    if (seconds) patience = strtol(seconds, NULL, 10);
    if (pthread_condattr_init(&clock) || pthread_condattr_setclock(&clock, CLOCK_MONOTONIC) ||
        pthread_cond_init(&go_on, &clock))
        refuse("no condition variable", "clfault_hold");
    if (wanted && strcmp(wanted, "1") == 0 && atexit(report)) refuse("no exit handler", "CLFAULT_REPORT");
    if (spec && *spec) arm_from(spec);
}
