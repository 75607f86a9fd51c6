"""Use of every minute of every post: the ledger of one replication.

It is read off the same minutes that make the rota, so it cannot tell another story.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.offer import Provider, prepared
from planner.capacity.rota import Lost
from planner.capacity.scanners.scan_rota import site_places
from planner.capacity.staff.changing_posts import ChangingPost
from planner.capacity.staff.posts import PostMinutes, Team, work
from planner.inputs.scenario import Scenario
from planner.numerics.random_numbers import replication_seed

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ESTABLISHMENT, OFFERED = "establishment", "offered"
VACANCY, TRAINING, COVER = "vacancy", "induction and training", "slower cover"
OTHER_DUTIES = "other duties"
ABSENCE = {
    Lost.BANK_HOLIDAY: "bank holiday",
    Lost.LEAVE: "leave",
    Lost.STUDY: "study",
    Lost.SICKNESS: "sickness",
}
PROTECTED = "protected: "
"""Beginning of the name of a kind of protected time."""


@dataclass(frozen=True)
class Ledger:
    """One post's minutes by half day of the plan, and WTE by day."""

    post_id: str
    role: str
    contract: str
    calendar: Calendar
    minutes: dict[str, Ints]
    """Of the establishment, and of every part that it falls into."""
    established: Floats
    in_post: Floats

    @property
    def parts(self) -> dict[str, Ints]:
        """Minutes of every part; they add up to the establishment's."""
        return {k: v for k, v in self.minutes.items() if k != ESTABLISHMENT}


def ledgers(
    scenario: Scenario, seed: int, replication: int, board_id: str
) -> list[Ledger]:
    """The ledger of every post of a board in one replication."""
    provider = prepared(scenario, board_id)
    seed = replication_seed(seed, replication)
    calendar = provider.calendar
    return [_ledger(calendar, *each) for each in _works(provider, seed)]


def _works(
    provider: Provider, seed: int, *, bought: bool = False
) -> Iterator[tuple[Team, PostMinutes]]:
    """Posts and their minutes; of those paid by the hour alone, if so wished."""
    holders_by_post, shared = provider.holders_by_post(seed), None
    for team in (*provider.posts, *provider.scanning.operators):
        if bought and team.post.contract == "staff":
            continue
        if team.scans and shared is None:
            shared = site_places(provider.scanning, seed)
        place = shared if team.scans else None
        yield team, work(team, provider.calendar, seed, place, holders_by_post)


def _ledger(calendar: Calendar, team: Team, done: PostMinutes) -> Ledger:
    reasons = done.lost[:, calendar.half_days // 2]
    clinical = done.duty.clinical if done.duty else done.offered
    available = done.duty.available if done.duty else done.offered
    minutes = {ESTABLISHMENT: done.paid}
    minutes[VACANCY] = done.paid * (reasons == Lost.VACANCY)
    for reason, name in ABSENCE.items():
        minutes[name] = done.paid * (reasons == reason)
    worked = done.paid * _is_worked(reasons)
    minutes.update(_protected(calendar, team, worked, clinical))
    minutes[TRAINING] = clinical - available
    minutes[COVER] = available - done.offered
    minutes[OFFERED] = done.offered
    of_post = {name: table.sum(axis=0) for name, table in minutes.items()}
    established, in_post = _wte(calendar, team, done)
    return Ledger(
        post_id=team.post_id,
        role=team.post.role,
        contract=team.post.contract,
        calendar=calendar,
        minutes=of_post,
        established=established,
        in_post=in_post,
    )


def _protected(
    calendar: Calendar, team: Team, worked: Ints, clinical: Ints
) -> Iterator[tuple[str, Ints]]:
    """Minutes of each kind of other duties, and what the role keeps unnamed."""
    left, unnamed = worked.copy(), np.zeros_like(worked)
    days = calendar.half_days // 2
    found: dict[str, Ints] = {}
    for first, last, duties in _duties(calendar, team):
        here = (days >= first) & (days < last)
        kept = np.cumsum([*duties.values()])
        for kind, share in zip(duties, kept, strict=True):
            rest = np.rint(worked * (1.0 - share)).astype(np.int64)
            taken = np.where(here, left - rest, 0)
            found[kind] = found.get(kind, unnamed) + taken
            left = left - taken
    yield from ((PROTECTED + kind, table) for kind, table in found.items())
    yield OTHER_DUTIES, left - clinical


def _duties(
    calendar: Calendar, team: Team
) -> Iterator[tuple[int, int, Mapping[str, float]]]:
    """Named duties of a post from one day up to another."""
    if team.changing is None:
        yield 0, calendar.days, team.terms.duties
        return
    for period in team.changing.periods:
        yield period.first, period.last, period.duties


def _wte(calendar: Calendar, team: Team, done: PostMinutes) -> tuple[Floats, Floats]:
    """WTE of the establishment, and in post, by day."""
    if team.changing is not None:
        # A day's reason is the vacancy itself wherever nobody holds the part.
        vacant = done.lost == Lost.VACANCY
        there = team.changing.there
        wte = team.changing.wte
        return wte @ there, wte @ (there & ~vacant)
    wte = np.zeros(calendar.days)
    firsts = [half_day // 2 for half_day in calendar.half_days.tolist()]
    firsts.append(calendar.days)
    for (opens, closes), amount in zip(team.spans, team.wte, strict=True):
        wte[firsts[opens] : firsts[closes]] = amount
    return wte, wte


@dataclass(frozen=True)
class Held:
    """Paid time in a changing post, by day of the plan."""

    changing: ChangingPost
    wte: Floats
    """WTE in post."""
    worked: Ints
    """Minutes worked by those who are paid by the hour, other duties included."""
    hires: list[int] = field(default_factory=list)
    """First days of those who came while the plan ran."""


def held_by(
    scenario: Scenario, board_id: str, seed: int, replication: int
) -> list[Held]:
    """Paid time in each changing post; nothing where none changes."""
    provider = prepared(scenario, board_id)
    if not provider.moving:
        return []
    seed = replication_seed(seed, replication)
    holders_by_post = provider.holders_by_post(seed)
    days, size = provider.calendar.half_days // 2, provider.calendar.days
    worked = {}
    if any(team.post.contract != "staff" for team in provider.moving):
        for team, done in _works(provider, seed, bought=True):
            at_work = _is_worked(done.lost[:, days])
            minutes = np.bincount(days, (done.paid * at_work).sum(axis=0), size)
            worked[team.post_id] = minutes.astype(np.int64)
    found = []
    for team in provider.moving:
        assert team.changing is not None
        holders = holders_by_post[team.post_id]
        wte = team.changing.wte @ (holders.here & team.changing.there)
        hires = [day for day in holders.hires if day > 0]
        minutes = worked.get(team.post_id, np.zeros(size, dtype=np.int64))
        found.append(Held(team.changing, wte, minutes, hires))
    return found


def _is_worked(reasons: Ints) -> Bools:
    return np.asarray((reasons == Lost.OFFERED) | (reasons == Lost.TRAINING))
