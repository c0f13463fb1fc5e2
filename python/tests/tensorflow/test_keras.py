"""Keras trains on the device as it does on the CPU, and all of a training step runs there but what is named here."""
import importlib.machinery
import importlib.util
import re
import sys
import types
import warnings
import zipfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import tensorflow as tf
from tensorflow import keras

import gputensor.tensorflow as device
from processes import run

OPTIMIZERS = {"sgd": lambda: keras.optimizers.SGD(0.1), "momentum": lambda: keras.optimizers.SGD(0.05, momentum=0.9),
              "nesterov": lambda: keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True),
              "rmsprop": lambda: keras.optimizers.RMSprop(0.003), "adam": lambda: keras.optimizers.Adam(0.01)}


@pytest.fixture(autouse=True)
def placement(strict):
    """Keras itself puts shapes and data where they belong."""
    tf.config.set_soft_device_placement(True)


def data():
    x = np.random.default_rng(0).random((256, 20), dtype="f")
    return x, x[:, :5].argmax(1).astype("i4")


def fit(place, optimizer, loss, activation, last, target):
    weights = [np.random.default_rng(i).normal(0, 0.2, shape).astype("f")
               for i, shape in enumerate([(20, 32), (32,), (32, 5), (5,)])]
    x, y = data()
    with tf.device(place):
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(32, activation=activation),
                                  keras.layers.Dense(5, activation=last)])
        model.set_weights(weights)
        model.compile(OPTIMIZERS[optimizer](), loss, metrics=["accuracy"], jit_compile=False)
        history = model.fit(x, target(y), epochs=3, batch_size=64, shuffle=False, verbose=0).history
        assert all(one.value.device.endswith(place) for one in model.trainable_variables)
        return history, model.get_weights(), model.predict(x, verbose=0), model.evaluate(x, target(y), verbose=0)


def one_hot(y):
    return np.eye(5, dtype="f")[y]


@pytest.mark.parametrize("optimizer,loss,activation,last,target", [
    *((name, "logits", "relu", None, np.asarray) for name in OPTIMIZERS),
    ("sgd", "sparse_categorical_crossentropy", "tanh", "softmax", np.asarray),
    ("sgd", "categorical_crossentropy", "sigmoid", "softmax", one_hot), ("adam", "mse", "relu", None, one_hot)])
def test_fit(optimizer, loss, activation, last, target):
    if loss == "logits":
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    results = [fit(place, optimizer, loss, activation, last, target) for place in ("CPU:0", "GPU:0")]
    (cpu, cpu_weights, cpu_answers, cpu_scores), (gpu, weights, answers, scores) = results
    np.testing.assert_allclose(gpu["loss"], cpu["loss"], rtol=1e-5)
    np.testing.assert_allclose(gpu["accuracy"], cpu["accuracy"], atol=1e-6)
    for got, want in zip(weights, cpu_weights):
        np.testing.assert_allclose(got, want, atol=1e-5)
    np.testing.assert_allclose(answers, cpu_answers, atol=1e-5)
    np.testing.assert_allclose(scores, cpu_scores, rtol=1e-5)
    assert gpu["loss"][-1] < gpu["loss"][0]


def compared(build, x, y, loss):
    """A model of the same first weights trained on both, compiled as Keras does by itself."""
    results, weights = [], None
    for place in ("CPU:0", "GPU:0"):
        keras.utils.set_random_seed(3)
        with tf.device(place):
            model = build()
            weights = weights or model.get_weights()
            model.set_weights(weights)
            model.compile(keras.optimizers.SGD(0.05, momentum=0.9), loss)
            history = model.fit(x, y, epochs=2, batch_size=16, shuffle=False, verbose=0).history["loss"]
            results.append([history, model.predict(x, verbose=0), *model.get_weights()])
    for got, want in zip(results[1], results[0]):
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=2e-5)


def test_images():
    layers = keras.layers
    x = np.random.default_rng(1).normal(size=(48, 10, 10, 3)).astype("f")
    compared(lambda: keras.Sequential([
        keras.Input((10, 10, 3)), layers.Conv2D(8, 3, padding="same", activation="relu"), layers.BatchNormalization(),
        layers.MaxPooling2D(), layers.SeparableConv2D(6, 3, padding="same"), layers.AveragePooling2D(2, padding="same"),
        layers.Dropout(0.2, seed=1), layers.Conv2DTranspose(4, 2, strides=2), layers.Flatten(), layers.Dense(5)]),
        x, np.arange(48) % 5, keras.losses.SparseCategoricalCrossentropy(from_logits=True))


