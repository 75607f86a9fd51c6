"""One piece of work in a process of its own: `python -m tests.benchmarks.child JSON`.

Prints its times and the most memory it ever held, as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

BEGUN = time.perf_counter()


def run(ask: dict[str, Any]) -> dict[str, float]:
    """A run by the product's own door, warm: everything was called once before."""
    import planner
    from tests.benchmarks.plans import grown

    scenario = planner.load_scenario(ask["scenario"]).with_changes(ask["changes"])
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
    scenario = planner.load_scenario(ask["scenario"]).with_changes(ask["changes"])
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


def megabytes() -> dict[str, float]:
    """The most memory this process held, and the largest of its own workers."""
    whose = {"peak": resource.RUSAGE_SELF, "largest_worker": resource.RUSAGE_CHILDREN}
    return {
        name: resource.getrusage(who).ru_maxrss / 1024 for name, who in whose.items()
    }


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    done = {"run": run, "first call": first_call}[asked["work"]](asked)
    sys.stdout.write(json.dumps({**done, **megabytes()}))
