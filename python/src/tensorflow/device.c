/* The device as TensorFlow's StreamExecutor sees it: memory by address, copies, one stream, events. */
#define _POSIX_C_SOURCE 200809L
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "plugin.h"

/* ---- memory ---- */

static void allocate(const SP_Device *device, uint64_t size, int64_t space, SP_DeviceMemoryBase *out)
{
    uint64_t address = 0;
    (void)device;
    (void)space;
    if (size > INT64_MAX || gt_memory_create(queue, &address, (int64_t)size) < 0) address = 0;
    out->struct_size = SIZE_TO_END(SP_DeviceMemoryBase, payload);
    out->opaque = (void *)(uintptr_t)address; /* TensorFlow says that memory is out where it is NULL */
    out->size = address ? size : 0;
}

static void deallocate(const SP_Device *device, SP_DeviceMemoryBase *memory)
{
    (void)device;
    gt_memory_free((uint64_t)(uintptr_t)memory->opaque);
    memory->opaque = NULL;
    memory->size = 0;
}

static void *host_allocate(const SP_Device *device, uint64_t size)
{
    enum { LINE = 64 };
    (void)device;
    return aligned_alloc(LINE, (size / LINE + 1) * LINE);
}

static void host_deallocate(const SP_Device *device, void *memory)
{
    (void)device;
    free(memory);
}

static int statistics(gt_context_stats *out, gt_device_desc *device)
{
    *out = (gt_context_stats){.size = sizeof *out};
    *device = (gt_device_desc){.size = sizeof *device};
    return gt_context_statistics(context, out) == GT_OK && gt_device_describe(out->device, device) == GT_OK;
}

int32_t gputensor_tensorflow_memory(int64_t out[4])
{
    gt_context_stats now;
    gt_device_desc desc;
    if (!queue || !statistics(&now, &desc)) return 0;
    out[0] = now.used;
    out[1] = now.cached;
    out[2] = now.peak;
    out[3] = now.limit > 0 ? now.limit : desc.memory_bytes;
    return 1;
}

static TF_Bool allocator_stats(const SP_Device *device, SP_AllocatorStats *out)
{
    gt_context_stats now;
    gt_device_desc desc;
    (void)device;
    if (!statistics(&now, &desc)) return 0;
    out->struct_size = SIZE_TO_END(SP_AllocatorStats, largest_free_block_bytes);
    out->num_allocs = now.allocations;
    out->bytes_in_use = now.used;
    out->peak_bytes_in_use = now.peak;
    out->largest_alloc_size = 0;
    out->has_bytes_limit = 1;
    out->bytes_limit = now.limit > 0 ? now.limit : desc.memory_bytes;
    out->bytes_reserved = now.cached;
    out->peak_bytes_reserved = 0;
    out->has_bytes_reservable_limit = 0;
    out->bytes_reservable_limit = 0;
    out->largest_free_block_bytes = 0;
    return 1;
}

static TF_Bool memory_usage(const SP_Device *device, int64_t *available, int64_t *total)
{
    gt_context_stats now;
    gt_device_desc desc;
    (void)device;
    if (!statistics(&now, &desc)) return 0;
    *total = now.limit > 0 ? now.limit : desc.memory_bytes;
    *available = *total > now.used ? *total - now.used : 0;
    return 1;
}

/* ---- copies ---- */

static _Atomic int64_t uploads, downloads;

void gputensor_tensorflow_transfers(int64_t out[2])
{
    out[0] = uploads;
    out[1] = downloads;
}

/* The bytes at an address, as elements of a type; size is a multiple of it. */
static gt_status bytes_at(gt_tensor **out, const SP_DeviceMemoryBase *memory, uint64_t size, int32_t dtype)
{
    const int64_t n = (int64_t)(size / (uint64_t)gt_dtype_size(dtype));
    return gt_tensor_at(out, context, (uint64_t)(uintptr_t)memory->opaque, dtype, 1, &n, NULL);
}

static void sync_to_host(const SP_Device *device, void *to, const SP_DeviceMemoryBase *from, uint64_t size,
                         TF_Status *status)
{
    gt_tensor *source = NULL;
    gt_status done = bytes_at(&source, from, size, GT_U8);
    (void)device;
    downloads++;
    if (done == GT_OK) done = gt_download(queue, to, size, source);
    report(status, done);
    gt_tensor_free(source);
}

