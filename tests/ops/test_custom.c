/* Kernels of a program's own: what arrives in them, what is refused, and whose memory they work on. */
#define _DEFAULT_SOURCE
#include <gputensor/names.h>
#include <pthread.h>
#include "support/support.h"
#include "support/leaks.h"
#include "faults/faults.h"

static gt_kernel *make(const char *source, const char *name)
{
    gt_kernel *k = NULL;
    must(gt_kernel_create(&k, support_context(), source, name, NULL));
    return k;
}

static gt_kernel_arg tensor_arg(const gt_tensor *t, int32_t kind, int32_t flags)
{
    return (gt_kernel_arg){.kind = kind, .flags = flags, .tensor = t};
}

static gt_kernel_arg scalar_arg(gt_scalar s)
{
    return (gt_kernel_arg){.kind = GT_ARG_SCALAR, .scalar = s};
}

static gt_kernel_arg value_arg(const void *data, int64_t bytes)
{
    return (gt_kernel_arg){.kind = GT_ARG_VALUE, .value = data, .bytes = bytes};
}

static gt_kernel_arg local_arg(int64_t bytes)
{
    return (gt_kernel_arg){.kind = GT_ARG_LOCAL, .bytes = bytes};
}

/* ---- Arguments --------------------------------------------------------------------------------------------------- */

static const char *const saxpy = "kernel void saxpy(global const float *x, long x0, long step, global float *y,\n"
                                 "                  long y0, float a)\n"
                                 "{\n"
                                 "    long i = get_global_id(0);\n"
                                 "    y[y0 + i] += a * x[x0 + i * step];\n"
                                 "}\n";

/* Views arrive as memory and the place of their first element, with strides as scalars; no other element changes. */
static void views(void **state)
{
    (void)state;
    const int64_t n = 8, three = 3;
    const gt_slice back = {6, 0, -2, 0, 0}, middle = {2, 5, 1, 0, 0};
    gt_kernel *k = make(saxpy, "saxpy");
    gt_tensor *x = support_values(GT_F32, 1, &n, LIST(0, 1, 2, 3, 4, 5, 6, 7)), *turned = NULL, *part = NULL;
    gt_tensor *y = support_values(GT_F32, 1, &n, LIST(0, 0, 100, 200, 300, 0, 0, 0));
    must(gt_tensor_slice(&turned, x, &back, 1)); /* 6, 4, 2 */
    must(gt_tensor_slice(&part, y, &middle, 1));
    const gt_kernel_arg args[] = {tensor_arg(turned, GT_ARG_TENSOR, GT_READ_ONLY),
                                  scalar_arg(integer_scalar(GT_I64, -2)), tensor_arg(part, GT_ARG_TENSOR, 0),
                                  scalar_arg(float_scalar(GT_F32, 10))};
    must(gt_kernel_run(support_queue(), k, args, 4, 1, &three, NULL));
    support_expect(y, GT_F32, 1, &n, LIST(0, 0, 160, 240, 320, 0, 0, 0));
    gt_tensor **all[] = {&x, &y, &turned, &part};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
    gt_kernel_free(k);
}

/* Scalars of every dtype, as their OpenCL types. */
static void scalars(void **state)
{
    (void)state;
    static const char *const types[] = {"uchar", "char",  "short",  "int",    "long",  "uchar", "ushort",
                                        "uint",  "ulong", "ushort", "ushort", "float", "double"};
    const int64_t one = 1;
    for (int d = 0; d < DTYPE_COUNT; d++) {
        const dtype_facts *facts = &all_dtypes[d];
        char source[256];
        if (!support_has(facts->dtype)) continue;
        snprintf(source, sizeof source, "kernel void put(global %s *o, %s x) { *o = x; }", types[d], types[d]);
        gt_kernel *k = make(source, "put");
        const double want = facts->dtype == GT_BOOL ? 1 : facts->is_float ? 1.5 : facts->is_signed ? -7 : 200;
        gt_tensor *o = NULL;
        must(gt_tensor_create(support_queue(), &o, facts->dtype, 1, &one, 0));
        const gt_scalar s =
            facts->is_float ? float_scalar(facts->dtype, want) : integer_scalar(facts->dtype, (int64_t)want);
        const gt_kernel_arg args[] = {tensor_arg(o, GT_ARG_POINTER, 0), scalar_arg(s)};
        must(gt_kernel_run(support_queue(), k, args, 2, 1, &one, NULL));
        support_expect(o, facts->dtype, 1, &one, &want);
        support_drop(&o);
        gt_kernel_free(k);
    }
}

