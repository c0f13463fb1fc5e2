/* What the plug-in uses of TensorFlow's C ABI: its types, with the names that TensorFlow gives them. Nothing of
 * TensorFlow is needed to build. A test compares every size, offset and value with TensorFlow's own headers, of each
 * version that is supported. */
#ifndef GT_TENSORFLOW_ABI_H
#define GT_TENSORFLOW_ABI_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned char TF_Bool;
typedef struct TSL_Status TF_Status;
typedef struct TF_Tensor TF_Tensor;
typedef struct TF_KernelBuilder TF_KernelBuilder;
typedef struct TF_OpKernelConstruction TF_OpKernelConstruction;
typedef struct TF_OpKernelContext TF_OpKernelContext;
typedef struct TF_VariableInputLockHolder TF_VariableInputLockHolder;
typedef struct SP_Stream_st *SP_Stream;
typedef struct SP_Event_st *SP_Event;
typedef struct SP_Timer_st *SP_Timer;

typedef enum TSL_Code {
    TSL_OK = 0,
    TSL_INVALID_ARGUMENT = 3,
    TSL_RESOURCE_EXHAUSTED = 8,
    TSL_FAILED_PRECONDITION = 9,
    TSL_UNIMPLEMENTED = 12,
    TSL_INTERNAL = 13
} TF_Code;

typedef enum TF_DataType {
    TF_FLOAT = 1,
    TF_DOUBLE = 2,
    TF_INT32 = 3,
    TF_UINT8 = 4,
    TF_INT16 = 5,
    TF_INT8 = 6,
    TF_COMPLEX64 = 8,
    TF_INT64 = 9,
    TF_BOOL = 10,
    TF_BFLOAT16 = 14,
    TF_UINT16 = 17,
    TF_COMPLEX128 = 18,
    TF_HALF = 19,
    TF_UINT32 = 22,
    TF_UINT64 = 23
} TF_DataType;

typedef enum SE_EventStatus { SE_EVENT_UNKNOWN, SE_EVENT_ERROR, SE_EVENT_PENDING, SE_EVENT_COMPLETE } SE_EventStatus;

typedef void (*SE_StatusCallbackFn)(void *const, TF_Status *const);

/* Every struct begins with its size, which is counted to the end of its last field. */
#define SIZE_TO_END(type, field) (offsetof(type, field) + sizeof((type *)0)->field)

typedef struct SP_TimerFns {
    size_t struct_size;
    void *ext;
    uint64_t (*nanoseconds)(SP_Timer timer);
} SP_TimerFns;

typedef struct SP_AllocatorStats {
    size_t struct_size;
    int64_t num_allocs;
    int64_t bytes_in_use;
    int64_t peak_bytes_in_use;
    int64_t largest_alloc_size;
    int8_t has_bytes_limit;
    int64_t bytes_limit;
    int64_t bytes_reserved;
    int64_t peak_bytes_reserved;
    int8_t has_bytes_reservable_limit;
    int64_t bytes_reservable_limit;
    int64_t largest_free_block_bytes;
} SP_AllocatorStats;

typedef struct SP_DeviceMemoryBase {
    size_t struct_size;
    void *ext;
    void *opaque;
    uint64_t size;
    uint64_t payload;
} SP_DeviceMemoryBase;

typedef struct SP_Device {
    size_t struct_size;
    void *ext;
    int32_t ordinal;
    void *device_handle;
    const char *hardware_name;
    const char *device_vendor;
    const char *pci_bus_id;
} SP_Device;

typedef struct SE_CreateDeviceParams {
    size_t struct_size;
    void *ext;
    int32_t ordinal;
    SP_Device *device;
} SE_CreateDeviceParams;

typedef struct SP_DeviceFns {
    size_t struct_size;
    void *ext;
    int32_t (*get_numa_node)(const SP_Device *device);
    int64_t (*get_memory_bandwidth)(const SP_Device *device);
    double (*get_gflops)(const SP_Device *device);
} SP_DeviceFns;

typedef struct SE_CreateDeviceFnsParams {
    size_t struct_size;
    void *ext;
    SP_DeviceFns *device_fns;
} SE_CreateDeviceFnsParams;

