/* Complex tensors through every part of the library but the formulas, which kernel/test_formulas asks: storage, casts,
 * views of parts, scalars, layouts, reductions, movers, and what is refused. */
#include <gputensor/gputensor.h>
#include <gputensor/names.h>

#include "support/complexes.h"
#include "support/leaks.h"
#include "support/sweep.h"
#include <math.h>

static int is_taken(int32_t dtype)
{
    return support_has(dtype) && (!support_has(GT_C128) || sweep_part((uint64_t)dtype, 2));
}

/* For each of the two dtypes that the device has; a thin sample has one of them. */
#define EACH_DTYPE(dtype)                                                                                              \
    for (int32_t dtype = GT_C64; dtype <= GT_C128; dtype++)                                                            \
        if (is_taken(dtype))

static void expect(const gt_tensor *t, int32_t dtype, int64_t count, const number *want, double ulps, const char *what)
{
    void *host = support_download(t, dtype, count);
    for (int64_t i = 0; i < count; i++) {
        const number got = number_read(dtype, host, i);
        if (!number_close(dtype, want[i], got, ulps))
            support_wrong("%s of %s, element %lld: got %s, want %s", what, facts_of(dtype)->name, (long long)i,
                          number_show(got).s, number_show(want[i]).s);
    }
    free(host);
}

static number *numbers_of(int32_t dtype, const void *host, int64_t count)
{
    number *all = calloc((size_t)count + 1, sizeof *all);
    for (int64_t i = 0; i < count; i++) all[i] = number_read(dtype, host, i);
    return all;
}

static gt_tensor *upload(int32_t dtype, const number *x, int64_t n)
{
    void *host = support_array(dtype, n);
    for (int64_t i = 0; i < n; i++) number_write(dtype, host, i, x[i]);
    gt_tensor *t = support_upload(dtype, 1, &n, host);
    free(host);
    return t;
}

/* ---- elements ---- */

/* Two operands in one layout, new results and results in place, and the imaginary part. */
static void one_layout(const layout_case *c, int32_t dtype)
{
    const int64_t count = support_count(c->rank, c->shape);
    void *x = number_random(dtype, count, 10, 1), *y = number_random(dtype, count, 10, 2);
    gt_tensor *a = support_tensor(c->layout, dtype, c->rank, c->shape, x, NULL);
    gt_tensor *b = support_tensor(c->layout, dtype, c->rank, c->shape, y, NULL), *product = NULL, *parts = NULL;
    number *want = numbers_of(dtype, x, count), *other = numbers_of(dtype, y, count);
    for (int64_t i = 0; i < count; i++) want[i] = number_row(GT_MULTIPLY, (number[]){want[i], other[i]});
    must(gt_binary(support_queue(), GT_MULTIPLY, &product, a, b));
    expect(product, dtype, count, want, 2, c->name);
    must(gt_tensor_part(&parts, a, 1));
    void *got = support_download(parts, part_of(dtype), count);
    for (int64_t i = 0; i < count; i++)
        if (support_at(got, part_of(dtype), i).f != cimagl(number_read(dtype, x, i)))
            support_wrong("%s: imaginary part %lld", c->name, (long long)i);
    if (c->layout != LAYOUT_BROADCAST && c->layout != LAYOUT_CONTIGUOUS) { /* into what is there */
        must(gt_binary(support_queue(), GT_MULTIPLY, &a, a, b));
        expect(a, dtype, count, want, 2, c->name);
    }
    gt_tensor *const all[] = {a, b, product, parts};
    for (int k = 0; k < 4; k++) gt_tensor_free(all[k]);
    free(x);
    free(y);
    free(want);
    free(other);
    free(got);
}

static void every_layout(void **state)
{
    (void)state;
    EACH_DTYPE(dtype)
    for (int32_t i = 0; i < layout_case_count(); i++) one_layout(layout_case_at(i), dtype);
    support_settle();
}

