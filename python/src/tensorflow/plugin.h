/* The parts of the plug-in. One device, chosen as gt_device_find(NULL) chooses, and one queue: all of TensorFlow's
 * streams are that queue, so that work runs in the order in which it is asked for. */
#ifndef GT_TENSORFLOW_PLUGIN_H
#define GT_TENSORFLOW_PLUGIN_H
#include <gputensor/gputensor.h>

#include "abi.h"
#include "functions.h"

#define EXPORT __attribute__((visibility("default")))

/* The type of the device: with tensorflow-cpu nobody else answers to "/GPU:0". */
#define DEVICE_TYPE "GPU"

#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        const gt_status try_status = (call);                                                                           \
        if (try_status < 0) return try_status;                                                                         \
    } while (0)

/* ---- open.c: TensorFlow's functions, the context and its queue, once gputensor_tensorflow_open has found them ---- */
typedef struct tensorflow {
#define FIELD(type, name, parameters) type(*name) parameters;
    TENSORFLOW_FUNCTIONS(FIELD)
#undef FIELD
} tensorflow;

extern tensorflow tf;
extern gt_context *context;
extern gt_queue *queue;

/* NULL if the plug-in can work in this process, else why not; a static text. TensorFlow is loaded already. */
EXPORT const char *gputensor_tensorflow_open(void);
/* Bytes of the context's pool: in use, kept for later, most in use, and how many there may be. 0 on failure. */
EXPORT int32_t gputensor_tensorflow_memory(int64_t out[4]);
/* How many copies there were so far: from the host to the device, from the device to the host. */
EXPORT void gputensor_tensorflow_transfers(int64_t out[2]);
/* Waits until the device has done all that was asked of it; a gt_status. */
EXPORT int32_t gputensor_tensorflow_finish(void);
/* Reports a failure of the library to TensorFlow: the message of this thread. Nothing if it is none. */
void report(TF_Status *to, gt_status status);

/* ---- kernel.c: what every kernel needs ---- */

typedef struct frame frame;
typedef struct row row;

/* Data types that a kernel is registered for. int32 lies in host memory by TensorFlow's convention, but where a kernel
 * takes it on the device. */
enum {
    FLOATS = 1, /* float32, float16, bfloat16, float64 if the device has it */
    INTS = 2,   /* all integers but int32 */
    INT32 = 4,
    BOOL = 8,
    INDICES = 16, /* int32, int64 */
    COMPLEX = 32, /* which the plug-in does not compute with: kernels that move them, or refuse */
    ANYWAY = 64,  /* also float64 that the device does not have, which fails when it is computed with */
    NARROW = 128, /* floats but float64 */
    NUMBERS = FLOATS | INTS,
    ALL = NUMBERS | BOOL
};

/* The kernel of an operation of a graph: its row, and what its attributes say. */
typedef struct kernel {
    const row *row;
    uint64_t seed, stream;  /* of random numbers that it makes */
    _Atomic uint64_t drawn; /* how far it has come with them */
    int64_t number[32];
    double slope;
    float share;
    char text[256]; /* which ends with a 0, but where it was too long */
} kernel;

/* An operation of TensorFlow. */
struct row {
    const char *name;
    gt_status (*run)(frame *f);
    /* Reads attributes into the kernel; NULL: there are none to read. */
    void (*prepare)(kernel *k, TF_OpKernelConstruction *from, TF_Status *status);
    int32_t code; /* of the library's operation, if the run needs one */
    struct {
        const char *attribute;
        int32_t types;
    } constraint[2];
    const char *host[4]; /* arguments in host memory */
};

/* One call of a kernel. Handles live until its end. */
struct frame {
    kernel *kernel;
    TF_OpKernelContext *ctx;
    TF_Status *status;
    int32_t tensors, handles, capacity;
    TF_Tensor **tensor;
    gt_tensor **handle, *lost;
    TF_VariableInputLockHolder *lock; /* of the variable that is read or written, if there is one */
};

