/* The rows of test_errors.c. X(name, status, call, part of the message, another part) */
#ifndef TESTS_ERRORS_H
#define TESTS_ERRORS_H
/* clang-format off */
#define DATA_CASES(X) \
    X(upload_queue, E_ARGUMENT, gt_upload(NULL, &made, GT_F32, 2, s23, numbers, 24), "gt_upload", "queue is NULL") \
    X(upload_dst, E_ARGUMENT, gt_upload(q, NULL, GT_F32, 2, s23, numbers, 24), "gt_upload", "dst is NULL") \
    X(upload_dtype_0, E_DTYPE, gt_upload(q, &made, 0, 2, s23, numbers, 24), "gt_upload", "dtype 0") \
    X(upload_dtype_weak, E_DTYPE, gt_upload(q, &made, GT_WEAK_INT, 2, s23, numbers, 24), "gt_upload", "dtype 65") \
    X(upload_dtype_max, E_DTYPE, gt_upload(q, &made, INT32_MAX, 2, s23, numbers, 24), \
      "gt_upload", "dtype 2147483647") \
    X(upload_rank_33, E_SHAPE, gt_upload(q, &made, GT_F32, 33, ones, numbers, 24), "gt_upload", "rank of 33") \
    X(upload_rank_minus, E_SHAPE, gt_upload(q, &made, GT_F32, -1, s23, numbers, 24), "gt_upload", "rank of -1") \
    X(upload_shape, E_ARGUMENT, gt_upload(q, &made, GT_F32, 2, NULL, numbers, 24), "gt_upload", "shape is NULL") \
    X(upload_negative, E_SHAPE, gt_upload(q, &made, GT_F32, 2, minus, numbers, 24), "gt_upload", "(2, -3)") \
    X(upload_overflow, E_SHAPE, gt_upload(q, &made, GT_F32, 2, huge, numbers, 24), \
      "gt_upload", "9223372036854775807, 2") \
    X(upload_overflow_bytes, E_SHAPE, gt_upload(q, &made, GT_F64, 2, wide_bytes, numbers, 24), "gt_upload", "bytes") \
    X(upload_small, E_HOST_SIZE, gt_upload(q, &made, GT_F32, 2, s23, numbers, 23), \
      "23 bytes", "float32 of shape (2, 3) has 24") \
    X(upload_large, E_HOST_SIZE, gt_upload(q, &given, GT_F32, 2, s23, numbers, 25), "gt_upload", "25 bytes") \
    X(upload_host, E_ARGUMENT, gt_upload(q, &given, GT_F32, 2, s23, NULL, 24), "gt_upload", "host is NULL") \
    X(upload_dst_shape, E_SHAPE, gt_upload(q, &given, GT_F32, 2, s32, numbers, 24), "dst has shape (2, 3)", "(3, 2)") \
    X(upload_dst_repeats, E_ARGUMENT, gt_upload(q, &given_repeated, GT_F32, 2, s23, numbers, 24), \
      "gt_upload", "strides of 0") \
    X(upload_dst_far, E_CONTEXT, gt_upload(far_q, &given, GT_F32, 2, s23, numbers, 24), \
      "gt_upload", "another context") \
    X(upload_async_queue, E_ARGUMENT, gt_upload_async(NULL, &made, GT_F32, 2, s23, numbers, 24), \
      "gt_upload_async", "NULL") \
    X(upload_async_small, E_HOST_SIZE, gt_upload_async(q, &given, GT_F32, 2, s23, numbers, 4), \
      "gt_upload_async", "4 bytes") \
    X(download_queue, E_ARGUMENT, gt_download(NULL, buffer, 24, a), "gt_download", "queue is NULL") \
    X(download_src, E_ARGUMENT, gt_download(q, buffer, 24, NULL), "gt_download", "tensor is NULL") \
    X(download_far, E_CONTEXT, gt_download(q, buffer, 24, far), "gt_download", "(2, 3)") \
    X(download_small, E_HOST_SIZE, gt_download(q, buffer, 20, a), "gt_download", "(2, 3)") \
    X(download_large, E_HOST_SIZE, gt_download(q, buffer, 28, a), "gt_download", "28 bytes") \
    X(download_host, E_ARGUMENT, gt_download(q, NULL, 24, a), "gt_download", "host is NULL") \
    X(download_async_queue, E_ARGUMENT, gt_download_async(NULL, buffer, 24, a), "gt_download_async", "NULL") \
    X(download_async_src, E_ARGUMENT, gt_download_async(q, buffer, 24, NULL), "gt_download_async", "NULL") \
    X(copy_queue, E_ARGUMENT, gt_copy(NULL, &made, a, 0), "gt_copy", "queue is NULL") \
    X(copy_dst, E_ARGUMENT, gt_copy(q, NULL, a, 0), "gt_copy", "dst is NULL") \
    X(copy_src, E_ARGUMENT, gt_copy(q, &made, NULL, 0), "gt_copy", "tensor is NULL") \
    X(copy_far, E_CONTEXT, gt_copy(q, &given, far, 0), "gt_copy", "another context") \
    X(copy_dtype, E_DTYPE, gt_copy(q, &made, a, -7), "gt_copy", "dtype -7") \
    X(copy_dst_dtype, E_DTYPE, gt_copy(q, &given, a, GT_I32), "gt_copy", "dst is float32, not int32") \
    X(copy_dst_shape, E_SHAPE, gt_copy(q, &given_four, a, 0), "dst has shape (4,)", "(2, 3)") \
    X(copy_dst_repeats, E_ARGUMENT, gt_copy(q, &given_repeated, a, 0), "gt_copy", "repeats") \
    X(concat_queue, E_ARGUMENT, gt_concat(NULL, &made, joined, 2, 0), "gt_concat", "queue is NULL") \
    X(concat_dst, E_ARGUMENT, gt_concat(q, NULL, joined, 2, 0), "gt_concat", "dst is NULL") \
    X(concat_inputs, E_ARGUMENT, gt_concat(q, &made, NULL, 2, 0), "gt_concat", "inputs is NULL") \
    X(concat_none, E_ARGUMENT, gt_concat(q, &made, joined, 0, 0), "gt_concat", "0 inputs") \
    X(concat_minus, E_ARGUMENT, gt_concat(q, &made, joined, -1, 0), "gt_concat", "-1 inputs") \
    X(concat_null, E_ARGUMENT, gt_concat(q, &made, joined, 3, 0), "gt_concat", "inputs[2] is NULL") \
    X(concat_axis, E_INDEX, gt_concat(q, &made, joined, 2, 2), "gt_concat", "axis 2") \
    X(concat_shapes, E_SHAPE, gt_concat(q, &made, joined + 3, 2, 0), \
      "inputs[1] is (3, 2), inputs[0] is (2, 3)", "axis 0") \
    X(concat_ranks, E_SHAPE, gt_concat(q, &made, joined + 5, 2, 0), "inputs[1] is (4,)", "(2, 3)") \
    X(concat_scalar, E_SHAPE, gt_concat(q, &made, joined + 7, 1, 0), "gt_concat", "rank 0") \
    X(concat_dtypes, E_DTYPE, gt_concat(q, &made, joined + 8, 2, 0), "gt_concat", "no common dtype") \
    X(concat_far, E_CONTEXT, gt_concat(q, &made, joined + 10, 2, 0), "gt_concat", "another context") \
    X(concat_dst_shape, E_SHAPE, gt_concat(q, &given, joined, 2, 0), "dst has shape (2, 3)", "(4, 3)") \
    X(concat_repeats, E_ARGUMENT, gt_concat(q, &given_repeated, joined, 1, 0), "gt_concat", "repeats") \
    X(pad_queue, E_ARGUMENT, gt_pad(NULL, &made, a, s23, s23, GT_PAD_EDGE, NULL), "gt_pad", "queue is NULL") \
    X(pad_dst, E_ARGUMENT, gt_pad(q, NULL, a, s23, s23, GT_PAD_EDGE, NULL), "gt_pad", "dst is NULL") \
    X(pad_src, E_ARGUMENT, gt_pad(q, &made, NULL, s23, s23, GT_PAD_EDGE, NULL), "gt_pad", "tensor is NULL") \
    X(pad_before, E_ARGUMENT, gt_pad(q, &made, a, minus, s23, GT_PAD_EDGE, NULL), "gt_pad", \
      "-3 elements before axis 1") \
    X(pad_after, E_ARGUMENT, gt_pad(q, &made, a, NULL, minus, GT_PAD_EDGE, NULL), "gt_pad", \
      "-3 elements after axis 1") \
    X(pad_mode, E_ARGUMENT, gt_pad(q, &made, a, s23, s23, 3, NULL), "gt_pad", "unknown mode 3") \
    X(pad_scalar, E_DTYPE, gt_pad(q, &made, a, s23, s23, GT_PAD_CONSTANT, &no_scalar), "gt_pad", "dtype 99") \
    X(pad_range, E_ARGUMENT, gt_pad(q, &made, narrow, s23, s23, GT_PAD_CONSTANT, &weak_300), "gt_pad", \
      "300 is out of range of uint8") \
    X(pad_complex, E_DTYPE, gt_pad(q, &made, a, s23, s23, GT_PAD_CONSTANT, &weak_complex), "gt_pad", \
      "complex number does not become float32") \
    X(pad_empty, E_SHAPE, gt_pad(q, &made, empty, s23, s23, GT_PAD_WRAP, NULL), "gt_pad: axis 0 of (0, 3)", \
      "no elements") \
    X(pad_huge, E_SHAPE, gt_pad(q, &made, a, huge, NULL, GT_PAD_EDGE, NULL), "gt_pad", "overflow") \
    X(pad_dst_shape, E_SHAPE, gt_pad(q, &given, a, s23, s23, GT_PAD_EDGE, NULL), "dst has shape (2, 3)", "(6, 9)") \
    X(pad_far, E_CONTEXT, gt_pad(q, &made, far, s23, s23, GT_PAD_EDGE, NULL), "gt_pad", "another context") \
    X(transfer_queue, E_ARGUMENT, gt_transfer(NULL, &made, q, a), "gt_transfer", "queue is NULL") \
    X(transfer_from, E_ARGUMENT, gt_transfer(q, &made, NULL, a), "gt_transfer", "queue is NULL") \
    X(transfer_src, E_ARGUMENT, gt_transfer(q, &made, q, NULL), "gt_transfer", "tensor is NULL") \
    X(transfer_dst, E_ARGUMENT, gt_transfer(q, NULL, q, a), "gt_transfer", "dst is NULL") \
    X(transfer_far, E_CONTEXT, gt_transfer(q, &given, q, far), "gt_transfer", "another context") \
    X(transfer_shape, E_SHAPE, gt_transfer(q, &given_four, far_q, far), "gt_transfer", "(4,)") \
    X(fill_queue, E_ARGUMENT, gt_fill(NULL, &made, GT_F32, 2, s23, &weak_two), "gt_fill", "queue is NULL") \
    X(fill_value, E_ARGUMENT, gt_fill(q, &made, GT_F32, 2, s23, NULL), "gt_fill", "scalar is NULL") \
    X(fill_scalar, E_DTYPE, gt_fill(q, &made, GT_F32, 2, s23, &no_scalar), "gt_fill", "dtype 99") \
    X(fill_range, E_ARGUMENT, gt_fill(q, &made, GT_I8, 2, s23, &weak_300), "gt_fill", "300 is out of range of int8") \
    X(fill_complex, E_DTYPE, gt_fill(q, &made, GT_F32, 2, s23, &weak_complex), "gt_fill", \
      "complex number does not become float32") \
    X(fill_dtype, E_DTYPE, gt_fill(q, &made, 16, 2, s23, &weak_two), "gt_fill", "dtype 16") \
    X(fill_dst, E_ARGUMENT, gt_fill(q, NULL, GT_F32, 2, s23, &weak_two), "gt_fill", "dst is NULL") \
    X(fill_dst_dtype, E_DTYPE, gt_fill(q, &given, GT_I32, 2, s23, &weak_two), "gt_fill", "float32, not int32") \
    X(fill_dst_shape, E_SHAPE, gt_fill(q, &given, GT_F32, 2, s32, &weak_two), "gt_fill", "(3, 2)") \
    X(fill_overflow, E_SHAPE, gt_fill(q, &made, GT_F32, 2, huge, &weak_two), "gt_fill", "too many bytes") \
    X(arange_queue, E_ARGUMENT, gt_arange(NULL, &made, GT_F32, NULL, NULL, 3), "gt_arange", "queue is NULL") \
    X(arange_bool, E_DTYPE, gt_arange(q, &made, GT_BOOL, NULL, NULL, 3), "gt_arange", "bool") \
    X(arange_n, E_SHAPE, gt_arange(q, &made, GT_F32, NULL, NULL, -1), "gt_arange", "(-1,)") \
    X(arange_start, E_DTYPE, gt_arange(q, &made, GT_F32, &no_scalar, NULL, 3), "gt_arange", "dtype 99") \
    X(arange_step, E_DTYPE, gt_arange(q, &made, GT_F32, NULL, &no_scalar, 3), "gt_arange", "dtype 99") \
    X(arange_range, E_ARGUMENT, gt_arange(q, &made, GT_U8, &weak_300, NULL, 3), "gt_arange", "out of range of uint8") \
    X(arange_step_set, E_ARGUMENT, gt_arange(q, &made, GT_I8, NULL, &set_scalar, 3), "gt_arange", "reserved") \
    X(arange_complex, E_DTYPE, gt_arange(q, &made, GT_I32, &weak_complex, NULL, 3), "gt_arange", "become int32") \
    X(arange_dst, E_SHAPE, gt_arange(q, &given_four, GT_F32, NULL, NULL, 3), "gt_arange", "(4,)") \
    X(arange_dst_dtype, E_DTYPE, gt_arange(q, &given_four, GT_I32, NULL, NULL, 4), \
      "gt_arange", "float32, not int32") \
    X(eye_queue, E_ARGUMENT, gt_eye(NULL, &made, GT_F32, 2, 3, 0), "gt_eye", "queue is NULL") \
    X(eye_rows, E_SHAPE, gt_eye(q, &made, GT_F32, -2, 3, 0), "gt_eye", "(-2, 3)") \
    X(eye_dtype, E_DTYPE, gt_eye(q, &made, 63, 2, 3, 0), "gt_eye", "dtype 63") \
    X(eye_dst, E_SHAPE, gt_eye(q, &given, GT_F32, 3, 2, 0), "gt_eye", "(3, 2)") \
    X(eye_dst_dtype, E_DTYPE, gt_eye(q, &given, GT_I32, 2, 3, 0), "gt_eye", "float32, not int32") \
    X(load_queue, E_ARGUMENT, gt_load_npy(NULL, &made, no_file), "gt_load_npy", "queue is NULL") \
    X(load_dst, E_ARGUMENT, gt_load_npy(q, NULL, no_file), "gt_load_npy", "dst is NULL") \
    X(load_path, E_ARGUMENT, gt_load_npy(q, &made, NULL), "gt_load_npy", "path is NULL") \
    X(load_missing, E_IO, gt_load_npy(q, &given, no_file), "gt_load_npy", no_file) \
    X(save_queue, E_ARGUMENT, gt_save_npy(NULL, no_file, a), "gt_save_npy", "queue is NULL") \
    X(save_path, E_ARGUMENT, gt_save_npy(q, NULL, a), "gt_save_npy", "path is NULL") \
    X(save_src, E_ARGUMENT, gt_save_npy(q, no_file, NULL), "gt_save_npy", "tensor is NULL") \
    X(save_far, E_CONTEXT, gt_save_npy(q, no_file, far), "gt_save_npy", "another context") \
    X(save_brain, E_DTYPE, gt_save_npy(q, no_file, brain), "gt_save_npy", "bfloat16") \
    X(save_missing, E_IO, gt_save_npy(q, no_file, a), "gt_save_npy", no_file)

