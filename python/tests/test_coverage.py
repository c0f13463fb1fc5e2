"""Every name that is supported, of numpy's two protocols and of gputensor.cupy, stands in coverage.txt, and is compared
with numpy; every other name says so itself."""

import pathlib
import warnings
from types import SimpleNamespace

import cases
import cases_cupy
import cases_linalg
import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp
from gputensor import composed, lapack, protocols
from gputensor.ufuncs import UFUNCS as ROWS

# What has tests of its own elsewhere: objects of gputensor.cupy that numpy does not have.
OWN = set(
    "ElementwiseKernel RawKernel RawModule ReductionKernel poly1d vectorize cuda fft fuse asnumpy get_array_module get_default_memory_pool "
    "get_default_pinned_memory_pool is_available lib linalg load ndarray random show_config".split()
)
FILE = pathlib.Path(__file__).with_name("coverage.txt")
CUPY = {**cases.UFUNCS, **cases.FUNCTIONS, **cases_cupy.CUPY}


def supported():
    names = [f"ufunc {name}" for name in (*ROWS, *composed.UFUNCS, "matmul", "divmod")]
    names += [f"function {name}" for name in protocols.FUNCTIONS] + [f"like {name}" for name in protocols.LIKE]
    names += [f"function linalg.{name}" for name in protocols.LINALG]
    names += ["function lib.stride_tricks.sliding_window_view"]
    return sorted(names + [f"cupy {name}" for name in cp.__all__])


def test_the_list_is_the_truth():
    listed = [line for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    assert listed == supported(), "write it anew: python -m pytest python/tests/test_coverage.py --write-coverage"


def arrays(make):
    return SimpleNamespace(**{name: make(x) for name, x in vars(cases.arrays()).items()})


HOST = arrays(np.asarray)


def arrays_of(host):
    return SimpleNamespace(**{name: gt.asarray(x) for name, x in vars(host).items()})


@pytest.fixture(scope="module")
def on_device():
    return arrays_of(HOST)


@pytest.fixture(scope="module")
def complex_on_device():
    return arrays_of(COMPLEX)


def compare(actual, expected, rtol=5e-6, atol=2e-6):
    if isinstance(expected, (tuple, list)) and expected and isinstance(expected[0], np.ndarray):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected):
            compare(one, other, rtol, atol)
    elif isinstance(expected, (np.ndarray, np.generic)) and not isinstance(actual, (bool, int, float, str)):
        assert isinstance(actual, gt.ndarray), type(actual)
        assert actual.shape == expected.shape
        if expected.dtype not in (np.float64, np.complex128):  # integers become float32 here
            assert actual.dtype == expected.dtype
        if expected.dtype.kind in "biu":
            assert np.array_equal(gt.asnumpy(actual), expected)
            return
        np.testing.assert_allclose(
            gt.asnumpy(actual), expected, rtol=1e-3 if expected.dtype == np.float16 else rtol, atol=atol
        )
    else:
        assert actual == expected


def of(table, names):
    return [pytest.param(case, id=f"{name}-{i}") for name in names for i, case in enumerate(table[name])]


def expected_of(case):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return case(np, HOST)


UFUNCS = [name for name in (*ROWS, *composed.UFUNCS) if hasattr(np, name)]
LINALG = [name for name in protocols.LINALG if hasattr(np.linalg, name)]
FUNCTIONS = [name for name in protocols.FUNCTIONS if hasattr(np, name)]


def test_there_is_a_case_for_each():
    assert all(cases.UFUNCS[name] for name in UFUNCS)
    assert all(cases.FUNCTIONS[name] for name in protocols.FUNCTIONS)
    assert all(cases_linalg.LINALG[name] for name in protocols.LINALG)
    assert set(cases.LIKE) == set(protocols.LIKE)
    assert all(CUPY[name] for name in cp.__all__ if name not in OWN)


@pytest.mark.parametrize("case", of(cases.UFUNCS, UFUNCS) + of(cases.FUNCTIONS, FUNCTIONS + ["matmul"]))
def test_numpy(case, on_device):
    compare(case(np, on_device), expected_of(case))


