"""Operators that are one expression over the rows of the library (tables.h), written with the names that torch's
schema gives the arguments. `a > b` is the row greater, `where(c, x, y)` the row where, and so on."""

from __future__ import annotations

import ast
import math
from typing import Any

import torch

from .. import _torch
from . import fallback
from .registry import c_kernel, has_kernel, impl, name_of, op_of, written

# Operators of one operand that are a row of another name or of the same one.
UNARY = """
abs acos acosh asin asinh atan atanh bitwise_not=bitwise_invert ceil conj_physical=conj cos cosh erf erfc exp
expm1 floor isinf isnan
lgamma log log10 log1p log2 logical_not neg=negative reciprocal relu round rsqrt sgn=sign sigmoid sign signbit silu
sin sinh sqrt tan tanh trunc
"""

# Operators of `self` and `other`.
BINARY = """
atan2 bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift copysign div=divide eq=equal fmod
gcd ge=greater_equal gt=greater hypot lcm le=less_equal logaddexp logical_and logical_or logical_xor lt=less maximum
minimum mul=multiply ne=not_equal nextafter remainder
"""

EXPRESSIONS = {
    "add": "fma(other, alpha, self)",
    "sub": "self - alpha * other",
    "rsub": "other - alpha * self",
    "__lshift__": "bitwise_left_shift(self, other)",
    "__rshift__": "bitwise_right_shift(self, other)",
    "__ilshift__": "bitwise_left_shift(self, other)",
    "__irshift__": "bitwise_right_shift(self, other)",
    "pow": "self ** exponent",
    "addcmul": "addcmul(self, tensor1, tensor2, value)",
    "addcdiv": "addcdiv(self, tensor1, tensor2, value)",
    "lerp": "lerp(self, end, weight)",
    "where": "where(condition, self, other)",
    "clamp_min": "maximum(self, min)",
    "clamp_max": "minimum(self, max)",
    "hardtanh": "clip(self, min_val, max_val)",
    "threshold": "where(self > threshold, self, value)",
    "threshold_backward": "where(self > threshold, grad_output, 0)",
    "sigmoid_backward": "grad_output * (output - output * output)",
    "tanh_backward": "grad_output * (1.0 - output * output)",
    "leaky_relu": "where(self > 0, self, self * negative_slope)",
    "exp2": "2.0 ** self",
    "frac": "self - trunc(self)",
    "angle": "atan2(0.0, self + 0.0)",
    "xlogy": "where(isnan(other), other, where(self == 0, 0, self * log(other)))",
    "special_xlog1py": "where(isnan(other), other, where(self == 0, 0, self * log1p(other)))",
    "heaviside": "where(self == 0, values, self > 0)",
    "isposinf": "self == infinity",
    "isneginf": "self == -infinity",
    "hardsigmoid": "clip(self + 3.0, 0.0, 6.0) / 6.0",
    "hardswish": "self * clip(self + 3.0, 0.0, 6.0) / 6.0",
    "masked_fill_": "where(mask, value, self)",
    "fmax": "where(isnan(other), self, where(isnan(self), other, maximum(self, other)))",
    "fmin": "where(isnan(other), self, where(isnan(self), other, minimum(self, other)))",
    "_prelu_kernel": "where(self > 0, self, self * weight)",
    "floor_divide": "floor_divide(self, other)",
    "sinc": "where(self == 0, 1.0, sin(self * pi) / (self * pi))",
    "logaddexp2": "logaddexp(self * ln2, other * ln2) / ln2",
    "softplus": "where(self * beta > threshold, self, log1p(exp(self * beta)) / beta)",
    "softplus_backward": "where(self * beta > threshold, grad_output, grad_output * sigmoid(self * beta))",
    "elu": "where(self > 0, self * scale, expm1(self * input_scale) * (alpha * scale))",
    "mish": "self * tanh(softplus(self))",
    "hardshrink": "where(abs(self) <= lambd, 0, self)",
    "hardshrink_backward": "where(abs(self) <= lambd, 0, grad_out)",
    "softshrink": "where(self > lambd, self - lambd, where(self < -lambd, self + lambd, self * 0.0))",
    "softshrink_backward": "where(abs(self) <= lambd, 0, grad_output)",
    "silu_backward": "grad_output * (sigmoid(self) * fma(self, 1.0 - sigmoid(self), 1.0))",
    "hardtanh_backward": "where(logical_or(self <= min_val, self >= max_val), 0, grad_output)",
    "logit_backward": "",
    "special_entr": "where(self > 0, negative(self * log(self)), where(self == 0, 0, "
    "where(self < 0, -infinity, self)))",
}
EXPRESSIONS.pop("logit_backward")

