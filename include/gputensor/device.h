/* gputensor/device.h: finding devices. A device is known by its number, 0 to gt_device_count() - 1, in the order of the
 * OpenCL loader. The list is made at the first question and does not change while the program runs, unless it was
 * empty, when the next question asks again. The first question starts the drivers, which a fork() does not carry to the
 * child: gputensor.h says under fork() what to do. */
#ifndef GPUTENSOR_DEVICE_H
#define GPUTENSOR_DEVICE_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Types of devices. OTHER is what OpenCL calls custom. */
enum { GT_DEVICE_CPU = 1, GT_DEVICE_GPU = 2, GT_DEVICE_ACCELERATOR = 3, GT_DEVICE_OTHER = 4, GT_DEVICE_END_ = -32768 };

/* A device.
 *   size             sizeof(gt_device_desc), set by the caller.
 *   type             GT_DEVICE_*.
 *   compute_units    As OpenCL counts them: multiprocessors of a GPU, threads of a CPU.
 *   unified_memory   1 if host and device share the same memory, else 0.
 *   memory_bytes     All of the device's memory.
 *   max_alloc_bytes  The largest tensor.
 *   local_bytes      Local memory of a work-group.
 *   clock_mhz        The highest clock, in MHz; 0 if the driver does not say.
 *   reserved         0.
 *   support          GT_SUPPORT_* of each data type: support[GT_F64]. 0 for values that are no data type.
 *   id               "gpu:0", "cpu:1": the type, and the number among the devices of it. gt_device_find takes it.
 *   name             What the driver calls the device. The following texts are the driver's, too; all end with a NUL.
 *   vendor           Who makes it.
 *   driver           The driver's version.
 *   platform         The OpenCL implementation, such as "Portable Computing Language".
 *   version          Of OpenCL, such as "OpenCL 3.0 PoCL". */
typedef struct gt_device_desc {
    uint32_t size;
    int32_t type;
    int32_t compute_units;
    int32_t unified_memory;
    int64_t memory_bytes;
    int64_t max_alloc_bytes;
    int64_t local_bytes;
    int32_t clock_mhz;
    int32_t reserved;
    uint8_t support[64];
    char id[16];
    char name[128];
    char vendor[64];
    char driver[64];
    char platform[64];
    char version[64];
} gt_device_desc;

/* Whether there is an OpenCL device at all. Never crashes, whatever drivers are or are not installed: a program may ask
 * this first and do without gputensor if the answer is no. Where the library was built to open OpenCL at run time
 * (GT_DLOPEN), OpenCL itself may be missing, too: the answer says what to install.
 *
 * why  If the answer is no, *why becomes a text that says why, good until this thread's next failure; else "". NULL if
 *      that is not wanted.
 *
 * Returns 1 or 0. */
GT_API int32_t gt_is_available(const char **why);

/* The number of devices of all platforms. 0 if there is none, and gt_last_error says why. */
GT_API int32_t gt_device_count(void);

/* Loads the drivers apart from the rest of the process: they, and what they need, look for functions among themselves
 * first, not among those that the program and its libraries export. Needed beside a library that exports an LLVM, as
 * TensorFlow does: drivers have an LLVM of their own, take functions of the other one for theirs, and crash.
 *
 * The drivers are loaded at the first question that has to do with OpenCL, so this comes before it, in the whole
 * process, whoever asks; a call after it is fine if it was asked for before. The environment variable
 * GPUTENSOR_ISOLATE_DRIVERS=1 does the same. What is loaded is what the OpenCL loaders would load: the libraries that
 * OCL_ICD_FILENAMES names, and those named by the .icd files of /etc/OpenCL/vendors, or where OCL_ICD_VENDORS or
 * OPENCL_VENDOR_PATH says.
 *
 * Drivers so loaded take the C library's malloc and free, whatever the process has in their place.
 *
 * GT_E_UNSUPPORTED  Devices were asked for before, without it; or the C library cannot do it (it needs RTLD_DEEPBIND,
 *                   which glibc has); or the process runs with a sanitizer, which forbids it, or with another malloc,
 *                   as one of LD_PRELOAD: memory of the one would come to the free of the other. */
GT_TRY gt_drivers_isolate(void);

/* Describes a device.
 *
 * device  Its number.
 * out     Filled in; out->size must be set before. Left alone on failure.
 *
 * GT_E_ARGUMENT  out is NULL, or out->size is not that of the struct.
 * GT_E_NO_DEVICE There is no device of that number.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE (the driver does not answer). */
GT_TRY gt_device_describe(int32_t device, gt_device_desc *out);

/* Finds a device.
 *
 * name  One of these, in any case of letters:
 *         its id       "gpu:0", "cpu:1"
 *         its number   "0", "12": digits alone are a number and nothing else
 *         a type       "gpu", "cpu", "accelerator": the default among the devices of it
 *         its name, or else a part of its name or of its platform's name. Where devices of different names have that
 *                      part, none is taken, and the message names two of them; of devices of one name the first is.
 *       NULL finds the default: what the environment variable GPUTENSOR_DEVICE names in the same way; without it, a GPU
 *       before an accelerator before a CPU, and among equals the one with the most compute units x clock, of the
 *       devices that have OpenCL 1.2 and a compiler.
 *
 * Returns the number of the device, or a status, which is negative. gt_context_create takes either, so that the two
 * calls may be written as one.
 *
 * GT_E_NO_DEVICE    There is no device, none of that name, or more than one.
 * GT_E_UNSUPPORTED  The default was asked for, and no device has OpenCL 1.2 and a compiler.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE (no driver answers; or no device has that name, but one that may
 * have it did not answer). */
GT_API gt_status gt_device_find(const char *name);

#ifdef __cplusplus
}
#endif
#endif
