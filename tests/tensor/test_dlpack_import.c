/* DLPack: what is taken over, what is refused, and when deleters of others run. */
#include <gputensor/names.h> /* before support.h, whose `value` its parameters would shadow */
#include "support/dlpack.h"
#include "support/leaks.h"
#include "tensor/handle.h"

static const int64_t s4[] = {4}, s6[] = {6}, s23[] = {2, 3};

/* ---- Taken over -------------------------------------------------------------------------------------------------- */

/* Random strides over an array: all elements are where they should be, and dense ones keep their strides. */
static void from_host_memory(void **state)
{
    (void)state;
    enum { ROOM = 200 };
    float memory[ROOM];
    uint64_t seed = 3;
    int kept = 0;
    for (int i = 0; i < ROOM; i++) memory[i] = (float)i;
    for (int round = 0; round < 400; round++) {
        int64_t shape[3], strides[3], low = 0, high = 0, dense = 1;
        const int32_t rank = (int32_t)(random_next(&seed) % 4);
        const int order = (int)(random_next(&seed) % 2), wild = round % 2;
        for (int32_t k = 0; k < rank; k++) shape[k] = 1 + (int64_t)(random_next(&seed) % 4);
        for (int32_t i = 0; i < rank; i++) {
            const int32_t k = order ? i : rank - 1 - i;
            strides[k] = wild ? (int64_t)(random_next(&seed) % 31) - 15 : random_next(&seed) % 2 ? -dense : dense;
            dense *= shape[k];
        }
        for (int32_t k = 0; k < rank; k++) *(strides[k] < 0 ? &low : &high) += (shape[k] - 1) * strides[k];
        float want[64];
        const int64_t n = support_count(rank, shape);
        for (int64_t i = 0; i < n; i++) {
            int64_t at = -low;
            for (int64_t k = rank - 1, left = i; k >= 0; left /= shape[k--]) at += left % shape[k] * strides[k];
            want[i] = memory[at];
        }
        DLManagedTensorVersioned m = dlpack_host(memory, shape, strides, rank);
        m.dl_tensor.byte_offset = (uint64_t)(-low * 4);
        gt_tensor *t = dlpack_take(&m, 0, 0);
        assert_int_equal(dlpack_deleted, 1);
        float *got = support_download(t, GT_F32, n);
        assert_memory_equal(got, want, (size_t)n * sizeof *got);
        gt_tensor_desc desc = {.size = sizeof desc};
        must(gt_tensor_describe(t, &desc));
        assert_int_equal(desc.rank, rank);
        for (int32_t k = 0; k < rank; k++) {
            assert_int_equal(desc.shape[k], shape[k]);
            if (!wild && shape[k] > 1) assert_int_equal(desc.strides[k], strides[k]);
            kept += desc.strides[k] < 0;
        }
        must(gt_unary(support_queue(), GT_NEGATIVE, &t, t)); /* it is a destination */
        free(got);
        support_drop(&t);
    }
    assert_true(kept > 100);
}

/* Elements that repeat within a stretch as long as they are many are not taken as they lie. */
static void repeated_host_memory(void **state)
{
    (void)state;
    float values[] = {1, 2, 3, 4};
    int64_t shape[] = {2, 2}, strides[] = {3, 0};
    const int64_t want[] = {2, 2};
    DLManagedTensorVersioned m = dlpack_host(values, shape, strides, 2);
    gt_tensor *t = dlpack_take(&m, 0, 0);
    must(gt_unary(support_queue(), GT_NEGATIVE, &t, t));
    support_expect(t, GT_F32, 2, want, LIST(-1, -1, -4, -4));
    support_drop(&t);
}

