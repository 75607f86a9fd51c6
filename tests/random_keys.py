"""Every number drawn in one replication, with the keys it was mixed from.

Run as a program, without machine code (NUMBA_DISABLE_JIT=1), so that every mixing and
every number goes through functions that write down what they do: `python -m
tests.random_keys compiled` prints what `faults_in` finds and what was drawn how often.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from planner.capacity.offer import offer_rota
from planner.demand.sample import sample_cohort
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.numerics import random_numbers as streams
from planner.pathway.engines import ENGINES, simulate
from planner.pathway.network import prepare_tables

BOARD = "swansea-bay"
SEED, REPLICATION = 11, 3
BITS = 2**64 - 1
IDENTITY = {
    streams.Source.FRACTURE: 1,
    streams.Source.OTHER_REFERRAL: 2,
    streams.Source.WAITING_LIST: 2,
    streams.Source.DIARY: 2,
    streams.Source.ARRIVALS: 2,
    streams.Source.GROWTH: 2,
    streams.Source.BURST: 2,
    streams.Source.POST: 3,
    streams.Source.SITE: 1,
    streams.Source.SCANNER: 2,
    streams.Source.MOBILE: 1,
}
"""Declared numbers that follow each source in a key: board, referrer, post, person."""
THINGS = frozenset(
    {
        streams.Source.POST,
        streams.Source.SCANNER,
        streams.Source.SITE,
        streams.Source.MOBILE,
    }
)
PEOPLE = frozenset(streams.Source) - THINGS


@dataclass
class Draws:
    """What was mixed from what, and which numbers were drawn from it, where."""

    root: int
    made_of: dict[int, tuple[int, int]] = field(default_factory=dict)
    drawn: list[tuple[int, str]] = field(default_factory=list)

    def mix(self, seed: int, *keys: int) -> int:
        """The seed mixed with these keys, written down key by key."""
        for key in map(int, keys):
            new = MIX_SEED(int(seed) & BITS, key)
            self.made_of[new] = int(seed) & BITS, key
            seed = new
        return int(seed)

    def draw(self, seed: int) -> float:
        """The number of a seed, written down with the function that asks."""
        self.drawn.append((int(seed), place_asking()))
        return (int(seed) >> 11) * 2.0**-53

    def keys_of(self, seed: int) -> tuple[int, ...]:
        """Keys from the replication's seed to this one."""
        keys: list[int] = []
        while seed != self.root:
            seed, key = self.made_of[seed]
            keys.insert(0, key)
        return tuple(keys)


MIX_SEED = streams.mix_seed


OWN_FILES = (streams.__file__, __file__)


def place_asking() -> str:
    """Module and function outside the streams that asks for a number."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename in OWN_FILES:
        assert frame.f_back is not None
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}"


def listeners(draws: Draws) -> dict[str, Callable[..., Any]]:
    """Functions of the streams that do as they did and write it down."""

    def mix_seeds(seed: Any, *keys: Any) -> Any:
        arrays = np.broadcast_arrays(np.asarray(seed, np.uint64), *keys)
        rows = zip(*(array.ravel().tolist() for array in arrays), strict=True)
        mixed = np.array([draws.mix(*row) for row in rows], dtype=np.uint64)
        return mixed.reshape(arrays[0].shape)

    def uniforms(seed: Any, *keys: Any) -> Any:
        seeds = mix_seeds(seed, *keys)
        drawn = [draws.draw(each) for each in seeds.ravel().tolist()]
        return np.array(drawn).reshape(seeds.shape)

    return {
        "mix_seed": draws.mix,
        "mix_seeds": mix_seeds,
        "mix_in": lambda seed, key: np.uint64(draws.mix(seed, key)),
        "to_unit": draws.draw,
        "uniforms": uniforms,
        "uniform": lambda seed, *keys: draws.draw(draws.mix(seed, *keys)),
    }


def listen(draws: Draws) -> None:
    """Put the listeners wherever a module of the planner holds the originals."""
    for name, listener in listeners(draws).items():
        original = getattr(streams, name)
        for module in [m for n, m in sys.modules.items() if n.startswith("planner")]:
            for alias in [a for a, v in vars(module).items() if v is original]:
                setattr(module, alias, listener)


def what_for(keys: tuple[int, ...]) -> str:
    """Source and purpose of a number, by its keys: their place alone tells.

    >>> what_for((1, 7, 40, 2, 5, 13, 4, 1, 0))
    'FRACTURE DNA'
    >>> what_for((8, 7, 31, 12))
    'SITE WEEK_ORDER'
    """
    source = streams.Source(keys[0])
    rest = keys[1 + IDENTITY[source] :]
    if source in PEOPLE:
        # A day, then how many come on it, or one person and what is asked of them.
        kind = streams.Purpose(rest[1])
        rest = rest[3:] if kind is streams.Purpose.PERSON else rest[1:]
    return f"{source.name} {streams.Purpose(rest[0]).name}"


def faults_in(draws: Draws) -> list[str]:
    """Every way in which one number is used for two things.

    - a number drawn twice, be it by two functions or by one;
    - a number whose keys are the beginning of another's;
    - a purpose asked for by two functions: one of them is not about it.
    """
    faults: list[str] = []
    places, asking = defaultdict(list), defaultdict(set)
    for seed, place in draws.drawn:
        places[seed].append(place)
    keys = {seed: draws.keys_of(seed) for seed in places}
    begun = {mine[:n] for mine in keys.values() for n in range(1, len(mine))}
    for seed, mine in keys.items():
        about, who = what_for(mine), " and ".join(sorted(set(places[seed])))
        asking[about] |= set(places[seed])
        if len(places[seed]) > 1:
            faults.append(f"{about} {mine}: drawn {len(places[seed])} times by {who}")
        if mine in begun:
            faults.append(f"{about} {mine}: begins the keys of another number")
    for about, functions in asking.items():
        if len(functions) > 1:
            faults.append(f"{about}: asked for by {' and '.join(sorted(functions))}")
    return faults


BURST = {"number": 1, "people": 30, "start": datetime.date(2026, 4, 8)}
WHO_COMES: dict[str, Any] = {
    f"boards.{BOARD}.demand.bursts.look-back": {**BURST, "site": "spine"},
    f"boards.{BOARD}.validations.spring": {
        "number": 1,
        "stage": "scan",
        "date": datetime.date(2026, 4, 20),
        "share": 0.3,
    },
    "aid.next-door": {
        "number": 1,
        "board": BOARD,
        "to": "hywel-dda",
        "stages": ("scan",),
        "share": 0.2,
    },
    f"boards.{BOARD}.sites.here": {"number": 1, "people": 1.0},
    f"boards.{BOARD}.scanners.scanner.site": "here",
    f"boards.{BOARD}.lists_by_site": True,
    "population.growth_by_age": {"50-54": -0.4, "80-84": 0.4},
    "population.death_rate": {"80-84": 0.3},
    "population.moving_rate": 0.1,
    "population.declining_rate": 0.1,
}
SCANNER = f"boards.{BOARD}.scanners.scanner"
VAN = {"number": 1, "visits": [BOARD, ""], "start": datetime.date(2026, 4, 1)}
SESSIONS = {"sessions_a_week": 3, "slots_a_session": 8, "slot_minutes": 25}
WHO_SCANS: dict[str, Any] = {
    f"{SCANNER}.downtime_half_days": 3.0,
    f"{SCANNER}.evenings_a_week": 2.0,
    "mobile_units.van": {**VAN, **SESSIONS, "downtime": 0.1},
}
"""Changes after which every purpose of a scanner is drawn for."""


WHO_LEAVES = {
    f"boards.{BOARD}.posts.more": {
        "number": 90,
        "role": "nurse",
        "band": "6",
        "wte": 1.0,
        "turnover": 0.5,
        "months_to_hire": 0.5,
        "covers": {"report": {"share": 0.5}},
    }
}
"""A post that people leave and whose sessions may go to others' work."""


