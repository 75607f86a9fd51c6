"""What a kind's translation hands back: answers, and reasons where there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.errors import PlannerError
from planner.inputs.scenario import Scenario
from planner.verification.cases import Case, Part
from planner.verification.given import NotExpressedError
from planner.verification.names import measure_named
from planner.verification.sight import Part as Amount
from planner.verification.sight import Played, Sight
from planner.verification.study import Effort, Study

UNKNOWN = "no measure of this name for this kind of case"
UNREADABLE = (ArithmeticError, AttributeError, LookupError, PlannerError, TypeError,
              ValueError)  # fmt: skip
"""What comes of a case that holds something other than it should."""
Look = Callable[[Played], Sight]


@dataclass
class Translated:
    """Answers by metric as the results file has them, and why others are missing."""

    answers: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


Translator = Callable[[Case, Part, Effort], Translated]


def unreadable(error: Exception) -> str:
    """The reason why something could not be read, for people."""
    return f"cannot be read: {type(error).__name__}: {error}"


def nothing(part: Part, reason: str) -> Translated:
    """No metric of a part can be had, all for one reason."""
    return Translated(reasons=dict.fromkeys(part.asked, reason))


def looked_at(
    part: Part,
    effort: Effort,
    scenario: Scenario,
    looks: Mapping[str, Look],
    replications: int,
) -> Translated:
    """Metrics of a part that stand among the named ones, measured in a study.

    Parameters
    ----------
    looks : what to look at by group; "" for everybody
    """
    found, reasons = {}, {}
    for name in part.asked:
        measure = measure_named(name, looks)
        if measure is None:
            reasons[name] = UNKNOWN
        else:
            found[name] = measure

    def observe(played: Played) -> dict[str, Amount]:
        groups = {group for group, _ in found.values()}
        sights = {group: looks[group](played) for group in groups}
        return {
            name: measure(sights[group]) for name, (group, measure) in found.items()
        }

    study = Study(scenario, observe, replications)
    return studied(part, effort, study, reasons) if found else Translated({}, reasons)


def studied(
    part: Part, effort: Effort, study: Study, reasons: Mapping[str, str]
) -> Translated:
    """The answers of a study, with what it could not answer."""
    answers = study.answers(part.asked, effort)
    missing = set(part.asked) - set(answers) - set(reasons)
    return Translated(
        {name: answer.as_json() for name, answer in answers.items()},
        {**reasons, **dict.fromkeys(missing, "nobody to measure it on")},
    )


def computed(part: Part, tell: Callable[[str], Any]) -> Translated:
    """Metrics that hold no chance: `tell` gives each, or says why it cannot.

    They are reported to eight significant digits, as the cases state theirs.
    """
    done = Translated()
    for name in part.asked:
        try:
            done.answers[name] = stated(tell(name))
        except NotExpressedError as error:
            done.reasons[name] = str(error)
        except UNREADABLE as error:
            done.reasons[name] = unreadable(error)
    return done


def stated(value: Any) -> Any:
    """A value with its numbers to eight significant digits.

    >>> stated([4 / 15, 3, "yes"])
    [0.26666667, 3, 'yes']
    """
    if isinstance(value, list):
        return [stated(item) for item in value]
    return float(f"{value:.8g}") if isinstance(value, float) else value
