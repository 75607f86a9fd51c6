"""New capacity of one board, in the units in which it is decided, and what it costs."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

from planner.inputs.change_files import Change
from planner.inputs.changes import Price
from planner.inputs.limits import Limits
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSIONS_A_WEEK
from planner.locale import _, ngettext

ROLES = ("nurse", "admin", "reporter")
"""Roles of new posts that see people without a scanner."""
DXA, LISTS = "sessions", "lists"
"""Parts that scan people: sessions that stay, lists that are bought in."""
OPERATOR = "operator"
"""Operators for the sessions that there are, which else nobody runs."""
PARTS = (*ROLES, OPERATOR, DXA, LISTS)
STEP = {**dict.fromkeys((*ROLES, OPERATOR), 0.2), DXA: 1.0, LISTS: 1.0}
"""One unit of each part: a day a week of a post, a session or a list a week."""
NUMBER = 97
"""Declared number of what is added: the highest of its kind that nobody uses."""
NAME = "asked-for"


def said_part(part: str, amount: float) -> str:
    """So many DXA sessions or bought-in lists a week, in words.

    >>> said_part(DXA, 1.0), said_part(LISTS, 4.0)
    ('1 DXA session a week', '4 bought-in lists a week')
    """
    count = 1 if amount == 1 else 2
    if part == DXA:
        return ngettext(
            "{amount:g} DXA session a week", "{amount:g} DXA sessions a week",
            count, amount=amount,
        )  # fmt: skip
    return ngettext(
        "{amount:g} bought-in list a week", "{amount:g} bought-in lists a week",
        count, amount=amount,
    )  # fmt: skip


@dataclass(frozen=True)
class Amounts:
    """New capacity of one board.

    Attributes
    ----------
    nurse, admin, reporter : WTE
    operator : WTE for the sessions that there are; those of new ones come with them
    sessions : DXA sessions a week that stay
    lists : bought-in evening and weekend lists a week, until the date of the mark
    """

    nurse: float = 0.0
    admin: float = 0.0
    reporter: float = 0.0
    operator: float = 0.0
    sessions: float = 0.0
    lists: float = 0.0

    def more(self, part: str, step: float) -> Amounts:
        """The same with more, or less, of one part; never less than none."""
        amount = max(0.0, round(getattr(self, part) + step, 2))
        return replace(self, **{part: amount})

    def whole(self) -> Amounts:
        """The same in whole units, rounded up."""
        amounts = {
            part: round(math.ceil(getattr(self, part) / step - 1e-9) * step, 2)
            for part, step in STEP.items()
        }
        return Amounts(**amounts)

    @property
    def any(self) -> bool:
        """Whether anything is added."""
        return any(astuple(self))

    @property
    def mixed(self) -> bool:
        """Whether more than one part is added."""
        return sum(map(bool, astuple(self))) > 1


@dataclass(frozen=True)
class Dates:
    """First days of new capacity, decided on the day the plan begins."""

    staff: datetime.date
    sessions: datetime.date
    scanner: datetime.date
    lists: datetime.date
    lists_end: datetime.date

    @classmethod
    def of(cls, decided: datetime.date, by: datetime.date, limits: Limits) -> Dates:
        """Dates that time to hire, train, contract and build allow."""
        trained = limits.hire_months + limits.operator_months
        return cls(
            staff=_later(decided, limits.hire_months),
            sessions=_later(decided, trained),
            scanner=_later(decided, max(trained, limits.scanner_months)),
            lists=_later(decided, limits.contract_months),
            lists_end=by,
        )


def _later(day: datetime.date, months: float) -> datetime.date:
    """The first day of the month in which so many months are over."""
    count = day.year * 12 + day.month - 1 + math.ceil(months)
    return datetime.date(count // 12, count % 12 + 1, 1)


def free_sessions(plan: Scenario, board: str) -> float:
    """Half days a week on which the board's own scanners stand still at the end."""
    scanners = _at_end(plan, board).values()
    return sum(SESSIONS_A_WEEK - each.sessions_a_week for each in scanners)


def _at_end(plan: Scenario, board: str) -> Mapping[str, Scanner]:
    """A board's scanners under all dated changes of the plan."""
    return plan.periods[-1][1].boards[board].scanners


def new_scanners(plan: Scenario, board: str, sessions: float) -> int:
    """Further scanners that so many more sessions a week need."""
    over = sessions - free_sessions(plan, board)
    return max(0, math.ceil(over / SESSIONS_A_WEEK - 1e-9))


