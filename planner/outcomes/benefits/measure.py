"""Benefits of one replication of one board, as measures of the results table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import OUTSIDE
from planner.inputs.benefits import DRUGS, OUTCOMES
from planner.inputs.cached import cached
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR, MINUTES_A_DAY
from planner.outcomes.benefits.assumptions import (
    CAMPAIGN,
    CASES,
    DRAWN,
    WEEK,
    Assumptions,
    Worth,
    assumptions_of,
    campaign_avoided,
    drawn_assumptions,
)
from planner.outcomes.benefits.integrals import (
    AtRisk,
    avoided,
    avoided_beyond_usual,
    drugs_beyond_usual,
    refractures,
)
from planner.outcomes.benefits.kpis import BENEFITS, BY_DRAW, PER_THOUSAND
from planner.outcomes.board_frame import Frame, frame_of
from planner.outcomes.measure_index import Block, Key, MeasureIndex
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record
from planner.outcomes.treatment import (
    PERSISTS_ATTRIBUTE,
    RECOMMENDED,
    START,
    drugs_of,
    treatment_of,
)
from planner.pathway.visits import Outcome

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Part = tuple[Floats, Floats | None]
"""Sums by year, and what they are divided by."""
THOUSAND = 1000
OTHER_DRUG = "other"


def measure_benefits(record: Record) -> MeasureTable:
    """Every benefit of one replication of one board: a table of one row.

    AtRisk count in the year of their fracture, whenever they would have refractured.
    """
    table = MeasureTable.empty(index_of(record.scenario, record.board_id), 1)
    if not table.index.keys:
        return table
    followed = Followed(record)
    by_case = {case: _amounts(followed, case) for case in CASES}
    drawn = {case: _drawn(followed, number) for number, case in enumerate(DRAWN)}
    nothing = np.zeros(len(followed.frame.periods.years))
    for kpi in BENEFITS:
        cases = [by_case[case] for case in CASES]
        cases += drawn.values() if kpi.dimensions == BY_DRAW else ()
        parts = [amounts.get(kpi.id, (nothing, nothing)) for amounts in cases]
        above = np.stack([part[0] for part in parts])
        below = [nothing if part[1] is None else part[1] for part in parts]
        there = [kpi.id in amounts for amounts in cases]
        table.put(kpi.id, above, np.stack(below) if kpi.ratio else None, there)
    return table


@cached
def index_of(scenario: Scenario, board_id: str) -> MeasureIndex:
    """Index of a board's benefits, by case.

    It is empty for a board that runs no service, and without assumptions on benefits.
    """
    frame = frame_of(scenario, board_id)
    years, blocks = len(frame.periods.years), dict[str, Block]()
    if frame.provides and scenario.benefits is not None:
        for kpi in BENEFITS:
            cases = (*CASES, *DRAWN) if kpi.dimensions == BY_DRAW else CASES
            keys = tuple(Key(board_id, reason=case, kpi=kpi.id) for case in cases)
            blocks[kpi.id] = Block(keys, years, kpi.ratio)
    return MeasureIndex.of(blocks)


@dataclass(frozen=True)
class Followed:
    """Fractures of one replication of a board, followed to the start of treatment."""

    record: Record

    @cached_property
    def frame(self) -> Frame:
        """Frame of the board."""
        return frame_of(self.record.scenario, self.record.board_id)

    @cached_property
    def rows(self) -> Bools:
        """Fractures of the plan that the board itself is to treat."""
        of = self.record
        return np.asarray(of.counted & of.fls & (of.cohort.provider != OUTSIDE))

    @cached_property
    def people(self) -> AtRisk:
        """Characteristics of these people."""
        cohort, scenario = self.record.cohort, self.record.scenario
        treatment = treatment_of(cohort, scenario)
        known = [name or DRUGS[0] for name in drugs_of(scenario)]
        place = [DRUGS.index(name if name in DRUGS else OTHER_DRUG) for name in known]
        stays = treatment.stays
        if PERSISTS_ATTRIBUTE not in cohort.attributes:
            # A pathway that says nothing of persistence has nobody stop in a year.
            stays = np.ones(len(cohort), dtype=np.bool_)
        every = AtRisk(
            site=cohort.site,
            sex=cohort.sex,
            age_band=cohort.age_band,
            drug=np.array(place)[treatment.drug],
            stays=stays.astype(np.int64),
        )
        return every.take(self.rows)

    @cached_property
    def start(self) -> Floats:
        """Years from fracture to the start of treatment; infinite if never."""
        waited = self._passed(START) - self.record.cohort.clock_start
        return np.asarray(waited[self.rows] / (MINUTES_A_DAY * DAYS_A_YEAR))

    def passes(self, milestone: str) -> Bools:
        """Whether each person passes a milestone by the end of the run."""
        return np.asarray(np.isfinite(self._passed(milestone)[self.rows]))

    def _passed(self, milestone: str) -> Floats:
        """Minute at which everybody first passes a milestone; infinite if never."""
        stages = self.record.scenario.pathway.stages.values()
        numbers = [stage.number for stage in stages if stage.milestone == milestone]
        visits = self.record.own_visits
        done = np.isin(visits["stage"], numbers) & (visits["finished"] >= 0)
        done = visits[done & (visits["outcome"] == int(Outcome.SEEN))]
        minute = np.full(len(self.rows), np.inf)
        np.minimum.at(minute, done["patient"], done["finished"])
        return minute

    def present(self, rate: float) -> Floats:
        """Present value of a pound at each person's fracture, at a continuous rate.

        By financial years from the first, as costs are discounted.
        """
        day = self.record.cohort.fracture_day[self.rows]
        place = self.frame.periods.financial_years.position(day)
        return np.asarray(np.exp(-rate * np.maximum(place, 0)))

    def by_year(self, amounts: npt.ArrayLike, of: Bools | None = None) -> Floats:
        """Sums by year of the fracture; of each column, if there are several."""
        day = self.record.cohort.fracture_day[self.rows]
        day = day if of is None else day[of]
        table = np.asarray(amounts, dtype=float)
        table = table[:, None] if table.ndim == 1 else table
        years = self.frame.periods.years
        return np.array([years.count(day, column) for column in table.T])


def _amounts(followed: Followed, case: str) -> dict[str, Part]:
    """Benefits of one case by KPI: sums by year, over a base where they are ratios."""
    scenario, starts = followed.record.scenario, np.isfinite(followed.start)
    of, people = assumptions_of(scenario, case), followed.people
    if case == CAMPAIGN:
        every = followed.by_year(np.ones(len(starts)))[0]
        spared = campaign_avoided(scenario)[:, None] * every
        return _avoided(spared, of.worth)
    bases = {
        "benefit_identified": followed.record.cohort.identified[followed.rows],
        "benefit_assessed": followed.passes("assessment"),
        "benefit_recommended": followed.passes(RECOMMENDED),
        "benefit_treated": starts,
    }
    people_of = {kpi: followed.by_year(each)[0] for kpi, each in bases.items()}
    usual = of.usual_started * avoided(people, np.full(len(starts), of.usual_start), of)
    without = followed.by_year(refractures(people, of) - usual).sum(axis=0)
    treated, start = people.take(starts), followed.start[starts]
    gained = avoided_beyond_usual(treated, start, of)
    spared = followed.by_year(gained, starts)
    waiting, week = (
        _Waited(followed, treated, of, *ends).amounts(name)
        for name, ends in (
            ("waiting", (np.minimum(start, of.prompt), start)),
            ("week", (start, start + WEEK)),
        )
    )
    return {
        "refractures": (without - spared.sum(axis=0), None),
        "refractures_no_fls": (without, None),
        **_avoided(spared, of.worth),
        **_present(followed, of),
        **{kpi: (count, None) for kpi, count in people_of.items()},
        **{
            kpi: (THOUSAND * spared.sum(axis=0), people_of[base])
            for kpi, base in PER_THOUSAND.items()
        },
        **waiting,
        **week,
    }


def _drawn(followed: Followed, number: int) -> dict[str, Part]:
    """Benefits with assumptions drawn for this replication."""
    record, starts = followed.record, np.isfinite(followed.start)
    of = drawn_assumptions(record.scenario, record.seed, record.replication, number)
    gained = avoided_beyond_usual(
        followed.people.take(starts), followed.start[starts], of
    )
    spared = followed.by_year(gained, starts)
    return _avoided(spared, of.worth) | _present(followed, of)


def _avoided(spared: Floats, worth: Worth) -> dict[str, Part]:
    """Refractures avoided, shape (outcomes, years), and what comes of them."""
    return {
        "fractures_avoided": (spared.sum(axis=0), None),
        "hips_avoided": (spared[OUTCOMES.index("hip")], None),
        "bed_days_avoided": (worth.bed_days @ spared, None),
        "nhs_avoided": (worth.nhs @ spared, None),
        "social_avoided": (worth.social @ spared, None),
        "qalys_first_year": (worth.first_year @ spared, None),
    }


def _present(followed: Followed, of: Assumptions) -> dict[str, Part]:
    """Pounds and QALYs discounted to the plan's first financial year."""
    starts = np.isfinite(followed.start)
    people, start = followed.people.take(starts), followed.start[starts]
    costs, health = (
        followed.by_year(avoided_beyond_usual(people, start, of, rate) * weight, starts)
        for rate, weight in (
            (of.discount_costs, followed.present(of.discount_costs)[starts, None]),
            (
                of.discount_health,
                followed.present(of.discount_health)[starts, None]
                * of.worth.qalys[people.sex, people.age_band],
            ),
        )
    )
    drugs = drugs_beyond_usual(people, start, of)
    drugs = drugs * followed.present(of.discount_costs)[starts]
    nhs = of.worth.nhs @ costs
    return {
        "nhs_present": (nhs, None),
        "cash_present": (of.worth.cash_share * nhs, None),
        "social_present": (of.worth.social @ costs, None),
        "drugs_present": (followed.by_year(drugs, starts)[0], None),
        "qalys_gained": (health.sum(axis=0), None),
    }


@dataclass(frozen=True)
class _Waited:
    """People who start treatment, had they started sooner and later."""

    followed: Followed
    people: AtRisk
    of: Assumptions
    sooner: Floats
    later: Floats

    def _lost(self, discount: float, worth: Floats | float = 1.0) -> Floats:
        """Refractures of starting later by outcome and year, times their worth."""
        spared = partial(avoided_beyond_usual, self.people, of=self.of)
        each = spared(self.sooner, discount=discount)
        each = each - spared(self.later, discount=discount)
        starts = np.isfinite(self.followed.start)
        return self.followed.by_year(each * worth, starts)

    def amounts(self, name: str) -> dict[str, Part]:
        """Refractures of waiting, and what comes of them."""
        of, lost = self.of, self._lost(0.0)
        worth, rate = of.worth, of.discount_health
        each = worth.qalys[self.people.sex, self.people.age_band]
        qalys = self._lost(rate, each)
        return {
            f"{name}_refractures": (lost.sum(axis=0), None),
            f"{name}_bed_days": (worth.bed_days @ lost, None),
            f"{name}_pounds": ((worth.nhs + worth.social) @ lost, None),
            f"{name}_qalys": (qalys.sum(axis=0), None),
        }
