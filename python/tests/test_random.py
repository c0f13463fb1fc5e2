"""gputensor.random and gputensor.cupy.random: numbers of the C library, NumPy's names, states, threads."""

import pickle
import threading

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp


def draws(generator):
    return [
        generator.random((3, 5)),
        generator.standard_normal(7),
        generator.normal(2, 0.5, size=11, dtype="float16"),
        generator.uniform(-1, 1, (2, 2)),
        generator.exponential(3, 9),
        generator.integers(-4, 9, 13, dtype="int8"),
        generator.bernoulli(0.3, 17),
        generator.permutation(19),
        generator.choice(10, 4, replace=False),
    ]


def same_draws(one, other):
    for x, y in zip(one, other, strict=True):
        assert x.dtype == y.dtype and x.shape == y.shape
        np.testing.assert_array_equal(gt.asnumpy(x), gt.asnumpy(y))


def test_known_words():
    """The authors' vector of key 0 and counter 0; NumPy's Philox is another one, of 64 bits."""
    words = gt.random.default_rng(0).integers(0, 2**32, 4, dtype="uint32")
    assert gt.asnumpy(words).tolist() == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]


def test_seed_and_state():
    rng = gt.random.default_rng(7)
    first = draws(rng)
    same_draws(first, draws(gt.random.default_rng(7)))
    state = rng.state
    more = draws(rng)
    rng.state = state
    same_draws(more, draws(rng))
    rng.state = state
    same_draws(more, draws(pickle.loads(pickle.dumps(rng))))
    assert gt.asnumpy(first[0]).tolist() != gt.asnumpy(more[0]).tolist()
    assert gt.random.default_rng(rng) is rng
    assert gt.random.default_rng().state != gt.random.default_rng().state
    assert gt.random.default_rng([1, 2]).state == gt.random.default_rng([1, 2]).state
    with pytest.raises(ValueError, match="negative"):
        gt.random.default_rng(-1)
    with pytest.raises(ValueError, match="state"):
        rng.state = {"seed": 1, "counter": -1}


def test_distributions():
    n = 200_000
    rng = gt.random.default_rng(3)
    for x, mean, deviation in (
        (rng.random(n), 0.5, 12**-0.5),
        (rng.uniform(2, 6, n), 4, 4 / 12**0.5),
        (rng.standard_normal(n), 0, 1),
        (rng.normal(-3, 2, n), -3, 2),
        (rng.standard_exponential(n), 1, 1),
        (rng.exponential(0.5, n), 0.5, 0.5),
        (rng.integers(10, size=n), 4.5, (99 / 12) ** 0.5),
        (rng.bernoulli(0.2, n, dtype="float32"), 0.2, 0.4),
    ):
        host = gt.asnumpy(x).astype("float64")
        assert abs(host.mean() - mean) < 5 * deviation / n**0.5
        assert abs(host.std() - deviation) < 0.02 * deviation
    assert rng.random().shape == () and rng.random(dtype="float16").dtype == np.float16
    u = gt.asnumpy(rng.random(n, dtype="float16")).astype("float64")
    assert u.max() < 1 and ((u * 2048) % 1 == 0).all()


def test_arrays_as_parameters():
    rng = gt.random.default_rng(4)
    x = gt.asnumpy(rng.normal(gt.asarray([0.0, 100.0]), [1.0, 2.0], (5000, 2)))
    assert abs(x[:, 0].mean()) < 0.1 and abs(x[:, 1].mean() - 100) < 0.2 and abs(x[:, 1].std() - 2) < 0.1
    assert rng.uniform(np.zeros((3, 1)), np.ones(4)).shape == (3, 4)
    assert gt.asnumpy(rng.normal(5, 0, 3)).tolist() == [5, 5, 5]
    coins = gt.asnumpy(rng.bernoulli([0.0, 1.0], (6, 2)))
    assert not coins[:, 0].any() and coins[:, 1].all()


def test_into():
    rng, other = gt.random.default_rng(5), gt.random.default_rng(5)
    out = gt.zeros((4, 6))[:, ::2]
    assert rng.random(out=out) is out
    same_draws([out], [other.random((4, 3))])
    with pytest.raises(ValueError, match="shape"):
        rng.random((2, 2), out=out)


