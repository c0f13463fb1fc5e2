"""gputensor as a device of TensorFlow.

    import gputensor.tensorflow
    import tensorflow as tf

    with tf.device("/GPU:0"):
        y = tf.matmul(a, b)

Import it before TensorFlow does its first work. The device is the one that `gputensor` takes by itself;
GPUTENSOR_DEVICE names another. Variables, gradients, `tf.function` and Keras use it as they use a GPU of TensorFlow's
own; what the device has no kernel for runs on the CPU, where TensorFlow puts it, as
`tf.debugging.set_log_device_placement(True)` tells. XLA and cuDNN do not know the device: Keras is told so, and where a
program asks it for `jit_compile=True` it warns and goes on without; `tf.function(jit_compile=True)` fails.

It needs tensorflow-cpu 2.16 to 2.18. The import raises ImportError where it cannot work, and says why: there is no
TensorFlow, or one without the functions that it needs, or no OpenCL device.
"""
from __future__ import annotations

import atexit
import ctypes
import pathlib
import sys
from typing import Any

__all__ = ["launches", "memory_info", "transfers"]

_PLUGIN = pathlib.Path(__file__).resolve().parent.parent / "_tensorflow.so"
_library: Any = None


def _refuse(why: str) -> ImportError:
    return ImportError(f"gputensor.tensorflow: {why}", name=__name__)


def _check(tensorflow: Any, context: Any) -> None:
    """Raises what keeps TensorFlow from taking the device, as far as it shows before the plug-in is loaded."""
    version = tensorflow.__version__
    if tensorflow.sysconfig.get_build_info().get("is_cuda_build"):
        raise _refuse(f"TensorFlow {version} was built for CUDA, whose devices are the GPUs then; "
                      "pip install 'gputensor[tensorflow]' has tensorflow-cpu")
    if getattr(context.context(), "_initialized", False):
        raise _refuse("TensorFlow has begun to work without the device; import gputensor.tensorflow before the first "
                      "operation")


def _load() -> Any:
    """Opens the plug-in and gives it to TensorFlow, which asks it for devices and kernels."""
    try:
        import tensorflow
        from tensorflow.python.eager import context
        from tensorflow.python.framework.load_library import load_pluggable_device_library
    except ImportError as error:
        raise _refuse(f"no TensorFlow ({error}); pip install 'gputensor[tensorflow]'") from error
    _check(tensorflow, context)
    library = ctypes.CDLL(str(_PLUGIN))
    library.gputensor_tensorflow_open.restype = ctypes.c_char_p
    library.gputensor_tensorflow_launches.restype = ctypes.c_int64
    library.gputensor_tensorflow_transfers.restype = None
    why = library.gputensor_tensorflow_open()
    if why:
        raise _refuse(f"{why.decode(errors='replace')} (TensorFlow {tensorflow.__version__})")
    load_pluggable_device_library(str(_PLUGIN))
    # It would put the channels of images first for every GPU, which this one is slower with.
    tensorflow.config.optimizer.set_experimental_options({"layout_optimizer": False})
    return library


class _Telling:
    """A loader that loads as another does, and tells then; that one may load other modules, too, and stays as it is."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def exec_module(self, module: Any) -> None:
        self._loader.exec_module(module)
        _Keras.tell(module)

    def __getattr__(self, name: str) -> Any:
        if name == "_loader":
            raise AttributeError(name)
        return getattr(self._loader, name)


class _WithoutXLA:
    """TensorFlow as a module of Keras sees it: what it would compile with XLA is called as it is, but on the CPU, which
    cannot do it otherwise."""

    def __init__(self, tensorflow: Any) -> None:
        self._tensorflow = tensorflow

    def __getattr__(self, name: str) -> Any:
        if name == "_tensorflow":
            raise AttributeError(name)
        return getattr(self._tensorflow, name)

    def _on_cpu(self) -> bool:
        tensorflow = self._tensorflow
        if tensorflow.executing_eagerly():
            from tensorflow.python.eager import context
            name = context.context().device_name
        else:
            name = tensorflow.no_op().device
        return "CPU" in (name or "").upper()

    def function(self, body: Any = None, **options: Any) -> Any:
        if body is None:
            return lambda body: self.function(body, **options)
        compiled = self._tensorflow.function(body, **options)
        if not options.get("jit_compile"):
            return compiled
        return lambda *given, **named: (compiled if self._on_cpu() else body)(*given, **named)


class _Keras:
    """What Keras takes for granted of a GPU and this device has not: cuDNN, whose operations LSTM and GRU would be, and
    XLA, which models would be compiled with unless they say jit_compile=False, and convolutions of groups of channels
    are. Keras has functions that tell; they say that there is none, and layers and models are computed as on the CPU.
    In Keras's files nothing is changed."""

    told = {"keras.src.backend.tensorflow.rnn": "_is_gpu_available", "keras.src.trainers.trainer": "model_supports_jit",
            "keras.src.backend.tensorflow.nn": "tf"}

    @classmethod
    def tell(cls, module: Any) -> None:
        name = cls.told.get(module.__name__, "")
        backend = getattr(getattr(module, "backend", None), "backend", None)
        if name == "tf" and hasattr(module, name):
            if not isinstance(module.tf, _WithoutXLA):
                module.tf = _WithoutXLA(module.tf)
        elif hasattr(module, name) and not (callable(backend) and backend() != "tensorflow"):
            setattr(module, name, lambda *model: False)

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> Any:
        """As a finder of modules: those two, when a program imports Keras, wherever the other finders find them."""
        if name not in cls.told:
            return None
        for finder in sys.meta_path:
            find = None if finder is cls else getattr(finder, "find_spec", None)
            spec: Any = find(name, path, target) if find else None
            if spec is not None:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = _Telling(spec.loader)
                return spec
        return None

    @classmethod
    def prepare(cls) -> None:
        for name in cls.told:
            if sys.modules.get(name) is not None:
                cls.tell(sys.modules[name])
        sys.meta_path.insert(0, cls)


def launches() -> int:
    """How many of TensorFlow's operations have run on the device so far."""
    return int(_library.gputensor_tensorflow_launches())


def transfers() -> tuple[int, int]:
    """How many copies there were so far: (from host to device, from device to host)."""
    numbers = (ctypes.c_int64 * 2)()
    _library.gputensor_tensorflow_transfers(numbers)
    return numbers[0], numbers[1]


def memory_info() -> dict[str, int]:
    """Bytes of device memory: `used` by tensors, `cached` for later ones, `peak` of used, and the `limit`.

    `tf.config.experimental.get_memory_info` does not ask devices of this kind, and says 0.
    """
    numbers = (ctypes.c_int64 * 4)()
    if not _library.gputensor_tensorflow_memory(numbers):
        raise RuntimeError("gputensor.tensorflow: the device does not answer")
    return dict(zip(("used", "cached", "peak", "limit"), numbers))


_library = _load()
_Keras.prepare()
# Some drivers crash if the process ends under their threads.
atexit.register(_library.gputensor_tensorflow_finish)