static void sync_to_device(const SP_Device *device, SP_DeviceMemoryBase *to, const void *from, uint64_t size,
                           TF_Status *status)
{
    const int64_t n = (int64_t)size;
    gt_tensor *target = NULL;
    gt_status done = bytes_at(&target, to, size, GT_U8);
    (void)device;
    uploads++;
    if (done == GT_OK) done = gt_upload(queue, &target, GT_U8, 1, &n, from, size);
    report(status, done);
    gt_tensor_free(target);
}

static void sync_on_device(const SP_Device *device, SP_DeviceMemoryBase *to, const SP_DeviceMemoryBase *from,
                           uint64_t size, TF_Status *status)
{
    gt_tensor *target = NULL, *source = NULL;
    gt_status done = bytes_at(&target, to, size, GT_U8);
    (void)device;
    if (done == GT_OK) done = bytes_at(&source, from, size, GT_U8);
    if (done == GT_OK) done = gt_copy(queue, &target, source, 0);
    report(status, done);
    gt_tensor_free(target);
    gt_tensor_free(source);
}

static void to_host(const SP_Device *device, SP_Stream stream, void *to, const SP_DeviceMemoryBase *from, uint64_t size,
                    TF_Status *status)
{
    (void)stream;
    sync_to_host(device, to, from, size, status);
}

static void to_device(const SP_Device *device, SP_Stream stream, SP_DeviceMemoryBase *to, const void *from,
                      uint64_t size, TF_Status *status)
{
    (void)stream;
    sync_to_device(device, to, from, size, status);
}

static void on_device(const SP_Device *device, SP_Stream stream, SP_DeviceMemoryBase *to,
                      const SP_DeviceMemoryBase *from, uint64_t size, TF_Status *status)
{
    (void)stream;
    sync_on_device(device, to, from, size, status);
}

static void fill(SP_DeviceMemoryBase *memory, int32_t dtype, int64_t value, uint64_t size, TF_Status *status)
{
    const gt_scalar all = {.dtype = dtype, .i = value};
    const int64_t n = (int64_t)(size / (uint64_t)gt_dtype_size(dtype));
    gt_tensor *target = NULL;
    gt_status done = bytes_at(&target, memory, size, dtype);
    if (done == GT_OK) done = gt_fill(queue, &target, dtype, 1, &n, &all);
    report(status, done);
    gt_tensor_free(target);
}

static void fill_zero(const SP_Device *device, SP_Stream stream, SP_DeviceMemoryBase *memory, uint64_t size,
                      TF_Status *status)
{
    (void)device;
    (void)stream;
    fill(memory, GT_U8, 0, size, status);
}

static void fill_bytes(const SP_Device *device, SP_Stream stream, SP_DeviceMemoryBase *memory, uint8_t pattern,
                       uint64_t size, TF_Status *status)
{
    (void)device;
    (void)stream;
    fill(memory, GT_U8, pattern, size, status);
}

static void fill_words(const SP_Device *device, SP_Stream stream, SP_DeviceMemoryBase *memory, uint32_t pattern,
                       uint64_t size, TF_Status *status)
{
    (void)device;
    (void)stream;
    fill(memory, GT_U32, pattern, size, status);
}

/* ---- streams: all of them the one queue, in which everything waits for what came before ---- */

static void create_stream(const SP_Device *device, SP_Stream *stream, TF_Status *status)
{
    (void)device;
    *stream = (SP_Stream)(void *)queue;
    report(status, GT_OK);
}

static void destroy_stream(const SP_Device *device, SP_Stream stream)
{
    (void)device;
    (void)stream;
}

static void stream_dependency(const SP_Device *device, SP_Stream dependent, SP_Stream other, TF_Status *status)
{
    (void)device;
    (void)dependent;
    (void)other;
    report(status, GT_OK);
}

static void stream_status(const SP_Device *device, SP_Stream stream, TF_Status *status)
{
    (void)device;
    (void)stream;
    report(status, GT_OK);
}

