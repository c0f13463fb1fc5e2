/* How much of a sweep a run takes, and how many programs that may build.
 *
 * GPUTENSOR_TESTS=quick, which tests/run sets, takes a sample. "thin", which checks/program.sh makes of it where
 * compiling is slow and another implementation has the same form of kernels, takes a smaller one. "all", or nothing, as
 * where a program is started by hand, takes everything. GPUTENSOR_SEED chooses the sample; without it the clock does.
 * The seed is printed. */
#ifndef TESTS_SWEEP_H
#define TESTS_SWEEP_H
#include "support/support.h"

/* The most programs that a test program builds in one configuration: of the whole sweep, of a sample, of a thin
 * one. Those of all test programs add up to less than tests/programs says, with which tests/run compares what is built.
 */
typedef struct sweep_shares {
    int32_t all, quick, thin;
} sweep_shares;

/* First in main: reads the environment. The shares must outlive the program; NULL where none are counted. */
void sweep_begin(const sweep_shares *shares);
/* Whether the sample is a thin one. */
bool sweep_thin(void);
/* The share of this run. */
int32_t sweep_share(void);
/* Whether a thin sample takes this item of a list: every n-th, from one that the seed chooses. Others take each. */
bool sweep_part(uint64_t index, uint32_t n);
/* The same of every sample. */
bool sweep_sample(uint64_t index, uint32_t n);
/* Last of all tests: prints "programs: N of SHARE", which tests/run adds up, and asserts it. */
void sweep_programs(void **state);

/* ---- A table of cells, each of which costs programs ---- */

enum { SWEEP_ROWS = 256, SWEEP_COLUMNS = 32 };

typedef struct sweep_plan {
    int32_t rows, columns;
    int32_t kind[SWEEP_ROWS];   /* of a row: a class of operations, a family of kernels; 0: a thin sample has one */
    uint32_t first[SWEEP_ROWS]; /* columns, as bits: a row is to have one of these */
    uint32_t has[SWEEP_ROWS], takes[SWEEP_ROWS], ran[SWEEP_ROWS];
    int32_t cost[SWEEP_COLUMNS]; /* the most programs that a cell of the column builds; 0: one */
} sweep_plan;

/* The next row of the table; returns its number. */
int32_t sweep_plan_row(sweep_plan *p, int32_t kind, uint32_t has, uint32_t first);
/* Chooses: each row in a column, one of `first` where it can be; each column for each kind of row that has it; and of
 * the others those that chance comes upon first, while all together cost no more than `programs`. Or all. */
void sweep_plan_choose(sweep_plan *p, int32_t programs);
/* What the chosen cells cost. */
int32_t sweep_plan_cost(const sweep_plan *p);
/* Whether a cell is chosen; it counts as run. */
bool sweep_takes(sweep_plan *p, int32_t row, int32_t column);
/* Whether a chosen cell goes through the layout of this number, of `count`: each row meets all of them, each cell at
 * least one. */
bool sweep_layout(const sweep_plan *p, int32_t row, int32_t column, int32_t number, int32_t count);
/* Asserts that what the plan promises was run. */
void sweep_covered(const sweep_plan *p);

/* For test_sweep: as if the environment said so. */
void sweep_pretend(bool all, uint64_t seed);
#endif
