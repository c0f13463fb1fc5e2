/* host [-r ROUNDS] [-c CALLS] LIBRARY...: what an operation costs on the host alone, in CPU time of the thread that
 * calls it, in each of the libraries (builds of gputensor). OPENCL_LAYERS must be the null layer: work costs nothing
 * there. Rounds of CALLS calls of each library alternate with rounds that make the very same OpenCL calls in a loop of
 * their own; the difference of their medians is what the library itself takes. A line for each operation and library,
 * its fields separated by tabs: the library's number from 0, microseconds a call, of that the OpenCL calls, the
 * difference, OpenCL calls a call, the name, which OpenCL calls. */
#define _POSIX_C_SOURCE 200809L
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "nullcl.h"

enum { WARM = 1024, RECORDED = 256, MOST_CALLS = RECORDED * 128, MOST_ROUNDS = 10000, MOST_SIDES = 4 };
enum { KIND_DTYPE = 2, KIND_UNARY = 3, KIND_BINARY = 4 }; /* of gt_enum_find */

/* A library and what is measured of it. Functions are found by name, and structs are not used, so that one program
 * measures many versions. */
typedef struct side {
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

    void *ctx, *queue;
    int32_t f32, add, exp;
    void *a, *b, *out, *fresh;            /* 1024 elements */
    void *square, *row, *wide, *turned;   /* 32 x 32, 32, row broadcast to 32 x 32, square transposed */
    void *square_out, *sum, *m, *n, *m_n; /* 64 x 64 */

    nullcl_call calls[MOST_CALLS]; /* of RECORDED calls of the operation */
    int64_t n_calls;
    double ours[MOST_ROUNDS], theirs[MOST_ROUNDS];
} side;

static side sides[MOST_SIDES];
static int n_sides, rounds = 200, round_calls = 500;

static struct layer {
    void (*turn)(int on);
    int64_t (*record)(nullcl_call *calls, int64_t capacity);
    const int64_t *counts;
    const char *const *names;
    int64_t *references;
} layer;

static void die(const char *what, const char *why)
{
    fprintf(stderr, "host: %s: %s\n", what, why ? why : "failed");
    exit(1);
}

static void try(const side *x, int32_t status, const char *what)
{
    if (status < 0) die(what, x->last_error());
}

static void find(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    if (!symbol) die("dlsym", dlerror());
    memcpy(function, &symbol, sizeof symbol);
}

static void find_library(side *x, const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) die("dlopen", dlerror());
#define FIND(name) find(library, "gt_" #name, &x->name)
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

static int32_t add_into(side *x)
{
    return x->binary(x->queue, x->add, &x->out, x->a, x->b);
}

static int32_t add_new(side *x)
{
    int32_t status = x->binary(x->queue, x->add, &x->fresh, x->a, x->b);
    x->tensor_free(x->fresh);
    x->fresh = NULL;
    return status;
}

static int32_t exp_into(side *x)
{
    return x->unary(x->queue, x->exp, &x->out, x->a);
}

static int32_t add_broadcast(side *x)
{
    return x->binary(x->queue, x->add, &x->square_out, x->square, x->wide);
}

static int32_t sum_into(side *x)
{
    return x->reduce(x->queue, x->add, &x->sum, x->a, NULL, 0, NULL);
}

static int32_t matmul_into(side *x)
{
    return x->matmul(x->queue, &x->m_n, x->m, x->n, NULL);
}

static int32_t copy_turned(side *x)
{
    return x->copy(x->queue, &x->square_out, x->turned, 0);
}

static const struct operation {
    const char *name;
    int32_t (*call)(side *);
} operations[] = {{"add 1024, given dst", add_into},           {"add 1024, new dst, freed", add_new},
                  {"exp 1024, given dst", exp_into},           {"add 32x32 + broadcast view", add_broadcast},
                  {"sum 1024, given dst", sum_into},           {"matmul 64x64, given dst", matmul_into},
                  {"copy 32x32 transposed view", copy_turned}, {NULL, NULL}};

static void create(side *x, void **out, int32_t rank, int64_t rows, int64_t columns)
{
    float values[64 * 64];
    int64_t shape[] = {rows, columns}, count = rank == 2 ? rows * columns : rows;
    for (int64_t i = 0; i < count; i++) values[i] = (float)(i % 17) * 0.25f;
    try(x, x->upload(x->queue, out, x->f32, rank, shape, values, (size_t)count * sizeof *values), "upload");
}

static void set_up(side *x)
{
    static const int64_t shape[] = {32, 32};
    if (!x->enum_find(KIND_DTYPE, "float32", &x->f32) || !x->enum_find(KIND_BINARY, "add", &x->add) ||
        !x->enum_find(KIND_UNARY, "exp", &x->exp))
        die("gt_enum_find", "no such name");
    try(x, x->context_create(&x->ctx, x->device_find(NULL), NULL), "context");
    x->queue = x->context_queue(x->ctx);
    void **vectors[] = {&x->a, &x->b, &x->out}, **squares[] = {&x->square, &x->square_out},
         **matrices[] = {&x->m, &x->n};
    for (int i = 0; i < 3; i++) create(x, vectors[i], 1, 1024, 0);
    for (int i = 0; i < 2; i++) create(x, squares[i], 2, 32, 32);
    for (int i = 0; i < 2; i++) create(x, matrices[i], 2, 64, 64);
    create(x, &x->row, 1, 32, 0);
    try(x, x->tensor_broadcast(&x->wide, x->row, 2, shape), "broadcast");
    try(x, x->tensor_permute(&x->turned, x->square, NULL, 2), "permute");
}

