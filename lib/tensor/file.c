/* .npy files. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/npy.h"
#include "kernel/pieces.h"
#include "tensor/destination.h"
#include "tensor/transfer.h"

static gt_status io_fail(const char *operation, const char *verb, const char *path)
{
    gt_status status = errno == ENOMEM ? GT_E_OUT_OF_MEMORY : GT_E_IO;
    return gt__fail(status, operation, 0, "cannot %s \"%.256s\": %s", verb, path, strerror(errno));
}

/* ---- loading ---- */

/* A file that is read once, from its start, as a pipe must be. */
typedef struct reading {
    const gt__call *call;
    const char *path;
    int file;
    gt__npy npy;
    const gt__array *to;
} reading;

/* Reads the header and no byte more, in as many steps as it says its length in. */
static gt_status read_header(reading *r)
{
    uint8_t *data = NULL;
    int64_t have = 0, need = gt__npy_parse(&r->npy, NULL, 0, r->call->name);
    gt_status status = GT_OK;
    while (need > 0 && status == GT_OK) {
        uint8_t *longer = realloc(data, (size_t)need);
        if (!longer) {
            status = gt__fail(GT_E_OUT_OF_MEMORY, r->call->name, 0, "no host memory for a header");
            break;
        }
        data = longer;
        int64_t got = gt__file_read(r->file, data + have, (size_t)(need - have));
        if (got < 0)
            status = io_fail(r->call->name, "read", r->path);
        else if (have + got < need)
            status = gt__fail(GT_E_FORMAT, r->call->name, 0, "\"%.256s\" ends within its header", r->path);
        have = need;
        if (status == GT_OK) need = gt__npy_parse(&r->npy, data, (size_t)have, r->call->name);
    }
    free(data);
    return status < 0 ? status : (gt_status)need;
}

/* Refuses a file that is too short before memory is asked for; of a pipe that is not known. */
static gt_status check_size(const reading *r, int64_t bytes)
{
    int64_t there = gt__file_size(r->file);
    GT__CHECK(there < 0 || there - r->npy.data_offset >= bytes, r->call, GT_E_FORMAT, 0,
              "\"%.256s\" has %lld bytes of data, its shape %s needs %lld", r->path,
              (long long)(there - r->npy.data_offset), GT__SHOW(&r->npy.shape), (long long)bytes);
    return GT_OK;
}

/* The next elements, in the host's byte order, to the device. */
static gt_status load_piece(void *data, void *host, int64_t at, int64_t bytes)
{
    const reading *r = data;
    const int32_t size = gt__dtype_of(r->to->dtype->real)->size; /* of what has an order of bytes */
    int64_t got = gt__file_read(r->file, host, (size_t)bytes);
    if (got < 0) return io_fail(r->call->name, "read", r->path);
    GT__CHECK(got == bytes, r->call, GT_E_FORMAT, 0, "\"%.256s\" ends within its data, after %lld bytes of them",
              r->path, (long long)(at + got));
    if (r->npy.swapped) gt__npy_swap(host, bytes / size, size);
    if (r->npy.dtype == GT_BOOL) /* a file may have any byte for true */
        for (int64_t i = 0; i < bytes; i++) ((uint8_t *)host)[i] = ((uint8_t *)host)[i] != 0;
    GT__TRY(gt__write(r->call, r->to->buffer, at, host, bytes));
    return gt__wait(r->call);
}

/* Fortran order is the C order of the reversed shape, seen with its axes reversed. */
static gt__shape reversed(const gt__shape *shape)
{
    gt__shape back = {.rank = shape->rank};
    for (int32_t i = 0; i < shape->rank; i++) back.size[i] = shape->size[shape->rank - 1 - i];
    return back;
}

static gt_status turn(const gt__call *call, gt_tensor **stored, const gt__shape *shape)
{
    int64_t strides[GT_MAX_RANK];
    gt_tensor *view = NULL;
    for (int32_t i = 0; i < shape->rank; i++) strides[i] = (*stored)->array.strides[shape->rank - 1 - i];
    GT__TRY(gt__tensor_view(&view, call, *stored, shape, strides, 0));
    gt_tensor_free(*stored);
    *stored = view;
    return GT_OK;
}

