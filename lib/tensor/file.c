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
#include "tensor/tensor.h"

enum { FIRST_READ = 4096 };

static int32_t io_fail(const char *operation, const char *verb, const char *path)
{
    int32_t status = errno == ENOMEM ? GT_E_OUT_OF_MEMORY : GT_E_IO;
    return gt__fail(status, operation, 0, "cannot %s \"%.256s\": %s", verb, path, strerror(errno));
}

/* The size of the file, or -1. Leaves the position at the start. */
static int64_t file_size(FILE *file)
{
    if (fseek(file, 0, SEEK_END) != 0) return -1;
    long size = ftell(file);
    return fseek(file, 0, SEEK_SET) == 0 ? size : -1;
}

static int32_t read_header(FILE *file, gt__npy *npy, const char *path, const char *operation)
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
static int32_t read_elements(FILE *file, const gt__npy *npy, void **data, const char *path, const char *operation)
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

static int32_t read_file(const char *path, gt__npy *npy, void **data, const char *operation)
{
    FILE *file = fopen(path, "rb");
    if (!file) return io_fail(operation, "open", path);
    int32_t status = read_header(file, npy, path, operation);
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
static int32_t upload_fortran(gt_queue *q, gt_tensor **dst, const gt__npy *npy, const void *data, size_t bytes,
                              const char *operation)
{
    gt__shape back = reversed(&npy->shape);
    gt_tensor *stored = NULL, *view = NULL;
    GT__TRY(gt__upload(q, &stored, npy->dtype, back.rank, back.size, data, bytes, 1, operation));
    int32_t status = gt_tensor_permute(&view, stored, NULL, 0);
    gt_tensor_free(stored);
    if (status < 0) return status;
    if (!*dst) {
        *dst = view;
        return GT_OK;
    }
    gt__destination d = {0};
    status = gt__destination_begin(&d, q, dst, view->dtype, &view->shape, NULL, 0, 1, operation);
    if (status == GT_OK)
        status = gt__destination_end(&d, q, gt__copy_elements(q, d.target, view, operation), operation);
    gt_tensor_free(view);
    return status;
}

int32_t gt_load_npy(gt_queue *q, gt_tensor **dst, const char *path)
{
    const char *operation = "gt_load_npy";
    gt__npy npy;
    void *data = NULL;
    GT__TRY(gt__queue_check(q, operation, 1));
    if (!dst) return gt__fail(GT_E_ARGUMENT, operation, 2, "dst is NULL");
    if (!path) return gt__fail(GT_E_ARGUMENT, operation, 3, "path is NULL");
    int32_t status = read_file(path, &npy, &data, operation);
    if (status == GT_OK) {
        size_t bytes = (size_t)(npy.count * gt__dtype_of(npy.dtype)->size);
        if (npy.fortran && npy.shape.rank > 1)
            status = upload_fortran(q, dst, &npy, data, bytes, operation);
        else
            status = gt__upload(q, dst, npy.dtype, npy.shape.rank, npy.shape.size, data, bytes, 1, operation);
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
static int32_t write_file(const char *path, const char *header, size_t header_bytes, const void *data, size_t bytes,
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

int32_t gt_save_npy(gt_queue *q, const char *path, const gt_tensor *src)
{
    const char *operation = "gt_save_npy";
    char header[512];
    GT__TRY(gt__queue_check(q, operation, 1));
    if (!path) return gt__fail(GT_E_ARGUMENT, operation, 2, "path is NULL");
    GT__TRY(gt__operand_check(q, src, operation, 3));
    if (src->dtype->value == GT_BF16) return gt__fail(GT_E_DTYPE, operation, 3, ".npy files have no bfloat16");
    size_t bytes = (size_t)(src->count * src->dtype->size);
    void *data = malloc(bytes > 0 ? bytes : 1);
    if (!data) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for %zu bytes", bytes);
    int32_t status = gt__download(q, data, bytes, src, 1, operation);
    if (status == GT_OK) {
        size_t header_bytes = gt__npy_header(header, src->dtype->value, &src->shape);
        status = write_file(path, header, header_bytes, data, bytes, operation);
    }
    free(data);
    return status;
}
