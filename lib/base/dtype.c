#include "base/dtype.h"
#include "base/error.h"

/* Kind, compute type and its dtype, by name; names and sizes are in tables.h. */
#define FACTS_BOOL GT__BOOL, "int", GT_I32
#define FACTS_I8 GT__SIGNED, "int", GT_I32
#define FACTS_I16 GT__SIGNED, "int", GT_I32
#define FACTS_I32 GT__SIGNED, "int", GT_I32
#define FACTS_I64 GT__SIGNED, "long", GT_I64
#define FACTS_U8 GT__UNSIGNED, "uint", GT_U32
#define FACTS_U16 GT__UNSIGNED, "uint", GT_U32
#define FACTS_U32 GT__UNSIGNED, "uint", GT_U32
#define FACTS_U64 GT__UNSIGNED, "ulong", GT_U64
#define FACTS_F16 GT__FLOAT, "float", GT_F32
#define FACTS_BF16 GT__FLOAT, "float", GT_F32
#define FACTS_F32 GT__FLOAT, "float", GT_F32
#define FACTS_F64 GT__FLOAT, "double", GT_F64
#define FACTS_C64 GT__COMPLEX, "float2", GT_C64
#define FACTS_C128 GT__COMPLEX, "double2", GT_C128
#define REAL_BOOL GT_BOOL
#define REAL_I8 GT_I8
#define REAL_I16 GT_I16
#define REAL_I32 GT_I32
#define REAL_I64 GT_I64
#define REAL_U8 GT_U8
#define REAL_U16 GT_U16
#define REAL_U32 GT_U32
#define REAL_U64 GT_U64
#define REAL_F16 GT_F16
#define REAL_BF16 GT_BF16
#define REAL_F32 GT_F32
#define REAL_F64 GT_F64
#define REAL_C64 GT_F32
#define REAL_C128 GT_F64
#define RAW_1 GT_U8
#define RAW_2 GT_U16
#define RAW_4 GT_U32
#define RAW_8 GT_U64
#define RAW_16 GT_C128

static const gt__dtype dtypes[] = {
#define ROW(NAME, name, value, bytes) [value] = {#name, value, bytes, FACTS_##NAME, RAW_##bytes, REAL_##NAME},
    GT_DTYPE_TABLE(ROW)
#undef ROW
};
enum { DTYPES = sizeof dtypes / sizeof *dtypes };

const gt__dtype *gt__dtype_of(int32_t dtype)
{
    return dtype > 0 && dtype < DTYPES && dtypes[dtype].name ? &dtypes[dtype] : NULL;
}

const gt__dtype *gt__dtype_check(int32_t dtype, const char *operation, int32_t argument)
{
    const gt__dtype *facts = gt__dtype_of(dtype);
    if (!facts) gt__fail(GT_E_DTYPE, operation, argument, "argument %d: there is no dtype %d", argument, dtype);
    return facts;
}

int32_t gt_dtype_size(int32_t dtype)
{
    const gt__dtype *facts = gt__dtype_of(dtype);
    return facts ? facts->size : 0;
}

/* ---- Promotion -------------------------------------------------------------------------------------------------- */

int gt__is_weak(int32_t dtype)
{
    return dtype >= GT_WEAK_BOOL && dtype <= GT_WEAK_COMPLEX;
}

int32_t gt__dtype_find(gt__kind kind, int32_t size)
{
    for (int32_t i = 1; i < DTYPES; i++)
        if (dtypes[i].name && dtypes[i].kind == kind && dtypes[i].size == size) return dtypes[i].value;
    return GT_E_DTYPE;
}

const gt__dtype *gt__dtype_raw(int32_t size)
{
    int32_t i = 1;
    while (dtypes[i].size != size || dtypes[i].raw != i) i++;
    return &dtypes[i];
}

int gt__dtype_inexact(const gt__dtype *dtype)
{
    return dtype->kind >= GT__FLOAT;
}

int gt__dtype_double(const gt__dtype *dtype)
{
    return dtype->real == GT_F64;
}

static int32_t complex_of(const gt__dtype *dtype)
{
    if (dtype->kind == GT__COMPLEX) return dtype->value;
    return gt__dtype_double(dtype) ? GT_C128 : GT_C64;
}

