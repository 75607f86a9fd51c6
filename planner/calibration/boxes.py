"""Constants as a person names them, each with the box in which it is looked for."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np

from planner.calibration.fitting_plan import Constant, Constants, load_plan
from planner.calibration.named_constants import NAMED, is_whole, keys_at, value_now
from planner.errors import Problem, ScenarioError
from planner.inputs.changes import expand
from planner.inputs.scenario import Scenario
from planner.locale import _

MOST_CONSTANTS = 4
USUAL = ("reserved_slots", "other_referrals", "starting_list")
"""Constants of a board that names none."""


def read_constants(
    scenario: Scenario, board_id: str, named: Sequence[str], problems: list[Problem]
) -> Constants:
    """Constants with their boxes: those named, or the usual ones."""
    own = load_plan().fit_of(board_id)
    if own and not named:
        return own.constants
    found = [_constant(scenario, board_id, text, problems) for text in named or USUAL]
    chosen = [constant for constant in found if constant is not None]
    names = [constant.id for constant in chosen]
    problems += [
        Problem("--constants", _("stands once"), name, hint=_("name it once"))
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if len(found) > MOST_CONSTANTS:
        rule = _(
            "at most {most}: yearly figures cannot tell more apart, and a board with "
            "enough free constants fits anything and predicts nothing",
            most=MOST_CONSTANTS,
        )
        hint = _("fix the others from the board's own counts")
        problems.append(Problem("--constants", rule, value=f"{len(found)}", hint=hint))
    return tuple(chosen)


def _constant(
    scenario: Scenario, board_id: str, text: str, problems: list[Problem]
) -> Constant | None:
    """One constant, written as its name or as name=low:high."""
    name, equals, ends = (part.strip() for part in text.partition("="))
    if np.isnan(value_now(scenario, board_id, name)):
        rule = _(
            "is one of {names}, or the dotted key of a number", names=", ".join(NAMED)
        )
        hint = _("the scenario must have such a thing for this board")
        problems.append(Problem("--constants", rule, name, hint=hint))
        return None
    try:
        box = _box(scenario, name, ends) if equals else None
    except ValueError:
        rule = _("is low:high, low below high")
        hint = _("write {name}=LOW:HIGH", name=name)
        problems.append(Problem("--constants", rule, name, repr(ends), hint))
        return None
    constant = constant_named(scenario, board_id, name, box)
    if constant is None:
        rule = _("needs a box to look in")
        hint = _("write {name}=LOW:HIGH", name=name)
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


def check_boxes(scenario: Scenario, board_id: str, constants: Constants) -> None:
    """Refuse a box with an end that the scenario refuses, or that a change overrides.

    Raises
    ------
    ScenarioError
    """
    problems: list[Problem] = []
    dated = [change for change in scenario.changes if not change.settled]
    for constant in constants:
        for end in (constant.low, constant.high):
            keys = keys_at(scenario, [board_id], {constant.id: end})
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
            rule = _(
                "is set anew later by {names}, so that it cannot be free",
                names=", ".join(later),
            )
            hint = _("fit another constant, or take that change out of the scenario")
            problems.append(Problem("--constants", rule, constant.id, hint=hint))
    if problems:
        raise ScenarioError(dict.fromkeys(problems))


def _refused(constant: Constant, end: float, found: Problem) -> Problem:
    hint = _("write {name}=LOW:HIGH with another box", name=constant.id)
    rule = f"{found.key}: {found.rule}" if found.key else found.rule
    return Problem("--constants", rule, constant.id, f"{end:g}", hint)


def constant_named(
    scenario: Scenario, board_id: str, name: str, box: tuple[float, float] | None
) -> Constant | None:
    """The constant, fitted within this box or the usual one; None without a box.

    The usual box is that of the calibration; else the ends that the scenario's file
    gives; else half to twice the value there.
    """
    known = _in_calibration(board_id, name)
    box = (
        box or (known and (known.low, known.high)) or _around(scenario, board_id, name)
    )
    if box is None:
        return None
    title, unit, whole = _described(scenario, name)
    return Constant(
        id=name,
        name=title,
        low=box[0],
        high=box[1],
        step=known.step if known and known.step > 0 else _step(*box, whole=whole),
        unit=unit,
    )


def _in_calibration(board_id: str, name: str) -> Constant | None:
    """The constant in the calibration's file, of this board or of all."""
    plan = load_plan()
    fit = plan.fit_of(board_id)
    listed = (*(fit.constants if fit else ()), *plan.bottleneck.ranges)
    return next((constant for constant in listed if constant.id == name), None)


def _described(scenario: Scenario, name: str) -> tuple[str, str, bool]:
    if name in NAMED:
        return NAMED[name].title, NAMED[name].unit, NAMED[name].whole
    owner = scenario.provenance.get(name)
    return name, owner.unit if owner else "", is_whole(scenario, name)


def _around(scenario: Scenario, board_id: str, name: str) -> tuple[float, float] | None:
    now = value_now(scenario, board_id, name)
    owner = scenario.provenance.get(name)
    if owner and owner.low is not None and owner.high is not None:
        return owner.low, owner.high
    # A date has no half and no double.
    if not now > 0 or name == "first_change":
        return None
    highest = NAMED[name].highest if name in NAMED else float("inf")
    return now / 2, min(2 * now, highest)


def _step(low: float, high: float, *, whole: bool) -> float:
    """About a two-hundredth of the box, as people write steps.

    >>> _step(1.5, 3.0, whole=False), _step(400, 1100, whole=True)
    (0.005, 2.0)
    """
    rough = (high - low) / 200
    power = 10.0 ** int(f"{rough:e}".split("e")[1])
    step = next(n * power for n in (10, 5, 2, 1) if n * power <= rough * 1.0000001)
    return float(max(1, round(step))) if whole else float(f"{step:.12g}")
