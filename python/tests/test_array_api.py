"""The Array API standard, version 2024.12: names, signatures, data types and special values as its text has them
(standard.py)."""

import inspect
import itertools
import math
import os
import re

import numpy as np
import pytest
import standard

import gputensor as gt

ALL = os.environ.get("GPUTENSOR_TESTS") == "all"
SEED = int(os.environ.get("GPUTENSOR_SEED", 0))
SUPPORTED = [name for name in standard.DTYPES if name in gt.__array_namespace_info__().dtypes()]
MISSING = set() if hasattr(gt, "conj") else {"conj", "imag", "real"}


def find(name):
    module = gt
    for part in name.split("."):
        module = getattr(module, part)
    return module


def signatures():
    for table in (standard.SIGNATURES, standard.LINALG, standard.FFT, standard.LATER):
        for line in table.split("\n"):
            if line and not (line.startswith("fft.") and not hasattr(gt, "fft")) and line.split("(")[0] not in MISSING:
                yield line


def parameters(text):
    scope = {}
    exec(f"def f({text}): pass", scope)
    return list(inspect.signature(scope["f"]).parameters.values())


@pytest.mark.parametrize("line", [*signatures()], ids=lambda line: line.split("(")[0])
def test_signature(line):
    """Parameters without a name stand where the standard has them, under its names; others go by their names and have
    its defaults, and may do more than it asks for."""
    name, text = line[:-1].split("(", 1)
    call = find(name)
    assert call.__doc__
    given = list(inspect.signature(call).parameters.values())
    by_name = {each.name: each for each in given}
    for i, wanted in enumerate(parameters(text)):
        if wanted.kind == wanted.KEYWORD_ONLY:
            found = by_name[wanted.name]
            assert found.kind in (found.KEYWORD_ONLY, found.POSITIONAL_OR_KEYWORD)
        else:
            found = given[i]
            assert found.kind == wanted.kind
        if wanted.kind != wanted.VAR_POSITIONAL:
            assert found.name == wanted.name
        if wanted.default is not wanted.empty:
            assert found.default == wanted.default and type(found.default) is type(wanted.default)
    asked = {wanted.name for wanted in parameters(text)}
    for more in given:
        assert (
            more.name in asked or more.default is not more.empty or more.kind in (more.VAR_POSITIONAL, more.VAR_KEYWORD)
        )


def test_how_many_names_there_are():
    assert len(standard.SIGNATURES.split("\n")) - 2 == 133
    assert len(standard.LINALG.split("\n")) - 2 == 23
    assert len(standard.FFT.split("\n")) - 2 == 14


def test_constants_and_dtypes():
    for name, value in standard.CONSTANTS.items():
        assert getattr(gt, name) is value or getattr(gt, name) == value or math.isnan(value)
    for name in standard.DTYPES:
        if name in standard.COMPLEX and not hasattr(gt, name):
            continue
        assert getattr(gt, name) == np.dtype(name)


def test_the_array():
    x = gt.ones((2, 3))
    for name in standard.METHODS:
        assert callable(getattr(x, f"__{name}__")), name
    for name in standard.ATTRIBUTES:
        getattr(x, name)
    assert x.__array_namespace__() is gt and x.__array_namespace__(api_version="2024.12") is gt
    with pytest.raises(ValueError, match="1999.12"):
        x.__array_namespace__(api_version="1999.12")
    assert gt.__array_api_version__ == "2024.12"
    assert x.to_device(x.device) is x and x.to_device(x.device.id, stream=None).shape == (2, 3)


def test_inspection():
    info = gt.__array_namespace_info__()
    assert info.capabilities() == {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 32}
    assert info.default_device() is gt.device() and gt.device() in info.devices()
    assert isinstance(info.devices(), list)
    assert (
        info.default_dtypes()
        == info.default_dtypes(device=gt.device())
        == {
            "real floating": gt.ones(1).dtype,
            "complex floating": np.dtype("complex64"),
            "integral": gt.asarray([1]).dtype,
            "indexing": gt.argmax(gt.ones(1)).dtype,
        }
    )
    known = info.dtypes()
    assert set(standard.DTYPES[:9]) <= set(known) <= set(standard.DTYPES)
    assert ("float64" in known) == gt.device().supports("float64")
    assert list(info.dtypes(kind="bool")) == ["bool"]
    assert list(info.dtypes(kind="signed integer")) == standard.SIGNED
    assert list(info.dtypes(kind=("unsigned integer", "bool"), device=gt.device())) == ["bool", *standard.UNSIGNED]
    assert set(info.dtypes(kind="integral")) == {*standard.SIGNED, *standard.UNSIGNED}
    for name in info.dtypes(kind="numeric"):
        assert gt.zeros(1, dtype=known[name]).dtype == name
    with pytest.raises(ValueError, match="no kind"):
        info.dtypes(kind="floating")


