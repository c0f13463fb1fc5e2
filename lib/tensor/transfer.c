/* Data in, out, and between contexts. */
#include "tensor/transfer.h"

#include "kernel/copy.h"
#include "kernel/pieces.h"
#include "tensor/destination.h"

/* A row-major host array into target, converted to its dtype; through a temporary if target is not that array's
 * layout. */
static gt_status write_host(const gt__call *call, const gt__array *target, const gt__dtype *dtype, const void *host)
{
    gt__array staged;
    if (target->count == 0) return GT_OK;
    if (target->dtype == dtype && gt__array_contiguous(target))
        return gt__write(call, target->buffer, target->offset * dtype->size, host, target->count * dtype->size);
    GT__TRY(gt__dtype_present(call, dtype->value, 0));
    GT__TRY(gt__array_create(&staged, call, dtype, &target->shape));
    gt_status status = gt__write(call, staged.buffer, 0, host, staged.count * dtype->size);
    if (status == GT_OK) {
        status = gt__copy_run(call, target, &staged);
        if (status < 0) gt__settle(call); /* the host array must not be read any more */
    }
    gt__buffer_release(staged.buffer);
    return status;
}

/* A row-major host array to *dst. */
static gt_status upload(const gt__call *call, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape,
                        const void *host, size_t bytes, int blocking)
{
    gt__shape made;
    gt__destination d;
    int64_t count = 0;
    const gt__dtype *facts = gt__dtype_check(dtype, call->name, 3);
    if (!facts) return GT_E_DTYPE;
    GT__TRY(gt__shape_make(&made, &count, rank, shape, facts->size, call->name, 5));
    GT__CHECK(bytes == (size_t)(count * facts->size), call, GT_E_HOST_SIZE, 7,
              "the host array has %zu bytes, %s of shape %s has %lld", bytes, facts->name, GT__SHOW(&made),
              (long long)(count * facts->size));
    GT__CHECK(host || bytes == 0, call, GT_E_ARGUMENT, 6, "host is NULL");
    GT__TRY(gt__destination_begin(&d, call, dst, 2, facts, &made, NULL, 0, 1));
    gt_status status = write_host(call, d.target, facts, host);
    if (status == GT_OK && blocking) status = gt__wait(call);
    return gt__destination_end(&d, call, status);
}

gt_status gt_upload(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape, const void *host,
                    size_t bytes)
{
    gt__call call;
    GT__TRY(gt__call_begin(&call, "gt_upload", q, 1));
    return upload(&call, dst, dtype, rank, shape, host, bytes, 1);
}

gt_status gt_upload_async(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape,
                          const void *host, size_t bytes)
{
    gt__call call;
    GT__TRY(gt__call_begin(&call, "gt_upload_async", q, 1));
    return upload(&call, dst, dtype, rank, shape, host, bytes, 0);
}

static gt_status read_host(const gt__call *call, void *host, const gt__array *src)
{
    const int64_t size = src->dtype->size;
    gt__array flat;
    if (src->count == 0) return GT_OK;
    GT__TRY(gt__flat(&flat, call, src));
    gt_status status = gt__read(call, host, flat.buffer, flat.offset * size, flat.count * size);
    gt__buffer_release(flat.buffer);
    return status;
}

gt_status gt__download(const gt__call *call, void *host, size_t bytes, const gt_tensor *src, int blocking)
{
    GT__TRY(gt__operand_check(call, src, 4));
    const gt__array *a = &src->array;
    const int64_t need = a->count * a->dtype->size;
    GT__CHECK(bytes == (size_t)need, call, GT_E_HOST_SIZE, 3, "the host array has %zu bytes, %s of shape %s has %lld",
              bytes, a->dtype->name, GT__SHOW(&a->shape), (long long)need);
    GT__CHECK(host || bytes == 0, call, GT_E_ARGUMENT, 2, "host is NULL");
    gt_status status = read_host(call, host, a);
    return status == GT_OK && blocking ? gt__wait(call) : status;
}

