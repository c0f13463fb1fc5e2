"""Convolutions and pools with their gradients, against TensorFlow's own kernels for the CPU, which have channels last
alone."""
import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.eager import context, execute

import gputensor.tensorflow as device
from processes import computes

TOLERANCE = {"float32": 1e-5, "float64": 1e-12, "float16": 1e-2, "bfloat16": 8e-2}
IMAGE = {1: (2, 9, 4), 2: (2, 9, 7, 4), 3: (2, 5, 6, 5, 4)}


def values(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).uniform(-1, 1, shape)


def channels_first(x):
    return tf.transpose(x, [0, x.shape.rank - 1, *range(1, x.shape.rank - 1)])


def channels_last(x):
    return tf.transpose(x, [0, *range(2, x.shape.rank), 1])


def formats(n):
    return {1: ("NWC", "NCW"), 2: ("NHWC", "NCHW"), 3: ("NDHWC", "NCDHW")}[n]


def results(place, first, dtype, arrays, function):
    """A function of an image and more, and the gradients; channels are last in all of them."""
    with tf.device(place):
        given = [tf.cast(tf.constant(one), dtype) for one in arrays]
        with tf.GradientTape() as tape:
            tape.watch(given)
            image = channels_first(given[0]) if first else given[0]
            y = function(image, *given[1:])
            y = channels_last(y) if first else y
            weights = tf.cast(tf.reshape(tf.range(tf.size(y)) % 7, tf.shape(y)), dtype)
            loss = tf.reduce_sum(y * weights)
        found = [y, *tape.gradient(loss, given)]
    assert all(one.device.endswith(place[1:]) for one in found)
    return [tf.cast(one, tf.float64).numpy() for one in found]


def compare(first, dtype, arrays, function, last_format, first_format, reference=None):
    if dtype == "float64" and not computes(dtype):
        pytest.skip("no float64")
    tf.config.set_soft_device_placement(True)  # sizes are the host's
    want = results("/CPU:0", False, dtype, arrays, lambda *given: (reference or function)(last_format, *given))
    layout = first_format if first else last_format
    before = device.launches()
    got = results("/GPU:0", first, dtype, arrays, lambda *given: function(layout, *given))
    assert device.launches() > before + 2 * len(arrays)
    for a, b in zip(got, want):
        scale = max(np.abs(b).max(), 1)
        np.testing.assert_allclose(a / scale, b / scale, rtol=0, atol=TOLERANCE[dtype])


def strides(n, first, step, around=1):
    return [around, around, *[step] * n] if first else [around, *[step] * n, around]


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16", "float64"])
@pytest.mark.parametrize("first", [False, True])
def test_convolution_dtypes(dtype, first):
    compare(first, dtype, [values(*IMAGE[2]), values(3, 2, 4, 5)],
            lambda layout, x, w: tf.nn.conv2d(x, w, 2, "SAME", data_format=layout), *formats(2))


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize("n,size,step,dilation", [(1, 3, 1, 1), (1, 2, 3, 1), (2, 3, 1, 1), (2, 1, 1, 1), (2, 2, 3, 1),
                                                  (2, 3, 1, 2), (3, 2, 1, 1), (3, 3, 2, 1)])
def test_convolution(n, size, step, dilation, padding, first):
    """With channels last tf.nn.convolution makes dilations of other operations, which the CPU needs for gradients."""
    def any_axes(layout, x, w):
        return tf.nn.convolution(x, w, step, padding, layout, dilation)

    def two_axes(layout, x, w):
        return tf.nn.conv2d(x, w, step, padding, layout, dilation)

    compare(first, "float32", [values(*IMAGE[n]), values(*[size] * n, 4, 6)], two_axes if n == 2 else any_axes,
            *formats(n), reference=any_axes)


