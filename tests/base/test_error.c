/* Failure records: one per thread, safe to make when memory is out, and growing structs. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/struct.h"
#include "faults/alloc.h"
#include "support/range.h"

static gt_error last(void)
{
    gt_error e = {.size = sizeof e};
    gt_last_error_get(&e);
    assert_int_equal(e.size, sizeof e);
    return e;
}

static void *run(void *function)
{
    void (*body)(void);
    memcpy(&body, function, sizeof body);
    body();
    return NULL;
}

/* Runs body on a new thread, which has no record yet. Bodies must not assert: cmocka can only leave its own thread. */
static void on_thread(void (*body)(void))
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, run, &body), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static char seen_before[1024], seen_after[1024];
static int32_t seen_status;

static void look_and_fail(void)
{
    gt_error e = {.size = sizeof e, .status = 77};
    gt_last_error_get(&e);
    seen_status = e.status;
    strcpy(seen_before, gt_last_error());
    (void)gt__fail(GT_E_INDEX, "gt_other", 0, "of another thread");
    strcpy(seen_after, gt_last_error());
}

static void each_thread_has_its_own(void **state)
{
    (void)state;
    (void)gt__fail(GT_E_SHAPE, "gt_mine", 3, "of this thread");
    long live = alloc_live();
    on_thread(look_and_fail);
    assert_string_equal(seen_before, "");
    assert_int_equal(seen_status, GT_OK);
    assert_string_equal(seen_after, "gt_other: of another thread");
    assert_string_equal(gt_last_error(), "gt_mine: of this thread");
    assert_int_equal(alloc_live(), live);
}

static void keeps_every_field(void **state)
{
    (void)state;
    assert_int_equal(gt__fail(GT_E_DTYPE, "gt_copy", 2, "%s has %d", "it", 5), GT_E_DTYPE);
    gt_error e = last();
    assert_int_equal(e.status, GT_E_DTYPE);
    assert_int_equal(e.cl_code, 0);
    assert_int_equal(e.argument, 2);
    assert_string_equal(e.operation, "gt_copy");
    assert_string_equal(e.message, "gt_copy: it has 5");
    assert_string_equal(gt_last_error(), e.message);
    (void)gt__fail(GT_E_IO, "gt_copy", 0, "%ls", L"\x20ac"); /* printf fails in the C locale */
    assert_string_equal(gt_last_error(), "gt_copy: ");
    (void)gt__fail(GT_E_IO, NULL, 0, "no operation");
    assert_string_equal(gt_last_error(), "no operation");
    assert_string_equal(last().operation, "");
}

static void may_quote_the_failure_before(void **state)
{
    (void)state;
    (void)gt__fail(GT_E_IO, "inner", 0, "cause");
    (void)gt__fail(GT_E_FORMAT, "outer", 0, "because of %s", gt_last_error());
    assert_string_equal(gt_last_error(), "outer: because of inner: cause");
}

__attribute__((format(printf, 2, 3))) static void fail_with_cause(const char *cause, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    gt__fail_because(GT_E_IO, -5, cause, "op", format, arguments);
    va_end(arguments);
}

static void adds_a_cause(void **state)
{
    (void)state;
    fail_with_cause("OpenCL error X -5", "%s did not start", "it");
    assert_string_equal(gt_last_error(), "op: it did not start (OpenCL error X -5)");
    assert_int_equal(last().cl_code, -5);
    assert_int_equal(last().argument, 0);
    fail_with_cause(NULL, "%s", "x");
    assert_string_equal(gt_last_error(), "op: x");
}

