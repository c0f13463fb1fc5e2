#include "support/sweep.h"
#include <time.h>
#include "faults/faults.h"
#include "support/range.h"

static const sweep_shares *share;
static bool everything = true, thin;
static uint64_t seed;

void sweep_pretend(bool all, uint64_t s)
{
    everything = all;
    seed = s;
}

static void refuse(const char *name, const char *text)
{
    fprintf(stderr, "%s: not \"%s\"\n", name, text);
    exit(1);
}

void sweep_begin(const sweep_shares *shares)
{
    const char *tests = getenv("GPUTENSOR_TESTS"), *number = getenv("GPUTENSOR_SEED");
    char *end = NULL;
    share = shares;
    everything = !tests || strcmp(tests, "all") == 0;
    thin = tests && strcmp(tests, "thin") == 0;
    if (!everything && !thin && strcmp(tests, "quick") != 0) refuse("GPUTENSOR_TESTS", tests);
    seed = number ? strtoull(number, &end, 10) : (uint64_t)time(NULL);
    if (number && (*end || end == number)) refuse("GPUTENSOR_SEED", number);
    printf("GPUTENSOR_TESTS=%s GPUTENSOR_SEED=%llu\n", everything ? "all" : tests, (unsigned long long)seed);
    fflush(stdout);
}

bool sweep_thin(void)
{
    return thin;
}

int32_t sweep_share(void)
{
    return everything ? share->all : sweep_thin() ? share->thin : share->quick;
}

/* A number that depends on the seed and on what it is for. */
static uint64_t chance(uint64_t a, uint64_t b)
{
    uint64_t state = seed;
    state = random_next(&state) + a;
    state = random_next(&state) + b;
    return random_next(&state);
}

bool sweep_sample(uint64_t index, uint32_t n)
{
    return everything || (index + chance(n, 0)) % n == 0;
}

bool sweep_part(uint64_t index, uint32_t n)
{
    return !sweep_thin() || sweep_sample(index, n);
}

void sweep_programs(void **state)
{
    (void)state;
    struct faults layer;
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(support_context(), &stats));
    int64_t built = stats.programs_built;
    if (faults_load(&layer) && layer.builds() > built) built = layer.builds(); /* of all contexts */
    printf("programs: %lld of %d\n", (long long)built, (int)sweep_share());
    fflush(stdout);
    assert_within(built, 1, sweep_share());
    assert_within(stats.programs_in_memory, 1, sweep_share());
}

/* ---- Plans ------------------------------------------------------------------------------------------------------- */

int32_t sweep_plan_row(sweep_plan *p, int32_t kind, uint32_t has, uint32_t first)
{
    if (p->rows == SWEEP_ROWS) fail_msg("more than %d rows", SWEEP_ROWS);
    p->kind[p->rows] = kind;
    p->has[p->rows] = has;
    p->first[p->rows] = has & first ? has & first : has;
    return p->rows++;
}

static bool bit(uint32_t columns, int32_t column)
{
    return columns >> column & 1;
}

static int32_t count_of(uint32_t columns)
{
    return __builtin_popcount(columns);
}

/* The columns that the rows of a kind have, or of which one of them takes. */
static uint32_t of_kind(const sweep_plan *p, const uint32_t *columns, int32_t kind)
{
    uint32_t all = 0;
    for (int32_t row = 0; row < p->rows; row++)
        if (p->kind[row] == kind) all |= columns[row];
    return all;
}

/* For each kind of row, each column that it has: in a row that takes none yet, if there is one. */
static void choose_columns(sweep_plan *p, uint64_t *state)
{
    for (int32_t row = 0; row < p->rows; row++)
        for (int32_t column = 0; column < p->columns; column++) {
            const int32_t kind = p->kind[row];
            if (!bit(of_kind(p, p->has, kind) & ~of_kind(p, p->takes, kind), column)) continue;
            int32_t best = -1;
            uint64_t best_chance = 0;
            for (int32_t r = 0; r < p->rows; r++) {
                if (p->kind[r] != kind || !bit(p->has[r], column)) continue;
                uint64_t c = (random_next(state) >> 2) + (p->takes[r] ? 0 : 1ull << 62) + 1;
                if (c > best_chance) best_chance = c, best = r;
            }
            p->takes[best] |= 1u << column;
        }
}

