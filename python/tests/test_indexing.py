"""x[...] and x[...] = y, against numpy."""

import numpy as np
import pytest

import gputensor as gt

A = np.arange(60, dtype=np.float32).reshape(3, 4, 5)
BASIC = [
    (),
    ...,
    0,
    -1,
    slice(None),
    slice(1, 3),
    slice(None, None, -1),
    slice(None, None, 2),
    slice(-2, None),
    slice(5, 1),
    slice(10**30, None, -1),
    slice(-(10**30), 10**30),
    None,
    (None, 0),
    (0, None),
    (..., 0),
    (0, ...),
    (..., None),
    (1, 2, 3),
    (slice(None), 1),
    (slice(None), slice(None), -2),
    (slice(2, None, -1), slice(1, 4, 2), slice(4, 0, -3)),
    (0, slice(None), None, 2),
    (None, ..., None),
    (slice(0, 0), 1),
    (np.int64(1), np.uint8(2)),
    (slice(np.int64(1), None),),
    np.array(2),
    (slice(None, None, -3), ..., slice(None, None, -2)),
]


@pytest.mark.parametrize("key", BASIC, ids=repr)
def test_views(key, same):
    same(gt.asarray(A)[key], A[key])


@pytest.mark.parametrize("key", BASIC, ids=repr)
def test_assignment_through_views(key, same):
    x, a = gt.asarray(A), A.copy()
    x[key] = -1
    a[key] = -1
    same(x, a)
    values = np.random.default_rng(0).random(a[key].shape, dtype=np.float32)
    for source in (gt.asarray(values), values):
        x[key] = source
    a[key] = values
    same(x, a)


def test_views_share_memory():
    x = gt.asarray(A)
    view = x[1, ::-1]
    view[0, 0] = 99
    assert x[1, 3, 0].item() == 99
    x[1] += 1
    assert view[0, 0].item() == 100


I = np.array([2, 0, -1, 1])
PICKED = [
    (I,),
    ([0, 2],),
    (slice(None), I % 4),
    (..., I),
    (slice(None, None, -1), I[:2], slice(1, 4)),
    (0, I),
    (I, 0),
    (0, slice(None), I),
    (I, slice(None), 0),
    (None, I),
    (I, None, 0),
    (0, None, I),
    (I.reshape(2, 2),),
    (..., [[0]], 1),
    (slice(1, 3), I.reshape(2, 2) % 4, slice(None, None, 2)),
    ([],),
    (np.array([1], np.uint8),),
    (None, I.reshape(2, 2), 1, ..., -1),
    (0, ..., I, 1),
    (np.zeros((0, 2), int), 1),
]


@pytest.mark.parametrize("key", PICKED, ids=repr)
def test_one_array_of_integers(key, same):
    x = gt.asarray(A)
    same(x[key], A[key])
    same(x[tuple(gt.asarray(k) if isinstance(k, np.ndarray) else k for k in key)], A[key])
    assert x[gt.asarray(1), 0, 0].item() == A[1, 0, 0]


def test_wrong_indices_are_found(same):
    x = gt.asarray(A)
    for key in ((np.array([0, 3]),), ([-4],), (0, [4]), (slice(None), slice(None), [[5]])):
        with pytest.raises(IndexError, match="out of bounds"):
            x[key]
    y = x[gt.asarray([0, 3])]
    with pytest.raises(IndexError, match="3"):
        gt.asnumpy(y)
    same(x, A)
    for call in (lambda: gt.take(x, [60]), lambda: gt.take_along_axis(x, np.full((3, 4, 1), 5), 2)):
        with pytest.raises(IndexError, match="out of bounds"):
            call()
    for call in (lambda: gt.take(x, [0.5]), lambda: gt.take(x, gt.asarray([True]))):
        with pytest.raises(IndexError, match="integers"):
            call()


