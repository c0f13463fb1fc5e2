/* A kernel's identity: a value of 64 bytes without holes, hashed and compared as bytes. Its text, the source with the
 * #defines before it, is written only if the kernel is not there yet. */
#ifndef GT_KERNEL_SPEC_H
#define GT_KERNEL_SPEC_H
#include "base/dtype.h"
#include "cl/cl.h"

/* A family is the file of its name in kernels/cpu/ and kernels/gpu/. */
typedef enum gt__family {
    GT__ELEMENTWISE,
    GT__TILED_COPY, /* copy.cl, of the gpu form alone */
    GT__ARANGE,
    GT__REDUCE_INNER,
    GT__REDUCE_OUTER,
    GT__MATMUL,
    GT__MATMUL_VECTOR,
    GT__MATMUL_MMA, /* of the gpu form alone */
    GT__GATHER,
    GT__PLACES,
    GT__SCATTER,
    GT__REPLACE,     /* of the gpu form alone */
    GT__COMBINE,     /* of the gpu form alone */
    GT__SORT_FEW,    /* of the gpu form alone */
    GT__LINE_PLACES, /* of the gpu form alone */
    GT__SCAN_INNER,
    GT__SCAN_OUTER,
    GT__SORT_COUNT,
    GT__SORT_MOVE,
    GT__SORT_ROWS, /* of the gpu form alone */
    GT__SORT_TIES, /* of the gpu form alone */
    GT__SEARCH,
    GT__GROUPS,
    GT__NONZERO,
    GT__HISTOGRAM,
    GT__SOFTMAX,
    GT__RANDOM,
    GT__EXPRESSION,
    GT__FFT,
    GT__FFT_SIZED, /* of the gpu form alone */
    GT__FAMILIES
} gt__family;

/* Flags; what they mean stands in the kernel files, as #defines of these names. */
enum {
    GT__DIRECT = 0x1,
    GT__PARTS_IN = 0x2,
    GT__PARTS_OUT = 0x4,
    GT__SQUARES = 0x8,
    GT__DIVIDES = 0x10,
    GT__ACT_VECTOR = 0x20,
    GT__PLAIN = 0x40,
    GT__PAIR = 0x80,
    GT__SHIFTED = 0x100,
    GT__OF_WHOLE = 0x200,
    GT__TILED = 0x400,
    GT__FUSED = 0x800,
    GT__ACROSS = 0x1000,
    GT__COUNTS = 0x2000,
    GT__MARKS = 0x4000,
    GT__UNPACKED = 0x8000,
    GT__TURNED = 0x10000,
    GT__CROSSED = 0x20000
};

enum { GT__SPEC_OPERANDS = 16, GT__SPEC_ROWS = 2, GT__SPEC_TILES = 6 };

typedef struct gt__spec {
    uint8_t family, form;
    uint8_t ranks;   /* axes that walks have room for: 4 or 16, 0 without a walk */
    uint8_t lanes;   /* cpu: VEC; gpu: LANES, elements of a wide access */
    uint8_t compute; /* dtype that values are computed in */
    uint8_t result;  /* dtype whose values the result has */
    uint8_t out;     /* dtype of the destination in memory */
    uint8_t operands;
    uint8_t storage[GT__SPEC_OPERANDS]; /* dtypes of operands in memory, 0: a scalar */
    uint32_t flags;
    uint16_t truth;                /* bit i: operand i counts as 1 if it is not zero, else 0 */
    uint16_t row[GT__SPEC_ROWS];   /* operations */
    uint16_t tile[GT__SPEC_TILES]; /* sizes, in the order of the family's names for them */
    uint8_t kind;                  /* of accumulators: GT__ACCUMULATE_*; of softmax: GT__SOFTMAX_*; of scans; of random:
                                      GT__RANDOM_*; of products by tensor cores: how operands lie (matmul_mma.c) */
    uint8_t ordered[2];            /* dtypes of numbers that are compared exactly (order.cl), or 0 */
    uint8_t among;                 /* dtype whose neighbours nextafter gives, if narrower than compute; or 0 */
    uint8_t reserved[6];
    uint64_t formula; /* address of the context's own gt__formula (formula.h), or 0 */
} gt__spec;
_Static_assert(sizeof(gt__spec) == GT__KEY_BYTES, "a spec is a key");

/* A spec of that family for the context's form, with nothing else in it. */
gt__spec gt__spec_of(const gt__call *call, gt__family family);
/* Sets the dtypes: that values are computed in, whose values the result has, of the destination in memory. Results that
 * need no narrowing count as of the dtype computed in, so that kernels which do the same are one. */
void gt__spec_types(gt__spec *spec, const gt__dtype *compute, const gt__dtype *result, const gt__dtype *out);
/* The rank class of walks of that rank; more than GT__WALK_AXES have none that gt__spec_kernel knows. */
uint8_t gt__spec_ranks(int32_t rank);
/* The kernel; borrowed. */
gt_status gt__spec_kernel(gt__kernel **out, const gt__call *call, const gt__spec *spec);
/* The whole source, and the kernel's name. */
void gt__spec_text(gt__text *source, const char **kernel, const void *spec);
#endif
