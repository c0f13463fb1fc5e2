"""Threads, streams, events, time and memory."""

import gc
import threading
import time

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp
from gputensor import hardware


def test_threads_share_arrays():
    x, results, errors = gt.asarray(np.arange(1000, dtype=np.float32)), [], []

    def work(i):
        try:
            for _ in range(20):
                y = (x + i) * 2
            results.append((i, y.sum().item()))
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors and len(results) == 8
    for i, total in results:
        assert total == (np.arange(1000) + i).sum() * 2


def test_other_threads_run_while_one_waits():
    """A wait for the device does not hold the interpreter."""
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    x = gt.ones((300, 300))
    (x @ x).device.synchronize()
    thread.start()
    begin = time.perf_counter()
    for _ in range(20):
        y = x @ x
    gt.synchronize()
    taken = time.perf_counter() - begin
    stop.set()
    thread.join()
    assert y.shape == (300, 300)
    if taken > 0.05:
        assert sum(begin < tick_ < begin + taken for tick_ in ticks) > 3


def test_errors_belong_to_their_thread():
    caught = []

    def work(n):
        for _ in range(50):
            try:
                gt.ones(n) + gt.ones(n + 1)
            except ValueError as error:
                caught.append(f"({n},)" in str(error) and f"({n + 1},)" in str(error))

    threads = [threading.Thread(target=work, args=(n,)) for n in (3, 30, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(caught) == 150 and all(caught)


def test_freed_in_another_thread():
    used = gt.memory_info().used
    held = [gt.ones(10000) for _ in range(20)]
    thread = threading.Thread(target=held.clear)
    thread.start()
    thread.join()
    gt.synchronize()
    assert gt.memory_info().used <= used + 1024


def test_streams(same):
    a = np.arange(12, dtype=np.float32)
    x = gt.asarray(a)
    ready = gt.current_stream().record()
    stream = gt.Stream()
    assert gt.current_stream() is x.device.stream
    with stream:
        assert gt.current_stream() is stream
        stream.wait_for(ready)
        y = x + 1
        inner = gt.Stream()
        with inner:
            assert gt.current_stream() is inner
        assert gt.current_stream() is stream
        seen = []
        thread = threading.Thread(target=lambda: seen.append(gt.current_stream()))
        thread.start()
        thread.join()
        assert seen == [x.device.stream]  # of its own thread alone
    stream.wait()
    same(y, a + 1)
    with gt.stream() as s:
        z = y * 2
        done = s.record()
    gt.current_stream().wait_for(done)
    same(z + 1, (a + 1) * 2 + 1)


def test_all_work_goes_to_the_stream():
    """Inside the block of a stream that is closed nothing can run."""
    x, y, i = gt.ones((3, 3)), gt.zeros((3, 3)), gt.asarray([0])
    stream = gt.Stream()
    with stream:
        stream.close()
        for call in (
            lambda: x + y,
            lambda: 1 - x,
            lambda: -x,
            lambda: abs(x),
            lambda: x @ y,
            lambda: x < y,
            lambda: y.__iadd__(1),
            lambda: gt.exp(x),
            lambda: gt.where(x, x, y),
            lambda: x.sum(),
            lambda: x.argmax(),
            lambda: x.mean(),
            lambda: x[i],
            lambda: y.__setitem__(0, 1),
            lambda: y.__setitem__(i, x[:1]),
            lambda: gt.asnumpy(x),
            lambda: gt.zeros(3),
            lambda: gt.concat([x, y]),
            lambda: gt.softmax(x),
            lambda: gt.cumsum(x),
        ):
            with pytest.raises(ValueError, match="closed"):
                call()
    assert y.tolist() == gt.zeros((3, 3)).tolist()
    assert hardware.overrides == 0


def test_time_on_the_device():
    stream = gt.Stream(profile=True)
    x = gt.ones((200, 200))
    gt.synchronize()
    start = time.perf_counter()
    with stream:
        begin = stream.record()
        x @ x
        end = stream.record()
    end.wait()
    passed = time.perf_counter() - start
    assert 0 <= begin.elapsed(end) <= 2 * passed + 0.05  # some drivers count coarsely
    assert gt.Event().record(stream).done in (True, False)
    plain = gt.Stream()
    with pytest.raises(NotImplementedError, match="profile"):
        plain.record().elapsed(plain.record())


def test_cupys_streams_and_events(same):
    x = cp.arange(6, dtype=cp.float32)
    cp.cuda.Stream.null.synchronize()
    with cp.cuda.Stream(non_blocking=True) as stream:
        begin, end = cp.cuda.Event(), cp.cuda.Event()
        begin.record()
        y = x * 2
        end.record(stream)
    end.synchronize()
    stream.synchronize()
    assert any(stream.done for _ in range(1000))
    assert end.done and cp.cuda.get_elapsed_time(begin, end) >= 0
    same(y, np.arange(6, dtype=np.float32) * 2)
    stream.use()
    assert cp.cuda.get_current_stream() is stream
    cp.cuda.Stream.null.use()
    assert cp.cuda.get_current_stream() is gt.device().stream


def test_memory_of_cupy():
    pool = cp.get_default_memory_pool()
    pool.free_all_blocks()
    before = pool.used_bytes()
    x = cp.zeros(10**6, dtype=cp.float32)
    assert pool.used_bytes() >= before + 4 * 10**6
    del x
    cp.cuda.runtime.deviceSynchronize()
    assert pool.used_bytes() <= before + 1024 and pool.free_bytes() >= 4 * 10**6
    assert pool.total_bytes() == pool.used_bytes() + pool.free_bytes()
    pool.free_all_blocks()
    assert pool.free_bytes() == 0
    pool.set_limit(size=2**24)
    try:
        assert pool.get_limit() == 2**24
        with pytest.raises(MemoryError):
            cp.zeros(2**24, dtype=cp.float32)
    finally:
        pool.set_limit(size=0)
    pool.set_limit(fraction=0.5)
    assert pool.get_limit() == gt.device().memory_bytes // 2
    pool.set_limit(size=0)
    free, total = cp.cuda.Device().mem_info
    assert 0 < free <= total == gt.device().memory_bytes
    assert cp.cuda.runtime.memGetInfo()[1] == total


def test_devices_of_cupy():
    count = cp.cuda.runtime.getDeviceCount()
    assert count == len(gt.devices()) and cp.cuda.is_available() and cp.is_available()
    properties = cp.cuda.runtime.getDeviceProperties(0)
    assert properties["name"].decode() == gt.devices()[0].name and properties["totalGlobalMem"] > 0
    with cp.cuda.Device(gt.device().number) as device:
        assert int(device) == cp.cuda.runtime.getDevice() and cp.ones(2).device is gt.device()
        device.synchronize()
    assert cp.cuda.Device() == cp.cuda.Device(gt.device().number) and "Device" in repr(cp.cuda.Device())
    assert cp.get_array_module(cp.ones(2)) is cp and cp.get_array_module(np.ones(2), 3) is np
    assert cp.asnumpy(cp.ones(2)).tolist() == [1, 1] and cp.asnumpy([1]).tolist() == [1]


def test_constant_memory():
    """A loop that does the same again asks the device for no more memory and compiles nothing."""
    x, w = gt.ones((32, 32)), gt.ones((32, 32))
    device = x.device

    def step():
        y = (x @ w - 1) * 0.5
        y += 1
        y[1:] = 0
        return y.mean(axis=0)

    for _ in range(10):
        step()
    gt.synchronize()
    gc.collect()
    before = device.statistics()
    for _ in range(300):
        step()
    gt.synchronize()
    after = device.statistics()
    assert after["allocations"] == before["allocations"] and after["programs_built"] == before["programs_built"]
    assert after["used"] == before["used"]


def test_benchmark():
    x = gt.ones(1000)
    timing = gt.benchmark(gt.add, x, x, repeat=5)
    assert timing.total >= timing.fastest > 0 and timing.repeat == 5 and "us" in str(timing) and "add" in str(timing)