gt_status gt_download(gt_queue *q, void *host, size_t bytes, const gt_tensor *src)
{
    gt__call call;
    GT__TRY(gt__call_begin(&call, "gt_download", q, 1));
    return gt__download(&call, host, bytes, src, 1);
}

gt_status gt_download_async(gt_queue *q, void *host, size_t bytes, const gt_tensor *src)
{
    gt__call call;
    GT__TRY(gt__call_begin(&call, "gt_download_async", q, 1));
    return gt__download(&call, host, bytes, src, 0);
}

gt_status gt_copy(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t dtype)
{
    gt__call call;
    gt__destination d;
    GT__TRY(gt__call_begin(&call, "gt_copy", q, 1));
    GT__TRY(gt__operand_check(&call, src, 3));
    const gt__array *from = &src->array;
    const gt__dtype *facts = dtype == 0 ? from->dtype : gt__dtype_check(dtype, call.name, 4);
    if (!facts) return GT_E_DTYPE;
    GT__CHECK(!dst || !*dst || dtype == 0 || (*dst)->array.dtype == facts, &call, GT_E_DTYPE, 4, "dst is %s, not %s",
              (*dst)->array.dtype->name, facts->name);
    GT__TRY(gt__cast_check(&call, from->dtype, facts, 4));
    GT__TRY(gt__destination_begin(&d, &call, dst, 2, facts, &from->shape, &from, 1, 0));
    return gt__destination_end(&d, &call, gt__copy_run(&call, d.target, from));
}

/* ---- between contexts ---- */

gt_status gt__hand_over(const gt__call *call, gt_tensor **dst, gt_tensor *made)
{
    if (!*dst) {
        *dst = made;
        return GT_OK;
    }
    gt_status status = gt__copy_run(call, &(*dst)->array, &made->array);
    if (status == GT_OK) status = gt__wait(call);
    gt_tensor_free(made);
    return status;
}

typedef struct crossing {
    const gt__call *call, *there;
    const gt__array *to, *from; /* contiguous */
} crossing;

static gt_status cross(void *data, void *host, int64_t at, int64_t bytes)
{
    const crossing *c = data;
    const gt__array *from = c->from;
    if (gt__rehearses(c->there)) return GT_OK; /* there is nothing to write */
    GT__TRY(gt__read(c->there, host, from->buffer, from->offset * from->dtype->size + at, bytes));
    GT__TRY(gt__wait(c->there));
    GT__TRY(gt__write(c->call, c->to->buffer, at, host, bytes));
    return gt__wait(c->call);
}

gt_status gt_transfer(gt_queue *q, gt_tensor **dst, gt_queue *from, const gt_tensor *src)
{
    gt__call call, there;
    gt__destination d;
    gt_tensor *made = NULL;
    gt__array flat;
    GT__TRY(gt__call_begin(&call, "gt_transfer", q, 1));
    GT__TRY(gt__call_begin(&there, "gt_transfer", from, 3));
    GT__TRY(gt__operand_check(&there, src, 4));
    const gt__array *a = &src->array;
    GT__CHECK(dst, &call, GT_E_ARGUMENT, 2, "dst is NULL");
    if (*dst) GT__TRY(gt__destination_begin(&d, &call, dst, 2, a->dtype, &a->shape, NULL, 0, 1));
    GT__TRY(gt__tensor_new(&made, &call, a->dtype, &a->shape));
    gt_status status = gt__flat(&flat, &there, a);
    if (status == GT_OK) {
        crossing c = {&call, &there, &made->array, &flat};
        status = gt__in_pieces(&call, a->count * a->dtype->size, cross, &c);
        if (status == GT_OK) status = gt__wait(&there); /* earlier work of both, where there is nothing to move */
        if (status == GT_OK) status = gt__wait(&call);
        gt__buffer_release(flat.buffer);
    }
    const int kept = *dst && gt__rehearses(&there) && !gt__rehearses(&call); /* nothing has come that could be copied */
    if (status == GT_OK && !kept) return gt__hand_over(&call, dst, made);
    gt_tensor_free(made);
    return status;
}
