"""The array: operators, views, what Python expects of objects, and conversions, against numpy."""

import copy
import ctypes
import gc
import operator
import pickle
import weakref

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp
from gputensor import binding, elementwise, reference

ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow]
COMPARISONS = [operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge]
BITS = [operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift]


def pair(dtype):
    rng = np.random.default_rng(3)
    return rng.integers(1, 9, (3, 4)).astype(dtype), rng.integers(1, 4, (3, 4)).astype(dtype)


def check(actual, expected, rtol=1e-6):
    assert isinstance(actual, gt.ndarray)
    if expected.dtype == np.float64 and actual.dtype == np.float32:  # integers divide to float32
        expected = expected.astype(np.float32)
    assert actual.dtype == expected.dtype and actual.shape == expected.shape
    np.testing.assert_allclose(
        gt.asnumpy(actual).astype("f8"), expected.astype("f8"), rtol=2e-3 if actual.dtype == np.float16 else rtol
    )


@pytest.mark.parametrize(
    "call, dtype",
    [(call, "float32") for call in ARITHMETIC + COMPARISONS]
    + [
        (operator.floordiv, "int32"),
        (operator.mod, "int32"),
        (operator.truediv, "int32"),
        (operator.add, "uint8"),
        (operator.lt, "uint8"),
    ],
    ids=lambda x: getattr(x, "__name__", x),
)
def test_operators(call, dtype):
    a, b = pair(dtype)
    x, y = gt.asarray(a), gt.asarray(b)
    check(call(x, y), call(a, b))
    check(call(x, 2), call(a, 2))
    if call in ARITHMETIC:
        check(call(3, x), call(a.dtype.type(3), a))
    if np.dtype(dtype).kind == "f":
        check(call(x, 1.5), call(a, 1.5))
        check(call(x, y[0]), call(a, b[0]))
        check(call(y[:, 1:2], x), call(b[:, 1:2], a))


@pytest.mark.parametrize("dtype", ["bool", "int32"])
@pytest.mark.parametrize("call", BITS, ids=lambda call: call.__name__)
def test_bits(call, dtype):
    a, b = pair(dtype)
    x, y = gt.asarray(a), gt.asarray(b)
    check(call(x, y), call(a, b))
    if dtype != "bool":
        check(call(x, 2), call(a, 2))
        check(call(5, y), call(a.dtype.type(5), b))


@pytest.mark.parametrize("name", ["iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow"])
def test_in_place(name):
    call = getattr(operator, name)
    for dtype in ("float32", "int32") if name in ("iadd", "imod") else ("float32",):
        a, b = pair(dtype)
        x, y = gt.asarray(a), gt.asarray(b)
        before, view = x, x[1]
        assert call(x, y) is before
        call(a, b)
        check(x, a)
        x, y = call(x, 2), y
        call(a, 2)
        check(x, a)
        check(view, a[1])  # a view sees it


@pytest.mark.parametrize("name", ["iand", "ior", "ixor", "ilshift", "irshift"])
def test_bits_in_place(name):
    call, (a, b) = getattr(operator, name), pair("int32")
    x = gt.asarray(a)
    call(x, gt.asarray(b))
    call(a, b)
    check(x, a)


def test_matmul_operator():
    a, b = pair("float32")
    x, y = gt.asarray(a), gt.asarray(b)
    check(x @ y.T, a @ b.T)
    z, c = x[:, :3], a[:, :3].copy()
    z @= gt.asarray(b[:, :3])
    c @= b[:, :3]
    check(z, c)


def test_matmul_options():
    a, b = pair("float32")
    x, y, c = gt.asarray(a), gt.asarray(b.T), np.arange(9, dtype=np.float32).reshape(3, 3)
    out = gt.asarray(c)
    check(gt.matmul(x, y, alpha=-2.0), -2 * (a @ b.T))
    check(gt.matmul(x, y, bias=out[0], activation="relu", alpha=-1.0), np.maximum(c[0] - a @ b.T, 0))
    assert gt.matmul(x, y, alpha=0.5, beta=3.0, out=out) is out
    check(out, 0.5 * (a @ b.T) + 3 * c)
    i, j = np.array([[100, 100]], np.int8), np.array([[2], [3]], np.int8)
    check(gt.matmul(gt.asarray(i), gt.asarray(j), dtype="int32"), np.array([[500]], np.int32))


