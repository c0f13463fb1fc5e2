/* host LIBRARY [ROUNDS [CALLS]]: what an operation costs on the host alone, in CPU time of the thread that calls it.
 * OPENCL_LAYERS must be the null layer: work costs nothing there. Rounds of CALLS calls of the library alternate with
 * rounds that make the very same OpenCL calls in a loop of their own; the difference of their medians is what the
 * library itself takes. A line for each operation, its fields separated by tabs: microseconds a call, of that the
 * OpenCL calls, the difference, OpenCL calls a call, the name, which OpenCL calls. */
#define _POSIX_C_SOURCE 200809L
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nullcl.h"

enum { WARM = 1024, RECORDED = 256, MOST_CALLS = RECORDED * 128, MOST_ROUNDS = 10000 };
enum { KIND_DTYPE = 2, KIND_UNARY = 3, KIND_BINARY = 4 }; /* of gt_enum_find */

/* Functions of the library, found by name: one program measures many builds. Structs are not used. */
static struct gt {
    int32_t (*device_find)(const char *name);
    int32_t (*context_create)(void **out, int32_t device, const void *opts);
    void (*context_free)(void *ctx);
    void *(*context_queue)(void *ctx);
    int32_t (*queue_finish)(void *q);
    int32_t (*enum_find)(int32_t kind, const char *name, int32_t *value);
    const char *(*last_error)(void);
    const char *(*version_string)(void);
    void (*tensor_free)(void *t);
    int32_t (*tensor_broadcast)(void **out, const void *src, int32_t rank, const int64_t *shape);
    int32_t (*tensor_permute)(void **out, const void *src, const int32_t *axes, int32_t n);
    int32_t (*upload)(void *q, void **dst, int32_t dtype, int32_t rank, const int64_t *shape, const void *host,
                      size_t bytes);
    int32_t (*download)(void *q, void *host, size_t bytes, const void *src);
    int32_t (*copy)(void *q, void **dst, const void *src, int32_t dtype);
    int32_t (*unary)(void *q, int32_t op, void **dst, const void *a);
    int32_t (*binary)(void *q, int32_t op, void **dst, const void *a, const void *b);
    int32_t (*reduce)(void *q, int32_t op, void **dst, const void *src, const int32_t *axes, int32_t n_axes,
                      const void *opts);
    int32_t (*matmul)(void *q, void **dst, const void *a, const void *b, const void *opts);
} gt;

static struct layer {
    void (*turn)(int on);
    int64_t (*record)(nullcl_call *calls, int64_t capacity);
    const int64_t *counts;
    const char *const *names;
    int64_t *references;
} layer;

static struct state {
    void *ctx, *q;
    int32_t f32, add, exp;
    void *a, *b, *out, *fresh;            /* 1024 elements */
    void *square, *row, *wide, *turned;   /* 32 x 32, 32, row broadcast to 32 x 32, square transposed */
    void *square_out, *sum, *m, *n, *m_n; /* 64 x 64 */
} s;

static nullcl_call calls[MOST_CALLS];
static double ours[MOST_ROUNDS], theirs[MOST_ROUNDS];

static void die(const char *what, const char *why)
{
    fprintf(stderr, "host: %s: %s\n", what, why ? why : "failed");
    exit(1);
}

static void try(int32_t status, const char *what)
{
    if (status < 0) die(what, gt.last_error());
}

static void find(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    if (!symbol) die("dlsym", dlerror());
    memcpy(function, &symbol, sizeof symbol);
}

static void find_library(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) die("dlopen", dlerror());
#define FIND(name) find(library, "gt_" #name, &gt.name)
    FIND(device_find);
    FIND(context_create);
    FIND(context_free);
    FIND(context_queue);
    FIND(queue_finish);
    FIND(enum_find);
    FIND(last_error);
    FIND(version_string);
    FIND(tensor_free);
    FIND(tensor_broadcast);
    FIND(tensor_permute);
    FIND(upload);
    FIND(download);
    FIND(copy);
    FIND(unary);
    FIND(binary);
    FIND(reduce);
    FIND(matmul);
#undef FIND
}

/* After the first OpenCL call: the loader has opened the layer already, or could not. */
static void find_layer(const char *path)
{
    void *library = path ? dlopen(path, RTLD_NOW | RTLD_NOLOAD) : NULL;
    if (!library) die("OPENCL_LAYERS", "the OpenCL loader has not loaded the null layer");
    find(library, "nullcl_switch", &layer.turn);
    find(library, "nullcl_record", &layer.record);
    find(library, "nullcl_counts", &layer.counts);
    find(library, "nullcl_names", &layer.names);
    find(library, "nullcl_references", &layer.references);
    if (layer.counts[NULLCL_clCreateContext] == 0) die("OPENCL_LAYERS", "the null layer sees no OpenCL calls");
}

