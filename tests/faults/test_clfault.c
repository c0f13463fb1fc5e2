/* Run with OPENCL_LAYERS naming the layer. */
#define _XOPEN_SOURCE 700
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults/faults.h"
#include "faults/job.h"

static struct faults layer;
static cl_device_id device;

static void assert_result(const cl_int *out)
{
    for (cl_int i = 0; i < N; i++) assert_int_equal(out[i], 2 * i);
}

static cl_int state_of(cl_event event)
{
    cl_int state = CL_QUEUED;
    assert_int_equal(clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof state, &state, NULL), CL_SUCCESS);
    return state;
}

static void disarmed_layer_changes_nothing(void **state)
{
    (void)state;
    cl_int out[N] = {0};
    char name[256] = "";
    size_t length = 0;
    layer.arm("*", 1, CL_OUT_OF_RESOURCES, 1);
    layer.disarm();
    assert_int_equal(whole_job(device, out), CL_SUCCESS);
    assert_result(out);
    assert_int_equal(clGetDeviceInfo(device, CL_DEVICE_NAME, sizeof name, name, &length), CL_SUCCESS);
    assert_int_equal(strlen(name) + 1, length);
    assert_int_equal(clGetDeviceInfo(device, 0xFFFF, sizeof name, name, &length), CL_INVALID_VALUE);
    assert_int_equal(layer.fired(), 0);
    assert_string_equal(layer.where(), "");
    assert_int_equal(layer.live(), 0);
}

/* The loop that the layer is made for: every call position, until a run completes with no fault. */
static void sweep(cl_int code, int sticky)
{
    cl_int out[N] = {0};
    for (long k = 1;; k++) {
        layer.arm("*", k, code, sticky);
        cl_int got = whole_job(device, out);
        layer.disarm();
        assert_int_equal(layer.live(), 0);
        if (layer.fired() == 0) {
            assert_int_equal(got, CL_SUCCESS);
            assert_int_equal(k - 1, layer.calls());
            assert_int_equal(k - 1, 11);
            break;
        }
        assert_int_equal(got, code);
        assert_int_equal(layer.fired(), 1);
        assert_int_equal(layer.calls(), k);
        assert_memory_equal(layer.where(), "cl", 2);
    }
    assert_result(out);
}

static void every_position_can_fail(void **state)
{
    (void)state;
    sweep(CL_OUT_OF_HOST_MEMORY, 0);
    sweep(CL_DEVICE_NOT_AVAILABLE, 1);
}

static void named_call_fails_at_k(void **state)
{
    (void)state;
    cl_uint units;
    for (int sticky = 0; sticky < 2; sticky++) {
        layer.arm("clGetDeviceInfo", 2, CL_DEVICE_NOT_AVAILABLE, sticky);
        for (int i = 1; i <= 4; i++) {
            cl_int code = clGetDeviceInfo(device, CL_DEVICE_MAX_COMPUTE_UNITS, sizeof units, &units, NULL);
            assert_int_equal(code, i == 2 || (sticky && i > 2) ? CL_DEVICE_NOT_AVAILABLE : CL_SUCCESS);
            assert_int_equal(clGetPlatformIDs(0, NULL, &units), CL_SUCCESS);
        }
        assert_int_equal(layer.fired(), sticky ? 3 : 1);
        assert_int_equal(layer.calls(), 8);
        assert_string_equal(layer.where(), "clGetDeviceInfo");
        layer.disarm();
    }
}

static void failed_call_leaves_nothing_behind(void **state)
{
    (void)state;
    struct job j;
    cl_int code = 0, zero = 0;
    cl_event none = NULL;
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    layer.arm("clCreateBuffer", 1, CL_MEM_OBJECT_ALLOCATION_FAILURE, 0);
    assert_null(clCreateBuffer(j.context, CL_MEM_READ_WRITE, 4, NULL, &code));
    assert_int_equal(code, CL_MEM_OBJECT_ALLOCATION_FAILURE);
    layer.arm("clEnqueueMapBuffer", 1, CL_MAP_FAILURE, 0);
    assert_null(clEnqueueMapBuffer(j.queue, j.buffer, CL_TRUE, CL_MAP_READ, 0, 4, 0, NULL, &none, &code));
    assert_int_equal(code, CL_MAP_FAILURE);
    layer.arm("clEnqueueFillBuffer", 1, CL_OUT_OF_RESOURCES, 0);
    code = clEnqueueFillBuffer(j.queue, j.buffer, &zero, sizeof zero, 0, BYTES, 0, NULL, &none);
    assert_int_equal(code, CL_OUT_OF_RESOURCES);
    layer.disarm();
    assert_null(none);
    assert_int_equal(layer.live(), 3);
    close_job(&j);
    assert_int_equal(layer.live(), 0);
}

