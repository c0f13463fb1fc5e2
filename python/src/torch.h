/* The torch device as an extension of CPython's stable ABI, without a torch header: tensors are read and made through
 * DLPack's C exchange table, torch.Tensor.__dlpack_c_exchange_api__, and their memory has addresses of
 * gt_memory_create. torch_tensor.c reads and makes them, torch_expression.c and torch_kernels.c compute, torch.c is the
 * module. */
#ifndef GPUTENSOR_PYTHON_TORCH_H
#define GPUTENSOR_PYTHON_TORCH_H
#define Py_LIMITED_API 0x030A0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <gputensor/gputensor.h>

/* DLPack 1.x, as far as it is used here: github.com/dmlc/dlpack, include/dlpack/dlpack.h. */
typedef struct dl_tensor {
    void *data;
    int32_t device_type, device_id;
    int32_t rank;
    uint8_t code, bits;
    uint16_t lanes;
    int64_t *shape, *strides;
    uint64_t byte_offset;
} dl_tensor;

typedef struct dl_managed {
    uint32_t major, minor;
    void *context;
    void (*deleter)(struct dl_managed *);
    uint64_t flags;
    dl_tensor tensor;
} dl_managed;

typedef struct dl_exchange {
    uint32_t major, minor;
    const struct dl_exchange *previous;
    int (*allocate)(dl_tensor *, dl_managed **, void *, void (*)(void *, const char *, const char *));
    int (*managed_from_object)(void *, dl_managed **);
    int (*object_from_managed)(dl_managed *, void **);
    int (*tensor_from_object)(void *, dl_tensor *);
    int (*stream)(int32_t, int32_t, void **);
} dl_exchange;

enum { DL_CPU = 1, DL_EXTENSION = 12, MAX_ARGS = 16, MAX_OWNED = 48, MAX_DTYPES = 16 };

/* What a function says that is given a tensor whose memory is not the device's. */
#define TWO_DEVICES "tensors on two devices, or of a dtype that the device lacks"

/* What the extension knows of torch and of the device. */
typedef struct torch_state {
    const dl_exchange *exchange;
    PyTypeObject *tensor_type;
    PyObject *stage, *fallback, *open, *result_type, *default_dtype, *out_of_memory, *channels_last, *channels_last_3d;
    PyObject *dtypes[MAX_DTYPES]; /* torch.dtype by the library's number of it */
    gt_context *context;
    gt_queue *queue;
    int64_t uploads, downloads;
    int leaving; /* the interpreter ends: the system takes the memory back, no driver is called any more */
} torch_state;
extern torch_state torch;

/* An operator as torch calls it: its schema's arguments, and what computes it. */
typedef struct call call;
typedef struct kernel {
    PyObject *(*run)(call *);
    PyObject *op;
    PyObject *names[MAX_ARGS];    /* of arguments that are given by keyword alone, else NULL */
    PyObject *defaults[MAX_ARGS]; /* NULL where there is none */
    int n_args;
    int written;     /* the argument that it writes to, or -1: it returns a new tensor */
    int32_t code;    /* a row of the library, or what the kernel takes it for */
    int32_t role[6]; /* which arguments its operands are, as the kernel counts them; -1: it has none */
    void *more;
} kernel;

/* One call. What is in owned is freed at its end. */
struct call {
    const kernel *kernel;
    PyObject *const *args;
    Py_ssize_t n;
    PyObject *names;
    gt_tensor *owned[MAX_OWNED];
    int n_owned;
    int unsupported; /* the library does not do this one: it is given to the fallback */
};

/* torch_tensor.c. int results: 0, or -1 with a Python exception or c->unsupported set. */
int torch_ready(void);
PyObject *torch_arg(const call *c, int i);
int is_tensor(PyObject *o);
int on_device(const dl_tensor *t);
int read_tensor(PyObject *o, dl_tensor *t);
int32_t dtype_of(const dl_tensor *t);
int32_t dtype_of_object(PyObject *dtype);
int dtype_category(int32_t dtype); /* 0 bool, 1 integer, 2 float, 3 complex */
int is_complex(int32_t dtype);
int32_t part_dtype(int32_t dtype);
int is_small_float(int32_t dtype);
int check(call *c, gt_status s);
int unsupported(call *c);
gt_tensor *own(call *c, gt_tensor *t);
gt_tensor *tensor_at(call *c, const dl_tensor *t);
gt_tensor *tensor_arg(call *c, int i, dl_tensor *t);
int check_writable(const dl_tensor *t);
int scalar_of_number(PyObject *o, gt_scalar *out);
int is_number(const gt_scalar *s, double number);
int scalar_of_host_tensor(const dl_tensor *t, gt_scalar *out);
PyObject *number_of_scalar(const gt_scalar *s);
void dense_strides(int rank, const int64_t *shape, int64_t *strides);
PyObject *make_tensor(int32_t dtype, int rank, const int64_t *shape, const int64_t *strides);
int integers(PyObject *sequence, int64_t *out, int *n);
/* The tensor that argument i is, made to have this shape (torch's resize_), as a destination. */
gt_tensor *destination(call *c, int i, int rank, const int64_t *shape, dl_tensor *t);
PyObject *new_ref(PyObject *o);

/* torch_expression.c */
int parse_expression(kernel *k, PyObject *steps);
PyObject *run_expression(call *c);

/* torch_kernels.c: what the kernels share, and the kernels by the names that Python asks for them by. A role is an
 * operand as a kernel counts them; which argument it is, the kernel was made with. */
PyObject *role(const call *c, int i);
gt_tensor *tensor_role(call *c, int i, dl_tensor *t);
int wrapped_axis(call *c, int i, int rank);
gt_tensor *result(call *c, int32_t dtype, int rank, const int64_t *shape, dl_tensor *t, PyObject **object);
PyObject *finish(call *c, gt_status s, PyObject *object);

typedef struct named_kernel {
    const char *name;
    PyObject *(*run)(call *);
} named_kernel;
extern const named_kernel named_kernels[];

PyObject *torch_reduce(call *c);
PyObject *torch_arg_reduce(call *c);
PyObject *torch_moments(call *c);
PyObject *torch_both_moments(call *c);
PyObject *torch_softmax(call *c);
PyObject *torch_softmax_gradient(call *c);
PyObject *torch_product(call *c);
PyObject *torch_empty(call *c);
PyObject *torch_copy_from(call *c);
PyObject *torch_item(call *c);
PyObject *torch_fill(call *c);
PyObject *torch_arange(call *c);
PyObject *torch_cat(call *c);
PyObject *torch_take(call *c);
PyObject *torch_gather(call *c);
PyObject *torch_nonzero(call *c);
PyObject *torch_flip(call *c);
PyObject *torch_fft(call *c);  /* torch_fft.c */
PyObject *torch_scan(call *c); /* torch_sort.c */
PyObject *torch_sort(call *c);
PyObject *scan(PyObject *module, PyObject *args);
PyObject *searchsorted(PyObject *module, PyObject *args);
PyObject *histogram(PyObject *module, PyObject *args);
PyObject *unique(PyObject *module, PyObject *src);
PyObject *put(PyObject *module, PyObject *args);
PyObject *program(PyObject *module, PyObject *args); /* torch_special.c */
PyObject *run_program(PyObject *module, PyObject *args);
PyObject *draw(PyObject *module, PyObject *args); /* torch_random.c */
PyObject *shuffled(PyObject *module, PyObject *args);
PyObject *evaluate(PyObject *module, PyObject *args); /* torch_fused.c */
#endif
