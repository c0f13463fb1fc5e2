/* gt_random: known answers, every number against formulas in long double, the same bits whatever the device, form and
 * split, and statistics of many. */
#include "support/support.h"
#include <math.h>

/* ---- What must come out ------------------------------------------------------------------------------------------ */

typedef struct block {
    uint32_t w[4];
} block;

/* The block of a counter of 128 bits. */
static block philox(uint64_t seed, uwide counter)
{
    uint32_t k[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    block x = {{(uint32_t)counter, (uint32_t)(counter >> 32), (uint32_t)(counter >> 64), (uint32_t)(counter >> 96)}};
    for (int round = 0; round < 10; round++) {
        const uint64_t first = (uint64_t)x.w[0] * 3528531795u, third = (uint64_t)x.w[2] * 3449720151u;
        x = (block){{(uint32_t)(third >> 32) ^ x.w[1] ^ k[0], (uint32_t)third, (uint32_t)(first >> 32) ^ x.w[3] ^ k[1],
                     (uint32_t)first}};
        k[0] += 2654435769u; /* golden ratio */
        k[1] += 3144134277u; /* sqrt(3) - 1 */
    }
    return x;
}

static uwide counter_of(const gt_random_opts *o)
{
    return (uwide)o->counter[1] << 64 | o->counter[0];
}

/* The word, of 32 or 64 bits, of element number n, and the one drawn after it. */
static uint64_t word_of(const gt_random_opts *o, int bits, uint64_t n, int again)
{
    const unsigned each = 128 / (unsigned)bits, lane = (unsigned)(n % each);
    const block x = philox(o->seed, counter_of(o) + n / each + ((uwide)again << 112));
    return each == 4 ? x.w[lane] : x.w[2 * lane] | (uint64_t)x.w[2 * lane + 1] << 32;
}

/* u of -log(u): the word, at least 1, cut to the digits computed with. */
static long double logarithm_of(uint64_t word, int bits)
{
    const int digits = bits == 32 ? 24 : 53;
    const uint64_t kept = word >> digits ? word >> (bits - digits) << (bits - digits) : word ? word : 1;
    return -logl(ldexpl((long double)kept, -bits));
}

static long double normal_of(const gt_random_opts *o, int bits, uint64_t n)
{
    const uint64_t u = word_of(o, bits, n & ~(uint64_t)1, 0), v = word_of(o, bits, n | 1, 0);
    const int digits = bits == 32 ? 24 : 53;
    const int64_t angle = bits == 32 ? (int32_t)((uint32_t)v << 2) >> 8 : (int64_t)(v << 2) >> 11;
    const long double a = ldexpl((long double)angle + 0.5L, -digits) * acosl(0), r = sqrtl(2 * logarithm_of(u, bits));
    const bool turned = v >> (bits - 1) & 1, back = v >> (bits - 2) & 1;
    return (back ? -r : r) * (turned == ((n & 1) == 0) ? sinl(a) : cosl(a));
}

static wide integer_of(const gt_random_opts *o, int32_t dtype, uint64_t n)
{
    const wide whole = (wide)1 << facts_of(dtype)->bits;
    const wide range = o->range ? (wide)o->range : whole;
    const int bits = range > (wide)1 << 32 ? 64 : 32;
    const uwide words = (uwide)1 << bits, odd = words % (uwide)range;
    for (int again = 0;; again++) {
        const uwide product = (uwide)word_of(o, bits, n, again) * (uwide)range;
        if (product % words < odd) continue;
        wide result = (facts_of(dtype)->is_signed ? (wide)o->low : (wide)(uint64_t)o->low) + (wide)(product / words);
        return result > integer_max(dtype) ? result - whole : result;
    }
}

static bool coin_of(const gt_random_opts *o, uint64_t n)
{
    const uwide word = (uwide)word_of(o, 32, n, 0) << 32 | word_of(o, 32, n, 1);
    return word < (uwide)ldexpl((long double)o->probability, 64);
}

/* What is judged: numbers got, the first of which is number o->first. */
typedef struct run {
    int32_t distribution, dtype;
    gt_random_opts o;
    const char *name;
} run;

static void judge_float(const run *r, int64_t i, long double got)
{
    const uint64_t n = r->o.first + (uint64_t)i;
    const int32_t compute = r->dtype == GT_F64 ? GT_F64 : GT_F32;
    const int bits = r->dtype == GT_F64 ? 64 : 32, digits = facts_of(r->dtype)->precision;
    const long double scale = r->o.scale == 0 ? 1 : (long double)r->o.scale, location = (long double)r->o.location;
    long double x = 0, error = 0;
    if (r->distribution == GT_RANDOM_UNIFORM)
        x = ldexpl((long double)(word_of(&r->o, bits, n, 0) >> (bits - digits)), -digits);
    else
        x = r->distribution == GT_RANDOM_NORMAL ? normal_of(&r->o, bits, n)
                                                : logarithm_of(word_of(&r->o, bits, n, 0), bits);
    const long double want = location + scale * x;
    if (r->distribution != GT_RANDOM_UNIFORM) error += 8 * fabsl(scale) * float_ulp(compute, x);
    if (scale != 1 || location != 0) error += float_ulp(compute, scale * x) + float_ulp(compute, want);
    if (compute != r->dtype && (error > 0 || r->distribution != GT_RANDOM_UNIFORM)) error += float_ulp(r->dtype, want);
    if (!(fabsl(got - want) <= error))
        support_wrong("%s of %s, number %llu [%s]: %.17Lg, want %.17Lg, off by more than %.3Lg", r->name,
                      facts_of(r->dtype)->name, (unsigned long long)n, r->name, got, want, error);
}

static void judge(const run *r, const void *got, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        const uint64_t n = r->o.first + (uint64_t)i;
        const value v = support_at(got, r->dtype, i);
        if (r->distribution < GT_RANDOM_INTEGERS) {
            judge_float(r, i, v.f);
            continue;
        }
        const wide want = r->distribution == GT_RANDOM_INTEGERS ? integer_of(&r->o, r->dtype, n) : coin_of(&r->o, n);
        if (v.is_float ? v.f != (long double)want : v.i != want)
            support_wrong("%s of %s, number %llu: %s, want %lld", r->name, facts_of(r->dtype)->name,
                          (unsigned long long)n, value_show(v).s, (long long)want);
    }
}