def test_order_in_memory(same):
    """order= is honoured by copies, and where arrays are made "F" is refused."""
    a = np.arange(6, dtype="float32").reshape(2, 3)
    x = gt.asarray(a)
    for y in (x.copy(order="F"), np.copy(x, order="F")):
        same(y, a)
        assert y.T._contiguous and not y._contiguous
    same(cp.ones((2, 3), order="C"), np.ones((2, 3), np.float32))
    same(cp.array(a, order="K"), a)
    for make in (
        lambda: cp.zeros((2, 3), order="F"),
        lambda: cp.asarray(a, order="F"),
        lambda: np.empty_like(x, order="F"),
        lambda: np.full_like(x, 1, order="F"),
        lambda: np.zeros((2, 3), like=x, order="F"),
    ):
        with pytest.raises(NotImplementedError, match="order 'F'"):
            make()
    with pytest.raises(ValueError, match="order is"):
        cp.ones(2, order="X")
    for call in (x.sort, lambda order: np.partition(x, 1, order=order)):
        with pytest.raises(TypeError, match="order"):
            call(order="f")


def test_what_numpy_calls_otherwise():
    """Functions of gputensor, and arguments, that numpy lacks or names otherwise."""
    a, b = pair("float32")
    x, y = gt.asarray(a), gt.asarray(b)
    check(gt.vecdot(x, y), (a * b).sum(-1))
    check(gt.vecdot(x, y[0]), (a * b[0]).sum(-1))
    check(gt.vecdot(x, y, axis=0), (a * b).sum(0))
    check(gt.var(x, axis=0, correction=1), a.var(axis=0, ddof=1))
    check(gt.std(x, axis=0, correction=2), a.std(axis=0, ddof=2))
    check(gt.lerp(x, y, 0.25), a + 0.25 * (b - a))
    check(gt.fma(x, y, 2.0), a * b + 2)
    out = gt.zeros((2, 4))
    assert gt.take(x, [2, 0], axis=0, out=out) is out
    check(out, a[[2, 0]])
    points, step = gt.linspace(1, 3, 5, retstep=True)
    assert step == 0.5 and points.tolist() == [1, 1.5, 2, 2.5, 3]
    assert gt.isdtype("int8", ("bool", "integral")) and not gt.isdtype(gt.float32, "integral")
    assert gt.isclose(gt.asarray([np.nan, 1]), gt.asarray([1, np.nan]), equal_nan=True).tolist() == [False, False]
    assert gt.memory_info().used == gt.device().memory().used
    gt.set_default_device(gt.devices()[-1].id)
    try:
        assert gt.ones(1).device is gt.devices()[-1] is gt.device()
    finally:
        gt.set_default_device(None)


def test_in_place_keeps_what_it_is():
    x = gt.asarray([1, 2, 3])
    with pytest.raises(TypeError, match="add.*float32.*int64"):
        x += 0.5
    with pytest.raises(TypeError, match="divide"):
        x /= 2
    with pytest.raises(ValueError, match=r"add.*\(3,\).*\(2, 3\)"):
        x += gt.zeros((2, 3), dtype="int64")
    assert x.tolist() == [1, 2, 3]
    truth = gt.asarray([True, False])
    for call in (lambda: truth.__iadd__(1), lambda: truth.__ior__(2), lambda: truth.__imul__(gt.asarray([2, 2]))):
        with pytest.raises(TypeError, match="int64|bool"):
            call()
    truth |= True
    assert truth.dtype == bool and truth.tolist() == [True, True]


def test_unary():
    a, _ = pair("float32")
    x = gt.asarray(a - 4)
    check(-x, -(a - 4))
    check(abs(x), abs(a - 4))
    check(+x, a - 4)
    i = gt.asarray([1, -2])
    check(~i, ~np.array([1, -2]))
    with pytest.raises(TypeError, match="invert"):
        ~x
    with pytest.raises(TypeError):
        -gt.asarray([True])


