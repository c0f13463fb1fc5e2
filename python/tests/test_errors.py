"""Bad input: the exception that a user of numpy expects, with operation, shapes, dtypes, device; nothing lost."""

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp

X = gt.asarray(np.arange(6, dtype=np.float32).reshape(2, 3))
DEVICE = X.device.id


@pytest.fixture(autouse=True, scope="module")
def fresh():
    """Made anew: another file may have released the device."""
    globals()["X"] = gt.asarray(np.arange(6, dtype=np.float32).reshape(2, 3))


@pytest.fixture(autouse=True)
def nothing_is_lost():
    used = gt.memory_info().used
    yield
    assert gt.asnumpy(X).tolist() == [[0, 1, 2], [3, 4, 5]]
    gt.synchronize()
    assert gt.memory_info().used <= used + 4096


WRONG = [
    (lambda: X + gt.ones(4), ValueError, [r"add", r"\(2, 3\)", r"\(4,\)", "float32", DEVICE]),
    (lambda: gt.where(X > 0, X, gt.ones(4)), ValueError, ["where", r"\(4,\)", DEVICE]),
    (lambda: X @ X, ValueError, ["matmul", r"\(2, 3\)", DEVICE]),
    (lambda: X @ 2, ValueError, ["matmul"]),
    (lambda: 2 @ X, ValueError, ["matmul"]),
    (lambda: X @ gt.ones(()), ValueError, ["matmul"]),
    (lambda: gt.ones(3, "uint64") + gt.ones(3, "int64"), TypeError, ["add", "uint64", "int64", DEVICE]),
    (lambda: gt.asarray([True]) @ gt.asarray([True]), TypeError, ["matmul", "bool", DEVICE]),
    (lambda: gt.exp(X, X), TypeError, ["exp", "1 positional"]),
    (lambda: gt.add(X), TypeError, ["add", "1 required positional"]),
    (lambda: gt.exp([1, 2]), TypeError, ["list"]),
    (lambda: gt.sum([1, 2]), TypeError, ["sum", "list"]),
    (lambda: X.sum(2), ValueError, ["axis 2", "dimension 2"]),
    (lambda: X.sum(-3), IndexError, ["axis -3"]),
    (lambda: X.sum((0, 0)), ValueError, ["twice"]),
    (lambda: X.sum(0.5), TypeError, ["float"]),
    (lambda: X.max(axis=1, out=gt.ones(3)), ValueError, ["max", r"\(3,\)", DEVICE]),
    (lambda: X.sum(out=gt.ones((), "int32")), TypeError, ["sum", "float32", "int32"]),
    (lambda: gt.ones((0, 3)).max(), ValueError, ["max", r"\(0, 3\)"]),
    (lambda: gt.ones((0, 3)).argmax(axis=0), ValueError, ["argmax"]),
    (lambda: X.mean(dtype="int32"), TypeError, ["mean", "float32"]),
    (lambda: X.argmax(out=gt.ones((), "uint8")), TypeError, ["argmax", "int64", "uint8"]),
    (lambda: X.argmax(out=np.zeros((), "int64")), gt.ImplicitTransferError, ["argmax", "out"]),
    (lambda: X.sum(out=np.zeros((), "float32")), gt.ImplicitTransferError, ["sum", "out"]),
    (lambda: X.reshape(4, 2), ValueError, ["reshape", r"\(2, 3\)", DEVICE]),
    (lambda: X.reshape(-1, -1), ValueError, ["reshape"]),
    (lambda: X.reshape((1,) * 33), ValueError, ["33 axes"]),
    (lambda: X.T.reshape(6) if False else gt.reshape(X.T, (6,), copy=False), ValueError, ["reshape", "copy"]),
    (lambda: X.transpose(0, 0), ValueError, [r"permute_dims", r"\(0, 0\)"]),
    (lambda: X.transpose(0), ValueError, ["permute_dims"]),
    (lambda: X.squeeze(0), ValueError, ["squeeze", r"\(2, 3\)"]),
    (lambda: gt.broadcast_to(X, (3, 2)), ValueError, ["broadcast_to", r"\(2, 3\)", r"\(3, 2\)"]),
    (lambda: gt.expand_dims(X, 5), ValueError, ["axis 5"]),
    (lambda: gt.concat([]), ValueError, ["concat"]),
    (lambda: gt.concat([X, gt.ones((3, 3))], axis=1), ValueError, [r"\(2, 3\)", r"\(3, 3\)"]),
    (lambda: gt.concat([gt.ones(())]), ValueError, ["rank 0"]),
    (lambda: gt.stack([X, gt.ones(3)]), ValueError, [r"\(3,\)"]),
    (lambda: gt.split(X, 2, axis=1), ValueError, ["3 elements"]),
    (lambda: gt.roll(X, (1, 2, 3), axis=(0, 1)), ValueError, ["roll"]),
    (lambda: gt.repeat(X, -1), ValueError, ["repeat"]),
    (lambda: gt.repeat(X, [1, 2], axis=1), ValueError, ["repeat", "(2,)"]),
    (lambda: gt.repeat(X, [1.5, 2]), TypeError, ["repeat", "float64"]),
    (lambda: gt.pad(X, 1, "mirror"), NotImplementedError, ["pad", "mirror", "linear_ramp"]),
    (lambda: gt.pad(X, 1.5), TypeError, ["pad", "float64"]),
    (lambda: gt.sliding_window_view(X, (3, 100)), ValueError, ["sliding_window_view"]),
    (lambda: gt.sliding_window_view(X, 2), ValueError, ["sliding_window_view"]),
    (lambda: gt.sliding_window_view(X, 2, axis=0, step=0), ValueError, ["sliding_window_view"]),
    (lambda: gt.pad(X, -1), ValueError, ["pad"]),
    (lambda: gt.zeros(-1), ValueError, ["-1"]),
    (lambda: gt.zeros("text"), TypeError, ["str"]),
    (lambda: gt.zeros((2**40, 2**40)), ValueError, ["too many bytes"]),
    (lambda: gt.zeros(3, dtype="complex256"), TypeError, ["complex256"]),
    (lambda: gt.zeros(3, dtype="no such"), TypeError, ["no such"]),
    (lambda: gt.asarray([1j]).astype("float32"), TypeError, ["complex64"]),
    (lambda: gt.asarray([1j]) < 2, TypeError, ["no order"]),
    (lambda: gt.maximum(gt.asarray([1j]), 1), TypeError, ["complex64"]),
    (lambda: gt.histogram(gt.asarray([1j]), [0.0, 1.0]), TypeError, ["complex64"]),
    (lambda: gt.asarray(["a"]), TypeError, ["str|U1"]),
    (lambda: gt.asarray(object()), TypeError, ["object"]),
    (lambda: gt.asarray([[1, 2], [3]]), ValueError, ["inhomogeneous|sequence"]),
    (lambda: gt.asarray(np.zeros(3), copy=False), ValueError, ["copy=False"]),
    (lambda: gt.full(3, 300, dtype="int8"), OverflowError, ["300", "int8"]),
    (lambda: gt.full(3, "x"), TypeError, ["full", "str"]),
    (lambda: gt.arange(0, 1, 0), ValueError, ["step"]),
    (lambda: gt.arange(3, dtype=bool), TypeError, ["arange", "bool"]),
    (lambda: gt.linspace(0, 1, -1), ValueError, ["negative|-1"]),
    (lambda: gt.eye(-1), ValueError, ["eye"]),
    (lambda: cp.ElementwiseKernel(None, "T y", "y = 1"), TypeError, ["NoneType"]),
    (lambda: gt.eye(3, k=1.5), TypeError, ["float"]),
    (lambda: gt.zeros(2**64 + 2), ValueError, [str(2**64 + 2)]),
    (lambda: X.reshape(2**64 + 6), ValueError, [str(2**64 + 6)]),
    (lambda: gt.broadcast_to(X, (2**64, 2, 3)), ValueError, [str(2**64)]),
    (lambda: gt.arange(2**64 + 3), (ValueError, MemoryError), ["arange"]),
    (lambda: gt.asarray([300], dtype="int8"), OverflowError, ["300", "int8"]),
    (lambda: gt.asarray(-1, dtype="uint8"), OverflowError, ["-1", "uint8"]),
    (lambda: gt.asarray([1e30], dtype="int32"), OverflowError, ["int32"]),
    (lambda: gt.asarray([np.nan], dtype="int32"), ValueError, ["NaN", "int32"]),
    (lambda: gt.where(X > 0, X), ValueError, ["where", "both"]),
    (lambda: gt.tensordot(X, X, axes=((2,), (0,))), IndexError, ["axis 2"]),
    (lambda: gt.tensordot(X, X, axes=-1), ValueError, ["tensordot"]),
    (lambda: gt.average(X, weights=[1, 2]), TypeError, ["average", "list"]),
    (lambda: gt.device("gpu:99"), gt.DeviceError, ["gpu:99"]),
    (lambda: gt.device(99), gt.DeviceError, ["99"]),
    (lambda: gt.device(1.5), TypeError, ["float"]),
    (lambda: gt.zeros(3, device="no such device"), gt.DeviceError, ["no such device"]),
    (lambda: X.to_device("no such device"), gt.DeviceError, ["no such device"]),
    (lambda: gt.load("/no/such/file.npy"), FileNotFoundError, ["/no/such/file.npy"]),
    (lambda: gt.load(__file__), ValueError, ["npy"]),
    (lambda: gt.save("/no/such/folder/x.npy", X), OSError, ["/no/such/folder"]),
    (lambda: gt.matmul(X, X.T, activation="no"), ValueError, ["no"]),
    (lambda: gt.matmul(X, X.T, beta=1.0), ValueError, ["beta"]),
    (lambda: gt.matmul(X, X.T, bias=gt.ones(5)), ValueError, ["bias"]),
    (lambda: gt.isdtype("float32", "no kind"), ValueError, ["no kind"]),
    (lambda: gt.result_type("uint64", "int8"), TypeError, ["uint64"]),
    (lambda: gt.config(no_such=1), TypeError, ["no_such"]),
    (lambda: gt.asnumpy(X, out=np.zeros(6, np.float32)), ValueError, [r"\(2, 3\)"]),
    (lambda: gt.Event().wait(), ValueError, ["record"]),
    (lambda: gt.clip(X, "a", 2), TypeError, ["str"]),
    (lambda: X.clip(gt.ones(2), 3), ValueError, ["clip", r"\(2,\)"]),
    (lambda: cp.get_default_memory_pool().set_limit(), ValueError, ["fraction"]),
    (lambda: cp.get_default_memory_pool().set_limit(fraction=2), ValueError, ["2"]),
    (lambda: X.round(1, out=gt.ones(2)), ValueError, [r"\(2,\)"]),
]


