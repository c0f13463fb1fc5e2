/* variants FOLDER: writes the sources of a systematic set of kernels, a file each, named after their specs, and those
 * of cpu/ once more as programs of several. What a spec looks like is the library's to choose: its own functions run
 * here, on tensors without memory, and where they would build a kernel its source is written instead. The functions of
 * lib/cl that they call are replaced (--wrap). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/op.h"
#include "checks/batches.h"
#include "checks/variants.h"

enum { MOST = 8192, NAME = 256 };

static gt__traits traits;
static const char *folder;
static gt__spec specs[MOST];
static int n_specs, failed;

/* ---- in place of lib/cl ---- */

/* A buffer is an address and no memory. */
static gt__buffer *new_buffer(void)
{
    static char addresses[1 << 16];
    static int n;
    return (gt__buffer *)(void *)&addresses[n++ % (int)sizeof addresses];
}

REPLACE(const gt__traits *, gt__traits_of, const gt_context *ctx)
{
    (void)ctx;
    return &traits;
}

REPLACE(int, gt__refuses_instructions, const gt_context *ctx)
{
    (void)ctx;
    return 0;
}

REPLACE(gt_status, gt__blas_check, const gt__call *call, int32_t dtype, const char **why)
{
    (void)call;
    (void)dtype;
    *why = "own kernels are wanted here";
    return GT_OK;
}

REPLACE(gt_status, gt__call_begin, gt__call *call, const char *name, gt_queue *q, int32_t argument)
{
    (void)argument;
    *call = (gt__call){name, q, NULL};
    return GT_OK;
}

REPLACE(gt_status, gt__dtype_present, const gt__call *call, int32_t dtype, int32_t argument)
{
    (void)call, (void)dtype, (void)argument;
    return GT_OK;
}

REPLACE(gt_status, gt__buffer_create, gt__buffer **out, const gt__call *call, int64_t bytes)
{
    (void)call, (void)bytes;
    *out = new_buffer();
    return GT_OK;
}

REPLACE(gt__buffer *, gt__buffer_retain, gt__buffer *buffer)
{
    return buffer;
}

REPLACE(int, gt__buffer_together, const gt__buffer *a, const gt__buffer *b, int64_t *apart)
{
    *apart = 0;
    return a == b;
}

REPLACE(void, gt__buffer_release, gt__buffer *buffer)
{
    (void)buffer;
}

REPLACE(int64_t, gt__kernel_group, const gt__kernel *kernel)
{
    (void)kernel;
    return traits.group;
}

REPLACE(gt_status, gt__submit, const gt__call *call, gt__command *command)
{
    (void)call, (void)command;
    return GT_OK;
}

/* ---- a variant ---- */

static const char *dtype_name(int32_t dtype)
{
    const gt__dtype *facts = gt__dtype_of(dtype);
    return facts ? facts->name : "scalar";
}

/* form-family-rRANKS-lLANES-row-COMPUTE-RESULT-OUT, then -sDTYPE of each operand, with t if it is a truth and xN if N
 * are alike, -kKIND, -fFLAGS, -tTILE for each size. */
static void name_of(char *out, const gt__spec *s, const char *family)
{
    const gt__op *op = gt__op_of(s->row[0]);
    int at =
        snprintf(out, NAME, "%s-%s-r%d-l%d-%s-%s-%s-%s", s->form == GT__CPU ? "cpu" : "gpu", family, s->ranks, s->lanes,
                 op ? op->name : "none", dtype_name(s->compute), dtype_name(s->result), dtype_name(s->out));
    for (int i = 0, same = 1; i < s->operands; i += same) {
        for (same = 1; i + same < s->operands && s->storage[i + same] == s->storage[i] &&
                       (s->truth >> (i + same) & 1) == (s->truth >> i & 1);)
            same++;
        at +=
            snprintf(out + at, (size_t)(NAME - at), "-s%s%s", dtype_name(s->storage[i]), s->truth >> i & 1 ? "t" : "");
        if (same > 1) at += snprintf(out + at, (size_t)(NAME - at), "x%d", same);
    }
    if (s->ordered[0])
        at += snprintf(out + at, (size_t)(NAME - at), "-o%s-%s", dtype_name(s->ordered[0]), dtype_name(s->ordered[1]));
    if (s->among) at += snprintf(out + at, (size_t)(NAME - at), "-a%s", dtype_name(s->among));
    if (s->formula)
        at += snprintf(out + at, (size_t)(NAME - at), "-e%d", formula_number((const void *)(uintptr_t)s->formula));
    if (s->kind) at += snprintf(out + at, (size_t)(NAME - at), "-k%d", s->kind);
    if (s->flags) at += snprintf(out + at, (size_t)(NAME - at), "-f%d", s->flags);
    for (int i = 0; i < GT__SPEC_TILES; i++)
        if (s->tile[i]) at += snprintf(out + at, (size_t)(NAME - at), "-t%d", s->tile[i]);
    snprintf(out + at, (size_t)(NAME - at), ".cl");
}