/* A new tensor with what the file holds. */
static gt_status load_new(gt_tensor **out, reading *r)
{
    const gt__npy *npy = &r->npy;
    const gt__dtype *facts = gt__dtype_of(npy->dtype);
    const gt__shape stored = npy->fortran ? reversed(&npy->shape) : npy->shape;
    GT__TRY(check_size(r, npy->count * facts->size));
    GT__TRY(gt__tensor_new(out, r->call, facts, &stored));
    r->to = &(*out)->array;
    gt_status status = gt__in_pieces(r->call, npy->count * facts->size, load_piece, r);
    if (status == GT_OK) status = gt__wait(r->call); /* earlier work, where there is nothing to load */
    if (status == GT_OK && npy->fortran) status = turn(r->call, out, &npy->shape);
    if (status < 0) gt_tensor_free(*out);
    return status;
}

static gt_status load(gt_tensor **dst, reading *r)
{
    gt__destination d;
    gt_tensor *made = NULL;
    GT__TRY(read_header(r));
    if (*dst)
        GT__TRY(gt__destination_begin(&d, r->call, dst, 2, gt__dtype_of(r->npy.dtype), &r->npy.shape, NULL, 0, 1));
    GT__TRY(load_new(&made, r));
    return gt__hand_over(r->call, dst, made);
}

gt_status gt_load_npy(gt_queue *q, gt_tensor **dst, const char *path)
{
    gt__call call;
    GT__TRY(gt__call_begin(&call, "gt_load_npy", q, 1));
    GT__CHECK(dst, &call, GT_E_ARGUMENT, 2, "dst is NULL");
    GT__CHECK(path, &call, GT_E_ARGUMENT, 3, "path is NULL");
    reading r = {.call = &call, .path = path, .file = gt__file_open(path)};
    if (r.file < 0) return io_fail(call.name, "open", path);
    gt_status status = load(dst, &r);
    gt__file_close(r.file);
    return status;
}

/* ---- saving ---- */

typedef struct writing {
    const gt__call *call;
    const gt__array *from; /* contiguous */
    char header[GT__NPY_HEADER];
    size_t header_bytes;
    int file;
    gt_status status; /* of what failed, if not the file */
    int code;         /* errno of the file */
} writing;

static gt_status save_piece(void *data, void *host, int64_t at, int64_t bytes)
{
    writing *w = data;
    const gt__array *from = w->from;
    GT__TRY(gt__read(w->call, host, from->buffer, from->offset * from->dtype->size + at, bytes));
    GT__TRY(gt__wait(w->call));
    if (gt__file_write(w->file, host, (size_t)bytes) == 0) return GT_OK;
    w->code = errno;
    return GT_E_IO;
}

static int write_npy(int file, void *data)
{
    writing *w = data;
    w->code = 0;
    w->file = file;
    if (gt__file_write(file, w->header, w->header_bytes) != 0) return -1;
    gt_status status = gt__in_pieces(w->call, w->from->count * w->from->dtype->size, save_piece, w);
    if (status < 0 && w->code == 0) w->status = status;
    errno = w->code;
    return status < 0 ? -1 : 0;
}

gt_status gt_save_npy(gt_queue *q, const char *path, const gt_tensor *src)
{
    gt__call call;
    gt__array flat;
    GT__TRY(gt__call_begin(&call, "gt_save_npy", q, 1));
    GT__CHECK(path, &call, GT_E_ARGUMENT, 2, "path is NULL");
    GT__TRY(gt__operand_check(&call, src, 3));
    const gt__array *a = &src->array;
    GT__CHECK(a->dtype->value != GT_BF16, &call, GT_E_DTYPE, 3, ".npy files have no bfloat16");
    GT__TRY(gt__flat(&flat, &call, a));
    writing w = {.call = &call, .from = &flat};
    w.header_bytes = gt__npy_header(w.header, a->dtype->value, &a->shape);
    gt_status status = gt__wait(&call); /* what failed before is said before the file is touched */
    if (status == GT_OK && !gt__rehearses(&call) && gt__file_save(path, write_npy, &w) != 0)
        status = w.status < 0 ? w.status : io_fail(call.name, "write", path);
    gt__buffer_release(flat.buffer);
    return status;
}