#define OPERATION_CASES(X) \
    X(unary_queue, E_ARGUMENT, gt_unary(NULL, GT_EXP, &made, a), "gt_unary", "queue is NULL") \
    X(unary_a, E_ARGUMENT, gt_unary(q, GT_EXP, &made, NULL), "exp", "tensor is NULL") \
    X(unary_dst, E_ARGUMENT, gt_unary(q, GT_EXP, NULL, a), "exp", "dst is NULL") \
    X(unary_unknown, E_OPERATION, gt_unary(q, 5, &made, a), "gt_unary", "operation 5") \
    X(unary_negative, E_OPERATION, gt_unary(q, INT32_MIN, &made, a), "gt_unary", "operation -2147483648") \
    X(unary_family, E_OPERATION, gt_unary(q, GT_ADD, &made, a), "add takes 2 operands", "not 1") \
    X(unary_far, E_CONTEXT, gt_unary(q, GT_EXP, &given, far), "exp", "another context") \
    X(unary_far_queue, E_CONTEXT, gt_unary(far_q, GT_EXP, &made, a), "exp", "another context") \
    X(unary_far_dst, E_CONTEXT, gt_unary(far_q, GT_EXP, &given, far), "exp", "another context") \
    X(unary_dst_shape, E_SHAPE, gt_unary(q, GT_EXP, &given_four, a), "exp: dst has shape (4,)", "(2, 3)") \
    X(unary_dst_repeats, E_ARGUMENT, gt_unary(q, GT_EXP, &given_repeated, a), "exp", "strides of 0") \
    X(unary_bool, E_DTYPE, gt_unary(q, GT_NEGATIVE, &made, flags), "negative", "bool") \
    X(unary_floats, E_DTYPE, gt_unary(q, GT_BITWISE_INVERT, &made, a), "bitwise_invert", "float32") \
    X(binary_queue, E_ARGUMENT, gt_binary(NULL, GT_ADD, &made, a, b), "gt_binary", "queue is NULL") \
    X(binary_a, E_ARGUMENT, gt_binary(q, GT_ADD, &made, NULL, b), "add", "tensor is NULL") \
    X(binary_b, E_ARGUMENT, gt_binary(q, GT_ADD, &made, a, NULL), "add", "tensor is NULL") \
    X(binary_dst, E_ARGUMENT, gt_binary(q, GT_ADD, NULL, a, b), "add", "dst is NULL") \
    X(binary_shapes, E_SHAPE, gt_binary(q, GT_ADD, &given, a, four), "add: shapes (2, 3) and (4,)", "broadcast") \
    X(binary_unary, E_OPERATION, gt_binary(q, GT_EXP, &made, a, b), "exp takes 1 operands", "not 2") \
    X(binary_ternary, E_OPERATION, gt_binary(q, GT_WHERE, &made, a, b), "where takes 3 operands", "not 2") \
    X(binary_dtypes, E_DTYPE, gt_binary(q, GT_ADD, &made, u64, i64), "add", "uint64") \
    X(binary_bools, E_DTYPE, gt_binary(q, GT_SUBTRACT, &made, flags, flags), "subtract", "bool") \
    X(binary_shift, E_DTYPE, gt_binary(q, GT_BITWISE_LEFT_SHIFT, &made, flags, flags), "bitwise_left_shift", "bool") \
    X(binary_floats, E_DTYPE, gt_binary(q, GT_BITWISE_OR, &made, narrow, b), "bitwise_or", "float32") \
    X(binary_far, E_CONTEXT, gt_binary(q, GT_ADD, &made, a, far), "add", "another context") \
    X(binary_narrow_dst, E_SHAPE, gt_binary(q, GT_ADD, &given_four, a, b), "(4,)", "(2, 3)") \
    X(apply_queue, E_ARGUMENT, gt_apply(NULL, GT_ADD, &made, args[3], 2), "gt_apply", "queue is NULL") \
    X(apply_args, E_ARGUMENT, gt_apply(q, GT_ADD, &made, NULL, 2), "gt_apply", "args is NULL") \
    X(apply_dst, E_ARGUMENT, gt_apply(q, GT_ADD, NULL, args[3], 2), "add", "dst is NULL") \
    X(apply_n, E_ARGUMENT, gt_apply(q, GT_ADD, &made, args[3], 3), "add takes 2 operands", "not 3") \
    X(apply_n_negative, E_ARGUMENT, gt_apply(q, GT_ADD, &made, args[3], -1), "add takes 2 operands", "not -1") \
    X(apply_unknown, E_OPERATION, gt_apply(q, 9999, &made, args[3], 2), "gt_apply", "9999") \
    X(apply_no_tensor, E_ARGUMENT, gt_apply(q, GT_WHERE, &made, args[4], 3), "where", "no operand is a tensor") \
    X(apply_scalar, E_DTYPE, gt_apply(q, GT_ADD, &made, args[0], 2), "add: operand 2", "dtype") \
    X(apply_far, E_CONTEXT, gt_apply(q, GT_ADD, &made, args[1], 2), "add", "another context") \
    X(apply_shapes, E_SHAPE, gt_apply(q, GT_ADD, &given, args[2], 2), "add: shapes (2, 3) and (4,)", "broadcast") \
    X(apply_too_large, E_ARGUMENT, gt_apply(q, GT_ADD, &made, args[5], 2), "add: the integer 256", "uint8") \
    X(apply_negative, E_ARGUMENT, gt_apply(q, GT_ADD, &made, args[6], 2), "add: the integer -1", "uint8") \
    X(apply_where, E_DTYPE, gt_apply(q, GT_WHERE, &made, args[7], 3), "where", "uint64") \
    X(reduce_queue, E_ARGUMENT, gt_reduce(NULL, GT_ADD, &made, a, NULL, 0, NULL), "gt_reduce", "queue is NULL") \
    X(reduce_dst, E_ARGUMENT, gt_reduce(q, GT_ADD, NULL, a, NULL, 0, NULL), "gt_reduce", "dst is NULL") \
    X(reduce_src, E_ARGUMENT, gt_reduce(q, GT_ADD, &made, NULL, NULL, 0, NULL), "gt_reduce", "tensor is NULL") \
    X(reduce_subtract, E_OPERATION, gt_reduce(q, GT_SUBTRACT, &made, a, NULL, 0, NULL), "gt_reduce", "subtract") \
    X(reduce_unary, E_OPERATION, gt_reduce(q, GT_EXP, &made, a, NULL, 0, NULL), "gt_reduce", "exp") \
    X(reduce_unknown, E_OPERATION, gt_reduce(q, 0, &made, a, NULL, 0, NULL), "gt_reduce", "operation 0") \
    X(reduce_axis_high, E_INDEX, gt_reduce(q, GT_ADD, &made, a, third, 1, NULL), "gt_reduce", "axis 2") \
    X(reduce_axis_low, E_INDEX, gt_reduce(q, GT_ADD, &made, a, before, 1, NULL), "gt_reduce", "axis -3") \
    X(reduce_axis_twice, E_INDEX, gt_reduce(q, GT_ADD, &made, a, twice, 2, NULL), "gt_reduce", "twice") \
    X(reduce_axis_same, E_INDEX, gt_reduce(q, GT_ADD, &made, a, same, 2, NULL), "gt_reduce", "twice") \
    X(reduce_axes_n, E_ARGUMENT, gt_reduce(q, GT_ADD, &made, a, first, -1, NULL), "gt_reduce", "-1") \
    X(reduce_axis_scalar, E_INDEX, gt_reduce(q, GT_ADD, &made, scalar, third, 1, NULL), "gt_reduce", "rank 0") \
    X(reduce_empty_max, E_SHAPE, gt_reduce(q, GT_MAXIMUM, &made, empty, NULL, 0, NULL), "maximum", "(0, 3)") \
    X(reduce_longer, E_UNSUPPORTED, gt_reduce(q, GT_ADD, &made, a, NULL, 0, &long_reduce.known), "gt_reduce", "byte") \
    X(reduce_sizeless, E_ARGUMENT, gt_reduce(q, GT_ADD, &made, a, NULL, 0, &sizeless), "gt_reduce", "size") \
    X(reduce_flags, E_ARGUMENT, gt_reduce(q, GT_ADD, &made, a, NULL, 0, &odd_flags), "gt_reduce", "flags 3") \
    X(reduce_dtype, E_DTYPE, gt_reduce(q, GT_ADD, &made, a, NULL, 0, &odd_dtype), "gt_reduce", "dtype 50") \
    X(reduce_dst_shape, E_SHAPE, gt_reduce(q, GT_ADD, &given, a, first, 1, NULL), \
      "gt_reduce: dst has shape (2, 3)", "(3,)") \
    X(reduce_far, E_CONTEXT, gt_reduce(q, GT_ADD, &made, far, NULL, 0, NULL), "gt_reduce", "another context") \
    X(arg_queue, E_ARGUMENT, gt_arg_reduce(NULL, GT_MAXIMUM, &made, a, NULL, 0, NULL), \
      "gt_arg_reduce", "queue is NULL") \
    X(arg_src, E_ARGUMENT, gt_arg_reduce(q, GT_MAXIMUM, &made, NULL, NULL, 0, NULL), \
      "gt_arg_reduce", "tensor is NULL") \
    X(arg_dst, E_ARGUMENT, gt_arg_reduce(q, GT_MAXIMUM, NULL, a, NULL, 0, NULL), "gt_arg_reduce", "dst is NULL") \
    X(arg_sum, E_OPERATION, gt_arg_reduce(q, GT_ADD, &made, a, NULL, 0, NULL), "gt_arg_reduce", "200") \
    X(arg_empty, E_SHAPE, gt_arg_reduce(q, GT_MINIMUM, &made, empty, first, 1, NULL), "gt_arg_reduce", "(0, 3)") \
    X(arg_dtype, E_DTYPE, gt_arg_reduce(q, GT_MINIMUM, &made, a, NULL, 0, &float_index), "gt_arg_reduce", "dtype") \
    X(arg_axis, E_INDEX, gt_arg_reduce(q, GT_MINIMUM, &made, a, third, 1, NULL), "gt_arg_reduce", "axis 2") \
    X(moments_queue, E_ARGUMENT, gt_moments(NULL, &made, &second, a, NULL, 0, 0, NULL), \
      "gt_moments", "queue is NULL") \
    X(moments_src, E_ARGUMENT, gt_moments(q, &made, &second, NULL, NULL, 0, 0, NULL), "gt_moments", "tensor is NULL") \
    X(moments_none, E_ARGUMENT, gt_moments(q, NULL, NULL, a, NULL, 0, 0, NULL), "gt_moments", "NULL") \
    X(moments_axis, E_INDEX, gt_moments(q, &made, &second, a, before, 1, 0, NULL), "gt_moments", "axis -3") \
    X(moments_dtype, E_DTYPE, gt_moments(q, &made, &second, a, NULL, 0, 0, &int_mean), "gt_moments", "int32") \
    X(moments_dst, E_SHAPE, gt_moments(q, &made, &given, a, first, 1, 0, NULL), "gt_moments", "(2, 3)") \
    X(matmul_queue, E_ARGUMENT, gt_matmul(NULL, &made, a, turned, NULL), "gt_matmul", "queue is NULL") \
    X(matmul_a, E_ARGUMENT, gt_matmul(q, &made, NULL, turned, NULL), "gt_matmul", "tensor is NULL") \
    X(matmul_b, E_ARGUMENT, gt_matmul(q, &made, a, NULL, NULL), "gt_matmul", "tensor is NULL") \
    X(matmul_dst, E_ARGUMENT, gt_matmul(q, NULL, a, turned, NULL), "gt_matmul", "dst is NULL") \
    X(matmul_far, E_CONTEXT, gt_matmul(q, &made, a, far, NULL), "gt_matmul", "another context") \
    X(matmul_inner, E_SHAPE, gt_matmul(q, &made, a, b, NULL), "gt_matmul: a is (2, 3) and b is (2, 3)", "3 columns") \
    X(matmul_scalar, E_SHAPE, gt_matmul(q, &made, a, scalar, NULL), "gt_matmul", "at least one axis") \
    X(matmul_bools, E_DTYPE, gt_matmul(q, &made, truths, truths, NULL), "gt_matmul", "bool") \
    X(matmul_dst_shape, E_SHAPE, gt_matmul(q, &given, a, turned, NULL), "dst has shape (2, 3)", "(2, 2)") \
    X(matmul_longer, E_UNSUPPORTED, gt_matmul(q, &made, a, turned, &long_matmul.known), "gt_matmul", "byte") \
    X(matmul_shorter, E_ARGUMENT, gt_matmul(q, &made, a, turned, &two_sizes), "gt_matmul", "size is 8") \
    X(matmul_activation, E_OPERATION, gt_matmul(q, &made, a, turned, &adding), "gt_matmul", "not a unary") \
    X(matmul_accumulate, E_DTYPE, gt_matmul(q, &made, a, turned, &odd_sum), "gt_matmul", "50") \
    X(matmul_beta, E_ARGUMENT, gt_matmul(q, &made, a, turned, &with_beta), "gt_matmul", "beta without *dst") \
    X(matmul_alpha, E_DTYPE, gt_matmul(q, &made, a, turned, &odd_alpha), "gt_matmul", "dtype 99") \
    X(matmul_alpha_range, E_ARGUMENT, gt_matmul(q, &made, counts, counts, &minus_alpha), \
      "gt_matmul: alpha, -1", "uint64") \
    X(matmul_bias, E_SHAPE, gt_matmul(q, &made, a, turned, &bad_bias), "gt_matmul: bias (4,)", "(2, 2)") \
    X(matmul_far_bias, E_CONTEXT, gt_matmul(q, &made, a, turned, &far_bias), "gt_matmul", "another context") \
    X(softmax_queue, E_ARGUMENT, gt_softmax(NULL, GT_SOFTMAX, &made, a, 0, NULL), "gt_softmax", "queue is NULL") \
    X(softmax_op, E_OPERATION, gt_softmax(q, GT_EXP, &made, a, 0, NULL), "gt_softmax", "operation 102") \
    X(softmax_dst, E_ARGUMENT, gt_softmax(q, GT_SOFTMAX, NULL, a, 0, NULL), "gt_softmax", "dst is NULL") \
    X(softmax_src, E_ARGUMENT, gt_softmax(q, GT_SOFTMAX, &made, NULL, 0, NULL), "gt_softmax", "tensor is NULL") \
    X(softmax_axis, E_INDEX, gt_softmax(q, GT_SOFTMAX, &made, a, 2, NULL), "gt_softmax", "axis 2") \
    X(softmax_axis_low, E_INDEX, gt_softmax(q, GT_SOFTMAX, &made, a, -3, NULL), "gt_softmax", "axis -3") \
    X(softmax_dtype, E_DTYPE, gt_softmax(q, GT_SOFTMAX, &made, a, 0, &int_softmax), "gt_softmax", "int32") \
    X(softmax_size, E_ARGUMENT, gt_softmax(q, GT_SOFTMAX, &made, a, 0, &sizeless_softmax), "gt_softmax", "size") \
    X(softmax_longer, E_UNSUPPORTED, gt_softmax(q, GT_SOFTMAX, &made, a, 0, &long_softmax.known), \
      "gt_softmax", "byte 8") \
    X(softmax_dst_shape, E_SHAPE, gt_softmax(q, GT_SOFTMAX, &given_four, a, 0, NULL), "gt_softmax", "(4,)") \
    X(softmax_repeats, E_ARGUMENT, gt_softmax(q, GT_SOFTMAX, &given_repeated, a, 0, NULL), "gt_softmax", "repeats") \
    X(softmax_far, E_CONTEXT, gt_softmax(q, GT_SOFTMAX, &made, far, 0, NULL), "gt_softmax", "another context") \
    X(gradient_queue, E_ARGUMENT, gt_softmax_gradient(NULL, GT_SOFTMAX, &made, a, b, 0, NULL), \
      "gt_softmax_gradient", "queue is NULL") \
    X(gradient_op, E_OPERATION, gt_softmax_gradient(q, 0, &made, a, b, 0, NULL), "gt_softmax_gradient", "operation 0") \
    X(gradient_dst, E_ARGUMENT, gt_softmax_gradient(q, GT_SOFTMAX, NULL, a, b, 0, NULL), \
      "gt_softmax_gradient", "dst is NULL") \
    X(gradient_none, E_ARGUMENT, gt_softmax_gradient(q, GT_SOFTMAX, &made, NULL, b, 0, NULL), \
      "gt_softmax_gradient", "argument 4") \
    X(gradient_output, E_ARGUMENT, gt_softmax_gradient(q, GT_SOFTMAX, &made, a, NULL, 0, NULL), \
      "gt_softmax_gradient", "argument 5") \
    X(gradient_shape, E_SHAPE, gt_softmax_gradient(q, GT_SOFTMAX, &made, a, turned, 0, NULL), \
      "gradient has shape (2, 3)", "(3, 2)") \
    X(gradient_axis, E_INDEX, gt_softmax_gradient(q, GT_SOFTMAX, &made, a, b, 7, NULL), \
      "gt_softmax_gradient", "axis 7") \
    X(gradient_dtypes, E_DTYPE, gt_softmax_gradient(q, GT_SOFTMAX, &made, u64, i64, 0, NULL), \
      "gt_softmax_gradient", "uint64") \
    X(gradient_dtype, E_DTYPE, gt_softmax_gradient(q, GT_SOFTMAX, &made, a, b, 0, &int_softmax), \
      "gt_softmax_gradient", "int32") \
    X(gradient_longer, E_UNSUPPORTED, gt_softmax_gradient(q, GT_SOFTMAX, &made, a, b, 0, &long_softmax.known), \
      "gt_softmax_gradient", "byte 8") \
    X(gradient_far, E_CONTEXT, gt_softmax_gradient(q, GT_SOFTMAX, &made, a, far, 0, NULL), \
      "gt_softmax_gradient", "another context")

