/* The wrapped functions, one row each: FN(class, name, ...). Included once for every use of the table, with FN defined.
 *   STATUS (name, parameters, arguments)              returns a cl_int
 *   CREATE (name, kind, type, parameters, arguments)  returns a new object; the last parameter is `err`
 *   ENQUEUE(name, parameters, arguments)              returns a cl_int, may make an event
 *   RETAIN (name, kind, type), RELEASE(name, kind, type)
 *   CUSTOM (name, why)                                its wrapper is written out in clfault.c
 * Images, samplers, pipes, SVM and graphics sharing are not wrapped: tensors live in buffers. */

#define INFO_PARAMS size_t size, void *value, size_t *size_ret
#define INFO_ARGS size, value, size_ret
#define WAIT_PARAMS cl_uint waits, const cl_event *wait_list, cl_event *event
#define WAIT_ARGS waits, wait_list, event
#define RECT_PARAMS                                                                                                    \
    const size_t *origin1, const size_t *origin2, const size_t *region, size_t row1, size_t slice1, size_t row2,       \
        size_t slice2
#define RECT_ARGS origin1, origin2, region, row1, slice1, row2, slice2
#define NOTIFY(type) void(CL_CALLBACK * notify)(type, void *), void *data

/* platforms and devices */
FN(STATUS, clGetPlatformIDs, (cl_uint n, cl_platform_id *ids, cl_uint *n_ret), (n, ids, n_ret))
FN(STATUS, clGetPlatformInfo, (cl_platform_id of, cl_platform_info what, INFO_PARAMS), (of, what, INFO_ARGS))
FN(STATUS, clGetDeviceIDs, (cl_platform_id of, cl_device_type type, cl_uint n, cl_device_id *ids, cl_uint *n_ret),
   (of, type, n, ids, n_ret))
FN(STATUS, clGetDeviceInfo, (cl_device_id of, cl_device_info what, INFO_PARAMS), (of, what, INFO_ARGS))
FN(STATUS, clCreateSubDevices,
   (cl_device_id of, const cl_device_partition_property *how, cl_uint n, cl_device_id *ids, cl_uint *n_ret),
   (of, how, n, ids, n_ret))
FN(STATUS, clRetainDevice, (cl_device_id device), (device))
FN(STATUS, clReleaseDevice, (cl_device_id device), (device))
FN(STATUS, clUnloadPlatformCompiler, (cl_platform_id platform), (platform))
FN(CUSTOM, clGetExtensionFunctionAddressForPlatform, "fails by returning NULL")

/* contexts and queues */
FN(CREATE, clCreateContext, CONTEXT, cl_context,
   (const cl_context_properties *how, cl_uint n, const cl_device_id *devices,
    void(CL_CALLBACK *notify)(const char *, const void *, size_t, void *), void *data, cl_int *err),
   (how, n, devices, notify, data, err))
FN(CREATE, clCreateContextFromType, CONTEXT, cl_context,
   (const cl_context_properties *how, cl_device_type type,
    void(CL_CALLBACK *notify)(const char *, const void *, size_t, void *), void *data, cl_int *err),
   (how, type, notify, data, err))
FN(RETAIN, clRetainContext, CONTEXT, cl_context)
FN(RELEASE, clReleaseContext, CONTEXT, cl_context)
FN(STATUS, clGetContextInfo, (cl_context of, cl_context_info what, INFO_PARAMS), (of, what, INFO_ARGS))
FN(CREATE, clCreateCommandQueue, QUEUE, cl_command_queue,
   (cl_context context, cl_device_id device, cl_command_queue_properties how, cl_int *err), (context, device, how, err))
FN(CREATE, clCreateCommandQueueWithProperties, QUEUE, cl_command_queue,
   (cl_context context, cl_device_id device, const cl_queue_properties *how, cl_int *err), (context, device, how, err))
FN(RETAIN, clRetainCommandQueue, QUEUE, cl_command_queue)
FN(RELEASE, clReleaseCommandQueue, QUEUE, cl_command_queue)
FN(STATUS, clGetCommandQueueInfo, (cl_command_queue of, cl_command_queue_info what, INFO_PARAMS), (of, what, INFO_ARGS))
FN(CUSTOM, clFlush, "lets other queues wait for what is enqueued")
FN(CUSTOM, clFinish, "as clFlush")