typedef struct SP_StreamExecutor {
    size_t struct_size;
    void *ext;
    void (*allocate)(const SP_Device *, uint64_t size, int64_t memory_space, SP_DeviceMemoryBase *);
    void (*deallocate)(const SP_Device *, SP_DeviceMemoryBase *);
    void *(*host_memory_allocate)(const SP_Device *, uint64_t size);
    void (*host_memory_deallocate)(const SP_Device *, void *);
    void *(*unified_memory_allocate)(const SP_Device *, uint64_t size);
    void (*unified_memory_deallocate)(const SP_Device *, void *);
    TF_Bool (*get_allocator_stats)(const SP_Device *, SP_AllocatorStats *);
    TF_Bool (*device_memory_usage)(const SP_Device *, int64_t *free, int64_t *total);
    void (*create_stream)(const SP_Device *, SP_Stream *, TF_Status *);
    void (*destroy_stream)(const SP_Device *, SP_Stream);
    void (*create_stream_dependency)(const SP_Device *, SP_Stream dependent, SP_Stream other, TF_Status *);
    void (*get_stream_status)(const SP_Device *, SP_Stream, TF_Status *);
    void (*create_event)(const SP_Device *, SP_Event *, TF_Status *);
    void (*destroy_event)(const SP_Device *, SP_Event);
    SE_EventStatus (*get_event_status)(const SP_Device *, SP_Event);
    void (*record_event)(const SP_Device *, SP_Stream, SP_Event, TF_Status *);
    void (*wait_for_event)(const SP_Device *const, SP_Stream, SP_Event, TF_Status *const);
    void (*create_timer)(const SP_Device *, SP_Timer *, TF_Status *);
    void (*destroy_timer)(const SP_Device *, SP_Timer);
    void (*start_timer)(const SP_Device *, SP_Stream, SP_Timer, TF_Status *);
    void (*stop_timer)(const SP_Device *, SP_Stream, SP_Timer, TF_Status *);
    void (*memcpy_dtoh)(const SP_Device *, SP_Stream, void *to, const SP_DeviceMemoryBase *from, uint64_t size,
                        TF_Status *);
    void (*memcpy_htod)(const SP_Device *, SP_Stream, SP_DeviceMemoryBase *to, const void *from, uint64_t size,
                        TF_Status *);
    void (*memcpy_dtod)(const SP_Device *, SP_Stream, SP_DeviceMemoryBase *to, const SP_DeviceMemoryBase *from,
                        uint64_t size, TF_Status *);
    void (*sync_memcpy_dtoh)(const SP_Device *, void *to, const SP_DeviceMemoryBase *from, uint64_t size, TF_Status *);
    void (*sync_memcpy_htod)(const SP_Device *, SP_DeviceMemoryBase *to, const void *from, uint64_t size, TF_Status *);
    void (*sync_memcpy_dtod)(const SP_Device *, SP_DeviceMemoryBase *to, const SP_DeviceMemoryBase *from, uint64_t size,
                             TF_Status *);
    void (*block_host_for_event)(const SP_Device *, SP_Event, TF_Status *);
    void (*block_host_until_done)(const SP_Device *, SP_Stream, TF_Status *);
    void (*synchronize_all_activity)(const SP_Device *, TF_Status *);
    void (*mem_zero)(const SP_Device *, SP_Stream, SP_DeviceMemoryBase *, uint64_t size, TF_Status *);
    void (*memset)(const SP_Device *, SP_Stream, SP_DeviceMemoryBase *, uint8_t pattern, uint64_t size, TF_Status *);
    void (*memset32)(const SP_Device *, SP_Stream, SP_DeviceMemoryBase *, uint32_t pattern, uint64_t size, TF_Status *);
    TF_Bool (*host_callback)(const SP_Device *, SP_Stream, SE_StatusCallbackFn, void *argument);
} SP_StreamExecutor;

typedef struct SE_CreateStreamExecutorParams {
    size_t struct_size;
    void *ext;
    SP_StreamExecutor *stream_executor;
} SE_CreateStreamExecutorParams;

typedef struct SP_Platform {
    size_t struct_size;
    void *ext;
    const char *name;
    const char *type;
    TF_Bool supports_unified_memory;
    TF_Bool use_bfc_allocator;
    TF_Bool force_memory_growth;
} SP_Platform;

typedef struct SP_PlatformFns {
    size_t struct_size;
    void *ext;
    void (*get_device_count)(const SP_Platform *, int *count, TF_Status *);
    void (*create_device)(const SP_Platform *, SE_CreateDeviceParams *, TF_Status *);
    void (*destroy_device)(const SP_Platform *, SP_Device *);
    void (*create_device_fns)(const SP_Platform *, SE_CreateDeviceFnsParams *, TF_Status *);
    void (*destroy_device_fns)(const SP_Platform *, SP_DeviceFns *);
    void (*create_stream_executor)(const SP_Platform *, SE_CreateStreamExecutorParams *, TF_Status *);
    void (*destroy_stream_executor)(const SP_Platform *, SP_StreamExecutor *);
    void (*create_timer_fns)(const SP_Platform *, SP_TimerFns *, TF_Status *);
    void (*destroy_timer_fns)(const SP_Platform *, SP_TimerFns *);
} SP_PlatformFns;

typedef struct SE_PlatformRegistrationParams {
    size_t struct_size;
    void *ext;
    int32_t major_version;
    int32_t minor_version;
    int32_t patch_version;
    SP_Platform *platform;
    SP_PlatformFns *platform_fns;
    void (*destroy_platform)(SP_Platform *);
    void (*destroy_platform_fns)(SP_PlatformFns *);
} SE_PlatformRegistrationParams;

enum { SE_MAJOR = 0, SE_MINOR = 0, SE_PATCH = 1 };
#endif
