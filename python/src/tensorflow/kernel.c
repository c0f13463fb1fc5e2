/* What every kernel needs: its inputs and outputs as tensors of the library, what is freed at its end, and its
 * registration. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin.h"

enum { HOST_RANK = 254 };

static _Atomic int64_t launches;

int64_t gputensor_tensorflow_launches(void)
{
    return launches;
}

/* ---- data types ---- */

static const struct type {
    TF_DataType tf;
    int32_t gt, set;
} types[] = {
    {TF_FLOAT, GT_F32, FLOATS | NARROW},
    {TF_DOUBLE, GT_F64, FLOATS},
    {TF_HALF, GT_F16, FLOATS | NARROW},
    {TF_BFLOAT16, GT_BF16, FLOATS | NARROW},
    {TF_INT32, GT_I32, INT32 | INDICES},
    {TF_INT64, GT_I64, INTS | INDICES},
    {TF_INT16, GT_I16, INTS},
    {TF_INT8, GT_I8, INTS},
    {TF_UINT8, GT_U8, INTS},
    {TF_UINT16, GT_U16, INTS},
    {TF_UINT32, GT_U32, INTS},
    {TF_UINT64, GT_U64, INTS},
    {TF_BOOL, GT_BOOL, BOOL},
    {TF_COMPLEX64, 0, COMPLEX},
    {TF_COMPLEX128, 0, COMPLEX},
};
enum { TYPES = sizeof types / sizeof *types };

int32_t dtype_of(TF_DataType type)
{
    for (int i = 0; i < TYPES; i++)
        if (types[i].tf == type) return types[i].gt;
    return 0;
}

/* ---- a call ---- */

gt_tensor **hold(frame *f)
{
    if (f->handles < f->capacity) return &f->handle[f->handles++];
    refuse(f, TSL_INTERNAL, "an operation has more tensors at once than it has places for");
    return &f->lost;
}

void keep(frame *f, TF_Tensor *t)
{
    if (f->tensors < f->capacity) f->tensor[f->tensors++] = t; /* always: a run takes an input once */
}

gt_status refuse(frame *f, TF_Code code, const char *message)
{
    tf.TF_SetStatus(f->status, code, message);
    return GT_E_ARGUMENT;
}

static gt_status check(const frame *f)
{
    return tf.TF_GetCode(f->status) == TSL_OK ? GT_OK : GT_E_ARGUMENT;
}

gt_status tensor_over(const TF_Tensor *of, gt_tensor **out)
{
    int64_t shape[GT_MAX_RANK];
    const int rank = tf.TF_NumDims(of);
    for (int i = 0; i < rank && i < GT_MAX_RANK; i++) shape[i] = tf.TF_Dim(of, i);
    return gt_tensor_at(out, context, (uint64_t)(uintptr_t)tf.TF_TensorData(of), dtype_of(tf.TF_TensorType(of)), rank,
                        shape, NULL);
}

gt_status input(frame *f, int32_t i, gt_tensor **out)
{
    TF_Tensor *t = NULL;
    gt_tensor **place = hold(f);
    tf.TF_GetInput(f->ctx, i, &t, f->status);
    TRY(check(f));
    keep(f, t);
    TRY(tensor_over(t, place));
    *out = *place;
    return GT_OK;
}

gt_status host_integers(frame *f, int32_t i, integers *out)
{
    TF_Tensor *t = NULL;
    tf.TF_GetInput(f->ctx, i, &t, f->status);
    TRY(check(f));
    keep(f, t);
    const int64_t n = tf.TF_TensorElementCount(t);
    const void *data = tf.TF_TensorData(t);
    const TF_DataType type = tf.TF_TensorType(t);
    if (n > MAX_INTEGERS || (type != TF_INT32 && type != TF_INT64 && type != TF_UINT64))
        return refuse(f, TSL_UNIMPLEMENTED, "gputensor takes up to 64 numbers of 32 or 64 bits here");
    out->n = (int32_t)n;
    out->rank = tf.TF_NumDims(t);
    for (int64_t k = 0; k < n; k++)
        out->value[k] = type == TF_INT32 ? ((const int32_t *)data)[k] : ((const int64_t *)data)[k];
    return GT_OK;
}

gt_status possible(frame *f, int32_t rank, const int64_t *shape)
{
    int64_t n = 1;
    for (int32_t k = 0; k < rank; k++) {
        if (shape[k] < 0) return refuse(f, TSL_INVALID_ARGUMENT, "a shape has a negative size");
        if (shape[k] > 0 && __builtin_mul_overflow(n, shape[k], &n))
            return refuse(f, TSL_INVALID_ARGUMENT, "a shape has more elements than 64 bits count");
    }
    return GT_OK;
}

