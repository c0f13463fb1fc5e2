"""Principal directions of data that are larger than one likes to have in the memory of a device, by Dask.

Blocks of rows are copied to the device when their turn comes, and freed after it; with workers, each computes on the
default device of its process, which GPUTENSOR_DEVICE names. `python blocks_dask.py 2` starts two workers.
"""

import sys

import dask.array as da
import numpy as np
from distributed import Client, LocalCluster

import gputensor as gt
import gputensor.dask  # makes the arrays known to Dask

ROWS, COLUMNS, BLOCK = 20_000, 32, 2_500


def data():
    """Rows that differ most along one direction: Dask makes them block by block, on the host."""
    numbers = da.random.default_rng(7).normal(size=(ROWS, COLUMNS), chunks=(BLOCK, COLUMNS)).astype("float32")
    direction = np.full(COLUMNS, 3 / COLUMNS**0.5, np.float32)
    return numbers + numbers[:, :1] * direction


def principal(x, steps=30):
    """The direction of the largest variance, by the power method on the covariance, which is small."""
    x = x - x.mean(axis=0)
    covariance = (x.T @ x / len(x)).compute()  # on the device that Dask's last step was on
    v = gt.ones(COLUMNS, device=covariance.device)
    for _ in range(steps):
        v = covariance @ v
        v /= gt.sqrt((v * v).sum())
    return v, v @ covariance @ v


def main(workers):
    host = data()
    x = host.to_backend("gputensor")  # chunks become arrays of the device
    print(x)
    v, variance = principal(x)
    print(f"on {v.device}: variance {float(variance):.3f} along {gt.asnumpy(v)[:4].round(3)} ...")
    values, vectors = np.linalg.eigh(np.cov(host.compute(), rowvar=False))
    expected = vectors[:, -1] * np.sign(vectors[:, -1].sum())
    assert isinstance(v, gt.ndarray) and abs(float(variance) / values[-1] - 1) < 1e-3
    assert np.abs(gt.asnumpy(v) - expected).max() < 2e-2
    print(f"{workers or 'no'} workers; NumPy says {values[-1]:.3f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        count = int(sys.argv[1])
        with LocalCluster(count, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster):
            main(count)
    else:
        main(0)
