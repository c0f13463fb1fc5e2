/* Every function of OpenCL that the library calls: X(type, name, parameters, arguments). Read with GT_DLOPEN alone,
 * when none of them is linked. All are of OpenCL 1.2, and must be there; one of a newer version would have to be found
 * by itself, and not be called where it is not there. */
#ifndef GT_CL_FUNCTIONS_H
#define GT_CL_FUNCTIONS_H

/* clang-format off */
#define GT__OPENCL_FUNCTIONS(X) \
    X(cl_int, clGetPlatformIDs, (cl_uint n, cl_platform_id *out, cl_uint *count), (n, out, count)) \
    X(cl_int, clGetPlatformInfo, (cl_platform_id of, cl_platform_info what, size_t size, void *out, size_t *need), \
      (of, what, size, out, need)) \
    X(cl_int, clGetDeviceIDs, (cl_platform_id of, cl_device_type type, cl_uint n, cl_device_id *out, cl_uint *count), \
      (of, type, n, out, count)) \
    X(cl_int, clGetDeviceInfo, (cl_device_id of, cl_device_info what, size_t size, void *out, size_t *need), \
      (of, what, size, out, need)) \
    X(cl_context, clCreateContext, \
      (const cl_context_properties *properties, cl_uint n, const cl_device_id *devices, \
       void(CL_CALLBACK *notify)(const char *, const void *, size_t, void *), void *data, cl_int *error), \
      (properties, n, devices, notify, data, error)) \
    X(cl_int, clReleaseContext, (cl_context context), (context)) \
    X(cl_command_queue, clCreateCommandQueue, \
      (cl_context context, cl_device_id device, cl_command_queue_properties properties, cl_int *error), \
      (context, device, properties, error)) \
    X(cl_int, clReleaseCommandQueue, (cl_command_queue queue), (queue)) \
    X(cl_int, clFlush, (cl_command_queue queue), (queue)) \
    X(cl_int, clFinish, (cl_command_queue queue), (queue)) \
    X(cl_mem, clCreateBuffer, (cl_context context, cl_mem_flags flags, size_t bytes, void *host, cl_int *error), \
      (context, flags, bytes, host, error)) \
    X(cl_int, clRetainMemObject, (cl_mem memory), (memory)) \
    X(cl_int, clReleaseMemObject, (cl_mem memory), (memory)) \
    X(cl_int, clSetMemObjectDestructorCallback, \
      (cl_mem memory, void(CL_CALLBACK *notify)(cl_mem, void *), void *data), (memory, notify, data)) \
    X(cl_int, clGetMemObjectInfo, (cl_mem of, cl_mem_info what, size_t size, void *out, size_t *need), \
      (of, what, size, out, need)) \
    X(cl_program, clCreateProgramWithSource, \
      (cl_context context, cl_uint n, const char **text, const size_t *length, cl_int *error), \
      (context, n, text, length, error)) \
    X(cl_program, clCreateProgramWithBinary, \
      (cl_context context, cl_uint n, const cl_device_id *devices, const size_t *length, \
       const unsigned char **binary, cl_int *status, cl_int *error), \
      (context, n, devices, length, binary, status, error)) \
    X(cl_int, clBuildProgram, \
      (cl_program program, cl_uint n, const cl_device_id *devices, const char *options, \
       void(CL_CALLBACK *notify)(cl_program, void *), void *data), \
      (program, n, devices, options, notify, data)) \
    X(cl_int, clGetProgramInfo, (cl_program of, cl_program_info what, size_t size, void *out, size_t *need), \
      (of, what, size, out, need)) \
    X(cl_int, clGetProgramBuildInfo, \
      (cl_program of, cl_device_id device, cl_program_build_info what, size_t size, void *out, size_t *need), \
      (of, device, what, size, out, need)) \
    X(cl_int, clReleaseProgram, (cl_program program), (program)) \
    X(cl_kernel, clCreateKernel, (cl_program program, const char *name, cl_int *error), (program, name, error)) \
    X(cl_int, clSetKernelArg, (cl_kernel kernel, cl_uint index, size_t size, const void *value), \
      (kernel, index, size, value)) \
    X(cl_int, clGetKernelInfo, (cl_kernel of, cl_kernel_info what, size_t size, void *out, size_t *need), \
      (of, what, size, out, need)) \
    X(cl_int, clGetKernelArgInfo, \
      (cl_kernel of, cl_uint index, cl_kernel_arg_info what, size_t size, void *out, size_t *need), \
      (of, index, what, size, out, need)) \
    X(cl_int, clGetKernelWorkGroupInfo, \
      (cl_kernel of, cl_device_id device, cl_kernel_work_group_info what, size_t size, void *out, size_t *need), \
      (of, device, what, size, out, need)) \
    X(cl_int, clReleaseKernel, (cl_kernel kernel), (kernel)) \
    X(cl_int, clWaitForEvents, (cl_uint n, const cl_event *events), (n, events)) \
    X(cl_int, clGetEventInfo, (cl_event of, cl_event_info what, size_t size, void *out, size_t *need), \
      (of, what, size, out, need)) \
    X(cl_int, clGetEventProfilingInfo, (cl_event of, cl_profiling_info what, size_t size, void *out, size_t *need), \
      (of, what, size, out, need)) \
    X(cl_int, clRetainEvent, (cl_event event), (event)) \
    X(cl_int, clReleaseEvent, (cl_event event), (event)) \
    X(cl_int, clEnqueueNDRangeKernel, \
      (cl_command_queue queue, cl_kernel kernel, cl_uint rank, const size_t *offset, const size_t *global, \
       const size_t *local, cl_uint n, const cl_event *after, cl_event *event), \
      (queue, kernel, rank, offset, global, local, n, after, event)) \
    X(cl_int, clEnqueueReadBuffer, \
      (cl_command_queue queue, cl_mem from, cl_bool blocking, size_t offset, size_t bytes, void *to, cl_uint n, \
       const cl_event *after, cl_event *event), \
      (queue, from, blocking, offset, bytes, to, n, after, event)) \
    X(cl_int, clEnqueueWriteBuffer, \
      (cl_command_queue queue, cl_mem to, cl_bool blocking, size_t offset, size_t bytes, const void *from, cl_uint n, \
       const cl_event *after, cl_event *event), \
      (queue, to, blocking, offset, bytes, from, n, after, event)) \
    X(cl_int, clEnqueueCopyBuffer, \
      (cl_command_queue queue, cl_mem from, cl_mem to, size_t from_offset, size_t to_offset, size_t bytes, cl_uint n, \
       const cl_event *after, cl_event *event), \
      (queue, from, to, from_offset, to_offset, bytes, n, after, event)) \
    X(cl_int, clEnqueueFillBuffer, \
      (cl_command_queue queue, cl_mem to, const void *pattern, size_t size, size_t offset, size_t bytes, cl_uint n, \
       const cl_event *after, cl_event *event), \
      (queue, to, pattern, size, offset, bytes, n, after, event)) \
    X(cl_int, clEnqueueMarkerWithWaitList, \
      (cl_command_queue queue, cl_uint n, const cl_event *after, cl_event *event), (queue, n, after, event)) \
    X(cl_int, clEnqueueBarrierWithWaitList, \
      (cl_command_queue queue, cl_uint n, const cl_event *after, cl_event *event), (queue, n, after, event))
/* clang-format on */
#endif
