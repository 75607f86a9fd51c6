"""Lists that a board typed beside those that the model starts with, in its tables.

Lists are counted among the people of the cohort, hours among the sessions of the rota:
what stands here is what is simulated, not what was meant.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.board_data.workbook import (
    SCANNERS,
    STAFF,
    BoardReturn,
    ParsedRow,
    mean_week,
)
from planner.capacity.offer import offer_rota
from planner.capacity.rota import ROLES, Lost, Rota, SessionKind
from planner.demand.sample import sample_cohort
from planner.inputs.scenario import Scenario
from planner.inputs.units import (
    DAYS_A_WEEK,
    MINUTES_A_DAY,
    SESSION_MINUTES,
    SESSIONS_A_WEEK,
)

SEED, REPLICATION = 1, 0
"""Lists and contracts are not random: any replication starts with the same."""
WEEKS = 52
OPERATOR = "operator"
SESSIONS = ("sessions_a_week", "evenings_a_week", "weekend_sessions_a_week")


@dataclass(frozen=True)
class ListLine:
    """People who wait for one stage, of one age band and urgency."""

    stage: str
    first_day: int
    last_day: int
    urgent: bool
    typed: int
    model: int


@dataclass(frozen=True)
class HourLine:
    """Hours a week of one role, or of one scanner."""

    what: str
    typed: float
    model: float
    """In the rota of the first year, before leave, sickness and breakdowns."""
    offered: float | None
    """Of these, open to patients; None where the scanner's hours tell."""


@dataclass(frozen=True)
class ReferralLine:
    """Referrals of one source in a mean week."""

    what: str
    typed: float
    model: float
    """Expected when the plan begins."""


@dataclass(frozen=True)
class Reconciliation:
    """Day 0 as typed and as simulated."""

    lists: tuple[ListLine, ...]
    hours: tuple[HourLine, ...]
    referrals: tuple[ReferralLine, ...]

    @property
    def idle(self) -> tuple[str, ...]:
        """Scanners of which no session can run."""
        return tuple(h.what for h in self.hours if h.model and h.offered == 0)

    @property
    def agrees(self) -> bool:
        """Whether every list holds exactly the people that were typed."""
        return all(line.typed == line.model for line in self.lists)


def reconcile(returned: BoardReturn) -> Reconciliation:
    """Lists that a board typed, and those that the model starts with."""
    parts = _lists(returned), _hours(returned), _referrals(returned)
    return Reconciliation(*map(tuple, parts))  # type: ignore[arg-type]


def _referrals(returned: BoardReturn) -> Iterator[ReferralLine]:
    model = mean_week(returned.scenario, returned.board)
    # Where the plan had no other referrals, they have a name of their own now.
    named = {name: value for name, value in model.items() if isinstance(value, float)}
    for column, typed in returned.referrals.items():
        if column in named:
            yield ReferralLine(column.replace("_", " "), typed, named[column])


def _lists(returned: BoardReturn) -> Iterator[ListLine]:
    stages = returned.scenario.pathway.stages
    waiting = _waiting(returned.scenario, returned.board)
    for stage, table in returned.lists.tables.items():
        for (first, last, urgent), people in table.items():
            found = sum(
                count
                for (number, days, hurry), count in waiting.items()
                if number == stages[stage].number
                and hurry == urgent
                and first <= days <= last
            )
            yield ListLine(stage, first, last, urgent, people, found)


def _waiting(scenario: Scenario, board: str) -> Counter[tuple[int, int, bool]]:
    """People of the cohort who wait at minute 0: stage, days waited, urgent or not."""
    cohort = sample_cohort(scenario, SEED, REPLICATION, [board])
    here = cohort.provider == scenario.boards[board].number
    rows = np.flatnonzero(here & cohort.at_start & (cohort.first_joined < 0))
    days = -cohort.first_joined[rows] // MINUTES_A_DAY
    each = zip(cohort.entry_stage[rows], days, cohort.urgent[rows], strict=True)
    return Counter((int(stage), int(day), bool(hurry)) for stage, day, hurry in each)


def _hours(returned: BoardReturn) -> Iterator[HourLine]:
    scenario, board = returned.scenario, returned.board
    rota = offer_rota(scenario, SEED, REPLICATION, [board])
    first_year = rota.start < WEEKS * DAYS_A_WEEK * MINUTES_A_DAY
    rota = rota.take(first_year)
    weeks = min(WEEKS, scenario.horizon_days / DAYS_A_WEEK)
    day = scenario.plan_start
    there = [row.values for row in returned.rows(STAFF) if _is_there(row, day)]
    week = SESSIONS_A_WEEK * SESSION_MINUTES / 60
    for role in dict.fromkeys(values["role"] for values in there):
        typed = sum(_wte(v) for v in there if v["role"] == role) * week
        if role == OPERATOR:
            # They are paired with scanners; the rota holds the scanners' sessions.
            posts = scenario.periods[0][1].boards[board].posts.values()
            wte = sum(_wte(dict(p)) for p in posts if p.role == role and _in(p, day))
            yield HourLine(role, typed, wte * week, None)
        else:
            mine = (rota.kind == SessionKind.POST) & (rota.role == ROLES.index(role))
            yield HourLine(role, typed, *_paid_and_offered(rota.take(mine), weeks))
    for row in returned.rows(SCANNERS):
        if _is_there(row, day):
            yield _scanner(row, returned, rota, weeks)


def _scanner(
    row: ParsedRow, returned: BoardReturn, rota: Rota, weeks: float
) -> HourLine:
    values = row.values
    scanner = returned.scenario.boards[returned.board].scanners[values["scanner"]]
    session = values["slots_a_session"] * values["slot_minutes"] / 60
    kinds = (rota.kind == SessionKind.SCANNER) | (rota.kind == SessionKind.RESERVED)
    mine = rota.take(kinds & (rota.unit == scanner.number))
    sessions = sum(values.get(name) or 0.0 for name in SESSIONS)
    typed = sessions * session
    return HourLine(values["scanner"], typed, *_paid_and_offered(mine, weeks))


def _paid_and_offered(rota: Rota, weeks: float) -> tuple[float, float]:
    # Nobody is paid for a session that nobody holds.
    paid = rota.paid_minutes[rota.lost != Lost.VACANCY].sum()
    offered = rota.offered_minutes.sum()
    return float(paid) / 60 / weeks, float(offered) / 60 / weeks


def _wte(values: dict[str, object]) -> float:
    """WTE that is filled."""
    filled = values.get("in_post")
    return float(values["wte"] if filled is None else filled)  # type: ignore[arg-type]


def _is_there(row: ParsedRow, day: datetime.date) -> bool:
    start, end = row.values.get("start"), row.values.get("end")
    return (start is None or start <= day) and (end is None or end >= day)


def _in(entry: object, day: datetime.date) -> bool:
    return _is_there(ParsedRow(0, dict(entry), True), day)  # type: ignore[call-overload]
