/* .npy files. */
#define _XOPEN_SOURCE 700 /* getpid, realpath, stat */
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/npy.h"
#include "base/text.h"
#include "kernel/copy.h"
#include "tensor/destination.h"
#include "tensor/transfer.h"

enum { FIRST_READ = 4096 };

static gt_status io_fail(const char *operation, const char *verb, const char *path)
{
    gt_status status = errno == ENOMEM ? GT_E_OUT_OF_MEMORY : GT_E_IO;
    return gt__fail(status, operation, 0, "cannot %s \"%.256s\": %s", verb, path, strerror(errno));
}

/* The size of the file, or -1. Leaves the position at the start. */
static int64_t file_size(FILE *file)
{
    if (fseek(file, 0, SEEK_END) != 0) return -1;
    long size = ftell(file);
    return fseek(file, 0, SEEK_SET) == 0 ? size : -1;
}

static gt_status read_header(FILE *file, gt__npy *npy, const char *path, const char *operation)
{
    size_t want = FIRST_READ;
    for (;;) {
        uint8_t *data = malloc(want);
        if (!data) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for a header");
        rewind(file);
        size_t got = fread(data, 1, want, file);
        int64_t need = ferror(file) ? -1 : gt__npy_parse(npy, data, got, operation);
        free(data);
        if (ferror(file)) return io_fail(operation, "read", path);
        if (need <= 0) return (int32_t)need;
        if (got < want || (size_t)need <= want)
            return gt__fail(GT_E_FORMAT, operation, 0, "\"%.256s\" ends within its header", path);
        want = (size_t)need;
    }
}

/* Reads the elements into *data, in the host's byte order; the caller frees it. */
static gt_status read_elements(FILE *file, const gt__npy *npy, void **data, const char *path, const char *operation)
{
    int32_t size = gt__dtype_of(npy->dtype)->size;
    int64_t bytes = npy->count * size, there = file_size(file);
    if (there < 0) return io_fail(operation, "measure", path);
    if (there - npy->data_offset < bytes)
        return gt__fail(GT_E_FORMAT, operation, 0, "\"%.256s\" has %lld bytes of data, its shape %s needs %lld", path,
                        (long long)(there - npy->data_offset), GT__SHOW(&npy->shape), (long long)bytes);
    *data = malloc(bytes > 0 ? (size_t)bytes : 1);
    if (!*data) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for %lld bytes", (long long)bytes);
    if (fseek(file, (long)npy->data_offset, SEEK_SET) != 0 || fread(*data, 1, (size_t)bytes, file) != (size_t)bytes)
        return io_fail(operation, "read", path);
    if (npy->swapped) gt__npy_swap(*data, npy->count, size);
    if (npy->dtype == GT_BOOL) /* a file may have any byte for true */
        for (int64_t i = 0; i < npy->count; i++) ((uint8_t *)*data)[i] = ((uint8_t *)*data)[i] != 0;
    return GT_OK;
}

static gt_status read_file(const char *path, gt__npy *npy, void **data, const char *operation)
{
    FILE *file = fopen(path, "rb");
    if (!file) return io_fail(operation, "open", path);
    gt_status status = read_header(file, npy, path, operation);
    if (status == GT_OK) status = read_elements(file, npy, data, path, operation);
    fclose(file);
    return status;
}

static gt__shape reversed(const gt__shape *shape)
{
    gt__shape back = {.rank = shape->rank};
    for (int32_t i = 0; i < shape->rank; i++) back.size[i] = shape->size[shape->rank - 1 - i];
    return back;
}

/* Fortran order is the C order of the reversed shape, seen with its axes reversed. */
static gt_status upload_fortran(const gt__call *call, gt_tensor **dst, const gt__npy *npy, const void *data,
                                size_t bytes)
{
    gt__shape back = reversed(&npy->shape);
    gt_tensor *stored = NULL, *view = NULL;
    GT__TRY(gt__upload(call, &stored, npy->dtype, back.rank, back.size, data, bytes, 1));
    gt_status status = gt_tensor_permute(&view, stored, NULL, 0);
    gt_tensor_free(stored);
    if (status < 0) return status;
    if (!*dst) {
        *dst = view;
        return GT_OK;
    }
    gt__destination d;
    const gt__array *from = &view->array;
    status = gt__destination_begin(&d, call, dst, 2, from->dtype, &from->shape, NULL, 0, 1);
    if (status == GT_OK) status = gt__destination_end(&d, call, gt__copy_run(call, d.target, from));
    gt_tensor_free(view);
    return status;
}

