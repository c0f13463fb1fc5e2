"""Dask arrays of gputensor's chunks, in one process and on two workers, beside the same calls on chunks of NumPy."""

import os
import pathlib
import pickle
import subprocess
import sys

import dask
import dask.array as da
import numpy as np
import pytest
from dask.base import tokenize
from dask.sizeof import sizeof

import gputensor as gt
import gputensor.dask

RNG = np.random.default_rng(0)
A, B = (RNG.standard_normal((12, 8)).astype(np.float32) for _ in range(2))
HOLES = np.where(A > 1, np.nan, A)
COUNTS = RNG.integers(0, 5, 20)


def assigned(x):
    x = x.copy()
    x[x > 0] = 0
    x[2:4] = 5
    return x


# Of x, y, one of them with NaN, a vector of floats and one of integers.
OPERATIONS = {
    "add": lambda x, y, n, v, k: x + y * 2,
    "exp": lambda x, y, n, v, k: np.exp(x),
    "where": lambda x, y, n, v, k: da.where(x > y, x, 0),
    "astype": lambda x, y, n, v, k: x.astype("int32"),
    "matmul": lambda x, y, n, v, k: x @ y.T,
    "tensordot": lambda x, y, n, v, k: da.tensordot(x, y, axes=((1,), (1,))),
    "einsum": lambda x, y, n, v, k: da.einsum("ij,ij->i", x, y),
    "outer": lambda x, y, n, v, k: da.outer(v, v),
    "sum": lambda x, y, n, v, k: x.sum(),
    "mean": lambda x, y, n, v, k: x.mean(axis=1, keepdims=True),
    "mean_of_all": lambda x, y, n, v, k: x.mean(),
    "std": lambda x, y, n, v, k: x.std(axis=0),
    "max": lambda x, y, n, v, k: x.max(axis=0),
    "any": lambda x, y, n, v, k: (x > 1).any(axis=0),
    "cumsum": lambda x, y, n, v, k: x.cumsum(axis=0),
    "nansum": lambda x, y, n, v, k: da.nansum(n, axis=0),
    "nanmean": lambda x, y, n, v, k: da.nanmean(n, axis=0),
    "normalized": lambda x, y, n, v, k: (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0)),
    "transpose": lambda x, y, n, v, k: x.T,
    "ravel": lambda x, y, n, v, k: x.ravel(),
    "slice": lambda x, y, n, v, k: x[2:9:2, ::-1],
    "take": lambda x, y, n, v, k: x[[3, 1, 7]],
    "mask": lambda x, y, n, v, k: v[v > 0],
    "rechunk": lambda x, y, n, v, k: x.rechunk((3, 8)),
    "concatenate": lambda x, y, n, v, k: da.concatenate([x, y], axis=1),
    "stack": lambda x, y, n, v, k: da.stack([x, y]),
    "pad": lambda x, y, n, v, k: da.pad(x, 1),
    "roll": lambda x, y, n, v, k: da.roll(x, 2, axis=0),
    "diff": lambda x, y, n, v, k: da.diff(x, axis=0),
    "overlap": lambda x, y, n, v, k: x.map_overlap(lambda c: c * 2, depth=1, boundary="reflect"),
    "ones_like": lambda x, y, n, v, k: da.ones_like(x) + x,
    "bincount": lambda x, y, n, v, k: da.bincount(k, minlength=5),
    "histogram": lambda x, y, n, v, k: da.histogram(v, bins=4, range=(-2, 2))[0],
    "unique": lambda x, y, n, v, k: da.unique(k),
    "norm": lambda x, y, n, v, k: da.linalg.norm(x),
    "argmax": lambda x, y, n, v, k: x.argmax(axis=0),
    "topk": lambda x, y, n, v, k: da.topk(x, 2, axis=0),
    "median": lambda x, y, n, v, k: da.median(x, axis=0),
    "percentile": lambda x, y, n, v, k: da.percentile(v, [20, 50]),
    "nanargmax": lambda x, y, n, v, k: da.nanargmax(n, axis=0),
    "assigned": lambda x, y, n, v, k: assigned(x),
    "singular_values": lambda x, y, n, v, k: da.linalg.svd(x.rechunk((6, 8)))[1],
    "power_spectrum": lambda x, y, n, v, k: abs(da.fft.rfft(x.rechunk((6, 8)), axis=1)),
    "cov": lambda x, y, n, v, k: da.cov(x),
    "gufunc": lambda x, y, n, v, k: da.apply_gufunc(lambda c: c.sum(-1), "(i)->()", x.rechunk((6, 8))),
}


def operands(conversion):
    chunks = {2: (5, 4), 1: 7}
    return [conversion(da.from_array(a, chunks=chunks[a.ndim])) for a in (A, B, HOLES, A[:, 0].copy(), COUNTS)]


@pytest.mark.parametrize("name", OPERATIONS)
def test_one_process(name, same):
    want = OPERATIONS[name](*operands(lambda x: x)).compute()
    want = want.astype(np.float32) if name == "percentile" else want  # numpy's are of float64
    for conversion in (lambda x: x.to_backend("gputensor"), lambda x: x.map_blocks(gt.asarray)):
        same(OPERATIONS[name](*operands(conversion)).compute(scheduler="threads"), want, rtol=2e-5, atol=2e-6)


