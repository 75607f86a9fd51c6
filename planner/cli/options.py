"""Arguments and options that several commands take, declared once."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from planner.errors import ScenarioError, outside, unknown_name
from planner.inputs.apply_changes import apply_options
from planner.inputs.boards import board_ids, official_name
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.inputs.units import LARGEST_SEED
from planner.locale import gettext_noop
from planner.pathway.engines import ENGINES

ScenarioName = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help=gettext_noop("Scenario: a name or a file.")
    ),
]
PlanName = Annotated[
    str,
    typer.Option(
        "--scenario", metavar="NAME", help=gettext_noop("Scenario: a name or a file.")
    ),
]
OptionNames = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        metavar="NAME",
        help=gettext_noop("Option to apply: a name or a file; repeatable."),
    ),
]
ComparedOptions = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[OPTION...]",
        help=gettext_noop("Options to compare: names or files."),
    ),
]
Replications = Annotated[
    int,
    typer.Option(
        "--replications",
        "-n",
        metavar="N",
        help=gettext_noop("Number of replications."),
    ),
]
Seed = Annotated[
    int, typer.Option(metavar="N", help=gettext_noop("Seed of the random numbers."))
]
Years = Annotated[
    float | None,
    typer.Option(metavar="YEARS", help=gettext_noop("Length of the plan in years.")),
]
BoardNames = Annotated[
    list[str] | None,
    typer.Option(
        "--board",
        metavar="NAME",
        help=gettext_noop("Health board to simulate (default: all); repeatable."),
    ),
]
BoardName = Annotated[
    str,
    typer.Option(
        "--board",
        metavar="NAME",
        help=gettext_noop("Health board, such as hywel-dda or Hywel Dda."),
    ),
]
Central = Annotated[
    bool,
    typer.Option(
        "--central",
        help=gettext_noop(
            "Central values alone, instead of going through the sets that fit."
        ),
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        metavar="N", help=gettext_noop("Parallel workers (default: one per core).")
    ),
]
Engine = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help=gettext_noop(
            "Simulation engine: compiled, or simpy (the slow reference; same results)."
        ),
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help=gettext_noop("Address of a Dask scheduler to run on.")
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help=gettext_noop("Ignore cached results."))
]
OutFolder = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FOLDER",
        help=gettext_noop("Folder, or .xlsx workbook, to write the results to."),
    ),
]
WriteReplications = Annotated[
    bool,
    typer.Option(
        "--replications-csv",
        help=gettext_noop("Also write results.csv: every value (large; needs --out)."),
    ),
]
WriteVisits = Annotated[
    bool,
    typer.Option(
        "--visits", help=gettext_noop("Also write every visit (large; needs --out).")
    ),
]
StartFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--start",
        metavar="FILE",
        help=gettext_noop(
            "A board's own numbers, as `template` and `import` make them, or the"
            " dashboard saves them: the start, never an effect; repeatable."
        ),
    ),
]
MeasureName = Annotated[
    str,
    typer.Option(
        "--measure",
        "--kpi",
        metavar="KPI",
        help=gettext_noop("Measure (a KPI id) that the answer is about."),
    ),
]
Quick = Annotated[
    bool,
    typer.Option("--quick", help=gettext_noop("A short trial, too short to rely on.")),
]
Replace = Annotated[
    bool,
    typer.Option("--replace", help=gettext_noop("Overwrite files that exist already.")),
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
        outside(name, value, low, high)
        for name, value, low, high in limits
        if value is not None and not low <= value <= high
    ]
    if engine not in ENGINES:
        problems.append(
            unknown_name(gettext_noop("engine"), engine, ENGINES, file="--engine")
        )
    if problems:
        raise ScenarioError(problems)


def load_plan(
    scenario: str,
    years: float | None = None,
    options: list[str] | None = None,
    start: list[Path] | None = None,
    *,
    central: bool = False,
) -> Scenario:
    """The scenario with its options applied and the length that is asked for.

    Parameters
    ----------
    start : files of boards' own numbers, laid below the options
    central : whether it is run with its central values alone

    Raises
    ------
    ScenarioError
    """
    plan = load_scenario(scenario)
    if central:
        plan = plan.central()
    if years is not None:
        plan = plan.with_values({"years": years}, source="--years")
    return apply_options(plan, [*(start or []), *(options or [])])


def boards_of(plan: Scenario, names: list[str] | None) -> list[str] | None:
    """Ids of the boards that are named, or None for all.

    Raises
    ------
    ScenarioError: for a board that does not exist
    """
    return None if names is None else board_ids(plan.boards, names)


def board_names(plan: Scenario) -> dict[str, str]:
    """Names of boards by id."""
    return {key: official_name(board) for key, board in plan.boards.items()}
