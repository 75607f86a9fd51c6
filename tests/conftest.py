"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""


@pytest.fixture(scope="session")
def root() -> Path:
    """Folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def away_from_home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment for a program of ours that must not touch this person's files.

    Caches, saved options and settings go to a folder that pytest throws away.
    """
    home = tmp_path_factory.mktemp("home")
    folders = {
        "HOME": home,
        "XDG_CACHE_HOME": home / "cache",
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
    }
    return {**os.environ, **{name: str(path) for name, path in folders.items()}}


TOGETHER = (
    "tests/board_data/",
    "tests/browser/",
    "tests/documentation/test_site.py",
    "tests/test_wheel.py",
    "tests/calibration/test_calibration.py",
    "tests/cli/test_every_command.py",
    "tests/experiment/running/test_dask_cluster.py",
    "tests/theory/test_queueing_theory.py",
    "tests/theory/test_weekly_sessions.py",
)
"""Tests that share something dear, by the start of their names: one worker for each.

Larger groups begin first. Those of the boards' workbooks, which are most, simulate next
to nothing: while one worker is at them, the other compiles for both.
"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Scheduler that keeps tests together by their place.

    Under pytest 9.2 xdist 3.8 no longer sees the mark `xdist_group`: it writes the
    group into a private name of the test that pytest does not read any more.
    """
    from xdist.scheduler import LoadGroupScheduling

    class ByPlace(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((p for p in TOGETHER if nodeid.startswith(p)), nodeid)

    grouped = config.getvalue("dist") == "loadgroup"
    return ByPlace(config, log) if grouped else None
