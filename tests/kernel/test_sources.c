/* One kernel of every family and form, built by the driver past the library, with and without its optimiser: other
 * implementations optimise otherwise. What kernels compute is asked elsewhere, and every variant of them is compiled by
 * checks/kernels.sh. */
#include "support/support.h"

#include "cl/internal.h"
#include "kernel/formula.h"
#include "kernel/reduce.h"
#include "kernel/spec.h"

static const gt__spec specs[] = {
    {.family = GT__ELEMENTWISE, .ranks = 4, .operands = 2, .storage = {GT_F32, GT_F16}, .row = {GT_ADD}, .tile = {256}},
    {.family = GT__ELEMENTWISE, .ranks = 16, .operands = 1, .storage = {GT_F32}, .row = {GT_GELU}, .tile = {256}},
    {.family = GT__ELEMENTWISE, .ranks = 4, .operands = 1, .storage = {GT_F16}, .flags = GT__TILED, .tile = {1024}},
    {.family = GT__ELEMENTWISE,
     .ranks = 4,
     .operands = 1,
     .storage = {GT_F32},
     .flags = GT__TILED | GT__DIRECT,
     .tile = {1024}},
    {.family = GT__ELEMENTWISE,
     .ranks = 4,
     .operands = 1,
     .storage = {GT_F32},
     .flags = GT__TILED | GT__DIRECT | GT__CROSSED,
     .tile = {1024}},
    {.family = GT__TILED_COPY, .ranks = 4, .tile = {32, 64}},
    {.family = GT__ARANGE},
    {.family = GT__ARANGE, .flags = GT__PAIR},
    {.family = GT__REDUCE_INNER, .ranks = 4, .storage = {GT_F32}, .row = {GT_ADD}, .kind = GT__ACCUMULATE_SUM},
    {.family = GT__REDUCE_INNER, .ranks = 16, .storage = {GT_F32}, .row = {GT_GREATER}, .kind = GT__ACCUMULATE_ARG},
    {.family = GT__REDUCE_OUTER, .ranks = 4, .storage = {GT_F32}, .row = {GT_MAXIMUM}},
    {.family = GT__REDUCE_OUTER, .ranks = 4, .storage = {GT_F32}, .row = {GT_MAXIMUM}, .flags = GT__TURNED},
    {.family = GT__MATMUL, .ranks = 4, .storage = {GT_F32, GT_BF16, GT_F32}, .row = {GT_RELU}},
    {.family = GT__MATMUL,
     .ranks = 4,
     .storage = {GT_F32, GT_F32, GT_F32},
     .flags = GT__PLAIN | GT__ACT_VECTOR | GT__UNPACKED},
    {.family = GT__MATMUL,
     .ranks = 4,
     .storage = {GT_F32, GT_F32, GT_F32},
     .flags = GT__PLAIN | GT__ACT_VECTOR | GT__PAIR},
    {.family = GT__MATMUL_VECTOR, .ranks = 16, .storage = {GT_F32, GT_F32, GT_F32}, .flags = GT__PLAIN},
    {.family = GT__SOFTMAX, .ranks = 4, .operands = 1, .storage = {GT_F32}, .flags = GT__PARTS_OUT},
    {.family = GT__SOFTMAX, .ranks = 16, .operands = 2, .storage = {GT_F16, GT_F32}, .kind = 2, .tile = {512, 64}},
    {.family = GT__GATHER, .ranks = 4, .operands = 1, .storage = {GT_I64}},
    {.family = GT__PLACES, .ranks = 4, .operands = 1, .storage = {GT_I64}},
    {.family = GT__SCATTER, .ranks = 4, .operands = 1, .storage = {GT_I32}, .row = {GT_ADD}},
    {.family = GT__SCATTER, .ranks = 4, .operands = 1, .storage = {GT_I64}, .flags = GT__PLAIN},
    {.family = GT__REPLACE, .ranks = 4, .operands = 1, .storage = {GT_I64}, .flags = GT__PLAIN | GT__MARKS},
    {.family = GT__REPLACE, .ranks = 4, .operands = 1, .storage = {GT_I64}, .flags = GT__PLAIN},
    {.family = GT__COMBINE, .ranks = 4, .operands = 1, .storage = {GT_I32}, .row = {GT_ADD}},
    {.family = GT__LINE_PLACES, .ranks = 4, .operands = 1, .storage = {GT_I64}, .flags = GT__PLAIN},
    {.family = GT__SORT_FEW},
    {.family = GT__SCAN_INNER, .ranks = 16, .operands = 1, .storage = {GT_F32}, .row = {GT_ADD}, .kind = 1},
    {.family = GT__SCAN_OUTER,
     .ranks = 4,
     .operands = 1,
     .storage = {GT_F32},
     .row = {GT_MAXIMUM},
     .flags = GT__PARTS_OUT},
    {.family = GT__SORT_COUNT, .operands = 2, .storage = {GT_U32, GT_U32}, .flags = GT__PAIR, .kind = 1},
    {.family = GT__SORT_MOVE, .operands = 2, .storage = {GT_U32, GT_U32}, .flags = GT__PAIR, .kind = 1},
    {.family = GT__SORT_ROWS, .operands = 1, .storage = {GT_U32}, .flags = GT__PAIR, .kind = 1},
    {.family = GT__SORT_TIES, .operands = 1, .storage = {GT_U32}},
    {.family = GT__SEARCH, .operands = 1, .storage = {GT_U32}, .kind = 1},
    {.family = GT__GROUPS, .operands = 1, .storage = {GT_U32}},
    {.family = GT__NONZERO, .ranks = 4, .operands = 1, .storage = {GT_F32}, .flags = GT__COUNTS},
    {.family = GT__NONZERO, .ranks = 16, .operands = 1, .storage = {GT_F32}},
    {.family = GT__NONZERO, .ranks = 4, .operands = 1, .storage = {GT_BOOL}, .kind = 1},
    {.family = GT__NONZERO, .ranks = 4, .operands = 1, .storage = {GT_BOOL}, .kind = 2},
    {.family = GT__HISTOGRAM, .operands = 1, .storage = {GT_F32}, .flags = GT__PAIR, .kind = 1},
    {.family = GT__HISTOGRAM, .operands = 1, .storage = {GT_U8}},
    {.family = GT__RANDOM, .kind = 1},
    {.family = GT__RANDOM, .kind = 3},
    {.family = GT__EXPRESSION, .ranks = 4, .tile = {256}},
    {.family = GT__REDUCE_INNER,
     .ranks = 4,
     .storage = {GT_F32},
     .row = {GT_ADD},
     .flags = GT__FUSED,
     .kind = GT__ACCUMULATE_SUM},
    {.family = GT__REDUCE_OUTER,
     .ranks = 4,
     .storage = {GT_F32},
     .row = {GT_ADD},
     .flags = GT__FUSED,
     .kind = GT__ACCUMULATE_SUM},
    {.family = GT__FFT, .ranks = 4},
    {.family = GT__FFT_SIZED, .ranks = 4},
};
enum { SPECS = sizeof specs / sizeof *specs };

