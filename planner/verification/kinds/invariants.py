"""What must hold in every run, tried for real on several scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from planner.demand.cohort import OUTSIDE
from planner.experiment.running.replicate import replicate_once
from planner.experiment.running.run import run
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.measure_index import Key
from planner.outcomes.queues import waiting_at
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome
from planner.verification.cases import Case, Part
from planner.verification.given import NotExpressedError
from planner.verification.network import BOARD, DAY, Network
from planner.verification.sight import Played, Sight
from planner.verification.study import Effort, Study
from planner.verification.translated import UNKNOWN, Translated, computed

TRIED = (("mm1", "clinic"), ("mmc", "clinic"), ("weekly-session-missed", "clinic"),
         ("wales-today", "powys"), ("wales-2023", "aneurin-bevan"))  # fmt: skip
"""Shipped scenarios, with a board of each, that invariants are tried on."""
SERVICE = 10_000
LITTLE = 0.02


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Each invariant by its name: whether it holds, and on what it was tried."""

    def tell(name: str) -> Any:
        if name not in TRIALS:
            raise NotExpressedError(UNKNOWN)
        return TRIALS[name](effort, part.asked[name].get("compare", ""))

    return computed(part, tell)


def held(holds: bool, how: str) -> dict[str, Any]:
    """The answer of an invariant."""
    return {"holds": bool(holds), "how": how}


@lru_cache(maxsize=2)
def _records(seed: int) -> tuple[Record, ...]:
    """One replication of each scenario that is tried."""
    return tuple(replicate_once(_short(name), board, seed, 0) for name, board in TRIED)


@lru_cache(maxsize=8)
def _short(name: str) -> Scenario:
    """A shipped scenario, a year of it where it runs a real service."""
    scenario = load_scenario(name)
    return scenario.with_values({"years": 1.0}) if "wales" in name else scenario


def _conserved(effort: Effort, compare: str) -> Any:
    """Everybody who came is at exactly one place, and got there step by step."""
    totals = []
    for record in _records(effort.seed):
        for label, lost in _imbalances(record):
            totals.append((label, lost))
    wrong = [label for label, lost in totals if lost]
    return held(
        not wrong,
        f"joined = seen + left + discharged + still there at {len(totals)} stages and"
        f" services of {len(TRIED)} scenarios; wrong at {wrong or 'none'}",
    )


def _imbalances(record: Record) -> Iterator[tuple[str, int]]:
    """By stage and overall: people who joined less people accounted for."""
    cohort, visits = record.cohort, record.visits
    horizon = record.scenario.horizon_days * DAY
    comes = cohort.identified & (cohort.provider != OUTSIDE)
    comes &= cohort.first_joined < horizon
    people = np.unique(visits.patient)
    yield record.board_id, int(len(people) != np.count_nonzero(comes))
    for stage in record.listed_stages:
        stays = record.at_stage(stage)
        joined = np.count_nonzero(stays.attempt == 1)
        ends = [np.count_nonzero(stays.outcome == outcome) for outcome in Outcome]
        again = np.count_nonzero(stays.attempt > 1)
        yield f"{record.board_id} {stage}", int(joined + again - sum(ends))
        waiting = np.count_nonzero(
            (stays.outcome == Outcome.OPEN) & (stays.started < 0)
        )
        listed = waiting_at(stays, np.array([horizon]))[0]
        yield f"{record.board_id} {stage} list", int(listed - waiting)