@pytest.mark.parametrize("call, error, texts", WRONG, ids=range(len(WRONG)))
def test_wrong(call, error, texts):
    with pytest.raises(error) as caught:
        call()
    import re

    for text in texts:
        assert re.search(text, str(caught.value)), f"{text!r} is not in {caught.value}"


LEFT = {  # what functions want behind the array; None: more arrays
    **dict.fromkeys("dot inner matmul outer tensordot vdot vecdot add where isclose array_equal append".split(), None),
    **dict.fromkeys("expand_dims flip permute_dims rot90 atleast_1d atleast_2d atleast_3d ravel squeeze".split(), ()),
    **dict.fromkeys("transpose fliplr flipud diagonal diag trace tril triu matrix_transpose nonzero".split(), ()),
    **dict.fromkeys("argwhere flatnonzero diff unstack broadcast_arrays sum prod max min all any mean".split(), ()),
    **dict.fromkeys("var std ptp argmax argmin average count_nonzero cumsum nansum nanprod nanmax nanmin".split(), ()),
    **dict.fromkeys("nanmean softmax log_softmax exp round".split(), ()),
    **{"rollaxis": (0,), "moveaxis": (0, 1), "swapaxes": (0, 1), "roll": (1,), "tile": (2,), "repeat": (2,)},
    **{"pad": (1,), "reshape": (4,), "broadcast_to": ((2, 2, 2),), "array_split": (2,), "split": (2,), "clip": (0, 1)},
    **{"take": ([0],), "take_along_axis": ([[0], [0]],), "put_along_axis": ([[0], [0]], 1, 1)},
}