static void write_variant(const gt__spec *spec)
{
    char name[NAME], path[4096];
    const char *family = NULL;
    gt__text text = {0};
    gt__spec_text(&text, &family, spec);
    name_of(name, spec, family);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wx"); /* two specs of one name would be one file */
    if (!file || text.failed || fputs(text.s, file) < 0) {
        perror(path);
        failed = 1;
    }
    if (file && fclose(file) != 0) failed = 1;
    gt__text_free(&text);
}

REPLACE(gt_status, gt__spec_kernel, gt__kernel **out, const gt__call *call, const gt__spec *spec)
{
    (void)call;
    *out = NULL;
    for (int i = 0; i < n_specs; i++)
        if (memcmp(&specs[i], spec, sizeof *spec) == 0) return GT_OK;
    if (n_specs == MOST) {
        fprintf(stderr, "variants: more than %d\n", MOST);
        exit(1);
    }
    specs[n_specs++] = *spec;
    write_variant(spec);
    return GT_OK;
}

/* ---- tensors ---- */

gt_queue *queue(void)
{
    static char any;
    return (gt_queue *)(void *)&any;
}

gt_tensor tensor(int32_t dtype, int32_t rank, const int64_t *shape)
{
    gt_tensor t = {.array = {.buffer = new_buffer(), .dtype = gt__dtype_of(dtype), .count = 1}};
    t.array.shape.rank = rank;
    for (int32_t i = rank - 1; i >= 0; i--) {
        t.array.shape.size[i] = shape[i];
        t.array.strides[i] = t.array.count;
        t.array.count *= shape[i];
    }
    return t;
}

gt_tensor spread(int32_t dtype, int32_t rank, const int64_t *shape, int64_t step)
{
    gt_tensor t = tensor(dtype, rank, shape);
    for (int32_t i = rank - 1; i >= 0; i--) {
        t.array.strides[i] = step;
        step *= shape[i] + 1;
    }
    return t;
}

void expect(gt_status status, const char *what)
{
    if (status == GT_OK) return;
    fprintf(stderr, "variants: %s: %s\n", what, gt_last_error());
    failed = 1;
}

void expect_made(gt_status status, gt_tensor *made, const char *what)
{
    expect(status, what);
    if (status == GT_OK) gt_tensor_free(made);
}

const int32_t computes[COMPUTES] = {GT_I32, GT_U32, GT_I64, GT_U64, GT_F32, GT_F64};
const int64_t few[FEW_RANK] = {3, 2, 3, 2, 3, 2};

/* ---- elementwise ---- */

/* Whether the operation takes operands of that dtype alone. */
static int takes(const gt__op *op, int32_t dtype)
{
    if (op->cls == GT_CLASS_INTEGRAL && gt__dtype_of(dtype)->kind == GT__FLOAT) return 0;
    return dtype != GT_BOOL || (op->cls != GT_CLASS_NUMERIC && op->cls != GT_CLASS_INTEGRAL) || gt__op_of_bools(op);
}

/* The row on tensors of a dtype, if it takes it; the operands whose bits are set in `scalars` are scalars. */
static void apply(const gt__op *op, int32_t dtype, int32_t rank, unsigned scalars, gt_tensor *given)
{
    gt_tensor operands[4], *dst = given;
    gt_arg args[4];
    if (!takes(op, dtype)) return;
    for (int32_t i = 0; i < op->arity; i++) {
        operands[i] = spread(dtype, rank, few, 1);
        args[i] = (gt_arg){.tensor = &operands[i]};
        if (scalars >> i & 1) args[i] = (gt_arg){.scalar = {.dtype = GT_WEAK_INT, .i = 1}};
    }
    gt_status status = gt_apply(queue(), op->value, &dst, args, op->arity);
    if (given)
        expect(status, op->name);
    else
        expect_made(status, dst, op->name);
}