def test_limits_of_dtypes():
    for dtype in ("float32", gt.float32, gt.ones(1)):
        limits = gt.finfo(dtype)
        assert limits.bits == 32 and limits.dtype == np.float32 and limits.eps == 2**-23
        assert limits.max == float(np.finfo("f4").max) == -limits.min and limits.smallest_normal == 2**-126
        assert all(type(getattr(limits, name)) is float for name in ("eps", "max", "min", "smallest_normal"))
    for dtype in (gt.int8, gt.zeros(1, dtype="int8")):
        limits = gt.iinfo(dtype)
        assert (limits.bits, limits.min, limits.max, limits.dtype) == (8, -128, 127, np.dtype("int8"))
        assert type(limits.max) is int
    for call in (lambda: gt.asarray(2**64), lambda: gt.asarray([-(2**63) - 1]), lambda: gt.asarray(300, dtype="uint8")):
        with pytest.raises(OverflowError, match="asarray"):
            call()
    for call in (lambda: gt.finfo("int8"), lambda: gt.iinfo("float32"), lambda: gt.iinfo("bool")):
        with pytest.raises(TypeError, match="finfo|iinfo"):
            call()


# ---- Data types -------------------------------------------------------------------------------------------------


def promoted(a, b):
    """The tables of type promotion: within a kind, and signed beside unsigned, real beside complex. None: undefined."""
    if a == b:
        return a
    if "bool" in (a, b):
        return None
    kinds, bits = zip(*(re.fullmatch(r"([a-z]+)([0-9]+)", name).groups() for name in (a, b)))
    sizes = dict(zip(kinds, map(int, bits)))
    if len(sizes) == 1:
        return kinds[0] + str(max(map(int, bits)))
    if set(kinds) == {"int", "uint"}:
        size = max(sizes["int"], 2 * sizes["uint"])
        return f"int{size}" if size <= 64 else None
    if set(kinds) == {"float", "complex"}:
        return f"complex{max(2 * sizes['float'], sizes['complex'])}"
    return None


PAIRS = [(a, b, promoted(a, b)) for a, b in itertools.product(SUPPORTED, SUPPORTED) if promoted(a, b)]
CATEGORIES = {
    "numeric": standard.DTYPES[1:],
    "real": standard.DTYPES[1:11],
    "floating": standard.FLOATS + standard.COMPLEX,
    "real floating": standard.FLOATS,
    "bits": standard.DTYPES[:9],
    "shifts": standard.DTYPES[1:9],
    "truth": ["bool"],
    "tests": standard.DTYPES[1:],
    "signs": standard.FLOATS,
    "order": standard.DTYPES[1:11],
    "equality": standard.DTYPES,
    "parts": standard.COMPLEX,
}
FUNCTIONS = [(name, kind) for kind, names in standard.ELEMENTWISE.items() for name in names.split()]
TESTS = ("truth", "tests", "signs", "order", "equality")


def test_every_function_of_elements_is_here():
    lines = standard.SIGNATURES.split("\n")
    one_or_two = [line.split("(")[0] for line in lines if line.endswith(("(x, /)", "(x1, x2, /)"))]
    others = "matmul matrix_transpose nonzero unique_all unique_counts unique_inverse unique_values".split()
    assert {name for name, _ in FUNCTIONS} == {*one_or_two, "clip"} - {*others, "searchsorted"}


def given(name, dtype):
    """The dtype of a result."""
    real = {"complex64": "float32", "complex128": "float64"}
    return real.get(dtype, dtype) if name in ("abs", "real", "imag") else dtype


