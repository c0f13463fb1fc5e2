/* Compiled programs kept on disk, for later processes. A binary is known by the digest of all that it was made from:
 * source, options, device, driver. What the store has is handed to the driver only if it is as it was written
 * (base/store.h), and if the driver does not take it the source is compiled, as if there was nothing. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/store.h"
#include "cl/internal.h"

/* A driver that works this long for a binary, and some part of what the build took, has compiled the kernel again, as
 * PoCL is known to: it makes a variant for all sizes of work-groups. Keeping such binaries would double the cost of
 * every first use. */
static const double longest_read = 0.02, longest_share = 0.02;

/* ---- keys ---- */

static void add_text(gt__sha256 *hash, const char *text)
{
    gt__sha256_add(hash, text, strlen(text) + 1);
}

static int add_platform(gt__sha256 *hash, cl_platform_id platform, cl_platform_info what)
{
    char text[512] = "";
    if (clGetPlatformInfo(platform, what, sizeof text - 1, text, NULL) != CL_SUCCESS) return 0;
    add_text(hash, text);
    return 1;
}

static int add_device(gt__sha256 *hash, cl_device_id device, cl_device_info what)
{
    char text[512] = "";
    if (clGetDeviceInfo(device, what, sizeof text - 1, text, NULL) != CL_SUCCESS) return 0;
    add_text(hash, text);
    return 1;
}

/* Begins a digest with device, driver and this library's way to use them; 0 if they do not tell who they are, so that
 * it would be that of others too. */
static int begin_key(gt__sha256 *hash, const gt_context *ctx, const char *what)
{
    const uint32_t pointer = sizeof(void *);
    gt__sha256_begin(hash);
    add_text(hash, what);
    gt__sha256_add(hash, &pointer, sizeof pointer);
    return add_platform(hash, ctx->device.platform, CL_PLATFORM_NAME) &&
           add_platform(hash, ctx->device.platform, CL_PLATFORM_VERSION) &&
           add_device(hash, ctx->device.id, CL_DEVICE_NAME) && add_device(hash, ctx->device.id, CL_DEVICE_VENDOR) &&
           add_device(hash, ctx->device.id, CL_DEVICE_VERSION) && add_device(hash, ctx->device.id, CL_DRIVER_VERSION);
}

static int key_of(unsigned char key[GT__SHA256_BYTES], const gt_context *ctx, const gt__source *source)
{
    gt__sha256 hash;
    if (!begin_key(&hash, ctx, "program")) return 0;
    add_text(&hash, source->options);
    add_text(&hash, source->kernel);
    add_text(&hash, source->text);
    gt__sha256_end(&hash, key);
    return 1;
}

/* ---- reading ---- */

static cl_program program_of(gt_context *ctx, const unsigned char *bytes, size_t size)
{
    cl_int code = CL_SUCCESS, taken = CL_SUCCESS;
    fenv_t callers;
    gt__floats_begin(&callers);
    cl_program program = clCreateProgramWithBinary(ctx->cl, 1, &ctx->device.id, &size, &bytes, &taken, &code);
    if (program && (code != CL_SUCCESS || taken != CL_SUCCESS ||
                    clBuildProgram(program, 1, &ctx->device.id, NULL, NULL, NULL) != CL_SUCCESS)) {
        clReleaseProgram(program);
        program = NULL;
    }
    gt__floats_end(&callers);
    return program;
}

/* Makes the kernel from what is kept under key. Its failures are nobody's: the source is compiled then. */
static int load(gt__made *out, gt_context *ctx, const unsigned char *key, const char *kernel)
{
    size_t size = 0;
    const char *function;
    unsigned char *bytes = gt__store_find(key, &size);
    if (!bytes) return 0;
    cl_program program = program_of(ctx, bytes, size);
    free(bytes);
    int made = program && gt__program_kernel(out, ctx, program, kernel, &function) == CL_SUCCESS;
    if (program) clReleaseProgram(program);
    if (!made) gt__store_forget(key);
    return made;
}

/* ---- keeping ---- */

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static unsigned char *binary_of(cl_program program, size_t *size)
{
    unsigned char *bytes = NULL;
    fenv_t callers;
    *size = 0;
    gt__floats_begin(&callers); /* some drivers compile here */
    cl_int code = clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, sizeof *size, size, NULL);
    if (code == CL_SUCCESS && *size > 0) bytes = malloc(*size);
    if (bytes) code = clGetProgramInfo(program, CL_PROGRAM_BINARIES, sizeof bytes, &bytes, NULL);
    gt__floats_end(&callers);
    if (code == CL_SUCCESS) return bytes;
    free(bytes);
    return NULL;
}

