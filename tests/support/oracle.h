/* What the library should compute, worked out without it: own values, own conversions, own formulas in wide arithmetic.
 * Shared by the test programs; nothing here looks at the library's sources or kernels. */
#ifndef TESTS_ORACLE_H
#define TESTS_ORACLE_H
#include <gputensor/gputensor.h>
#include <stdbool.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

/* ---- Data types and values (oracle_values.c) ------------------------------------------------------------------- */

/* Exponents as frexp counts them: the smallest normal number is 2^(min_exponent - 1), all are below 2^max_exponent. */
typedef struct dtype_facts {
    const char *name;
    int32_t dtype;
    size_t size;
    bool is_float, is_signed;
    int bits;      /* of an integer; 1 for bool */
    int precision; /* bits of a float's significand */
    int min_exponent, max_exponent;
} dtype_facts;

enum { DTYPE_COUNT = 13 };
extern const dtype_facts all_dtypes[DTYPE_COUNT];
const dtype_facts *facts_of(int32_t dtype);

/* An element of any dtype: its integer (bool: 0 or 1) or its float. */
typedef struct value {
    bool is_float;
    wide i;
    long double f;
} value;

typedef struct value_text {
    char s[80];
} value_text;

value value_int(wide i);
value value_float(long double f);
value_text value_show(value v);
value value_read(int32_t dtype, const void *element);
/* Converts as value_cast and stores. */
void value_write(int32_t dtype, void *element, value v);
/* A cast by the manual: floats round once to nearest even; float to integer truncates, saturates, NaN is 0; integers
 * wrap. */
value value_cast(value v, int32_t dtype);
wide integer_min(int32_t dtype);
wide integer_max(int32_t dtype);
/* x rounded to the nearest number of a float dtype, ties to even; and the distance between its numbers at x. */
long double float_round(int32_t dtype, long double x);
long double float_ulp(int32_t dtype, long double x);
bool float_subnormal(int32_t dtype, long double x);
/* The largest and the smallest normal and the smallest subnormal number. */
long double float_max(int32_t dtype);
long double float_min_normal(int32_t dtype);
long double float_min_subnormal(int32_t dtype);

/* splitmix64. */
uint64_t random_next(uint64_t *state);
/* In [-1, 1). */
long double random_unit(uint64_t *state);
/* Any value of the dtype: special ones, small integers, all magnitudes, mixed. */
value random_value(int32_t dtype, uint64_t *state);
void random_fill(int32_t dtype, void *host, int64_t count, uint64_t seed);

/* ---- Operations (oracle.c, oracle_judge.c) ---------------------------------------------------------------------- */

/* Whose arithmetic is judged: its measured errors, or the limits of the OpenCL C specification. */
typedef enum machine { MACHINE_POCL, MACHINE_RUSTICL, MACHINE_OTHER } machine;

enum { ORACLE_OPERANDS = 4 }; /* the most of an operation */

typedef struct oracle_op {
    int32_t op;
    const char *name;
    int32_t arity;
    int32_t dtype_class;
    long double (*floats)(const long double *x);
    wide (*ints)(const wide *x);
    bool zero_sign_free; /* the standard leaves the sign of a zero result open */
    double ulp_pocl32, ulp_pocl64, ulp_rusticl, ulp_spec32, ulp_spec64;
} oracle_op;

int32_t oracle_count(void);
const oracle_op *oracle_at(int32_t index);
const oracle_op *oracle_find(int32_t op);
/* The dtype of the result for operands that are all of `dtype`, or 0 where the operation does not take them. */
int32_t oracle_result(const oracle_op *op, int32_t dtype);
/* The result for operands of `dtype`, before it is rounded to the dtype of the result. */
value oracle_value(const oracle_op *op, int32_t dtype, const value *x);
/* The operands as floats; the result of those, which are of dtype, a float; flushes: numbers below the normal ones that
 * the formula rounds to on its way are 0. */
void oracle_operands(const oracle_op *op, const value *x, long double *out);
value oracle_floats(const oracle_op *op, int32_t dtype, const long double *x, bool flushes);
/* The largest of the terms of a sum that may cancel: errors are in its ULP. 0 for other operations. */
long double oracle_largest_term(const oracle_op *op, const long double *x);
/* What gelu_tanh takes the tanh of. */
long double oracle_gelu_tanh_of(long double x);
/* What a comparison of two numbers gives, whatever dtypes they are of. */
bool oracle_compare(int32_t op, value x, value y);
/* The error in ULP of `result`, a float dtype, that the operation may have on that machine. */
double oracle_ulps(const oracle_op *op, int32_t result, machine m);
/* Whether `got`, read in the dtype of the result, is a right answer of that machine. */
bool oracle_accepts(const oracle_op *op, int32_t dtype, const value *x, value got, machine m);
/* Whether a float result is within `ulps` of the exact one. */
bool float_close(int32_t dtype, long double exact, long double got, double ulps, bool zero_sign_free);

/* ---- Special cases from the text of the Array API standard 2024.12 (golden.c, golden_more.c) -------------------- */

/* op(x, ...) is `want`, or where the standard allows two results, `also`. */
typedef struct golden_row {
    int32_t op;
    double x[ORACLE_OPERANDS], want, also;
} golden_row;

int32_t golden_count(void);
golden_row golden_at(int32_t index);
extern const golden_row golden_more[];
extern const int32_t golden_more_count;
/* "pow(1, nan)" */
value_text golden_show(const golden_row *g);
#endif