@pytest.mark.parametrize("name, kind", FUNCTIONS, ids=[name for name, _ in FUNCTIONS])
def test_dtypes_of_results(name, kind):
    """Arrays without elements have dtypes, too, and no kernel is compiled for them."""
    if not hasattr(gt, name) and not set(SUPPORTED) & set(standard.COMPLEX):
        return
    call, allowed = getattr(gt, name), [dtype for dtype in CATEGORIES[kind] if dtype in SUPPORTED]
    operands = len([p for p in inspect.signature(call).parameters.values() if p.kind == p.POSITIONAL_ONLY])
    for dtype in allowed:
        x = gt.zeros((0,), dtype=dtype)
        result = call(*[x] * operands)
        assert result.dtype == ("bool" if kind in TESTS else given(name, dtype)), dtype
        assert result.shape == (0,) and result.device is x.device
        if operands == 2:  # Python's numbers adapt
            number = True if dtype == "bool" else 1 if "int" in dtype else 1.0
            assert call(x, number).dtype == call(number, x).dtype == result.dtype
    if operands == 2:
        for a, b, both in PAIRS:
            if both in allowed and a in allowed and b in allowed:
                result = call(gt.zeros((3, 0), dtype=a), gt.zeros((1, 1), dtype=b))
                assert result.dtype == ("bool" if kind in TESTS else both), (a, b)
                assert result.shape == (3, 0)


OPERATORS = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "pow": "pow",
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
    "lshift": "bitwise_left_shift",
    "rshift": "bitwise_right_shift",
}
ALLOWED = {name: CATEGORIES[kind] for name, kind in FUNCTIONS}


@pytest.mark.parametrize("method", OPERATORS)
def test_operators_are_functions(method):
    allowed = [dtype for dtype in ALLOWED[OPERATORS[method]] if dtype in SUPPORTED]
    for a, b, both in PAIRS:
        if both in allowed and a in allowed and b in allowed:
            x, y = gt.zeros((2, 0), dtype=a), gt.zeros((1, 0), dtype=b)
            assert getattr(x, f"__{method}__")(y).dtype == getattr(x, f"__r{method}__")(y).dtype == both
            if both == a:
                assert getattr(x, f"__i{method}__")(y) is x and x.dtype == a and x.shape == (2, 0)
            elif both != a and (a[:3], b[:3]) != ("int", "uin"):
                with pytest.raises((TypeError, ValueError)):
                    getattr(y, f"__i{method}__")(x)  # (1, 0) does not grow


def test_result_type_and_can_cast():
    for a, b, both in PAIRS:
        for first in (a, np.dtype(a), gt.zeros(0, dtype=a)):
            assert gt.result_type(first, b) == gt.result_type(b, first) == both
        assert gt.can_cast(a, b) == (both == b)
    assert gt.result_type("int8", 1, True) == "int8" and gt.result_type(1.0, "float32") == "float32"
    with pytest.raises(TypeError):
        gt.result_type("uint64", "int8")
    kinds = {
        "bool": ["bool"],
        "signed integer": standard.SIGNED,
        "unsigned integer": standard.UNSIGNED,
        "integral": standard.SIGNED + standard.UNSIGNED,
        "real floating": standard.FLOATS,
        "complex floating": standard.COMPLEX,
        "numeric": standard.DTYPES[1:],
    }
    for name, kind in itertools.product(SUPPORTED, kinds):
        assert gt.isdtype(np.dtype(name), kind) == (name in kinds[kind])
        assert gt.isdtype(np.dtype(name), (kind, np.dtype(name))) and gt.isdtype(np.dtype(name), np.dtype(name))


