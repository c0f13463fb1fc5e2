"""The device itself: where it is, its memory, copies, variables, gradients, functions, and what is refused."""
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import tensorflow as tf

import gputensor.tensorflow as device
from processes import computes, run

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


def parts_of_a_variable(how):
    """What is left of a variable after a change of parts of it, and what was read of it before."""
    tf.config.set_soft_device_placement(True)  # indices are the host's
    v = tf.Variable(np.arange(20, dtype="f").reshape(5, 4))
    rows, places = tf.constant([[3], [0], [3]]), tf.constant([[1, 2], [4, 0], [1, 2]])
    updates, numbers = tf.fill([3, 4], 2.5), tf.constant([3.0, 7.0, 5.0])
    before = v.read_value()
    if how in ("add", "sub", "update", "max", "min", "mul"):
        getattr(v, f"scatter_{how}")(tf.IndexedSlices(updates, rows[:, 0]))
        tf.raw_ops.ResourceScatterAdd(resource=v.handle, indices=tf.constant([1, 1]), updates=1.0)
    elif how == "slices":
        v[1:3, ::2].assign([[-1.0, -2.0], [-3.0, -4.0]])
        v[..., tf.newaxis, 0].assign(tf.fill([5, 1], 9.0))
        v[3:5].assign([6.0, 7.0, 8.0, 9.5])
        v[2:4, 1:3].assign(-5.0)
        v[0, 1].assign(5.0)
    else:
        getattr(v, f"scatter_nd_{how[3:]}")(rows, updates)
        getattr(v, f"scatter_nd_{how[3:]}")(places, numbers)
    return [v, before, tf.gather(v, [4, 0]), tf.nn.embedding_lookup(v, [[1], [3]]), v.gather_nd([[2, 1], [0, 3]])]


@pytest.mark.parametrize("how", ["add", "sub", "update", "max", "min", "mul", "slices", "nd_add", "nd_sub", "nd_update",
                                 "nd_max", "nd_min"])
def test_parts_of_variables(how):
    with tf.device("/CPU:0"):
        want = [one.numpy() for one in parts_of_a_variable(how)]
    with tf.device("/GPU:0"):
        got = parts_of_a_variable(how)
    assert all(on_device(one) for one in got)
    for a, b in zip(got, want):
        np.testing.assert_allclose(a.numpy(), b, rtol=1e-6)


@pytest.mark.parametrize("how", ["ResourceScatterAdd", "ResourceScatterSub", "ResourceScatterNdAdd",
                                 "AssignAddVariableOp"])
def test_threads_change_one_variable(how):
    """None of the changes is lost, whoever reads the variable meanwhile."""
    threads, times = 4, 100
    with tf.device("/GPU:0"):
        v = tf.Variable(tf.zeros([3, 4]))
        row = {"ResourceScatterNdAdd": {"ref": v.handle, "indices": [[0]], "updates": tf.ones([1, 4])},
               "AssignAddVariableOp": {"resource": v.handle, "value": tf.ones([3, 4])}}.get(
                   how, {"resource": v.handle, "indices": [0], "updates": tf.ones([1, 4])})

    def change(_):
        with tf.device("/GPU:0"):
            for i in range(times):
                getattr(tf.raw_ops, how)(**row)
                if i % 10 == 0:
                    tf.gather(v, [0]), v.read_value()

    tf.config.set_soft_device_placement(True)  # indices are the host's
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(change, range(threads)))
    assert v.numpy()[0].tolist() == [(-1 if how.endswith("Sub") else 1) * threads * times] * 4


def test_threads_draw_from_one_generator():
    """No number is drawn twice."""
    threads, times = 4, 100
    tf.config.set_soft_device_placement(True)  # counters are the host's
    with tf.device("/GPU:0"):
        generator = tf.random.Generator.from_state([0, 0, 7], "philox")

    def draw(_):
        with tf.device("/GPU:0"):
            return [int(generator.skip(1).numpy()[0]) for _ in range(times)]

    with ThreadPoolExecutor(threads) as pool:
        found = sum(pool.map(draw, range(threads)), [])
    assert sorted(found) == [256 * i for i in range(threads * times)]


def test_gather_copies_a_variable_once():
    """While a tensor that was read of it is alive, which stays as it was."""
    tf.config.set_soft_device_placement(True)  # indices are the host's
    with tf.device("/GPU:0"):
        v = tf.Variable(tf.ones([1 << 10, 1 << 10]))
        read = v.read_value()
        tf.gather(v, [0])
        before = device.memory_info()["used"]
        for _ in range(3):
            assert tf.gather(v, [0, 5]).numpy().min() == 1
        tf.raw_ops.ResourceScatterAdd(resource=v.handle, indices=[0], updates=tf.ones([1, 1 << 10]))
        assert tf.gather(v, [0]).numpy().max() == 2 and read.numpy().max() == 1
        assert device.memory_info()["used"] < before + (1 << 20)


