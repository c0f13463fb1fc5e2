/* The rows of the operation tables in tables.h, to be looked up. */
#ifndef GT_BASE_OP_H
#define GT_BASE_OP_H
#include "gputensor/gputensor.h"

/* What a row does with complex numbers: it refuses them, or gives complex or real ones. */
enum { GT__NOT_COMPLEX, GT__TO_COMPLEX, GT__TO_REAL };

typedef struct gt__op {
    const char *name;
    int32_t value; /* GT_ADD */
    int32_t arity;
    int32_t cls;          /* GT_CLASS_* */
    int vector;           /* 1: its function takes vectors */
    const char *identity; /* OpenCL text; "": it cannot reduce */
    const char *meaning;
} gt__op;

/* The row of an operation, or NULL for an unknown one. */
const gt__op *gt__op_of(int32_t op);
/* GT__TO_COMPLEX and so on. */
int gt__op_complex(const gt__op *op);
/* The logical row that computes a numeric or an integral one of booleans alone; NULL for others. */
const gt__op *gt__op_of_bools(const gt__op *op);
/* The rows of all operations, unary before binary before ternary; NULL past the end. */
const gt__op *gt__op_at(int32_t index);
#endif
