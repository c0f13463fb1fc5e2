/* Tensors and views: every view function against a reference that lists where in memory each element lies. */
#include "support/support.h"
#include "support/leaks.h"
#include "tensor/handle.h"

/* A view as a list: at[i] is the memory element of its i-th element in row-major order. */
enum { MOST = 4096 };
typedef struct list {
    int32_t rank;
    int64_t shape[GT_MAX_RANK];
    int64_t at[MOST];
} list;

static int64_t count_of(const list *l)
{
    int64_t count = 1;
    for (int32_t k = 0; k < l->rank; k++) count *= l->shape[k];
    return count;
}

/* The row-major index as one index per axis. */
static void split(const list *l, int64_t index, int64_t *axes)
{
    for (int32_t k = l->rank - 1; k >= 0; k--) {
        axes[k] = index % l->shape[k];
        index /= l->shape[k];
    }
}

static int64_t join(const list *l, const int64_t *axes)
{
    int64_t index = 0;
    for (int32_t k = 0; k < l->rank; k++) index = index * l->shape[k] + axes[k];
    return index;
}

static gt_tensor_desc describe(const gt_tensor *t)
{
    gt_tensor_desc desc = {.size = sizeof desc};
    must(gt_tensor_describe(t, &desc));
    return desc;
}

static void compare(const gt_tensor *t, const list *want)
{
    gt_tensor_desc desc = describe(t);
    int64_t count = count_of(want), axes[GT_MAX_RANK];
    bool contiguous = true;
    assert_int_equal(desc.rank, want->rank);
    assert_int_equal(desc.count, count);
    for (int32_t k = 0; k < want->rank; k++) assert_int_equal(desc.shape[k], want->shape[k]);
    for (int64_t i = 0; i < count; i++) {
        int64_t at = desc.offset;
        split(want, i, axes);
        for (int32_t k = 0; k < want->rank; k++) at += axes[k] * desc.strides[k];
        assert_int_equal(at, want->at[i]);
        contiguous = contiguous && want->at[i] == want->at[0] + i;
    }
    assert_int_equal(desc.contiguous, contiguous);
}

/* ---- Reference operations ---------------------------------------------------------------------------------------- */

/* The indices of an axis that Python's start:stop:step takes, by the notes of "Common Sequence Operations": those
 * beyond the ends count as the ends, negative ones from the end; then start + n * step while that is before stop.
 * Returns how many there are. */
static int64_t python_range(const gt_slice *s, int64_t size, int64_t *indices)
{
    int64_t n = 0;
    wide step = s->step, first = s->start, end = s->stop;
    wide lowest = step > 0 ? 0 : -1, highest = step > 0 ? size : size - 1;
    if (first < 0) first += size;
    if (end < 0) end += size;
    if (first < lowest) first = lowest;
    if (first > highest) first = highest;
    if (end < lowest) end = lowest;
    if (end > highest) end = highest;
    if (s->flags & GT_SLICE_OPEN_START) first = step > 0 ? 0 : size - 1;
    if (s->flags & GT_SLICE_OPEN_STOP) end = step > 0 ? size : -1;
    for (wide x = first; step > 0 ? x < end : x > end; x += step) indices[n++] = (int64_t)x;
    return n;
}

/* What a slice takes of each axis; false where it is an index out of range. */
static bool slice_list(list *out, const list *in, const gt_slice *slices, int32_t n)
{
    static int64_t taken[GT_MAX_RANK][MOST];
    int32_t axis_of[GT_MAX_RANK];
    int64_t from[GT_MAX_RANK], to[GT_MAX_RANK];
    out->rank = 0;
    for (int32_t k = 0; k < in->rank; k++) {
        const gt_slice *s = k < n ? &slices[k] : NULL;
        int64_t size = in->shape[k];
        if (s && s->flags & GT_SLICE_INDEX) {
            taken[k][0] = s->start < 0 ? s->start + size : s->start;
            if (taken[k][0] < 0 || taken[k][0] >= size) return false;
            continue;
        }
        int64_t many = size;
        for (int64_t i = 0; i < size; i++) taken[k][i] = i;
        if (s && s->step != 0) many = python_range(s, size, taken[k]);
        axis_of[out->rank] = k;
        out->shape[out->rank++] = many;
    }
    for (int64_t i = 0; i < count_of(out); i++) {
        split(out, i, to);
        for (int32_t k = 0; k < in->rank; k++) from[k] = taken[k][0];
        for (int32_t k = 0; k < out->rank; k++) from[axis_of[k]] = taken[axis_of[k]][to[k]];
        out->at[i] = in->at[join(in, from)];
    }
    return true;
}

