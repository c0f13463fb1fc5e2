/* Memory known by a number. The numbers are addresses that are reserved and have no memory behind them: nothing else of
 * the process has them, and who takes one for a pointer faults. They are given out in spans of whole pages, one of them
 * more than the memory needs, so that what lies past its end is not the next span. A span that is given back keeps its
 * place, for memory of about its size. */
#include <stdlib.h>
#include <string.h>

#include "base/integer.h"
#include "base/reserve.h"
#include "base/sync.h"
#include "tensor/address.h"
#include "tensor/strided.h"

/* SHARE: of the addresses of a process that has a limit of them, what is reserved at a time is at most a part, since
 * memory needs addresses too. */
#define SEGMENT ((int64_t)64 << 30)
enum { SHARE = 8 };

typedef struct span {
    gt__buffer *buffer;  /* NULL: not in use */
    gt_context *context; /* lives as long as the buffer */
    union {
        int64_t bytes;  /* of the buffer */
        uint64_t after; /* not in use: another such span of its size class, 0 for none */
    };
    int64_t number; /* of its size class */
} span;

typedef struct segment {
    void *start;
    int64_t bytes;
} segment;

/* One for all contexts. Nothing of it is allocated while no memory has a number; the newest segment stays. */
static struct {
    gt__mutex lock;
    atomic_uint process; /* gt__process() where it is used; 0: nowhere yet */
    uint64_t *start;     /* of all spans, in order; */
    span *at;            /* and the spans */
    int64_t count, capacity, used;
    uint64_t unused[GT__SIZE_CLASSES]; /* a span of each class that is not in use, 0 for none */
    segment newest, *older;
    int64_t olders, taken; /* bytes of the newest segment that spans have */
} registry = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- spans; lock held ---- */

/* How many spans begin at or before the address. Without branches, which no processor would foresee. */
static int64_t rank_of(uint64_t address)
{
    const uint64_t *base = registry.start;
    int64_t left = registry.count;
    if (left == 0) return 0;
    while (left > 1) {
        int64_t half = left / 2;
        base += base[half - 1] <= address ? half : 0;
        left -= half;
    }
    return base - registry.start + (*base <= address);
}

/* The span in use that has the address, or that ends there, or NULL. *offset: the byte of it. */
static span *find(uint64_t address, int64_t *offset)
{
    const int64_t rank = rank_of(address);
    if (rank == 0) return NULL;
    span *s = &registry.at[rank - 1];
    *offset = (int64_t)(address - registry.start[rank - 1]);
    return s->buffer && *offset <= s->bytes ? s : NULL;
}

/* After the last memory has gone: older segments, and what the spans took. */
static void reset(void)
{
    if (registry.used > 0) return;
    for (int64_t i = 0; i < registry.olders; i++) gt__unreserve(registry.older[i].start, registry.older[i].bytes);
    free(registry.start);
    free(registry.at);
    free(registry.older);
    registry.start = NULL;
    registry.at = NULL;
    registry.older = NULL;
    registry.count = registry.capacity = registry.olders = registry.taken = 0;
    memset(registry.unused, 0, sizeof registry.unused);
}

static gt_status no_addresses(const gt__call *call, int64_t bytes)
{
    const int64_t limit = gt__address_limit();
    GT__CHECK(limit < 0, call, GT_E_OUT_OF_MEMORY, 0,
              "no addresses for %lld bytes: the process may have %lld bytes of them (ulimit -v)", (long long)bytes,
              (long long)limit);
    return gt__fail(GT_E_OUT_OF_MEMORY, call->name, 0, "no addresses for %lld bytes: mmap refused, without a limit",
                    (long long)bytes);
}

/* Makes room for another segment in the list of the older ones, and reserves it. */
static gt_status add_segment(const gt__call *call, int64_t need)
{
    int64_t bytes = gt__larger(SEGMENT, need);
    void *start = NULL;
    segment *older = realloc(registry.older, (size_t)(registry.olders + 1) * sizeof *older);
    GT__CHECK(older, call, GT_E_OUT_OF_MEMORY, 0, "no host memory for a range of addresses");
    registry.older = older;
    while (!(start = gt__reserve(bytes)) && bytes > need) bytes = gt__larger(bytes / 2, need);
    if (!start) return no_addresses(call, need);
    if (bytes < SEGMENT && bytes > need) {
        gt__unreserve(start, bytes);
        bytes = gt__larger(gt__round_up(bytes / SHARE, gt__page_bytes()), need);
        start = gt__reserve(bytes);
        if (!start) return no_addresses(call, need);
    }
    if (registry.newest.bytes > 0) registry.older[registry.olders++] = registry.newest;
    registry.newest = (segment){start, bytes};
    registry.taken = 0;
    return GT_OK;
}

static gt_status make_room(const gt__call *call)
{
    if (registry.count < registry.capacity) return GT_OK;
    const int64_t capacity = registry.capacity > 0 ? 2 * registry.capacity : 64;
    uint64_t *start = realloc(registry.start, (size_t)capacity * sizeof *start);
    if (start) registry.start = start;
    span *at = realloc(registry.at, (size_t)capacity * sizeof *at);
    if (at) registry.at = at;
    GT__CHECK(start && at, call, GT_E_OUT_OF_MEMORY, 0, "no host memory for %lld addresses", (long long)capacity);
    registry.capacity = capacity;
    return GT_OK;
}

