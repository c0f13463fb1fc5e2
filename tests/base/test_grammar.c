/* The grammar of expressions: what is read, where it goes wrong, and that nothing else gets through. */
#include <limits.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/expression.h"
#include "base/op.h"
#include "support/leaks.h"

static const gt_arg operands[] = {{.name = "x"}, {.name = "y"}, {.name = "weight_2"}, {.name = "exp"}, {.name = "_"}};
enum { OPERANDS = sizeof operands / sizeof *operands, WRITTEN = 4096 };

static gt__expression e;
static int reduces; /* reductions are read */

static gt_status parse(const char *text)
{
    return gt__expression_parse(&e, text, operands, OPERANDS, reduces, "test", 3, 4);
}

/* ---- What is read: written again with the rows' names and every bracket ------------------------------------------ */

static void write(char *out, int32_t term)
{
    const gt__term *t = &e.term[term];
    const size_t at = strlen(out);
    if (t->kind == GT__TERM_NAME)
        snprintf(out + at, WRITTEN - at, "%s", operands[t->which].name);
    else if (t->kind == GT__TERM_NUMBER && e.number[t->which].dtype == GT_WEAK_FLOAT)
        snprintf(out + at, WRITTEN - at, "%a", e.number[t->which].re);
    else if (t->kind == GT__TERM_NUMBER)
        snprintf(out + at, WRITTEN - at, "%s%lld", e.number[t->which].dtype == GT_WEAK_BOOL ? "b" : "",
                 (long long)e.number[t->which].i);
    else {
        const gt__op *op = gt__op_of(t->row);
        const int reduction = t->kind == GT__TERM_REDUCTION;
        strcat(strcat(strcat(out, reduction ? t->which ? "mean by " : "all by " : ""), op->name), "(");
        for (int32_t i = 0; i < (reduction ? 1 : op->arity); i++) {
            if (i > 0) strcat(out, ",");
            write(out, t->child[i]);
        }
        strcat(out, ")");
    }
}

static void reads_as(const char *text, const char *want)
{
    char got[WRITTEN] = "";
    if (parse(text) != GT_OK) fail_msg("%s: %s", text, gt_last_error());
    for (int32_t i = 0; i < e.results; i++) {
        if (i > 0) strcat(got, ";");
        write(got, e.result[i]);
    }
    if (strcmp(got, want) != 0) fail_msg("%s: %s, not %s", text, got, want);
}

static void binding(void **state)
{
    (void)state;
    reads_as("x", "x");
    reads_as(" \t\r\n( ( x ) ) ", "x");
    reads_as("x + y * 2", "add(x,multiply(y,2))");
    reads_as("(x + y) * 2", "multiply(add(x,y),2)");
    reads_as("x - y - _", "subtract(subtract(x,y),_)");
    reads_as("x / y * _ % x", "remainder(multiply(divide(x,y),_),x)");
    reads_as("-x * -y", "multiply(negative(x),negative(y))");
    reads_as("- - -x", "negative(negative(negative(x)))");
    reads_as("+x + +y", "add(positive(x),positive(y))");
    reads_as("x * +2 + -3", "add(multiply(x,2),-3)");
    reads_as("!x == ~y", "equal(logical_not(x),bitwise_invert(y))");
    reads_as("x || y && x | y ^ x & y == x < y << x + y * -x",
             "logical_or(x,logical_and(y,bitwise_or(x,bitwise_xor(y,bitwise_and(x,equal(y,less(x,"
             "bitwise_left_shift(y,add(x,multiply(y,negative(x)))))))))))");
    reads_as("x < y <= x > y >= x", "greater_equal(greater(less_equal(less(x,y),x),y),x)");
    reads_as("x >> y != x << y", "not_equal(bitwise_right_shift(x,y),bitwise_left_shift(x,y))");
    reads_as("x ? y : x ? 1 : 2", "where(x,y,where(x,1,2))");
    reads_as("x ? y ? 1 : 2 : 3", "where(x,where(y,1,2),3)");
    reads_as("x < y ? x : y", "where(less(x,y),x,y)");
    reads_as("exp(exp)", "exp(exp)");
    reads_as("fma(x, y + 1, -weight_2)", "fma(x,add(y,1),negative(weight_2))");
    reads_as("addcmul(x,y,_,2)", "addcmul(x,y,_,2)");
    reads_as("x + y; x - y;x", "add(x,y);subtract(x,y);x");
    reads_as("x-1", "subtract(x,1)");
    reads_as("d = x - y; d * d", "multiply(subtract(x,y),subtract(x,y))");
    reads_as("d=x;e2 =d+1; e2==d ; -d", "equal(add(x,1),x);negative(x)");
    for (int32_t i = 0; gt__op_at(i); i++) {
        char text[128], want[128];
        const gt__op *op = gt__op_at(i);
        static const char *const lists[] = {"", "x", "x,y", "x,y,_", "x,y,_,x"};
        snprintf(text, sizeof text, " %s ( %s ) ", op->name, lists[op->arity]);
        snprintf(want, sizeof want, "%s(%s)", op->name, lists[op->arity]);
        reads_as(text, want);
    }
}