#define RANDOM_CASES(X) \
    X(random_queue, E_ARGUMENT, gt_random(NULL, &made, GT_F32, 2, s23, GT_RANDOM_NORMAL, NULL), \
      "gt_random", "queue is NULL") \
    X(random_dst, E_ARGUMENT, gt_random(q, NULL, GT_F32, 2, s23, GT_RANDOM_NORMAL, NULL), "gt_random", "dst is NULL") \
    X(random_dtype, E_DTYPE, gt_random(q, &made, 77, 2, s23, GT_RANDOM_NORMAL, NULL), "gt_random", "77") \
    X(random_weak, E_DTYPE, gt_random(q, &made, GT_WEAK_FLOAT, 2, s23, GT_RANDOM_NORMAL, NULL), "gt_random", "66") \
    X(random_op, E_OPERATION, gt_random(q, &made, GT_F32, 2, s23, GT_ADD, NULL), "gt_random", "distribution 200") \
    X(random_rank, E_SHAPE, gt_random(q, &made, GT_F32, 33, ones, GT_RANDOM_UNIFORM, NULL), "gt_random", "33") \
    X(random_shape, E_ARGUMENT, gt_random(q, &made, GT_F32, 2, NULL, GT_RANDOM_UNIFORM, NULL), "gt_random", "NULL") \
    X(random_minus, E_SHAPE, gt_random(q, &made, GT_F32, 2, minus, GT_RANDOM_UNIFORM, NULL), "gt_random", "-3") \
    X(random_huge, E_SHAPE, gt_random(q, &made, GT_F32, 2, huge, GT_RANDOM_UNIFORM, NULL), \
      "gt_random", "too many bytes") \
    X(random_ints, E_DTYPE, gt_random(q, &made, GT_I32, 2, s23, GT_RANDOM_UNIFORM, NULL), \
      "gt_random", "int32 is no float") \
    X(random_floats, E_DTYPE, gt_random(q, &made, GT_F32, 2, s23, GT_RANDOM_INTEGERS, NULL), \
      "gt_random", "float32 is no integer") \
    X(random_bools, E_DTYPE, gt_random(q, &made, GT_BOOL, 2, s23, GT_RANDOM_INTEGERS, NULL), \
      "gt_random", "bool is no integer") \
    X(random_given, E_DTYPE, gt_random(q, &given, GT_F16, 2, s23, GT_RANDOM_NORMAL, NULL), \
      "dst is float32", "float16") \
    X(random_dst_shape, E_SHAPE, gt_random(q, &given_four, GT_F32, 2, s23, GT_RANDOM_NORMAL, NULL), \
      "gt_random", "(4,)") \
    X(random_repeats, E_ARGUMENT, gt_random(q, &given_repeated, GT_F32, 2, s23, GT_RANDOM_NORMAL, NULL), \
      "gt_random", "repeats") \
    X(random_far_dst, E_CONTEXT, gt_random(q, &far, GT_F32, 2, s23, GT_RANDOM_NORMAL, NULL), \
      "gt_random", "another context") \
    X(random_size, E_ARGUMENT, gt_random(q, &made, GT_F32, 2, s23, GT_RANDOM_NORMAL, &sizeless_random), \
      "gt_random", "size") \
    X(random_longer, E_UNSUPPORTED, gt_random(q, &made, GT_F32, 2, s23, GT_RANDOM_NORMAL, &long_random.known), \
      "gt_random", "byte 88") \
    X(random_reserved, E_ARGUMENT, gt_random(q, &made, GT_F32, 2, s23, GT_RANDOM_NORMAL, &random_bad[0]), \
      "gt_random", "reserved is 3") \
    X(random_location, E_ARGUMENT, gt_random(q, &made, GT_F32, 2, s23, GT_RANDOM_NORMAL, &random_bad[1]), \
      "gt_random", "not finite") \
    X(random_too_far, E_ARGUMENT, \
      gt_random(q, &made, GT_F32, 2, s23, GT_RANDOM_UNIFORM, \
                &(gt_random_opts){.size = sizeof(gt_random_opts), .location = 1e39}), \
      "gt_random", "not finite as float32") \
    X(random_scale, E_ARGUMENT, gt_random(q, &made, GT_F32, 2, s23, GT_RANDOM_EXPONENTIAL, &random_bad[2]), \
      "gt_random", "scale -1 is negative") \
    X(random_low, E_ARGUMENT, gt_random(q, &made, GT_I32, 2, s23, GT_RANDOM_INTEGERS, &random_bad[3]), \
      "gt_random", "low is -5") \
    X(random_range, E_ARGUMENT, gt_random(q, &made, GT_I8, 2, s23, GT_RANDOM_INTEGERS, &random_bad[4]), \
      "gt_random", "134 integers from -5 on are not all of int8") \
    X(random_minus_low, E_ARGUMENT, gt_random(q, &made, GT_U32, 2, s23, GT_RANDOM_INTEGERS, &random_bad[4]), \
      "gt_random", "not all of uint32") \
    X(random_past_end, E_ARGUMENT, gt_random(q, &made, GT_U64, 2, s23, GT_RANDOM_INTEGERS, &random_bad[4]), \
      "gt_random", "not all of uint64") \
    X(random_chance, E_ARGUMENT, gt_random(q, &made, GT_BOOL, 2, s23, GT_RANDOM_BERNOULLI, &random_bad[5]), \
      "gt_random", "probability 1.5") \
    X(random_nan_chance, E_ARGUMENT, gt_random(q, &made, GT_BOOL, 2, s23, GT_RANDOM_BERNOULLI, &random_bad[6]), \
      "gt_random", "probability") \
    X(random_both, E_ARGUMENT, gt_random(q, &made, GT_BOOL, 2, s23, GT_RANDOM_BERNOULLI, &random_bad[7]), \
      "gt_random", "both") \
    X(random_chances, E_SHAPE, gt_random(q, &made, GT_BOOL, 1, s5, GT_RANDOM_BERNOULLI, &random_bad[8]), \
      "gt_random", "(2, 3)") \
    X(random_wider, E_SHAPE, gt_random(q, &made, GT_BOOL, 2, s13, GT_RANDOM_BERNOULLI, &random_bad[8]), \
      "gt_random", "(1, 3)") \
    X(random_int_chances, E_DTYPE, gt_random(q, &made, GT_BOOL, 2, s23, GT_RANDOM_BERNOULLI, &random_bad[9]), \
      "gt_random", "int64") \
    X(random_far_chances, E_CONTEXT, gt_random(q, &made, GT_BOOL, 2, s23, GT_RANDOM_BERNOULLI, &random_bad[10]), \
      "gt_random", "another context")

