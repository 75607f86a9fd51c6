"""The numbers that a board may type, each with its bounds and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from planner.board_data.further_scanning import MOST_SCANNERS, further_scanning
from planner.board_data.number_field import (
    NumberField,
    board_today,
    origin,
    posts_of,
    scanner_field,
    scanners_of,
    scans_here,
    slot_minutes,
)
from planner.inputs.referrals import (
    fls_referrals_a_week,
    fractures_a_week,
    share_that_comes,
)
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSION_MINUTES, SESSIONS_A_WEEK
from planner.locale import _, gettext_noop

ROLE_FIELDS = {
    "nurse_wte": ("nurse", gettext_noop("Nurse specialists")),
    "admin_wte": ("admin", gettext_noop("Administrators")),
    "operator_wte": ("operator", gettext_noop("DXA operators")),
    "reporter_wte": ("reporter", gettext_noop("Reporters of scans")),
}
SESSIONS, SLOTS, RESERVED = "sessions_a_week", "slots_a_session", "reserved_slots_a_day"
FLS, OTHER = "fls_referrals_a_week", "other_referrals_a_week"
LIST = "waiting_list_"
STAGES = ("register", "assess", "vet", "scan", "report")
"""Stages that may have a list when a plan begins, as far as the pathway has them."""
MOST_WTE, MOST_REFERRALS, LONGEST_LIST = 100.0, 2000.0, 100_000.0


def fields(scenario: Scenario, board: str) -> list[NumberField]:
    """Every number of a board that may be typed, group by group.

    Raises
    ------
    KeyError: if there is no such board
    """
    parts = (_staff, _scanners, further_scanning, _referrals, _lists)
    return [field for part in parts for field in part(scenario, board)]


def _staff(scenario: Scenario, board: str) -> Iterator[NumberField]:
    for field, (role, title) in ROLE_FIELDS.items():
        if role not in scenario.roles:
            continue
        posts = posts_of(scenario, board, role)
        keys = [f"boards.{board}.posts.{name}.wte" for name in posts]
        source, confidence = origin(scenario, keys)
        yield NumberField(
            id=field,
            title=_(title),
            help=_("In post on the plan's first day, all posts together."),
            unit="WTE",
            low=0.0,
            high=MOST_WTE,
            step=0.1,
            value=_tidy(sum(post.filled for post in posts.values())),
            source=source,
            confidence=confidence,
            group="staff",
        )


def _scanners(scenario: Scenario, board: str) -> Iterator[NumberField]:
    if not scans_here(scenario):
        return
    scanners = scanners_of(scenario, board)
    yield scanner_field(
        scenario,
        board,
        SESSIONS,
        id=SESSIONS,
        title=_("Scanner sessions"),
        help=_("Half days from Monday to Friday a week, all scanners together."),
        unit="sessions a week",
        high=float(SESSIONS_A_WEEK * MOST_SCANNERS),
        step=0.5,
        value=_tidy(sum(s.sessions_a_week for s in scanners.values())),
    )
    yield from _appointments(scenario, board, next(iter(scanners.values()), None))


def _appointments(
    scenario: Scenario, board: str, first: Scanner | None
) -> Iterator[NumberField]:
    """Appointments of a session, and those reserved, as the first scanner has them."""
    minutes = slot_minutes(scenario, board)
    most = float(SESSION_MINUTES // minutes)
    yield scanner_field(
        scenario,
        board,
        SLOTS,
        id=SLOTS,
        title=_("Appointments in a session"),
        help=_(
            "At {minutes} minutes each; an operator's half day has {half_day}.",
            minutes=minutes,
            half_day=SESSION_MINUTES,
        ),
        unit="slots",
        low=1.0,
        high=most,
        step=1.0,
        value=float(first.slots_a_session if first else 8),
    )
    yield scanner_field(
        scenario,
        board,
        RESERVED,
        id=RESERVED,
        title=_("Appointments reserved for the FLS"),
        help=_("On each scanning day of each scanner; 1.5 is one and two in turn."),
        unit="slots a day",
        high=2 * most,
        step=0.05,
        value=first.reserved_slots_a_day if first else 0.0,
    )


def _referrals(scenario: Scenario, board: str) -> Iterator[NumberField]:
    if own := fls_referrals_a_week(scenario, board, board):
        yield _fls(scenario, board, own)
    other = board_today(scenario, board).demand.other
    keys = [f"boards.{board}.demand.other.{name}.referrals_a_week" for name in other]
    source, confidence = origin(scenario, keys)
    yield NumberField(
        id=OTHER,
        title=_("Other DXA referrals"),
        help=_("Sent in a mean week, before vetting."),
        unit="people a week",
        low=0.0,
        high=MOST_REFERRALS,
        step=0.1,
        value=_tidy(sum(item.referrals_a_week for item in other.values())),
        source=source,
        confidence=confidence,
        group="referrals",
    )


def _fls(scenario: Scenario, board: str, own: float) -> NumberField:
    demand = f"boards.{board}.demand"
    keys = [f"{demand}.identified.{kind}" for kind in ("hip", "spine", "other")]
    guests = guests_a_week(scenario, board)
    text = gettext_noop("People with a fracture whom case finding adds in a mean week.")
    if guests:
        text = gettext_noop(
            "People with a fracture whom case finding adds in a mean week; "
            "{guests:.1f} of them live with another board."
        )
    own_share = share_that_comes(scenario, board, board)
    every = fractures_a_week(scenario, board) * own_share + guests
    source, confidence = origin(scenario, [f"{demand}.fractures_a_year", *keys])
    return NumberField(
        id=FLS,
        title=_("FLS referrals"),
        help=_(text, guests=guests),
        unit="people a week",
        low=0.0,
        high=_tidy(every, 1),
        step=0.1,
        value=_tidy(own + guests, 1),
        source=source,
        confidence=confidence,
        group="referrals",
    )


def guests_a_week(scenario: Scenario, board: str) -> float:
    """FLS referrals a week of people who live with another board."""
    others = [other for other in scenario.boards if other != board]
    return sum(fls_referrals_a_week(scenario, other, board) for other in others)


def _lists(scenario: Scenario, board: str) -> Iterator[NumberField]:
    served = scenario.pathway.served_stages()
    for name in STAGES:
        if name not in served:
            continue
        waiting = scenario.boards[board].waiting_list.get(name)
        title = scenario.pathway.stages[name].title or name
        key = f"boards.{board}.waiting_list.{name}.count"
        source, confidence = origin(scenario, [key])
        yield NumberField(
            id=LIST + name,
            title=_("Waiting for {stage}", stage=_inside(_(title))),
            help=_("People on the list on the morning of the plan's first day."),
            unit="people",
            low=0.0,
            high=LONGEST_LIST,
            step=1.0,
            value=float(waiting.count if waiting else 0),
            source=source,
            confidence=confidence,
            group="list",
        )


def _inside(title: str) -> str:
    """A title as it stands inside a sentence; abbreviations keep their capitals."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _tidy(number: float, digits: int = 6) -> float:
    """A sum without binary rounding errors."""
    return round(float(number), digits)
