"""The sources of a cohort: fractures, other DXA referrals, people already waiting.

Each is set up once for a scenario and drawn from in every replication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.demand.arrivals import stated
from planner.demand.arriving_people import ArrivingPeople, ComingFrom, at_a_minute
from planner.demand.attributes import COMMON
from planner.demand.backlog import Waiting, waiting
from planner.demand.cohort import OUTSIDE
from planner.demand.counts import Expected, expect
from planner.demand.fractures import LEAD_DAYS, dated_periods, rates_by_day
from planner.demand.growth import extras
from planner.demand.patient_groups import (
    Among,
    PatientGroupsBuilder,
    found_by_site,
    ramps_by_site,
    urgent_shares,
)
from planner.demand.residents import Residents, choices, shares_of_providers
from planner.inputs.boards import Board
from planner.inputs.demand import Burst, OtherReferrals
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR
from planner.numerics.random_numbers import Source

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """Shared preparation of all sources of one cohort."""

    scenario: Scenario
    providers: frozenset[str]
    groups: PatientGroupsBuilder


@dataclass(frozen=True)
class DailyArrivals:
    """People of one group who come day by day."""

    keys: tuple[int, ...]
    expected: Expected
    group: int
    days_before: int = 0
    """Days from the fracture to joining."""

    def sample(self, seed: int) -> ArrivingPeople:
        """Everybody who comes in the replication of this seed."""
        days, seeds = self.expected.sample(seed, self.keys)
        joined = at_a_minute(seeds, days)
        days -= self.days_before
        return ArrivingPeople(seeds, days, joined, np.full(len(seeds), self.group))


def sources_of(setting: Setting) -> list[ComingFrom]:
    """Every source of people for the providers of a setting, ready to be drawn from."""
    found: list[ComingFrom] = []
    for board_id, board in setting.scenario.boards.items():
        found += _residents(setting, board_id, board)
        if board_id in setting.providers:
            for part in PARTS:
                found += part(setting, board_id, board)
    return found


def _residents(setting: Setting, board_id: str, board: Board) -> Iterator[Residents]:
    """FLS patients: fractures among residents, found by case finding or missed."""
    scenario, population = setting.scenario, setting.scenario.population
    treating = scenario.treating(board_id)
    if population is None or not treating:
        return
    if not setting.providers & {board_id, *treating}:
        return
    shares = shares_of_providers(scenario, board_id)
    days = np.arange(-LEAD_DAYS, scenario.horizon_days)
    rates = rates_by_day(scenario, board_id, days)
    for keys, among, factor in _groups(scenario, board):
        groups = {
            number: setting.groups.add(
                board,
                "fls",
                provider=number,
                urgent=urgent_shares(population),
                found=found_by_site(scenario, board_id),
                ramps=ramps_by_site(scenario, board_id),
                among=among,
                thinned=keys[0] == Source.FRACTURE,
            )
            for number in _places(setting, board_id, shares)
        }
        yield Residents(
            keys,
            expect(-LEAD_DAYS, rates * factor),
            population.identification_delay,
            choices(scenario, shares, groups),
        )


def _places(
    setting: Setting, board_id: str, shares: list[tuple[list[int], list[float]]]
) -> list[int]:
    """Numbers of the providers of a board's residents who are asked for."""
    boards = setting.scenario.boards
    wanted = {boards[name].number for name in setting.providers if name in boards}
    if board_id in setting.providers:
        # Those sent outside the model belong to where they live.
        wanted.add(OUTSIDE)
    return sorted({number for numbers, _ in shares for number in numbers} & wanted)


def _groups(
    scenario: Scenario, board: Board
) -> Iterator[tuple[tuple[int, ...], Among, Floats | float]]:
    """Keys, residents and factor on fractures: of all, then of whom growth adds."""
    yield (Source.FRACTURE, board.number), Among(board.code), 1.0
    for more in extras(scenario, board.code):
        yield (Source.GROWTH, board.number, more.number), more.among, more.factor


def _other_referrals(
    setting: Setting, board_id: str, board: Board
) -> Iterator[DailyArrivals]:
    """DXA referrals of GPs, rheumatology and others to this provider, unvetted."""
    for name, referrer in _referrers(setting.scenario, board_id).items():
        yield DailyArrivals(
            (Source.OTHER_REFERRAL, board.number, referrer.number),
            expect(0, _other_rates(setting.scenario, board_id, name)),
            setting.groups.add(
                board,
                urgent=referrer.urgent_share,
                vetting=_vetting(setting.scenario, board_id, name),
            ),
        )