/* Legacy, without strides and without a deleter; and NULL as options. */
static void from_legacy(void **state)
{
    (void)state;
    float values[] = {1, 2, 3, 4, 5, 6};
    int64_t shape[] = {2, 3};
    DLManagedTensor m = {.deleter = dlpack_count_legacy};
    m.dl_tensor = (DLTensor){values, {CPU, 0}, 2, {2, 32, 1}, shape, NULL, 0};
    dlpack_deleted = 0;
    gt_tensor *t = dlpack_take(&m, 0, GT_DLPACK_LEGACY);
    assert_int_equal(dlpack_deleted, 1);
    support_expect(t, GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6));
    support_drop(&t);
    m.deleter = NULL;
    t = dlpack_take(&m, 0, GT_DLPACK_LEGACY);
    support_drop(&t);
    DLManagedTensorVersioned versioned = dlpack_host(values, shape, NULL, 2);
    versioned.flags = 1; /* read-only: it is copied */
    must(gt_from_dlpack(support_queue(), &t, &versioned, NULL));
    support_expect(t, GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6));
    support_drop(&t);
}

/* Every data type there and back, by all ways; the codes are those of the standard. */
static void data_types(void **state)
{
    (void)state;
    static const struct {
        int32_t dtype;
        uint8_t code, bits;
    } types[] = {{GT_BOOL, 6, 8},  {GT_I8, 0, 8},   {GT_I16, 0, 16}, {GT_I32, 0, 32}, {GT_I64, 0, 64},
                 {GT_U8, 1, 8},    {GT_U16, 1, 16}, {GT_U32, 1, 32}, {GT_U64, 1, 64}, {GT_F16, 2, 16},
                 {GT_BF16, 4, 16}, {GT_F32, 2, 32}, {GT_F64, 2, 64}, {GT_C64, 5, 64}, {GT_C128, 5, 128}};
    const int32_t ways[] = {GT_DLPACK_CPU, GT_DLPACK_OPENCL, GT_DLPACK_EXTENSION};
    for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
        if (gt_context_supports(support_context(), types[k].dtype) == GT_SUPPORT_NONE) continue;
        void *host = support_random(types[k].dtype, 6, k);
        gt_tensor *t = support_upload(types[k].dtype, 1, s6, host);
        for (int way = 0; way < 3; way++) {
            DLManagedTensorVersioned *m = dlpack_hand(t, ways[way], 0);
            assert_int_equal(m->dl_tensor.dtype.code, types[k].code);
            assert_int_equal(m->dl_tensor.dtype.bits, types[k].bits);
            gt_tensor *back = dlpack_take(m, ways[way], 0);
            void *got = support_download(back, types[k].dtype, 6);
            assert_memory_equal(got, host, (size_t)(6 * types[k].bits / 8));
            free(got);
            support_drop(&back);
        }
        free(host);
        support_drop(&t);
    }
}

/* What cannot be taken stays its owner's. */
static void refused_to_take(void **state)
{
    (void)state;
    float values[6] = {0};
    int64_t shape[] = {2, 3}, strides[] = {3, 1}, huge[] = {INT64_MAX, 1}, negative[] = {-1, 3};
    const DLManagedTensorVersioned good = dlpack_host(values, shape, strides, 2);
    DLManagedTensorVersioned m = good;
    const DLDataType wrong[] = {{5, 32, 1}, {2, 8, 1}, {2, 32, 2}, {2, 32, 0}, {10, 8, 1}, {17, 4, 1}, {6, 16, 1}};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        char code[40];
        m.dl_tensor.dtype = wrong[k];
        dlpack_refuse(GT_E_DTYPE, &m, 0, 0);
        snprintf(code, sizeof code, "code %d, %d bits, %d lanes", wrong[k].code, wrong[k].bits, wrong[k].lanes);
        assert_non_null(strstr(gt_last_error(), code));
    }
    m = good;
    m.version.major = 2;
    m.dl_tensor.dtype.code = 99; /* not looked at */
    dlpack_refuse(GT_E_UNSUPPORTED, &m, 0, 0);
    m = good;
    m.dl_tensor.data = NULL;
    dlpack_refuse(GT_E_ARGUMENT, &m, 0, 0);
    m = good;
    m.dl_tensor.device.device_type = CUDA;
    dlpack_refuse(GT_E_UNSUPPORTED, &m, 0, 0);
    dlpack_refuse(GT_E_UNSUPPORTED, &m, EXTENSION, 0);
    m.dl_tensor.device.device_type = EXTENSION;
    dlpack_refuse(GT_E_UNSUPPORTED, &m, 0, 0);
    dlpack_refuse(GT_E_INDEX, &m, EXTENSION, 0); /* a pointer is no address */
    m.dl_tensor.device.device_type = 0;
    dlpack_refuse(GT_E_UNSUPPORTED, &m, 0, 0);
    m = good;
    dlpack_refuse(GT_E_UNSUPPORTED, &m, 0, GT_DLPACK_NO_COPY);
    m.dl_tensor.ndim = GT_MAX_RANK + 1;
    dlpack_refuse(GT_E_SHAPE, &m, 0, 0);
    m.dl_tensor.ndim = -1;
    dlpack_refuse(GT_E_SHAPE, &m, 0, 0);
    m = good;
    m.dl_tensor.shape = NULL;
    dlpack_refuse(GT_E_ARGUMENT, &m, 0, 0);
    m.dl_tensor.shape = negative;
    dlpack_refuse(GT_E_SHAPE, &m, 0, 0);
    m.dl_tensor.shape = huge;
    dlpack_refuse(GT_E_SHAPE, &m, 0, 0);
    m = good;
    m.dl_tensor.strides = huge;
    shape[1] = 1;
    shape[0] = 3;
    dlpack_refuse(GT_E_INDEX, &m, 0, 0);
    gt_tensor *t = NULL;
    must_be(GT_E_ARGUMENT, gt_from_dlpack(NULL, &t, &m, NULL));
    must_be(GT_E_ARGUMENT, gt_from_dlpack(support_queue(), NULL, &m, NULL));
    must_be(GT_E_ARGUMENT, gt_from_dlpack(support_queue(), &t, NULL, NULL));
    assert_int_equal(dlpack_deleted, 0);
}

