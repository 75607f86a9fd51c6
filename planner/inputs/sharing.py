"""Boards that share work: mutual aid, and lists that several boards pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from planner.inputs.findings import Finding, unknown
from planner.inputs.pathway import Pathway
from planner.inputs.units import Number, Parameters, Pounds, Share

if TYPE_CHECKING:
    from planner.inputs.scenario import Scenario


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


def wrong_sharing(scenario: Scenario) -> Iterator[Finding]:
    """Sharing among boards or at stages that do not exist, or of more than all."""
    yield from _wrong_numbers("aid", scenario.aid)
    yield from _wrong_numbers("pools", scenario.pools)
    for name, aid in scenario.aid.items():
        yield from _wrong_parts(scenario, f"aid.{name}", (aid.board, aid.to), aid)
    for name, pool in scenario.pools.items():
        where = f"pools.{name}"
        yield from _wrong_parts(scenario, where, pool.boards, pool)
        plans = plans_of(scenario.pathway)
        if not any(offers_only(scenario.pathway, plan, pool.stages) for plan in plans):
            rule = "no session offers these stages and nothing else, so none takes part"
            hint = 'pool all that a session does, e.g. stages = ["scan"]'
            yield Finding(f"{where}.stages", rule, str(list(pool.stages)), hint)
    yield from _wrong_shares(scenario)


def _wrong_numbers(
    what: str, parts: Mapping[str, MutualAid | Pool]
) -> Iterator[Finding]:
    owners: dict[int, str] = {}
    for name, part in parts.items():
        other = owners.setdefault(part.number, name)
        if other != name:
            rule, hint = f"{other} has this number too", "give it one of its own"
            yield Finding(f"{what}.{name}.number", rule, str(part.number), hint)


def _wrong_parts(
    scenario: Scenario, where: str, boards: tuple[str, ...], part: MutualAid | Pool
) -> Iterator[Finding]:
    for board in boards:
        if board not in scenario.boards:
            what = "a board of the scenario"
            yield unknown(f"{where}.boards", board, what, scenario.boards)
    if len(set(boards)) < len(boards):
        hint = "name different boards"
        yield Finding(where, "a board shares with itself", str(list(boards)), hint)
    served = scenario.pathway.served_stages()
    for stage in part.stages:
        if stage not in served:
            what = "a stage with a waiting list"
            yield unknown(f"{where}.stages", stage, what, served)


def _wrong_shares(scenario: Scenario) -> Iterator[Finding]:
    """Boards that send more than everybody."""
    sent: dict[tuple[str, str], float] = {}
    for name, aid in sorted(scenario.aid.items(), key=lambda item: item[1].number):
        for stage in aid.stages:
            total = sent.get((aid.board, stage), 0.0) + aid.share
            sent[aid.board, stage] = total
            if total > 1 + 1e-9:
                rule = f"{aid.board} sends {total:g} of its people at {stage}, above 1"
                hint = "lower a share"
                yield Finding(f"aid.{name}.share", rule, f"{aid.share:g}", hint)


def plans_of(pathway: Pathway) -> list[tuple[str, ...]]:
    """Orders of activities that sessions may have, as far as the pathway says."""
    plans = [*pathway.roles.values(), pathway.scan_activities]
    plans += [pathway.reserved_activities, pathway.temporary_activities]
    return [tuple(plan) for plan in plans if plan]


def offers_only(
    pathway: Pathway, plan: tuple[str, ...], stages: tuple[str, ...]
) -> bool:
    """Whether a session with this order of activities sees nobody at other stages."""
    known = [name for name in plan if name in pathway.activities]
    return all(set(pathway.activities[name].stages) <= set(stages) for name in known)
