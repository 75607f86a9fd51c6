"""Why sessions are lost, and what becomes of the minutes of a scanner's diary.

What only some plans have (a scanner that is replaced, quality checks, evenings) is
measured in those plans alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.capacity.offer import prepared
from planner.capacity.rota import ROLES, Lost, Rota, SessionKind
from planner.inputs.mobile_units import MobileUnit
from planner.inputs.scanners import Scanner
from planner.inputs.units import MINUTES_A_DAY
from planner.locale import gettext_noop
from planner.outcomes.board_frame import Frame, once_a_frame
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record

Ints = npt.NDArray[np.int64]
USUAL = (
    Lost.BANK_HOLIDAY, Lost.LEAVE, Lost.STUDY, Lost.SICKNESS, Lost.DOWNTIME,
    Lost.NO_OPERATOR,
)  # fmt: skip
"""Reasons that every role's sessions are shown by."""
MOVE = (Lost.VACANCY, Lost.TRAINING)
"""Reasons of roles with a post that is not simply filled throughout."""
DIARY_KINDS = (
    SessionKind.SCANNER,
    SessionKind.RESERVED,
    SessionKind.CHECKS,
    SessionKind.MOBILE,
)
OFFERED, TOO_SHORT = "offered", gettext_noop("too short for an appointment")


def in_words(reason: Lost) -> str:
    """A reason as results name it; it stands as the group."""
    return reason.name.lower().replace("_", " ")


@once_a_frame
def lost_for(frame: Frame) -> list[tuple[str, Lost]]:
    """Roles, and reasons for which sessions of each may be lost."""
    usual = [(role, reason) for role in frame.stages_by_role for reason in USUAL]
    moving = {t.post.role for t in prepared(frame.scenario, frame.board_id).moving}
    usual += [
        (role, r) for role in frame.stages_by_role if role in moving for r in MOVE
    ]
    if "scanner" not in frame.stages_by_role:
        return usual
    scanners = scanners_of(frame)
    some = {
        Lost.REPLACEMENT: any(scanner.replacement for scanner in scanners),
        Lost.NO_REPORTER: any(scanner.needs_reporter for scanner in scanners),
    }
    return usual + [("scanner", reason) for reason, there in some.items() if there]


def scanners_of(frame: Frame) -> list[Scanner]:
    """Scanners and mobile units of a board, as they stand in every stretch."""
    found: list[Scanner] = []
    for _day, here in frame.scenario.periods:
        units = here.mobile_units.values()
        found += here.boards[frame.board_id].scanners.values()
        found += [unit for unit in units if frame.board_id in unit.visits]
    return found


@once_a_frame
def fates_of_minutes(frame: Frame) -> tuple[str, ...]:
    """Possible ends of a planned minute; nothing where the diary is a plain one."""
    plain = all(
        not (s.qa_minutes or s.replacement or s.needs_reporter or any(s.extended))
        and not isinstance(s, MobileUnit)
        for s in scanners_of(frame)
    )
    if plain or "scanner" not in frame.stages_by_role:
        return ()
    reasons = [reason for role, reason in lost_for(frame) if role == "scanner"]
    for away in (Lost.LEAVE, Lost.STUDY, Lost.SICKNESS):
        reasons.remove(away)
    words = [in_words(reason) for reason in [*reasons, Lost.QUALITY_CHECKS]]
    return (OFFERED, TOO_SHORT, *words)


@once_a_frame
def places_of_lost(frame: Frame) -> tuple[Ints, Ints]:
    """Those roles as their places among the frame's, and those reasons."""
    roles = list(frame.stages_by_role)
    places = [(roles.index(role), reason) for role, reason in lost_for(frame)]
    role, reason = np.array(places, dtype=np.int64).reshape(-1, 2).T
    return role, reason


def minutes_by_fate(rota: Rota) -> dict[str, Ints]:
    """Planned minutes of each session of scanners, by what became of them.

    Over all fates they add up to the minutes planned, exactly.
    """
    mine = (rota.role == ROLES.index("scanner")) & np.isin(rota.kind, DIARY_KINDS)
    ran = mine & (rota.lost == Lost.OFFERED)
    open_ = np.where(ran, rota.offered_minutes, 0)
    found = {OFFERED: open_, TOO_SHORT: np.where(ran, rota.paid_minutes - open_, 0)}
    for reason in Lost:
        if reason is not Lost.OFFERED:
            lost = mine & (rota.lost == reason)
            found[in_words(reason)] = np.where(lost, rota.paid_minutes, 0)
    return found


def measure_minutes(record: Record, frame: Frame, row: MeasureTable) -> None:
    """Add planned minutes of the scanners by year and by what became of them."""
    if fates := fates_of_minutes(frame):
        years, day = frame.periods.years, record.rota.start // MINUTES_A_DAY
        found = minutes_by_fate(record.rota)
        row.put("scanner_minutes", [years.count(day, found[fate]) for fate in fates])
