/* DLPack: what is handed over, how it is laid out, and its deleters at odd times. */
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
#include "support/dlpack.h"
#include "support/leaks.h"

static const int64_t s4[] = {4}, s23[] = {2, 3}, s32[] = {3, 2}, s0[] = {0};

/* ---- Layout ------------------------------------------------------------------------------------------------------ */

#define SAME(ours, field, theirs, other)                                                                               \
    assert_int_equal(offsetof(ours, field), offsetof(theirs, other));                                                  \
    assert_int_equal(sizeof(((ours *)0)->field), sizeof(((theirs *)0)->other))

static void layout_of_the_structs(void **state)
{
    (void)state;
    SAME(gt_dl_tensor, data, DLTensor, data);
    SAME(gt_dl_tensor, device_type, DLTensor, device.device_type);
    SAME(gt_dl_tensor, device_id, DLTensor, device.device_id);
    SAME(gt_dl_tensor, rank, DLTensor, ndim);
    SAME(gt_dl_tensor, code, DLTensor, dtype.code);
    SAME(gt_dl_tensor, bits, DLTensor, dtype.bits);
    SAME(gt_dl_tensor, lanes, DLTensor, dtype.lanes);
    SAME(gt_dl_tensor, shape, DLTensor, shape);
    SAME(gt_dl_tensor, strides, DLTensor, strides);
    SAME(gt_dl_tensor, byte_offset, DLTensor, byte_offset);
    SAME(gt_dl_managed, tensor, DLManagedTensor, dl_tensor);
    SAME(gt_dl_managed, manager, DLManagedTensor, manager_ctx);
    SAME(gt_dl_managed, deleter, DLManagedTensor, deleter);
    SAME(gt_dl_versioned, major, DLManagedTensorVersioned, version.major);
    SAME(gt_dl_versioned, minor, DLManagedTensorVersioned, version.minor);
    SAME(gt_dl_versioned, manager, DLManagedTensorVersioned, manager_ctx);
    SAME(gt_dl_versioned, deleter, DLManagedTensorVersioned, deleter);
    SAME(gt_dl_versioned, flags, DLManagedTensorVersioned, flags);
    SAME(gt_dl_versioned, tensor, DLManagedTensorVersioned, dl_tensor);
    assert_int_equal(sizeof(gt_dl_tensor), sizeof(DLTensor));
    assert_int_equal(sizeof(gt_dl_managed), sizeof(DLManagedTensor));
    assert_int_equal(sizeof(gt_dl_versioned), sizeof(DLManagedTensorVersioned));
}

/* ---- Handed over ------------------------------------------------------------------------------------------------- */

static void expect_facts(const DLTensor *t, int32_t type, int32_t rank, const int64_t *shape, const int64_t *strides)
{
    assert_int_equal(t->device.device_type, type);
    assert_int_equal(t->ndim, rank);
    assert_int_equal(t->dtype.lanes, 1);
    for (int32_t k = 0; k < rank; k++) {
        assert_int_equal(t->shape[k], shape[k]);
        assert_int_equal(t->strides[k], strides[k]);
    }
}

static void to_host_memory(void **state)
{
    (void)state;
    const float want[] = {1, 4, 2, 5, 3, 6};
    const int64_t rows[] = {2, 1};
    gt_tensor *t = support_values(GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6)), *turned = NULL;
    must(gt_tensor_permute(&turned, t, NULL, 0));
    DLManagedTensorVersioned *m = dlpack_hand(turned, GT_DLPACK_CPU, 0);
    support_drop(&t);
    support_drop(&turned);
    assert_int_equal(m->version.major, 1);
    assert_int_equal(m->flags, 2); /* copied */
    expect_facts(&m->dl_tensor, CPU, 2, s32, rows);
    assert_int_equal(m->dl_tensor.device.device_id, 0);
    assert_int_equal(m->dl_tensor.byte_offset, 0);
    assert_int_equal((uintptr_t)m->dl_tensor.data % 256, 0);
    assert_memory_equal(m->dl_tensor.data, want, sizeof want);
    m->deleter(m);
}

