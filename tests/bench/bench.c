/* bench [--list | --core | --seconds LIMIT] [text]: ratios of gputensor to OpenBLAS, to plain C with OpenMP, and to
 * CLBlast as the provider of its products, measured alternately in one run, on random data, with the results compared.
 * A ratio above 1: gputensor is faster. Absolute times of one machine say little; ratios travel. text: only the
 * contests whose name contains it.
 *   --list           prints the names
 *   --core           prints the kind of CPU that OpenBLAS has kernels for and takes this one for
 *   --seconds LIMIT  for programs that compare runs: each contest with one rival, for about LIMIT seconds. Prints,
 *                    separated by tabs, gputensor's seconds, the rival's, and the name: of all times that which a tenth
 *                    stays below, since neighbours on the machine only ever add to them
 * GPUTENSOR_BENCH_NARROW: OpenBLAS's kernels have narrower vectors than this CPU, so no ratio to it is printed.
 * Is also built with older versions of the library, so it uses nothing but what they have in common. */
#define _POSIX_C_SOURCE 200809L
#include "bench.h"
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plain.h"

enum { MAX_ROUNDS = 400, BURST = 5 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double uniform(bench *b)
{
    b->random ^= b->random << 13;
    b->random ^= b->random >> 7;
    b->random ^= b->random << 17;
    return (double)(b->random >> 11) * 0x1p-53 * 2 - 1;
}

void clear(gt_tensor **tensor)
{
    gt_tensor_free(*tensor);
    *tensor = NULL;
}

int wanted(const bench *b, const char *name)
{
    if (!strstr(name, b->only)) return 0;
    if (b->list) printf("%s\n", name);
    return !b->list;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, int n)
{
    qsort(times, (size_t)n, sizeof *times, compare);
    return times[n / 2];
}

/* Threads of OpenBLAS and of OpenMP spin for a while after a call and slow down whoever comes next. */
static void rest(void)
{
    struct timespec t = {0, 60000000};
    nanosleep(&t, NULL);
}

static int call(bench *b, const contest *c, int is_ours)
{
    if (is_ours) return c->ours(b, c->data);
    c->theirs(c->data);
    return 0;
}

/* BURST calls, after a rest and as many others as wake threads up and bring clocks and caches to speed. */
static int measure(bench *b, const contest *c, int is_ours, double *times)
{
    int status = 0;
    rest();
    for (double begin = now(); status >= 0 && now() - begin < 0.03;) status = call(b, c, is_ours);
    for (int i = 0; status >= 0 && i < BURST; i++) {
        double begin = now();
        status = call(b, c, is_ours);
        times[i] = now() - begin;
    }
    return status;
}

void run(bench *b, const contest *c)
{
    static double ours[MAX_ROUNDS], theirs[MAX_ROUNDS];
    double begin = now();
    int rounds = 0, least = b->plain ? BURST : 15, status = call(b, c, 1);
    call(b, c, 0);
    double error = status < 0 ? INFINITY : c->error(b, c->data);
    for (; status >= 0 && rounds < MAX_ROUNDS && (rounds < least || now() - begin < b->limit); rounds += BURST) {
        status = measure(b, c, 1, ours + rounds);
        if (status >= 0) measure(b, c, 0, theirs + rounds);
    }
    if (status < 0 || !(error <= c->tolerance)) {
        printf("%-28s FAILED: error %.2g, %s\n", c->name, error, status < 0 ? gt_last_error() : "results differ");
        b->failures++;
        return;
    }
    double a = median(ours, rounds), z = median(theirs, rounds);
    double share = c->work / c->rival_work;
    if (b->plain) {
        printf("%.9f\t%.9f\t%s\n", ours[rounds / 10], theirs[rounds / 10], c->name); /* sorted by now */
        return;
    }
    if (b->narrow && strncmp(c->rival, "OpenBLAS", 8) == 0) {
        printf("%-28s %8.1f %-5s %8.1f %-5s %-12s no ratio: its vectors are narrower  error %.1e\n", c->name,
               c->work / a * 1e-9, c->unit, c->rival_work / z * 1e-9, c->unit, c->rival, error);
        fflush(stdout);
        return;
    }
    printf("%-28s %8.1f %-5s %8.1f %-5s %-12s median %.2f  best %.2f  error %.1e\n", c->name, c->work / a * 1e-9,
           c->unit, c->rival_work / z * 1e-9, c->unit, c->rival, share * z / a, share * theirs[0] / ours[0], error);
    fflush(stdout);
}

/* ---- matrix products ---- */

typedef struct product {
    int64_t n, batch, parts, count, size; /* real numbers of an element, and of all; bytes of one */
    int32_t dtype;
    gt_tensor *a, *b, *c, *other; /* other: by CLBlast */
    void *host_a, *host_b, *host_c, *result;
    gt_queue *q;
    int32_t provider; /* the number of CLBlast as one, or 0 */
} product;

static void set(void *p, int64_t size, int64_t i, double x)
{
    if (size == 8)
        ((double *)p)[i] = x;
    else
        ((float *)p)[i] = (float)x;
}

static double get(const void *p, int64_t size, int64_t i)
{
    return size == 8 ? ((const double *)p)[i] : ((const float *)p)[i];
}

static int product_ours(bench *b, void *data)
{
    product *p = data;
    int32_t status = gt_matmul(b->q, &p->c, p->a, p->b, NULL);
    return status < 0 ? status : gt_queue_finish(b->q);
}

#define GEMM(letter, one, zero)                                                                                        \
    cblas_##letter##gemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, one, a, n, b, n, zero, c, n)

static void product_theirs(void *data)
{
    static const double one[] = {1, 0}, zero[] = {0, 0};
    static const float one_single[] = {1, 0}, zero_single[] = {0, 0};
    product *p = data;
    const int n = (int)p->n;
    for (int64_t i = 0; i < p->batch; i++) {
        const int64_t at = i * (p->count / p->batch) * p->size;
        const void *a = (char *)p->host_a + at, *b = (char *)p->host_b + at;
        void *c = (char *)p->host_c + at;
        if (p->parts == 2 && p->size == 8)
            GEMM(z, one, zero);
        else if (p->parts == 2)
            GEMM(c, one_single, zero_single);
        else if (p->size == 8)
            GEMM(d, 1, 0);
        else
            GEMM(s, 1, 0);
    }
}

/* The largest difference from OpenBLAS in units of the error bound n u |a| |b| of n terms with |a|, |b| <= 1. */
static double product_error(bench *b, void *data)
{
    product *p = data;
    double worst = 0, terms = (double)(p->parts * p->n), bound = terms * terms * (p->size == 8 ? 0x1p-53 : 0x1p-24);
    if (gt_download(b->q, p->result, (size_t)(p->count * p->size), p->c) < 0) return INFINITY;
    for (int64_t i = 0; i < p->count; i++) {
        double difference = fabs(get(p->result, p->size, i) - get(p->host_c, p->size, i)) / bound;
        if (!(difference <= worst)) worst = difference;
    }
    return worst;
}

/* Older headers do not have the field `provider`. */
static int32_t product_by(product *p, gt_tensor **c, int32_t provider)
{
    gt_matmul_opts opts = {.size = sizeof opts};
    memcpy((char *)&opts + 12, &provider, sizeof provider);
    int32_t status = gt_matmul(p->q, c, p->a, p->b, &opts);
    return status < 0 ? status : gt_queue_finish(p->q);
}

static int product_own(bench *b, void *data)
{
    product *p = data;
    (void)b;
    return product_by(p, &p->c, p->provider - 1);
}

static void product_clblast(void *data)
{
    product *p = data;
    if (product_by(p, &p->other, p->provider) < 0) clear(&p->other);
}

static double clblast_error(bench *b, void *data)
{
    product *p = data;
    return !p->other || gt_download(b->q, p->host_c, (size_t)(p->count * p->size), p->other) < 0 ? INFINITY
                                                                                                 : product_error(b, p);
}

static void bench_product(bench *b, int32_t dtype, int64_t n, int64_t batch, int clblast)
{
    char name[64];
    snprintf(name, sizeof name, "%s matmul %lld x %lld^3", gt_enum_name(GT_KIND_DTYPE, dtype), (long long)batch,
             (long long)n);
    if (clblast && (b->list || b->plain)) return; /* runs are compared by what every version has */
    if (!wanted(b, name)) return;
    product p = {.n = n, .batch = batch, .dtype = dtype, .q = b->q};
    p.parts = strncmp(name, "complex", 7) == 0 ? 2 : 1;
    p.count = p.parts * batch * n * n;
    p.size = gt_dtype_size(dtype) / p.parts;
    if (clblast && !gt_enum_find(7, "clblast", &p.provider)) return;
    int64_t shape[] = {batch, n, n};
    size_t bytes = (size_t)(p.count * p.size);
    void **host[] = {&p.host_a, &p.host_b, &p.host_c, &p.result};
    for (int i = 0; i < 4; i++) {
        *host[i] = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
        for (int64_t k = 0; k < p.count; k++) set(*host[i], p.size, k, uniform(b));
    }
    double work = 2.0 * (double)(p.parts * n) * (double)p.count;
    contest c = {name, "OpenBLAS", work, work, "GF/s", 1, product_ours, product_theirs, product_error, &p};
    const contest with = {name, "CLBlast", work, work, "GF/s", 1, product_own, product_clblast, clblast_error, &p};
    if (gt_upload(b->q, &p.a, dtype, 3, shape, p.host_a, bytes) < 0 ||
        gt_upload(b->q, &p.b, dtype, 3, shape, p.host_b, bytes) < 0)
        printf("%-28s not run: %s\n", name, gt_last_error());
    else
        run(b, clblast ? &with : &c);
    clear(&p.other);
    clear(&p.a);
    clear(&p.b);
    clear(&p.c);
    for (int i = 0; i < 4; i++) free(*host[i]);
}

/* ---- elementwise and sum ---- */

typedef struct stream {
    int64_t n;
    int op; /* 0: sum */
    gt_tensor *x, *y, *out;
    float *host_x, *host_y, *host_out, *result;
    double sum;
} stream;

static int stream_ours(bench *b, void *data)
{
    stream *s = data;
    int32_t status = s->op == 0        ? gt_reduce(b->q, GT_ADD, &s->out, s->x, NULL, 0, NULL)
                     : s->op == GT_ADD ? gt_binary(b->q, s->op, &s->out, s->x, s->y)
                                       : gt_unary(b->q, s->op, &s->out, s->x);
    return status < 0 ? status : gt_queue_finish(b->q);
}

static void stream_copy(void *data)
{
    stream *s = data;
    plain_copy(s->host_x, s->host_out, (size_t)s->n);
}

static void stream_plain(void *data)
{
    stream *s = data;
    if (s->op == 0)
        s->sum = plain_sum(s->host_x, (size_t)s->n);
    else if (s->op == GT_ADD)
        plain_add(s->host_x, s->host_y, s->host_out, (size_t)s->n);
    else
        plain_exp(s->host_x, s->host_out, (size_t)s->n);
}

static double stream_error(bench *b, void *data)
{
    stream *s = data;
    double worst = 0, sum = 0, magnitude = 0;
    int64_t n = gt_tensor_count(s->out);
    if (gt_download(b->q, s->result, (size_t)n * 4, s->out) < 0) return INFINITY;
    for (int64_t i = 0; i < s->n; i++) {
        double x = s->host_x[i], y = s->host_y[i], want = s->op == GT_ADD ? x + y : exp(x);
        sum += x;
        magnitude += fabs(x);
        if (s->op == 0) continue;
        double difference = fabs(s->result[i] - want) / (fabs(want) + 1e-3);
        if (!(difference <= worst)) worst = difference;
    }
    return s->op == 0 ? fabs(s->result[0] - sum) / magnitude : worst;
}

static void bench_stream(bench *b, const char *name, int op, double streams)
{
    if (!wanted(b, name)) return;
    stream s = {.n = 16 << 20, .op = op};
    int64_t shape[] = {s.n};
    size_t bytes = (size_t)s.n * 4;
    float **host[] = {&s.host_x, &s.host_y, &s.host_out, &s.result};
    for (int i = 0; i < 4; i++) {
        *host[i] = aligned_alloc(4096, bytes);
        for (int64_t k = 0; k < s.n; k++) (*host[i])[k] = (float)(12 * uniform(b));
    }
    double work = streams * (double)bytes, copied = 2 * (double)bytes;
    const contest same = {name, "C", work, work, "GB/s", 1e-5, stream_ours, stream_plain, stream_error, &s};
    const contest copy = {name, "C copy", work, copied, "GB/s", 1e-5, stream_ours, stream_copy, stream_error, &s};
    if (gt_upload(b->q, &s.x, GT_F32, 1, shape, s.host_x, bytes) < 0 ||
        gt_upload(b->q, &s.y, GT_F32, 1, shape, s.host_y, bytes) < 0) {
        printf("%-28s not run: %s\n", name, gt_last_error());
    } else {
        run(b, &same);
        if (!b->plain) run(b, &copy);
    }
    clear(&s.x);
    clear(&s.y);
    clear(&s.out);
    for (int i = 0; i < 4; i++) free(*host[i]);
}

static void options(bench *b, int argc, char **argv)
{
    int i = 1;
    if (i < argc && !strcmp(argv[i], "--list")) {
        b->list = 1;
        i++;
    } else if (i + 1 < argc && !strcmp(argv[i], "--seconds")) {
        b->plain = 1;
        b->limit = atof(argv[i + 1]);
        i += 2;
    }
    if (i < argc) b->only = argv[i];
}

static void contests(bench *b)
{
    static const int64_t sizes[] = {256, 512, 1024, 2048};
    static const int32_t dtypes[] = {GT_F32, GT_F64};
    for (int d = 0; d < 2; d++) {
        for (int i = 0; i < 4; i++) bench_product(b, dtypes[d], sizes[i], 1, 0);
        bench_product(b, dtypes[d], 64, 64, 0);
        bench_product(b, dtypes[d], 16, 1000, 0);
        for (int i = 0; i < 3; i += 2) bench_product(b, dtypes[d], sizes[i], 1, 1);
    }
#if BENCH_LINES
    for (int i = 0; i < 3; i++) bench_product(b, GT_C64, sizes[i], 1, 0);
    for (int i = 0; i < 3; i++) bench_product(b, GT_C128, sizes[i], 1, 0);
#endif
    bench_stream(b, "float32 add 16 Mi", GT_ADD, 3);
    bench_stream(b, "float32 exp 16 Mi", GT_EXP, 2);
    bench_stream(b, "float32 sum 16 Mi", 0, 1);
    layouts(b);
#if BENCH_LINES
    lines(b);
    chosen_contests(b);
    expression_contests(b);
#endif
}

int main(int argc, char **argv)
{
    bench b = {
        .only = "", .limit = 4, .random = 88172645463325252u, .narrow = getenv("GPUTENSOR_BENCH_NARROW") != NULL};
    if (argc > 1 && !strcmp(argv[1], "--core")) {
        puts(openblas_get_corename());
        return 0;
    }
    options(&b, argc, argv);
    if (b.list) {
        contests(&b);
        return 0;
    }
    gt_device_desc desc = {.size = sizeof desc};
    int32_t device = gt_device_find(NULL);
    if (gt_context_create(&b.ctx, device, NULL) < 0 || gt_device_describe(device, &desc) < 0) {
        fprintf(stderr, "%s\n", gt_last_error());
        return 1;
    }
    b.q = gt_context_queue(b.ctx);
    if (!b.plain) {
        printf("%s, %s, %d compute units; %s; %s\n", desc.name, desc.platform, (int)desc.compute_units,
               openblas_get_config(), openblas_get_corename());
        printf("%-28s %14s %14s\n", "", "gputensor", "rival");
    }
    contests(&b);
    gt_context_free(b.ctx);
    return b.failures > 0;
}
