"""The device itself: where it is, its memory, copies, variables, gradients, functions, and what is refused."""
import numpy as np
import pytest
import tensorflow as tf

import gputensor.tensorflow as device
from processes import computes

DTYPES = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16",
          "float32", "float64", "complex64")


def on_device(x):
    return x.device.endswith("/device:GPU:0")


def test_one_device():
    assert [one.name for one in tf.config.list_physical_devices("GPU")] == ["/physical_device:GPU:0"]
    assert len(tf.config.list_logical_devices("GPU")) == 1
    with tf.device("/GPU:0"):
        x = tf.constant([1.0, 2.0, 3.0])
        before = device.launches()
        y = x + x * 2.0
    assert on_device(y) and y.numpy().tolist() == [3.0, 6.0, 9.0]
    assert device.launches() == before + 2


def test_chosen_by_itself():
    assert on_device(tf.matmul(tf.ones([2, 2]), tf.ones([2, 2])))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (1,), (7, 5), (300, 1001)])
def test_copies(dtype, shape):
    with tf.device("/CPU:0"):
        x = tf.cast(tf.constant(np.random.default_rng(0).uniform(0, 99, shape)), dtype)
    with tf.device("/GPU:0"):
        there = tf.identity(x)
        again = tf.identity(there)
    with tf.device("/CPU:0"):
        back = tf.identity(again)
    assert on_device(again) and back.device.endswith("CPU:0")
    assert (back.numpy() == x.numpy()).all() and (there.numpy() == x.numpy()).all()


def test_strings_stay_on_the_host():
    tf.config.set_soft_device_placement(True)
    with tf.device("/GPU:0"):
        assert tf.strings.join([tf.constant("a"), "b"]).numpy() == b"ab"


@pytest.mark.parametrize("dtype", [name for name in DTYPES if name not in ("bool", "int32", "complex64")])
def test_variables(dtype):
    if dtype == "float64" and not computes(dtype):
        pytest.skip("no float64")
    with tf.device("/GPU:0"):
        v = tf.Variable(tf.cast(tf.ones([2, 3]), dtype))
        kept = v.read_value()
        v.assign_add(tf.cast(tf.fill([2, 3], 4.0), dtype))
        after = v.read_value()
        v.assign_sub(tf.cast(tf.fill([2, 3], 2.0), dtype))
        assert on_device(v) and on_device(after)
        v.assign(v * tf.cast(2, dtype))
    assert (kept.numpy() == 1).all() and (after.numpy() == 5).all() and (v.numpy() == 6).all()


def test_variables_without_arithmetic():
    with tf.device("/GPU:0"):
        flag = tf.Variable([True, False])
        flag.assign([False, True])
        z = tf.Variable(np.array([1, 2 + 1j], "c8"))
        kept = z.read_value()
        z.assign(np.array([3 + 1j, 4 + 1j], "c8"))
        with pytest.raises(tf.errors.UnimplementedError, match="AssignAddVariableOp on gputensor.*no complex numbers"):
            z.assign_add(z.read_value())
    assert flag.numpy().tolist() == [False, True] and kept.numpy().tolist() == [1, 2 + 1j]
    assert z.numpy().tolist() == [3 + 1j, 4 + 1j]


def test_variables_of_a_type_that_is_not_there():
    if computes("float64"):
        pytest.skip("there is float64")
    with tf.device("/GPU:0"):
        v = tf.Variable(np.ones(3))
        v.assign(np.array([1.0, 2.0, 3.0]))
        with pytest.raises(tf.errors.UnimplementedError, match="float64"):
            v.assign_add(np.ones(3))
    assert v.numpy().tolist() == [1.0, 2.0, 3.0]


def network(x, w, v):
    hidden = tf.nn.relu(tf.matmul(x, w))
    return tf.reduce_mean(tf.square(tf.sigmoid(tf.matmul(hidden, v)) - 0.25))


def test_gradients():
    rng = np.random.default_rng(1)
    given = [rng.normal(size=shape).astype("f") for shape in ((32, 9), (9, 16), (16, 3))]
    results = []
    for place in ("/CPU:0", "/GPU:0"):
        with tf.device(place):
            x, w, v = (tf.Variable(one) for one in given)
            with tf.GradientTape() as tape:
                loss = network(x, w, v)
            results.append([loss.numpy()] + [one.numpy() for one in tape.gradient(loss, [x, w, v])])
            assert w.device.endswith(place[1:])
    for cpu, gpu in zip(*results):
        np.testing.assert_allclose(gpu, cpu, rtol=1e-5, atol=1e-7)