static void cuts_long_texts(void **state)
{
    (void)state;
    char text[3000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (size_t length = 960; length < sizeof text; length += length < 980 ? 1 : 1000) {
        size_t whole = length + strlen("op: ");
        (void)gt__fail(GT_E_IO, "op", 0, "%s", text + sizeof text - 1 - length);
        assert_int_equal(strlen(gt_last_error()), whole < 975 ? whole : 975);
        fail_with_cause("OpenCL error -5", "%s", text + sizeof text - 1 - length);
        assert_true(strlen(gt_last_error()) <= 975);
    }
    (void)gt__fail(GT_E_IO, text, 0, "%s", text);
    gt_error e = last();
    assert_int_equal(strlen(e.operation), sizeof e.operation - 1);
    assert_int_equal(strlen(e.message), sizeof e.message - 1);
    assert_int_equal(e.message[31], ':');
}

static void cuts_between_characters(void **state)
{
    (void)state;
    char text[2001];
    for (size_t i = 0; i < 2000; i += 2) memcpy(text + i, "\xc3\xa4", 2);
    text[2000] = '\0';
    for (int shift = 0; shift < 2; shift++) {
        (void)gt__fail(GT_E_IO, NULL, 0, "%s%s", shift ? "x" : "", text);
        size_t length = strlen(gt_last_error());
        assert_within(length, 972, 975);
        assert_int_equal((length - (size_t)shift) % 2, 0);
        assert_int_equal((unsigned char)gt_last_error()[length - 1], 0xa4);
    }
}

/* Arguments that were cut, and bytes of other encodings, leave a text of UTF-8. */
static void mends_bytes(void **state)
{
    (void)state;
    const char *cases[][2] = {{"a\xc3", "a?"},
                              {"\xc3\xa4", "\xc3\xa4"},
                              {"\xe4 b", "? b"},
                              {"\xe2\x82", "??"},
                              {"\xe2\x82\xac", "\xe2\x82\xac"},
                              {"\xf0\x9f\x98", "???"},
                              {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
                              {"\xff\xfe", "??"},
                              {"\xc0\xaf", "??"},
                              {"\x80", "?"}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        (void)gt__fail(GT_E_IO, NULL, 0, "%s\"", cases[k][0]);
        assert_int_equal(strncmp(gt_last_error(), cases[k][1], strlen(cases[k][1])), 0);
        assert_string_equal(gt_last_error() + strlen(cases[k][1]), "\"");
    }
}

/* On a thread of its own: allocation fails for the first failure and works again for the second. */
static gt_error poor[2];

static void fail_without_memory(void)
{
    alloc_fault_arm(1, true);
    for (int i = 0; i < 2; i++) {
        seen_status = gt__fail(GT_E_SHAPE, "gt_poor", 1, "details");
        poor[i].size = sizeof poor[i];
        gt_last_error_get(&poor[i]);
        alloc_fault_disarm();
    }
    strcpy(seen_after, gt_last_error());
}

static void survives_without_memory(void **state)
{
    (void)state;
    long live = alloc_live();
    on_thread(fail_without_memory);
    assert_int_equal(seen_status, GT_E_SHAPE);
    assert_int_equal(alloc_fault_fired(), 1);
    assert_int_equal(poor[0].status, GT_E_OUT_OF_MEMORY);
    assert_non_null(strstr(poor[0].message, "out of memory"));
    assert_int_equal(poor[1].status, GT_E_SHAPE);
    assert_string_equal(seen_after, "gt_poor: details");
    assert_int_equal(alloc_live(), live);
}

/* A program that was compiled with a shorter gt_error gets what fits, and texts still end. */
static void gives_short_records(void **state)
{
    (void)state;
    (void)gt__fail(GT_E_INDEX, "gt_index", 4, "a long enough text");
    for (uint32_t size = 0; size <= sizeof(gt_error); size++) {
        gt_error e;
        memset(&e, 0x55, sizeof e);
        e.size = size;
        gt_last_error_get(&e);
        assert_int_equal(e.size, size);
        for (size_t i = size < 4 ? 4 : size; i < sizeof e; i++) assert_int_equal(((unsigned char *)&e)[i], 0x55);
        if (size >= 8) assert_int_equal(e.status, GT_E_INDEX);
        if (size > 16) assert_int_equal(((char *)&e)[size - 1], '\0');
    }
    gt_last_error_get(NULL);
}

static void long_records_stay_inside(void **state)
{
    (void)state;
    struct {
        gt_error e;
        uint32_t newer;
    } longer = {.newer = 9};
    longer.e.size = sizeof longer;
    (void)gt__fail(GT_E_INDEX, "gt_index", 4, "text");
    gt_last_error_get(&longer.e);
    assert_int_equal(longer.newer, 9);
    assert_string_equal(longer.e.message, "gt_index: text");
}

typedef struct options {
    uint32_t size;
    int32_t value;
} options;

static void checks_growing_structs(void **state)
{
    (void)state;
    enum { LONG = 4096 + 8 };
    unsigned char *bytes = calloc(1, LONG);
    const struct {
        uint32_t size;
        int32_t status;
    } cases[] = {
        {0, GT_E_ARGUMENT}, {1, GT_E_ARGUMENT}, {7, GT_E_ARGUMENT},    {8, GT_OK},
        {9, GT_OK},         {4096, GT_OK},      {4097, GT_E_ARGUMENT}, {UINT32_MAX, GT_E_ARGUMENT},
    };
    assert_int_equal(gt__check_struct(NULL, sizeof(options), "gt_x", 2), GT_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        memcpy(bytes, &cases[i].size, sizeof cases[i].size);
        assert_int_equal(gt__check_struct(bytes, sizeof(options), "gt_x", 2), cases[i].status);
        if (cases[i].status < 0) assert_int_equal(last().argument, 2);
    }
    uint32_t size = 20;
    memcpy(bytes, &size, sizeof size);
    for (size_t i = 4; i < 24; i++) {
        bytes[i] = 1;
        assert_int_equal(gt__check_struct(bytes, sizeof(options), "gt_x", 2),
                         i >= 8 && i < 20 ? GT_E_UNSUPPORTED : GT_OK);
        bytes[i] = 0;
    }
    free(bytes);
}

static void describes_into_growing_structs(void **state)
{
    (void)state;
    const options source = {.size = 1234, .value = 42};
    struct {
        options o;
        int32_t newer;
    } out = {.newer = 7};
    assert_int_equal(gt__give_struct(NULL, &source, sizeof source, "gt_x", 1), GT_E_ARGUMENT);
    assert_int_equal(gt__give_struct(&out, &source, sizeof source, "gt_x", 1), GT_E_ARGUMENT);
    assert_non_null(strstr(gt_last_error(), "set its size"));
    out.o.size = sizeof out.o - 1;
    assert_int_equal(gt__give_struct(&out, &source, sizeof source, "gt_x", 1), GT_E_ARGUMENT);
    assert_int_equal(out.o.value, 0);
    out.o.size = sizeof out;
    assert_int_equal(gt__give_struct(&out, &source, sizeof source, "gt_x", 1), GT_OK);
    assert_int_equal(out.o.size, sizeof out);
    assert_int_equal(out.o.value, 42);
    assert_int_equal(out.newer, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_thread_has_its_own),
        cmocka_unit_test(keeps_every_field),
        cmocka_unit_test(may_quote_the_failure_before),
        cmocka_unit_test(adds_a_cause),
        cmocka_unit_test(cuts_long_texts),
        cmocka_unit_test(cuts_between_characters),
        cmocka_unit_test(mends_bytes),
        cmocka_unit_test(survives_without_memory),
        cmocka_unit_test(gives_short_records),
        cmocka_unit_test(long_records_stay_inside),
        cmocka_unit_test(checks_growing_structs),
        cmocka_unit_test(describes_into_growing_structs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
