"""Steps of TensorFlow's own optimizers, which change several variables, and normalization of batches."""
import numpy as np
import pytest
import tensorflow as tf

import gputensor.tensorflow as device
from processes import computes

RAW = tf.raw_ops
# The variables, then the numbers that are told before the gradient.
STEPS = {
    "GradientDescent": (1, {"alpha": 0.1}, [{}]),
    "Momentum": (2, {"lr": 0.1, "momentum": 0.9}, [{}, {"use_nesterov": True}]),
    "KerasMomentum": (2, {"lr": 0.1, "momentum": 0.9}, [{}, {"use_nesterov": True}]),
    "Adam": (3, {"beta1_power": 0.9, "beta2_power": 0.99, "lr": 0.1, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-3},
             [{}, {"use_nesterov": True}]),
    "AdaMax": (3, {"beta1_power": 0.9, "lr": 0.1, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-3}, [{}]),
    "Adagrad": (2, {"lr": 0.1}, [{}]),
    "AdagradV2": (2, {"lr": 0.1, "epsilon": 1e-3}, [{}]),
    "Adadelta": (3, {"lr": 0.1, "rho": 0.9, "epsilon": 1e-3}, [{}]),
    "RMSProp": (3, {"lr": 0.1, "rho": 0.9, "momentum": 0.8, "epsilon": 1e-3}, [{}]),
    "CenteredRMSProp": (4, {"lr": 0.1, "rho": 0.9, "momentum": 0.8, "epsilon": 1e-3}, [{}]),
    "Ftrl": (3, {"lr": 0.1, "l1": 0.3, "l2": 0.2, "lr_power": -0.5}, [{}]),
    "FtrlV2": (3, {"lr": 0.1, "l1": 0.3, "l2": 0.2, "l2_shrinkage": 0.1, "lr_power": -0.4}, [{}]),
}
NAMES = {"Momentum": ["accum"], "KerasMomentum": ["accum"], "Adam": ["m", "v"], "AdaMax": ["m", "v"],
         "Adagrad": ["accum"], "AdagradV2": ["accum"], "Adadelta": ["accum", "accum_update"], "RMSProp": ["ms", "mom"],
         "CenteredRMSProp": ["mg", "ms", "mom"], "Ftrl": ["accum", "linear"], "FtrlV2": ["accum", "linear"]}


def some(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).uniform(0.1, 1, shape).astype("f")


def steps(place, name, more, dtype):
    """Three of them: all variables, as float32."""
    n, told, _ = STEPS[name]
    with tf.device(place):
        variables = [tf.Variable(tf.cast(some(3, 5, seed=i), dtype)) for i in range(n)]
        for i in range(3):
            named = dict(zip(["var", *NAMES.get(name, [])], (one.handle for one in variables)))
            named |= {key: tf.constant(value, dtype) for key, value in told.items()}
            named["delta" if name == "GradientDescent" else "grad"] = tf.cast(some(3, 5, seed=9 + i) - 0.5, dtype)
            getattr(RAW, f"ResourceApply{name}")(**named, **more)
        return [tf.cast(one, tf.float32).numpy() for one in variables]


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("name,more", [(name, more) for name, (_, _, all) in STEPS.items() for more in all])
def test_step(name, more, dtype):
    for got, want in zip(steps("/GPU:0", name, more, dtype), steps("/CPU:0", name, more, dtype)):
        np.testing.assert_allclose(got, want, *((2e-5, 1e-6) if dtype == "float32" else (2e-2, 5e-3)))


def test_step_is_refused():
    with tf.device("/GPU:0"):
        x, accum = tf.Variable(some(3)), tf.Variable(some(3))
        with pytest.raises(tf.errors.InvalidArgumentError):
            RAW.ResourceApplyMomentum(var=x.handle, accum=accum.handle, lr=0.1, grad=some(4), momentum=0.9)
        with pytest.raises(tf.errors.UnimplementedError):
            RAW.ResourceApplyAdagrad(var=x.handle, accum=accum.handle, lr=0.1, grad=some(3), update_slots=False)
        np.testing.assert_array_equal(x.numpy(), some(3))


@pytest.mark.parametrize("name", ["GradientDescent", "Momentum", "Adam", "RMSProp", "Adagrad", "Adadelta", "Ftrl"])
def test_optimizer(name):
    """Of tf.compat.v1.train, in a function."""
    def train(place):
        with tf.device(place):
            x, make = tf.Variable(some(3, 5)), getattr(tf.compat.v1.train, f"{name}Optimizer")
            optimizer = make(0.1, 0.9) if name == "Momentum" else make(0.1)

            @tf.function
            def step():
                with tf.GradientTape() as tape:
                    loss = tf.reduce_sum(tf.square(x))
                optimizer.apply_gradients([(tape.gradient(loss, x), x)])
            for _ in range(3):
                step()
            return x.numpy()
    tf.config.set_soft_device_placement(True)  # where its slots are made
    np.testing.assert_allclose(train("/GPU:0"), train("/CPU:0"), rtol=1e-5)


