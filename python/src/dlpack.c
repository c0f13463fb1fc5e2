/* dlpack.c: capsules of DLPack, whose destructor gives the tensor back if nobody has taken it out. */
#include "core.h"
#include <gputensor/dlpack.h>

static void versioned(PyObject *capsule)
{
    if (!PyCapsule_IsValid(capsule, "dltensor_versioned")) return; /* taken out: the capsule has another name */
    gt_dl_versioned *managed = PyCapsule_GetPointer(capsule, "dltensor_versioned");
    if (managed->deleter != NULL) managed->deleter(managed);
}

static void legacy(PyObject *capsule)
{
    if (!PyCapsule_IsValid(capsule, "dltensor")) return;
    gt_dl_managed *managed = PyCapsule_GetPointer(capsule, "dltensor");
    if (managed->deleter != NULL) managed->deleter(managed);
}

/* dlpack_capsule(address, legacy): a capsule with what gt_to_dlpack has made. */
PyObject *gt__dlpack_capsule(PyObject *module, PyObject *args)
{
    (void)module;
    unsigned long long address;
    int is_legacy;
    if (!PyArg_ParseTuple(args, "Kp", &address, &is_legacy)) return NULL;
    void *managed = (void *)(uintptr_t)address;
    return is_legacy ? PyCapsule_New(managed, "dltensor", legacy)
                     : PyCapsule_New(managed, "dltensor_versioned", versioned);
}
