/* The rows of test_errors.c that are of indexing, see errors.h. */
#ifndef TESTS_ERRORS_INDEX_H
#define TESTS_ERRORS_INDEX_H
/* clang-format off */
#define INDEX_CASES(X) \
    X(take_queue, E_ARGUMENT, gt_take(NULL, &made, a, i64, 0), "gt_take", "queue is NULL") \
    X(take_dst, E_ARGUMENT, gt_take(q, NULL, a, i64, 0), "gt_take", "dst is NULL") \
    X(take_src, E_ARGUMENT, gt_take(q, &made, NULL, i64, 0), "gt_take: argument 3", "tensor is NULL") \
    X(take_indices, E_ARGUMENT, gt_take(q, &made, a, NULL, 0), "gt_take: argument 4", "tensor is NULL") \
    X(take_floats, E_DTYPE, gt_take(q, &made, a, four, 0), "gt_take: indices are integers", "float32") \
    X(take_bools, E_DTYPE, gt_take(q, &made, a, truths, 0), "gt_take: indices are integers", "bool") \
    X(take_axis, E_INDEX, gt_take(q, &made, a, i64, 2), "gt_take: axis 2", "rank 2") \
    X(take_axis_low, E_INDEX, gt_take(q, &made, a, i64, -3), "gt_take: axis -3", "rank 2") \
    X(take_far, E_CONTEXT, gt_take(q, &made, far, i64, 0), "gt_take", "another context") \
    X(take_dst_shape, E_SHAPE, gt_take(q, &given, a, i64, 0), "gt_take: dst has shape (2, 3)", "(2, 3, 3)") \
    X(take_dst_repeats, E_ARGUMENT, gt_take(q, &given_repeated, four, i64, 0), "gt_take", "repeats elements") \
    X(along_queue, E_ARGUMENT, gt_take_along(NULL, &made, a, i64, 0), "gt_take_along", "queue is NULL") \
    X(along_dst, E_ARGUMENT, gt_take_along(q, NULL, a, i64, 0), "gt_take_along", "dst is NULL") \
    X(along_src, E_ARGUMENT, gt_take_along(q, &made, NULL, i64, 0), "gt_take_along", "tensor is NULL") \
    X(along_rank, E_SHAPE, gt_take_along(q, &made, four, i64, 0), "gt_take_along: indices (2, 3)", "(4,)") \
    X(along_shape, E_SHAPE, gt_take_along(q, &made, turned, i64, 0), "indices (2, 3) do not broadcast", "(3, 2)") \
    X(along_axis, E_INDEX, gt_take_along(q, &made, a, i64, 7), "gt_take_along: axis 7", "rank 2") \
    X(index_queue, E_ARGUMENT, gt_index(NULL, &made, a, listed, 2), "gt_index", "queue is NULL") \
    X(index_dst, E_ARGUMENT, gt_index(q, NULL, a, listed, 2), "gt_index", "dst is NULL") \
    X(index_src, E_ARGUMENT, gt_index(q, &made, NULL, listed, 2), "gt_index: argument 3", "tensor is NULL") \
    X(index_indices, E_ARGUMENT, gt_index(q, &made, a, NULL, 2), "gt_index", "indices is NULL") \
    X(index_none, E_ARGUMENT, gt_index(q, &made, a, listed, 0), "gt_index", "no axis has indices") \
    X(index_n, E_INDEX, gt_index(q, &made, a, listed, -1), "gt_index", "indices of -1 axes") \
    X(index_n_large, E_INDEX, gt_index(q, &made, a, listed, 99), "gt_index", "indices of 99 axes") \
    X(index_rank, E_INDEX, gt_index(q, &made, four, listed, 2), "gt_index: indices of 2 axes", "(4,)") \
    X(index_floats, E_DTYPE, gt_index(q, &made, a, listed_floats, 2), "gt_index: indices are integers", "float32") \
    X(index_shapes, E_SHAPE, gt_index(q, &made, a, listed_apart, 2), "(3, 2) of axis 1 do not broadcast", "(2, 3)") \
    X(index_far, E_CONTEXT, gt_index(q, &made, far, listed, 2), "gt_index", "another context") \
    X(index_dst_shape, E_SHAPE, gt_index(q, &given_four, a, listed, 2), "gt_index: dst has shape (4,)", "(2, 3)") \
    X(index_put_queue, E_ARGUMENT, gt_index_put(NULL, given, listed, 2, scalar, 0), "gt_index_put", "queue is NULL") \
    X(index_put_dst, E_ARGUMENT, gt_index_put(q, NULL, listed, 2, scalar, 0), "gt_index_put: argument 2", "NULL") \
    X(index_put_list, E_ARGUMENT, gt_index_put(q, given, NULL, 2, scalar, 0), "gt_index_put", "indices is NULL") \
    X(index_put_values, E_ARGUMENT, gt_index_put(q, given, listed, 2, NULL, 0), "gt_index_put: argument 5", "NULL") \
    X(index_put_floats, E_DTYPE, gt_index_put(q, given, listed_floats, 2, scalar, 0), "indices are integers", \
      "float32") \
    X(index_put_repeats, E_ARGUMENT, gt_index_put(q, given_repeated, listed, 2, scalar, 0), "gt_index_put", \
      "repeats") \
    X(index_put_how, E_OPERATION, gt_index_put(q, given, listed, 2, scalar, GT_SUBTRACT), "gt_index_put", \
      "subtract") \
    X(index_put_shape, E_SHAPE, gt_index_put(q, given, listed, 2, four, 0), "gt_index_put: values (4,)", "(2, 3)") \
    X(nonzero_queue, E_ARGUMENT, gt_nonzero(NULL, &made, a, 0), "gt_nonzero", "queue is NULL") \
    X(nonzero_dst, E_ARGUMENT, gt_nonzero(q, NULL, a, 0), "gt_nonzero", "dst is NULL") \
    X(nonzero_src, E_ARGUMENT, gt_nonzero(q, &made, NULL, 0), "gt_nonzero", "tensor is NULL") \
    X(nonzero_flags, E_ARGUMENT, gt_nonzero(q, &made, a, 3), "gt_nonzero", "flags 3") \
    X(nonzero_far, E_CONTEXT, gt_nonzero(q, &made, far, 0), "gt_nonzero", "another context") \
    X(nonzero_shape, E_SHAPE, gt_nonzero(q, &given, a, 0), "gt_nonzero: dst has shape (2, 3)", "(6, 2)") \
    X(select_queue, E_ARGUMENT, gt_select(NULL, &made, a, flags), "gt_select", "queue is NULL") \
    X(select_dst, E_ARGUMENT, gt_select(q, NULL, a, flags), "gt_select", "dst is NULL") \
    X(select_src, E_ARGUMENT, gt_select(q, &made, NULL, flags), "gt_select: argument 3", "tensor is NULL") \
    X(select_mask, E_ARGUMENT, gt_select(q, &made, a, NULL), "gt_select: argument 4", "tensor is NULL") \
    X(select_shape, E_SHAPE, gt_select(q, &made, a, truths), "gt_select: mask (4,)", "(2, 3)") \
    X(select_far, E_CONTEXT, gt_select(q, &made, far, flags), "gt_select", "another context") \
    X(select_dst_shape, E_SHAPE, gt_select(q, &given_four, a, flags), "gt_select: dst has shape (4,)", "(6,)") \
    X(select_put_queue, E_ARGUMENT, gt_select_put(NULL, given, flags, scalar), "gt_select_put", "queue is NULL") \
    X(select_put_dst, E_ARGUMENT, gt_select_put(q, NULL, flags, scalar), "gt_select_put: argument 2", "NULL") \
    X(select_put_mask, E_ARGUMENT, gt_select_put(q, given, NULL, scalar), "gt_select_put: argument 3", "NULL") \
    X(select_put_values, E_ARGUMENT, gt_select_put(q, given, flags, NULL), "gt_select_put: argument 4", "NULL") \
    X(select_put_repeats, E_ARGUMENT, gt_select_put(q, given_repeated, flags, scalar), "gt_select_put", "repeats") \
    X(select_put_shape, E_SHAPE, gt_select_put(q, given, truths, scalar), "gt_select_put: mask (4,)", "(2, 3)") \
    X(select_put_count, E_SHAPE, gt_select_put(q, given, flags, four), "gt_select_put: values (4,)", "6 elements") \
    X(put_queue, E_ARGUMENT, gt_put(NULL, given, i64, scalar, 0, 0), "gt_put", "queue is NULL") \
    X(put_dst, E_ARGUMENT, gt_put(q, NULL, i64, scalar, 0, 0), "gt_put: argument 2", "tensor is NULL") \
    X(put_indices, E_ARGUMENT, gt_put(q, given, NULL, scalar, 0, 0), "gt_put: argument 3", "tensor is NULL") \
    X(put_values, E_ARGUMENT, gt_put(q, given, i64, NULL, 0, 0), "gt_put: argument 4", "tensor is NULL") \
    X(put_far, E_CONTEXT, gt_put(q, given, i64, far, 0, 0), "gt_put", "another context") \
    X(put_floats, E_DTYPE, gt_put(q, given, four, scalar, 0, 0), "gt_put: indices are integers", "float32") \
    X(put_repeats, E_ARGUMENT, gt_put(q, given_repeated, i64, scalar, 0, 0), "gt_put: dst (2, 3)", "repeats") \
    X(put_axis, E_INDEX, gt_put(q, given, i64, scalar, 2, 0), "gt_put: axis 2", "rank 2") \
    X(put_how, E_OPERATION, gt_put(q, given, i64, scalar, 0, 5), "gt_put", "operation 5") \
    X(put_by, E_OPERATION, gt_put(q, given, i64, scalar, 0, GT_SUBTRACT), "gt_put", "subtract") \
    X(put_shape, E_SHAPE, gt_put(q, given, i64, four, 0, 0), "gt_put: values (4,)", "(2, 3, 3)") \
    X(put_along_queue, E_ARGUMENT, gt_put_along(NULL, given, i64, scalar, 0, 0), "gt_put_along", "queue is NULL") \
    X(put_along_rank, E_SHAPE, gt_put_along(q, given_four, i64, scalar, 0, 0), "gt_put_along: indices (2, 3)", \
      "(4,)") \
    X(put_along_shape, E_SHAPE, gt_put_along(q, given, i64, four, 0, 0), "gt_put_along: values (4,)", "(2, 3)")
/* clang-format on */
#endif
