"""What all tests share: the device, and values to compare."""

import os
import zlib

import numpy as np
import pytest

import gputensor as gt


def pytest_configure(config):
    if not gt.is_available():
        pytest.exit("gputensor: no device to test on; gputensor.show_config() says why", returncode=3)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def same(actual, expected, rtol=2e-6, atol=1e-6):
    """Asserts that an array of gputensor has the shape, dtype and values of one of numpy."""
    assert isinstance(actual, gt.ndarray), type(actual)
    expected = np.asarray(expected)
    assert actual.shape == expected.shape
    assert actual.dtype == expected.dtype
    np.testing.assert_allclose(gt.asnumpy(actual), expected, rtol=rtol, atol=atol)


@pytest.fixture(name="same")
def _same():
    return same


@pytest.fixture
def of_newer_numpy():
    """What a case does that numpy itself fails on: skips where numpy is older than the cases, else fails with that."""

    def skip_or_fail(missing):
        if np.lib.NumpyVersion(np.__version__) >= "2.2.0":
            raise missing
        pytest.skip(str(missing))

    return skip_or_fail


def pytest_addoption(parser):
    parser.addoption("--write-coverage", action="store_true", help="write coverage.txt anew")


def pytest_collection_modifyitems(config, items):
    """A thin sample, as tests/run asks for where another device runs all, has half of the tests, by the seed."""
    if os.environ.get("GPUTENSOR_TESTS") != "thin":
        return
    seed = int(os.environ.get("GPUTENSOR_SEED", "0"))
    halves = [], []
    for item in items:
        halves[(zlib.crc32(item.nodeid.split("[")[0].encode()) + seed) % 2].append(item)
    items[:] = halves[0]
    config.hook.pytest_deselected(items=halves[1])


def pytest_collection_finish(session):
    if session.config.getoption("--write-coverage"):
        import test_coverage

        test_coverage.FILE.write_text(
            "# What runs on the device, by its name. `ufunc` and `function`: numpy's, on arrays of gputensor;\n"
            "# `like`: numpy's functions that make arrays, with like=x; `cupy`: names of gputensor.cupy.\n"
            + "\n".join(test_coverage.supported())
            + "\n"
        )


def pytest_terminal_summary(terminalreporter):
    """A line for each skipped test, as tests/checks/program.sh counts them."""
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"skipped: {report.nodeid}: {reason}")
    counts = gt.device().statistics()
    terminalreporter.write_line(f"kernels: {counts['programs_built']} compiled in this process")
