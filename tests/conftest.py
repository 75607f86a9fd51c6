"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

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
