"""Every operation of the plug-in's table, alone, against TensorFlow's own kernels for the CPU. Nothing may be placed
elsewhere than it was told to."""
import re

import numpy as np
import pytest
import tensorflow as tf

from processes import SOURCE, computes

RAW = tf.raw_ops
ROWS = re.findall(r"^    X\((\w+),", (SOURCE / "rows.c").read_text(), re.M)
TOLERANCE = {"float32": 1e-5, "float64": 1e-12, "float16": 2e-3, "bfloat16": 2e-2}


def values(*shape, low=-2.0, high=2.0, seed=0):
    """Numbers as float64; a case converts them to the dtype under test."""
    return np.random.default_rng([seed, *shape]).uniform(low, high, shape)


A, B, LINE, ONE = values(3, 4), values(3, 4, seed=1), values(4, seed=2), values(3, 1, seed=3)
POSITIVE, UNIT = values(3, 4, low=0.1), values(3, 4, low=0.05, high=0.95)
ZEROS = np.where(A > 0, A, 0.0)
SPECIAL = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0])
EDGES, SLOPES = np.array([0.0, -0.0, np.nan, 6.0, -1.0, 1.0]), np.array([1.5, -2.5, 3.5, -4.5, 5.5, 6.5])
BITS, MORE_BITS = A > 0, B > 0
UNDER_TEST = object()
I32 = lambda *n: np.array(n, "i4")  # noqa: E731
FLOAT, SIGNED = ("float32", "float16", "bfloat16", "float64"), ("float32", "int64", "int8")
NUMBER, ALL = ("float32", "int64", "uint8"), ("float32", "bool", "int64", "int8")


def unary(x=A, dtypes=FLOAT, more=(), name="x"):
    return [(dtypes, {name: one}) for one in (x, x[:0], x[0, 0], *more)]


def binary(y=B, dtypes=FLOAT, x=A):
    return [(dtypes, {"x": x, "y": y}), (dtypes[:1], {"x": x, "y": y[0, 0]}), (dtypes[:1], {"x": x, "y": y[0]}),
            (dtypes[:1], {"x": x[:, :1], "y": y[:1]}), (dtypes[:1], {"x": x[:0], "y": y[:0]})]


def gradient(x=A, dtypes=FLOAT):
    return [(dtypes, {"y": x, "dy": B})]


def reduction(x=A, dtypes=FLOAT, name="input"):
    cube = np.stack([x, x[::-1]])
    return [(dtypes, {name: x, "axis": axis, "keep_dims": keep})
            for axis, keep in ((I32(0), False), (I32(1), True), (I32(0, 1), False), (I32(-1), False), (I32(), False))
            ] + [(dtypes[:1], {name: cube, "axis": I32(0, 2)}), (dtypes[:1], {name: cube, "axis": np.array([1])})]


