"""matplotlib, einops and array-api-compat with arrays of the device."""

import array_api_compat
import einops
import einops.array_api
import matplotlib.pyplot as plt
import numpy as np
import pytest

import gputensor as gt
import gputensor.einops

X = np.linspace(0, 6, 20).astype(np.float32)
Y, Z = np.sin(X), np.outer(np.sin(X), np.cos(X))


def picture(draw, convert):
    figure, axes = plt.subplots(figsize=(2, 2), dpi=50)
    draw(axes, *map(convert, (X, Y, Z)))
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba()).copy()
    plt.close(figure)
    return pixels


ASKED = {
    "plot": lambda ax, x, y, z: ax.plot(x, y, "r-"),
    "columns": lambda ax, x, y, z: ax.plot(x, z),
    "step": lambda ax, x, y, z: ax.step(x, y),
    "semilogy": lambda ax, x, y, z: ax.semilogy(x, y + 2),
    "hist": lambda ax, x, y, z: ax.hist(y, bins=5),
    "boxplot": lambda ax, x, y, z: ax.boxplot(y),
}
ALLOWED = {
    "bar": lambda ax, x, y, z: ax.bar(x, y),
    "streamplot": lambda ax, x, y, z: ax.streamplot(x, x, z, z),
    "hist2d": lambda ax, x, y, z: ax.hist2d(x, y, 8, [[0, 8], [-1, 1]]),
    "scatter": lambda ax, x, y, z: ax.scatter(x, y, c=y, s=x + 1),
    "errorbar": lambda ax, x, y, z: ax.errorbar(x, y, yerr=abs(y)),
    "fill_between": lambda ax, x, y, z: ax.fill_between(x, y, y + 1),
    "imshow": lambda ax, x, y, z: ax.imshow(z),
    "contourf": lambda ax, x, y, z: ax.contourf(x, x, z),
    "pcolormesh": lambda ax, x, y, z: ax.pcolormesh(z),
    "pie": lambda ax, x, y, z: ax.pie(abs(y)),
}


@pytest.mark.parametrize("name", ASKED)
def test_matplotlib_asks_for_the_values(name):
    assert np.array_equal(picture(ASKED[name], gt.asarray), picture(ASKED[name], np.asarray))


@pytest.mark.parametrize("name", ALLOWED)
def test_matplotlib_takes_the_values_where_that_is_allowed(name):
    with pytest.raises(TypeError):
        picture(ALLOWED[name], gt.asarray)
    plt.close("all")
    with gt.config(allow_implicit_transfer=True):
        actual = picture(ALLOWED[name], gt.asarray)
    assert np.array_equal(actual, picture(ALLOWED[name], np.asarray))


@pytest.mark.parametrize("module", [einops, einops.array_api], ids=["einops", "array_api"])
def test_einops(module, same):
    a = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    x = gt.asarray(a)
    same(module.rearrange(x, "a b c -> (c a) b"), a.transpose(2, 0, 1).reshape(8, 3))
    same(module.rearrange([x, x], "two a b c -> a two (b c)"), np.stack([a, a], 1).reshape(2, 2, 12))
    same(module.reduce(x, "a b (c two) -> b c", "max", two=2), a.reshape(2, 3, 2, 2).max(axis=(0, 3)))
    same(module.reduce(x, "a b c -> b", "mean"), a.mean(axis=(0, 2)))
    same(module.repeat(x, "a b c -> a b c k", k=2), np.repeat(a[..., None], 2, axis=3))
    packed, shapes = module.pack([x, x[:, 0]], "a * c")
    same(packed, np.concatenate([a, a[:, :1]], axis=1))
    for actual, expected in zip(module.unpack(packed, shapes, "a * c"), (a, a[:, 0])):
        same(actual, expected)


def test_einops_of_its_own(same):
    a = np.arange(12, dtype=np.float32).reshape(3, 4)
    x = gt.asarray(a)
    same(einops.einsum(x, x, "i j, k j -> i k"), a @ a.T)
    assert einops.parse_shape(x, "height width") == {"height": 3, "width": 4}
    host = einops.asnumpy(x)
    assert isinstance(host, np.ndarray) and np.array_equal(host, a)
    with pytest.raises(NotImplementedError, match="non-floating"):
        einops.reduce(gt.arange(4), "a -> ", "mean")
    with pytest.raises(einops.EinopsError):
        einops.rearrange(x, "a b c -> c")


def test_array_api_compat():
    x = gt.asarray([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert array_api_compat.is_array_api_obj(x) and array_api_compat.is_writeable_array(x)
    assert not array_api_compat.is_lazy_array(x) and not array_api_compat.is_numpy_array(x)
    assert array_api_compat.array_namespace(x, 2.0, None) is gt
    assert array_api_compat.device(x) is x.device and array_api_compat.size(x) == 6
    assert array_api_compat.to_device(x, x.device.id) is x
    with pytest.raises(TypeError, match="namespaces"):
        array_api_compat.array_namespace(x, np.ones(2))
