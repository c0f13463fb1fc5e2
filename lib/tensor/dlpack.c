/* Tensors for other libraries of the process. A managed tensor is one block of host memory, with shape and strides, and
 * the elements where they are copied, so that its deleter has one thing to free. */
#include "tensor/dlpack.h"

#include <stdlib.h>
#include <string.h>

#include "base/integer.h"
#include "base/struct.h"
#include "kernel/copy.h"
#include "tensor/address.h"
#include "tensor/transfer.h"

enum { MAJOR = 1, MINOR = 1, ALIGNMENT = 256 };

typedef struct handed {
    union {
        gt_dl_managed legacy;
        gt_dl_versioned versioned;
    } managed; /* first: what is handed over points here */
    gt__buffer *buffer;
    gt_context *context; /* lives as long as the buffer */
    uint64_t address;
    int64_t shape[GT_MAX_RANK], strides[GT_MAX_RANK];
} handed;

/* ---- data types ---- */

static uint8_t code_of(const gt__dtype *dtype)
{
    enum { SIGNED = 0, UNSIGNED = 1, FLOAT = 2, BFLOAT = 4, COMPLEX = 5, BOOL = 6 };
    static const uint8_t codes[] = {[GT__BOOL] = BOOL,
                                    [GT__SIGNED] = SIGNED,
                                    [GT__UNSIGNED] = UNSIGNED,
                                    [GT__FLOAT] = FLOAT,
                                    [GT__COMPLEX] = COMPLEX};
    return dtype->value == GT_BF16 ? BFLOAT : codes[dtype->kind];
}

const gt__dtype *gt__dlpack_dtype(const gt_dl_tensor *t)
{
    for (int32_t value = 1; t->lanes == 1 && value < GT_WEAK_BOOL; value++) {
        const gt__dtype *dtype = gt__dtype_of(value);
        if (dtype && code_of(dtype) == t->code && 8 * dtype->size == t->bits) return dtype;
    }
    return NULL;
}

/* ---- options ---- */

gt_status gt__dlpack_options(gt_dlpack_opts *out, const gt__call *call, const gt_dlpack_opts *opts)
{
    const int32_t known = GT_DLPACK_LEGACY | GT_DLPACK_COPY | GT_DLPACK_NO_COPY | GT_DLPACK_READ_ONLY;
    const int32_t both = GT_DLPACK_COPY | GT_DLPACK_NO_COPY;
    *out = (gt_dlpack_opts){.size = sizeof *out};
    if (!opts) return GT_OK;
    GT__TRY(gt__check_struct(opts, sizeof *opts, call->name, 4));
    *out = *opts;
    GT__CHECK((out->flags & ~known) == 0, call, GT_E_ARGUMENT, 4, "unknown flags %d", (int)out->flags);
    GT__CHECK((out->flags & both) != both, call, GT_E_ARGUMENT, 4, "both GT_DLPACK_COPY and GT_DLPACK_NO_COPY");
    GT__CHECK(out->device_type >= 0, call, GT_E_ARGUMENT, 4, "the device type %d", (int)out->device_type);
    return GT_OK;
}

/* ---- the block ---- */

static void drop(handed *h)
{
    gt__buffer_release(h->buffer);
    gt_memory_free(h->address);
    free(h);
}

static void delete_legacy(gt_dl_managed *self)
{
    drop((handed *)(void *)self);
}

static void delete_versioned(gt_dl_versioned *self)
{
    drop((handed *)(void *)self);
}

gt__buffer *gt__dlpack_own(const void *managed, int legacy, gt_context **context)
{
    const handed *h = managed;
    const int own =
        legacy ? h->managed.legacy.deleter == delete_legacy : h->managed.versioned.deleter == delete_versioned;
    if (!own) return NULL;
    *context = h->context;
    return h->buffer;
}

static gt_dl_tensor *tensor_of(handed *h, const gt_dlpack_opts *o)
{
    return o->flags & GT_DLPACK_LEGACY ? &h->managed.legacy.tensor : &h->managed.versioned.tensor;
}

/* A block that describes the array, with room behind it, and data yet to be set. */
static gt_status describe(handed **out, const gt__call *call, const gt__array *a, const gt_dlpack_opts *o, size_t room)
{
    const int copied = (o->flags & GT_DLPACK_COPY) != 0, read_only = (o->flags & GT_DLPACK_READ_ONLY) != 0;
    const size_t axes = (size_t)a->shape.rank * sizeof *a->strides;
    handed *h = gt__host_memory(call, sizeof *h + room);
    if (!h) return GT_E_OUT_OF_MEMORY;
    memset(h, 0, sizeof *h);
    memcpy(h->shape, a->shape.size, axes);
    memcpy(h->strides, a->strides, axes);
    if (o->flags & GT_DLPACK_LEGACY)
        h->managed.legacy.deleter = delete_legacy;
    else
        h->managed.versioned = (gt_dl_versioned){
            .major = MAJOR,
            .minor = MINOR,
            .deleter = delete_versioned,
            .flags = (uint64_t)(copied * GT_DLPACK_IS_COPIED + read_only * GT_DLPACK_IS_READ_ONLY),
        };
    *tensor_of(h, o) = (gt_dl_tensor){
        .device_type = o->device_type,
        .device_id = o->device_id,
        .rank = a->shape.rank,
        .code = code_of(a->dtype),
        .bits = (uint8_t)(8 * a->dtype->size),
        .lanes = 1,
        .shape = h->shape,
        .strides = h->strides,
    };
    *out = h;
    return GT_OK;
}

