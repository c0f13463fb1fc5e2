/* What a small library does: some of each kind of object, and a result that can be checked. */
#ifndef JOB_H
#define JOB_H

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

enum { N = 64, BYTES = N * sizeof(cl_int) };

struct job {
    cl_context context;
    cl_command_queue queue;
    cl_mem buffer;
    cl_program program;
    cl_kernel kernel;
    cl_event done;
};

/* The first device of the first platform that has one, or NULL. */
cl_device_id find_device(void);

/* The stages of a job; each returns the first code that is not CL_SUCCESS, and a job may stop after any of them. */
cl_int open_job(struct job *j, cl_device_id device);  /* context, queue, buffer: 3 calls, 3 objects */
cl_int build_job(struct job *j, cl_device_id device); /* 4 calls, 2 objects */
cl_int run_job(struct job *j, cl_int *out);           /* 4 calls, 1 object; out[i] becomes 2 i */
void close_job(struct job *j);                        /* releases what there is */

cl_int whole_job(cl_device_id device, cl_int *out);

#endif