static void to_legacy(void **state)
{
    (void)state;
    const float want[] = {7, 8, 9, 10};
    gt_tensor *t = support_values(GT_F32, 1, s4, LIST(7, 8, 9, 10));
    DLManagedTensor *m = (void *)dlpack_hand(t, GT_DLPACK_CPU, GT_DLPACK_LEGACY);
    expect_facts(&m->dl_tensor, CPU, 1, s4, &(const int64_t){1});
    assert_memory_equal(m->dl_tensor.data, want, sizeof want);
    m->deleter(m);
    m = (void *)dlpack_hand(t, GT_DLPACK_OPENCL, GT_DLPACK_LEGACY);
    gt_tensor *back = dlpack_take(m, 0, GT_DLPACK_LEGACY);
    support_expect(back, GT_F32, 1, s4, LIST(7, 8, 9, 10));
    support_drop(&t);
    support_drop(&back);
}

/* The cl_mem, where its first element is, and that it outlives all else. */
static void to_opencl(void **state)
{
    (void)state;
    const int64_t two[] = {2}, back[] = {-2};
    const gt_slice part = {3, 0, -2, 0, 0};
    float got[4];
    gt_context *ctx = support_new_context();
    gt_queue *q = gt_context_queue(ctx);
    gt_tensor *t = NULL, *view = NULL;
    void *out = NULL;
    must(gt_upload(q, &t, GT_F32, 1, s4, (const float[]){1, 2, 3, 4}, sizeof got));
    must(gt_tensor_slice(&view, t, &part, 1));
    must(gt_unary(q, GT_NEGATIVE, &view, view)); /* the call waits for it */
    must(gt_to_dlpack(q, &out, view, NULL));
    support_drop(&t);
    support_drop(&view);
    const int32_t device = support_statistics(ctx).device;
    gt_context_free(ctx);
    DLManagedTensorVersioned *m = out;
    assert_int_equal(m->flags, 0);
    expect_facts(&m->dl_tensor, OPENCL, 1, two, back);
    assert_int_equal(m->dl_tensor.device.device_id, device);
    assert_int_equal(m->dl_tensor.byte_offset, 12);
    cl_mem mem = m->dl_tensor.data;
    cl_context context = NULL;
    cl_device_id id = NULL;
    cl_int code = clGetMemObjectInfo(mem, CL_MEM_CONTEXT, sizeof context, &context, NULL);
    assert_int_equal(code, CL_SUCCESS);
    assert_int_equal(clGetContextInfo(context, CL_CONTEXT_DEVICES, sizeof id, &id, NULL), CL_SUCCESS);
    cl_command_queue other = clCreateCommandQueue(context, id, 0, &code);
    assert_int_equal(code, CL_SUCCESS);
    assert_int_equal(clEnqueueReadBuffer(other, mem, CL_TRUE, 0, sizeof got, got, 0, NULL, NULL), CL_SUCCESS);
    assert_memory_equal(got, ((const float[]){1, -2, 3, -4}), sizeof got);
    clReleaseCommandQueue(other);
    m->deleter(m);
}

/* All work of the queue is done when the cl_mem is handed over. */
static void to_opencl_waits(void **state)
{
    (void)state;
    enum { MANY = 1 << 20, TIMES = 60 };
    float last = 0;
    cl_context context = dlpack_context(support_queue());
    cl_device_id id = NULL;
    cl_int code = CL_SUCCESS;
    assert_int_equal(clGetContextInfo(context, CL_CONTEXT_DEVICES, sizeof id, &id, NULL), CL_SUCCESS);
    cl_command_queue other = clCreateCommandQueue(context, id, 0, &code);
    assert_int_equal(code, CL_SUCCESS);
    gt_tensor *t = support_filled(support_queue(), MANY, 0);
    support_chain(support_queue(), t, TIMES);
    DLManagedTensorVersioned *m = dlpack_hand(t, GT_DLPACK_OPENCL, 0);
    const size_t at = (MANY - 1) * sizeof last;
    assert_int_equal(clEnqueueReadBuffer(other, m->dl_tensor.data, CL_TRUE, at, sizeof last, &last, 0, NULL, NULL), 0);
    assert_true(last == TIMES);
    clReleaseCommandQueue(other);
    m->deleter(m);
    support_drop(&t);
}

