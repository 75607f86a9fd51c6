"""Notes and the progress bar on the error stream, so that tables can be piped."""

from __future__ import annotations

from contextlib import AbstractContextManager

from planner.cli.console import console, say
from planner.experiment.running.executors import is_ready, make_ready
from planner.experiment.running.progress_bar import progress_bar
from planner.experiment.running.replicate import Progress
from planner.inputs.scenario import Scenario
from planner.locale import _


def note(words: str) -> None:
    """Print a note on the error stream."""
    say(words, stderr=True)


def prepare_engine(plan: Scenario, engine: str) -> None:
    """Compile the engine first, in words, where this computer has not done so yet."""
    if not is_ready(engine):
        from planner.code_cache import keeps_code  # Numba: for those who simulate

        note(
            _("Compiling the engine, once on this computer: {time} ...", time=_time())
            if keeps_code()
            else _("Compiling the engine, as every time: {time} ...", time=_time())
        )
        make_ready(plan, engine)


def _time() -> str:
    return _("half a minute, up to two minutes on a slow computer")


def bar_on_terminal(title: str) -> AbstractContextManager[Progress]:
    """A bar where the command line prints its notes."""
    return progress_bar(title, console(stderr=True))