/* Reductions, where they are asked for; their names mean nothing else but operands. */
static void reductions(void **state)
{
    (void)state;
    static const char *const names[] = {"sum", "mean", "prod", "max", "min", "all", "any"};
    static const char *const means[] = {"all by add",     "mean by add",        "all by multiply",  "all by maximum",
                                        "all by minimum", "all by logical_and", "all by logical_or"};
    char text[128], want[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(text, sizeof text, "x + %s (y * 2)", names[i]);
        reduces = 0;
        assert_int_equal(parse(text), GT_E_OPERATION);
        assert_non_null(strstr(gt_last_error(), "byte 4 of"));
        assert_non_null(strstr(gt_last_error(), "gt_eval_along"));
        reduces = 1;
        snprintf(want, sizeof want, "add(x,%s(multiply(y,2)))", means[i]);
        reads_as(text, want);
        assert_int_equal(parse(names[i]), GT_E_ARGUMENT);
        static const char *const lists[] = {"", "x,y", "x,y,x,y,x"};
        static const int counts[] = {0, 2, 5};
        for (int k = 0; k < 3; k++) {
            snprintf(text, sizeof text, "%s(%s)", names[i], lists[k]);
            assert_int_equal(parse(text), GT_E_ARGUMENT);
            snprintf(want, sizeof want, "%s takes 1 operand, not %d", names[i], counts[k]);
            assert_non_null(strstr(gt_last_error(), want));
        }
    }
    reads_as("max = x; max - max(max)", "subtract(x,all by maximum(x))");
    reads_as("m = max(x); e = exp(x - m); e / sum(e)",
             "divide(exp(subtract(x,all by maximum(x))),all by add(exp(subtract(x,all by maximum(x)))))");
    assert_int_equal(parse("sum(x) + sum(x) * mean(x) + sum(y)"), GT_OK);
    assert_int_equal(e.reductions, 3); /* equal parts are one */
    assert_int_equal(parse("d = sum(x); y"), GT_OK);
    for (int32_t i = 0; i < e.terms; i++) assert_int_equal(e.term[i].kind == GT__TERM_UNUSED, i != e.result[0]);
    assert_int_equal(parse("x+sum(x)+sum(x+1)+sum(x+2)+sum(x+3)+sum(x+4)+sum(x+5)+sum(x+6)+sum(x+7)"), GT_OK);
    assert_int_equal(parse("x+sum(x)+sum(x+1)+sum(x+2)+sum(x+3)+sum(x+4)+sum(x+5)+sum(x+6)+sum(x+7)+max(x)"),
                     GT_E_UNSUPPORTED);
    assert_non_null(strstr(gt_last_error(), "byte 72 of"));
    assert_non_null(strstr(gt_last_error(), "8 different reductions"));
    assert_int_equal(parse("amax(x)"), GT_E_OPERATION);
    reduces = 0;
}