/* Every row on each dtype that it computes in, and on narrower ones where those count. */
static void rows(void)
{
    static const int32_t dtypes[] = {GT_F32, GT_F64, GT_I32, GT_U32, GT_I64, GT_U64, GT_BOOL, GT_I8};
    const gt__op *op;
    for (int32_t n = 0; (op = gt__op_at(n)); n++) {
        for (int i = 0; i < (op->cls == GT_CLASS_FLOAT ? 2 : 8); i++) apply(op, dtypes[i], 1, 0, NULL);
        for (unsigned scalars = 1; scalars < (1U << op->arity) - 1; scalars++)
            apply(op, takes(op, GT_F32) ? GT_F32 : GT_I32, 1, scalars, NULL);
    }
}

/* Rows of each kind on and to every dtype; in walks of many axes; of floats of few digits, where those count. */
static void storage(void)
{
    static const int32_t kinds[] = {GT_ADD, GT_EXP, GT_LESS, GT_LOGICAL_AND, GT_WHERE};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const gt__op *op = gt__op_of(kinds[k]);
        for (int32_t dtype = 1; dtype < DTYPES; dtype++) apply(op, dtype, 1, 0, NULL);
        for (int i = 0; i < COMPUTES; i++) apply(op, computes[i], FEW_RANK, 0, NULL);
    }
    for (int i = 0; i < COMPUTES; i++)
        for (int32_t dtype = 1; dtype < DTYPES; dtype++) {
            gt_tensor given = tensor(dtype, 1, few);
            apply(gt__op_of(GT_ADD), computes[i], 1, 0, &given);
        }
    apply(gt__op_of(GT_NEXTAFTER), GT_F16, 1, 0, NULL);
    apply(gt__op_of(GT_NEXTAFTER), GT_BF16, 1, 0, NULL);
}

/* Accesses of several widths in one kernel. */
static void mixed(void)
{
    for (int32_t dtype = 1; dtype < DTYPES; dtype++) {
        gt_tensor x = tensor(dtype, 1, few), y = tensor(GT_F64, 1, few), *dst = NULL;
        expect_made(gt_binary(queue(), GT_MULTIPLY, &dst, &x, &y), dst, "mixed");
    }
}

static void elementwise(void)
{
    rows();
    storage();
    layouts();
    mixed();
    comparisons();
    folds();
    complexes();
}

/* ---- copies, ranges ---- */

static void copies(void)
{
    static const int64_t square[] = {128, 128}, batch[] = {2, 3, 2, 3, 2, 64, 64};
    for (int32_t from = 1; from < DTYPES; from++) {
        for (int32_t by = 0; by < 2; by++) {
            gt_tensor x = spread(from, 1, few, 2), *dst = NULL;
            expect_made(gt_copy(queue(), &dst, &x, (from + by) % (DTYPES - 1) + 1), dst, "copy");
        }
        gt_tensor walked = spread(from, FEW_RANK, few, 2), *dst = NULL;
        expect_made(gt_copy(queue(), &dst, &walked, from), dst, "copy");
        gt_tensor flat = tensor(from, 2, square), o = tensor(from, 2, square), *given = &o;
        flat.array.strides[0] = 1;
        flat.array.strides[1] = square[0];
        expect(gt_copy(queue(), &given, &flat, 0), "transposed copy");
        gt_tensor deep = spread(from, 7, batch, 1), p = spread(from, 7, batch, 1);
        given = &p;
        deep.array.strides[5] = 1;
        deep.array.strides[6] = batch[5] + 1;
        expect(gt_copy(queue(), &given, &deep, 0), "transposed copies");
        gt_tensor *cast = NULL, *equal = NULL, *powers = NULL;
        expect_made(gt_copy(queue(), &cast, &flat, from % (DTYPES - 1) + 1), cast, "transposed cast");
        expect_made(gt_binary(queue(), GT_EQUAL, &equal, &o, &flat), equal, "crossed");
        expect_made(gt_unary(queue(), GT_EXP, &powers, &deep), powers, "crossed");
    }
}

