/* Running kernels of the program's own: what arguments are, in OpenCL's terms. */
#include <string.h>

#include "base/scalar.h"
#include "tensor/handle.h"

/* The arguments of a call, and what they are made of. */
typedef struct request {
    gt__call call;
    int32_t n;
    gt__custom_arg arg[GT__CUSTOM_ARGS];
    gt__element number[GT__CUSTOM_ARGS]; /* offsets, and scalars as they are stored */
} request;

static gt_status add(request *r, gt__custom_arg arg)
{
    GT__CHECK(r->n < GT__CUSTOM_ARGS, &r->call, GT_E_UNSUPPORTED, 3, "more than %d arguments in OpenCL C",
              (int)GT__CUSTOM_ARGS);
    r->arg[r->n++] = arg;
    return GT_OK;
}

/* A value of the place of this argument. */
static gt_status add_number(request *r, int32_t i, int64_t bytes)
{
    return add(r, (gt__custom_arg){GT__CUSTOM_VALUE, i, NULL, &r->number[r->n], bytes});
}

static gt_status add_tensor(request *r, int32_t i, const gt_kernel_arg *arg)
{
    GT__CHECK(arg->tensor, &r->call, GT_E_ARGUMENT, 3, "args[%d]: the tensor is NULL", (int)i);
    GT__TRY(gt__operand_check(&r->call, arg->tensor, 3));
    const gt__array *a = &arg->tensor->array;
    GT__CHECK(!(arg->flags & ~GT_READ_ONLY), &r->call, GT_E_ARGUMENT, 3, "args[%d]: unknown flags %d", (int)i,
              (int)arg->flags);
    GT__CHECK(arg->flags & GT_READ_ONLY || !gt__array_repeats(a), &r->call, GT_E_ARGUMENT, 3,
              "args[%d]: the tensor %s repeats elements, and may be written: say GT_READ_ONLY if not", (int)i,
              GT__SHOW(&a->shape));
    GT__CHECK(arg->kind == GT_ARG_TENSOR || a->offset == 0, &r->call, GT_E_UNSUPPORTED, 3,
              "args[%d]: the first element of %s is number %lld of its memory: copy it, or give it as GT_ARG_TENSOR",
              (int)i, GT__SHOW(&a->shape), (long long)a->offset);
    GT__TRY(add(r, (gt__custom_arg){GT__CUSTOM_BUFFER, i, a->buffer, NULL, 0}));
    if (arg->kind == GT_ARG_POINTER) return GT_OK;
    if (r->n < GT__CUSTOM_ARGS) r->number[r->n].word[0] = (uint64_t)a->offset;
    return add_number(r, i, (int64_t)sizeof a->offset);
}

static gt_status add_scalar(request *r, int32_t i, const gt_scalar *scalar)
{
    const gt__dtype *dtype = gt__dtype_of(scalar->dtype);
    GT__CHECK(dtype, &r->call, GT_E_DTYPE, 3, "args[%d]: the scalar is of dtype %d, which is none of memory", (int)i,
              (int)scalar->dtype);
    GT__CHECK(gt__scalar_clean(scalar), &r->call, GT_E_ARGUMENT, 3, "args[%d]: reserved or im of the scalar is not 0",
              (int)i);
    GT__TRY(gt__dtype_present(&r->call, dtype->value, 3));
    if (r->n < GT__CUSTOM_ARGS) gt__scalar_store(scalar, dtype->value, &r->number[r->n]);
    return add_number(r, i, dtype->size);
}

static gt_status add_arg(request *r, int32_t i, const gt_kernel_arg *arg)
{
    switch (arg->kind) {
    case GT_ARG_TENSOR:
    case GT_ARG_POINTER: return add_tensor(r, i, arg);
    case GT_ARG_SCALAR: return add_scalar(r, i, &arg->scalar);
    case GT_ARG_VALUE:
    case GT_ARG_LOCAL: break;
    default: return gt__fail(GT_E_ARGUMENT, r->call.name, 3, "args[%d]: there is no kind %d", (int)i, (int)arg->kind);
    }
    GT__CHECK(arg->bytes > 0 && arg->bytes <= INT32_MAX, &r->call, GT_E_ARGUMENT, 3, "args[%d]: %lld bytes", (int)i,
              (long long)arg->bytes);
    if (arg->kind == GT_ARG_LOCAL) return add(r, (gt__custom_arg){GT__CUSTOM_LOCAL, i, NULL, NULL, arg->bytes});
    GT__CHECK(arg->bytes <= GT__ARG_BYTES, &r->call, GT_E_UNSUPPORTED, 3, "args[%d]: %lld bytes, of at most %d", (int)i,
              (long long)arg->bytes, (int)GT__ARG_BYTES);
    GT__CHECK(arg->value, &r->call, GT_E_ARGUMENT, 3, "args[%d]: the value is NULL", (int)i);
    return add(r, (gt__custom_arg){GT__CUSTOM_VALUE, i, NULL, arg->value, arg->bytes});
}

gt_status gt_kernel_run(gt_queue *q, gt_kernel *kernel, const gt_kernel_arg *args, int32_t n, int32_t dims,
                        const int64_t *global, const int64_t *local)
{
    request r;
    r.n = 0;
    GT__TRY(gt__call_begin(&r.call, "gt_kernel_run", q, 1));
    GT__CHECK(kernel, &r.call, GT_E_ARGUMENT, 2, "kernel is NULL");
    GT__CHECK(gt__custom_context(kernel) == r.call.context, &r.call, GT_E_CONTEXT, 2,
              "the kernel is of another context than the queue");
    GT__CHECK(n >= 0, &r.call, GT_E_ARGUMENT, 4, "%d arguments", (int)n);
    GT__CHECK(args || n == 0, &r.call, GT_E_ARGUMENT, 3, "args is NULL");
    GT__CHECK(dims >= 1 && dims <= 3, &r.call, GT_E_ARGUMENT, 5, "%d dimensions", (int)dims);
    GT__CHECK(global, &r.call, GT_E_ARGUMENT, 6, "global is NULL");
    for (int32_t i = 0; i < n; i++) GT__TRY(add_arg(&r, i, &args[i]));
    return gt__custom_run(&r.call, kernel, r.arg, r.n, dims, global, local);
}
