"""What typed numbers change, key by key, and the scenario with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.board_data.fields import (
    FLS,
    KEPT,
    LIST,
    OTHER,
    ROLE_FIELDS,
    SESSIONS,
    SLOTS,
    Field,
    board_today,
    fields,
    guests_a_week,
    posts_of,
    scanners_of,
    slot_minutes,
)
from planner.board_data.parse_number import read_typed
from planner.errors import Problem, ScenarioError
from planner.inputs.boards import Board
from planner.inputs.referrals import (
    fractures_a_week,
    kind_weights,
    share_that_comes,
)
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSIONS_A_WEEK

BANDS = {"nurse": "7", "admin": "4", "operator": "6", "reporter": "7"}
"""Pay band of a post that a board types where the plan has none."""
SHARED_LISTS = ("vet", "scan", "report")
"""Stages at which other DXA referrals wait beside FLS patients."""


@dataclass(frozen=True)
class _Desk:
    """What the writing of one board's changes shares."""

    scenario: Scenario
    board_id: str
    known: Mapping[str, Field]
    numbers: Mapping[str, float]
    """Numbers that differ from the plan's, by field."""

    @property
    def board(self) -> Board:
        return self.scenario.boards[self.board_id]

    def key(self, tail: str) -> str:
        """Dotted key of something of this board."""
        return f"boards.{self.board_id}.{tail}"

    def problem(self, field: str, rule: str, hint: str = "") -> Problem:
        """A problem with one field."""
        value = f"{self.numbers[field]:g}"
        return Problem(self.board.name, rule, field, value, hint)


def apply(scenario: Scenario, board: str, typed: Mapping[str, Any]) -> Scenario:
    """The scenario with a board's own numbers in force from the first day.

    Parameters
    ----------
    board : id of the board
    typed : raw text by field id; fields left out stay as they are

    Raises
    ------
    ScenarioError: every problem at once, `key` the field's id, `file` the board's name
    """
    altered = changes(scenario, board, typed)
    if not altered:
        return scenario
    source = f"typed in for {scenario.boards[board].name}"
    return scenario.with_values(altered, source=source)