static void fills(void)
{
    const gt_scalar one = {.dtype = GT_WEAK_INT, .i = 1};
    for (int32_t dtype = 1; dtype < DTYPES; dtype++) {
        gt_tensor t = spread(dtype, FEW_RANK, few, 2), *dst = &t;
        expect(gt_fill(queue(), &dst, dtype, FEW_RANK, few, &one), "fill");
        gt_tensor line = spread(dtype, 1, few, 2);
        dst = &line;
        expect(gt_fill(queue(), &dst, dtype, 1, few, &one), "fill");
        gt_tensor *made = NULL;
        if (dtype != GT_BOOL) expect_made(gt_arange(queue(), &made, dtype, NULL, NULL, 8), made, "arange");
        if (gt__dtype_inexact(gt__dtype_of(dtype))) {
            const gt_scalar zero = {.dtype = GT_WEAK_INT};
            made = NULL;
            expect_made(gt_linspace(queue(), &made, dtype, &zero, &zero, 8, 0), made, "linspace");
        }
    }
}

/* ---- reductions ---- */

static void reduce(const gt_tensor *src, int32_t op, int32_t n, const int32_t *axes, int32_t result)
{
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = result};
    gt_tensor *dst = NULL;
    expect_made(gt_reduce(queue(), op, &dst, src, axes, n, &opts), dst, "reduce");
}

static void reduce_arg(const gt_tensor *src, int32_t op, int32_t n, const int32_t *axes)
{
    gt_tensor *dst = NULL;
    expect_made(gt_arg_reduce(queue(), op, &dst, src, axes, n, NULL), dst, "arg_reduce");
}

static void reduce_moments(const gt_tensor *src, int32_t n, const int32_t *axes, int32_t result)
{
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = result};
    gt_tensor *mean = NULL, *variance = NULL;
    const gt_status status = gt_moments(queue(), &mean, &variance, src, axes, n, 0, &opts);
    expect_made(status, mean, "moments");
    expect_made(status, variance, "moments");
}

/* One of each kind of reduction. */
static void reduce_kinds(const gt_tensor *src, int32_t n, const int32_t *axes)
{
    reduce(src, GT_ADD, n, axes, 0);
    reduce(src, GT_MAXIMUM, n, axes, 0);
    reduce_arg(src, GT_MAXIMUM, n, axes);
    reduce_moments(src, n, axes, 0);
}

/* All rows in every type computed in, along the inner or along the outer axis, in one pass; in walks of many axes. */
static void reduce_rows(int32_t axis)
{
    const int64_t shape[] = {axis ? 1 << 20 : 64, axis ? 64 : 1 << 20}, deep[] = {2, 3, 2, 3, 2, 3, 2, 3, 2, 3};
    static const int32_t alternate[][5] = {{0, 2, 4, 6, 8}, {1, 3, 5, 7, 9}};
    const gt__op *op;
    for (int i = 0; i < COMPUTES; i++) {
        gt_tensor src = spread(computes[i], 2, shape, 1), walked = spread(computes[i], 10, deep, 1);
        for (int32_t n = 0; (op = gt__op_at(n)); n++)
            if (op->arity == 2 && op->identity[0]) reduce(&src, op->value, 1, &axis, computes[i]);
        reduce_arg(&src, GT_MINIMUM, 1, &axis);
        reduce_kinds(&src, 1, &axis);
        reduce_kinds(&walked, 5, alternate[axis]);
    }
    for (int32_t dtype = 1; dtype < DTYPES; dtype++) {
        gt_tensor src = spread(dtype, 2, shape, 1), floats = spread(GT_F32, 2, shape, 1);
        reduce(&src, GT_LOGICAL_OR, 1, &axis, 0);
        reduce(&src, GT_ADD, 1, &axis, dtype);
        if (gt__dtype_of(dtype)->kind == GT__FLOAT) reduce_moments(&floats, 1, &axis, dtype);
    }
}

/* So many elements that they take several passes, of many parts and of few. */
static void reduce_passes(void)
{
    static const int64_t shapes[][2] = {{1, (int64_t)1 << 38}, {(int64_t)1 << 38, 8}, {4096, 4096}};
    static const int32_t dtypes[] = {GT_F32, GT_F64, GT_I64};
    for (int i = 0; i < 3; i++)
        for (int s = 0; s < 3; s++)
            for (int32_t axis = s == 0; axis <= (s != 1); axis++) {
                gt_tensor src = spread(dtypes[i], 2, shapes[s], 1);
                reduce_kinds(&src, 1, &axis);
            }
}

