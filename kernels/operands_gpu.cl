// Tensors of any strides and dtypes and scalars as the operands of a formula; what stands before is of
// lib/kernel/formula*.c.
#define STRIDES(n, type, T, P) P(axes, stride##n),
#define POINTER(n, type, T, P) P(global const T_##type *, p##n), P(long, first##n),
#define SCALAR_DECLARED(n, T) T s##n,
#define SCALAR_GIVEN(n, T) s##n,

#define BEGIN(n, type, T, a) long i##n = first##n;
#define STEP(n, type, T, axis) i##n += at * stride##n.axis;
#define TAKE_AT(n, type, T, a) const T x##n = load_##n(p##n, i##n);
