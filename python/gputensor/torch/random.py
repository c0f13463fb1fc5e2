"""Random numbers, made on the device by gt_random. A generator of torch for the CPU, of the device's own, gives each
call its seed; what it was seeded with, and its state, decide what comes."""

from __future__ import annotations

import math
from typing import Any

import torch

from .. import _torch
from .kernels import into
from .registry import impl
from .sorting import places

generator = torch.Generator()


def manual_seed(seed: int) -> None:
    """Seeds the generator of the device; torch.manual_seed does, too."""
    generator.manual_seed(int(seed))


manual_seed_all = manual_seed


def seed() -> int:
    """Seeds the generator of the device with a number of the system, which it returns."""
    return generator.seed()


seed_all = seed


def initial_seed() -> int:
    """What the generator was seeded with."""
    return generator.initial_seed()


def get_rng_state(device: Any = None) -> torch.Tensor:
    """The state of the generator, a tensor of bytes in host memory."""
    return generator.get_state()


def set_rng_state(new_state: torch.Tensor, device: Any = None) -> None:
    """Puts the generator into a state of get_rng_state."""
    generator.set_state(new_state)


def get_rng_state_all() -> list[torch.Tensor]:
    """The states of all devices, of which there is one."""
    return [get_rng_state()]


UNIFORM, NORMAL, EXPONENTIAL, INTEGERS, BERNOULLI = range(700, 705)
DIGITS = {torch.float16: 11, torch.bfloat16: 8, torch.float32: 24, torch.float64: 53}
FLOATS = tuple(DIGITS)


def _key(given: Any) -> int:
    """The seed of one call: a number of 63 bits from the generator, so that its state says all that follows."""
    return int(torch.empty((), dtype=torch.int64).random_(generator=given or generator).item())


def _draw(
    t: torch.Tensor,
    kind: int,
    given: Any,
    location: float = 0.0,
    scale: float = 1.0,
    low: int = 0,
    count: int = 0,
    p: float = 0.0,
    chances: Any = None,
) -> torch.Tensor:
    """gt_random into t; a scale of 0 leaves nothing to chance."""
    if kind < INTEGERS and t.dtype not in FLOATS:
        raise NotImplementedError(f"random numbers of this kind are floats, not {t.dtype}")
    if scale == 0:
        return t.fill_(location)
    _torch.draw(t, kind, _key(given), location, scale, low, count, p, chances)
    return t


def _wide(t: torch.Tensor) -> torch.Tensor:
    """Where numbers are made that are rounded to a float of 16 bits at the end alone."""
    return torch.empty(t.shape, dtype=torch.float32, device=t.device) if DIGITS.get(t.dtype, 24) < 24 else t


def uniform(t: torch.Tensor, low: float = 0.0, high: float = 1.0, *, generator: Any = None) -> torch.Tensor:
    if not low <= high:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={low} > to={high}")
    _draw(torch.view_as_real(t) if t.is_complex() else t, UNIFORM, generator, low, high - low)
    return t


def normal(t: torch.Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> torch.Tensor:
    if not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    if t.is_complex():  # the variance of a complex number is that of both its parts
        _draw(torch.view_as_real(t), NORMAL, generator, mean, std * math.sqrt(0.5))
    else:
        _draw(t, NORMAL, generator, mean, std)
    return t


def exponential(t: torch.Tensor, lambd: float = 1.0, *, generator: Any = None) -> torch.Tensor:
    if not lambd > 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd}")
    return _draw(t, EXPONENTIAL, generator, 0.0, 1 / lambd)


def integers(t: torch.Tensor, low: int, high: int | None, *, generator: Any = None) -> torch.Tensor:
    """From low to below high; None: to the last that the dtype holds, or counts up to without a gap."""
    if t.dtype in FLOATS:
        last = 2 ** DIGITS[t.dtype]
    else:
        last = 1 if t.dtype == torch.bool else torch.iinfo(t.dtype).max
    high = last + 1 if high is None else high
    if not low < high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    if t.dtype not in FLOATS and (low < (0 if t.dtype == torch.bool else torch.iinfo(t.dtype).min) or high - 1 > last):
        raise RuntimeError(f"from or to is out of bounds for {t.dtype}")
    if t.dtype in FLOATS:
        if high - 1 > torch.finfo(t.dtype).max:
            raise RuntimeError(f"to - 1 is out of bounds for {t.dtype}")
        if float(torch.tensor(high - 1, dtype=t.dtype)) >= high:  # which the last ones are rounded to
            high -= 1 << ((high - 1).bit_length() - DIGITS[t.dtype])
    if t.dtype in FLOATS or t.dtype == torch.bool:
        whole = torch.empty(t.shape, dtype=torch.int64, device=t.device)
        return t.copy_(_draw(whole, INTEGERS, generator, low=low, count=high - low))
    if high - low == 2**64:
        return _draw(t, INTEGERS, generator)  # all that there are
    return _draw(t, INTEGERS, generator, low=low - 2**64 if low >= 2**63 else low, count=high - low)


def coins(t: torch.Tensor, p: float = 0.5, *, generator: Any = None) -> torch.Tensor:
    if not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p}")
    return _draw(t, BERNOULLI, generator, p=p)


def coins_of(t: torch.Tensor, p: torch.Tensor, *, generator: Any = None) -> torch.Tensor:
    chances = p.to(t.device) if p.dtype in FLOATS else p.to(t.device, torch.float32)
    return _draw(t, BERNOULLI, generator, chances=chances)


def log_normal(t: torch.Tensor, mean: float = 1.0, std: float = 2.0, *, generator: Any = None) -> torch.Tensor:
    if not std > 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std}")
    x = normal(_wide(t), mean, std, generator=generator).exp_()
    return x if x is t else t.copy_(x)