def test_integers():
    rng = gt.random.default_rng(6)
    assert set(gt.asnumpy(rng.integers(3, 6, 200)).tolist()) == {3, 4, 5}
    assert set(gt.asnumpy(rng.integers(0, 1, 200, endpoint=True)).tolist()) == {0, 1}
    high = gt.asnumpy(rng.integers(2**64 - 2, 2**64, 50, dtype="uint64"))
    assert set(high.tolist()) == {2**64 - 2, 2**64 - 1}
    wide = gt.asnumpy(rng.integers(-(2**63), 2**63, 100))
    assert wide.min() < -(2**61) and wide.max() > 2**61
    for arguments in ((5, 5), (0, 300, 3, "int8"), (-1, 3, 3, "uint16")):
        with pytest.raises(ValueError, match="integers"):
            rng.integers(*arguments)
    with pytest.raises(TypeError, match="integers"):
        rng.integers(0, 3, 3, "float32")
    with pytest.raises(TypeError, match="integers"):
        rng.integers(np.zeros(3, np.float32), 3)


def test_orders():
    rng = gt.random.default_rng(8)
    order = gt.asnumpy(rng.permutation(1000))
    assert sorted(order.tolist()) == list(range(1000)) and order.tolist() != list(range(1000))
    x = gt.arange(24).reshape(6, 4)
    rows = gt.asnumpy(rng.permutation(x))
    assert sorted(map(tuple, rows.tolist())) == sorted(map(tuple, gt.asnumpy(x).tolist()))
    rng.shuffle(x, axis=1)
    assert sorted(gt.asnumpy(x)[0].tolist()) == [0, 1, 2, 3]
    lines = gt.asnumpy(rng.permuted(gt.asarray(np.tile(np.arange(40), (5, 1))), axis=1))
    assert (np.sort(lines) == np.arange(40)).all() and len(set(map(tuple, lines.tolist()))) == 5
    assert sorted(gt.asnumpy(rng.permuted(x)).ravel().tolist()) == list(range(24))
    assert sorted(gt.asnumpy(cp.random.permuted(x, axis=1))[0].tolist()) == sorted(gt.asnumpy(x)[0].tolist())
    out = gt.zeros((6, 4), dtype=x.dtype)
    assert rng.permuted(x, 0, out=out) is out and (np.sort(gt.asnumpy(out), 0) == np.sort(gt.asnumpy(x), 0)).all()
    chosen = gt.asnumpy(rng.choice(50, (5, 10), replace=False))
    assert sorted(chosen.ravel().tolist()) == list(range(50))
    assert rng.choice(gt.asarray([1.5, 2.5]), 7).shape == (7,)
    with pytest.raises(ValueError, match="choice"):
        rng.choice(3, 4, replace=False)
    for wrong in ([1, 0], [1, 1, 0], [2, -1, 0]):
        with pytest.raises(ValueError, match="choice"):
            rng.choice(3, 2, p=wrong)
    with pytest.raises(ValueError, match="choice"):
        rng.choice(3, 2, False, [1, 0, 0])
    assert set(gt.asnumpy(rng.choice(3, 50, p=[0.5, 0, 0.5])).tolist()) == {0, 2}
    drawn = np.bincount(gt.asnumpy(rng.choice(gt.asarray([0, 1, 2, 3]), 20000, p=gt.asarray([0.1, 0.2, 0.3, 0.4]))))
    assert np.abs(drawn / 20000 - [0.1, 0.2, 0.3, 0.4]).max() < 0.02
    pairs = [tuple(gt.asnumpy(rng.choice(3, 2, False, [0.1, 0.2, 0.7]))) for _ in range(1000)]
    assert all(i != j for i, j in pairs) and abs(sum(i == 2 for i, _ in pairs) / 1000 - 0.7) < 0.07
    counts = np.zeros((4, 4))
    for _ in range(1000):
        counts[np.arange(4), gt.asnumpy(rng.permutation(4))] += 1
    assert (abs(counts - 250) < 75).all()


def test_refusals():
    rng = gt.random.default_rng(9)
    with pytest.raises(ValueError, match="negative"):
        rng.normal(0, -1, 3)
    for call, *wrong in ((rng.normal, [0], [-1.0]), (rng.exponential, np.array([1, -1])), (rng.uniform, 1, 0)):
        with pytest.raises(ValueError, match="negative"):
            call(*wrong)
    with pytest.raises(TypeError, match="int32"):
        rng.random(3, dtype="int32")
    with pytest.raises(ValueError, match="probability"):
        rng.bernoulli(1.5, 3)
    with pytest.raises(ValueError, match="size"):
        rng.random(-1)


