"""Distributions made by rejection and of others: against their probabilities, against NumPy's own numbers, and what is
refused."""

import math

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp
from gputensor import rejection

N = 20_000


def log_factorial(k):
    return np.vectorize(math.lgamma)(np.asarray(k, np.float64) + 1)


def choices(n, k):
    return log_factorial(n) - log_factorial(k) - log_factorial(n - k)


def poisson(lam):
    k = np.arange(0, int(lam + 12 * lam**0.5 + 20))
    return k, np.exp(k * np.log(lam) - lam - log_factorial(k))


def binomial(n, p):
    k = np.arange(n + 1)
    return k, np.exp(choices(n, k) + k * np.log(p) + (n - k) * np.log1p(-p))


def hypergeometric(good, bad, sample):
    k = np.arange(max(0, sample - bad), min(good, sample) + 1)
    return k, np.exp(choices(good, k) + choices(bad, sample - k) - choices(good + bad, sample))


def negative_binomial(n, p):
    k = np.arange(2000)
    rising = np.vectorize(math.lgamma)(k + n) - math.lgamma(n) - log_factorial(k)
    return k, np.exp(rising + n * np.log(p) + k * np.log1p(-p))


def geometric(p):
    k = np.arange(1, 2000)
    return k, p * (1 - p) ** (k - 1)


def logseries(p):
    k = np.arange(1, 2000)
    return k, p**k / (-k * np.log1p(-p))


def zipf(a):
    k = np.arange(1, 4000.0)
    return k, k**-a / (k**-a).sum()


PROBABILITIES = [
    *((poisson, (lam,)) for lam in (0.01, 0.8, 3.5, 12.0, 90.5)),
    *((binomial, case) for case in ((1, 0.3), (6, 0.5), (40, 0.02), (40, 0.97), (300, 0.4))),
    *((hypergeometric, case) for case in ((5, 7, 3), (50, 20, 40), (3, 300, 100))),
    *((negative_binomial, case) for case in ((1, 0.3), (0.5, 0.2), (7, 0.6))),
    *((geometric, (p,)) for p in (0.1, 0.7)),
    *((logseries, (p,)) for p in (0.2, 0.95)),
    *((zipf, (a,)) for a in (2.5, 4.0)),
]


@pytest.mark.parametrize("call, case", PROBABILITIES, ids=lambda x: getattr(x, "__name__", str(x)))
def test_probabilities(call, case):
    """Chi-square of what comes ten times and more; parameters as numbers, and as arrays of the device."""
    k, p = call(*case)
    rng = gt.random.default_rng(17)
    for x in (
        getattr(rng, call.__name__)(*case, size=N),
        getattr(rng, call.__name__)(*(gt.full((N,), each, "float32") for each in case)),
    ):
        assert x.dtype == np.int64 and x.shape == (N,)
        host = gt.asnumpy(x)
        often = p * N >= 10
        found = np.array([(host == each).sum() for each in k[often]])
        others = N - found.sum() - N * (1 - p[often].sum())
        degrees = max(often.sum() - 1, 1)
        chi = ((found - p[often] * N) ** 2 / (p[often] * N)).sum()
        assert chi < degrees + 4.5 * (2 * degrees) ** 0.5 + 8 and abs(others) < 5 * N**0.5 + 20
        assert host.min() >= k[0] and (call is not binomial and call is not hypergeometric or host.max() <= k[-1])