@pytest.mark.parametrize("first", [False, True])
def test_convolution_with_told_padding(first):
    def function(layout, x, w):
        told = [[0, 0], [2, 1], [0, 3], [0, 0]]
        return tf.nn.conv2d(x, w, 2, [told[0], told[3], *told[1:3]] if layout == "NCHW" else told, layout)
    compare(first, "float32", [values(*IMAGE[2]), values(3, 3, 4, 5)], function, "NHWC", "NCHW")


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("padding,step", [("SAME", 1), ("VALID", 2)])
def test_convolution_by_depth(padding, step, first):
    compare(first, "float32", [values(*IMAGE[2]), values(3, 2, 4, 3)],
            lambda layout, x, w: tf.nn.depthwise_conv2d(x, w, strides(2, layout == "NCHW", step), padding, layout),
            "NHWC", "NCHW")


def test_convolution_of_groups():
    """Each half of the filters has a half of the channels."""
    x, w = values(*IMAGE[2]).astype("f"), values(3, 3, 2, 6).astype("f")
    with tf.device("/CPU:0"):
        want = np.concatenate([tf.nn.conv2d(x[..., 2 * i:2 * i + 2], w[..., 3 * i:3 * i + 3], 1, "SAME").numpy()
                               for i in range(2)], axis=-1)
    with tf.device("/GPU:0"):
        got = tf.nn.conv2d(tf.constant(x), tf.constant(w), 1, "SAME")
    np.testing.assert_allclose(got.numpy(), want, atol=1e-5)


@pytest.mark.parametrize("first", [False, True])
def test_gradients_of_convolution_of_groups(first):
    """On the CPU of two convolutions, as it has none of groups."""
    def function(layout, x, w):
        if layout != "CPU":
            return tf.nn.conv2d(x, w, 1, "SAME", layout)
        halves = [(x[..., 2 * i:2 * i + 2], w[..., 3 * i:3 * i + 3]) for i in range(2)]
        return tf.concat([tf.nn.conv2d(*half, 1, "SAME") for half in halves], -1)

    arrays = [values(*IMAGE[2]), values(3, 3, 2, 6)]
    tf.config.set_soft_device_placement(True)  # sizes are the host's
    want = results("/CPU:0", False, "float32", arrays, lambda *given: function("CPU", *given))
    got = results("/GPU:0", first, "float32", arrays, lambda *given: function("NCHW" if first else "NHWC", *given))
    for a, b in zip(got, want):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-5 * np.abs(b).max())


def test_transposed_convolution():
    w = values(3, 3, 5, 4)
    compare(False, "float32", [values(*IMAGE[2]), w],
            lambda layout, x, f: tf.nn.conv2d_transpose(x, f, [2, 18, 14, 5], 2), "NHWC", "NCHW")


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16", "float64"])
@pytest.mark.parametrize("kind", ["MAX", "AVG"])
def test_pool_dtypes(kind, dtype, first):
    pool = tf.nn.max_pool2d if kind == "MAX" else tf.nn.avg_pool2d
    compare(first, dtype, [values(*IMAGE[2])], lambda layout, x: pool(x, 3, 2, "SAME", layout), "NHWC", "NCHW")


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize("n,size,step", [(2, 2, 2), (2, 3, 1), (2, 2, 3), (3, 2, 1), (3, 2, 2)])
@pytest.mark.parametrize("kind", ["max", "avg"])
def test_pool(kind, n, size, step, padding, first):
    pool = getattr(tf.nn, f"{kind}_pool{n}d")
    compare(first, "float32", [values(*IMAGE[n])], lambda layout, x: pool(x, size, step, padding, layout), *formats(n))


def test_first_of_equal_maxima_has_the_gradient():
    compare(False, "float32", [np.zeros((1, 5, 5, 2))], lambda layout, x: tf.nn.max_pool2d(x, 3, 2, "SAME"), "NHWC", "")