static void finish_stream(const SP_Device *device, SP_Stream stream, TF_Status *status)
{
    (void)device;
    (void)stream;
    report(status, gt_queue_finish(queue));
}

int32_t gputensor_tensorflow_finish(void)
{
    return queue ? gt_queue_finish(queue) : GT_OK;
}

static void finish_all(const SP_Device *device, TF_Status *status)
{
    finish_stream(device, NULL, status);
}

static TF_Bool host_callback(const SP_Device *device, SP_Stream stream, SE_StatusCallbackFn call, void *argument)
{
    TF_Status *status = tf.TF_NewStatus();
    finish_stream(device, stream, status);
    call(argument, status);
    tf.TF_DeleteStatus(status);
    return 1;
}

/* ---- events ---- */

struct SP_Event_st {
    gt_event *event; /* NULL: not recorded yet, which counts as done */
};

static void create_event(const SP_Device *device, SP_Event *out, TF_Status *status)
{
    (void)device;
    *out = calloc(1, sizeof **out);
    if (*out)
        report(status, GT_OK);
    else
        tf.TF_SetStatus(status, TSL_RESOURCE_EXHAUSTED, "no memory for an event");
}

static void destroy_event(const SP_Device *device, SP_Event event)
{
    (void)device;
    if (event) gt_event_free(event->event);
    free(event);
}

static SE_EventStatus event_status(const SP_Device *device, SP_Event event)
{
    const gt_status done = event->event ? gt_event_done(event->event) : 1;
    (void)device;
    return done < 0 ? SE_EVENT_ERROR : done ? SE_EVENT_COMPLETE : SE_EVENT_PENDING;
}

static void record_event(const SP_Device *device, SP_Stream stream, SP_Event event, TF_Status *status)
{
    (void)device;
    (void)stream;
    gt_event_free(event->event);
    event->event = NULL;
    report(status, gt_event_record(queue, &event->event));
}

static void wait_in_stream(const SP_Device *device, SP_Stream stream, SP_Event event, TF_Status *status)
{
    (void)event;
    stream_status(device, stream, status);
}

static void wait_on_host(const SP_Device *device, SP_Event event, TF_Status *status)
{
    (void)device;
    report(status, event->event ? gt_event_wait(event->event, -1) : GT_OK);
}

/* ---- timers, which TensorFlow's profiler alone asks for ---- */

static void create_timer(const SP_Device *device, SP_Timer *out, TF_Status *status)
{
    (void)device;
    *out = NULL;
    report(status, GT_OK);
}

static void destroy_timer(const SP_Device *device, SP_Timer timer)
{
    (void)device;
    (void)timer;
}

static void mark_time(const SP_Device *device, SP_Stream stream, SP_Timer timer, TF_Status *status)
{
    (void)timer;
    stream_status(device, stream, status);
}

static uint64_t nanoseconds(SP_Timer timer)
{
    (void)timer;
    return 0;
}

/* ---- the platform ---- */

static void device_count(const SP_Platform *platform, int *count, TF_Status *status)
{
    (void)platform;
    *count = 1;
    report(status, GT_OK);
}

static void create_device(const SP_Platform *platform, SE_CreateDeviceParams *params, TF_Status *status)
{
    static gt_device_desc desc;
    gt_context_stats now;
    (void)platform;
    if (!statistics(&now, &desc)) {
        report(status, GT_E_DEVICE);
        return;
    }
    params->device->struct_size = SIZE_TO_END(SP_Device, pci_bus_id);
    params->device->hardware_name = desc.name;
    params->device->device_vendor = desc.vendor;
    report(status, GT_OK);
}

static void destroy_device(const SP_Platform *platform, SP_Device *device)
{
    (void)platform;
    (void)device;
}

static void create_device_fns(const SP_Platform *platform, SE_CreateDeviceFnsParams *params, TF_Status *status)
{
    (void)platform;
    params->device_fns->struct_size = SIZE_TO_END(SP_DeviceFns, get_gflops);
    report(status, GT_OK);
}

static void destroy_device_fns(const SP_Platform *platform, SP_DeviceFns *functions)
{
    (void)platform;
    (void)functions;
}

