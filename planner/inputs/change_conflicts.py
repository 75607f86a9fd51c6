"""When decisions hold: from the first day on, or by date, and which may not meet."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fnmatch import fnmatchcase
from itertools import combinations, product

from planner.errors import Problem
from planner.inputs.changes import ChangeInForce, expand, meet
from planner.inputs.pathway_overrides import builds_on
from planner.inputs.pathways import PATHWAY
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

BY_DATE = (
    "boards.*.posts.*",
    "boards.*.scanners.*",
    "boards.*.outsourced.*",
    "boards.*.sites.*",
    "boards.*.lists_by_site",
    "boards.*.scanned_elsewhere.*",
    "boards.*.extended_hours.*",
    "mobile_units.*",
    "aid.*",
    "pools.*",
    "boards.*.temporary.*",
    "boards.*.clinics.*",
    "boards.*.attributes.*",
    "boards.*.choices.*",
    "boards.*.dna_factor.*",
    "boards.*.demand.fractures_a_year",
    "boards.*.demand.reference_year",
    "boards.*.demand.identified*",
    "boards.*.demand.ramps.*",
    "boards.*.demand.bursts.*",
    "boards.*.demand.providers*",
    "boards.*.demand.other.*.referrals_a_week",
    "boards.*.demand.other.*.growth",
    "boards.*.demand.other.*.accepted",
    "boards.*.demand.other.*.frax_*",
    "boards.*.validations.*",
    "pathway.attributes.*",
    "pathway.choices.*",
    "pathway.stages.*.dna",
    "pathway.stages.*.dna_factors*",
    "pathway.stages.*.appointment_price",
    "pathway.stages.*.backfill",
    "roles.*.turnover",
    "roles.*.months_to_hire",
    "roles.*.hire_price",
    "roles.*.induction*",
    "roles.*.patient_share",
    "roles.*.duties",
    "courses.*",
    "population.growth",
    "population.winter_uplift*",
    "population.month_weights",
)
"""Keys that may change while a plan runs; others are read once, on its first day."""

SET_TWICE = gettext_noop("two changes in force on the same day set one key")

EVENTS = {"boards.*.demand.bursts.*": "start", "boards.*.validations.*": "date"}
"""Tables of what happens on a day of its own, and the key of that day."""


def holds_throughout(
    start: datetime.date, until: datetime.date | None, plan_start: datetime.date
) -> bool:
    """Whether a decision is in force on every day of the plan."""
    return start <= plan_start and until is None


def without_effect(change: ChangeInForce, file: str) -> list[Problem]:
    """A problem for each key that would change mid-plan where nobody looks again."""
    late = [
        Problem(
            file,
            _("is read once, when the plan begins; a later date would have no effect"),
            key=key,
            hint=_("let the change hold from the plan's first day on, without `until`"),
        )
        for key in change.values
        if not change.settled
        if not any(fnmatchcase(key, pattern) for pattern in BY_DATE)
    ]
    return late + _too_early(change, file)


def _too_early(change: ChangeInForce, file: str) -> list[Problem]:
    """A problem for each event on a day before its own change begins."""
    dates = {
        f"{key}.{name}": value[name]
        for key, value in change.values.items()
        for pattern, name in EVENTS.items()
        if fnmatchcase(key, pattern) and isinstance(value, dict) and name in value
    }
    rule = _(
        "lies before the change begins ({date}), so it would have no effect",
        date=change.start,
    )
    hint = _("let the change begin by that day, or give the event a later one")
    return [
        Problem(file, rule, key, str(date), hint)
        for key, date in dates.items()
        if isinstance(date, datetime.date) and date < change.start
    ]


def conflicts(scenario: Scenario, added: Sequence[ChangeInForce]) -> list[Problem]:
    """A problem for each key that two decisions would set on the same day.

    What the scenario starts from gives way to a board's own numbers, and both to a
    decision.
    """
    pairs = [*product(scenario.changes, added), *combinations(added, 2)]
    return [
        Problem(
            both_files(one.name, other.name),
            _(SET_TWICE),
            key=key,
            hint=_("take one out, or give them dates that do not overlap"),
        )
        for one, other in pairs
        if one.overlaps(other) and not one.gives_way_to(other)
        for key in expand(one.values, scenario.boards)
        if any(meet(key, their) for their in expand(other.values, scenario.boards))
        and not builds_on(one, key, other)
    ]


def second_pathway(scenario: Scenario, names: Sequence[str]) -> list[Problem]:
    """A problem where a second pathway is chosen: all else would follow from that.

    Parameters
    ----------
    names : changes that choose one
    """
    chosen = [
        change.name
        for change in scenario.changes
        if change.basis == "decision" and PATHWAY in change.values
    ]
    hint = _(
        "take one out, or write a pathway that is based on one of them and says what"
        " the other says; see scenarios/README.md"
    )
    pairs = zip([*chosen, *names], [*chosen, *names][1:], strict=False)
    return [
        Problem(both_files(one, other), _(SET_TWICE), key=PATHWAY, hint=hint)
        for one, other in pairs
        if other in names
    ]


def both_files(one: str, other: str) -> str:
    """Files of two changes, as a problem names them."""
    return _("{one}.toml and {other}.toml", one=one, other=other)