def test_groups():
    """Which Keras would compile with XLA; on the CPU it does."""
    layers = keras.layers
    x = np.random.default_rng(1).normal(size=(32, 6, 6, 4)).astype("f")
    compared(lambda: keras.Sequential([
        keras.Input((6, 6, 4)), layers.Conv2D(8, 3, groups=2, activation="relu"), layers.UpSampling2D(
            interpolation="bilinear"), layers.Conv2D(4, 3, dilation_rate=2), layers.UpSampling2D(), layers.Flatten(),
        layers.Dense(3)]), x, x[:, 0, 0, :3], "mse")
    with tf.device("/GPU:0"):
        assert layers.Conv2D(8, 3, groups=4)(x).device.endswith("GPU:0")


@pytest.mark.parametrize("make", [
    lambda: keras.layers.LSTM(8), lambda: keras.layers.GRU(8), lambda: keras.layers.SimpleRNN(8),
    lambda: keras.layers.Bidirectional(keras.layers.LSTM(4))], ids=["lstm", "gru", "simple", "both"])
def test_sequences(make):
    """Which Keras would give to cuDNN."""
    x = np.random.default_rng(2).normal(size=(32, 7, 6)).astype("f")
    compared(lambda: keras.Sequential([keras.Input((7, 6)), make(), keras.layers.Dense(3)]), x, x[:, 0, :3], "mse")


def test_attention():
    layers = keras.layers
    words = np.random.default_rng(3).integers(0, 20, (32, 8))

    def build():
        given = keras.Input((8,), dtype="int32")
        x = layers.Embedding(20, 16)(given)
        x = layers.LayerNormalization()(x + layers.MultiHeadAttention(2, 8)(x, x, use_causal_mask=True))
        return keras.Model(given, layers.Dense(20)(layers.Dense(16, activation="gelu")(x)))
    compared(build, words, np.roll(words, -1, 1), keras.losses.SparseCategoricalCrossentropy(from_logits=True))


def test_compiled_by_keras():
    """Keras warns, and goes on without XLA; a function that asks for it fails."""
    model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5)])
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model.compile("sgd", "mse", jit_compile=True)
    assert any("jit_compile=False" in str(one.message) for one in said)
    x, y = data()
    model.fit(x, one_hot(y), epochs=1, verbose=0)
    with tf.device("/GPU:0"), pytest.raises(tf.errors.OpError):
        tf.function(lambda x: x + 1, jit_compile=True)(tf.ones([2]))


def test_what_keras_is_told(tmp_path, monkeypatch):
    """Only what is to be told: the loader of a module may load others, and any finder may find it."""
    class Loader:
        create_module = staticmethod(lambda spec: None)

        @staticmethod
        def exec_module(module):
            module.answer = lambda: True

    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            return importlib.machinery.ModuleSpec(name, Loader) if name == "gt_elsewhere" else None

    names = ("gt_spoken", "gt_silent", "gt_elsewhere")
    monkeypatch.setattr(device._Keras, "told", {"gt_spoken": "answer", "gt_elsewhere": "answer", "gt_none": "answer",
                                                "gt_other": "answer"})
    with zipfile.ZipFile(tmp_path / "modules.zip", "w") as file:
        for name in names[:2]:
            file.writestr(f"{name}.py", "def answer():\n    return True\n")
    monkeypatch.syspath_prepend(str(tmp_path / "modules.zip"))
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
    modules = [importlib.import_module(name) for name in names]
    for name in names:
        del sys.modules[name]
    assert [one.answer() for one in modules] == [False, True, False]
    assert "return True" in modules[0].__loader__.get_source("gt_spoken")
    assert importlib.util.find_spec("gt_none") is None
    monkeypatch.setitem(sys.modules, "gt_none", None)
    other = types.ModuleType("gt_other")
    other.answer, other.backend = (lambda: True), types.SimpleNamespace(backend=lambda: "jax")
    device._Keras.tell(other)
    assert other.answer()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "meta_path", list(sys.meta_path))
        device._Keras.prepare()  # where a module is None