enum { MAX_INTEGERS = 64 };
typedef struct integers {
    int32_t n, rank; /* rank: of the tensor that has them */
    int64_t value[MAX_INTEGERS];
} integers;

/* GT_* of a TensorFlow type, 0 if there is none. */
int32_t dtype_of(TF_DataType type);
/* A place for a handle, NULL at first, that is freed at the end. */
gt_tensor **hold(frame *f);
/* Deletes a tensor at the end. */
void keep(frame *f, TF_Tensor *t);
/* The variable that input number 0 is, to be read or written in place; nobody else reads or writes it until the end of
 * the call. Once in a call. */
gt_status variable(frame *f, gt_tensor **out);
/* The variables that the first n inputs are, in the same way. */
gt_status lock_variables(frame *f, int32_t n, gt_tensor **out);
/* Input number i, on the device. */
gt_status input(frame *f, int32_t i, gt_tensor **out);
/* Input number i in host memory: integers of int32, int64 or uint64. */
gt_status host_integers(frame *f, int32_t i, integers *out);
/* Refuses shapes that no tensor has: TensorFlow would end the process. Sizes of 0 do not count: what is computed from
 * some of the sizes does not overflow either. */
gt_status possible(frame *f, int32_t rank, const int64_t *shape);
/* Makes output number i. */
gt_status output(frame *f, int32_t i, int32_t rank, const int64_t *shape, gt_tensor **out);
gt_status output_like(frame *f, int32_t i, const gt_tensor *like, gt_tensor **out);
/* Input number 0 and an output of its shape and type, both in host memory. */
gt_status host_like(frame *f, TF_Tensor **x, TF_Tensor **y);
/* The shape of a tensor; its rank. */
int32_t shape_of(const gt_tensor *t, int64_t *shape);
/* What two shapes broadcast to; GT_E_SHAPE if they do not. */
gt_status broadcast_shape(const gt_tensor *a, const gt_tensor *b, int32_t *rank, int64_t *shape);
/* A failure of the plug-in's own, with a message for TensorFlow. */
gt_status refuse(frame *f, TF_Code code, const char *message);
/* Refuses shapes that are not the same: the library would broadcast them. */
gt_status has_shape(frame *f, const gt_tensor *x, int32_t rank, const int64_t *shape);
gt_status alike(frame *f, const gt_tensor *a, const gt_tensor *b);
/* A tensor in another shape, copied where no view has it. */
gt_status flat(frame *f, const gt_tensor *x, int32_t rank, const int64_t *shape, gt_tensor **out);
gt_status fill_zeros(gt_tensor *y);
/* A shape that input number i says, in host memory. */
gt_status told_shape(frame *f, int32_t i, integers *shape);
/* Tensors over a TF_Tensor on the device. */
gt_status tensor_over(const TF_Tensor *of, gt_tensor **out);
/* Indices that are in range, and 0 for those that are not; which these are. */
gt_status within(frame *f, const gt_tensor *indices, int64_t n, gt_tensor **valid, gt_tensor **kept);
/* Axis -1 is the last of n. */
gt_status axis_within(frame *f, int64_t axis, int32_t n, int32_t *out);

/* Operands, and operations on them into a given or new tensor. */
gt_arg of(const gt_tensor *t);
gt_arg number(double value);
gt_arg integer(int64_t value);
gt_status apply1(int32_t code, gt_tensor **dst, gt_arg a);
gt_status apply2(int32_t code, gt_tensor **dst, gt_arg a, gt_arg b);
gt_status apply3(int32_t code, gt_tensor **dst, gt_arg a, gt_arg b, gt_arg c);

/* rows.c: the table of all operations. */
void register_rows(TF_Status *status);
/* kernel.c */
void register_row(const row *r, void *(*create)(TF_OpKernelConstruction *), TF_Status *status);
void *make_kernel(TF_OpKernelConstruction *from, const row *r);
EXPORT int64_t gputensor_tensorflow_launches(void);
#endif