static void numbers(void **state)
{
    (void)state;
    reads_as("2; 0x1F; 007; 9223372036854775807", "2;31;7;9223372036854775807");
    reads_as("-2; - 2; --2; -0.0", "-2;-2;2;-0x0p+0");
    reads_as("1.5; .5; 5.; 1e3", "0x1.8p+0;0x1p-1;0x1.4p+2;0x1.f4p+9");
    reads_as("1E-3; 1.5e+2; 0.1; 1e-400", "0x1.0624dd2f1a9fcp-10;0x1.2cp+7;0x1.999999999999ap-4;0x0p+0");
    reads_as("1.7976931348623157e308; 4.9406564584124654e-324", "0x1.fffffffffffffp+1023;0x0.0000000000001p-1022");
    reads_as("true; false; pi; -inf", "b1;b0;0x1.921fb54442d18p+1;-inf");
    assert_int_equal(parse("nan"), GT_OK);
    assert_true(e.number[0].re != e.number[0].re);
    /* the same in a locale that writes numbers with a comma, if there is one */
    if (setlocale(LC_NUMERIC, "de_DE.UTF-8")) reads_as("1.5 * x", "multiply(0x1,8p+0,x)");
    setlocale(LC_NUMERIC, "C");
}

/* Equal parts are one. */
static void shared(void **state)
{
    (void)state;
    assert_int_equal(parse("(x + y) * (x + y) + exp(x + y) / (x + y)"), GT_OK);
    assert_int_equal(e.terms, 7);
    assert_int_equal(parse("d = exp(x); y"), GT_OK); /* what no result needs is left out */
    for (int32_t i = 0; i < e.terms; i++) assert_int_equal(e.term[i].kind == GT__TERM_UNUSED, i != e.result[0]);
    assert_int_equal(parse("x * 2 + y * 2.0 + x * 2"), GT_OK);
    assert_int_equal(e.numbers, 2);
}

/* ---- Where it goes wrong ----------------------------------------------------------------------------------------- */

static void places(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gt_status status;
        int byte;
        const char *says;
    } rows[] = {
        {"", GT_E_ARGUMENT, 0, "operand is wanted"},
        {"x +", GT_E_ARGUMENT, 3, "its end: an operand"},
        {"x $ y", GT_E_ARGUMENT, 2, "\"$ y\": an operator or the end"},
        {"x y", GT_E_ARGUMENT, 2, "an operator or the end"},
        {"(x + y", GT_E_ARGUMENT, 6, "closing bracket"},
        {"x + z", GT_E_ARGUMENT, 4, "\"z\": no operand has this name"},
        {"exq(x)", GT_E_OPERATION, 0, "no operation has this name"},
        {"x + pow(x)", GT_E_ARGUMENT, 4, "pow takes 2 operands, not 1"},
        {"exp()", GT_E_ARGUMENT, 0, "exp takes 1 operands, not 0"},
        {"exp(x,x,x,x,x,x)", GT_E_ARGUMENT, 0, "not 6"},
        {"exp(x,)", GT_E_ARGUMENT, 6, "an operand is wanted"},
        {"x ? y", GT_E_ARGUMENT, 5, "a colon"},
        {"x ? : y", GT_E_ARGUMENT, 4, "an operand"},
        {"x = y", GT_E_ARGUMENT, 0, "something has this name already"},
        {"d = x; d = y; d", GT_E_ARGUMENT, 7, "something has this name already"},
        {"d = x", GT_E_ARGUMENT, 5, "no result"},
        {"d = d; d", GT_E_ARGUMENT, 4, "no operand has this name"},
        {"d = x; d = ", GT_E_ARGUMENT, 7, "already"},
        {"d = ", GT_E_ARGUMENT, 4, "an operand"},
        {"d = (e = x); d", GT_E_ARGUMENT, 5, "no operand has this name"},
        {"x + y = 1", GT_E_ARGUMENT, 6, "an operator or the end"},
        {"x + 1.2.3", GT_E_ARGUMENT, 4, "no number"},
        {"1e", GT_E_ARGUMENT, 0, "no number"},
        {"0x", GT_E_ARGUMENT, 0, "no number"},
        {"0xg", GT_E_ARGUMENT, 0, "no number"},
        {"12ab", GT_E_ARGUMENT, 0, "no number"},
        {"9223372036854775808", GT_E_ARGUMENT, 0, "9223372036854775807"},
        {"1e309", GT_E_ARGUMENT, 0, "float64 does not hold"},
        {"x; y; x; y; x", GT_E_UNSUPPORTED, 12, "4 results"},
        {"x;", GT_E_ARGUMENT, 2, "an operand"},
        {"x++", GT_E_ARGUMENT, 3, "an operand"},
        {"x%", GT_E_ARGUMENT, 2, "an operand"},
        {"-true", GT_E_DTYPE, 0, "minus true"},
        {"x \001 y", GT_E_ARGUMENT, 2, "0x01"},
        {"x \303\244", GT_E_ARGUMENT, 2, "0xc3"},
        {"x + 1111111111111111111111111111111111111111111111111111111111111111111111.5", GT_E_ARGUMENT, 4, "64 digits"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char want[32];
        snprintf(want, sizeof want, "byte %d of", rows[i].byte);
        const gt_status status = parse(rows[i].text);
        if (status != rows[i].status || !strstr(gt_last_error(), want) || !strstr(gt_last_error(), rows[i].says))
            fail_msg("%s: %d, %s", rows[i].text, (int)status, gt_last_error());
    }
}

