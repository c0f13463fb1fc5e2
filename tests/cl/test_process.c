/* What a process brings along: its floating-point environment, which drivers' threads take, and a fork(). Each case is
 * this program again, as drivers start once. */
#define _GNU_SOURCE /* feenableexcept */
#include <fenv.h>
#include <gputensor/names.h>
#include <sys/wait.h>
#include <unistd.h>
#include "support/support.h"
#include "support/leaks.h"

/* First call to last: x / 0 and its like on the device, by a new queue too. 1 if all is right. */
static int32_t works(void)
{
    const float x[] = {1, -1, 0, 3e38f, 1e-40f, 8}, y[] = {0, 0, 0, 1e-20f, 1, 2};
    const int64_t shape[] = {6};
    float got[6] = {0};
    gt_context *ctx = NULL;
    gt_queue *q = NULL;
    gt_tensor *a = NULL, *b = NULL;
    int32_t status = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    if (status == GT_OK) status = gt_queue_create(&q, ctx, NULL);
    if (status == GT_OK) status = gt_upload(q, &a, GT_F32, 1, shape, x, sizeof x);
    if (status == GT_OK) status = gt_upload(q, &b, GT_F32, 1, shape, y, sizeof y);
    if (status == GT_OK) status = gt_binary(q, GT_DIVIDE, &a, a, b);
    if (status == GT_OK) status = gt_download(q, got, sizeof got, a);
    support_drop(&a);
    support_drop(&b);
    gt_queue_free(q);
    gt_context_free(ctx);
    if (status < 0) return status;
    const float inf = (float)(1e30 * 1e30);
    return got[0] > 3e38f && got[1] < -3e38f && got[2] != got[2] && got[3] == inf && got[5] == 4;
}

/* ---- Floating-point environment ---------------------------------------------------------------------------------- */

static int with_traps(void)
{
    const int traps = FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW;
    feclearexcept(FE_ALL_EXCEPT);
    feenableexcept(traps);
    fesetround(FE_UPWARD);
    if (gt_device_count() < 1) return 2;
    if (fegetexcept() != traps || fegetround() != FE_UPWARD || fetestexcept(FE_ALL_EXCEPT) != 0) return 3;
    int32_t right = works();
    if (right < 0) return 4;
    if (fegetexcept() != traps || fegetround() != FE_UPWARD) return 5;
    return right ? 0 : 6;
}

/* ---- fork() ------------------------------------------------------------------------------------------------------ */

/* What a child makes of it: the status that it ends with. */
static int in_child(int (*job)(void))
{
    int status = -1;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(60);
        exit(job());
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static int is_right(void)
{
    return works() != 1;
}

static int counts(void)
{
    return gt_device_count() < 1;
}

/* Nothing was asked in the parent: every child may work, and the parent afterwards. */
static int asked_in_children(void)
{
    int wrong = in_child(counts);
    wrong += in_child(is_right);
    wrong += in_child(is_right);
    wrong += is_right();
    return wrong;
}

static int is_refused(void)
{
    gt_context *ctx = NULL;
    gt_device_desc desc = {.size = sizeof desc};
    int wrong = gt_device_count() != 0;
    wrong += strstr(gt_last_error(), "in children alone, or exec()") == NULL;
    wrong += gt_is_available(NULL) != 0;
    wrong += gt_device_describe(0, &desc) != GT_E_FORKED;
    wrong += gt_context_create(&ctx, 0, NULL) != GT_E_FORKED;
    return wrong + (gt_device_find(NULL) != GT_E_FORKED);
}

/* The parent has only counted: drivers have threads by then, which the child has not. */
static int asked_in_the_parent(void)
{
    int wrong = counts();
    wrong += in_child(is_refused);
    return wrong + is_right();
}

/* ---- The cases --------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int (*run)(void);
} cases[] = {{"traps", with_traps}, {"children", asked_in_children}, {"parent", asked_in_the_parent}};

static void afresh(void **state)
{
    const char *name = *state;
    int status = -1;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        execl("/proc/self/exe", "test_process", name, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (status != 0) fail_msg("%s ended with status %x", name, (unsigned)status);
}

int main(int argc, char **argv)
{
    static char traps[] = "traps", children[] = "children", parent[] = "parent";
    const struct CMUnitTest tests[] = {
        {"floating-point environment", afresh, NULL, NULL, traps},
        {"asked in children", afresh, NULL, NULL, children},
        {"asked in the parent", afresh, NULL, NULL, parent},
        cmocka_unit_test(leaks_none),
    };
    for (size_t k = 0; argc > 1 && k < sizeof cases / sizeof *cases; k++)
        if (strcmp(argv[1], cases[k].name) == 0) return cases[k].run();
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
