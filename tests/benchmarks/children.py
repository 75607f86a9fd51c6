"""Programs started fresh: their time from the shell, their memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.clock import Timing

ROOT = Path(__file__).resolve().parent.parent.parent


def ask_child(
    ask: Mapping[str, Any], extra: Mapping[str, str] | None = None
) -> dict[str, float]:
    """What `tests.benchmarks.child` answers, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.child", json.dumps(ask)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **(extra or {})},
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def from_the_shell(
    arguments: Sequence[str], times: int, extra: Mapping[str, str] | None = None
) -> Timing:
    """Median time of a Python program, from its start to its end."""
    taken = [_once([sys.executable, *arguments], extra or {}) for _ in range(times)]
    return Timing(median(t.wall for t in taken), median(t.cpu for t in taken))


def _once(command: Sequence[str], extra: Mapping[str, str]) -> Timing:
    wall, cpu = time.perf_counter(), _cpu_of_children()
    subprocess.run(
        command, check=True, capture_output=True, cwd=ROOT, env={**os.environ, **extra}
    )
    return Timing(time.perf_counter() - wall, _cpu_of_children() - cpu)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