static void failed_release_keeps_the_object(void **state)
{
    (void)state;
    struct job j;
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    layer.arm("clReleaseMemObject", 1, CL_OUT_OF_RESOURCES, 0);
    assert_int_equal(clReleaseMemObject(j.buffer), CL_OUT_OF_RESOURCES);
    layer.disarm();
    assert_int_equal(clReleaseMemObject(NULL), CL_INVALID_MEM_OBJECT);
    assert_int_equal(layer.dead(), 0);
    assert_int_equal(layer.live(), 3);
    close_job(&j);
    assert_int_equal(layer.live(), 0);
}

static void references_are_counted(void **state)
{
    (void)state;
    struct job j;
    cl_int out[N], code;
    cl_kernel more[2] = {NULL};
    cl_uint n = 0;
    const cl_buffer_region half = {0, BYTES / 2};
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    assert_int_equal(build_job(&j, device), CL_SUCCESS);
    assert_int_equal(run_job(&j, out), CL_SUCCESS);
    assert_int_equal(layer.live(), 6);
    clRetainContext(j.context);
    clRetainCommandQueue(j.queue);
    clRetainMemObject(j.buffer);
    clRetainProgram(j.program);
    clRetainKernel(j.kernel);
    clRetainEvent(j.done);
    assert_int_equal(layer.live(), 12);
    assert_int_equal(clCreateKernelsInProgram(j.program, 2, more, &n), CL_SUCCESS);
    assert_int_equal(n, 1);
    cl_mem part = clCreateSubBuffer(j.buffer, CL_MEM_READ_WRITE, CL_BUFFER_CREATE_TYPE_REGION, &half, &code);
    cl_event user = clCreateUserEvent(j.context, NULL);
    assert_int_equal(layer.live(), 15);
    clReleaseKernel(more[0]);
    clReleaseMemObject(part);
    clSetUserEventStatus(user, CL_COMPLETE);
    clReleaseEvent(user);
    struct job again = j;
    close_job(&again);
    assert_int_equal(layer.live(), 6);
    close_job(&j);
    assert_int_equal(layer.live(), 0);
    assert_int_equal(layer.dead(), 0);
}

static void planted_leak_is_seen(void **state)
{
    (void)state;
    struct job j;
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    cl_mem leak = clCreateBuffer(j.context, CL_MEM_READ_WRITE, BYTES, NULL, NULL);
    close_job(&j);
    assert_int_equal(layer.live(), 1);
    clReleaseMemObject(leak);
    assert_int_equal(layer.live(), 0);
}

/* Arguments of one type must reach the driver in their order, and every kind of command gives its event. */
static void commands_pass_unchanged(void **state)
{
    (void)state;
    struct job j;
    cl_event e[8] = {NULL};
    const cl_int pattern[2] = {7, 9};
    const size_t to[3] = {8, 2, 0}, from[3] = {4, 1, 0}, region[3] = {8, 2, 1}; /* rows of 16 and of 32 bytes */
    cl_int host[N] = {0}, code = -1;
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    for (cl_int i = 0; i < N; i++) host[i] = i;
    assert_int_equal(clEnqueueWriteBuffer(j.queue, j.buffer, 1, 0, BYTES, host, 0, NULL, &e[0]), CL_SUCCESS);
    assert_int_equal(clEnqueueFillBuffer(j.queue, j.buffer, pattern, 8, 128, 16, 1, e, &e[1]), CL_SUCCESS);
    assert_int_equal(clEnqueueCopyBuffer(j.queue, j.buffer, j.buffer, 4, 160, 12, 0, NULL, &e[2]), CL_SUCCESS);
    code = clEnqueueReadBufferRect(j.queue, j.buffer, 1, from, to, region, 16, 0, 32, 0, host, 0, NULL, &e[3]);
    assert_int_equal(code, CL_SUCCESS);
    assert_int_equal(clEnqueueMarkerWithWaitList(j.queue, 4, e, &e[4]), CL_SUCCESS);
    assert_int_equal(clEnqueueBarrierWithWaitList(j.queue, 0, NULL, &e[5]), CL_SUCCESS);
    cl_int *map = clEnqueueMapBuffer(j.queue, j.buffer, 1, CL_MAP_READ, 128, 48, 0, NULL, &e[6], &code);
    assert_int_equal(code, CL_SUCCESS);
    const cl_int expected[12] = {7, 9, 7, 9, 36, 37, 38, 39, 1, 2, 3, 43};
    assert_memory_equal(map, expected, sizeof expected);
    assert_int_equal(clEnqueueUnmapMemObject(j.queue, j.buffer, map, 0, NULL, &e[7]), CL_SUCCESS);
    assert_int_equal(clWaitForEvents(8, e), CL_SUCCESS);
    const cl_int moved[10] = {5, 6, 20, 21, 22, 23, 24, 25, 9, 10};
    assert_memory_equal(host + 18, moved, sizeof moved);
    assert_int_equal(layer.live(), 3 + 8);
    for (int i = 0; i < 8; i++) clReleaseEvent(e[i]);
    close_job(&j);
    assert_int_equal(layer.live(), 0);
}

