/* The stages of a transform whose kernel is compiled for its length: kernels/gpu/fft_sized.cl. */
#include "base/integer.h"
#include "kernel/fft.h"
#include "kernel/tuning.h"

enum { RADICES = 10 };

/* From the largest. */
static const int32_t radices[RADICES] = {16, 10, 9, 8, 7, 6, 5, 4, 3, 2};

typedef struct search {
    int32_t at, radix[GT__FFT_STAGES];
    double best_work;
    gt__fft_sizes *best;
} search;

/* Elements that an item goes through in all stages, for each of its first one. */
static double work_of(const search *s)
{
    int64_t work = 0;
    for (int32_t i = 0; i < s->at; i++) work += gt__divide_up(s->radix[0], s->radix[i]) * s->radix[i];
    return (double)work / s->radix[0];
}

static void note(search *s)
{
    const double work = work_of(s);
    if (s->best->stages > 0 && (s->at > s->best->stages || work > s->best_work)) return;
    s->best_work = work;
    s->best->stages = s->at;
    for (int32_t i = 0; i < GT__FFT_STAGES; i++) s->best->radix[i] = i < s->at ? s->radix[i] : 0;
}

/* Goes on with n, of which only radices from number `first` on are to be taken, from the largest. */
static void look(search *s, int64_t n, int first)
{
    if (n == 1 && s->at > 1) note(s);
    if (n == 1 || s->at == GT__FFT_STAGES || (s->best->stages > 0 && s->at == s->best->stages)) return;
    for (int i = first; i < RADICES; i++) {
        if (n % radices[i] != 0) continue;
        s->radix[s->at++] = radices[i];
        look(s, n / radices[i], i);
        s->at--;
    }
}

/* 0 if it has too many stages. Numbers of 8 bytes do not take 16 of them into registers. */
static int find_stages(gt__fft_sizes *out, const gt__dtype *real, int64_t n)
{
    search s = {.best = out};
    out->stages = 0;
    look(&s, n, real->size == 8);
    if (out->stages > 0) out->items = n / out->radix[0];
    return out->stages > 0;
}

/* Of a group's lines in local memory; at most 2 of 32 elements are there for the banks alone. */
static int64_t bytes_of(int64_t n, int64_t width, const gt__dtype *real)
{
    return width * (n + gt__divide_up(n, 16) + 16) * 2 * real->size;
}

static void choose_width(gt__fft_sizes *out, const gt__traits *traits, const gt__dtype *real, int64_t n, int64_t lines)
{
    out->width = 1;
    while (out->width < lines) {
        const int64_t width = 2 * out->width, items = width * out->items;
        const int64_t most =
            width <= gt__tuned.fft.gpu_side ? gt__tuned.fft.sized_items_across : gt__tuned.fft.sized_items;
        if (items > gt__smaller(most, traits->group) || width * n * 2 * real->size > gt__tuned.fft.sized_bytes) return;
        if (bytes_of(n, width, real) > traits->local_bytes) return;
        out->width = width;
    }
}

int64_t gt__fft_longest_sized(const gt__dtype *real)
{
    return gt__tuned.fft.sized_bytes / (2 * real->size) / gt__tuned.fft.gpu_side;
}

int gt__fft_sizes_of(gt__fft_sizes *out, const gt__call *call, const gt__dtype *real, int64_t n, int64_t lines,
                     int64_t count)
{
    const gt__traits *traits = gt__traits_of(call->context);
    if (traits->form == GT__CPU || count < gt__tuned.fft.sized_least) return 0;
    if (bytes_of(n, 1, real) > traits->local_bytes || !find_stages(out, real, n)) return 0;
    if (out->items > gt__smaller(gt__tuned.fft.sized_items_across, traits->group)) return 0;
    choose_width(out, traits, real, n, lines);
    return 1;
}