/* As a device of the program's own: an address, which gt_tensor_at knows while the managed tensor is there. */
static void to_an_address(void **state)
{
    (void)state;
    const gt_slice part = {1, 4, 2, 0, 0};
    const int64_t two[] = {2}, apart[] = {2};
    gt_dlpack_opts opts = dlpack_options(GT_DLPACK_EXTENSION, 0);
    gt_tensor *t = support_values(GT_F32, 1, s4, LIST(1, 2, 3, 4)), *view = NULL, *at = NULL;
    void *out = NULL;
    must(gt_tensor_slice(&view, t, &part, 1));
    opts.device_id = 3;
    must(gt_to_dlpack(support_queue(), &out, view, &opts));
    DLManagedTensorVersioned *m = out;
    expect_facts(&m->dl_tensor, EXTENSION, 1, two, apart);
    assert_int_equal(m->dl_tensor.device.device_id, 3);
    assert_int_equal(m->dl_tensor.byte_offset, 0);
    const uint64_t address = (uint64_t)(uintptr_t)m->dl_tensor.data;
    assert_int_equal(address % 256, 4);
    must(gt_tensor_at(&at, support_context(), address - 4, GT_F32, 1, s4, NULL));
    must(gt_unary(support_queue(), GT_NEGATIVE, &at, at));
    support_expect(t, GT_F32, 1, s4, LIST(-1, -2, -3, -4)); /* the same memory */
    support_drop(&at);
    m->deleter(m);
    must_be(GT_E_INDEX, gt_tensor_at(&at, support_context(), address, GT_F32, 1, two, NULL));
    support_drop(&view);
    support_drop(&t);
}

static void copies_and_flags(void **state)
{
    (void)state;
    const gt_slice turn = {0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0};
    gt_tensor *t = support_values(GT_F32, 1, s4, LIST(1, 2, 3, 4)), *back = NULL, *taken = NULL;
    must(gt_tensor_slice(&back, t, &turn, 1));
    const int32_t types[] = {GT_DLPACK_OPENCL, GT_DLPACK_EXTENSION};
    for (int k = 0; k < 2; k++) {
        DLManagedTensorVersioned *m = dlpack_hand(back, types[k], GT_DLPACK_COPY | GT_DLPACK_READ_ONLY);
        assert_int_equal(m->flags, 3);
        expect_facts(&m->dl_tensor, types[k], 1, s4, &(const int64_t){1});
        dlpack_refuse(GT_E_UNSUPPORTED, m, types[k], 0); /* to be written */
        taken = dlpack_take(m, types[k], GT_DLPACK_COPY);
        must(gt_unary(support_queue(), GT_NEGATIVE, &taken, taken));
        support_expect(taken, GT_F32, 1, s4, LIST(-4, -3, -2, -1));
        support_expect(t, GT_F32, 1, s4, LIST(1, 2, 3, 4));
        support_drop(&taken);
    }
    support_drop(&back);
    support_drop(&t);
}

static void nothing_is_nowhere(void **state)
{
    (void)state;
    const int32_t types[] = {GT_DLPACK_CPU, GT_DLPACK_OPENCL, GT_DLPACK_EXTENSION};
    gt_tensor *t = NULL;
    must(gt_tensor_create(support_queue(), &t, GT_I16, 1, s0, 0));
    for (int k = 0; k < 3; k++) {
        DLManagedTensorVersioned *m = dlpack_hand(t, types[k], 0);
        assert_null(m->dl_tensor.data);
        gt_tensor *back = dlpack_take(m, types[k], 0);
        support_expect(back, GT_I16, 1, s0, NULL);
        support_drop(&back);
    }
    support_drop(&t);
}