static void permute_list(list *out, const list *in, const int32_t *axes)
{
    int64_t from[GT_MAX_RANK], to[GT_MAX_RANK];
    out->rank = in->rank;
    for (int32_t k = 0; k < in->rank; k++) out->shape[k] = in->shape[axes[k]];
    for (int64_t i = 0; i < count_of(out); i++) {
        split(out, i, to);
        for (int32_t k = 0; k < in->rank; k++) from[axes[k]] = to[k];
        out->at[i] = in->at[join(in, from)];
    }
}

static void broadcast_list(list *out, const list *in, int32_t rank, const int64_t *shape)
{
    int64_t from[GT_MAX_RANK], to[GT_MAX_RANK];
    out->rank = rank;
    memcpy(out->shape, shape, (size_t)rank * sizeof *shape);
    for (int64_t i = 0; i < count_of(out); i++) {
        split(out, i, to);
        for (int32_t k = 0; k < in->rank; k++) from[k] = in->shape[k] == 1 ? 0 : to[k + rank - in->rank];
        out->at[i] = in->at[join(in, from)];
    }
}

/* Whether any strides at all give the elements in this shape. */
static bool has_strides(const list *l)
{
    int64_t axes[GT_MAX_RANK], stride[GT_MAX_RANK] = {0};
    for (int32_t k = 0; k < l->rank; k++) {
        memset(axes, 0, sizeof axes);
        axes[k] = 1;
        if (l->shape[k] > 1) stride[k] = l->at[join(l, axes)] - l->at[0];
    }
    for (int64_t i = 0; i < count_of(l); i++) {
        int64_t at = l->at[0];
        split(l, i, axes);
        for (int32_t k = 0; k < l->rank; k++) at += axes[k] * stride[k];
        if (at != l->at[i]) return false;
    }
    return true;
}

/* ---- Random steps ------------------------------------------------------------------------------------------------ */

static int64_t below(uint64_t *seed, int64_t n)
{
    return (int64_t)(random_next(seed) % (uint64_t)n);
}

static gt_slice random_slice(uint64_t *seed, int64_t size)
{
    static const int64_t extremes[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX, INT64_MAX - 1};
    static const int64_t steps[] = {1, -1, 2, -2, 3, -3, 7, INT64_MAX, INT64_MIN, INT64_MIN + 1, 0};
    gt_slice s = {.step = steps[below(seed, below(seed, 3) ? 6 : 11)]};
    s.start = below(seed, 2 * size + 5) - size - 2;
    s.stop = below(seed, 2 * size + 5) - size - 2;
    if (below(seed, 12) == 0) s.start = extremes[below(seed, 4)];
    if (below(seed, 12) == 0) s.stop = extremes[below(seed, 4)];
    if (below(seed, 4) == 0) s.flags |= GT_SLICE_OPEN_START;
    if (below(seed, 4) == 0) s.flags |= GT_SLICE_OPEN_STOP;
    if (below(seed, 6) == 0) s.flags = GT_SLICE_INDEX;
    return s;
}

/* Each step makes a view of t and the same of its list, or checks that it is refused. Returns the view or NULL. */
static gt_tensor *slice_step(uint64_t *seed, const gt_tensor *t, const list *in, list *out)
{
    gt_slice slices[GT_MAX_RANK];
    gt_tensor *view = NULL;
    int32_t n = (int32_t)below(seed, in->rank + 1);
    for (int32_t k = 0; k < n; k++) slices[k] = random_slice(seed, in->shape[k]);
    if (slice_list(out, in, slices, n)) {
        must(gt_tensor_slice(&view, t, slices, n));
        return view;
    }
    view = (gt_tensor *)&view;
    must_be(GT_E_INDEX, gt_tensor_slice(&view, t, slices, n));
    assert_null(view);
    return NULL;
}

static gt_tensor *permute_step(uint64_t *seed, const gt_tensor *t, const list *in, list *out)
{
    int32_t axes[GT_MAX_RANK], given[GT_MAX_RANK];
    gt_tensor *view = NULL;
    bool reverse = below(seed, 4) == 0;
    for (int32_t k = 0; k < in->rank; k++) axes[k] = reverse ? in->rank - 1 - k : k;
    for (int32_t k = in->rank - 1; k > 0 && !reverse; k--) {
        int32_t other = (int32_t)below(seed, k + 1), held = axes[k];
        axes[k] = axes[other];
        axes[other] = held;
    }
    for (int32_t k = 0; k < in->rank; k++) given[k] = below(seed, 2) ? axes[k] : axes[k] - in->rank;
    permute_list(out, in, axes);
    must(gt_tensor_permute(&view, t, reverse ? NULL : given, in->rank));
    return view;
}

