/* Kernels of programs that use the library: each is built for its handle, and goes with it. */
#include <stdlib.h>
#include <string.h>

#include "base/struct.h"
#include "cl/internal.h"

/* What is known of a parameter; 0 where the driver does not tell. */
typedef struct parameter {
    cl_kernel_arg_address_qualifier address;
    int64_t bytes; /* of a value */
} parameter;

enum { DIMS = 3, MOST_DIMS = 16 };

struct gt_kernel {
    gt_context *ctx; /* counted */
    gt__kernel kernel;
    cl_uint args;
    size_t required[DIMS], multiple;
    size_t most[MOST_DIMS]; /* of a work-group on this device */
    cl_ulong local_bytes;
    parameter parameter[GT__CUSTOM_ARGS];
};

/* ---- what the driver tells ---- */

/* Bytes of an OpenCL type, such as "float4"; 0 of others. */
static int64_t bytes_of(const char *type)
{
    static const struct {
        const char *name;
        int64_t bytes;
    } types[] = {{"char", 1}, {"uchar", 1}, {"short", 2}, {"ushort", 2}, {"int", 4},   {"uint", 4},
                 {"long", 8}, {"ulong", 8}, {"half", 2},  {"float", 4},  {"double", 8}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const size_t length = strlen(types[i].name);
        if (strncmp(type, types[i].name, length) != 0) continue;
        const char *lanes = type + length;
        if (!*lanes) return types[i].bytes;
        const long n = strtol(lanes, NULL, 10);
        if (strspn(lanes, "0123456789") == strlen(lanes) && n > 1 && n <= MOST_DIMS)
            return types[i].bytes * (n == 3 ? 4 : n);
    }
    return 0;
}

/* Not known where the driver does not tell, as it may not for binaries. */
static cl_int ask_parameter(parameter *out, cl_kernel kernel, cl_uint i)
{
    char type[64] = "";
    cl_kernel_arg_address_qualifier address = 0;
    *out = (parameter){0, 0};
    cl_int code = clGetKernelArgInfo(kernel, i, CL_KERNEL_ARG_ADDRESS_QUALIFIER, sizeof address, &address, NULL);
    if (code == CL_SUCCESS) out->address = address;
    if (code == CL_SUCCESS && address == CL_KERNEL_ARG_ADDRESS_PRIVATE)
        code = clGetKernelArgInfo(kernel, i, CL_KERNEL_ARG_TYPE_NAME, sizeof type - 1, type, NULL);
    if (code == CL_SUCCESS) out->bytes = bytes_of(type);
    return code == CL_OUT_OF_RESOURCES || gt__cl_out_of_memory(code) ? code : CL_SUCCESS;
}

static gt_status ask(gt_kernel *k, const char *operation)
{
    const cl_device_id device = k->ctx->device.id;
    const cl_kernel kernel = k->kernel.made.cl;
    const char *call = "clGetKernelInfo";
    cl_int code = clGetKernelInfo(kernel, CL_KERNEL_NUM_ARGS, sizeof k->args, &k->args, NULL);
    if (code == CL_SUCCESS) {
        call = "clGetKernelWorkGroupInfo";
        code = clGetKernelWorkGroupInfo(kernel, device, CL_KERNEL_COMPILE_WORK_GROUP_SIZE, sizeof k->required,
                                        k->required, NULL);
    }
    if (code == CL_SUCCESS)
        code = clGetKernelWorkGroupInfo(kernel, device, CL_KERNEL_LOCAL_MEM_SIZE, sizeof k->local_bytes,
                                        &k->local_bytes, NULL);
    if (code == CL_SUCCESS)
        code = clGetKernelWorkGroupInfo(kernel, device, CL_KERNEL_PREFERRED_WORK_GROUP_SIZE_MULTIPLE,
                                        sizeof k->multiple, &k->multiple, NULL);
    if (code == CL_SUCCESS) {
        call = "clGetDeviceInfo";
        code = clGetDeviceInfo(device, CL_DEVICE_MAX_WORK_ITEM_SIZES, sizeof k->most, k->most, NULL);
    }
    if (code == CL_SUCCESS && k->args > GT__CUSTOM_ARGS)
        return gt__fail(GT_E_UNSUPPORTED, operation, 3, "the kernel has %u arguments, more than %d", (unsigned)k->args,
                        (int)GT__CUSTOM_ARGS);
    for (cl_uint i = 0; i < k->args && code == CL_SUCCESS; i++) {
        call = "clGetKernelArgInfo";
        code = ask_parameter(&k->parameter[i], kernel, i);
    }
    return code == CL_SUCCESS ? GT_OK : gt__cl_fail(code, call, operation);
}

/* ---- making and freeing ---- */

