#include "faults/job.h"

#include <stddef.h>

cl_device_id find_device(void)
{
    cl_platform_id platforms[16];
    cl_device_id found = NULL;
    cl_uint n = 0;
    clGetPlatformIDs(16, platforms, &n);
    for (cl_uint i = 0; i < n && i < 16 && !found; i++)
        if (clGetDeviceIDs(platforms[i], CL_DEVICE_TYPE_ALL, 1, &found, NULL)) found = NULL;
    return found;
}

cl_int open_job(struct job *j, cl_device_id device)
{
    cl_int code;
    *j = (struct job){0};
    j->context = clCreateContext(NULL, 1, &device, NULL, NULL, &code);
    if (j->context) j->queue = clCreateCommandQueue(j->context, device, 0, &code);
    if (j->queue) j->buffer = clCreateBuffer(j->context, CL_MEM_READ_WRITE, BYTES, NULL, &code);
    return code;
}

cl_int build_job(struct job *j, cl_device_id device)
{
    const char *text = "kernel void twice(global int *x) { x[get_global_id(0)] = 2 * (int)get_global_id(0); }";
    cl_int code;
    j->program = clCreateProgramWithSource(j->context, 1, &text, NULL, &code);
    if (!code) code = clBuildProgram(j->program, 1, &device, "", NULL, NULL);
    if (!code) j->kernel = clCreateKernel(j->program, "twice", &code);
    if (!code) code = clSetKernelArg(j->kernel, 0, sizeof j->buffer, &j->buffer);
    return code;
}

cl_int run_job(struct job *j, cl_int *out)
{
    const size_t size = N;
    cl_int state = CL_QUEUED;
    cl_int code = clEnqueueNDRangeKernel(j->queue, j->kernel, 1, NULL, &size, NULL, 0, NULL, &j->done);
    if (!code) code = clFinish(j->queue);
    if (!code) code = clGetEventInfo(j->done, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof state, &state, NULL);
    if (!code) code = state;
    if (!code) code = clEnqueueReadBuffer(j->queue, j->buffer, CL_TRUE, 0, BYTES, out, 0, NULL, NULL);
    return code;
}

void close_job(struct job *j)
{
    if (j->done) clReleaseEvent(j->done);
    if (j->kernel) clReleaseKernel(j->kernel);
    if (j->program) clReleaseProgram(j->program);
    if (j->buffer) clReleaseMemObject(j->buffer);
    if (j->queue) clReleaseCommandQueue(j->queue);
    if (j->context) clReleaseContext(j->context);
}

cl_int whole_job(cl_device_id device, cl_int *out)
{
    struct job j;
    cl_int code = open_job(&j, device);
    if (!code) code = build_job(&j, device);
    if (!code) code = run_job(&j, out);
    close_job(&j);
    return code;
}