AS_NUMPY = [
    *(("standard_gamma", (a,)) for a in (0.2, 0.9, 1, 1.5, 20, 3000, np.nextafter(1, 0))),
    ("gamma", (2.5, 3.0)),
    *(("chisquare", (df,)) for df in (0.5, 3)),
    *(("noncentral_chisquare", case) for case in ((0.5, 1), (3, 0), (3, 20))),
    *(("beta", case) for case in ((0.3, 0.4), (2, 5), (100, 3))),
    *(("f", case) for case in ((3, 7), (0.6, 9))),
    ("noncentral_f", (3, 9, 2)),
    *(("standard_t", (df,)) for df in (0.7, 4)),
    ("standard_cauchy", ()),
    *(("power", (a,)) for a in (0.3, 4)),
    *(("triangular", case) for case in ((-1, 0, 3), (0, 0, 1), (0, 1, 1), (0, 1e-23, 2e-23), (-1e20, 0, 1e20))),
    *(("wald", case) for case in ((2, 0.1), (1, 50))),
    *(("vonmises", case) for case in ((0.3, 0), (3, 0.5), (-1, 40))),
    *(("laplace", case) for case in ((0, 1), (2, 3))),
    *((name, (1, 2)) for name in ("gumbel", "logistic")),
    *((name, (1.5,)) for name in ("rayleigh", "weibull", "pareto")),
    ("logseries", (1 - 1e-12,)),
    ("poisson", (1e6,)),
    ("poisson", (3e12,)),
    ("binomial", (10**8, 0.25)),
    ("hypergeometric", (10**6, 3 * 10**6, 10**5)),
]


