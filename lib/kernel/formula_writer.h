/* The text of a fused kernel in the making: formula.c writes its functions, formula_statements.c what calls them. */
#ifndef GT_KERNEL_FORMULA_WRITER_H
#define GT_KERNEL_FORMULA_WRITER_H
#include "kernel/formula.h"

/* Copies of files get numbers that programs of several kernels do not use. */
enum {
    GT__FIRST_COPY = GT__FORMULA_NODES,
    GT__MOST_COPIES = 2 * GT__FORMULA_NODES + GT__FORMULA_OPERANDS + GT__FORMULA_RESULTS
};

/* A copy of the rows' files. */
typedef struct gt__copy {
    uint8_t compute, ordered[2], among; /* dtypes */
    uint16_t relation;                  /* row of a comparison with ordered numbers, or 0 */
    uint16_t combine;                   /* row of a reduction, or 0 */
    uint8_t reduces, divides;           /* as of its node */
    uint8_t lies;                       /* 1: what is reduced lies in global memory */
    uint8_t vectors;
} gt__copy;

typedef struct gt__writer {
    gt__text *text;
    const gt__spec *spec;
    const gt__formula *f;
    gt__add_file *add_file;
    int32_t copies;
    gt__copy copy[GT__MOST_COPIES];
    uint8_t function[GT__FORMULA_NODES]; /* of a node: that of the first one with the same */
    uint8_t of_node[GT__FORMULA_NODES], of_lying[GT__FORMULA_NODES], of_tensor[GT__FORMULA_OPERANDS],
        of_result[GT__FORMULA_RESULTS];
    int32_t stage[GT__FORMULA_NODES],
        stages;                        /* cpu: even ones are loops over scalar rows, odd ones a vector row each */
    uint8_t kept[GT__FORMULA_NODES];   /* cpu: needed by another stage */
    uint8_t single[GT__FORMULA_NODES]; /* one value for the whole row: a reduction, or computed of such */
    int dense;                         /* cpu: tensors are read where they lie, but for vector rows */
    int lines;                         /* cpu: a block may be of several rows */
    int stores;                        /* results go to memory, and not to another kernel's elements */
} gt__writer;

/* The OpenCL type of a value. */
const char *gt__writer_type(const gt__formula *formula, int32_t value);
/* 1 if it is one value for all elements. */
int gt__writer_is_scalar(const gt__writer *writer, int32_t value);
/* 1 if the node is computed by vectors. */
int gt__writer_is_vector(const gt__writer *writer, const gt__formula_node *node);
/* 1 if the node reduces elements of a tensor as they lie in memory, where they are dense. */
int gt__writer_lies(const gt__writer *writer, const gt__formula_node *node);

/* Adds the macros that compute the formula; rows: it has nodes that reduce. */
void gt__writer_statements(gt__writer *writer, int rows);
#endif