/* Constructors and views set out to NULL. */
#define LINES_CASES(X) \
    X(scan_queue, E_ARGUMENT, gt_scan(NULL, GT_ADD, &made, a, 0, NULL), "gt_scan", "queue is NULL") \
    X(scan_op, E_OPERATION, gt_scan(q, 99, &made, a, 0, NULL), "gt_scan", "operation 99") \
    X(scan_no_identity, E_OPERATION, gt_scan(q, GT_SUBTRACT, &made, a, 0, NULL), "subtract does not scan", "gt_scan") \
    X(scan_unary, E_OPERATION, gt_scan(q, GT_EXP, &made, a, 0, NULL), "exp does not scan", "gt_scan") \
    X(scan_dst, E_ARGUMENT, gt_scan(q, GT_ADD, NULL, a, 0, NULL), "gt_scan", "dst is NULL") \
    X(scan_src, E_ARGUMENT, gt_scan(q, GT_ADD, &made, NULL, 0, NULL), "gt_scan", "tensor is NULL") \
    X(scan_axis, E_INDEX, gt_scan(q, GT_ADD, &made, a, 2, NULL), "gt_scan", "axis 2") \
    X(scan_axis_low, E_INDEX, gt_scan(q, GT_ADD, &made, a, -3, NULL), "gt_scan", "axis -3") \
    X(scan_flat, E_INDEX, gt_scan(q, GT_ADD, &made, a, GT_FLAT, NULL), "gt_scan", "axis 256") \
    X(scan_dtype, E_DTYPE, gt_scan(q, GT_ADD, &made, a, 0, &odd_dtype_scan), "gt_scan", "dtype 50") \
    X(scan_flags, E_ARGUMENT, gt_scan(q, GT_ADD, &made, a, 0, &odd_flags_scan), "gt_scan", "flags 16") \
    X(scan_reserved, E_ARGUMENT, gt_scan(q, GT_ADD, &made, a, 0, &odd_scan), "gt_scan", "reserved") \
    X(scan_size, E_ARGUMENT, gt_scan(q, GT_ADD, &made, a, 0, &sizeless_scan), "gt_scan", "size") \
    X(scan_longer, E_UNSUPPORTED, gt_scan(q, GT_ADD, &made, a, 0, &long_scan.known), "gt_scan", "byte 16") \
    X(scan_dst_shape, E_SHAPE, gt_scan(q, GT_ADD, &given_four, a, 0, NULL), "gt_scan", "(4,)") \
    X(scan_repeats, E_ARGUMENT, gt_scan(q, GT_ADD, &given_repeated, a, 0, NULL), "gt_scan", "repeats") \
    X(scan_far, E_CONTEXT, gt_scan(q, GT_ADD, &made, far, 0, NULL), "gt_scan", "another context") \
    X(permutation_queue, E_ARGUMENT, gt_permutation(NULL, &made, a, 0, 0, NULL), "gt_permutation", "queue is NULL") \
    X(permutation_dst, E_ARGUMENT, gt_permutation(q, NULL, a, 0, 0, NULL), "gt_permutation", "dst is NULL") \
    X(permutation_n, E_SHAPE, gt_permutation(q, &made, NULL, -1, 0, NULL), "gt_permutation", "-1") \
    X(permutation_huge, E_SHAPE, gt_permutation(q, &made, NULL, INT64_MAX, 0, NULL), \
      "gt_permutation", "too many bytes") \
    X(permutation_both, E_ARGUMENT, gt_permutation(q, &made, a, 3, 0, NULL), "gt_permutation", "both src and n") \
    X(permutation_line, E_INDEX, gt_permutation(q, &made, NULL, 3, 1, NULL), "gt_permutation", "axis 1") \
    X(permutation_axis, E_INDEX, gt_permutation(q, &made, a, 0, 2, NULL), "gt_permutation", "axis 2") \
    X(permutation_shape, E_SHAPE, gt_permutation(q, &given_four, a, 0, 0, NULL), "gt_permutation", "(4,)") \
    X(permutation_far, E_CONTEXT, gt_permutation(q, &made, far, 0, 0, NULL), "gt_permutation", "another context") \
    X(histogram_queue, E_ARGUMENT, gt_histogram(NULL, &made, a, four, NULL, 0), "gt_histogram", "queue is NULL") \
    X(histogram_dst, E_ARGUMENT, gt_histogram(q, NULL, a, four, NULL, 0), "gt_histogram", "dst is NULL") \
    X(histogram_src, E_ARGUMENT, gt_histogram(q, &made, NULL, four, NULL, 0), "gt_histogram", "tensor is NULL") \
    X(histogram_floats, E_DTYPE, gt_histogram(q, &made, a, NULL, NULL, 0), "gt_histogram", "float32") \
    X(histogram_least, E_ARGUMENT, gt_histogram(q, &made, a, NULL, NULL, -1), "gt_histogram", "-1") \
    X(histogram_both, E_ARGUMENT, gt_histogram(q, &made, a, four, NULL, 3), "gt_histogram", "both edges and") \
    X(histogram_edges, E_SHAPE, gt_histogram(q, &made, a, a, NULL, 0), "gt_histogram", "(2, 3)") \
    X(histogram_weights, E_SHAPE, gt_histogram(q, &made, a, four, four, 0), "gt_histogram", "weights have shape") \
    X(histogram_far, E_CONTEXT, gt_histogram(q, &made, far, four, NULL, 0), "gt_histogram", "another context") \
    X(sort_queue, E_ARGUMENT, gt_sort(NULL, &made, a, 0, 0), "gt_sort", "queue is NULL") \
    X(sort_dst, E_ARGUMENT, gt_sort(q, NULL, a, 0, 0), "gt_sort", "dst is NULL") \
    X(sort_src, E_ARGUMENT, gt_sort(q, &made, NULL, 0, 0), "gt_sort", "tensor is NULL") \
    X(sort_axis, E_INDEX, gt_sort(q, &made, a, 2, 0), "gt_sort", "axis 2") \
    X(sort_axis_low, E_INDEX, gt_sort(q, &made, a, -3, 0), "gt_sort", "axis -3") \
    X(sort_flags, E_ARGUMENT, gt_sort(q, &made, a, 0, GT_SMALLEST), "gt_sort", "flags 8192") \
    X(sort_dst_shape, E_SHAPE, gt_sort(q, &given_four, a, 0, 0), "gt_sort", "(4,)") \
    X(sort_repeats, E_ARGUMENT, gt_sort(q, &given_repeated, a, 0, 0), "gt_sort", "repeats") \
    X(sort_far, E_CONTEXT, gt_sort(q, &made, far, 0, 0), "gt_sort", "another context") \
    X(argsort_queue, E_ARGUMENT, gt_argsort(NULL, &made, a, 0, 0), "gt_argsort", "queue is NULL") \
    X(argsort_dst, E_ARGUMENT, gt_argsort(q, NULL, a, 0, 0), "gt_argsort", "dst is NULL") \
    X(argsort_src, E_ARGUMENT, gt_argsort(q, &made, NULL, 0, 0), "gt_argsort", "tensor is NULL") \
    X(argsort_axis, E_INDEX, gt_argsort(q, &made, a, 2, 0), "gt_argsort", "axis 2") \
    X(argsort_flags, E_ARGUMENT, gt_argsort(q, &made, a, 0, 1), "gt_argsort", "flags 1") \
    X(argsort_dst_shape, E_SHAPE, gt_argsort(q, &given_four, a, 0, 0), "gt_argsort", "(4,)") \
    X(argsort_far, E_CONTEXT, gt_argsort(q, &made, far, 0, 0), "gt_argsort", "another context") \
    X(topk_queue, E_ARGUMENT, gt_topk(NULL, &made, &second, a, 1, 0, 0), "gt_topk", "queue is NULL") \
    X(topk_none, E_ARGUMENT, gt_topk(q, NULL, NULL, a, 1, 0, 0), "gt_topk", "both NULL") \
    X(topk_same, E_ARGUMENT, gt_topk(q, &made, &made, a, 1, 0, 0), "gt_topk", "the same") \
    X(topk_src, E_ARGUMENT, gt_topk(q, &made, &second, NULL, 1, 0, 0), "gt_topk", "tensor is NULL") \
    X(topk_k, E_SHAPE, gt_topk(q, &made, &second, a, 3, 0, 0), "3 of 2 elements", "gt_topk") \
    X(topk_minus, E_SHAPE, gt_topk(q, &made, &second, a, -1, 0, 0), "-1 of 2 elements", "gt_topk") \
    X(topk_scalar, E_SHAPE, gt_topk(q, &made, &second, scalar, 0, 0, 0), "rank 0", "gt_topk") \
    X(topk_axis, E_INDEX, gt_topk(q, &made, &second, a, 1, 2, 0), "gt_topk", "axis 2") \
    X(topk_flags, E_ARGUMENT, gt_topk(q, &made, &second, a, 1, 0, GT_DESCENDING), "gt_topk", "flags 4096") \
    X(topk_values_shape, E_SHAPE, gt_topk(q, &given_four, &second, a, 1, 0, 0), "gt_topk", "(4,)") \
    X(topk_indices_shape, E_SHAPE, gt_topk(q, &made, &given_four, a, 1, 0, 0), "gt_topk", "(4,)") \
    X(topk_far, E_CONTEXT, gt_topk(q, &made, &second, far, 1, 0, 0), "gt_topk", "another context") \
    X(search_queue, E_ARGUMENT, gt_searchsorted(NULL, &made, four, a, NULL, 0), "gt_searchsorted", "queue is NULL") \
    X(search_dst, E_ARGUMENT, gt_searchsorted(q, NULL, four, a, NULL, 0), "gt_searchsorted", "dst is NULL") \
    X(search_sorted, E_ARGUMENT, gt_searchsorted(q, &made, NULL, a, NULL, 0), "gt_searchsorted", "argument 3") \
    X(search_values, E_ARGUMENT, gt_searchsorted(q, &made, four, NULL, NULL, 0), "gt_searchsorted", "argument 4") \
    X(search_axes, E_SHAPE, gt_searchsorted(q, &made, a, a, NULL, 0), "one axis, not (2, 3)", "gt_searchsorted") \
    X(search_sorter, E_SHAPE, gt_searchsorted(q, &made, four, a, i64, 0), "the sorter has shape", "gt_searchsorted") \
    X(search_floats, E_DTYPE, gt_searchsorted(q, &made, four, a, four, 0), "integers, not float32", "gt_searchsorted") \
    X(search_flags, E_ARGUMENT, gt_searchsorted(q, &made, four, a, NULL, 1), "gt_searchsorted", "flags 1") \
    X(search_dst_shape, E_SHAPE, gt_searchsorted(q, &given_four, four, a, NULL, 0), "gt_searchsorted", "(4,)") \
    X(search_far, E_CONTEXT, gt_searchsorted(q, &made, four, far, NULL, 0), "gt_searchsorted", "another context") \
    X(unique_queue, E_ARGUMENT, gt_unique(NULL, &made, NULL, NULL, NULL, a, 0), "gt_unique", "queue is NULL") \
    X(unique_nothing, E_ARGUMENT, gt_unique(q, NULL, NULL, NULL, NULL, a, 0), "gt_unique", "nothing is asked for") \
    X(unique_twice, E_ARGUMENT, gt_unique(q, &made, NULL, &second, &made, a, 0), "gt_unique", "have one address") \
    X(unique_src, E_ARGUMENT, gt_unique(q, &made, &second, NULL, NULL, NULL, 0), "gt_unique", "tensor is NULL") \
    X(unique_flags, E_ARGUMENT, gt_unique(q, &made, &second, NULL, NULL, a, 1), "gt_unique", "flags 1") \
    X(unique_far, E_CONTEXT, gt_unique(q, &made, &second, NULL, NULL, far, 0), "gt_unique", "another context")
