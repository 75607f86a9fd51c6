"""Options that several commands share, with one name and one help text each."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from planner.errors import Problem, ScenarioError
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.numerics.random_numbers import LARGEST_SEED
from planner.pathway.engines import COMPILED, ENGINES, SIMPY

Seed = Annotated[int, typer.Option(help="Same seed, same numbers.")]
Years = Annotated[float | None, typer.Option(help="Length of the plan, in years.")]
Boards = Annotated[
    list[str] | None, typer.Option("--board", help="Only this board; may be repeated.")
]
Workers = Annotated[
    int | None, typer.Option(help="Parallel workers (default: one per core).")
]
Engine = Annotated[
    str,
    typer.Option(help=f"{COMPILED}, or {SIMPY} for the slow reference: same numbers."),
]
Cluster = Annotated[
    str | None, typer.Option(help="Address of a Dask scheduler that has workers.")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Ignore cached results.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder to write results into.")
]


PLAIN_WORD = re.compile(r"[\w@%+=:,./\\-]+", re.ASCII)
ACTIVE = re.compile(r"""["$`\\!]""")
"""Marks that a shell still reads inside double quotation marks."""


def command_line(*words: object) -> str:
    """A command of this program, to be copied into a terminal as it stands.

    >>> command_line("run", "plan", "--option", Path("NHS Wales") / "dxa.toml")
    '  fls-planner run plan --option "NHS Wales/dxa.toml"'
    """
    return " ".join(["  fls-planner", *map(_quoted, words)])


def _quoted(word: object) -> str:
    text = str(word)
    if isinstance(word, Path) and text.startswith("-"):
        text = f".{'/' if sys.platform != 'win32' else chr(92)}{text}"
    windows = sys.platform == "win32"
    if PLAIN_WORD.fullmatch(text) and (windows or "\\" not in text):
        return text
    if windows or not ACTIVE.search(text):
        return f'"{text}"'
    return shlex.quote(text)


def load_plan(scenario: str, years: float | None) -> Scenario:
    """The scenario, as long as is asked for.

    Raises
    ------
    ScenarioError
    """
    plan = load_scenario(scenario)
    if years is not None:
        plan = plan.with_values({"years": years}, source="--years")
    return plan


def check_options(
    engine: str,
    seed: int,
    workers: int | None,
    counts: Iterable[tuple[str, int | None, int, int]],
) -> None:
    """Refuse options that cannot be used, all of them at once.

    Parameters
    ----------
    counts : name, value, lowest and highest of further options; None: not given

    Raises
    ------
    ScenarioError
    """
    limits = (
        *counts,
        ("--seed", seed, 0, LARGEST_SEED),
        ("--workers", workers, 1, 1000),
    )
    problems = [
        Problem(name, f"between {low:,} and {high:,}", value=str(value))
        for name, value, low, high in limits
        if value is not None and not low <= value <= high
    ]
    if engine not in ENGINES:
        rule = f"one of: {', '.join(ENGINES)}"
        problems.append(Problem("--engine", rule, value=repr(engine)))
    if problems:
        raise ScenarioError(problems)
