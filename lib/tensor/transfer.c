/* Data in, out, and between contexts. */
#include <stdlib.h>

#include "tensor/tensor.h"

/* A row-major host array into target, converted to its dtype; through a temporary where target is not that array's
 * layout. */
static int32_t write_host(gt_queue *q, gt_tensor *target, const gt__dtype *dtype, const void *host,
                          const char *operation)
{
    if (target->count == 0) return GT_OK;
    if (target->dtype == dtype && gt__tensor_contiguous(target))
        return gt__write(q, target->buffer, target->offset * dtype->size, host, target->count * dtype->size, operation);
    gt_tensor *staged = NULL;
    GT__TRY(gt__tensor_new(&staged, q, dtype, &target->shape, operation));
    int32_t status = gt__write(q, staged->buffer, 0, host, staged->count * dtype->size, operation);
    if (status == GT_OK) {
        status = gt__copy_elements(q, target, staged, operation);
        if (status < 0) gt__queue_settle(q); /* the host array must not be read any more */
    }
    gt_tensor_free(staged);
    return status;
}

int32_t gt__upload(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape, const void *host,
                   size_t bytes, int blocking, const char *operation)
{
    gt__shape made;
    gt__destination d = {0};
    int64_t count = 0;
    GT__TRY(gt__queue_check(q, operation, 1));
    const gt__dtype *facts = gt__dtype_check(dtype, operation, 3);
    if (!facts) return GT_E_DTYPE;
    GT__TRY(gt__shape_make(&made, &count, rank, shape, facts->size, operation, 5));
    if (bytes != (size_t)(count * facts->size))
        return gt__fail(GT_E_HOST_SIZE, operation, 7, "the host array has %zu bytes, %s of shape %s has %lld", bytes,
                        facts->name, GT__SHOW(&made), (long long)(count * facts->size));
    if (!host && bytes > 0) return gt__fail(GT_E_ARGUMENT, operation, 6, "host is NULL");
    GT__TRY(gt__destination_begin(&d, q, dst, facts, &made, NULL, 0, 1, operation));
    int32_t status = write_host(q, d.target, facts, host, operation);
    if (status == GT_OK && blocking) status = gt__queue_sync(q, operation);
    return gt__destination_end(&d, q, status, operation);
}

int32_t gt_upload(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape, const void *host,
                  size_t bytes)
{
    return gt__upload(q, dst, dtype, rank, shape, host, bytes, 1, "gt_upload");
}

int32_t gt_upload_async(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape,
                        const void *host, size_t bytes)
{
    return gt__upload(q, dst, dtype, rank, shape, host, bytes, 0, "gt_upload_async");
}

int32_t gt__download(gt_queue *q, void *host, size_t bytes, const gt_tensor *src, int blocking, const char *operation)
{
    gt_tensor *flat = NULL;
    GT__TRY(gt__queue_check(q, operation, 1));
    GT__TRY(gt__operand_check(q, src, operation, 4));
    int64_t need = src->count * src->dtype->size;
    if (bytes != (size_t)need)
        return gt__fail(GT_E_HOST_SIZE, operation, 3, "the host array has %zu bytes, %s of shape %s has %lld", bytes,
                        src->dtype->name, GT__SHOW(&src->shape), (long long)need);
    if (!host && bytes > 0) return gt__fail(GT_E_ARGUMENT, operation, 2, "host is NULL");
    int32_t status = GT_OK;
    if (need > 0) {
        GT__TRY(gt__make_contiguous(&flat, q, src, operation));
        status = gt__read(q, host, flat->buffer, flat->offset * flat->dtype->size, need, operation);
        gt_tensor_free(flat);
    }
    return status == GT_OK && blocking ? gt__queue_sync(q, operation) : status;
}

int32_t gt_download(gt_queue *q, void *host, size_t bytes, const gt_tensor *src)
{
    return gt__download(q, host, bytes, src, 1, "gt_download");
}

int32_t gt_download_async(gt_queue *q, void *host, size_t bytes, const gt_tensor *src)
{
    return gt__download(q, host, bytes, src, 0, "gt_download_async");
}

int32_t gt_transfer(gt_queue *q, gt_tensor **dst, gt_queue *from, const gt_tensor *src)
{
    const char *operation = "gt_transfer";
    GT__TRY(gt__queue_check(q, operation, 1));
    GT__TRY(gt__queue_check(from, operation, 3));
    GT__TRY(gt__operand_check(from, src, operation, 4));
    size_t bytes = (size_t)(src->count * src->dtype->size);
    void *host = malloc(bytes > 0 ? bytes : 1);
    if (!host) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for %zu bytes", bytes);
    int32_t status = gt__download(from, host, bytes, src, 1, operation);
    if (status == GT_OK)
        status = gt__upload(q, dst, src->dtype->value, src->shape.rank, src->shape.size, host, bytes, 1, operation);
    free(host);
    return status;
}
