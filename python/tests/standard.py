"""What the text of the Array API standard says, version 2024.12: names, signatures, data types, special values.

Sources: the pages of data-apis.org/array-api/2024.12 of each function. A signature is written as there, without types.
"""

import math

SIGNATURES = """
abs(x, /)
acos(x, /)
acosh(x, /)
add(x1, x2, /)
all(x, /, *, axis=None, keepdims=False)
any(x, /, *, axis=None, keepdims=False)
arange(start, /, stop=None, step=1, *, dtype=None, device=None)
argmax(x, /, *, axis=None, keepdims=False)
argmin(x, /, *, axis=None, keepdims=False)
argsort(x, /, *, axis=-1, descending=False, stable=True)
asarray(obj, /, *, dtype=None, device=None, copy=None)
asin(x, /)
asinh(x, /)
astype(x, dtype, /, *, copy=True, device=None)
atan(x, /)
atan2(x1, x2, /)
atanh(x, /)
bitwise_and(x1, x2, /)
bitwise_invert(x, /)
bitwise_left_shift(x1, x2, /)
bitwise_or(x1, x2, /)
bitwise_right_shift(x1, x2, /)
bitwise_xor(x1, x2, /)
broadcast_arrays(*arrays)
broadcast_to(x, /, shape)
can_cast(from_, to, /)
ceil(x, /)
clip(x, /, min=None, max=None)
concat(arrays, /, *, axis=0)
conj(x, /)
copysign(x1, x2, /)
cos(x, /)
cosh(x, /)
count_nonzero(x, /, *, axis=None, keepdims=False)
cumulative_prod(x, /, *, axis=None, dtype=None, include_initial=False)
cumulative_sum(x, /, *, axis=None, dtype=None, include_initial=False)
diff(x, /, *, axis=-1, n=1, prepend=None, append=None)
divide(x1, x2, /)
empty(shape, *, dtype=None, device=None)
empty_like(x, /, *, dtype=None, device=None)
equal(x1, x2, /)
exp(x, /)
expand_dims(x, /, *, axis=0)
expm1(x, /)
eye(n_rows, n_cols=None, /, *, k=0, dtype=None, device=None)
finfo(type, /)
flip(x, /, *, axis=None)
floor(x, /)
floor_divide(x1, x2, /)
from_dlpack(x, /, *, device=None, copy=None)
full(shape, fill_value, *, dtype=None, device=None)
full_like(x, /, fill_value, *, dtype=None, device=None)
greater(x1, x2, /)
greater_equal(x1, x2, /)
hypot(x1, x2, /)
iinfo(type, /)
imag(x, /)
isdtype(dtype, kind)
isfinite(x, /)
isinf(x, /)
isnan(x, /)
less(x1, x2, /)
less_equal(x1, x2, /)
linspace(start, stop, /, num, *, dtype=None, device=None, endpoint=True)
log(x, /)
log10(x, /)
log1p(x, /)
log2(x, /)
logaddexp(x1, x2, /)
logical_and(x1, x2, /)
logical_not(x, /)
logical_or(x1, x2, /)
logical_xor(x1, x2, /)
matmul(x1, x2, /)
matrix_transpose(x, /)
max(x, /, *, axis=None, keepdims=False)
maximum(x1, x2, /)
mean(x, /, *, axis=None, keepdims=False)
meshgrid(*arrays, indexing="xy")
min(x, /, *, axis=None, keepdims=False)
minimum(x1, x2, /)
moveaxis(x, source, destination, /)
multiply(x1, x2, /)
negative(x, /)
nextafter(x1, x2, /)
nonzero(x, /)
not_equal(x1, x2, /)
ones(shape, *, dtype=None, device=None)
ones_like(x, /, *, dtype=None, device=None)
permute_dims(x, /, axes)
positive(x, /)
pow(x1, x2, /)
prod(x, /, *, axis=None, dtype=None, keepdims=False)
real(x, /)
reciprocal(x, /)
remainder(x1, x2, /)
repeat(x, repeats, /, *, axis=None)
reshape(x, /, shape, *, copy=None)
result_type(*arrays_and_dtypes)
roll(x, /, shift, *, axis=None)
round(x, /)
searchsorted(x1, x2, /, *, side="left", sorter=None)
sign(x, /)
signbit(x, /)
sin(x, /)
sinh(x, /)
sort(x, /, *, axis=-1, descending=False, stable=True)
sqrt(x, /)
square(x, /)
squeeze(x, /, axis)
stack(arrays, /, *, axis=0)
std(x, /, *, axis=None, correction=0.0, keepdims=False)
subtract(x1, x2, /)
sum(x, /, *, axis=None, dtype=None, keepdims=False)
take(x, indices, /, *, axis=None)
take_along_axis(x, indices, /, *, axis=-1)
tan(x, /)
tanh(x, /)
tensordot(x1, x2, /, *, axes=2)
tile(x, repetitions, /)
tril(x, /, *, k=0)
triu(x, /, *, k=0)
trunc(x, /)
unique_all(x, /)
unique_counts(x, /)
unique_inverse(x, /)
unique_values(x, /)
unstack(x, /, *, axis=0)
var(x, /, *, axis=None, correction=0.0, keepdims=False)
vecdot(x1, x2, /, *, axis=-1)
where(condition, x1, x2, /)
zeros(shape, *, dtype=None, device=None)
zeros_like(x, /, *, dtype=None, device=None)
"""

