"""What a back-test is asked: which constants, fitted on which years, to predict which.

Everything is checked before anything runs, and every problem is said at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.calibration.constants import Constant, constants_of
from planner.calibration.constants_by_name import (
    NAMED,
    constant_named,
    keys_at,
    value_now,
)
from planner.calibration.fit import BOARD
from planner.calibration.observed import (
    Observed,
    Sheet,
    observed_of,
    shipped_sheet,
)
from planner.errors import Problem, ScenarioError
from planner.inputs.changes import expand
from planner.inputs.scenario import Scenario
from planner.inputs.units import years_after
from planner.outcomes.periods import Periods

MOST_CONSTANTS = 4
MOST_YEARS = 20
USUAL = ("reserved_slots", "other_referrals", "starting_list")
"""Constants of a board that names none."""


@dataclass(frozen=True)
class Question:
    """A checked back-test, before anything is simulated."""

    scenario: Scenario
    """As long as the years that are fitted."""
    longer: Scenario
    """As long as to the end of the predicted year."""
    board_id: str
    constants: tuple[Constant, ...]
    fitted: tuple[Observed, ...]
    """Figures of the years that are fitted: all that the fit is given."""
    held_back: tuple[Observed, ...]
    """Figures of the predicted year, opened after the prediction is made."""
    left_out: tuple[Observed, ...]
    """Figures of years that are neither."""
    fit_years: tuple[str, ...]
    predicted: str


def question_of(
    scenario: Scenario,
    board_id: str,
    *,
    sheet: Sheet | None = None,
    constants: Sequence[str] = (),
    fit_years: str = "",
    predict: str = "",
) -> Question:
    """The back-test that is asked for.

    Parameters
    ----------
    sheet : observed figures; None: the published ones of Aneurin Bevan
    constants : names, or name=low:high; without any, the board's usual ones
    fit_years : first-last, or one year; empty: all observed years but the last
    predict : year; empty: the one after those that are fitted

    Raises
    ------
    ScenarioError: with every problem of the figures, the years and the constants
    """
    _check_board(scenario, board_id, sheet)
    labels = year_labels(scenario)
    observed = observed_of(sheet or shipped_sheet(), scenario, board_id, labels)
    problems: list[Problem] = []
    span = _fit_years(fit_years, observed, labels, problems)
    after = _predicted(predict, span, labels, problems)
    chosen = _constants(scenario, board_id, constants, problems)
    parts: dict[bool | None, list[Observed]] = {True: [], False: [], None: []}
    for each in observed:
        year = each.target.period
        parts[True if year in span else False if year == after else None].append(each)
    if not problems:
        problems += _too_few(chosen, parts[True], span)
    if problems:
        raise ScenarioError(problems)
    years = labels.index(span[-1]) + 1
    short = _as_long(scenario, years)
    _check_boxes(short, board_id, chosen)
    return Question(
        scenario=short,
        longer=_as_long(scenario, max(labels.index(after) + 1, years)),
        board_id=board_id,
        constants=chosen,
        fitted=tuple(parts[True]),
        held_back=tuple(parts[False]),
        left_out=tuple(parts[None]),
        fit_years=span,
        predicted=after,
    )


def year_labels(scenario: Scenario) -> tuple[str, ...]:
    """Years that a plan from this first day may have, by name."""
    end = years_after(scenario.plan_start, MOST_YEARS)
    return Periods(scenario.plan_start, (end - scenario.plan_start).days).years.labels


def _check_board(scenario: Scenario, board_id: str, sheet: Sheet | None) -> None:
    if board_id not in scenario.providers:
        rule = f"a board with a service of its own: {', '.join(scenario.providers)}"
        raise ScenarioError(Problem("--board", rule, value=repr(board_id)))
    if sheet is None and board_id != BOARD:
        rule = f"only {BOARD} has published figures"
        hint = "give --observed FILE.csv with the board's own"
        raise ScenarioError(Problem("--board", rule, value=repr(board_id), hint=hint))


def _as_long(scenario: Scenario, years: int) -> Scenario:
    if scenario.years == years:
        return scenario
    return scenario.with_values({"years": years}, source="back-test")


def _fit_years(
    text: str,
    observed: tuple[Observed, ...],
    labels: tuple[str, ...],
    problems: list[Problem],
) -> tuple[str, ...]:
    """Years that are fitted; none when they are wrong."""
    with_figures = sorted({each.target.period for each in observed}, key=labels.index)
    if not text and len(with_figures) < 2:
        rule = "figures of two years at least: some to fit, one to predict"
        hint = "to fit a single year, name it with --fit-years and --predict"
        problems.append(Problem("--observed", rule, hint=hint))
        return ()
    ends = text.split("-") if text else [with_figures[0], with_figures[-2]]
    ends = [end.strip() for end in ends]
    places = [labels.index(end) for end in ends if end in labels]
    if len(places) != len(ends) or len(ends) > 2 or places[0] > places[-1]:
        rule = f"a year or first-last, within {labels[0]} to {labels[-1]}"
        hint = f"figures are given for: {', '.join(with_figures)}"
        problems.append(Problem("--fit-years", rule, value=repr(text), hint=hint))
        return ()
    return labels[places[0] : places[-1] + 1]


def _predicted(
    text: str, span: tuple[str, ...], labels: tuple[str, ...], problems: list[Problem]
) -> str:
    """The year that is predicted: after all that are fitted."""
    if not span:
        return ""
    later = labels[labels.index(span[-1]) + 1 :]
    if text and text not in later:
        rule = f"a year after those that are fitted ({span[0]} to {span[-1]})"
        hint = f"e.g. {later[0]}" if later else "fit fewer years"
        problems.append(Problem("--predict", rule, value=repr(text), hint=hint))
        return ""
    if not later:
        problems.append(Problem("--fit-years", "leave a year to predict"))
        return ""
    return text or later[0]


def _constants(
    scenario: Scenario, board_id: str, asked: Sequence[str], problems: list[Problem]
) -> tuple[Constant, ...]:
    """Constants with their boxes: those asked for, or the usual ones."""
    if not asked and board_id == BOARD:
        return constants_of(BOARD)
    found = [_constant(scenario, board_id, text, problems) for text in asked or USUAL]
    chosen = [constant for constant in found if constant is not None]
    names = [constant.id for constant in chosen]
    problems += [
        Problem("--constants", "stands once", name)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if len(found) > MOST_CONSTANTS:
        rule = (
            f"at most {MOST_CONSTANTS}: yearly figures cannot tell more apart, and a"
            " board with enough free constants fits anything and predicts nothing"
        )
        hint = "fix the others from the board's own counts"
        problems.append(Problem("--constants", rule, value=f"{len(found)}", hint=hint))
    return tuple(chosen)


def _constant(
    scenario: Scenario, board_id: str, text: str, problems: list[Problem]
) -> Constant | None:
    """One constant, written as its name or as name=low:high."""
    name, equals, ends = (part.strip() for part in text.partition("="))
    if np.isnan(value_now(scenario, board_id, name)):
        rule = f"is one of {', '.join(NAMED)}, or the dotted key of a number"
        hint = "the scenario must have such a thing for this board"
        problems.append(Problem("--constants", rule, name, hint=hint))
        return None
    try:
        box = _box(scenario, name, ends) if equals else None
    except ValueError:
        rule, hint = "is low:high, low below high", f"write {name}=LOW:HIGH"
        problems.append(Problem("--constants", rule, name, repr(ends), hint))
        return None
    constant = constant_named(scenario, board_id, name, box)
    if constant is None:
        rule, hint = "needs a box to look in", f"write {name}=LOW:HIGH"
        problems.append(Problem("--constants", rule, name, hint=hint))
    return constant


def _box(scenario: Scenario, name: str, text: str) -> tuple[float, float]:
    """Both ends; dates count as days after the plan's first.

    Raises
    ------
    ValueError
    """
    low, high = (_end(scenario, name, part.strip()) for part in text.split(":"))
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError
    return low, high


def _end(scenario: Scenario, name: str, text: str) -> float:
    if name == "first_change" and "-" in text[1:]:
        return float((datetime.date.fromisoformat(text) - scenario.plan_start).days)
    return float(text)


def _too_few(
    constants: tuple[Constant, ...], fitted: list[Observed], span: tuple[str, ...]
) -> list[Problem]:
    """Whether there are figures enough to choose so many constants."""
    free = sum(constant.use == "fitted" for constant in constants)
    if len(fitted) >= free:
        return []
    rule = (
        f"at least as many figures as constants: {len(fitted)} of {span[0]} to"
        f" {span[-1]} cannot choose {free}"
    )
    hint = "name fewer --constants, or give more figures"
    return [Problem("--observed", rule, hint=hint)]


def _check_boxes(
    scenario: Scenario, board_id: str, constants: tuple[Constant, ...]
) -> None:
    """Refuse a box with an end that the scenario refuses, or that a change overrides.

    Raises
    ------
    ScenarioError
    """
    problems: list[Problem] = []
    dated = [change for change in scenario.changes if not change.settled]
    for constant in constants:
        for end in (constant.low, constant.high):
            keys = keys_at(scenario, board_id, {constant.id: end})
            try:
                scenario.with_values(keys)
            except ScenarioError as error:
                problems += [_refused(constant, end, found) for found in error.problems]
        later = [
            change.name
            for change in dated
            if set(keys) & set(expand(change.values, scenario.boards))
        ]
        if later:
            rule = f"is set anew later by {', '.join(later)}, so that it cannot be free"
            problems.append(Problem("--constants", rule, constant.id))
    if problems:
        raise ScenarioError(dict.fromkeys(problems))


def _refused(constant: Constant, end: float, found: Problem) -> Problem:
    hint = f"write {constant.id}=LOW:HIGH with another box"
    rule = f"{found.key}: {found.rule}" if found.key else found.rule
    return Problem("--constants", rule, constant.id, f"{end:g}", hint)
