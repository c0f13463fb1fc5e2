/* What a fused kernel computes: rows on operands and on each other, every one with the dtypes that it has when it is
 * run alone. A value without pointers, compared as bytes; its address is part of a kernel's identity (spec.h). */
#ifndef GT_KERNEL_FORMULA_H
#define GT_KERNEL_FORMULA_H
#include "base/expression.h"
#include "kernel/spec.h"

enum {
    GT__FORMULA_TENSORS = GT__EXPRESSION_NAMES,
    GT__FORMULA_OPERANDS = 48,
    GT__FORMULA_NODES = GT__EXPRESSION_TERMS,
    GT__FORMULA_RESULTS = GT__EXPRESSION_RESULTS,
    GT__FORMULA_ARITY = GT__EXPRESSION_ARITY
};
/* The number of the spec's tile that is, of a formula with reductions, the bytes of the vectors that sums of floats
 * are kept in. */
enum { GT__SUM_BYTES = 1 };

/* A value is an operand, by its number, or a node, by GT__FORMULA_OPERANDS and its number. */
typedef struct gt__formula_node {
    uint16_t row;
    uint8_t compute, result; /* dtype computed in, dtype whose values the row gives */
    uint8_t ordered[2];      /* dtypes of two numbers that are compared exactly, or 0 */
    uint8_t truth;           /* bit i: child i counts as 1 if it is not zero, else 0 */
    uint8_t arity;
    uint8_t child[GT__FORMULA_ARITY]; /* values; of nodes, earlier ones */
    uint8_t reduces; /* 0, or it reduces its child along a row, by 1 + GT__ACCUMULATE_*: the result is one
                                         value for the whole row */
    uint8_t divides; /* of such a node: 1 if the result is divided by the number of elements */
    uint8_t lanes;   /* of such a node, gpu: elements that an item takes at a time */
} gt__formula_node;

typedef struct gt__formula {
    uint8_t operands, nodes, results, reserved;
    uint8_t result[GT__FORMULA_RESULTS];   /* values */
    uint8_t out[GT__FORMULA_RESULTS];      /* dtypes of the results in memory */
    uint8_t storage[GT__FORMULA_OPERANDS]; /* dtypes of tensors in memory, 0: a scalar */
    uint8_t scalar[GT__FORMULA_OPERANDS];  /* dtypes that scalars are given in, 32 or 64 bits */
    gt__formula_node node[GT__FORMULA_NODES];
} gt__formula;

/* The bytes of a formula in use. */
size_t gt__formula_size(const gt__formula *formula);
/* The dtype that values are held in, of 32 or 64 bits. */
const gt__dtype *gt__formula_held(const gt__formula *formula, int32_t value);

/* Adds the text of a file in kernels/: its folder, ending with a slash, and its name. */
typedef void gt__add_file(gt__text *source, const char *folder, const char *name);
/* The functions of the rows for a type that is computed in. */
void gt__formula_rows(gt__text *source, const gt__dtype *compute, gt__add_file *add_file);
/* What stands before the kernels of kernels/{cpu,gpu}/ that compute a formula, expression.cl and those with FUSED: the
 * functions of the rows for every type that is computed in, and
 *   TENSORS(F, a)  F(number, dtype, type, a) for each tensor: its dtype in memory, the OpenCL type of its values
 *   SCALARS(F)     F(number, type) for each scalar
 *   COMPUTE        gpu: x0, x1 and so on to y0, y1 and so on
 *   WHOLE_ROWS     1 if the formula has nodes that reduce. Then in gpu, COMPUTE has what differs from element to
 *                  element, and before it comes
 *   REDUCE         what is one value for the whole row, in order. A reduction is SHARE(i, lanes), which takes an item's
 *                  elements, and reduced_k(&shareI, ROOM)
 *   READS_i(F, a)  F(number, dtype, type, a) for each tensor that node i reduces something of; READS_LAST: that the
 *                  results are computed of
 *   VALUE_i(a, e)  takes the element that is computed of x0, x1 and so on into the accumulator
 *   COMPUTE(n)     cpu: n elements of the arrays b0, b1 and so on to y0, y1 and so on
 *   COMPUTE_DENSE(n)  cpu: n elements from p0 + i0, p1 + i1 and so on, side by side. A formula with nodes that reduce
 *                  is computed of whole rows alone, and takes the elements that a row has, without those that fill a
 *                  block up, from the variable `taken`
 *   load_N(p, i)   as in storage.cl, of tensor N
 * and for expression.cl, which puts results in memory,
 *   LAST(from, to), LAST_DENSE(from, to)  cpu: the last loop of COMPUTE or COMPUTE_DENSE, which have all but that, from
 *                  element `from` of the block to the one before `to`, to y0[0] on: results may be stored before the
 *                  next of them are computed
 *   ROW            cpu, with WHOLE_ROWS: stands before LAST_DENSE in a loop over rows. A dense block is of `lines` rows
 *                  of n elements, one after the other, no more than ROWS: expression.cl says how to walk them
 *                  (EACH_ROW), where one lies (IN_ROW), and how they are gathered (GATHER_ROWS)
 *   RESULTS(F, a)  F(number, dtype, type, direct, a) for each result; direct: 1 if such values are such elements
 *   from_N(raw), store_N(p, i, x), into_N(x): as in storage.cl, of tensor or result N.
 * For the others, values are rounded as memory of the result's dtype does. */
void gt__formula_text(gt__text *source, const gt__spec *spec, gt__add_file *add_file);
#endif
