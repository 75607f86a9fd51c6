"""Differences between the formula and the simulation, and reasons for them.

The formula knows no random variation, and treats a list as one tank. Each difference is
held against the error stated for its measure; what exceeds it is flagged, with the
reason that applies. Reasons that lie in the scenario itself are said even before
anything is simulated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.formula.answer import FormulaAnswer
from planner.formula.own_error import own_errors
from planner.formula.waits import servers_wait
from planner.inputs.activities import Activity
from planner.inputs.features_used import stages_in_use
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

PRIORITY, RESERVED, MOVING, VARIATION = (
    gettext_noop("priority"), gettext_noop("reserved slots"),
    gettext_noop("moving bottleneck"), gettext_noop("variation"),
)  # fmt: skip
"""Reasons for which the formula may be wrong."""
UNKNOWN = gettext_noop("no reason known")
KEYS = ["provider", "stage", "role", "span", "period", "kpi"]
STATED = {"%": (6.0, 0.0), "people": (25.0, 0.12), "days": (7.0, 0.15),
          "ratio": (0.05, 0.05)}  # fmt: skip
"""Stated error by unit: so much, or such a share of the simulated mean if more."""
SPANS_COMPARED = ("year", "quarter")
CERTAIN = 3.0
"""Standard errors of the simulated mean that are allowed on top."""
OVERFULL, ORDER_MATTERS = 1.0, 0.7
"""Loads from which a list has no long run, and who goes first makes a difference."""
WEEKS_OF_A_BOTTLENECK = 8
"""Weeks that a second role must bind before the bottleneck is said to move."""


@dataclass(frozen=True)
class Caution:
    """A reason for which the formula may be wrong about a board."""

    board: str
    reason: str
    """One of the reasons above, to be translated where it is shown."""
    text: str


def cautions(answer: FormulaAnswer) -> tuple[Caution, ...]:
    """Reasons that lie in the scenario: said before anything is simulated."""
    return tuple(
        caution for board in answer.boards for caution in _cautions(answer, board)
    )


def _cautions(answer: FormulaAnswer, board: str) -> Iterator[Caution]:
    activities = _in_use(answer, board)
    waited_for = _waited_for(answer, board)
    together = _taken_in_order(answer, board)
    ordered = [
        name
        for name, each in activities.items()
        if waited_for.intersection(each.stages)
        and (each.urgent_first or each.discipline != "first come" or name in together)
    ]
    if ordered:
        text = _(
            "some people go before others ({names}): the formula's one wait stands for"
            " nobody",
            names=", ".join(ordered),
        )
        yield Caution(board, PRIORITY, text)
    reserved = [
        name
        for name, each in activities.items()
        if each.route.window_days and waited_for.intersection(each.stages)
    ]
    if reserved:
        text = _(
            "{names}: slots kept for people near a mark; how many are used hangs on who"
            " comes when",
            names=", ".join(reserved),
        )
        yield Caution(board, RESERVED, text)
    weeks = pd.Series(answer.bottleneck(board), dtype=object)
    binding = weeks[weeks != ""].value_counts()
    binding = binding[binding >= WEEKS_OF_A_BOTTLENECK]
    if len(binding) > 1:
        roles = ", ".join(str(role) for role in binding.index)
        text = _("the bottleneck moves between {roles}", roles=roles)
        yield Caution(board, MOVING, text)
    for role in answer.frame(board).stages_by_role:
        load = answer.utilisation(board, role)
        if load >= OVERFULL:
            continue
        people = _of_variation(load)
        if people > _stated_of_lists(answer, board, role):
            text = _(
                "{role}: load {load:.2f}; some {people:,.0f} people may wait by random"
                " variation alone, which a fluid list has not",
                role=role,
                load=load,
                people=people,
            )
            yield Caution(board, VARIATION, text)


def _of_variation(load: float) -> float:
    """People who wait by random variation where people come and are seen at random.

    The most that any timetable of the same load makes wait, but for people who come in
    batches; those whose visits last equally long are half as many.
    """
    return servers_wait(load, 1.0).waiting(load)


def _stated_of_lists(answer: FormulaAnswer, board: str, role: str) -> float:
    """Error that is stated for the lists of a role, at their mean length by formula."""
    stages = answer.frame(board).stages_by_role[role]
    mean = sum(float(answer.waiting(board, name).mean()) for name in stages)
    return stated_error("people", mean)


def _in_use(answer: FormulaAnswer, board: str) -> dict[str, Activity]:
    """Activities that a board's sessions offer at some time of the plan."""
    number = answer.scenario.boards[board].number
    numbers = {
        activity
        for sessions in answer.expected.capacity
        if sessions.provider == number and sessions.minutes.any()
        for activity in sessions.activities
    }
    activities = answer.scenario.pathway.activities.items()
    return {name: each for name, each in activities if each.number in numbers}


