/* dlpack.c: capsules of DLPack, whose destructor gives the tensor back if nobody has taken it out. */
#include "core.h"
#include <gputensor/dlpack.h>
#include <stdatomic.h>

/* What a capsule hands over, held by the capsule and by its consumer. Some consumers give back what they refuse, and
 * leave the capsule its name as if they had not: only the first of both gives the tensor back. */
typedef struct handed {
    union {
        gt_dl_versioned versioned;
        gt_dl_managed legacy;
    } as; /* first: its address is what is handed over */
    void *made;
    int is_legacy;
    atomic_int given_back, holders;
} handed;

static const char *const names[] = {"dltensor_versioned", "dltensor"};

static void drop(handed *h)
{
    if (atomic_fetch_sub(&h->holders, 1) == 1) free(h);
}

static void delete_made(void *made, int is_legacy)
{
    if (is_legacy)
        ((gt_dl_managed *)made)->deleter(made);
    else
        ((gt_dl_versioned *)made)->deleter(made);
}

static void give_back(handed *h)
{
    if (atomic_exchange(&h->given_back, 1)) return;
    delete_made(h->made, h->is_legacy);
    drop(h);
}

static void delete_versioned(gt_dl_versioned *self)
{
    give_back((handed *)(void *)self);
}

static void delete_legacy(gt_dl_managed *self)
{
    give_back((handed *)(void *)self);
}

static void end(PyObject *capsule)
{
    const char *name = PyCapsule_GetName(capsule);
    handed *h = PyCapsule_GetPointer(capsule, name);
    if (strcmp(name, names[h->is_legacy]) == 0) give_back(h); /* taken out, it has another name */
    drop(h);
}

static handed *hand_over(void *made, int is_legacy)
{
    handed *h = calloc(1, sizeof *h);
    if (h == NULL) {
        delete_made(made, is_legacy);
        return NULL;
    }
    if (is_legacy) {
        h->as.legacy = *(gt_dl_managed *)made;
        h->as.legacy.deleter = delete_legacy;
    } else {
        h->as.versioned = *(gt_dl_versioned *)made;
        h->as.versioned.deleter = delete_versioned;
    }
    h->made = made;
    h->is_legacy = is_legacy;
    atomic_init(&h->holders, 2);
    return h;
}

/* dlpack_capsule(address, legacy): a capsule with what gt_to_dlpack has made. */
PyObject *gt__dlpack_capsule(PyObject *module, PyObject *args)
{
    (void)module;
    unsigned long long address;
    int is_legacy;
    if (!PyArg_ParseTuple(args, "Kp", &address, &is_legacy)) return NULL;
    handed *h = hand_over((void *)(uintptr_t)address, is_legacy);
    if (h == NULL) return PyErr_NoMemory();
    PyObject *capsule = PyCapsule_New(h, names[is_legacy], end);
    if (capsule == NULL) {
        give_back(h);
        drop(h);
    }
    return capsule;
}