static void repeat(char *out, const char *what, int times)
{
    for (int i = 0; i < times; i++) strcat(out, what);
}

static void limits(void **state)
{
    (void)state;
    static char text[3 * GT__EXPRESSION_BYTES];
    for (int depth = 62; depth <= 2000; depth = depth == 62 ? 64 : 2 * depth) {
        static const char *const open[] = {"(", "-", "exp(", "x?"}, *const close[] = {")", "", ")", ":x"};
        for (int i = 0; i < 4 && (size_t)depth * strlen(open[i]) < GT__EXPRESSION_BYTES / 2; i++) {
            text[0] = 0;
            repeat(text, open[i], depth);
            strcat(text, "x");
            repeat(text, close[i], depth);
            assert_int_equal(parse(text), depth == 62 ? GT_OK : GT_E_UNSUPPORTED);
            if (depth > 62) assert_non_null(strstr(gt_last_error(), "deeper than 64"));
        }
    }
    memset(text, ' ', GT__EXPRESSION_BYTES + 1);
    text[GT__EXPRESSION_BYTES + 1] = 0;
    assert_int_equal(parse(text), GT_E_UNSUPPORTED);
    text[GT__EXPRESSION_BYTES - 1] = 'x';
    text[GT__EXPRESSION_BYTES] = 0;
    assert_int_equal(parse(text), GT_OK);
    text[0] = 0;
    repeat(text, "x+", 191); /* as many terms as there may be */
    strcat(text, "x");
    assert_int_equal(parse(text), GT_OK);
    strcat(text, "+x");
    assert_int_equal(parse(text), GT_E_UNSUPPORTED);
    strcpy(text, "x");
    for (int i = 0; i < 33; i++) snprintf(text + strlen(text), 16, "+%d", i);
    assert_int_equal(parse(text), GT_E_UNSUPPORTED);
    assert_non_null(strstr(gt_last_error(), "32 different numbers"));
    strcpy(text, "x");
    for (int i = 1; i <= 32; i++) snprintf(text + strlen(text), 16, "+-%d", i); /* the ones above 0 are none of them */
    assert_int_equal(parse(text), GT_OK);
    assert_int_equal(e.numbers, 32);
    assert_int_equal(parse("x + 2 - -2 * -(3) + - -4 - y * 2 + -2"), GT_OK);
    assert_int_equal(e.numbers, 4);
}

