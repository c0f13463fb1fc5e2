/* The ABI, written down a second time: nothing here is ever changed or taken away, new things are added at the end of
 * their list (until 1.0 a new minor version may start afresh). A line that fails: compiled programs would break. */
#include <gputensor/gputensor.h>
#include <gputensor/dlpack.h>
#include <stdio.h>
#include <string.h>

/* ---- Values of enumerators --------------------------------------------------------------------------------------- */

#define VALUE(name, value) _Static_assert((name) == (value), #name)
VALUE(GT_OK, 0);
VALUE(GT_E_ARGUMENT, -1);
VALUE(GT_E_SHAPE, -2);
VALUE(GT_E_DTYPE, -3);
VALUE(GT_E_UNSUPPORTED, -4);
VALUE(GT_E_NO_DEVICE, -5);
VALUE(GT_E_OUT_OF_MEMORY, -6);
VALUE(GT_E_BUILD, -7);
VALUE(GT_E_DEVICE, -8);
VALUE(GT_E_CONTEXT, -9);
VALUE(GT_E_INDEX, -10);
VALUE(GT_E_IO, -11);
VALUE(GT_E_FORMAT, -12);
VALUE(GT_E_TIMEOUT, -13);
VALUE(GT_E_FORKED, -14);
VALUE(GT_E_INTERNAL, -15);
VALUE(GT_E_OPERATION, -16);
VALUE(GT_E_HOST_SIZE, -17);
VALUE(GT_E_MISSING_DTYPE, -18);
VALUE(GT_BOOL, 1);
VALUE(GT_I8, 2);
VALUE(GT_I16, 3);
VALUE(GT_I32, 4);
VALUE(GT_I64, 5);
VALUE(GT_U8, 6);
VALUE(GT_U16, 7);
VALUE(GT_U32, 8);
VALUE(GT_U64, 9);
VALUE(GT_F16, 10);
VALUE(GT_BF16, 11);
VALUE(GT_F32, 12);
VALUE(GT_F64, 13);
VALUE(GT_WEAK_BOOL, 64);
VALUE(GT_WEAK_INT, 65);
VALUE(GT_WEAK_FLOAT, 66);
VALUE(GT_ABS, 100);
VALUE(GT_NEGATIVE, 101);
VALUE(GT_EXP, 102);
VALUE(GT_LOG, 103);
VALUE(GT_SQRT, 104);
VALUE(GT_RELU, 105);
VALUE(GT_SIGMOID, 106);
VALUE(GT_TANH, 107);
VALUE(GT_SIN, 108);
VALUE(GT_ERF, 109);
VALUE(GT_FLOOR, 110);
VALUE(GT_SIGN, 111);
VALUE(GT_GELU, 112);
VALUE(GT_RECIPROCAL, 113);
VALUE(GT_ADD, 200);
VALUE(GT_SUBTRACT, 201);
VALUE(GT_MULTIPLY, 202);
VALUE(GT_DIVIDE, 203);
VALUE(GT_MAXIMUM, 204);
VALUE(GT_MINIMUM, 205);
VALUE(GT_EQUAL, 207);
VALUE(GT_LOGICAL_AND, 208);
VALUE(GT_LOGICAL_OR, 209);
VALUE(GT_LESS, 210);
VALUE(GT_FLOOR_DIVIDE, 211);
VALUE(GT_REMAINDER, 212);
VALUE(GT_POW, 213);
VALUE(GT_GREATER, 206);
VALUE(GT_WHERE, 300);
VALUE(GT_CLIP, 301);
VALUE(GT_FMA, 302);
VALUE(GT_CLASS_NUMERIC, 1);
VALUE(GT_CLASS_FLOAT, 2);
VALUE(GT_CLASS_COMPARE, 3);
VALUE(GT_CLASS_LOGICAL, 4);
VALUE(GT_CLASS_SELECT, 5);
VALUE(GT_KIND_STATUS, 1);
VALUE(GT_KIND_DTYPE, 2);
VALUE(GT_KIND_UNARY, 3);
VALUE(GT_KIND_BINARY, 4);
VALUE(GT_KIND_TERNARY, 5);
VALUE(GT_KIND_DEVICE_TYPE, 6);
VALUE(GT_KIND_PROVIDER, 7);
VALUE(GT_SUPPORT_NONE, 0);
VALUE(GT_SUPPORT_STORAGE, 1);
VALUE(GT_SUPPORT_NATIVE, 2);
VALUE(GT_DEVICE_CPU, 1);
VALUE(GT_DEVICE_GPU, 2);
VALUE(GT_DEVICE_ACCELERATOR, 3);
VALUE(GT_DEVICE_OTHER, 4);
VALUE(GT_PROVIDER_CHOOSE, 0);
VALUE(GT_PROVIDER_OWN, 1);
VALUE(GT_PROVIDER_CLBLAST, 2);
VALUE(GT_KEEP_DIMS, 16);
VALUE(GT_UNINITIALISED, 128);
VALUE(GT_SLICE_INDEX, 1);
VALUE(GT_SLICE_OPEN_START, 2);
VALUE(GT_SLICE_OPEN_STOP, 4);
VALUE(GT_MAX_RANK, 32);
VALUE(GT_STATUS_END_, -32768);
VALUE(GT_DTYPE_END_, -32768);
VALUE(GT_OP_END_, -32768);
VALUE(GT_CLASS_END_, -32768);
VALUE(GT_KIND_END_, -32768);
VALUE(GT_SUPPORT_END_, -32768);
VALUE(GT_DEVICE_END_, -32768);
VALUE(GT_FLAG_END_, -32768);
VALUE(GT_SLICE_END_, -32768);
VALUE(GT_LIMIT_END_, -32768);
VALUE(GT_PROVIDER_END_, -32768);
VALUE(GT_DLPACK_CPU, 1);
VALUE(GT_DLPACK_OPENCL, 4);
VALUE(GT_DLPACK_EXTENSION, 12);
VALUE(GT_DLPACK_DEVICE_END_, -32768);
VALUE(GT_DLPACK_IS_READ_ONLY, 1);
VALUE(GT_DLPACK_IS_COPIED, 2);
VALUE(GT_DLPACK_IS_END_, -32768);
VALUE(GT_DLPACK_LEGACY, 1);
VALUE(GT_DLPACK_COPY, 2);
VALUE(GT_DLPACK_NO_COPY, 4);
VALUE(GT_DLPACK_READ_ONLY, 8);
VALUE(GT_DLPACK_END_, -32768);
VALUE(GT_BITWISE_INVERT, 120);
VALUE(GT_CEIL, 121);
VALUE(GT_ISFINITE, 125);
VALUE(GT_ISINF, 126);
VALUE(GT_ISNAN, 127);
VALUE(GT_LOGICAL_NOT, 131);
VALUE(GT_POSITIVE, 132);
VALUE(GT_ROUND, 133);
VALUE(GT_SIGNBIT, 134);
VALUE(GT_SQUARE, 136);
VALUE(GT_TRUNC, 138);
VALUE(GT_BITWISE_AND, 215);
VALUE(GT_BITWISE_OR, 216);
VALUE(GT_BITWISE_XOR, 217);
VALUE(GT_BITWISE_LEFT_SHIFT, 218);
VALUE(GT_BITWISE_RIGHT_SHIFT, 219);
VALUE(GT_COPYSIGN, 220);
VALUE(GT_GREATER_EQUAL, 221);
VALUE(GT_LESS_EQUAL, 223);
VALUE(GT_LOGICAL_XOR, 225);
VALUE(GT_NEXTAFTER, 226);
VALUE(GT_NOT_EQUAL, 227);
VALUE(GT_FMOD, 228);
VALUE(GT_LEAKY_RELU, 229);
VALUE(GT_BITWISE_COUNT, 151);
VALUE(GT_FREXP_FRACTION, 152);
VALUE(GT_FREXP_EXPONENT, 153);
VALUE(GT_GCD, 230);
VALUE(GT_LCM, 231);
VALUE(GT_LDEXP, 232);
VALUE(GT_LERP, 303);
VALUE(GT_ADDCMUL, 400);
VALUE(GT_ADDCDIV, 401);
VALUE(GT_ACOS, 114);
VALUE(GT_ACOSH, 115);
VALUE(GT_ASIN, 116);
VALUE(GT_ASINH, 117);
VALUE(GT_ATAN, 118);
VALUE(GT_ATANH, 119);
VALUE(GT_COS, 122);
VALUE(GT_COSH, 123);
VALUE(GT_EXPM1, 124);
VALUE(GT_LOG1P, 128);
VALUE(GT_LOG2, 129);
VALUE(GT_LOG10, 130);
VALUE(GT_SINH, 135);
VALUE(GT_TAN, 137);
VALUE(GT_RSQRT, 139);
VALUE(GT_CBRT, 140);
VALUE(GT_ERFC, 141);
VALUE(GT_LGAMMA, 142);
VALUE(GT_TGAMMA, 143);
VALUE(GT_SILU, 144);
VALUE(GT_SOFTPLUS, 145);
VALUE(GT_GELU_TANH, 146);
VALUE(GT_ATAN2, 214);
VALUE(GT_HYPOT, 222);
VALUE(GT_LOGADDEXP, 224);
VALUE(GT_CLASS_INTEGRAL, 6);
VALUE(GT_CLASS_TEST, 7);
VALUE(GT_KIND_QUATERNARY, 8);
VALUE(GT_FLAT, 256);
VALUE(GT_SOFTMAX, 600);
VALUE(GT_LOG_SOFTMAX, 601);
VALUE(GT_NN_END_, -32768);
VALUE(GT_READ_ONLY, 512);
VALUE(GT_EXCLUSIVE, 1024);
VALUE(GT_REVERSE, 2048);
VALUE(GT_DESCENDING, 4096);
VALUE(GT_SMALLEST, 8192);
VALUE(GT_RIGHT, 16384);
VALUE(GT_EQUAL_NAN, 32768);
VALUE(GT_ARG_TENSOR, 0);
VALUE(GT_ARG_POINTER, 1);
VALUE(GT_ARG_SCALAR, 2);
VALUE(GT_ARG_VALUE, 3);
VALUE(GT_ARG_LOCAL, 4);
VALUE(GT_ARG_END_, -32768);
VALUE(GT_RANDOM_UNIFORM, 700);
VALUE(GT_RANDOM_NORMAL, 701);
VALUE(GT_RANDOM_EXPONENTIAL, 702);
VALUE(GT_RANDOM_INTEGERS, 703);
VALUE(GT_RANDOM_BERNOULLI, 704);
VALUE(GT_RANDOM_END_, -32768);
VALUE(GT_C64, 14);
VALUE(GT_C128, 15);
VALUE(GT_WEAK_COMPLEX, 67);
VALUE(GT_CONJ, 147);
VALUE(GT_REAL, 148);
VALUE(GT_IMAG, 149);
VALUE(GT_ANGLE, 150);
VALUE(GT_PAD_CONSTANT, 800);
VALUE(GT_PAD_EDGE, 801);
VALUE(GT_PAD_REFLECT, 802);
VALUE(GT_PAD_SYMMETRIC, 803);
VALUE(GT_PAD_WRAP, 804);
VALUE(GT_PAD_END_, -32768);
VALUE(GT_FFT_C2C, 0);
VALUE(GT_FFT_R2C, 1);
VALUE(GT_FFT_C2R, 2);
VALUE(GT_FFT_KIND_END_, -32768);
VALUE(GT_NORM_BACKWARD, 0);
VALUE(GT_NORM_ORTHO, 1);
VALUE(GT_NORM_FORWARD, 2);
VALUE(GT_NORM_END_, -32768);

