"""Results and gradients on the device beside the CPU's."""

import torch


def compare(f, *inputs):
    """Results and gradients of every input that is a float."""
    found = []
    for device in ("cpu", "gputensor"):
        leaves = [x.detach().to(device).requires_grad_(x.requires_grad) for x in inputs]
        results = f(*leaves)
        results = results if isinstance(results, tuple) else (results,)
        y = results[0]
        y.backward(torch.arange(y.numel(), dtype=torch.float32).cos().view(y.shape).to(device, y.dtype))
        found.append([r.detach().cpu() for r in results] + [x.grad.cpu() for x in leaves if x.requires_grad])
    for want, got in zip(*found):
        assert got.dtype is want.dtype
        torch.testing.assert_close(got, want, rtol=1e-4, atol=1e-4)


def noise(*shape):
    torch.manual_seed(2)
    return torch.randn(*shape, requires_grad=True)
