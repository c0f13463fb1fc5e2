/* The engine under the operations: walks, and what fits into one launch. Kernels are driven directly, since no
 * operation of the API takes that many operands. */
#include "support/leaks.h"
#include "support/support.h"

#include "kernel/elementwise.h"
#include "kernel/walk.h"
#include "tensor/handle.h"

enum { MOST = GT__SPEC_OPERANDS, SIDE = 3, AXES = 6, COUNT = 729 };

static gt__call call_of_test(void)
{
    return (gt__call){"tested", support_queue(), support_context()};
}

static int64_t programs(void)
{
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(support_context(), &stats));
    return stats.programs_built;
}

/* ---- walks ---- */

static void walks_merge_what_lies_together(void **state)
{
    (void)state;
    const gt__shape shape = {4, {2, 1, 3, 4}};
    const int64_t dense[] = {12, 12, 4, 1}, repeated[] = {0, 0, 4, 1};
    const int64_t *strides[] = {dense, repeated};
    gt__walk walk;
    gt__walk_make(&walk, &shape, 1, strides);
    gt__walk_sort(&walk);
    gt__walk_merge(&walk);
    assert_int_equal(walk.rank, 1);
    assert_int_equal(walk.size[0], 24);
    assert_int_equal(walk.stride[0][0], 1);
    gt__walk_make(&walk, &shape, 2, strides);
    gt__walk_sort(&walk);
    gt__walk_merge(&walk);
    assert_int_equal(walk.rank, 2);
    assert_int_equal(walk.size[0], 2);
    assert_int_equal(walk.size[1], 12);
    assert_int_equal(walk.stride[1][0], 0);
    gt__walk_drop(&walk, 0);
    assert_int_equal(walk.rank, 1);
    assert_int_equal(walk.stride[1][0], 1);
}

static void a_walk_of_one_element_has_an_axis(void **state)
{
    (void)state;
    const gt__shape ones = {2, {1, 1}};
    const int64_t strides[] = {5, 7}, *of[] = {strides};
    gt__walk walk;
    gt__walk_make(&walk, &ones, 1, of);
    gt__walk_merge(&walk);
    assert_int_equal(walk.rank, 1);
    assert_int_equal(walk.size[0], 1);
    assert_int_equal(walk.stride[0][0], 0);
}

/* The innermost axis is the first component; what is past the rank is 0. */
static void axes_are_passed_from_the_innermost(void **state)
{
    (void)state;
    gt__command command;
    const int64_t strides[] = {30, 20, 10}, want[] = {10, 20, 30, 0};
    gt__command_begin(&command, GT__LAUNCH);
    gt__arg_axes(&command, strides, 3, 4);
    assert_int_equal(command.arg_bytes, sizeof want);
    assert_memory_equal(command.data, want, sizeof want);
    gt__arg_axes(&command, strides, 3, 16);
    assert_int_equal(command.arg_bytes, sizeof want + 16 * sizeof(int64_t));
}

/* ---- how many operands a launch takes ---- */

/* A command is never sent with more than every device takes. */
static void refuses_too_many_arguments(void **state)
{
    (void)state;
    const gt__call call = call_of_test();
    gt__command command;
    gt__command_begin(&command, GT__LAUNCH);
    for (int i = 0; i < GT__ARG_BYTES / 8 + 1; i++) gt__arg_long(&command, i);
    must_be(GT_E_INTERNAL, gt__submit(&call, &command));
    gt__command_begin(&command, GT__LAUNCH);
    for (int i = 0; i < GT__MAX_ARGS + 1; i++) gt__arg_int(&command, i);
    must_be(GT_E_INTERNAL, gt__submit(&call, &command));
}

/* Tensors of six axes of size 3, of which none merge: the odd axes are stored backwards. Element i of tensor k is
 * k + i % 7. */
static gt_tensor *make_tensor(int32_t k, int32_t axes)
{
    int64_t shape[AXES], count = 1;
    gt_slice slices[AXES];
    float host[COUNT];
    gt_tensor *t = NULL, *turned = NULL, *view = NULL;
    for (int32_t i = 0; i < axes; i++) {
        shape[i] = SIDE;
        count *= SIDE;
        slices[i] = (gt_slice){.step = i % 2 ? -1 : 1, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP};
    }
    for (int64_t i = 0; i < count; i++) host[i] = (float)(k + i % 7);
    must(gt_upload(support_queue(), &t, GT_F32, axes, shape, host, (size_t)count * sizeof *host));
    must(gt_tensor_slice(&turned, t, slices, axes)); /* backwards, copied, and turned back: the right order of values */
    support_drop(&t);
    must(gt_copy(support_queue(), &t, turned, 0));
    support_drop(&turned);
    must(gt_tensor_slice(&view, t, slices, axes));
    support_drop(&t);
    return view;
}

/* The sum of n such tensors, into a destination of the same layout, in as many programs as said. */
static void check_sum(int32_t n, int32_t axes, int64_t built)
{
    const gt__call call = call_of_test();
    gt_tensor *operand[MOST], *out = make_tensor(100, axes);
    gt__elementwise what = {.row = GT_ADD, .operands = n};
    what.compute = what.result = gt__dtype_of(GT_F32);
    for (int32_t k = 0; k < n; k++) {
        operand[k] = make_tensor(k, axes);
        what.operand[k].array = &operand[k]->array;
    }
    const int64_t before = programs(), count = gt_tensor_count(out);
    must(gt__elementwise_run(&call, &what, &out->array));
    assert_int_equal(programs() - before, built);
    float *sums = support_download(out, GT_F32, count);
    for (int64_t i = 0; i < count; i++) assert_true(sums[i] == (float)(n * (n - 1) / 2 + n * (i % 7)));
    free(sums);
    for (int32_t k = 0; k < n; k++) support_drop(&operand[k]);
    support_drop(&out);
}

static void sixteen_operands_of_four_axes(void **state)
{
    (void)state;
    check_sum(MOST, 4, 1);
    check_sum(MOST, 3, 0); /* a new shape compiles nothing */
}

static void five_operands_of_sixteen_axes(void **state)
{
    (void)state;
    check_sum(5, AXES, 1);
    check_sum(5, 5, 0);
}

/* What does not fit is made contiguous, and runs as one axis. */
static void more_operands_of_more_axes(void **state)
{
    (void)state;
    check_sum(6, AXES, 1);
    check_sum(MOST, AXES, 0); /* the program of sixteen operands that four axes made */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_merge_what_lies_together),     cmocka_unit_test(a_walk_of_one_element_has_an_axis),
        cmocka_unit_test(axes_are_passed_from_the_innermost), cmocka_unit_test(refuses_too_many_arguments),
        cmocka_unit_test(sixteen_operands_of_four_axes),      cmocka_unit_test(five_operands_of_sixteen_axes),
        cmocka_unit_test(more_operands_of_more_axes),         cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}
