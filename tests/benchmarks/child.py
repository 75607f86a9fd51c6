"""One piece of work in a process of its own: `python -m tests.benchmarks.child JSON`.

Prints its times and the most memory it ever held, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BEGUN = time.perf_counter()
LOOK_SECONDS = 0.05


def run(ask: dict[str, Any]) -> dict[str, float]:
    """A run by the product's own door, warm: everything was called once before."""
    import planner
    from tests.benchmarks.plans import grown

    scenario = planner.load_scenario(ask["scenario"]).with_values(ask["changes"])
    scenario = grown(scenario, ask["times"])
    how: dict[str, Any] = {"boards": ask["boards"], "workers": ask["workers"]}
    # Another seed: what it draws may be kept, and must not be found again.
    planner.run(scenario, replications=ask["workers"], seed=99, **how)
    wall, cpu = time.perf_counter(), time.process_time()
    planner.run(scenario, replications=ask["replications"], seed=1, **how)
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
    }


def first_call(ask: dict[str, Any]) -> dict[str, float]:
    """Import, then one replication of one board, compiling whatever is not kept."""
    import planner
    from planner.pathway.engines import COMPILED
    from tests.benchmarks import ours

    imported = time.perf_counter()
    scenario = planner.load_scenario(ask["scenario"]).with_values(ask["changes"])
    loaded = time.perf_counter()
    work = ours.whole(scenario, ask["boards"], COMPILED, measured=True)
    cpu = time.process_time()
    work(0)
    cpu, called = time.process_time() - cpu, time.perf_counter()
    work(1)
    return {
        "import": imported - BEGUN,
        "load": loaded - imported,
        "first": called - loaded,
        "first_cpu": cpu,
        "second": time.perf_counter() - called,
    }


def screen(ask: dict[str, Any]) -> dict[str, float]:
    """The dashboard's answers, once somebody has compared options with the baseline."""
    from dashboard import jobs
    from dashboard.app import create_app
    from dashboard.pages import compare, wales
    from dashboard.plans import Plan
    from dashboard.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        steps = ask["replications"]
        folders = {"cache_folder": Path(folder), "options_folder": Path(folder, "own")}
        create_app(Settings(first_replications=steps, replications=steps, **folders))
        plain = Plan(ask["scenario"])
        plans = [plain, *(Plan(plain.scenario, (name,)) for name in ask["options"])]
        run = jobs.service().start(plans)
        while run.state not in ("done", "failed", "cancelled"):
            time.sleep(LOOK_SECONDS)
            run = jobs.service().row(run.id) or run
        if run.state != "done":
            raise RuntimeError(f"the comparison ended as {run.state}: {run}")
        _, year = wales.offer_years("", "", "")
        measure = next(iter(wales.parts.ON_MAP))
        pages = {
            "wales": lambda: wales.show_body("", year, measure, "", ""),
            "compare": lambda: compare.show_results("", "wales", "", "", run.id),
        }
        return {
            name + when: _cpu_of(draw)
            for name, draw in pages.items()
            for when in (" first", " again")
        }


def _cpu_of(draw: Callable[[], object]) -> float:
    before = time.process_time()
    draw()
    return time.process_time() - before


def memory_of(process: Path, field: str) -> int:
    """Kilobytes of one process by the system's own account; 0 once it has ended."""
    try:
        lines = (process / "status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(field))


def family(process: Path) -> list[Path]:
    """A process and everything that it started."""
    try:
        lists = [path.read_text() for path in process.glob("task/*/children")]
    except OSError:
        return [process]
    own = [process.parent / number for text in lists for number in text.split()]
    return [process, *(one for child in own for one in family(child))]


class Watch(threading.Thread):
    """Notes, many times a second, what this process and its workers hold together.

    What the system itself calls the peak begins with the memory of whoever started us.
    """

    kilobytes = 0

    def __init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        """Look again and again."""
        me = Path(f"/proc/{os.getpid()}")
        while True:
            now = sum(memory_of(process, "VmRSS:") for process in family(me))
            self.kilobytes = max(self.kilobytes, now, memory_of(me, "VmHWM:"))
            time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    watch = Watch()
    watch.start()
    done = {"run": run, "first call": first_call, "screen": screen}[asked["work"]](
        asked
    )
    last = memory_of(Path(f"/proc/{os.getpid()}"), "VmHWM:")
    peak = max(watch.kilobytes, last) / 1024
    sys.stdout.write(json.dumps({**done, "peak": peak}))
