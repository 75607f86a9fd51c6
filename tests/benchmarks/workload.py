"""FLS-1, the reference workload: its numbers, its variants, what is counted.

Times are working minutes: 480 a day, 260 days a year. The numbers stand here a second
time, apart from `scenarios/verification/fls-1.toml`, for models that are not ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.capacity.rota import ROLES
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome, Visits

DAY, DAYS_A_YEAR = 480, 260
HORIZON = 5 * DAYS_A_YEAR * DAY
URGENT, NEEDS_DXA, MISSED = 0.35, 0.6, 0.08
ADMIN, NURSE, DXA = (15, 5), (45, 15), (25, 8)
"""Mean and standard deviation of minutes, lognormal."""
REPORT, FOLLOW_UP = 10, 15
BACK_AFTER_MISSED, FOLLOW_UP_AFTER = 10 * DAY, 80 * DAY
NINETY_DAYS = 90 * 5 / 7 * DAY
OVER_FACTOR = 1.2
"""FLS-1-OVER: nurses take so much longer, and their lists grow to thousands."""
TICKS = MINUTES_A_DAY // DAY
"""Minutes of the scenario file in one working minute."""


@dataclass(frozen=True)
class Place:
    """One board: who comes, who works there, and how busy they are."""

    name: str
    referrals_a_year: float
    backlog: int
    admin: int
    nurse: int
    dxa: int
    report: int
    rho_admin: float
    rho_nurse: float
    rho_dxa: float
    rho_report: float = 0.90
    nurse_factor: float = 1.0

    @property
    def gap(self) -> float:
        """Mean minutes between two referrals."""
        return DAYS_A_YEAR * DAY / self.referrals_a_year

    def longer(self, what: str) -> float:
        """How many times longer than its own minutes a service holds its server."""
        work = {
            "admin": ADMIN[0],
            "nurse": NURSE[0] + FOLLOW_UP,
            "dxa": NEEDS_DXA * DXA[0] / (1 - MISSED),
            "report": NEEDS_DXA * REPORT,
        }[what]
        busy, servers = getattr(self, f"rho_{what}"), getattr(self, what)
        exact = round(float(busy * servers * self.gap / work), 4)
        return exact * (self.nurse_factor if what == "nurse" else 1.0)

    def times(self, k: int) -> Place:
        """The board k times as large."""
        people = {"referrals_a_year": self.referrals_a_year * k}
        counts = ("backlog", "admin", "nurse", "dxa", "report")
        # As busy as before, so the factor on minutes stays what it was.
        return replace(self, **people, **{n: getattr(self, n) * k for n in counts})

    def slowed(self) -> Place:
        """The board of FLS-1-OVER."""
        return replace(self, nurse_factor=OVER_FACTOR)


PLACES = (
    Place("AB", 4777, 287, 2, 3, 2, 1, 0.90, 0.97, 0.96),
    Place("BC", 5573, 334, 2, 3, 2, 1, 0.90, 0.98, 0.98),
    Place("CV", 3822, 229, 2, 2, 1, 1, 0.90, 0.96, 0.97),
    Place("CT", 3503, 210, 1, 2, 1, 1, 0.90, 0.95, 0.95),
    Place("HD", 3105, 186, 1, 2, 1, 1, 0.90, 0.97, 0.96),
    Place("PO", 1115, 67, 1, 1, 1, 1, 0.90, 0.94, 0.93),
    Place("SB", 3105, 187, 1, 2, 1, 1, 0.90, 0.98, 0.97),
)


def fls_1() -> Scenario:
    """The workload as the product's own scenario file."""
    return load_scenario("fls-1")


def over(scenario: Scenario) -> Scenario:
    """FLS-1-OVER: assessment and follow-up take 1.2 times as long everywhere."""
    return scenario.with_values(
        {
            f"boards.{name}.minutes_factor.{stage}": factor * OVER_FACTOR
            for name, board in scenario.boards.items()
            for stage, factor in board.minutes_factor.items()
            if stage in ("assess", "review")
        }
    )


def big(scenario: Scenario, k: int) -> Scenario:
    """Arrivals, backlogs and numbers of servers k times as large."""
    changes: dict[str, float] = {}
    for name, board in scenario.boards.items():
        here = f"boards.{name}"
        daily = board.arrivals["all"].people_a_day
        changes[f"{here}.arrivals.all.people_a_day"] = daily * k
        changes[f"{here}.waiting_list.scan.count"] = (
            board.waiting_list["scan"].count * k
        )
        for server_id, servers in board.servers.items():
            changes[f"{here}.servers.{server_id}.count"] = servers.count * k
    return scenario.with_values(changes)


def count(record: Record) -> dict[str, float]:
    """What the workload counts, in one replication of one board by the product."""
    stays = {name: record.at_stage(name) for name in record.scenario.pathway.stages}
    over_before_end = {name: s.take(s.finished >= 0) for name, s in stays.items()}
    done = {
        name: s.take(s.outcome == Outcome.SEEN) for name, s in over_before_end.items()
    }
    new = ~record.cohort.at_start
    missed = over_before_end["scan"].outcome == Outcome.DNA
    returned = stays["scan"].attempt > 1
    finished = sum(len(services) for services in over_before_end.values())
    found = {
        "arrivals": new.sum(),
        "registered": len(done["register"]),
        "assessed": len(done["assess"]),
        "missed": missed.sum(),
        "scanned": len(done["scan"]),
        "reported": len(done["report"]),
        "exits": len(done["review"]),
        "events": new.sum() + finished + returned.sum() + len(stays["review"]),
        **_waits(record, stays["assess"], done["scan"]),
        **_decisions(record, done["assess"], done["report"]),
        "nurse busy": _busy(record, "nurse"),
        "DXA busy": _busy(record, "scanner"),
    }
    return {name: float(value) for name, value in found.items()}


def _waits(record: Record, assess: Visits, scans: Visits) -> dict[str, float]:
    """Days waited for the nurse, by new people, and for the DXA that was kept."""
    begun = assess.take(assess.started >= 0)
    waited = begun.started - record.cohort.first_joined[begun.patient]
    # Those on the first list joined at the start, for the workload.
    for_scan = scans.started - np.maximum(scans.first_joined, 0)
    return {
        "wait for assessment": waited.mean() / MINUTES_A_DAY,
        "wait for DXA": for_scan.mean() / MINUTES_A_DAY,
    }


def _decisions(record: Record, assessed: Visits, reported: Visits) -> dict[str, float]:
    """Decisions before the horizon, and how many of new people's fell in 90 days."""
    cohort = record.cohort
    decided = np.full(len(cohort), -1)
    without = ~cohort.attributes["needs_dxa"][assessed.patient]
    decided[assessed.patient[without]] = assessed.finished[without]
    decided[reported.patient] = reported.finished
    judged = (decided >= 0) & ~cohort.at_start
    waited = (decided - cohort.first_joined)[judged]
    within = 100 * (waited <= NINETY_DAYS * TICKS).mean()
    return {"decided": (decided >= 0).sum(), "within 90 days": within}


def _busy(record: Record, role: str) -> float:
    """Share of the servers' minutes up to the horizon that somebody held."""
    visits, horizon = record.visits, record.scenario.horizon_days * MINUTES_A_DAY
    held = visits.take(visits.session >= 0)
    mine = record.rota.role == ROLES.index(role)
    held = held.take(mine[held.session])
    until = np.where(held.held_until < 0, horizon, held.held_until)
    return float((until - held.started).sum() / (mine.sum() * horizon))
