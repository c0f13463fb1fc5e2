/* What the files of contests share. */
#ifndef BENCH_H
#define BENCH_H
#include <gputensor/gputensor.h>
#include <stdint.h>

typedef struct bench {
    gt_context *ctx;
    gt_queue *q;
    const char *only; /* contests whose name contains this */
    int list, plain;  /* --list, --seconds */
    int narrow;       /* GPUTENSOR_BENCH_NARROW */
    double limit;     /* seconds of a contest */
    uint64_t random;
    int failures;
} bench;

/* One comparison: error() says how far apart the results are. */
typedef struct contest {
    const char *name, *rival;
    double work, rival_work; /* floating-point operations, or bytes */
    const char *unit;
    double tolerance;
    int (*ours)(bench *, void *);
    void (*theirs)(void *);
    double (*error)(bench *, void *);
    void *data;
} contest;

/* A number in -1..1, the next of the benchmark's. */
double uniform(bench *b);
void clear(gt_tensor **tensor);
/* Whether the contest is to be run; prints its name where only that is wanted. */
int wanted(const bench *b, const char *name);
/* Runs it and prints what came out. */
void run(bench *b, const contest *c);

/* Files of contests. lines: what version 0.1 had not. */
void layouts(bench *b);
void lines(bench *b);
void chosen_contests(bench *b);
void expression_contests(bench *b);
#endif
