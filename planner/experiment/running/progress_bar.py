"""A progress bar, for the command line and for a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from planner.experiment.running.replicate import Progress
from planner.locale import _

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

NARROW = 70
"""Columns that a bar, a count and a time need."""


@contextmanager
def progress_bar(title: str, terminal: Any = None) -> Iterator[Progress]:
    """A function that moves the bar to `done` of `total`; the bar goes when it is done.

    Parameters
    ----------
    terminal : console on which the bar stands, if not the one that rich finds itself
    """
    # Nobody but a reader of the bar waits for its library.
    from rich import get_console
    from rich import progress as rich_progress

    terminal = terminal or get_console()
    # What is piped into a file is its own lines alone, not even an empty one.
    hidden = not (terminal.is_terminal or terminal.is_jupyter)
    columns: list[ProgressColumn] = [
        rich_progress.MofNCompleteColumn(),
        rich_progress.TimeRemainingColumn(),
    ]
    if terminal.width >= NARROW + len(title):
        words = rich_progress.TextColumn("{task.description}", markup=False)
        columns = [words, rich_progress.BarColumn(), *columns]
    with rich_progress.Progress(
        *columns, console=terminal, transient=True, disable=hidden
    ) as bar:
        task = bar.add_task(title, total=None)

        def move(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield move


@contextmanager
def progress_shown(
    progress: Progress | bool | None, title: str = ""
) -> Iterator[Progress | None]:
    """The function called with replications done; a bar if `progress` is true."""
    if not isinstance(progress, bool):
        yield progress
    elif progress:
        with progress_bar(title or _("Simulating")) as bar:
            yield bar
    else:
        yield None