LINALG = """
linalg.cholesky(x, /, *, upper=False)
linalg.cross(x1, x2, /, *, axis=-1)
linalg.det(x, /)
linalg.diagonal(x, /, *, offset=0)
linalg.eigh(x, /)
linalg.eigvalsh(x, /)
linalg.inv(x, /)
linalg.matmul(x1, x2, /)
linalg.matrix_norm(x, /, *, keepdims=False, ord="fro")
linalg.matrix_power(x, n, /)
linalg.matrix_rank(x, /, *, rtol=None)
linalg.matrix_transpose(x, /)
linalg.outer(x1, x2, /)
linalg.pinv(x, /, *, rtol=None)
linalg.qr(x, /, *, mode="reduced")
linalg.slogdet(x, /)
linalg.solve(x1, x2, /)
linalg.svd(x, /, *, full_matrices=True)
linalg.svdvals(x, /)
linalg.tensordot(x1, x2, /, *, axes=2)
linalg.trace(x, /, *, offset=0, dtype=None)
linalg.vecdot(x1, x2, /, *, axis=-1)
linalg.vector_norm(x, /, *, axis=None, keepdims=False, ord=2)
"""

FFT = """
fft.fft(x, /, *, n=None, axis=-1, norm="backward")
fft.fftfreq(n, /, *, d=1.0, dtype=None, device=None)
fft.fftn(x, /, *, s=None, axes=None, norm="backward")
fft.fftshift(x, /, *, axes=None)
fft.hfft(x, /, *, n=None, axis=-1, norm="backward")
fft.ifft(x, /, *, n=None, axis=-1, norm="backward")
fft.ifftn(x, /, *, s=None, axes=None, norm="backward")
fft.ifftshift(x, /, *, axes=None)
fft.ihfft(x, /, *, n=None, axis=-1, norm="backward")
fft.irfft(x, /, *, n=None, axis=-1, norm="backward")
fft.irfftn(x, /, *, s=None, axes=None, norm="backward")
fft.rfft(x, /, *, n=None, axis=-1, norm="backward")
fft.rfftfreq(n, /, *, d=1.0, dtype=None, device=None)
fft.rfftn(x, /, *, s=None, axes=None, norm="backward")
"""

# What version 2025.12 adds.
LATER = """
broadcast_shapes(*shapes)
isin(x1, x2, /, *, invert=False)
linalg.eig(x, /)
linalg.eigvals(x, /)
"""