def complexes(x):
    return (x + 1j * np.random.default_rng(x.size).uniform(-2, 2, x.shape)).astype(np.complex64)


COMPLEX = arrays(lambda x: complexes(x) if x.dtype == np.float32 else x)
# What takes real numbers alone, or whose cases compare.
REAL = set(
    "apply_along_axis astype clip greater greater_equal "
    "histogram histogram2d histogram_bin_edges histogramdd less less_equal linspace median "
    "nanargmax nanargmin nanmedian nanstd nanvar nonzero piecewise select sinc where".split()
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", UFUNCS + FUNCTIONS)
def test_complex(name, complex_on_device):
    """The cases with complex numbers for floats: what numpy has, or TypeError."""
    for case in {**cases.UFUNCS, **cases.FUNCTIONS}[name]:
        try:
            expected = case(np, COMPLEX)
        except Exception as error:
            with pytest.raises(type(error)):
                case(np, complex_on_device)
            continue
        try:
            actual = case(np, complex_on_device)
        except TypeError as error:
            assert name in REAL and "complex" in str(error)
            continue
        compare(actual, expected, 1e-4, 1e-4)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", "max min argmax argmin ptp nanmax nanmin nanargmax nanargmin".split())
def test_extremes_of_complex(name):
    """By the real parts, then by the imaginary ones; a NaN in either part is NaN."""
    nan, inf = np.nan, np.inf
    known = np.array([[1 + 2j, 3 - 1j, 3 + 4j, 3 - 7j, 1 - 9j], [-inf + 1j, -inf - 2j, -1j, 0j, 1j]], np.complex64)
    holed = np.array([[2 + 1j, complex(1, nan), complex(nan, 5), 2 + 3j], [complex(nan, 0), -inf - 3j, 1j, 1]])
    for x in (known, holed.astype(np.complex64)) if name != "ptp" else (known,):
        for axis in (None, 0, 1):
            if "nan" in name and axis == 0 and x is not known:
                x = x[:, 2:]
            compare(getattr(np, name)(gt.asarray(x), axis=axis), getattr(np, name)(x, axis=axis))


@pytest.mark.parametrize("case", of(CUPY, [n for n in cp.__all__ if n not in OWN and n in CUPY]))
def test_cupy(case, on_device, of_newer_numpy):
    try:
        expected = expected_of(case)
    except AttributeError as missing:
        of_newer_numpy(missing)
    compare(case(cp, on_device), expected)


@pytest.mark.parametrize("case", of(cases_linalg.LINALG, LINALG))
def test_linalg(case, on_device, of_newer_numpy):
    try:
        expected = case(np.linalg, np, HOST)
    except (AttributeError, TypeError) as missing:
        of_newer_numpy(missing)
    if isinstance(expected, np.ndarray) and expected.dtype == np.complex64 or not hasattr(gt, "complex64"):
        return
    compare(case(np.linalg, np, on_device), expected)
    compare(case(cp.linalg, cp, on_device), expected)


def test_windows(on_device):
    for arguments in ((3,), ((2, 3),), (2, 1), ((2, 2), (0, 0))):
        shape = (4,) if arguments == (3,) else (3, 4)
        x, a = (on_device.row, HOST.row) if shape == (4,) else (on_device.x[::-1], HOST.x[::-1])
        windows = np.lib.stride_tricks.sliding_window_view
        compare(windows(x, *arguments), windows(a, *arguments))
    with pytest.raises(ValueError, match="sliding_window_view"):
        np.lib.stride_tricks.sliding_window_view(on_device.row, 5)


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
        if ufunc.__name__ in {**ROWS, **composed.UFUNCS} or ufunc.signature is not None or ufunc.__name__ == "divmod":
            continue
        with pytest.raises(TypeError, match=f"numpy.{ufunc.__name__}"):
            ufunc(*[on_device.x] * ufunc.nin)
        refused += 1
    assert refused > 5


def answered(function):
    """Whether a function of numpy takes arrays of gputensor, or makes them with like=."""
    name, table = function.__name__, protocols.TABLES.get(protocols.module_of(function), {})
    return name in table or table is protocols.FUNCTIONS and name in protocols.LIKE


def host(function):
    """Whether a function of numpy computes on the host: what goes through LAPACK."""
    table = protocols.TABLES.get(protocols.module_of(function), {})
    call = table.get(function.__name__)
    through = ("_cond", "_svd", "_pinv", "_matrix_rank")
    return getattr(call, "__module__", "") == lapack.__name__ or getattr(call, "__name__", "") in through


def test_how_many_of_numpys_functions_run_on_the_device(record_property):
    """Six of ten of those that can be taken over at all, by __array_function__ and by __array_ufunc__; those for
    texts and dates, files, records and printing are among them."""
    functions, ufuncs = map(list, overridable())
    on_device = [function for function in functions if answered(function) and not host(function)]
    known = {**ROWS, **composed.UFUNCS, "matmul": 0, "divmod": 0}
    elements = [ufunc for ufunc in ufuncs if ufunc.__name__ in known]
    record_property("functions", f"{len(on_device)} of {len(functions)}")
    print(f"numpy's functions on the device: {len(on_device)} of {len(functions)}, on the host: ", end="")
    print(f"{sum(map(host, functions))}; its ufuncs: {len(elements)} of {len(ufuncs)}")
    assert len(on_device) >= 0.6 * len(functions) and len(elements) >= 0.6 * len(ufuncs)


def test_any_other_function_says_so(on_device):
    functions, _ = overridable()
    refused = 0
    for function in functions:
        if answered(function):
            continue
        name = function.__name__
        with pytest.raises(TypeError, match=name):
            on_device.x.__array_function__(function, (gt.ndarray,), (on_device.x,), {})
        refused += 1
    assert refused > 40
    for call, name in (
        (lambda x: np.i0(x), "numpy.i0"),
        (lambda x: np.less.reduce(x), "numpy.less.reduce"),
        (lambda x: np.less.accumulate(x), "numpy.less.accumulate"),
    ):
        with pytest.raises(TypeError, match=name):
            call(on_device.x)


def test_what_cupy_has_beside_numpy(tmp_path, same, capsys):
    a = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.save(tmp_path / "x.npy", a)
    same(cp.load(tmp_path / "x.npy"), a)
    made = cp.ndarray((2, 3), dtype="int8")
    pool = cp.get_default_pinned_memory_pool()
    pool.free_all_blocks()
    assert pool.n_free_blocks() == 0 and pool is cp.cuda.get_default_pinned_memory_pool()
    assert cp.ndarray is gt.ndarray and made.shape == (2, 3) and made.dtype == np.int8 and isinstance(made, cp.ndarray)
    assert cp.show_config() == gt.show_config() and gt.device().id in capsys.readouterr().out


def test_any_other_name_of_cupy_says_so():
    for module, name in (
        (cp, "polynomial"),
        (cp.linalg, "decompose"),
        (cp.random, "get_state"),
        (cp.cuda, "nvtx"),
        (cp.cuda.runtime, "hostAlloc"),
    ):
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
    compare(np.subtract.outer(2, on_device.x), np.subtract.outer(np.float32(2), HOST.x))
    with pytest.raises(TypeError, match="numpy.divmod"):
        np.divmod(on_device.x, 2, dtype="float16")


def test_out_and_dtype(on_device):
    out = gt.zeros((3, 4))
    assert np.add(on_device.x, on_device.y, out=out) is out
    compare(out, HOST.x + HOST.y)
    compare(np.add(on_device.x, 1, dtype="float16"), np.add(HOST.x, 1, dtype="float16"))
    with pytest.raises(gt.ImplicitTransferError, match="numpy.add"):
        np.add(on_device.x, 1, out=np.zeros((3, 4), np.float32))
    with pytest.raises(gt.ImplicitTransferError, match="where"):
        np.add(on_device.x, 1, where=HOST.b)
    out = gt.zeros(4)
    assert np.sum(on_device.x, axis=0, out=out) is out
    compare(out, np.sum(HOST.x, axis=0))


def test_dtype_is_what_is_computed_in(same):
    a, m = np.array([100, 100, 3], np.int8), np.array([[100, 2], [3, 100]], np.int8)
    x, y = gt.asarray(a), gt.asarray(m)
    out = gt.zeros(3, "int32")
    assert np.add(x, x, out=out, dtype="int32") is out
    same(out, np.add(a, a, dtype="int32"))
    same(np.multiply.outer(x, x, dtype="int32"), np.multiply.outer(a, a, dtype="int32"))
    same(np.matmul(y, y, dtype="int32"), np.matmul(m, m, dtype="int32"))
    for call in (
        lambda: np.add(gt.ones(3), 1, dtype="int32"),
        lambda: np.add(x, 1.5, dtype="int32"),
        lambda: np.exp(x, dtype="int32"),
        lambda: np.less(x, x, dtype="float32"),
        lambda: np.add(x, x, casting="no"),
    ):
        with pytest.raises(TypeError, match="numpy.(add|exp|less)"):
            call()
    same(np.add(gt.asarray([1.5, 2.5]), 1, dtype="int32", casting="unsafe"), np.array([2, 3], np.int32))


def test_numpys_scalars_on_either_side(same):
    """NumPy itself makes arrays of rank 0 of them before it compares."""
    a = np.array([1, 2, 3], np.float32)
    x = gt.asarray(a)
    for value in (np.float32(2), np.int8(2), np.array(2, np.float32)):
        same(value <= x, value <= a)
        same(x > value, a > value)
        same(value == x, value == a)
    same(np.array(2, np.float32) * x, 2 * a)


def test_what_numpys_functions_are_told(same, tmp_path):
    a = np.arange(12, dtype=np.float32).reshape(3, 4)
    x, i = gt.asarray(a), gt.asarray([1, 2, 3])
    for xp in (np, cp):
        same(xp.ravel(x, order="F"), np.ravel(a, order="F"))
        xp.save(tmp_path / "named", x)
        assert np.load(tmp_path / "named.npy").tolist() == a.tolist()
        target, host = gt.zeros((3, 4)), np.zeros((3, 4), np.float32)
        xp.copyto(target, x[0], where=x > 5)
        np.copyto(host, a[0], where=a > 5)
        same(target, host)
        xp.copyto(target, 7, where=[True, False, False, True])
        np.copyto(host, 7, where=[True, False, False, True])
        same(target, host)
        assert xp.array_repr(gt.asarray([1.23456]), precision=2) == "array([1.23], dtype=float32)"
        for call in (
            lambda: xp.copyto(i, gt.ones(3)),
            lambda: xp.copyto(i, 1.5),
            lambda: xp.copyto(target, x, where=[1, 0, 0, 1]),
            lambda: xp.concatenate([x, x], dtype="int32"),
            lambda: xp.save(open(tmp_path / "named.npy", "rb+"), x),
            lambda: xp.array_equal(x, [1, 2]),
        ):
            with pytest.raises(TypeError):
                call()
        assert i.tolist() == [1, 2, 3]
    same(np.concatenate([x, x], dtype="int32", casting="unsafe"), np.concatenate([a, a]).astype("int32"))
    same(np.append(x, 5), np.append(a, np.float32(5)))


def test_what_overflows_and_what_is_nothing(same):
    small, far = np.array([100, 100, 3], np.int8), np.array([1, np.inf, np.inf, 2], np.float32)
    other, u = np.array([np.inf, -np.inf, np.inf, 2], np.float32), np.array([3, 250], np.uint8)
    x, y = gt.asarray(far), gt.asarray(other)
    same(gt.isclose(x, y), np.isclose(far, other))
    same(gt.isclose(x, np.inf), np.isclose(far, np.inf))
    same(gt.isclose(2.0, x), np.isclose(2.0, far))
    same(gt.isclose(gt.asarray(u), gt.asarray(u + np.uint8(3)), atol=4), np.isclose(u, u + np.uint8(3), atol=4))
    same(gt.isclose(x > 1, y > 1), np.isclose(far > 1, other > 1))
    average = np.average(small, weights=small).astype(np.float32)
    same(gt.average(gt.asarray(small), weights=gt.asarray(small)), average)
    holes = np.array([[np.nan, np.nan], [1, np.nan]], np.float32)
    for name in ("nanmax", "nanmin"):
        out = gt.zeros(2)
        assert getattr(np, name)(gt.asarray(holes), axis=1, out=out) is out
        same(out, np.array([np.nan, 1], np.float32))
        same(getattr(np, name)(gt.asarray(holes), axis=1, keepdims=True), np.array([[np.nan], [1]], np.float32))


def test_bfloat16_is_a_float():
    pytest.importorskip("ml_dtypes")
    x = gt.asarray([1.26, np.nan, np.inf], dtype="bfloat16")
    assert np.nan_to_num(x, posinf=2).tolist() == [1.2578125, 0, 2] and np.nan_to_num(x)[2].item() > 3e38
    assert gt.round(x, 1)[0].item() != 1.2578125 and cp.asfarray(x) is x
    assert gt.finfo("bfloat16").eps == gt.finfo(x).eps == 2**-7


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
        lambda: np.multiply.outer(on_device.x, HOST.x),
    ):
        with pytest.raises(gt.ImplicitTransferError, match="gputensor.asnumpy|gputensor.asarray"):
            call()
    with gt.config(allow_implicit_transfer=True):
        np.testing.assert_array_equal(np.asarray(on_device.x), HOST.x)
    with pytest.raises(gt.ImplicitTransferError):
        np.asarray(on_device.x)