def test_dtypes_of_reductions():
    """Of arrays without elements, too."""
    for dtype in [name for name in SUPPORTED if name != "bool"]:
        x = gt.empty((0, 2), dtype=dtype)
        wide = "uint64" if dtype.startswith("uint") else "int64" if "int" in dtype else dtype
        for call in (gt.sum, gt.prod, gt.cumulative_sum, gt.cumulative_prod):
            assert call(x, axis=1).dtype == wide
            assert dtype in standard.COMPLEX or call(x, axis=1, dtype="float32").dtype == "float32"
        assert gt.count_nonzero(x, axis=1).dtype == "int64"
        assert gt.all(x, axis=1).dtype == gt.any(x, axis=1).dtype == "bool"
        if dtype in standard.FLOATS:
            assert gt.mean(x, axis=1).dtype == gt.var(x, axis=1).dtype == gt.std(x, axis=1).dtype == dtype
        if dtype not in standard.COMPLEX:
            assert gt.max(x, axis=1).dtype == gt.min(x, axis=1).dtype == gt.sort(x).dtype == dtype
            assert gt.argmax(x, axis=1).dtype == gt.argmin(x, axis=1).dtype == gt.argsort(x).dtype == "int64"
    assert gt.all(gt.ones((0,))).item() is True and gt.any(gt.ones((0,))).item() is False
    assert gt.sum(gt.ones((0,))).item() == 0 and gt.prod(gt.ones((0,))).item() == 1
    for call in (gt.max, gt.min, gt.argmax, gt.argmin):
        with pytest.raises(ValueError):
            call(gt.empty((2, 0)), axis=1)


def test_numbers_beside_arrays_of_other_kinds():
    whole, real, truth = gt.zeros(0, dtype="int32"), gt.zeros(0), gt.zeros(0, dtype="bool")
    assert gt.add(real, 1).dtype == gt.add(True, real).dtype == "float32" and gt.add(whole, True).dtype == "int32"
    assert gt.where(truth, real, 1).dtype == gt.where(truth, 1.0, real).dtype == "float32"
    assert gt.clip(whole, 0, 3).dtype == "int32" and gt.clip(real, 0).dtype == gt.clip(real, max=1).dtype == "float32"
    for call in (
        lambda: gt.add(gt.zeros(0, dtype="int8"), 128),
        lambda: gt.add(whole, "1"),
        lambda: gt.logical_and(None, truth),
    ):
        with pytest.raises((TypeError, OverflowError)):
            call()


# ---- Special values ---------------------------------------------------------------------------------------------


def special(dtypes):
    tables = [(name, table) for names in (standard.UNARY, standard.BINARY) for name, table in names.items()]
    for name, table in tables:
        for dtype in dtypes:
            yield pytest.param(name, table, dtype, id=f"{name}-{dtype}")


def agree(name, actual, expected, dtype, operands):
    expected = np.asarray(expected)
    assert actual.dtype == (bool if expected.dtype == bool else dtype)
    actual = gt.asnumpy(actual)
    for i, (x, y) in enumerate(zip(actual, expected)):
        what = f"{name}{tuple(operand[i] for operand in operands)} is {x}, and shall be {y}"
        if np.isnan(y) or np.isinf(y) or y == 0 or expected.dtype == bool:
            assert np.array_equal(x, y, equal_nan=True) if expected.dtype != bool else x == y, what
            assert expected.dtype == bool or np.isnan(y) or np.signbit(x) == np.signbit(y), what
        else:
            assert abs(x - y) <= 4e-7 * abs(y), what


# In float32, as kernels for float64 are slow to compile; all of them with GPUTENSOR_TESTS=all.
@pytest.mark.parametrize("name, table, dtype", [*special(standard.FLOATS if ALL else ["float32"])])
def test_special_values(name, table, dtype):
    if dtype not in SUPPORTED:
        return
    *operands, expected = standard.cases(table)
    arrays = [gt.asarray(np.array(values, dtype)) for values in operands]
    agree(name, getattr(gt, name)(*arrays), expected, dtype, operands)
    method = {function: method for method, function in OPERATORS.items()}.get(name)
    if method is not None:
        agree(name, getattr(arrays[0], f"__{method}__")(arrays[1]), expected, dtype, operands)
        agree(name, getattr(arrays[1], f"__r{method}__")(arrays[0]), expected, dtype, operands)
        agree(name, getattr(arrays[0], f"__i{method}__")(arrays[1]), expected, dtype, operands)