def test_integers_between_arrays():
    rng = gt.random.default_rng(14)
    x = gt.asnumpy(rng.integers([0, -5, 7], gt.asarray([3, 5, 8]), (6000, 3), "int16"))
    assert x.dtype == np.int16 and x.min(0).tolist() == [0, -5, 7] and x.max(0).tolist() == [2, 4, 7]
    for column, n in ((0, 3), (1, 10)):
        counts = np.unique(x[:, column], return_counts=True)[1]
        assert ((counts - 6000 / n) ** 2 / (6000 / n)).sum() < 3 * n + 12
    low, high = -(2**63), 2**63 - 1
    wide = gt.asnumpy(rng.integers([low], [high], 4000, endpoint=True)).astype(np.float64)
    assert abs(wide.mean()) < 2**63 * 0.05 and abs(wide.std() - 2**63 / 3**0.5) < 2**63 * 0.03
    # a range of 3/4 of all: a third of them would come twice as often without retries
    share = gt.asnumpy(rng.integers([low], [2**62], 8000)) < -(2**62)
    assert abs(share.mean() - 1 / 3) < 0.03
    top = rng.integers(np.array([2**63], np.uint64), 2**64 - 1, 3, np.uint64, endpoint=True)
    assert (gt.asnumpy(top) >= 2**63).all() and rng.integers([0, 1], 2, dtype=bool).tolist()[1] is True
    assert rng.integers(0, np.zeros(0, int)).shape == (0,) and cp.random.randint([0, 5], [1, 6]).tolist() == [0, 5]
    for low, high, kind, error in (
        ([0, 3], 3, "int64", ValueError),
        ([0], [300], "uint8", ValueError),
        ([-1], 3, "uint8", ValueError),
        ([0.5], 3, "int64", TypeError),
        ([0], [3], "float32", TypeError),
        ([0], np.zeros(1, np.uint8), "int64", ValueError),
        ([0, 1], [3, 4, 5], "int64", ValueError),
    ):
        with pytest.raises(error):
            rng.integers(low, high, dtype=kind)


def test_threads():
    """Each call has numbers of its own: together they are those of one thread."""
    rng, got = gt.random.default_rng(10), []

    def work():
        for _ in range(20):
            got.append(gt.asnumpy(rng.integers(0, 2**32, 8, dtype="uint32")).tolist())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    alone = gt.random.default_rng(10)
    want = [gt.asnumpy(alone.integers(0, 2**32, 8, dtype="uint32")).tolist() for _ in range(80)]
    assert sorted(got) == sorted(want)


def test_cupy():
    cp.random.seed(12)
    x = [cp.random.rand(2, 3), cp.random.randn(4), cp.random.randint(0, 9, 5), cp.random.normal(size=2)]
    x += [cp.random.uniform(size=3), cp.random.exponential(size=3), cp.random.permutation(5), cp.random.choice(5, 2)]
    cp.random.seed(12)
    y = [cp.random.rand(2, 3), cp.random.randn(4), cp.random.randint(0, 9, 5), cp.random.normal(size=2)]
    y += [cp.random.uniform(size=3), cp.random.exponential(size=3), cp.random.permutation(5), cp.random.choice(5, 2)]
    same_draws(x, y)
    assert isinstance(cp.random.default_rng(1), gt.random.Generator)
    assert cp.random.random(3).dtype == np.float32 and cp.random.random_sample().shape == ()
    a = cp.arange(10)
    cp.random.shuffle(a)
    assert sorted(cp.asnumpy(a).tolist()) == list(range(10))