CASES = {
    "Neg": unary(dtypes=SIGNED), "Abs": unary(dtypes=SIGNED), "Sign": unary(dtypes=SIGNED),
    "Exp": unary(more=(SPECIAL,)), "Log": unary(POSITIVE, more=(SPECIAL,)), "Sqrt": unary(POSITIVE, more=(SPECIAL,)),
    "Relu": unary(name="features"), "Sigmoid": unary(more=(SPECIAL,)), "Tanh": unary(more=(SPECIAL,)),
    "Sin": unary(), "Erf": unary(), "Floor": unary(), "Reciprocal": unary(POSITIVE), "Inv": unary(POSITIVE),
    "Rsqrt": unary(POSITIVE, more=(np.array([0.0, np.inf]),)), "Square": unary(dtypes=("float32", "int64")),
    "LogicalNot": [(None, {"x": BITS})], "Ceil": unary(), "Rint": unary(), "Round": unary(A * 2),
    **{name: unary(more=(SPECIAL,), dtypes=("float32", "float16")) for name in ("IsNan", "IsInf", "IsFinite")},
    "Invert": unary(A * 50, ("int64", "int8", "uint16")),
    **{name: unary(dtypes=("float32", "float64")) for name in (
        "Expm1", "Cos", "Tan", "Sinh", "Cosh", "Atan", "Asinh", "Erfc")},
    **{name: unary(UNIT, ("float32", "float64")) for name in ("Asin", "Acos", "Atanh", "Log1p", "Lgamma")},
    "Acosh": unary(POSITIVE + 1, ("float32", "float64")),
    "Softplus": unary(A * 5, name="features", more=(A * 60,)), "Elu": unary(name="features", more=(SPECIAL,)),
    "Selu": unary(name="features", more=(SPECIAL,)), "Softsign": unary(name="features"),
    "LeakyRelu": [(FLOAT, {"features": A, "alpha": 0.3})], "Relu6": unary(A * 5, name="features", more=(EDGES,)),
    **{name: [(("int64", "uint8"), {"x": abs(A) * 60, "y": abs(B) * 60})]
       for name in ("BitwiseAnd", "BitwiseOr", "BitwiseXor")},
    "AddV2": binary(dtypes=NUMBER), "Add": binary(dtypes=NUMBER), "Sub": binary(dtypes=NUMBER),
    "Mul": binary(dtypes=NUMBER), "RealDiv": binary(), "Maximum": binary(dtypes=NUMBER),
    "Minimum": binary(dtypes=NUMBER), "Atan2": binary(dtypes=("float32", "float64")),
    "Pow": binary(x=POSITIVE), "FloorDiv": binary(POSITIVE, ("float32",)),
    "FloorMod": binary(POSITIVE, ("float32",)), "SquaredDifference": binary(dtypes=("float32", "int64")),
    "DivNoNan": binary(ZEROS) + [(("float32",), {"x": SPECIAL, "y": np.zeros(6)})],
    "MulNoNan": binary(ZEROS, ("float32",)) + [(("float32",), {"x": SPECIAL, "y": np.zeros(6)})],
    **{name: binary(POSITIVE, x=ZEROS) for name in ("Xlogy", "Xlog1py", "Xdivy")},
    "Greater": binary(dtypes=NUMBER), "Less": binary(dtypes=NUMBER),
    **{name: binary(A, ALL) + [(("float32",), {"x": A, "y": B[:2], "incompatible_shape_error": False})]
       for name in ("Equal", "NotEqual")}, "GreaterEqual": binary(np.where(BITS, A, B), NUMBER),
    "LessEqual": binary(np.where(BITS, A, B), NUMBER) + [(("float32",), {"x": SPECIAL, "y": SPECIAL})],
    "LogicalAnd": [(None, {"x": BITS, "y": MORE_BITS}), (None, {"x": BITS, "y": MORE_BITS[0]})],
    "LogicalOr": [(None, {"x": BITS, "y": MORE_BITS})],
    "SelectV2": [(ALL, {"condition": BITS, "t": A, "e": B}), (("float32",), {"condition": BITS, "t": A[0], "e": ONE})],
    "Select": [(ALL, {"condition": BITS, "x": A, "y": B}), (("float32",), {"condition": BITS[:, 0], "x": A, "y": B})],
    "ClipByValue": [(("float32", "int64"), {"t": A, "clip_value_min": np.array(-1.0),
                                            "clip_value_max": np.array(1.0)})],
    "AddN": [(("float32", "int64"), {"inputs": [A, B, A, B]}), (("float32",), {"inputs": [A]})],
    "ReluGrad": [(FLOAT, {"gradients": B, "features": A}), (FLOAT, {"gradients": SLOPES, "features": EDGES})],
    "LeakyReluGrad": [(FLOAT, {"gradients": B, "features": A, "alpha": 0.3}),
                      (FLOAT, {"gradients": SLOPES, "features": EDGES, "alpha": 0.3})],
    **{name: [(FLOAT, {"gradients": B, "outputs": A / 2.1}), (FLOAT, {"gradients": SLOPES, "outputs": EDGES})]
       for name in ("EluGrad", "SeluGrad")},
    **{name: [(FLOAT, {"gradients": B, "features": A * 5}), (FLOAT, {"gradients": SLOPES, "features": EDGES})]
       for name in ("SoftsignGrad", "SoftplusGrad")},
    "Relu6Grad": [(FLOAT, {"gradients": B, "features": A * 5}),
                  (FLOAT, {"gradients": SLOPES, "features": EDGES})],
    "SigmoidGrad": gradient(UNIT), "TanhGrad": gradient(UNIT), "SqrtGrad": gradient(POSITIVE),
    "RsqrtGrad": gradient(POSITIVE), "ReciprocalGrad": gradient(POSITIVE), "InvGrad": gradient(POSITIVE),
    "Sum": reduction() + reduction(dtypes=("int64",)), "Prod": reduction(), "Max": reduction(), "Min": reduction(),
    "Mean": reduction(),
    "All": [(None, {"input": BITS, "axis": I32(0)}), (None, {"input": BITS, "axis": I32(0, 1), "keep_dims": True})],
    "Any": [(None, {"input": BITS, "axis": I32(1)}), (None, {"input": BITS[:, :0], "axis": I32(1)})],
    "ArgMax": [(("float32", "int64"), {"input": A, "dimension": I32(axis)[0], "output_type": kind})
               for axis, kind in ((0, tf.int64), (1, tf.int32), (-1, tf.int64))],
    "ArgMin": [(("float32",), {"input": A, "dimension": I32(1)[0]})],
    **{name: [(NUMBER + ("float16",), {"x": A, "axis": I32(axis)[0], "exclusive": exclusive, "reverse": reverse})
              for axis, exclusive, reverse in ((0, False, False), (1, True, False), (-1, True, True))]
       for name in ("Cumsum", "Cumprod")},
    "L2Loss": [(("float32", "float64"), {"t": A})],
    "BiasAdd": [(FLOAT, {"value": A, "bias": LINE}), (("float32",), {"value": values(2, 3, 4), "bias": LINE})],
    "BiasAddV1": [(("float32",), {"value": A, "bias": LINE})],
    "BiasAddGrad": [(FLOAT, {"out_backprop": A}), (("float32",), {"out_backprop": values(2, 5, 3, 4)})],
    "MatMul": [(FLOAT, {"a": values(*a), "b": values(*b, seed=1), "transpose_a": ta, "transpose_b": tb})
               for a, b, ta, tb in (((5, 7), (7, 3), False, False), ((7, 5), (7, 3), True, False),
                                    ((5, 7), (3, 7), False, True), ((7, 5), (3, 7), True, True),
                                    ((5, 0), (0, 3), False, False))],
    "BatchMatMul": [(("float32",), {"x": values(2, 5, 7), "y": values(2, 3, 7, seed=1), "adj_y": True})],
    "BatchMatMulV2": [(("float32", "float16"), {"x": values(2, 1, 7, 5), "y": values(4, 7, 3, seed=1), "adj_x": True})],
    "Einsum": [(("float32",), {"inputs": inputs, "equation": equation}) for inputs, equation in (
        ([A, B], "ij,kj->ik"), ([A, LINE], "ij,j->i"), ([A, B], "ij,ij->"), ([A, LINE], "ij,k->kij"),
        ([values(2, 5, 3), values(3, 7)], "abc,cd->abd"), ([values(2, 5, 3, 4), values(2, 6, 3, 4)], "bqhd,bkhd->bhqk"),
        ([values(2, 1, 5, 3), values(4, 3, 6)], "...ij,...jk->...ik"),
        ([values(5, 3), values(2, 3, 4)], "...j,bjk->b...k"),
        ([values(3, 3, 4)], "iij->ji"), ([values(3, 3, 4), A[:, :3]], "iij,ik->kj"), ([LINE], "i->ii"),
        ([values(2, 3, 4)], "...ij->...i"), ([A[:0], B[:0]], "ij,ij->j"), ([A, values(4, 4)], "ij,jj->i"))
    ] + [(("float16", "float64"), {"inputs": [A, B], "equation": "ij,kj->ki"})],
    "Softmax": [(FLOAT, {"logits": A}), (("float32",), {"logits": values(2, 3, 4) * 100})],
    "LogSoftmax": [(("float32", "float64"), {"logits": A})],
    "SparseSoftmaxCrossEntropyWithLogits": [
        (("float32", "float64"), {"features": values(5, 4) * 9, "labels": labels})
        for labels in (I32(0, 3, 1, 1, 2), np.array([3, 2, 1, 0, 0]))],
    "SoftmaxCrossEntropyWithLogits": [(("float32",), {"features": A, "labels": UNIT / UNIT.sum(1, keepdims=True)})],
    "Cast": [((source,), {"x": A * 60, "DstT": target}) for source in ("float32", "int64", "int32", "bool", "float16")
             for target in (tf.float32, tf.int32, tf.int64, tf.bool, tf.bfloat16)],
    "ZerosLike": unary(dtypes=ALL), "OnesLike": unary(dtypes=("float32", "int64")),
    "Fill": [(ALL, {"dims": I32(3, 2), "value": A[0, 0]}), (("float32",), {"dims": I32(), "value": A[0, 0]})],
    "BroadcastTo": [(ALL, {"input": LINE, "shape": I32(3, 4)}),
                    (("float32",), {"input": ONE, "shape": np.array([2, 3, 4])})],
    "Tile": [(ALL, {"input": A, "multiples": I32(2, 3)}), (("float32",), {"input": A, "multiples": I32(0, 1)})],
    "Transpose": [(ALL, {"x": values(2, 3, 4), "perm": I32(2, 0, 1)})],
    "Slice": [(ALL, {"input": A, "begin": I32(1, 0), "size": I32(2, -1)}),
              (("float32",), {"input": A, "begin": I32(3, 4), "size": I32(0, 0)})],
    "StridedSlice": [(("float32", "bool"), {"input": values(3, 4, 5), **spec}) for spec in (
        {"begin": I32(0, 1), "end": I32(2, 3), "strides": I32(1, 1)},
        {"begin": I32(-1), "end": I32(-4), "strides": I32(-1)},
        {"begin": I32(0, 3), "end": I32(0, 0), "strides": I32(2, -2), "begin_mask": 1, "end_mask": 3},
        {"begin": I32(0, 0, 1), "end": I32(0, 0, 2), "strides": I32(1, 1, 1), "ellipsis_mask": 2,
         "shrink_axis_mask": 5},
        {"begin": I32(0, 0, 2), "end": I32(0, 0, 3), "strides": I32(1, 1, 1), "new_axis_mask": 2, "shrink_axis_mask": 4,
         "begin_mask": 1, "end_mask": 1})],
    "StridedSliceGrad": [(("float32", "bool"), {"shape": I32(3, 4, 5), "dy": values(*dy), **spec}) for dy, spec in (
        ((2, 2, 5), {"begin": I32(0, 1), "end": I32(2, 3), "strides": I32(1, 1)}),
        ((3, 2, 5), {"begin": I32(0, 3), "end": I32(0, 0), "strides": I32(1, -2), "begin_mask": 1, "end_mask": 3}),
        ((4, 1), {"begin": I32(1, 0, 0, 2), "end": I32(0, 0, 0, 0), "strides": I32(1, 1, 1, 1), "ellipsis_mask": 2,
                  "new_axis_mask": 4, "shrink_axis_mask": 9}))],
    "ReverseV2": [(ALL, {"tensor": values(2, 3, 4), "axis": I32(*axes)}) for axes in ((0,), (1, -1), ())],
    "Pack": [(ALL, {"values": [A, B, A], "axis": axis}) for axis in (0, 1, -1)],
    "Unpack": [(ALL, {"value": A, "num": 3, "axis": 0}), (("float32",), {"value": A, "num": 4, "axis": -1})],
    "ConcatV2": [(ALL, {"values": [A, A[:1], A[:0]], "axis": I32(0)[0]}),
                 (("float32",), {"values": [A, ONE], "axis": I32(-1)[0]})],
    "Split": [(ALL, {"axis": I32(1)[0], "value": A, "num_split": 2})],
    "SplitV": [(ALL, {"value": A, "size_splits": I32(1, -1, 0), "axis": I32(1)[0], "num_split": 3}),
               (("float32",), {"value": A, "size_splits": np.array([2, 1]), "axis": I32(0)[0], "num_split": 2})],
    "PadV2": [(ALL, {"input": A, "paddings": np.array([[1, 0], [2, 3]], "i4"), "constant_values": np.array(7.0)})],
    "MirrorPad": [(("float32", "int64"), {"input": A, "paddings": np.array([[1, 2], [0, 3]], "i4"), "mode": mode})
                  for mode in ("REFLECT", "SYMMETRIC")],
    "Pad": [(("float32", "int64"), {"input": A, "paddings": np.array([[1, 0], [2, 3]], "i4")})],
    "OneHot": [(("float32", "int64"), {"indices": np.array([[0, 2, 5], [-1, 1, 2]]), "depth": I32(3)[0],
                                       "on_value": np.array(7.0), "off_value": np.array(-1.0), "axis": axis})
               for axis in (-1, 0, 1)],
    "GatherV2": [(ALL, {"params": A, "indices": indices, "axis": I32(axis)[0]})
                 for indices, axis in ((np.array([2, 0, 0]), 0), (I32(3), 1), (np.array([[0, 1], [3, 2]]), -1))
                 ] + [(ALL, {"params": values(2, 3, 4), "indices": np.array(indices), "axis": I32(axis)[0],
                             "batch_dims": batch})
                      for indices, axis, batch in (([[0, 2], [1, 1]], 1, 1), ([[3, 0], [1, 2]], 2, 1),
                                                   ([[[0], [3], [1]], [[2], [2], [0]]], 2, 2), ([1, 2], 1, -1))],
    "GatherNd": [(ALL, {"params": values(2, 3, 4), "indices": np.array(indices)})
                 for indices in ([[0, 2], [1, 1], [0, 0]], [[[1]], [[0]]], [[1, 2, 3]])],
    "ScatterNd": [(NUMBER, {"indices": np.array([[2], [0], [2]]), "updates": A, "shape": np.array([5, 4])}),
                  (("float32",), {"indices": np.array([[2, 1], [0, 3], [2, 1]], "i4"), "updates": LINE[:3],
                                  "shape": I32(5, 4)}),
                  (("float32",), {"indices": np.zeros((0, 1), "i4"), "updates": A[:0], "shape": I32(5, 4)})],
    "TensorScatterUpdate": [(ALL, {"tensor": A, "indices": np.array([[2], [0]]), "updates": B[:2]})],
    **{f"TensorScatter{how}": [(NUMBER, {"tensor": A, "indices": np.array([[2, 1], [0, 3], [2, 1]], "i4"),
                                         "updates": LINE[:3]})] for how in ("Add", "Sub", "Max", "Min")},
    "UnsortedSegmentSum": [(NUMBER, {"data": A, "segment_ids": np.array([3, -1, 3]), "num_segments": I32(5)[0]}),
                           (("float32",), {"data": A, "segment_ids": np.array([[0, 1, 1, 0]] * 3, "i4"),
                                           "num_segments": I32(2)[0]})],
    **{name: [(FLOAT if name.endswith("UniformV2") else FLOAT[:3], {
        "shape": I32(*shape), "key": np.array([7 << 33], "u8"), "counter": np.array([5, 1 << 40], "u8"),
        "alg": I32(1)[0], "dtype": UNDER_TEST}) for shape in ((3, 5), (), (0,), (1000,))]
       for name in ("StatelessRandomUniformV2", "StatelessRandomNormalV2")},
}
IMAGE, BLOCKS, CHANNELS = values(2, 6, 4, 3), values(8, 3, 2, 5), values(2, 3, 4, 8)
SQUARES, LINES = values(2, 4, 4), values(2, 3, 4, seed=4)
CASES |= {
    "SpaceToDepth": [(ALL, {"input": IMAGE, "block_size": 2}),
                     (("float32",), {"input": values(2, 3, 6, 9), "block_size": 3})],
    "DepthToSpace": [(ALL, {"input": CHANNELS, "block_size": 2}),
                     (("float32",), {"input": CHANNELS[:0], "block_size": 2})],
    "SpaceToBatchND": [(ALL, {"input": IMAGE, "block_shape": I32(2, 3), "paddings": np.array([[1, 1], [2, 0]], "i4")}),
                       (("float32",), {"input": A, "block_shape": I32(2), "paddings": np.array([[0, 2]])})],
    "BatchToSpaceND": [(ALL, {"input": BLOCKS, "block_shape": I32(2, 2), "crops": np.array([[1, 0], [0, 2]], "i4")}),
                       (("float32",), {"input": BLOCKS, "block_shape": I32(4), "crops": np.array([[0, 0]])})],
    "Roll": [(ALL, {"input": IMAGE, "shift": shift, "axis": axis}) for shift, axis in (
        (I32(2)[0], I32(1)[0]), (I32(-1, 3, 9), I32(1, -1, 1)), (I32(6), np.array([1])))] + [
        (("float32",), {"input": values(*[2] * 16), "shift": np.ones(n, "i4"), "axis": np.arange(n)}) for n in (1, 16)],
    "MatrixBandPart": [(ALL, {"input": x, "num_lower": I32(low)[0], "num_upper": I32(high)[0]}) for x in (A, SQUARES)
                       for low, high in ((-1, 0), (0, -1), (1, 1), (0, 0), (-1, -1))],
    "MatrixDiagPartV3": [(ALL, {"input": SQUARES[:, :3], "k": I32(*k), "padding_value": np.array(7.0), "align": align})
                         for k, align in (((0,), "RIGHT_LEFT"), ((1,), "LEFT_LEFT"), ((-2, 1), "RIGHT_LEFT"),
                                          ((-2, 2), "LEFT_RIGHT"), ((0, 3), "LEFT_LEFT"), ((-1, 2), "RIGHT_RIGHT"))],
    "MatrixSetDiagV3": [(ALL, {"input": SQUARES, "diagonal": values(*shape), "k": I32(*k), "align": align})
                        for shape, k, align in (((2, 4), (0,), "RIGHT_LEFT"), ((2, 3), (-1,), "LEFT_LEFT"),
                                                ((2, 3, 4), (-1, 1), "RIGHT_LEFT"), ((2, 2, 3), (1, 2), "LEFT_RIGHT"))],
    "MatrixDiagV3": [(ALL, {"diagonal": LINES if len(k) > 1 else LINES[0], "k": I32(*k), "num_rows": I32(rows)[0],
                            "num_cols": I32(columns)[0], "padding_value": np.array(7.0), "align": align})
                     for k, rows, columns, align in (((0,), -1, -1, "RIGHT_LEFT"), ((2,), -1, 8, "RIGHT_LEFT"),
                                                     ((-1, 1), 4, -1, "LEFT_RIGHT"), ((-1,), -1, -1, "LEFT_LEFT"),
                                                     ((-1, 1), -1, -1, "RIGHT_LEFT"))],
    "TopKV2": [(NUMBER, {"input": x, "k": I32(k)[0], "sorted": True})
               for x in (LINES, np.ones((2, 5))) for k in (0, 1, 3)],
    "InTopKV2": [(("float32",), {"predictions": np.array([[1, 5, 3], [2, 2, 9], [np.inf, 1, 0], [4, 3, 2]], "f"),
                                 "targets": kind(*target), "k": kind(k)[0]})
                 for kind in (I32, lambda *n: np.array(n)) for target in ((2, 1, 1, 3), (0, 2, 0, 0))
                 for k in (1, 2)],
    **{name: [(("float32", "uint8", "float16"), {"images": x, "size": I32(*size), "align_corners": corners,
                                                "half_pixel_centers": middles})
              for x, size in ((IMAGE, (9, 3)), (IMAGE, (12, 8)), (IMAGE[:, :1], (1, 5)), (IMAGE[:0], (2, 2)))
              for corners, middles in ((False, False), (True, False), (False, True))]
       for name in ("ResizeBilinear", "ResizeNearestNeighbor")},
    "AdjustContrastv2": [(("float32", "float16"), {"images": x, "contrast_factor": 1.7}) for x in (IMAGE, IMAGE[0])],
    "Where": [(ALL, {"condition": x}) for x in (A * BITS, IMAGE * (IMAGE > 0), A[:0], np.zeros((2, 3)))],
    "ResizeBilinearGrad": [
        (("float32",), {"grads": tf.constant(values(2, *size, 3), tf.float32), "original_image": IMAGE,
                        "align_corners": corners, "half_pixel_centers": middles})
        for size in ((9, 3), (12, 8), (1, 1)) for corners, middles in ((False, False), (True, False), (False, True))],
    "ResizeNearestNeighborGrad": [
        (("float32",), {"grads": values(2, *size, 3), "size": I32(6, 4), "align_corners": corners,
                        "half_pixel_centers": middles})
        for size in ((9, 3), (12, 8), (1, 1)) for corners, middles in ((False, False), (True, False), (False, True))],
    **{name: [(("float32", "float16"), {"shape": I32(*shape), "seed": 7, "seed2": 3, "dtype": UNDER_TEST})
              for shape in ((3, 5), (0,), ())] for name in ("RandomUniform", "RandomStandardNormal")},
}
ELSEWHERE = {"AssignVariableOp", "AssignAddVariableOp", "AssignSubVariableOp"}  # these and Resource...: test_device.py
ELSEWHERE |= {name for name in ROWS if name.startswith("Resource")} | {"RngReadAndSkip"}
ELSEWHERE |= {name for name in ROWS if "Conv" in name or "Pool" in name}  # test_windows.py
ELSEWHERE |= {name for name in ROWS if "BatchNorm" in name}  # test_training.py