/* Large transposed copies and sums, which go by tiles. */
static void transposed(void **state)
{
    (void)state;
    const int64_t shape[] = {130, 257}, count = 130 * 257;
    EACH_DTYPE(dtype)
    {
        void *x = number_random(dtype, count, 4, 7);
        gt_tensor *t = support_upload(dtype, 2, shape, x), *turned = NULL, *copy = NULL, *sum = NULL;
        number *want = calloc((size_t)count, sizeof *want);
        must(gt_tensor_permute(&turned, t, NULL, 0));
        must(gt_copy(support_queue(), &copy, turned, 0));
        must(gt_binary(support_queue(), GT_ADD, &sum, turned, copy));
        for (int64_t i = 0; i < count; i++) want[i] = number_read(dtype, x, i % 130 * 257 + i / 130);
        expect(copy, dtype, count, want, 0, "a transposed copy");
        for (int64_t i = 0; i < count; i++) want[i] *= 2;
        expect(sum, dtype, count, want, 0, "a sum by tiles");
        gt_tensor *const all[] = {t, turned, copy, sum};
        for (int k = 0; k < 4; k++) gt_tensor_free(all[k]);
        free(x);
        free(want);
    }
    support_settle();
}

/* Every real dtype becomes complex, and complex ones each other and bool. */
static void casts(void **state)
{
    (void)state;
    const double values[] = {0, 1, 3, 100};
    const int64_t four = 4;
    EACH_DTYPE(dtype)
    {
        for (int k = dtype == GT_C64; k < DTYPE_COUNT; k += 3) { /* each kernel takes its time to compile */
            if (gt_context_supports(support_context(), all_dtypes[k].dtype) == GT_SUPPORT_NONE) continue;
            gt_tensor *real = support_values(all_dtypes[k].dtype, 1, &four, values), *got = NULL;
            number want[4];
            for (int i = 0; i < 4; i++) want[i] = all_dtypes[k].dtype == GT_BOOL ? values[i] != 0 : values[i];
            must(gt_copy(support_queue(), &got, real, dtype));
            expect(got, dtype, 4, want, 0, all_dtypes[k].name);
            gt_tensor_free(real);
            gt_tensor_free(got);
        }
        const number x[] = {0, CMPLXL(0, 2), CMPLXL(0.1L, 0), CMPLXL(NAN, 0)};
        gt_tensor *t = upload(dtype, x, 4), *truth = NULL, *none = NULL;
        must(gt_copy(support_queue(), &truth, t, GT_BOOL));
        support_expect(truth, GT_BOOL, 1, &four, LIST(0, 1, 1, 1));
        must_be(GT_E_DTYPE, gt_copy(support_queue(), &none, t, GT_F32));
        assert_non_null(strstr(gt_last_error(), "imaginary part"));
        assert_null(none);
        EACH_DTYPE(other)
        {
            gt_tensor *to = NULL;
            must(gt_copy(support_queue(), &to, t, other));
            number rounded[4];
            for (int i = 0; i < 4; i++) {
                const int32_t narrow = dtype == GT_C64 || other == GT_C64 ? GT_F32 : GT_F64;
                rounded[i] = CMPLXL(float_round(narrow, creall(x[i])), cimagl(x[i]));
            }
            expect(to, other, 4, rounded, 0, "a cast");
            gt_tensor_free(to);
        }
        gt_tensor_free(t);
        gt_tensor_free(truth);
    }
    support_settle();
}

/* Results that are real: new ones, and stored as real and as complex. */
static void real_results(void **state)
{
    (void)state;
    const number x[] = {CMPLXL(3, 4), CMPLXL(-5, 12), 0};
    const int64_t three = 3;
    EACH_DTYPE(dtype)
    {
        gt_tensor *t = upload(dtype, x, 3), *length = NULL, *same = NULL, *into = upload(dtype, x, 3);
        must(gt_unary(support_queue(), GT_ABS, &length, t));
        support_expect(length, part_of(dtype), 1, &three, LIST(5, 13, 0));
        must(gt_unary(support_queue(), GT_ABS, &into, t));
        expect(into, dtype, 3, (number[]){5, 13, 0}, 0, "abs as complex");
        must(gt_binary(support_queue(), GT_EQUAL, &same, t, t));
        support_expect(same, GT_BOOL, 1, &three, LIST(1, 1, 1));
        must(gt_binary(support_queue(), GT_NOT_EQUAL, &into, t, length));
        expect(into, dtype, 3, (number[]){1, 1, 0}, 0, "not_equal as complex");
        gt_tensor *const all[] = {t, length, same, into};
        for (int k = 0; k < 4; k++) gt_tensor_free(all[k]);
    }
    support_settle();
}