/* The driver still does what it should: the events of the layer have not reached it. */
static void check_real(side *x)
{
    float values[1024];
    try(x, add_into(x), "add");
    try(x, x->download(x->queue, values, sizeof values, x->out), "download");
    for (int i = 0; i < 1024; i++)
        if (values[i] != (float)(i % 17) * 0.5f) die("add", "wrong values on the driver afterwards");
}

static void tear_down(side *x)
{
    void *tensors[] = {x->a,      x->b,          x->out, x->square, x->row, x->wide,
                       x->turned, x->square_out, x->sum, x->m,      x->n,   x->m_n};
    for (size_t i = 0; i < sizeof tensors / sizeof *tensors; i++) x->tensor_free(tensors[i]);
    x->context_free(x->ctx);
}

/* ---- measuring ---- */

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static double library_round(side *x, const struct operation *o, int n)
{
    int32_t status = 0;
    double begin = now_us();
    for (int i = 0; i < n && status >= 0; i++) status = o->call(x);
    double end = now_us();
    try(x, status, o->name);
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
    if (!event) clEnqueueMarkerWithWaitList((cl_command_queue)(void *)&event, 0, NULL, &event);
    cl_command_queue q = (cl_command_queue)(void *)&event;
    cl_mem mem = (cl_mem)(void *)&event;
    switch (c.function) {
    case NULLCL_clSetKernelArg:
        return !clSetKernelArg((cl_kernel)(void *)&event, c.argument, c.bytes, c.local ? NULL : value);
    case NULLCL_clEnqueueNDRangeKernel:
        return !clEnqueueNDRangeKernel(q, (cl_kernel)(void *)&event, 3, NULL, size, size, 0, NULL, &event);
    case NULLCL_clEnqueueReadBuffer: return !clEnqueueReadBuffer(q, mem, CL_FALSE, 0, 4, &status, 0, NULL, &event);
    case NULLCL_clEnqueueWriteBuffer: return !clEnqueueWriteBuffer(q, mem, CL_FALSE, 0, 4, value, 0, NULL, &event);
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

/* As many calls as a round of the library, rounded to whole passes over the RECORDED ones. */
static double replay_round(const side *x)
{
    int passes = (round_calls + RECORDED - 1) / RECORDED;
    int64_t references = *layer.references;
    double begin = now_us();
    for (int pass = 0; pass < passes; pass++)
        for (int64_t i = 0; i < x->n_calls; i++) replay(x->calls[i]);
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

static void print_calls(const side *x)
{
    double counts[NULLCL_FUNCTIONS] = {0};
    int64_t references = *layer.references;
    const char *separator = "";
    for (int64_t i = 0; i < x->n_calls; i++) counts[x->calls[i].function] += 1.0 / RECORDED;
    for (int f = 0; f < NULLCL_FUNCTIONS; f++) {
        if (counts[f] == 0) continue;
        int null = replay((nullcl_call){.function = (uint8_t)f});
        printf("%s%.3g %s%s", separator, counts[f], layer.names[f], null ? "" : " (NOT REPLAYED)");
        separator = ", ";
    }
    printf("\n");
    *layer.references = references;
}

static void warm_up(side *x, const struct operation *o)
{
    for (int i = 0; i < 8; i++) try(x, o->call(x), o->name); /* kernels are compiled, memory is allocated */
    try(x, x->queue_finish(x->queue), "finish");
}

static void record(side *x, const struct operation *o)
{
    library_round(x, o, WARM);
    layer.record(x->calls, MOST_CALLS);
    library_round(x, o, RECORDED);
    x->n_calls = layer.record(NULL, 0);
    if (x->n_calls >= MOST_CALLS) die(o->name, "more OpenCL calls than are recorded");
    replay_round(x);
}

static void measure(const struct operation *o)
{
    for (int k = 0; k < n_sides; k++) warm_up(&sides[k], o);
    layer.turn(1);
    for (int k = 0; k < n_sides; k++) record(&sides[k], o);
    for (int i = 0; i < rounds; i++)
        for (int k = 0; k < n_sides; k++) {
            side *x = &sides[i % 2 ? n_sides - 1 - k : k];
            x->ours[i] = library_round(x, o, round_calls);
            x->theirs[i] = replay_round(x);
        }
    for (int k = 0; k < n_sides; k++) {
        side *x = &sides[k];
        double a = median(x->ours, rounds), z = median(x->theirs, rounds);
        try(x, x->queue_finish(x->queue), "finish");
        printf("%d\t%.4f\t%.4f\t%.4f\t%.2f\t%s\t", k, a, z, a - z, (double)x->n_calls / RECORDED, o->name);
        print_calls(x);
    }
    layer.turn(0);
    if (*layer.references != 0) die(o->name, "events of the null layer are left");
}

int main(int argc, char **argv)
{
    const char *path = getenv("OPENCL_LAYERS");
    for (int c; (c = getopt(argc, argv, "r:c:")) != -1;) *(c == 'r' ? &rounds : &round_calls) = atoi(optarg);
    n_sides = argc - optind;
    if (n_sides < 1 || n_sides > MOST_SIDES || rounds < 1 || rounds > MOST_ROUNDS || round_calls < 1)
        die("usage", "host [-r ROUNDS] [-c CALLS] LIBRARY...");
    for (int k = 0; k < n_sides; k++) {
        find_library(&sides[k], argv[optind + k]);
        set_up(&sides[k]);
    }
    find_layer(path);
    for (const struct operation *o = operations; o->name; o++) measure(o);
    for (int k = 0; k < n_sides; k++) {
        check_real(&sides[k]);
        tear_down(&sides[k]);
    }
    return 0;
}
