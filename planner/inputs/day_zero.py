"""People already waiting when the plan begins, shared out in whole people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from planner.inputs.demand import WaitingList
from planner.inputs.scenario import Scenario


def apportion(count: int, shares: list[float]) -> list[int]:
    """Whole numbers that add up to `count`, as near to the shares as can be.

    Largest remainders get the last ones; ties go to the earlier share.

    Examples
    --------
    >>> apportion(10, [0.25, 0.25, 0.5])
    [3, 2, 5]
    """
    exact = [count * share for share in shares]
    whole = [int(value + 1e-9) for value in exact]
    order = sorted(range(len(shares)), key=lambda i: (whole[i] - exact[i], i))
    for index in order[: count - sum(whole)]:
        whole[index] += 1
    return whole


def day_zero_table(waiting: WaitingList) -> dict[tuple[str, bool, bool], int]:
    """People on the list by age band, urgency and FLS or not; adds up to the count.

    Each band, the urgent and the FLS patients add up to their share of the count too.
    """
    shares = waiting.age_shares or {"0-0": 1.0}
    bands = apportion(waiting.count, list(shares.values()))
    urgent = _urgent(waiting, list(shares), bands)
    numbers = iter(_halves(urgent, waiting.fls_share))
    halves = (True, False)
    keys = [(band, u, f) for band in shares for u in halves for f in halves]
    return dict(zip(keys, numbers, strict=True))


def _urgent(waiting: WaitingList, bands: list[str], numbers: list[int]) -> list[int]:
    """Urgent and other people of each band in turn."""
    own = waiting.urgent_by_age
    if not own:
        return _halves(numbers, waiting.urgent_share)
    each = zip(bands, numbers, strict=True)
    return [part for band, n in each for part in _halves([n], own.get(band, 0.0))]


def _halves(numbers: list[int], share: float) -> list[int]:
    """Each number in two parts, of which the first ones add up to the share of all."""
    parts: list[int] = []
    total = before = 0
    for number in numbers:
        total += number
        # Rounded up to and with each part, so that no error of rounding piles up.
        upto = int(total * share + 0.5 + 1e-9)
        parts += [upto - before, number - (upto - before)]
        before = upto
    return parts


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
