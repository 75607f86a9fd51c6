"""Activities offered by sessions: each one queue, with the people it admits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from planner.inputs.conditions import SITES, Condition, wrong_words
from planner.inputs.findings import Finding, unknown
from planner.inputs.units import Days, Number, OffsetMinutes, Parameters, YesNo
from planner.locale import _


class Route(Parameters):
    """People admitted to an activity; everything left out admits everybody."""

    source: Literal["fls", "other"] | None = None
    urgent: YesNo | None = None
    sites: tuple[str, ...] = ()
    when: dict[str, Condition] = {}
    """Attributes and characteristics that a person must have besides."""
    waited_longer_than_days: Days | None = None
    window_days: tuple[Days, Days] | None = None
    """Earliest and latest calendar day since the clock started (the fracture)."""


class Activity(Parameters):
    """One activity of sessions: a queue made of one or more stages."""

    number: Number
    stages: Annotated[tuple[str, ...], Field(min_length=1)]
    route: Route = Route()
    discipline: Literal["first come", "longest wait", "breach", "last come"] = (
        "first come"
    )
    urgent_first: YesNo = False
    target_days: Days = 90.0
    """Mark that `breach` counts from the clock's start; one for a whole queue, so that
    who breaches first does not hang on it."""
    open_after_minutes: OffsetMinutes = 0
    """Opens this many minutes after its session (a reserved slot released late)."""


def wrong_routes(
    activities: Mapping[str, Activity], known: Mapping[str, tuple[str, ...]]
) -> Iterator[Finding]:
    """Routes that ask for what no person has.

    Parameters
    ----------
    known : attributes and choices of the pathway, with the answers of each
    """
    hint = _("see the attributes of the pathway, and planner/inputs/conditions.py")
    for name, activity in activities.items():
        route = activity.route
        for site in route.sites:
            if site not in SITES:
                key = f"activities.{name}.route.sites"
                yield unknown(key, site, _("a fracture site"), SITES)
        for rule in wrong_words(route.when, known):
            yield Finding(f"activities.{name}.route.when", rule, hint=hint)
