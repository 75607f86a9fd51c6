"""A back-test as requested: constants, years to fit and the year to predict.

Everything is checked before anything runs, and every problem is said at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.calibration.boxes import check_boxes, read_constants
from planner.calibration.fitting_plan import FITTED, Constants, load_plan
from planner.calibration.observed import (
    ObservedFigure,
    ObservedTable,
    check_observed,
    published_figures,
)
from planner.errors import Problem, ScenarioError, known_names
from planner.inputs.scenario import Scenario
from planner.inputs.units import years_after
from planner.locale import _
from planner.outcomes.periods import Periods

MOST_YEARS = 20


@dataclass(frozen=True)
class BacktestRequest:
    """A checked back-test, before anything is simulated."""

    scenario: Scenario
    """As long as the years that are fitted."""
    longer: Scenario
    """As long as to the end of the predicted year."""
    board_id: str
    constants: Constants
    fitted: tuple[ObservedFigure, ...]
    """Figures of the years that are fitted: all that the fit is given."""
    held_back: tuple[ObservedFigure, ...]
    """Figures of the predicted year, opened after the prediction is made."""
    left_out: tuple[ObservedFigure, ...]
    """Figures of years that are neither."""
    fit_years: tuple[str, ...]
    predicted: str


def request_backtest(
    scenario: Scenario,
    board_id: str,
    *,
    observed: ObservedTable | None = None,
    constants: Sequence[str] = (),
    fit_years: str = "",
    predict: str = "",
) -> BacktestRequest:
    """The back-test, checked.

    Parameters
    ----------
    observed : a board's figures; None: those that it published
    constants : names, or name=low:high; without any, the board's usual ones
    fit_years : first-last, or one year; empty: all observed years but the last
    predict : year; empty: the one after those that are fitted

    Raises
    ------
    ScenarioError: with every problem of the figures, the years and the constants
    """
    _check_board(scenario, board_id, observed)
    labels = year_labels(scenario)
    table = observed or published_figures(board_id)
    figures = check_observed(table, scenario, board_id, labels)
    problems: list[Problem] = []
    span = _fit_years(fit_years, figures, labels, problems)
    after = _predicted(predict, span, labels, problems)
    chosen = read_constants(scenario, board_id, constants, problems)
    parts: dict[bool | None, list[ObservedFigure]] = {True: [], False: [], None: []}
    for each in figures:
        year = each.target.year
        parts[True if year in span else False if year == after else None].append(each)
    if not problems:
        problems += _too_few(chosen, parts[True], span)
    if problems:
        raise ScenarioError(problems)
    years = labels.index(span[-1]) + 1
    short = _as_long(scenario, years)
    check_boxes(short, board_id, chosen)
    return BacktestRequest(
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


def _check_board(
    scenario: Scenario, board_id: str, observed: ObservedTable | None
) -> None:
    if board_id not in scenario.providers:
        rule = _("a board with a service of its own")
        hint = known_names(board_id, scenario.providers)
        problem = Problem("--board", rule, value=repr(board_id), hint=hint)
        raise ScenarioError(problem)
    published = load_plan().published_boards
    if observed is None and board_id not in published:
        rule = _("a board with published figures: {names}", names=", ".join(published))
        hint = _("give --observed FILE.csv with the board's own")
        raise ScenarioError(Problem("--board", rule, value=repr(board_id), hint=hint))


def _as_long(scenario: Scenario, years: int) -> Scenario:
    if scenario.years == years:
        return scenario
    return scenario.with_values({"years": years}, source="back-test")


def _fit_years(
    text: str,
    observed: tuple[ObservedFigure, ...],
    labels: tuple[str, ...],
    problems: list[Problem],
) -> tuple[str, ...]:
    """Years that are fitted; none when they are wrong."""
    with_figures = sorted({each.target.year for each in observed}, key=labels.index)
    if not text and len(with_figures) < 2:
        rule = _("figures of two years at least: some to fit, one to predict")
        hint = _("to fit a single year, name it with --fit-years and --predict")
        problems.append(Problem("--observed", rule, hint=hint))
        return ()
    ends = text.split("-") if text else [with_figures[0], with_figures[-2]]
    ends = [end.strip() for end in ends]
    places = [labels.index(end) for end in ends if end in labels]
    if len(places) != len(ends) or len(ends) > 2 or places[0] > places[-1]:
        rule = _(
            "a year or first-last, within {first} to {last}",
            first=labels[0],
            last=labels[-1],
        )
        hint = _("figures are given for: {names}", names=", ".join(with_figures))
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
        rule = _(
            "a year after those that are fitted ({first} to {last})",
            first=span[0],
            last=span[-1],
        )
        hint = _("e.g. {year}", year=later[0]) if later else _("fit fewer years")
        problems.append(Problem("--predict", rule, value=repr(text), hint=hint))
        return ""
    if not later:
        rule, hint = _("leave a year to predict"), _("fit fewer years")
        problems.append(Problem("--fit-years", rule, hint=hint))
        return ""
    return text or later[0]


def _too_few(
    constants: Constants, fitted: list[ObservedFigure], span: tuple[str, ...]
) -> list[Problem]:
    """Whether there are figures enough to choose so many constants."""
    free = sum(constant.use == FITTED for constant in constants)
    if len(fitted) >= free:
        return []
    rule = _(
        "at least as many figures as constants: {figures} of {first} to {last} "
        "cannot choose {constants}",
        figures=len(fitted),
        first=span[0],
        last=span[-1],
        constants=free,
    )
    hint = _("name fewer --constants, or give more figures")
    return [Problem("--observed", rule, hint=hint)]