static void refused_to_hand_over(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_tensor *t = support_values(GT_F32, 1, s4, LIST(1, 2, 3, 4)), *far = NULL;
    const struct {
        int32_t status, type, flags;
    } cases[] = {
        {GT_E_UNSUPPORTED, GT_DLPACK_CPU, GT_DLPACK_NO_COPY},
        {GT_E_UNSUPPORTED, GT_DLPACK_CPU, GT_DLPACK_LEGACY | GT_DLPACK_READ_ONLY},
        {GT_E_ARGUMENT, GT_DLPACK_OPENCL, GT_DLPACK_NO_COPY | GT_DLPACK_COPY},
        {GT_E_ARGUMENT, GT_DLPACK_OPENCL, 16},
        {GT_E_ARGUMENT, -1, 0},
    };
    void *out = &out;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const gt_dlpack_opts opts = dlpack_options(cases[k].type, cases[k].flags);
        out = &out;
        must_be(cases[k].status, gt_to_dlpack(support_queue(), &out, t, &opts));
        assert_null(out);
    }
    struct {
        gt_dlpack_opts known;
        int32_t tail;
    } longer = {dlpack_options(0, 0), 1};
    longer.known.size = sizeof longer;
    must_be(GT_E_UNSUPPORTED, gt_to_dlpack(support_queue(), &out, t, &longer.known));
    longer.known.size = 4;
    must_be(GT_E_ARGUMENT, gt_to_dlpack(support_queue(), &out, t, &longer.known));
    must_be(GT_E_ARGUMENT, gt_to_dlpack(NULL, &out, t, NULL));
    must_be(GT_E_ARGUMENT, gt_to_dlpack(support_queue(), NULL, t, NULL));
    must_be(GT_E_ARGUMENT, gt_to_dlpack(support_queue(), &out, NULL, NULL));
    must(gt_tensor_create(gt_context_queue(ctx), &far, GT_F32, 1, s4, 0));
    must_be(GT_E_CONTEXT, gt_to_dlpack(support_queue(), &out, far, NULL));
    support_drop(&far);
    support_drop(&t);
    gt_context_free(ctx);
}

/* ---- Deleters at odd times --------------------------------------------------------------------------------------- */

static void *delete_there(void *managed)
{
    DLManagedTensorVersioned *m = managed;
    m->deleter(m);
    return NULL;
}

static void deleted_by_a_thread(void **state)
{
    (void)state;
    const int32_t ways[] = {GT_DLPACK_CPU, GT_DLPACK_OPENCL, GT_DLPACK_EXTENSION};
    for (int way = 0; way < 3; way++) {
        gt_context *ctx = support_new_context();
        gt_tensor *t = NULL;
        void *m = NULL;
        pthread_t thread;
        const gt_dlpack_opts opts = dlpack_options(ways[way], 0);
        must(gt_tensor_create(gt_context_queue(ctx), &t, GT_F32, 1, s4, 0));
        must(gt_to_dlpack(gt_context_queue(ctx), &m, t, &opts));
        support_drop(&t);
        gt_context_free(ctx);
        assert_int_equal(pthread_create(&thread, NULL, delete_there, m), 0);
        pthread_join(thread, NULL);
    }
}

static void *left[6];

static void delete_at_exit(void)
{
    for (int k = 0; k < 6; k++) delete_there(left[k]);
}

/* The whole of a process: deleters run when all of main is over, registered before OpenCL was, with the context freed
 * and not. */
static int leave_some(void)
{
    const int32_t ways[] = {GT_DLPACK_CPU, GT_DLPACK_OPENCL, GT_DLPACK_EXTENSION};
    int wrong = atexit(delete_at_exit);
    gt_context *ctx[2] = {NULL, NULL};
    for (int k = 0; k < 2; k++) {
        wrong += gt_context_create(&ctx[k], gt_device_find(NULL), NULL) != GT_OK;
        for (int way = 0; way < 3 && !wrong; way++) {
            gt_tensor *t = NULL;
            const gt_dlpack_opts opts = dlpack_options(ways[way], 0);
            wrong += gt_tensor_create(gt_context_queue(ctx[k]), &t, GT_F32, 1, s4, 0) != GT_OK;
            wrong += gt_to_dlpack(gt_context_queue(ctx[k]), &left[3 * k + way], t, &opts) != GT_OK;
            gt_tensor_free(t);
        }
    }
    gt_context_free(ctx[0]);
    return wrong;
}