static gt_random_opts options(uint64_t seed)
{
    return (gt_random_opts){.size = sizeof(gt_random_opts), .seed = seed};
}

static void *numbers(const run *r, int64_t count)
{
    gt_tensor *t = NULL;
    must(gt_random(support_queue(), &t, r->dtype, 1, &count, r->distribution, &r->o));
    void *got = support_download(t, r->dtype, count);
    support_drop(&t);
    return got;
}

/* ---- Known answers ----------------------------------------------------------------------------------------------- */

/* Random123's kat_vectors: philox4x32 of 10 rounds. */
static void known_answers(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed, counter[2];
        uint32_t want[4];
    } rows[] = {
        {0, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {UINT64_MAX, {UINT64_MAX, UINT64_MAX}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {0x299f31d0a4093822,
         {0x85a308d3243f6a88, 0x0370734413198a2e},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        run r = {GT_RANDOM_INTEGERS, GT_U32, options(rows[k].seed), "bits"};
        memcpy(r.o.counter, rows[k].counter, sizeof r.o.counter);
        uint32_t *got = numbers(&r, 4);
        assert_memory_equal(got, rows[k].want, sizeof rows[k].want);
        free(got);
    }
    gt_tensor *t = NULL; /* no options: seed 0, counter 0 */
    must(gt_random(support_queue(), &t, GT_U32, 1, &(const int64_t){4}, GT_RANDOM_INTEGERS, NULL));
    uint32_t *got = support_download(t, GT_U32, 4);
    assert_memory_equal(got, rows[0].want, sizeof rows[0].want);
    free(got);
    support_drop(&t);
}

/* ---- Every number ------------------------------------------------------------------------------------------------ */

enum { COUNT = 3001 };

static void one_kind(int32_t distribution, int32_t dtype, gt_random_opts o, const char *name)
{
    const run r = {distribution, dtype, o, name};
    void *got = numbers(&r, COUNT);
    judge(&r, got, COUNT);
    free(got);
}

static const int32_t floats[] = {GT_F32, GT_F64, GT_F16, GT_BF16};
enum { FLOATS = 4 };
static const char *const names[] = {"uniform", "normal", "exponential", "integers", "bernoulli"};

/* Where the counter's halves carry, and blocks begin at an odd place. */
static void of_floats(void **state)
{
    (void)state;
    for (int k = 0; k < FLOATS; k++) {
        if (floats[k] == GT_F64 && !support_has(GT_F64)) continue;
        for (int32_t d = GT_RANDOM_UNIFORM; d <= GT_RANDOM_EXPONENTIAL; d++) {
            if (floats[k] == GT_BF16 && d != GT_RANDOM_UNIFORM) continue;
            gt_random_opts o = options(0x9abcdef012345678);
            one_kind(d, floats[k], o, names[d - GT_RANDOM_UNIFORM]);
            o.counter[0] = UINT64_MAX - 600; /* past it after first */
            o.counter[1] = 0xffffffff;
            o.first = 1021;
            o.location = -3;
            o.scale = 0.75;
            one_kind(d, floats[k], o, names[d - GT_RANDOM_UNIFORM]);
        }
    }
    support_settle();
}

static void of_integers(void **state)
{
    (void)state;
    static const struct {
        int32_t dtype;
        int64_t low;
        uint64_t range;
    } rows[] = {
        {GT_I8, -128, 256},
        {GT_I8, -3, 7},
        {GT_U8, 0, 0},
        {GT_I32, -2, 0x80000002},
        {GT_I32, 5, 1},
        {GT_I32, INT32_MIN, (uint64_t)1 << 32},
        {GT_U32, 1, 3000000000},
        {GT_I64, -7, 12},
        {GT_I64, INT64_MIN, (uint64_t)1 << 32},
        {GT_U64, 0, 0},
        {GT_U64, -5, 5},
        {GT_U64, 9, ((uint64_t)1 << 63) + 1},
        {GT_U64, 3, UINT64_MAX - 3},
        {GT_U64, 0, ((uint64_t)1 << 32) + 1},
        {GT_U64, 1, (uint64_t)3 << 62},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        gt_random_opts o = options(k);
        o.low = rows[k].low;
        o.range = rows[k].range;
        o.first = k;
        if (k % 2) o.counter[0] = UINT64_MAX - 40;
        one_kind(GT_RANDOM_INTEGERS, rows[k].dtype, o, "integers");
    }
    support_settle();
}

/* Those of bool, without an imaginary part. */
static void complex_coins(int32_t dtype)
{
    gt_random_opts o = options(3);
    o.probability = 0.3;
    const run r = {GT_RANDOM_BERNOULLI, GT_BOOL, o, "bernoulli"};
    const int64_t count = COUNT;
    gt_tensor *t = NULL, *part = NULL;
    uint8_t *want = numbers(&r, count);
    must(gt_random(support_queue(), &t, dtype, 1, &count, GT_RANDOM_BERNOULLI, &o));
    for (int imaginary = 0; imaginary < 2; imaginary++) {
        must(gt_tensor_part(&part, t, imaginary));
        gt_tensor *plain = NULL;
        must(gt_copy(support_queue(), &plain, part, GT_F32));
        float *got = support_download(plain, GT_F32, count);
        for (int64_t i = 0; i < count; i++)
            if (got[i] != (imaginary ? 0 : (float)want[i])) support_wrong("part %d of coin %d", imaginary, (int)i);
        free(got);
        support_drop(&plain);
        support_drop(&part);
    }
    free(want);
    support_drop(&t);
}

/* Ties, where a second word decides: probabilities next to the first words of the stream. */
static void of_coins(void **state)
{
    (void)state;
    const double first = ldexp(0x6627e8d5, -32);
    const double all[] = {0,
                          1,
                          0.5,
                          0.1,
                          1e-3,
                          1 - 0x1p-53,
                          0x1p-40,
                          first,
                          first + 0x1p-34,
                          first + 0x1.8p-33,
                          first + 0x1.fcp-33,
                          first + 0x1p-32};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        gt_random_opts o = options(0);
        o.probability = all[k];
        one_kind(GT_RANDOM_BERNOULLI, k == 3 ? GT_F32 : GT_BOOL, o, "bernoulli");
    }
    complex_coins(GT_C64);
    if (gt_context_supports(support_context(), GT_C128) == GT_SUPPORT_NATIVE) complex_coins(GT_C128);
    support_settle();
}

static void probabilities(void **state)
{
    (void)state;
    enum { ROWS = 40, COLUMNS = 5 };
    const int64_t shape[] = {ROWS, COLUMNS}, five = COLUMNS;
    gt_random_opts o = options(77);
    o.first = 3;
    gt_tensor *p = support_values(GT_F32, 1, &five, LIST(0, 1, 0.5, NAN, 0.25)), *dst = NULL, *u = NULL;
    must(gt_random(support_queue(), &u, GT_F32, 2, shape, GT_RANDOM_UNIFORM, &o));
    o.probabilities = p;
    must(gt_random(support_queue(), &dst, GT_BOOL, 2, shape, GT_RANDOM_BERNOULLI, &o));
    const float want[] = {0, 1, 0.5f, NAN, 0.25f};
    float *uniform = support_download(u, GT_F32, ROWS * COLUMNS);
    uint8_t *got = support_download(dst, GT_BOOL, ROWS * COLUMNS);
    for (int i = 0; i < ROWS * COLUMNS; i++) assert_int_equal(got[i], uniform[i] < want[i % COLUMNS]);
    must_be(GT_E_SHAPE, gt_random(support_queue(), &dst, GT_BOOL, 1, &(const int64_t){4}, GT_RANDOM_BERNOULLI, &o));
    free(uniform);
    free(got);
    support_drop(&dst);
    must(gt_random(support_queue(), &p, GT_F32, 1, &five, GT_RANDOM_BERNOULLI, &o)); /* in place */
    float *inside = support_download(p, GT_F32, COLUMNS);
    assert_true(inside[0] == 0 && inside[1] == 1 && inside[3] == 0);
    free(inside);
    support_drop(&u);
    support_drop(&p);
}

/* ---- The same whatever the split, the destination, the device ---------------------------------------------------- */

/* So many that a CPU's results go past the caches: at the ends and within they are those of few. */
static void many(void **state)
{
    (void)state;
    enum { BYTES = 32 << 20, REST = 1003, FEW = 700 };
    static const int32_t kinds[][2] = {{GT_RANDOM_UNIFORM, GT_F32},
                                       {GT_RANDOM_NORMAL, GT_F32},
                                       {GT_RANDOM_UNIFORM, GT_F64},
                                       {GT_RANDOM_INTEGERS, GT_U32}};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        if (kinds[k][1] == GT_F64 && !support_has(GT_F64)) continue;
        const run r = {kinds[k][0], kinds[k][1], options(k), names[kinds[k][0] - GT_RANDOM_UNIFORM]};
        const size_t size = (size_t)gt_dtype_size(r.dtype);
        const int64_t count = BYTES / (int64_t)size + REST, starts[] = {0, count / 3, count / 2, count - FEW};
        char *got = numbers(&r, count);
        for (int i = 0; i < 4; i++) {
            run part = r;
            part.o.first = (uint64_t)starts[i];
            char *want = numbers(&part, FEW);
            assert_memory_equal(got + (size_t)starts[i] * size, want, FEW * size);
            free(want);
        }
        free(got);
    }
}

