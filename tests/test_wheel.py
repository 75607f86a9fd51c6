"""The product as people get it: a wheel in an empty environment, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("wheel")

SMALL = ["--replications", "2", "--years", "1", "--board", "aneurin-bevan"]
OFFLINE = Path(__file__).parent / "offline.py"
SERVING = Path(__file__).parent / "serving.py"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def without_network() -> list[str]:
    """What stands before a command so that it reaches nothing beyond this machine.

    Empty where the system does not let us make a network of our own.
    """
    unshare = shutil.which("unshare")
    if unshare is None:
        return []
    flags = ["--net"] if os.geteuid() == 0 else ["--net", "--map-root-user"]
    allowed = subprocess.run([unshare, *flags, "true"], capture_output=True)
    return [] if allowed.returncode else [unshare, *flags, sys.executable, str(OFFLINE)]


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the release command."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run([*build, "--outdir", folder], cwd=root, check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the programs in an environment that holds the wheel and no more."""
    empty = tmp_path_factory.mktemp("empty") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", empty], check=True)
    folder = empty / ("Scripts" if os.name == "nt" else "bin")
    # Modules are compiled when they are imported: most never are.
    into = [sys.executable, "-m", "pip", "--python", folder / "python"]
    install = [*into, "install", "--quiet", "--no-compile"]
    subprocess.run([*install, "-c", root / "constraints.txt", wheel], check=True)
    lend_compiled_code(root, next(empty.rglob("site-packages")))
    return folder


def lend_compiled_code(root: Path, installed: Path) -> None:
    """Give installed modules the compiled code of the checkout's, which are the same.

    Whatever the checkout has not compiled yet is compiled there.
    """
    for made in (root / "planner").rglob("*.nb?"):
        source = made.parent.parent / f"{made.name.split('.')[0]}.py"
        there = installed / source.relative_to(root)
        if made.parent.name == "__pycache__" and source.exists():
            assert there.read_bytes() == source.read_bytes()
            # Numba knows a module's state by its size and by when it was written.
            shutil.copystat(source, there)
            (there.parent / "__pycache__").mkdir(exist_ok=True)
            shutil.copy(made, there.parent / "__pycache__")


@pytest.fixture
def run_there(programs: Path, away_from_home: dict[str, str], tmp_path: Path) -> Run:
    """Run a command of that environment from another folder, with the network off."""
    elsewhere = {k: v for k, v in away_from_home.items() if k != "PYTHONPATH"}

    def run_command(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command: Sequence[str] = [str(programs / program), *arguments]
        done = subprocess.run(
            [*without_network(), *command],
            cwd=tmp_path,
            env=elsewhere,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    return run_command


def test_the_wheel_holds_every_file_of_the_packages_and_the_scenarios(
    root: Path, wheel: Path
):
    shipped = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        path.relative_to(root)
        .as_posix()
        .replace("scenarios/", "planner/_scenarios/", 1)
        for folder in ("planner", "dashboard", "scenarios")
        for path in (root / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pot"
    }
    assert expected - shipped == set()


def test_run_and_compare_work_from_another_folder_without_a_network(
    run_there: Run, tmp_path: Path
):
    run_there("fls-planner", "run", *SMALL, "--out", "today")
    assert (tmp_path / "today" / "summary.csv").stat().st_size > 0
    options = run_there("python", "-c", LIST_OPTIONS).stdout.split()
    run_there("fls-planner", "compare", "wales-today", options[0], *SMALL)


def test_the_dashboard_answers_without_a_network(run_there: Run):
    """How soon it answers is for the benchmarks, not for a test on a busy machine."""
    seconds = run_there("python", "-c", START_DASHBOARD, str(SERVING)).stdout
    assert float(seconds) > 0


LIST_OPTIONS = "import planner; print(*planner.list_options())"
START_DASHBOARD = """
import pathlib, runpy, sys
serving = runpy.run_path(sys.argv[1])
port = serving["free_port"]()
command = [pathlib.Path(sys.executable).with_name("fls-planner"),
           "dashboard", "--port", str(port)]
address, log = f"http://127.0.0.1:{port}", pathlib.Path("dashboard.log").resolve()
with serving["serving"](command, address, log=log) as seconds:
    print(seconds)
"""
