#include "kernel/random.h"

#include "base/integer.h"
#include "kernel/copy.h"
#include "kernel/flat.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"

/* Elements that share a block: with a word of 32 bits each, or 64. */
enum { NARROW_EACH = 4, WIDE_EACH = 2 };
/* Blocks of which a vector of the cpu form has a word each. */
enum { VECTOR_BLOCKS = 8 };

static int32_t each_of(const gt__random *what, const gt__dtype *compute)
{
    const int wide = what->kind == GT__RANDOM_INTEGERS ? what->range - 1 > UINT32_MAX
                                                       : what->kind != GT__RANDOM_BERNOULLI && compute->size == 8;
    return wide ? WIDE_EACH : NARROW_EACH;
}

static void add_float(gt__command *command, const gt__dtype *compute, double value)
{
    const float single = (float)value;
    gt__arg_value(command, compute->size == 8 ? (const void *)&value : (const void *)&single, (size_t)compute->size);
}

static void add_unsigned(gt__command *command, int32_t bytes, uint64_t value)
{
    const uint32_t narrow = (uint32_t)value;
    gt__arg_value(command, bytes == 8 ? (const void *)&value : (const void *)&narrow, (size_t)bytes);
}

/* What the kernel calls range and least. A word whose product with range ends below 2^bits mod range is drawn again. */
static void add_range(gt__command *command, const gt__random *what, const gt__dtype *compute, int32_t each)
{
    const uint64_t range = what->range;
    const uint64_t words = each == WIDE_EACH ? 0 - range : (uint64_t)UINT32_MAX + 1 - range;
    add_unsigned(command, compute->size, what->low);
    add_unsigned(command, 16 / each, range);
    add_unsigned(command, 16 / each, range ? words % range : 0);
}

/* p as a number of 32 bits, or 2^32, and the 32 after it. */
static void add_chance(gt__command *command, double p)
{
    const double scaled = p * 0x1p32;
    const uint64_t chance = (uint64_t)scaled;
    gt__arg_long(command, (int64_t)chance);
    gt__arg_long(command, (int64_t)((scaled - (double)chance) * 0x1p32));
}

static void add_parameters(gt__command *command, const gt__random *what, const gt__dtype *compute, int32_t each)
{
    if (what->kind == GT__RANDOM_INTEGERS) {
        add_range(command, what, compute, each);
    } else if (what->kind == GT__RANDOM_BERNOULLI) {
        add_chance(command, what->probability);
    } else {
        add_float(command, compute, what->location);
        add_float(command, compute, what->scale);
    }
}

/* Of the cpu form: blocks that are made at a time, and the vectors that are made together. */
static void set_blocks(gt__spec *spec, const gt__call *call, const gt__random *what)
{
    const int is_uniform = what->kind == GT__RANDOM_UNIFORM;
    int64_t vectors = is_uniform ? gt__tuned.random_cpu.uniform_vectors : gt__tuned.random_cpu.vectors;
    if (gt__traits_of(call->context)->vector_bytes < 64) vectors = 1;
    spec->tile[1] = (uint16_t)(is_uniform ? vectors * VECTOR_BLOCKS : gt__tuned.random_cpu.batch);
    spec->tile[2] = (uint16_t)vectors;
}

static gt_status run_contiguous(const gt__call *call, const gt__random *what, const gt__array *target)
{
    const gt__dtype *compute = gt__dtype_of(target->dtype->wide);
    const int32_t each = each_of(what, compute);
    const int64_t skip = (int64_t)(what->first % (uint64_t)each);
    const int64_t blocks = gt__divide_up(target->count + skip, each);
    const uint64_t counter = what->counter[0] + what->first / (uint64_t)each;
    gt__spec spec = gt__spec_of(call, GT__RANDOM);
    gt__kernel *kernel = NULL;
    gt__command command;
    gt__spec_types(&spec, compute, target->dtype, target->dtype);
    spec.kind = (uint8_t)what->kind;
    spec.tile[0] = (uint16_t)each;
    if (spec.form == GT__CPU) {
        set_blocks(&spec, call, what);
        if (what->kind <= GT__RANDOM_EXPONENTIAL) spec.lanes = (uint8_t)(gt__tuned.vector_bytes / compute->size);
    }
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    gt__arg_buffer(&command, target->buffer);
    gt__arg_long(&command, target->offset);
    gt__arg_long(&command, target->count);
    gt__arg_long(&command, blocks);
    gt__arg_long(&command, skip);
    gt__arg_long(&command, (int64_t)what->seed);
    gt__arg_long(&command, (int64_t)counter);
    gt__arg_long(&command, (int64_t)(what->counter[1] + (counter < what->counter[0])));
    add_parameters(&command, what, compute, each);
    if (spec.form == GT__CPU) {
        gt__arg_long(&command, gt__round_up(gt__flat_chunk(call, blocks), spec.tile[1]));
        gt__arg_int(&command, gt__flat_streams(target));
    }
    gt__flat_sizes(call, &command, blocks, blocks);
    return gt__submit(call, &command);
}

/* Of complex dtypes there are coins alone, which are made as bool. */
gt_status gt__random_run(const gt__call *call, const gt__random *what, const gt__array *target)
{
    const int complex = target->dtype->kind == GT__COMPLEX;
    gt__array whole;
    if (target->count == 0) return GT_OK;
    if (!complex && gt__array_contiguous(target)) return run_contiguous(call, what, target);
    GT__TRY(gt__array_create(&whole, call, complex ? gt__dtype_of(GT_BOOL) : target->dtype, &target->shape));
    gt_status status = run_contiguous(call, what, &whole);
    if (status == GT_OK) status = gt__copy_run(call, target, &whole);
    gt__buffer_release(whole.buffer);
    return status;
}