/* ---- Memory of OpenCL that others made --------------------------------------------------------------------------- */

static void from_foreign_memory(void **state)
{
    (void)state;
    float values[] = {0, 1, 2, 3, 4, 5, 6, 7};
    int64_t shape[] = {3}, strides[] = {-2}, one[] = {1};
    const int64_t three[] = {3};
    cl_context context = dlpack_context(support_queue());
    cl_int code = CL_SUCCESS;
    cl_mem mem = clCreateBuffer(context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, sizeof values, values, &code);
    assert_int_equal(code, CL_SUCCESS);
    DLManagedTensorVersioned m = dlpack_foreign(mem, shape, strides, 1), again = m;
    m.dl_tensor.byte_offset = 28;
    again.dl_tensor.strides = one;
    again.dl_tensor.byte_offset = 12;
    const int64_t used = support_statistics(support_context()).used;
    gt_tensor *t = dlpack_take(&m, 0, 0), *second = dlpack_take(&again, 0, GT_DLPACK_NO_COPY), *alias = NULL,
              *sum = NULL;
    assert_int_equal(support_statistics(support_context()).used, used);
    support_expect(t, GT_F32, 1, three, LIST(7, 5, 3));
    must(gt_unary(support_queue(), GT_NEGATIVE, &t, t));
    support_expect(t, GT_F32, 1, three, LIST(-7, -5, -3));
    assert_int_equal(gt__array_overlap(&t->array, &second->array), 1); /* elements 7, 5, 3 and 3 to 5 */
    must(gt_copy(support_queue(), &second, t, 0));
    support_expect(second, GT_F32, 1, three, LIST(-7, -5, -3));
    support_drop(&second);
    assert_int_equal(dlpack_deleted, 1);
    must(gt_tensor_alias(&alias, t));
    support_drop(&t);
    assert_int_equal(dlpack_deleted, 1);
    must(gt_binary(support_queue(), GT_ADD, &sum, alias, alias));
    support_drop(&alias); /* waits for the sum */
    assert_int_equal(dlpack_deleted, 2);
    support_expect(sum, GT_F32, 1, three, LIST(-14, -6, -14));
    support_drop(&sum);
    clReleaseMemObject(mem);
}