def everything() -> Scenario:
    """A small board in which every purpose is drawn for, and nobody has a companion.

    A companion is alike in everything to its person, random numbers included.
    """
    shipped = load_scenario().without_changes(("ng259-treat-first-2026",))
    spread = {"kind": "exponential", "mean": 20}
    days = {"kind": "exponential", "mean": 2}
    stages = shipped.pathway.model_dump()["stages"]
    scan = [{"to": "report", "share": 0.5, "delay": days}, {"to": "done"}]
    coming = {"source": "other", "people_a_day": 1.0}
    return shipped.with_values(
        {
            "years": 0.1,
            "run_on_days": 60,
            f"boards.{BOARD}.demand.fractures_a_year": 400,
            f"boards.{BOARD}.waiting_list.scan.count": 40,
            f"boards.{BOARD}.posts.nurse.job_plan": {"assess": 0.6, "reviews": 0.4},
            f"boards.{BOARD}.attributes": {"reached": 0.9},
            f"boards.{BOARD}.arrivals": {
                "one": {"number": 1, "kind": "poisson", "patience": days, **coming},
                "many": {"number": 2, "kind": "batch", "batch_mean": 2, **coming},
            },
            **(WHO_COMES | WHO_SCANS | WHO_LEAVES),
            "pathway.choices.form": {"number": 90, "shares": {"a": 0.5, "b": 0.5}},
            "pathway.stages.scan.duration": spread,
            "pathway.stages.scan.duration_draws": 2,
            "pathway.stages.scan.dna": 0.4,
            "pathway.stages.scan.dna_maximum": 4,
            "pathway.stages.scan.dna_delay_days": 1,
            "pathway.stages.scan.notice_days": {"routine": 0, "urgent": 0},
            "pathway.stages.scan.backfill": 0.5,
            "pathway.stages.scan.next": scan,
            "pathway.stages.report.duration": spread,
            "pathway.stages.report.next": stages["report"]["next"],
        }
    )


def recorded(engine: str) -> Draws:
    """All draws of one replication of the small board."""
    scenario = everything()
    draws = Draws(MIX_SEED(0, SEED, REPLICATION))
    listen(draws)
    place = scenario, SEED, REPLICATION, [BOARD]
    cohort, rota = sample_cohort(*place), offer_rota(*place)
    simulate(prepare_tables(scenario, cohort, rota), engine=engine)
    return draws


def spoil(fault: str) -> None:
    """Let a module take one purpose for another: module:name:purpose."""
    module, name, purpose = fault.split(":")
    spoiled = import_module(module)
    assert hasattr(spoiled, name)
    setattr(spoiled, name, int(streams.Purpose[purpose]))


def main(engine: str, *faults: str) -> None:
    """Print what one engine's replication draws, as JSON."""
    assert engine in ENGINES
    for fault in faults:
        spoil(fault)
    draws = recorded(engine)
    about = Counter(what_for(draws.keys_of(seed)) for seed, _ in draws.drawn)
    sys.stdout.write(json.dumps({"faults": faults_in(draws), "drawn": about}))


if __name__ == "__main__":
    main(*sys.argv[1:])