# What is another expression where operands are complex, or none, as torch's own kernels refuse them.
COMPLEX = {
    "add": "self + alpha * other",
    "addcmul": "self + tensor1 * tensor2 * value",
    "addcdiv": "self + tensor1 * value / tensor2",
    "angle": "angle(self)",
    "rsqrt": "1.0 / sqrt(self)",
    "sigmoid": "1.0 / (1.0 + exp(negative(self)))",
    "sigmoid_backward": "grad_output * conj(output - output * output)",
    "silu": "self / (1.0 + exp(negative(self)))",
    "tanh_backward": "grad_output * conj(1.0 - output * output)",
    **dict.fromkeys(("hardshrink", "hardshrink_backward", "isneginf", "isposinf", "round", "sign")),
    **dict.fromkeys(("special_xlog1py", "xlogy")),
}

# Operators with an argument that chooses between expressions.
CHOICES: dict[str, tuple[str, dict[Any, str]]] = {
    "gelu.out": ("approximate", {"none": "gelu(self)", "tanh": "gelu_tanh(self)"}),
    "gelu_backward.grad_input": (
        "approximate",
        {
            "none": "grad_output * (fma(erf(self * 0.7071067811865476), 0.5, 0.5) + "
            "self * exp(self * self * -0.5) * 0.3989422804014327)",
            "tanh": "grad_output * (sigmoid(self * fma(self * self, 0.07135481282052867, 1.5957691216057308)) * fma("
            "self * "
            "sigmoid(self * fma(self * self, -0.07135481282052867, -1.5957691216057308)), "
            "fma(self * self, 0.21406443846158600, 1.5957691216057308), 1.0))",
        },
    ),
    "div.out_mode": (
        "rounding_mode",
        {None: "self / other", "floor": "floor_divide(self, other)", "trunc": "trunc(self / other)"},
    ),
}

# Operators in the loops of training, whose functional and in-place forms are kernels too: one crossing instead of
# two.
HOT = """
add sub mul div neg exp sqrt sigmoid tanh pow addcmul addcdiv lerp eq ne ge gt le lt maximum threshold_backward
""".split()

BINARY_OPERATORS = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.FloorDiv: "floor_divide",
    ast.Mod: "remainder",
    ast.Pow: "pow",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}
NO_BOOL = ("sub", "rsub", "neg")  # torch refuses to subtract truths
KINDS = {
    2: 1,
    3: 2,
    4: 2,
    7: 2,
}  # the class of the last row decides the dtype of the result: a float, bool, the operands'
REAL = ("abs", "angle", "real", "imag")  # rows that give real numbers of complex ones
CONSTANTS = {"infinity": float("inf"), "pi": math.pi, "ln2": math.log(2)}
rows = _torch.rows()


class Missing(Exception):
    """The library has no such row."""


