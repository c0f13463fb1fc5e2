// Elements that are not in memory: element number i is the value of a formula at place i of the walk of its operands,
// as if an array of them lay there contiguously. Y: their type, of dtype IN.
#define OPERAND_AXES(P) TENSORS(STRIDES, P) P(axes, whole),
#define OPERANDS(P) OPERAND_AXES(P) TENSORS(POINTER, P) SCALARS(SCALAR_##P) P(int, whole_rank)
#define OPERAND_STEP(axis) TENSORS(STEP, axis)

typedef CAT(T_, IN) Y;

static Y element(OPERANDS(DECLARED), long i)
{
    TENSORS(BEGIN, )
    WALK(i, whole, whole_rank, OPERAND_STEP)
    TENSORS(TAKE_AT, )
    COMPUTE
    return y0;
}

#define ELEMENT_AT(i) element(OPERANDS(GIVEN), i)