/* tanh of a tensor. */
static const gt__formula formula = {
    .operands = 1,
    .nodes = 1,
    .results = 1,
    .result = {GT__FORMULA_OPERANDS},
    .out = {GT_F32},
    .storage = {GT_F32},
    .node = {{.row = GT_TANH, .compute = GT_F32, .result = GT_F32, .arity = 1}},
};

static int is_sorting(int family)
{
    return family == GT__SORT_COUNT || family == GT__SORT_MOVE || family == GT__SORT_ROWS || family == GT__SEARCH ||
           family == GT__GROUPS;
}

/* 1 for a family of the gpu form alone. */
static int is_of_gpu(int family)
{
    return family == GT__TILED_COPY || family == GT__REPLACE || family == GT__COMBINE || family == GT__SORT_FEW ||
           family == GT__LINE_PLACES || family == GT__SORT_ROWS || family == GT__SORT_TIES || family == GT__FFT_SIZED;
}

/* The sizes that the family's kernels want to be given, small ones. */
static gt__spec complete(const gt__spec *from, gt__form form)
{
    static const uint16_t tiles[GT__FAMILIES][2][GT__SPEC_TILES] = {
        [GT__REDUCE_INNER] = {{64}, {0}},
        [GT__REDUCE_OUTER] = {{64, 64}, {0}},
        [GT__MATMUL] = {{1, 64, 4}, {8, 4, 16}},
        [GT__MATMUL_VECTOR] = {{2, 64}, {64, 32}},
        [GT__SOFTMAX] = {{512, 64}, {8}},
        [GT__SCAN_INNER] = {{64}, {64, 4}},
        [GT__SCAN_OUTER] = {{64}, {0}},
        [GT__NONZERO] = {{64}, {64}},
        [GT__SORT_COUNT] = {{256}, {16, 64, 4, 8}},
        [GT__SORT_MOVE] = {{256}, {16, 64, 4}},
        [GT__SORT_ROWS] = {{0}, {16, 64, 4}},
        [GT__RANDOM] = {{4, 64, 2}, {4}},
        [GT__PLACES] = {{64}, {0}},
        [GT__COMBINE] = {{0}, {5}},
        [GT__SORT_FEW] = {{0}, {64}},
        [GT__GATHER] = {{64}, {0}},
        [GT__FFT] = {{0}, {64}},
        [GT__FFT_SIZED] = {{0}, {4, 24, 4, 3}},
    };
    gt__spec spec = *from;
    spec.form = (uint8_t)form;
    const int moves = spec.family == GT__TILED_COPY || spec.family == GT__GATHER || spec.family == GT__REPLACE ||
                      spec.family == GT__LINE_PLACES || (spec.family == GT__SCATTER && spec.flags);
    spec.compute = spec.result = spec.out = moves || is_sorting(spec.family) ? GT_U32 : GT_F32;
    if (spec.family == GT__SORT_TIES) spec.compute = spec.result = GT_U64, spec.out = GT_I64;
    if (spec.family == GT__PLACES || spec.family == GT__SORT_FEW) spec.compute = spec.result = spec.out = GT_I32;
    if (is_sorting(spec.family) && spec.family != GT__SORT_MOVE && spec.family != GT__SORT_ROWS) spec.out = GT_I64;
    if (spec.family == GT__HISTOGRAM && !spec.flags) spec.compute = spec.result = GT_I32, spec.out = GT_U32;
    if (spec.family == GT__RANDOM && spec.kind == 3) spec.compute = spec.result = spec.out = GT_U32;
    const int reduces = spec.family == GT__REDUCE_INNER || spec.family == GT__REDUCE_OUTER;
    if (spec.family == GT__EXPRESSION) spec.compute = spec.result = spec.out = GT_I32;
    if (spec.family == GT__EXPRESSION || (reduces && spec.flags & GT__FUSED))
        spec.formula = (uint64_t)(uintptr_t)&formula;
    if (spec.family == GT__NONZERO) spec.compute = spec.result = GT_I32, spec.out = GT_I64;
    spec.lanes =
        form == GT__CPU && spec.family != GT__MATMUL && spec.family != GT__MATMUL_VECTOR && spec.row[0] != GT_GELU ? 1
                                                                                                                   : 4;
    if (form == GT__GPU && spec.family == GT__SOFTMAX)
        spec.tile[0] = 0; /* a number of elements that it has names for */
    for (int i = 0; i < GT__SPEC_TILES && spec.tile[0] == 0; i++)
        if (tiles[spec.family][form][0]) memcpy(spec.tile, tiles[spec.family][form], sizeof spec.tile);
    return spec;
}