static gt_tensor *broadcast_step(uint64_t *seed, const gt_tensor *t, const list *in, list *out)
{
    int64_t shape[GT_MAX_RANK], count = count_of(in);
    int32_t added = in->rank < GT_MAX_RANK ? (int32_t)below(seed, 2) : 0;
    gt_tensor *view = NULL;
    for (int32_t k = 0; k < in->rank + added; k++) {
        int64_t old = k < added ? 1 : in->shape[k - added];
        shape[k] = old == 1 && below(seed, 2) && count * 3 <= MOST ? below(seed, 4) : old;
        count = count * shape[k] / (old ? old : 1);
    }
    broadcast_list(out, in, in->rank + added, shape);
    must(gt_tensor_broadcast(&view, t, in->rank + added, shape));
    return view;
}

/* A random shape of `count` elements. */
static int32_t random_factors(uint64_t *seed, int64_t count, int64_t *shape)
{
    int32_t rank = 0;
    int64_t left = count;
    while (left > 1 && rank < GT_MAX_RANK - 3) {
        int64_t factor = 2 + below(seed, 5);
        if (below(seed, 5) == 0) shape[rank++] = 1;
        if (left % factor) factor = left;
        if (below(seed, 4) == 0 && left % (factor * 2) == 0) factor *= 2;
        shape[rank++] = factor;
        left /= factor;
    }
    if (rank && below(seed, 4) == 0) shape[rank++] = 1;
    if (count == 0) {
        rank = 1 + (int32_t)below(seed, 3);
        for (int32_t k = 0; k < rank; k++) shape[k] = below(seed, 3);
        shape[below(seed, rank)] = 0;
    }
    return rank;
}

static gt_tensor *reshape_step(uint64_t *seed, const gt_tensor *t, const list *in, list *out)
{
    int64_t given[GT_MAX_RANK];
    gt_tensor *view = NULL;
    *out = *in;
    out->rank = random_factors(seed, count_of(in), out->shape);
    memcpy(given, out->shape, sizeof given);
    if (out->rank > 0 && count_of(in) > 0 && below(seed, 2)) given[below(seed, out->rank)] = -1;
    if (has_strides(out)) {
        must(gt_tensor_reshape(&view, t, out->rank, given));
        return view;
    }
    view = (gt_tensor *)&view;
    must_be(GT_E_UNSUPPORTED, gt_tensor_reshape(&view, t, out->rank, given));
    assert_null(view);
    return NULL;
}

typedef gt_tensor *step(uint64_t *seed, const gt_tensor *t, const list *in, list *out);

/* A chain of views, starting at a tensor of a random shape. */
static void random_chain(uint64_t seed, int32_t rank, const int64_t *shape, step *const *steps, int32_t n_steps)
{
    static list now, next;
    gt_tensor *t = NULL;
    must(gt_tensor_create(support_queue(), &t, GT_U8, rank, shape, GT_UNINITIALISED));
    now.rank = rank;
    memcpy(now.shape, shape, (size_t)rank * sizeof *shape);
    for (int64_t i = 0; i < count_of(&now); i++) now.at[i] = i;
    compare(t, &now);
    for (int32_t i = 0; i < 5; i++) {
        gt_tensor *view = steps[below(&seed, n_steps)](&seed, t, &now, &next);
        if (!view) continue;
        compare(view, &next);
        support_drop(&t);
        t = view;
        now = next;
    }
    support_drop(&t);
}

static int32_t random_shape(uint64_t *seed, int32_t rank, int64_t *shape)
{
    int64_t count = 1;
    for (int32_t k = 0; k < rank; k++) {
        int64_t most = rank > 6 ? 3 : rank > 3 ? 5 : 9;
        shape[k] = below(seed, 25) == 0 ? 0 : 1 + below(seed, most);
        if (count * shape[k] > MOST / 4) shape[k] = 1;
        count *= shape[k];
    }
    return rank;
}