static void names(void **state)
{
    (void)state;
    static const char *const bad[] = {
        NULL,  "",        "1x",
        "x y", "x;",      "\303\244",
        "x-y", "#define", "a234567890123456789012345678901234567890123456789012345678901234"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const gt_arg args[] = {{.name = "x"}, {.name = bad[i]}};
        assert_int_equal(gt__expression_parse(&e, "x", args, 2, 0, "test", 3, 4), GT_E_ARGUMENT);
    }
    const gt_arg twice[] = {{.name = "x"}, {.name = "x"}}, many[GT__EXPRESSION_NAMES + 1] = {{.name = "x"}};
    assert_int_equal(gt__expression_parse(&e, "x", twice, 2, 0, "test", 3, 4), GT_E_ARGUMENT);
    assert_non_null(strstr(gt_last_error(), "one name, x"));
    assert_int_equal(gt__expression_parse(&e, "x", many, GT__EXPRESSION_NAMES + 1, 0, "test", 3, 4), GT_E_ARGUMENT);
    assert_int_equal(gt__expression_parse(&e, "x", many, 0, 0, "test", 3, 4), GT_E_ARGUMENT);
    assert_int_equal(gt__expression_parse(&e, "x", many, INT_MIN, 0, "test", 3, 4), GT_E_ARGUMENT);
}

/* ---- Hostile texts ----------------------------------------------------------------------------------------------- */

/* Words of C, of OpenCL and of the library's own kernels, alone, called, before and after an operand. */
static const char *const words[] = {"get_global_id",
                                    "printf",
                                    "system",
                                    "asm",
                                    "__asm__",
                                    "__attribute__",
                                    "kernel",
                                    "global",
                                    "local",
                                    "barrier",
                                    "#include \"/etc/passwd\"",
                                    "#define x y",
                                    "#pragma x",
                                    "return x",
                                    "goto x",
                                    "while(1)",
                                    "for(;;)",
                                    "int z",
                                    "float4",
                                    "(float)",
                                    "as_int",
                                    "convert_int",
                                    "vload4",
                                    "op_add",
                                    "node_0",
                                    "x0",
                                    "b0",
                                    "COMPUTE",
                                    "NARROW(x)",
                                    "C",
                                    "sizeof",
                                    "typedef",
                                    "struct",
                                    "&&&",
                                    "x[0]",
                                    "x.s0",
                                    "x->y",
                                    "*x",
                                    "&x",
                                    "x = y",
                                    "x += 1",
                                    "x, y",
                                    "{x}",
                                    "}",
                                    "'x'",
                                    "\"x\"",
                                    "`x`",
                                    "\\",
                                    "x\\\n",
                                    "@",
                                    "$(x)",
                                    "/* x */",
                                    "// x",
                                    "?",
                                    "?=",
                                    "%:include",
                                    "<:x:>",
                                    "**x",
                                    "x ** y",
                                    "x // y",
                                    "not x",
                                    "x and y",
                                    "lambda: x",
                                    "__import__('os')",
                                    "eval",
                                    "x if y",
                                    "1.0f",
                                    "1L",
                                    "1u",
                                    "0b1",
                                    "1_000",
                                    "0x1p3",
                                    "1e+-3",
                                    ".",
                                    "..",
                                    "1..2",
                                    "e5",
                                    "Inf",
                                    "NaN",
                                    "INFINITY",
                                    "M_PI",
                                    "NULL",
                                    "\xff",
                                    "\x7f",
                                    "\x80x",
                                    "\xe2\x80\x8bx",
                                    "\v",
                                    "\f",
                                    "x\bx",
                                    "\033[2J",
                                    "%n%n%n%s",
                                    "%99999d",
                                    "EXP(x)",
                                    "Exp(x)",
                                    "exp (",
                                    "exp[x]",
                                    "exp{x}",
                                    "exp x",
                                    "where(x)",
                                    "where(x, y, x, y)",
                                    "tanhx",
                                    "gt_add",
                                    "GT_ADD",
                                    "reduce",
                                    "matmul",
                                    "softmax",
                                    "scan",
                                    "random"};

