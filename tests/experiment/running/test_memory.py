"""Memory that one replication frees is there for the next one."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

REPLICATIONS = """
import resource
import numpy as np
import planner.experiment.running.replicate

def replicate():
    tables = [np.ones(2**17) for _ in range(8)]
    return sum(table[0] for table in tables)

replicate()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    replicate()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a trait of glibc")
def test_later_replications_fetch_hardly_any_memory_anew():
    command = [sys.executable, "-c", REPLICATIONS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    # Eight megabytes are 2048 pages, twenty times over.
    assert int(done.stdout) < 2048