def test_special_values_of_other_functions(same):
    nan, inf = math.nan, math.inf
    x = gt.asarray([[1.0, nan, -inf], [0.0, -0.0, inf]])
    for name in ("max", "min"):
        same(getattr(gt, name)(x, axis=1), getattr(np, name)(gt.asnumpy(x), axis=1))
    assert gt.argmax(x, axis=1).tolist() == [1, 2] and gt.argmin(x, axis=1).tolist() == [1, 0]
    assert gt.clip(x, -1, 1).tolist()[1] == [0, 0, 1] and math.isnan(gt.clip(x, -1, 1)[0, 1])
    assert np.signbit(gt.asnumpy(gt.clip(x, -1, 1)))[1].tolist() == [False, True, False]
    assert gt.isin(x, gt.asarray([nan, inf])).tolist() == [[False] * 3, [False, False, True]]
    assert gt.isin(x, 0, invert=True).tolist()[1] == [False, False, True]
    assert gt.count_nonzero(x, axis=0).tolist() == [1, 1, 2]


def near_part(x, y, free):
    """Whether a part of a complex number is what the standard says."""
    if math.isnan(y):
        return math.isnan(x)
    if free:
        x, y = abs(x), abs(y)
    if math.isinf(y) or y == 0:
        return x == y and math.copysign(1, x) == math.copysign(1, y)
    return abs(x - y) <= 1e-6 * abs(y)


OF_COMPLEX = [*standard.COMPLEX_UNARY, *standard.TURNED, "log2", "log10"]


def sampled(names):
    """Each is a kernel that takes seconds to compile: a quarter of them, which the seed chooses."""
    return names if ALL else names[SEED % 4 :: 4]


@pytest.mark.parametrize("name", sampled(OF_COMPLEX))
def test_functions_of_complex_numbers(name):
    if "complex64" not in SUPPORTED:
        return
    rows = standard.parts_of(name) if name not in ("log2", "log10") else []
    rng = np.random.default_rng(1)
    sizes = rng.normal(size=(300, 2)) * 10.0 ** rng.uniform(-3, 1.5, (300, 2))
    values = np.array([*(row[:2] for row in rows), *sizes], np.float32).view(np.complex64)[:, 0]
    results = getattr(gt, name)(gt.asarray(values))
    assert results.dtype == "complex64" and results.shape == values.shape
    results = gt.asnumpy(results)
    wrong = [
        f"{name}({z}) is {y}, and shall be {re} + {im}j"
        for z, y, (_, _, re, im, *free) in zip(values, results, rows)
        if not (near_part(y.real, re, free[0]) and near_part(y.imag, im, free[1]))
    ]
    assert not wrong
    mirrored = gt.asnumpy(getattr(gt, name)(gt.asarray(np.conj(values))))
    for z, y, conj in zip(values, results, np.conj(mirrored)):
        assert z != z or (near_part(y.real, conj.real, False) and near_part(y.imag, conj.imag, False)), (name, z)
    others = {
        "acos": "arccos",
        "acosh": "arccosh",
        "asin": "arcsin",
        "asinh": "arcsinh",
        "atan": "arctan",
        "atanh": "arctanh",
    }
    expected = getattr(np, others.get(name, name))(values[len(rows) :].astype(np.complex128))
    assert np.all(abs(results[len(rows) :] - expected) <= 1e-6 * abs(expected))


def test_powers_and_steps_of_complex_numbers(same):
    if "complex64" not in SUPPORTED:
        return
    z = np.array([1 + 2j, -3 + 0.5j, 0j, -1, 2j], np.complex64)
    w = np.array([0.5 - 1j, 2, 1.5, 0.5, 0], np.complex64)
    x = gt.asarray(z)
    same(x ** gt.asarray(w), (z.astype("c16") ** w).astype("c8"), rtol=1e-5)
    same(gt.round(x * 1.25), np.round(z * np.float32(1.25)))
    same(gt.linspace(0, 1 + 2j, 5), np.linspace(0, 1 + 2j, 5).astype("c8"))
    same(gt.vecdot(x, x), np.complex64(np.vdot(z, z)))


