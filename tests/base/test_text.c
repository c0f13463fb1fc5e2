/* The text that grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "base/text.h"
#include "faults/alloc.h"

static void starts_empty(void **state)
{
    (void)state;
    gt__text text = {0};
    assert_null(text.s);
    gt__text_add(&text, "a%db", 12);
    assert_string_equal(text.s, "a12b");
    assert_int_equal(text.length, 4);
    gt__text_free(&text);
    assert_null(text.s);
    gt__text_free(&text);
}

static void grows_by_pieces_of_any_length(void **state)
{
    (void)state;
    long live = alloc_live();
    gt__text text = {0};
    size_t expected = 0;
    for (int i = 0; i < 2000; i++) {
        gt__text_add(&text, "%0*d", i % 300 + 1, i % 10);
        expected += (size_t)(i % 300 + 1);
        assert_int_equal(text.length, expected);
        assert_int_equal(strlen(text.s), expected);
        assert_int_equal(text.s[expected - 1], '0' + i % 10);
        assert_true(text.capacity > text.length);
    }
    assert_int_equal(text.failed, 0);
    gt__text_free(&text);
    assert_int_equal(alloc_live(), live);
}

static void takes_exact_fits(void **state)
{
    (void)state;
    for (int first = 0; first < 3; first++)
        for (int length = 1; length < 1100; length++) {
            gt__text text = {0};
            if (first) gt__text_add(&text, "%0*d", first, 0);
            gt__text_add(&text, "%0*d", length, 7);
            assert_int_equal(strlen(text.s), first + length);
            assert_int_equal(text.s[first + length - 1], '7');
            gt__text_free(&text);
        }
}

/* A wide character that the C locale does not have makes printf fail. */
static void remembers_that_formatting_failed(void **state)
{
    (void)state;
    gt__text text = {0};
    gt__text_add(&text, "kept");
    gt__text_add(&text, "%ls", L"\x20ac");
    assert_int_equal(text.failed, 1);
    assert_int_equal(text.length, 4);
    assert_string_equal(text.s, "kept");
    gt__text_free(&text);
}

static void joins_parts(void **state)
{
    (void)state;
    gt__text text = {0};
    gt__text_join(&text, "a%d", "", "bc", (char *)NULL);
    assert_string_equal(text.s, "a%dbc");
    assert_int_equal(text.length, 5);
    gt__text_join(&text, "", (char *)NULL);
    for (int length = 1; length < 1100; length++) {
        static char part[1100];
        part[length - 1] = 'x';
        gt__text_free(&text);
        gt__text_join(&text, part, "y", (char *)NULL);
        assert_int_equal(strlen(text.s), length + 1);
        assert_int_equal(text.length, length + 1);
        assert_int_equal(text.s[length], 'y');
    }
    char kept[1200];
    strcpy(kept, text.s);
    alloc_fault_arm(1, false);
    while (!text.failed) gt__text_join(&text, "z", (char *)NULL);
    alloc_fault_disarm();
    assert_memory_equal(text.s, kept, strlen(kept));
    assert_int_equal(strlen(text.s), text.length);
    size_t length = text.length;
    gt__text_join(&text, "late", (char *)NULL);
    assert_int_equal(text.length, length);
    gt__text_free(&text);
}

static void remembers_that_memory_ran_out(void **state)
{
    (void)state;
    gt__text text = {0};
    gt__text_add(&text, "kept");
    alloc_fault_arm(1, false);
    gt__text_add(&text, "%05000d", 1);
    assert_int_equal(alloc_fault_fired(), 1);
    assert_int_equal(text.failed, 1);
    assert_string_equal(text.s, "kept");
    gt__text_add(&text, "late");
    assert_string_equal(text.s, "kept");
    alloc_fault_disarm();
    gt__text_free(&text);
    assert_int_equal(text.failed, 0);

    alloc_fault_arm(1, false);
    gt__text_add(&text, "first");
    alloc_fault_disarm();
    assert_int_equal(text.failed, 1);
    assert_null(text.s);
    gt__text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_empty),
        cmocka_unit_test(grows_by_pieces_of_any_length),
        cmocka_unit_test(takes_exact_fits),
        cmocka_unit_test(joins_parts),
        cmocka_unit_test(remembers_that_formatting_failed),
        cmocka_unit_test(remembers_that_memory_ran_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