/* memory */
FN(CREATE, clCreateBuffer, MEMORY, cl_mem,
   (cl_context context, cl_mem_flags flags, size_t bytes, void *host, cl_int *err), (context, flags, bytes, host, err))
FN(CREATE, clCreateBufferWithProperties, MEMORY, cl_mem,
   (cl_context context, const cl_mem_properties *how, cl_mem_flags flags, size_t bytes, void *host, cl_int *err),
   (context, how, flags, bytes, host, err))
FN(CREATE, clCreateSubBuffer, MEMORY, cl_mem,
   (cl_mem buffer, cl_mem_flags flags, cl_buffer_create_type type, const void *how, cl_int *err),
   (buffer, flags, type, how, err))
FN(RETAIN, clRetainMemObject, MEMORY, cl_mem)
FN(RELEASE, clReleaseMemObject, MEMORY, cl_mem)
FN(STATUS, clGetMemObjectInfo, (cl_mem of, cl_mem_info what, INFO_PARAMS), (of, what, INFO_ARGS))
FN(STATUS, clSetMemObjectDestructorCallback, (cl_mem memory, NOTIFY(cl_mem)), (memory, notify, data))

/* programs */
FN(CREATE, clCreateProgramWithSource, PROGRAM, cl_program,
   (cl_context context, cl_uint n, const char **texts, const size_t *lengths, cl_int *err),
   (context, n, texts, lengths, err))
FN(CREATE, clCreateProgramWithBinary, PROGRAM, cl_program,
   (cl_context context, cl_uint n, const cl_device_id *devices, const size_t *lengths, const unsigned char **binaries,
    cl_int *states, cl_int *err),
   (context, n, devices, lengths, binaries, states, err))
FN(CREATE, clCreateProgramWithIL, PROGRAM, cl_program, (cl_context context, const void *il, size_t length, cl_int *err),
   (context, il, length, err))
FN(CUSTOM, clBuildProgram, "is counted by what the program was made of")
FN(STATUS, clCompileProgram,
   (cl_program program, cl_uint n, const cl_device_id *devices, const char *options, cl_uint n_headers,
    const cl_program *headers, const char **include_names, NOTIFY(cl_program)),
   (program, n, devices, options, n_headers, headers, include_names, notify, data))
FN(CREATE, clLinkProgram, PROGRAM, cl_program,
   (cl_context context, cl_uint n, const cl_device_id *devices, const char *options, cl_uint n_inputs,
    const cl_program *inputs, NOTIFY(cl_program), cl_int *err),
   (context, n, devices, options, n_inputs, inputs, notify, data, err))
FN(RETAIN, clRetainProgram, PROGRAM, cl_program)
FN(RELEASE, clReleaseProgram, PROGRAM, cl_program)
FN(STATUS, clGetProgramInfo, (cl_program of, cl_program_info what, INFO_PARAMS), (of, what, INFO_ARGS))
FN(CUSTOM, clGetProgramBuildInfo, "may give another log")

/* kernels */
FN(CREATE, clCreateKernel, KERNEL, cl_kernel, (cl_program program, const char *name, cl_int *err), (program, name, err))
FN(CUSTOM, clCreateKernelsInProgram, "makes many objects")
FN(CREATE, clCloneKernel, KERNEL, cl_kernel, (cl_kernel source, cl_int *err), (source, err))
FN(RETAIN, clRetainKernel, KERNEL, cl_kernel)
FN(RELEASE, clReleaseKernel, KERNEL, cl_kernel)
FN(STATUS, clSetKernelArg, (cl_kernel kernel, cl_uint index, size_t size, const void *value),
   (kernel, index, size, value))
FN(STATUS, clGetKernelInfo, (cl_kernel of, cl_kernel_info what, INFO_PARAMS), (of, what, INFO_ARGS))
FN(STATUS, clGetKernelArgInfo, (cl_kernel of, cl_uint index, cl_kernel_arg_info what, INFO_PARAMS),
   (of, index, what, INFO_ARGS))
FN(STATUS, clGetKernelWorkGroupInfo, (cl_kernel of, cl_device_id device, cl_kernel_work_group_info what, INFO_PARAMS),
   (of, device, what, INFO_ARGS))
FN(STATUS, clGetKernelSubGroupInfo,
   (cl_kernel of, cl_device_id device, cl_kernel_sub_group_info what, size_t in_size, const void *in, INFO_PARAMS),
   (of, device, what, in_size, in, INFO_ARGS))