def _little(effort: Effort, compare: str) -> Any:
    """List over time against referral rate x mean wait, over the same people."""
    off = []
    for record in _records(effort.seed)[:2]:
        horizon = record.scenario.horizon_days * DAY
        sight = Sight(Played(record.cohort, record.rota, record.visits), record.visits,
                      horizon // 10, horizon - horizon // 10, 1.0, 1)  # fmt: skip
        listed = sight.time_in(sight.stays.joined, sight.off_list) / sight.length
        rate = len(sight.counted) / sight.length
        off.append(abs(listed - rate * sight.waits.mean()) / listed)
    shown = ", ".join(f"{100 * share:.2f} %" for share in off)
    return held(max(off) <= LITTLE, f"list against rate x wait differs by {shown}")


def _utilisations(effort: Effort) -> list[float]:
    found = []
    for record in _records(effort.seed):
        visits = record.visits.take(record.visits.session >= 0)
        closes = record.rota.end[visits.session]
        horizon = record.scenario.horizon_days * DAY
        until = np.where(visits.held_until < 0, closes, visits.held_until)
        held_for = np.minimum(np.minimum(until, closes), horizon) - visits.started
        ends = np.minimum(record.rota.end, horizon)
        busy = np.bincount(visits.session, held_for, minlength=len(record.rota))
        some = ends > record.rota.start
        found += [*(busy[some] / (ends - record.rota.start)[some])]
    return [float(value) for value in found]


def _bounded(effort: Effort, compare: str) -> Any:
    """Of all sessions' utilisations the one nearest to a bound that it may not pass."""
    values = _utilisations(effort)
    low, high = min(values), max(values)
    return high if high - 1 >= -low else low


def _not_negative(effort: Effort, compare: str) -> Any:
    lowest = min(_lowest(record) for record in _records(effort.seed))
    sentence = f"smallest wait, duration and measure of {len(TRIED)} runs: {lowest:g}"
    return lowest if compare == "ge" else held(lowest >= 0, sentence)


def _lowest(record: Record) -> float:
    visits = record.visits
    begun = visits.take(visits.started >= 0)
    ended = begun.take(begun.finished >= 0)
    amounts = [begun.started - begun.joined, ended.finished - ended.started]
    lowest = min(float(part.min(initial=0)) for part in amounts)
    return float(np.nanmin(measure(record).values, initial=lowest))


def _digest(effort: Effort, workers: int) -> str:
    boards = ["powys", "aneurin-bevan"]
    scenario = _short("wales-today")
    return run(scenario, 2, effort.seed, boards, workers).digest


def _same_seed(effort: Effort, compare: str) -> Any:
    first, second = _digest(effort, 1), _digest(effort, 1)
    return held(first == second, f"digests of every number: {first} and {second}")


def _parallel(effort: Effort, compare: str) -> Any:
    first, second = _digest(effort, 1), _digest(effort, 2)
    return held(first == second, f"one worker {first}, two workers {second}")


def _play(network: Network, days: int, effort: Effort) -> Played:
    study = Study(network.scenario(days * DAY), lambda played: {}, 1)
    return study.play(study.rota(effort), 0, effort)


def _station(rate: float, servers: int) -> Network:
    """One station, `rate` people a mean service."""
    network = Network()
    network.stage("service", {"kind": "exponential", "mean": SERVICE})
    network.activity("service", ["service"])
    network.arrive_at_random(rate, SERVICE)
    if servers:
        network.serve(["service"], count=servers)
    return network


def _nobody(effort: Effort, compare: str) -> Any:
    """No demand: an empty run, and every measure of it can still be taken."""
    played = _play(_station(0.0, 2), 365, effort)
    record = Record(_station(0.0, 2).scenario(365 * DAY), BOARD, *_tables(played))
    key = Key(BOARD, role="nurse", span="quarter", kpi="utilisation")
    measures = measure(record)
    share = float(np.nansum(measures[key].values)) if key in measures else 0.0
    empty = len(played.visits) == 0 and share == 0
    return held(
        empty, f"{len(played.visits)} stays, utilisation {share:g}, all measured"
    )


def _tables(played: Played) -> tuple[Any, Any, Any]:
    return played.cohort, played.rota, played.visits


def _unlimited(effort: Effort, compare: str) -> Any:
    played = _play(_station(20.0, 500), 1000, effort)
    seen = played.visits.take(played.visits.started >= 0)
    longest = int((seen.started - seen.joined).max())
    return held(longest == 0, f"{len(seen)} people, longest wait {longest} minutes")


def _unstaffed(effort: Effort, compare: str) -> Any:
    played = _play(_station(3.0, 0), 365, effort)
    horizon = np.array([366 * DAY])
    listed = waiting_at(played.visits, horizon)[0]
    came, begun = len(played.cohort), int((played.visits.started >= 0).sum())
    return held(
        begun == 0 and listed == came, f"{came} came, {begun} seen, {listed:g} wait"
    )


def _certain(effort: Effort, compare: str) -> Any:
    """Three stages of fixed length, people far apart: time is the sum of durations."""
    network, lengths = Network(), (30, 45, 20)
    for place, minutes in enumerate(lengths, 1):
        to = "done" if place == len(lengths) else f"stage-{place + 1}"
        network.stage(f"stage-{place}", {"mean": minutes}, next=[{"to": to}])
        network.activity(f"stage-{place}", [f"stage-{place}"])
        network.serve([f"stage-{place}"])
    network.arrive(kind="listed", minutes=[*range(0, 20_000, 200)])
    visits = _play(network, 20, effort).visits
    first = visits.joined[visits.stage == 1]
    total = visits.finished[visits.stage == 3] - first
    same = bool((total == sum(lengths)).all())
    return held(same, f"{len(total)} people took {sum(lengths)} minutes each")


def _warm_up(effort: Effort, compare: str) -> Any:
    """People of the warm-up are served as before, and left out of what is counted."""
    plain = load_scenario("mm1").with_values({"warm_up_days": 0.0, "years": 1.0})
    warm = plain.with_values({"warm_up_days": 90.0})
    one, other = (replicate_once(s, "clinic", effort.seed, 0) for s in (plain, warm))
    same = np.array_equal(one.visits.started, other.visits.started)
    early = other.cohort.fracture_day < 90
    left_out = not other.counted[early].any() and bool(other.counted[~early].any())
    key = Key("clinic", stage="service", kpi="completed_wait")
    before, after = (
        float(measure(each)[key].denominator.sum()) for each in (one, other)
    )
    fewer = after < before
    return held(
        same and left_out and fewer,
        f"{np.count_nonzero(early)} people of the warm-up served alike and not counted",
    )


Trial = Callable[[Effort, str], Any]
TRIALS: Mapping[str, Trial] = {
    "conservation": _conserved,
    "littles_law": _little,
    "utilisation_bounds": _bounded,
    "non_negative": _not_negative,
    "same_seed_same_result": _same_seed,
    "parallel_equals_serial": _parallel,
    "zero_demand": _nobody,
    "unlimited_capacity": _unlimited,
    "no_staff": _unstaffed,
    "deterministic_no_queue": _certain,
    "warmup_excluded": _warm_up,
}
