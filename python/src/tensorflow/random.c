/* Random numbers as TensorFlow's other devices make them: its way from the words of Philox to floats. */
#define _DEFAULT_SOURCE /* getentropy */
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "runs.h"

/* Those of a kernel that has seeds are its own, others are random: TensorFlow's other devices do so, too. */
void prepare_seeds(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    int64_t seed = 0, other = 0;
    tf.TF_OpKernelConstruction_GetAttrInt64(from, "seed", &seed, status);
    if (tf.TF_GetCode(status) != TSL_OK) return;
    tf.TF_OpKernelConstruction_GetAttrInt64(from, "seed2", &other, status);
    k->seed = (uint64_t)seed;
    k->stream = (uint64_t)other;
    if (seed != 0 || other != 0) return;
    uint64_t drawn[2] = {0};
    if (getentropy(drawn, sizeof drawn) != 0) tf.TF_SetStatus(status, TSL_INTERNAL, "the system has no random numbers");
    k->seed = drawn[0];
    k->stream = drawn[1];
}

/* Seed and counter for n numbers: of the kernel, which skips so many times 256, or inputs on the host. */
static gt_status read_source(frame *f, int64_t n, gt_random_opts *opts)
{
    enum { PHILOX = 1, ANY = 3, EACH = 256 };
    integers key, counter, algorithm;
    *opts = (gt_random_opts){.size = sizeof *opts};
    if (f->kernel->row->code == OWN_SEEDS) {
        opts->seed = f->kernel->seed;
        opts->counter[0] = f->kernel->drawn;
        while (
            !atomic_compare_exchange_weak(&f->kernel->drawn, &opts->counter[0], opts->counter[0] + (uint64_t)n * EACH))
            ;
        opts->counter[1] = f->kernel->stream;
        return GT_OK;
    }
    TRY(host_integers(f, 1, &key));
    TRY(host_integers(f, 2, &counter));
    TRY(host_integers(f, 3, &algorithm));
    if (key.n != 1 || counter.n < 2 || algorithm.n != 1)
        return refuse(f, TSL_INVALID_ARGUMENT, "a key, a counter of two numbers and an algorithm are needed");
    if (algorithm.value[0] != PHILOX && algorithm.value[0] != ANY)
        return refuse(f, TSL_UNIMPLEMENTED, "the device's random numbers are Philox's");
    opts->seed = (uint64_t)key.value[0];
    opts->counter[0] = (uint64_t)counter.value[0];
    opts->counter[1] = (uint64_t)counter.value[1];
    return GT_OK;
}

/* For `made` numbers, n words of 32 bits as (n / width, width). */
static gt_status words(frame *f, int64_t made, int64_t n, int64_t width, gt_tensor **out)
{
    gt_random_opts opts;
    gt_tensor **words = hold(f);
    const int64_t shape[] = {(n + width - 1) / width, width};
    TRY(read_source(f, made, &opts));
    TRY(gt_random(queue, words, GT_U32, 2, shape, GT_RANDOM_INTEGERS, &opts));
    *out = *words;
    return GT_OK;
}

/* The state of a generator, a variable of a counter and a key, before it skips so many times 256 numbers. It waits for
 * the device. */
gt_status run_read_and_skip(frame *f)
{
    enum { PHILOX = 1, STATE = 3, EACH = 256 };
    const int64_t n = STATE;
    uint64_t state[STATE];
    gt_tensor *variable_state = NULL;
    integers algorithm, delta;
    TRY(variable(f, &variable_state));
    TRY(host_integers(f, 1, &algorithm));
    TRY(host_integers(f, 2, &delta));
    if (algorithm.n != 1 || algorithm.value[0] != PHILOX)
        return refuse(f, TSL_UNIMPLEMENTED, "the device's random numbers are Philox's");
    if (delta.n != 1 || gt_tensor_dtype(variable_state) != GT_I64)
        return refuse(f, TSL_INVALID_ARGUMENT, "a state of int64 and a number are needed");
    TRY(has_shape(f, variable_state, 1, &n));
    TRY(gt_download(queue, state, sizeof state, variable_state));
    TF_Tensor *value = tf.TF_AllocateOutput(f->ctx, 0, TF_INT64, &n, 1, sizeof state, f->status);
    if (tf.TF_GetCode(f->status) != TSL_OK) return GT_E_ARGUMENT;
    keep(f, value);
    memcpy(tf.TF_TensorData(value), state, sizeof state);
    const uint64_t more = (uint64_t)delta.value[0] * EACH;
    state[0] += more;
    state[1] += state[0] < more;
    return gt_upload(queue, &variable_state, GT_I64, 1, &n, state, sizeof state);
}