FIT = """
import gputensor.tensorflow, sys
import numpy as np, tensorflow as tf
from tensorflow import keras
tf.debugging.set_log_device_placement(len(sys.argv) > 2)
x = np.random.default_rng(0).random((256, 20), dtype="f")
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(5)])
optimizer = {"sgd": keras.optimizers.SGD(0.1, momentum=0.9), "adam": keras.optimizers.Adam(0.01)}[sys.argv[1]]
model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"],
              jit_compile=False)
history = model.fit(x, x[:, :5].argmax(1).astype("i4"), epochs=2, batch_size=64, shuffle=False, verbose=0).history
assert history["loss"][1] < history["loss"][0] < 3, history
print("done", gputensor.tensorflow.launches())
"""
# Where the data come from is the host's: datasets, and what they run for each batch.
DATA = {"AnonymousIteratorV3", "FlatMapDataset", "GatherV2", "IteratorGetNext", "MakeIterator", "MapDataset",
        "OptionsDataset", "ParallelMapDatasetV2", "PrefetchDataset", "RangeDataset", "RepeatDataset", "Slice",
        "TensorDataset", "TensorSliceDataset", "ZipDataset"}
# Seeds of first weights.
SEEDS = {"Bitcast", "BitwiseAnd", "FloorMod", "StatelessRandomGetKeyCounter"}
# Sizes: int32 in host memory.
SIZES = {"Prod", "StridedSlice"}
# What has no work of its own.
ANYWHERE = {"Const", "Identity", "NoOp", "Range", "Reshape", "_Arg", "_DeviceArg", "_Retval"}


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_placement(optimizer):
    log = run(FIT, optimizer, "log", TF_CPP_MIN_LOG_LEVEL="0")
    assert log.returncode == 0, log.stdout
    placed = re.findall(r"\((\w+)\): /job.*/device:(\wPU):0", log.stdout)
    placed += re.findall(r"Executing op (\w+) in device .*/device:(\wPU):0", log.stdout)
    host = {name for name, where in placed if where == "CPU"}
    there = {name for name, where in placed if where == "GPU"}
    assert host - ANYWHERE == DATA | SEEDS | SIZES
    step = {"MatMul", "BiasAdd", "BiasAddGrad", "Relu", "ReluGrad", "SparseSoftmaxCrossEntropyWithLogits", "Cast",
            "Mul", "ArgMax", "Equal", "Sum", "DivNoNan", "AssignAddVariableOp", "Tile", "BroadcastTo", "SelectV2"}
    assert step <= there and not step & host


def downloads(model, steps):
    """Copies from the device to the host over an epoch of so many steps."""
    x, y = (np.concatenate([one, one]) for one in data())
    before = device.transfers()[1]
    model.fit(x[:steps * 64], y[:steps * 64], batch_size=64, shuffle=False, verbose=0)
    return device.transfers()[1] - before


# What Keras reads at every step: the loss, and whether there was a batch. Of the accuracy it reads the value, and
# TensorFlow compares int32 in host memory, on every device.
@pytest.mark.parametrize("metrics,read", [([], 2), (["accuracy"], 4)])
def test_no_hidden_transfers(metrics, read):
    with tf.device("GPU:0"):
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(5)])
        model.compile(keras.optimizers.Adam(0.01), keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                      metrics=metrics, jit_compile=False)
        downloads(model, 8)
        two, eight = downloads(model, 2), downloads(model, 8)
    assert 0 < two and eight - two <= 6 * read


def test_no_transfers_in_a_step():
    """Of a step that reads nothing there is none, in either direction."""
    with tf.device("GPU:0"):
        x, y = (tf.constant(one[:64]) for one in data())
        y = tf.cast(y, tf.int64)
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(5)])
        optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
        optimizer.build(model.trainable_variables)

        @tf.function
        def step():
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x, training=True)))
            optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
            return loss

        first = step().numpy()
        before, ran = device.transfers(), device.launches()
        for _ in range(10):
            loss = step()
        assert device.transfers() == before and device.launches() > ran + 100
        assert loss.numpy() < first and device.transfers()[1] == before[1] + 1


def ends(optimizer):
    done = run(FIT, optimizer)
    return done.returncode == 0 and "done" in done.stdout, done.returncode, done.stdout[-2000:]


def test_processes_end():
    """Twenty of them, two at a time, with variables and tensors alive at the end."""
    with ThreadPoolExecutor(2) as pool:
        assert [one for one in pool.map(ends, ["sgd", "adam"] * 10) if not one[0]] == []
