/* Samples of sweeps: what they promise, for many seeds. */
#include "support/sweep.h"
#include "support/range.h"

enum { SEEDS = 200, ROWS = 30, COLUMNS = 13 };

/* Rows of three kinds, one of which has a few columns only; the columns from 9 on come first. */
static sweep_plan plan_of(int32_t cells)
{
    static const uint32_t has[] = {0x1fff, 0x1ffe, 0x1e21};
    sweep_plan p = {.columns = COLUMNS};
    for (int32_t row = 0; row < ROWS; row++) assert_int_equal(sweep_plan_row(&p, row % 3, has[row % 3], 0x1e00), row);
    sweep_plan_choose(&p, cells);
    return p;
}

static int32_t cells_of(const sweep_plan *p)
{
    int32_t n = 0;
    for (int32_t row = 0; row < p->rows; row++) n += __builtin_popcount(p->takes[row]);
    return n;
}

static void run(sweep_plan *p)
{
    for (int32_t row = 0; row < p->rows; row++)
        for (int32_t column = 0; column < p->columns; column++) (void)sweep_takes(p, row, column);
}

static void everything(void **state)
{
    (void)state;
    sweep_pretend(true, 1);
    sweep_plan p = plan_of(1);
    assert_memory_equal(p.takes, p.has, sizeof p.takes);
    for (int32_t k = 0; k < 10; k++) assert_true(sweep_layout(&p, 3, 4, k, 10));
    run(&p);
    sweep_covered(&p);
}

static void samples(void **state)
{
    (void)state;
    bool other = false;
    uint32_t once[ROWS] = {0};
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        sweep_pretend(false, seed);
        sweep_plan p = plan_of(80), again = plan_of(80), small = plan_of(1), large = plan_of(1000);
        assert_memory_equal(p.takes, again.takes, sizeof p.takes);
        assert_int_equal(cells_of(&p), 80);
        assert_within(cells_of(&small), ROWS, ROWS + 3 * COLUMNS);
        assert_memory_equal(large.takes, large.has, sizeof large.takes);
        for (int32_t row = 0; row < ROWS; row++) {
            assert_int_equal(p.takes[row] & ~p.has[row], 0);
            assert_int_not_equal(small.takes[row] & 0x1e00, 0);
            other |= seed > 0 && p.takes[row] != once[row];
            once[row] = p.takes[row];
        }
        run(&p);
        sweep_covered(&p);
        run(&small);
        sweep_covered(&small);
    }
    assert_true(other);
}

/* Every cell is chosen by some seed, and the last ones as often as the first. */
static void fair(void **state)
{
    (void)state;
    uint32_t often[ROWS][COLUMNS] = {{0}};
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        sweep_pretend(false, seed);
        sweep_plan p = plan_of(150);
        for (int32_t row = 0; row < ROWS; row++)
            for (int32_t column = 0; column < COLUMNS; column++) often[row][column] += p.takes[row] >> column & 1;
    }
    const sweep_plan p = plan_of(150);
    for (int32_t row = 0; row < ROWS; row++)
        for (int32_t column = 0; column < COLUMNS; column++)
            if (p.has[row] >> column & 1) assert_within(often[row][column], SEEDS / 5, SEEDS - SEEDS / 10);
}

static void layouts(void **state)
{
    (void)state;
    int skipped = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        sweep_pretend(false, seed);
        const sweep_plan p = plan_of((int32_t)(seed * 2));
        for (int32_t row = 0; row < ROWS; row++) {
            uint32_t met = 0;
            for (int32_t column = 0; column < COLUMNS; column++) {
                uint32_t own = 0;
                for (int32_t k = 0; k < 10 && p.takes[row] >> column & 1; k++)
                    own |= (uint32_t)sweep_layout(&p, row, column, k, 10) << k;
                if (p.takes[row] >> column & 1) assert_int_not_equal(own, 0);
                skipped += own != 0x3ff;
                met |= own;
            }
            assert_int_equal(met, 0x3ff);
        }
    }
    assert_within(skipped, 1, INT32_MAX);
}

/* Columns of several programs: with what must be there, never more than was asked for, and as much as fits. */
static void costs(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        sweep_pretend(false, seed);
        sweep_plan p = {.columns = COLUMNS};
        for (int32_t row = 0; row < 8; row++) sweep_plan_row(&p, 0, 0x1fff, 0x1fff);
        for (int32_t column = 0; column < COLUMNS; column++) p.cost[column] = column % 4 ? 4 : 7;
        sweep_plan_choose(&p, 1);
        assert_int_equal(sweep_plan_cost(&p), 9 * 4 + 4 * 7); /* each column once, in which each row is */
        sweep_plan_choose(&p, 200);
        assert_within(sweep_plan_cost(&p), 197, 200);
        run(&p);
        sweep_covered(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(everything), cmocka_unit_test(samples), cmocka_unit_test(fair),
                                       cmocka_unit_test(layouts), cmocka_unit_test(costs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
