"""Calls of the names that gputensor.cupy alone has, or that make arrays of nothing, as those of cases.py."""

import io
import tempfile

import numpy as np


KINDS = (
    "bool complex64 complex128 byte ubyte short ushort intc uintc int_ uint intp uintp longlong ulonglong half single "
    "double csingle cdouble generic number integer signedinteger unsignedinteger inexact floating complexfloating"
).split()


def _as_text(xp, x):
    file = io.StringIO()
    xp.savetxt(file, x, fmt="%.4f")
    return file.getvalue()


def _from_file(xp):
    with tempfile.NamedTemporaryFile() as file:
        file.write(bytes(range(12)))
        file.flush()
        return xp.fromfile(file.name, xp.int16, 3)


def _saved_together(save, x):
    file = io.BytesIO()
    save(file, x, named=x[0])
    file.seek(0)
    with np.load(file) as found:
        return {name: found[name].tolist() for name in found}


# Names of gputensor.cupy alone, or that make arrays of nothing. `xp` is gputensor.cupy or numpy.
CUPY = {
    "array": [lambda xp, a: xp.array([[1, 2], [3, 4]]), lambda xp, a: xp.array([1, 2], dtype=xp.float32, ndmin=2)],
    "asarray": [lambda xp, a: xp.asarray(a.x), lambda xp, a: xp.asarray([True, False])],
    "ascontiguousarray": [lambda xp, a: xp.ascontiguousarray(a.x.T)],
    "asfarray": [lambda xp, a: (xp.asfarray if hasattr(xp, "cuda") else xp.float32)(a.i)],
    "arange": [
        lambda xp, a: xp.arange(5),
        lambda xp, a: xp.arange(2, 11, 3),
        lambda xp, a: xp.arange(3, -3, -2),
        lambda xp, a: xp.arange(0, 1, 0.25, dtype=xp.float32),
    ],
    "linspace": [
        lambda xp, a: xp.linspace(0, 1, 5, dtype=xp.float32),
        lambda xp, a: xp.linspace(-1, 2, 7, endpoint=False, dtype=xp.float32),
    ],
    "logspace": [lambda xp, a: xp.logspace(0, 2, 5, dtype=xp.float32)],
    "geomspace": [lambda xp, a: xp.geomspace(1, 8, 4, dtype=xp.float32)],
    "asanyarray": [lambda xp, a: xp.asanyarray(a.x)],
    "asfortranarray": [lambda xp, a: xp.asfortranarray(a.x), lambda xp, a: xp.asfortranarray(a.x).strides],
    "frombuffer": [lambda xp, a: xp.frombuffer(bytes(range(16)), xp.int16, 3, 4)],
    "from_dlpack": [lambda xp, a: xp.from_dlpack(a.x)],
    "indices": [
        lambda xp, a: xp.indices((2, 3)),
        lambda xp, a: xp.indices((4,), dtype=np.int32),
        lambda xp, a: xp.indices((2, 3), sparse=True),
    ],
    "fromfunction": [lambda xp, a: xp.fromfunction(lambda i, j: i * 10 + j, (2, 3), dtype=np.float32)],
    "diag_indices": [lambda xp, a: xp.diag_indices(3), lambda xp, a: xp.diag_indices(2, 3)],
    "tril_indices": [lambda xp, a: xp.tril_indices(3), lambda xp, a: xp.tril_indices(3, 1, 5)],
    "triu_indices": [lambda xp, a: xp.triu_indices(3), lambda xp, a: xp.triu_indices(4, -1, 2)],
    **{
        name: [lambda xp, a, n=name: getattr(xp, n)(7) + np.float32(0)]
        for name in "bartlett blackman hamming hanning".split()
    },
    "kaiser": [lambda xp, a: xp.kaiser(7, 14.0)],
    "mgrid": [lambda xp, a: xp.mgrid[:2, 1:7:2], lambda xp, a: xp.mgrid[0:1:5j]],
    "ogrid": [lambda xp, a: xp.ogrid[:2, 1:7:2]],
    "r_": [lambda xp, a: xp.r_[a.v, 0:3, 5], lambda xp, a: xp.r_[a.x, a.y], lambda xp, a: xp.r_[2:8:2]],
    "c_": [lambda xp, a: xp.c_[a.v, a.v], lambda xp, a: xp.c_[a.x, a.y]],
    "conj": [lambda xp, a: xp.conj(a.z)],
    "in1d": [lambda xp, a: xp.isin(a.n, a.ints)],
    "row_stack": [lambda xp, a: getattr(xp, "row_stack", xp.vstack)((a.row, a.row))],
    "trapz": [lambda xp, a: getattr(xp, "trapz", getattr(xp, "trapezoid", None))(a.x, dx=0.5)],
    "divmod": [lambda xp, a: xp.divmod(a.i, 4)],
    "promote_types": [lambda xp, a: xp.promote_types("int8", "uint8")],
    "issubdtype": [lambda xp, a: xp.issubdtype(xp.float32, np.floating)],
    "ndindex": [lambda xp, a: list(xp.ndindex(2, 2))],
    "savez": [lambda xp, a: _saved_together(xp.savez, a.x)],
    "savez_compressed": [lambda xp, a: _saved_together(xp.savez_compressed, a.x)],
    "savetxt": [lambda xp, a: _as_text(xp, a.x)],
    "fromfile": [lambda xp, a: _from_file(xp)],
    "fromiter": [lambda xp, a: xp.fromiter((i * i for i in range(4)), dtype=np.int32)],
    "fromstring": [lambda xp, a: xp.fromstring("1 2.5 3", sep=" ") + np.float32(0)],
    "genfromtxt": [lambda xp, a: xp.genfromtxt(io.StringIO("1,2\n3,"), delimiter=",")],
    "loadtxt": [lambda xp, a: xp.loadtxt(io.StringIO("1 2\n3 4"), dtype=np.int64)],
    "typename": [lambda xp, a: xp.typename("f")],
    "mintypecode": [lambda xp, a: xp.mintypecode(["f", "d"])],
    "asarray_chkfinite": [lambda xp, a: xp.asarray_chkfinite(a.x), lambda xp, a: xp.asarray_chkfinite([True])],
    "require": [
        lambda xp, a: xp.require(a.x, xp.float16),
        lambda xp, a: xp.require(a.x, requirements=["F"]).strides,
        lambda xp, a: xp.require(a.x.T, requirements="C").strides,
        lambda xp, a: xp.require(a.x.T, requirements=["OWNDATA", "WRITEABLE"]),
    ],
    "isfortran": [lambda xp, a: xp.isfortran(xp.asfortranarray(a.x)), lambda xp, a: xp.isfortran(a.x)],
    "iterable": [lambda xp, a: xp.iterable(a.x)],
    "exceptions": [lambda xp, a: xp.exceptions.AxisError],
    "isdtype": [lambda xp, a: xp.isdtype(a.x.dtype, "real floating")],
    "broadcast": [lambda xp, a: (xp.broadcast(a.x, a.row, 1).shape, xp.broadcast(a.x).ndim)],
    "mask_indices": [lambda xp, a: xp.mask_indices(3, xp.triu, 1)],
    "ufunc": [lambda xp, a: isinstance(xp.add, xp.ufunc) and isinstance(xp.exp2, xp.ufunc)],
    "s_": [lambda xp, a: xp.s_[1:2, ..., None]],
    "index_exp": [lambda xp, a: xp.index_exp[1:2]],
    "base_repr": [lambda xp, a: xp.base_repr(5)],
    "binary_repr": [lambda xp, a: xp.binary_repr(5)],
    "format_float_positional": [lambda xp, a: xp.format_float_positional(1.5)],
    "format_float_scientific": [lambda xp, a: xp.format_float_scientific(1.5)],
    **{
        name: [lambda xp, a: (xp.printoptions, xp.set_printoptions, xp.get_printoptions()["precision"])]
        for name in "printoptions set_printoptions get_printoptions".split()
    },
    **{
        name: [lambda xp, a, n=name, of=of: getattr(xp, n)(getattr(a, of))]
        for name, of in dict(
            acos="unit", asin="unit", asinh="x", atan="x", atanh="unit", bitwise_invert="i", bitwise_not="i"
        ).items()
    },
    "acosh": [lambda xp, a: xp.acosh(a.pos + 1)],
    "atan2": [lambda xp, a: xp.atan2(a.x, a.y)],
    "pow": [lambda xp, a: xp.pow(a.pos, a.y)],
    "bitwise_left_shift": [lambda xp, a: xp.bitwise_left_shift(a.j, 2)],
    "bitwise_right_shift": [lambda xp, a: xp.bitwise_right_shift(a.i, 2)],
    **{name: [lambda xp, a, n=name: getattr(xp, n).__name__] for name in KINDS},
    "zeros": [lambda xp, a: xp.zeros((2, 3), dtype=xp.float32)],
    "ones": [lambda xp, a: xp.ones(3, dtype="int8")],
    "empty": [lambda xp, a: xp.empty((0, 3), dtype=xp.int32)],
    "full": [lambda xp, a: xp.full((2, 2), 7)],
    "eye": [lambda xp, a: xp.eye(3, 4, 1, dtype=xp.float32)],
    "identity": [lambda xp, a: xp.identity(3, dtype="int32")],
    "tri": [lambda xp, a: xp.tri(3, 4, -1, dtype=xp.float32)],
    "abs": [lambda xp, a: xp.abs(a.x), lambda xp, a: xp.abs(a.b)],
    "astype": [lambda xp, a: xp.astype(a.x, xp.int32)],
    "broadcast_shapes": [lambda xp, a: xp.broadcast_shapes((3, 1), (4,))],
    "can_cast": [lambda xp, a: xp.can_cast(xp.int8, xp.int32), lambda xp, a: xp.can_cast(xp.float32, xp.int32)],
    "isscalar": [lambda xp, a: xp.isscalar(3)],
    "dtype": [lambda xp, a: xp.dtype("float32")],
    "finfo": [lambda xp, a: float(xp.finfo(xp.float32).eps)],
    "iinfo": [lambda xp, a: xp.iinfo(xp.int8).max],
    **{
        name: [lambda xp, a, n=name: xp.zeros(2, dtype=getattr(xp, n))]
        for name in "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 bool_".split()
    },
    "float64": [lambda xp, a: np.dtype(xp.float64).itemsize],
    **{
        name: [lambda xp, a, n=name: getattr(xp, n) if getattr(xp, n) == getattr(xp, n) else "nan"]
        for name in "pi e euler_gamma inf nan newaxis".split()
    },
}