@pytest.mark.parametrize("relu", [False, True])
def test_fused_with_bias(relu):
    """TensorFlow itself fuses all three in functions, which are one launch then, but bias without relu only on CPUs."""
    given = [values(*shape).astype("f") for shape in (IMAGE[2], (3, 2, 4, 5), (5,))]

    @tf.function
    def layer(x, w, b):
        y = tf.nn.bias_add(tf.nn.conv2d(x, w, 2, "SAME"), b)
        return tf.nn.relu(y) if relu else y

    tf.config.set_soft_device_placement(True)
    with tf.device("/CPU:0"):
        want = layer(*given).numpy()
    with tf.device("/GPU:0"):
        given = [tf.identity(tf.constant(one)) for one in given]
        layer(*given)
        before = device.launches()
        got = layer(*given)
    assert device.launches() == before + (1 if relu else 2) and got.device.endswith("GPU:0")
    np.testing.assert_allclose(got.numpy(), want, atol=1e-5)


def fused(*operations):
    """A convolution with more behind it, which Python has no function for."""
    x, w, b = (tf.constant(values(*shape).astype("f")) for shape in (IMAGE[2], (3, 2, 4, 5), (5,)))
    kind = tf.float32.as_datatype_enum
    attributes = {"T": kind, "TArgs": [kind], "num_args": 1, "num_host_args": 0, "strides": [1, 2, 2, 1],
                  "padding": b"SAME", "fused_ops": [one.encode() for one in operations]}
    attributes = tuple(part for pair in attributes.items() for part in pair)
    y, = execute.execute(b"_FusedConv2D", 1, [x, w, b], attributes, context.context())
    return y


def test_fused_operations():
    with tf.device("/CPU:0"):
        want = fused("BiasAdd").numpy()
    with tf.device("/GPU:0"):
        line, positive = fused("BiasAdd"), fused("BiasAdd", "Relu")
        assert line.device.endswith("GPU:0")
        np.testing.assert_allclose(line.numpy(), want, atol=1e-5)
        np.testing.assert_allclose(positive.numpy(), np.maximum(want, 0), atol=1e-5)
        with pytest.raises(tf.errors.UnimplementedError, match="BiasAdd and Relu alone"):
            fused("BiasAdd", "Elu")


def test_nothing():
    with tf.device("/GPU:0"):
        x, w = tf.zeros([0, 5, 5, 2]), tf.ones([3, 3, 2, 4])
        with tf.GradientTape() as tape:
            tape.watch([x, w])
            y = tf.nn.max_pool2d(tf.nn.conv2d(x, w, 1, "VALID"), 2, 2, "VALID")
        dx, dw = tape.gradient(y, [x, w])
    assert y.shape == (0, 1, 1, 4) and dx.shape == x.shape and (dw.numpy() == 0).all() and dw.shape == w.shape


def test_refused():
    with tf.device("/GPU:0"):
        x = tf.ones([1, 5, 5, 4])
        for call in (lambda: tf.nn.conv2d(x, tf.ones([3, 3, 3, 2]), 1, "SAME"),
                     lambda: tf.nn.conv2d(x, tf.ones([8, 3, 4, 2]), 1, "VALID"),
                     lambda: tf.raw_ops.Conv2DBackpropFilter(input=x, filter_sizes=[3, 3, 4, 2], strides=[1, 1, 1, 1],
                                                             out_backprop=tf.ones([1, 4, 5, 2]), padding="SAME")):
            with pytest.raises(tf.errors.InvalidArgumentError):
                call()


def test_shape_of_the_input_as_height_and_width():
    """Of two numbers the others are those of the gradient and the filter."""
    w, dy = values(3, 3, 4, 5).astype("f"), values(2, 9, 7, 5).astype("f")
    given = {"input_sizes": [9, 7], "filter": w, "out_backprop": dy, "strides": [1] * 4, "padding": "SAME"}
    with tf.device("/CPU:0"):
        want = tf.raw_ops.Conv2DBackpropInput(**given).numpy()
    with tf.device("/GPU:0"):
        last = tf.raw_ops.Conv2DBackpropInput(**given)
        first = tf.raw_ops.Conv2DBackpropInput(**{**given, "out_backprop": channels_first(tf.constant(dy)),
                                                  "data_format": "NCHW"})
    assert last.shape == want.shape == (2, 9, 7, 4) and first.shape == (2, 4, 9, 7)
    for got in (last, channels_last(first)):
        np.testing.assert_allclose(got.numpy(), want, atol=1e-5)