/* ---- parts ---- */

static void parts_are_views(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, six = 6;
    EACH_DTYPE(dtype)
    {
        const number x[] = {CMPLXL(0, 10), CMPLXL(1, 11), CMPLXL(2, 12), CMPLXL(3, 13), CMPLXL(4, 14), CMPLXL(5, 15)};
        gt_tensor *flat = upload(dtype, x, six), *t = NULL, *back = NULL, *part = NULL;
        must(gt_tensor_reshape(&t, flat, 2, shape));
        must(gt_tensor_slice(&back, t, (gt_slice[]){{0}, {0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0}}, 2));
        must(gt_tensor_part(&part, back, 1));
        support_expect(part, part_of(dtype), 2, shape, LIST(12, 11, 10, 15, 14, 13));
        const gt_scalar seven = gt_float(7);
        must(gt_fill(support_queue(), &part, part_of(dtype), 2, shape, &seven));
        support_drop(&part);
        must(gt_tensor_part(&part, t, 0));
        support_expect(part, part_of(dtype), 2, shape, LIST(0, 1, 2, 3, 4, 5));
        number want[6];
        for (int i = 0; i < 6; i++) want[i] = CMPLXL(i, 7);
        expect(t, dtype, 6, want, 0, "what was written to the imaginary part");
        gt_tensor *none = NULL, *real = NULL;
        must(gt_tensor_part(&real, part, 0));
        support_expect(real, part_of(dtype), 2, shape, LIST(0, 1, 2, 3, 4, 5));
        must_be(GT_E_DTYPE, gt_tensor_part(&none, part, 1));
        must_be(GT_E_ARGUMENT, gt_tensor_part(&none, t, 2));
        must_be(GT_E_ARGUMENT, gt_tensor_part(&none, NULL, 0));
        must_be(GT_E_ARGUMENT, gt_tensor_part(NULL, t, 0));
        assert_null(none);
        gt_tensor *const all[] = {flat, t, back, part, real};
        for (int k = 0; k < 5; k++) gt_tensor_free(all[k]);
    }
    support_settle();
}

/* ---- scalars ---- */

static void scalars(void **state)
{
    (void)state;
    const int64_t two = 2;
    const gt_scalar i2 = {.dtype = GT_WEAK_COMPLEX, .re = 1, .im = 2};
    EACH_DTYPE(dtype)
    {
        gt_tensor *real = support_values(part_of(dtype), 1, &two, LIST(3, -1)), *t = NULL, *filled = NULL;
        must(gt_apply(support_queue(), GT_MULTIPLY, &t, (gt_arg[]){gt_arg_tensor(real), gt_arg_scalar(i2)}, 2));
        expect(t, dtype, 2, (number[]){CMPLXL(3, 6), CMPLXL(-1, -2)}, 0, "a weak scalar");
        must(gt_apply(support_queue(), GT_SUBTRACT, &t, (gt_arg[]){gt_arg_scalar(gt_float(1)), gt_arg_tensor(t)}, 2));
        expect(t, dtype, 2, (number[]){CMPLXL(-2, -6), CMPLXL(2, 2)}, 0, "a real scalar");
        must(gt_fill(support_queue(), &filled, dtype, 1, &two, &i2));
        expect(filled, dtype, 2, (number[]){CMPLXL(1, 2), CMPLXL(1, 2)}, 0, "a fill");
        gt_tensor *back = NULL, *none = NULL;
        must(gt_tensor_slice(&back, filled, &(gt_slice){0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0}, 1));
        must(gt_fill(support_queue(), &back, dtype, 1, &two, &(gt_scalar){.dtype = dtype, .re = 5, .im = -1}));
        expect(filled, dtype, 2, (number[]){CMPLXL(5, -1), CMPLXL(5, -1)}, 0, "a fill of a view");
        must_be(GT_E_DTYPE, gt_fill(support_queue(), &none, GT_F32, 1, &two, &i2));
        must_be(GT_E_ARGUMENT,
                gt_fill(support_queue(), &none, dtype, 1, &two, &(gt_scalar){.dtype = GT_WEAK_FLOAT, .im = 1}));
        must(gt_arange(support_queue(), &none, dtype, &i2, &(gt_scalar){.dtype = GT_WEAK_COMPLEX, .im = 1}, 2));
        expect(none, dtype, 2, (number[]){CMPLXL(1, 2), CMPLXL(1, 3)}, 0, "a range");
        gt_tensor *const all[] = {real, t, filled, back, none};
        for (int k = 0; k < 5; k++) gt_tensor_free(all[k]);
    }
    support_settle();
}