class Steps:
    """An expression as a list of steps; arguments are numbered as in `names`."""

    def __init__(self, text: str, names: list[str]) -> None:
        self.names, self.seen = names, dict[str, Any]()
        self.steps, self.used = list[tuple[Any, ...]](), set[str]()
        self.visit(ast.parse(text, mode="eval").body)

    def row(self, name: str, *operands: ast.expr) -> int:
        if name not in rows or rows[name][1] != len(operands):
            raise Missing(name)
        self.steps.append((rows[name][0], *map(self.visit, operands)))
        self.last = name
        return -len(self.steps)

    def visit(self, e: ast.expr) -> Any:
        key = ast.dump(e)
        if key not in self.seen:
            self.seen[key] = self.operand(e)
        return self.seen[key]

    def operand(self, e: ast.expr) -> Any:
        if isinstance(e, ast.Name) and e.id in CONSTANTS:
            return (CONSTANTS[e.id],)
        if isinstance(e, ast.Name):
            if e.id not in self.names:
                raise Missing(e.id)
            self.used.add(e.id)
            return self.names.index(e.id)
        if isinstance(e, ast.Constant):
            return (e.value,)
        if isinstance(e, ast.BinOp):
            return self.row(BINARY_OPERATORS[type(e.op)], e.left, e.right)
        if isinstance(e, ast.Compare):
            return self.row(BINARY_OPERATORS[type(e.ops[0])], e.left, e.comparators[0])
        if isinstance(e, ast.UnaryOp):
            operand: Any = e.operand
            value: Any = (
                operand.value if isinstance(operand, ast.Constant) else CONSTANTS.get(getattr(operand, "id", ""))
            )
            return self.row("negative", e.operand) if value is None else (-value,)
        if isinstance(e, ast.Call) and isinstance(e.func, ast.Name):
            return self.row(e.func.id, *e.args)
        raise ValueError(ast.dump(e))


def parts(op: Any, text: str, choice: str = "") -> Any:
    """The parts of an expression that the extension takes, but for the last one, or None: the operator has arguments
    that the expression does not have, or a row is missing."""
    arguments = op._schema.arguments
    output = written(op)
    inputs = [a for i, a in enumerate(arguments) if (i != output or not a.kwarg_only) and a.name != choice]
    names = [a.name for a in arguments]
    try:
        steps = Steps(text, names)
    except Missing:
        return None
    if {a.name for a in inputs} != steps.used:
        return None
    typed = sum(1 << names.index(a.name) for a in inputs if not a.kwarg_only and a.name not in ("condition", "mask"))
    no_bool = op._schema.name.removeprefix("aten::").removesuffix("_") in NO_BOOL
    kind = KINDS.get(rows[steps.last][2], 0)
    return kind, typed, tuple(steps.steps), no_bool, steps.last in REAL


def expression(op: Any, text: str, choice: str = "") -> Any:
    """The kernel of an operator, or None: there is no such expression of its arguments."""
    real = parts(op, text, choice)
    if real is None:
        return None
    name = op._schema.name.removeprefix("aten::").removesuffix("_")
    other = COMPLEX.get(name, text)
    compound = other is not None if other in (None, text) else (*parts(op, other, choice), True)
    return c_kernel("expression", op, expression=(*real, compound))


def overloads(name: str) -> Any:
    """The overloads of an operator and of its in-place form that have to be kernels: what torch has a kernel for on
    the CPU, but for those that it makes of the .out form."""
    for packet in (name, name + "_"):
        p = getattr(torch.ops.aten, packet, None)
        for overload in p.overloads() if p is not None else ():
            op = getattr(p, overload)
            if has_kernel(op, "CPU") and (name in HOT or not has_kernel(op, "CompositeExplicitAutogradNonFunctional")):
                yield op


def table() -> dict[str, str]:
    all = {}
    for entry in UNARY.split():
        name, _, row = entry.partition("=")
        all[name] = f"{row or name}(self)"
    for entry in BINARY.split():
        name, _, row = entry.partition("=")
        all[name] = f"{row or name}(self, other)"
    return all | EXPRESSIONS


def chosen(op: Any, argument: str, texts: dict[Any, str]) -> Any:
    """The kernel of an operator whose argument chooses the expression."""
    kernels = {value: expression(op, text, argument) for value, text in texts.items()}
    default = next(a.default_value for a in op._schema.arguments if a.name == argument) if None not in texts else None

    def run(*args: Any, **kwargs: Any) -> Any:
        f = kernels[kwargs.get(argument, default)]
        return f(*args, **kwargs) if f else fallback.run(op, *args, **kwargs)

    return run


def install() -> None:
    for name, (argument, texts) in CHOICES.items():
        impl(name, chosen(op_of(name), argument, texts))
    for name, text in table().items():
        for op in overloads(name):
            f = expression(op, text)
            if f is not None:
                impl(name_of(op), f)