def test_python_numbers_adapt_and_numpys_do_not():
    x = gt.asarray([1, 2], dtype="int8")
    assert (x + 1).dtype == np.int8 and (x + 1.0).dtype == np.float32 and (x + True).dtype == np.int8
    assert (x + np.int32(1)).dtype == np.int32 and (np.int32(1) + x).dtype == np.int32
    assert (gt.ones(2) + np.float64(1)).dtype == np.float64 if x.device.supports("float64") else True
    assert (gt.asarray([1.0], dtype="float16") * 2.0).dtype == np.float16
    with pytest.raises(OverflowError, match="300.*int8"):
        x + 300
    with pytest.raises(OverflowError):
        x + 2**70
    assert (x < 300).tolist() == [True, True] and (x == 2**70).tolist() == [False, False]
    big = gt.asarray([2**63 + 1], dtype="uint64")
    assert (big == 2**63 + 1).item() and (big + 1).item() == 2**63 + 2 and big.item() == 2**63 + 1


def test_foreign_operands():
    x = gt.ones(2)
    for bad in ("text", None, object(), [1, 2], {}):
        with pytest.raises(TypeError):
            x + bad
        with pytest.raises(TypeError):
            bad - x
        if bad is not None:
            assert (x == bad) is False and (x != bad) is True
    assert (x == None).tolist() == [False, False] and (None != x).tolist() == [True, True]  # noqa: E711
    with pytest.raises(TypeError):
        x < None

    class Other:
        def __radd__(self, left):
            return "radd"

    assert x + Other() == "radd"


def test_attributes():
    a = np.zeros((2, 3, 4), np.int16)
    x = gt.asarray(a)
    for name in ("shape", "ndim", "size", "itemsize", "nbytes", "dtype", "strides"):
        assert getattr(x, name) == getattr(a, name), name
    assert x.T.shape == (4, 3, 2) and x.mT.shape == (2, 4, 3) and x.T.strides == a.T.strides
    assert x[::-1].strides == a[::-1].strides
    assert x.device is gt.device() and x.flags.c_contiguous and not x.T.flags.c_contiguous
    assert x.T.flags.f_contiguous and x.flags["C_CONTIGUOUS"]
    with pytest.raises(AttributeError):
        x.shape = (1,)
    with pytest.raises(AttributeError):
        x.nothing
    with pytest.raises(TypeError):
        hash(x)
    with pytest.raises(ValueError, match="matrix_transpose"):
        gt.ones(3).mT


def test_lifetimes():
    x = gt.ones(3)
    view, seen = x[1:], weakref.ref(x)
    del x
    assert seen() is None and view.tolist() == [1, 1]


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 2), (7, 2, 3), (2000,), (40, 60), (3, 4, 500)])
@pytest.mark.parametrize("dtype", ["float32", "int64", "bool", "float16"])
def test_repr_and_str(shape, dtype):
    a = np.arange(int(np.prod(shape)), dtype=np.float64).reshape(shape) % 97 / 3
    a = np.asarray(a, dtype=dtype)
    x = gt.asarray(a)
    assert repr(x) == repr(a) and str(x) == str(a)


def test_format():
    assert f"{gt.asarray(1.5):.3f}" == "1.500" and f"{gt.asarray([1.5])}" == "[1.5]"


def test_pickle_and_copies():
    a, _ = pair("float32")
    x = gt.asarray(a)
    for made in (
        pickle.loads(pickle.dumps(x)),
        copy.copy(x),
        copy.deepcopy(x),
        x.copy(),
        pickle.loads(pickle.dumps(x.T)).T,
    ):
        check(made, a)
        made[...] = 0
    check(x, a)
    assert pickle.loads(pickle.dumps(x.device)) is x.device


