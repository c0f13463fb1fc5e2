/* digits [FOLDER]: trains 16 small neural networks at once to read handwritten digits, on any OpenCL device.
 *
 * Each network turns 64 pixels into 64 hidden values (relu) and those into the probabilities of 10 digits (softmax).
 * The networks differ in their first weights only. One more axis in front of every tensor holds them, and batched
 * matrix products train them together, by gradient descent with momentum. In the end they vote.
 *
 * FOLDER holds the data: examples/data where none is given; its README.md says what is in it. The host reads files,
 * brings rows into each epoch's order and prints; everything else is computed on the device. */
#include "terminal.h"
#include <gputensor/names.h>
#include <string.h>

enum { NETWORKS = 16, PIXELS = 64, HIDDEN = 64, CLASSES = 10 };
enum { ROWS = 1797, TRAIN = 1297, TEST = ROWS - TRAIN, BATCH = 64, EPOCHS = 60 };
static const double rate = 0.1, momentum = 0.9;

/* The parameters: two layers of weights and biases. */
enum { W1, B1, W2, B2, PARAMETERS };
static const int64_t shapes[PARAMETERS][3] = {
    {NETWORKS, PIXELS, HIDDEN}, {NETWORKS, 1, HIDDEN}, {NETWORKS, HIDDEN, CLASSES}, {NETWORKS, 1, CLASSES}};

/* What is on the host: the files. */
typedef struct {
    uint8_t pixels[ROWS][PIXELS], labels[ROWS];
    int32_t split[ROWS];          /* the first TRAIN of these rows are for training, the others for testing */
    int16_t order[EPOCHS][TRAIN]; /* of the training rows, in each epoch */
    float losses[NETWORKS];       /* of the first epoch, as NumPy finds them */
} dataset;

/* What is on the device. Every handle starts at NULL: the first operation that writes to it makes the tensor, and later
 * ones use it again, so that nothing is allocated after the first epoch. */
typedef struct {                         /* n rows of the data */
    gt_tensor *pixels, *labels, *digits; /* uint8 [n, 64], [n, 1] and [10] */
    gt_tensor *x, *y; /* float32 [n, 64]: pixels / 16; [n, 10]: 1 where the label is the column's digit, else 0 */
} rows;

typedef struct { /* a mini-batch: views of rows */
    gt_tensor *x, *x_t, *y;
} batch;

typedef struct {                                             /* what the networks make of n rows */
    gt_tensor *hidden, *hidden_t, *hidden_gradient, *active; /* [16, n, 64] */
    gt_tensor *z, *p;                                        /* [16, n, 10]: log-probabilities, probabilities */
} values;

enum { TRAINING, TESTING, PARTS };
enum { WHOLE_BATCH, LAST_BATCH, ALL_TESTS, SIZES };
typedef struct { /* all networks */
    gt_tensor *parameter[PARAMETERS], *velocity[PARAMETERS], *gradient[PARAMETERS];
    gt_tensor *w2_t;              /* view of W2 */
    gt_tensor *loss, *batch_loss; /* [16]: sums over the rows of this epoch, of this mini-batch */
    rows rows[PARTS];
    values values[SIZES];
} model;

static const gt_reduce_opts keep = {.size = sizeof keep, .flags = GT_KEEP_DIMS};

/* Hands a failure to the caller, and in the end to main: negative ones are the library's, FAILED is this program's. */
#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        gt_status status_ = (call);                                                                                    \
        if (status_ != GT_OK) return status_;                                                                          \
    } while (0)
enum { FAILED = 1 };

static gt_status fail(const char *why)
{
    fprintf(stderr, "digits: %s\n", why);
    return FAILED;
}

#define FREE(...) free_all((gt_tensor *[]){__VA_ARGS__}, sizeof((gt_tensor *[]){__VA_ARGS__}) / sizeof(gt_tensor *))

static void free_all(gt_tensor *const *tensors, size_t n)
{
    for (size_t i = 0; i < n; i++) gt_tensor_free(tensors[i]);
}

/* ---- Data ------------------------------------------------------------------------------------------------------ */

static gt_status load(gt_queue *q, gt_tensor **dst, const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.npy", folder, name);
    return gt_load_npy(q, dst, path);
}

