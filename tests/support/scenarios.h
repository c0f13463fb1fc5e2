/* Work whose every step is made to fail: by test_faults in OpenCL, by test_allocations in malloc. */
#ifndef TESTS_SCENARIOS_H
#define TESTS_SCENARIOS_H
#include "support/support.h"

/* What the work is done on, in a context of its own. */
typedef struct world {
    int32_t device;
    gt_context *ctx;
    gt_queue *q;
    gt_tensor *a, *turned, *given; /* 1 to 6; its transpose; 1 to 6 */
    /* other destinations: (3, 2), (6,), (2, 2), (3,) and twice (2,) of 1, 2, ...; int64 1 to 3 */
    gt_tensor *tall, *line, *square, *three, *two[2], *places;
    gt_tensor *row;         /* 1 to 16 */
    gt_tensor *order;       /* int64 1, 0 */
    gt_tensor *pairs, *few; /* int8, which sorts by few steps: (3, 2) of 1, 4, 2, 5, 3, 6; 1 to 3 */
    gt_tensor *made, *more; /* results, NULL before the work */
    gt_context *made_ctx;
    gt_queue *made_q;
    gt_event *event, *later;
    float host[6];
    gt_tensor **dst; /* &made, or one that is given */
    const char *path;
} world;

/* Work that returns its status, and the check of what has come out. */
typedef struct scenario {
    const char *name;
    int32_t (*run)(world *w);
    void (*check)(world *w);
    size_t into;    /* where in the world the given destination is; 0: none, a new one is made */
    bool only_into; /* in the table: never with a new one */
    bool own_host;  /* the library itself holds the host memory that a transfer uses */
    bool files;     /* needs world.path */
    bool several;   /* several calls: what the first ones made stays when a later one fails */
    bool no_blocks; /* takes no host memory where the result is given */
    bool waits;     /* for the elements that it has written: the wait may fail */
    bool pair;      /* has two results: the step that writes the second may fail */
    bool parts;     /* writes its result in parts, between which it may fail */
    bool retried;   /* has given memory back when it enqueues or takes more: what fails for want of it is tried again */
    bool no_calls;  /* calls no OpenCL function */
    bool many_calls; /* of OpenCL: every so manieth fails, another each turn */
    bool queues;     /* makes queues, of which a tensor remembers the last few that it was used on */
} scenario;

/* The destination of a row: a field of the world. */
#define INTO(field) .into = offsetof(world, field)

/* Rows of other files, of work along lines: scans and sorting; of indexing; of expressions. */
extern const scenario scenarios_lines[];
extern const int32_t scenarios_lines_count;
extern const scenario scenarios_index[];
extern const int32_t scenarios_index_count;
extern const scenario scenarios_expression[];
extern const int32_t scenarios_expression_count;

int32_t scenario_count(void);
const scenario *scenario_at(int32_t index); /* after scenario_count */
int32_t scenario_run(const scenario *s, world *w);
/* Checks the result, and gives the destinations back the values that they had. */
void scenario_check(const scenario *s, world *w);

world open_world(void);
/* Frees what work made, and the memory that the pool keeps: an allocation that fails must not be saved by it. */
void clear_world(world *w);
void close_world(world *w);
int64_t world_used(const world *w);
/* Asserts count float32 elements. */
void world_expect(gt_queue *q, const gt_tensor *t, int64_t count, const double *values);
extern const double world_numbers[16];
/* The same of int8. */
void world_bytes(gt_queue *q, const gt_tensor *t, int64_t count, const int8_t *want);
/* Asserts three int64 elements. */
void world_places(gt_queue *q, const gt_tensor *t, const int64_t *want);
/* Makes the destinations, or gives them the values that they had. */
void world_put_back(world *w);

/* After a run in which `where` failed: an error, a message, and no result. */
void check_failure(const scenario *s, const world *w, int32_t status, const char *where);
/* After a failure: what was there is unchanged, and the work succeeds. */
void check_recovery(const scenario *s, world *w, int64_t used, const char *where);
#endif