@pytest.mark.parametrize("name", sorted(LEFT))
def test_no_array_of_the_device(name):
    """Arrays of the host and lists are refused by name, whatever is done with them."""
    call, left = getattr(gt, name), LEFT[name]
    behind = (gt.ones((2, 2)),) * (1 + (name == "where")) if left is None else left
    for wrong, error in (
        (np.ones((2, 2), np.float32), gt.ImplicitTransferError),
        ([[1.0, 2.0]], TypeError),
        (None, TypeError),
    ):
        with pytest.raises(error, match="gputensor|operand"):
            call(wrong, *behind)
    if hasattr(cp, name):
        with pytest.raises(gt.ImplicitTransferError):
            getattr(cp, name)(np.ones((2, 2), np.float32), *behind)
    for error, wrong in ((TypeError, lambda: gt.from_dlpack([1])), (TypeError, lambda: gt.asnumpy(X, out=[1]))):
        with pytest.raises(error, match="from_dlpack|asnumpy"):
            wrong()


@pytest.mark.parametrize("name", ["abs", "absolute", "copy", "nan_to_num", "shape", "ndim", "size"])
def test_no_array_for_cupys_names(name):
    for wrong in (np.ones(2), [1.0], None):
        with pytest.raises(TypeError, match=f"{name}|absolute"):
            getattr(cp, name)(wrong)