static int32_t any_of(uint32_t columns, uint64_t *state)
{
    int32_t skip = (int32_t)(random_next(state) % (uint64_t)count_of(columns)), column = 0;
    while (!bit(columns, column) || skip-- > 0) column++;
    return column;
}

static void choose_rows(sweep_plan *p, uint64_t *state)
{
    for (int32_t row = 0; row < p->rows; row++)
        if (p->first[row] && !(p->takes[row] & p->first[row])) p->takes[row] |= 1u << any_of(p->first[row], state);
}

int32_t sweep_plan_cost(const sweep_plan *p)
{
    int32_t cost = 0;
    for (int32_t row = 0; row < p->rows; row++)
        for (int32_t column = 0; column < p->columns; column++)
            if (bit(p->takes[row], column)) cost += p->cost[column] ? p->cost[column] : 1;
    return cost;
}

/* Goes through the others in an order that chance makes. */
static void choose_others(sweep_plan *p, int32_t programs, uint64_t *state)
{
    static int32_t open[SWEEP_ROWS * SWEEP_COLUMNS];
    int32_t left = programs - sweep_plan_cost(p), n = 0;
    for (int32_t row = 0; row < p->rows; row++)
        for (int32_t column = 0; column < p->columns; column++)
            if (bit(p->has[row] & ~p->takes[row], column)) open[n++] = row * p->columns + column;
    while (n > 0) {
        const int32_t k = (int32_t)(random_next(state) % (uint64_t)n), cell = open[k], column = cell % p->columns;
        const int32_t cost = p->cost[column] ? p->cost[column] : 1;
        open[k] = open[--n];
        if (cost > left) continue;
        left -= cost;
        p->takes[cell / p->columns] |= 1u << column;
    }
}

void sweep_plan_choose(sweep_plan *p, int32_t programs)
{
    uint64_t state = seed;
    memset(p->takes, 0, sizeof p->takes);
    memset(p->ran, 0, sizeof p->ran);
    if (everything) {
        memcpy(p->takes, p->has, sizeof p->takes);
        return;
    }
    choose_columns(p, &state);
    choose_rows(p, &state);
    choose_others(p, programs, &state);
}

bool sweep_takes(sweep_plan *p, int32_t row, int32_t column)
{
    if (!bit(p->takes[row], column)) return false;
    p->ran[row] |= 1u << column;
    return true;
}

bool sweep_layout(const sweep_plan *p, int32_t row, int32_t column, int32_t number, int32_t count)
{
    const uint32_t takes = p->takes[row];
    if (everything || chance((uint64_t)(row * p->columns + column), (uint64_t)number) % 4 == 0) return true;
    const int32_t n = count_of(takes), k = count_of(takes & ((1u << column) - 1));
    const int32_t moved = number + (int32_t)(chance((uint64_t)row, 1000) % (uint64_t)count);
    return n <= count ? moved % count % n == k : moved % count == k % count;
}

void sweep_covered(const sweep_plan *p)
{
    for (int32_t row = 0; row < p->rows; row++) {
        const int32_t kind = p->kind[row];
        if (p->has[row] && !(p->ran[row] & p->first[row])) fail_msg("row %d was not run", (int)row);
        if (of_kind(p, p->ran, kind) != of_kind(p, p->has, kind))
            fail_msg("kind %d: columns %x of %x were run", (int)kind, of_kind(p, p->ran, kind),
                     of_kind(p, p->has, kind));
        if (everything && p->ran[row] != p->has[row]) fail_msg("row %d: not all of it was run", (int)row);
    }
}