/* ---- many elements ---- */

static void reductions(void **state)
{
    (void)state;
    const int64_t shape[] = {3, 1100}, three = 3;
    EACH_DTYPE(dtype)
    {
        void *x = number_random(dtype, 3 * 1100, 1, 3);
        gt_tensor *t = support_upload(dtype, 2, shape, x), *got = NULL;
        number sum[3] = {0}, all[1100], mean[3];
        for (int i = 0; i < 3 * 1100; i++) sum[i / 1100] += number_read(dtype, x, i);
        for (int i = 0; i < 3; i++) mean[i] = CMPLXL(creall(sum[i]) / 1100, cimagl(sum[i]) / 1100);
        must(gt_reduce(support_queue(), GT_ADD, &got, t, &(int32_t){1}, 1, NULL));
        expect(got, dtype, 3, sum, 1, "sums");
        support_drop(&got);
        must(gt_moments(support_queue(), &got, NULL, t, &(int32_t){1}, 1, 0, NULL));
        expect(got, dtype, 3, mean, 1, "means");
        support_drop(&got);
        for (int i = 0; i < 1100; i++)
            all[i] = number_read(dtype, x, i) + number_read(dtype, x, 1100 + i) + number_read(dtype, x, 2200 + i);
        must(gt_reduce(support_queue(), GT_ADD, &got, t, &(int32_t){0}, 1, NULL));
        expect(got, dtype, 1100, all, 2, "sums of columns");
        support_drop(&got);
        for (int i = 0; i < 1100; i++) {
            all[i] = number_row(GT_MULTIPLY, (number[]){number_read(dtype, x, i), number_read(dtype, x, 1100 + i)});
            all[i] = number_row(GT_MULTIPLY, (number[]){all[i], number_read(dtype, x, 2200 + i)});
        }
        must(gt_reduce(support_queue(), GT_MULTIPLY, &got, t, &(int32_t){0}, 1, NULL));
        expect(got, dtype, 1100, all, 6, "products of columns");
        support_drop(&got);
        must(gt_reduce(support_queue(), GT_LOGICAL_AND, &got, t, &(int32_t){1}, 1, NULL));
        support_expect(got, GT_BOOL, 1, &three, LIST(1, 1, 1));
        gt_tensor_free(got);
        gt_tensor_free(t);
        free(x);
    }
    support_settle();
}

/* Whether x goes before y: by the real parts, then by the imaginary ones; what has a NaN before everything. */
static bool goes_before(int32_t op, number x, number y)
{
    const long double sign = op == GT_MAXIMUM ? 1 : -1, re = sign * creall(x) - sign * creall(y);
    const bool none = isnan(creall(x)) || isnan(cimagl(x)), other = isnan(creall(y)) || isnan(cimagl(y));
    if (none || other) return none && !other;
    return re > 0 || (creall(x) == creall(y) && sign * cimagl(x) > sign * cimagl(y));
}

/* Extremes along an axis of a matrix, and where they lie. */
static void extremes_of(int32_t dtype, int32_t op, const gt_tensor *t, const void *x, int32_t axis, int64_t rows,
                        int64_t columns)
{
    const int64_t lines = axis == 1 ? rows : columns, length = axis == 1 ? columns : rows;
    const int64_t step = axis == 1 ? 1 : columns, next = axis == 1 ? columns : 1;
    gt_tensor *best = NULL, *place = NULL;
    must(gt_reduce(support_queue(), op, &best, t, &axis, 1, NULL));
    must(gt_arg_reduce(support_queue(), op, &place, t, &axis, 1, NULL));
    void *found = support_download(best, dtype, lines);
    int64_t *where = support_download(place, GT_I64, lines);
    for (int64_t l = 0; l < lines; l++) {
        int64_t want = 0;
        for (int64_t i = 1; i < length; i++)
            if (goes_before(op, number_read(dtype, x, l * next + i * step),
                            number_read(dtype, x, l * next + want * step)))
                want = i;
        const number wanted = number_read(dtype, x, l * next + want * step), got = number_read(dtype, found, l);
        const bool none = isnan(creall(wanted)) || isnan(cimagl(wanted));
        if (where[l] != want)
            support_wrong("line %d of axis %d: place %d, not %d", (int)l, axis, (int)where[l], (int)want);
        if (none ? !isnan(creall(got)) && !isnan(cimagl(got)) : got != wanted)
            support_wrong("line %d of axis %d: %s, not %s", (int)l, axis, number_show(got).s, number_show(wanted).s);
    }
    free(found);
    free(where);
    support_drop(&best);
    support_drop(&place);
}

