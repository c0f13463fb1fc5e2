/* Which results are right answers: by limits of errors, by what flushing makes of small numbers. */
#include "support/oracle.h"
#include <math.h>

static bool negative(long double x)
{
    return signbit(x) != 0;
}

static bool overflow_close(int32_t dtype, long double exact, long double got, double ulps)
{
    long double margin = ((long double)ulps + 0.5L) * float_ulp(dtype, INFINITY);
    return negative(got) == negative(exact) && fabsl(exact) >= float_max(dtype) + float_ulp(dtype, INFINITY) - margin;
}

/* The 0.002 is for the oracle's own roundings. */
bool float_close(int32_t dtype, long double exact, long double got, double ulps, bool zero_sign_free)
{
    if (isnan(exact) || isnan(got)) return isnan(exact) && isnan(got);
    if (isinf(exact)) return got == exact;
    if (exact == 0 && got != 0) return false;
    if (isinf(got)) return overflow_close(dtype, exact, got, ulps);
    if (got == 0 && !zero_sign_free && negative(got) != negative(exact)) return false;
    return fabsl(got - exact) <= ((long double)ulps + 0.002L) * float_ulp(dtype, exact);
}

static double limit_of(const oracle_op *op, int32_t dtype, machine m)
{
    if (m == MACHINE_POCL) return dtype == GT_F64 ? op->ulp_pocl64 : op->ulp_pocl32;
    if (m == MACHINE_RUSTICL) return op->ulp_rusticl;
    return dtype == GT_F64 ? op->ulp_spec64 : op->ulp_spec32;
}

/* PoCL is better than OpenCL asks among the normal numbers, where it was measured; below them it need not be. */
static double limit_at(const oracle_op *op, int32_t dtype, long double exact, machine m)
{
    double limit = limit_of(op, dtype, m);
    return float_subnormal(dtype, exact) ? fmax(limit, limit_of(op, dtype, MACHINE_OTHER)) : limit;
}

/* gelu's tail is x erfc(-x / sqrt 2): relative errors of the argument of erfc are x^2 times as large in its value, and
 * the argument has two, of the constant and of the product. */
static double slack(const oracle_op *op, const long double *x)
{
    if (op->op == GT_LOGADDEXP && isfinite(x[0] - x[1])) return fmin((double)fabsl(x[0] - x[1]), 200);
    if (op->op == GT_GELU_TANH && x[0] < 0) return fmin(6 * fabs((double)oracle_gelu_tanh_of(x[0])), 1e9);
    return op->op == GT_GELU && x[0] < 0 && isfinite(x[0]) ? 2 * (double)(x[0] * x[0]) : 0;
}

/* The narrow floats are computed in float32 and rounded once more. */
static double limit_in(int32_t result, double ulps)
{
    int precision = facts_of(result)->precision;
    return precision < 24 ? (ulps == 0 ? 0 : 0.5 + ldexp(ulps, precision - 24)) : ulps;
}

double oracle_ulps(const oracle_op *op, int32_t result, machine m)
{
    return limit_in(result, limit_of(op, result, m));
}

/* The floor of a quotient that is itself rounded: an integer from the floor of one a little below to the floor of one a
 * little above; where all numbers are integers, within one ULP. The standard allows Python's answers where an operand
 * is infinite. */
static bool floor_divide_accepts(int32_t dtype, const long double *x, long double got, double ulps)
{
    long double q = x[0] / x[1], margin = ((long double)ulps + 0.002L) * float_ulp(dtype, q);
    if (isinf(x[0]) && isfinite(x[1]) && isnan(got)) return true;
    if (isinf(x[1]) && isfinite(x[0]) && q == 0 && negative(q) && got == -1) return x[0] != 0;
    if (!isfinite(q) || x[0] == 0) return float_close(dtype, q, got, 0, false);
    if (isinf(got)) return overflow_close(dtype, q, got, ulps);
    if (got != floorl(got) || (got == 0 && negative(got) != negative(q))) return false;
    if (fabsl(q) >= ldexpl(1, facts_of(dtype)->precision - 1))
        return float_close(dtype, floorl(q), got, fmax(ulps, 1), false);
    return got >= floorl(q - margin) && got <= floorl(q + margin);
}

static bool sum_close(int32_t dtype, long double exact, long double term, long double got, double ulps)
{
    if (!isfinite(exact)) return float_close(dtype, exact, got, ulps, false);
    if (isinf(got)) return overflow_close(dtype, exact, got, ulps);
    return fabsl(got - exact) <= ((long double)ulps + 0.002L) * float_ulp(dtype, fmaxl(term, fabsl(exact)));
}

static bool accepts_exactly(const oracle_op *op, int32_t dtype, const long double *x, value got, machine m,
                            bool flushes)
{
    value exact = oracle_floats(op, dtype, x, flushes);
    if (!exact.is_float) return exact.i == got.i;
    int32_t result = oracle_result(op, dtype);
    double ulps = limit_in(result, limit_at(op, result, exact.f, m) + slack(op, x));
    if (op->op == GT_FLOOR_DIVIDE) return floor_divide_accepts(result, x, got.f, ulps);
    if (oracle_largest_term(op, x) > 0) return sum_close(result, exact.f, oracle_largest_term(op, x), got.f, ulps);
    bool sign_free = op->zero_sign_free || (op->op == GT_FMA && m == MACHINE_RUSTICL); /* its fma(0, -1, 0) is -0 */
    return float_close(result, exact.f, got.f, ulps, sign_free);
}

/* Whether float32 numbers below the normal ones may be taken as zeros. bfloat16 has the exponents of float32. */
static bool flushes(int32_t dtype, machine m)
{
    return m != MACHINE_POCL && (dtype == GT_F32 || dtype == GT_BF16);
}

/* inside: also what a formula rounds on its way. */
static bool accepts_flushed(const oracle_op *op, int32_t dtype, const long double *x, value got, machine m, bool inside)
{
    long double flushed[ORACLE_OPERANDS] = {0};
    int32_t result = oracle_result(op, dtype);
    for (unsigned mask = 0; mask < 1u << op->arity; mask++) {
        for (int32_t k = 0; k < op->arity; k++)
            flushed[k] = mask >> k & 1 && float_subnormal(dtype, x[k]) ? copysignl(0, x[k]) : x[k];
        if (accepts_exactly(op, dtype, flushed, got, m, inside)) return true;
        value exact = oracle_floats(op, dtype, flushed, inside);
        if (exact.is_float && got.f == 0 && exact.f != 0 && fabsl(exact.f) < 1.01L * float_min_normal(result))
            return true;
    }
    return false;
}

bool oracle_accepts(const oracle_op *op, int32_t dtype, const value *x, value got, machine m)
{
    if (!facts_of(dtype)->is_float && op->dtype_class != GT_CLASS_FLOAT) return oracle_value(op, dtype, x).i == got.i;
    long double operands[ORACLE_OPERANDS] = {0};
    oracle_operands(op, x, operands);
    int32_t computed = facts_of(dtype)->is_float ? dtype : GT_F32;
    if (accepts_exactly(op, computed, operands, got, m, false)) return true;
    return flushes(computed, m) && (accepts_flushed(op, computed, operands, got, m, false) ||
                                    accepts_flushed(op, computed, operands, got, m, true));
}
