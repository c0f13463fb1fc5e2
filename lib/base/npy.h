/* The header of a .npy file: what NumPy's lib/format.py describes, read without trust. */
#ifndef GT_BASE_NPY_H
#define GT_BASE_NPY_H
#include "base/shape.h"

typedef struct gt__npy {
    int32_t dtype;
    int fortran; /* elements in column-major order */
    int swapped; /* byte order is not the host's */
    gt__shape shape;
    int64_t count;
    int64_t data_offset; /* bytes from the start of the file */
} gt__npy;

/* Parses the first `bytes` bytes of a file. Returns the number of bytes that the header needs when `bytes` is less than
 * that (call again with as many), 0 when *out is filled, or a recorded negative status. Headers above 64 KiB are
 * refused. */
int64_t gt__npy_parse(gt__npy *out, const uint8_t *data, size_t bytes, const char *operation);
/* GT__NPY_HEADER: bytes that a header of any shape has room in. */
enum { GT__NPY_HEADER = 1024 };
/* Writes a version 1.0 header, C order, little-endian, to buffer (GT__NPY_HEADER bytes); returns its length, a multiple
 * of 64, or 0 for bfloat16, which NumPy does not have. */
size_t gt__npy_header(char *buffer, int32_t dtype, const gt__shape *shape);
/* Reverses the bytes of each of count elements. */
void gt__npy_swap(void *data, int64_t count, int32_t size);
#endif