static void splits(void **state)
{
    (void)state;
    static const int64_t cuts[] = {0, 1, 6, 259, 260, 1024, 1026, COUNT};
    for (int32_t d = GT_RANDOM_UNIFORM; d <= GT_RANDOM_BERNOULLI; d++) {
        run r = {d,
                 d == GT_RANDOM_INTEGERS    ? GT_U64
                 : d == GT_RANDOM_BERNOULLI ? GT_BOOL
                                            : GT_F32,
                 options(5), names[d - GT_RANDOM_UNIFORM]};
        r.o.range = ((uint64_t)1 << 63) + 1;
        r.o.probability = 0.3;
        const size_t size = facts_of(r.dtype)->size;
        char *whole = numbers(&r, COUNT);
        for (size_t k = 0; k + 1 < sizeof cuts / sizeof *cuts; k++) {
            r.o.first = (uint64_t)cuts[k];
            char *part = numbers(&r, cuts[k + 1] - cuts[k]);
            if (memcmp(part, whole + (size_t)cuts[k] * size, (size_t)(cuts[k + 1] - cuts[k]) * size) != 0)
                support_wrong("%s: elements from %lld on are others by themselves", r.name, (long long)cuts[k]);
            free(part);
        }
        free(whole);
    }
    support_settle();
}

