/* DLPack for tests: its structs, declared once more, as dlpack/dlpack.h has them, and both directions of a tensor. */
#ifndef TESTS_DLPACK_H
#define TESTS_DLPACK_H
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <gputensor/dlpack.h>
#include "support/support.h"

typedef enum { CPU = 1, CUDA = 2, OPENCL = 4, EXTENSION = 12 } DLDeviceType;
typedef struct {
    DLDeviceType device_type;
    int32_t device_id;
} DLDevice;
typedef struct {
    uint8_t code;
    uint8_t bits;
    uint16_t lanes;
} DLDataType;
typedef struct {
    void *data;
    DLDevice device;
    int32_t ndim;
    DLDataType dtype;
    int64_t *shape;
    int64_t *strides;
    uint64_t byte_offset;
} DLTensor;
typedef struct DLManagedTensor {
    DLTensor dl_tensor;
    void *manager_ctx;
    void (*deleter)(struct DLManagedTensor *self);
} DLManagedTensor;
typedef struct {
    uint32_t major;
    uint32_t minor;
} DLPackVersion;
typedef struct DLManagedTensorVersioned {
    DLPackVersion version;
    void *manager_ctx;
    void (*deleter)(struct DLManagedTensorVersioned *self);
    uint64_t flags;
    DLTensor dl_tensor;
} DLManagedTensorVersioned;

gt_dlpack_opts dlpack_options(int32_t device_type, int32_t flags);
/* On the shared queue. What is refused gives no tensor. */
DLManagedTensorVersioned *dlpack_hand(const gt_tensor *t, int32_t device_type, int32_t flags);
gt_tensor *dlpack_take(void *managed, int32_t device_type, int32_t flags);
void dlpack_refuse(int32_t status, void *managed, int32_t device_type, int32_t flags);

/* How many tensors of the producers below were deleted since the last one was made. */
extern int dlpack_deleted;
void dlpack_count_legacy(DLManagedTensor *self);
/* A producer's tensor of float32, in host memory, and in a cl_mem. */
DLManagedTensorVersioned dlpack_host(void *data, int64_t *shape, int64_t *strides, int32_t rank);
DLManagedTensorVersioned dlpack_foreign(cl_mem mem, int64_t *shape, int64_t *strides, int32_t rank);
/* The cl_context of a queue of this library, asked of a tensor of it. */
cl_context dlpack_context(gt_queue *q);
#endif
