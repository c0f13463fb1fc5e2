#include "base/error.h"
#include "base/op.h"

#include <stdio.h>
#include <string.h>

enum { SCALAR = 0, VECTOR = 1 };

/* clang-format off */
/* What kernels compute, for floats and for integers. */
#define TEXT_ABS "fabs(x)", "x < 0 ? (C)(0 - (U)x) : x"
#define TEXT_NEGATIVE "-x", "(C)(0 - (U)x)"
#define TEXT_EXP "exp(x)", ""
#define TEXT_LOG "log(x)", ""
#define TEXT_SQRT "sqrt(x)", ""
#define TEXT_RELU "x < 0 ? (C)0 : x", "max(x, (C)0)"
#define TEXT_SIGMOID "sigmoid_(x)", ""
#define TEXT_TANH "tanh(x)", ""
#define TEXT_SIN "sin_(x)", ""
#define TEXT_ERF "erf(x)", ""
#define TEXT_FLOOR "floor(x)", "x"
#define TEXT_SIGN "sign_(x)", "(x > 0) - (x < 0)"
#define TEXT_GELU "gelu_(x)", ""
#define TEXT_ADD "x + y", "(C)((U)x + (U)y)"
#define TEXT_SUBTRACT "x - y", "(C)((U)x - (U)y)"
#define TEXT_MULTIPLY "x * y", "(C)((U)x * (U)y)"
#define TEXT_DIVIDE "x / y", ""
#define TEXT_MAXIMUM "maximum_(x, y)", "x > y ? x : y"
#define TEXT_MINIMUM "minimum_(x, y)", "x < y ? x : y"
#define TEXT_GREATER "TRUTH(x > y)", "TRUTH(x > y)"
#define TEXT_EQUAL "TRUTH(x == y)", "TRUTH(x == y)"
#define TEXT_LOGICAL_AND "", "TRUTH(x && y)"
#define TEXT_LOGICAL_OR "", "TRUTH(x || y)"
#define TEXT_LESS "TRUTH(x < y)", "TRUTH(x < y)"
#define TEXT_FLOOR_DIVIDE "floor_divide_(x, y)", "floor_divide_(x, y)"
#define TEXT_REMAINDER "remainder_(x, y)", "remainder_(x, y)"
#define TEXT_POW "power_(x, y)", "power_(x, y)"
#define TEXT_WHERE "x != 0 ? y : z", "x != 0 ? y : z"
#define TEXT_CLIP "minimum_(maximum_(x, y), z)", "minimum_(maximum_(x, y), z)"
#define TEXT_FMA "fma(x, y, z)", ""

static const gt__op ops[] = {
#define ROW(NAME, name, value, cls, form, identity, meaning, ...) \
    {#name, value, ARITY, GT_CLASS_##cls, form, identity, TEXT_##NAME, meaning},
#define ARITY 1
    GT_UNARY_TABLE(ROW)
#undef ARITY
#define ARITY 2
    GT_BINARY_TABLE(ROW)
#undef ARITY
#define ARITY 3
    GT_TERNARY_TABLE(ROW)
#undef ARITY
#undef ROW
};
/* clang-format on */
enum { OPS = sizeof ops / sizeof *ops };

typedef struct name {
    const char *name;
    int32_t value;
} name;

static const name statuses[] = {
#define ROW(NAME, value, meaning) {#NAME, value},
    GT_STATUS_TABLE(ROW)
#undef ROW
};

static const name dtypes[] = {
#define ROW(NAME, name, value, bytes) {#name, value},
    GT_DTYPE_TABLE(ROW)
#undef ROW
};

static const name device_types[] = {
    {"cpu", GT_DEVICE_CPU},
    {"gpu", GT_DEVICE_GPU},
    {"accelerator", GT_DEVICE_ACCELERATOR},
    {"other", GT_DEVICE_OTHER},
};

const gt__op *gt__op_at(int32_t index)
{
    return index >= 0 && index < OPS ? &ops[index] : NULL;
}

const gt__op *gt__op_of(int32_t op)
{
    for (int32_t i = 0; i < OPS; i++)
        if (ops[i].value == op) return &ops[i];
    return NULL;
}

/* The index-th operation of an arity. */
static name op_at(int32_t arity, int32_t index)
{
    for (int32_t i = 0; i < OPS; i++)
        if (ops[i].arity == arity && index-- == 0) return (name){ops[i].name, ops[i].value};
    return (name){0};
}

static name at(int32_t kind, int32_t index)
{
    if (index < 0) return (name){0};
#define AT(rows) ((size_t)index < sizeof(rows) / sizeof *(rows) ? (rows)[index] : (name){0})
    switch (kind) {
    case GT_KIND_STATUS: return AT(statuses);
    case GT_KIND_DTYPE: return AT(dtypes);
    case GT_KIND_UNARY: return op_at(1, index);
    case GT_KIND_BINARY: return op_at(2, index);
    case GT_KIND_TERNARY: return op_at(3, index);
    case GT_KIND_DEVICE_TYPE: return AT(device_types);
    default: return (name){0};
    }
#undef AT
}

int32_t gt_enum_at(int32_t kind, int32_t index, int32_t *value)
{
    name found = at(kind, index);
    if (!found.name || !value) return 0;
    *value = found.value;
    return 1;
}

const char *gt_enum_name(int32_t kind, int32_t value)
{
    name row;
    for (int32_t i = 0; (row = at(kind, i)).name; i++)
        if (row.value == value) return row.name;
    return NULL;
}

int32_t gt_enum_find(int32_t kind, const char *text, int32_t *value)
{
    name row;
    for (int32_t i = 0; text && value && (row = at(kind, i)).name; i++) {
        if (strcmp(row.name, text) != 0) continue;
        *value = row.value;
        return 1;
    }
    return 0;
}

int32_t gt_op_describe(int32_t op, gt_op_desc *out)
{
    static const char operation[] = "gt_op_describe";
    const gt__op *row = gt__op_of(op);
    if (!row) return gt__fail(GT_E_OPERATION, operation, 1, "there is no operation %d", op);
    gt_op_desc desc = {.op = op, .arity = row->arity, .dtype_class = row->cls, .meaning = row->meaning};
    desc.has_identity = row->identity[0] != '\0';
    snprintf(desc.name, sizeof desc.name, "%s", row->name);
    return gt__give_struct(out, &desc, sizeof desc, operation, 2);
}

int32_t gt_version(void)
{
    return GT_VERSION;
}

#define TEXT(x) #x
#define DOTTED(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)

const char *gt_version_string(void)
{
    return DOTTED(GT_VERSION_MAJOR, GT_VERSION_MINOR, GT_VERSION_PATCH);
}