/* The key of what is known about the driver. */
static int driver_key(unsigned char key[GT__SHA256_BYTES], const gt_context *ctx)
{
    gt__sha256 hash;
    if (!begin_key(&hash, ctx, "compiles again for binaries")) return 0;
    gt__sha256_end(&hash, key);
    return 1;
}

/* Whether an earlier process has found out, and kept, that this driver compiles again for a binary. */
static int compiles_again(const gt_context *ctx)
{
    unsigned char key[GT__SHA256_BYTES];
    size_t size = 0;
    if (!driver_key(key, ctx)) return 0;
    unsigned char *known = gt__store_find(key, &size);
    free(known);
    return known != NULL;
}

static gt__binaries binaries_of(gt_context *ctx)
{
    if (atomic_load(&ctx->binaries) == GT__BINARIES_UNKNOWN)
        atomic_store(&ctx->binaries, ctx->traits.compiles_again                 ? GT__BINARIES_AGAIN
                                     : gt__store_reads() && compiles_again(ctx) ? GT__BINARIES_AGAIN
                                     : gt__store_writes()                       ? GT__BINARIES_UNTRIED
                                                                                : GT__BINARIES_NEVER);
    return (gt__binaries)atomic_load(&ctx->binaries);
}

int gt__cache_keeps(gt_context *ctx)
{
    const gt__binaries binaries = binaries_of(ctx);
    return binaries == GT__BINARIES_UNTRIED || binaries == GT__BINARIES_ALWAYS;
}

/* Keeps a program. The first of a context shows what its driver does for a binary. */
static void keep(gt_context *ctx, cl_program program, const unsigned char *key, double build_seconds)
{
    unsigned char about_driver[GT__SHA256_BYTES];
    size_t size = 0;
    const double begin = now(CLOCK_THREAD_CPUTIME_ID); /* of a busy machine too */
    unsigned char *bytes = binary_of(program, &size);
    const double seconds = now(CLOCK_THREAD_CPUTIME_ID) - begin;
    const int tries = atomic_load(&ctx->binaries) == GT__BINARIES_UNTRIED;
    const int again = tries && seconds > longest_read && seconds > longest_share * build_seconds;
    if (bytes && !again) gt__store_keep(key, bytes, size);
    free(bytes);
    if (!tries) return;
    atomic_store(&ctx->binaries, again ? GT__BINARIES_AGAIN : GT__BINARIES_ALWAYS);
    if (again && driver_key(about_driver, ctx)) gt__store_keep(about_driver, "1", 1);
}

int gt__cache_load(gt__made *out, gt_context *ctx, const gt__source *source)
{
    unsigned char key[GT__SHA256_BYTES];
    if (source->includes || !gt__store_reads() || binaries_of(ctx) == GT__BINARIES_AGAIN) return 0;
    if (!key_of(key, ctx, source)) return 0;
    out->from_disk = load(out, ctx, key, source->kernel);
    return out->from_disk;
}

gt_status gt__program_make(gt__made *out, gt_context *ctx, const gt__source *source, const char *operation)
{
    unsigned char key[GT__SHA256_BYTES];
    cl_program program = NULL;
    const char *function = NULL;
    const double begin = now(CLOCK_MONOTONIC);
    GT__TRY(gt__program_build(&program, ctx, source, operation));
    cl_int code = gt__program_kernel(out, ctx, program, source->kernel, &function);
    if (code == CL_SUCCESS && !source->includes && gt__cache_keeps(ctx) && key_of(key, ctx, source))
        keep(ctx, program, key, now(CLOCK_MONOTONIC) - begin);
    clReleaseProgram(program); /* the kernel keeps it */
    if (code == CL_INVALID_KERNEL_NAME)
        return gt__fail_cl(GT_E_ARGUMENT, code, operation, "the source has no kernel %s", source->kernel);
    return code == CL_SUCCESS ? GT_OK : gt__cl_fail(code, function, operation);
}

gt_status gt__program_get(gt__made *out, gt_context *ctx, const gt__source *source, const char *operation)
{
    if (gt__cache_load(out, ctx, source)) return GT_OK;
    return gt__program_make(out, ctx, source, operation);
}