static const char *const sums = "kernel void sums(global const int *x, global int *o, local int *all, float4 scale)\n"
                                "{\n"
                                "    int id = get_local_id(0);\n"
                                "    all[id] = x[get_global_id(0)] * (int)scale.y;\n"
                                "    barrier(CLK_LOCAL_MEM_FENCE);\n"
                                "    if (id != 0) return;\n"
                                "    int sum = 0;\n"
                                "    for (int i = 0; i < (int)get_local_size(0); i++) sum += all[i];\n"
                                "    o[get_group_id(0)] = sum;\n"
                                "}\n";

/* Local memory of the size that is asked for, vectors by value. */
static void local_memory(void **state)
{
    (void)state;
    const int64_t n = 12, three = 3, four = 4;
    const float scale[4] = {7, 10, 7, 7};
    gt_kernel *k = make(sums, "sums");
    gt_tensor *x = support_values(GT_I32, 1, &n, LIST(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    gt_tensor *o = support_values(GT_I32, 1, &three, LIST(0, 0, 0));
    const gt_kernel_arg args[] = {tensor_arg(x, GT_ARG_POINTER, GT_READ_ONLY), tensor_arg(o, GT_ARG_POINTER, 0),
                                  local_arg(4 * sizeof(int32_t)), value_arg(scale, sizeof scale)};
    must(gt_kernel_run(support_queue(), k, args, 4, 1, &n, &four));
    support_expect(o, GT_I32, 1, &three, LIST(100, 260, 420));
    support_drop(&x);
    support_drop(&o);
    gt_kernel_free(k);
}

/* Numbers of dimensions and sizes as given, work-groups too; a size of 0 runs nothing. */
static void sizes(void **state)
{
    (void)state;
    static const char *const source = "kernel void mark(global int *o)\n"
                                      "{\n"
                                      "    long at = (get_global_id(2) * get_global_size(1) + get_global_id(1)) * "
                                      "get_global_size(0) + get_global_id(0);\n"
                                      "    o[at] = 100 * get_work_dim() + get_local_size(0);\n"
                                      "}\n"
                                      "__attribute__((reqd_work_group_size(2, 1, 1))) kernel void twos(global int *o)\n"
                                      "{\n"
                                      "    o[get_global_id(0)] = get_local_size(0);\n"
                                      "}\n";
    const int64_t n = 12, cube[] = {2, 2, 3}, group[] = {2, 1, 3}, none[] = {2, 0, 3}, six = 6;
    gt_kernel *mark = make(source, "mark"), *twos = make(source, "twos");
    gt_tensor *o = NULL;
    must(gt_tensor_create(support_queue(), &o, GT_I32, 1, &n, 0));
    const gt_kernel_arg arg = tensor_arg(o, GT_ARG_POINTER, 0);
    must(gt_kernel_run(support_queue(), mark, &arg, 1, 3, none, NULL));
    support_expect(o, GT_I32, 1, &n, LIST(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    must(gt_kernel_run(support_queue(), mark, &arg, 1, 3, cube, group));
    support_expect(o, GT_I32, 1, &n, LIST(302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302));
    must(gt_kernel_run(support_queue(), twos, &arg, 1, 1, &six, NULL));
    support_expect(o, GT_I32, 1, &n, LIST(2, 2, 2, 2, 2, 2, 302, 302, 302, 302, 302, 302));
    gt_kernel_desc desc = {.size = sizeof desc};
    must(gt_kernel_describe(twos, &desc));
    assert_true(desc.args == 1 && desc.required[0] == 2 && desc.required[2] == 1 && desc.largest >= 2 &&
                desc.multiple > 0);
    must(gt_kernel_describe(mark, &desc));
    assert_true(desc.required[0] == 0 && desc.local_bytes <= 1);      /* NVIDIA counts a byte */
    must(gt_kernel_run(support_queue(), mark, &arg, 1, 1, &n, NULL)); /* the driver's choice */
    int32_t *got = support_download(o, GT_I32, n);
    for (int i = 0; i < 12; i++) assert_true(got[i] > 100 && got[i] <= 112 && 12 % (got[i] - 100) == 0);
    free(got);
    support_drop(&o);
    gt_kernel_free(mark);
    gt_kernel_free(twos);
}

static void options(void **state)
{
    (void)state;
    static const char *const source = "kernel void f(global int *o) { *o = SIZE + __OPENCL_C_VERSION__; }";
    const gt_kernel_opts opts = {.size = sizeof opts, .options = "-DSIZE=1000"};
    const gt_kernel_opts std = {.size = sizeof std, .options = "-DSIZE=2000 -cl-std=CL1.2"};
    const gt_kernel_opts *const all[] = {&opts, &std};
    const int64_t one = 1;
    for (int i = 0; i < 2; i++) {
        gt_kernel *k = NULL;
        gt_tensor *o = support_values(GT_I32, 1, &one, LIST(0));
        must(gt_kernel_create(&k, support_context(), source, "f", all[i]));
        const gt_kernel_arg arg = tensor_arg(o, GT_ARG_POINTER, 0);
        must(gt_kernel_run(support_queue(), k, &arg, 1, 1, &one, NULL));
        const double want = 1000 * (i + 1) + 120;
        support_expect(o, GT_I32, 1, &one, &want);
        support_drop(&o);
        gt_kernel_free(k);
    }
}

/* ---- Refused ----------------------------------------------------------------------------------------------------- */

static void refused_build(void **state)
{
    (void)state;
    gt_kernel *k = (gt_kernel *)state;
    gt_context *ctx = support_context();
    char log[8192];
    const gt_kernel_opts define = {.size = sizeof define, .options = "-DBROKEN=nothing"};
    const gt_kernel_opts reserved = {.size = sizeof reserved, .reserved = 1};
    must_be(GT_E_BUILD,
            gt_kernel_create(&k, ctx, "kernel void f(global int *x)\n{\n    *x = BROKEN;\n}\n", "f", &define));
    assert_null(k);
    assert_non_null(strstr(gt_last_error(), "gt_kernel_create: a kernel did not compile"));
    assert_true(gt_build_log(ctx, log, sizeof log) > 0);
    assert_non_null(strstr(log, "-DBROKEN=nothing"));
    assert_non_null(strstr(log, "    3      *x = BROKEN;"));
    must_be(GT_E_ARGUMENT, gt_kernel_create(&k, ctx, sums, "sum", NULL));
    assert_non_null(strstr(gt_last_error(), "no kernel sum"));
    must_be(GT_E_ARGUMENT, gt_kernel_create(&k, ctx, NULL, "sums", NULL));
    must_be(GT_E_ARGUMENT, gt_kernel_create(&k, ctx, sums, NULL, NULL));
    must_be(GT_E_ARGUMENT, gt_kernel_create(&k, NULL, sums, "sums", NULL));
    must_be(GT_E_ARGUMENT, gt_kernel_create(NULL, ctx, sums, "sums", NULL));
    must_be(GT_E_ARGUMENT, gt_kernel_create(&k, ctx, sums, "sums", &reserved));
    const struct {
        gt_kernel_opts known;
        unsigned char tail[8];
    } longer = {.known = {.size = sizeof longer}, .tail = {1}};
    must_be(GT_E_UNSUPPORTED, gt_kernel_create(&k, ctx, sums, "sums", &longer.known));
    must_be(GT_E_ARGUMENT, gt_kernel_describe(NULL, &(gt_kernel_desc){.size = sizeof(gt_kernel_desc)}));
    gt_kernel_free(NULL);
    k = make(sums, "sums"); /* nothing is lost */
    must_be(GT_E_ARGUMENT, gt_kernel_describe(k, NULL));
    gt_kernel_free(k);
}

/* A call that is refused, and what its message says. */
typedef struct refusal {
    int32_t status;
    const char *part;
    int32_t arg; /* which argument is another one; -1: none */
    gt_kernel_arg other;
    int32_t n, dims;
    const int64_t *global, *local;
} refusal;

static void refused_calls(void **state)
{
    (void)state;
    static const int64_t n[] = {12, 1, 1}, minus[] = {-1}, five[] = {5}, four[] = {4}, zero[] = {0}, many[] = {1 << 20};
    static const double zeros[12];
    const int64_t one = 1;
    const float scale[4] = {1, 1, 1, 1};
    gt_context *far_ctx = support_new_context();
    gt_queue *q = support_queue();
    gt_kernel *k = make(sums, "sums");
    gt_tensor *x = support_values(GT_I32, 1, n, zeros), *o = support_values(GT_I32, 1, n, zeros), *part = NULL,
              *repeated = NULL, *far = NULL;
    gt_tensor *single = support_values(GT_I32, 1, &one, zeros);
    must(gt_tensor_slice(&part, x, &(gt_slice){1, 0, 1, GT_SLICE_OPEN_STOP, 0}, 1));
    must(gt_tensor_broadcast(&repeated, single, 1, n));
    must(gt_tensor_create(gt_context_queue(far_ctx), &far, GT_I32, 1, n, 0));
    const gt_kernel_arg good[] = {tensor_arg(x, GT_ARG_POINTER, GT_READ_ONLY), tensor_arg(o, GT_ARG_POINTER, 0),
                                  local_arg(16), value_arg(scale, 16)};
    const refusal rows[] = {
        {GT_E_ARGUMENT, "4 arguments, those given make 3", -1, good[0], 3, 1, n, four},
        {GT_E_ARGUMENT, "4 arguments, those given make 5", 0, tensor_arg(x, GT_ARG_TENSOR, 0), 4, 1, n, four},
        {GT_E_ARGUMENT, "-1 arguments", -1, good[0], -1, 1, n, four},
        {GT_E_ARGUMENT, "args[3] has 8 bytes, the kernel's has 16", 3, value_arg(scale, 8), 4, 1, n, four},
        {GT_E_ARGUMENT, "args[3] has 4 bytes", 3, scalar_arg(float_scalar(GT_F32, 1)), 4, 1, n, four},
        {GT_E_ARGUMENT, "args[0]: the kernel takes a global pointer, not a value", 0,
         scalar_arg(integer_scalar(GT_I32, 1)), 4, 1, n, four},
        {GT_E_ARGUMENT, "args[2]: the kernel takes local memory, not a tensor", 2, good[0], 4, 1, n, four},
        {GT_E_ARGUMENT, "args[3]: the kernel takes a value, not local memory", 3, local_arg(16), 4, 1, n, four},
        {GT_E_ARGUMENT, "args[2]: 0 bytes", 2, local_arg(0), 4, 1, n, four},
        {GT_E_ARGUMENT, "args[3]: the value is NULL", 3, value_arg(NULL, 16), 4, 1, n, four},
        {GT_E_UNSUPPORTED, "args[3]: 2000 bytes", 3, value_arg(zeros, 2000), 4, 1, n, four},
        {GT_E_ARGUMENT, "args[1]: the tensor is NULL", 1, tensor_arg(NULL, GT_ARG_POINTER, 0), 4, 1, n, four},
        {GT_E_ARGUMENT, "args[1]: there is no kind 9", 1, tensor_arg(o, 9, 0), 4, 1, n, four},
        {GT_E_ARGUMENT, "args[1]: unknown flags 16", 1, tensor_arg(o, GT_ARG_POINTER, 16), 4, 1, n, four},
        {GT_E_ARGUMENT, "args[1]: the tensor (12,) repeats", 1, tensor_arg(repeated, GT_ARG_POINTER, 0), 4, 1, n, four},
        {GT_E_UNSUPPORTED, "args[0]: the first element of (11,) is number 1", 0,
         tensor_arg(part, GT_ARG_POINTER, GT_READ_ONLY), 4, 1, n, four},
        {GT_E_CONTEXT, "another context", 1, tensor_arg(far, GT_ARG_POINTER, 0), 4, 1, n, four},
        {GT_E_DTYPE, "args[3]: the scalar is of dtype 65", 3, scalar_arg(gt_int(1)), 4, 1, n, four},
        {GT_E_OUT_OF_MEMORY, "args[2]: 1073741824 bytes of local memory", 2, local_arg(1 << 30), 4, 1, n, four},
        {GT_E_ARGUMENT, "0 dimensions", -1, good[0], 4, 0, n, four},
        {GT_E_ARGUMENT, "4 dimensions", -1, good[0], 4, 4, n, four},
        {GT_E_ARGUMENT, "global is NULL", -1, good[0], 4, 1, NULL, four},
        {GT_E_ARGUMENT, "global[0] is -1", -1, good[0], 4, 1, minus, NULL},
        {GT_E_ARGUMENT, "local[0] is 0", -1, good[0], 4, 1, n, zero},
        {GT_E_ARGUMENT, "global[0], 12, is no multiple of 5", -1, good[0], 4, 1, n, five},
        {GT_E_ARGUMENT, "a work-group of 1048576", -1, good[0], 4, 1, many, many},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gt_kernel_arg args[4];
        memcpy(args, good, sizeof args);
        if (rows[i].arg >= 0) args[rows[i].arg] = rows[i].other;
        const int32_t status = gt_kernel_run(q, k, args, rows[i].n, rows[i].dims, rows[i].global, rows[i].local);
        if (status != rows[i].status || !strstr(gt_last_error(), rows[i].part))
            support_wrong("row %d gave %d, not %d with \"%s\": %s", (int)i, (int)status, (int)rows[i].status,
                          rows[i].part, gt_last_error());
    }
    must_be(GT_E_ARGUMENT, gt_kernel_run(NULL, k, good, 4, 1, n, four));
    must_be(GT_E_ARGUMENT, gt_kernel_run(q, NULL, good, 4, 1, n, four));
    must_be(GT_E_ARGUMENT, gt_kernel_run(q, k, NULL, 4, 1, n, four));
    must_be(GT_E_CONTEXT, gt_kernel_run(gt_context_queue(far_ctx), k, good, 4, 1, n, four));
    must(gt_kernel_run(q, k, good, 4, 1, n, four));
    gt_tensor **all[] = {&x, &o, &part, &repeated, &far, &single};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
    gt_kernel_free(k);
    gt_context_free(far_ctx);
    support_settle();
}

/* ---- Memory and lives -------------------------------------------------------------------------------------------- */

/* Memory that a kernel works on, and that is freed, goes to another queue only behind the kernel: what that queue would
 * not see otherwise. */
static void memory_in_order(void **state)
{
    (void)state;
    const int64_t n = 3000, one = 1;
    struct faults layer;
    gt_context *ctx = support_new_context();
    gt_queue *own = NULL;
    gt_kernel *k = NULL;
    gt_tensor *t = NULL, *next = NULL;
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    must(gt_queue_create(&own, ctx, NULL));
    must(gt_kernel_create(&k, ctx, "kernel void f(global float *x) { x[0] = 1; }", "f", NULL));
    must(gt_tensor_create(gt_context_queue(ctx), &t, GT_F32, 1, &n, GT_UNINITIALISED));
    const gt_kernel_arg arg = tensor_arg(t, GT_ARG_POINTER, 0);
    layer.pending(1);
    must(gt_kernel_run(own, k, &arg, 1, 1, &one, NULL));
    gt_kernel_free(k); /* while it is pending */
    support_drop(&t);
    const long before = layer.calls_of("clEnqueueBarrierWithWaitList");
    must(gt_tensor_create(gt_context_queue(ctx), &next, GT_F32, 1, &n, GT_UNINITIALISED));
    assert_true(layer.calls_of("clEnqueueBarrierWithWaitList") > before);
    layer.pending(0);
    support_drop(&next);
    must(gt_queue_finish(own));
    gt_queue_free(own);
    gt_context_free(ctx);
}

static void *run_and_free(void *data)
{
    gt_tensor *o = data;
    const int64_t one = 1;
    gt_kernel *k = NULL;
    const gt_kernel_arg arg = tensor_arg(o, GT_ARG_POINTER, 0);
    int32_t status =
        gt_kernel_create(&k, support_context(), "kernel void add(global int *x) { atomic_inc(x); }", "add", NULL);
    for (int i = 0; i < 50 && status == GT_OK; i++) status = gt_kernel_run(support_queue(), k, &arg, 1, 1, &one, NULL);
    gt_kernel_free(k);
    return status == GT_OK ? data : NULL;
}

static void threads(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    const int64_t one = 1;
    const double want = 50 * THREADS;
    pthread_t thread[THREADS];
    gt_tensor *o = support_values(GT_I32, 1, &one, LIST(0));
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&thread[i], NULL, run_and_free, o), 0);
    for (int i = 0; i < THREADS; i++) {
        void *result = NULL;
        pthread_join(thread[i], &result);
        assert_non_null(result);
    }
    support_expect(o, GT_I32, 1, &one, &want);
    support_drop(&o);
}

/* Programs go with their kernels, however many there were; a kernel outlives its context's handle. */
static void programs_go(void **state)
{
    (void)state;
    const int64_t before = support_statistics(support_context()).programs_in_memory;
    for (int i = 0; i < 8; i++) {
        char source[100];
        snprintf(source, sizeof source, "kernel void f(global int *x) { *x = %d; }", i);
        gt_kernel *k = make(source, "f");
        assert_true(support_statistics(support_context()).programs_in_memory == before + 1);
        gt_kernel_free(k);
    }
    assert_true(support_statistics(support_context()).programs_in_memory == before);
    gt_context *ctx = support_new_context();
    gt_kernel *k = NULL;
    must(gt_kernel_create(&k, ctx, sums, "sums", NULL));
    gt_context_free(ctx);
    gt_kernel_free(k);
}

/* Nothing runs. */
static void rehearsed(void **state)
{
    (void)state;
    const int64_t one = 1;
    gt_queue *q = support_rehearsing(support_context());
    gt_kernel *k = make("kernel void f(global int *x) { *x = 5; }", "f");
    gt_tensor *o = support_values(GT_I32, 1, &one, LIST(3));
    const gt_kernel_arg arg = tensor_arg(o, GT_ARG_POINTER, 0);
    must(gt_kernel_run(q, k, &arg, 1, 1, &one, NULL));
    must(gt_queue_finish(q));
    support_expect(o, GT_I32, 1, &one, LIST(3));
    support_drop(&o);
    gt_kernel_free(k);
    gt_queue_free(q);
}

int main(void)
{
    leaks_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views),         cmocka_unit_test(scalars),         cmocka_unit_test(local_memory),
        cmocka_unit_test(sizes),         cmocka_unit_test(options),         cmocka_unit_test(refused_build),
        cmocka_unit_test(refused_calls), cmocka_unit_test(memory_in_order), cmocka_unit_test(threads),
        cmocka_unit_test(programs_go),   cmocka_unit_test(rehearsed),       cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