/* The kernel, with the library's options and the caller's. */
static gt_status build(gt_kernel *k, const char *source, const char *name, const char *more, const char *operation)
{
    const char *own = gt__build_options(k->ctx);
    gt__text options = {0};
    if (strstr(more, "-cl-std=")) own += strcspn(own, " ") + 1; /* theirs is the first one */
    gt__text_join(&options, own, " -cl-kernel-arg-info", *more ? " " : "", more, NULL);
    const int includes = strstr(source, "include") || strstr(more, "include");
    const gt__source from = {source, name, options.s, includes, 0};
    gt_status status = options.failed ? gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for options")
                                      : gt__program_get(&k->kernel.made, k->ctx, &from, operation);
    gt__text_free(&options);
    return status;
}

/* The kernel is there, or is no more. */
static void count(gt_kernel *k, int more)
{
    gt_context *ctx = k->ctx;
    gt__lock(&ctx->lock);
    ctx->programs_ready += more;
    if (more > 0) *(k->kernel.made.from_disk ? &ctx->programs_from_disk : &ctx->programs_built) += 1;
    gt__unlock(&ctx->lock);
}

gt_status gt_kernel_create(gt_kernel **out, gt_context *ctx, const char *source, const char *name,
                           const gt_kernel_opts *opts)
{
    gt__call call = {"gt_kernel_create", NULL, NULL};
    GT__CHECK(out, &call, GT_E_ARGUMENT, 1, "out is NULL");
    *out = NULL;
    GT__TRY(gt__call_begin_context(&call, call.name, ctx, 2));
    GT__CHECK(source, &call, GT_E_ARGUMENT, 3, "source is NULL");
    GT__CHECK(name, &call, GT_E_ARGUMENT, 4, "name is NULL");
    GT__TRY(gt__check_struct(opts, sizeof *opts, call.name, 5));
    GT__CHECK(!opts || !opts->reserved, &call, GT_E_ARGUMENT, 5, "opts->reserved is not 0");
    gt_kernel *k = calloc(1, sizeof *k);
    GT__CHECK(k, &call, GT_E_OUT_OF_MEMORY, 0, "no host memory for a kernel");
    k->ctx = ctx;
    gt__context_retain(ctx); /* its handle may be freed meanwhile */
    gt_status status = build(k, source, name, opts && opts->options ? opts->options : "", call.name);
    if (status == GT_OK) status = ask(k, call.name);
    if (status < 0) {
        if (k->kernel.made.cl) clReleaseKernel(k->kernel.made.cl);
        free(k);
        gt__context_release(ctx);
        return status;
    }
    count(k, 1);
    *out = k;
    return GT_OK;
}

void gt_kernel_free(gt_kernel *kernel)
{
    if (!kernel) return;
    gt_context *ctx = kernel->ctx;
    if (gt__context_here(ctx)) {
        count(kernel, -1);
        clReleaseKernel(kernel->kernel.made.cl); /* and with it its program */
    }
    free(kernel);
    gt__context_release(ctx);
}

gt_status gt_kernel_describe(const gt_kernel *kernel, gt_kernel_desc *out)
{
    gt__call call = {"gt_kernel_describe", NULL, NULL};
    GT__CHECK(kernel, &call, GT_E_ARGUMENT, 1, "kernel is NULL");
    GT__TRY(gt__call_begin_context(&call, call.name, kernel->ctx, 1));
    gt_kernel_desc desc = {.size = sizeof desc, .args = (int32_t)kernel->args};
    desc.largest = (int64_t)kernel->kernel.made.group;
    desc.multiple = (int64_t)kernel->multiple;
    desc.local_bytes = (int64_t)kernel->local_bytes;
    for (int i = 0; i < DIMS; i++) desc.required[i] = (int64_t)kernel->required[i];
    return gt__give_struct(out, &desc, sizeof desc, call.name, 2);
}

/* ---- running ---- */

gt_context *gt__custom_context(const gt_kernel *kernel)
{
    return kernel->ctx;
}

static const char *name_of(cl_kernel_arg_address_qualifier address)
{
    switch (address) {
    case CL_KERNEL_ARG_ADDRESS_GLOBAL: return "a global pointer";
    case CL_KERNEL_ARG_ADDRESS_CONSTANT: return "a constant pointer";
    case CL_KERNEL_ARG_ADDRESS_LOCAL: return "local memory";
    default: return "a value";
    }
}

static int takes(const parameter *p, gt__custom_kind kind)
{
    const cl_kernel_arg_address_qualifier address = p->address;
    if (address == 0) return 1;
    if (kind == GT__CUSTOM_BUFFER)
        return address == CL_KERNEL_ARG_ADDRESS_GLOBAL || address == CL_KERNEL_ARG_ADDRESS_CONSTANT;
    return address == (cl_uint)(kind == GT__CUSTOM_LOCAL ? CL_KERNEL_ARG_ADDRESS_LOCAL : CL_KERNEL_ARG_ADDRESS_PRIVATE);
}