/* commands */
FN(ENQUEUE, clEnqueueNDRangeKernel,
   (cl_command_queue queue, cl_kernel kernel, cl_uint rank, const size_t *offset, const size_t *global,
    const size_t *local, WAIT_PARAMS),
   (queue, kernel, rank, offset, global, local, WAIT_ARGS))
FN(ENQUEUE, clEnqueueTask, (cl_command_queue queue, cl_kernel kernel, WAIT_PARAMS), (queue, kernel, WAIT_ARGS))
FN(ENQUEUE, clEnqueueReadBuffer,
   (cl_command_queue queue, cl_mem from, cl_bool block, size_t offset, size_t bytes, void *to, WAIT_PARAMS),
   (queue, from, block, offset, bytes, to, WAIT_ARGS))
FN(ENQUEUE, clEnqueueWriteBuffer,
   (cl_command_queue queue, cl_mem to, cl_bool block, size_t offset, size_t bytes, const void *from, WAIT_PARAMS),
   (queue, to, block, offset, bytes, from, WAIT_ARGS))
FN(ENQUEUE, clEnqueueCopyBuffer,
   (cl_command_queue queue, cl_mem from, cl_mem to, size_t from_offset, size_t to_offset, size_t bytes, WAIT_PARAMS),
   (queue, from, to, from_offset, to_offset, bytes, WAIT_ARGS))
FN(ENQUEUE, clEnqueueFillBuffer,
   (cl_command_queue queue, cl_mem to, const void *pattern, size_t pattern_bytes, size_t offset, size_t bytes,
    WAIT_PARAMS),
   (queue, to, pattern, pattern_bytes, offset, bytes, WAIT_ARGS))
FN(ENQUEUE, clEnqueueReadBufferRect,
   (cl_command_queue queue, cl_mem buffer, cl_bool block, RECT_PARAMS, void *host, WAIT_PARAMS),
   (queue, buffer, block, RECT_ARGS, host, WAIT_ARGS))
FN(ENQUEUE, clEnqueueWriteBufferRect,
   (cl_command_queue queue, cl_mem buffer, cl_bool block, RECT_PARAMS, const void *host, WAIT_PARAMS),
   (queue, buffer, block, RECT_ARGS, host, WAIT_ARGS))
FN(ENQUEUE, clEnqueueCopyBufferRect, (cl_command_queue queue, cl_mem source, cl_mem target, RECT_PARAMS, WAIT_PARAMS),
   (queue, source, target, RECT_ARGS, WAIT_ARGS))
FN(CUSTOM, clEnqueueMapBuffer, "returns a pointer and makes an event")
FN(ENQUEUE, clEnqueueUnmapMemObject, (cl_command_queue queue, cl_mem memory, void *mapped, WAIT_PARAMS),
   (queue, memory, mapped, WAIT_ARGS))
FN(ENQUEUE, clEnqueueMigrateMemObjects,
   (cl_command_queue queue, cl_uint n, const cl_mem *memory, cl_mem_migration_flags flags, WAIT_PARAMS),
   (queue, n, memory, flags, WAIT_ARGS))
FN(ENQUEUE, clEnqueueMarkerWithWaitList, (cl_command_queue queue, WAIT_PARAMS), (queue, WAIT_ARGS))
FN(ENQUEUE, clEnqueueBarrierWithWaitList, (cl_command_queue queue, WAIT_PARAMS), (queue, WAIT_ARGS))

/* events */
FN(CUSTOM, clWaitForEvents, "sees events complete")
FN(CUSTOM, clGetEventInfo, "sees events complete")
FN(STATUS, clGetEventProfilingInfo, (cl_event of, cl_profiling_info what, INFO_PARAMS), (of, what, INFO_ARGS))
FN(STATUS, clSetEventCallback,
   (cl_event of, cl_int state, void(CL_CALLBACK *notify)(cl_event, cl_int, void *), void *data),
   (of, state, notify, data))
FN(CREATE, clCreateUserEvent, EVENT, cl_event, (cl_context context, cl_int *err), (context, err))
FN(STATUS, clSetUserEventStatus, (cl_event of, cl_int state), (of, state))
FN(RETAIN, clRetainEvent, EVENT, cl_event)
FN(RELEASE, clReleaseEvent, EVENT, cl_event)

#undef INFO_PARAMS
#undef INFO_ARGS
#undef WAIT_PARAMS
#undef WAIT_ARGS
#undef RECT_PARAMS
#undef RECT_ARGS
#undef NOTIFY
