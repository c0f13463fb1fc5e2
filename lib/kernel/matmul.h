/* d = activation(alpha * a @ b + beta * d + bias): kernels/{cpu,gpu}/matmul*.cl. What operands and dtypes mean is
 * decided above. */
#ifndef GT_KERNEL_MATMUL_H
#define GT_KERNEL_MATMUL_H
#include "base/op.h"
#include "kernel/array.h"
#include "kernel/spec.h"
#include "kernel/walk.h"

typedef struct gt__matmul {
    const gt__array *d, *a, *b;        /* shapes as gt_matmul has them: batch axes, then the matrix or the vector */
    const gt__array *bias;             /* broadcasts to d, or NULL */
    const gt__dtype *compute, *result; /* summed in; of the result's values */
    const gt__op *activation;          /* or NULL */
    int32_t provider;                  /* GT_PROVIDER_* */
    int64_t alpha, beta;               /* elements of `compute`, in their first bytes */
    int pairs;                         /* b is made of complex numbers, see gt__matmul_takes_pairs */
} gt__matmul;

/* Writes to every element of d, and reads it if beta is not 0. Empty results are done at once. */
gt_status gt__matmul_run(const gt__call *call, const gt__matmul *what);
/* Whether b may be read as pairs: each stands for two rows and columns, [re im; -im re]. Its shape has all of these,
 * its dtype and offset are those of parts, its strides along rows and columns those of pairs. d has more than one row,
 * and the elements of each lie side by side. */
int gt__matmul_takes_pairs(const gt__call *call, const gt__matmul *what);
/* Whether a product of so many rows is worth a copy of b of twice its size. */
int gt__matmul_pays_copy(int64_t rows);

/* ---- for the providers ---- */

/* The operands, in the order of the walk and of the kernels' arguments. */
enum { GT__D, GT__A, GT__B, GT__BIAS, GT__MATRICES };

typedef struct gt__matmul_plan {
    const gt__matmul *what;
    const gt__array *matrix[GT__MATRICES];           /* BIAS: any, if there is none */
    gt__walk walk;                                   /* of the batch; rank 0: there is one product */
    int64_t row[GT__MATRICES], column[GT__MATRICES]; /* strides */
    int64_t m, n, k, batches;
} gt__matmul_plan;

typedef struct gt__matmul_provider {
    int (*accepts)(const gt__call *call, const gt__matmul_plan *p);
    gt_status (*run)(const gt__call *call, const gt__matmul_plan *p);
} gt__matmul_provider;
extern const gt__matmul_provider gt__matmul_cpu, gt__matmul_gpu, gt__matmul_mma, gt__matmul_clblast;

/* d has elements. */
void gt__matmul_plan_make(gt__matmul_plan *p, const gt__matmul *what);

/* A spec of that family without lanes and tiles. */
gt__spec gt__matmul_spec(const gt__call *call, const gt__matmul_plan *p, gt__family family);
/* The arguments that every kernel of products begins with. */
void gt__matmul_args(gt__command *command, const gt__matmul_plan *p);

/* ---- for those of the gpu form ---- */

/* Launches of work-groups of `items`. k may be cut into slices of kcount, of which a launch takes `slices`, each with a
 * set of sums; further rounds add to them. */
typedef struct gt__matmul_schedule {
    gt__kernel *kernel;
    int64_t items, groups, kcount, slices, rounds;
    int32_t across, along_k; /* of rows: items beside each other, and whether they lie along k */
} gt__matmul_schedule;

/* Cuts k into so many slices, or into rounds of them if they would be longer than longest. */
void gt__matmul_cut(gt__matmul_schedule *s, int64_t k, int64_t slices, int64_t longest);
gt_status gt__matmul_launch(const gt__call *call, const gt__matmul_plan *p, const gt__matmul_schedule *s);
/* The tiles of that size in all products. */
int64_t gt__matmul_tiles(const gt__matmul_plan *p, int64_t rows, int64_t columns);
#endif