static void reductions(void)
{
    reduce_rows(0);
    reduce_rows(1);
    reduce_short_rows();
    reduce_passes();
}

/* ---- what is covered ---- */

static int of_gpu(int family)
{
    return family == GT__TILED_COPY || family == GT__REPLACE || family == GT__COMBINE || family == GT__SORT_ROWS ||
           family == GT__SORT_TIES;
}

static features needed(int form, int family)
{
    enum { EVERY = (1U << DTYPES) - 2, NUMBERS = EVERY & ~(1U << GT_BOOL) };
    enum { MOMENT = GT__SQUARES | GT__DIVIDES | GT__PAIR | GT__SHIFTED | GT__OF_WHOLE };
    enum { REDUCE = GT__PARTS_IN | GT__PARTS_OUT | GT__FUSED | MOMENT, PRODUCT = GT__ACT_VECTOR | GT__PLAIN };
    enum { TILES = PRODUCT | GT__UNPACKED | GT__PAIR };
    features f = {.results = EVERY, .sources = EVERY, .ranks = 1U << 4 | 1U << GT__WALK_AXES};
    for (int i = 0; i < COMPUTES; i++) f.computes |= 1U << computes[i];
    if (form == GT__CPU && of_gpu(family)) return (features){0};
    switch (family) {
    case GT__ELEMENTWISE: f.flags = form == GT__CPU ? GT__DIRECT | GT__TILED | GT__CROSSED : 0; break;
    case GT__TILED_COPY:
        f.computes = 1U << GT_U32 | 1U << GT_U64;
        f.results = 1U << GT_U8 | 1U << GT_U16 | f.computes;
        f.sources = 0;
        break;
    case GT__GATHER:
    case GT__REPLACE:
        f.computes = 1U << GT_U32 | 1U << GT_U64, f.results = 1U << GT_U8 | 1U << GT_U16 | f.computes;
        f.sources = NUMBERS & ~(1U << GT_F16 | 1U << GT_BF16 | 1U << GT_F32 | 1U << GT_F64);
        if (family == GT__REPLACE) f.ranks = 1U << 4, f.flags = GT__PLAIN | GT__MARKS;
        break;
    case GT__PLACES:
        f.computes = f.results = 1U << GT_I32;
        f.sources = NUMBERS & ~(1U << GT_F16 | 1U << GT_BF16 | 1U << GT_F32 | 1U << GT_F64);
        break;
    case GT__SCATTER:
        f.sources = NUMBERS & ~(1U << GT_F16 | 1U << GT_BF16 | 1U << GT_F32 | 1U << GT_F64);
        f.ranks = 1U << 4, f.flags = GT__PLAIN;
        break;
    case GT__COMBINE:
    case GT__LINE_PLACES:
    case GT__SORT_FEW: return form == GT__CPU ? (features){0} : needed_to_combine(family, f);
    case GT__SCAN_INNER:
    case GT__SCAN_OUTER: f.flags = GT__PARTS_OUT, f.kinds = 1U << 0 | 1U << 1; break;
    case GT__SEARCH:
    case GT__GROUPS:
    case GT__SORT_COUNT:
    case GT__SORT_MOVE:
    case GT__SORT_ROWS:
    case GT__SORT_TIES: return needed_by_keys(family);
    case GT__NONZERO:
        f.computes = 1U << GT_I32, f.results = 1U << GT_I64;
        f.flags = GT__COUNTS;
        break;
    case GT__HISTOGRAM:
        f.computes &= ~(1U << GT_U32);
        f.results = 1U << GT_U32 | 1U << GT_U64 | 1U << GT_F32 | 1U << GT_F64;
        f.ranks = 0, f.flags = GT__PAIR | (form == GT__GPU ? GT__DIRECT : 0);
        f.kinds = 1U << 0 | 1U << 1;
        break;
    case GT__FFT: return needed_by_fft();
    case GT__FFT_SIZED: return form == GT__CPU ? (features){0} : needed_by_fft();
    case GT__ARANGE: f.results = NUMBERS, f.sources = f.ranks = 0, f.flags = GT__PAIR; break;
    case GT__REDUCE_INNER:
    case GT__REDUCE_OUTER:
        f.flags = REDUCE;
        if (form == GT__CPU && family == GT__REDUCE_OUTER)
            f.flags = (f.flags & ~(unsigned)GT__PARTS_IN) | GT__TURNED; /* parts lie side by side */
        f.kinds = 1U << 0 | 1U << 1 | 1U << 2 | 1U << 3;
        break;
    case GT__SOFTMAX:
        f.computes = 1U << GT_F32 | 1U << GT_F64;
        f.flags = GT__PARTS_IN | GT__PARTS_OUT | (form == GT__CPU ? GT__ACROSS : 0);
        f.kinds = 1U << 0 | 1U << 1 | 1U << 2 | 1U << 3;
        break;
    case GT__RANDOM: f.sources = f.ranks = 0, f.kinds = 1U << 0 | 1U << 1 | 1U << 2 | 1U << 3 | 1U << 4; break;
    case GT__MATMUL:
    case GT__MATMUL_VECTOR:
        f.results = f.sources = NUMBERS;
        if (form == GT__CPU) f.flags = family == GT__MATMUL ? TILES : PRODUCT;
        break;
    case GT__MATMUL_MMA: /* kinds: along and wide, of both operands; along alone */
        f.computes = 1U << GT_F32 | 1U << GT_F64;
        f.results = NUMBERS & ~(1U << GT_BOOL);
        f.sources = 1U << GT_F16 | 1U << GT_BF16 | 1U << GT_F64;
        f.kinds = 0xf00f;
        return form == GT__CPU ? (features){0} : f;
    default: break;
    }
    return f;
}