#define CONSTRUCTOR_CASES(X) \
    X(create_queue, E_ARGUMENT, gt_tensor_create(NULL, &out, GT_F32, 2, s23, 0), "gt_tensor_create", "queue is NULL") \
    X(create_dtype, E_DTYPE, gt_tensor_create(q, &out, -1, 2, s23, 0), "gt_tensor_create", "dtype -1") \
    X(create_rank_33, E_SHAPE, gt_tensor_create(q, &out, GT_F32, 33, ones, 0), "gt_tensor_create", "rank of 33") \
    X(create_rank_minus, E_SHAPE, gt_tensor_create(q, &out, GT_F32, -1, s23, 0), "gt_tensor_create", "rank of -1") \
    X(create_rank_max, E_SHAPE, gt_tensor_create(q, &out, GT_F32, INT32_MAX, s23, 0), \
      "gt_tensor_create", "2147483647") \
    X(create_shape, E_ARGUMENT, gt_tensor_create(q, &out, GT_F32, 2, NULL, 0), "gt_tensor_create", "shape is NULL") \
    X(create_negative, E_SHAPE, gt_tensor_create(q, &out, GT_F32, 2, minus, 0), "gt_tensor_create", "negative size") \
    X(create_overflow, E_SHAPE, gt_tensor_create(q, &out, GT_I8, 2, huge, 0), "gt_tensor_create", "too many") \
    X(create_bytes, E_SHAPE, gt_tensor_create(q, &out, GT_I64, 2, wide_bytes, 0), "gt_tensor_create", "8-byte") \
    X(create_flags, E_ARGUMENT, gt_tensor_create(q, &out, GT_F32, 2, s23, 1), "gt_tensor_create", "flags 1") \
    X(alias_src, E_ARGUMENT, gt_tensor_alias(&out, NULL), "gt_tensor_alias", "tensor is NULL") \
    X(slice_src, E_ARGUMENT, gt_tensor_slice(&out, NULL, NULL, 0), "gt_tensor_slice", "tensor is NULL") \
    X(slice_slices, E_ARGUMENT, gt_tensor_slice(&out, a, NULL, 1), "gt_tensor_slice", "slices is NULL") \
    X(slice_n, E_ARGUMENT, gt_tensor_slice(&out, a, slices, -1), "gt_tensor_slice", "negative") \
    X(slice_many, E_ARGUMENT, gt_tensor_slice(&out, a, slices, 3), "gt_tensor_slice: 3 slices", "(2, 3)") \
    X(slice_index, E_INDEX, gt_tensor_slice(&out, a, slices, 1), "gt_tensor_slice: index 5", "(2, 3)") \
    X(slice_index_low, E_INDEX, gt_tensor_slice(&out, a, slices + 2, 1), "gt_tensor_slice: index -3", "axis 0") \
    X(slice_reserved, E_ARGUMENT, gt_tensor_slice(&out, a, slices + 3, 1), "gt_tensor_slice", "reserved of slice 0") \
    X(slice_flags, E_ARGUMENT, gt_tensor_slice(&out, a, slices + 1, 1), "gt_tensor_slice", "flags 64") \
    X(permute_src, E_ARGUMENT, gt_tensor_permute(&out, NULL, NULL, 0), "gt_tensor_permute", "tensor is NULL") \
    X(permute_few, E_ARGUMENT, gt_tensor_permute(&out, a, first, 1), "gt_tensor_permute: 1 axes", "(2, 3)") \
    X(permute_twice, E_INDEX, gt_tensor_permute(&out, a, twice, 2), "gt_tensor_permute", "twice") \
    X(permute_range, E_INDEX, gt_tensor_permute(&out, a, third, 1), "gt_tensor_permute", "axis 2") \
    X(permute_n, E_ARGUMENT, gt_tensor_permute(&out, a, first, -2), "gt_tensor_permute", "-2") \
    X(reshape_src, E_ARGUMENT, gt_tensor_reshape(&out, NULL, 2, s32), "gt_tensor_reshape", "tensor is NULL") \
    X(reshape_shape, E_ARGUMENT, gt_tensor_reshape(&out, a, 2, NULL), "gt_tensor_reshape", "shape is NULL") \
    X(reshape_count, E_SHAPE, gt_tensor_reshape(&out, a, 2, s5), "shape (5, 1) has 5 elements", "(2, 3) has 6") \
    X(reshape_rank, E_SHAPE, gt_tensor_reshape(&out, a, 33, ones), "gt_tensor_reshape", "rank of 33") \
    X(reshape_strides, E_UNSUPPORTED, gt_tensor_reshape(&out, turned, 1, s6), "strides of (3, 2)", "(6,)") \
    X(broadcast_src, E_ARGUMENT, gt_tensor_broadcast(&out, NULL, 2, s23), "gt_tensor_broadcast", "tensor is NULL") \
    X(broadcast_shape, E_SHAPE, gt_tensor_broadcast(&out, a, 2, s32), \
      "shape (2, 3) does not broadcast to (3, 2)", "") \
    X(broadcast_overflow, E_SHAPE, gt_tensor_broadcast(&out, scalar, 2, huge), "gt_tensor_broadcast", "too many") \
    X(broadcast_null, E_ARGUMENT, gt_tensor_broadcast(&out, a, 2, NULL), "gt_tensor_broadcast", "shape is NULL")

