#!/usr/bin/env python3
"""One function for NumPy's arrays and for a device's: what it calls are names of the Array API standard, taken from the
arrays that it is given."""

import numpy as np

import gputensor as gt

rng = np.random.default_rng(0)
TRUTH = rng.standard_normal((3, 40)).astype("float32")
DATA = (rng.standard_normal((500, 3)).astype("float32") * [9, 4, 2]).astype("float32") @ TRUTH


def principal(x, n):
    """The n directions along which x varies most, how much of its variance is along them, and x without the rest."""
    xp = x.__array_namespace__()
    middle = xp.mean(x, axis=0, keepdims=True)
    u, s, vh = xp.linalg.svd(x - middle, full_matrices=False)
    share = xp.sum(s[:n] ** 2) / xp.sum(s**2)
    return vh[:n, :], share, u[:, :n] * s[:n] @ vh[:n, :] + middle


def smooth(x, keep):
    """Each row without its higher frequencies."""
    xp = x.__array_namespace__()
    waves = xp.fft.rfft(x, axis=-1)
    low = xp.arange(waves.shape[-1], device=x.device) < keep
    return xp.fft.irfft(xp.where(low, waves, xp.zeros_like(waves)), n=x.shape[-1], axis=-1)


for library, x in (("NumPy", DATA), ("gputensor", gt.asarray(DATA))):
    directions, share, rebuilt = principal(x, 3)
    print(f"{library}: {directions.shape[0]} directions, {float(share):.4f} of the variance, on {x.device}")
    assert float(abs(rebuilt - x).max()) < 1e-2
    assert abs(float(share) - 1) < 1e-4
    if library == "gputensor":
        rebuilt = gt.asnumpy(rebuilt)
        assert np.allclose(gt.asnumpy(smooth(x, 6)), smooth(DATA, 6), atol=1e-3)