def test_einsum_of_many_axes():
    x = np.arange(2.0**16, dtype="f").reshape([2] * 16)
    with tf.device("/GPU:0"):
        y = tf.raw_ops.Einsum(inputs=[tf.constant(x), tf.constant(x + 1)], equation=f"{'a' * 16},{'b' * 16}->ab")
    assert y.numpy().tolist() == np.outer([0.0, 65535.0], [1.0, 65536.0]).astype("f").tolist()


LOST = """
import gputensor.tensorflow, sys
import tensorflow as tf
R, one = tf.raw_ops, tf.ones([1, 2])
with tf.device("/GPU:0"):
    h = R.VarHandleOp(dtype=tf.float32, shape=[3, 2], shared_name="lost")
    for call in (lambda: R.AssignAddVariableOp(resource=h, value=one), lambda: R.ResourceGather(
                     resource=h, indices=[0], dtype=tf.float32), lambda: R.ResourceScatterAdd(
                     resource=h, indices=[0], updates=one)):
        try:
            call()
        except tf.errors.OpError as error:
            print("refused", type(error).__name__)
"""


def test_variables_without_a_value():
    done = run(LOST)
    assert done.returncode == 0 and done.stdout.count("refused") == 3, done.stdout


SHAPES = """
import gputensor.tensorflow, sys
import tensorflow as tf
R, big = tf.raw_ops, 2**62
x, image = tf.ones([2]), tf.ones([1, 4, 4, 2])
seed = {"key": tf.constant([7], tf.uint64), "counter": tf.constant([0, 0], tf.uint64), "alg": 1}
cases = {
    "fill": lambda: tf.fill([-1], 1.0), "overflow": lambda: tf.fill(tf.constant([2**40, 2**40], tf.int64), 1.0),
    "beside 0": lambda: tf.fill(tf.constant([0, 2**40, 2**40], tf.int64), 1.0),
    "uniform": lambda: R.StatelessRandomUniformV2(shape=[-1], **seed),
    "normal": lambda: R.StatelessRandomNormalV2(shape=[3, -2], **seed),
    "scatter": lambda: tf.scatter_nd([[0]], [1.0], [-1]), "broadcast": lambda: tf.broadcast_to(x, [-3, 2]),
    "pad": lambda: tf.pad(x, tf.constant([[big, big]], tf.int64)),
    "pad around": lambda: tf.pad(x, tf.constant([[2 * big - 1, 2 * big - 1]], tf.int64)),
    "pad with": lambda: tf.pad(x, tf.constant([[big, big]], tf.int64), constant_values=1.0),
    "tile": lambda: tf.tile(tf.ones([4]), tf.constant([big], tf.int64)),
    "slice": lambda: R.StridedSliceGrad(shape=[-3], begin=[0], end=[2], strides=[1], dy=x),
    "segments": lambda: tf.math.unsorted_segment_sum(tf.ones([1, 2**10]), [0], tf.constant(big, tf.int64)),
    "one hot": lambda: tf.one_hot([[0, 1]] * 2, -3),
    "split": lambda: tf.split(x, tf.constant([2 * big - 1, 2 * big - 1, -1], tf.int64)),
    "input": lambda: R.Conv2DBackpropInput(input_sizes=[1, -4, 4, 2], filter=tf.ones([1, 1, 2, 2]), out_backprop=image,
                                           strides=[1] * 4, padding="SAME"),
    "filter": lambda: R.Conv2DBackpropFilter(input=image, filter_sizes=[1, 1, 2, -2], out_backprop=image,
                                             strides=[1] * 4, padding="SAME"),
    "pool": lambda: R.AvgPoolGrad(orig_input_shape=[1, -4, 4, 2], grad=image, ksize=[1] * 4, strides=[1] * 4,
                                  padding="SAME"),
    "long": lambda: R.AvgPoolGrad(orig_input_shape=[1] * 64, grad=image, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1],
                                  padding="SAME"),
    "none": lambda: R.AvgPoolGrad(orig_input_shape=tf.zeros([0], tf.int32), grad=image, ksize=[1] * 4,
                                  strides=[1] * 4, padding="SAME", data_format=sys.argv[1]),
    "space": lambda: R.AvgPool3DGrad(orig_input_shape=[1] * 4, grad=tf.ones([1] * 5), ksize=[1] * 5, strides=[1] * 5,
                                     padding="SAME"),
}
tf.config.set_soft_device_placement(False)
with tf.device("/GPU:0"):
    for name, call in cases.items():
        print(name, flush=True)
        try:
            call()
        except tf.errors.InvalidArgumentError as error:
            assert "on gputensor" in str(error), error
            print("refused", name)
print(len(cases), "cases")
"""


@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
def test_shapes_that_no_tensor_has(layout):
    """TensorFlow ends the process of a kernel that asks for one."""
    done = run(SHAPES, layout)
    assert done.returncode == 0 and f"{done.stdout.count('refused ')} cases" in done.stdout, done.stdout


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
        with pytest.raises(tf.errors.UnimplementedError, match="Fill on gputensor: gputensor has up to 32 axes"):
            tf.ones([1] * 33)
        with tf.device("/CPU:0"):
            many = tf.ones([1] * 33)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Neg on gputensor: .*33"):
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


