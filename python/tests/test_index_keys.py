"""Keys of several index arrays, masks, slices, integers and new axes in any order, against numpy."""

import os

import numpy as np
import pytest

import gputensor as gt

COUNT = int(os.environ.get("GPUTENSOR_KEYS", "250"))
A = np.arange(60, dtype=np.float32).reshape(3, 4, 5)
I, J = np.array([2, 0, -1, 1]), np.array([[0], [-4], [3]])
SEVERAL = [
    (I, I),
    (I, slice(None), I),
    (slice(None), I, I),
    (I, J, J % 5),
    (..., J, I),
    (I[:1], None, I),
    (0, slice(None), I),
    (0, I, slice(None)),
    (I % 3, 1, I),
    (J % 3, slice(None, None, -1), 2),
    ([0, 1], [1, 2], [3, -1]),
    (A[:, :, 0] > 20, I[:1]),
    (slice(None), A[0] > 7),
    (A[:, 0, 0] > 15, slice(None), [0, 4]),
    (True, I),
    (I[:1], slice(None), np.array(False)),
    (np.zeros((0, 2), int), np.zeros((1, 1), int)),
    (np.array(1), np.array(2)),
]


@pytest.mark.parametrize("key", SEVERAL, ids=repr)
def test_several_arrays(key, same):
    x, a = gt.asarray(A), A.copy()
    on_device = tuple(gt.asarray(k) if isinstance(k, np.ndarray) else k for k in key)
    same(x[key], A[key])
    same(x[on_device], A[key])
    values = np.random.default_rng(0).random(A[key].shape, dtype=np.float32)
    for value in (-1, values, values[..., :1]):
        x[on_device] = gt.asarray(value) if isinstance(value, np.ndarray) else value
        a[key] = value
        same(x, a)
    for at, expected in ((np.add.at, np.add.at), (np.maximum.at, np.maximum.at)):
        at(x, on_device, gt.asarray(values))
        expected(a, key, values)
        same(x, a, rtol=1e-5)


@pytest.mark.parametrize("shape", [(0,), (0, 4), (3, 0), (0, 0, 5)], ids=repr)
def test_masks_of_no_elements(shape, same):
    """The standard: every size of a mask is that of the array or 0."""
    x, mask = gt.asarray(A), np.zeros(shape, bool)
    for key in (mask, gt.asarray(mask), (slice(None), np.zeros((0, 5), bool))):
        same(x[key], A[gt.asnumpy(key) if isinstance(key, gt.ndarray) else key])
        x[key] = 7
    same(x, A)
    for wrong in ((0, 3), (2, 0), (0, 4, 4)):
        with pytest.raises(IndexError, match="boolean index"):
            x[np.zeros(wrong, bool)]


def test_combining_through_views_and_masks(same):
    x, a = gt.asarray(A), A.copy()
    for key in ((slice(None), 1), A > 30, (1, A[0] > 7), (..., None, 2), [0, 0, 2]):
        np.add.at(x, key, 2.5)
        np.add.at(a, key, 2.5)
        same(x, a)


def random_slice(rng, n):
    start, stop = (None if rng.random() < 0.4 else int(each) for each in rng.integers(-n - 1, n + 2, 2))
    return slice(start, stop, int(rng.choice([1, 1, -1, 2, -2])))


def random_mask(rng, shape, common):
    """A mask that chooses as many elements as index arrays beside it have, most of the time."""
    mask = np.zeros(shape, bool)
    wanted = common[-1] if common and rng.random() < 0.7 else int(rng.integers(0, 2))
    mask.reshape(-1)[rng.permutation(mask.size)[:wanted]] = True
    return mask


def random_indices(rng, n, common):
    shape = [size if rng.random() < 0.75 else 1 for size in common]
    shape = [0] if n == 0 else shape[1:] if rng.random() < 0.2 else shape
    return np.asarray(rng.integers(-n, n, shape) if n else np.zeros(shape), rng.choice(["int64", "int64", "int32"]))