/* Reads a file of `bytes` bytes of elements; any other size is refused by gt_download. */
static gt_status read_host(gt_queue *q, void *host, size_t bytes, const char *folder, const char *name)
{
    gt_tensor *t = NULL;
    gt_status s = load(q, &t, folder, name);
    if (s == GT_OK) s = gt_download(q, host, bytes, t);
    gt_tensor_free(t);
    return s;
}

static gt_status read_dataset(gt_queue *q, dataset *d, const char *folder)
{
    TRY(read_host(q, d->pixels, sizeof d->pixels, folder, "digits_pixels"));
    TRY(read_host(q, d->labels, sizeof d->labels, folder, "digits_labels"));
    TRY(read_host(q, d->split, sizeof d->split, folder, "split"));
    TRY(read_host(q, d->order, sizeof d->order, folder, "order"));
    TRY(read_host(q, d->losses, sizeof d->losses, folder, "losses"));
    int valid = 1;
    for (int i = 0; i < ROWS; i++) valid &= d->split[i] >= 0 && d->split[i] < ROWS;
    for (int i = 0; i < TRAIN; i++)
        for (int e = 0; e < EPOCHS; e++) valid &= d->order[e][i] >= 0 && d->order[e][i] < TRAIN;
    return valid ? GT_OK : fail("split.npy or order.npy names a row that is not there");
}

/* Uploads the n rows of the data set with these numbers: 65 bytes each, which become numbers on the device. */
static gt_status upload_rows(gt_queue *q, rows *r, const dataset *d, const int32_t *numbers, int64_t n)
{
    static uint8_t pixels[ROWS][PIXELS], labels[ROWS];
    for (int64_t i = 0; i < n; i++) {
        memcpy(pixels[i], d->pixels[numbers[i]], PIXELS);
        labels[i] = d->labels[numbers[i]];
    }
    TRY(gt_upload(q, &r->pixels, GT_U8, 2, (int64_t[]){n, PIXELS}, pixels, (size_t)n * PIXELS));
    TRY(gt_upload(q, &r->labels, GT_U8, 2, (int64_t[]){n, 1}, labels, (size_t)n));
    TRY(gt_apply(q, GT_DIVIDE, &r->x, (gt_arg[]){gt_arg_tensor(r->pixels), gt_arg_scalar(gt_float(16))}, 2));
    TRY(gt_arange(q, &r->digits, GT_U8, NULL, NULL, CLASSES));
    if (!r->y) TRY(gt_tensor_create(q, &r->y, GT_F32, 2, (int64_t[]){n, CLASSES}, 0));
    return gt_equal(q, &r->y, r->labels, r->digits); /* 1 and 0 in the dtype of what they are taken from */
}

/* ---- Networks -------------------------------------------------------------------------------------------------- */

/* A view with the last two axes swapped. */
static gt_status transpose(gt_tensor **out, const gt_tensor *t)
{
    int32_t rank = gt_tensor_rank(t);
    return gt_tensor_permute(out, t, rank == 2 ? (int32_t[]){1, 0} : (int32_t[]){0, 2, 1}, rank);
}

static gt_status create_model(gt_queue *q, model *m, const char *folder)
{
    for (int i = 0; i < PARAMETERS; i++) {
        TRY(gt_tensor_create(q, &m->parameter[i], GT_F32, 3, shapes[i], 0));
        TRY(gt_tensor_create(q, &m->velocity[i], GT_F32, 3, shapes[i], 0));
    }
    TRY(load(q, &m->parameter[W1], folder, "w1"));
    TRY(load(q, &m->parameter[W2], folder, "w2"));
    return transpose(&m->w2_t, m->parameter[W2]);
}

static void free_model(model *m)
{
    free_all(m->parameter, PARAMETERS);
    free_all(m->velocity, PARAMETERS);
    free_all(m->gradient, PARAMETERS);
    FREE(m->w2_t, m->loss, m->batch_loss);
    for (rows *r = m->rows; r < m->rows + PARTS; r++) FREE(r->pixels, r->labels, r->digits, r->x, r->y);
    for (values *t = m->values; t < m->values + SIZES; t++)
        FREE(t->hidden, t->hidden_t, t->hidden_gradient, t->active, t->z, t->p);
}