/* Lines with equal real parts, with equal numbers, of -infinity alone, and with a NaN in one part. */
static void extremes(void **state)
{
    (void)state;
    enum { ROWS = 5, COLUMNS = 40000 };
    const int64_t shape[] = {ROWS, COLUMNS};
    EACH_DTYPE(dtype)
    {
        uint64_t random = 5;
        void *x = support_array(dtype, ROWS * COLUMNS);
        for (int64_t i = 0; i < ROWS * COLUMNS; i++) {
            const uint64_t bits = random_next(&random);
            number_write(dtype, x, i,
                         i / COLUMNS == 2 ? CMPLXL(-INFINITY, -INFINITY)
                                          : CMPLXL((long double)(bits % 5), (long double)(bits / 8 % 4000)));
        }
        number_write(dtype, x, 3 * COLUMNS + 777, CMPLXL(1, NAN));
        number_write(dtype, x, 3 * COLUMNS + 20000, CMPLXL(NAN, 1));
        number_write(dtype, x, 4 * COLUMNS + 39999, CMPLXL(-INFINITY, -7));
        gt_tensor *t = support_upload(dtype, 2, shape, x);
        for (int32_t axis = 0; axis < 2; axis++) {
            extremes_of(dtype, GT_MAXIMUM, t, x, axis, ROWS, COLUMNS);
            extremes_of(dtype, GT_MINIMUM, t, x, axis, ROWS, COLUMNS);
        }
        gt_tensor_free(t);
        free(x);
    }
    support_settle();
}

/* What moves elements looks at their size alone; 16 bytes is one that no integer has. */
static void movers(void **state)
{
    (void)state;
    const number x[] = {CMPLXL(0, 1), 0, CMPLXL(2, -1), CMPLXL(3, 5)}, y[] = {CMPLXL(-1, -1), CMPLXL(9, 0)};
    const int64_t two = 2;
    EACH_DTYPE(dtype)
    {
        gt_tensor *t = upload(dtype, x, 4), *values = upload(dtype, y, 2), *taken = NULL, *joined = NULL, *found = NULL;
        gt_tensor *places = support_values(GT_I64, 1, &two, LIST(3, 0));
        must(gt_take(support_queue(), &taken, t, places, 0));
        expect(taken, dtype, 2, (number[]){x[3], x[0]}, 0, "take");
        must(gt_concat(support_queue(), &joined, (const gt_tensor *[]){taken, values}, 2, 0));
        expect(joined, dtype, 4, (number[]){x[3], x[0], y[0], y[1]}, 0, "concat");
        must(gt_nonzero(support_queue(), &found, t, GT_FLAT));
        const int64_t three = 3;
        support_expect(found, GT_I64, 1, &three, LIST(0, 2, 3));
        must(gt_put(support_queue(), t, places, values, 0, 0));
        expect(t, dtype, 4, (number[]){y[1], x[1], x[2], y[0]}, 0, "put");
        must(gt_put(support_queue(), t, places, values, 0, GT_ADD));
        expect(t, dtype, 4, (number[]){18, x[1], x[2], CMPLXL(-2, -2)}, 0, "put with add");
        gt_tensor *const all[] = {t, values, taken, joined, found, places};
        for (int k = 0; k < 6; k++) gt_tensor_free(all[k]);
    }
    support_settle();
}

/* ---- scans ---- */