gt_status gt_load_npy(gt_queue *q, gt_tensor **dst, const char *path)
{
    gt__call call;
    gt__npy npy;
    void *data = NULL;
    GT__TRY(gt__call_begin(&call, "gt_load_npy", q, 1));
    GT__CHECK(dst, &call, GT_E_ARGUMENT, 2, "dst is NULL");
    GT__CHECK(path, &call, GT_E_ARGUMENT, 3, "path is NULL");
    gt_status status = read_file(path, &npy, &data, call.name);
    if (status == GT_OK) {
        size_t bytes = (size_t)(npy.count * gt__dtype_of(npy.dtype)->size);
        if (npy.fortran && npy.shape.rank > 1)
            status = upload_fortran(&call, dst, &npy, data, bytes);
        else
            status = gt__upload(&call, dst, npy.dtype, npy.shape.rank, npy.shape.size, data, bytes, 1);
    }
    free(data);
    return status;
}

/* ---- saving ---- */

/* mode: "wb", or "wbx" where nothing may be there yet. */
static int write_all(const char *path, const char *mode, const char *header, size_t header_bytes, const void *data,
                     size_t bytes)
{
    FILE *file = fopen(path, mode);
    if (!file) return 0;
    int ok = fwrite(header, 1, header_bytes, file) == header_bytes && fwrite(data, 1, bytes, file) == bytes;
    return fclose(file) == 0 && ok;
}

static atomic_uint saves; /* so that threads do not share a name */

/* Writes a file in the same folder that then takes the place of `path`, so that a failure leaves the old one as it
 * was. */
static int replace(const char *path, const char *header, size_t header_bytes, const void *data, size_t bytes)
{
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0, done = 0, taken = 1;
    for (int attempt = 0; taken && attempt < 100; attempt++) {
        gt__text beside = {0};
        gt__text_add(&beside, "%.*s.gputensor-%ld-%u.part", folder, path, (long)getpid(), atomic_fetch_add(&saves, 1));
        errno = ENOMEM;
        done = !beside.failed && write_all(beside.s, "wbx", header, header_bytes, data, bytes) &&
               rename(beside.s, path) == 0;
        int code = errno;
        taken = !done && code == EEXIST; /* somebody else's file */
        if (!done && !taken && beside.s) remove(beside.s);
        gt__text_free(&beside);
        errno = code;
    }
    return done;
}

/* Follows symbolic links. What is no file, such as a device or a pipe, is written to as it is. */
static gt_status write_file(const char *path, const char *header, size_t header_bytes, const void *data, size_t bytes,
                            const char *operation)
{
    char real[PATH_MAX];
    struct stat there;
    const char *to = realpath(path, real) ? real : path;
    int special = stat(to, &there) == 0 && !S_ISREG(there.st_mode);
    int done = special ? write_all(to, "wb", header, header_bytes, data, bytes)
                       : replace(to, header, header_bytes, data, bytes);
    return done ? GT_OK : io_fail(operation, "write", path);
}

gt_status gt_save_npy(gt_queue *q, const char *path, const gt_tensor *src)
{
    gt__call call;
    char header[512];
    GT__TRY(gt__call_begin(&call, "gt_save_npy", q, 1));
    GT__CHECK(path, &call, GT_E_ARGUMENT, 2, "path is NULL");
    GT__TRY(gt__operand_check(&call, src, 3));
    const gt__array *a = &src->array;
    GT__CHECK(a->dtype->value != GT_BF16, &call, GT_E_DTYPE, 3, ".npy files have no bfloat16");
    const size_t bytes = (size_t)(a->count * a->dtype->size);
    void *data = malloc(bytes > 0 ? bytes : 1);
    GT__CHECK(data, &call, GT_E_OUT_OF_MEMORY, 0, "no host memory for %zu bytes", bytes);
    gt_status status = gt__download(&call, data, bytes, src, 1);
    if (status == GT_OK) {
        size_t header_bytes = gt__npy_header(header, a->dtype->value, &a->shape);
        status = write_file(path, header, header_bytes, data, bytes, call.name);
    }
    free(data);
    return status;
}
