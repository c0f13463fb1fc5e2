/* A kernel of one's own, between operations of the library: the next generations of Conway's Game of Life on a torus,
 * a glider that comes back to where it was after 4 N generations, once around. What goes wrong is shown, too: a kernel
 * that does not compile, and a call that does not fit. */
#include <gputensor/names.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 16 };

static const char *const life =
    "kernel void life(global const uchar *from, global uchar *to, int n)\n"
    "{\n"
    "    int y = get_global_id(0), x = get_global_id(1), neighbours = 0;\n"
    "    for (int dy = -1; dy <= 1; dy++)\n"
    "        for (int dx = -1; dx <= 1; dx++)\n"
    "            if (dy != 0 || dx != 0) neighbours += from[(y + dy + n) % n * n + (x + dx + n) % n];\n"
    "    to[y * n + x] = neighbours == 3 || (neighbours == 2 && from[y * n + x] != 0);\n"
    "}\n";

static void check(gt_status status)
{
    if (status == GT_OK) return;
    fprintf(stderr, "kernel: %s\n", gt_last_error());
    exit(1);
}

static void show(const unsigned char *cells)
{
    for (int y = 0; y < 6; y++) {
        for (int x = 0; x < N; x++) putchar(cells[y * N + x] ? '#' : '.');
        putchar('\n');
    }
}

/* An argument that is a tensor's memory, from its first element on. */
static gt_kernel_arg pointer(const gt_tensor *tensor, int32_t flags)
{
    gt_kernel_arg arg = {GT_ARG_POINTER, 0, 0, NULL, NULL, {0, 0, 0, 0, 0}};
    arg.flags = flags;
    arg.tensor = tensor;
    return arg;
}

static void refused(gt_context *ctx, gt_queue *q, gt_kernel *kernel)
{
    static const int64_t sizes[2] = {N, N};
    gt_kernel *wrong = NULL;
    char log[4096];
    if (gt_kernel_create(&wrong, ctx, "kernel void f(global int *x) { x[0] = y; }", "f", NULL) != GT_E_BUILD) exit(1);
    printf("a kernel that does not compile: %zu bytes of log, and the message begins\n  %.30s...\n",
           gt_build_log(ctx, log, sizeof log), gt_last_error());
    if (gt_kernel_run(q, kernel, NULL, 0, 2, sizes, NULL) != GT_E_ARGUMENT) exit(1);
    printf("a call without arguments:\n  %s\n", gt_last_error());
}

int main(void)
{
    static const int glider[5][2] = {{0, 1}, {1, 2}, {2, 0}, {2, 1}, {2, 2}};
    const int64_t shape[2] = {N, N};
    unsigned char cells[N * N] = {0}, after[N * N];
    gt_context *ctx = NULL;
    gt_tensor *a = NULL, *b = NULL, *sum = NULL;
    gt_kernel *kernel = NULL;
    int64_t alive = 0;
    for (int k = 0; k < 5; k++) cells[glider[k][0] * N + glider[k][1]] = 1;

    check(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    gt_queue *q = gt_context_queue(ctx);
    check(gt_kernel_create(&kernel, ctx, life, "life", NULL));
    check(gt_upload(q, &a, GT_U8, 2, shape, cells, sizeof cells));
    check(gt_tensor_create(q, &b, GT_U8, 2, shape, GT_UNINITIALISED));

    gt_kernel_arg args[3] = {{0, 0, 0, NULL, NULL, {0, 0, 0, 0, 0}}};
    args[2].kind = GT_ARG_SCALAR;
    args[2].scalar.dtype = GT_I32;
    args[2].scalar.i = N;
    for (int generation = 0; generation < 4 * N; generation++) {
        args[0] = pointer(a, GT_READ_ONLY);
        args[1] = pointer(b, 0);
        check(gt_kernel_run(q, kernel, args, 3, 2, shape, NULL));
        gt_tensor *next = b;
        b = a;
        a = next;
    }
    check(gt_reduce(q, GT_ADD, &sum, a, NULL, 0, NULL)); /* an operation of the library on what the kernel wrote */
    check(gt_download(q, after, sizeof after, a));
    uint64_t total = 0;
    check(gt_download(q, &total, sizeof total, sum));
    alive = (int64_t)total;

    int same = alive == 5;
    for (int i = 0; i < N * N; i++) same = same && cells[i] == after[i];
    show(after);
    printf("%d generations later: %lld cells alive, %s\n", 4 * N, (long long)alive,
           same ? "all where they were" : "not where they were");
    refused(ctx, q, kernel);
    gt_kernel_free(kernel);
    gt_tensor_free(a);
    gt_tensor_free(b);
    gt_tensor_free(sum);
    gt_context_free(ctx);
    return !same;
}