def convolution(**more):
    given = {"input": tf.ones([1, 5, 5, 4]), "filter": tf.ones([3, 3, 4, 2]), "strides": [1] * 4, "padding": "SAME"}
    return tf.raw_ops.Conv2D(**{**given, **more})


def told(*paddings):
    return {"padding": "EXPLICIT", "explicit_paddings": list(paddings)}


REFUSED = {
    "negative": lambda: convolution(**told(0, 0, -1, 1, 0, 0, 0, 0)),
    "few": lambda: convolution(**told(0, 0, 1, 1)), "many": lambda: convolution(**told(*[0] * 10)),
    "none": lambda: convolution(**told()), "of a batch": lambda: convolution(**told(1, 0, 0, 0, 0, 0, 0, 0)),
    "of channels": lambda: convolution(**told(0, 0, 0, 0, 0, 0, 0, 1)),
    "of the first axis": lambda: convolution(**told(0, 0, 1, 0, 0, 0, 0, 0), data_format="NCHW",
                                             input=tf.ones([1, 4, 5, 5])),
    "not explicit": lambda: convolution(explicit_paddings=[0, 0, 1, 1, 1, 1, 0, 0]),
    "dilation": lambda: convolution(dilations=[1, 0, 1, 1]), "back": lambda: convolution(dilations=[1, -1, 1, 1]),
    "far": lambda: convolution(dilations=[1, 2**62, 1, 1]), "dilations": lambda: convolution(dilations=[1, 1]),
    "steps": lambda: convolution(strides=[1, 1]), "step": lambda: convolution(strides=[1, 0, 1, 1]),
    "long": lambda: convolution(strides=[1, 2**62, 1, 1]),
    "three axes": lambda: convolution(input=tf.ones([1, 5, 4]), filter=tf.ones([3, 4, 2])),
    "five axes": lambda: convolution(input=tf.ones([1, 5, 5, 5, 4]), filter=tf.ones([3, 3, 3, 4, 2])),
    "an image": lambda: tf.raw_ops.MaxPool3D(input=tf.ones([1, 5, 5, 4]), ksize=[1] * 5, strides=[1] * 5,
                                             padding="SAME"),
    "a volume": lambda: tf.raw_ops.AvgPool(value=tf.ones([1, 5, 5, 5, 4]), ksize=[1] * 4, strides=[1] * 4,
                                           padding="SAME"),
    "size": lambda: tf.raw_ops.MaxPool(input=tf.ones([1, 5, 5, 4]), ksize=[1, 0, 1, 1], strides=[1] * 4,
                                       padding="SAME"),
    "result": lambda: tf.raw_ops.MaxPoolGrad(orig_input=tf.ones([1, 4, 4, 1]), orig_output=tf.ones([1, 3, 2, 1]),
                                             grad=tf.ones([1, 2, 2, 1]), ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1],
                                             padding="VALID"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_attributes_that_are_refused(case):
    """The CPU's kernels refuse them or end the process."""
    with tf.device("/GPU:0"), pytest.raises(tf.errors.InvalidArgumentError) as refused:
        REFUSED[case]()
    assert "ould not satisfy" not in str(refused.value)


@pytest.mark.parametrize("dilations", [[2, 1, 1, 1], [1, 1, 1, 2]])
def test_dilations_along_axes_of_space_alone(dilations):
    with tf.device("/GPU:0"), pytest.raises(tf.errors.UnimplementedError, match="axes of space alone"):
        convolution(dilations=dilations)