/* Along an axis, inclusive or not, either way: by sums and products of the host. */
static void one_scan(int32_t op, int32_t dtype, int32_t axis, int32_t flags)
{
    enum { ROWS = 3, COLUMNS = 700, COUNT = ROWS * COLUMNS };
    const int64_t shape[] = {ROWS, COLUMNS};
    const int lines = axis == 0 ? COLUMNS : ROWS, length = axis == 0 ? ROWS : COLUMNS, step = axis == 0 ? COLUMNS : 1;
    const gt_scan_opts opts = {.size = sizeof opts, .flags = flags};
    void *x = number_random(dtype, COUNT, op == GT_MULTIPLY ? 0 : 1, 5);
    gt_tensor *t = support_upload(dtype, 2, shape, x), *got = NULL;
    number *want = calloc(COUNT, sizeof *want);
    for (int line = 0; line < lines; line++) {
        number before = op == GT_MULTIPLY;
        for (int i = 0; i < length; i++) {
            const int k = flags & GT_REVERSE ? length - 1 - i : i;
            const int at = axis == 0 ? k * step + line : line * COLUMNS + k;
            const number after = number_row(op, (number[]){before, number_read(dtype, x, at)});
            want[at] = flags & GT_EXCLUSIVE ? before : after;
            before = after;
        }
    }
    must(gt_scan(support_queue(), op, &got, t, axis, &opts));
    expect(got, dtype, COUNT, want, 64 + 2 * length, "a scan");
    gt_tensor_free(t);
    gt_tensor_free(got);
    free(x);
    free(want);
}

static void scans(void **state)
{
    (void)state;
    EACH_DTYPE(dtype)
    {
        one_scan(GT_ADD, dtype, 1, 0);
        one_scan(GT_ADD, dtype, 1, GT_EXCLUSIVE | GT_REVERSE);
        one_scan(GT_ADD, dtype, 0, GT_REVERSE);
        one_scan(GT_MULTIPLY, dtype, 1, GT_EXCLUSIVE);
    }
    support_settle();
}

/* ---- expressions ---- */

static gt_arg called(const char *name, gt_arg arg)
{
    arg.name = name;
    return arg;
}

static void expect_same(gt_tensor *got, gt_tensor *want, int64_t count)
{
    const int32_t dtype = gt_tensor_dtype(want);
    const size_t bytes = (size_t)count * facts_of(dtype)->size;
    void *x = support_download(got, dtype, count), *y = support_download(want, dtype, count);
    if (memcmp(x, y, bytes) != 0) support_wrong("not the bits of %s one by one", facts_of(dtype)->name);
    free(x);
    free(y);
}

/* The operations of an expression one by one, and it: of what is real and what is complex; real parts and truths of it,
 * choices by it, a number and a scalar. */
static void fused_case(int32_t dtype)
{
    enum { ROWS = 3, COLUMNS = 277, COUNT = ROWS * COLUMNS, STEPS = 8 };
    const int64_t shape[] = {ROWS, COLUMNS}, row[] = {COLUMNS};
    const gt_arg turn = called("turn", gt_arg_scalar((gt_scalar){.dtype = GT_WEAK_COMPLEX, .re = 0.5, .im = -2}));
    const gt_arg one = gt_arg_scalar(gt_float(1));
    gt_queue *q = support_queue();
    void *some = number_random(dtype, COUNT, 1, 2), *others = number_random(dtype, COLUMNS, 1, 3);
    void *reals = support_random(GT_I16, COUNT, 4), *few = support_random(GT_BOOL, COUNT, 5);
    gt_tensor *z = support_tensor(LAYOUT_PERMUTED, dtype, 2, shape, some, NULL),
              *w = support_upload(dtype, 1, row, others),
              *i = support_tensor(LAYOUT_SLICED, GT_I16, 2, shape, reals, NULL),
              *x = support_upload(GT_BOOL, 2, shape, few), *t[STEPS] = {0}, *got[4] = {0};
    must(gt_apply(q, GT_MULTIPLY, &t[0], (gt_arg[]){gt_arg_tensor(z), turn}, 2));
    must(gt_apply(q, GT_ADD, &t[1], (gt_arg[]){gt_arg_tensor(t[0]), gt_arg_tensor(x)}, 2));
    must(gt_unary(q, GT_EXP, &t[2], t[1]));
    must(gt_unary(q, GT_ABS, &t[3], t[2]));
    must(gt_binary(q, GT_SUBTRACT, &t[4], t[3], i));
    must(gt_apply(q, GT_WHERE, &t[5], (gt_arg[]){gt_arg_tensor(w), gt_arg_tensor(t[2]), gt_arg_tensor(i)}, 3));
    must(gt_apply(q, GT_ADD, &t[6], (gt_arg[]){gt_arg_tensor(t[5]), one}, 2));
    must(gt_binary(q, GT_LOGICAL_AND, &t[7], z, i));
    const gt_arg args[] = {called("z", gt_arg_tensor(z)), called("w", gt_arg_tensor(w)), called("i", gt_arg_tensor(i)),
                           called("x", gt_arg_tensor(x)), turn};
    must(gt_eval_all(q, got, 4, "e = exp(z * turn + x); e; abs(e) - i; (w ? e : i) + (2 - 1); z && i", args, 5));
    static const int want[] = {2, 4, 6, 7};
    for (int k = 0; k < 4; k++) expect_same(got[k], t[want[k]], COUNT);
    gt_tensor *const all[] = {z, w, i, x, got[0], got[1], got[2], got[3]};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) gt_tensor_free(all[k]);
    for (int k = 0; k < STEPS; k++) gt_tensor_free(t[k]);
    void *const hosts[] = {some, others, reals, few};
    for (int k = 0; k < 4; k++) free(hosts[k]);
}