def test_the_host_computes_where_that_is_allowed(on_device):
    x, a = on_device.x, HOST.x
    calls = (
        lambda y: y + a,
        lambda y: a - y,
        lambda y: y > a,
        lambda y: np.add(a, y),
        lambda y: np.broadcast_arrays(a[0], y)[0],
        lambda y: np.histogram2d(y.ravel(), a.ravel(), bins=3)[0],
        lambda y: np.i0(y),
        lambda y: np.sum(y, where=a > 0),
        lambda y: np.concatenate([a, y], axis=1),
    )
    with gt.config(allow_implicit_transfer=True):
        for call in calls:
            made = call(x)
            assert type(made) is np.ndarray or isinstance(made, np.generic)
            np.testing.assert_allclose(made, call(a), rtol=1e-6)
        made = np.zeros((3, 4), np.float32)
        assert np.add(x, a, out=made) is made and np.array_equal(made, a + a)
        compare(np.exp(x), np.exp(a))
        compare(x + x[0], a + a[0])
        for refused in (
            lambda: np.copyto(x, a, where=a),
            lambda: np.add(x, a, out=gt.zeros((3, 4))),
            lambda: x.__iadd__(a),
            lambda: np.copyto(np.zeros((3, 4), "float32"), x),
        ):
            with pytest.raises(TypeError):  # what changes an array changes no copy of it
                refused()
    for call in calls:
        with pytest.raises(TypeError):
            call(x)
    compare(x, a)


def test_einsum_says_what_does_not_fit(on_device, same):
    x, m = on_device.x, on_device.m
    for text in ("ij,jk->iz", "ij,jk->ii", "ij->i", "ij,jk,k->i", "ij,j->i", "ij,ik->jk", "i1,jk->ik", "ij..,jk->ik"):
        with pytest.raises(ValueError, match="einsum"):
            gt.einsum(text, x, m)
    with pytest.raises(TypeError, match="einsum"):
        gt.einsum([0, 1], x)
    with pytest.raises(gt.ImplicitTransferError):
        gt.einsum("ij,jk->ik", x, HOST.m)
    out = gt.zeros((2, 3))
    assert np.einsum("ij,jk->ki", x, m, out=out) is out
    same(out, (HOST.x @ HOST.m).T, rtol=1e-5)
    assert gt.einsum("ij->ji", x, dtype="float16").dtype == np.float16
    copied = gt.einsum("ij->ij", x)
    copied[...] = 0
    same(x, HOST.x)