static void chains(int rounds, step *const *steps, int32_t n_steps)
{
    for (uint64_t seed = 1; seed <= (uint64_t)rounds; seed++) {
        uint64_t random = seed * 1000003;
        int64_t shape[GT_MAX_RANK];
        int32_t rank = random_shape(&random, (int32_t)(seed % (GT_MAX_RANK + 1)), shape);
        random_chain(random, rank, shape, steps, n_steps);
    }
}

static void slices(void **state)
{
    (void)state;
    step *const only[] = {slice_step};
    chains(3000, only, 1);
}

static void permutations(void **state)
{
    (void)state;
    step *const only[] = {permute_step};
    chains(500, only, 1);
}

static void mixed_views(void **state)
{
    (void)state;
    step *const all[] = {slice_step, permute_step, broadcast_step, reshape_step, reshape_step};
    chains(6000, all, 5);
}

/* Every start, stop and step around short axes. */
static void every_short_slice(void **state)
{
    (void)state;
    static list in, want;
    for (int64_t size = 0; size < 5; size++) {
        gt_tensor *t = NULL;
        must(gt_tensor_create(support_queue(), &t, GT_I16, 1, &size, 0));
        in.rank = 1;
        in.shape[0] = size;
        for (int64_t i = 0; i < size; i++) in.at[i] = i;
        for (int i = 0; i < 11 * 11 * 9 * 4; i++) {
            gt_slice s = {i % 11 - 5, i / 11 % 11 - 5, i / 121 % 9 - 4, i / 1089 * GT_SLICE_OPEN_START, 0};
            gt_tensor *view = NULL;
            slice_list(&want, &in, &s, 1);
            must(gt_tensor_slice(&view, t, &s, 1));
            compare(view, &want);
            support_drop(&view);
        }
        support_drop(&t);
    }
}

/* ---- Particular cases -------------------------------------------------------------------------------------------- */

static void accessors(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 0, 5};
    gt_tensor *t = NULL;
    must(gt_tensor_create(support_queue(), &t, GT_BF16, 3, shape, 0));
    assert_int_equal(gt_tensor_dtype(t), GT_BF16);
    assert_int_equal(gt_tensor_rank(t), 3);
    assert_int_equal(gt_tensor_count(t), 0);
    const int64_t want[] = {0, 2, 0, 5, 2, 0, 5, 0};
    for (int32_t axis = -4; axis < 4; axis++) assert_int_equal(gt_tensor_dim(t, axis), want[axis + 4]);
    assert_int_equal(gt_tensor_dim(t, INT32_MIN) + gt_tensor_dim(t, INT32_MAX), 0);
    assert_int_equal(gt_tensor_dtype(NULL) + gt_tensor_rank(NULL), 0);
    assert_int_equal(gt_tensor_count(NULL) + gt_tensor_dim(NULL, 0), 0);
    support_drop(&t);
}

static void descriptions(void **state)
{
    (void)state;
    const int64_t shape[] = {3, 4};
    const gt_slice part[] = {{1, 0, 1, GT_SLICE_OPEN_STOP, 0}, {0, 0, -2, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0}};
    gt_tensor *t = NULL, *view = NULL;
    struct {
        gt_tensor_desc known;
        unsigned char tail[16];
    } longer;
    must(gt_tensor_create(support_queue(), &t, GT_I32, 2, shape, 0));
    must(gt_tensor_slice(&view, t, part, 2));
    memset(&longer, 0xa5, sizeof longer);
    longer.known.size = sizeof longer;
    must(gt_tensor_describe(view, &longer.known));
    assert_int_equal(longer.tail[0], 0xa5);
    gt_tensor_desc want = {.size = sizeof longer, .dtype = GT_I32, .rank = 2, .count = 4, .offset = 7};
    want.shape[0] = want.shape[1] = 2;
    want.strides[0] = 4;
    want.strides[1] = -2;
    want.context = support_context();
    assert_memory_equal(&longer.known, &want, sizeof want);
    longer.known.size = sizeof want - 8;
    must_be(GT_E_ARGUMENT, gt_tensor_describe(view, &longer.known));
    support_drop(&t);
    support_drop(&view);
}

