/* Values that replace elements, on GPUs: the last index that names each place is found, of all at once, and then those
 * values are moved. */
#include "base/integer.h"
#include "kernel/flat.h"
#include "kernel/scatter.h"
#include "kernel/tuning.h"

/* Of a round of indices. */
typedef struct winners {
    gt__array numbers;
    int32_t shared; /* one for all lines */
    int32_t hashed; /* 2^hashed slots; 0: one for each place */
} winners;

/* The least number of bits of which that many numbers can be told apart. */
static int32_t bits_of(int64_t numbers)
{
    int32_t bits = 1;
    while ((int64_t)1 << bits < numbers) bits++;
    return bits;
}

/* round: indices of a line. */
static gt_status make_winners(winners *w, const gt__scattering *s, int64_t round)
{
    const int64_t bound = s->what->of->shape.size[s->what->axis];
    w->shared = gt__scatter_shares(s->lines);
    const int64_t width = w->shared ? 1 : s->lines->outs, entries = round * width;
    gt__shape shape = {2, {width, bound > 0 ? bound : 1}};
    w->hashed = 0;
    if (entries <= gt__tuned.scatter_gpu.longest && bound / gt__tuned.scatter_gpu.sparse > round) {
        w->hashed = bits_of(2 * entries);
        shape = (gt__shape){1, {(int64_t)1 << w->hashed}};
    }
    return gt__array_create(&w->numbers, s->call, gt__dtype_of(GT_I32), &shape);
}

/* marks: finds the winners; else their values are moved. */
static gt_status pass(const gt__scattering *s, const winners *w, int64_t begin, int64_t end, int marks)
{
    gt__spec spec = gt__scatter_spec(s, GT__REPLACE);
    gt__kernel *kernel = NULL;
    gt__command command;
    const int64_t steps = (end - begin) * (marks && w->shared ? 1 : s->lines->outs);
    spec.flags |= marks ? GT__MARKS : 0;
    GT__TRY(gt__spec_kernel(&kernel, s->call, &spec));
    gt__launch_begin(&command, kernel);
    const int32_t range = gt__scatter_arguments(&command, s);
    gt__arg_set(&command, range, &begin);
    gt__arg_set(&command, range + 1, &end);
    gt__arg_buffer(&command, w->numbers.buffer);
    gt__arg_int(&command, w->shared);
    gt__arg_int(&command, w->hashed);
    gt__flat_sizes(s->call, &command, steps, steps);
    return gt__submit(s->call, &command);
}

/* Rounds, so that an int32 counts the indices of one. */
gt_status gt__scatter_replace(const gt__scattering *s)
{
    static const int32_t none = -1;
    const int64_t count = s->lines->count, round = gt__smaller(count, gt__tuned.scatter_gpu.longest);
    winners w;
    GT__TRY(make_winners(&w, s, round));
    const gt__array *numbers = &w.numbers;
    gt_status status = GT_OK;
    for (int64_t begin = 0, end; begin < count && status == GT_OK; begin = end) {
        end = gt__smaller(begin + round, count);
        status = gt__fill_bytes(s->call, numbers->buffer, 0, numbers->count * numbers->dtype->size, &none, sizeof none);
        if (status == GT_OK) status = pass(s, &w, begin, end, 1);
        if (status == GT_OK) status = pass(s, &w, begin, end, 0);
    }
    gt__buffer_release(numbers->buffer);
    return status;
}