def _taken_in_order(answer: FormulaAnswer, board: str) -> set[str]:
    """Activities of sessions that offer one of them before another."""
    scenario, found = answer.scenario, set[str]()
    number = scenario.boards[board].number
    names = {each.number: name for name, each in scenario.pathway.activities.items()}
    for sessions in answer.expected.capacity:
        here = sessions.provider == number and sessions.minutes.any()
        offered = [n for n in sessions.activities if _admits_most(scenario, names[n])]
        if here and len(offered) > 1:
            found.update(names[n] for n in offered)
    return found


def _admits_most(scenario: Scenario, name: str) -> bool:
    """Whether an activity is open to more than those with a window or a threshold."""
    route = scenario.pathway.activities[name].route
    return route.window_days is None and route.waited_longer_than_days is None


def _waited_for(answer: FormulaAnswer, board: str) -> set[str]:
    """Stages at which people are waited with long enough for an order to matter."""
    frame, busy = answer.frame(board), set[str]()
    for role, stages in frame.stages_by_role.items():
        if answer.utilisation(board, role) > ORDER_MATTERS:
            busy.update(stages)
    return busy.intersection(stages_in_use(answer.scenario))


def stated_error(unit: str, simulated: float) -> float:
    """Error that is stated for a measure of this unit, at a simulated mean.

    >>> stated_error("%", 46.0), stated_error("people", 1000.0)
    (6.0, 120.0)
    """
    least, share = STATED.get(unit, (0.0, 0.1))
    return max(least, share * abs(simulated))


def disagreements(answer: FormulaAnswer, results: pd.DataFrame) -> pd.DataFrame:
    """Formula beside simulation, a row a measure.

    Parameters
    ----------
    results : mean and standard error of the simulation, with the columns of `KEYS`,
        `mean` and `se`

    Returns
    -------
    DataFrame: `KEYS`, unit, formula, simulation, difference, stated_error, flagged,
    reason
    """
    table = answer.table[answer.table["span"].isin(SPANS_COMPARED)]
    named = results[[*KEYS, "mean", "se"]]
    both = table.rename(columns={"value": "formula"}).merge(named, on=KEYS)
    both = both.merge(own_errors(answer), how="left")
    both["simulation"] = both["mean"]
    both["difference"] = both["formula"] - both["simulation"]
    stated = [
        stated_error(unit, mean)
        for unit, mean in zip(both["unit"], both["simulation"], strict=True)
    ]
    # What neither knows better: replications there, rows that stand for several here.
    unsure = np.hypot(both["se"].fillna(0.0), both["error"].fillna(0.0))
    both["stated_error"] = stated + CERTAIN * unsure
    both["flagged"] = both["difference"].abs() > both["stated_error"]
    reasons: dict[str, list[str]] = {}
    for caution in cautions(answer):
        reasons.setdefault(caution.board, []).append(caution.reason)
    said = both["provider"].map(lambda name: ", ".join(reasons.get(name, [UNKNOWN])))
    both["reason"] = np.where(both["flagged"], said, "")
    columns = [*KEYS, "unit", "formula", "simulation", "difference", "stated_error"]
    shown: pd.DataFrame = both[[*columns, "flagged", "reason"]]
    return shown
