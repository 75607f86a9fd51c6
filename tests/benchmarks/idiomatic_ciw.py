"""FLS-1 as a Ciw user would write it: nodes, classes of priority, routes by process."""

from __future__ import annotations

import math
import random
from collections import Counter
from typing import Any

from tests.benchmarks.workload import (
    ADMIN,
    BACK_AFTER_MISSED,
    DXA,
    FOLLOW_UP,
    FOLLOW_UP_AFTER,
    HORIZON,
    MISSED,
    NEEDS_DXA,
    NURSE,
    REPORT,
    URGENT,
    Place,
)

AT_ADMIN, AT_NURSE, AT_DXA, AT_REPORT, BETWEEN_SLOTS, BETWEEN_VISITS = range(1, 7)


def route(patient: Any, _simulation: Any) -> list[int]:
    """The nodes that a patient passes after the first, missed slots included."""
    after_first: list[int] = []
    needs_dxa = patient.starting_node == AT_DXA
    if not needs_dxa:
        after_first.append(AT_NURSE)
        needs_dxa = random.random() < NEEDS_DXA
        after_first += [AT_DXA] * needs_dxa
    if needs_dxa:
        while random.random() < MISSED:
            after_first += [BETWEEN_SLOTS, AT_DXA]
        after_first.append(AT_REPORT)
    return [*after_first, BETWEEN_VISITS, AT_NURSE]


def build(place: Place) -> Any:
    """The network of one board."""
    import ciw

    def lognormal(minutes: tuple[float, float], factor: float) -> Any:
        mean, sd = minutes
        variance = math.log(1 + (sd / mean) ** 2)
        # A longer service is the same shape, moved along the logarithm.
        middle = math.log(mean * factor) - variance / 2
        return ciw.dists.Lognormal(middle, math.sqrt(variance))

    class Nurse(ciw.dists.Distribution):
        """The follow-up is the last node of a way, the assessment is not."""

        assessment = lognormal(NURSE, place.longer("nurse"))
        follow_up = FOLLOW_UP * place.longer("nurse")

        def sample(self, t: Any = None, ind: Any = None) -> float:
            return self.assessment.sample() if ind.route else self.follow_up

    class Scan(ciw.dists.Distribution):
        """A patient's own minutes, the same at every slot."""

        first = lognormal(DXA, place.longer("dxa"))

        def sample(self, t: Any = None, ind: Any = None) -> float:
            if not hasattr(ind, "scan_minutes"):
                ind.scan_minutes = self.first.sample()
            return float(ind.scan_minutes)

    return ciw.create_network(**_parameters(ciw, place, lognormal, Nurse(), Scan()))


def _parameters(
    ciw: Any, place: Place, lognormal: Any, nurse: Any, scan: Any
) -> dict[str, Any]:
    classes = {"urgent": URGENT, "routine": 1 - URGENT}
    fixed, once = ciw.dists.Deterministic, ciw.dists.Sequential([0.0, math.inf])
    services = [
        lognormal(ADMIN, place.longer("admin")),
        nurse,
        scan,
        fixed(REPORT * place.longer("report")),
        fixed(BACK_AFTER_MISSED),
        fixed(FOLLOW_UP_AFTER),
    ]
    urgent = round(place.backlog * URGENT)
    first = {"urgent": urgent, "routine": place.backlog - urgent}
    one, staff = fixed(1), (place.admin, place.nurse, place.dxa, place.report)
    return {
        "arrival_distributions": {
            name: [ciw.dists.Exponential(share / place.gap), None, once, *[None] * 3]
            for name, share in classes.items()
        },
        "batching_distributions": {
            name: [one, one, fixed(first[name]), one, one, one] for name in classes
        },
        "service_distributions": dict.fromkeys(classes, services),
        "number_of_servers": [*staff, math.inf, math.inf],
        "priority_classes": {"urgent": 0, "routine": 1},
        "routing": {name: ciw.routing.ProcessBased(route) for name in classes},
    }


def run(place: Place, seed: int, horizon: float = HORIZON) -> dict[str, float]:
    """One replication of one board with its random numbers; people served by place."""
    import ciw

    ciw.seed(seed)
    simulation = ciw.Simulation(build(place))
    simulation.simulate_until_max_time(horizon)
    records = simulation.get_all_records(only=["service"])
    served = Counter(record.node for record in records)
    return {
        "registered": float(served[AT_ADMIN]),
        "nurse services": float(served[AT_NURSE]),
        "scans and missed": float(served[AT_DXA]),
        "reported": float(served[AT_REPORT]),
        "wait for nurse": sum(r.waiting_time for r in records if r.node == AT_NURSE)
        / served[AT_NURSE],
    }
