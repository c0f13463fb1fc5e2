"""The C library by ctypes: its functions, structs and constants, as include/gputensor declares them.

`tests/test_binding.py` compares all of it with the headers. A signature is a text: the result, then the arguments, one
letter each: i int32, l int64, u uint64, z size_t, d double, s text, p any other pointer, v nothing. What stands
in BLOCKING may wait for a compiler or for the device, and is called without the interpreter's lock; the others are
short, and keep it.
"""

from __future__ import annotations

import ctypes
import operator
import os
import pathlib
from ctypes import (
    Structure,
    c_char,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_size_t,
    c_uint8,
    c_uint16,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any

# ---- Constants --------------------------------------------------------------------------------------------------

KIND_STATUS, KIND_DTYPE, KIND_UNARY, KIND_BINARY, KIND_TERNARY, KIND_QUATERNARY = 1, 2, 3, 4, 5, 8
CLASS_NUMERIC, CLASS_FLOAT, CLASS_COMPARE, CLASS_LOGICAL, CLASS_SELECT = 1, 2, 3, 4, 5
CLASS_INTEGRAL, CLASS_TEST = 6, 7
SUPPORT_NONE, SUPPORT_STORAGE, SUPPORT_NATIVE = 0, 1, 2
WEAK_BOOL, WEAK_INT, WEAK_FLOAT, WEAK_COMPLEX = 64, 65, 66, 67
KEEP_DIMS, UNINITIALISED, FLAT, MAX_RANK = 16, 128, 256, 32
EXCLUSIVE, REVERSE, DESCENDING, SMALLEST, RIGHT, EQUAL_NAN = 1024, 2048, 4096, 8192, 16384, 32768
SLICE_INDEX, SLICE_OPEN_START, SLICE_OPEN_STOP = 1, 2, 4
BOOL, I8, I16, I32, I64, U8, U16, U32, U64, F16, BF16, F32, F64, C64, C128 = range(1, 16)
SOFTMAX, LOG_SOFTMAX = 600, 601
FFT_C2C, FFT_R2C, FFT_C2R = 0, 1, 2
PAD_CONSTANT, PAD_EDGE, PAD_REFLECT, PAD_SYMMETRIC, PAD_WRAP = range(800, 805)
RANDOM_UNIFORM, RANDOM_NORMAL, RANDOM_EXPONENTIAL, RANDOM_INTEGERS, RANDOM_BERNOULLI = range(700, 705)
ARG_TENSOR, ARG_POINTER, ARG_SCALAR, ARG_VALUE, ARG_LOCAL = range(5)
DLPACK_LEGACY, DLPACK_COPY, DLPACK_NO_COPY = 1, 2, 4
DEVICE_CPU, DEVICE_GPU, DEVICE_ACCELERATOR, DEVICE_OTHER = 1, 2, 3, 4
(
    E_ARGUMENT,
    E_SHAPE,
    E_DTYPE,
    E_UNSUPPORTED,
    E_NO_DEVICE,
    E_OUT_OF_MEMORY,
    E_BUILD,
    E_DEVICE,
    E_CONTEXT,
    E_INDEX,
    E_IO,
    E_FORMAT,
    E_TIMEOUT,
    E_FORKED,
    E_INTERNAL,
    E_OPERATION,
    E_HOST_SIZE,
    E_MISSING_DTYPE,
) = range(-1, -19, -1)

# ---- Structs ----------------------------------------------------------------------------------------------------


class Error(Structure):
    """gt_error"""

    _fields_ = [
        ("size", c_uint32),
        ("status", c_int32),
        ("cl_code", c_int32),
        ("argument", c_int32),
        ("operation", c_char * 32),
        ("message", c_char * 976),
    ]


class DeviceDesc(Structure):
    """gt_device_desc"""

    _fields_ = [
        ("size", c_uint32),
        ("type", c_int32),
        ("compute_units", c_int32),
        ("unified_memory", c_int32),
        ("memory_bytes", c_int64),
        ("max_alloc_bytes", c_int64),
        ("local_bytes", c_int64),
        ("clock_mhz", c_int32),
        ("reserved", c_int32),
        ("support", c_uint8 * 64),
        ("id", c_char * 16),
        ("name", c_char * 128),
        ("vendor", c_char * 64),
        ("driver", c_char * 64),
        ("platform", c_char * 64),
        ("version", c_char * 64),
    ]


class ContextOpts(Structure):
    """gt_context_opts"""

    _fields_ = [("size", c_uint32), ("reserved", c_int32), ("memory_limit", c_int64)]


class ContextStats(Structure):
    """gt_context_stats"""

    _fields_ = [
        ("size", c_uint32),
        ("device", c_int32),
        ("used", c_int64),
        ("cached", c_int64),
        ("peak", c_int64),
        ("limit", c_int64),
        ("allocations", c_int64),
        ("programs_built", c_int64),
        ("programs_in_memory", c_int64),
        ("programs_from_disk", c_int64),
    ]


class QueueOpts(Structure):
    """gt_queue_opts"""

    _fields_ = [("size", c_uint32), ("profile", c_int32), ("rehearse", c_int32), ("reserved", c_int32)]


class TensorDesc(Structure):
    """gt_tensor_desc"""

    _fields_ = [
        ("size", c_uint32),
        ("dtype", c_int32),
        ("rank", c_int32),
        ("contiguous", c_int32),
        ("count", c_int64),
        ("offset", c_int64),
        ("shape", c_int64 * MAX_RANK),
        ("strides", c_int64 * MAX_RANK),
        ("context", c_void_p),
    ]


class Slice(Structure):
    """gt_slice"""

    _fields_ = [("start", c_int64), ("stop", c_int64), ("step", c_int64), ("flags", c_int32), ("reserved", c_int32)]


class Scalar(Structure):
    """gt_scalar"""

    _fields_ = [("dtype", c_int32), ("reserved", c_int32), ("i", c_int64), ("re", c_double), ("im", c_double)]


class Arg(Structure):
    """gt_arg"""

    _fields_ = [("name", c_char_p), ("tensor", c_void_p), ("scalar", Scalar)]


class OpDesc(Structure):
    """gt_op_desc"""

    _fields_ = [
        ("size", c_uint32),
        ("op", c_int32),
        ("arity", c_int32),
        ("dtype_class", c_int32),
        ("has_identity", c_int32),
        ("reserved", c_int32),
        ("name", c_char * 40),
        ("meaning", c_char_p),
    ]


class ReduceOpts(Structure):
    """gt_reduce_opts"""

    _fields_ = [("size", c_uint32), ("dtype", c_int32), ("flags", c_int32), ("reserved", c_int32)]


class ScanOpts(Structure):
    """gt_scan_opts"""

    _fields_ = [("size", c_uint32), ("dtype", c_int32), ("flags", c_int32), ("reserved", c_int32)]


class FftOpts(Structure):
    """gt_fft_opts"""

    _fields_ = [("size", c_uint32), ("kind", c_int32), ("inverse", c_int32), ("norm", c_int32), ("lengths", c_void_p)]


class MatmulOpts(Structure):
    """gt_matmul_opts"""

    _fields_ = [
        ("size", c_uint32),
        ("activation", c_int32),
        ("accumulate", c_int32),
        ("provider", c_int32),
        ("alpha", c_void_p),
        ("beta", c_void_p),
        ("bias", c_void_p),
    ]


class RandomOpts(Structure):
    """gt_random_opts"""

    _fields_ = [
        ("size", c_uint32),
        ("reserved", c_int32),
        ("seed", c_uint64),
        ("counter", c_uint64 * 2),
        ("first", c_uint64),
        ("location", c_double),
        ("scale", c_double),
        ("low", c_int64),
        ("range", c_uint64),
        ("probability", c_double),
        ("probabilities", c_void_p),
    ]


class SoftmaxOpts(Structure):
    """gt_softmax_opts"""

    _fields_ = [("size", c_uint32), ("dtype", c_int32)]


class KernelOpts(Structure):
    """gt_kernel_opts"""

    _fields_ = [("size", c_uint32), ("reserved", c_int32), ("options", c_char_p)]


class KernelDesc(Structure):
    """gt_kernel_desc"""

    _fields_ = [
        ("size", c_uint32),
        ("args", c_int32),
        ("largest", c_int64),
        ("multiple", c_int64),
        ("local_bytes", c_int64),
        ("required", c_int64 * 3),
    ]


class KernelArg(Structure):
    """gt_kernel_arg"""

    _fields_ = [
        ("kind", c_int32),
        ("flags", c_int32),
        ("bytes", c_int64),
        ("tensor", c_void_p),
        ("value", c_void_p),
        ("scalar", Scalar),
    ]


class DlTensor(Structure):
    """gt_dl_tensor"""

    _fields_ = [
        ("data", c_void_p),
        ("device_type", c_int32),
        ("device_id", c_int32),
        ("rank", c_int32),
        ("code", c_uint8),
        ("bits", c_uint8),
        ("lanes", c_uint16),
        ("shape", c_void_p),
        ("strides", c_void_p),
        ("byte_offset", c_uint64),
    ]


class DlManaged(Structure):
    """gt_dl_managed"""

    _fields_ = [("tensor", DlTensor), ("manager", c_void_p), ("deleter", c_void_p)]


class DlVersioned(Structure):
    """gt_dl_versioned"""

    _fields_ = [
        ("major", c_uint32),
        ("minor", c_uint32),
        ("manager", c_void_p),
        ("deleter", c_void_p),
        ("flags", c_uint64),
        ("tensor", DlTensor),
    ]


class DlpackOpts(Structure):
    """gt_dlpack_opts"""

    _fields_ = [("size", c_uint32), ("device_type", c_int32), ("device_id", c_int32), ("flags", c_int32)]


STRUCTS = {
    name: struct
    for struct in list(globals().values())
    if isinstance(struct, type) and issubclass(struct, Structure) and struct is not Structure
    for name in [str(struct.__doc__)]
}

# ---- Functions --------------------------------------------------------------------------------------------------

FUNCTIONS = {
    "gt_version": "i",
    "gt_version_string": "s",
    "gt_last_error": "s",
    "gt_last_error_get": "vp",
    "gt_build_log": "zppz",
    "gt_enum_at": "iiip",
    "gt_enum_name": "sii",
    "gt_enum_find": "iisp",
    "gt_op_describe": "iip",
    "gt_dtype_size": "ii",
    "gt_result_type": "ipip",
    "gt_can_cast": "iii",
    "gt_context_queue": "pp",
    "gt_context_statistics": "ipp",
    "gt_context_supports": "ipi",
    "gt_context_set_limit": "ipl",
    "gt_queue_context": "pp",
    "gt_kernel_free": "vp",
    "gt_kernel_describe": "ipp",
    "gt_event_free": "vp",
    "gt_event_done": "ip",
    "gt_tensor_free": "vp",
    "gt_tensor_describe": "ipp",
    "gt_tensor_dtype": "ip",
    "gt_tensor_rank": "ip",
    "gt_tensor_dim": "lpi",
    "gt_tensor_count": "lp",
    "gt_tensor_alias": "ipp",
    "gt_tensor_slice": "ipppi",
    "gt_tensor_permute": "ipppi",
    "gt_tensor_reshape": "ippip",
    "gt_tensor_broadcast": "ippip",
    "gt_tensor_strided": "ippiippl",
    "gt_tensor_diagonal": "ipplii",
    "gt_tensor_part": "ippi",
    "gt_tensor_window": "ippilll",
    "gt_memory_free": "vu",
    "gt_tensor_at": "ippuiipp",
}
BLOCKING = {
    "gt_drivers_isolate": "i",
    "gt_is_available": "ip",
    "gt_device_count": "i",
    "gt_device_describe": "iip",
    "gt_device_find": "is",
    "gt_context_create": "ipip",
    "gt_context_free": "vp",
    "gt_context_trim": "ipl",
    "gt_queue_create": "ippp",
    "gt_queue_free": "vp",
    "gt_queue_flush": "ip",
    "gt_queue_finish": "ip",
    "gt_queue_wait": "ipp",
    "gt_event_record": "ipp",
    "gt_event_wait": "ipl",
    "gt_event_elapsed": "ippp",
    "gt_tensor_create": "ippiipi",
    "gt_memory_create": "ippl",
    "gt_upload": "ippiippz",
    "gt_upload_async": "ippiippz",
    "gt_download": "ippzp",
    "gt_download_async": "ippzp",
    "gt_copy": "ipppi",
    "gt_transfer": "ipppp",
    "gt_fill": "ippiipp",
    "gt_arange": "ippippl",
    "gt_linspace": "ippippli",
    "gt_eye": "ippilll",
    "gt_tril": "ipppl",
    "gt_triu": "ipppl",
    "gt_load_npy": "ipps",
    "gt_save_npy": "ipsp",
    "gt_concat": "ipppii",
    "gt_pad": "ipppppip",
    "gt_random": "ippiipip",
    "gt_permutation": "ippplip",
    "gt_softmax": "ipippip",
    "gt_softmax_gradient": "ipipppip",
    "gt_to_dlpack": "ipppp",
    "gt_from_dlpack": "ipppp",
    "gt_kernel_create": "ippssp",
    "gt_kernel_run": "ipppiipp",
    "gt_put": "ippppii",
    "gt_put_along": "ippppii",
    "gt_repeat": "ipppli",
    "gt_repeat_each": "ippppi",
    "gt_nonzero": "ipppi",
    "gt_index": "ippppi",
    "gt_select": "ipppp",
    "gt_select_put": "ipppp",
    "gt_index_put": "ipppipi",
    "gt_take": "ippppi",
    "gt_take_along": "ippppi",
    "gt_unary": "ipipp",
    "gt_binary": "ipippp",
    "gt_apply": "ipippi",
    "gt_eval": "ippspi",
    "gt_eval_all": "ippispi",
    "gt_eval_along": "ippspipi",
    "gt_eval_reduce": "ipipspipip",
    "gt_reduce": "ipipppip",
    "gt_arg_reduce": "ipipppip",
    "gt_scan": "ipippip",
    "gt_fft": "ippppip",
    "gt_histogram": "ipppppl",
    "gt_sort": "ipppii",
    "gt_argsort": "ipppii",
    "gt_searchsorted": "ipppppi",
    "gt_unique": "ippppppi",
    "gt_topk": "ipppplii",
    "gt_moments": "ipppppidp",
    "gt_matmul": "ippppp",
}
LETTERS: dict[str, Any] = {
    "i": c_int32,
    "l": c_int64,
    "u": c_uint64,
    "z": c_size_t,
    "d": c_double,
    "s": c_char_p,
    "p": c_void_p,
    "v": None,
}


def find_library() -> str:
    """The one file that this process calls: GPUTENSOR_LIBRARY, or the library of the package."""
    named = os.environ.get("GPUTENSOR_LIBRARY")
    if named:
        return named
    here = pathlib.Path(__file__).parent
    for pattern in ("libgputensor.so.*", "libgputensor*.dylib", "gputensor*.dll"):
        for path in sorted(here.glob(pattern)):
            return str(path)
    raise ImportError(
        f"gputensor: no libgputensor in {here}: install the package from its checkout, with "
        "`pip install ./python`, or name the library in GPUTENSOR_LIBRARY"
    )


class Library:
    """The functions of libgputensor, as attributes without `gt_`."""

    path: str

    def __init__(self, path: str) -> None:
        self.path = path
        for table, loaded in ((FUNCTIONS, ctypes.PyDLL(path)), (BLOCKING, ctypes.CDLL(path))):
            for name, signature in table.items():
                function = getattr(loaded, name)
                function.restype = LETTERS[signature[0]]
                function.argtypes = [LETTERS[letter] for letter in signature[1:]]
                setattr(self, name[3:], function)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"libgputensor has no gt_{name} in gputensor.binding")


lib = Library(find_library())
pointer = c_void_p
Int64s = {rank: c_int64 * rank for rank in range(MAX_RANK + 1)}
Int32s = {rank: c_int32 * rank for rank in range(MAX_RANK + 1)}
Args = {n: Arg * n for n in range(1, 17)}
_largest = 2**62


def clamped(number: Any) -> int:
    """An integer as the C library takes it: ctypes would cut one that is too large without a word. What is beyond any
    shape stays beyond it."""
    return max(-_largest, min(_largest, operator.index(number)))


def shape_array(shape: tuple[int, ...]) -> Any:
    """A shape as the C library takes it. Raises ValueError above its highest rank, and for sizes beyond 64 bits."""
    if len(shape) > MAX_RANK:
        raise ValueError(f"gputensor: {len(shape)} axes, and {MAX_RANK} are the most there can be")
    if shape and (max(shape) > _largest or min(shape) < -_largest):
        raise ValueError(f"gputensor: a shape of too many elements: {shape}")
    return Int64s[len(shape)](*shape)