/* A span of whole pages, which is in the list, and in use by nobody; *at is where it starts. */
static gt_status add_span(uint64_t *at, const gt__call *call, int64_t bytes, int32_t number)
{
    GT__TRY(make_room(call));
    if (bytes > registry.newest.bytes - registry.taken) GT__TRY(add_segment(call, bytes));
    const uint64_t start = (uint64_t)(uintptr_t)registry.newest.start + (uint64_t)registry.taken;
    registry.taken += bytes;
    const int64_t rank = rank_of(start), after = registry.count++ - rank;
    memmove(registry.start + rank + 1, registry.start + rank, (size_t)after * sizeof *registry.start);
    memmove(registry.at + rank + 1, registry.at + rank, (size_t)after * sizeof *registry.at);
    registry.start[rank] = *at = start;
    registry.at[rank] = (span){.number = number};
    return GT_OK;
}

/* Where one starts that is not in use, of one of the size classes, or 0. */
static uint64_t take_unused(int32_t first, int32_t last)
{
    for (int32_t number = first; number <= last; number++) {
        const uint64_t start = registry.unused[number];
        if (start == 0) continue;
        registry.unused[number] = registry.at[rank_of(start) - 1].after;
        return start;
    }
    return 0;
}

/* Of a larger class where there are no addresses for another span. */
static gt_status take_span(uint64_t *at, const gt__call *call, int64_t bytes)
{
    const int64_t page = gt__page_bytes();
    int32_t number = 0;
    const int64_t pages = gt__size_class(gt__divide_up(bytes, page) + 1, &number);
    *at = take_unused(number, number);
    if (*at) return GT_OK;
    gt_status status = add_span(at, call, pages * page, number);
    if (status < 0) *at = take_unused(number + 1, GT__SIZE_CLASSES - 1);
    return *at ? GT_OK : status;
}

/* ---- functions ---- */

gt_status gt__address_give(uint64_t *address, const gt__call *call, gt__buffer *buffer)
{
    gt__lock(&registry.lock);
    gt_status status = take_span(address, call, gt__buffer_bytes(buffer));
    if (status == GT_OK) {
        span *s = &registry.at[rank_of(*address) - 1];
        s->buffer = gt__buffer_retain(buffer);
        s->context = call->context;
        s->bytes = gt__buffer_bytes(buffer);
        registry.used++;
        atomic_store_explicit(&registry.process, gt__process(), memory_order_relaxed);
    } else {
        reset();
    }
    gt__unlock(&registry.lock);
    return status;
}

gt_status gt_memory_create(gt_queue *q, uint64_t *address, int64_t bytes)
{
    gt__call call = {.name = "gt_memory_create"};
    gt__buffer *buffer = NULL;
    GT__CHECK(address, &call, GT_E_ARGUMENT, 2, "address is NULL");
    *address = 0;
    GT__TRY(gt__call_begin(&call, call.name, q, 1));
    GT__CHECK(bytes >= 0, &call, GT_E_ARGUMENT, 3, "%lld bytes", (long long)bytes);
    GT__TRY(gt__buffer_create(&buffer, &call, bytes));
    gt_status status = gt__address_give(address, &call, buffer);
    gt__buffer_release(buffer);
    return status;
}

/* In the child of a fork() another thread of the parent may have had the lock. */
void gt_memory_free(uint64_t address)
{
    gt__buffer *buffer = NULL;
    if (address == 0 || atomic_load_explicit(&registry.process, memory_order_relaxed) != gt__process()) return;
    int64_t offset = 0;
    gt__lock(&registry.lock);
    span *s = find(address, &offset);
    if (s && offset == 0) {
        buffer = s->buffer;
        s->buffer = NULL;
        s->after = registry.unused[s->number];
        registry.unused[s->number] = address;
        registry.used--;
        reset();
    }
    gt__unlock(&registry.lock);
    gt__buffer_release(buffer);
}

gt__buffer *gt__address_find(uint64_t address, int64_t *offset, gt_context **context)
{
    gt__buffer *buffer = NULL;
    gt__lock(&registry.lock);
    const span *s = find(address, offset);
    if (s) {
        buffer = gt__buffer_retain(s->buffer);
        *context = s->context;
    }
    gt__unlock(&registry.lock);
    return buffer;
}

static gt_status open_at(gt_tensor **out, const gt__call *call, const gt__window *w, gt__buffer *buffer, int64_t offset,
                         const gt_context *context)
{
    GT__CHECK(context == call->context, call, GT_E_CONTEXT, 3, "the address is one of another context");
    GT__CHECK(offset % w->dtype->size == 0, call, GT_E_ARGUMENT, 3,
              "byte %lld of the memory is not where an element of %s begins", (long long)offset, w->dtype->name);
    return gt__window_open(out, call, w, buffer, offset / w->dtype->size, 3);
}

gt_status gt_tensor_at(gt_tensor **out, gt_context *ctx, uint64_t address, int32_t dtype, int32_t rank,
                       const int64_t *shape, const int64_t *strides)
{
    gt__call call = {.name = "gt_tensor_at"};
    gt__window w;
    gt__buffer *buffer = NULL;
    gt_context *context = ctx;
    int64_t offset = 0;
    GT__CHECK(out, &call, GT_E_ARGUMENT, 1, "out is NULL");
    *out = NULL;
    GT__TRY(gt__call_begin_context(&call, call.name, ctx, 2));
    GT__TRY(gt__window_make(&w, &call, 4, 1, dtype, rank, shape, strides));
    if (w.count == 0) {
        call.queue = gt_context_queue(ctx);
        GT__TRY(gt__buffer_create(&buffer, &call, 0));
    } else {
        buffer = gt__address_find(address, &offset, &context);
        GT__CHECK(buffer, &call, GT_E_INDEX, 3, "no memory has the address 0x%llx", (unsigned long long)address);
    }
    gt_status status = open_at(out, &call, &w, buffer, offset, context);
    gt__buffer_release(buffer);
    return status;
}