def changes(scenario: Scenario, board: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """New values by dotted key, for what differs from the plan.

    Raises
    ------
    ScenarioError: as `apply`
    """
    if board not in scenario.boards:
        known_boards = ", ".join(scenario.boards)
        rule = f"no board of this name; there are: {known_boards}"
        raise ScenarioError(Problem("board", rule, value=repr(board)))
    known = {field.id: field for field in fields(scenario, board)}
    numbers, problems = read_typed(known, typed, scenario.boards[board].name)
    differing = {k: v for k, v in numbers.items() if v != known[k].value}
    desk = _Desk(scenario, board, known, differing)
    altered: dict[str, Any] = {}
    for write in (
        _write_staff,
        _write_scanners,
        _write_fls,
        _write_other,
        _write_lists,
    ):
        problems += write(desk, altered)
    problems += _overruled(desk, altered)
    if problems:
        raise ScenarioError(problems)
    return altered


def _write_staff(desk: _Desk, altered: dict[str, Any]) -> list[Problem]:
    for field, (role, _) in ROLE_FIELDS.items():
        if field not in desk.numbers:
            continue
        posts = posts_of(desk.scenario, desk.board_id, role)
        amounts = {name: post.filled for name, post in posts.items()}
        if not amounts:
            amounts = {_new_post(desk, role, altered): 0.0}
        for name, wte in _spread(desk.numbers[field], amounts).items():
            post = posts.get(name)
            if post is None or post.filled == post.wte:
                altered[desk.key(f"posts.{name}.wte")] = wte
            else:
                # Typed is who is there; what is funded is raised where it must be.
                altered[desk.key(f"posts.{name}.in_post")] = wte
                altered[desk.key(f"posts.{name}.wte")] = max(post.wte, wte)
    return []


def _new_post(desk: _Desk, role: str, altered: dict[str, Any]) -> str:
    """Name of a post for a role that has none, described among the changes."""
    begun = [value for key, value in altered.items() if key.endswith(".number")]
    taken = {post.number for post in desk.board.posts.values()} | set(begun)
    name = role if role not in desk.board.posts else f"own-{role}"
    money = desk.scenario.money
    band = BANDS[role] if not money or BANDS[role] in money.pay else min(money.pay)
    altered[desk.key(f"posts.{name}.number")] = max(taken, default=0) + 1
    altered[desk.key(f"posts.{name}.role")] = role
    altered[desk.key(f"posts.{name}.band")] = band
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


def _write_scanners(desk: _Desk, altered: dict[str, Any]) -> list[Problem]:
    typed = {k: desk.numbers[k] for k in (SESSIONS, SLOTS, KEPT) if k in desk.numbers}
    if not typed:
        return []
    scanners = scanners_of(desk.scenario, desk.board_id)
    if not scanners and not typed.get(SESSIONS):
        rule = "this board has no scanner in the plan"
        hint = f"type {desk.known[SESSIONS].title.lower()} as well"
        return [desk.problem(field, rule, hint) for field in typed]
    names = list(scanners) or [_new_scanner(desk, altered)]
    slots = typed.get(SLOTS, desk.known[SLOTS].value)
    if typed.get(KEPT, desk.known[KEPT].value) > 2 * slots:
        rule = f"more kept appointments than the {2 * slots:g} of a day"
        return [desk.problem(next(k for k in (KEPT, SLOTS) if k in typed), rule)]
    left = typed.get(SESSIONS, 0.0)
    for name in names:
        here = desk.key(f"scanners.{name}")
        if SESSIONS in typed:
            altered[f"{here}.{SESSIONS}"] = mine = min(left, float(SESSIONS_A_WEEK))
            left = round(left - mine, 6)
        if SLOTS in typed:
            altered[f"{here}.{SLOTS}"] = int(slots)
        if KEPT in typed:
            altered[f"{here}.{KEPT}"] = typed[KEPT]
    return []


def _new_scanner(desk: _Desk, altered: dict[str, Any]) -> str:
    """Name of a scanner for a board without one, described among the changes."""
    taken = [scanner.number for scanner in desk.board.scanners.values()]
    name = "scanner" if "scanner" not in desk.board.scanners else "own-scanner"
    here = desk.key(f"scanners.{name}")
    altered[f"{here}.number"] = max(taken, default=0) + 1
    altered[f"{here}.{SLOTS}"] = int(desk.known[SLOTS].value)
    altered[f"{here}.slot_minutes"] = slot_minutes(desk.scenario, desk.board_id)
    return name


def _write_fls(desk: _Desk, altered: dict[str, Any]) -> list[Problem]:
    """Shares identified that give so many FLS referrals, in the mix they have now."""
    if FLS not in desk.numbers:
        return []
    guests = guests_a_week(desk.scenario, desk.board_id)
    own = desk.numbers[FLS] - guests
    if own < 0:
        rule = f"{guests:.1f} a week already come from residents of other boards"
        return [desk.problem(FLS, rule, "change the shares of the other board instead")]
    coming = share_that_comes(desk.scenario, desk.board_id, desk.board_id)
    wanted = own / (fractures_a_week(desk.scenario, desk.board_id) * coming)
    if wanted > 1 + 1e-9:
        most = desk.known[FLS].high
        rule = f"more than all expected fractures, {most:g} a week"
        return [desk.problem(FLS, rule, "check that people are counted once, at 50+")]
    for kind, share in _found_shares(desk.board, min(wanted, 1.0)).items():
        altered[desk.key(f"demand.identified.{kind}")] = share
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


def _write_other(desk: _Desk, altered: dict[str, Any]) -> list[Problem]:
    if OTHER not in desk.numbers:
        return []
    other = desk.board.demand.other
    amounts = {name: item.referrals_a_week for name, item in other.items()}
    if not amounts:
        altered[desk.key("demand.other.all.number")] = 1
        amounts = {"all": 0.0}
    for name, weekly in _spread(desk.numbers[OTHER], amounts).items():
        altered[desk.key(f"demand.other.{name}.referrals_a_week")] = weekly
    return []


def _write_lists(desk: _Desk, altered: dict[str, Any]) -> list[Problem]:
    waiting = desk.board.waiting_list
    for field, number in desk.numbers.items():
        if not field.startswith(LIST):
            continue
        stage = field.removeprefix(LIST)
        altered[desk.key(f"waiting_list.{stage}.count")] = int(number)
        if stage not in waiting and stage in SHARED_LISTS and "scan" in waiting:
            share = waiting["scan"].fls_share
            altered[desk.key(f"waiting_list.{stage}.fls_share")] = share
    return []


def _overruled(desk: _Desk, altered: Mapping[str, Any]) -> list[Problem]:
    """A problem where a dated decision sets the same key on the plan's first day."""
    start = desk.scenario.plan_start
    return [
        desk.problem(
            _field_of(desk, key.split(".")[2:], altered),
            f"the decision {change.name!r} sets {key} until {change.until}",
            "leave that decision out, or keep the plan's number",
        )
        for change in desk.scenario.changes
        if change.holds_on(start) and not change.settled
        for key in altered
        if key in change.values
    ]


def _field_of(desk: _Desk, tail: list[str], altered: Mapping[str, Any]) -> str:
    """Field whose number ends up under a key of this board."""
    if tail[0] == "posts":
        post = board_today(desk.scenario, desk.board_id).posts.get(tail[1])
        role = post.role if post else altered[desk.key(f"posts.{tail[1]}.role")]
        return next(field for field, (own, _) in ROLE_FIELDS.items() if own == role)
    if tail[0] == "waiting_list":
        return LIST + tail[1]
    if tail[0] == "scanners":
        return tail[-1]
    return FLS if tail[1] == "identified" else OTHER
