/* Variables. TensorFlow's own kernels for any device would read the memory as if it were the host's, so these are
 * registered for every data type, also where all they do is to refuse. */
#include "runs.h"

void prepare_assign(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    TF_Bool validate = 0;
    tf.TF_OpKernelConstruction_GetAttrBool(from, "validate_shape", &validate, status);
    k->number[0] = validate;
}

/* The bytes of a tensor, of whatever type. */
static gt_status bytes_of(const TF_Tensor *of, gt_tensor **out)
{
    const int64_t n = (int64_t)tf.TF_TensorByteSize(of);
    return gt_tensor_at(out, context, (uint64_t)(uintptr_t)tf.TF_TensorData(of), GT_U8, 1, &n, NULL);
}

/* TensorFlow hands two tensors over for good. There is no status to return: a failure is the kernel's. */
static void copy(TF_OpKernelContext *ctx, TF_Tensor *from, TF_Tensor *to)
{
    TF_Status *status = tf.TF_NewStatus();
    gt_tensor *source = NULL, *target = NULL;
    gt_status done = bytes_of(from, &source);
    if (done == GT_OK) done = bytes_of(to, &target);
    if (done == GT_OK) done = gt_copy(queue, &target, source, 0);
    if (done < 0) report(status, done);
    if (done < 0) tf.TF_OpKernelContext_Failure(ctx, status);
    gt_tensor_free(source);
    gt_tensor_free(target);
    tf.TF_DeleteStatus(status);
    tf.TF_DeleteTensor(from);
    tf.TF_DeleteTensor(to);
}

gt_status run_assign(frame *f)
{
    tf.TF_AssignVariable(f->ctx, 0, 1, f->kernel->number[0] != 0, copy, f->status);
    return GT_OK;
}

gt_status run_assign_update(frame *f)
{
    gt_tensor *x = NULL, *value = NULL;
    TRY(variable(f, &x));
    TRY(input(f, 1, &value));
    TRY(alike(f, x, value));
    return gt_binary(queue, f->kernel->row->code, &x, x, value);
}

/* Their elements, which are copied first if somebody still has what was read of one: TensorFlow has no other way to get
 * at them from here. Where there is no variable, or no memory, it tells that to the call and gives no tensor. */
gt_status lock_variables(frame *f, int32_t n, gt_tensor **out)
{
    static const int which[] = {0, 1, 2, 3};
    tf.TF_MaybeLockVariableInputMutexesInOrder(f->ctx, true, false, which, (size_t)n, copy, &f->lock, f->status);
    if (tf.TF_GetCode(f->status) != TSL_OK) return GT_E_ARGUMENT;
    for (int32_t i = 0; i < n; i++) {
        TF_Tensor *t = NULL;
        gt_tensor **place = hold(f);
        tf.TF_GetInputTensorFromVariable(f->ctx, which[i], true, false, false, copy, &t, f->status);
        if (tf.TF_GetCode(f->status) != TSL_OK) return GT_E_ARGUMENT;
        if (!t) return refuse(f, TSL_FAILED_PRECONDITION, "there is no such variable, or no memory for a copy of it");
        keep(f, t);
        TRY(tensor_over(t, place));
        out[i] = *place;
    }
    return GT_OK;
}

gt_status variable(frame *f, gt_tensor **out)
{
    return lock_variables(f, 1, out);
}

gt_status run_refuse(frame *f)
{
    return refuse(f, TSL_UNIMPLEMENTED, "gputensor.tensorflow has no complex numbers; with tf.device('/CPU:0') has");
}
