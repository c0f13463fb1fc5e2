"""The example that trains with PyTorch."""

import sys
from pathlib import Path

import gputensor.torch

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_digits(monkeypatch, capsys):
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    import digits_torch

    gputensor.torch.reset_fallbacks()
    assert digits_torch.main() >= 0.97
    assert gputensor.torch.fallbacks() == {}
    assert "digits read" in capsys.readouterr().out