static void event_fails_after_the_call(void **state)
{
    (void)state;
    struct job j;
    cl_event e[3];
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    layer.arm("event", 2, CL_OUT_OF_RESOURCES, 0);
    for (int i = 0; i < 3; i++) assert_int_equal(clEnqueueMarkerWithWaitList(j.queue, 0, NULL, &e[i]), CL_SUCCESS);
    assert_int_equal(clFinish(j.queue), CL_SUCCESS);
    for (int i = 0; i < 3; i++) assert_int_equal(state_of(e[i]), i == 1 ? CL_OUT_OF_RESOURCES : CL_COMPLETE);
    assert_int_equal(layer.fired(), 1);
    assert_string_equal(layer.where(), "clEnqueueMarkerWithWaitList");
    assert_int_equal(clWaitForEvents(3, e), CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST);
    assert_int_equal(clWaitForEvents(1, &e[2]), CL_SUCCESS);
    layer.disarm();
    assert_int_equal(state_of(e[1]), CL_OUT_OF_RESOURCES); /* final */
    for (int i = 0; i < 3; i++) clReleaseEvent(e[i]);
    close_job(&j);
    assert_int_equal(layer.live(), 0);
}

static void wait_sees_the_failed_event(void **state)
{
    (void)state;
    struct job j;
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    layer.arm("event", 2, CL_OUT_OF_RESOURCES, 1);
    for (int i = 1; i <= 3; i++) {
        cl_event e;
        assert_int_equal(clEnqueueMarkerWithWaitList(j.queue, 0, NULL, &e), CL_SUCCESS);
        assert_int_equal(clWaitForEvents(1, &e), i < 2 ? CL_SUCCESS : CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST);
        assert_int_equal(state_of(e), i < 2 ? CL_COMPLETE : CL_OUT_OF_RESOURCES);
        clReleaseEvent(e);
    }
    assert_int_equal(layer.fired(), 2);
    layer.disarm();
    close_job(&j);
}

static void pending_event_is_not_touched(void **state)
{
    (void)state;
    struct job j;
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    cl_event user = clCreateUserEvent(j.context, NULL);
    layer.arm("event", 1, CL_OUT_OF_RESOURCES, 0);
    assert_int_equal(state_of(user), CL_SUBMITTED);
    assert_int_equal(layer.fired(), 0);
    assert_int_equal(clSetUserEventStatus(user, CL_COMPLETE), CL_SUCCESS);
    assert_int_equal(state_of(user), CL_OUT_OF_RESOURCES);
    layer.disarm();
    clReleaseEvent(user);
    close_job(&j);
    assert_int_equal(layer.live(), 0);
}

static void finished_event_is_called_pending(void **state)
{
    (void)state;
    struct job j;
    cl_event e;
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    assert_int_equal(clEnqueueMarkerWithWaitList(j.queue, 0, NULL, &e), CL_SUCCESS);
    assert_int_equal(clFinish(j.queue), CL_SUCCESS);
    layer.pending(1);
    assert_int_equal(state_of(e), CL_SUBMITTED);
    layer.pending(0);
    assert_int_equal(state_of(e), CL_COMPLETE);
    layer.pending(1);
    assert_int_equal(state_of(e), CL_COMPLETE); /* final */
    layer.pending(0);
    clReleaseEvent(e);
    close_job(&j);
}

