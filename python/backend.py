"""The build backend: scikit-build-core's, for wheels from the checkout alone."""

from scikit_build_core.build import *  # noqa: F403


def build_sdist(sdist_directory, config_settings=None):
    """Refused: the C library lies beside this folder, and a source distribution would lack it."""
    raise SystemExit(
        "gputensor publishes no source distribution: build wheels from the checkout, with "
        "`pip install ./python` or `python -m build --wheel python`"
    )
