#include "base/op.h"

#include <stdio.h>
#include <string.h>

#include "base/struct.h"

enum { SCALAR = 0, VECTOR = 1 };

/* clang-format off */
static const gt__op ops[] = {
#define ROW(NAME, name, value, cls, form, identity, meaning, ...) \
    {#name, value, ARITY, GT_CLASS_##cls, form, identity, meaning},
#define ARITY 1
    GT_UNARY_TABLE(ROW)
#undef ARITY
#define ARITY 2
    GT_BINARY_TABLE(ROW)
#undef ARITY
#define ARITY 3
    GT_TERNARY_TABLE(ROW)
#undef ARITY
#define ARITY 4
    GT_QUATERNARY_TABLE(ROW)
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

static const name providers[] = {
    {"choose", GT_PROVIDER_CHOOSE},
    {"own", GT_PROVIDER_OWN},
    {"clblast", GT_PROVIDER_CLBLAST},
};

const gt__op *gt__op_at(int32_t index)
{
    return index >= 0 && index < OPS ? &ops[index] : NULL;
}

/* The place of each row in the table, plus 1, by its value. */
enum {
#define ROW(NAME, ...) AT_##NAME,
    GT_UNARY_TABLE(ROW) GT_BINARY_TABLE(ROW) GT_TERNARY_TABLE(ROW) GT_QUATERNARY_TABLE(ROW)
#undef ROW
};
static const uint16_t places[] = {
#define ROW(NAME, name, value, ...) [value] = AT_##NAME + 1,
    GT_UNARY_TABLE(ROW) GT_BINARY_TABLE(ROW) GT_TERNARY_TABLE(ROW) GT_QUATERNARY_TABLE(ROW)
#undef ROW
};

const gt__op *gt__op_of(int32_t op)
{
    int32_t place = op >= 0 && op < (int32_t)(sizeof places / sizeof *places) ? places[op] : 0;
    return place > 0 ? &ops[place - 1] : NULL;
}

int gt__op_complex(const gt__op *op)
{
    static const uint8_t gives[] = {
#define ROW(NAME, result, ulp) [GT_##NAME] = GT__TO_##result,
        GT_COMPLEX_TABLE(ROW)
#undef ROW
    };
    return op->value < (int32_t)sizeof gives ? gives[op->value] : GT__NOT_COMPLEX;
}

const gt__op *gt__op_of_bools(const gt__op *op)
{
    static const int32_t pairs[][2] = {
        {GT_ADD, GT_LOGICAL_OR},          {GT_MAXIMUM, GT_LOGICAL_OR},         {GT_MULTIPLY, GT_LOGICAL_AND},
        {GT_MINIMUM, GT_LOGICAL_AND},     {GT_BITWISE_AND, GT_LOGICAL_AND},    {GT_BITWISE_OR, GT_LOGICAL_OR},
        {GT_BITWISE_XOR, GT_LOGICAL_XOR}, {GT_BITWISE_INVERT, GT_LOGICAL_NOT},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][0] == op->value) return gt__op_of(pairs[i][1]);
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
    case GT_KIND_PROVIDER: return AT(providers);
    case GT_KIND_QUATERNARY: return op_at(4, index);
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

gt_status gt_op_describe(int32_t op, gt_op_desc *out)
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