static void destinations(void **state)
{
    (void)state;
    const run r = {GT_RANDOM_NORMAL, GT_F32, options(11), "normal"};
    const int64_t shape[] = {5, 7, 19}, count = 5 * 7 * 19;
    float *want = numbers(&r, count);
    for (layout l = LAYOUT_CONTIGUOUS; l < LAYOUT_BROADCAST; l++) {
        float *zeros = support_array(GT_F32, count);
        gt_tensor *base = NULL, *t = support_tensor(l, GT_F32, 3, shape, zeros, &base), *same = t;
        must(gt_random(support_queue(), &t, GT_F32, 3, shape, GT_RANDOM_NORMAL, &r.o));
        assert_ptr_equal(t, same);
        float *got = support_download(t, GT_F32, count);
        if (memcmp(got, want, (size_t)count * sizeof *got) != 0) support_wrong("layout %d has other numbers", (int)l);
        free(got);
        free(zeros);
        support_drop(&t);
        if (base) support_drop(&base);
    }
    free(want);
    gt_tensor *t = NULL;
    const int64_t none[] = {3, 0};
    must(gt_random(support_queue(), &t, GT_F32, 2, none, GT_RANDOM_NORMAL, &r.o));
    support_expect(t, GT_F32, 2, none, NULL);
    support_drop(&t);
    must(gt_random(support_queue(), &t, GT_U32, 0, NULL, GT_RANDOM_INTEGERS, NULL));
    support_expect(t, GT_U32, 0, NULL, LIST(0x6627e8d5));
    support_drop(&t);
    support_settle();
}

