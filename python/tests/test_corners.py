"""Corners of NumPy's rules: numbers with a dtype stored by a mask, values of another dtype, what is refused."""

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp


@pytest.mark.parametrize(
    "dtype, value",
    [
        ("int64", np.float32(3)),
        ("int64", np.float64(2.5)),
        ("int32", np.uint64(7)),
        ("uint64", np.int64(-1)),
        ("int8", np.int64(300)),
        ("int32", np.bool_(True)),
    ],
)
def test_a_mask_leaves_the_others_as_they_are(dtype, value):
    host, mask = np.array([np.iinfo(dtype).max - 1, 5], dtype), np.array([False, True])
    arrays = [gt.asarray(np.array(value))] if gt.device().supports(np.array(value).dtype.name) else []
    for stored in (value, *arrays):
        x = gt.asarray(host)
        x[gt.asarray(mask)] = stored
        assert gt.asnumpy(x).tolist() == [host[0], np.array(value).astype(dtype)]


def test_any_number_is_true_where_a_mask_puts_it_among_bools():
    x, mask = gt.zeros(2, dtype=bool), gt.asarray(np.array([False, True]))
    x[mask] = 10**30
    assert x.tolist() == [False, True]


def test_copyto_leaves_the_others_as_they_are():
    x = gt.asarray(np.array([2**62 + 1, 5]))
    np.copyto(x, np.float64(2.5), where=gt.asarray(np.array([False, True])), casting="unsafe")
    assert x.tolist() == [2**62 + 1, 2]


@pytest.mark.parametrize("dtype", ["int32", "float32", "uint64"])
def test_subtract_at_takes_values_of_another_dtype(dtype):
    x = gt.asarray(np.full(3, 300, dtype))
    np.subtract.at(x, [0, 1], gt.asarray(np.array([5, 6], np.uint8)))
    assert x.tolist() == [295, 294, 300]


def test_subtract_at_computes_in_the_dtype_of_values():
    x = gt.asarray(np.array([10, 20], np.float16))
    np.subtract.at(x, [0], gt.asarray(np.array([10.001], np.float32)))
    assert x[0] == np.float16(np.float32(10) - np.float32(10.001)) != 0


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("name", ["convolve", "correlate"])
@pytest.mark.parametrize(
    "a, v",
    [
        ([9, 0, -6.7, -6], [np.inf, -8.9, -6, -np.inf]),
        ([1, 2, 3], [1, np.nan, 2]),
        ([1, 2, 3, 4, 5], [np.inf, 1]),
        ([1.0], [2.0, np.inf, 4]),
        ([1, 2j, 3], [1j, 3]),
    ],
)
def test_an_infinity_beyond_the_end_counts_for_nothing(name, mode, a, v):
    a, v = (np.array(each, np.complex64 if 2j in a else np.float32) for each in (a, v))
    found = gt.asnumpy(getattr(cp, name)(gt.asarray(a), gt.asarray(v), mode))
    np.testing.assert_allclose(found, getattr(np, name)(a, v, mode), rtol=1e-6)


def test_long_ends_of_a_convolution_are_taken_in_parts(monkeypatch):
    from gputensor import polynomials

    monkeypatch.setattr(polynomials, "AT_ONCE", 12)
    a, v = np.arange(1, 10, dtype=np.float32), np.array([-2, np.inf, 0, 1, 2], np.float32)
    found = cp.convolve(gt.asarray(a), gt.asarray(v))
    assert gt.asnumpy(found).tolist() == np.convolve(a, v).tolist()


@pytest.mark.parametrize("name", ["tril", "triu"])
@pytest.mark.parametrize("k", [-1, 0, 1])
def test_triangles_of_a_line_have_it_in_every_row(name, k):
    a = np.array([1, 2, 3])
    assert getattr(gt, name)(gt.asarray(a), k=k).tolist() == getattr(np, name)(a, k).tolist()


def test_one_shift_for_an_axis_that_is_named_twice():
    a = np.arange(6).reshape(2, 3)
    assert cp.roll(gt.asarray(a), (1,), (1, 1)).tolist() == np.roll(a, (1,), (1, 1)).tolist()


def test_observations_of_one_row_are_columns():
    with pytest.warns(RuntimeWarning):
        want = np.cov(np.ones((1, 4)), rowvar=False)
    found = cp.cov(gt.ones((1, 4)), rowvar=False)
    np.testing.assert_array_equal(gt.asnumpy(found), want)


def test_a_number_folds_to_itself():
    assert np.bitwise_or.reduce(gt.asarray(5)).item() == 5