static gt_status check_args(const gt__call *call, const gt_kernel *k, const gt__custom_arg *args, int32_t n)
{
    static const char *const given[] = {"a tensor's memory", "a value", "local memory"};
    GT__CHECK(n == (int32_t)k->args, call, GT_E_ARGUMENT, 3, "the kernel has %d arguments, those given make %d",
              (int)k->args, (int)n);
    for (int32_t i = 0; i < n; i++) {
        const parameter *p = &k->parameter[i];
        GT__CHECK(takes(p, args[i].kind), call, GT_E_ARGUMENT, 3, "args[%d]: the kernel takes %s, not %s",
                  (int)args[i].argument, name_of(p->address), given[args[i].kind]);
        GT__CHECK(args[i].kind != GT__CUSTOM_VALUE || p->bytes == 0 || p->bytes == args[i].bytes, call, GT_E_ARGUMENT,
                  3, "args[%d] has %lld bytes, the kernel's has %lld", (int)args[i].argument, (long long)args[i].bytes,
                  (long long)p->bytes);
    }
    return GT_OK;
}

/* *empty: there are no work-items. */
static gt_status set_sizes(gt__command *command, const gt__call *call, const gt_kernel *k, int32_t dims,
                           const int64_t *global, const int64_t *local, int *empty)
{
    int64_t required[DIMS], items = 1;
    const int demands = k->required[0] > 0;
    for (int i = 0; i < DIMS; i++) required[i] = (int64_t)k->required[i];
    if (demands && !local) local = required;
    command->dims = dims;
    command->local[0] = 0;
    *empty = 0;
    for (int i = 0; i < DIMS; i++) {
        const int64_t size = i < dims ? global[i] : 1, group = local && i < dims ? local[i] : 1;
        GT__CHECK(size >= 0, call, GT_E_ARGUMENT, 6, "global[%d] is %lld", i, (long long)size);
        GT__CHECK(group > 0, call, GT_E_ARGUMENT, 7, "local[%d] is %lld", i, (long long)group);
        GT__CHECK(size % group == 0, call, GT_E_ARGUMENT, 7, "global[%d], %lld, is no multiple of %lld", i,
                  (long long)size, (long long)group);
        GT__CHECK(!demands || group == required[i], call, GT_E_ARGUMENT, 7,
                  "local[%d] is %lld, the kernel demands %lld", i, (long long)group, (long long)required[i]);
        GT__CHECK((uint64_t)group <= k->most[i] && group <= (int64_t)k->kernel.made.group / items, call, GT_E_ARGUMENT,
                  7, "a work-group of %lld in dimension %d, the kernel can have %lld in all", (long long)group, i,
                  (long long)k->kernel.made.group);
        items *= group;
        *empty |= size == 0;
        command->global[i] = (size_t)size;
        if (local) command->local[i] = (size_t)group;
    }
    return GT_OK;
}

gt_status gt__custom_run(const gt__call *call, gt_kernel *kernel, const gt__custom_arg *args, int32_t n, int32_t dims,
                         const int64_t *global, const int64_t *local)
{
    gt__command command;
    int empty = 0;
    GT__TRY(check_args(call, kernel, args, n));
    gt__launch_begin(&command, &kernel->kernel);
    int64_t memory = (int64_t)kernel->local_bytes;
    for (int32_t i = 0; i < n; i++) {
        if (args[i].kind == GT__CUSTOM_BUFFER) gt__arg_buffer(&command, args[i].buffer);
        if (args[i].kind == GT__CUSTOM_VALUE) gt__arg_value(&command, args[i].value, (size_t)args[i].bytes);
        if (args[i].kind != GT__CUSTOM_LOCAL) continue;
        GT__CHECK(args[i].bytes <= call->context->traits.local_bytes - memory, call, GT_E_OUT_OF_MEMORY, 3,
                  "args[%d]: %lld bytes of local memory beside %lld, the device has %lld", (int)args[i].argument,
                  (long long)args[i].bytes, (long long)memory, (long long)call->context->traits.local_bytes);
        memory += args[i].bytes;
        gt__arg_local(&command, args[i].bytes);
    }
    GT__CHECK(command.buffers <= GT__MAX_BUFFERS && command.arg_bytes <= GT__ARG_BYTES, call, GT_E_UNSUPPORTED, 3,
              "%d tensors and %d bytes of arguments, of which %d and %d are possible", (int)command.buffers,
              (int)command.arg_bytes, (int)GT__MAX_BUFFERS, (int)GT__ARG_BYTES);
    GT__TRY(set_sizes(&command, call, kernel, dims, global, local, &empty));
    return empty ? GT_OK : gt__submit(call, &command);
}
