"""One try: a spoilt copy, the named tests in it, and what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.edits import ROOT, Edit, Fault, FaultError, copy_tree

FAILED_TESTS, ALL_PASSED, OUT_OF_TIME = 1, 0, 124
LONGEST_SECONDS = 900
"""A fault may make a run endless; nobody has noticed it then."""
NAME = re.compile(r"^(?:FAILED|ERROR) tests/(.+?)(?: - .*)?$", flags=re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """What came of one try."""

    fault: str
    place: str
    caught: bool
    by: str
    """Test that noticed, or why none could."""
    failed: int = 0


def try_fault(
    fault: Fault, place: str, origin: Path = ROOT, *, first_only: bool = False
) -> Verdict:
    """Put a fault into a copy and run its tests there, or until the first fails."""
    with tempfile.TemporaryDirectory(prefix="fault") as name:
        folder = Path(name)
        copy_tree(folder, origin)
        try:
            spoil(folder, fault.tries()[place])
        except FaultError as error:
            return Verdict(fault.name, place, caught=False, by=str(error))
        return _judge(
            fault, place, run_tests(folder, fault.tests, first_only=first_only)
        )


def spoil(folder: Path, edits: tuple[Edit, ...]) -> None:
    """Make every edit of one try."""
    for edit in edits:
        edit.apply(folder)


def run_tests(
    folder: Path,
    tests: tuple[str, ...],
    *,
    first_only: bool = False,
    seconds: float = LONGEST_SECONDS,
) -> subprocess.CompletedProcess[str]:
    """The named tests of a copy, which imports the copy's own package."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    # One process: faults are tried beside each other already.
    command += [
        "-p",
        "no:xdist",
        "-o",
        "addopts=--import-mode=importlib -rfE -p no:dash",
    ]
    command += ["-x"] * first_only + [f"tests/{test}" for test in tests]
    there = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "300"}
    # Compiled code of this copy belongs beside it, whatever the caller prefers.
    there.pop("NUMBA_CACHE_DIR", None)
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=there,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        said = f"no end within {seconds} seconds"
        return subprocess.CompletedProcess(command, OUT_OF_TIME, "", said)


def _judge(fault: Fault, place: str, done: subprocess.CompletedProcess[str]) -> Verdict:
    failed = NAME.findall(done.stdout)
    if done.returncode == FAILED_TESTS and failed:
        return Verdict(fault.name, place, True, failed[0], len(failed))
    if done.returncode == ALL_PASSED:
        return Verdict(fault.name, place, False, "nobody: every test passed")
    last = (done.stdout + done.stderr).strip().splitlines()[-1:]
    return Verdict(fault.name, place, False, f"tests could not run: {' '.join(last)}")
