/* Large buffers of CPUs in memory that this library allocates, to have it in large pages, as NumPy has its arrays: a
 * page of 4 KB costs a fault when it is first touched, and a miss in the tables of addresses each time it was not
 * touched for a while. Where the system has no such pages, or gives none, all is as without. */
#define _DEFAULT_SOURCE /* madvise */
#include "cl/internal.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20, SMALLEST = 4 << 20 };

int gt__pages_fit(const gt_context *ctx, int64_t bytes)
{
#ifdef MADV_HUGEPAGE
    return (ctx->device.type & CL_DEVICE_TYPE_CPU) && ctx->traits.form == GT__CPU && bytes >= SMALLEST;
#else
    (void)ctx;
    (void)bytes;
    return 0;
#endif
}

static void CL_CALLBACK let_go(cl_mem mem, void *memory)
{
    (void)mem;
    free(memory);
}

/* Where in its first page a buffer begins: buffers that all begin a page have like places in like sets of the caches,
 * and drive each other out where several are written side by side. */
static size_t colour_of(const gt_context *ctx)
{
    enum { COLOURS = 16, STEP = 4096 + 128 };
    return (size_t)(ctx->pool.allocations % COLOURS) * STEP;
}

/* The end of the last page that is not whole stays in small ones: of a large page it would take all. */
static void *allocate(size_t bytes)
{
    const size_t whole = bytes / LARGE_PAGE * LARGE_PAGE;
    void *memory = aligned_alloc(LARGE_PAGE, whole + LARGE_PAGE);
#ifdef MADV_HUGEPAGE
    if (memory) (void)madvise(memory, whole, MADV_HUGEPAGE);
    if (memory) (void)madvise((char *)memory + whole, LARGE_PAGE, MADV_NOHUGEPAGE); /* where all are if they can be */
#endif
    return memory;
}

cl_mem gt__pages_buffer(gt_context *ctx, int64_t bytes, cl_int *code)
{
    const size_t colour = colour_of(ctx);
    char *memory = allocate(colour + (size_t)bytes);
    *code = CL_MEM_OBJECT_ALLOCATION_FAILURE;
    if (!memory) return NULL;
    const cl_mem_flags flags = CL_MEM_READ_WRITE | CL_MEM_USE_HOST_PTR;
    cl_mem mem = clCreateBuffer(ctx->cl, flags, (size_t)bytes, memory + colour, code);
    if (mem) *code = clSetMemObjectDestructorCallback(mem, let_go, memory);
    if (mem && *code == CL_SUCCESS) return mem;
    if (mem) clReleaseMemObject(mem);
    free(memory);
    return NULL;
}