/* This program again, as a process that has not asked for OpenCL yet, and without the fault layer, which counts before
 * the deleters run. */
static void deleted_at_exit(void **state)
{
    (void)state;
    int status = -1;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(60);
        unsetenv("OPENCL_LAYERS");
        execl("/proc/self/exe", "test_dlpack", "exit", (char *)NULL);
        _exit(99);
    }
    assert_true(waitpid(child, &status, 0) == child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* In the child of a fork() deleters of this library do no harm, and those of others are not called. */
static void deleted_in_a_child(void **state)
{
    (void)state;
    int64_t shape[] = {4}, strides[] = {1};
    int status = -1;
    cl_int code = CL_SUCCESS;
    gt_tensor *t = support_values(GT_F32, 1, s4, LIST(1, 2, 3, 4));
    void *m[] = {dlpack_hand(t, GT_DLPACK_CPU, 0), dlpack_hand(t, GT_DLPACK_OPENCL, 0),
                 dlpack_hand(t, GT_DLPACK_EXTENSION, 0)};
    cl_mem mem = clCreateBuffer(dlpack_context(support_queue()), CL_MEM_READ_WRITE, 16, NULL, &code);
    DLManagedTensorVersioned theirs = dlpack_foreign(mem, shape, strides, 1);
    gt_tensor *taken = dlpack_take(&theirs, 0, 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        gt_tensor *again = NULL;
        alarm(60);
        int wrong = gt_from_dlpack(support_queue(), &again, m[0], NULL) != GT_E_FORKED;
        for (int k = 0; k < 3; k++) delete_there(m[k]);
        gt_tensor_free(taken);
        _exit(wrong + dlpack_deleted);
    }
    assert_true(waitpid(child, &status, 0) == child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    for (int k = 0; k < 3; k++) delete_there(m[k]);
    support_drop(&t);
    support_drop(&taken);
    assert_int_equal(dlpack_deleted, 1);
    clReleaseMemObject(mem);
}

static void rehearsed(void **state)
{
    (void)state;
    float values[] = {1, 2, 3, 4};
    const int32_t ways[] = {GT_DLPACK_CPU, GT_DLPACK_OPENCL, GT_DLPACK_EXTENSION};
    int64_t shape[] = {4}, strides[] = {1};
    gt_queue *q = support_rehearsing(support_context());
    DLManagedTensorVersioned m = dlpack_host(values, shape, strides, 1);
    gt_tensor *t = NULL;
    must(gt_from_dlpack(q, &t, &m, NULL));
    assert_int_equal(dlpack_deleted, 1);
    for (int way = 0; way < 3; way++) {
        const gt_dlpack_opts opts = dlpack_options(ways[way], GT_DLPACK_COPY);
        void *out = NULL;
        must(gt_to_dlpack(q, &out, t, &opts));
        if (way == 0) assert_memory_equal(((DLManagedTensorVersioned *)out)->dl_tensor.data, ((const float[4]){0}), 16);
        delete_there(out);
    }
    support_drop(&t);
    gt_queue_free(q);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout_of_the_structs),
        cmocka_unit_test(to_host_memory),
        cmocka_unit_test(to_legacy),
        cmocka_unit_test(to_opencl),
        cmocka_unit_test(to_opencl_waits),
        cmocka_unit_test(to_an_address),
        cmocka_unit_test(copies_and_flags),
        cmocka_unit_test(nothing_is_nowhere),
        cmocka_unit_test(refused_to_hand_over),
        cmocka_unit_test(deleted_by_a_thread),
        cmocka_unit_test(deleted_at_exit),
        cmocka_unit_test(deleted_in_a_child),
        cmocka_unit_test(rehearsed),
        cmocka_unit_test(leaks_none),
    };
    if (argc > 1 && strcmp(argv[1], "exit") == 0) return leave_some();
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}