static void create_executor(const SP_Platform *platform, SE_CreateStreamExecutorParams *params, TF_Status *status)
{
    static const SP_StreamExecutor executor = {
        .struct_size = SIZE_TO_END(SP_StreamExecutor, host_callback),
        .allocate = allocate,
        .deallocate = deallocate,
        .host_memory_allocate = host_allocate,
        .host_memory_deallocate = host_deallocate,
        .get_allocator_stats = allocator_stats,
        .device_memory_usage = memory_usage,
        .create_stream = create_stream,
        .destroy_stream = destroy_stream,
        .create_stream_dependency = stream_dependency,
        .get_stream_status = stream_status,
        .create_event = create_event,
        .destroy_event = destroy_event,
        .get_event_status = event_status,
        .record_event = record_event,
        .wait_for_event = wait_in_stream,
        .create_timer = create_timer,
        .destroy_timer = destroy_timer,
        .start_timer = mark_time,
        .stop_timer = mark_time,
        .memcpy_dtoh = to_host,
        .memcpy_htod = to_device,
        .memcpy_dtod = on_device,
        .sync_memcpy_dtoh = sync_to_host,
        .sync_memcpy_htod = sync_to_device,
        .sync_memcpy_dtod = sync_on_device,
        .block_host_for_event = wait_on_host,
        .block_host_until_done = finish_stream,
        .synchronize_all_activity = finish_all,
        .mem_zero = fill_zero,
        .memset = fill_bytes,
        .memset32 = fill_words,
        .host_callback = host_callback,
    };
    (void)platform;
    *params->stream_executor = executor;
    report(status, GT_OK);
}

static void destroy_executor(const SP_Platform *platform, SP_StreamExecutor *executor)
{
    (void)platform;
    (void)executor;
}

static void create_timer_fns(const SP_Platform *platform, SP_TimerFns *timer, TF_Status *status)
{
    (void)platform;
    timer->nanoseconds = nanoseconds;
    report(status, GT_OK);
}

static void destroy_timer_fns(const SP_Platform *platform, SP_TimerFns *timer)
{
    (void)platform;
    (void)timer;
}

static void destroy_platform(SP_Platform *platform)
{
    (void)platform;
}

static void destroy_platform_fns(SP_PlatformFns *functions)
{
    (void)functions;
}

/* Called by TensorFlow when it loads the plug-in. Without its functions there is no status to set: nothing is filled
 * in, which TensorFlow refuses. */
EXPORT void SE_InitPlugin(SE_PlatformRegistrationParams *params, TF_Status *status);

EXPORT void SE_InitPlugin(SE_PlatformRegistrationParams *params, TF_Status *status)
{
    const char *reason = gputensor_tensorflow_open();
    if (reason) {
        if (tf.TF_SetStatus) tf.TF_SetStatus(status, TSL_FAILED_PRECONDITION, reason);
        return;
    }
    params->major_version = SE_MAJOR;
    params->minor_version = SE_MINOR;
    params->patch_version = SE_PATCH;
    params->platform->struct_size = SIZE_TO_END(SP_Platform, force_memory_growth);
    params->platform->name = "GPUTENSOR";
    params->platform->type = DEVICE_TYPE;
    params->platform->supports_unified_memory = 0;
    params->platform->use_bfc_allocator = 0; /* the library's pool does it */
    params->platform->force_memory_growth = 1;
    params->platform_fns->struct_size = SIZE_TO_END(SP_PlatformFns, destroy_timer_fns);
    params->platform_fns->get_device_count = device_count;
    params->platform_fns->create_device = create_device;
    params->platform_fns->destroy_device = destroy_device;
    params->platform_fns->create_device_fns = create_device_fns;
    params->platform_fns->destroy_device_fns = destroy_device_fns;
    params->platform_fns->create_stream_executor = create_executor;
    params->platform_fns->destroy_stream_executor = destroy_executor;
    params->platform_fns->create_timer_fns = create_timer_fns;
    params->platform_fns->destroy_timer_fns = destroy_timer_fns;
    params->destroy_platform = destroy_platform;
    params->destroy_platform_fns = destroy_platform_fns;
    report(status, GT_OK);
}
