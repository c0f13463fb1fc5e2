/* Kernels' identities: what of a spec reaches the text, and that every row has its formulas. */
#include "support/support.h"

#include "base/op.h"
#include "cl/kernels.h"
#include "kernel/spec.h"

static const char *file_text(const char *name)
{
    for (const gt__file *file = gt__kernel_files; file->name; file++)
        if (strcmp(file->name, name) == 0) return file->text;
    fail_msg("there is no %s", name);
    return NULL;
}

/* Whether the text defines op_<name>, at the start of a line. */
static int defines(const char *text, const char *name)
{
    char part[64];
    snprintf(part, sizeof part, " op_%s(", name);
    for (const char *at = text; (at = strstr(at, part)); at++) {
        const char *line = at;
        while (line > text && line[-1] != '\n') line--;
        if (strncmp(line, "static ", 7) == 0) return 1;
    }
    return 0;
}

/* FLOAT rows have a formula for floats, LOGICAL and INTEGRAL rows one for integers, all others both. */
static void every_row_has_its_functions(void **state)
{
    (void)state;
    const char *floats = file_text("ops/float.cl"), *bits = file_text("ops/bits.cl");
    const char *integers = file_text("ops/integer.cl");
    int rows = 0;
    for (const gt__op *op; (op = gt__op_at(rows)); rows++) {
        const int whole = op->cls == GT_CLASS_LOGICAL || op->cls == GT_CLASS_INTEGRAL;
        if (defines(floats, op->name) + defines(bits, op->name) != !whole) fail_msg("float.cl and %s", op->name);
        if (defines(integers, op->name) != (op->cls != GT_CLASS_FLOAT)) fail_msg("integer.cl and %s", op->name);
    }
    assert_true(rows >= 89);
}

static void no_function_is_without_a_row(void **state)
{
    (void)state;
    const char *const files[] = {"ops/float.cl", "ops/integer.cl", "ops/bits.cl"};
    for (size_t i = 0; i < 3; i++) {
        int functions = 0;
        for (const char *at = file_text(files[i]); (at = strstr(at, "\nstatic ")); at++) {
            char name[64] = "";
            if (sscanf(at, "\nstatic %*s op_%63[a-z0-9_](", name) != 1) continue;
            int found = 0;
            for (int32_t n = 0; gt__op_at(n); n++) found |= strcmp(gt__op_at(n)->name, name) == 0;
            if (!found) fail_msg("%s: op_%s is no row", files[i], name);
            functions++;
        }
        assert_true(functions > 2);
    }
}

static gt__spec sample(void)
{
    gt__spec spec = {.family = GT__ELEMENTWISE, .form = GT__CPU, .ranks = 4, .lanes = 1, .operands = 2};
    spec.compute = spec.result = spec.out = spec.storage[0] = GT_F32;
    spec.row[0] = GT_ADD;
    spec.tile[0] = 256;
    return spec;
}

static void expect_text(const gt__spec *spec, const char *part, int there)
{
    gt__text text = {0};
    const char *kernel = NULL;
    gt__spec_text(&text, &kernel, spec);
    assert_int_equal(text.failed, 0);
    assert_string_equal(kernel, "elementwise");
    if ((strstr(text.s, part) != NULL) != there) fail_msg("\"%s\": %.600s", part, text.s);
    gt__text_free(&text);
}

static void text_of_a_spec(void **state)
{
    (void)state;
    gt__spec spec = sample();
    expect_text(&spec, "#define EXPR op_add(x0, x1)\n", 1);
    expect_text(&spec, "#define TENSORS(F, a) F(0, float32, LOAD, a)\n", 1);
    expect_text(&spec, "#define SCALARS(F) F(1)\n", 1);
    expect_text(&spec, "#line 1 \"kernels/ops/float.cl\"\n", 1);
    expect_text(&spec, "#line 1 \"kernels/cpu/elementwise.cl\"\n", 1);
    spec.compute = spec.storage[0] = GT_I32;
    spec.result = spec.out = spec.storage[1] = GT_I8;
    spec.truth = 2;
    spec.form = GT__GPU;
    expect_text(&spec, "#define NARROW(v) ((C)(T_int8)(v))\n", 1);
    expect_text(&spec, "F(0, int32, LOAD, a) F(1, int8, TRUTH, a)\n", 1);
    expect_text(&spec, "#line 1 \"kernels/ops/integer.cl\"\n", 1);
    expect_text(&spec, "#line 1 \"kernels/gpu/elementwise.cl\"\n", 1);
    spec.row[0] = 0;
    spec.operands = 1;
    expect_text(&spec, "#define EXPR x0\n", 1);
    expect_text(&spec, "kernels/ops/", 0);
}

/* A binary row over more operands folds them from the left. */
static void folds(void **state)
{
    (void)state;
    gt__spec spec = sample();
    spec.operands = 4;
    expect_text(&spec, "#define EXPR op_add(op_add(op_add(x0, x1), x2), x3)\n", 1);
    spec.row[0] = GT_WHERE;
    spec.operands = 3;
    expect_text(&spec, "#define EXPR op_where(x0, x1, x2)\n", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_its_functions),
        cmocka_unit_test(no_function_is_without_a_row),
        cmocka_unit_test(text_of_a_spec),
        cmocka_unit_test(folds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
