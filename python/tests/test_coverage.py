"""Every name that is supported, of numpy's two protocols and of gputensor.cupy, stands in coverage.txt, and is compared
with numpy; every other name says so itself."""

import pathlib
import warnings
from types import SimpleNamespace

import cases
import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp
from gputensor import protocols

# What has tests of its own elsewhere: objects of gputensor.cupy that numpy does not have.
OWN = set(
    "ElementwiseKernel RawKernel ReductionKernel cuda asnumpy get_array_module get_default_memory_pool "
    "is_available load ndarray show_config".split()
)
FILE = pathlib.Path(__file__).with_name("coverage.txt")
CUPY = {**cases.UFUNCS, **cases.FUNCTIONS, **cases.CUPY}


def supported():
    names = [f"ufunc {name}" for name in (*protocols.UFUNCS, "matmul", "divmod")]
    names += [f"function {name}" for name in protocols.FUNCTIONS] + [f"like {name}" for name in protocols.LIKE]
    return sorted(names + [f"cupy {name}" for name in cp.__all__])


def test_the_list_is_the_truth():
    listed = [line for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    assert listed == supported(), "write it anew: python -m pytest python/tests/test_coverage.py --write-coverage"


def arrays(make):
    return SimpleNamespace(**{name: make(x) for name, x in vars(cases.arrays()).items()})


HOST = arrays(np.asarray)


@pytest.fixture(scope="module")
def on_device():
    return arrays(gt.asarray)


def compare(actual, expected):
    if isinstance(expected, (tuple, list)) and expected and isinstance(expected[0], np.ndarray):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected):
            compare(one, other)
    elif isinstance(expected, (np.ndarray, np.generic)) and not isinstance(actual, (bool, int, float, str)):
        assert isinstance(actual, gt.ndarray), type(actual)
        assert actual.shape == expected.shape
        if expected.dtype != np.float64:  # integers become float32 here
            assert actual.dtype == expected.dtype
        np.testing.assert_allclose(
            gt.asnumpy(actual), expected, rtol=1e-3 if expected.dtype == np.float16 else 5e-6, atol=2e-6
        )
    else:
        assert actual == expected


def of(table, names):
    return [pytest.param(case, id=f"{name}-{i}") for name in names for i, case in enumerate(table[name])]


def expected_of(case):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return case(np, HOST)


UFUNCS = [*protocols.UFUNCS]
FUNCTIONS = [name for name in protocols.FUNCTIONS if hasattr(np, name)]


def test_there_is_a_case_for_each():
    assert all(cases.UFUNCS[name] for name in UFUNCS)
    assert all(cases.FUNCTIONS[name] for name in protocols.FUNCTIONS)
    assert set(cases.LIKE) == set(protocols.LIKE)
    assert all(CUPY[name] for name in cp.__all__ if name not in OWN)


@pytest.mark.parametrize("case", of(cases.UFUNCS, UFUNCS) + of(cases.FUNCTIONS, FUNCTIONS + ["matmul"]))
def test_numpy(case, on_device):
    compare(case(np, on_device), expected_of(case))


@pytest.mark.parametrize("case", of(CUPY, [n for n in cp.__all__ if n not in OWN and n in CUPY]))
def test_cupy(case, on_device):
    try:
        expected = expected_of(case)
    except AttributeError as missing:  # a name of newer versions of numpy
        pytest.skip(str(missing))
    compare(case(cp, on_device), expected)


@pytest.mark.parametrize("name", cases.LIKE)
def test_like(name):
    like = gt.zeros(1)
    compare(cases.LIKE[name](like=like), cases.LIKE[name]())


def test_divmod(on_device):
    for actual, expected in zip(np.divmod(on_device.x, on_device.pos), np.divmod(HOST.x, HOST.pos)):
        compare(actual, expected)
    for actual, expected in zip(divmod(on_device.i, 4), divmod(HOST.i, 4)):
        compare(actual, expected)


def overridable():
    """Functions of numpy that go through __array_function__, and its ufuncs."""
    try:
        from numpy.testing.overrides import get_overridable_numpy_array_functions, get_overridable_numpy_ufuncs
    except ImportError:
        pytest.skip("numpy < 1.25 does not list them")
    return get_overridable_numpy_array_functions(), get_overridable_numpy_ufuncs()


def test_any_other_ufunc_says_so(on_device):
    _, ufuncs = overridable()
    refused = 0
    for ufunc in ufuncs:
        if ufunc.__name__ in protocols.UFUNCS or ufunc.signature is not None or ufunc.__name__ == "divmod":
            continue
        with pytest.raises(TypeError, match=f"numpy.{ufunc.__name__}"):
            ufunc(*[on_device.x] * ufunc.nin)
        refused += 1
    assert refused > 5