static gt_status line_of(frame *f, gt_tensor **y, gt_tensor **line)
{
    integers shape;
    gt_tensor **view = hold(f);
    TRY(told_shape(f, 0, &shape));
    TRY(output(f, 0, shape.n, shape.value, y));
    const int64_t n = gt_tensor_count(*y);
    TRY(gt_tensor_reshape(view, *y, 1, &n));
    *line = *view;
    return GT_OK;
}

static gt_status column(frame *f, const gt_tensor *x, int64_t i, gt_tensor **out)
{
    const gt_slice slices[] = {{0}, {.start = i, .flags = GT_SLICE_INDEX}};
    gt_tensor **view = hold(f);
    TRY(gt_tensor_slice(view, x, slices, 2));
    *out = *view;
    return GT_OK;
}

/* From 0 to 1, of as many bits as the type has behind its point: float64 takes two words. */
gt_status run_random_uniform(frame *f)
{
    gt_tensor *y = NULL, *line = NULL, *all = NULL, *one = NULL, *two = NULL;
    TRY(line_of(f, &y, &line));
    const int64_t n = gt_tensor_count(y);
    const int32_t dtype = gt_tensor_dtype(y), bits = dtype == GT_F16 ? 10 : dtype == GT_BF16 ? 7 : 23;
    if (n == 0) return GT_OK;
    TRY(words(f, n, dtype == GT_F64 ? 2 * n : n, dtype == GT_F64 ? 2 : 1, &all));
    TRY(column(f, all, 0, &one));
    if (dtype == GT_F64) TRY(column(f, all, 1, &two));
    const gt_arg args[] = {{.name = "a", .tensor = one},
                           {.name = "b", .tensor = two},
                           {.name = "m", .scalar = {.dtype = GT_U32, .i = (1 << bits) - 1}},
                           {.name = "s", .scalar = {.dtype = GT_F32, .re = 1.0 / (1 << bits)}},
                           {.name = "d", .scalar = {.dtype = GT_F64, .re = 1.0 / (1 << 20)}},
                           {.name = "e", .scalar = {.dtype = GT_F64, .re = 1.0 / (1LL << 52)}}};
    if (dtype == GT_F64) return gt_eval(queue, &line, "(a & 0xfffff) * d + b * e", args, 6);
    return gt_eval(queue, &line, "(a & m) * s", args, 4);
}

/* Box and Muller's pairs of two words. */
gt_status run_random_normal(frame *f)
{
    gt_tensor *y = NULL, *line = NULL, *all = NULL, *one = NULL, *two = NULL, *part = NULL;
    gt_tensor **pairs = hold(f), **numbers = hold(f), **inside = hold(f);
    TRY(line_of(f, &y, &line));
    const int64_t n = gt_tensor_count(y), shape[] = {(n + 1) / 2, 2}, flat_shape = 2 * shape[0];
    const gt_slice slice = {.stop = n, .step = 1};
    if (n == 0) return GT_OK;
    TRY(words(f, n, n, 2, &all));
    TRY(column(f, all, 0, &one));
    TRY(column(f, all, 1, &two));
    const gt_arg args[] = {{.name = "a", .tensor = one},
                           {.name = "b", .tensor = two},
                           {.name = "s", .scalar = {.dtype = GT_F32, .re = 1.0 / (1 << 23)}}};
    TRY(gt_tensor_create(queue, pairs, GT_F32, 2, shape, 0));
    TRY(column(f, *pairs, 0, &part));
    TRY(gt_eval(queue, &part, "sqrt(-2 * log(maximum((a & 0x7fffff) * s, 1e-7))) * sin((b & 0x7fffff) * s * (2 * pi))",
                args, 3));
    TRY(column(f, *pairs, 1, &part));
    TRY(gt_eval(queue, &part, "sqrt(-2 * log(maximum((a & 0x7fffff) * s, 1e-7))) * cos((b & 0x7fffff) * s * (2 * pi))",
                args, 3));
    TRY(gt_tensor_reshape(numbers, *pairs, 1, &flat_shape));
    TRY(gt_tensor_slice(inside, *numbers, &slice, 1));
    return gt_copy(queue, &line, *inside, 0);
}