@pytest.mark.parametrize(
    "key, error, text",
    [
        (3, IndexError, "index 3 is out of bounds for axis 0 with size 3"),
        ((0, -5), IndexError, "index -5 is out of bounds for axis 1 with size 4"),
        ((0, 0, 0, 0), IndexError, "too many indices"),
        ((..., ...), IndexError, "ellipsis"),
        (1.5, IndexError, "only integers"),
        ("x", IndexError, "only integers"),
        (slice(None, None, 0), ValueError, "zero"),
        (slice(1.5, None), TypeError, "float"),
        (np.array([1.5]), IndexError, "float64"),
        ([[0.5]], IndexError, "float64"),
        (np.zeros((3, 5), bool), IndexError, "boolean index"),
        (np.zeros((3, 4, 5, 1), bool), IndexError, "too many"),
        (2**64, IndexError, f"index {2**64} is out of bounds"),
        ((0, -(2**64) - 1), IndexError, "out of bounds for axis 1"),
    ],
)
def test_wrong_keys(key, error, text):
    x = gt.asarray(A)
    with pytest.raises(error, match=text):
        x[key]
    with pytest.raises(error, match=text):
        x[key] = 1
    assert gt.asnumpy(x).tolist() == A.tolist()


def test_wrong_values():
    x = gt.asarray(A)
    with pytest.raises(ValueError, match=r"\(3,\)"):
        x[0] = gt.ones(3)
    with pytest.raises((TypeError, ValueError)):
        x[0] = "text"
    with pytest.raises(OverflowError, match="300"):
        gt.zeros(3, dtype="int8")[0:2] = 300
    with pytest.raises(TypeError, match="complex"):
        x[0] = 1j
    for dtype in ("int64", "uint8"):
        whole = gt.zeros(3, dtype=dtype)
        for key in (0, slice(None), [1], gt.asarray([True, False, True])):
            for value, error in ((np.nan, ValueError), (np.inf, OverflowError), (2**70, OverflowError)):
                with pytest.raises(error, match=f"(setitem|where).*{dtype}"):
                    whole[key] = float(value) if error is ValueError else value
            with pytest.raises(OverflowError, match="setitem|where"):
                whole[key] = -1 if dtype == "uint8" else -1e30
        assert whole.tolist() == [0, 0, 0]
        with pytest.raises(ValueError, match="NaN"):
            gt.full(2, np.nan, dtype=dtype)


def test_leading_axes_of_a_value_go(same):
    key = (slice(None), I[:2] % 4, slice(1, 4))
    x, a = gt.asarray(A), A.copy()
    x[0, :, [1, 2]] = gt.ones((1, 1, 1, 4))
    a[0, :, [1, 2]] = np.ones((1, 1, 1, 4))
    x[key] = gt.full((1, 1, 1, 2, 1), 3.0)
    a[key] = 3
    same(x, a)


def test_assignment_converts(same):
    x, a = gt.zeros(4, dtype="int32"), np.zeros(4, np.int32)
    for value in (2.7, gt.asarray(3.9), gt.asarray([1.2, 2.2, 3.2, -4.7])):
        x[...] = value
        a[...] = gt.asnumpy(value) if isinstance(value, gt.ndarray) else value
        same(x, a)
    overlapping, b = gt.asarray(A), A.copy()
    overlapping[0] = overlapping[0, ::-1]
    b[0] = b[0, ::-1].copy()
    same(overlapping, b)


MASKS = [A > 20, A[:, :, 0] > 20, A[:, 0, 0] > 10, np.zeros_like(A, bool), np.ones_like(A, bool)]
VALUES = [7, np.float32(2.5), np.array([3], np.float32)]
ROWS = {2: np.arange(5, dtype=np.float32), 1: np.arange(20, dtype=np.float32).reshape(4, 5)}


@pytest.mark.parametrize(
    "mask, value",
    [(mask, value) for mask in MASKS for value in [*VALUES, *([ROWS[mask.ndim]] if mask.ndim in ROWS else [])]],
)
def test_masks_choose_where_to_assign(mask, value, same):
    x, a = gt.asarray(A), A.copy()
    x[gt.asarray(mask)] = gt.asarray(value) if isinstance(value, np.ndarray) else value
    a[mask] = value
    same(x, a)
    x[mask] = value  # a mask of the host
    same(x, a)