static void log_is_replaced(void **state)
{
    (void)state;
    struct job j;
    char text[] = "xxxxxx";
    size_t bytes = 0;
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    assert_int_equal(build_job(&j, device), CL_SUCCESS);
    layer.log("abc");
    assert_int_equal(clGetProgramBuildInfo(j.program, device, CL_PROGRAM_BUILD_LOG, 0, NULL, &bytes), CL_SUCCESS);
    assert_int_equal(bytes, 3);
    assert_int_equal(clGetProgramBuildInfo(j.program, device, CL_PROGRAM_BUILD_LOG, 3, text, NULL), CL_SUCCESS);
    assert_string_equal(text, "abcxxx");
    assert_int_equal(clGetProgramBuildInfo(j.program, device, CL_PROGRAM_BUILD_LOG, 2, text, NULL), CL_INVALID_VALUE);
    layer.log(NULL);
    assert_int_equal(clGetProgramBuildInfo(j.program, device, CL_PROGRAM_BUILD_LOG, 0, NULL, &bytes), CL_SUCCESS);
    assert_true(bytes != 3);
    close_job(&j);
}

static void calls_are_counted_by_function(void **state)
{
    (void)state;
    struct job j;
    const long all = layer.calls_of("*"), buffers = layer.calls_of("clCreateBuffer");
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    close_job(&j);
    assert_int_equal(layer.calls_of("*") - all, 6);
    assert_int_equal(layer.calls_of("clCreateBuffer") - buffers, 1);
}

struct maker {
    pthread_t thread;
    cl_context context;
    long made;
};

static void *make_buffers(void *argument)
{
    struct maker *m = argument;
    for (int i = 0; i < 100; i++) {
        cl_mem buffer = clCreateBuffer(m->context, CL_MEM_READ_WRITE, 64, NULL, NULL);
        if (!buffer) continue;
        m->made++;
        clRetainMemObject(buffer);
        clReleaseMemObject(buffer);
        clReleaseMemObject(buffer);
    }
    return NULL;
}

