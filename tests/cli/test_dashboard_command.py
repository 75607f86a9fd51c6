"""`fls-planner dashboard` runs our code, wherever it is started."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.serving import free_port, serving

main = importlib.import_module("planner.cli.main")
NOT_OURS = "import sys; sys.stderr.write('code of the current folder'); sys.exit(99)"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the command would start: its words and its environment."""
    found: dict[str, Any] = {}

    def become(command: list[str], environment: dict[str, str]) -> None:
        found.update(command=command, env=environment)

    monkeypatch.setattr(main, "_become", become)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", ".", "elsewhere"]))
    asked = ["--port", str(free_port()), "--replications", "4", "--allow-host", "here"]
    with pytest.raises(SystemExit):
        main.app(["dashboard", *asked])
    return found


@pytest.mark.skipif(os.name != "posix", reason="no program takes another's place")
def test_the_dashboard_takes_the_place_of_the_command(tmp_path: Path):
    """So that ending one ends the other."""
    code = (
        "import importlib, os, sys; main = importlib.import_module('planner.cli.main');"
        "print(os.getpid(), flush=True);"
        "main._become([sys.executable, '-c', 'import os; print(os.getpid())'],"
        " dict(os.environ))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    first, second = done.stdout.split()
    assert first == second


def test_files_of_the_current_folder_are_never_run(
    started: dict[str, Any], tmp_path: Path, away_from_home: dict[str, str]
):
    for name in ("argparse", "calendar", "waitress", "dashboard", "planner"):
        (tmp_path / f"{name}.py").write_text(NOT_OURS)
    port = started["command"][started["command"].index("--port") + 1]
    with serving(
        [*started["command"], "--no-browser"],
        f"http://127.0.0.1:{port}/",
        log=tmp_path / "log.txt",
        environment={**away_from_home, "PYTHONPATH": started["env"]["PYTHONPATH"]},
    ):
        pass
    assert "code of the current folder" not in (tmp_path / "log.txt").read_text()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_no_encoding_or_width_of_the_output_keeps_the_dashboard_from_its_address(
    started: dict[str, Any],
    encoding: str,
    tmp_path: Path,
    away_from_home: dict[str, str],
):
    port = started["command"][started["command"].index("--port") + 1]
    address, log = f"http://127.0.0.1:{port}/", tmp_path / "log.txt"
    narrow = {"PYTHONIOENCODING": encoding, "COLUMNS": "20"}
    narrow["PYTHONPATH"] = started["env"]["PYTHONPATH"]
    command = [*started["command"], "--no-browser"]
    with serving(command, address, log=log, environment={**away_from_home, **narrow}):
        pass
    said = log.read_bytes().decode(encoding)
    assert address in said
    assert "Traceback" not in said


def test_the_code_that_starts_is_the_code_that_was_called(
    started: dict[str, Any], root: Path, tmp_path: Path
):
    python, safe, *_ = started["command"]
    done = subprocess.run(
        [python, safe, "-c", "import dashboard; print(dashboard.__file__)"],
        env=started["env"], cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(done.stdout.strip()).parent == root / "dashboard"
    assert started["env"]["PYTHONPATH"].split(os.pathsep) == [str(root), "elsewhere"]


def test_an_installed_program_adds_no_folder(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(main, "OUR_FOLDER", Path("lib", "site-packages"))
    assert main._with_our_folder({"A": "b"}) == {"A": "b"}
    assert main._with_our_folder({"PYTHONPATH": ":x"})["PYTHONPATH"] == "x"
