"""A progress bar and notes on the error stream, so that tables can be piped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from planner.cli.console import console, say
from planner.experiment.running.executors import is_ready, make_ready
from planner.inputs.scenario import Scenario
from planner.jit import keeps_code
from planner.locale import _

NARROW = 70
"""Columns that a bar, a count and a time need."""


def note(words: str) -> None:
    """Print a note on the error stream."""
    say(words, stderr=True)


@contextmanager
def preparing(plan: Scenario, engine: str) -> Iterator[None]:
    """Compile the engine first, in words, where this computer has not done so yet."""
    if engine and not is_ready(engine):
        note(
            _("Compiling the engine, once on this computer: {time} ...", time=_time())
            if keeps_code()
            else _("Compiling the engine, as every time: {time} ...", time=_time())
        )
        make_ready(plan, engine)
    yield


def _time() -> str:
    return _("half a minute, up to two minutes on a slow computer")


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A function that moves the bar to `done` of `total`."""
    terminal = console(stderr=True)
    columns: list[ProgressColumn] = [MofNCompleteColumn(), TimeRemainingColumn()]
    if terminal.width >= NARROW + len(title):
        columns = [
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            *columns,
        ]
    with Progress(*columns, console=terminal, transient=True) as bar:
        task = bar.add_task(title, total=None)

        def move(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield move