static void check_family(int form, int family)
{
    const features f = needed(form, family);
    features seen = {0};
    for (int i = 0; i < n_specs; i++) {
        const gt__spec *spec = &specs[i];
        if (spec->family != family || spec->form != form) continue;
        seen.computes |= 1U << spec->compute;
        seen.results |= 1U << spec->out;
        seen.ranks |= 1U << spec->ranks;
        seen.flags |= spec->flags;
        seen.kinds |= 1U << spec->kind;
        for (int k = 0; k < spec->operands; k++) seen.sources |= 1U << spec->storage[k];
        if (spec->formula)
            formula_types((const void *)(uintptr_t)spec->formula, &seen.computes, &seen.results, &seen.sources);
    }
    const unsigned missing[] = {f.computes & ~seen.computes, f.results & ~seen.results, f.sources & ~seen.sources,
                                f.ranks & ~seen.ranks,       f.flags & ~seen.flags,     f.kinds & ~seen.kinds};
    static const char *const what[] = {
        "dtypes computed in", "dtypes of results", "dtypes of operands", "rank classes", "flags", "kinds"};
    for (int i = 0; i < 6; i++)
        if (missing[i]) {
            fprintf(stderr, "variants: family %d in %s/ lacks variants: %s %#x\n", family,
                    form == GT__CPU ? "cpu" : "gpu", what[i], missing[i]);
            failed = 1;
        }
}

/* ---- devices ---- */

static void all(void)
{
    elementwise();
    copies();
    fills();
    reductions();
    tiles();
    products(1);
    products(128);
    gathers();
    scatters();
    puts_in_few_lines();
    searches();
    scans();
    sorts();
    ffts();
    softmaxes();
    randoms();
    expressions();
}

int main(int argc, char **argv)
{
    static const int32_t widths[] = {16, 32, 64};
    if (argc != 2) {
        fprintf(stderr, "variants FOLDER\n");
        return 2;
    }
    folder = argv[1];
    traits =
        (gt__traits){.form = GT__CPU, .group = 1, .local_bytes = 1 << 20, .vector_bytes = 32, .units = 4, .fuses = 1};
    all();
    for (int i = 0; i < 3; i++) {
        traits.vector_bytes = widths[i];
        traits.fuses = widths[i] > 16;
        tiles();
    }
    traits.units = 1 << 18; /* more splits */
    reduce_passes();
    traits =
        (gt__traits){.form = GT__GPU, .group = 256, .local_bytes = 49152, .vector_bytes = 4, .units = 4, .fuses = 1};
    all();
    traits.votes = 1;
    sorts();
    for (; traits.group > 0; traits.group /= 4) tiles();
    traits.group = 256;
    for (traits.cuda = 80; traits.cuda <= 90; traits.cuda += 10) tensor_cores();
    for (int form = GT__CPU; form <= GT__GPU; form++)
        for (int family = 0; family < GT__FAMILIES; family++) check_family(form, family);
    failed |= write_batches(folder, specs, n_specs);
    printf("%d variants\n", n_specs);
    return failed;
}