def test_functions():
    @tf.function
    def steps(x, n):
        for _ in tf.range(n):
            x = tf.nn.relu(tf.matmul(x, x) * 0.5)
        return tf.reduce_sum(x, axis=1)

    x = np.random.default_rng(2).uniform(0, 0.5, (8, 8)).astype("f")
    tf.config.set_soft_device_placement(True)  # the loop's counter is the host's
    with tf.device("/CPU:0"):
        expected = steps(tf.constant(x), 4).numpy()
    with tf.device("/GPU:0"):
        got = steps(tf.constant(x), 4)
    assert on_device(got)
    np.testing.assert_allclose(got.numpy(), expected, rtol=1e-5)


def test_tensor_arrays():
    @tf.function
    def doubled(x):
        parts = tf.TensorArray(tf.float32, size=3)
        for i in tf.range(3):
            parts = parts.write(i, x[i] * 2)
        return parts.stack()

    tf.config.set_soft_device_placement(True)
    with tf.device("/GPU:0"):
        assert (doubled(tf.ones([3, 4])).numpy() == 2).all()


def test_memory():
    before = device.memory_info()
    assert before["limit"] > 1 << 20 and before["peak"] >= before["used"]
    with tf.device("/GPU:0"):
        x = tf.ones([1 << 20])
        assert device.memory_info()["used"] >= before["used"] + (4 << 20)
        del x
        for _ in range(3):
            a = tf.Variable(tf.zeros([256, 256]))
            steady = None
            for step in range(60):
                a.assign_add(tf.matmul(a, a) + 1e-3)
                a.assign(a * 0.5)
                if step == 10:
                    steady = device.memory_info()["used"]
            assert device.memory_info()["used"] <= steady


def test_bad_input():
    with tf.device("/GPU:0"):
        with pytest.raises(tf.errors.InvalidArgumentError, match="ncompatible shapes|broadcast"):
            tf.ones([2, 3]) + tf.ones([3, 2])
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.matmul(tf.ones([2, 3]), tf.ones([2, 3]))
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.reduce_sum(tf.ones([2, 3]), axis=5)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Slice on gputensor: the slice does not lie within"):
            tf.slice(tf.ones([2, 3]), [0, 2], [1, 2])
        with pytest.raises(tf.errors.ResourceExhaustedError):
            tf.zeros([1 << 40])
        with pytest.raises(tf.errors.UnimplementedError, match="Fill on gputensor: gputensor has up to 16 axes"):
            tf.ones([1] * 17)
        with tf.device("/CPU:0"):
            many = tf.ones([1] * 17)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Neg on gputensor: .*17"):
            tf.negative(many)
        assert (tf.ones([2]) + 1.0).numpy().tolist() == [2.0, 2.0]  # and works on


def test_indices_out_of_range_give_zeros():
    """As TensorFlow's own GPUs do; on the CPU it is an error."""
    with tf.device("/GPU:0"):
        taken = tf.gather(tf.constant([1.0, 2.0, 3.0]), tf.constant([2, 3, -1, 0], tf.int64))
        loss, gradient = tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(
            features=tf.zeros([3, 2]), labels=tf.constant([1, 2, -1], tf.int64))
    assert taken.numpy().tolist() == [3.0, 0.0, 0.0, 1.0]
    np.testing.assert_allclose(loss.numpy(), [np.log(2), np.nan, np.nan], rtol=1e-6)
    assert np.isnan(gradient.numpy()[1:]).all() and gradient.numpy()[0].tolist() == [0.5, -0.5]


def test_no_kernel():
    with tf.device("/GPU:0"), pytest.raises(tf.errors.InvalidArgumentError, match="(?i)could not satisfy|no.*kernel"):
        tf.linalg.det(tf.eye(3))
    tf.config.set_soft_device_placement(True)
    with tf.device("/GPU:0"):
        assert tf.linalg.det(tf.eye(3) * 2.0).numpy() == pytest.approx(8)