/* FNV-1a of what one device gave, and every other one must. */
static void same_bits(void **state)
{
    (void)state;
    enum { MANY = 100003 };
    static const struct {
        int32_t distribution, dtype;
        uint64_t want;
    } rows[] = {
        {GT_RANDOM_UNIFORM, GT_F32, 0x2985cc0f654e204b},     {GT_RANDOM_UNIFORM, GT_F64, 0x680b137584c8083b},
        {GT_RANDOM_UNIFORM, GT_F16, 0x36ebb7fe71183ec7},     {GT_RANDOM_UNIFORM, GT_BF16, 0x10dd765ea979a3f9},
        {GT_RANDOM_NORMAL, GT_F32, 0xaac9e2d0c0d868e0},      {GT_RANDOM_NORMAL, GT_F64, 0xbd5d3e1d7d71f9a5},
        {GT_RANDOM_NORMAL, GT_F16, 0xde5a213fa830ad9e},      {GT_RANDOM_EXPONENTIAL, GT_F32, 0xc8f397372c1446d0},
        {GT_RANDOM_EXPONENTIAL, GT_F64, 0x298445839b0f4dbe}, {GT_RANDOM_EXPONENTIAL, GT_F16, 0xd94457fa304e684e},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        if (!support_has(rows[k].dtype)) continue;
        run r = {rows[k].distribution, rows[k].dtype, options(2026), names[rows[k].distribution - GT_RANDOM_UNIFORM]};
        r.o.counter[1] = 3;
        r.o.location = r.distribution == GT_RANDOM_NORMAL ? 0.1 : 0;
        r.o.scale = r.distribution == GT_RANDOM_NORMAL ? 1.7 : 0;
        const unsigned char *got = numbers(&r, MANY);
        uint64_t hash = 14695981039346656037u;
        for (size_t i = 0; i < MANY * facts_of(r.dtype)->size; i++) hash = (hash ^ got[i]) * 1099511628211u;
        if (hash != rows[k].want)
            support_wrong("%s of %s: %#018llx, elsewhere %#018llx", r.name, facts_of(r.dtype)->name,
                          (unsigned long long)hash, (unsigned long long)rows[k].want);
        free((void *)(uintptr_t)got);
    }
    support_settle();
}