/* ---- what is measured ---- */

static int32_t add_into(void)
{
    return gt.binary(s.q, s.add, &s.out, s.a, s.b);
}

static int32_t add_new(void)
{
    int32_t status = gt.binary(s.q, s.add, &s.fresh, s.a, s.b);
    gt.tensor_free(s.fresh);
    s.fresh = NULL;
    return status;
}

static int32_t exp_into(void)
{
    return gt.unary(s.q, s.exp, &s.out, s.a);
}

static int32_t add_broadcast(void)
{
    return gt.binary(s.q, s.add, &s.square_out, s.square, s.wide);
}

static int32_t sum_into(void)
{
    return gt.reduce(s.q, s.add, &s.sum, s.a, NULL, 0, NULL);
}

static int32_t matmul_into(void)
{
    return gt.matmul(s.q, &s.m_n, s.m, s.n, NULL);
}

static int32_t copy_turned(void)
{
    return gt.copy(s.q, &s.square_out, s.turned, 0);
}

static const struct operation {
    const char *name;
    int32_t (*call)(void);
} operations[] = {{"add 1024, given dst", add_into},           {"add 1024, new dst, freed", add_new},
                  {"exp 1024, given dst", exp_into},           {"add 32x32 + broadcast view", add_broadcast},
                  {"sum 1024, given dst", sum_into},           {"matmul 64x64, given dst", matmul_into},
                  {"copy 32x32 transposed view", copy_turned}, {NULL, NULL}};

static void create(void **out, int32_t rank, int64_t rows, int64_t columns)
{
    float values[64 * 64];
    int64_t shape[] = {rows, columns}, count = rank == 2 ? rows * columns : rows;
    for (int64_t i = 0; i < count; i++) values[i] = (float)(i % 17) * 0.25f;
    try(gt.upload(s.q, out, s.f32, rank, shape, values, (size_t)count * sizeof *values), "upload");
}

static void set_up(void)
{
    static const int64_t shape[] = {32, 32};
    if (!gt.enum_find(KIND_DTYPE, "float32", &s.f32) || !gt.enum_find(KIND_BINARY, "add", &s.add) ||
        !gt.enum_find(KIND_UNARY, "exp", &s.exp))
        die("gt_enum_find", "no such name");
    try(gt.context_create(&s.ctx, gt.device_find(NULL), NULL), "context");
    s.q = gt.context_queue(s.ctx);
    void **vectors[] = {&s.a, &s.b, &s.out}, **squares[] = {&s.square, &s.square_out}, **matrices[] = {&s.m, &s.n};
    for (int i = 0; i < 3; i++) create(vectors[i], 1, 1024, 0);
    for (int i = 0; i < 2; i++) create(squares[i], 2, 32, 32);
    for (int i = 0; i < 2; i++) create(matrices[i], 2, 64, 64);
    create(&s.row, 1, 32, 0);
    try(gt.tensor_broadcast(&s.wide, s.row, 2, shape), "broadcast");
    try(gt.tensor_permute(&s.turned, s.square, NULL, 2), "permute");
}

/* The driver still does what it should: the events of the layer have not reached it. */
static void check_real(void)
{
    float values[1024];
    try(add_into(), "add");
    try(gt.download(s.q, values, sizeof values, s.out), "download");
    for (int i = 0; i < 1024; i++)
        if (values[i] != (float)(i % 17) * 0.5f) die("add", "wrong values on the driver afterwards");
}

static void tear_down(void)
{
    void *tensors[] = {s.a, s.b, s.out, s.square, s.row, s.wide, s.turned, s.square_out, s.sum, s.m, s.n, s.m_n};
    for (size_t i = 0; i < sizeof tensors / sizeof *tensors; i++) gt.tensor_free(tensors[i]);
    gt.context_free(s.ctx);
}

/* ---- measuring ---- */

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static double library_round(const struct operation *o, int n)
{
    int32_t status = 0;
    double begin = now_us();
    for (int i = 0; i < n && status >= 0; i++) status = o->call();
    double end = now_us();
    try(status, o->name);
    return (end - begin) / n;
}

/* The recorded calls with handles that mean nothing: with the layer on nobody looks at them. Returns 0 for a function
 * that reaches the driver, which is left out. */
