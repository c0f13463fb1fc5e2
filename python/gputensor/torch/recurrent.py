"""One step of LSTM and GRU. torch has these operators for devices alone: its CPU takes the steps apart.

Formulas: torch.nn.LSTM and torch.nn.GRU. What a forward step leaves for the backward one, the workspace, is between
these functions."""

from __future__ import annotations

from typing import Any

import torch

from .registry import kernel


def biased(gates: torch.Tensor, bias: Any) -> torch.Tensor:
    return gates if bias is None else gates + bias


def zero_if_none(g: Any, like: torch.Tensor) -> torch.Tensor:
    return torch.zeros_like(like) if g is None else g


@kernel("_thnn_fused_lstm_cell")
def lstm_cell(x: Any, h: Any, cx: Any, x_bias: Any = None, h_bias: Any = None) -> Any:
    i, f, g, o = (biased(x, x_bias) + biased(h, h_bias)).chunk(4, 1)
    i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
    cy = f * cx + i * g
    return o * cy.tanh(), cy, torch.cat((i, f, g, o), 1)


@kernel("_thnn_fused_lstm_cell_backward_impl")
def lstm_cell_backward(gh: Any, gc: Any, cx: Any, cy: Any, workspace: Any, has_bias: bool) -> Any:
    i, f, g, o = workspace.chunk(4, 1)
    gh, c = zero_if_none(gh, cy), cy.tanh()
    gc = zero_if_none(gc, cy) + gh * o * (1 - c * c)
    gates = torch.cat(
        (gc * g * i * (1 - i), gc * cx * f * (1 - f), gc * i * (1 - g * g), gh * c * o * (1 - o)), 1
    )
    return gates, gc * f, gates.sum(0) if has_bias else None


@kernel("_thnn_fused_gru_cell")
def gru_cell(x: Any, h: Any, hx: Any, x_bias: Any = None, h_bias: Any = None) -> Any:
    xr, xz, xn = biased(x, x_bias).chunk(3, 1)
    hr, hz, hn = biased(h, h_bias).chunk(3, 1)
    r, z = (xr + hr).sigmoid(), (xz + hz).sigmoid()
    n = (xn + r * hn).tanh()
    return n + z * (hx - n), torch.cat((r, z, n, hx, hn), 1)


@kernel("_thnn_fused_gru_cell_backward")
def gru_cell_backward(gh: Any, workspace: Any, has_bias: bool) -> Any:
    r, z, n, hx, hn = workspace.chunk(5, 1)
    gn = gh * (1 - z) * (1 - n * n)
    gr, gz = gn * hn * r * (1 - r), gh * (hx - n) * z * (1 - z)
    x, h = torch.cat((gr, gz, gn), 1), torch.cat((gr, gz, gn * r), 1)
    return x, h, gh * z, x.sum(0) if has_bias else None, h.sum(0) if has_bias else None
