/* Tensors of other libraries of the process. */
#include <stdlib.h>
#include <string.h>

#include "kernel/copy.h"
#include "tensor/address.h"
#include "tensor/dlpack.h"
#include "tensor/strided.h"

/* A managed tensor that is to be taken, argument 3. */
typedef struct taken {
    const gt__call *call;
    void *managed;
    const gt_dl_tensor *t;
    uint64_t flags;
    gt_dlpack_opts o;
    gt__window w;
} taken;

static void delete_legacy(void *managed)
{
    gt_dl_managed *m = managed;
    if (m->deleter) m->deleter(m);
}

static void delete_versioned(void *managed)
{
    gt_dl_versioned *m = managed;
    if (m->deleter) m->deleter(m);
}

static int is_legacy(const taken *in)
{
    return (in->o.flags & GT_DLPACK_LEGACY) != 0;
}

static gt_status read_tensor(taken *in)
{
    const gt__call *call = in->call;
    if (is_legacy(in)) {
        in->t = &((const gt_dl_managed *)in->managed)->tensor;
    } else {
        const gt_dl_versioned *m = in->managed;
        GT__CHECK(m->major == 1, call, GT_E_UNSUPPORTED, 3, "version %u.%u of DLPack; known is 1", (unsigned)m->major,
                  (unsigned)m->minor);
        in->flags = m->flags;
        in->t = &m->tensor;
    }
    const gt__dtype *dtype = gt__dlpack_dtype(in->t);
    GT__CHECK(dtype, call, GT_E_DTYPE, 3, "there is no data type of code %d, %d bits, %d lanes", (int)in->t->code,
              (int)in->t->bits, (int)in->t->lanes);
    GT__TRY(gt__window_make(&in->w, call, 3, 0, dtype->value, in->t->rank, in->t->shape, in->t->strides));
    GT__CHECK(in->t->data || in->w.count == 0, call, GT_E_ARGUMENT, 3, "data is NULL, of shape %s",
              GT__SHOW(&in->w.shape));
    return GT_OK;
}

/* ---- host memory ---- */

/* An element at a time, of a size that the compiler knows. */
#define ROW(type, n, to, from, apart)                                                                                  \
    for (int64_t i = 0; i < (n); i++) memcpy((to) + i * (int64_t)sizeof(type), (from) + i * (apart), sizeof(type))

static void gather_row(char *to, const char *from, int64_t n, int64_t stride, int64_t size)
{
    const int64_t apart = stride * size;
    if (stride == 1)
        memcpy(to, from, (size_t)(n * size));
    else if (size == 1)
        ROW(uint8_t, n, to, from, apart);
    else if (size == 2)
        ROW(uint16_t, n, to, from, apart);
    else if (size == 4)
        ROW(uint32_t, n, to, from, apart);
    else
        for (int64_t i = 0; i < n; i++) memcpy(to + i * size, from + i * apart, (size_t)size);
}

/* The elements row by row; from is the first one. */
static void gather(char *to, const char *from, const gt__window *w)
{
    const int32_t last = w->shape.rank - 1;
    const int64_t size = w->dtype->size, n = last < 0 ? 1 : w->shape.size[last],
                  stride = last < 0 ? 1 : w->strides[last];
    int64_t index[GT_MAX_RANK] = {0};
    for (int64_t row = 0; row < w->count / n; row++) {
        gather_row(to + row * n * size, from, n, stride, size);
        for (int32_t axis = last - 1; axis >= 0; axis--) {
            from += w->strides[axis] * size;
            if (++index[axis] < w->shape.size[axis]) break;
            from -= w->strides[axis] * size * index[axis];
            index[axis] = 0;
        }
    }
}

/* Elements that lie together keep their strides: what is between the lowest and the highest is copied. */
static int lies_together(const gt__window *w)
{
    gt__array a = {.dtype = w->dtype, .shape = w->shape, .count = w->count};
    memcpy(a.strides, w->strides, sizeof a.strides);
    return w->high - w->low == w->count - 1 && !gt__array_repeats(&a);
}

static gt_status upload(gt__buffer *buffer, const gt__call *call, const void *host, int64_t bytes)
{
    GT__TRY(gt__write(call, buffer, 0, host, bytes));
    return gt__wait(call);
}

static gt_status copy_host(gt_tensor **out, taken *in, gt__buffer *buffer)
{
    gt__window *w = &in->w;
    const int64_t bytes = w->count * w->dtype->size;
    const char *first = (const char *)in->t->data + in->t->byte_offset;
    if (w->count == 0) return gt__window_open(out, in->call, w, buffer, 0, 3);
    if (lies_together(w)) {
        GT__TRY(upload(buffer, in->call, first + w->low * w->dtype->size, bytes));
        return gt__window_open(out, in->call, w, buffer, -w->low, 3);
    }
    char *host = gt__host_memory(in->call, (size_t)bytes);
    if (!host) return GT_E_OUT_OF_MEMORY;
    gather(host, first, w);
    gt_status status = upload(buffer, in->call, host, bytes);
    free(host);
    if (status < 0) return status;
    gt__shape_strides(&w->shape, w->strides);
    w->low = 0;
    w->high = w->count - 1;
    return gt__window_open(out, in->call, w, buffer, 0, 3);
}