/* ---- Statistics -------------------------------------------------------------------------------------------------- */

/* What must hold: of all seeds one in millions fails, and the seed is always the same. */
typedef struct tally {
    const char *name;
    int64_t n;
    double sum, squares, cubes, fourths;
} tally;

static tally moments_of(const char *name, const float *x, int64_t n)
{
    tally t = {name, n, 0, 0, 0, 0};
    for (int64_t i = 0; i < n; i++) {
        const double v = (double)x[i];
        t.sum += v, t.squares += v * v, t.cubes += v * v * v, t.fourths += v * v * v * v;
    }
    return t;
}

/* A mean of n draws, of that variance each. */
static void near_to(const tally *t, const char *what, double sum, double want, double variance)
{
    const double off = (sum / (double)t->n - want) / sqrt(variance / (double)t->n);
    if (!(fabs(off) < 5))
        support_wrong("%s: %s is %.9g, off by %.3g deviations", t->name, what, sum / (double)t->n, off);
}

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static double below(int32_t distribution, double x)
{
    if (distribution == GT_RANDOM_UNIFORM) return x;
    return distribution == GT_RANDOM_NORMAL ? erfc(-x / sqrt(2)) / 2 : -expm1(-x);
}

/* Kolmogorov and Smirnov: sqrt(n) D is above 2.8 once in 3e6. */
static void distribution_of(int32_t distribution, float *x, int64_t n)
{
    double most = 0;
    qsort(x, (size_t)n, sizeof *x, ascending);
    for (int64_t i = 0; i < n; i++) {
        const double p = below(distribution, (double)x[i]);
        most = fmax(most, fmax(p - (double)i / (double)n, (double)(i + 1) / (double)n - p));
    }
    if (!(most * sqrt((double)n) < 2.8))
        support_wrong("%s: Kolmogorov and Smirnov's D of %lld is %g", names[distribution - GT_RANDOM_UNIFORM],
                      (long long)n, most);
}

