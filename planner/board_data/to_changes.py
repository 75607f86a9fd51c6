"""Numbers typed on a form as values by key: spread over posts, scanners, shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.board_data.fields import (
    FLS,
    LIST,
    OTHER,
    RESERVED,
    ROLE_FIELDS,
    SESSIONS,
    SLOTS,
    guests_a_week,
)
from planner.board_data.further_scanning import (
    BOUGHT,
    EVENINGS,
    SCANNERS,
    WEEKENDS,
    write_bought,
    write_hours,
)
from planner.board_data.number_field import (
    TypedNumbers,
    posts_of,
    scanners_of,
    slot_minutes,
)
from planner.errors import Problem
from planner.inputs.boards import Board
from planner.inputs.referrals import (
    fractures_a_week,
    kind_weights,
    share_that_comes,
)
from planner.inputs.units import SESSIONS_A_WEEK
from planner.locale import _, ngettext

BANDS = {"nurse": "7", "admin": "4", "operator": "6", "reporter": "7"}
"""Pay band of a post that a board types where the plan has none."""
SHARED_LISTS = ("vet", "scan", "report")
"""Stages at which other DXA referrals wait beside FLS patients."""


def add_values(typed: TypedNumbers, altered: dict[str, Any]) -> list[Problem]:
    """Problems of each part of the board, whose values are added."""
    parts = (
        *(_write_staff, _write_scanners, write_hours, write_bought),
        *(_write_fls, _write_other, _write_lists),
    )
    return [problem for write in parts for problem in write(typed, altered)]


def _write_staff(typed: TypedNumbers, altered: dict[str, Any]) -> list[Problem]:
    for field, (role, _title) in ROLE_FIELDS.items():
        if field not in typed.numbers:
            continue
        posts = posts_of(typed.scenario, typed.board_id, role)
        amounts = {name: post.filled for name, post in posts.items()}
        if not amounts:
            amounts = {_new_post(typed, role, altered): 0.0}
        for name, wte in _spread(typed.numbers[field], amounts).items():
            post = posts.get(name)
            if post is None or post.filled == post.wte:
                altered[typed.key(f"posts.{name}.wte")] = wte
            else:
                # Typed is who is there; what is funded is raised where it must be.
                altered[typed.key(f"posts.{name}.in_post")] = wte
                altered[typed.key(f"posts.{name}.wte")] = max(post.wte, wte)
    return []


def _new_post(typed: TypedNumbers, role: str, altered: dict[str, Any]) -> str:
    """Name of a post for a role that has none, described among the changes."""
    begun = [value for key, value in altered.items() if key.endswith(".number")]
    taken = {post.number for post in typed.board.posts.values()} | set(begun)
    name = role if role not in typed.board.posts else f"own-{role}"
    money = typed.scenario.money
    band = BANDS[role] if not money or BANDS[role] in money.pay else min(money.pay)
    altered[typed.key(f"posts.{name}.number")] = max(taken, default=0) + 1
    altered[typed.key(f"posts.{name}.role")] = role
    altered[typed.key(f"posts.{name}.band")] = band
    return name


def _spread(total: float, amounts: Mapping[str, float]) -> dict[str, float]:
    """The total shared out in proportion; the first takes what rounding leaves."""
    whole = sum(amounts.values())
    first, *others = amounts
    shares = {
        name: round(total * amounts[name] / whole, 4) if whole else 0.0
        for name in others
    }
    return {first: round(total - sum(shares.values()), 6), **shares}


def _write_scanners(typed: TypedNumbers, altered: dict[str, Any]) -> list[Problem]:
    fields = (SCANNERS, SESSIONS, SLOTS, RESERVED)
    own = {k: typed.numbers[k] for k in fields if k in typed.numbers}
    if not own:
        return []
    scanners = scanners_of(typed.scenario, typed.board_id)
    if not scanners and not own.get(SESSIONS) and not own.get(SCANNERS):
        rule = _("this board has no scanner in the plan")
        hint = _("type {field} as well", field=typed.known[SESSIONS].title.lower())
        return [typed.problem(field, rule, hint) for field in own]
    count = int(own.get(SCANNERS, len(scanners) or 1))
    if found := _too_many(typed, count) or _too_reserved(typed, own):
        return found
    names = list(scanners)[:count]
    names += [_new_scanner(typed, altered) for _each in range(count - len(names))]
    for name in list(scanners)[count:]:
        altered[typed.key(f"scanners.{name}.{SESSIONS}")] = 0.0
    if SCANNERS in own and SESSIONS not in own:
        now = sum(scanner.sessions_a_week for scanner in scanners.values())
        own[SESSIONS] = min(now, float(SESSIONS_A_WEEK * count))
    _write_each(typed, altered, names, own)
    return []


def _write_each(
    typed: TypedNumbers,
    altered: dict[str, Any],
    names: list[str],
    own: Mapping[str, float],
) -> None:
    """Sessions scanner by scanner until they are shared out; the rest alike for all."""
    left = own.get(SESSIONS, 0.0)
    for name in names:
        here = typed.key(f"scanners.{name}")
        if SESSIONS in own:
            altered[f"{here}.{SESSIONS}"] = mine = min(left, float(SESSIONS_A_WEEK))
            left = round(left - mine, 6)
        if SLOTS in own:
            altered[f"{here}.{SLOTS}"] = int(own[SLOTS])
        if RESERVED in own:
            altered[f"{here}.{RESERVED}"] = own[RESERVED]


def _too_reserved(typed: TypedNumbers, own: Mapping[str, float]) -> list[Problem]:
    """A problem where more appointments are reserved than a day has."""
    slots = own.get(SLOTS, typed.known[SLOTS].value)
    if own.get(RESERVED, typed.known[RESERVED].value) <= 2 * slots:
        return []
    rule = _("more reserved appointments than the {slots:g} of a day", slots=2 * slots)
    fields = [k for k in (RESERVED, SLOTS) if k in own]
    return [typed.problem(field, rule) for field in fields[:1]]


def _too_many(typed: TypedNumbers, scanners: int) -> list[Problem]:
    """A problem where so many scanners have no room for the sessions that are typed."""
    most = float(SESSIONS_A_WEEK * scanners)
    if typed.numbers.get(SESSIONS, 0.0) <= most:
        return []
    rule = ngettext(
        "{n} scanner has at most {most:g} half days from Monday to Friday",
        "{n} scanners have at most {most:g} half days from Monday to Friday",
        scanners, most=most,
    )  # fmt: skip
    hint = _(
        "type a further one under {scanners}, or use {evenings}, {weekends} or {lists}",
        scanners=typed.known[SCANNERS].title,
        evenings=typed.known[EVENINGS].title,
        weekends=typed.known[WEEKENDS].title,
        lists=typed.known[BOUGHT].title,
    )
    return [typed.problem(SESSIONS, rule, hint)]


def _new_scanner(typed: TypedNumbers, altered: dict[str, Any]) -> str:
    """Name of a further scanner, described among the changes."""
    begun = [v for k, v in altered.items() if ".scanners." in k and ".number" in k]
    taken = {scanner.number for scanner in typed.board.scanners.values()} | set(begun)
    known = [*typed.board.scanners, *(k.split(".")[-2] for k in altered)]
    names = ("scanner", "own-scanner", *(f"own-scanner-{n}" for n in range(2, 99)))
    name = next(each for each in names if each not in known)
    here = typed.key(f"scanners.{name}")
    altered[f"{here}.number"] = max(taken, default=0) + 1
    altered[f"{here}.{SESSIONS}"] = 0.0
    altered[f"{here}.{SLOTS}"] = int(typed.known[SLOTS].value)
    altered[f"{here}.slot_minutes"] = slot_minutes(typed.scenario, typed.board_id)
    return name


def _write_fls(typed: TypedNumbers, altered: dict[str, Any]) -> list[Problem]:
    """Shares identified that give so many FLS referrals, in the mix they have now."""
    if FLS not in typed.numbers:
        return []
    guests = guests_a_week(typed.scenario, typed.board_id)
    own = typed.numbers[FLS] - guests
    if own < 0:
        rule = _(
            "{guests:.1f} a week already come from residents of other boards",
            guests=guests,
        )
        return [
            typed.problem(FLS, rule, _("change the shares of the other board instead"))
        ]
    coming = share_that_comes(typed.scenario, typed.board_id, typed.board_id)
    wanted = own / (fractures_a_week(typed.scenario, typed.board_id) * coming)
    if wanted > 1 + 1e-9:
        most = typed.known[FLS].high
        rule = _("more than all expected fractures, {most:g} a week", most=most)
        return [
            typed.problem(FLS, rule, _("check that people are counted once, at 50+"))
        ]
    for kind, share in _found_shares(typed.board, min(wanted, 1.0)).items():
        altered[typed.key(f"demand.identified.{kind}")] = share
    return []


def _found_shares(board: Board, wanted: float) -> dict[str, float]:
    """Shares by site in their present proportion, none above 1, that find `wanted`."""
    identified = board.demand.identified
    weights = kind_weights(board.code, identified.kinds)
    now = {kind: identified.at(kind) for kind in identified.kinds}
    if not any(now.values()):
        return dict.fromkeys(now, wanted)
    full: set[str] = set()
    while True:
        rest = {kind: share for kind, share in now.items() if kind not in full}
        left = wanted - sum(weights[kind] for kind in full)
        found = sum(weights[kind] * share for kind, share in rest.items())
        factor = left / found if found else 0.0
        over = {kind for kind, share in rest.items() if share * factor > 1}
        if not over:
            shares = {kind: now[kind] * factor for kind in rest}
            return {kind: 1.0 if kind in full else shares[kind] for kind in now}
        full |= over


def _write_other(typed: TypedNumbers, altered: dict[str, Any]) -> list[Problem]:
    if OTHER not in typed.numbers:
        return []
    other = typed.board.demand.other
    amounts = {name: item.referrals_a_week for name, item in other.items()}
    if not amounts:
        altered[typed.key("demand.other.all.number")] = 1
        amounts = {"all": 0.0}
    for name, weekly in _spread(typed.numbers[OTHER], amounts).items():
        altered[typed.key(f"demand.other.{name}.referrals_a_week")] = weekly
    return []


def _write_lists(typed: TypedNumbers, altered: dict[str, Any]) -> list[Problem]:
    waiting = typed.board.waiting_list
    for field, number in typed.numbers.items():
        if not field.startswith(LIST):
            continue
        stage = field.removeprefix(LIST)
        altered[typed.key(f"waiting_list.{stage}.count")] = int(number)
        if stage not in waiting and stage in SHARED_LISTS and "scan" in waiting:
            share = waiting["scan"].fls_share
            altered[typed.key(f"waiting_list.{stage}.fls_share")] = share
    return []