/* Numbers among themselves, by C's arithmetic. */
static void fused_numbers(void)
{
    const int64_t two = 2;
    const number up = CMPLXL(1, 2), down = CMPLXL(1, -4);
    const gt_scalar a = {.dtype = GT_WEAK_COMPLEX, .re = 1, .im = 2}, b = {.dtype = GT_WEAK_COMPLEX, .re = 1, .im = -4};
    gt_tensor *x = support_values(GT_F32, 1, &two, LIST(1, 2)), *got = NULL;
    const gt_arg args[] = {called("x", gt_arg_tensor(x)), called("a", gt_arg_scalar(a)), called("b", gt_arg_scalar(b)),
                           called("c", gt_arg_scalar((gt_scalar){.dtype = GT_C64, .im = 2}))};
    must(gt_eval(support_queue(), &got, "(a * (3 - 2) / b - a * a + -b) * x - c", args, 4));
    const number factor = up / down - up * up - down;
    expect(got, GT_C64, 2, (number[]){factor - CMPLXL(0, 2), 2 * factor - CMPLXL(0, 2)}, 1, "numbers alone");
    const gt_arg zeros[] = {args[0], args[1], called("z", gt_arg_scalar(gt_float(-0.0)))};
    must(gt_eval(support_queue(), &got, "x * 0 + a / z", zeros, 3)); /* as gt_apply divides by it */
    expect(got, GT_C64, 2, (number[]){CMPLXL(-INFINITY, -INFINITY), CMPLXL(-INFINITY, -INFINITY)}, 0, "by zero");
    gt_tensor_free(x);
    gt_tensor_free(got);
}

static void expressions(void **state)
{
    (void)state;
    EACH_DTYPE(dtype) fused_case(dtype);
    fused_numbers();
    support_settle();
}

/* ---- kernels of the program's own ---- */

/* A view, a pointer and a scalar. */
static void own_kernel(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "kernel void f(global const float2 *x, long x0, global float2 *y, float2 a)"
        "{ long i = get_global_id(0); y[i] = x[x0 + 2 * i].yx + a; }",
        "#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n"
        "kernel void f(global const double2 *x, long x0, global double2 *y, double2 a)"
        "{ long i = get_global_id(0); y[i] = x[x0 + 2 * i].yx + a; }"};
    const int64_t two = 2;
    EACH_DTYPE(dtype)
    {
        gt_kernel *kernel = NULL;
        gt_tensor *x = upload(dtype, (number[]){1, CMPLXL(2, 3), 4, CMPLXL(5, -6)}, 4), *view = NULL, *y = NULL;
        must(gt_tensor_slice(&view, x, &(gt_slice){1, 4, 2, 0, 0}, 1));
        must(gt_tensor_create(support_queue(), &y, dtype, 1, &two, 0));
        must(gt_kernel_create(&kernel, support_context(), sources[dtype == GT_C128], "f", NULL));
        const gt_kernel_arg args[] = {{.kind = GT_ARG_TENSOR, .flags = GT_READ_ONLY, .tensor = view},
                                      {.kind = GT_ARG_POINTER, .tensor = y},
                                      {.kind = GT_ARG_SCALAR, .scalar = {.dtype = dtype, .re = 10, .im = 0.5}}};
        must(gt_kernel_run(support_queue(), kernel, args, 3, 1, &two, NULL));
        expect(y, dtype, 2, (number[]){CMPLXL(13, 2.5L), CMPLXL(4, 5.5L)}, 0, "a kernel");
        gt_tensor *const all[] = {x, view, y};
        for (int k = 0; k < 3; k++) gt_tensor_free(all[k]);
        gt_kernel_free(kernel);
    }
    support_settle();
}

