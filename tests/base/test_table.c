/* The hash table of values that begin with their key. */
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
typedef struct value {
    unsigned char key[GT__TABLE_KEY];
    int seen;
} value;
static value values[KEYS];

/* Keys that differ in one byte somewhere, as specs do. */
static const void *key_of(int i)
{
    static unsigned char key[GT__TABLE_KEY];
    memset(key, 0, sizeof key);
    key[i % GT__TABLE_KEY] = (unsigned char)(1 + i / GT__TABLE_KEY);
    return key;
}

static value *value_of(int i)
{
    memcpy(values[i].key, key_of(i), sizeof values[i].key);
    return &values[i];
}

static void finds_what_was_added(void **state)
{
    (void)state;
    long live = alloc_live();
    gt__table table = {0};
    assert_null(gt__table_get(&table, key_of(0)));
    for (int i = 0; i < KEYS; i++) {
        assert_null(gt__table_get(&table, key_of(i)));
        assert_int_equal(gt__table_add(&table, value_of(i)), 0);
        assert_int_equal(table.count, i + 1);
    }
    for (int i = 0; i < KEYS; i++) assert_ptr_equal(gt__table_get(&table, key_of(i)), value_of(i));
    assert_null(gt__table_get(&table, (const unsigned char[GT__TABLE_KEY]){0}));
    assert_null(gt__table_get(&table, (const unsigned char[GT__TABLE_KEY]){1, 1}));
    gt__table_free(&table);
    assert_null(gt__table_get(&table, key_of(0)));
    assert_int_equal(alloc_live(), live);
}

static void walks_each_value_once(void **state)
{
    (void)state;
    gt__table table = {0};
    size_t position = 0;
    assert_null(gt__table_next(&table, &position));
    for (int i = 0; i < 1000; i++) {
        values[i].seen = 0;
        assert_int_equal(gt__table_add(&table, value_of(i)), 0);
    }
    value *found;
    for (position = 0; (found = gt__table_next(&table, &position));) found->seen++;
    for (int i = 0; i < 1000; i++) assert_int_equal(values[i].seen, 1);
    gt__table_free(&table);
}

static void takes_a_key_of_zeros(void **state)
{
    (void)state;
    gt__table table = {0};
    static value zeros;
    assert_int_equal(gt__table_add(&table, &zeros), 0);
    assert_ptr_equal(gt__table_get(&table, zeros.key), &zeros);
    assert_null(gt__table_get(&table, key_of(1)));
    gt__table_free(&table);
}

/* Every allocation of every add fails once: the table stays as it was, and the same add works afterwards. */
static void stays_as_it_was_without_memory(void **state)
{
    (void)state;
    gt__table table = {0};
    long live = alloc_live(), failures = 0;
    for (int i = 0; i < 100; i++) {
        value *next = value_of(i);
        alloc_fault_arm(1, false);
        int status = gt__table_add(&table, next);
        alloc_fault_disarm();
        if (status != 0) {
            failures += alloc_fault_fired();
            assert_int_equal(table.count, i);
            assert_null(gt__table_get(&table, key_of(i)));
            for (int old = 0; old < i; old++) assert_ptr_equal(gt__table_get(&table, key_of(old)), value_of(old));
        }
        if (table.count == (size_t)i) assert_int_equal(gt__table_add(&table, value_of(i)), 0);
    }
    assert_true(failures >= 4);
    gt__table_free(&table);
    assert_int_equal(alloc_live(), live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_added),
        cmocka_unit_test(walks_each_value_once),
        cmocka_unit_test(takes_a_key_of_zeros),
        cmocka_unit_test(stays_as_it_was_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