static void build(const gt_context *ctx, const gt__spec *spec, const char *options)
{
    gt__text source = {0};
    const char *name = NULL;
    char log[4000] = "";
    cl_int code = CL_SUCCESS;
    gt__spec_text(&source, &name, spec);
    const char *text = source.s;
    cl_program program = clCreateProgramWithSource(ctx->cl, 1, &text, NULL, &code);
    assert_non_null(program);
    code = clBuildProgram(program, 1, &ctx->device.id, options, NULL, NULL);
    clGetProgramBuildInfo(program, ctx->device.id, CL_PROGRAM_BUILD_LOG, sizeof log - 1, log, NULL);
    cl_kernel kernel = code == CL_SUCCESS ? clCreateKernel(program, name, &code) : NULL;
    if (code != CL_SUCCESS) fail_msg("%s, form %d, with \"%s\": %d, %s", name, spec->form, options, code, log);
    clReleaseKernel(kernel);
    clReleaseProgram(program);
    gt__text_free(&source);
}

static void every_family_with_and_without_the_optimiser(void **state)
{
    (void)state;
    int seen[GT__FAMILIES] = {[GT__MATMUL_MMA] = 1}; /* in which are instructions of one vendor */
    for (int i = 0; i < SPECS; i++)
        for (int form = GT__CPU; form <= GT__GPU; form++) {
            const gt__spec spec = complete(&specs[i], (gt__form)form);
            if (form == GT__CPU && is_of_gpu(spec.family)) continue;
            build(support_context(), &spec, "-cl-std=CL1.2");
            build(support_context(), &spec, "-cl-std=CL1.2 -cl-opt-disable");
            seen[spec.family] = 1;
        }
    for (int i = 0; i < GT__FAMILIES; i++) assert_int_equal(seen[i], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_with_and_without_the_optimiser),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}