static int32_t promote_weak(int32_t weak, const gt__dtype *strong)
{
    if (weak == GT_WEAK_INT && strong->kind == GT__BOOL) return GT_I64;
    if (weak == GT_WEAK_FLOAT && !gt__dtype_inexact(strong)) return GT_F32;
    return weak == GT_WEAK_COMPLEX ? complex_of(strong) : strong->value;
}

int32_t gt__promote(int32_t a, int32_t b)
{
    const gt__dtype *x = gt__dtype_of(a), *y = gt__dtype_of(b);
    if ((!x && !gt__is_weak(a)) || (!y && !gt__is_weak(b))) return GT_E_DTYPE;
    if (!x && !y) return a > b ? a : b;
    if (!x) return promote_weak(a, y);
    if (!y) return promote_weak(b, x);
    if (x->kind > y->kind) return gt__promote(b, a);

    /* From here on the kind of x comes first in bool, signed, unsigned, float, complex. */
    if (x->kind == y->kind && x->size != y->size) return x->size > y->size ? a : b;
    if (x->kind == y->kind) return a == b ? a : GT_F32; /* float16 and bfloat16 */
    if (y->kind == GT__COMPLEX) return x->kind == GT__FLOAT && gt__dtype_double(x) ? GT_C128 : b;
    if (x->kind == GT__BOOL || y->kind == GT__FLOAT) return b;
    return x->size > y->size ? a : gt__dtype_find(GT__SIGNED, 2 * y->size);
}

/* 0 for floats and complex numbers, 1 for other dtypes, 2 for weak kinds: taken in this order, the order of operands
 * does not matter. */
static int precedence(int32_t dtype)
{
    const gt__dtype *facts = gt__dtype_of(dtype);
    return !facts ? 2 : !gt__dtype_inexact(facts);
}

int32_t gt__promote_all(const int32_t *list, int32_t n)
{
    int32_t result = GT_WEAK_BOOL;
    for (int turn = 0; turn < 3; turn++)
        for (int32_t i = 0; i < n && result >= 0; i++)
            if (precedence(list[i]) == turn) result = gt__promote(result, list[i]);
    return gt__is_weak(result) ? promote_weak(result, gt__dtype_of(GT_BOOL)) : result;
}

int32_t gt__float_of(int32_t dtype)
{
    const gt__dtype *facts = gt__dtype_of(dtype);
    return facts && gt__dtype_inexact(facts) ? dtype : GT_F32;
}

/* Bits of the largest integer up to which there is no gap. */
static int32_t digits_of(const gt__dtype *dtype)
{
    if (dtype->kind == GT__BOOL) return 1;
    if (gt__dtype_inexact(dtype)) return gt__dtype_double(dtype) ? 53 : 24;
    return 8 * dtype->size - (dtype->kind == GT__SIGNED);
}

int gt__dtype_holds(const gt__dtype *to, const gt__dtype *from)
{
    if (gt__dtype_inexact(from) && to->kind < from->kind) return 0;
    if (from->kind == GT__SIGNED && to->kind == GT__UNSIGNED) return 0;
    return digits_of(from) <= digits_of(to);
}

static const char *name_of(int32_t dtype)
{
    static const char *const weak[] = {"weak bool", "weak int", "weak float", "weak complex"};
    const gt__dtype *facts = gt__dtype_of(dtype);
    return facts ? facts->name : weak[dtype - GT_WEAK_BOOL];
}

gt_status gt_result_type(const int32_t *list, int32_t n, int32_t *out)
{
    static const char operation[] = "gt_result_type";
    if (!list || n < 1) return gt__fail(GT_E_ARGUMENT, operation, list ? 2 : 1, "needs at least one dtype");
    if (!out) return gt__fail(GT_E_ARGUMENT, operation, 3, "out is NULL");
    for (int32_t i = 0; i < n; i++)
        if (!gt__dtype_of(list[i]) && !gt__is_weak(list[i]))
            return gt__fail(GT_E_DTYPE, operation, 1, "dtypes[%d]: there is no dtype %d", i, list[i]);
    int32_t result = gt__promote_all(list, n);
    if (result < 0)
        return gt__fail(GT_E_DTYPE, operation, 1, "uint64 and signed integers have no common dtype (%s, %s%s)",
                        name_of(list[0]), name_of(list[n - 1]), n > 2 ? ", ..." : "");
    *out = result;
    return GT_OK;
}

int32_t gt_can_cast(int32_t from, int32_t to)
{
    int32_t both[] = {from, to};
    return gt__dtype_of(to) && gt__promote_all(both, 2) == to;
}
