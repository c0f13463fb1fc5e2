/* Names of statuses, dtypes, operations and device types; descriptions of operations; the version. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/op.h"
#include "support/range.h"

static void every_name_leads_back(void **state)
{
    (void)state;
    const int least[] = {0, 19, 15, 51, 30, 4, 4, 3, 2};
    for (int32_t kind = GT_KIND_STATUS; kind <= GT_KIND_QUATERNARY; kind++) {
        int32_t value, found, n = 0;
        for (; gt_enum_at(kind, n, &value); n++) {
            const char *name = gt_enum_name(kind, value);
            assert_non_null(name);
            found = value + 1;
            assert_int_equal(gt_enum_find(kind, name, &found), 1);
            assert_int_equal(found, value);
        }
        assert_true(n >= least[kind]);
        value = 77;
        assert_int_equal(gt_enum_at(kind, n, &value), 0);
        assert_int_equal(gt_enum_at(kind, -1, &value), 0);
        assert_int_equal(gt_enum_at(kind, INT32_MIN, &value), 0);
        assert_int_equal(gt_enum_at(kind, INT32_MAX, &value), 0);
        assert_int_equal(value, 77);
        assert_int_equal(gt_enum_at(kind, 0, NULL), 0);
        assert_null(gt_enum_name(kind, 12345));
        assert_int_equal(gt_enum_find(kind, "no such name", &value), 0);
        assert_int_equal(gt_enum_find(kind, "", &value), 0);
        assert_int_equal(gt_enum_find(kind, NULL, &value), 0);
        assert_int_equal(value, 77);
    }
}

static void known_names(void **state)
{
    (void)state;
    assert_string_equal(gt_enum_name(GT_KIND_STATUS, 0), "OK");
    assert_string_equal(gt_enum_name(GT_KIND_STATUS, -2), "E_SHAPE");
    assert_string_equal(gt_enum_name(GT_KIND_STATUS, -18), "E_MISSING_DTYPE");
    assert_string_equal(gt_enum_name(GT_KIND_DTYPE, 1), "bool");
    assert_string_equal(gt_enum_name(GT_KIND_DTYPE, 11), "bfloat16");
    assert_string_equal(gt_enum_name(GT_KIND_UNARY, 110), "floor");
    assert_string_equal(gt_enum_name(GT_KIND_BINARY, 200), "add");
    assert_string_equal(gt_enum_name(GT_KIND_TERNARY, 300), "where");
    assert_string_equal(gt_enum_name(GT_KIND_DEVICE_TYPE, GT_DEVICE_GPU), "gpu");
    assert_string_equal(gt_enum_name(GT_KIND_PROVIDER, 2), "clblast");
    assert_null(gt_enum_name(GT_KIND_UNARY, 200));
    assert_null(gt_enum_name(GT_KIND_DTYPE, 0));
    assert_null(gt_enum_name(0, 0));
    assert_string_equal(gt_enum_name(GT_KIND_QUATERNARY, 400), "addcmul");
    assert_null(gt_enum_name(9, 1));
    int32_t value;
    assert_int_equal(gt_enum_at(0, 0, &value), 0);
    assert_int_equal(gt_enum_at(99, 0, &value), 0);
    assert_int_equal(gt_enum_find(GT_KIND_BINARY, "abs", &value), 0);
}

static void describes_operations(void **state)
{
    (void)state;
    gt_op_desc desc = {.size = sizeof desc};
    assert_int_equal(gt_op_describe(GT_ADD, &desc), GT_OK);
    assert_string_equal(desc.name, "add");
    assert_int_equal(desc.op, 200);
    assert_int_equal(desc.arity, 2);
    assert_int_equal(desc.dtype_class, GT_CLASS_NUMERIC);
    assert_int_equal(desc.has_identity, 1);
    assert_int_equal(desc.reserved, 0);
    assert_string_equal(desc.meaning, "x + y; integers wrap");
    assert_int_equal(gt_op_describe(GT_EXP, &desc), GT_OK);
    assert_int_equal(desc.arity, 1);
    assert_int_equal(desc.dtype_class, GT_CLASS_FLOAT);
    assert_int_equal(desc.has_identity, 0);
    assert_int_equal(gt_op_describe(GT_WHERE, &desc), GT_OK);
    assert_int_equal(desc.arity, 3);
    assert_int_equal(desc.dtype_class, GT_CLASS_SELECT);

    const int32_t kinds[] = {GT_KIND_UNARY, GT_KIND_BINARY, GT_KIND_TERNARY, GT_KIND_QUATERNARY};
    for (int32_t i = 0; i < 4; i++)
        for (int32_t op, n = 0; gt_enum_at(kinds[i], n, &op); n++) {
            assert_int_equal(gt_op_describe(op, &desc), GT_OK);
            assert_within(strlen(desc.meaning), 1, 119); /* one line */
            assert_null(strchr(desc.meaning, '\n'));
        }

    gt_op_desc before = desc;
    assert_int_equal(gt_op_describe(9999, &desc), GT_E_OPERATION);
    assert_non_null(strstr(gt_last_error(), "9999"));
    assert_memory_equal(&desc, &before, sizeof desc);
    assert_int_equal(gt_op_describe(GT_ADD, NULL), GT_E_ARGUMENT);
    desc.size = 0;
    assert_int_equal(gt_op_describe(GT_ADD, &desc), GT_E_ARGUMENT);
}

/* Values are unique, and only associative operations can reduce. */
static void rows_of_operations(void **state)
{
    (void)state;
    int32_t reducing = 0, n = 0;
    for (const gt__op *row; (row = gt__op_at(n)); n++) {
        assert_ptr_equal(gt__op_of(row->value), row);
        assert_within(row->cls, GT_CLASS_NUMERIC, GT_CLASS_TEST);
        assert_int_equal(row->arity, row->value / 100);
        reducing += row->identity[0] != '\0';
    }
    assert_true(n >= 83);
    assert_int_equal(reducing, 6);
    assert_null(gt__op_at(-1));
    assert_null(gt__op_of(0));
    assert_null(gt__op_of(9999));
    assert_string_equal(gt__op_of(GT_MAXIMUM)->identity, "LOWEST");
    assert_int_equal(gt__op_of(GT_SQRT)->vector, 0);
    assert_int_equal(gt__op_of(GT_EXP)->vector, 1);
}

static void version(void **state)
{
    (void)state;
    char text[32];
    int32_t v = gt_version();
    assert_int_equal(v, GT_VERSION);
    snprintf(text, sizeof text, "%d.%d.%d", v / 1000000, v / 1000 % 1000, v % 1000);
    assert_string_equal(gt_version_string(), text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_leads_back), cmocka_unit_test(known_names), cmocka_unit_test(describes_operations),
        cmocka_unit_test(rows_of_operations),    cmocka_unit_test(version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