gt_status output(frame *f, int32_t i, int32_t rank, const int64_t *shape, gt_tensor **out)
{
    const TF_DataType type = tf.TF_ExpectedOutputDataType(f->ctx, i);
    int64_t bytes = (int64_t)tf.TF_DataTypeSize(type);
    gt_tensor **place = hold(f);
    TRY(possible(f, rank, shape));
    for (int32_t k = 0; k < rank; k++)
        if (shape[k] > 0 && __builtin_mul_overflow(bytes, shape[k], &bytes))
            return refuse(f, TSL_RESOURCE_EXHAUSTED, "a shape has more bytes than 64 bits count");
    for (int32_t k = 0; k < rank; k++) bytes *= shape[k] > 0;
    TF_Tensor *t = tf.TF_AllocateOutput(f->ctx, i, type, shape, rank, (size_t)bytes, f->status);
    TRY(check(f));
    keep(f, t);
    TRY(tensor_over(t, place));
    *out = *place;
    return GT_OK;
}

gt_status host_like(frame *f, TF_Tensor **x, TF_Tensor **y)
{
    int64_t shape[HOST_RANK];
    tf.TF_GetInput(f->ctx, 0, x, f->status);
    TRY(check(f));
    keep(f, *x);
    const int rank = tf.TF_NumDims(*x);
    if (rank > HOST_RANK) return refuse(f, TSL_UNIMPLEMENTED, "TensorFlow has up to 254 axes");
    for (int i = 0; i < rank; i++) shape[i] = tf.TF_Dim(*x, i);
    *y = tf.TF_AllocateOutput(f->ctx, 0, tf.TF_TensorType(*x), shape, rank, tf.TF_TensorByteSize(*x), f->status);
    TRY(check(f));
    keep(f, *y);
    return GT_OK;
}

int32_t shape_of(const gt_tensor *t, int64_t *shape)
{
    const int32_t rank = gt_tensor_rank(t);
    for (int32_t i = 0; i < rank; i++) shape[i] = gt_tensor_dim(t, i);
    return rank;
}

gt_status output_like(frame *f, int32_t i, const gt_tensor *like, gt_tensor **out)
{
    int64_t shape[GT_MAX_RANK];
    const int32_t rank = shape_of(like, shape);
    return output(f, i, rank, shape, out);
}

gt_status broadcast_shape(const gt_tensor *a, const gt_tensor *b, int32_t *rank, int64_t *shape)
{
    const int32_t ra = gt_tensor_rank(a), rb = gt_tensor_rank(b), r = ra > rb ? ra : rb;
    for (int32_t i = 0; i < r; i++) {
        const int64_t m = i < r - ra ? 1 : gt_tensor_dim(a, i - (r - ra));
        const int64_t n = i < r - rb ? 1 : gt_tensor_dim(b, i - (r - rb));
        if (m != n && m != 1 && n != 1) return GT_E_SHAPE;
        shape[i] = m == 1 ? n : m;
    }
    *rank = r;
    return GT_OK;
}

gt_status has_shape(frame *f, const gt_tensor *x, int32_t rank, const int64_t *shape)
{
    int fits = gt_tensor_rank(x) == rank;
    for (int32_t i = 0; fits && i < rank; i++) fits = gt_tensor_dim(x, i) == shape[i];
    return fits ? GT_OK : refuse(f, TSL_INVALID_ARGUMENT, "an input has not the shape that it must have");
}

gt_status alike(frame *f, const gt_tensor *a, const gt_tensor *b)
{
    int64_t shape[GT_MAX_RANK];
    const int32_t rank = shape_of(a, shape);
    return has_shape(f, b, rank, shape);
}

gt_status flat(frame *f, const gt_tensor *x, int32_t rank, const int64_t *shape, gt_tensor **out)
{
    gt_tensor **copied = hold(f), **view = hold(f);
    gt_status done = gt_tensor_reshape(view, x, rank, shape);
    if (done == GT_E_UNSUPPORTED) {
        TRY(gt_copy(queue, copied, x, 0));
        done = gt_tensor_reshape(view, *copied, rank, shape);
    }
    *out = *view;
    return done;
}

gt_status fill_zeros(gt_tensor *y)
{
    const gt_scalar zero = {.dtype = GT_WEAK_INT};
    int64_t shape[GT_MAX_RANK];
    const int32_t rank = shape_of(y, shape);
    return gt_fill(queue, &y, gt_tensor_dtype(y), rank, shape, &zero);
}

gt_status axis_within(frame *f, int64_t axis, int32_t n, int32_t *out)
{
    if (axis < 0) axis += n;
    if (axis < 0 || axis >= n) return refuse(f, TSL_INVALID_ARGUMENT, "an axis is out of range");
    *out = (int32_t)axis;
    return GT_OK;
}

/* ---- operations ---- */

gt_arg of(const gt_tensor *t)
{
    return (gt_arg){.tensor = t};
}

gt_arg number(double value)
{
    return (gt_arg){.scalar = {.dtype = GT_WEAK_FLOAT, .re = value}};
}

gt_arg integer(int64_t value)
{
    return (gt_arg){.scalar = {.dtype = GT_WEAK_INT, .i = value}};
}

gt_status apply1(int32_t code, gt_tensor **dst, gt_arg a)
{
    return gt_apply(queue, code, dst, &a, 1);
}

gt_status apply2(int32_t code, gt_tensor **dst, gt_arg a, gt_arg b)
{
    const gt_arg args[] = {a, b};
    return gt_apply(queue, code, dst, args, 2);
}

