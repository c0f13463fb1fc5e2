"""DLPack: with numpy, with itself, and what is refused."""

import ctypes
import gc
import threading

import numpy as np
import pytest

import gputensor as gt
from gputensor import binding


class Producer:
    """An array of the host that knows DLPack in one of its versions."""

    def __init__(self, array, old):
        self.array, self.old = array, old

    def __dlpack_device__(self):
        return (1, 0)

    def __dlpack__(self, **wishes):
        if self.old and wishes:
            raise TypeError("no keywords")
        return self.array.__dlpack__(**({} if self.old else {"max_version": wishes["max_version"]}))


@pytest.mark.parametrize("dtype", ["float32", "int64", "uint8", "float16"])
@pytest.mark.parametrize("old", [True, False])
def test_from_the_host(dtype, old, same):
    a = np.arange(12).reshape(3, 4).astype(dtype)
    if not old:
        try:
            a.__dlpack__(max_version=(1, 1))
        except TypeError:
            old = True  # numpy < 2.1
    for array in (a, a.T, a[::-1, 1:], a[:0]):
        x = gt.from_dlpack(Producer(array, old))
        same(x, array)
        same(gt.asarray(Producer(array, old)), array)
    with pytest.raises(BufferError):
        gt.from_dlpack(Producer(a, old), copy=False)


def test_to_the_host():
    x = gt.asarray(np.arange(6, dtype=np.float32).reshape(2, 3))

    class Host:
        """What numpy >= 2.1 asks for with device="cpu"."""

        def __dlpack_device__(self):
            return (1, 0)

        def __dlpack__(self, **wishes):
            wishes.pop("stream", None)
            wishes["dl_device"] = (1, 0)
            return x.T.__dlpack__(**wishes)

    assert np.from_dlpack(Host()).tolist() == [[0, 3], [1, 4], [2, 5]]
    if np.lib.NumpyVersion(np.__version__) >= "2.1.0":
        assert np.from_dlpack(x, device="cpu").tolist() == x.tolist()
    with pytest.raises((BufferError, RuntimeError)):
        np.from_dlpack(x)
    with pytest.raises(BufferError):
        x.__dlpack__(dl_device=(1, 0), copy=False)


class Pass:
    """Another library of OpenCL, which hands on what it was given."""

    def __init__(self, x, **wishes):
        self.x, self.wishes = x, wishes

    def __dlpack_device__(self):
        return self.x.__dlpack_device__()

    def __dlpack__(self, **wishes):
        return self.x.__dlpack__(**(self.wishes or wishes))


@pytest.mark.parametrize("wishes", [{}, {"max_version": None}, {"max_version": (1, 0)}])
def test_memory_is_shared(wishes):
    x = gt.zeros((3, 4))
    assert x.__dlpack_device__() == (4, x.device.number)
    y = gt.from_dlpack(Pass(x[1:, ::2], **wishes))
    y[...] = 1
    assert x.tolist() == [[0, 0, 0, 0], [1, 0, 1, 0], [1, 0, 1, 0]]
    copied = gt.from_dlpack(Pass(x), copy=True)
    copied[...] = 5
    gt.asarray(Pass(x), copy=True)[...] = 5
    assert x[0, 0].item() == 0 and gt.from_dlpack(x) is x
    gt.asarray(Pass(x), copy=False)[0, 0] = 7
    assert x[0, 0].item() == 7
    with pytest.raises(ValueError, match="another dtype"):
        gt.asarray(Pass(x), dtype="int32", copy=False)
    with pytest.raises(ValueError):
        gt.asarray(Producer(np.ones(2, np.float32), True), copy=False)


def test_nothing_is_lost():
    gt.synchronize()
    used = gt.memory_info().used
    for _ in range(10):
        x = gt.ones(10000)
        capsule = x.__dlpack__()
        del x
        del capsule  # never taken: the capsule gives it back
        y = gt.from_dlpack(Pass(gt.ones(10000)))
        thread = threading.Thread(target=y.__dlpack__(max_version=(1, 0)).__repr__)
        thread.start()
        thread.join()
        del y, thread
    gc.collect()
    gt.synchronize()
    assert gt.memory_info().used <= used + 1024


@pytest.mark.parametrize("wishes", [{}, {"max_version": (1, 0)}], ids=["legacy", "versioned"])
def test_given_back_by_who_leaves_the_name(wishes):
    """As PyTorch does with devices that it does not know."""
    gt.synchronize()
    used = gt.memory_info().used
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    for _ in range(100):
        capsule = gt.ones(10000).__dlpack__(**wishes)
        managed = get(capsule, b"dltensor_versioned" if wishes else b"dltensor")
        # The deleter stands behind shape, strides and offset of the tensor and the manager, or behind the manager.
        at = managed + (16 if wishes else 56)
        deleter = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(ctypes.c_void_p.from_address(at).value)
        deleter(managed)
        deleter(managed)
        del capsule
    gt.synchronize()
    assert gt.memory_info().used <= used + 1024


def test_refused(same):
    x = gt.ones(3)
    with pytest.raises(ValueError, match="stream"):
        x.__dlpack__(stream=1)
    for device in ((2, 0), (4, 99)):
        with pytest.raises(BufferError, match="device"):
            x.__dlpack__(dl_device=device)

    class Cuda:
        def __dlpack_device__(self):
            return (2, 0)

    with pytest.raises(BufferError, match="type 2"):
        gt.from_dlpack(Cuda())
    if gt.device().supports("complex128"):
        same(gt.from_dlpack(Producer(np.ones(3, np.complex128), True)), np.ones(3, np.complex128))
    assert binding.DLPACK_LEGACY == 1