CONSTANTS = {"e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None, "pi": math.pi}
SIGNED, UNSIGNED = ["int8", "int16", "int32", "int64"], ["uint8", "uint16", "uint32", "uint64"]
FLOATS, COMPLEX = ["float32", "float64"], ["complex64", "complex128"]
DTYPES = ["bool", *SIGNED, *UNSIGNED, *FLOATS, *COMPLEX]

BINARY_METHODS = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift".split()
METHODS = [
    *"abs array_namespace bool complex dlpack dlpack_device eq float ge getitem gt index int invert".split(),
    *"le lt ne neg pos setitem".split(),
    *[prefix + name for name in BINARY_METHODS for prefix in ("", "r", "i")],
]
ATTRIBUTES = "dtype device mT ndim shape size T".split()

# Data types that functions of elements take, and what they give: the same, bool, or the real part's.
ELEMENTWISE = {
    "numeric": "abs add conj multiply negative positive round sign square subtract",
    "real": "ceil clip floor floor_divide maximum minimum remainder trunc",
    "floating": "acos acosh asin asinh atan atanh cos cosh divide exp expm1 log log10 log1p log2 pow reciprocal sin "
    "sinh sqrt tan tanh",
    "real floating": "atan2 copysign hypot logaddexp nextafter",
    "bits": "bitwise_and bitwise_invert bitwise_or bitwise_xor",
    "shifts": "bitwise_left_shift bitwise_right_shift",
    "truth": "logical_and logical_not logical_or logical_xor",
    "tests": "isfinite isinf isnan",
    "signs": "signbit",
    "order": "greater greater_equal less less_equal",
    "equality": "equal not_equal",
    "parts": "imag real",
}

# Special values of functions of one operand: what stands for NaN, infinities and zeros of either sign. A value of `out`
# that is no special one is near.
UNARY = {
    "abs": "nan nan, -0 0, inf inf, -inf inf, -1.5 1.5",
    "acos": "nan nan, 1.5 nan, -1.5 nan, inf nan, -inf nan, 1 0",
    "acosh": "nan nan, 0.5 nan, -inf nan, -1 nan, 1 0, inf inf",
    "asin": "nan nan, 1.5 nan, -1.5 nan, inf nan, 0 0, -0 -0",
    "asinh": "nan nan, 0 0, -0 -0, inf inf, -inf -inf",
    "atan": "nan nan, 0 0, -0 -0, inf pi/2, -inf -pi/2",
    "atanh": "nan nan, 1.5 nan, -1.5 nan, -inf nan, -1 -inf, 1 inf, 0 0, -0 -0",
    "ceil": "nan nan, inf inf, -inf -inf, 0 0, -0 -0, 3 3, -0.5 -0, 1.5 2, -1.5 -1",
    "cos": "nan nan, 0 1, -0 1, inf nan, -inf nan",
    "cosh": "nan nan, 0 1, -0 1, inf inf, -inf inf",
    "exp": "nan nan, 0 1, -0 1, inf inf, -inf 0",
    "expm1": "nan nan, 0 0, -0 -0, inf inf, -inf -1",
    "floor": "nan nan, inf inf, -inf -inf, 0 0, -0 -0, 3 3, 0.5 0, -0.5 -1, 1.5 1, -1.5 -2",
    "log": "nan nan, -1 nan, -inf nan, 0 -inf, -0 -inf, 1 0, inf inf",
    "log10": "nan nan, -1 nan, -inf nan, 0 -inf, -0 -inf, 1 0, inf inf",
    "log1p": "nan nan, -1.5 nan, -inf nan, -1 -inf, -0 -0, 0 0, inf inf",
    "log2": "nan nan, -1 nan, -inf nan, 0 -inf, -0 -inf, 1 0, inf inf",
    "negative": "nan nan, 0 -0, -0 0, inf -inf, -inf inf",
    "positive": "nan nan, 0 0, -0 -0, inf inf, -inf -inf",
    "reciprocal": "nan nan, 0 inf, -0 -inf, inf 0, -inf -0, -4 -0.25",
    "round": "nan nan, inf inf, -inf -inf, 0 0, -0 -0, 0.5 0, 1.5 2, 2.5 2, -0.5 -0, -1.5 -2, -2.5 -2, -0.2 -0, 7 7",
    "sign": "nan nan, 0 0, -0 0, 3.5 1, -3.5 -1, inf 1, -inf -1",
    "sin": "nan nan, 0 0, -0 -0, inf nan, -inf nan",
    "sinh": "nan nan, 0 0, -0 -0, inf inf, -inf -inf",
    "sqrt": "nan nan, -1 nan, -inf nan, 0 0, -0 -0, inf inf, 4 2",
    "square": "nan nan, -0 0, inf inf, -inf inf, -1.5 2.25",
    "tan": "nan nan, 0 0, -0 -0, inf nan, -inf nan",
    "tanh": "nan nan, 0 0, -0 -0, inf 1, -inf -1",
    "trunc": "nan nan, inf inf, -inf -inf, 0 0, -0 -0, 3 3, 0.5 0, -0.5 -0, 1.5 1, -1.5 -1",
    "isfinite": "nan False, inf False, -inf False, 3.5 True, 0 True, -0 True",
    "isinf": "nan False, inf True, -inf True, 3.5 False",
    "isnan": "nan True, inf False, -inf False, 3.5 False",
    "signbit": "0 False, -0 True, inf False, -inf True, 3.5 False, -3.5 True, nan False, -nan True",
    "logical_not": "nan False, 0 True, -0 True, inf False",
}

# Of two operands. f is any finite number, p a positive and n a negative one, neither of them zero; any: anything but
# NaN; a: everything. They are written out with samples.
CLASSES = {
    "f": "0 -0 3.5 -3.5 1",
    "p": "3.5 0.5",
    "n": "-3.5 -0.5",
    "any": "inf -inf 0 -0 3.5 -3.5",
    "a": "nan inf -inf 0 -0 3.5 -3.5",
}
BINARY = {
    "add": "nan a nan, a nan nan, inf -inf nan, -inf inf nan, inf inf inf, -inf -inf -inf, inf f inf, -inf f -inf, "
    "f inf inf, f -inf -inf, -0 -0 -0, -0 0 0, 0 -0 0, 0 0 0, 3.5 -3.5 0, -3.5 3.5 0, -0 3.5 3.5",
    "subtract": "nan a nan, a nan nan, inf inf nan, -inf -inf nan, inf -inf inf, -inf inf -inf, 0 0 0, -0 0 -0, 0 "
    "-0 0, -0 -0 0, f inf -inf, f -inf inf",
    "multiply": "nan a nan, a nan nan, inf 0 nan, -inf 0 nan, inf -0 nan, -inf -0 nan, 0 inf nan, 0 -inf nan, -0 "
    "inf nan, -0 -inf nan, inf inf inf, inf -inf -inf, -inf -inf inf, inf p inf, inf n -inf, -inf p -inf, -inf n "
    "inf, 0 n -0, -0 p -0, -0 n 0, 0 -0 -0",
    "divide": "nan a nan, a nan nan, inf inf nan, inf -inf nan, -inf inf nan, -inf -inf nan, 0 0 nan, 0 -0 nan, -0 "
    "0 nan, -0 -0 nan, 0 p 0, -0 p -0, 0 n -0, -0 n 0, p 0 inf, p -0 -inf, n 0 -inf, n -0 inf, inf p inf, inf n "
    "-inf, -inf p -inf, -inf n inf, p inf 0, p -inf -0, n inf -0, n -inf 0",
    "floor_divide": "nan a nan, a nan nan, inf inf nan, inf -inf nan, -inf inf nan, -inf -inf nan, 0 0 nan, 0 -0 "
    "nan, -0 0 nan, -0 -0 nan, 0 p 0, -0 p -0, 0 n -0, -0 n 0, p 0 inf, p -0 -inf, n 0 -inf, n -0 inf, inf p inf, "
    "inf n -inf, -inf p -inf, -inf n inf, p inf 0, p -inf -0, n inf -0, n -inf 0, 7 2 3, -7 2 -4",
    "remainder": "nan a nan, a nan nan, inf any nan, -inf any nan, 0 0 nan, 0 -0 nan, -0 0 nan, -0 -0 nan, 0 p 0, "
    "-0 p 0, 0 n -0, -0 n -0, p 0 nan, p -0 nan, n 0 nan, n -0 nan, 3.5 inf 3.5, 3.5 -inf -inf, -3.5 inf inf, "
    "-3.5 -inf -3.5, 7 2 1, -7 2 1, 7 -2 -1, 4 -2 -0",
    "pow": "1.5 inf inf, 1.5 -inf 0, nan 0 1, nan -0 1, inf 0 1, -3.5 -0 1, 0 0 1, nan 2 nan, a nan nan, -1.5 inf "
    "inf, 1 inf 1, -1 inf 1, 1 -inf 1, -1 -inf 1, 0.5 inf 0, -0.5 inf 0, 0.5 -inf inf, -0.5 -inf inf, inf p inf, "
    "inf n 0, -inf 3 -inf, -inf 2 inf, -inf 0.5 inf, -inf -3 -0, -inf -2 0, -inf -0.5 0, 0 p 0, 0 n inf, -0 3 -0, "
    "-0 2 0, -0 0.5 0, -0 -3 -inf, -0 -2 inf, -0 -0.5 inf, n 0.5 nan, n 2.5 nan",
    "atan2": "nan a nan, a nan nan, p 0 pi/2, p -0 pi/2, 0 p 0, 0 0 0, 0 -0 pi, 0 n pi, -0 p -0, -0 0 -0, -0 -0 "
    "-pi, -0 n -pi, n 0 -pi/2, n -0 -pi/2, p inf 0, p -inf pi, n inf -0, n -inf -pi, inf f pi/2, -inf f -pi/2, "
    "inf inf pi/4, inf -inf 3*pi/4, -inf inf -pi/4, -inf -inf -3*pi/4",
    "copysign": "3.5 -0 -3.5, -3.5 0 3.5, nan 1 nan, inf -1 -inf, -inf 1 inf, 0 -1 -0, -0 1 0, 3.5 -inf -3.5",
    "hypot": "inf a inf, -inf a inf, a inf inf, a -inf inf, nan f nan, f nan nan, nan nan nan, 3 4 5, -0 0 0",
    "logaddexp": "nan a nan, a nan nan, inf any inf, any inf inf, -inf -inf -inf, -inf 3.5 3.5",
    "maximum": "nan a nan, a nan nan, inf any inf, -inf f f, -3.5 3.5 3.5",
    "minimum": "nan a nan, a nan nan, -inf any -inf, inf f f, -3.5 3.5 -3.5",
    "nextafter": "nan a nan, a nan nan, 3.5 3.5 3.5, inf inf inf, -inf -inf -inf, -0 0 0, 0 -0 -0",
    "equal": "nan a False, a nan False, inf inf True, -inf -inf True, -0 0 True, inf -inf False",
    "not_equal": "nan a True, a nan True, inf inf False, -0 0 False, inf 1 True",
    "less": "nan a False, a nan False, -inf inf True, -0 0 False, inf inf False",
    "less_equal": "nan a False, a nan False, -inf inf True, -0 0 True, inf inf True",
    "greater": "nan a False, a nan False, inf -inf True, 0 -0 False",
    "greater_equal": "nan a False, a nan False, inf -inf True, -0 0 True",
}


def written(text):
    """A value of the tables above."""
    if text in ("True", "False"):
        return text == "True"
    return -0.0 if text == "-0" else float(eval(text, vars(math)))


def cases(table):
    """The operands and results of a table, each as a list."""
    rows = []
    for line in table.split(","):
        *operands, out = line.split()
        choices = [CLASSES.get(each, each).split() for each in operands]
        lists = [[]]
        for choice in choices:
            lists = [[*done, each] for done in lists for each in choice]
        for each in lists:
            rows.append([*map(written, each), written(each[-1] if out == "f" else out)])
    return [list(column) for column in zip(*rows)]


# Special values of functions of complex numbers: a + bj, "=", the result. f is any finite number, z a zero, x finite
# and not zero, p positive and finite, q so or +0; ? stands before what may have either sign. What holds for b holds for -b,
# with the conjugate as result; functions in ODD and EVEN say what holds for -a - bj.
COMPLEX_CLASSES = {
    "f": "0 -0 1.5 -2",
    "z": "0 -0",
    "x": "1.5 -2",
    "p": "0.5 2",
    "q": "0 0.5 2",
    "any": "nan inf -inf 0 2",
}
ODD, EVEN = ("asinh", "atanh", "sinh", "tanh"), ("cosh",)
COMPLEX_UNARY = {
    "exp": "z 0 = 1 0, f inf = nan nan, f nan = nan nan, inf 0 = inf 0, -inf 0 = 0 0, -inf 1 = 0 0, -inf 2 = -0 0, "
    "inf 1 = inf inf, inf 2 = -inf inf, -inf inf = ?0 ?0, inf inf = ?inf nan, -inf nan = ?0 ?0, inf nan = ?inf "
    "nan, nan 0 = nan 0, nan x = nan nan, nan inf = nan nan, nan nan = nan nan",
    "expm1": "z 0 = 0 0, f inf = nan nan, f nan = nan nan, inf 0 = inf 0, -inf 1 = -1 0, -inf 2 = -1 0, inf 1 = inf "
    "inf, inf 2 = -inf inf, -inf inf = -1 ?0, inf inf = ?inf nan, -inf nan = -1 ?0, inf nan = ?inf nan, nan 0 = "
    "nan 0, nan x = nan nan, nan nan = nan nan",
    "log": "-0 0 = -inf pi, 0 0 = -inf 0, f inf = inf pi/2, f nan = nan nan, -inf p = inf pi, inf p = inf 0, -inf "
    "inf = inf 3*pi/4, inf inf = inf pi/4, inf nan = inf nan, -inf nan = inf nan, nan f = nan nan, nan inf = inf "
    "nan, nan nan = nan nan",
    "log1p": "-1 0 = -inf 0, f inf = inf pi/2, f nan = nan nan, -inf p = inf pi, inf p = inf 0, -inf inf = inf "
    "3*pi/4, inf inf = inf pi/4, inf nan = inf nan, -inf nan = inf nan, nan f = nan nan, nan inf = inf nan, nan "
    "nan = nan nan",
    "sqrt": "z 0 = 0 0, any inf = inf inf, f nan = nan nan, -inf q = 0 inf, inf q = inf 0, -inf nan = nan ?inf, inf "
    "nan = inf nan, nan f = nan nan, nan nan = nan nan",
    "sinh": "0 0 = 0 0, 0 inf = ?0 nan, 0 nan = ?0 nan, p inf = nan nan, p nan = nan nan, inf 0 = inf 0, inf 1 = "
    "inf inf, inf 2 = -inf inf, inf inf = ?inf nan, inf nan = ?inf nan, nan 0 = nan 0, nan x = nan nan, nan nan = "
    "nan nan",
    "cosh": "0 0 = 1 0, 0 inf = nan ?0, 0 nan = nan ?0, p inf = nan nan, p nan = nan nan, inf 0 = inf 0, inf 1 = "
    "inf inf, inf 2 = -inf inf, inf inf = ?inf nan, inf nan = inf nan, nan 0 = nan ?0, nan x = nan nan, nan nan = "
    "nan nan",
    "tanh": "0 0 = 0 0, p inf = nan nan, 0 inf = 0 nan, p nan = nan nan, 0 nan = 0 nan, inf p = 1 0, inf inf = 1 "
    "?0, inf nan = 1 ?0, nan 0 = nan 0, nan x = nan nan, nan nan = nan nan",
    "acos": "z 0 = pi/2 -0, z nan = pi/2 nan, f inf = pi/2 -inf, x nan = nan nan, -inf p = pi -inf, inf p = 0 -inf, "
    "-inf inf = 3*pi/4 -inf, inf inf = pi/4 -inf, inf nan = nan ?inf, -inf nan = nan ?inf, nan f = nan nan, nan "
    "inf = nan -inf, nan nan = nan nan",
    "acosh": "z 0 = 0 pi/2, f inf = inf pi/2, x nan = nan nan, 0 nan = nan ?pi/2, -inf p = inf pi, inf p = inf 0, "
    "-inf inf = inf 3*pi/4, inf inf = inf pi/4, inf nan = inf nan, -inf nan = inf nan, nan f = nan nan, nan inf = "
    "inf nan, nan nan = nan nan",
    "asinh": "0 0 = 0 0, p inf = inf pi/2, f nan = nan nan, inf q = inf 0, inf inf = inf pi/4, inf nan = inf nan, "
    "nan 0 = nan 0, nan x = nan nan, nan inf = ?inf nan, nan nan = nan nan",
    "atanh": "0 0 = 0 0, 0 nan = 0 nan, 1 0 = inf 0, p inf = 0 pi/2, x nan = nan nan, inf q = 0 pi/2, inf inf = 0 "
    "pi/2, inf nan = 0 nan, nan f = nan nan, nan inf = ?0 pi/2, nan nan = nan nan",
}
# f(z) = -j g(jz), or g(jz).
TURNED = {"asin": "asinh", "atan": "atanh", "sin": "sinh", "tan": "tanh", "cos": "cosh"}


def parts_of(name):
    """Rows (a, b, re, im, sign of re is free, sign of im is free) for a function of complex numbers."""
    rows = []
    for line in COMPLEX_UNARY[TURNED.get(name, name)].split(","):
        given, out = (part.split() for part in line.split("="))
        free = [part.startswith("?") for part in out]
        re, im = (written(part.lstrip("?")) for part in out)
        choices = [COMPLEX_CLASSES.get(part, part).split() for part in given]
        rows += [(written(a), written(b), re, im, *free) for a in choices[0] for b in choices[1]]
    rows += [(a, -b, re, -im, *free) for a, b, re, im, *free in rows]
    base = TURNED.get(name, name)
    if base in ODD:
        rows += [(-a, -b, -re, -im, *free) for a, b, re, im, *free in rows]
    if base in EVEN:
        rows += [(-a, -b, re, im, *free) for a, b, re, im, *free in rows]
    if name == "cos":
        return [(b, -a, re, im, *free) for a, b, re, im, *free in rows]
    if name in TURNED:
        return [(b, -a, im, -re, free[1], free[0]) for a, b, re, im, *free in rows]
    return rows