static gt_status from_host(gt_tensor **out, taken *in)
{
    gt__buffer *buffer = NULL;
    GT__CHECK(!(in->o.flags & GT_DLPACK_NO_COPY), in->call, GT_E_UNSUPPORTED, 4, "host memory always takes a copy");
    GT__TRY(gt__buffer_create(&buffer, in->call, in->w.count * in->w.dtype->size));
    gt_status status = copy_host(out, in, buffer);
    gt__buffer_release(buffer);
    return status;
}

/* ---- memory of the device ---- */

static gt_status find(gt__buffer **out, taken *in, int64_t *offset, int *wrapped)
{
    const gt__call *call = in->call;
    gt_context *context = call->context;
    const uint64_t data = (uint64_t)(uintptr_t)in->t->data;
    *wrapped = 0;
    *offset = (int64_t)in->t->byte_offset;
    if (in->w.count == 0) {
        *offset = 0;
        return gt__buffer_create(out, call, 0);
    }
    if (in->t->device_type == GT_DLPACK_OPENCL) {
        *out = gt__buffer_retain(gt__dlpack_own(in->managed, is_legacy(in), &context));
        *wrapped = *out == NULL;
        if (*wrapped) return gt__buffer_wrap(out, call, in->t->data, 3);
    } else {
        *out = gt__address_find(data + in->t->byte_offset, offset, &context);
        GT__CHECK(*out, call, GT_E_INDEX, 3, "no memory has the address 0x%llx", (unsigned long long)data);
    }
    if (context == call->context) return GT_OK;
    gt__buffer_release(*out);
    *out = NULL;
    return gt__fail(GT_E_CONTEXT, call->name, 3, "the memory is of another context than the queue");
}

static gt_status copy_device(gt_tensor **out, const gt__call *call, const gt_tensor *from)
{
    gt_tensor *copy = NULL;
    GT__TRY(gt__tensor_new(&copy, call, from->array.dtype, &from->array.shape));
    gt_status status = gt__copy_run(call, &copy->array, &from->array);
    if (status == GT_OK)
        *out = copy;
    else
        gt_tensor_free(copy);
    return status;
}

static gt_status open_device(gt_tensor **out, const taken *in, gt__buffer *buffer, int64_t offset)
{
    const gt__call *call = in->call;
    const int64_t size = in->w.dtype->size;
    gt_tensor *shared = NULL;
    GT__CHECK(offset >= 0 && offset % size == 0, call, GT_E_ARGUMENT, 3,
              "byte %lld of the memory is not where an element of %s begins", (long long)offset, in->w.dtype->name);
    GT__TRY(gt__window_open(&shared, call, &in->w, buffer, offset / size, 3));
    if (!(in->o.flags & GT_DLPACK_COPY)) {
        *out = shared;
        return GT_OK;
    }
    gt_status status = copy_device(out, call, shared);
    gt_tensor_free(shared);
    return status;
}

/* *kept: the buffer calls the deleter. */
static gt_status from_device(gt_tensor **out, taken *in, int *kept)
{
    const int shares = !(in->o.flags & GT_DLPACK_COPY);
    gt__buffer *buffer = NULL;
    int64_t offset = 0;
    GT__CHECK(!(shares && in->flags & GT_DLPACK_IS_READ_ONLY), in->call, GT_E_UNSUPPORTED, 3,
              "memory that must not be written cannot be shared; GT_DLPACK_COPY copies it");
    GT__TRY(find(&buffer, in, &offset, kept));
    gt_status status = open_device(out, in, buffer, offset);
    if (status == GT_OK && *kept)
        gt__buffer_on_release(buffer, is_legacy(in) ? delete_legacy : delete_versioned, in->managed);
    gt__buffer_release(buffer);
    return status;
}

gt_status gt_from_dlpack(gt_queue *q, gt_tensor **out, void *managed, const gt_dlpack_opts *opts)
{
    gt__call call = {.name = "gt_from_dlpack"};
    taken in = {.call = &call, .managed = managed};
    int kept = 0;
    GT__CHECK(out, &call, GT_E_ARGUMENT, 2, "out is NULL");
    *out = NULL;
    GT__TRY(gt__call_begin(&call, call.name, q, 1));
    GT__CHECK(managed, &call, GT_E_ARGUMENT, 3, "managed is NULL");
    GT__TRY(gt__dlpack_options(&in.o, &call, opts));
    GT__TRY(read_tensor(&in));
    const int32_t type = in.t->device_type;
    GT__CHECK(type == GT_DLPACK_CPU || type == GT_DLPACK_OPENCL || (type > 0 && type == in.o.device_type), &call,
              GT_E_UNSUPPORTED, 3, "memory of the device type %d, not of the CPU (1) or OpenCL (4)", (int)type);
    GT__TRY(type == GT_DLPACK_CPU ? from_host(out, &in) : from_device(out, &in, &kept));
    if (kept) return GT_OK;
    if (is_legacy(&in))
        delete_legacy(managed);
    else
        delete_versioned(managed);
    return GT_OK;
}
