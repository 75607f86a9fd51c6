"""The site, built once for all tests that read it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the site, built by the command that the page on it names."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    settings = root / "planner" / "documentation" / "mkdocs.yml"
    done = subprocess.run(
        [*command, "-f", settings, "-d", folder],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    said = [line for line in done.stderr.splitlines() if "IPKernelApp" not in line]
    assert (done.returncode, said) == (0, []), done.stderr
    return folder