/* ---- refusals ---- */

static void refusals(void **state)
{
    (void)state;
    const int64_t two = 2;
    gt_queue *q = support_queue();
    gt_tensor *t = upload(GT_C64, (number[]){1, CMPLXL(0, 1)}, 2), *none = NULL, *more = NULL;
    gt_tensor *real = support_values(GT_F32, 1, &two, LIST(1, 2)),
              *places = support_values(GT_I64, 1, &two, LIST(0, 1));
    static const int32_t rows[] = {GT_LESS, GT_MAXIMUM, GT_FLOOR_DIVIDE, GT_BITWISE_AND, GT_ATAN2};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) must_be(GT_E_DTYPE, gt_binary(q, rows[i], &none, t, t));
    must_be(GT_E_DTYPE, gt_unary(q, GT_FLOOR, &none, t));
    must_be(GT_E_DTYPE, gt_unary(q, GT_ERF, &none, t));
    must_be(GT_E_DTYPE, gt_binary(q, GT_ADD, &real, t, t));
    must_be(GT_E_DTYPE,
            gt_reduce(q, GT_MAXIMUM, &none, t, NULL, 0, &(gt_reduce_opts){sizeof(gt_reduce_opts), GT_F32, 0, 0}));
    must_be(GT_E_DTYPE,
            gt_reduce(q, GT_ADD, &none, t, NULL, 0, &(gt_reduce_opts){sizeof(gt_reduce_opts), GT_F32, 0, 0}));
    must_be(GT_E_DTYPE, gt_moments(q, &none, &more, t, NULL, 0, 0, NULL));
    must_be(GT_E_DTYPE, gt_histogram(q, &none, t, real, NULL, 0));
    must_be(GT_E_DTYPE, gt_softmax(q, GT_SOFTMAX, &none, t, 0, NULL));
    must_be(GT_E_DTYPE, gt_put(q, real, places, t, 0, 0));
    must_be(GT_E_DTYPE, gt_put(q, t, places, t, 0, GT_MAXIMUM));
    must_be(GT_E_DTYPE, gt_select_put(q, real, places, t));
    must_be(GT_E_DTYPE, gt_eval(q, &none, "x > 1", &(gt_arg){.name = "x", .tensor = t}, 1));
    must_be(GT_E_DTYPE, gt_eval(q, &real, "x + 1", &(gt_arg){.name = "x", .tensor = t}, 1));
    must_be(GT_E_DTYPE, gt_random(q, &none, GT_C64, 1, &two, GT_RANDOM_UNIFORM, NULL));
    assert_null(none);
    assert_null(more);
    if (gt_context_supports(support_context(), GT_F64) == GT_SUPPORT_NONE) {
        must_be(GT_E_MISSING_DTYPE, gt_copy(q, &none, t, GT_C128));
        must_be(GT_E_MISSING_DTYPE, gt_tensor_create(q, &none, GT_C128, 1, &two, 0));
    }
    support_expect(real, GT_F32, 1, &two, LIST(1, 2));
    gt_tensor *const all[] = {t, real, places};
    for (int k = 0; k < 3; k++) gt_tensor_free(all[k]);
}

int main(void)
{
    sweep_begin(NULL);
    leaks_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_layout), cmocka_unit_test(transposed),      cmocka_unit_test(casts),
        cmocka_unit_test(real_results), cmocka_unit_test(parts_are_views), cmocka_unit_test(scalars),
        cmocka_unit_test(reductions),   cmocka_unit_test(extremes),        cmocka_unit_test(movers),
        cmocka_unit_test(scans),        cmocka_unit_test(expressions),     cmocka_unit_test(own_kernel),
        cmocka_unit_test(refusals),     cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}
