"""Kernels of the program's own, in OpenCL C, on arrays."""

from __future__ import annotations

import ctypes
import operator
from typing import Any

import numpy as np

from . import binding, dtypes, errors
from .binding import lib, shape_array
from .elementwise import device_of, set_scalar
from .hardware import Device, device as find_device
from .reference import Base

# The types of OpenCL C for elements in memory.
C_TYPES = {
    binding.BOOL: "uchar",
    binding.I8: "char",
    binding.I16: "short",
    binding.I32: "int",
    binding.I64: "long",
    binding.U8: "uchar",
    binding.U16: "ushort",
    binding.U32: "uint",
    binding.U64: "ulong",
    binding.F16: "half",
    binding.BF16: "ushort",
    binding.F32: "float",
    binding.F64: "double",
    binding.C64: "float2",
    binding.C128: "double2",
}


class Local:
    """So many bytes of local memory, as an argument of a kernel."""

    def __init__(self, nbytes: int) -> None:
        self.nbytes = int(nbytes)


class Kernel:
    """A kernel in OpenCL C: `Kernel(source, name)(x, y, np.float32(2), grid=(n,))`.

    Arrays are pointers to their first element: views that begin elsewhere raise NotImplementedError, x.copy() makes one
    that does not. NumPy's scalars have their own type; Python's ints are long, floats float, bools uchar. Strides
    and shapes are the program's to pass. grid: the number of work-items along up to three axes; block: of a work-group.
    It is compiled for a device at its first use there. BuildError has the compiler's log, ValueError what does not fit.
    """

    def __init__(self, source: str, name: str, options: str = "") -> None:
        self.source, self.name, self.options = source, name, options
        self._made: dict[Device, tuple[int, int]] = {}

    def __del__(self) -> None:
        for _, pointer in getattr(self, "_made", {}).values():
            if lib is not None:
                lib.kernel_free(pointer)

    def compile(self, device: Any = None) -> None:
        """Compiles it for a device now."""
        self._on(find_device(device))

    def _on(self, where: Device) -> int:
        context = where.context()
        made = self._made.get(where)
        if made is not None and made[0] == context:
            return made[1]
        out = ctypes.c_void_p()
        options = self.options.encode()
        opts = binding.KernelOpts(ctypes.sizeof(binding.KernelOpts), 0, options)
        status = lib.kernel_create(
            ctypes.byref(out), context, self.source.encode(), self.name.encode(), ctypes.byref(opts)
        )
        errors.check(status, self.name, device=where)
        if made is not None:
            lib.kernel_free(made[1])
        self._made[where] = (context, out.value or 0)
        return out.value or 0

    def __call__(self, *args: Any, grid: Any, block: Any = None, device: Any = None) -> None:
        where = device_of(self.name, [x for x in args if isinstance(x, Base)]) or find_device(device)
        given = (binding.KernelArg * max(len(args), 1))()
        for each, value in zip(given, args):
            _argument(each, value)
        sizes = tuple(operator.index(n) for n in grid)
        groups = None if block is None else tuple(operator.index(n) for n in block)
        if groups is not None and len(groups) != len(sizes):
            raise ValueError(f"{self.name}: a block of {len(groups)} axes for a grid of {len(sizes)}")
        status = lib.kernel_run(
            where.queue(),
            self._on(where),
            given,
            len(args),
            len(sizes),
            shape_array(sizes),
            None if groups is None else shape_array(groups),
        )
        errors.check(status, self.name, args, where)


def _argument(arg: Any, value: Any) -> None:
    if isinstance(value, Base):
        arg.kind, arg.tensor = binding.ARG_POINTER, value._pointer  # type: ignore[attr-defined,unused-ignore]
    elif isinstance(value, Local):
        arg.kind, arg.bytes = binding.ARG_LOCAL, value.nbytes
    else:
        arg.kind = binding.ARG_SCALAR
        if isinstance(value, np.ndarray):
            raise errors.ImplicitTransferError(
                "kernel: an argument is an array of the host: gputensor.asarray(a) copies it"
            )
        set_scalar(arg.scalar, value)
        weak = {binding.WEAK_BOOL: binding.BOOL, binding.WEAK_INT: binding.I64, binding.WEAK_FLOAT: binding.F32}
        arg.scalar.dtype = weak.get(arg.scalar.dtype, arg.scalar.dtype)


def c_type(number: int) -> str:
    """The type in which values of a dtype are computed: float of the 16-bit floats."""
    return "float" if number in (binding.F16, binding.BF16) else C_TYPES[number]


def load(number: int, pointer: str, index: str) -> str:
    """An element as a value."""
    if number == binding.F16:
        return f"vload_half({index}, {pointer})"
    if number == binding.BF16:
        return f"as_float((uint){pointer}[{index}] << 16)"
    return f"{pointer}[{index}]"


def store(number: int, pointer: str, index: str, value: str) -> str:
    """A statement that stores a value as an element."""
    if number == binding.F16:
        return f"vstore_half_rte({value}, {index}, {pointer});"
    if number == binding.BF16:
        return f"{pointer}[{index}] = gt_bfloat16({value});"
    if number == binding.BOOL:
        return f"{pointer}[{index}] = ({value}) != 0;"
    return f"{pointer}[{index}] = {value};"


BFLOAT16 = """ushort gt_bfloat16(float x)
{
    uint bits = as_uint(x);
    return isnan(x) ? 0x7fc0 : (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}
"""


def prelude(numbers: Any) -> str:
    """What a program that computes with these dtypes begins with."""
    lines = "#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n" if binding.F64 in numbers else ""
    return lines + (BFLOAT16 if binding.BF16 in numbers else "")


__all__ = ["Kernel", "Local", "dtypes"]