@pytest.mark.parametrize(
    "error, call",
    [
        (ValueError, lambda: cp.moveaxis(gt.ones((2, 3)), (0, 1), (0, 0))),
        (ValueError, lambda: cp.moveaxis(gt.ones((2, 3)), (0, 0), (0, 1))),
        (ValueError, lambda: cp.einsum("iji->j", gt.ones((2, 4, 1)))),
        (TypeError, lambda: np.heaviside(gt.ones(3, dtype="complex64"), 1)),
        (TypeError, lambda: np.heaviside(gt.ones(3), 1j)),
        (TypeError, lambda: np.bitwise_or.reduce(gt.ones((1, 3)))),
        (ValueError, lambda: np.bitwise_or.reduce(gt.asarray(5), axis=1)),
        pytest.param(ValueError, lambda: cp.matvec(gt.ones(3), gt.ones(3)), id="matvec"),
        pytest.param(ValueError, lambda: cp.vecmat(gt.ones(3), gt.ones(3)), id="vecmat"),
        pytest.param(ValueError, lambda: cp.matvec(gt.ones((3, 1)), gt.asarray(5.0)), id="matvec of a number"),
    ],
)
def test_what_numpy_refuses(error, call):
    with pytest.raises(error):
        call()


def test_arrays_of_an_archive_by_their_names(tmp_path):
    a = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.savez(tmp_path / "a.npz", a, two=a > 2)
    with gt.load(tmp_path / "a.npz") as found:
        assert sorted(found) == ["arr_0", "two"] and len(found) == 2
        assert isinstance(found["two"], gt.ndarray) and found["two"].tolist() == (a > 2).tolist()
        assert found["arr_0"].tolist() == a.tolist()
        with pytest.raises(KeyError):
            found["three"]
    whole = (tmp_path / "a.npz").read_bytes()
    damaged = whole.replace(b"PK\x01\x02", b"PK\x01\x03")
    for no_archive in (b"PK no archive", damaged):
        (tmp_path / "b.npz").write_bytes(no_archive)
        with pytest.raises(ValueError):
            gt.load(tmp_path / "b.npz")


def test_an_archive_knows_its_names_without_the_arrays(tmp_path):
    np.savez(tmp_path / "a.npz", words=np.array(["a", "b"]))
    with gt.load(tmp_path / "a.npz") as found:
        assert "words" in found and "others" not in found
        with pytest.raises(TypeError):
            found["words"]


def test_strides_of_axes_of_one_element_do_not_matter_to_a_view():
    x = gt.asarray(np.arange(4, dtype="float32").reshape(4, 1)).T
    assert x.view("complex64").tolist() == [[1j, 2 + 3j]]
    assert gt.empty((3, 0), dtype="float32").view("complex64").shape == (3, 0)


def test_the_only_element_by_an_index_of_either_sign():
    assert gt.asarray(3.0).item(-1) == gt.asarray(3.0).item(0) == 3
    with pytest.raises(IndexError):
        gt.asarray(3.0).item(1)


@pytest.mark.parametrize("count", [0, 1])
def test_steps_of_no_places(count):
    for endpoint in (True, False):
        x, step = gt.linspace(0, 1, count, endpoint=endpoint, retstep=True, dtype="int32")
        np.testing.assert_equal(step, np.linspace(0, 1, count, endpoint=endpoint, retstep=True)[1])
        assert x.shape == (count,)


def test_random_bools_bytes_and_choices_in_any_order():
    made = gt.random.default_rng(7)
    coins = made.integers(0, 2, 100, dtype=bool)
    assert coins.dtype == bool and 20 < int(coins.sum()) < 80
    assert made.integers(1, 1, 5, dtype=bool, endpoint=True).all()
    for low, high in ((0, 3), (-1, 1)):
        with pytest.raises(ValueError):
            made.integers(low, high, 5, dtype=bool)
    assert len(made.bytes(5)) == 5 and made.bytes(0) == b"" and made.bytes(9) != made.bytes(9)
    for shuffle in (False, True):
        assert sorted(made.choice(5, 5, replace=False, shuffle=shuffle).tolist()) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("name", ["maximum", "minimum", "fmax", "fmin"])
def test_extremes_of_complex_numbers(name, same):
    """By the real part, then by the imaginary one; NaN in either wins, or loses in fmax and fmin."""
    values = [0.0, 1.0, -2.0, np.nan, np.inf]
    parts = np.array([complex(a, b) for a in values for b in values], np.complex64)
    a, b = np.meshgrid(parts, parts)
    x, y = gt.asarray(a), gt.asarray(b)
    for call in (getattr(np, name), getattr(cp, name)):
        same(call(x, y), getattr(np, name)(a, b))
        same(call(x, 1.0), getattr(np, name)(a, np.complex64(1)))
        same(call(1 + 1j, x[0]), getattr(np, name)(np.complex64(1 + 1j), a[0]))
        same(call(x.real.copy(), y), getattr(np, name)(a.real.copy(), b))
        out = gt.zeros(a.shape, "complex64")
        assert call(x, y, out=out) is out
        same(out, getattr(np, name)(a, b))
        with pytest.raises(TypeError):
            call(x, y, out=gt.zeros(a.shape))