def test_masks_behind_other_axes(same):
    x, a = gt.asarray(A), A.copy()
    mask = A[0] > 7
    x[1, gt.asarray(mask)] = -1
    a[1, mask] = -1
    same(x, a)
    x[:, gt.asarray(mask[:, 0])] = 5
    a[:, mask[:, 0]] = 5
    same(x, a)
    i, j = gt.asarray(np.arange(6)), np.arange(6)
    i[i > 2] = 1.9
    j[j > 2] = 1.9
    same(i, j)


@pytest.mark.parametrize("key", PICKED, ids=repr)
def test_assignment_at_indices(key, same):
    on_device = tuple(gt.asarray(k) if isinstance(k, np.ndarray) else k for k in key)
    values = np.random.default_rng(0).random(A[key].shape, dtype=np.float32)
    row = values[..., :1]
    for value in (-1, values, row):
        x, a = gt.asarray(A), A.copy()
        x[on_device] = gt.asarray(value) if isinstance(value, np.ndarray) else value
        a[key] = value
        same(x, a)
        y = gt.asarray(A)
        y[key] = value
        same(y, a)


@pytest.mark.parametrize("mask", MASKS)
def test_selection_by_a_mask(mask, same):
    x = gt.asarray(A)
    same(x[gt.asarray(mask)], A[mask])
    same(x[mask], A[mask])
    view, part = x[:, ::-1], A[:, ::-1]
    same(view[mask], part[mask])
    values = np.random.default_rng(0).random(A[mask].shape, dtype=np.float32)
    for target, host in ((x, A.copy()), (gt.asarray(A)[:, ::-1], A.copy()[:, ::-1])):
        target[gt.asarray(mask)] = gt.asarray(values)
        host[mask] = values
        same(target, host)


@pytest.mark.parametrize("mask", [True, False, np.True_, np.False_, np.array(True), np.array(False)], ids=repr)
def test_masks_of_rank_0(mask, same):
    x = gt.asarray(A)
    masks = [mask, gt.asarray(mask)]
    for place in (
        lambda m: m,
        lambda m: (m, 0),
        lambda m: (0, m),
        lambda m: (slice(1, None), m),
        lambda m: (..., m),
        lambda m: (m, slice(None), 0),
        lambda m: (0, slice(None), m),
        lambda m: (None, m, 1),
    ):
        expected, key = A[place(mask)], place(mask)
        for each in masks:
            same(x[place(each)], expected)
            for value in (-1, np.float32(2.5), np.random.default_rng(0).random(expected.shape, dtype=np.float32)):
                y, a = gt.asarray(A), A.copy()
                y[place(each)] = value
                a[key] = value
                same(y, a)
    scalar = gt.asarray(np.float32(3))
    same(scalar[mask], np.float32(3)[mask])
    same(x[mask, [0, 1]], A[mask, [0, 1]]) if mask else None
    with pytest.raises(IndexError, match="too many"):
        x[mask, 0, 0, 0, 0]


def test_masks_beside_slices(same):
    x, mask = gt.asarray(A), A[0] > 7
    same(x[1, mask], A[1, mask])
    same(x[:, mask], A[:, mask])
    same(x[::-1, mask[:, 0], 1:], A[::-1, mask[:, 0], 1:])
    same(x[None, :, mask[:, 0]], A[None, :, mask[:, 0]])
    values, a = np.arange(3 * mask.sum(), dtype=np.float32).reshape(3, -1), A.copy()
    x[:, gt.asarray(mask)] = values
    a[:, mask] = values
    same(x, a)
    with pytest.raises(ValueError, match="chosen"):
        x[gt.asarray(mask[:3, :4].T[:3, :3])[:, 0]] = np.ones((7, 1, 1), np.float32)


def test_wrong_indices_of_an_assignment():
    x = gt.asarray(A)
    with pytest.raises(IndexError, match="out of bounds"):
        x[[0, 3]] = 1
    x[gt.asarray([0, -4])] = 0
    with pytest.raises(IndexError, match="-4"):
        gt.synchronize()
    assert x[0].sum().item() == 0 and gt.asnumpy(x[1:]).tolist() == A[1:].tolist()
    with pytest.raises(ValueError, match="rank 0"):
        gt.nonzero(gt.asarray(1))