/* p = softmax(relu(x @ W1 + B1) @ W2 + B2), z = log p. x [n, 64] is broadcast over the networks. */
static gt_status forward(gt_queue *q, const model *m, values *t, const gt_tensor *x)
{
    gt_matmul_opts hidden = {.size = sizeof hidden, .bias = m->parameter[B1], .activation = GT_RELU};
    gt_matmul_opts output = {.size = sizeof output, .bias = m->parameter[B2]};
    TRY(gt_matmul(q, &t->hidden, x, m->parameter[W1], &hidden));
    TRY(gt_matmul(q, &t->z, t->hidden, m->parameter[W2], &output));
    TRY(gt_softmax(q, GT_LOG_SOFTMAX, &t->z, t->z, -1, NULL));
    return gt_exp(q, &t->p, t->z);
}

/* Adds each network's cross-entropy of the mini-batch, the sum of -log p of the true digits, to its loss. Uses up z. */
static gt_status add_loss(gt_queue *q, model *m, values *t, const gt_tensor *y)
{
    static const int32_t rows_and_classes[] = {1, 2};
    TRY(gt_multiply(q, &t->z, t->z, y));
    TRY(gt_reduce(q, GT_ADD, &m->batch_loss, t->z, rows_and_classes, 2, NULL));
    return gt_subtract(q, &m->loss, m->loss, m->batch_loss);
}

/* The gradients of the mini-batch's mean cross-entropy by the chain rule, from the output to the input. Uses up p. */
static gt_status backward(gt_queue *q, model *m, values *t, const batch *b)
{
    static const int32_t each_row[] = {1};
    const int64_t n = gt_tensor_dim(b->x, 0);
    if (!t->hidden_t) TRY(transpose(&t->hidden_t, t->hidden));
    TRY(gt_subtract(q, &t->p, t->p, b->y)); /* from here on p is the gradient of the output layer */
    TRY(gt_apply(q, GT_DIVIDE, &t->p, (gt_arg[]){gt_arg_tensor(t->p), gt_arg_scalar(gt_float((double)n))}, 2));
    TRY(gt_matmul(q, &m->gradient[W2], t->hidden_t, t->p, NULL));
    TRY(gt_reduce(q, GT_ADD, &m->gradient[B2], t->p, each_row, 1, &keep));
    TRY(gt_matmul(q, &t->hidden_gradient, t->p, m->w2_t, NULL));
    if (!t->active) TRY(gt_tensor_create(q, &t->active, GT_F32, 3, (int64_t[]){NETWORKS, n, HIDDEN}, 0));
    TRY(gt_apply(q, GT_LESS, &t->active, (gt_arg[]){gt_arg_scalar(gt_float(0)), gt_arg_tensor(t->hidden)}, 2));
    TRY(gt_multiply(q, &t->hidden_gradient, t->hidden_gradient, t->active));
    TRY(gt_matmul(q, &m->gradient[W1], b->x_t, t->hidden_gradient, NULL));
    return gt_reduce(q, GT_ADD, &m->gradient[B1], t->hidden_gradient, each_row, 1, &keep);
}

/* velocity = momentum * velocity + gradient; parameter = -rate * velocity + parameter. */
static gt_status update(gt_queue *q, model *m)
{
    for (int i = 0; i < PARAMETERS; i++) {
        gt_arg decay[] = {gt_arg_scalar(gt_float(momentum)), gt_arg_tensor(m->velocity[i]),
                          gt_arg_tensor(m->gradient[i])};
        TRY(gt_apply(q, GT_FMA, &m->velocity[i], decay, 3));
        gt_arg move[] = {gt_arg_scalar(gt_float(-rate)), gt_arg_tensor(m->velocity[i]), gt_arg_tensor(m->parameter[i])};
        TRY(gt_apply(q, GT_FMA, &m->parameter[i], move, 3));
    }
    return GT_OK;
}

/* ---- Training -------------------------------------------------------------------------------------------------- */

