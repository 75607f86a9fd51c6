"""A cluster of computers as an executor: Dask, the extra `cluster`."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager, suppress
from typing import Any

from planner.errors import Problem, ScenarioError, SimulationError
from planner.locale import _

ANSWER_SECONDS = 10
"""Seconds that a scheduler may take to answer, and its first worker to be there."""
LOOK_AGAIN_SECONDS = 2.0
ALONE_SECONDS = 60.0
"""Seconds that a cluster may be without any worker before a run gives up."""


@contextmanager
def open_cluster(address: str) -> Iterator[tuple[Executor, Callable[[], int]]]:
    """Executor and size of the cluster whose scheduler listens at an address.

    A worker that is lost is no matter: the scheduler hands its work to another.

    Raises
    ------
    ScenarioError: if nobody answers there, or Dask is not installed
    SimulationError: if the cluster is lost on the way
    """
    client = _connect(address)
    killed = importlib.import_module("distributed.scheduler").KilledWorker
    executor = client.get_executor(pure=False)
    try:
        yield executor, _size_of(client, address)
    except killed as error:
        why = _(
            "one piece of work ended several workers of the cluster, one after another;"
            " give them more memory"
        )
        raise SimulationError(why) from error
    except CancelledError as error:
        why = _("the cluster at {address} was lost", address=address)
        raise SimulationError(why) from error
    finally:
        # Whoever cancels waits for nobody: the scheduler forgets what a client asked
        # for when the client goes.
        with suppress(Exception):
            client.close(timeout=0.2)


def _connect(address: str) -> Any:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        hint = _("install the extra: {name}", name="fls-planner[cluster]")
        raise _refused(address, _("needs Dask, which is not installed"), hint) from None
    try:
        client = distributed.Client(
            address, timeout=ANSWER_SECONDS, set_as_default=False
        )
    except (OSError, ValueError, TimeoutError):
        hint = _("write the scheduler's address, like tcp://computer:8786")
        raise _refused(address, _("no scheduler answers there"), hint) from None
    try:
        client.wait_for_workers(1, timeout=ANSWER_SECONDS)
    except TimeoutError:
        client.close(timeout=0.2)
        hint = _("start some: {command}", command="dask worker ADDRESS")
        raise _refused(address, _("this cluster has no workers"), hint) from None
    return client


def _refused(address: str, rule: str, hint: str) -> ScenarioError:
    return ScenarioError(Problem("--cluster", rule, value=address, hint=hint))


def _size_of(client: Any, address: str) -> Callable[[], int]:
    """Threads of all workers, counted anew now and then: workers come and go."""
    size, looked, seen = 1, -LOOK_AGAIN_SECONDS, time.monotonic()

    def count() -> int:
        nonlocal size, looked, seen
        now = time.monotonic()
        if now - looked < LOOK_AGAIN_SECONDS:
            return size
        looked = now
        with suppress(OSError, TimeoutError):
            threads = sum(client.nthreads().values())
            size = max(1, threads)
            seen = now if threads else seen
        if now - seen > ALONE_SECONDS:
            raise SimulationError(
                _("the cluster at {address} has no workers any more", address=address)
            )
        return size

    return count
