#include "support/dlpack.h"

gt_dlpack_opts dlpack_options(int32_t device_type, int32_t flags)
{
    return (gt_dlpack_opts){.size = sizeof(gt_dlpack_opts), .device_type = device_type, .flags = flags};
}

DLManagedTensorVersioned *dlpack_hand(const gt_tensor *t, int32_t device_type, int32_t flags)
{
    const gt_dlpack_opts opts = dlpack_options(device_type, flags);
    void *out = NULL;
    must(gt_to_dlpack(support_queue(), &out, t, &opts));
    return out;
}

gt_tensor *dlpack_take(void *managed, int32_t device_type, int32_t flags)
{
    const gt_dlpack_opts opts = dlpack_options(device_type, flags);
    gt_tensor *t = NULL;
    must(gt_from_dlpack(support_queue(), &t, managed, &opts));
    return t;
}

void dlpack_refuse(int32_t status, void *managed, int32_t device_type, int32_t flags)
{
    const gt_dlpack_opts opts = dlpack_options(device_type, flags);
    gt_tensor *t = (gt_tensor *)&t;
    must_be(status, gt_from_dlpack(support_queue(), &t, managed, &opts));
    assert_null(t);
}

int dlpack_deleted;
void dlpack_count_legacy(DLManagedTensor *self)
{
    (void)self;
    dlpack_deleted++;
}
static void count_versioned(DLManagedTensorVersioned *self)
{
    (void)self;
    dlpack_deleted++;
}

DLManagedTensorVersioned dlpack_host(void *data, int64_t *shape, int64_t *strides, int32_t rank)
{
    DLManagedTensorVersioned m = {.version = {1, 0}, .deleter = count_versioned};
    m.dl_tensor = (DLTensor){data, {CPU, 0}, rank, {2, 32, 1}, shape, strides, 0};
    dlpack_deleted = 0;
    return m;
}

cl_context dlpack_context(gt_queue *q)
{
    gt_tensor *t = NULL;
    void *out = NULL;
    cl_context context = NULL;
    must(gt_tensor_create(q, &t, GT_F32, 1, &(const int64_t){4}, GT_UNINITIALISED));
    must(gt_to_dlpack(q, &out, t, NULL));
    DLManagedTensorVersioned *m = out;
    assert_int_equal(clGetMemObjectInfo(m->dl_tensor.data, CL_MEM_CONTEXT, sizeof context, &context, NULL), 0);
    m->deleter(m);
    support_drop(&t);
    return context;
}

DLManagedTensorVersioned dlpack_foreign(cl_mem mem, int64_t *shape, int64_t *strides, int32_t rank)
{
    DLManagedTensorVersioned m = dlpack_host(mem, shape, strides, rank);
    m.dl_tensor.device.device_type = OPENCL;
    return m;
}
