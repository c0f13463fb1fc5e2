/* Kernels are compiled outside the context's lock. The fault layer holds clBuildProgram until as many builds as a test
 * asks for have begun, so that what happens meanwhile does not depend on how long a compiler takes. */
#include <pthread.h>
#include <math.h>
#include <sched.h>
#include <stdatomic.h>
#include "support/support.h"
#include "cl/cl.h"
#include "support/leaks.h"
#include "faults/faults.h"

enum { THREADS = 4 };

static struct faults layer;
static gt_context *context;
static atomic_int begun; /* builds, before they reach the compiler */

typedef struct job {
    pthread_t thread;
    gt__call call;
    int which; /* the first byte of the key */
    gt_status status;
    gt__kernel *kernel;
    char message[200];
} job;

static void write_source(gt__text *source, const char **kernel, const void *key)
{
    const int which = *(const unsigned char *)key;
    atomic_fetch_add(&begun, 1);
    *kernel = "tested";
    gt__text_add(source, "kernel void tested(global int *o)\n{\n    o[0] = %s%d;\n}\n", which ? "" : "no_such_name",
                 which);
}

static void *get(void *what)
{
    job *j = what;
    const unsigned char key[GT__KEY_BYTES] = {(unsigned char)j->which};
    j->status = gt__kernel_get(&j->kernel, &j->call, key, write_source);
    snprintf(j->message, sizeof j->message, "%s", j->status < 0 ? gt_last_error() : "");
    return NULL;
}

static void start(job *j, int which)
{
    *j = (job){.which = which, .call = {"tested", gt_context_queue(context), context}};
    assert_int_equal(pthread_create(&j->thread, NULL, get, j), 0);
}

static int set_up(void **state)
{
    (void)state;
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    must(gt_context_create(&context, gt_device_find(NULL), NULL));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    layer.hold("", 0);
    gt_context_free(context);
    return 0;
}

/* Two builds of one context meet in the compiler: neither waits for the other. */
static void different_kernels_compile_at_the_same_time(void **state)
{
    (void)state;
    job jobs[2];
    layer.hold("clBuildProgram", 2);
    for (int i = 0; i < 2; i++) start(&jobs[i], i + 1);
    for (int i = 0; i < 2; i++) pthread_join(jobs[i].thread, NULL);
    assert_int_equal(layer.met(), 2);
    assert_int_equal(layer.held(), 0);
    for (int i = 0; i < 2; i++) {
        must(jobs[i].status);
        assert_non_null(jobs[i].kernel);
    }
    assert_ptr_not_equal(jobs[0].kernel, jobs[1].kernel);
}

/* Several threads want kernel 1, and another one kernel 2, whose build lets the first go on: all that want kernel 1
 * have it from one build. */
static void threads_that_want_the_same_build_it_once(void **state)
{
    (void)state;
    job jobs[THREADS], other;
    const long before = layer.builds();
    layer.hold("clBuildProgram", 2);
    for (int i = 0; i < THREADS; i++) start(&jobs[i], 1);
    start(&other, 2);
    for (int i = 0; i < THREADS; i++) pthread_join(jobs[i].thread, NULL);
    pthread_join(other.thread, NULL);
    assert_int_equal(layer.builds() - before, 2);
    assert_int_equal(layer.met(), 2);
    for (int i = 0; i < THREADS; i++) {
        must(jobs[i].status);
        assert_ptr_equal(jobs[i].kernel, jobs[0].kernel);
    }
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(context, &stats));
    assert_int_equal(stats.programs_built, 2);
}

/* What the library's kernels call is declared: none is refused, which would be built again with a header of everything.
 * In test_rehearsal and test_builders programs of several are. */
static void no_kernel_is_built_twice(void **state)
{
    (void)state;
    gt_queue *q = gt_context_queue(context);
    gt_tensor *x = NULL, *y = NULL, *z = NULL;
    const float host[] = {0.5f, 1, 1.5f};
    const long before = layer.builds();
    must(gt_upload(q, &x, GT_F32, 1, (int64_t[]){3}, host, sizeof host));
    must(gt_unary(q, GT_EXP, &y, x));
    must(gt_binary(q, GT_POW, &y, x, y));
    must(gt_reduce(q, GT_ADD, &z, y, (int32_t[]){0}, 1, NULL));
    float sum = 0;
    must(gt_download(q, &sum, sizeof sum, z));
    assert_true(fabsf(sum - 7.473331f) < 1e-4f); /* of 0.5^e^0.5, 1 and 1.5^e^1.5 */
    gt_tensor_free(x);
    gt_tensor_free(y);
    gt_tensor_free(z);
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(context, &stats));
    assert_true(stats.programs_built > 0);
    assert_int_equal(layer.builds() - before, stats.programs_built);
}