/* Every operation, of whatever family, has a value of its own: two of the same do not compile. */
/* clang-format off */
static int known(int32_t op)
{
    switch (op) {
#define ROW(NAME, name, value, ...) case value:
    GT_UNARY_TABLE(ROW)
    GT_BINARY_TABLE(ROW)
    GT_TERNARY_TABLE(ROW)
    GT_QUATERNARY_TABLE(ROW)
#undef ROW
    case GT_SOFTMAX: case GT_LOG_SOFTMAX:
    case GT_RANDOM_UNIFORM: case GT_RANDOM_NORMAL: case GT_RANDOM_EXPONENTIAL: case GT_RANDOM_INTEGERS:
    case GT_RANDOM_BERNOULLI:
    case GT_PAD_CONSTANT: case GT_PAD_EDGE: case GT_PAD_REFLECT: case GT_PAD_SYMMETRIC: case GT_PAD_WRAP:
        return 1;
    default: return 0;
    }
}
/* clang-format on */

/* ---- Sizes and offsets, where pointers have 8 bytes -------------------------------------------------------------- */

#if UINTPTR_MAX == UINT64_MAX
#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type)
#define FIELD(type, field, offset, bytes)                                                                              \
    _Static_assert(offsetof(type, field) == (offset) && sizeof(((type *)0)->field) == (bytes), #type "." #field)
SIZE(gt_scalar, 32);
FIELD(gt_scalar, dtype, 0, 4);
FIELD(gt_scalar, reserved, 4, 4);
FIELD(gt_scalar, i, 8, 8);
FIELD(gt_scalar, re, 16, 8);
FIELD(gt_scalar, im, 24, 8);
SIZE(gt_arg, 48);
FIELD(gt_arg, name, 0, 8);
FIELD(gt_arg, tensor, 8, 8);
FIELD(gt_arg, scalar, 16, 32);
SIZE(gt_slice, 32);
FIELD(gt_slice, start, 0, 8);
FIELD(gt_slice, stop, 8, 8);
FIELD(gt_slice, step, 16, 8);
FIELD(gt_slice, flags, 24, 4);
FIELD(gt_slice, reserved, 28, 4);
SIZE(gt_error, 1024);
FIELD(gt_error, size, 0, 4);
FIELD(gt_error, status, 4, 4);
FIELD(gt_error, cl_code, 8, 4);
FIELD(gt_error, argument, 12, 4);
FIELD(gt_error, operation, 16, 32);
FIELD(gt_error, message, 48, 976);
SIZE(gt_op_desc, 72);
FIELD(gt_op_desc, size, 0, 4);
FIELD(gt_op_desc, op, 4, 4);
FIELD(gt_op_desc, arity, 8, 4);
FIELD(gt_op_desc, dtype_class, 12, 4);
FIELD(gt_op_desc, has_identity, 16, 4);
FIELD(gt_op_desc, reserved, 20, 4);
FIELD(gt_op_desc, name, 24, 40);
FIELD(gt_op_desc, meaning, 64, 8);
SIZE(gt_device_desc, 512);
FIELD(gt_device_desc, size, 0, 4);
FIELD(gt_device_desc, type, 4, 4);
FIELD(gt_device_desc, compute_units, 8, 4);
FIELD(gt_device_desc, unified_memory, 12, 4);
FIELD(gt_device_desc, memory_bytes, 16, 8);
FIELD(gt_device_desc, max_alloc_bytes, 24, 8);
FIELD(gt_device_desc, local_bytes, 32, 8);
FIELD(gt_device_desc, clock_mhz, 40, 4);
FIELD(gt_device_desc, reserved, 44, 4);
FIELD(gt_device_desc, support, 48, 64);
FIELD(gt_device_desc, id, 112, 16);
FIELD(gt_device_desc, name, 128, 128);
FIELD(gt_device_desc, vendor, 256, 64);
FIELD(gt_device_desc, driver, 320, 64);
FIELD(gt_device_desc, platform, 384, 64);
FIELD(gt_device_desc, version, 448, 64);
SIZE(gt_context_opts, 16);
FIELD(gt_context_opts, size, 0, 4);
FIELD(gt_context_opts, reserved, 4, 4);
FIELD(gt_context_opts, memory_limit, 8, 8);
SIZE(gt_context_stats, 72);
FIELD(gt_context_stats, size, 0, 4);
FIELD(gt_context_stats, device, 4, 4);
FIELD(gt_context_stats, used, 8, 8);
FIELD(gt_context_stats, cached, 16, 8);
FIELD(gt_context_stats, peak, 24, 8);
FIELD(gt_context_stats, limit, 32, 8);
FIELD(gt_context_stats, allocations, 40, 8);
FIELD(gt_context_stats, programs_built, 48, 8);
FIELD(gt_context_stats, programs_in_memory, 56, 8);
FIELD(gt_context_stats, programs_from_disk, 64, 8);
SIZE(gt_queue_opts, 16);
FIELD(gt_queue_opts, size, 0, 4);
FIELD(gt_queue_opts, profile, 4, 4);
FIELD(gt_queue_opts, rehearse, 8, 4);
FIELD(gt_queue_opts, reserved, 12, 4);
SIZE(gt_tensor_desc, 552);
FIELD(gt_tensor_desc, size, 0, 4);
FIELD(gt_tensor_desc, dtype, 4, 4);
FIELD(gt_tensor_desc, rank, 8, 4);
FIELD(gt_tensor_desc, contiguous, 12, 4);
FIELD(gt_tensor_desc, count, 16, 8);
FIELD(gt_tensor_desc, offset, 24, 8);
FIELD(gt_tensor_desc, shape, 32, 256);
FIELD(gt_tensor_desc, strides, 288, 256);
FIELD(gt_tensor_desc, context, 544, 8);
SIZE(gt_reduce_opts, 16);
FIELD(gt_reduce_opts, size, 0, 4);
FIELD(gt_reduce_opts, dtype, 4, 4);
FIELD(gt_reduce_opts, flags, 8, 4);
FIELD(gt_reduce_opts, reserved, 12, 4);
SIZE(gt_matmul_opts, 40);
FIELD(gt_matmul_opts, size, 0, 4);
FIELD(gt_matmul_opts, activation, 4, 4);
FIELD(gt_matmul_opts, accumulate, 8, 4);
FIELD(gt_matmul_opts, provider, 12, 4);
FIELD(gt_matmul_opts, alpha, 16, 8);
FIELD(gt_matmul_opts, beta, 24, 8);
FIELD(gt_matmul_opts, bias, 32, 8);
SIZE(gt_dl_tensor, 48);
FIELD(gt_dl_tensor, data, 0, 8);
FIELD(gt_dl_tensor, device_type, 8, 4);
FIELD(gt_dl_tensor, device_id, 12, 4);
FIELD(gt_dl_tensor, rank, 16, 4);
FIELD(gt_dl_tensor, code, 20, 1);
FIELD(gt_dl_tensor, bits, 21, 1);
FIELD(gt_dl_tensor, lanes, 22, 2);
FIELD(gt_dl_tensor, shape, 24, 8);
FIELD(gt_dl_tensor, strides, 32, 8);
FIELD(gt_dl_tensor, byte_offset, 40, 8);
SIZE(gt_dl_managed, 64);
FIELD(gt_dl_managed, tensor, 0, 48);
FIELD(gt_dl_managed, manager, 48, 8);
FIELD(gt_dl_managed, deleter, 56, 8);
SIZE(gt_dl_versioned, 80);
FIELD(gt_dl_versioned, major, 0, 4);
FIELD(gt_dl_versioned, minor, 4, 4);
FIELD(gt_dl_versioned, manager, 8, 8);
FIELD(gt_dl_versioned, deleter, 16, 8);
FIELD(gt_dl_versioned, flags, 24, 8);
FIELD(gt_dl_versioned, tensor, 32, 48);
SIZE(gt_dlpack_opts, 16);
FIELD(gt_dlpack_opts, size, 0, 4);
FIELD(gt_dlpack_opts, device_type, 4, 4);
FIELD(gt_dlpack_opts, device_id, 8, 4);
FIELD(gt_dlpack_opts, flags, 12, 4);
SIZE(gt_softmax_opts, 8);
FIELD(gt_softmax_opts, size, 0, 4);
FIELD(gt_softmax_opts, dtype, 4, 4);
SIZE(gt_kernel_opts, 16);
FIELD(gt_kernel_opts, size, 0, 4);
FIELD(gt_kernel_opts, reserved, 4, 4);
FIELD(gt_kernel_opts, options, 8, 8);
SIZE(gt_kernel_desc, 56);
FIELD(gt_kernel_desc, size, 0, 4);
FIELD(gt_kernel_desc, args, 4, 4);
FIELD(gt_kernel_desc, largest, 8, 8);
FIELD(gt_kernel_desc, multiple, 16, 8);
FIELD(gt_kernel_desc, local_bytes, 24, 8);
FIELD(gt_kernel_desc, required, 32, 24);
SIZE(gt_kernel_arg, 64);
FIELD(gt_kernel_arg, kind, 0, 4);
FIELD(gt_kernel_arg, flags, 4, 4);
FIELD(gt_kernel_arg, bytes, 8, 8);
FIELD(gt_kernel_arg, tensor, 16, 8);
FIELD(gt_kernel_arg, value, 24, 8);
FIELD(gt_kernel_arg, scalar, 32, 32);
SIZE(gt_scan_opts, 16);
FIELD(gt_scan_opts, size, 0, 4);
FIELD(gt_scan_opts, dtype, 4, 4);
FIELD(gt_scan_opts, flags, 8, 4);
FIELD(gt_scan_opts, reserved, 12, 4);
SIZE(gt_random_opts, 88);
FIELD(gt_random_opts, size, 0, 4);
FIELD(gt_random_opts, reserved, 4, 4);
FIELD(gt_random_opts, seed, 8, 8);
FIELD(gt_random_opts, counter, 16, 16);
FIELD(gt_random_opts, first, 32, 8);
FIELD(gt_random_opts, location, 40, 8);
FIELD(gt_random_opts, scale, 48, 8);
FIELD(gt_random_opts, low, 56, 8);
FIELD(gt_random_opts, range, 64, 8);
FIELD(gt_random_opts, probability, 72, 8);
FIELD(gt_random_opts, probabilities, 80, 8);
#endif
SIZE(gt_fft_opts, 24);
FIELD(gt_fft_opts, size, 0, 4);
FIELD(gt_fft_opts, kind, 4, 4);
FIELD(gt_fft_opts, inverse, 8, 4);
FIELD(gt_fft_opts, norm, 12, 4);
FIELD(gt_fft_opts, lengths, 16, 8);

/* ---- Functions: X(result, name, parameters) ---------------------------------------------------------------------- */

/* clang-format off */
#define FUNCTIONS(X) \
    X(int32_t, gt_version, (void)) \
    X(const char *, gt_version_string, (void)) \
    X(int32_t, gt_enum_at, (int32_t, int32_t, int32_t *)) \
    X(const char *, gt_enum_name, (int32_t, int32_t)) \
    X(int32_t, gt_enum_find, (int32_t, const char *, int32_t *)) \
    X(gt_status, gt_op_describe, (int32_t, gt_op_desc *)) \
    X(const char *, gt_last_error, (void)) \
    X(void, gt_last_error_get, (gt_error *)) \
    X(size_t, gt_build_log, (const gt_context *, char *, size_t)) \
    X(int32_t, gt_dtype_size, (int32_t)) \
    X(gt_status, gt_result_type, (const int32_t *, int32_t, int32_t *)) \
    X(int32_t, gt_can_cast, (int32_t, int32_t)) \
    X(int32_t, gt_is_available, (const char **)) \
    X(int32_t, gt_device_count, (void)) \
    X(gt_status, gt_device_describe, (int32_t, gt_device_desc *)) \
    X(gt_status, gt_device_find, (const char *)) \
    X(gt_status, gt_context_create, (gt_context **, int32_t, const gt_context_opts *)) \
    X(void, gt_context_free, (gt_context *)) \
    X(gt_queue *, gt_context_queue, (gt_context *)) \
    X(gt_status, gt_context_statistics, (const gt_context *, gt_context_stats *)) \
    X(int32_t, gt_context_supports, (const gt_context *, int32_t)) \
    X(gt_status, gt_context_set_limit, (gt_context *, int64_t)) \
    X(gt_status, gt_context_trim, (gt_context *, int64_t)) \
    X(gt_status, gt_queue_create, (gt_queue **, gt_context *, const gt_queue_opts *)) \
    X(void, gt_queue_free, (gt_queue *)) \
    X(gt_context *, gt_queue_context, (const gt_queue *)) \
    X(gt_status, gt_queue_flush, (gt_queue *)) \
    X(gt_status, gt_queue_finish, (gt_queue *)) \
    X(gt_status, gt_queue_wait, (gt_queue *, const gt_event *)) \
    X(gt_status, gt_event_record, (gt_queue *, gt_event **)) \
    X(void, gt_event_free, (gt_event *)) \
    X(gt_status, gt_event_wait, (const gt_event *, int64_t)) \
    X(gt_status, gt_event_done, (const gt_event *)) \
    X(gt_status, gt_event_elapsed, (const gt_event *, const gt_event *, int64_t *)) \
    X(gt_status, gt_tensor_create, (gt_queue *, gt_tensor **, int32_t, int32_t, const int64_t *, int32_t)) \
    X(void, gt_tensor_free, (gt_tensor *)) \
    X(gt_status, gt_tensor_describe, (const gt_tensor *, gt_tensor_desc *)) \
    X(int32_t, gt_tensor_dtype, (const gt_tensor *)) \
    X(int32_t, gt_tensor_rank, (const gt_tensor *)) \
    X(int64_t, gt_tensor_dim, (const gt_tensor *, int32_t)) \
    X(int64_t, gt_tensor_count, (const gt_tensor *)) \
    X(gt_status, gt_tensor_alias, (gt_tensor **, const gt_tensor *)) \
    X(gt_status, gt_tensor_slice, (gt_tensor **, const gt_tensor *, const gt_slice *, int32_t)) \
    X(gt_status, gt_tensor_permute, (gt_tensor **, const gt_tensor *, const int32_t *, int32_t)) \
    X(gt_status, gt_tensor_reshape, (gt_tensor **, const gt_tensor *, int32_t, const int64_t *)) \
    X(gt_status, gt_tensor_broadcast, (gt_tensor **, const gt_tensor *, int32_t, const int64_t *)) \
    X(gt_status, gt_upload, (gt_queue *, gt_tensor **, int32_t, int32_t, const int64_t *, const void *, size_t)) \
    X(gt_status, gt_upload_async, (gt_queue *, gt_tensor **, int32_t, int32_t, const int64_t *, const void *, size_t)) \
    X(gt_status, gt_download, (gt_queue *, void *, size_t, const gt_tensor *)) \
    X(gt_status, gt_download_async, (gt_queue *, void *, size_t, const gt_tensor *)) \
    X(gt_status, gt_copy, (gt_queue *, gt_tensor **, const gt_tensor *, int32_t)) \
    X(gt_status, gt_transfer, (gt_queue *, gt_tensor **, gt_queue *, const gt_tensor *)) \
    X(gt_status, gt_fill, (gt_queue *, gt_tensor **, int32_t, int32_t, const int64_t *, const gt_scalar *)) \
    X(gt_status, gt_arange, (gt_queue *, gt_tensor **, int32_t, const gt_scalar *, const gt_scalar *, int64_t)) \
    X(gt_status, gt_eye, (gt_queue *, gt_tensor **, int32_t, int64_t, int64_t, int64_t)) \
    X(gt_status, gt_load_npy, (gt_queue *, gt_tensor **, const char *)) \
    X(gt_status, gt_save_npy, (gt_queue *, const char *, const gt_tensor *)) \
    X(gt_status, gt_unary, (gt_queue *, int32_t, gt_tensor **, const gt_tensor *)) \
    X(gt_status, gt_binary, (gt_queue *, int32_t, gt_tensor **, const gt_tensor *, const gt_tensor *)) \
    X(gt_status, gt_apply, (gt_queue *, int32_t, gt_tensor **, const gt_arg *, int32_t)) \
    X(gt_status, gt_reduce, (gt_queue *, int32_t, gt_tensor **, const gt_tensor *, const int32_t *, int32_t, \
      const gt_reduce_opts *)) \
    X(gt_status, gt_arg_reduce, (gt_queue *, int32_t, gt_tensor **, const gt_tensor *, const int32_t *, \
      int32_t, const gt_reduce_opts *)) \
    X(gt_status, gt_moments, (gt_queue *, gt_tensor **, gt_tensor **, const gt_tensor *, const int32_t *, \
      int32_t, double, const gt_reduce_opts *)) \
    X(gt_status, gt_matmul, (gt_queue *, gt_tensor **, const gt_tensor *, const gt_tensor *, const gt_matmul_opts *)) \
    X(gt_status, gt_tensor_strided, (gt_tensor **, const gt_tensor *, int32_t, int32_t, const int64_t *, \
      const int64_t *, int64_t)) \
    X(gt_status, gt_tensor_diagonal, (gt_tensor **, const gt_tensor *, int64_t, int32_t, int32_t)) \
    X(gt_status, gt_tensor_part, (gt_tensor **, const gt_tensor *, int32_t)) \
    X(gt_status, gt_memory_create, (gt_queue *, uint64_t *, int64_t)) \
    X(void, gt_memory_free, (uint64_t)) \
    X(gt_status, gt_tensor_at, (gt_tensor **, gt_context *, uint64_t, int32_t, int32_t, const int64_t *, \
      const int64_t *)) \
    X(gt_status, gt_drivers_isolate, (void)) \
    X(gt_status, gt_to_dlpack, (gt_queue *, void **, const gt_tensor *, const gt_dlpack_opts *)) \
    X(gt_status, gt_from_dlpack, (gt_queue *, gt_tensor **, void *, const gt_dlpack_opts *)) \
    X(gt_status, gt_take, (gt_queue *, gt_tensor **, const gt_tensor *, const gt_tensor *, int32_t)) \
    X(gt_status, gt_take_along, (gt_queue *, gt_tensor **, const gt_tensor *, const gt_tensor *, int32_t)) \
    X(gt_status, gt_softmax, (gt_queue *, int32_t, gt_tensor **, const gt_tensor *, int32_t, \
      const gt_softmax_opts *)) \
    X(gt_status, gt_softmax_gradient, (gt_queue *, int32_t, gt_tensor **, const gt_tensor *, const gt_tensor *, \
      int32_t, const gt_softmax_opts *)) \
    X(gt_status, gt_concat, (gt_queue *, gt_tensor **, const gt_tensor *const *, int32_t, int32_t)) \
    X(gt_status, gt_put, (gt_queue *, gt_tensor *, const gt_tensor *, const gt_tensor *, int32_t, int32_t)) \
    X(gt_status, gt_put_along, (gt_queue *, gt_tensor *, const gt_tensor *, const gt_tensor *, int32_t, int32_t)) \
    X(gt_status, gt_nonzero, (gt_queue *, gt_tensor **, const gt_tensor *, int32_t)) \
    X(gt_status, gt_kernel_create, (gt_kernel **, gt_context *, const char *, const char *, const gt_kernel_opts *)) \
    X(void, gt_kernel_free, (gt_kernel *)) \
    X(gt_status, gt_kernel_describe, (const gt_kernel *, gt_kernel_desc *)) \
    X(gt_status, gt_kernel_run, (gt_queue *, gt_kernel *, const gt_kernel_arg *, int32_t, int32_t, \
      const int64_t *, const int64_t *)) \
    X(gt_status, gt_eval, (gt_queue *, gt_tensor **, const char *, const gt_arg *, int32_t)) \
    X(gt_status, gt_eval_all, (gt_queue *, gt_tensor **, int32_t, const char *, const gt_arg *, int32_t)) \
    X(gt_status, gt_eval_reduce, (gt_queue *, int32_t, gt_tensor **, const char *, const gt_arg *, int32_t, \
      const int32_t *, int32_t, const gt_reduce_opts *)) \
    X(gt_status, gt_scan, (gt_queue *, int32_t, gt_tensor **, const gt_tensor *, int32_t, const gt_scan_opts *)) \
    X(gt_status, gt_random, (gt_queue *, gt_tensor **, int32_t, int32_t, const int64_t *, int32_t, \
      const gt_random_opts *)) \
    X(gt_status, gt_sort, (gt_queue *, gt_tensor **, const gt_tensor *, int32_t, int32_t)) \
    X(gt_status, gt_argsort, (gt_queue *, gt_tensor **, const gt_tensor *, int32_t, int32_t)) \
    X(gt_status, gt_topk, (gt_queue *, gt_tensor **, gt_tensor **, const gt_tensor *, int64_t, int32_t, int32_t)) \
    X(gt_status, gt_searchsorted, (gt_queue *, gt_tensor **, const gt_tensor *, const gt_tensor *, \
      const gt_tensor *, int32_t)) \
    X(gt_status, gt_unique, (gt_queue *, gt_tensor **, gt_tensor **, gt_tensor **, gt_tensor **, \
      const gt_tensor *, int32_t)) \
    X(gt_status, gt_index, (gt_queue *, gt_tensor **, const gt_tensor *, const gt_tensor *const *, int32_t)) \
    X(gt_status, gt_index_put, (gt_queue *, gt_tensor *, const gt_tensor *const *, int32_t, const gt_tensor *, \
      int32_t)) \
    X(gt_status, gt_permutation, (gt_queue *, gt_tensor **, const gt_tensor *, int64_t, int32_t, \
      const gt_random_opts *)) \
    X(gt_status, gt_histogram, (gt_queue *, gt_tensor **, const gt_tensor *, const gt_tensor *, const gt_tensor *, \
      int64_t)) \
    X(gt_status, gt_select, (gt_queue *, gt_tensor **, const gt_tensor *, const gt_tensor *)) \
    X(gt_status, gt_select_put, (gt_queue *, gt_tensor *, const gt_tensor *, const gt_tensor *)) \
    X(gt_status, gt_pad, (gt_queue *, gt_tensor **, const gt_tensor *, const int64_t *, const int64_t *, int32_t, \
      const gt_scalar *)) \
    X(gt_status, gt_tensor_window, (gt_tensor **, const gt_tensor *, int32_t, int64_t, int64_t, int64_t)) \
    X(gt_status, gt_fft, (gt_queue *, gt_tensor **, const gt_tensor *, const int32_t *, int32_t, const gt_fft_opts *)) \
    X(gt_status, gt_linspace, (gt_queue *, gt_tensor **, int32_t, const gt_scalar *, const gt_scalar *, int64_t, \
      int32_t)) \
    X(gt_status, gt_tril, (gt_queue *, gt_tensor **, const gt_tensor *, int64_t)) \
    X(gt_status, gt_triu, (gt_queue *, gt_tensor **, const gt_tensor *, int64_t)) \
    X(gt_status, gt_repeat, (gt_queue *, gt_tensor **, const gt_tensor *, int64_t, int32_t)) \
    X(gt_status, gt_repeat_each, (gt_queue *, gt_tensor **, const gt_tensor *, const gt_tensor *, int32_t)) \
    X(gt_status, gt_eval_along, (gt_queue *, gt_tensor **, const char *, const gt_arg *, int32_t, const int32_t *, \
      int32_t))
/* clang-format on */

#define MEMBER(result, name, parameters) result(*name) parameters;
#define ADDRESS(result, name, parameters) name,
static const struct functions {
    FUNCTIONS(MEMBER)
} functions = {FUNCTIONS(ADDRESS)};

int main(void)
{
    enum { COUNT = sizeof functions / sizeof(void (*)(void)) };
    void (*function[COUNT])(void);
    int missing = functions.gt_version() != GT_VERSION || !known(GT_ADD) || known(0);
    memcpy(function, &functions, sizeof function);
    for (int i = 0; i < COUNT; i++) missing += !function[i];
    printf("%d functions\n", COUNT);
    return missing != 0;
}