static void threads_are_counted(void **state)
{
    (void)state;
    struct job j;
    struct maker makers[4];
    long made = 0;
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    layer.arm("clCreateBuffer", 251, CL_OUT_OF_RESOURCES, 1);
    for (int i = 0; i < 4; i++) {
        makers[i] = (struct maker){.context = j.context};
        assert_int_equal(pthread_create(&makers[i].thread, NULL, make_buffers, &makers[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(makers[i].thread, NULL), 0);
        made += makers[i].made;
    }
    layer.disarm();
    assert_int_equal(made, 250);
    assert_int_equal(layer.fired(), 150);
    assert_int_equal(layer.calls(), 400 + 250);
    close_job(&j);
    assert_int_equal(layer.live(), 0);
}

/* ---- Calls that are held ----------------------------------------------------------------------------------------- */

struct builder {
    pthread_t thread;
    struct job job;
    cl_int code;
};

static void *build(void *argument)
{
    struct builder *b = argument;
    b->code = build_job(&b->job, device);
    return NULL;
}

static void start(struct builder *b)
{
    *b = (struct builder){.code = -1};
    assert_int_equal(open_job(&b->job, device), CL_SUCCESS);
    assert_int_equal(pthread_create(&b->thread, NULL, build, b), 0);
}

static void finish(struct builder *b)
{
    assert_int_equal(pthread_join(b->thread, NULL), 0);
    assert_int_equal(b->code, CL_SUCCESS);
    close_job(&b->job);
}

/* Two threads build at the same time, twice; what they made works. */
static void held_builds_meet(void **state)
{
    (void)state;
    struct builder builders[2];
    cl_int out[N] = {0};
    layer.hold("clBuildProgram", 2);
    for (int round = 1; round <= 2; round++) {
        const long builds = layer.builds();
        for (int i = 0; i < 2; i++) start(&builders[i]);
        assert_int_equal(pthread_join(builders[0].thread, NULL), 0);
        assert_int_equal(run_job(&builders[0].job, out), CL_SUCCESS);
        assert_result(out);
        close_job(&builders[0].job);
        finish(&builders[1]);
        assert_int_equal(layer.met(), 2 * round);
        assert_int_equal(layer.held(), 0);
        assert_int_equal(layer.builds(), builds + 2);
    }
    layer.hold("", 0);
    assert_int_equal(layer.live(), 0);
}

/* Waits, without the clock, until a thread stands in the layer: it has begun as many calls. */
static void wait_for_calls(long calls)
{
    while (layer.calls() < calls) sched_yield();
}

/* One thread waits for as long as it is alone: another function does not let it go on, the end of the hold does. */
static void held_call_waits(void **state)
{
    (void)state;
    struct builder b;
    cl_uint n;
    layer.arm("clFlush", 1, CL_OUT_OF_RESOURCES, 0); /* counts from here on */
    layer.hold("clBuildProgram", 2);
    const long builds = layer.builds();
    start(&b);
    wait_for_calls(3 + 2); /* open_job, clCreateProgramWithSource, clBuildProgram */
    assert_int_equal(clGetPlatformIDs(0, NULL, &n), CL_SUCCESS);
    assert_int_equal(layer.builds(), builds);
    assert_int_equal(layer.calls(), 3 + 2 + 1);
    layer.hold("", 0);
    finish(&b);
    assert_int_equal(layer.builds(), builds + 1);
    assert_int_equal(layer.met() + layer.held(), 0);
    layer.disarm();
}

/* A build that fails by the layer neither waits nor counts. */
static void failed_call_is_not_held(void **state)
{
    (void)state;
    struct job j;
    const long builds = layer.builds();
    layer.hold("clBuildProgram", 2);
    layer.arm("clBuildProgram", 1, CL_OUT_OF_HOST_MEMORY, 0);
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    assert_int_equal(build_job(&j, device), CL_OUT_OF_HOST_MEMORY);
    layer.disarm();
    assert_int_equal(layer.held() + layer.met(), 0);
    layer.hold("", 0);
    close_job(&j);
    assert_int_equal(layer.builds(), builds);
    assert_int_equal(layer.live(), 0);
}

/* A program made of a binary is no compilation. */
static void binary_is_no_build(void **state)
{
    (void)state;
    struct job j;
    size_t bytes = 0;
    cl_int code = -1, loaded = -1;
    assert_int_equal(open_job(&j, device), CL_SUCCESS);
    assert_int_equal(build_job(&j, device), CL_SUCCESS);
    assert_int_equal(clGetProgramInfo(j.program, CL_PROGRAM_BINARY_SIZES, sizeof bytes, &bytes, NULL), CL_SUCCESS);
    unsigned char *binary = malloc(bytes + 1);
    assert_non_null(binary);
    assert_int_equal(clGetProgramInfo(j.program, CL_PROGRAM_BINARIES, sizeof binary, &binary, NULL), CL_SUCCESS);
    const long builds = layer.builds();
    const unsigned char *parts[] = {binary};
    cl_program again = clCreateProgramWithBinary(j.context, 1, &device, &bytes, parts, &loaded, &code);
    assert_int_equal(code, CL_SUCCESS);
    assert_int_equal(clBuildProgram(again, 1, &device, "", NULL, NULL), CL_SUCCESS);
    assert_int_equal(layer.builds(), builds);
    clReleaseProgram(again);
    free(binary);
    close_job(&j);
    assert_int_equal(layer.live(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(disarmed_layer_changes_nothing),
                                       cmocka_unit_test(every_position_can_fail),
                                       cmocka_unit_test(named_call_fails_at_k),
                                       cmocka_unit_test(failed_call_leaves_nothing_behind),
                                       cmocka_unit_test(failed_release_keeps_the_object),
                                       cmocka_unit_test(references_are_counted),
                                       cmocka_unit_test(planted_leak_is_seen),
                                       cmocka_unit_test(commands_pass_unchanged),
                                       cmocka_unit_test(event_fails_after_the_call),
                                       cmocka_unit_test(wait_sees_the_failed_event),
                                       cmocka_unit_test(pending_event_is_not_touched),
                                       cmocka_unit_test(finished_event_is_called_pending),
                                       cmocka_unit_test(log_is_replaced),
                                       cmocka_unit_test(calls_are_counted_by_function),
                                       cmocka_unit_test(threads_are_counted),
                                       cmocka_unit_test(held_builds_meet),
                                       cmocka_unit_test(held_call_waits),
                                       cmocka_unit_test(failed_call_is_not_held),
                                       cmocka_unit_test(binary_is_no_build)};
    device = find_device();
    if (!device || !faults_load(&layer)) {
        fprintf(stderr, "no OpenCL device, or OPENCL_LAYERS does not name the fault layer\n");
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