def test_lists_of_integers_that_float64_would_round():
    for values in ([1, 2**63 + 1], [0, 2**64 - 1], [[2**63 + 1], [3]]):
        x = gt.asarray(values, dtype=gt.uint64)
        assert gt.asnumpy(x).tolist() == values and gt.asarray(values).dtype == np.uint64
        y = gt.zeros(x.shape, dtype=gt.uint64)
        y[...] = values
        assert gt.asnumpy(y).tolist() == values
    for values, dtype in (([-1, 2**63], None), ([-1, 2**63], "int64"), ([0, 2**63], "int64"), ([-1, 2**63], "uint64")):
        with pytest.raises(OverflowError, match="out of range"):
            gt.asarray(values, dtype=dtype)
    assert gt.asarray([1, 2**63, 0.5]).dtype == np.float32
    assert gt.asnumpy(gt.asarray([-1, 2**63], dtype="float32")).tolist() == [-1, 2.0**63]


def test_complex_numbers_become_no_real_ones_in_silence():
    for data in (1j, [1 + 2j], np.array([1j], np.complex64)):
        for dtype in ("int32", "float32"):
            with pytest.raises(TypeError, match="asarray: no cast"):
                gt.asarray(data, dtype=dtype)
    assert gt.asarray([1j, 0], dtype=bool).tolist() == [True, False]
    with pytest.raises(TypeError, match="arange"):
        gt.arange(1j)
    z = np.array([1, 1j], np.complex64)
    for call in (
        lambda: gt.linspace(z, 2, 3, dtype="float32"),
        lambda: gt.linspace(z, 2, 3, dtype="int32"),
        lambda: cp.logspace(0, 1j, 3, dtype="float32"),
        lambda: cp.geomspace(1, 1j, 3, dtype="float32"),
        lambda: cp.quantile(gt.ones(3), z),
        lambda: cp.nanpercentile(gt.ones(3), z),
        lambda: gt.random.default_rng(0).choice(2, p=z),
        lambda: gt.random.default_rng(0).multivariate_normal(z, np.eye(2)),
        lambda: gt.random.default_rng(0).multivariate_normal([0, 0], z * np.eye(2)),
    ):
        with pytest.raises(TypeError, match="no cast from complex"):
            call()
    for call in (cp.histogram, cp.histogram_bin_edges, lambda x: cp.histogram2d(x, x), cp.histogramdd):
        with pytest.raises(TypeError, match="histogram: complex numbers"):
            call(gt.asarray(z))


@pytest.mark.parametrize("name", ("logspace", "geomspace"))
def test_spaces_of_complex_numbers_are_complex(name, same):
    got = getattr(cp, name)(1, 1 + 2j, 5)
    assert got.dtype == np.complex64
    same(got, getattr(np, name)(1, 1 + 2j, 5).astype(np.complex64))


def test_lists_of_complex_numbers_are_stored_without_float64():
    """A list is of complex128 on the host, which the device may lack."""
    whole, some = gt.asarray(np.array([0, 1])), gt.asarray(np.array([True, True]))
    for key in (slice(None), whole, some):
        x = gt.zeros(2, dtype="complex64")
        x[key] = [1j, 2]
        assert x.tolist() == [1j, 2]
        with pytest.raises(TypeError, match="complex"):
            gt.zeros(2)[key] = [1j, 2]


@pytest.mark.parametrize("ends", [(np.inf,), (0, np.nan), (0, 1, np.nan), (-np.inf, 0), (0, np.inf, 2)])
def test_arange_of_no_number_of_steps(ends):
    with pytest.raises(ValueError, match="arange: no finite number"):
        gt.arange(*ends)


def test_spaces_between_arrays():
    step = gt.linspace(np.array([0.0, 1.0]), np.array([5.0, 6.0]), 3, retstep=True, dtype="int32")[1]
    assert step.tolist() == [2.5, 2.5]
    assert gt.logspace(0, 2, 3, base=gt.asarray(2.0)).tolist() == [1.0, 2.0, 4.0]
    assert gt.logspace(0, 2, 3, base=gt.asarray([2.0, 3.0])).tolist() == np.logspace(0, 2, 3, base=[2.0, 3.0]).tolist()


def test_arange_starts_where_a_step_is_too_long():
    assert [gt.arange(0, *rest).tolist() for rest in ((1, np.inf), (-1, -np.inf), (5e-324, 10.0))] == [[0.0]] * 3
    assert [gt.arange(0, 5, step).tolist() for step in (1e39, 1e300)] == [[0.0]] * 2
    assert gt.arange(0, 2.5e39, 1e39).tolist() == [0.0, np.inf, np.inf]
    assert [gt.arange(0, *rest).tolist() for rest in ((-1, np.inf), (0, np.inf), (-5e-324, 10.0))] == [[]] * 3
