"""The checks of the whole tree, as .pre-commit-config.yaml lists them."""

from __future__ import annotations

import os
import shlex
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

HOOKS = yaml.safe_load(
    (Path(__file__).parent.parent / ".pre-commit-config.yaml").read_text("utf-8")
)["repos"][0]["hooks"]
OF_THE_WHOLE_TREE = [hook for hook in HOOKS if not hook.get("pass_filenames", True)]


@pytest.mark.parametrize("hook", OF_THE_WHOLE_TREE, ids=lambda hook: hook["id"])
def test_the_tree_passes(hook: dict[str, str], root: Path):
    program, *arguments = shlex.split(hook["entry"])
    command = [Path(sysconfig.get_path("scripts"), program), *arguments]
    # Colours would only clutter the failure.
    plain = {**os.environ, "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(command, cwd=root, env=plain, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
