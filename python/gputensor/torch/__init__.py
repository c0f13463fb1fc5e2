"""gputensor as a device of PyTorch.

    import torch, gputensor.torch
    x = torch.ones(3, device="gputensor")
"""

from __future__ import annotations

import torch as _t
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

from .. import _torch
from . import expressions as _expressions, fallback as _fallback, kernels as _kernels, registry as _registry


def _install() -> None:
    _torch.setup(_t, _kernels.stage, _fallback.run)
    _setup_privateuseone_for_python_backend("gputensor")
    _expressions.install()
    _kernels.install()
    _fallback.install()


def fallbacks() -> dict[str, int]:
    return dict(_fallback.counts)


_install()
