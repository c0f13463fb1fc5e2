"""Random numbers: drawn on the CPU, from a generator of the device's own, and copied to the device."""

from __future__ import annotations

from typing import Any

import torch

from .registry import impl, op_of

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


IN_PLACE = """uniform_ normal_ random_ random_.from random_.to bernoulli_.float exponential_ geometric_ cauchy_
log_normal_"""


def install() -> None:
    for name in IN_PLACE.split():

        def draw(
            t: torch.Tensor, *args: Any, op: Any = op_of(name), generator: Any = None, **kwargs: Any
        ) -> torch.Tensor:
            host = torch.empty(t.shape, dtype=t.dtype)
            return t.copy_(op(host, *args, generator=generator or globals()["generator"], **kwargs))

        impl(name, draw)

    def bernoulli(p: torch.Tensor, *, generator: Any = None) -> torch.Tensor:
        return torch.empty_like(p).uniform_(generator=generator).lt(p).to(p.dtype)

    impl("bernoulli", bernoulli)

    def bernoulli_tensor(t: torch.Tensor, p: torch.Tensor, *, generator: Any = None) -> torch.Tensor:
        draws = torch.empty(t.shape, device=t.device).uniform_(generator=generator)
        return t.copy_(draws < p.to(t.device))

    impl("bernoulli_.Tensor", bernoulli_tensor)

    def randperm(n: int, *, generator: Any = None, out: torch.Tensor) -> torch.Tensor:
        return out.resize_(n).copy_(torch.randperm(n, generator=generator or globals()["generator"]))

    impl("randperm.generator_out", randperm)

    def dropout(x: torch.Tensor, p: float, train: bool | None) -> tuple[torch.Tensor, torch.Tensor]:
        if train is False or p == 0:
            return x.clone(), torch.ones_like(x, dtype=torch.bool)
        mask = torch.empty(x.shape, dtype=torch.bool, device=x.device).bernoulli_(1 - p)
        return x * mask * (0.0 if p == 1 else 1 / (1 - p)), mask

    impl("native_dropout", dropout)
    impl("native_dropout_backward", lambda grad, mask, scale: grad * mask * scale)
