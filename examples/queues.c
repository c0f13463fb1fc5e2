/* queues: work that may run at the same time. Two queues with an event between them, transfers without waiting, the
 * device's own clock, and two threads with a queue each. */
#include <gputensor/names.h>
#include <pthread.h>
#include <stdio.h>

enum { N = 100000, PIECES = 4 };
static int wrong;

/* Pieces of an array go in on one queue while another one computes with those that are there: y = 2 x + 1. */
static gt_status pipeline(gt_context *ctx)
{
    static float x[PIECES][N], y[PIECES][N];
    const gt_queue_opts timed = {.size = sizeof timed, .profile = 1};
    gt_tensor *in[PIECES] = {NULL}, *out[PIECES] = {NULL};
    gt_queue *transfers = NULL, *work = NULL;
    gt_event *there = NULL, *begin = NULL, *end = NULL;
    int64_t nanoseconds = 0;
    for (int i = 0; i < PIECES * N; i++) x[i / N][i % N] = (float)(i % 1000);

    gt_status s = gt_queue_create(&transfers, ctx, NULL);
    if (s == GT_OK) s = gt_queue_create(&work, ctx, &timed);
    if (s == GT_OK) s = gt_event_record(work, &begin);
    for (int i = 0; s == GT_OK && i < PIECES; i++) {
        s = gt_upload_async(transfers, &in[i], GT_F32, 1, (int64_t[]){N}, x[i], sizeof x[i]);
        if (s == GT_OK) s = gt_event_record(transfers, &there); /* reached when piece i is on the device */
        if (s == GT_OK) s = gt_queue_wait(work, there);         /* the device waits, the host goes on */
        gt_event_free(there), there = NULL;
        const gt_arg args[] = {gt_arg_tensor(in[i]), gt_arg_scalar(gt_float(2)), gt_arg_scalar(gt_float(1))};
        if (s == GT_OK) s = gt_apply(work, GT_FMA, &out[i], args, 3);
        if (s == GT_OK) s = gt_download_async(work, y[i], sizeof y[i], out[i]);
    }
    if (s == GT_OK) s = gt_event_record(work, &end);
    if (s == GT_OK) s = gt_event_wait(end, -1); /* from here on y may be read, and x changed */
    if (s == GT_OK) s = gt_queue_finish(work);  /* would report a failure of the work itself */
    if (s == GT_OK) s = gt_event_elapsed(begin, end, &nanoseconds);
    for (int i = 0; s == GT_OK && i < PIECES * N; i++) wrong += y[i / N][i % N] != 2 * x[i / N][i % N] + 1;
    printf("%d pieces in, computed and out in %.2f ms of the device's time\n", PIECES, (double)nanoseconds * 1e-6);

    /* After a failure, too, transfers may be pending: they must be over before x and y are. */
    if (s != GT_OK && transfers && gt_queue_finish(transfers) != GT_OK) puts("the transfers failed");
    if (s != GT_OK && work && gt_queue_finish(work) != GT_OK) puts("the work failed");
    for (int i = 0; i < PIECES; i++) gt_tensor_free(in[i]), gt_tensor_free(out[i]);
    gt_event_free(there), gt_event_free(begin), gt_event_free(end);
    gt_queue_free(transfers), gt_queue_free(work);
    return s;
}

/* What a thread works on. Each has a queue of its own and its own tensors; both read the same x. */
typedef struct {
    gt_context *ctx;
    const gt_tensor *x;
    int32_t op;
    float sum;
    gt_status status;
    char message[200]; /* messages are per thread: the thread hands its own over */
} job;

static void *run(void *of_job)
{
    job *j = of_job;
    gt_queue *q = NULL;
    gt_tensor *y = NULL, *sum = NULL;
    j->status = gt_queue_create(&q, j->ctx, NULL);
    if (j->status == GT_OK) j->status = gt_unary(q, j->op, &y, j->x);
    if (j->status == GT_OK) j->status = gt_reduce(q, GT_ADD, &sum, y, NULL, 0, NULL);
    if (j->status == GT_OK) j->status = gt_download(q, &j->sum, sizeof j->sum, sum);
    if (j->status != GT_OK) snprintf(j->message, sizeof j->message, "%s", gt_last_error());
    gt_tensor_free(y), gt_tensor_free(sum), gt_queue_free(q);
    return NULL;
}

static gt_status threads(gt_context *ctx)
{
    const gt_scalar minus_two = gt_int(-2);
    gt_tensor *x = NULL;
    gt_queue *q = gt_context_queue(ctx);
    gt_status s = gt_fill(q, &x, GT_F32, 1, (int64_t[]){1000}, &minus_two);
    if (s == GT_OK)
        s = gt_queue_finish(q); /* the threads' queues know nothing of this one: x is ready before they start */
    job jobs[2] = {{.ctx = ctx, .x = x, .op = GT_ABS}, {.ctx = ctx, .x = x, .op = GT_SIGN}};
    pthread_t thread[2];
    int started = 0;
    while (s == GT_OK && started < 2 && pthread_create(&thread[started], NULL, run, &jobs[started]) == 0) started++;
    for (int i = 0; i < started; i++) {
        pthread_join(thread[i], NULL);
        printf("thread %d: %g %s\n", i, jobs[i].sum, jobs[i].message);
        wrong += jobs[i].status != GT_OK || jobs[i].sum != (i == 0 ? 2000.0F : -1000.0F);
    }
    wrong += s == GT_OK && started < 2;
    gt_tensor_free(x);
    return s;
}

int main(void)
{
    gt_context *ctx = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    if (s == GT_OK) s = pipeline(ctx); /* compiles the kernel */
    if (s == GT_OK) s = pipeline(ctx);
    if (s == GT_OK) s = threads(ctx);
    if (s != GT_OK) fprintf(stderr, "queues: %s\n", gt_last_error());
    if (wrong) fprintf(stderr, "queues: %d results are wrong\n", wrong);
    gt_context_free(ctx);
    return s != GT_OK || wrong;
}