/* Objects that are no tensors, and calls without a result. */
#define OTHER_CASES(X) \
    X(create_out, E_ARGUMENT, gt_tensor_create(q, NULL, GT_F32, 2, s23, 0), "gt_tensor_create", "out is NULL") \
    X(alias_out, E_ARGUMENT, gt_tensor_alias(NULL, a), "gt_tensor_alias", "out is NULL") \
    X(window_out, E_ARGUMENT, gt_tensor_window(NULL, a, 0, 1, 1, 1), "gt_tensor_window", "out is NULL") \
    X(slice_out, E_ARGUMENT, gt_tensor_slice(NULL, a, NULL, 0), "gt_tensor_slice", "out is NULL") \
    X(permute_out, E_ARGUMENT, gt_tensor_permute(NULL, a, NULL, 0), "gt_tensor_permute", "out is NULL") \
    X(reshape_out, E_ARGUMENT, gt_tensor_reshape(NULL, a, 2, s32), "gt_tensor_reshape", "out is NULL") \
    X(broadcast_out, E_ARGUMENT, gt_tensor_broadcast(NULL, a, 2, s23), "gt_tensor_broadcast", "out is NULL") \
    X(describe_tensor, E_ARGUMENT, gt_tensor_describe(NULL, &(gt_tensor_desc){.size = sizeof(gt_tensor_desc)}), \
      "gt_tensor_describe", "NULL") \
    X(describe_out, E_ARGUMENT, gt_tensor_describe(a, NULL), "gt_tensor_describe", "NULL") \
    X(describe_op, E_OPERATION, gt_op_describe(1, &(gt_op_desc){.size = sizeof(gt_op_desc)}), "gt_op_describe", "1") \
    X(describe_op_out, E_ARGUMENT, gt_op_describe(GT_ADD, NULL), "gt_op_describe", "NULL") \
    X(describe_device_out, E_ARGUMENT, gt_device_describe(0, NULL), "gt_device_describe", "NULL") \
    X(result_type_none, E_ARGUMENT, gt_result_type(NULL, 2, &(int32_t){0}), "gt_result_type", "at least one") \
    X(result_type_n, E_ARGUMENT, gt_result_type(known, 0, &(int32_t){0}), "gt_result_type", "at least one") \
    X(result_type_out, E_ARGUMENT, gt_result_type(known, 2, NULL), "gt_result_type", "out is NULL") \
    X(result_type_dtype, E_DTYPE, gt_result_type(unknown, 2, &(int32_t){0}), "gt_result_type", "dtype 77") \
    X(result_type_apart, E_DTYPE, gt_result_type(apart, 2, &(int32_t){0}), "gt_result_type", "uint64") \
    X(context_out, E_ARGUMENT, gt_context_create(NULL, 0, NULL), "gt_context_create", "out is NULL") \
    X(context_reserved, E_ARGUMENT, gt_context_create(&(gt_context *){0}, 0, &odd_context), \
      "gt_context_create", "reserved") \
    X(context_status, E_FORMAT, gt_context_create(&(gt_context *){0}, -12, NULL), "gt_context_create", "a status") \
    X(context_longer, E_UNSUPPORTED, gt_context_create(&(gt_context *){0}, 0, &long_context.known), \
      "gt_context_create", "byte 16") \
    X(statistics_context, E_ARGUMENT, \
      gt_context_statistics(NULL, &(gt_context_stats){.size = sizeof(gt_context_stats)}), \
      "gt_context_statistics", "context is NULL") \
    X(statistics_out, E_ARGUMENT, gt_context_statistics(ctx, NULL), "gt_context_statistics", "NULL") \
    X(limit_context, E_ARGUMENT, gt_context_set_limit(NULL, 0), "gt_context_set_limit", "context is NULL") \
    X(limit_bytes, E_ARGUMENT, gt_context_set_limit(ctx, -5), "gt_context_set_limit", "-5") \
    X(trim_context, E_ARGUMENT, gt_context_trim(NULL, 0), "gt_context_trim", "context is NULL") \
    X(trim_bytes, E_ARGUMENT, gt_context_trim(ctx, -5), "gt_context_trim", "-5") \
    X(queue_out, E_ARGUMENT, gt_queue_create(NULL, ctx, NULL), "gt_queue_create", "out is NULL") \
    X(queue_context, E_ARGUMENT, gt_queue_create(&(gt_queue *){0}, NULL, NULL), "gt_queue_create", "context is NULL") \
    X(queue_longer, E_UNSUPPORTED, gt_queue_create(&(gt_queue *){0}, ctx, &long_queue.known), \
      "gt_queue_create", "byte 16") \
    X(flush_queue, E_ARGUMENT, gt_queue_flush(NULL), "gt_queue_flush", "queue is NULL") \
    X(finish_queue, E_ARGUMENT, gt_queue_finish(NULL), "gt_queue_finish", "queue is NULL") \
    X(wait_queue, E_ARGUMENT, gt_queue_wait(NULL, event), "gt_queue_wait", "queue is NULL") \
    X(wait_event, E_ARGUMENT, gt_queue_wait(q, NULL), "gt_queue_wait", "event is NULL") \
    X(wait_far, E_CONTEXT, gt_queue_wait(q, far_event), "gt_queue_wait", "another context") \
    X(record_queue, E_ARGUMENT, gt_event_record(NULL, &(gt_event *){0}), "gt_event_record", "queue is NULL") \
    X(record_out, E_ARGUMENT, gt_event_record(q, NULL), "gt_event_record", "out is NULL") \
    X(event_wait, E_ARGUMENT, gt_event_wait(NULL, 0), "gt_event_wait", "event is NULL") \
    X(event_done, E_ARGUMENT, gt_event_done(NULL), "gt_event_done", "event is NULL") \
    X(elapsed_begin, E_ARGUMENT, gt_event_elapsed(NULL, event, &number), "gt_event_elapsed", "event is NULL") \
    X(elapsed_end, E_ARGUMENT, gt_event_elapsed(event, NULL, &number), "gt_event_elapsed", "event is NULL") \
    X(elapsed_out, E_ARGUMENT, gt_event_elapsed(event, event, NULL), "gt_event_elapsed", "nanoseconds is NULL") \
    X(elapsed_context, E_CONTEXT, gt_event_elapsed(event, far_event, &number), "gt_event_elapsed", "two contexts") \
    X(elapsed_profile, E_UNSUPPORTED, gt_event_elapsed(event, event, &number), "gt_event_elapsed", "profile")

