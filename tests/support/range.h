/* assert_in_range of integers, which cmocka 2 takes for deprecated. */
#ifndef TESTS_SUPPORT_RANGE_H
#define TESTS_SUPPORT_RANGE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static inline void range_judge(int64_t got, int64_t least, int64_t most, const char *file, int line)
{
    if (got >= least && got <= most) return;
    print_error("%lld is not in the range of %lld to %lld\n", (long long)got, (long long)least, (long long)most);
    _fail(file, line);
}

#define assert_within(value, least, most)                                                                              \
    range_judge((int64_t)(value), (int64_t)(least), (int64_t)(most), __FILE__, __LINE__)
#endif
