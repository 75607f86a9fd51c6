"""Lists kept together or apart: mutual aid, pooled lists, lists by site."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.inputs.pathway import Pathway
from planner.inputs.units import Number, Parameters, Pounds, Share


class MutualAid(Parameters):
    """A share of one board's people who are seen at another board, at some stages.

    Who they are is decided as each joins the list (F1); dates and ramps are those of
    the changes that set it.
    """

    number: Number
    board: str
    """Board whose people they are, and who pays for their travel."""
    to: str
    """Board whose list they join, and whose sessions see them."""
    stages: Annotated[tuple[str, ...], Field(min_length=1)]
    share: Share
    price_a_visit: Pounds = 0.0
    """Travel for one appointment at the other board, missed or not."""


class Pool(Parameters):
    """Boards that keep one list for some stages, served by the sessions of all.

    People who join go to the list of the first board; the sessions of the others serve
    those who were on their own list before, then the pooled one. A session takes part
    when it offers nothing but these stages.
    """

    number: Number
    boards: Annotated[tuple[str, ...], Field(min_length=2)]
    stages: Annotated[tuple[str, ...], Field(min_length=1)]
    price_a_visit: Pounds = 0.0
    """Travel for one appointment of people from another board than the first."""


def plans_of(pathway: Pathway) -> list[tuple[str, ...]]:
    """Orders of activities that sessions may have, as far as the pathway says."""
    plans = [*pathway.roles.values(), pathway.scan_activities]
    plans += [pathway.reserved_activities, pathway.temporary_activities]
    plans += [pathway.elsewhere_activities]
    return [tuple(plan) for plan in plans if plan]


def offers_only(
    pathway: Pathway, plan: tuple[str, ...], stages: tuple[str, ...]
) -> bool:
    """Whether a session with this order of activities sees nobody at other stages."""
    known = [name for name in plan if name in pathway.activities]
    return all(set(pathway.activities[name].stages) <= set(stages) for name in known)


def listed_by_site(pathway: Pathway) -> tuple[str, ...]:
    """Stages whose list each site may keep: what a scanner does in its own sessions."""
    names = dict.fromkeys((*pathway.scan_activities, *pathway.reserved_activities))
    stages = dict.fromkeys(
        stage
        for name in names
        if name in pathway.activities
        for stage in pathway.activities[name].stages
    )
    return tuple(
        stage
        for stage in stages
        if stage in pathway.stages and pathway.stages[stage].role == "scanner"
    )
