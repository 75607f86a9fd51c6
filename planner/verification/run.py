"""A case run: every variant over its replications, every expectation judged."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.errors import DataError, InputError, Problem
from planner.experiment.running.collect import RunRequest, replicate
from planner.experiment.running.collectors import InMemory, in_memory
from planner.experiment.running.replicate import Collector
from planner.locale import _
from planner.outcomes.record import Record
from planner.pathway.engines import COMPILED
from planner.verification.format import Case, Expect
from planner.verification.judge import (
    NOT_EXPRESSED,
    SHARP,
    CaseAnswer,
    evaluate,
    judge,
    relate,
    tolerance,
)
from planner.verification.measures import Part, measured
from planner.verification.read import UNREADABLE, CaseFile
from planner.verification.sight import lay_out_case, see

CEILING, FEWEST = 6, 8
"""At most how many times the replications asked for, and how few in a short try."""
QUICK = 0.05
"""Part of a run that is tried quickly."""
Row = tuple[Part, Part | None]
Value = tuple[Any, float | None]
"""A value and its standard error; none where a single run or a list gives it."""


@dataclass(frozen=True)
class CaseEffort:
    """Engine, part of the run that is tried (all, to be judged by), and workers.

    `workers` is as `replicate` takes it.
    """

    engine: str = COMPILED
    share: float = 1.0
    workers: int | None = None


def run_cases(
    files: Sequence[CaseFile],
    effort: CaseEffort,
    told: Callable[[str, int], None] = lambda _case, _number: None,
) -> tuple[list[tuple[Case, list[CaseAnswer]]], list[Problem]]:
    """Answers of every case; what cannot be measured does not stop the others.

    Parameters
    ----------
    told : called with the id of each case and its number, before it is run
    """
    done: list[tuple[Case, list[CaseAnswer]]] = []
    problems: list[Problem] = []
    for number, file in enumerate(files, 1):
        case = file.variants[""]
        told(case.id, number)
        try:
            done.append((case, run_case(file, effort)))
        except InputError as error:
            problems += error.problems
    return done, problems


def run_case(file: CaseFile, effort: CaseEffort) -> list[CaseAnswer]:
    """Every expectation and relation of a case, judged.

    Raises
    ------
    DataError: if something cannot be measured
    """
    with _measuring(file.variants[""]):
        return _answers(file, effort)


@contextmanager
def _measuring(case: Case) -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        told = _(
            "cannot be measured: {kind}: {error}",
            kind=type(error).__name__,
            error=error,
        )
        hint = _("see what each measure and relation takes, on the page of cases")
        raise DataError(Problem(case.id, told, hint=hint)) from error


def _answers(file: CaseFile, effort: CaseEffort) -> list[CaseAnswer]:
    plain, answers = file.variants[""], dict[str, CaseAnswer]()
    for each in plain.expect:
        if why := each.not_expressed or plain.not_expressed:
            gate = each.gate or plain.gate
            answers[each.name] = CaseAnswer(each.name, gate, NOT_EXPRESSED, why=why)
        elif each.sum:
            total = evaluate(each.sum, plain.numbers)
            answers[each.name] = judge(plain, each, total, None)
    for variant, case in file.variants.items():
        left = [e for e in case.expect if e.name not in answers]
        wanted = [each for each in left if each.variant == variant]
        values = simulate_case(case, wanted, effort) if wanted else []
        for each, value in zip(wanted, values, strict=True):
            answers[each.name] = judge(case, each, *value)
    found = [answers[each.name] for each in plain.expect]
    if plain.not_expressed and not found:
        found = [CaseAnswer("", plain.gate, NOT_EXPRESSED, why=plain.not_expressed)]
    return found + [relate(plain, each, answers) for each in plain.relation]


def simulate_case(case: Case, wanted: list[Expect], effort: CaseEffort) -> list[Value]:
    """Values of expectations over as many replications as their tolerances take."""
    case = shortened(case, effort.share)
    world, parts = lay_out_case(case), list[list[Row]]()
    number = case.window.replications
    most = number * CEILING if effort.share == 1 and number > 1 else number

    def observe(record: Record) -> list[Row]:
        with _measuring(case):
            sight = see(case, world, effort.engine, record)
            return [
                (measured(sight, each), measured(sight, each.per) if each.per else None)
                for each in wanted
            ]

    rows = Collector("", observe, in_memory, InMemory)
    while True:
        request = RunRequest(
            scenario=world.scenario,
            boards=world.boards,
            numbers=range(len(parts), number),
            seed=case.window.seed,
            as_one=True,
        )
        workers = case.window.workers or effort.workers
        (found,) = replicate([request], [rows], workers=workers, engine=effort.engine)
        parts += found.of(rows)[world.boards[0]]
        columns = zip(*parts, strict=True)
        values = [summed(e, c) for e, c in zip(wanted, columns, strict=True)]
        needed = max(map(_needed, wanted, values))
        if needed <= 1 or number >= most:
            return values
        number = min(most, math.ceil(number * min(2.0, needed * 1.1)))


def shortened(case: Case, share: float) -> Case:
    """The case with a shorter window, or fewer replications where times are stated."""
    window = case.window
    if share == 1 or window.replications == 1:
        return case
    fewer = max(math.ceil(window.replications * share), 2 if case.base else FEWEST)
    changed: dict[str, Any] = {"replications": min(fewer, window.replications)}
    measures = [part for each in case.expect for part in (each, each.per) if part]
    stated = [time for m in measures for time in (m.start, m.until, m.at)]
    last = max((time for time in stated if isinstance(time, float)), default=0.0)
    end = window.warm_up + (window.end - window.warm_up) * share
    if end > last and not any(isinstance(time, tuple) for time in stated):
        changed["end"] = end
    return case.model_copy(update={"window": window.model_copy(update=changed)})


def _needed(each: Expect, value: Value) -> float:
    """Factor by which the replications must grow before a value is sure."""
    judged = isinstance(each.value, float)
    return (SHARP * (value[1] or 0.0) / tolerance(each)) ** 2 if judged else 0.0


def summed(each: Expect, rows: tuple[Row, ...]) -> Value:
    """A value over replications: a ratio of sums, its error by the delta method."""
    if isinstance(rows[0][0][0], list):
        lists = [own[0] for own, _per in rows]
        alone = len(lists) == 1 or each.measure == "ids"
        return (lists[0] if alone else np.mean(lists, axis=0).tolist()), None
    if each.per is None:
        tops, bases = np.array([own for own, _per in rows], dtype=float).T
    else:
        both = np.array(rows, dtype=float)
        tops, bases = (both[..., 0] / np.maximum(both[..., 1], 1e-300)).T
    if not bases.sum():
        return None, None
    if each.over != "mean":
        return _spread(each, tops / bases)
    value, count = float(tops.sum() / bases.sum()), len(rows)
    if count == 1:
        return value, None
    spread = math.sqrt(((tops - value * bases) ** 2).sum() / (count - 1) / count)
    return value, spread / float(bases.mean())


def _spread(each: Expect, values: Any) -> Value:
    """Standard deviation or percentiles over replications."""
    if isinstance(each.over, tuple):
        return np.percentile(values, each.over).tolist(), None
    sd = float(values.std(ddof=1))
    fourth = float(((values - values.mean()) ** 4).mean())
    error = math.sqrt(max(fourth - sd**4, 0.0) / len(values)) / (2 * sd) if sd else 0.0
    return sd, error