static void write_undeclared(gt__text *source, const char **kernel, const void *key)
{
    *kernel = "tested";
    gt__text_add(source, "kernel void tested(global int *o)\n{\n    o[0] = mad_hi(o[0], o[1], %d);\n}\n",
                 *(const unsigned char *)key);
}

/* Where a driver's header turns out to be needed, it is not left out a second time. */
static void undeclared_is_learnt(void **state)
{
    (void)state;
    gt_context *other = NULL;
    gt__kernel *kernel = NULL;
    long builds[2];
    must(gt_context_create(&other, gt_device_find(NULL), NULL));
    const gt__call call = {"tested", gt_context_queue(other), other};
    for (int i = 0; i < 2; i++) {
        const unsigned char key[GT__KEY_BYTES] = {(unsigned char)i};
        const long before = layer.builds();
        must(gt__kernel_get(&kernel, &call, key, write_undeclared));
        builds[i] = layer.builds() - before;
    }
    assert_int_equal(builds[0], gt__traits_of(other)->reads_header ? 2 : 1);
    assert_int_equal(builds[1], 1);
    gt_context_free(other);
}

/* While one thread compiles, this one creates, fills, copies and frees tensors, and launches what is built. */
static void other_threads_go_on(void **state)
{
    (void)state;
    gt_queue *q = gt_context_queue(context);
    const int64_t shape[] = {3};
    const float host[] = {1, 4, 9};
    float got[3];
    gt_tensor *a = NULL, *b = NULL, *c = NULL;
    must(gt_upload(q, &a, GT_F32, 1, shape, host, sizeof host));
    must(gt_binary(q, GT_ADD, &b, a, a)); /* built before */
    job compiling, second;
    layer.hold("clBuildProgram", 2);
    start(&compiling, 1);
    must(gt_binary(q, GT_ADD, &c, b, a));
    must(gt_download(q, got, sizeof got, c));
    assert_true(got[0] == 3 && got[1] == 12 && got[2] == 27);
    support_drop(&b);
    must(gt_tensor_create(q, &b, GT_I32, 1, shape, 0));
    assert_int_equal(layer.met(), 0); /* the build is still on its way */
    start(&second, 2);
    pthread_join(compiling.thread, NULL);
    pthread_join(second.thread, NULL);
    must(compiling.status);
    must(second.status);
    assert_int_equal(layer.held(), 0);
    support_drop(&a);
    support_drop(&b);
    support_drop(&c);
}

/* Where a build fails, each thread that waited for it tries itself, and has an error record of its own. */
static void each_waiter_of_a_failed_build_is_told(void **state)
{
    (void)state;
    job jobs[THREADS];
    for (int i = 0; i < THREADS; i++) start(&jobs[i], 0);
    for (int i = 0; i < THREADS; i++) pthread_join(jobs[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(jobs[i].status, GT_E_BUILD);
        assert_null(jobs[i].kernel);
        assert_non_null(strstr(jobs[i].message, "tested: a kernel did not compile"));
    }
}

/* The handle of the context is freed while a thread compiles; a queue of it is still there. */
static void a_context_freed_meanwhile(void **state)
{
    (void)state;
    gt_queue *q = NULL;
    job jobs[2];
    must(gt_queue_create(&q, context, NULL));
    layer.hold("clBuildProgram", 2);
    atomic_store(&begun, 0);
    start(&jobs[0], 1);
    while (atomic_load(&begun) < 1) sched_yield();
    gt_context_free(context);
    jobs[1] = (job){.which = 2, .call = {"tested", q, context}};
    context = NULL;
    get(&jobs[1]);
    pthread_join(jobs[0].thread, NULL);
    for (int i = 0; i < 2; i++) must(jobs[i].status);
    assert_int_equal(layer.met(), 2);
    gt_queue_free(q);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(different_kernels_compile_at_the_same_time),
        TEST(no_kernel_is_built_twice),
        TEST(undeclared_is_learnt),
        TEST(threads_that_want_the_same_build_it_once),
        TEST(other_threads_go_on),
        TEST(each_waiter_of_a_failed_build_is_told),
        TEST(a_context_freed_meanwhile),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