def test_any_other_function_says_so(on_device):
    functions, _ = overridable()
    refused = 0
    for function in functions:
        name, module = function.__name__, function.__module__
        if module in ("numpy", "numpy.lib") and name in {**protocols.FUNCTIONS, **protocols.LIKE}:
            continue
        with pytest.raises(TypeError, match=name):
            on_device.x.__array_function__(function, (gt.ndarray,), (on_device.x,), {})
        refused += 1
    assert refused > 100
    for call, name in (
        (lambda x: np.lexsort((x,)), "numpy.lexsort"),
        (lambda x: np.linalg.inv(x), "numpy.linalg.inv"),
        (lambda x: np.fft.fft(x), "numpy.fft.fft"),
        (lambda x: np.median(x), "numpy.median"),
        (lambda x: np.sum(x, where=x > 0), "numpy.sum"),
        (lambda x: np.divide.at(x, [0], 1), "numpy.divide.at"),
        (lambda x: np.subtract.accumulate(x), "numpy.subtract.accumulate"),
    ):
        with pytest.raises(TypeError, match=name):
            call(on_device.x)


def test_any_other_name_of_cupy_says_so():
    for module, name in ((cp, "random"), (cp, "linalg"), (cp.cuda, "nvtx"), (cp.cuda.runtime, "hostAlloc")):
        with pytest.raises(AttributeError, match=f"gputensor.cupy.* has no {name}"):
            getattr(module, name)
    with pytest.raises(AttributeError, match="gputensor has no nothing"):
        gt.nothing


def test_methods_of_ufuncs(on_device):
    compare(np.add.reduce(on_device.x), np.add.reduce(HOST.x))
    compare(np.multiply.reduce(on_device.x, axis=1), np.multiply.reduce(HOST.x, axis=1))
    compare(
        np.maximum.reduce(on_device.x, axis=None, keepdims=True), np.maximum.reduce(HOST.x, axis=None, keepdims=True)
    )
    compare(np.add.accumulate(on_device.x), np.add.accumulate(HOST.x))
    compare(np.maximum.accumulate(on_device.cube, axis=1), np.maximum.accumulate(HOST.cube, axis=1))
    for name, place in (
        ("add", ([0, 2, 0],)),
        ("multiply", (..., [1, 1])),
        ("maximum", ([2, 2],)),
        ("minimum", (0, [3])),
    ):
        x, a = on_device.x.copy(), HOST.x.copy()
        getattr(np, name).at(x, place, 0.5)
        getattr(np, name).at(a, place, np.float32(0.5))
        compare(x, a)
    compare(np.subtract.outer(on_device.x, on_device.v), np.subtract.outer(HOST.x, HOST.v))


def test_out_and_dtype(on_device):
    out = gt.zeros((3, 4))
    assert np.add(on_device.x, on_device.y, out=out) is out
    compare(out, HOST.x + HOST.y)
    compare(np.add(on_device.x, 1, dtype="float16"), (HOST.x + 1).astype("float16"))
    with pytest.raises(gt.ImplicitTransferError, match="numpy.add"):
        np.add(on_device.x, 1, out=np.zeros((3, 4), np.float32))
    with pytest.raises(TypeError, match="where="):
        np.add(on_device.x, 1, where=HOST.b)
    out = gt.zeros(4)
    assert np.sum(on_device.x, axis=0, out=out) is out
    compare(out, np.sum(HOST.x, axis=0))


def test_arrays_of_the_host_are_refused(on_device):
    for call in (
        lambda: on_device.x + HOST.x,
        lambda: HOST.x + on_device.x,
        lambda: np.add(HOST.x, on_device.x),
        lambda: np.asarray(on_device.x),
        lambda: np.array(on_device.x),
        lambda: HOST.x @ on_device.m,
        lambda: np.matmul(on_device.x, HOST.m),
        lambda: np.where(on_device.b, HOST.x, 0),
        lambda: np.copyto(np.zeros((3, 4), "float32"), on_device.x),
    ):
        with pytest.raises(gt.ImplicitTransferError, match="gputensor.asnumpy|gputensor.asarray"):
            call()
    with gt.config(allow_implicit_transfer=True):
        np.testing.assert_array_equal(np.asarray(on_device.x), HOST.x)
    with pytest.raises(gt.ImplicitTransferError):
        np.asarray(on_device.x)