def test_python_protocols():
    x = gt.asarray([[1, 2], [3, 4]])
    assert len(x) == 2 and [row.tolist() for row in x] == [[1, 2], [3, 4]] and 3 in x and 9 not in x
    assert x[1] in x and "text" not in x and None not in x
    for call in (len, list, iter):
        with pytest.raises(TypeError):
            call(gt.asarray(1))
    one = gt.asarray(3)
    assert int(one) == 3 and float(one) == 3.0 and complex(one) == 3 and bool(one) and [0, 1, 2, 3][one] == 3
    assert range(one) == range(3) and one.item() == 3 and isinstance(one.item(), int)
    assert x.item(3) == 4 and x.item(1, 0) == 3 and x.tolist() == [[1, 2], [3, 4]]
    assert x.tobytes() == np.array([[1, 2], [3, 4]]).tobytes()
    for call in (int, float, operator.index, lambda y: y.item()):
        with pytest.raises((TypeError, ValueError), match=r"\(2, 2\)|rank 0"):
            call(x)
    with pytest.raises(TypeError):
        operator.index(gt.asarray(1.0))
    with pytest.raises(ValueError, match="ambiguous"):
        bool(x)
    with pytest.raises(IndexError):
        x.item(4)


def test_methods_are_the_functions():
    a, _ = pair("float32")
    x = gt.asarray(a)
    for name, args in (
        ("sum", (0,)),
        ("prod", (1,)),
        ("mean", ()),
        ("var", (0,)),
        ("std", ()),
        ("max", (1,)),
        ("min", ()),
        ("argmax", (0,)),
        ("argmin", ()),
        ("all", ()),
        ("any", (1,)),
        ("reshape", (2, 6)),
        ("ravel", ()),
        ("flatten", ()),
        ("transpose", (1, 0)),
        ("squeeze", ()),
        ("swapaxes", (0, 1)),
        ("repeat", (2,)),
        ("clip", (2, 4)),
        ("dot", (a.T,)),
        ("astype", ("int32",)),
        ("copy", ()),
        ("conj", ()),
    ):
        ours = tuple(gt.asarray(arg) if isinstance(arg, np.ndarray) else arg for arg in args)
        check(getattr(x, name)(*ours), np.asarray(getattr(a, name)(*args)), rtol=1e-5)
    x.fill(3)
    assert x.sum().item() == 36
    x.set(a)
    check(x, a)
    check(x.view(), a)
    check(x.diagonal(1), a.diagonal(1))
    check(x.trace(), a.trace())
    check(x.compress([False, True, True], axis=0), a.compress([False, True, True], axis=0))
    check(x.flatten("F"), a.flatten("F"))
    check(x.ravel("F"), a.ravel("F"))
    check(x.argpartition(1), a.argsort(kind="stable"))
    check(gt.sort(x.ravel()).searchsorted(x), np.sort(a.ravel()).searchsorted(a))
    y, b = x.copy(), a.copy()
    y.put([1, 2], 7), b.put([1, 2], 7)
    check(y, b)
    y.partition(1), b.sort()
    check(y, b)
    assert x.real is x and x.__array_namespace__() is gt


def test_all_rows_are_functions():
    """Every row of the C library's tables is a function of gputensor, with a docstring that says what it computes."""
    for name, row in elementwise.OPERATIONS.items():
        call = getattr(gt, name)
        if name not in ("where", "clip", "round", "real", "imag", "angle"):
            assert row.meaning.split(";")[0] in call.__doc__
        with pytest.raises(TypeError):
            call()


def test_operations_of_four():
    a, b = pair("float32")
    x, y = gt.asarray(a), gt.asarray(b)
    check(gt.addcmul(x, x, y, 2.0), a + 2 * a * b)
    check(gt.addcdiv(x, x, y, x), a + a * a / b)
    out = gt.zeros((3, 4))
    assert gt.addcmul(x, x, y, 2.0, out=out) is out
    check(out, a + 2 * a * b)


def test_far_diagonals():
    assert gt.diagonal(gt.ones((3, 3)), 2**64).shape == (0,) and gt.eye(3, k=2**64).sum().item() == 0
    assert gt.diagonal(gt.ones((3, 3)), -(2**64)).shape == (0,) and gt.eye(3, k=-(2**64)).sum().item() == 0


