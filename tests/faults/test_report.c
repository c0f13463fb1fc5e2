/* Run with OPENCL_LAYERS naming the layer. Given an argument, this program is the child of one of its own tests. */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults/faults.h"
#include "faults/job.h"

static const char *self;

/* Runs this program as a child with these variables set; collects its output and gives its exit status. */
static int child(const char *variables, const char *part, char *output, size_t size)
{
    char command[4096];
    snprintf(command, sizeof command, "%s '%s' %s 2>&1", variables, self, part);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    output[fread(output, 1, size - 1, pipe)] = '\0';
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void report_and_exit_status(void **state)
{
    (void)state;
    char out[4096];
    assert_int_equal(child("CLFAULT_REPORT=1", "job", out, sizeof out), 0);
    assert_non_null(strstr(out, " builds=1 fired=0 live=0\n"));
    assert_null(strstr(out, "clfault: leak"));
    assert_int_equal(child("CLFAULT_REPORT=1", "leak", out, sizeof out), 99);
    assert_non_null(strstr(out, "live=2\n"));
    assert_non_null(strstr(out, "clfault: leak: buffer "));
    assert_non_null(strstr(out, " from clCreateBuffer #2, references 2\n"));
    assert_int_equal(child("CLFAULT_REPORT=1", "dead", out, sizeof out), 99);
    assert_non_null(strstr(out, "clReleaseMemObject #2 of a dead buffer "));
    assert_non_null(strstr(out, "live=0\n"));
    assert_int_equal(child("CLFAULT_REPORT=1", "unflushed", out, sizeof out), 99);
    assert_non_null(strstr(out, "waits for the event of clEnqueueMarkerWithWaitList #2, whose queue was not flushed"));
    assert_non_null(strstr(out, "live=0\n"));
    assert_int_equal(child("CLFAULT_REPORT=1", "fork", out, sizeof out), 0);
    assert_null(strstr(out, "clfault: leak"));
    assert_int_equal(child("CLFAULT_REPORT=0", "leak", out, sizeof out), 0);
    assert_null(strstr(out, "clfault"));
}

static void absent_layer_is_noticed(void **state)
{
    (void)state;
    char out[4096];
    assert_int_equal(child("", "loaded", out, sizeof out), 0);
    assert_int_equal(child("OPENCL_LAYERS=", "loaded", out, sizeof out), 1);
    assert_int_equal(child("OPENCL_LAYERS=/nowhere:\"$OPENCL_LAYERS\"", "loaded", out, sizeof out), 0);
}

static void environment_arms(void **state)
{
    (void)state;
    char out[4096];
    assert_int_equal(child("CLFAULT_REPORT=1 CLFAULT=clCreateBuffer:1:-4", "job", out, sizeof out), 4);
    assert_non_null(strstr(out, "fired=1 live=0\n"));
    assert_int_equal(child("CLFAULT_REPORT=1 CLFAULT=clCreateBuffer:2:-4", "job", out, sizeof out), 0);
    assert_non_null(strstr(out, "fired=0 live=0\n"));
    assert_int_equal(child("CLFAULT_REPORT=1 CLFAULT=event:1:-5:sticky", "job", out, sizeof out), 5);
    assert_non_null(strstr(out, "fired=1 live=0\n"));
    assert_int_equal(child("CLFAULT_REPORT=1 CLFAULT='*:8:-2:1'", "job", out, sizeof out), 2);
    assert_int_equal(child("CLFAULT=clCreateBufer:1:-4", "job", out, sizeof out), 99);
    assert_int_equal(child("CLFAULT=clCreateBuffer:0:-4", "job", out, sizeof out), 99);
    assert_int_equal(child("CLFAULT=clCreateBuffer:1:4", "job", out, sizeof out), 99);
    assert_int_equal(child("CLFAULT=clCreateBuffer:1", "job", out, sizeof out), 99);
    assert_int_equal(child("CLFAULT=clCreateBuffer:1:-4:yes", "job", out, sizeof out), 99);
}

/* A held call without another one goes on when the patience is over, and is told. */
static void lonely_call_goes_on(void **state)
{
    (void)state;
    char out[4096];
    assert_int_equal(child("CLFAULT_PATIENCE=1", "lonely", out, sizeof out), 1);
    assert_int_equal(child("CLFAULT_PATIENCE=1", "unknown", out, sizeof out), 99);
    assert_non_null(strstr(out, "clfault: not a wrapped function: clBuildPrograms\n"));
}

/* The number of calls that went on alone, or -1 where what they made is wrong. */
static int be_lonely(struct faults *layer, const char *name)
{
    cl_int out[N];
    if (!faults_load(layer)) return -1;
    layer->hold(name, 2);
    int code = whole_job(find_device(), out);
    return code || layer->met() ? -1 : (int)layer->held();
}

/* Waits of one queue for another: flushed, of the same queue, seen to be done, and the one that is wrong. */
static int be_unflushed(struct job *j, cl_device_id device)
{
    cl_event e[3];
    cl_int code;
    cl_command_queue other = clCreateCommandQueue(j->context, device, 0, &code);
    for (int i = 0; i < 3 && !code; i++) {
        code = clEnqueueMarkerWithWaitList(j->queue, 0, NULL, &e[i]);
        if (i == 0) clFlush(j->queue);
        if (i != 1) clEnqueueBarrierWithWaitList(j->queue, 1, &e[i], NULL);
        if (i == 2) clWaitForEvents(1, &e[2]);
        clEnqueueBarrierWithWaitList(other, 1, &e[i], NULL);
        clReleaseEvent(e[i]);
    }
    clFinish(j->queue);
    clReleaseCommandQueue(other);
    close_job(j);
    return -code;
}

static int be_child(const char *part)
{
    cl_int out[N];
    struct faults layer;
    struct job j;
    if (strcmp(part, "loaded") == 0) return !faults_load(&layer);
    if (strcmp(part, "lonely") == 0) return be_lonely(&layer, "clBuildProgram");
    if (strcmp(part, "unknown") == 0) return be_lonely(&layer, "clBuildPrograms");
    cl_device_id device = find_device();
    if (strcmp(part, "job") == 0) return -whole_job(device, out);
    cl_int code = open_job(&j, device);
    if (strcmp(part, "unflushed") == 0) return be_unflushed(&j, device);
    cl_mem extra = clCreateBuffer(j.context, CL_MEM_READ_WRITE, BYTES, NULL, NULL);
    if (strcmp(part, "leak") == 0)
        clRetainMemObject(extra);
    else if (strcmp(part, "fork") == 0 && fork() == 0)
        exit(0);
    else
        clReleaseMemObject(extra);
    if (strcmp(part, "dead") == 0) clReleaseMemObject(extra);
    close_job(&j);
    return -code;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(report_and_exit_status), cmocka_unit_test(environment_arms),
                                       cmocka_unit_test(absent_layer_is_noticed),
                                       cmocka_unit_test(lonely_call_goes_on)};
    self = argv[0];
    if (argc > 1) return be_child(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