/* ---- the ways ---- */

static gt_status to_host(handed **out, const gt__call *call, const gt_tensor *t, gt_dlpack_opts o)
{
    const gt__array *a = &t->array;
    const size_t bytes = (size_t)(a->count * a->dtype->size);
    GT__CHECK(!(o.flags & GT_DLPACK_NO_COPY), call, GT_E_UNSUPPORTED, 4, "host memory always takes a copy");
    o.flags |= GT_DLPACK_COPY;
    o.device_id = 0;
    GT__CHECK(bytes <= SIZE_MAX - sizeof **out - ALIGNMENT, call, GT_E_OUT_OF_MEMORY, 0, "%zu bytes", bytes);
    GT__TRY(describe(out, call, a, &o, bytes + ALIGNMENT));
    gt__shape_strides(&a->shape, (*out)->strides);
    if (a->count == 0) return GT_OK;
    char *data = (char *)(*out + 1);
    data += ALIGNMENT - (uintptr_t)data % ALIGNMENT;
    if (gt__rehearses(call)) memset(data, 0, bytes);
    tensor_of(*out, &o)->data = data;
    return gt__download(call, data, bytes, t, 1);
}

static gt_status to_opencl(handed **out, const gt__call *call, const gt__array *a, gt_dlpack_opts o)
{
    o.device_id = gt__device_number(call->context);
    GT__TRY(describe(out, call, a, &o, 0));
    GT__TRY(gt__wait(call));
    if (a->count == 0) return GT_OK;
    (*out)->buffer = gt__buffer_retain(a->buffer);
    (*out)->context = call->context;
    gt_dl_tensor *t = tensor_of(*out, &o);
    t->data = gt__buffer_handle(a->buffer);
    t->byte_offset = (uint64_t)(a->offset * a->dtype->size);
    return GT_OK;
}

static gt_status to_address(handed **out, const gt__call *call, const gt__array *a, const gt_dlpack_opts *o)
{
    GT__TRY(describe(out, call, a, o, 0));
    if (a->count == 0) return GT_OK;
    GT__TRY(gt__address_give(&(*out)->address, call, a->buffer));
    const uintptr_t first = (uintptr_t)((*out)->address + (uint64_t)(a->offset * a->dtype->size));
    memcpy(&tensor_of(*out, o)->data, &first, sizeof first); /* a number that is no pointer */
    return GT_OK;
}

static gt_status to_device(handed **out, const gt__call *call, const gt_tensor *t, const gt_dlpack_opts *o)
{
    gt_tensor *copy = NULL;
    gt_status status = GT_OK;
    if (o->flags & GT_DLPACK_COPY) {
        GT__TRY(gt__tensor_new(&copy, call, t->array.dtype, &t->array.shape));
        status = gt__copy_run(call, &copy->array, &t->array);
        t = copy;
    }
    if (status == GT_OK)
        status = o->device_type == GT_DLPACK_OPENCL ? to_opencl(out, call, &t->array, *o)
                                                    : to_address(out, call, &t->array, o);
    gt_tensor_free(copy);
    return status;
}

gt_status gt_to_dlpack(gt_queue *q, void **out, const gt_tensor *t, const gt_dlpack_opts *opts)
{
    gt__call call = {.name = "gt_to_dlpack"};
    gt_dlpack_opts o;
    handed *h = NULL;
    GT__CHECK(out, &call, GT_E_ARGUMENT, 2, "out is NULL");
    *out = NULL;
    GT__TRY(gt__call_begin(&call, call.name, q, 1));
    GT__TRY(gt__operand_check(&call, t, 3));
    GT__TRY(gt__dlpack_options(&o, &call, opts));
    GT__CHECK(!(o.flags & GT_DLPACK_READ_ONLY && o.flags & GT_DLPACK_LEGACY), &call, GT_E_UNSUPPORTED, 4,
              "a DLManagedTensor cannot say that it is read-only");
    if (o.device_type == 0) o.device_type = GT_DLPACK_OPENCL;
    gt_status status = o.device_type == GT_DLPACK_CPU ? to_host(&h, &call, t, o) : to_device(&h, &call, t, &o);
    if (status == GT_OK)
        *out = h;
    else if (h)
        drop(h);
    return status;
}
