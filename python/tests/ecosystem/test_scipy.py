"""SciPy's functions on arrays of the device, beside the same calls on NumPy's."""

import math

import numpy as np
import pytest
from scipy import constants, differentiate, fft, integrate, optimize, signal, special, stats
from scipy.cluster import vq
from scipy.spatial.transform import Rotation

import gputensor as gt

RNG = np.random.default_rng(0)
A, B = (RNG.standard_normal((6, 5)).astype(np.float32) for _ in range(2))
P = np.abs(A) + np.float32(0.1)

CASES = {
    "stats.zscore": (stats.zscore, A),
    "stats.zmap": (stats.zmap, A, B),
    "stats.skew": (stats.skew, A),
    "stats.kurtosis": (stats.kurtosis, A),
    "stats.sem": (stats.sem, A),
    "stats.describe": (stats.describe, A),
    "stats.gmean": (stats.gmean, P),
    "stats.trim_mean": (lambda x: stats.trim_mean(x, 0.2), A),
    "stats.iqr": (stats.iqr, A),
    "stats.quantile": (lambda x: stats.quantile(x, 0.3), A),
    "stats.mannwhitneyu": (lambda x, y: stats.mannwhitneyu(x, y, method="asymptotic"), A, B),
    "stats.mode": (lambda x: stats.mode(x, axis=1), A.round()),
    "stats.circmean": (stats.circmean, P),
    "special.logsumexp": (lambda x: special.logsumexp(x, axis=1), A),
    "special.softmax": (lambda x: special.softmax(x, axis=1), A),
    "special.xlogy": (special.xlogy, P, P),
    "special.rel_entr": (special.rel_entr, P, P + 1),
    "stats.variation": (stats.variation, P),
    "stats.entropy": (stats.entropy, P),
    "stats.directional_stats": (lambda x: stats.directional_stats(x).mean_direction, A),
    "transform.Rotation": (lambda x: Rotation.from_rotvec(x).as_matrix(), A[:, :3].astype(float)),
    "transform.Rotation.apply": (
        lambda q, x: Rotation.from_quat(q).apply(x),
        A[:, :4].astype(float),
        B[:, :3].astype(float),
    ),
    "cluster.vq.whiten": (vq.whiten, A),
    "integrate.trapezoid": (integrate.trapezoid, A),
    "integrate.cumulative_trapezoid": (integrate.cumulative_trapezoid, A),
    "optimize.rosen_der": (optimize.rosen_der, A[0]),
    "differentiate.derivative": (lambda x: differentiate.derivative(lambda t: t**3 + t, x).df, A[0]),
    "fft.irfft": (lambda x: fft.irfft(fft.rfft(x)), A[:, :4]),
    "signal.fftconvolve": (signal.fftconvolve, A.ravel(), B[0]),
    "signal.resample": (lambda x: signal.resample(x, 20), A.ravel()),
    "signal.hilbert": (lambda x: abs(signal.hilbert(x)), A.ravel()),
    "constants.convert_temperature": (lambda x: constants.convert_temperature(x, "C", "K"), A),
}


def compare(actual, expected, same):
    if isinstance(expected, tuple):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected):
            compare(one, other, same)
    else:
        same(actual, expected, rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize("name", CASES)
def test_scipy(name, same):
    call, *arguments = CASES[name]
    compare(call(*[gt.asarray(a) for a in arguments]), call(*arguments), same)


VALUES = (
    -math.inf,
    -200,
    -30,
    -5,
    -1,
    -0.3,
    -0.0,
    0,
    1e-4,
    0.31,
    0.5,
    0.50001,
    0.66,
    1,
    1.5,
    5,
    30,
    200,
    math.inf,
    math.nan,
)


@pytest.mark.parametrize("name", gt.special.__all__)
def test_special_functions_of_the_device_are_taken(name):
    x = np.array(VALUES, np.float32)
    actual = getattr(special, name)(gt.asarray(x))
    assert isinstance(actual, gt.ndarray)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(gt.asnumpy(actual), getattr(special, name)(x), rtol=2e-6)


def test_windows_are_made_on_the_device():
    window = signal.get_window("hann", 8, xp=gt)
    assert isinstance(window, gt.ndarray)
    np.testing.assert_allclose(gt.asnumpy(window), signal.get_window("hann", 8), rtol=1e-6, atol=1e-7)


def test_what_scipy_has_for_the_host_alone_is_said_or_refused(same):
    """Compiled functions of SciPy take arrays of the host: none comes there unless it is allowed."""
    x = gt.asarray(P)
    with pytest.raises(gt.ImplicitTransferError):
        special.digamma(x)
    with gt.config(allow_implicit_transfer=True):
        same(special.digamma(x), special.digamma(P), rtol=1e-5)
        result = stats.ttest_ind(gt.asarray(A), gt.asarray(B))
    want = stats.ttest_ind(A, B)
    same(result.statistic, want.statistic, rtol=1e-4)
    same(result.pvalue, want.pvalue, rtol=1e-4)