def changes_of(
    plan: Scenario, amounts: Mapping[str, Amounts], dates: Dates, limits: Limits
) -> list[Change]:
    """The decisions that bring these amounts: staff, scanning, bought-in lists."""
    staff: dict[str, Any] = {}
    own: dict[str, Any] = {}
    further: dict[str, Any] = {}
    bought: dict[str, Any] = {}
    for board, new in amounts.items():
        key = f"boards.{board}"
        for role in ROLES:
            if wte := getattr(new, role):
                staff[f"{key}.posts.{NAME}-{role}"] = _post(role, wte, limits)
        if new.operator:
            post = _post("operator", new.operator, limits)
            own[f"{key}.posts.{NAME}-operators"] = {**post, "number": NUMBER - 5}
        within = min(new.sessions, free_sessions(plan, board))
        if within:
            own |= _own_scanners(plan, board, within, limits)
        if new.sessions > within:
            further |= _further_scanners(key, new.sessions - within, limits)
        if new.lists:
            bought |= _bought(key, new.lists, dates, limits)
    hired = sum(
        value["wte"]
        for values in (staff, own, further)
        for value in values.values()
        if isinstance(value, dict) and "wte" in value
    )
    count = sum(".scanners." in name for name in further)
    hiring = Price(one_off=round(hired * limits.hire_price))
    building = Price(
        capital=count * limits.scanner_capital, one_off=count * limits.room_one_off
    )
    titles = (
        _("New posts"),
        _("More sessions of the boards' own scanners"),
        _("Further scanners"),
        _("Bought-in lists until the date"),
    )
    starts = (dates.staff, dates.sessions, dates.scanner, dates.lists)
    found = zip(
        ("staff", "sessions", "scanners", "lists"),
        titles,
        starts,
        (staff, own, further, bought),
        (hiring, Price(), building, Price()),
        strict=True,
    )
    return [
        _change(part, title, start, values, price)
        for part, title, start, values, price in found
        if values
    ]


def _post(role: str, wte: float, limits: Limits) -> dict[str, Any]:
    number = NUMBER - (*ROLES, "operator").index(role)
    return {
        "number": number,
        "role": role,
        "band": limits.band(role),
        "wte": round(wte, 2),
    }


def _own_scanners(
    plan: Scenario, board: str, sessions: float, limits: Limits
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    left = sessions
    for name, scanner in _at_end(plan, board).items():
        more = min(left, SESSIONS_A_WEEK - scanner.sessions_a_week)
        if more > 0:
            key = f"boards.{board}.scanners.{name}.sessions_a_week"
            found[key] = round(scanner.sessions_a_week + more, 2)
            left -= more
    post = _post("operator", sessions * limits.wte_a_session, limits)
    return {**found, f"boards.{board}.posts.{NAME}-operator": post}


def _further_scanners(key: str, sessions: float, limits: Limits) -> dict[str, Any]:
    count = math.ceil(sessions / SESSIONS_A_WEEK - 1e-9)
    found: dict[str, Any] = {
        f"{key}.scanners.{NAME}-{place}": {
            "number": NUMBER - place,
            "sessions_a_week": round(sessions / count, 2),
            "slots_a_session": limits.slots_a_session,
            "slot_minutes": limits.slot_minutes,
            "downtime": 0.02,
        }
        for place in range(count)
    }
    post = _post("operator", sessions * limits.wte_a_session, limits)
    found[f"{key}.posts.{NAME}-scanner-operator"] = {**post, "number": NUMBER - 4}
    return found


def _bought(key: str, lists: float, dates: Dates, limits: Limits) -> dict[str, Any]:
    return {
        f"{key}.temporary.{NAME}-lists": {
            "number": NUMBER,
            "sessions_a_week": round(lists, 2),
            "slots_a_session": limits.slots_a_session,
            "slot_minutes": limits.slot_minutes,
            "price_a_session": limits.list_price,
            "start": dates.lists,
            "end": dates.lists_end,
        },
        # Reports are in the price of the lists.
        f"{key}.outsourced.{NAME}-reports": {
            "number": NUMBER,
            "reports_a_week": round(lists * limits.slots_a_session, 2),
            "price_a_report": 0.0,
            "start": dates.lists,
            "end": dates.lists_end,
        },
    }


def _change(
    part: str, title: str, start: datetime.date, values: dict[str, Any], price: Price
) -> Change:
    return Change(
        name=f"{NAME}-{part}",
        title=title,
        why=_("What `fls-planner` found to be needed."),
        file=f"{NAME}-{part}",
        start=start,
        until=None,
        price=price,
        raw=values,
        top={"source": _("worked out by fls-planner"), "confidence": "assumption"},
        folder=Path(),
    )
