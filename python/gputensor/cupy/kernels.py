"""CuPy's ElementwiseKernel, ReductionKernel and RawKernel. What they compute is written in OpenCL C, which is near to
CUDA's C: exp, fabs, min, max and the like need no suffix, and there are no templates and no methods."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

import gputensor as _gt

from .. import binding as _binding, dtypes as _dtypes, errors as _errors
from ..array import ndarray
from ..elementwise import device_of, is_scalar, stored as _stored
from ..hardware import device as _find_device
from ..kernels import Kernel, Local, c_type, load, prelude, store


class Parameter:
    """One of `T x, raw float32 y`: its name, its dtype or letter, and whether it is raw."""

    def __init__(self, text: str, kernel: str) -> None:
        words = text.split()
        self.raw = words[:1] == ["raw"]
        words = words[self.raw :]
        if len(words) != 2 or not words[1].isidentifier():
            raise ValueError(f"{kernel}: a parameter is `T x`, `float32 x` or `raw T x`, not {text!r}")
        self.kind, self.name = words
        self.letter = re.fullmatch(r"[A-Z][A-Za-z0-9_]*", self.kind) is not None
        if not self.letter:
            self.number = _dtypes.number_of({"bool_": "bool"}.get(self.kind, self.kind))
        if self.name in ("i", "n") or self.name.startswith("_"):
            raise ValueError(f"{kernel}: a parameter cannot be named {self.name}")


def _parameters(text: str, kernel: str) -> list[Parameter]:
    if not isinstance(text, str):
        raise TypeError(f"{kernel}: parameters are a text, not {type(text).__name__}")
    return [Parameter(each, kernel) for each in text.split(",")] if text.strip() else []


def _types(kernel: str, parameters: list[Parameter], values: Any) -> dict[str, int]:
    """The dtype of each letter, from the arrays and scalars that are given for it."""
    types: dict[str, int] = {}
    arrays = [(p, x) for p, x in zip(parameters, values) if isinstance(x, (ndarray, np.generic))]
    numbers = [(p, x) for p, x in zip(parameters, values) if not isinstance(x, (ndarray, np.generic))]
    for parameter, x in arrays:
        number = x._number if isinstance(x, ndarray) else _dtypes.number_of(x.dtype)
        if parameter.letter:
            if types.setdefault(parameter.kind, number) != number:
                raise TypeError(
                    f"{kernel}: {parameter.kind} is {_dtypes.dtype_of(types[parameter.kind])} and "
                    f"{_dtypes.dtype_of(number)}"
                )
        elif isinstance(x, ndarray) and number != parameter.number:
            raise TypeError(f"{kernel}: {parameter.name} is {parameter.kind}, not {x.dtype}")
    for parameter, x in numbers:
        if parameter.letter and parameter.kind not in types:
            types[parameter.kind] = _dtypes.number_of(
                bool if isinstance(x, bool) else np.int64 if isinstance(x, int) else np.float32
            )
    return types


def _number(kernel: str, parameter: Parameter, types: dict[str, int]) -> int:
    if not parameter.letter:
        return parameter.number
    if parameter.kind not in types:
        raise TypeError(f"{kernel}: nothing says what {parameter.kind} is: give {parameter.name}")
    return types[parameter.kind]


def _check(kernel: str, inputs: Any, count: int) -> Any:
    if len(inputs) != count:
        raise TypeError(f"{kernel}: {count} arguments, not {len(inputs)}")
    for x in inputs:
        if isinstance(x, np.ndarray):
            raise _errors.ImplicitTransferError(f"{kernel}: an array of the host: gputensor.asarray(a) copies it")
        if not isinstance(x, ndarray) and not is_scalar(x):
            raise TypeError(f"{kernel}: an argument is an array of gputensor or a number, not {type(x).__name__}")
    return device_of(kernel, inputs)


def _contiguous(x: Any, shape: tuple[int, ...]) -> Any:
    """x in a shape, row by row, from the first of its memory."""
    if x.shape != shape:
        x = _gt.broadcast_to(x, shape)
    return x if x._contiguous and x._offset == 0 else x.copy()


def _scalar(number: int, value: Any) -> Any:
    """A number in the type that the kernel computes with."""
    kind = np.float32 if number in (_binding.F16, _binding.BF16) else _dtypes.dtype_of(number).type
    return kind(value)


class _Maker:
    """What both kinds of kernels share: parameters, and programs kept by the dtypes that they were made for."""

    def __init__(self, in_params: str, out_params: str, name: str, preamble: str, options: Any) -> None:
        if not str(name).isidentifier():
            raise ValueError(f"a kernel cannot be named {name!r}")
        self.name, self.preamble, self.options = str(name), preamble, " ".join(options or ())
        self.inputs, self.outputs = _parameters(in_params, self.name), _parameters(out_params, self.name)
        names = [p.name for p in self.inputs + self.outputs]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a name twice among {', '.join(names)}")
        self._programs: dict[Any, Any] = {}

    def _kernel(self, key: Any, source: Any) -> Kernel:
        if key not in self._programs:
            self._programs[key] = Kernel(source(), f"user_{self.name}", self.options)
        return self._programs[key]

    def _typedefs(self, types: dict[str, int]) -> str:
        return "".join(f"typedef {c_type(number)} {letter};\n" for letter, number in sorted(types.items()))


class ElementwiseKernel(_Maker):
    """ElementwiseKernel("T x, T y", "T z", "z = (x - y) * (x - y)", "squared_difference").

    in_params, out_params: `dtype name` or `T name`, a letter being what is given for it; `raw T name` is a pointer to
    all elements, indexed by hand. operation: statements in OpenCL C on these names; `i` is the number of the element
    and `n`, or `_ind.size()`, how many there are. Arrays broadcast. Called with the inputs, and with
    outputs if they are there already; size=: how many elements, where all are raw. Returns the output, or a tuple of them.

    Raises TypeError for dtypes that do not fit, ValueError for shapes, BuildError with the compiler's log.
    """

    def __init__(
        self,
        in_params: str,
        out_params: str,
        operation: str,
        name: str = "kernel",
        reduce_dims: bool = True,
        preamble: str = "",
        options: Any = (),
    ) -> None:
        super().__init__(in_params, out_params, name, preamble, options)
        self.operation = operation.replace("_ind.size()", "n")
        if not self.outputs:
            raise ValueError(f"{self.name}: at least one output")

    def _source(self, numbers: list[int], scalars: list[bool], types: dict[str, int]) -> str:
        arguments, before, after = ["long n"], [], []
        for i, (p, number, scalar) in enumerate(zip(self.inputs + self.outputs, numbers, scalars)):
            is_output = i >= len(self.inputs)
            if scalar:
                arguments.append(f"{c_type(number)} {p.name}")
                continue
            element = {_binding.F16: "half", _binding.BF16: "ushort"}.get(number, c_type(number))
            arguments.append(f"global {'' if is_output else 'const '}{element} *{p.name if p.raw else '_' + p.name}")
            if p.raw:
                continue
            if is_output:
                before.append(f"{c_type(number)} {p.name} = 0;")
                after.append(store(number, "_" + p.name, "i", p.name))
            else:
                before.append(f"const {c_type(number)} {p.name} = {load(number, '_' + p.name, 'i')};")
        return (
            f"{prelude(numbers)}{self._typedefs(types)}{self.preamble}\n"
            f"kernel void user_{self.name}({', '.join(arguments)})\n{{\n    long i = get_global_id(0);\n"
            f"    {' '.join(before)}\n    {{\n{self.operation};\n    }}\n    {' '.join(after)}\n}}\n"
        )

    def __call__(self, *args: Any, size: int | None = None, block_size: Any = None, stream: Any = None) -> Any:
        given = args[len(self.inputs) :]
        if given and len(given) != len(self.outputs):
            raise TypeError(f"{self.name}: {len(self.inputs)} inputs and {len(self.outputs)} outputs, not {len(args)}")
        device = _check(self.name, args, len(self.inputs) + len(given)) or _find_device()
        everything = self.inputs + self.outputs
        types = _types(self.name, everything, args)
        numbers = [_number(self.name, p, types) for p in everything]
        shape = self._shape(args, given, size)
        outputs = [
            x if given else _gt.empty(shape, _dtypes.dtype_of(number), device)
            for x, number in zip(given or [None] * len(self.outputs), numbers[len(self.inputs) :])
        ]
        values, back = [], []
        for p, number, x in zip(self.inputs, numbers, args):
            if p.raw and number in (_binding.F16, _binding.BF16):
                raise TypeError(
                    f"{self.name}: {p.name} is raw and {_dtypes.dtype_of(number)}, which is float in the kernel"
                )
            if not isinstance(x, ndarray):
                values.append(_scalar(number, x))
            else:
                values.append(_contiguous(x, x.shape if p.raw else shape))
        for p, x in zip(self.outputs, outputs):
            if not isinstance(x, ndarray) or (not p.raw and x.shape != shape):
                raise ValueError(f"{self.name}: {p.name} is no array of the shape {shape}")
            flat = _contiguous(x, x.shape)
            values.append(flat)
            if flat is not x:
                back.append((x, flat))
        scalars = [not isinstance(x, ndarray) for x in values]
        kernel = self._kernel((*numbers, *scalars), lambda: self._source(numbers, scalars, types))
        count = int(np.prod(shape, dtype=np.int64))
        kernel(count, *values, grid=(count,), device=device)
        for x, flat in back:
            x[...] = flat
        return outputs[0] if len(outputs) == 1 else tuple(outputs)

    def _shape(self, args: Any, given: Any, size: int | None) -> tuple[int, ...]:
        shapes = [x.shape for p, x in zip(self.inputs, args) if isinstance(x, ndarray) and not p.raw]
        shapes += [x.shape for p, x in zip(self.outputs, given) if isinstance(x, ndarray) and not p.raw]
        if size is not None:
            if shapes:
                raise ValueError(f"{self.name}: size= is for kernels whose arrays are all raw")
            return (int(size),)
        if not shapes:
            raise ValueError(f"{self.name}: all arrays are raw: size= says how many elements there are")
        try:
            return tuple(int(n) for n in np.broadcast_shapes(*shapes))
        except ValueError:
            raise ValueError(f"{self.name}: shapes {', '.join(map(str, shapes))} do not broadcast") from None


class ReductionKernel(_Maker):
    """ReductionKernel("T x", "T y", "x * x", "a + b", "y = sqrt(a)", "0", "norm").

    map_expr makes a value of the inputs, reduce_expr combines two values, `a` and `b`, in any order, post_map_expr
    stores what is left, `a`, in the output; identity is the value of nothing. reduce_type: the type of the
    values, that of the output unless given. Called with the inputs, axis= and keepdims= as gputensor.sum.
    """

    PIECE = 1024  # elements that one work-item combines: some devices stop after 65535 rounds of a loop

    def __init__(
        self,
        in_params: str,
        out_params: str,
        map_expr: str,
        reduce_expr: str,
        post_map_expr: str,
        identity: Any,
        name: str = "reduce_kernel",
        reduce_type: Any = None,
        reduce_dims: bool = True,
        preamble: str = "",
        options: Any = (),
    ) -> None:
        super().__init__(in_params, out_params, name, preamble, options)
        if len(self.outputs) != 1 or any(p.raw for p in self.inputs + self.outputs):
            raise ValueError(f"{self.name}: one output, and no raw parameters")
        self.map, self.reduce, self.post = map_expr, reduce_expr, post_map_expr
        self.identity, self.reduce_type = str(identity), reduce_type

    def _source(self, stage: str, numbers: list[int], scalars: list[bool], value: int, types: dict[str, int]) -> str:
        kind, out = c_type(value), self.outputs[0]
        arguments = ["long length", "long parts"]
        if stage == "first":
            loads = []
            for p, number, scalar in zip(self.inputs, numbers, scalars):
                element = {_binding.F16: "half", _binding.BF16: "ushort"}.get(number, c_type(number))
                arguments.append(f"{c_type(number)} {p.name}" if scalar else f"global const {element} *_{p.name}")
                if not scalar:
                    loads.append(f"const {c_type(number)} {p.name} = {load(number, '_' + p.name, 'row * length + k')};")
            inner = f"{' '.join(loads)} const {kind} b = {self.map};"
        else:
            arguments.append(f"global const {kind} *_from")
            inner = f"const {kind} b = _from[row * length + k];"
        target = numbers[-1] if stage == "last" else value
        element = (
            {_binding.F16: "half", _binding.BF16: "ushort"}.get(numbers[-1], c_type(target))
            if stage == "last"
            else kind
        )
        arguments.append(f"global {element} *_to")
        end = (
            f"_to[i] = a;"
            if stage != "last"
            else (f"{c_type(target)} {out.name} = 0; {self.post}; {store(target, '_to', 'i', out.name)}")
        )
        return (
            f"{prelude([*numbers, value])}{self._typedefs(types)}{self.preamble}\n"
            f"kernel void user_{self.name}({', '.join(arguments)})\n{{\n    long i = get_global_id(0);\n"
            f"    long row = i / parts, part = i % parts;\n    {kind} a = {self.identity};\n"
            f"    for (long k = part; k < length; k += parts) {{ {inner} a = {self.reduce}; }}\n    {end}\n}}\n"
        )

    def __call__(
        self,
        *args: Any,
        axis: Any = None,
        keepdims: bool = False,
        out: Any = None,
        dtype: Any = None,
        stream: Any = None,
    ) -> Any:
        device = _check(self.name, args, len(self.inputs)) or _find_device()
        types = _types(self.name, self.inputs, args)
        parameter = self.outputs[0]
        if parameter.letter and parameter.kind not in types and out is not None:
            types[parameter.kind] = out._number
        numbers = [_number(self.name, p, types) for p in self.inputs + self.outputs]
        value = (
            numbers[-1]
            if self.reduce_type is None
            else types.get(self.reduce_type) or _dtypes.number_of(self.reduce_type)
        )
        arrays = [x for x in args if isinstance(x, ndarray)]
        if not arrays:
            raise TypeError(f"{self.name}: at least one array")
        shape = _gt.broadcast_shapes(*(x.shape for x in arrays))
        from ..reductions import axes_of

        found, count = axes_of(axis, len(shape))
        gone = list(range(len(shape))) if found is None else list(found)[:count]
        kept = [i for i in range(len(shape)) if i not in gone]
        rows = int(np.prod([shape[i] for i in kept], dtype=np.int64))
        length = int(np.prod([shape[i] for i in gone], dtype=np.int64))
        values = []
        for number, x in zip(numbers, args):
            if not isinstance(x, ndarray):
                values.append(_scalar(number, x))
                continue
            wide = _gt.broadcast_to(x, shape).transpose([*kept, *gone]) if shape else x
            values.append(_contiguous(wide, wide.shape))
        result = self._stages(device, values, numbers, value, rows, length, types)
        sizes = [1 if i in gone else n for i, n in enumerate(shape)] if keepdims else [shape[i] for i in kept]
        result = result.reshape(sizes)
        if out is None:
            return result if dtype is None else result.astype(dtype)
        return _stored(self.name, result, out)

    def _stages(
        self,
        device: Any,
        values: list[Any],
        numbers: list[int],
        value: int,
        rows: int,
        length: int,
        types: dict[str, int],
    ) -> Any:
        scalars = [not isinstance(x, ndarray) for x in values]
        kind = _dtypes.dtype_of(_binding.F32 if value in (_binding.F16, _binding.BF16) else value)
        parts = max(1, -(-length // self.PIECE))
        partial = _gt.empty((rows, parts), kind, device)
        first = self._kernel(
            ("first", value, *numbers, *scalars), lambda: self._source("first", numbers, scalars, value, types)
        )
        first(length, parts, *values, partial, grid=(rows * parts,), device=device)
        while parts > self.PIECE:
            length, parts = parts, -(-parts // self.PIECE)
            more = _gt.empty((rows, parts), kind, device)
            self._kernel(("next", value, *numbers), lambda: self._source("next", numbers, scalars, value, types))(
                length, parts, partial, more, grid=(rows * parts,), device=device
            )
            partial = more
        result = _gt.empty((rows,), _dtypes.dtype_of(numbers[-1]), device)
        last = self._kernel(("last", value, *numbers), lambda: self._source("last", numbers, scalars, value, types))
        last(parts, 1, partial, result, grid=(rows,), device=device)
        return result


class RawKernel:
    """RawKernel(code, name)(grid, block, args): a kernel in OpenCL C, called as CuPy calls one.

    grid: how many work-groups along up to three axes; block: work-items of each; args: arrays (global pointers to their
    first element), NumPy's scalars (of their type), Python's ints (long) and floats (float). shared_mem: bytes of local
    memory, for one more argument at the end, a local pointer. backend makes no difference.
    """

    def __init__(self, code: str, name: str, options: Any = (), backend: str = "opencl") -> None:
        self.code, self.name = code, name
        self._kernel = Kernel(code, name, " ".join(options))

    def compile(self) -> None:
        """Compiles it for the default device now."""
        self._kernel.compile()

    def __call__(self, grid: Any, block: Any, args: Any, shared_mem: int = 0, stream: Any = None) -> None:
        grid, block = tuple(grid), tuple(block)
        dims = max(len(grid), len(block))
        if not 1 <= dims <= 3:
            raise ValueError(f"{self.name}: one to three axes, not {dims}")
        grid, block = grid + (1,) * (dims - len(grid)), block + (1,) * (dims - len(block))
        extra = (Local(shared_mem),) if shared_mem else ()
        self._kernel(*args, *extra, grid=[g * b for g, b in zip(grid, block)], block=block)


class RawModule:
    """RawModule(code=...).get_function(name): kernels of one text in OpenCL C, as RawKernel has them. There are no
    templates, and so no name_expressions; backend makes no difference."""

    def __init__(self, *, code: str, options: Any = (), backend: str = "opencl") -> None:
        self.code, self.options = code, tuple(options)

    def compile(self, log_stream: Any = None) -> None:
        """Nothing: a kernel is compiled when it is first called, or compile() of it."""

    def get_function(self, name: str) -> RawKernel:
        """The kernel of that name. Whether there is one its first call says."""
        return RawKernel(self.code, name, self.options)
