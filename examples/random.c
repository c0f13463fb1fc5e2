/* random: pi by throwing darts, the same numbers in one piece and in two, dice, a coin and cards. */
#include <gputensor/names.h>
#include <math.h>
#include <stdio.h>

enum { DARTS = 1 << 20, HALF = DARTS / 2 };

static int wrong;

static void expect(const char *what, double got, double wanted, double error)
{
    printf("%-34s %.4f\n", what, got);
    wrong += !(fabs(got - wanted) <= error);
}

/* The mean of a tensor. */
static gt_status mean(gt_queue *q, double *out, const gt_tensor *t)
{
    float got = 0;
    gt_tensor *m = NULL;
    gt_status s = gt_moments(q, &m, NULL, t, NULL, 0, 0, NULL);
    if (s == GT_OK) s = gt_download(q, &got, sizeof got, m);
    *out = (double)got;
    gt_tensor_free(m);
    return s;
}

/* The part of the darts in a square that hits the circle within. */
static gt_status darts(gt_queue *q)
{
    const int64_t shape[] = {DARTS};
    gt_random_opts opts = {.size = sizeof opts, .seed = 1, .location = -1, .scale = 2};
    gt_tensor *x = NULL, *y = NULL, *r = NULL, *hit = NULL, *part = NULL;
    double got = 0;
    gt_status s = gt_random(q, &x, GT_F32, 1, shape, GT_RANDOM_UNIFORM, &opts);
    opts.counter[0] += DARTS; /* past what that call has used */
    if (s == GT_OK) s = gt_random(q, &y, GT_F32, 1, shape, GT_RANDOM_UNIFORM, &opts);
    if (s == GT_OK) s = gt_hypot(q, &r, x, y);
    const gt_arg inside[] = {gt_arg_tensor(r), gt_arg_scalar(gt_int(1))};
    if (s == GT_OK) s = gt_apply(q, GT_LESS, &hit, inside, 2);
    if (s == GT_OK) s = gt_copy(q, &part, hit, GT_F32);
    if (s == GT_OK) s = mean(q, &got, part);
    if (s == GT_OK) expect("four times the hits", 4 * got, 3.14159265, 0.01);
    gt_tensor_free(x), gt_tensor_free(y), gt_tensor_free(r), gt_tensor_free(hit), gt_tensor_free(part);
    return s;
}

/* Element i depends on seed, counter and i alone, so that parts can be made where they are needed. */
static gt_status parts(gt_queue *q)
{
    static float whole[DARTS], half[HALF];
    const int64_t all[] = {DARTS}, some[] = {HALF};
    gt_random_opts opts = {.size = sizeof opts, .seed = 2026};
    gt_tensor *a = NULL, *b = NULL;
    gt_status s = gt_random(q, &a, GT_F32, 1, all, GT_RANDOM_NORMAL, &opts);
    opts.first = HALF;
    if (s == GT_OK) s = gt_random(q, &b, GT_F32, 1, some, GT_RANDOM_NORMAL, &opts);
    if (s == GT_OK) s = gt_download(q, whole, sizeof whole, a);
    if (s == GT_OK) s = gt_download(q, half, sizeof half, b);
    int same = 0;
    for (int i = 0; i < HALF; i++) same += whole[HALF + i] == half[i];
    if (s == GT_OK) expect("numbers that are the same", same, HALF, 0);
    gt_tensor_free(a), gt_tensor_free(b);
    return s;
}

/* Dice, and a coin that falls on one side with probability 0.3. */
static gt_status dice(gt_queue *q)
{
    const int64_t shape[] = {DARTS};
    const gt_random_opts die = {.size = sizeof die, .seed = 3, .low = 1, .range = 6};
    const gt_random_opts coin = {.size = sizeof coin, .seed = 4, .probability = 0.3};
    gt_tensor *t = NULL, *numbers = NULL;
    double got = 0;
    gt_status s = gt_random(q, &t, GT_U8, 1, shape, GT_RANDOM_INTEGERS, &die);
    if (s == GT_OK) s = gt_copy(q, &numbers, t, GT_F32);
    if (s == GT_OK) s = mean(q, &got, numbers);
    if (s == GT_OK) expect("the mean of a die", got, 3.5, 0.01);
    if (s == GT_OK) s = gt_random(q, &numbers, GT_F32, 1, shape, GT_RANDOM_BERNOULLI, &coin);
    if (s == GT_OK) s = mean(q, &got, numbers);
    if (s == GT_OK) expect("of a coin", got, 0.3, 0.003);
    gt_tensor_free(t), gt_tensor_free(numbers);
    return s;
}

/* A deck of cards, shuffled: each card is in it once. */
static gt_status deck(gt_queue *q)
{
    const gt_random_opts opts = {.size = sizeof opts, .seed = 5};
    int64_t cards[52] = {0}, seen = 0;
    gt_tensor *t = NULL;
    gt_status s = gt_permutation(q, &t, NULL, 52, 0, &opts);
    if (s == GT_OK) s = gt_download(q, cards, sizeof cards, t);
    for (int i = 0; i < 52; i++) seen |= (int64_t)1 << cards[i];
    if (s == GT_OK)
        expect("all cards, in another order", seen == ((int64_t)1 << 52) - 1 && cards[0] + 51 != cards[51], 1, 0);
    gt_tensor_free(t);
    return s;
}

int main(void)
{
    gt_context *ctx = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = s == GT_OK ? gt_context_queue(ctx) : NULL;
    if (s == GT_OK) s = darts(q);
    if (s == GT_OK) s = parts(q);
    if (s == GT_OK) s = dice(q);
    if (s == GT_OK) s = deck(q);
    if (s != GT_OK) fprintf(stderr, "random: %s\n", gt_last_error());
    if (wrong) fprintf(stderr, "random: %d results are wrong\n", wrong);
    gt_context_free(ctx);
    return s != GT_OK || wrong;
}
