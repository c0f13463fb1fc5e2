/* What kernels find wrong in what they are given, an index that is out of range: the first since the last report stands
 * in a record in the device's memory, one a queue, which is read at the next wait if a kernel had it. */
#include "cl/internal.h"

static const char *const unnamed = "an operation";

/* The record as kernels write it (index.cl). */
_Static_assert(sizeof(gt__finding) == 40, "five numbers of 64 bits");

static cl_mem create(gt_context *ctx, cl_int *code)
{
    static const gt__finding none;
    const cl_mem_flags host = ctx->traits.shares_host ? CL_MEM_ALLOC_HOST_PTR : 0;
    gt__finding copied = none; /* OpenCL takes no pointer to const */
    return clCreateBuffer(ctx->cl, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR | host, sizeof copied, &copied, code);
}

/* The number of a call's name in the records of q. */
static int32_t number_of(gt_queue *q, const char *name)
{
    int32_t i = 0;
    for (; i < GT__CALLERS && q->caller[i] && q->caller[i] != name; i++) {}
    if (i < GT__CALLERS) q->caller[i] = name;
    return i;
}

gt_status gt__finding_begin(const gt__call *call, int32_t *number)
{
    gt_queue *q = call->queue;
    cl_int code = CL_SUCCESS;
    if (!q->finding) q->finding = create(q->ctx, &code);
    if (!q->finding && gt__cl_out_of_memory(code) && gt__pool_trim(q->ctx, 0) > 0) q->finding = create(q->ctx, &code);
    if (!q->finding) return gt__cl_fail(code, "clCreateBuffer", call->name);
    *number = number_of(q, call->name);
    return GT_OK;
}

/* Lock held. */
static gt_status read_locked(const gt__call *call)
{
    gt_queue *q = call->queue;
    cl_event event = NULL;
    GT__TRY(gt__queue_reserve(q, call->name));
    cl_int code = clEnqueueReadBuffer(q->cl, q->finding, CL_FALSE, 0, sizeof q->found, &q->found, 0, NULL, &event);
    if (code != CL_SUCCESS) return gt__cl_fail(code, "clEnqueueReadBuffer", call->name);
    gt__queue_push(q, event);
    q->checks = 0;
    return GT_OK;
}

gt_status gt__finding_read(const gt__call *call, int *reads)
{
    gt_queue *q = call->queue;
    gt_status status = GT_OK;
    gt__lock(&q->ctx->lock);
    while (q->checks && q->reading) pthread_cond_wait(&q->ctx->changed, &q->ctx->lock);
    *reads = q->checks && q->finding;
    if (*reads) status = read_locked(call);
    if (status < 0) *reads = 0;
    if (*reads) q->reading = 1;
    gt__unlock(&q->ctx->lock);
    return status;
}

void gt__finding_end(gt_queue *q, int came, gt__finding *out)
{
    gt__lock(&q->ctx->lock);
    *out = came ? q->found : (gt__finding){0};
    q->reading = 0;
    q->stray = !came;
    if (!came) q->checks = 1;
    pthread_cond_broadcast(&q->ctx->changed);
    gt__unlock(&q->ctx->lock);
}

gt_status gt__finding_report(const gt__call *call, const gt__finding *found)
{
    gt_queue *q = call->queue;
    if (!found->state) return GT_OK;
    gt__lock(&q->ctx->lock);
    const char *name = found->number >= 0 && found->number < GT__CALLERS ? q->caller[found->number] : unnamed;
    if (q->finding) clReleaseMemObject(q->finding); /* what checks next gets an empty one */
    q->finding = NULL;
    gt__unlock(&q->ctx->lock);
    return gt__fail(GT_E_INDEX, name ? name : unnamed, 0,
                    found->is_unsigned ? "index %llu at position %lld of indices is out of range of %lld (found by %s)"
                                       : "index %lld at position %lld of indices is out of range of %lld (found by %s)",
                    (long long)found->value, (long long)found->position, (long long)found->bound, call->name);
}