/* Calls that are right, but made after fork(). */
#define FORKED_CASES(X) \
    X(upload, gt_upload(q, &made, GT_F32, 2, s23, buffer, 24)) \
    X(upload_async, gt_upload_async(q, &made, GT_F32, 2, s23, buffer, 24)) \
    X(download, gt_download(q, buffer, 24, a)) X(download_async, gt_download_async(q, buffer, 24, a)) \
    X(copy, gt_copy(q, &made, a, 0)) \
    X(pad, gt_pad(q, &made, a, s23, s23, GT_PAD_EDGE, NULL)) \
    X(concat, gt_concat(q, &made, joined, 2, 0)) X(transfer, gt_transfer(far_q, &made, q, a)) \
    X(fill, gt_fill(q, &made, GT_F32, 2, s23, &weak_two)) X(arange, gt_arange(q, &made, GT_F32, NULL, NULL, 3)) \
    X(linspace, gt_linspace(q, &made, GT_F32, &weak_two, &weak_two, 3, 0)) X(tril, gt_tril(q, &made, a, 0)) \
    X(triu, gt_triu(q, &made, a, 0)) X(repeat, gt_repeat(q, &made, a, 2, 0)) \
    X(repeat_each, gt_repeat_each(q, &made, a, i64, 0)) \
    X(eye, gt_eye(q, &made, GT_F32, 2, 3, 0)) X(load_npy, gt_load_npy(q, &made, no_file)) \
    X(save_npy, gt_save_npy(q, no_file, a)) X(unary, gt_unary(q, GT_EXP, &made, a)) \
    X(binary, gt_binary(q, GT_ADD, &made, a, b)) X(apply, gt_apply(q, GT_ADD, &made, args[3], 2)) \
    X(eval, gt_eval(q, &made, "x", args[3], 2)) X(eval_all, gt_eval_all(q, &made, 1, "x", args[3], 2)) \
    X(eval_reduce, gt_eval_reduce(q, GT_ADD, &made, "x", args[3], 2, NULL, 0, NULL)) \
    X(eval_along, gt_eval_along(q, &made, "x / sum(x)", args[3], 2, NULL, 0)) \
    X(reduce, gt_reduce(q, GT_ADD, &made, a, NULL, 0, NULL)) \
    X(arg_reduce, gt_arg_reduce(q, GT_MAXIMUM, &made, a, NULL, 0, NULL)) \
    X(moments, gt_moments(q, &made, &second, a, NULL, 0, 0, NULL)) X(matmul, gt_matmul(q, &made, a, turned, NULL)) \
    X(take, gt_take(q, &made, a, i64, 0)) X(take_along, gt_take_along(q, &made, a, i64, 0)) \
    X(nonzero, gt_nonzero(q, &made, a, 0)) X(put, gt_put(q, given, i64, a, 0, 0)) \
    X(put_along, gt_put_along(q, given, i64, a, 0, 0)) X(index, gt_index(q, &made, a, listed, 2)) \
    X(index_put, gt_index_put(q, given, listed, 2, a, 0)) X(select, gt_select(q, &made, a, flags)) \
    X(select_put, gt_select_put(q, given, flags, scalar)) \
    X(sort, gt_sort(q, &made, a, 0, 0)) X(argsort, gt_argsort(q, &made, a, 0, 0)) \
    X(topk, gt_topk(q, &made, &second, a, 1, 0, 0)) X(unique, gt_unique(q, &made, NULL, NULL, NULL, a, 0)) \
    X(searchsorted, gt_searchsorted(q, &made, four, a, NULL, 0)) \
    X(histogram, gt_histogram(q, &made, a, four, NULL, 0)) \
    X(permutation, gt_permutation(q, &made, a, 0, 0, NULL)) \
    X(scan, gt_scan(q, GT_ADD, &made, a, 0, NULL)) \
    X(softmax, gt_softmax(q, GT_SOFTMAX, &made, a, 0, NULL)) \
    X(random, gt_random(q, &made, GT_F32, 2, s23, GT_RANDOM_NORMAL, NULL)) \
    X(kernel_create, gt_kernel_create(&(gt_kernel *){0}, ctx, "", "", NULL)) \
    X(kernel_run, gt_kernel_run(q, own_kernel, NULL, 0, 1, s4, NULL)) \
    X(kernel_describe, gt_kernel_describe(own_kernel, &(gt_kernel_desc){.size = sizeof(gt_kernel_desc)})) \
    X(softmax_gradient, gt_softmax_gradient(q, GT_SOFTMAX, &made, a, b, 0, NULL)) \
    X(create, gt_tensor_create(q, &made, GT_F32, 2, s23, 0)) X(alias, gt_tensor_alias(&made, a)) \
    X(slice, gt_tensor_slice(&made, a, NULL, 0)) X(permute, gt_tensor_permute(&made, a, NULL, 0)) \
    X(reshape, gt_tensor_reshape(&made, a, 2, s32)) X(broadcast, gt_tensor_broadcast(&made, a, 2, s23)) \
    X(describe, gt_tensor_describe(a, &(gt_tensor_desc){.size = sizeof(gt_tensor_desc)})) \
    X(queue_create, gt_queue_create(&(gt_queue *){0}, ctx, NULL)) X(flush, gt_queue_flush(q)) \
    X(finish, gt_queue_finish(q)) X(queue_wait, gt_queue_wait(q, event)) \
    X(record, gt_event_record(q, &(gt_event *){0})) X(event_wait, gt_event_wait(event, -1)) \
    X(event_done, gt_event_done(event)) X(elapsed, gt_event_elapsed(event, event, &number)) \
    X(statistics, gt_context_statistics(ctx, &(gt_context_stats){.size = sizeof(gt_context_stats)})) \
    X(limit, gt_context_set_limit(ctx, 0)) X(trim, gt_context_trim(ctx, 0)) X(find, gt_device_find(NULL)) \
    X(context_create, gt_context_create(&(gt_context *){0}, 0, NULL)) \
    X(device_describe, gt_device_describe(0, &(gt_device_desc){.size = sizeof(gt_device_desc)}))
/* clang-format on */
#endif
