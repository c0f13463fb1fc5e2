/* Expressions: whole formulas in one kernel. Draws where a formula in x and y is true, its own or that of the command
 * line, which may be anything: what is no formula is refused, with the place. Then a line is fitted to points by Adam
 * (Kingma, Ba, "Adam: a method for stochastic optimization", 2015), whose step is one expression with three results. */
#include <gputensor/names.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 60, HEIGHT = 22, POINTS = 1000 };

static void check(gt_status status)
{
    if (status == GT_OK) return;
    fprintf(stderr, "expression: %s\n", gt_last_error());
    exit(1);
}

static gt_arg tensor(const char *name, const gt_tensor *t)
{
    gt_arg arg = gt_arg_tensor(t);
    arg.name = name;
    return arg;
}

static gt_arg number(const char *name, double value)
{
    gt_arg arg = gt_arg_scalar(gt_float(value));
    arg.name = name;
    return arg;
}

/* A column or a row of n numbers from first to -first. */
static gt_tensor *range(gt_queue *q, int32_t rank, const int64_t *shape, double first, int64_t n)
{
    gt_tensor *flat = NULL, *made = NULL;
    gt_scalar start = gt_float(first), step = gt_float(-2 * first / (double)(n - 1));
    check(gt_arange(q, &flat, GT_F32, &start, &step, n));
    check(gt_tensor_reshape(&made, flat, rank, shape));
    gt_tensor_free(flat);
    return made;
}

static int draw(gt_queue *q, const char *formula)
{
    const int64_t row[1] = {WIDTH}, column[2] = {HEIGHT, 1};
    static unsigned char inside[HEIGHT * WIDTH];
    gt_tensor *x = range(q, 1, row, -1.6, WIDTH), *y = range(q, 2, column, 1.5, HEIGHT), *d = NULL, *truth = NULL;
    gt_arg args[2];
    args[0] = tensor("x", x);
    args[1] = tensor("y", y);
    printf("%s\n", formula);
    const gt_status status = gt_eval(q, &d, formula, args, 2);
    if (status == GT_OK && gt_tensor_count(d) == HEIGHT * WIDTH) {
        const gt_arg it = tensor("d", d);
        check(gt_eval(q, &truth, "d != 0", &it, 1));
        check(gt_download(q, inside, sizeof inside, truth));
        for (int i = 0; i < HEIGHT * WIDTH; i++)
            printf("%c%s", inside[i] ? '#' : '.', (i + 1) % WIDTH == 0 ? "\n" : "");
    } else {
        printf("  %s\n", status == GT_OK ? "it does not depend on both x and y" : gt_last_error());
    }
    gt_tensor_free(x);
    gt_tensor_free(y);
    gt_tensor_free(d);
    gt_tensor_free(truth);
    return status == GT_OK;
}

/* Fits y = slope * x + 2, the slope being 3: the gradient is a sum, the step three results at once. */
static double fit(gt_queue *q)
{
    static const char *const adam = "m1 = 0.9 * m + 0.1 * g; v1 = 0.99 * v + 0.01 * g * g;"
                                    "m1; v1; w - rate * (m1 / a) / (sqrt(v1 / b) + 1e-8)";
    const int64_t n[1] = {POINTS};
    const gt_scalar zero = gt_float(0);
    gt_tensor *x = range(q, 1, n, -1, POINTS), *y = NULL, *g = NULL, *state[3] = {NULL, NULL, NULL}; /* m, v, w */
    float slope = 0;
    gt_arg args[7];
    args[0] = tensor("x", x);
    check(gt_eval(q, &y, "3 * x + 2", args, 1));
    for (int i = 0; i < 3; i++) check(gt_fill(q, &state[i], GT_F32, 0, NULL, &zero));
    for (int step = 1; step <= 300; step++) {
        args[1] = tensor("y", y);
        args[2] = tensor("w", state[2]);
        check(gt_eval_reduce(q, GT_ADD, &g, "(w * x + 2 - y) * x", args, 3, NULL, 0, NULL));
        args[0] = tensor("g", g);
        args[1] = tensor("m", state[0]);
        args[3] = tensor("v", state[1]);
        args[4] = number("rate", 0.1);
        args[5] = number("a", 1 - pow(0.9, step));
        args[6] = number("b", 1 - pow(0.99, step));
        check(gt_eval_all(q, state, 3, adam, args, 7));
        args[0] = tensor("x", x);
    }
    check(gt_download(q, &slope, sizeof slope, state[2]));
    for (int i = 0; i < 3; i++) gt_tensor_free(state[i]);
    gt_tensor_free(x);
    gt_tensor_free(y);
    gt_tensor_free(g);
    return slope;
}

int main(int argc, char **argv)
{
    gt_context *ctx = NULL;
    check(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    gt_queue *q = gt_context_queue(ctx);
    int drawn = draw(q, argc > 1 ? argv[1] : "r = x * x + y * y - 1; r * r * r < x * x * y * y * y");
    if (argc == 1 && draw(q, "x < y; system(0)")) drawn = 0;
    const double slope = fit(q);
    printf("the slope: %.3f\n", slope);
    gt_context_free(ctx);
    return !drawn || fabs(slope - 3) > 0.01;
}
