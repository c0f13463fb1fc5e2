/* What every OpenCL layer begins with. Included once, by the source that is the layer, which defines LAYER_NAME before,
 * and clInitLayer, which calls layer_open first. */
#ifndef LAYER_H
#define LAYER_H
#include <CL/cl.h>
#include <CL/cl_layer.h>
#include <string.h>

#define LAYER_EXPORT __attribute__((visibility("default")))

static const cl_icd_dispatch *driver; /* the next layer, or the loader */
static cl_icd_dispatch layer;         /* what the layer hands out: the driver's functions, or its own */

/* As OpenCL answers questions. */
static cl_int answer(const void *from, size_t bytes, size_t size, void *value, size_t *size_ret)
{
    if (value && size < bytes) return CL_INVALID_VALUE;
    if (value) memcpy(value, from, bytes);
    if (size_ret) *size_ret = bytes;
    return CL_SUCCESS;
}

LAYER_EXPORT cl_int CL_API_CALL clGetLayerInfo(cl_layer_info what, size_t size, void *value, size_t *size_ret)
{
    static const cl_layer_api_version version = CL_LAYER_API_VERSION_100;
    static const char name[] = LAYER_NAME;
    if (what == CL_LAYER_API_VERSION) return answer(&version, sizeof version, size, value, size_ret);
    if (what == CL_LAYER_NAME) return answer(name, sizeof name, size, value, size_ret);
    return CL_INVALID_VALUE;
}

/* Takes over the driver's functions, and gives those of the layer, which the caller then replaces. */
static cl_int layer_open(cl_uint n, const cl_icd_dispatch *target, cl_uint *n_ret, const cl_icd_dispatch **layer_ret)
{
    const cl_uint known = sizeof layer / sizeof(void *);
    if (!target || !n_ret || !layer_ret) return CL_INVALID_VALUE;
    *n_ret = n < known ? n : known;
    driver = target;
    memcpy(&layer, target, *n_ret * sizeof(void *));
    *layer_ret = &layer;
    return CL_SUCCESS;
}
#endif
