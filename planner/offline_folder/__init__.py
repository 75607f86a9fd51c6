"""A folder that installs the planner on a computer without access to the internet.

`python -m planner.offline_folder --out FOLDER`, in a checkout, makes one for Windows:
the planner and everything that it needs for one version of Python, as wheels; a script
that installs them from the folder alone; a link that starts the screen. The computer
that makes it needs the internet and `uv` (extra `offline`), which knows what another
system needs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import planner
from planner.errors import PlannerError, Problem, ScenarioError
from planner.files import write_all
from planner.locale import _

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
PLATFORMS = {
    "windows": ("win_amd64",),
    "linux": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
}
"""Tags of the wheels of each system, newest first."""
WHEELS = "wheels"
SCRIPTS = {
    "windows": ("install.cmd", "start-planner.cmd"),
    "linux": ("install.sh", "start-planner.sh"),
}
READ_ME = "READ ME.txt"
TEMPLATES = Path(__file__).parent / "scripts"
"""Files of the folder, with the versions left out."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the folder, or say in one sentence why not."""
    parser = argparse.ArgumentParser(
        prog="python -m planner.offline_folder", description=__doc__
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--python", default="3.13", metavar="VERSION")
    parser.add_argument("--platform", choices=PLATFORMS, default="windows")
    asked = parser.parse_args(arguments)
    try:
        count = make_folder(asked.out, asked.python, asked.platform)
    except PlannerError as error:
        sys.exit(str(error))
    said = _("{count} wheels in {folder}", count=count, folder=asked.out)
    sys.stdout.write(f"{said}\n")


def make_folder(folder: Path, python: str, platform: str) -> int:
    """Number of wheels in the folder, which then holds all that an install needs.

    Raises
    ------
    ScenarioError: outside of a checkout, for a folder with something in it, or where
        a wheel cannot be had
    """
    _check(folder)
    wheels = folder / WHEELS
    wheels.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        pinned = Path(made) / "requirements.txt"
        _run(_pin(pinned, python, platform), _("what it needs could not be found out"))
        _run(_fetch(pinned, wheels, python, platform), _("a wheel is not to be had"))
    _run(_build(wheels), _("the planner itself could not be built"))
    install, start = SCRIPTS[platform]
    words = {"{python}": python, "{version}": planner.__version__}
    words |= {"{install}": install, "{start}": start}
    for name in (*SCRIPTS[platform], READ_ME):
        text = (TEMPLATES / name).read_text("utf-8")
        for place, word in words.items():
            text = text.replace(place, word)
        _write(folder / name, text)
    return len(list(wheels.glob("*.whl")))


def _check(folder: Path) -> None:
    if not CONSTRAINTS.exists():
        rule = _("is made from the source of the planner, not from what is installed")
        hint = _("get the source, and run the command in its folder")
        raise ScenarioError(Problem("offline_folder", rule, hint=hint))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        rule = _("holds something else already")
        hint = _("name a folder that is new or empty")
        raise ScenarioError(Problem("--out", rule, value=str(folder), hint=hint))


def _pin(pinned: Path, python: str, platform: str) -> list[str]:
    """The command that finds out what the planner needs on another system."""
    return [
        *(
            sys.executable,
            "-m",
            "uv",
            "pip",
            "compile",
            str(ROOT / "pyproject.toml"),
            "--quiet",
        ),
        *("--constraint", str(CONSTRAINTS), "--python-version", python),
        *("--python-platform", platform, "--no-header", "--no-emit-index-url"),
        *("--output-file", str(pinned)),
    ]


def _fetch(pinned: Path, wheels: Path, python: str, platform: str) -> list[str]:
    tags = [word for tag in PLATFORMS[platform] for word in ("--platform", tag)]
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--only-binary", ":all:", "--python-version", python, *tags),
        *("--requirement", str(pinned), "--dest", str(wheels)),
    ]


def _build(wheels: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
        *("--wheel-dir", str(wheels), str(ROOT)),
    ]


def _run(command: list[str], otherwise: str) -> None:
    """Run a program; its last line is the reason where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or [""]
        hint = _("the last it said: {line}", line=lines[-1])
        raise ScenarioError(Problem("offline_folder", otherwise, hint=hint))


def _write(path: Path, text: str) -> None:
    """Write a text with the line ends of the system that reads it."""
    ends = "\n" if path.suffix == ".sh" else "\r\n"
    write_all({path: text.replace("\n", ends).encode()})
    if path.suffix == ".sh":
        path.chmod(0o755)
