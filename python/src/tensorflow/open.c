/* Finding TensorFlow's functions and the device. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "plugin.h"

tensorflow tf;
gt_context *context;
gt_queue *queue;

static const struct function {
    const char *name;
    size_t at;
} functions[] = {
#define ENTRY(type, name, parameters) {#name, offsetof(tensorflow, name)},
    TENSORFLOW_FUNCTIONS(ENTRY)
#undef ENTRY
};

/* From that library alone, and only if it is there: a function of the same name elsewhere may be anything. */
static const char *find_functions(char *why, size_t bytes)
{
    static const char file[] = "libtensorflow_framework.so.2";
    void *library = dlopen(file, RTLD_NOLOAD | RTLD_LAZY);
    if (!library) {
        snprintf(why, bytes, "TensorFlow is not loaded: %s is not in this process", file);
        return why;
    }
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(library, functions[i].name);
        if (!function) {
            snprintf(why, bytes,
                     "this TensorFlow does not export %s, which variables on a device need; 2.16 to 2.18 do",
                     functions[i].name);
            return why;
        }
        memcpy((char *)&tf + functions[i].at, &function, sizeof function);
    }
    return NULL;
}

/* TensorFlow exports an LLVM, which drivers would take for their own. */
static const char *find_device(char *why, size_t bytes)
{
    gt_status status = gt_drivers_isolate();
    if (status == GT_OK) status = gt_context_create(&context, gt_device_find(NULL), NULL);
    if (status == GT_OK) {
        queue = gt_context_queue(context);
        return NULL;
    }
    snprintf(why, bytes, "%s%s", gt_last_error(),
             status == GT_E_UNSUPPORTED ? "; import gputensor.tensorflow first, or set GPUTENSOR_ISOLATE_DRIVERS=1"
                                        : "");
    return why;
}

const char *gputensor_tensorflow_open(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static char why[1200];
    const char *reason = NULL;
    pthread_mutex_lock(&lock);
    if (!queue) reason = find_functions(why, sizeof why);
    if (!queue && !reason) reason = find_device(why, sizeof why);
    pthread_mutex_unlock(&lock);
    return reason;
}

static TF_Code code_of(gt_status status)
{
    switch (status) {
    case GT_E_ARGUMENT:
    case GT_E_SHAPE:
    case GT_E_DTYPE:
    case GT_E_INDEX:
    case GT_E_OPERATION: return TSL_INVALID_ARGUMENT;
    case GT_E_OUT_OF_MEMORY: return TSL_RESOURCE_EXHAUSTED;
    case GT_E_UNSUPPORTED:
    case GT_E_MISSING_DTYPE: return TSL_UNIMPLEMENTED;
    case GT_E_FORKED: return TSL_FAILED_PRECONDITION;
    default: return TSL_INTERNAL;
    }
}

void report(TF_Status *to, gt_status status)
{
    if (status < 0)
        tf.TF_SetStatus(to, code_of(status), gt_last_error());
    else
        tf.TF_SetStatus(to, TSL_OK, "");
}