@pytest.mark.skipif(reference.extension is None, reason="the extension's own")
def test_a_class_that_is_gone_leaves_its_address():
    """The extension knows the class of the last array by its address: no other class may come to lie there."""
    x, dst = gt.ones(3), ctypes.c_void_p()
    assert binding.lib.tensor_alias(ctypes.byref(dst), x._pointer) == 0
    sub = type("Sub", (gt.ndarray,), {"__slots__": ()})
    array = sub._wrap(dst.value, x.device)
    address = id(sub)
    del array, sub
    gc.collect()
    others = [type("Other", bases, {}) for bases in ((gt.ndarray,), ()) for _ in range(20)]
    assert address not in map(id, others)
    assert type(x + x) is gt.ndarray


def test_casts():
    a = np.array([0, 1.7, -1.7, 300, np.nan], np.float32)
    x = gt.asarray(a)
    assert x.astype("int32").tolist() == [0, 1, -1, 300, 0] and x.astype("int8").tolist() == [0, 1, -1, 127, 0]
    assert x.astype(bool).tolist() == [False, True, True, True, True]
    assert x.astype("float32", copy=False) is x and x.astype("float32") is not x
    with pytest.raises(TypeError, match="safe"):
        x.astype("int32", casting="safe")
    for bad in ("complex256", "U3", object, "datetime64[s]", "float128"):
        with pytest.raises(TypeError, match="no arrays of dtype"):
            x.astype(bad)


def test_from_any_memory():
    a = np.arange(6, dtype=np.int32).reshape(2, 3)
    for made in (a, a.T, a[:, ::-1], a.astype(">i4"), a.astype(">f4"), np.broadcast_to(a[0], (2, 3)), a[0, 1], a[:0]):
        assert gt.asarray(made, dtype="int32").tolist() == np.asarray(made).tolist()
        assert gt.asarray(made).dtype.isnative and gt.asarray(made).tolist() == np.asarray(made).tolist()
    x = gt.asarray(a)
    assert gt.asarray(x) is x and gt.asarray(x, copy=True) is not x and gt.asarray(x, dtype="int32", copy=False) is x
    copied = gt.asarray(x, copy=True)
    copied[...] = 0
    assert x.tolist() == a.tolist()
    mixed = gt.asarray([x[0], x[1] + 0.5], dtype="float16")
    assert mixed.dtype == np.float16 and mixed.tolist() == [[0, 1, 2], [3.5, 4.5, 5.5]]
    with pytest.raises(ValueError):
        x.set(a[:, :2])
    with pytest.raises(ValueError, match="copy=False"):
        gt.asarray(x, dtype="int8", copy=False)


def test_bfloat16():
    pytest.importorskip("ml_dtypes")
    x = gt.asarray([1.0, 2.5, 1e-3], dtype="bfloat16")
    assert x.dtype == gt.bfloat16 and x.itemsize == 2 and (x + x).dtype == gt.bfloat16
    assert (x + gt.ones(3, dtype="float16")).dtype == np.float32
    assert gt.asnumpy(x).dtype == gt.bfloat16 and (x + x).astype("float32").tolist()[:2] == [2, 5]
    assert gt.asarray(gt.asnumpy(x)).dtype == gt.bfloat16


def test_views_as_other_dtypes(same):
    a = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    x = gt.asarray(a)
    for dtype in ("int32", "float32", "uint8", "int64", "complex64"):
        same(x.view(dtype), a.view(dtype))
        same(x[1:, :, :2].view(dtype), a[1:, :, :2].view(dtype))
    same(x[:, ::-2].view("uint16"), a[:, ::-2].view("uint16"))
    same(x.T.view("int32"), a.T.view("int32"))
    same(gt.asarray(a[0, 0]).view(np.int8)[4:].view("float32"), a[0, 0, 1:])
    for wrong, dtype in ((x.T, "int8"), (x[:, :, :3], "int64"), (x[:, :, 1:3], "int64"), (gt.asarray(1.0), "int8")):
        with pytest.raises(ValueError, match="view"):
            wrong.view(dtype)
    y = x.copy()
    y.view("uint32")[...] = 0
    same(y, np.zeros_like(a))
