"""Rules of sharing among boards that must not contradict each other at one time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from planner.inputs.findings import Finding, unknown
from planner.inputs.scenario_fields import ScenarioFields
from planner.inputs.sharing import (
    MutualAid,
    Pool,
    listed_by_site,
    offers_only,
    plans_of,
)
from planner.locale import _


def wrong_sharing(scenario: ScenarioFields) -> Iterator[Finding]:
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
            rule = _(
                "no session offers these stages and nothing else, so none takes part"
            )
            hint = _('pool all that a session does, e.g. stages = ["scan"]')
            yield Finding(f"{where}.stages", rule, str(list(pool.stages)), hint)
    yield from _wrong_shares(scenario)
    yield from _wrong_pools(scenario)


def _wrong_numbers(
    what: str, parts: Mapping[str, MutualAid | Pool]
) -> Iterator[Finding]:
    owners: dict[int, str] = {}
    for name, part in parts.items():
        other = owners.setdefault(part.number, name)
        if other != name:
            rule = _("{other} has this number too", other=other)
            hint = _("give it one of its own")
            yield Finding(f"{what}.{name}.number", rule, str(part.number), hint)


def _wrong_parts(
    scenario: ScenarioFields,
    where: str,
    boards: tuple[str, ...],
    part: MutualAid | Pool,
) -> Iterator[Finding]:
    for board in boards:
        if board not in scenario.boards:
            what = _("a board of the scenario")
            yield unknown(f"{where}.boards", board, what, scenario.boards)
    if len(set(boards)) < len(boards):
        hint = _("name different boards")
        yield Finding(where, _("a board shares with itself"), str(list(boards)), hint)
    served = scenario.pathway.served_stages()
    for stage in part.stages:
        if stage not in served:
            what = _("a stage with a waiting list")
            yield unknown(f"{where}.stages", stage, what, served)


def _wrong_shares(scenario: ScenarioFields) -> Iterator[Finding]:
    """Boards that send more than everybody."""
    sent: dict[tuple[str, str], float] = {}
    for name, aid in sorted(scenario.aid.items(), key=lambda item: item[1].number):
        for stage in aid.stages:
            total = sent.get((aid.board, stage), 0.0) + aid.share
            sent[aid.board, stage] = total
            if total > 1 + 1e-9:
                rule = _(
                    "{board} sends {total:g} of its people at {stage}, above 1",
                    board=aid.board,
                    total=total,
                    stage=stage,
                )
                hint = _("lower a share")
                yield Finding(f"aid.{name}.share", rule, f"{aid.share:g}", hint)


def _wrong_pools(scenario: ScenarioFields) -> Iterator[Finding]:
    """Boards pooled twice at one stage, or pooled and helped there at one time.

    The list of a pool is the first board's: people of the others join that list alone,
    and their sessions serve no third one.
    """
    pooled: dict[tuple[str, str], str] = {}
    for name, pool in scenario.pools.items():
        for place in itertools.product(pool.boards, pool.stages):
            other = pooled.setdefault(place, name)
            by_site = place[0] in scenario.boards and (
                scenario.boards[place[0]].lists_by_site
            )
            if by_site and place[1] in listed_by_site(scenario.pathway):
                rule = _("{board} keeps a list for each site", board=place[0])
                hint = _("set its lists_by_site to false on that date")
                yield Finding(f"pools.{name}.boards", rule, repr(place[0]), hint)
            if other != name:
                rule = _(
                    "{board} shares {stage} in the pool {other!r} as well",
                    board=place[0],
                    stage=place[1],
                    other=other,
                )
                hint = _(
                    "put all its boards into one pool, or let the dates not overlap"
                )
                yield Finding(f"pools.{name}.boards", rule, repr(place[0]), hint)
    for name, aid in scenario.aid.items():
        for board, stage in itertools.product((aid.board, aid.to), aid.stages):
            pool_name = pooled.get((board, stage))
            if pool_name and board != scenario.pools[pool_name].boards[0]:
                keeper = scenario.pools[pool_name].boards[0]
                rule = _(
                    "{board} keeps its {stage} list with {keeper} at that time",
                    board=board,
                    stage=stage,
                    keeper=keeper,
                )
                hint = _(
                    "name {keeper}, whose list it is, or let the dates not overlap",
                    keeper=keeper,
                )
                where = "board" if board == aid.board else "to"
                yield Finding(f"aid.{name}.{where}", rule, repr(board), hint)