def test_between_backends(same):
    host = da.from_array(A, chunks=(5, 4))
    x = host.to_backend("gputensor")
    assert isinstance(x._meta, gt.ndarray) and x.to_backend("gputensor") is x
    back = x.to_backend("numpy").compute()
    assert isinstance(back, np.ndarray) and np.array_equal(back, A)
    same(da.from_array(gt.asarray(A), chunks=5).sum(axis=0).compute(), A.sum(axis=0), rtol=1e-5)


def test_arrays_beside_those_of_dask(same):
    x, y = da.from_array(A, chunks=5).to_backend("gputensor"), gt.asarray(B)
    for actual, expected in ((x + y, A + B), (y * x, B * A), (np.sum(x, axis=0), A.sum(axis=0))):
        assert isinstance(actual, da.Array)
        same(actual.compute(), expected, rtol=1e-5)
    with pytest.raises(gt.ImplicitTransferError):
        (x + da.from_array(B, chunks=5)).compute()


@pytest.mark.parametrize(
    "make",
    [
        lambda: da.ones((4, 6), chunks=3),
        lambda: da.zeros((4, 6), dtype="int32"),
        lambda: da.full((3,), 7, dtype="float32"),
        lambda: da.arange(2, 9, 3, dtype="int64"),
        lambda: da.empty((2, 3)) * 0,
    ],
    ids=["ones", "zeros", "full", "arange", "empty"],
)
def test_made_on_the_device(make, same):
    with dask.config.set({"array.backend": "gputensor"}):
        x = make()
    want = make().compute().astype(x.dtype)
    assert isinstance(x._meta, gt.ndarray) and x.dtype in ("float32", "int32", "int64")
    same(x.compute(), np.nan_to_num(want))


def test_random_numbers_are_those_of_numpy(same):
    with dask.config.set({"array.backend": "gputensor"}):
        for call in (da.random.default_rng, da.random.RandomState):
            with pytest.raises(NotImplementedError, match="to_backend"):
                call(7)
    x = da.random.default_rng(7).normal(size=9, chunks=3)
    same(x.to_backend("gputensor").compute(), x.compute())


def test_what_dask_asks_of_an_array():
    x = gt.asarray(A)
    assert sizeof(x) == x.nbytes == A.nbytes
    assert tokenize(x) == tokenize(gt.asarray(A)) != tokenize(gt.asarray(B))
    assert tokenize(x) != tokenize(x.astype("float16")) and tokenize(x) != tokenize(A)
    buffers = []  # the elements travel beside the pickle
    data = pickle.dumps(x, protocol=5, buffer_callback=buffers.append)
    assert len(data) < 400 and sum(b.raw().nbytes for b in buffers) == x.nbytes
    assert pickle.loads(data, buffers=buffers).tolist() == A.tolist()


def kind(x):
    return type(x).__module__, x.device.id, os.getpid(), "gputensor.dask" in sys.modules


TWO_DEVICES = {"POCL_DEVICES": "pthread pthread"}  # PoCL makes two of the CPU, where it knows the name


def worker(device):
    """A process of its own with that default device."""
    from distributed import Nanny

    environment = {**TWO_DEVICES, "GPUTENSOR_DEVICE": device}
    return {"cls": Nanny, "options": {"nthreads": 1, "host": "127.0.0.1", "env": environment}}


def test_two_workers_with_a_device_each(same):
    from distributed import Client, Scheduler, SpecCluster, wait

    program = "import gputensor as gt; print(*[x.id for x in (gt.devices() * 2)[:2]])"
    environment = {**os.environ, **TWO_DEVICES, "GPUTENSOR_DEVICE": "0"}
    devices = subprocess.check_output([sys.executable, "-c", program], text=True, env=environment).split()
    scheduler = {"cls": Scheduler, "options": {"host": "127.0.0.1", "port": 0, "dashboard": False}}
    with SpecCluster({i: worker(devices[i]) for i in range(2)}, scheduler) as cluster, Client(cluster) as client:
        x = da.from_array(A, chunks=(3, 4)).map_blocks(gt.asarray)
        y = ((x - x.mean(axis=0)) / x.std(axis=0)).persist()
        wait(y)
        held = client.has_what()
        assert len(held) == 2 and all(held.values()), "chunks on either worker"
        assert max(client.nbytes().values()) >= 3 * 4 * 4
        want = (A - A.mean(axis=0)) / A.std(axis=0)
        same(y.compute(), want, rtol=1e-4, atol=1e-5)
        same((y @ y.T).sum(axis=1).compute(), (want @ want.T).sum(axis=1), rtol=1e-4, atol=1e-4)
        same(da.from_array(gt.asarray(B), chunks=4).max(axis=0).compute(), B.max(axis=0))
        told = [client.submit(kind, gt.asarray(A), pure=False, workers=[each]).result() for each in held]
        assert {(module, known) for module, _, _, known in told} == {("gputensor.array", True)}
        assert {device for _, device, _, _ in told} == set(devices)
        assert len({process for _, _, process, _ in told} - {os.getpid()}) == 2
        sent = client.scatter(gt.arange(10))
        same(client.submit(lambda x: x * 2, sent).result(), np.arange(10) * 2)


@pytest.mark.parametrize("workers", [[], ["2"]], ids=["one_process", "two_workers"])
def test_example(workers):
    program = pathlib.Path(__file__).parents[2] / "examples" / "blocks_dask.py"
    done = subprocess.run([sys.executable, str(program), *workers], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{(workers or ['no'])[0]} workers" in done.stdout