static gt_status step(gt_queue *q, model *m, int64_t from, int64_t to)
{
    values *t = &m->values[to - from == BATCH ? WHOLE_BATCH : LAST_BATCH];
    gt_slice slice = {.start = from, .stop = to, .step = 1};
    batch b = {NULL, NULL, NULL};
    gt_status s = gt_tensor_slice(&b.x, m->rows[TRAINING].x, &slice, 1);
    if (s == GT_OK) s = gt_tensor_slice(&b.y, m->rows[TRAINING].y, &slice, 1);
    if (s == GT_OK) s = transpose(&b.x_t, b.x);
    if (s == GT_OK) s = forward(q, m, t, b.x);
    if (s == GT_OK) s = add_loss(q, m, t, b.y);
    if (s == GT_OK) s = backward(q, m, t, &b);
    if (s == GT_OK) s = update(q, m);
    FREE(b.x, b.x_t, b.y);
    return s;
}

static gt_status train_epoch(gt_queue *q, model *m, const dataset *d, int epoch, float losses[NETWORKS])
{
    int32_t numbers[TRAIN];
    gt_scalar zero = gt_float(0);
    for (int i = 0; i < TRAIN; i++) numbers[i] = d->split[d->order[epoch][i]];
    TRY(upload_rows(q, &m->rows[TRAINING], d, numbers, TRAIN));
    TRY(gt_fill(q, &m->loss, GT_F32, 1, (int64_t[]){NETWORKS}, &zero));
    for (int64_t from = 0; from < TRAIN; from += BATCH)
        TRY(step(q, m, from, from + BATCH < TRAIN ? from + BATCH : TRAIN));
    TRY(gt_download(q, losses, NETWORKS * sizeof *losses, m->loss));
    for (int i = 0; i < NETWORKS; i++) losses[i] /= TRAIN;
    return GT_OK;
}

/* The same weights, data and order give the same losses in NumPy, up to rounding. */
static gt_status compare_losses(const float *losses, const float *expected)
{
    double largest = largest_difference(losses, expected, NETWORKS);
    printf("          the losses differ from NumPy's by at most %.1e\n", largest);
    return largest <= 1e-4 ? GT_OK : fail("the losses of the first epoch are not those that NumPy finds");
}

static gt_status train(gt_queue *q, model *m, const dataset *d, double seconds[EPOCHS])
{
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        float losses[NETWORKS];
        double start = now();
        TRY(train_epoch(q, m, d, epoch, losses));
        seconds[epoch] = now() - start;
        range loss = range_of(losses, NETWORKS);
        if (epoch == 0 || epoch % 10 == 9)
            printf("epoch %2d: losses %.4f to %.4f, %.3f s\n", epoch + 1, loss.lowest, loss.highest, seconds[epoch]);
        if (epoch == 0) TRY(compare_losses(losses, d->losses));
    }
    return GT_OK;
}

/* ---- Testing --------------------------------------------------------------------------------------------------- */

typedef struct {
    float each[NETWORKS], ensemble; /* accuracies */
    int64_t answers[TEST];          /* of the ensemble */
    double seconds[EPOCHS];
} result;

/* The most likely digits of p [n networks, TEST, 10], and how often each network's are the rows' labels. answers may be
 * NULL. */
static gt_status score(gt_queue *q, const gt_tensor *p, const rows *r, float *accuracy, int64_t n, int64_t *answers)
{
    static const int32_t classes[] = {-1}, rows_and_answer[] = {-2, -1};
    gt_tensor *answer = NULL, *right = NULL, *sum = NULL;
    gt_status s = gt_tensor_create(q, &right, GT_F32, 3, (int64_t[]){n, TEST, 1}, 0);
    if (s == GT_OK) s = gt_arg_reduce(q, GT_MAXIMUM, &answer, p, classes, 1, &keep);
    if (s == GT_OK) s = gt_equal(q, &right, answer, r->labels);
    if (s == GT_OK) s = gt_reduce(q, GT_ADD, &sum, right, rows_and_answer, 2, NULL);
    if (s == GT_OK) s = gt_download(q, accuracy, (size_t)n * sizeof *accuracy, sum);
    if (s == GT_OK && answers) s = gt_download(q, answers, TEST * sizeof *answers, answer);
    for (int64_t i = 0; s == GT_OK && i < n; i++) accuracy[i] /= TEST;
    FREE(answer, right, sum);
    return s;
}

