/* Random numbers into a tensor, and random orders. */
#include "torch.h"

/* draw(dst, distribution, seed, location, scale, low, range, probability, probabilities): gt_random into a tensor;
 * probabilities is a tensor or None. */
PyObject *draw(PyObject *module, PyObject *args)
{
    PyObject *object, *chances, *out = NULL;
    unsigned long long seed, range;
    long long low;
    int distribution;
    dl_tensor t, p;
    call c = {.n_owned = 0};
    gt_random_opts opts = {.size = sizeof opts};
    (void)module;
    if (!PyArg_ParseTuple(args, "OiKddLKdO", &object, &distribution, &seed, &opts.location, &opts.scale, &low, &range,
                          &opts.probability, &chances))
        return NULL;
    opts.seed = seed, opts.low = low, opts.range = range;
    gt_tensor *dst = read_tensor(object, &t) == 0 && check_writable(&t) == 0 ? tensor_at(&c, &t) : NULL;
    if (dst && chances != Py_None) opts.probabilities = read_tensor(chances, &p) == 0 ? tensor_at(&c, &p) : NULL;
    if (dst && (chances == Py_None || opts.probabilities)) {
        gt_status s = gt_random(torch.queue, &dst, dtype_of(&t), t.rank, t.shape, distribution, &opts);
        if (s < 0 && check(&c, s) < 0 && c.unsupported) PyErr_SetString(PyExc_RuntimeError, gt_last_error());
        if (s == GT_OK) out = new_ref(Py_None);
    } else if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_RuntimeError, "random numbers: " TWO_DEVICES);
    }
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    return out;
}

/* shuffled(dst, seed): the numbers below the length of dst, in a random order. */
PyObject *shuffled(PyObject *module, PyObject *args)
{
    PyObject *object, *out = NULL;
    unsigned long long seed;
    dl_tensor t;
    call c = {.n_owned = 0};
    gt_random_opts opts = {.size = sizeof opts};
    (void)module;
    if (!PyArg_ParseTuple(args, "OK", &object, &seed)) return NULL;
    opts.seed = seed;
    gt_tensor *dst = read_tensor(object, &t) == 0 && check_writable(&t) == 0 ? tensor_at(&c, &t) : NULL;
    if (dst) {
        gt_status s = gt_permutation(torch.queue, &dst, NULL, t.rank > 0 ? t.shape[0] : 0, 0, &opts);
        if (s < 0 && check(&c, s) < 0 && c.unsupported) PyErr_SetString(PyExc_RuntimeError, gt_last_error());
        if (s == GT_OK) out = new_ref(Py_None);
    } else if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_RuntimeError,
                        "randperm: a tensor of another device, or of a dtype that the device lacks");
    }
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    return out;
}