static void hostile(void **state)
{
    (void)state;
    int n = 0;
    for (size_t i = 0; i < 2 * (sizeof words / sizeof *words); i++) {
        char text[2][256];
        reduces = i % 2;
        snprintf(text[0], sizeof text[0], "%s", words[i / 2]);
        snprintf(text[1], sizeof text[1], "exp(x + %s(x))", words[i / 2]);
        for (int k = 0; k < 2; k++, n++) {
            const gt_status status = parse(text[k]);
            if (status == GT_OK) fail_msg("%s is read", text[k]);
            assert_true(status == GT_E_ARGUMENT || status == GT_E_OPERATION);
            const char *message = gt_last_error();
            assert_non_null(strstr(message, "byte "));
            for (; *message; message++) assert_true(*message >= ' ' && *message <= '~');
        }
    }
    assert_true(n >= 400);
    reduces = 0;
}

static uint32_t chance(uint64_t *state, uint32_t n)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % n;
}

/* Pieces of expressions, and bytes, in any order: every text ends with an answer, and what is read holds together. */
static void fuzz(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "x",        "y", "+",  "-",  "*", "/", "(",    ")",   "?",  ":",      ";",     ",",   "exp(",  "fma(", "1",
        "2.5e3",    "<", "<=", "&&", "|", "!", "~",    " ",   "_",  "where(", "0x",    "1e",  ".",     "nan",  "true",
        "weight_2", "%", "<<", "=",  "&", "d", "d = ", "e5=", "e5", "sum(",   "mean(", "any", "max(x)"};
    const char *more = getenv("GPUTENSOR_FUZZ");
    const long turns = more ? atol(more) : 50000;
    uint64_t seed = 20;
    long read = 0, reduced = 0;
    for (long turn = 0; turn < turns; turn++) {
        char text[512] = "";
        const uint32_t n = chance(&seed, 2) ? 1 + chance(&seed, 8) : 1 + chance(&seed, 60);
        for (uint32_t i = 0; i < n; i++) strcat(text, pieces[chance(&seed, sizeof pieces / sizeof *pieces)]);
        for (uint32_t i = chance(&seed, 8); i == 0; i = chance(&seed, 3))
            text[chance(&seed, (uint32_t)strlen(text))] = (char)(1 + chance(&seed, 255));
        char *tight = malloc(strlen(text) + 1); /* a read past its end is seen */
        assert_non_null(tight);
        strcpy(tight, text);
        reduces = turn % 2 != 0;
        const gt_status status = parse(tight);
        assert_true(status == GT_OK || status == GT_E_ARGUMENT || status == GT_E_OPERATION ||
                    status == GT_E_UNSUPPORTED || status == GT_E_DTYPE);
        for (int32_t i = 0; status == GT_OK && i < e.terms; i++) {
            const gt__op *op = gt__op_of(e.term[i].row);
            if (e.term[i].kind == GT__TERM_NAME) assert_true(e.term[i].which < OPERANDS);
            if (e.term[i].kind == GT__TERM_NUMBER) assert_true(e.term[i].which < e.numbers);
            for (int32_t k = 0; e.term[i].kind == GT__TERM_ROW && k < op->arity; k++)
                assert_true(e.term[i].child[k] < i);
            if (e.term[i].kind == GT__TERM_REDUCTION) assert_true(reduces && e.term[i].child[0] < i);
            reduced += e.term[i].kind == GT__TERM_REDUCTION;
        }
        read += status == GT_OK;
        free(tight);
    }
    assert_true(read > turns / 100);
    assert_true(reduced > turns / 1000);
    reduces = 0;
}

int main(void)
{
    leaks_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(binding), cmocka_unit_test(reductions), cmocka_unit_test(numbers), cmocka_unit_test(shared),
        cmocka_unit_test(places),  cmocka_unit_test(limits),     cmocka_unit_test(names),   cmocka_unit_test(hostile),
        cmocka_unit_test(fuzz),    cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