def random_key(rng, shape):
    common = [int(rng.integers(1, 4)) for _ in range(rng.integers(0, 3))]
    keys, axis, dots = [], 0, False
    while len(keys) < 8 and (axis < len(shape) or rng.random() < 0.2):
        kind = rng.random()
        if kind < 0.08:
            keys.append(None)
        elif kind < 0.13 and not dots:
            dots = True
            keys.append(Ellipsis)
            axis += int(rng.integers(0, len(shape) - axis + 1))
        elif kind < 0.16:
            keys.append(bool(rng.integers(0, 4)))
        elif axis < len(shape):
            n = shape[axis]
            if kind < 0.42:
                keys.append(random_slice(rng, n))
            elif kind < 0.57 and n:
                keys.append(int(rng.integers(-n, n)))
            elif kind < 0.70:
                rank = int(rng.integers(1, min(3, len(shape) - axis) + 1))
                keys.append(random_mask(rng, shape[axis : axis + rank], common))
                axis += rank - 1
            else:
                keys.append(random_indices(rng, n, common))
            axis += 1
    return tuple(keys)


def outcome(call):
    try:
        return call(), None
    except (IndexError, ValueError) as error:
        return None, type(error)


def test_random_keys():
    """GPUTENSOR_KEYS=5000 tries more."""
    rng = np.random.default_rng(20)
    compared = 0
    for _ in range(COUNT):
        shape = [int(size) for size in rng.choice(6, rng.integers(0, 5), p=[0.03, 0.1, 0.2, 0.27, 0.2, 0.2])]
        order = [int(axis) for axis in rng.permutation(len(shape))]
        host = rng.integers(-99, 99, shape).astype(np.float32).transpose(order)
        x, a = gt.asarray(host.transpose(np.argsort(order))).transpose(order), host.copy()
        key = random_key(rng, host.shape)
        on_device = tuple(gt.asarray(k) if isinstance(k, np.ndarray) and rng.random() < 0.6 else k for k in key)
        expected, error = outcome(lambda: a[key])
        actual, failed = outcome(lambda: x[on_device])
        assert failed == error, key
        if error:
            continue
        assert np.array_equal(gt.asnumpy(actual), expected) and actual.shape == np.shape(expected), key
        sizes = [size if rng.random() < 0.8 else 1 for size in np.shape(expected)]
        value = rng.integers(-9, 9, sizes[int(rng.random() < 0.2) :]).astype(np.float32)
        x[on_device] = gt.asarray(value) if rng.random() < 0.5 else value
        a[key] = value
        assert np.array_equal(gt.asnumpy(x), a), key
        compared += 1
    assert compared > COUNT / 2


def test_wrong_keys(same):
    x = gt.asarray(A)
    for key in (([0, 3], [0, 0]), (I, slice(None), [5, 0, 0, 0]), (A[:, :, 0] > 20, [9])):
        with pytest.raises(IndexError, match="out of bounds"):
            x[key]
        with pytest.raises(IndexError, match="out of bounds"):
            x[key] = 1
    for key in (([0, 1], [0, 1, 2]), (A[0] > 7, slice(None), [0, 1, 2])):
        with pytest.raises(IndexError, match=r"do not broadcast together|too many"):
            x[key]
        with pytest.raises(IndexError, match=r"do not broadcast together|too many"):
            x[key] = 1
    with pytest.raises(IndexError, match="too many"):
        x[I, I, I, I]
    with pytest.raises(ValueError, match="broadcast"):
        x[I, I % 4] = np.ones((3, 1, 1))
    with pytest.raises(TypeError):
        x[I, I % 4] = 1j
    same(x, A)
    y = x[gt.asarray([0, 3]), gt.asarray([0, 1])]
    with pytest.raises(IndexError, match="index 3 at position 1 of indices is out of range of 3"):
        gt.asnumpy(y)
    x[gt.asarray([0, 2]), gt.asarray([0, -9])] = 7
    with pytest.raises(IndexError, match="-9"):
        gt.synchronize()
    assert gt.asnumpy(x)[0, 0].tolist() == [7.0] * 5 and gt.asnumpy(x)[2].tolist() == A[2].tolist()