def test_shapes_that_must_be_alike():
    """What the library would broadcast, TensorFlow refuses."""
    raw, x, line, row = tf.raw_ops, tf.ones([2, 3]), tf.ones([3]), tf.ones([1, 3])
    with tf.device("/GPU:0"):
        v = tf.Variable(tf.ones([2, 3]))
        for call in (lambda: raw.ConcatV2(values=[x, row], axis=1), lambda: raw.Pack(values=[x, row], axis=0),
                     lambda: raw.AddN(inputs=[x, row]), lambda: raw.BiasAdd(value=x, bias=tf.ones([1])),
                     lambda: raw.BiasAdd(value=x, bias=row), lambda: raw.ReluGrad(gradients=x, features=line),
                     lambda: raw.SigmoidGrad(y=x, dy=line), lambda: raw.EluGrad(gradients=x, outputs=row),
                     lambda: raw.Select(condition=tf.ones([2, 3]) > 0, x=x, y=line),
                     lambda: raw.Select(condition=tf.ones([3]) > 0, x=x, y=x), lambda: v.assign_add(line),
                     lambda: raw.MatMul(a=tf.ones([2, 2, 3]), b=x), lambda: raw.Fill(dims=[2, 3], value=line),
                     lambda: raw.BatchMatMul(x=tf.ones([2, 2, 3]), y=tf.ones([1, 3, 2])),
                     lambda: raw.ClipByValue(t=x, clip_value_min=line, clip_value_max=line),
                     lambda: raw.Softmax(logits=tf.ones([])), lambda: raw.Unpack(value=x, num=1, axis=0),
                     lambda: raw.OneHot(indices=[1], depth=3, on_value=line, off_value=0.0),
                     lambda: raw.Slice(input=x, begin=[0, 0], size=[-2, 1]),
                     lambda: raw.TensorScatterAdd(tensor=x, indices=[[0]], updates=tf.ones([1, 1])),
                     lambda: raw.UnsortedSegmentSum(data=x, segment_ids=[0], num_segments=2)):
            with pytest.raises((tf.errors.InvalidArgumentError, ValueError)):
                call()
    assert (v.numpy() == 1).all()


def test_extremes_of_nothing():
    for kind, low, high in (("float32", -np.inf, np.inf), ("int8", -128, 127), ("int64", -2**63, 2**63 - 1)):
        with tf.device("/GPU:0"):
            x = tf.zeros([2, 0], kind)
            assert tf.reduce_max(x, 1).numpy().tolist() == [low] * 2 and tf.reduce_min(x).numpy() == high


def test_generators():
    """A generator gives on the device what it gives on the CPU, and goes on."""
    tf.config.set_soft_device_placement(True)  # counters are the host's
    drawn = []
    for place in ("/CPU:0", "/GPU:0"):
        with tf.device(place):
            generator = tf.random.Generator.from_state([2**64 - 300, 5, 7], "philox")
            drawn.append([generator.normal([5]).numpy(), generator.uniform([4]).numpy(),
                          generator.uniform([3]).numpy()])
    for got, want in zip(*drawn):
        np.testing.assert_allclose(got, want, rtol=1e-5)


def test_python_compares_shapes_that_do_not_broadcast():
    with tf.device("/GPU:0"):
        a, b = tf.ones([2]), tf.ones([3])
        assert not (a == b).numpy() and (a != b).numpy()
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.equal(a, b)


def test_int32_of_the_host():
    with tf.device("/GPU:0"):
        x = tf.constant([[1, 2, 3]])
        assert tf.zeros_like(x).numpy().tolist() == [[0, 0, 0]] and tf.ones_like(x).numpy().tolist() == [[1, 1, 1]]
        tf.config.set_soft_device_placement(True)  # sizes are the host's
        assert tf.linspace(0.0, 1.0, 3).numpy().tolist() == [0.0, 0.5, 1.0]


def test_indices_out_of_range_put_nothing():
    with tf.device("/GPU:0"):
        x, updates = tf.ones([2, 3]), tf.fill([2, 3], 5.0)
        rows = tf.constant([[1], [2]])
        results = [tf.gather_nd(x, rows), tf.scatter_nd(rows, updates, [2, 3]),
                   tf.tensor_scatter_nd_update(x, rows, updates), tf.tensor_scatter_nd_add(x, rows, updates),
                   tf.math.unsorted_segment_sum(updates, tf.constant([-1, 7]), 2)]
        told = [one.numpy()[:, 0].tolist() for one in results]
        places = tf.constant([[0, 3], [1, -1], [1, 1]])  # two of them wrong, though their elements' numbers are not
        assert tf.gather_nd(x, places).numpy().tolist() == [0, 0, 1]
        assert tf.scatter_nd(places, tf.ones([3]), [2, 3]).numpy().tolist() == [[0, 0, 0], [0, 1, 0]]
    assert told == [[1, 0], [0, 5], [1, 5], [1, 6], [0, 0]]