static void most_axes(void **state)
{
    (void)state;
    int64_t shape[GT_MAX_RANK], flat[] = {-1}, back[GT_MAX_RANK];
    gt_tensor *t = NULL, *turned = NULL, *line = NULL, *again = NULL;
    for (int k = 0; k < GT_MAX_RANK; k++) shape[k] = back[k] = k % 5 == 0 ? 2 : 1;
    must(gt_tensor_create(support_queue(), &t, GT_F32, GT_MAX_RANK, shape, 0));
    must(gt_tensor_permute(&turned, t, NULL, 0));
    for (int k = 0; k < GT_MAX_RANK; k++) assert_int_equal(gt_tensor_dim(turned, k), shape[GT_MAX_RANK - 1 - k]);
    must(gt_tensor_reshape(&line, t, 1, flat));
    assert_int_equal(gt_tensor_dim(line, 0), 128);
    back[7] = -1;
    must(gt_tensor_reshape(&again, line, GT_MAX_RANK, back));
    for (int k = 0; k < GT_MAX_RANK; k++) assert_int_equal(gt_tensor_dim(again, k), shape[k]);
    support_drop(&t);
    support_drop(&turned);
    support_drop(&line);
    support_drop(&again);
}

static void zeros(void **state)
{
    (void)state;
    for (int k = 0; k < DTYPE_COUNT; k++) {
        const dtype_facts *d = &all_dtypes[k];
        if (gt_context_supports(support_context(), d->dtype) == GT_SUPPORT_NONE) continue;
        const int64_t shape[] = {7, 11};
        unsigned char host[77 * 8], none[77 * 8] = {0};
        size_t bytes = 77 * d->size;
        gt_tensor *dirty = NULL, *t = NULL;
        const gt_scalar one = {.dtype = GT_WEAK_INT, .i = 1};
        must(gt_fill(support_queue(), &dirty, d->dtype, 2, shape, &one));
        support_drop(&dirty); /* its memory comes again */
        must(gt_tensor_create(support_queue(), &t, d->dtype, 2, shape, 0));
        must(gt_download(support_queue(), host, bytes, t));
        assert_memory_equal(host, none, bytes);
        support_drop(&t);
    }
}

/* Views count elements in 64 bits; only the ends of a huge view are looked at. */
static void huge_broadcast(void **state)
{
    (void)state;
    const double seven = 7;
    const int64_t shape[] = {3000000000, 5000000, 100};
    gt_tensor *one = support_values(GT_U8, 0, NULL, &seven), *all = NULL, *part = NULL;
    must(gt_tensor_broadcast(&all, one, 3, shape));
    assert_true(gt_tensor_count(all) == 3000000000 * 5000000 * 100);
    assert_int_equal(describe(all).contiguous, 0);
    const gt_slice ends[] = {{-3, 0, 1, GT_SLICE_OPEN_STOP, 0},
                             {4999999, 0, -2000000, GT_SLICE_OPEN_STOP, 0},
                             {99, 0, 0, GT_SLICE_INDEX, 0}};
    const int64_t left[] = {3, 3};
    const double sevens[] = {7, 7, 7, 7, 7, 7, 7, 7, 7};
    must(gt_tensor_slice(&part, all, ends, 3));
    support_expect(part, GT_U8, 2, left, sevens);
    assert_int_equal(describe(part).offset, 0);
    support_drop(&one);
    support_drop(&all);
    support_drop(&part);
}

/* Offsets beyond 2^31, in a view of memory that is not there and that nothing touches. */
static void huge_offsets(void **state)
{
    (void)state;
    const gt__shape shape = {2, {4, 600000000}};
    const int64_t strides[] = {600000000, 1}, flat[] = {-1};
    const double one = 1;
    gt_tensor *base = support_values(GT_I8, 0, NULL, &one), *t = NULL, *part = NULL, *turned = NULL, *line = NULL;
    must(gt__tensor_view(&t, &(gt__call){.name = "test"}, base, &shape, strides, 0));
    const gt_slice last[] = {{-1, 0, 0, GT_SLICE_INDEX, 0}, {599999999, 0, -299999999, GT_SLICE_OPEN_STOP, 0}};
    must(gt_tensor_slice(&part, t, last, 2));
    gt_tensor_desc desc = describe(part);
    assert_true(desc.offset == 2399999999);
    assert_int_equal(desc.rank, 1);
    assert_int_equal(desc.shape[0], 3);
    assert_int_equal(desc.strides[0], -299999999);
    must(gt_tensor_permute(&turned, t, NULL, 0));
    assert_int_equal(describe(turned).strides[1], 600000000);
    must(gt_tensor_reshape(&line, t, 1, flat));
    assert_true(gt_tensor_dim(line, 0) == 2400000000);
    const gt_slice end = {-1, INT64_MIN, -2399999999, 0, 0};
    support_drop(&part);
    must(gt_tensor_slice(&part, line, &end, 1));
    desc = describe(part);
    assert_true(desc.offset == 2399999999 && desc.shape[0] == 2 && desc.strides[0] == -2399999999);
    support_drop(&base);
    support_drop(&t);
    support_drop(&part);
    support_drop(&turned);
    support_drop(&line);
}