static int replay(nullcl_call c)
{
    static const char value[4096];
    static const size_t size[3] = {1, 1, 1};
    static cl_event event;
    static cl_int status;
    cl_command_queue q = (cl_command_queue)(void *)&event;
    cl_mem mem = (cl_mem)(void *)&event;
    switch (c.function) {
    case NULLCL_clSetKernelArg:
        return !clSetKernelArg((cl_kernel)(void *)&event, c.argument, c.bytes, c.local ? NULL : value);
    case NULLCL_clEnqueueNDRangeKernel:
        return !clEnqueueNDRangeKernel(q, (cl_kernel)(void *)&event, 3, NULL, size, size, 0, NULL, &event);
    case NULLCL_clEnqueueCopyBuffer: return !clEnqueueCopyBuffer(q, mem, mem, 0, 0, 4, 0, NULL, &event);
    case NULLCL_clEnqueueFillBuffer: return !clEnqueueFillBuffer(q, mem, value, 4, 0, 4, 0, NULL, &event);
    case NULLCL_clEnqueueMarkerWithWaitList: return !clEnqueueMarkerWithWaitList(q, 0, NULL, &event);
    case NULLCL_clEnqueueBarrierWithWaitList: return !clEnqueueBarrierWithWaitList(q, 0, NULL, &event);
    case NULLCL_clGetEventInfo:
        return !clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status, NULL);
    case NULLCL_clRetainEvent: return !clRetainEvent(event);
    case NULLCL_clReleaseEvent: return !clReleaseEvent(event);
    case NULLCL_clWaitForEvents: return !clWaitForEvents(1, &event);
    case NULLCL_clFlush: return !clFlush(q);
    case NULLCL_clFinish: return !clFinish(q);
    default: return 0;
    }
}

/* n calls, rounded down to whole passes over the RECORDED calls of the library. */
static double replay_round(int64_t n_calls, int n)
{
    int passes = n >= RECORDED ? n / RECORDED : 1;
    int64_t references = *layer.references;
    double begin = now_us();
    for (int pass = 0; pass < passes; pass++)
        for (int64_t i = 0; i < n_calls; i++) replay(calls[i]);
    double end = now_us();
    *layer.references = references;
    return (end - begin) / passes / RECORDED;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, int n)
{
    qsort(times, (size_t)n, sizeof *times, compare);
    return times[n / 2];
}

static void print_calls(int64_t n_calls)
{
    double counts[NULLCL_FUNCTIONS] = {0};
    int64_t references = *layer.references;
    const char *separator = "";
    for (int64_t i = 0; i < n_calls; i++) counts[calls[i].function] += 1.0 / RECORDED;
    /* An event first: releases may come before it. */
    replay((nullcl_call){.function = NULLCL_clEnqueueMarkerWithWaitList});
    for (int f = 0; f < NULLCL_FUNCTIONS; f++) {
        if (counts[f] == 0) continue;
        int null = replay((nullcl_call){.function = (uint8_t)f});
        printf("%s%.3g %s%s", separator, counts[f], layer.names[f], null ? "" : " (NOT REPLAYED)");
        separator = ", ";
    }
    printf("\n");
    *layer.references = references;
}

static void measure(const struct operation *o, int rounds, int n)
{
    for (int i = 0; i < 8; i++) try(o->call(), o->name); /* kernels are compiled, memory is allocated */
    try(gt.queue_finish(s.q), "finish");
    layer.turn(1);
    library_round(o, WARM);
    layer.record(calls, MOST_CALLS);
    library_round(o, RECORDED);
    int64_t n_calls = layer.record(NULL, 0);
    if (n_calls >= MOST_CALLS) die(o->name, "more OpenCL calls than are recorded");
    replay_round(n_calls, RECORDED);
    for (int i = 0; i < rounds; i++) {
        ours[i] = library_round(o, n);
        theirs[i] = replay_round(n_calls, n);
    }
    try(gt.queue_finish(s.q), "finish");
    double a = median(ours, rounds), z = median(theirs, rounds);
    printf("%.4f\t%.4f\t%.4f\t%.2f\t%s\t", a, z, a - z, (double)n_calls / RECORDED, o->name);
    print_calls(n_calls);
    fflush(stdout);
    layer.turn(0);
    if (*layer.references != 0) die(o->name, "events of the null layer are left");
}

int main(int argc, char **argv)
{
    const char *path = getenv("OPENCL_LAYERS");
    int rounds = argc > 2 ? atoi(argv[2]) : 200, n = argc > 3 ? atoi(argv[3]) : 2000;
    if (argc < 2 || rounds < 1 || rounds > MOST_ROUNDS || n < 1) die("usage", "host LIBRARY [ROUNDS [CALLS]]");
    find_library(argv[1]);
    set_up();
    find_layer(path);
    for (const struct operation *o = operations; o->name; o++) measure(o, rounds, n);
    check_real();
    tear_down();
    return 0;
}