/* Parts of one cl_mem that overlap (clCreateSubBuffer) are known to. */
static void from_parts_of_memory(void **state)
{
    (void)state;
    enum { COUNT = 1 << 16 };
    int64_t shape[] = {COUNT / 2}, strides[] = {1};
    cl_context context = dlpack_context(support_queue());
    cl_int code = CL_SUCCESS;
    if (support_platform("NVIDIA")) support_skip("NVIDIA's driver crashes where such parts are released");
    float *values = support_array(GT_F32, COUNT);
    for (int i = 0; i < COUNT; i++) values[i] = (float)(i + 1);
    cl_mem whole =
        clCreateBuffer(context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, COUNT * sizeof *values, values, &code);
    assert_int_equal(code, CL_SUCCESS);
    gt_tensor *t[3] = {NULL, NULL, NULL};
    cl_mem part[3];
    DLManagedTensorVersioned m[4];   /* until the tensors are freed */
    for (size_t k = 0; k < 3; k++) { /* at 0, a sixteenth, a half */
        const cl_buffer_region region = {COUNT * sizeof *values / 16 * (k == 2 ? 8 : k), COUNT * sizeof *values / 2};
        part[k] = clCreateSubBuffer(whole, CL_MEM_READ_WRITE, CL_BUFFER_CREATE_TYPE_REGION, &region, &code);
        assert_int_equal(code, CL_SUCCESS);
        m[k] = dlpack_foreign(part[k], shape, strides, 1);
        m[k].deleter = NULL;
        t[k] = dlpack_take(&m[k], 0, 0);
    }
    m[3] = dlpack_foreign(whole, shape, strides, 1);
    m[3].deleter = NULL;
    gt_tensor *first = dlpack_take(&m[3], 0, 0);
    assert_int_equal(gt__array_overlap(&t[0]->array, &t[1]->array), 1);
    assert_int_equal(gt__array_overlap(&t[1]->array, &t[0]->array), 1);
    assert_int_equal(gt__array_overlap(&t[0]->array, &t[2]->array), 0);
    assert_int_equal(gt__array_overlap(&t[2]->array, &t[1]->array), 1);
    assert_int_equal(gt__array_overlap(&first->array, &t[0]->array), 2);
    assert_int_equal(gt__array_overlap(&first->array, &t[1]->array), 1);
    assert_int_equal(gt__array_overlap(&t[2]->array, &first->array), 0);
    must(gt_unary(support_queue(), GT_NEGATIVE, &t[1], t[0])); /* in blocks: each would read what the last one wrote */
    float *got = support_download(t[1], GT_F32, COUNT / 2);
    for (int i = 0; i < COUNT / 2; i++)
        if (got[i] != -values[i]) support_wrong("element %d of a part is %g, want %g", i, got[i], -values[i]);
    free(got);
    free(values);
    support_drop(&first);
    for (size_t k = 0; k < 3; k++) {
        support_drop(&t[k]);
        clReleaseMemObject(part[k]);
    }
    clReleaseMemObject(whole);
    support_settle();
}

/* A deleter that looks at the memory, on a queue of its own. */
static struct {
    cl_command_queue q;
    cl_mem mem;
    size_t last;
    float seen;
} witness;

static void look_and_delete(DLManagedTensorVersioned *self)
{
    (void)self;
    if (clEnqueueReadBuffer(witness.q, witness.mem, CL_TRUE, witness.last, sizeof(float), &witness.seen, 0, NULL,
                            NULL) != CL_SUCCESS)
        witness.seen = -1;
}

/* The last gt_tensor_free waits: when the deleter runs, no work of the library is left that writes the memory. */
static void deleters_come_after_the_work(void **state)
{
    (void)state;
    enum { MANY = 1 << 20, TIMES = 60 };
    int64_t shape[] = {MANY}, strides[] = {1};
    const gt_scalar zero = gt_int(0);
    cl_device_id device = NULL;
    cl_int code = CL_SUCCESS;
    cl_context context = dlpack_context(support_queue());
    assert_int_equal(clGetContextInfo(context, CL_CONTEXT_DEVICES, sizeof device, &device, NULL), CL_SUCCESS);
    witness.q = clCreateCommandQueue(context, device, 0, &code);
    assert_int_equal(code, CL_SUCCESS);
    witness.mem = clCreateBuffer(context, CL_MEM_READ_WRITE, MANY * sizeof(float), NULL, &code);
    assert_int_equal(code, CL_SUCCESS);
    witness.last = (MANY - 1) * sizeof(float);
    DLManagedTensorVersioned m = dlpack_foreign(witness.mem, shape, strides, 1);
    m.deleter = look_and_delete;
    gt_tensor *t = dlpack_take(&m, 0, 0);
    must(gt_fill(support_queue(), &t, GT_F32, 1, shape, &zero));
    support_chain(support_queue(), t, TIMES);
    support_drop(&t);
    assert_true(witness.seen == TIMES);
    clReleaseMemObject(witness.mem);
    clReleaseCommandQueue(witness.q);
}

