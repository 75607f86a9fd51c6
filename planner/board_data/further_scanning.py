"""Scanning beyond the half days of one scanner: more scanners, evenings, lists.

Each is a field of the form; evenings and weekends need operators who work them, lists
that are bought in bring their own staff and reports.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from planner.board_data.number_field import (
    NumberField,
    TypedNumbers,
    board_today,
    posts_of,
    scanner_field,
    scanners_of,
    scans_here,
    slot_minutes,
)
from planner.errors import Problem
from planner.inputs.bought_in import MOST_A_WEEK
from planner.inputs.limits import Limits
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

SCANNERS, EVENINGS, WEEKENDS = "scanner_count", "evening_lists", "weekend_lists"
BOUGHT = "bought_lists"
MOST_SCANNERS = 5
SCANNER_KEYS = {EVENINGS: "evenings_a_week", WEEKENDS: "weekend_sessions_a_week"}
MOST_EACH = {EVENINGS: 5.0, WEEKENDS: 4.0}
"""Evenings, and mornings and afternoons of weekends, that a scanner's week has."""
HOURS = {
    EVENINGS: (
        gettext_noop("Evening sessions"),
        gettext_noop("On top of the half days, worked by the board's own operators."),
    ),
    WEEKENDS: (
        gettext_noop("Saturday and Sunday sessions"),
        gettext_noop("Mornings and afternoons, worked by the board's own operators."),
    ),
}
"""Title of each field of hours beyond the half days, and its help."""
SESSION_PRICE, SECOND_PERSON_PRICE = 155.0, 90.0
"""Pay of an operator and of a second person for an evening or weekend session, GBP: as
scenarios/changes/extended-day-2026.toml has them, with their sources."""
OWN = "own-hours"
INSTEAD = {
    SCANNERS: gettext_noop("more than that is a service of its own: use evening lists"),
    EVENINGS: gettext_noop("beyond that use insourced lists or a further scanner"),
    WEEKENDS: gettext_noop("beyond that use insourced lists or a further scanner"),
    BOUGHT: gettext_noop("beyond that use a further scanner with sessions of its own"),
}
"""Capacity to use instead of an amount that a field refuses."""


def further_scanning(scenario: Scenario, board: str) -> Iterator[NumberField]:
    """Fields of scanners, evenings, weekends and bought-in lists."""
    if not scans_here(scenario):
        return
    scanners = scanners_of(scenario, board)
    yield scanner_field(
        scenario,
        board,
        "number",
        id=SCANNERS,
        title=_("Scanners"),
        help=_("There on the plan's first day; a further one has its sessions above."),
        unit="scanners",
        low=float(min(len(scanners), 1)),
        high=float(MOST_SCANNERS),
        step=1.0,
        value=float(len(scanners)),
    )
    for field, key in SCANNER_KEYS.items():
        title, about = HOURS[field]
        yield scanner_field(
            scenario,
            board,
            "number",
            id=field,
            title=_(title),
            help=_(about),
            unit="sessions a week",
            high=MOST_EACH[field] * (len(scanners) or 1),
            step=0.5,
            value=float(sum(getattr(each, key) for each in scanners.values())),
        )
    held = board_today(scenario, board).temporary.values()
    yield scanner_field(
        scenario,
        board,
        "number",
        id=BOUGHT,
        title=_("Insourced lists"),
        help=_("Bought in with staff and reports, from the first day to the last."),
        unit="sessions a week",
        high=float(MOST_A_WEEK["any"]),
        step=1.0,
        value=float(sum(each.sessions_a_week for each in held)),
    )


def write_hours(typed: TypedNumbers, altered: dict[str, Any]) -> list[Problem]:
    """Evenings and weekends of the scanners, and of the operators who work them."""
    own = {k: typed.numbers[k] for k in SCANNER_KEYS if k in typed.numbers}
    if not own:
        return []
    scanners = list(scanners_of(typed.scenario, typed.board_id))
    names = scanners or [
        key.split(".")[-2] for key in altered if key.endswith(".slots_a_session")
    ]
    operators = list(posts_of(typed.scenario, typed.board_id, "operator")) or [
        key.split(".")[-2] for key in altered if altered[key] == "operator"
    ]
    if not names or not operators:
        rule = _("evenings and weekends need a scanner and an operator of the board")
        hint = _("type scanners and DXA operators as well, or insourced lists instead")
        return [typed.problem(field, rule, hint) for field in own]
    for field, amount in own.items():
        left = amount
        for name in names:
            mine = min(left, MOST_EACH[field])
            altered[typed.key(f"scanners.{name}.{SCANNER_KEYS[field]}")] = mine
            left -= mine
        _write_operators(typed, altered, operators[0], SCANNER_KEYS[field], amount)
    return []


def _write_operators(
    typed: TypedNumbers, altered: dict[str, Any], post: str, key: str, amount: float
) -> None:
    """Hours of operators: as there are, in proportion; or of the first post."""
    held = board_today(typed.scenario, typed.board_id).extended_hours
    now = {name: float(getattr(each, key)) for name, each in held.items()}
    if total := sum(now.values()):
        for name, hours in now.items():
            share = round(amount * hours / total, 4)
            altered[typed.key(f"extended_hours.{name}.{key}")] = share
        return
    here = typed.key(f"extended_hours.{OWN}")
    if OWN not in held:
        altered[f"{here}.number"] = _free(held)
        altered[f"{here}.post"] = post
        altered[f"{here}.price_a_session"] = SESSION_PRICE
        altered[f"{here}.second_person_price"] = SECOND_PERSON_PRICE
    altered[f"{here}.{key}"] = amount


def write_bought(typed: TypedNumbers, altered: dict[str, Any]) -> list[Problem]:
    """Insourced lists with their reports, from the plan's first day to its last."""
    if BOUGHT not in typed.numbers:
        return []
    amount, here = typed.numbers[BOUGHT], board_today(typed.scenario, typed.board_id)
    total = sum(each.sessions_a_week for each in here.temporary.values())
    if total:
        for name, each in here.temporary.items():
            share = round(amount * each.sessions_a_week / total, 4)
            altered[typed.key(f"temporary.{name}.sessions_a_week")] = share
        return []
    limits, plan = Limits(), typed.scenario
    last = plan.plan_start + datetime.timedelta(days=plan.plan_days - 1)
    lists = typed.key(f"temporary.{OWN}")
    reports = typed.key(f"outsourced.{OWN}")
    altered[f"{lists}.number"] = _free(here.temporary)
    altered[f"{lists}.sessions_a_week"] = amount
    altered[f"{lists}.slots_a_session"] = limits.slots_a_session
    altered[f"{lists}.slot_minutes"] = slot_minutes(plan, typed.board_id)
    altered[f"{lists}.price_a_session"] = limits.list_price
    altered[f"{reports}.number"] = _free(here.outsourced)
    altered[f"{reports}.reports_a_week"] = amount * limits.slots_a_session
    altered[f"{reports}.price_a_report"] = 0.0
    for key in (lists, reports):
        altered[f"{key}.start"], altered[f"{key}.end"] = plan.plan_start, last
    return []


def _free(held: Mapping[str, Any]) -> int:
    """A declared number that nothing of its kind has."""
    taken = {each.number for each in held.values()}
    return next(n for n in range(90, 1000) if n not in taken)