def test_limit_of_memory():
    gt.empty_cache()
    device = X.device
    device.set_limit(gt.memory_info().used + 2**20)
    try:
        with pytest.raises(MemoryError, match=r"zeros.*float32 \(1000000,\).*" + DEVICE):
            gt.zeros(10**6)
        with pytest.raises(MemoryError):
            gt.asarray(np.zeros(10**6, np.float32))
        small = gt.zeros(1000)
        with pytest.raises(MemoryError, match="add"):
            gt.broadcast_to(small, (1000, 1000)) + 1
        assert gt.memory_info().limit > 0
    finally:
        device.set_limit(0)
    assert gt.zeros(10**6).size == 10**6
    with pytest.raises(MemoryError, match="largest"):
        gt.empty(X.device.max_alloc_bytes // 4 + 1)


def test_released_device():
    """What was made before release() can be copied to the host, and nothing else."""
    old = gt.asarray([1, 2, 3])
    host = gt.asnumpy(X)
    X.device.release()
    new = gt.asarray([1, 2, 3])
    assert gt.asnumpy(old).tolist() == [1, 2, 3] and old.shape == (3,)
    for call in (
        lambda: old + new,
        lambda: new + old,
        lambda: old + 1,
        lambda: -old,
        lambda: old.sum(),
        lambda: old @ old,
        lambda: old.copy(),
    ):
        with pytest.raises(ValueError, match="context"):
            call()
    globals()["X"] = gt.asarray(host)


def test_closed_stream():
    stream = gt.Stream()
    with stream:
        stream.wait_for(X.device.stream.record())
        y = X + 1
    stream.wait()
    stream.close()
    with pytest.raises(ValueError, match="closed"):
        with stream:
            pass
    assert y.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_a_device_without_float64():
    """As such a device answers: TypeError that names the dtype, and no silent narrowing."""
    from gputensor import binding, errors

    assert errors.EXCEPTIONS[binding.E_MISSING_DTYPE] is TypeError
    if X.device.supports("float64"):
        assert gt.asarray(np.ones(2)).dtype == np.float64
    else:
        for call in (lambda: gt.asarray(np.ones(2)), lambda: X.astype("float64"), lambda: X + np.float64(1)):
            with pytest.raises(TypeError, match="float64"):
                call()


def test_every_status_is_an_exception():
    import ctypes

    from gputensor import binding, errors

    value, index = ctypes.c_int32(), 0
    while binding.lib.enum_at(binding.KIND_STATUS, index, ctypes.byref(value)):
        index += 1
        if value.value < 0:
            assert issubclass(errors.EXCEPTIONS[value.value], Exception)
    assert index > 15


def test_timeout_of_an_event():
    big = gt.ones((400, 400))
    for _ in range(20):
        big = big @ big * 1e-4
    event = gt.current_stream().record()
    if not event.done:
        with pytest.raises(TimeoutError):
            event.wait(0)
    event.wait()
    assert event.done


def test_softmax_of_what_is_none():
    for call, error, text in (
        (lambda: gt.softmax(X, axis=2), ValueError, "axis 2"),
        (lambda: gt.softmax(X, dtype="int32"), TypeError, "softmax"),
        (lambda: gt.log_softmax([1.0]), TypeError, "log_softmax"),
    ):
        with pytest.raises(error, match=text):
            call()
    y = gt.asnumpy(gt.softmax(X, axis=0))
    assert np.allclose(y.sum(axis=0), 1) and np.allclose(np.log(y), gt.asnumpy(gt.log_softmax(X, axis=0)), atol=1e-5)