static void refused_foreign_memory(void **state)
{
    (void)state;
    int64_t shape[] = {4}, strides[] = {1};
    gt_context *ctx = support_new_context();
    cl_int code = CL_SUCCESS;
    cl_mem far = clCreateBuffer(dlpack_context(gt_context_queue(ctx)), CL_MEM_READ_WRITE, 64, NULL, &code);
    assert_int_equal(code, CL_SUCCESS);
    cl_mem near = clCreateBuffer(dlpack_context(support_queue()), CL_MEM_READ_WRITE, 16, NULL, &code);
    assert_int_equal(code, CL_SUCCESS);
    DLManagedTensorVersioned m = dlpack_foreign(far, shape, strides, 1);
    dlpack_refuse(GT_E_CONTEXT, &m, 0, 0);
    m = dlpack_foreign(near, shape, strides, 1);
    m.dl_tensor.byte_offset = 4; /* one element too many */
    dlpack_refuse(GT_E_INDEX, &m, 0, 0);
    m.dl_tensor.byte_offset = 2;
    dlpack_refuse(GT_E_ARGUMENT, &m, 0, 0);
    m.dl_tensor.byte_offset = UINT64_MAX;
    dlpack_refuse(GT_E_ARGUMENT, &m, 0, 0);
    m.dl_tensor.byte_offset = 0;
    m.flags = 1;
    dlpack_refuse(GT_E_UNSUPPORTED, &m, 0, 0);
    assert_int_equal(dlpack_deleted, 0);
    gt_tensor *t = dlpack_take(&m, 0, GT_DLPACK_COPY);
    assert_int_equal(dlpack_deleted, 1);
    support_drop(&t);
    clReleaseMemObject(near);
    clReleaseMemObject(far);
    gt_context_free(ctx);
}

/* What this library made is the tensor itself, whatever became of its handle; of another context it is refused. */
static void own_memory(void **state)
{
    (void)state;
    const int32_t ways[] = {GT_DLPACK_OPENCL, GT_DLPACK_EXTENSION};
    gt_context *ctx = support_new_context();
    for (int way = 0; way < 2; way++) {
        const gt_dlpack_opts opts = dlpack_options(ways[way], 0);
        gt_tensor *t = support_values(GT_F32, 1, s4, LIST(1, 2, 3, 4)), *far = NULL;
        void *m = dlpack_hand(t, ways[way], 0);
        must_be(GT_E_CONTEXT, gt_from_dlpack(gt_context_queue(ctx), &far, m, &opts));
        gt_tensor *back = dlpack_take(m, ways[way], 0), *part = NULL;
        assert_ptr_equal(back->array.buffer, t->array.buffer);
        const gt_slice three = {1, 4, 1, 0, 0}, first = {0, 3, 1, 0, 0};
        must(gt_tensor_slice(&part, back, &three, 1));
        gt_tensor *from = NULL;
        must(gt_tensor_slice(&from, t, &first, 1));
        must(gt_copy(support_queue(), &part, from, 0)); /* overlaps */
        support_expect(t, GT_F32, 1, s4, LIST(1, 1, 2, 3));
        support_drop(&from);
        support_drop(&part);
        support_drop(&t);
        support_expect(back, GT_F32, 1, s4, LIST(1, 1, 2, 3));
        support_drop(&back);
    }
    gt_context_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_host_memory),
        cmocka_unit_test(repeated_host_memory),
        cmocka_unit_test(from_legacy),
        cmocka_unit_test(data_types),
        cmocka_unit_test(refused_to_take),
        cmocka_unit_test(from_foreign_memory),
        cmocka_unit_test(from_parts_of_memory),
        cmocka_unit_test(deleters_come_after_the_work),
        cmocka_unit_test(refused_foreign_memory),
        cmocka_unit_test(own_memory),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}
