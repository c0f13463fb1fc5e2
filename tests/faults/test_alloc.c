/* Sanitizers need allocator_may_return_null=1 here. */
#define _XOPEN_SOURCE 700
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults/alloc.h"

/* Hides a block from the compiler, which may otherwise remove an allocation that is only compared and freed, and which
 * would warn of the use after realloc that is the point here. */
static void *volatile sink;

static void *keep(void *p)
{
    sink = p;
    return sink;
}

static void counts_live_blocks(void **state)
{
    (void)state;
    long base = alloc_live();
    void *a = keep(malloc(10));
    void *b = keep(calloc(3, 5));
    assert_int_equal(alloc_live(), base + 2);
    b = keep(realloc(b, 100000));
    assert_non_null(b);
    assert_int_equal(alloc_live(), base + 2);
    void *c = keep(realloc(NULL, 7));
    assert_int_equal(alloc_live(), base + 3);
    free(a);
    free(b);
    free(c);
    free(keep(NULL));
    assert_int_equal(alloc_live(), base);
}

static void passes_foreign_blocks(void **state)
{
    (void)state;
    long base = alloc_live();
    char *text = keep(strdup("made inside the C library"));
    assert_int_equal(alloc_live(), base);
    text = keep(realloc(text, 5000));
    assert_string_equal(text, "made inside the C library");
    assert_int_equal(alloc_live(), base);
    free(text);
    assert_int_equal(alloc_live(), base);
}

static void fails_the_kth(void **state)
{
    (void)state;
    long base = alloc_live();
    for (long k = 1; k <= 4; k++) {
        for (int sticky = 0; sticky < 2; sticky++) {
            alloc_fault_arm(k, sticky);
            void *p[3] = {keep(malloc(8)), keep(calloc(1, 8)), keep(realloc(NULL, 8))};
            alloc_fault_disarm();
            long failed = k > 3 ? 0 : sticky ? 4 - k : 1;
            assert_int_equal(alloc_fault_fired(), failed);
            assert_int_equal(alloc_live(), base + 3 - failed);
            for (long i = 0; i < 3; i++) {
                assert_int_equal(p[i] == NULL, i + 1 == k || (sticky && i + 1 > k));
                free(p[i]);
            }
            assert_int_equal(alloc_live(), base);
        }
    }
}

static void failed_realloc_keeps_the_block(void **state)
{
    (void)state;
    long base = alloc_live();
    char *text = keep(malloc(6));
    assert_non_null(text);
    memcpy(text, "hello", 6);
    alloc_fault_arm(1, false);
    void *grown = realloc(keep(text), 4096);
    alloc_fault_disarm();
    assert_null(grown);
    assert_string_equal(text, "hello");
    assert_int_equal(alloc_live(), base + 1);
    assert_null(realloc(keep(text), SIZE_MAX / 4)); /* the allocator itself refuses */
    assert_int_equal(alloc_live(), base + 1);
    free(text);
    assert_int_equal(alloc_live(), base);
}

static void *churn(void *unused)
{
    void *held[50] = {NULL};
    for (size_t i = 0; i < 20000; i++) {
        void **slot = &held[i * 7 % 50];
        if (*slot && i % 3 == 0) {
            *slot = realloc(*slot, 16 + i % 100);
        } else {
            free(*slot);
            *slot = malloc(1 + i % 64);
        }
    }
    for (size_t i = 0; i < 50; i++) free(held[i]);
    return unused;
}

static void counts_from_many_threads(void **state)
{
    (void)state;
    long base = alloc_live();
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) assert_int_equal(pthread_create(&threads[i], NULL, churn, NULL), 0);
    for (size_t i = 0; i < 4; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(alloc_live(), base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_live_blocks), cmocka_unit_test(passes_foreign_blocks), cmocka_unit_test(fails_the_kth),
        cmocka_unit_test(failed_realloc_keeps_the_block), cmocka_unit_test(counts_from_many_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
