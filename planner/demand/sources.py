"""The sources of a cohort: fractures, other DXA referrals, people already waiting."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.demand.arrivals import arrival_minutes, patience_ends
from planner.demand.backlog import day_zero_table, spread_over_band
from planner.demand.cohort import FAR, FLS, OUTSIDE, Bools, Ints
from planner.demand.fractures import (
    LEAD_DAYS,
    people_on,
    rates_by_day,
    sample_cells,
    sample_people,
    stretches,
)
from planner.inputs.boards import Board, OtherReferrals
from planner.inputs.features import SITES, SOURCES
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR, MINUTES_A_DAY
from planner.streams import Purpose, Source, Words, inside, uniforms

NO_STAGE = -1
"""Where a kind of referral would enter that no way in exists for: nobody comes."""
Rows = dict[str, Any]
"""Columns of the cohort table by name, arrays of one length."""


@dataclass(frozen=True)
class Draw:
    """What all parts of one cohort share."""

    scenario: Scenario
    word: int
    providers: frozenset[str]

    @property
    def days(self) -> Ints:
        """Days of the plan and of its run-on."""
        return np.arange(self.scenario.horizon_days)

    def stage(self, kind: str) -> int:
        """Declared number of the stage at which this kind of referral enters."""
        pathway = self.scenario.pathway
        entry = pathway.entry.get(kind)  # type: ignore[call-overload]
        return pathway.stages[entry].number if entry else NO_STAGE


def _fracture_rows(draw: Draw, board_id: str, board: Board) -> list[Rows]:
    """FLS patients: fractures among residents, found by case finding or missed."""
    scenario = draw.scenario
    treating = scenario.treating(board_id)
    if scenario.population is None or not treating:
        return []
    if not draw.providers & {board_id, *treating}:
        return []
    days = np.arange(-LEAD_DAYS, scenario.horizon_days)
    rates = rates_by_day(scenario, board_id, days)
    day, words = sample_people(draw.word, (Source.FRACTURE, board.number), days, rates)
    sex, band, site = sample_cells(board.code, words)
    delay = scenario.population.identification_delay.sample(
        inside(uniforms(words, Purpose.DELAY))
    )
    happened = day * MINUTES_A_DAY + uniforms(words, Purpose.MINUTE) * MINUTES_A_DAY
    rows = _rows(
        words,
        source=FLS,
        residence=board.number,
        provider=_providers(draw, board_id, day, words),
        sex=sex,
        age_band=band,
        site=site,
        urgent=np.isin(site, _positions(scenario.population.urgent_sites)),
        identified=_identified(draw, board_id, day, site, words),
        fracture_day=day,
        entry_stage=draw.stage("fls"),
        first_joined=np.floor(happened + delay * MINUTES_A_DAY).astype(np.int64),
    )
    # Those identified before the plan began are on its day-0 lists, not in this flow.
    rows["identified"] &= rows["first_joined"] >= 0
    return [rows]


def _positions(sites: tuple[str, ...]) -> list[int]:
    return [SITES.index(site) for site in sites]


def _providers(draw: Draw, board_id: str, day: Ints, words: Words) -> Ints:
    """Provider number of each person, by the shares in force on their day."""
    boards, luck = draw.scenario.boards, uniforms(words, Purpose.PROVIDER)
    numbers = np.full(len(words), boards[board_id].number)
    for first, last, here in stretches(draw.scenario):
        shares = here.boards[board_id].demand.providers
        if not shares:
            continue
        ordered = sorted(shares, key=lambda name: _place(boards, name))
        options = [
            boards[name].number if name in boards else OUTSIDE for name in ordered
        ]
        edges = np.cumsum([shares[name] for name in ordered])
        chosen = np.minimum(np.searchsorted(edges, luck, side="right"), len(edges) - 1)
        now = (day >= first) & (day < last)
        numbers = np.where(now, np.asarray(options)[chosen], numbers)
    return numbers


def _place(boards: Mapping[str, Board], name: str) -> int:
    """Place of a provider among others: its declared number, those outside last."""
    return boards[name].number if name in boards else sys.maxsize


def _identified(
    draw: Draw, board_id: str, day: Ints, site: Ints, words: Words
) -> Bools:
    luck = uniforms(words, Purpose.IDENTIFIED)
    found = np.zeros(len(words), dtype=bool)
    for first, last, here in stretches(draw.scenario):
        shares = here.boards[board_id].demand.identified
        by_site = np.full(len(SITES), shares.other)
        by_site[SITES.index("hip")] = shares.hip
        by_site[SITES.index("spine")] = shares.spine
        now = (day >= first) & (day < last)
        found = np.where(now, luck < by_site[site], found)
    return found


def _other_rows(draw: Draw, board_id: str, board: Board) -> list[Rows]:
    """DXA referrals of GPs, rheumatology and others to this provider, unvetted."""
    if board_id not in draw.providers:
        return []
    parts = []
    for name, referrer in _referrers(draw, board_id).items():
        rates = _other_rates(draw, board_id, name)
        keys = (Source.OTHER_REFERRAL, board.number, referrer.number)
        day, words = sample_people(draw.word, keys, draw.days, rates)
        urgent = uniforms(words, Purpose.URGENT) < referrer.urgent_share
        parts.append(referral_rows(draw, board, day, words, urgent))
    return parts


def _referrers(draw: Draw, board_id: str) -> dict[str, OtherReferrals]:
    """Every kind of referrer that exists at some time of the plan."""
    found: dict[str, OtherReferrals] = {}
    for _, here in draw.scenario.phases:
        found = {**here.boards[board_id].demand.other, **found}
    return found


def _other_rates(draw: Draw, board_id: str, name: str) -> npt.NDArray[np.float64]:
    rates = np.zeros(len(draw.days))
    for first, last, here in stretches(draw.scenario):
        referrer = here.boards[board_id].demand.other.get(name)
        if referrer is None:
            continue
        growth = (1 + referrer.growth) ** (draw.days / DAYS_A_YEAR)
        now = (draw.days >= first) & (draw.days < last)
        rates = np.where(now, referrer.referrals_a_week / 7 * growth, rates)
    return rates


def referral_rows(
    draw: Draw,
    board: Board,
    day: Ints,
    words: Words,
    urgent: Bools,
    kind: str = "other",
) -> Rows:
    """Columns of people referred on these days, at a minute of their own luck."""
    sex, band, site = sample_cells(board.code, words)
    minute = np.floor(uniforms(words, Purpose.MINUTE) * MINUTES_A_DAY).astype(np.int64)
    return _rows(
        words,
        source=SOURCES.index(kind),
        residence=board.number,
        provider=board.number,
        sex=sex,
        age_band=band,
        site=site if kind == "fls" else -1,
        urgent=urgent,
        identified=True,
        fracture_day=day,
        entry_stage=draw.stage(kind),
        first_joined=day * MINUTES_A_DAY + minute,
    )


def _waiting_rows(draw: Draw, board_id: str, board: Board) -> list[Rows]:
    """People on a list at minute 0, equal to the input by age band and urgency."""
    if board_id not in draw.providers:
        return []
    parts = []
    for stage, waiting in board.waiting_list.items():
        number = draw.scenario.pathway.stages[stage].number
        cells = enumerate(day_zero_table(waiting).items())
        for kth, ((band, urgent, fls), count) in cells:
            keys = (Source.WAITING_LIST, board.number, number)
            _, words = people_on(draw.word, keys, np.array([kth]), np.array([count]))
            kind = "fls" if fls else "other"
            rows = referral_rows(
                draw, board, np.zeros(count, int), words, np.full(count, urgent), kind
            )
            joined = spread_over_band(band, uniforms(words, Purpose.AGE_OF_WAIT))
            before = int(board.days_before_list) if fls else 0
            rows["first_joined"] = joined
            rows["fracture_day"] = joined // MINUTES_A_DAY - before
            rows["entry_stage"][:] = number
            rows["at_start"][:] = True
            parts.append(rows)
    return parts


def _diary_rows(draw: Draw, board_id: str, board: Board) -> list[Rows]:
    """People found before the plan who join a stage in its first weeks."""
    if board_id not in draw.providers:
        return []
    parts = []
    for stage, diary in board.diary.items():
        number = draw.scenario.pathway.stages[stage].number
        days = np.arange(diary.weeks * 7)
        rates = np.full(len(days), diary.people_a_week / 7)
        keys = (Source.DIARY, board.number, number)
        day, words = sample_people(draw.word, keys, days, rates)
        rows = referral_rows(draw, board, day, words, np.zeros(len(day), bool), "fls")
        rows["fracture_day"] = day - int(diary.days_since_fracture)
        rows["entry_stage"][:] = number
        rows["at_start"][:] = True
        parts.append(rows)
    return parts


def _arrival_rows(draw: Draw, board_id: str, board: Board) -> list[Rows]:
    """Explicit arrivals: Poisson, evenly spaced, listed or in batches."""
    if board_id not in draw.providers:
        return []
    parts = []
    for arrivals in board.arrivals.values():
        keys = (Source.ARRIVALS, board.number, arrivals.number)
        minutes, words = arrival_minutes(draw.word, keys, draw.days, arrivals)
        urgent = uniforms(words, Purpose.URGENT) < arrivals.urgent_share
        day = minutes // MINUTES_A_DAY
        rows = referral_rows(draw, board, day, words, urgent, arrivals.source)
        rows["first_joined"] = minutes
        rows["leaves"] = patience_ends(words, minutes, arrivals)
        if arrivals.enters:
            entered = draw.scenario.pathway.stages[arrivals.enters]
            rows["entry_stage"][:] = entered.number
        parts.append(rows)
    return parts


PARTS: tuple[Callable[[Draw, str, Board], list[Rows]], ...] = (
    _fracture_rows,
    _other_rows,
    _waiting_rows,
    _diary_rows,
    _arrival_rows,
)


def _rows(words: Words, **columns: Any) -> Rows:
    """Columns of equal length; single values are repeated."""
    size = len(words)
    rows = {
        name: np.array(np.broadcast_to(value, size)) for name, value in columns.items()
    }
    own = {"at_start": np.zeros(size, bool), "leaves": np.full(size, FAR)}
    return {"word": words, **own, **rows}