static void refused_shapes(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3, 4};
    gt_tensor *t = NULL, *out = NULL;
    must(gt_tensor_create(support_queue(), &t, GT_F32, 3, shape, 0));
    static const struct {
        int32_t status, rank;
        int64_t shape[4];
    } rows[] = {{GT_E_SHAPE, 2, {5, 5}},    {GT_E_SHAPE, 2, {-1, -1}}, {GT_E_SHAPE, 2, {-1, 5}},
                {GT_E_SHAPE, 2, {-2, -12}}, {GT_E_SHAPE, 2, {-1, 0}},  {GT_E_SHAPE, 3, {-1, INT64_MAX, INT64_MAX}},
                {GT_E_SHAPE, 1, {23}},      {GT_E_SHAPE, 0, {0}},      {GT_E_SHAPE, 3, {INT64_MAX, 2, 12}},
                {GT_E_SHAPE, 2, {-1, -24}}, {GT_E_SHAPE, 2, {0, -1}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        must_be(rows[i].status, gt_tensor_reshape(&out, t, rows[i].rank, rows[i].shape));
        assert_null(out);
    }
    const int64_t wide_shape[] = {2, 3, 8}, low[] = {3, 4}, misaligned[] = {2, 3, 4, 1};
    must_be(GT_E_SHAPE, gt_tensor_broadcast(&out, t, 3, wide_shape));
    must_be(GT_E_SHAPE, gt_tensor_broadcast(&out, t, 2, low));
    must_be(GT_E_SHAPE, gt_tensor_broadcast(&out, t, 4, misaligned));
    assert_null(out);
    support_drop(&t);
}

/* Axes so long that offsets and strides would overflow, of tensors without an element. */
static void huge_and_empty(void **state)
{
    (void)state;
    static const int64_t shapes[][3] = {
        {1ll << 62, 8, 0}, {0, 1ll << 62, 4}, {1ll << 62, 0, 1ll << 62}, {INT64_MAX, INT64_MAX, 0}};
    for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
        gt_tensor *t = NULL, *view = NULL, *more = NULL;
        must(gt_tensor_create(support_queue(), &t, GT_F32, 3, shapes[k], 0));
        for (int axis = 0; axis < 3; axis++) {
            const int64_t size = shapes[k][axis];
            const gt_slice rows[] = {{-1, 0, 0, GT_SLICE_INDEX, 0},
                                     {-1, 0, -1, GT_SLICE_OPEN_STOP, 0},
                                     {0, 0, 1ll << 61, GT_SLICE_OPEN_STOP, 0},
                                     {-2, 0, -(1ll << 61), GT_SLICE_OPEN_STOP, 0}};
            for (size_t i = size == 0; i < sizeof rows / sizeof *rows; i++) {
                gt_slice slices[3] = {{0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}};
                slices[axis] = rows[i];
                must(gt_tensor_slice(&view, t, slices, 3));
                assert_int_equal(gt_tensor_count(view), 0);
                must(gt_tensor_slice(&more, view, slices, gt_tensor_rank(view) == 3 ? 3 : 0));
                support_drop(&more);
                must(gt_tensor_permute(&more, view, NULL, 0));
                support_drop(&view);
                must(gt_copy(support_queue(), &view, more, 0));
                support_drop(&view);
                must(gt_binary(support_queue(), GT_ADD, &view, more, more));
                support_drop(&view);
                must(gt_tensor_reshape(&view, more, 2, (const int64_t[]){INT64_MAX, 0}));
                support_drop(&more);
                must(gt_tensor_broadcast(&more, view, 3, (const int64_t[]){1ll << 62, INT64_MAX, 0}));
                support_drop(&more);
                support_drop(&view);
            }
        }
        support_drop(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices),         cmocka_unit_test(permutations),
        cmocka_unit_test(mixed_views),    cmocka_unit_test(every_short_slice),
        cmocka_unit_test(accessors),      cmocka_unit_test(descriptions),
        cmocka_unit_test(most_axes),      cmocka_unit_test(zeros),
        cmocka_unit_test(huge_broadcast), cmocka_unit_test(huge_offsets),
        cmocka_unit_test(refused_shapes), cmocka_unit_test(huge_and_empty),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