def _vetting(scenario: Scenario, board_id: str, name: str) -> Floats:
    """Share of a referrer's people who are accepted, and who go on, by period."""
    found = []
    for _, here in scenario.periods:
        referrer = here.boards[board_id].demand.other.get(name)
        accepted = referrer.accepted if referrer else None
        scanned = referrer.scanned_after_frax if referrer else 1.0
        found.append((COMMON if accepted is None else accepted, scanned))
    return np.array(found)


def _referrers(scenario: Scenario, board_id: str) -> dict[str, OtherReferrals]:
    """Every kind of referrer that exists at some time of the plan."""
    found: dict[str, OtherReferrals] = {}
    for _, here in scenario.periods:
        found = {**here.boards[board_id].demand.other, **found}
    return found


def _other_rates(scenario: Scenario, board_id: str, name: str) -> Floats:
    days = np.arange(scenario.horizon_days)
    rates = np.zeros(len(days))
    for first, last, here in dated_periods(scenario):
        referrer = here.boards[board_id].demand.other.get(name)
        if referrer is None:
            continue
        growth = (1 + referrer.growth) ** (days / DAYS_A_YEAR)
        now = (days >= first) & (days < last)
        rates = np.where(now, referrer.referrals_a_week / 7 * growth, rates)
    return rates


def _bursts(setting: Setting, board_id: str, board: Board) -> Iterator[DailyArrivals]:
    """People found or referred within a few weeks, such as by a look-back search."""
    scenario, stages = setting.scenario, setting.scenario.pathway.stages
    days = np.arange(scenario.horizon_days)
    found: dict[str, Burst] = {}
    rates: dict[str, Floats] = {}
    for first, last, here in dated_periods(scenario):
        for name, burst in here.boards[board_id].demand.bursts.items():
            start = (burst.start - scenario.plan_start).days
            now = (days >= max(first, start)) & (days < min(last, start + burst.days))
            found[name] = burst
            rates[name] = np.where(now, burst.people / burst.days, rates.get(name, 0.0))
    for name, burst in found.items():
        yield DailyArrivals(
            (Source.BURST, board.number, burst.number),
            expect(0, rates[name]),
            setting.groups.add(
                board,
                burst.source,
                stage=stages[burst.enters].number if burst.enters else None,
                urgent=burst.urgent_share,
                among=Among(board.code, site=burst.site),
            ),
            int(burst.days_since_fracture),
        )


def _lists(setting: Setting, board_id: str, board: Board) -> Iterator[Waiting]:
    """People on a list at minute 0, equal to the input by age band and urgency."""
    for name, people in board.waiting_list.items():
        stage = setting.scenario.pathway.stages[name].number
        yield waiting(board, stage, people, setting.groups)


def _diaries(setting: Setting, board_id: str, board: Board) -> Iterator[DailyArrivals]:
    """People found before the plan who join a stage in its first weeks."""
    for name, diary in board.diary.items():
        stage = setting.scenario.pathway.stages[name].number
        yield DailyArrivals(
            (Source.DIARY, board.number, stage),
            expect(0, np.full(diary.weeks * 7, diary.people_a_week / 7)),
            setting.groups.add(board, "fls", stage=stage, at_start=True),
            int(diary.days_since_fracture),
        )


def _arrivals(setting: Setting, board_id: str, board: Board) -> Iterator[ComingFrom]:
    """Explicit arrivals: Poisson, evenly spaced, listed or in batches."""
    scenario = setting.scenario
    for entry in board.arrivals.values():
        stages = scenario.pathway.stages
        group = setting.groups.add(
            board,
            entry.source,
            stage=stages[entry.enters].number if entry.enters else None,
            urgent=entry.urgent_share,
        )
        keys = (Source.ARRIVALS, board.number, entry.number)
        yield stated(entry, keys, scenario.horizon_days, group)


PARTS: tuple[Callable[[Setting, str, Board], Iterator[ComingFrom]], ...] = (
    _other_referrals,
    _bursts,
    _lists,
    _diaries,
    _arrivals,
)
"""Sources of one provider."""