gt_status apply3(int32_t code, gt_tensor **dst, gt_arg a, gt_arg b, gt_arg c)
{
    const gt_arg args[] = {a, b, c};
    return gt_apply(queue, code, dst, args, 3);
}

/* ---- what TensorFlow calls ---- */

void *make_kernel(TF_OpKernelConstruction *from, const row *r)
{
    TF_Status *status = tf.TF_NewStatus();
    kernel *k = calloc(1, sizeof *k);
    if (k) k->row = r;
    if (!k) tf.TF_SetStatus(status, TSL_RESOURCE_EXHAUSTED, "no memory for a kernel");
    if (k && r->prepare) r->prepare(k, from, status);
    if (tf.TF_GetCode(status) != TSL_OK) tf.TF_OpKernelConstruction_Failure(from, status);
    tf.TF_DeleteStatus(status);
    return k;
}

/* With the name of the operation before the message. */
static void fail(frame *f, gt_status status)
{
    char text[1200];
    if (check(f) == GT_OK) report(f->status, status);
    snprintf(text, sizeof text, "%s on gputensor: %s", f->kernel->row->name, tf.TF_Message(f->status));
    tf.TF_SetStatus(f->status, tf.TF_GetCode(f->status), text);
    tf.TF_OpKernelContext_Failure(f->ctx, f->status);
}

static void compute(void *self, TF_OpKernelContext *ctx)
{
    enum { MORE = 32 };
    const int32_t most = tf.TF_NumInputs(ctx) + tf.TF_NumOutputs(ctx);
    frame f = {.kernel = self, .ctx = ctx, .status = tf.TF_NewStatus(), .capacity = 2 * most + MORE};
    f.tensor = calloc((size_t)f.capacity, sizeof(TF_Tensor *));
    f.handle = calloc((size_t)f.capacity, sizeof(gt_tensor *));
    gt_status status = GT_OK;
    launches++;
    if (self && f.tensor && f.handle)
        status = f.kernel->row->run(&f);
    else
        status = refuse(&f, TSL_RESOURCE_EXHAUSTED, "no memory for a call");
    if (self && (status < 0 || check(&f) < 0)) fail(&f, status);
    for (int32_t i = 0; i < f.handles; i++) gt_tensor_free(f.handle[i]);
    gt_tensor_free(f.lost);
    for (int32_t i = 0; i < f.tensors; i++) tf.TF_DeleteTensor(f.tensor[i]);
    if (f.lock) tf.TF_ReleaseVariableInputLockHolder(f.lock); /* last: who has a tensor of the variable is a reader */
    free(f.handle);
    free(f.tensor);
    tf.TF_DeleteStatus(f.status);
}

static void register_types(const row *r, void *(*create)(TF_OpKernelConstruction *), const struct type *const type[2],
                           TF_Status *status)
{
    char label[96];
    TF_KernelBuilder *builder = tf.TF_NewKernelBuilder(r->name, DEVICE_TYPE, create, compute, free);
    for (int i = 0; i < 2 && type[i]; i++)
        if (check(&(frame){.status = status}) == GT_OK)
            tf.TF_KernelBuilder_TypeConstraint(builder, r->constraint[i].attribute, type[i]->tf, status);
    for (size_t i = 0; i < sizeof r->host / sizeof *r->host && r->host[i]; i++)
        tf.TF_KernelBuilder_HostMemory(builder, r->host[i]);
    snprintf(label, sizeof label, "gputensor_%s_%d_%d", r->name, type[0] ? (int)type[0]->tf : 0,
             type[1] ? (int)type[1]->tf : 0);
    tf.TF_RegisterKernelBuilder(label, builder, status);
}

static int takes(const row *r, int constraint, const struct type *type)
{
    const int32_t set = r->constraint[constraint].types;
    return (set & type->set) != 0 &&
           ((set & ANYWAY) != 0 || !type->gt || gt_context_supports(context, type->gt) != GT_SUPPORT_NONE);
}

/* Once for each type, or pair of types. */
void register_row(const row *r, void *(*create)(TF_OpKernelConstruction *), TF_Status *status)
{
    const struct type *type[2] = {NULL, NULL};
    if (!r->constraint[0].attribute) register_types(r, create, type, status);
    for (int i = 0; i < TYPES && r->constraint[0].attribute; i++) {
        if (!takes(r, 0, &types[i])) continue;
        type[0] = &types[i];
        if (!r->constraint[1].attribute) register_types(r, create, type, status);
        for (int k = 0; k < TYPES && r->constraint[1].attribute; k++) {
            type[1] = &types[k];
            if (takes(r, 1, &types[k])) register_types(r, create, type, status);
        }
    }
}

/* Called by TensorFlow after SE_InitPlugin. */
EXPORT void TF_InitKernel(void);

EXPORT void TF_InitKernel(void)
{
    if (gputensor_tensorflow_open()) return;
    TF_Status *status = tf.TF_NewStatus();
    register_rows(status);
    tf.TF_DeleteStatus(status);
}