@pytest.mark.parametrize("name, case", AS_NUMPY, ids=str)
def test_as_numpys(name, case):
    """Kolmogorov's and Smirnov's distance from NumPy's numbers of the same distribution."""
    x = getattr(gt.random.default_rng(23), name)(*case, size=(N // 100, 100))
    assert x.shape == (N // 100, 100) and x.dtype == (np.int64 if x.dtype.kind == "i" else np.float32)
    got = np.sort(gt.asnumpy(x).ravel().astype(np.float64))
    expected = np.sort(getattr(np.random.default_rng(29), name)(*case, size=N))
    assert np.isfinite(got).all()
    places = np.concatenate((got, expected))
    apart = np.searchsorted(got, places, "right") - np.searchsorted(expected, places, "right")
    assert abs(apart).max() / N < 1.95 * (2 / N) ** 0.5


def test_one_parameter_for_each_number():
    rng = gt.random.default_rng(3)
    lam = gt.asarray([[0.0, 1.0, 50.0, 1e6]])
    x = gt.asnumpy(rng.poisson(lam, (5000, 4))).astype(np.float64)
    assert np.abs(x.mean(0) / [1, 1, 50, 1e6] - [0, 1, 1, 1]).max() < 0.05
    assert not x[:, 0].any() and np.abs(x.var(0)[1:] / [1, 50, 1e6] - 1).max() < 0.1
    y = gt.asnumpy(rng.gamma([0.5, 1.0, 8.0], [[1.0], [2.0]], (5000, 2, 3)))
    assert np.abs(y.mean(0) / np.outer([1, 2], [0.5, 1, 8]) - 1).max() < 0.1
    z = gt.asnumpy(rng.binomial([[10], [20]], gt.asarray([0.0, 0.5, 1.0])))
    assert z.shape == (2, 3) and z[:, 0].tolist() == [0, 0] and z[:, 2].tolist() == [10, 20]
    g = gt.asnumpy(rng.geometric(gt.asarray([1.0, 0.25]), (5000, 2)))
    assert g[:, 0].tolist() == [1] * 5000 and abs(g[:, 1].mean() - 4) < 0.3


def test_multinomial():
    rng, chances = gt.random.default_rng(4), [0.2, 0.5, 0.0, 0.3]
    x = gt.asnumpy(rng.multinomial(30, chances, 5000))
    assert x.shape == (5000, 4) and (x.sum(1) == 30).all() and not x[:, 2].any()
    assert np.abs(x.mean(0) - 30 * np.array(chances)).max() < 0.25
    covariance = 30 * (np.diag(chances) - np.outer(chances, chances))
    assert np.abs(np.cov(x.T) - covariance).max() < 0.6
    y = rng.multinomial([[4], [2**40]], gt.asarray([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]))
    assert y.shape == (2, 3, 2) and gt.asnumpy(y.sum(-1)).tolist() == [[4] * 3, [2**40] * 3]
    assert gt.asnumpy(y)[:, [0, 2]].tolist() == [[[4, 0], [0, 4]], [[2**40, 0], [0, 2**40]]]
    assert rng.multinomial(3, [1.0]).tolist() == [3]
    many = 2**24 + 1  # which float32 does not hold
    assert rng.multinomial(many, [1.0, 0.0]).tolist() == [many, 0]
    assert rng.multinomial(many, [0.0, 1.0, 0.0]).tolist() == [0, many, 0]
    z = gt.asnumpy(rng.multinomial(10**16, [0.3, 0.7], 1000)) - np.array([3 * 10**15, 7 * 10**15])
    assert not z.sum(1).any() and abs(z.mean(0)).max() < 5 * (0.21e16 / 1000) ** 0.5
    for wrong in ([0.6, 0.6, 0.1], [-0.1, 1.1], [np.nan, 1.0]):
        with pytest.raises(ValueError, match="pvals"):
            rng.multinomial(3, wrong)


def test_several_colors():
    rng, colors = gt.random.default_rng(5), [5, 0, 20, 10]
    x = gt.asnumpy(rng.multivariate_hypergeometric(colors, 14, 4000))
    assert x.shape == (4000, 4) and (x.sum(1) == 14).all() and (x <= colors).all() and (x >= 0).all()
    assert np.abs(x.mean(0) - 14 * np.array(colors) / 35).max() < 0.1
    assert rng.multivariate_hypergeometric(colors, 35).tolist() == colors
    for many in ([16777217, 2], [13436646, 37895162], [3, 84657525, 5]):  # which float32 does not hold
        assert rng.multivariate_hypergeometric(many, sum(many), 3).tolist() == [many] * 3
    y = gt.asnumpy(rng.multivariate_hypergeometric([2**40, 7, 2**40], 2**40 + 5, 500))
    assert (y.sum(1) == 2**40 + 5).all() and (y >= 0).all() and (y <= [2**40, 7, 2**40]).all()
    for wrong, sample in ((colors, 36), (colors, -1), ([[1]], 1), ([1.5], 1), ([-1, 2], 1)):
        with pytest.raises(ValueError, match="multivariate_hypergeometric"):
            rng.multivariate_hypergeometric(wrong, sample)


def test_parameters_that_rounding_moves_apart():
    """Numbers of which float32 has more taken than there are, and a mean that is far from any count."""
    rng = gt.random.default_rng(12)
    for good, bad, sample in (
        (84657524, 3, 84657527),
        (10619647341432, 1295174676588832, 1305794323836559),
        (363752366157824384, 209973760779, 352458835984822720),
    ):
        x = gt.asnumpy(rng.hypergeometric(*(gt.asarray(each) for each in (good, bad, sample)), size=9))
        assert x.shape == (9,) and (abs(x / (good / (good + bad) * sample) - 1) < 1e-5).all()


def test_dirichlet():
    rng = gt.random.default_rng(6)
    for alpha in ([1.0, 2.0, 5.0], [0.01, 0.02, 0.005], gt.asarray([0.5, 3.0])):
        x = gt.asnumpy(rng.dirichlet(alpha, (50, 200)))
        share = np.asarray(gt.asnumpy(alpha) if isinstance(alpha, gt.ndarray) else alpha)
        assert x.shape == (50, 200, len(share)) and np.isfinite(x).all() and np.abs(x.sum(-1) - 1).max() < 1e-6
        assert np.abs(x.mean((0, 1)) - share / share.sum()).max() < 0.02
    with pytest.raises(ValueError, match="alpha"):
        rng.dirichlet([1.0, 0.0])
    with pytest.raises(ValueError, match="alpha"):
        rng.dirichlet(1.0)


def test_shapes_of_next_to_nothing():
    rng = gt.random.default_rng(13)
    for x in (rng.beta(1e-40, 1e-40, 99), rng.beta(gt.full(99, 1e-36), 1e-36), rng.dirichlet([1e-40, 1e-40], 99)):
        assert set(gt.asnumpy(x).ravel().tolist()) == {0.0, 1.0}
    assert not gt.asnumpy(rng.standard_gamma([0.0, 1e-40], (99, 2))).any()


def test_numbers_of_a_seed():
    """The same on every device: retries depend on what came, and all of that has the same bits."""
    rng = gt.random.default_rng(7)
    got = [rng.poisson(3.5, 12), rng.binomial(50, 0.3, 12), rng.hypergeometric(20, 30, 10, 12)]
    got = [gt.asnumpy(x).tolist() for x in got]
    assert got == KNOWN
    words = gt.asnumpy(rng.standard_gamma(0.7, 6)).view(np.uint32).tolist()
    assert words == KNOWN_WORDS
    again = gt.random.default_rng(7)
    again.poisson(3.5, 12)
    assert gt.asnumpy(again.binomial(50, 0.3, 12)).tolist() == KNOWN[1]


KNOWN = [
    [3, 4, 5, 2, 2, 3, 3, 2, 8, 5, 3, 1],
    [18, 16, 19, 14, 18, 15, 11, 7, 18, 22, 13, 12],
    [2, 2, 6, 5, 4, 5, 6, 3, 4, 4, 5, 4],
]
KNOWN_WORDS = [0x3E376322, 0x3C3E27AB, 0x3F581869, 0x3E581392, 0x3EB82916, 0x3DE22B3C]


def test_ends_of_the_range():
    rng = gt.random.default_rng(8)
    zeros = [rng.poisson(0, 5), rng.binomial(0, 0.5, 5), rng.binomial(9, 0, 5), rng.standard_gamma(0, 5)]
    zeros += [rng.gamma(2, 0, 5), rng.hypergeometric(0, 5, 3, 5), rng.hypergeometric(4, 5, 0, 5), rng.poisson(1e-30, 5)]
    assert all(gt.asnumpy(x).tolist() == [0] * 5 for x in zeros)
    assert rng.binomial(9, 1, 5).tolist() == [9] * 5 and rng.hypergeometric(4, 5, 9, 5).tolist() == [4] * 5
    assert rng.hypergeometric(0, 0, 0).tolist() == 0 and rng.negative_binomial(3, 1.0, 2).tolist() == [0, 0]
    assert rng.logseries(0, 3).tolist() == [1] * 3 and rng.zipf(1000.0, 3).tolist() == [1] * 3
    assert gt.asnumpy(rng.gamma(math.inf, size=3)).tolist() == [math.inf] * 3
    assert rng.zipf(math.inf, 3).tolist() == [1] * 3 and (gt.asnumpy(rng.zipf(1 + 1e-6, 99)) >= 1).all()
    assert np.abs(gt.asnumpy(rng.vonmises(1, math.inf, 9)) - 1).max() < 1e-6
    for name, case in AS_NUMPY + [(call.__name__, case) for call, case in PROBABILITIES]:
        call = getattr(rng, name)
        assert call(*case).shape == () and call(*case, size=(3, 0, 2)).shape == (3, 0, 2)
    assert rng.poisson([[1.0], [2.0]]).shape == (2, 1) and rng.poisson([]).shape == (0,)


def test_dtypes():
    rng = gt.random.default_rng(9)
    assert rng.poisson(3, 4, "int32").dtype == np.int32 and rng.gamma(2, 1, 4, "float16").dtype == np.float16
    assert (
        rng.beta(2, 3, 4, dtype="float16").dtype == np.float16
        and rng.laplace(size=2, dtype="float16").dtype == np.float16
    )
    out = gt.zeros((2, 3))
    assert rng.standard_gamma(2.0, out=out) is out and bool((out > 0).all())
    if gt.device().supports("float64"):  # all digits are drawn
        x = gt.asnumpy(rng.standard_gamma(2.0, 1000, "float64"))
        assert x.dtype == np.float64 and (x.astype(np.float32) != x).mean() > 0.9


def test_parameters_of_float64():
    """That differ by less than float32 has."""
    if not gt.device().supports("float64"):
        return
    a = 1 + 1e-9
    for name, one, other in (
        ("gamma", (2.0, 1.0), (2.0, a)),
        ("f", (4, 4), (4 * a, 4)),
        ("noncentral_f", (4, 4, 1), (4 * a, 4, 1)),
        ("noncentral_chisquare", (4, 1), (4 * a, 1)),
        ("standard_t", (4,), (4 * a,)),
        ("wald", (1, 1), (a, 1)),
        ("vonmises", (0.5, 1), (0.5 * a, 1)),
        ("vonmises", (0.5, 1), (0.5, a)),
        ("laplace", ([1.0], 1), ([a], 1)),
        ("gumbel", (1, [1.0]), (1, [a])),
        ("rayleigh", ([1.0],), ([a],)),
        ("weibull", ([2.0],), ([2 * a],)),
        ("pareto", ([2.0],), ([2 * a],)),
        ("power", ([2.0],), ([2 * a],)),
    ):
        x, y = (
            gt.asnumpy(getattr(gt.random.default_rng(3), name)(*case, size=50, dtype="float64"))
            for case in (one, other)
        )
        away = abs(x - y)
        assert x.dtype == np.float64 and 0 < away.max() and np.median(away) < 1e-7, name
    x = gt.asnumpy(gt.random.default_rng(3).triangular(1e9, 1e9 + 4, 1e9 + 10, 500, "float64"))
    assert 1e9 <= x.min() < 1e9 + 2 and 1e9 + 8 < x.max() <= 1e9 + 10


def test_wrong_parameters():
    rng, nan = gt.random.default_rng(10), math.nan
    for name, case, what in (
        ("poisson", (-1,), "lam"),
        ("poisson", (nan,), "lam"),
        ("poisson", (1e19,), "lam"),
        ("poisson", (2.0**63,), "lam"),
        ("poisson", ([1.0, -1.0],), "lam"),
        ("binomial", (-1, 0.5), "n"),
        ("binomial", (math.inf, 0.5), "n"),
        ("binomial", (1, 1.5), "p"),
        ("binomial", (1, nan), "p"),
        ("negative_binomial", (0, 0.5), "n"),
        ("negative_binomial", (1, 0), "p"),
        ("negative_binomial", (1, 1e-30), "p"),
        ("negative_binomial", (math.inf, 1.0), "n"),
        ("negative_binomial", (0.001, 1e-40), "p"),
        ("hypergeometric", (1, math.inf, 0), "nbad"),
        ("noncentral_chisquare", (1, math.inf), "nonc"),
        ("hypergeometric", (1, 1, 3), "nsample"),
        ("hypergeometric", (-1, 1, 0), "ngood"),
        ("geometric", (0,), "p"),
        ("logseries", (1,), "p"),
        ("zipf", (1,), "a"),
        ("standard_gamma", (-1,), "shape"),
        ("gamma", (1, -1), "scale"),
        ("beta", (0, 1), "a"),
        ("chisquare", (0,), "df"),
        ("noncentral_chisquare", (1, -1), "nonc"),
        ("f", (1, 0), "dfden"),
        ("noncentral_f", (1, 1, -1), "nonc"),
        ("standard_t", (0,), "df"),
        ("triangular", (0, 2, 1), "mode"),
        ("triangular", (1, 1, 1), "left"),
        ("wald", (0, 1), "mean"),
        ("vonmises", (0, -1), "kappa"),
        ("power", (0,), "a"),
    ):
        with np.errstate(over="ignore"), pytest.raises(ValueError, match=f"{name}: .*{what}"):
            getattr(rng, name)(*case)
        if name != "power":
            with pytest.raises(ValueError, match=f"{name}: .*{what}"):  # those of the device, too
                getattr(rng, name)(*(gt.asarray(np.float32(each)) for each in case))
    with pytest.raises(ValueError, match="poisson.*size"):
        rng.poisson([1.0, 2.0], (2, 1))
    with pytest.raises(ValueError, match="shape"):
        rng.gamma([1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match="poisson: lam"):
        rng.poisson("three")
    with pytest.raises(ValueError, match="standard_gamma"):
        rng.standard_gamma(1.0, (3,), out=gt.zeros(2))


def test_children():
    one, other = gt.random.default_rng(11), gt.random.default_rng(11)
    first, second = one.spawn(2)
    seeds = [each.state["seed"] for each in (*other.spawn(2), *other.spawn(1))]
    assert [first.state["seed"], second.state["seed"]] == seeds[:2] and len(set(seeds)) == 3
    assert one.spawn(0) == []
    with pytest.raises(ValueError, match="spawn"):
        one.spawn(-1)


@pytest.mark.parametrize("name", sorted({name for name, _ in AS_NUMPY} | {call.__name__ for call, _ in PROBABILITIES}))
def test_of_cupy(name):
    case = next(
        case for each, case in AS_NUMPY + [(call.__name__, case) for call, case in PROBABILITIES] if each == name
    )
    x = getattr(cp.random, name)(*case, 3)
    assert x.shape == (3,) and getattr(cp.random.RandomState(1), name)(*case, (2, 2)).shape == (2, 2)
    assert cp.random.dirichlet([1.0, 2.0]).shape == (2,) and cp.random.multinomial(3, [0.5, 0.5]).sum().item() == 3
    assert len(cp.random.bytes(5)) == 5 and set(gt.asnumpy(cp.random.random_integers(2, size=50)).tolist()) == {1, 2}


def rising(y, d):
    """log((y + d - 1)! / (y - 1)!) - d log(y), of float64."""
    gamma = np.vectorize(math.lgamma)
    return gamma(y + d) - gamma(y) - d * np.log(y)


def test_logarithms_of_factorials():
    y, d = np.meshgrid(np.float32([1, 2, 3, 10, 77, 3000]), np.arange(-2000, 9000, 7))
    y, d = y[y + d > 0], d[y + d > 0]
    found = gt.asnumpy(rejection._rising(gt.asarray(y), gt.asarray(d.astype(np.float32))))
    expected = rising(y.astype(np.float64), d)
    assert np.abs((found - expected) / (1 + np.abs(expected))).max() < 2e-6


@pytest.mark.parametrize("call, case", PROBABILITIES[:13], ids=lambda x: getattr(x, "__name__", str(x)))
def test_quotients_of_probabilities(call, case, monkeypatch):
    """What counts are accepted by is what they are as probable as, beside the most probable one."""
    seen = []

    def counts(rng, count, *parameters):
        seen.append([x.item() for x in parameters])
        return gt.zeros((count,))

    monkeypatch.setattr(rejection, "counts", counts)
    most = getattr(gt.random.default_rng(1), call.__name__)(*case).item()
    (_, _, slope, *ys) = seen[0]
    k, p = call(*case)
    assert p[k == most] == p.max()
    often = p > 1e-9 * p.max()
    d = (k[often] - most).astype(np.float64)
    found = d * slope - sum(rising(y, -d if i % 2 else d) for i, y in enumerate(ys))
    np.testing.assert_allclose(found, np.log(p[often] / p.max()), rtol=1e-5, atol=1e-5)


def test_what_gamma_numbers_are_accepted_by():
    rng = np.random.default_rng(2)
    x, e, a = rng.normal(0, 2, N), rng.exponential(0.1, N), rng.choice([1.0, 1.3, 2, 9, 400], N)
    x, e, a = (each.astype(np.float32) for each in (x, e, a))
    value, accepted = (gt.asnumpy(each) for each in rejection._gamma_step(gt.asarray(x), gt.asarray(e), gt.asarray(a)))
    d = a.astype(np.float64) - 1 / 3
    v = (1 + x / np.sqrt(9 * d)) ** 3
    with np.errstate(invalid="ignore"):
        limit = 0.5 * x.astype(np.float64) ** 2 + d - d * v + d * np.log(v)
    wanted, near = (v > 0) & (-e <= limit), abs(limit + e) < 1e-5
    assert (accepted == wanted)[~near].all() and 0.5 < wanted.mean() < 1 and near.mean() < 0.01
    np.testing.assert_allclose(value[wanted], (d * v)[wanted], rtol=1e-5, atol=1e-6)