/* Chi-square of cells of equal probability, as a normal number (Wilson and Hilferty). */
static void even(const char *name, const int64_t *cells, int64_t count, int64_t n)
{
    const double expected = (double)n / (double)count, k = (double)(count - 1);
    double sum = 0;
    for (int64_t i = 0; i < count; i++) sum += ((double)cells[i] - expected) * ((double)cells[i] - expected) / expected;
    const double z = (cbrt(sum / k) - (1 - 2 / (9 * k))) / sqrt(2 / (9 * k));
    if (!(fabs(z) < 5))
        support_wrong("%s: chi-square of %g cells is %g, %.3g deviations off", name, (double)count, sum, z);
}

static void of_many(int32_t distribution, int64_t n)
{
    enum { CELLS = 4096 };
    static int64_t cells[CELLS], pairs[CELLS];
    const run r = {distribution, GT_F32, options(1), names[distribution - GT_RANDOM_UNIFORM]};
    float *x = numbers(&r, n);
    const tally t = moments_of(r.name, x, n);
    const double means[3][4] = {{1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5}, {0, 1, 0, 3}, {1, 2, 6, 24}};
    const double eighths[3][4] = {{1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9}, {1, 3, 15, 105}, {2, 24, 720, 40320}};
    const double *m = means[distribution - GT_RANDOM_UNIFORM], *s = eighths[distribution - GT_RANDOM_UNIFORM];
    near_to(&t, "the mean", t.sum, m[0], s[0] - m[0] * m[0]);
    near_to(&t, "the second moment", t.squares, m[1], s[1] - m[1] * m[1]);
    near_to(&t, "the third moment", t.cubes, m[2], s[2] - m[2] * m[2]);
    near_to(&t, "the fourth moment", t.fourths, m[3], s[3] - m[3] * m[3]);
    memset(cells, 0, sizeof cells);
    memset(pairs, 0, sizeof pairs);
    double together = 0;
    for (int64_t i = 0; i < n; i++) {
        const double p = below(distribution, (double)x[i]);
        cells[(int)fmin(p * CELLS, CELLS - 1)]++;
        if (i % 2) pairs[(int)fmin(p * 64, 63) * 64 + (int)fmin(below(distribution, (double)x[i - 1]) * 64, 63)]++;
        if (i > 0) together += ((double)x[i] - m[0]) * ((double)x[i - 1] - m[0]);
    }
    even(r.name, cells, CELLS, n);
    even("pairs of neighbours", pairs, CELLS, n / 2);
    const double variance = s[0] - m[0] * m[0];
    near_to(&t, "the product of neighbours", together, 0, variance * variance);
    distribution_of(distribution, x, n);
    free(x);
}

static void statistics(void **state)
{
    (void)state;
    const char *tests = getenv("GPUTENSOR_TESTS");
    const int64_t n = tests && strcmp(tests, "quick") == 0 ? 1 << 19 : 1 << 24;
    for (int32_t d = GT_RANDOM_UNIFORM; d <= GT_RANDOM_EXPONENTIAL; d++) of_many(d, n);
    int64_t cells[1000] = {0};
    run r = {GT_RANDOM_INTEGERS, GT_I32, options(8), "integers"};
    r.o.range = 1000;
    int32_t *x = numbers(&r, n);
    for (int64_t i = 0; i < n; i++) cells[x[i]]++;
    even("integers below 1000", cells, 1000, n);
    free(x);
    r = (run){GT_RANDOM_BERNOULLI, GT_F32, options(9), "bernoulli"};
    r.o.probability = 0.3;
    float *coins = numbers(&r, n);
    const tally t = moments_of(r.name, coins, n);
    near_to(&t, "the mean", t.sum, 0.3, 0.21);
    free(coins);
    support_settle();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers), cmocka_unit_test(of_floats),     cmocka_unit_test(of_integers),
        cmocka_unit_test(of_coins),      cmocka_unit_test(probabilities), cmocka_unit_test(many),
        cmocka_unit_test(splits),        cmocka_unit_test(destinations),  cmocka_unit_test(same_bits),
        cmocka_unit_test(statistics),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}
