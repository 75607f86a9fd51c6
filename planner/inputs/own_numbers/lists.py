"""The lists a board typed beside those the model begins with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from planner.inputs.day_zero import day_zero_table
from planner.inputs.scenario import Scenario


@dataclass(frozen=True)
class DayZero:
    """One stage's list on the plan's first morning."""

    stage: str
    title: str
    before: int
    """People on the list before own numbers were typed."""
    typed: int
    """People on the list as the scenario says now."""
    model: int
    """People the simulation begins with."""
    by_age: dict[str, int]
    """Of these, people by days already waited, e.g. "42-89"."""
    source: str


def day_zero(scenario: Scenario, board: str) -> list[DayZero]:
    """Lists of a board at the plan's start, in the order of the pathway."""
    waiting = scenario.boards[board].waiting_list
    return [
        _row(scenario, board, stage)
        for stage in scenario.pathway.stages
        if stage in waiting
    ]


def _row(scenario: Scenario, board: str, stage: str) -> DayZero:
    waiting = scenario.boards[board].waiting_list[stage]
    key = f"boards.{board}.waiting_list.{stage}.count"
    by_age: Counter[str] = Counter()
    for (band, _, _), people in day_zero_table(waiting).items():
        by_age[band] += people
    former = [change.before or 0 for change in scenario.applied if change.key == key]
    owner = scenario.provenance.get(key)
    return DayZero(
        stage,
        scenario.pathway.stages[stage].title or stage,
        before=former[0] if former else waiting.count,
        typed=waiting.count,
        model=sum(by_age.values()),
        by_age=dict(by_age),
        source=owner.source if owner else "",
    )
