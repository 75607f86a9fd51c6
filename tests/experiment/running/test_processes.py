"""Worker processes: they start, or say why not, and end with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import planner

SCRIPT = """
import sys
from pathlib import Path
with Path(sys.argv[1]).open("a") as log:
    log.write("ran\\n")
from planner import load_scenario, run
plan = load_scenario().with_values({"years": 0.05, "run_on_days": 0})
executor = sys.argv[2] if len(sys.argv) > 2 else None
made = run(
    plan, 2, boards=["hywel-dda"], workers=2, engine="simpy", executor=executor
)
print(made.replications)
"""
PARENT = """
import multiprocessing, sys, time
from planner.experiment.running.executors import Backend, open_pool

def main():
    with open_pool(Backend("processes", 2)) as pool:
        for _ in range(2):
            pool.executor.submit(time.sleep, 0.5)
        time.sleep(3)
        print(*[child.pid for child in multiprocessing.active_children()], flush=True)
        time.sleep(60)

if __name__ == "__main__":
    main()
"""


def call(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a plain script without a main guard does, and how often it ran."""
    (folder / "script.py").write_text(SCRIPT)
    command = [sys.executable, str(folder / "script.py"), str(folder / "log")]
    return subprocess.run([*command, *arguments], capture_output=True, text=True)


def test_a_plain_script_without_a_main_guard_runs_once(tmp_path: Path):
    done = call(tmp_path)
    assert (done.stdout, done.stderr) == ("2\n", "")
    assert (tmp_path / "log").read_text() == "ran\n"


def test_where_it_asks_for_processes_it_is_told_what_is_wrong_after_one_try(
    tmp_path: Path,
):
    done = call(tmp_path, "processes")
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1
    assert 'if __name__ == "__main__"' in done.stderr.splitlines()[-1]
    assert len((tmp_path / "log").read_text().splitlines()) <= 3


@pytest.mark.skipif(sys.platform == "win32", reason="asks the system by signals")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path):
    (tmp_path / "parent.py").write_text(PARENT)
    command = [sys.executable, str(tmp_path / "parent.py")]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        workers = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    assert workers
    until = time.monotonic() + 30
    while any(map(_lives, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(_lives, workers))


def _lives(pid: int) -> bool:
    """Whether a process is there and has not ended; who collects it is no matter."""
    try:
        os.kill(pid, signal.SIG_DFL)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or ") Z " not in state.read_text()


NOT_OURS = "import sys\nsys.stderr.write('not ours')\nsys.exit(99)\n"


def test_workers_take_no_module_from_the_current_folder(tmp_path: Path):
    script = tmp_path / "elsewhere" / "script.py"
    script.parent.mkdir()
    script.write_text(PARENT.replace("time.sleep(60)", "raise SystemExit(0)"))
    for name in ("random", "types", "threading", "tempfile", "calendar", "planner"):
        (tmp_path / f"{name}.py").write_text(NOT_OURS)
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(planner.__file__).parents[1])},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()