# Mean and variance of each, or the share below a place.
FORMULAS = {
    "lognormal": ((0.5, 0.25), np.exp(0.5 + 0.03125), None),
    "laplace": ((1.0, 2.0), 1, 8),
    "gumbel": ((1.0, 2.0), 1 + 2 * np.euler_gamma, 4 * np.pi**2 / 6),
    "logistic": ((1.0, 2.0), 1, 4 * np.pi**2 / 3),
    "rayleigh": ((2.0,), 2 * np.sqrt(np.pi / 2), 4 * (2 - np.pi / 2)),
    "weibull": ((2.0,), np.sqrt(np.pi) / 2, 1 - np.pi / 4),
    "pareto": ((6.0,), 1 / 5, 6 / (25 * 4)),
    "geometric": ((0.25,), 4, 12),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_distributions(name):
    arguments, mean, variance = FORMULAS[name]
    x = getattr(gt.random.default_rng(11), name)(*arguments, size=(200, 100))
    assert x.shape == (200, 100) and x.dtype == (np.int64 if name == "geometric" else np.float32)
    host = gt.asnumpy(x)
    assert np.isfinite(host).all() and abs(host.mean() - mean) < 0.04 * abs(mean) + 0.02
    assert variance is None or abs(host.var() - variance) < 0.1 * variance
    if name != "geometric":
        assert getattr(gt.random.default_rng(11), name)(gt.asarray([1.0, 2.0, 3.0])).shape == (3,)
        assert getattr(cp.random, name)(*arguments, size=3).shape == (3,)
    else:
        assert gt.asnumpy(gt.random.default_rng(1).geometric(1.0, 5)).tolist() == [1] * 5
        with pytest.raises(ValueError, match="geometric"):
            gt.random.default_rng(1).geometric(0)


@pytest.mark.parametrize("name", [name for name in FORMULAS if name != "geometric"])
def test_parameters_of_formulas(name):
    """Results are float32 whatever parameters are; negative ones are refused, of the device they are not looked at."""

    def draw(*parameters):
        return getattr(gt.random.default_rng(11), name)(*parameters)

    arguments = FORMULAS[name][0]
    last, others = arguments[-1], arguments[:-1]
    plain = draw(*arguments)
    for value in (np.float64(last), np.array(last), [last], np.array([last]), gt.asarray([np.float32(last)])):
        x = draw(*(np.float64(each) for each in others), value)
        assert x.dtype == np.float32 and gt.asnumpy(x).ravel()[0] == pytest.approx(plain.item(), rel=1e-5)
    if gt.device().supports("float64"):
        assert draw(*others, gt.asarray(np.array([last]))).dtype == np.float32
    for wrong in (-1, -0.5, np.float64(-1), [1.0, -1.0], np.array([-1.0]), *([0, [0]] if name == "pareto" else [])):
        with pytest.raises(ValueError, match=f"{'normal' if name == 'lognormal' else name}.*(negative|not positive)"):
            draw(*others, wrong)


def test_scales_of_nothing():
    rng = gt.random.default_rng(1)
    assert gt.asnumpy(rng.weibull(0, 3)).tolist() == [0] * 3
    line = gt.asnumpy(rng.weibull([0.0, 2.0], (50, 2)))
    assert not line[:, 0].any() and (line[:, 1] > 0).all() and np.isfinite(line).all()
    assert gt.asnumpy(rng.laplace(5, 0, 3)).tolist() == gt.asnumpy(rng.gumbel(5, 0, 3)).tolist() == [5] * 3


def test_permuted_into_another_shape():
    with pytest.raises(ValueError, match="permuted"):
        gt.random.default_rng(1).permuted(gt.arange(3), out=gt.zeros((2, 3), dtype="int64"))


def test_normal_vectors():
    covariance = [[2.0, 0.6], [0.6, 0.5]]
    x = gt.random.default_rng(3).multivariate_normal([1, -1], covariance, 20000)
    assert x.shape == (20000, 2) and np.abs(gt.asnumpy(x).mean(0) - [1, -1]).max() < 0.05
    assert np.abs(np.cov(gt.asnumpy(x).T) - covariance).max() < 0.06
    assert gt.random.default_rng(3).multivariate_normal(gt.asarray([0, 0]), gt.eye(2)).shape == (2,)
    with pytest.raises(ValueError, match="multivariate_normal"):
        gt.random.default_rng(3).multivariate_normal([1, 2, 3], covariance)


def test_random_states():
    x, y = cp.random.RandomState(5), cp.random.RandomState(5)
    assert gt.array_equal(x.rand(2, 3), y.random_sample((2, 3))) and gt.array_equal(x.randn(4), y.standard_normal(4))
    assert gt.array_equal(x.randint(9, size=5), y.integers(9, size=5))
    y.seed(5)
    assert x.state["counter"] and not y.state["counter"] and cp.random.get_random_state().rand().shape == ()