/* Each network answers alone; the ensemble's answer is the digit with the largest sum of probabilities. */
static gt_status test(gt_queue *q, model *m, const dataset *d, result *r)
{
    static const int32_t networks[] = {0};
    values *t = &m->values[ALL_TESTS];
    rows *tests = &m->rows[TESTING];
    gt_tensor *votes = NULL;
    TRY(upload_rows(q, tests, d, d->split + TRAIN, TEST));
    TRY(forward(q, m, t, tests->x));
    TRY(score(q, t->p, tests, r->each, NETWORKS, NULL));
    TRY(gt_reduce(q, GT_ADD, &votes, t->p, networks, 1, &keep));
    gt_status s = score(q, votes, tests, &r->ensemble, 1, r->answers);
    gt_tensor_free(votes);
    return s;
}

/* Does all of it once on a queue that computes nothing, so that the kernels are compiled while the data are read. The
 * dataset is empty, and nothing is read or written. */
static gt_status rehearse(gt_context *ctx, gt_queue **out, model *m, const dataset *d, result *r)
{
    gt_queue_opts opts = {.size = sizeof opts, .rehearse = 1};
    float losses[NETWORKS];
    TRY(gt_queue_create(out, ctx, &opts));
    TRY(train_epoch(*out, m, d, 0, losses));
    TRY(test(*out, m, d, r));
    return gt_queue_flush(*out);
}

/* ---- Report ---------------------------------------------------------------------------------------------------- */

static gt_status report(const gt_context *ctx, const dataset *d, result *r, double start)
{
    gt_context_stats stats = {.size = sizeof stats};
    range each = range_of(r->each, NETWORKS);
    TRY(gt_context_statistics(ctx, &stats));
    printf("first epoch %.2f s with building kernels, %lld programs in all; the others %.3f s (median)\n",
           r->seconds[0], (long long)stats.programs_built, median(r->seconds + 1, EPOCHS - 1));
    printf("all in all %.1f s\n\n", now() - start);
    int wrong = draw_mistakes(d->pixels, d->labels, d->split + TRAIN, r->answers, TEST);
    printf("the ensemble misread %d of %d test digits; accuracy of each network:", wrong, TEST);
    for (int i = 0; i < NETWORKS; i++) printf("%s%.3f", i % 8 ? " " : "\n  ", r->each[i]);
    if (each.lowest < each.highest) printf("\nthe networks differ: %.3f to %.3f", each.lowest, each.highest);
    printf("\nensemble accuracy %.3f\n", r->ensemble);
    if (!(each.lowest < each.highest)) return fail("the networks do not differ");
    return r->ensemble >= 0.970F ? GT_OK : fail("the ensemble's accuracy is below 0.970");
}

int main(int argc, char **argv)
{
    static dataset d;
    static result r;
    static model m;
    const char *folder = argc > 1 ? argv[1] : "examples/data";
    double start = now();
    gt_context *ctx = NULL;
    gt_device_desc device = {.size = sizeof device};
    int32_t chosen = gt_device_find(NULL); /* the best one, or what GPUTENSOR_DEVICE says */
    gt_status s = gt_context_create(&ctx, chosen, NULL);
    gt_queue *q = gt_context_queue(ctx), *rehearsal = NULL;
    if (s == GT_OK) s = gt_device_describe(chosen, &device);
    if (s == GT_OK) printf("16 networks of 64-64-10 on %s (%s)\n", device.name, device.platform);
    if (s == GT_OK) s = create_model(q, &m, folder);
    if (s == GT_OK) s = rehearse(ctx, &rehearsal, &m, &d, &r);
    if (s == GT_OK) s = read_dataset(q, &d, folder);
    if (s == GT_OK) s = train(q, &m, &d, r.seconds);
    if (s == GT_OK) s = test(q, &m, &d, &r);
    if (s == GT_OK) s = report(ctx, &d, &r, start);
    if (s < 0) fprintf(stderr, "digits: %s\n", gt_last_error());
    free_model(&m);
    gt_queue_free(rehearsal);
    gt_context_free(ctx);
    return s == GT_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