def normalized(place, x, version, layout, training, share, dtype):
    """Of images with their channels last, as all results have them, whatever the layout."""
    first = layout.startswith("NC")
    lines = [some(x.shape[-1], seed=i) for i in range(4)]
    x, dy = (np.moveaxis(one, -1, 1) if first else one for one in (x, some(*x.shape, seed=5)))
    more = {"exponential_avg_factor": share} if version else {}
    if training and share == 1:
        lines[2:] = [np.zeros(0, "f")] * 2
    with tf.device(place):
        results = getattr(RAW, f"FusedBatchNorm{version}")(
            x=tf.cast(x, dtype), scale=lines[0], offset=lines[1], mean=lines[2], variance=lines[3], epsilon=1e-3,
            data_format=layout, is_training=training, **more)
        kept = {"reserve_space_1": results[3], "reserve_space_2": results[4]}
        if not training:
            kept = {"reserve_space_1": lines[2], "reserve_space_2": lines[3]}
        if version == "V3":
            kept["reserve_space_3"] = results[5]
        gradients = getattr(RAW, f"FusedBatchNormGrad{version}")(
            y_backprop=tf.cast(dy, dtype), x=tf.cast(x, dtype), scale=lines[0], epsilon=1e-3, data_format=layout,
            is_training=training, **kept)
    found = [tf.cast(one, tf.float32).numpy() for one in (*results[:3], *gradients[:3])]
    return [np.moveaxis(one, 1, -1) if first and one.ndim > 1 else one for one in found]


@pytest.mark.parametrize("training,share", [(True, 1.0), (True, 0.25), (False, 1.0)])
@pytest.mark.parametrize("version,shape,dtype", [("", (2, 5, 4, 3), "float32"), ("V2", (2, 5, 4, 3), "float16"),
                                                 ("V3", (2, 5, 4, 3), "float32"), ("V3", (4, 3, 3, 6), "bfloat16")])
def test_normalization(version, shape, dtype, training, share):
    share = share if version else 1.0
    tf.config.set_soft_device_placement(True)
    want = normalized("/CPU:0", some(*shape) * 3, version, "NHWC", training, share, dtype)
    tf.config.set_soft_device_placement(False)
    got = normalized("/GPU:0", some(*shape) * 3, version, "NHWC", training, share, dtype)
    first = normalized("/GPU:0", some(*shape) * 3, version, "NCHW", training, share, dtype)
    for one, other, same in zip(got, want, first, strict=True):
        tolerance = {"float32": 2e-5, "float16": 4e-3, "bfloat16": 4e-2}[dtype]
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=5 * tolerance)
        np.testing.assert_allclose(same, one, rtol=1e-5, atol=1e-5)


def test_normalization_in_volumes():
    x = some(2, 3, 4, 2, 3)
    y = normalized("/GPU:0", x, "V3", "NDHWC", True, 1.0, "float32")[0]
    mean, variance = x.mean((0, 1, 2, 3)), x.var((0, 1, 2, 3))
    np.testing.assert_allclose(y, (x - mean) / np.sqrt(variance + 1e-3) * some(3, seed=0) + some(3, seed=1), rtol=1e-4,
                               atol=1e-5)


@pytest.mark.parametrize("beside", [False, True])
def test_normalization_in_functions(beside):
    """TensorFlow fuses it with what is added behind it, and relu: all that is one launch then."""
    given = [some(2, 6, 6, 3) - 0.5, some(3, 3, 3, 4), some(4), some(4) - 0.5]

    @tf.function
    def net(x, w, line, offset):
        y = tf.nn.conv2d(x, w, 1, "SAME")
        z = tf.compat.v1.nn.fused_batch_norm(y, line, offset, mean=line, variance=line, is_training=False)[0]
        return tf.nn.relu(z + tf.tanh(y) if beside else z)

    tf.config.set_soft_device_placement(True)
    with tf.device("/CPU:0"):
        want = net(*given).numpy()
    with tf.device("/GPU:0"):
        given = [tf.identity(tf.constant(one)) for one in given]
        net(*given)
        before = device.launches()
        got = net(*given)
    assert device.launches() == before + (3 if beside else 2) and got.device.endswith("GPU:0")
    np.testing.assert_allclose(got.numpy(), want, rtol=1e-4, atol=1e-5)


def drawn(place):
    """By one operation, again and again."""
    with tf.device(place):
        draw = tf.function(lambda: tf.random.normal([1000], seed=5))
        return [draw().numpy() for _ in range(3)]


def test_seeds_are_kept():
    """A kernel goes on where it was; without a seed there is another each time."""
    with tf.device("/GPU:0"):
        tf.random.set_seed(4)
        numbers = [tf.random.normal([1000]).numpy() for _ in range(3)]
        tf.random.set_seed(4)
        again = [tf.random.normal([1000]).numpy() for _ in range(3)]
        loose = [RAW.RandomUniform(shape=[8], dtype=tf.float32).numpy() for _ in range(2)]
    np.testing.assert_array_equal(numbers, again)
    assert len({one.tobytes() for one in numbers + loose}) == 5
    with tf.device("/CPU:0"):
        tf.random.set_seed(4)
        np.testing.assert_allclose(tf.random.normal([1000]).numpy(), numbers[0], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(drawn("/GPU:0"), drawn("/CPU:0"), rtol=1e-4, atol=1e-5)
    if computes("float64"):
        with tf.device("/GPU:0"):
            assert 0 <= float(tf.reduce_min(tf.random.uniform([99], dtype="float64"))) < 0.1