def test_every_row_is_tested():
    assert len(ROWS) > 80
    assert set(CASES) | ELSEWHERE == set(ROWS)


def converted(value, dtype, name):
    """Numbers of a case as the dtype under test; indices, sizes and truths stay as they are."""
    if isinstance(value, list):
        return [converted(one, dtype, name) for one in value]
    if not isinstance(value, (np.ndarray, np.floating)) or np.asarray(value).dtype != np.float64:
        return value
    kind = tf.as_dtype(dtype)
    return tf.cast(tf.constant(np.asarray(value) > 0 if kind == tf.bool else value), kind)


def compute(device, operation, arguments, dtype):
    with tf.device("/CPU:0"):
        given = {name: tf.as_dtype(dtype) if value is UNDER_TEST else converted(value, dtype, name)
                 for name, value in arguments.items()}
    with tf.device(device):
        out = getattr(RAW, operation)(**given)
    return [one for one in (out if isinstance(out, (list, tuple)) else [out])]


@pytest.mark.parametrize("operation,case,dtype", [
    pytest.param(name, case, dtype, id=f"{name}-{i}-{dtype}") for name, cases in CASES.items()
    for i, (dtypes, case) in enumerate(cases) for dtype in (dtypes or ("bool",))])
def test_operation(operation, case, dtype):
    if dtype == "float64" and not computes(dtype):
        pytest.skip("no float64")
    tf.config.set_soft_device_placement(True)
    expected = compute("/CPU:0", operation, case, dtype)
    tf.config.set_soft_device_placement(False)
    actual = compute("/GPU:0", operation, case, dtype)
    assert len(actual) == len(expected)
    for got, want in zip(actual, expected):
        assert got.device.endswith("GPU:0") and (got.dtype, got.shape) == (want.dtype, want.shape)
        tolerance = TOLERANCE.get(want.dtype.name, 0)
        got, want = (tf.cast(x, tf.float64).numpy() if x.dtype.is_floating else x.numpy() for x in (got, want))
        np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("operation", ["ResizeBilinear", "ResizeNearestNeighbor"])
def test_sides_that_float32_rounds(operation):
    """Places in an image are of float32, which has no 2^24 + 3: they end with the image."""
    image = np.zeros((1, 1, 2**24 + 4, 1), "u1")
    image[..., -2:, :] = 7
    with tf.device("/GPU:0"):
        y = getattr(RAW, operation)(images=image, size=I32(1, 2), align_corners=True)
        assert y.numpy().ravel().tolist() == [0, 7]
