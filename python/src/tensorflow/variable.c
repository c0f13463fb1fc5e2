/* Variables. TensorFlow's own kernels for any device would read the memory as if it were the host's, so these are
 * registered for every data type, also where all they do is to refuse. */
#include "runs.h"

void prepare_assign(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    TF_Bool validate = 0;
    tf.TF_OpKernelConstruction_GetAttrBool(from, "validate_shape", &validate, status);
    k->number[0] = validate;
}

/* TensorFlow hands two tensors over for good. There is no status to return: a failure is the kernel's. */
static void finish(TF_OpKernelContext *ctx, TF_Tensor *a, TF_Tensor *b, gt_status done)
{
    TF_Status *status = tf.TF_NewStatus();
    if (done < 0) report(status, done);
    if (done < 0) tf.TF_OpKernelContext_Failure(ctx, status);
    tf.TF_DeleteStatus(status);
    tf.TF_DeleteTensor(a);
    tf.TF_DeleteTensor(b);
}

/* The bytes of a tensor, of whatever type. */
static gt_status bytes_of(const TF_Tensor *of, gt_tensor **out)
{
    const int64_t n = (int64_t)tf.TF_TensorByteSize(of);
    return gt_tensor_at(out, context, (uint64_t)(uintptr_t)tf.TF_TensorData(of), GT_U8, 1, &n, NULL);
}

static void copy(TF_OpKernelContext *ctx, TF_Tensor *from, TF_Tensor *to)
{
    gt_tensor *source = NULL, *target = NULL;
    gt_status done = bytes_of(from, &source);
    if (done == GT_OK) done = bytes_of(to, &target);
    if (done == GT_OK) done = gt_copy(queue, &target, source, 0);
    gt_tensor_free(source);
    gt_tensor_free(target);
    finish(ctx, from, to, done);
}

static void update(TF_OpKernelContext *ctx, TF_Tensor *variable, TF_Tensor *value, int code)
{
    gt_tensor *target = NULL, *operand = NULL;
    gt_status done = tensor_over(variable, &target);
    if (done == GT_OK) done = tensor_over(value, &operand);
    if (done == GT_OK) done = gt_binary(queue, code, &target, target, operand);
    gt_tensor_free(target);
    gt_tensor_free(operand);
    finish(ctx, variable, value, done);
}

gt_status run_assign(frame *f)
{
    tf.TF_AssignVariable(f->ctx, 0, 1, f->kernel->number[0] != 0, copy, f->status);
    return GT_OK;
}

gt_status run_assign_update(frame *f)
{
    tf.TF_AssignUpdateVariable(f->ctx, 0, 1, f->kernel->row->code, 0, copy, update, f->status);
    return GT_OK;
}

/* The elements of a variable, which are copied first if somebody else still reads them. */
gt_status variable(frame *f, int32_t i, gt_tensor **out)
{
    TF_Tensor *t = NULL;
    gt_tensor **place = hold(f);
    tf.TF_GetInputTensorFromVariable(f->ctx, i, 0, 0, 0, copy, &t, f->status);
    if (tf.TF_GetCode(f->status) != TSL_OK) return GT_E_ARGUMENT;
    keep(f, t);
    TRY(tensor_over(t, place));
    *out = *place;
    return GT_OK;
}

gt_status run_refuse(frame *f)
{
    return refuse(f, TSL_UNIMPLEMENTED, "the device has no complex numbers; with tf.device('/CPU:0') has");
}
