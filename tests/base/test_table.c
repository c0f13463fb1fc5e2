/* The hash table from text to pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/table.h"
#include "faults/alloc.h"

enum { KEYS = 5000 };
static int values[KEYS];

static const char *key_of(int i)
{
    static char key[32];
    snprintf(key, sizeof key, "kernel %d", i);
    return key;
}

static void finds_what_was_added(void **state)
{
    (void)state;
    long live = alloc_live();
    gt__table table = {0};
    assert_null(gt__table_get(&table, "kernel 0"));
    for (int i = 0; i < KEYS; i++) {
        assert_null(gt__table_get(&table, key_of(i)));
        assert_int_equal(gt__table_add(&table, key_of(i), &values[i]), 0);
        assert_int_equal(table.count, i + 1);
    }
    for (int i = 0; i < KEYS; i++) assert_ptr_equal(gt__table_get(&table, key_of(i)), &values[i]);
    assert_null(gt__table_get(&table, ""));
    assert_null(gt__table_get(&table, "kernel"));
    gt__table_free(&table);
    assert_null(gt__table_get(&table, "kernel 0"));
    assert_int_equal(alloc_live(), live);
}

static void walks_each_value_once(void **state)
{
    (void)state;
    gt__table table = {0};
    size_t position = 0;
    assert_null(gt__table_next(&table, &position));
    for (int i = 0; i < 1000; i++) {
        values[i] = 0;
        assert_int_equal(gt__table_add(&table, key_of(i), &values[i]), 0);
    }
    int *value;
    for (position = 0; (value = gt__table_next(&table, &position));) ++*value;
    for (int i = 0; i < 1000; i++) assert_int_equal(values[i], 1);
    gt__table_free(&table);
}

static void takes_an_empty_key(void **state)
{
    (void)state;
    gt__table table = {0};
    assert_int_equal(gt__table_add(&table, "", &values[3]), 0);
    assert_ptr_equal(gt__table_get(&table, ""), &values[3]);
    assert_null(gt__table_get(&table, "x"));
    gt__table_free(&table);
}

/* Every allocation of every add fails once: the table stays as it was, and the same add works afterwards. */
static void stays_as_it_was_without_memory(void **state)
{
    (void)state;
    gt__table table = {0};
    long live = alloc_live(), failures = 0;
    for (int i = 0; i < 100; i++) {
        for (int k = 1; k <= 2; k++) {
            alloc_fault_arm(k, false);
            int status = gt__table_add(&table, key_of(i), &values[i]);
            alloc_fault_disarm();
            if (status == 0) break;
            failures += alloc_fault_fired();
            assert_int_equal(table.count, i);
            assert_null(gt__table_get(&table, key_of(i)));
            for (int old = 0; old < i; old++) assert_ptr_equal(gt__table_get(&table, key_of(old)), &values[old]);
        }
        if (table.count == (size_t)i) assert_int_equal(gt__table_add(&table, key_of(i), &values[i]), 0);
    }
    assert_true(failures > 100);
    gt__table_free(&table);
    assert_int_equal(alloc_live(), live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_added),
        cmocka_unit_test(walks_each_value_once),
        cmocka_unit_test(takes_an_empty_key),
        cmocka_unit_test(stays_as_it_was_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
