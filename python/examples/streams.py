#!/usr/bin/env python3
"""Work in parallel queues: two streams, an event between them, and the time of both ways, measured."""

import time

import numpy as np

import gputensor as gt

rng = np.random.default_rng(0)
inputs = [gt.asarray(rng.random((256, 256), dtype=np.float32)) for _ in range(2)]
streams = [gt.Stream(), gt.Stream()]


def work(x):
    for _ in range(8):
        x = gt.tanh(x @ x * 0.01)
    return x


def one_after_the_other():
    results = [work(x) for x in inputs]
    gt.synchronize()
    return results


def side_by_side():
    ready = gt.current_stream().record()  # the inputs come from the device's own stream
    results = []
    for stream, x in zip(streams, inputs):
        stream.wait_for(ready)
        with stream:
            results.append(work(x))
    for stream in streams:
        stream.wait()
    return results


def fastest(function, repeat=5):
    times = []
    for _ in range(repeat):
        begin = time.perf_counter()
        function()
        times.append(time.perf_counter() - begin)
    return min(times) * 1000


expected = one_after_the_other()
for a, b in zip(side_by_side(), expected):
    assert gt.array_equal(a, b)
print(f"one stream: {fastest(one_after_the_other):.2f} ms, two streams: {fastest(side_by_side):.2f} ms")

# The host works meanwhile: an upload for the next step while the device computes this one.
result = work(inputs[0])
upload = gt.asarray(rng.random((256, 256), dtype=np.float32))
done = gt.current_stream().record()
print("done while the host went on?", done.done)
done.wait()
assert gt.allclose(result, expected[0]) and upload.shape == (256, 256)