def cauchy(t: torch.Tensor, median: float = 0.0, sigma: float = 1.0, *, generator: Any = None) -> torch.Tensor:
    if not sigma > 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma}")
    x = uniform(_wide(t), -0.5, 0.5, generator=generator).mul_(math.pi).tan_().mul_(sigma).add_(median)
    return x if x is t else t.copy_(x)


def geometric(t: torch.Tensor, p: float, *, generator: Any = None) -> torch.Tensor:
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p}")
    dtype = torch.float64 if t.dtype == torch.float64 else torch.float32
    waits = torch.empty(t.shape, dtype=dtype, device=t.device)
    return t.copy_(exponential(waits, -math.log1p(-p), generator=generator).ceil_())


def of_each(shape: Any, dtype: Any, mean: Any, std: Any, generator: Any) -> torch.Tensor:
    """Normal numbers, each of its own mean and deviation, of which one at least is a tensor."""
    if not isinstance(std, torch.Tensor):
        if not std >= 0:
            raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    elif std.numel() and not bool(std.min() >= 0):
        raise RuntimeError("normal expects all elements of std >= 0.0")
    t = normal(torch.empty(shape, dtype=dtype, device="gputensor"), generator=generator)
    return t.mul_(std).add_(mean)


def normal_of(mean: Any, std: Any = 1.0, *, generator: Any = None) -> torch.Tensor:
    tensors = [v for v in (mean, std) if isinstance(v, torch.Tensor)]
    shape = torch.broadcast_shapes(*(v.shape for v in tensors))
    return of_each(shape, tensors[0].dtype, mean, std, generator)


def normal_out(mean: Any, std: Any = 1.0, *, generator: Any = None, out: torch.Tensor) -> torch.Tensor:
    return into(out, normal_of(mean, std, generator=generator))


LARGEST = 1 << 24  # classes that torch takes


def check_chances(p: torch.Tensor, n: int, replacement: bool) -> None:
    """What torch raises. That takes one look at the chances."""
    if not p.is_floating_point():
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {p.dtype}")
    if p.dim() not in (1, 2):
        raise RuntimeError(f"prob_dist must be 1 or 2 dim, got: {p.dim()}")
    if n <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and n > p.shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if p.shape[-1] > LARGEST:
        raise RuntimeError("number of categories cannot exceed 2^24")
    if not p.numel():
        return
    sound = ((p >= 0) & (p < math.inf)).all()
    is_sound, some = torch.stack((sound, (p.sum(-1) > 0).all())).tolist()
    if not is_sound:
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if not some:
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")


def multinomial(p: torch.Tensor, n: int, replacement: bool = False, *, generator: Any = None) -> torch.Tensor:
    """Without replacement the classes whose exponential waits are the shortest; with it, where numbers fall among the
    sums of the chances."""
    check_chances(p, n, replacement)
    wide = p if p.dtype == torch.float64 else p.float()
    if n == 1 or not replacement:
        waits = exponential(torch.empty_like(wide), generator=generator)
        rates = wide / waits.clamp_min_(torch.finfo(wide.dtype).tiny)
        return rates.argmax(-1, keepdim=True) if n == 1 else rates.topk(n, -1).indices
    sums = wide.cumsum(-1)
    at = uniform(torch.empty((*p.shape[:-1], n), dtype=wide.dtype, device=p.device), generator=generator)
    found = places(sums, at * sums[..., -1:], True)
    return torch.minimum(found, sums.argmax(-1, keepdim=True))  # the last class that has a chance


def install() -> None:
    impl("uniform_", uniform)
    impl("normal_", normal)
    impl("exponential_", exponential)
    impl("random_", lambda t, *, generator=None: integers(t, 0, None, generator=generator))
    impl("random_.to", lambda t, to, *, generator=None: integers(t, 0, to, generator=generator))
    impl("random_.from", lambda t, low, to, *, generator=None: integers(t, low, to, generator=generator))
    impl("bernoulli_.float", coins)
    impl("bernoulli_.Tensor", coins_of)
    impl("bernoulli", lambda p, *, generator=None: coins_of(torch.empty_like(p), p, generator=generator))
    impl("log_normal_", log_normal)
    impl("cauchy_", cauchy)
    for name in ("Tensor_float", "float_Tensor", "Tensor_Tensor"):
        impl(f"normal.{name}", normal_of)
        impl(f"normal.{name}_out", normal_out)
    impl("multinomial", multinomial)
    impl("multinomial.out", lambda *args, out, **how: into(out, multinomial(*args, **how)))
    impl("geometric_", geometric)

    def randperm(n: int, *, generator: Any = None, out: torch.Tensor) -> torch.Tensor:
        if out.dtype not in (torch.int64, torch.int32) or not 0 < n <= torch.iinfo(torch.int32).max:
            return out.resize_(n).copy_(torch.randperm(n, generator=generator or globals()["generator"]))
        _torch.shuffled(out.resize_(n), _key(generator))
        return out

    impl("randperm.generator_out", randperm)

    def dropout(x: torch.Tensor, p: float, train: bool | None) -> tuple[torch.Tensor, torch.Tensor]:
        if train is False or p == 0:
            return x.clone(), torch.ones_like(x, dtype=torch.bool)
        mask = torch.empty(x.shape, dtype=torch.bool, device=x.device).bernoulli_(1 - p)
        return x * mask * (0.0 if p == 1 else 1 / (1 - p)), mask

    impl("native_dropout", dropout)
    impl("native_dropout_backward", lambda grad, mask, scale: grad * mask * scale)