def test_powers_and_quotients_beyond_what_their_terms_hold():
    if "complex64" not in SUPPORTED:
        return
    inf, nan = math.inf, math.nan
    z = np.array([1e30j, complex(inf, 1), complex(inf, 1), complex(-3, inf), 3e38 + 3e38j], np.complex64)
    w = np.array([2 + 50j, 1 + 1j, -1 + 1j, 1, complex(inf, inf)], np.complex64)
    powers = np.array([2.3225e25 + 7.4179e25j, complex(inf, nan), 0, complex(-3, inf)], np.complex64)
    got = gt.asnumpy(gt.asarray(z) ** gt.asarray(w))[:4]
    np.testing.assert_allclose(got.view(np.float32), powers.view(np.float32), rtol=1e-3)
    assert (gt.asarray(z) / gt.asarray(w)).tolist()[4] == 0


def test_whole_powers_of_complex_numbers():
    if "complex64" not in SUPPORTED:
        return
    rng = np.random.default_rng(3)
    z = (rng.uniform(-2, 2, 60) + 1j * rng.uniform(-2, 2, 60)).astype(np.complex64)
    for power in (-64, -5, -2, -1, 2, 3, 64):
        got, want = gt.asnumpy(gt.asarray(z) ** gt.full(60, power, dtype="complex64")), z.astype(complex) ** power
        assert (abs(got - want) <= 2e-5 * abs(want)).all()
    ends = np.array([1e30, -1e30, 1e30j, 1e20 + 2e20j, 1e30, 1e-30, 1e-30, 1e30], np.complex64)
    powers = np.array([-5, -5, -5, -5, 5, 5, -2, 65], np.complex64)
    got = gt.asnumpy(gt.asarray(ends) ** gt.asarray(powers))
    assert (got[[0, 1, 2, 3, 5]] == 0).all() and np.isinf(got[[4, 6, 7]].real).all() and not np.isnan(got).any()


def test_different_complex_numbers():
    if "complex64" not in SUPPORTED or not ALL:  # many kernels, which others' tests have for real numbers
        return
    some = np.array([1j, 1, 1j, 0, -0.0, 1 + 1j, 1, complex(math.nan, 1), complex(math.nan, 1)], np.complex64)
    values, indices, inverse, counts = (gt.asnumpy(each) for each in gt.unique_all(gt.asarray(some)))
    assert sorted(counts.tolist()) == [1, 1, 1, 2, 2, 2] and counts.sum() == 9 and len(values) == 6
    assert np.array_equal(some[indices], values, equal_nan=True) and np.array_equal(
        values[inverse], some, equal_nan=True
    )
    assert indices.tolist() == [
        some.tolist().index(value) if value == value else at for value, at in zip(values, indices)
    ]
    assert gt.isin(gt.asarray(some), gt.asarray(some[:2])).tolist() == [True] * 3 + [False] * 3 + [True, False, False]


def test_what_is_not_finite_in_complex_numbers():
    if "complex64" not in SUPPORTED:
        return
    parts = [math.nan, math.inf, -math.inf, 0.0, -0.0, 2.0]
    values = np.array([*itertools.product(parts, parts)], np.float32).view(np.complex64)[:, 0]
    x, (re, im) = gt.asarray(values), (values.real, values.imag)
    nan, inf = np.isnan(re) | np.isnan(im), np.isinf(re) | np.isinf(im)
    assert gt.isnan(x).tolist() == nan.tolist() and gt.isinf(x).tolist() == inf.tolist()
    assert gt.isfinite(x).tolist() == (~nan & ~inf).tolist()
    size = gt.asnumpy(gt.abs(x))
    assert (
        size.dtype == np.float32 and np.array_equal(np.isinf(size), inf) and np.array_equal(np.isnan(size), nan & ~inf)
    )
    sign = gt.asnumpy(gt.sign(x))
    assert np.isnan(sign[nan].real).all() and (sign[values == 0] == 0).all()
    y = gt.asnumpy(x + gt.asarray(np.array([1, -math.inf], np.float32).view(np.complex64)))
    with np.errstate(invalid="ignore"):
        assert np.array_equal([y.real, y.imag], [re + np.float32(1), im - np.float32(math.inf)], equal_nan=True)
    assert np.array_equal(gt.asnumpy(gt.real(x)), re, equal_nan=True)
    assert np.array_equal(gt.asnumpy(gt.imag(x)), im, equal_nan=True)
    kept = ~np.isnan(im)
    assert np.array_equal(np.signbit(gt.asnumpy(gt.imag(gt.conj(x))))[kept], ~np.signbit(im)[kept])
