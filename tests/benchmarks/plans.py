"""The full Welsh baseline: growth with people and with replications, and memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.pathway.engines import COMPILED
from tests.benchmarks import ours
from tests.benchmarks.children import ask_child
from tests.benchmarks.clock import Timing, middle
from tests.benchmarks.settings import Settings
from tests.benchmarks.table import Table

BASELINE, BOARD = "wales-today", "hywel-dda"
YEARS = 5


def grown(scenario: Scenario, k: int) -> Scenario:
    """People, lists, staff and scanners k times as many; everything else as it is."""
    if k == 1:
        return scenario
    changes: dict[str, Any] = {}
    for name, board in scenario.boards.items():
        for key, value in _grown_board(board.model_dump(), k).items():
            changes[f"boards.{name}.{key}"] = value
    return scenario.with_values(changes)


def _grown_board(board: Mapping[str, Any], k: int) -> dict[str, Any]:
    kinds = {
        "arrivals": "people_a_day",
        "demand.other": "referrals_a_week",
        "diary": "people_a_week",
        "posts": "wte",
        "servers": "count",
        "waiting_list": "count",
    }
    changes = {"demand.fractures_a_year": board["demand"]["fractures_a_year"] * k}
    for kind, amount in kinds.items():
        items = board["demand"]["other"] if kind == "demand.other" else board[kind]
        for name, item in items.items():
            changes[f"{kind}.{name}.{amount}"] = item[amount] * k
    # A scanner runs no more than a week's sessions, so there are more of them.
    free = 1 + max((item["number"] for item in board["scanners"].values()), default=0)
    for name, scanner in board["scanners"].items():
        for copy in range(2, k + 1):
            changes[f"scanners.{name}-{copy}"] = {**scanner, "number": free}
            free += 1
    return changes


def grow_people(settings: Settings) -> list[Table]:
    """Cost a person at 1, 4 and 14 times the demand (14: England and Wales)."""
    years = 0.25 if settings.quick else YEARS
    sizes = (1, 2) if settings.quick else (1, 4, 14)
    base = load_scenario(BASELINE).with_values({"years": years})
    boards = [BOARD] if settings.quick else list(base.boards)
    plans = {k: grown(base, k) for k in sizes}
    ours.whole(base, [BOARD], COMPILED, measured=True)(-1)
    taken: dict[int, list[dict[str, Timing]]] = {k: [] for k in sizes}
    for number in range(settings.rounds):
        for k, plan in plans.items():
            taken[k].append(ours.parts(plan, boards, 1 + number))
    columns = ("size", "people", "visits", "us a person", "x 1 =", *ours.PARTS, "MB")
    table = Table(f"{BASELINE}, {years} years: one replication by size", columns)
    whole: dict[int, float] = {}
    for k, plan in plans.items():
        people, visits = _sizes(plan, boards)
        cost = {
            part: 1e6 * middle([one[part] for one in taken[k]]).cpu / people
            for part in ours.PARTS
        }
        whole[k] = sum(cost.values())
        against = whole[k] / whole[sizes[0]]
        peak = ask_child(_ask(years, boards, 1, workers=1, times=k))["peak"]
        row = (f"x {k}", people, visits, whole[k], against, *cost.values(), peak)
        table.rows.append(row)
    table.note = (
        f"{_named(boards)}, one core: microseconds of CPU a person, in all and part by"
        " part; MB is the most that a run of one replication held."
    )
    return [table]


def _sizes(plan: Scenario, boards: list[str]) -> tuple[int, int]:
    records = (ours.replicate(plan, board, 1, COMPILED) for board in boards)
    sizes = [(len(record.cohort), len(record.visits)) for record in records]
    return sum(people for people, _ in sizes), sum(visits for _, visits in sizes)


def _named(boards: list[str]) -> str:
    return "All boards" if len(boards) > 1 else f"Board {boards[0]}"


def _ask(
    years: float, boards: list[str] | None, replications: int, **how: Any
) -> dict[str, Any]:
    return {
        "work": "run",
        "scenario": BASELINE,
        "changes": {"years": years},
        "boards": boards,
        "replications": replications,
        "times": 1,
        **how,
    }


def grow_replications(settings: Settings) -> list[Table]:
    """Time and memory of 1, 10, 100 and 1,000 replications of one board."""
    years = 0.25 if settings.quick else YEARS
    columns = ("replications", "wall s", "wall ms each", "MB at most")
    title = f"{BASELINE}, {years} years: by number of replications"
    table = Table(title, columns)
    for count in (1, 2) if settings.quick else (1, 10, 100, 1000):
        answer = ask_child(_ask(years, [BOARD], count, workers=2))
        table.rows.append(_row(str(count), answer, count))
    if not settings.quick:
        answer = ask_child(_ask(years, None, 1000, workers=2))
        table.rows.append(_row("1000 of Wales", answer, 1000))
    table.note = (
        f"Board {BOARD} but for the last row, two workers, warm; a process of its own"
        " for each row."
    )
    return [table]


def _row(name: str, answer: Mapping[str, float], count: int) -> tuple[str | float, ...]:
    wall = answer["wall"]
    return (name, wall, 1000 * wall / count, answer["peak"])


def run_plans(settings: Settings) -> list[Table]:
    """What a user waits for: one board x 30 and Wales x 100, warm, with memory."""
    years, counts = (0.25, (1, 1)) if settings.quick else (YEARS, (30, 100))
    columns = ("run", "wall s", "wall ms each", "MB at most")
    table = Table("Whole runs, warm, two cores", columns)
    fls = {"scenario": "fls-1", "changes": {"years": 0.25} if settings.quick else {}}
    jobs = {
        f"{BASELINE}, {BOARD} x {counts[0]}": _ask(years, [BOARD], counts[0]),
        f"FLS-1, largest board x {counts[0]}": _ask(0, ["bc"], counts[0], **fls),
        f"{BASELINE}, Wales x {counts[1]}": _ask(years, None, counts[1]),
        f"FLS-1, Wales x {counts[1]}": _ask(0, None, counts[1], **fls),
    }
    for name, ask in jobs.items():
        if settings.quick and "Wales" in name:
            continue
        answers = [ask_child({**ask, "workers": 2}) for _ in range(_repeats(settings))]
        best = sorted(answers, key=lambda answer: answer["wall"])[len(answers) // 2]
        table.rows.append(_row(name, best, ask["replications"]))
    table.note = f"{years} years; medians of {_repeats(settings)} processes."
    return [table]


def _repeats(settings: Settings) -> int:
    return 1 if settings.quick else 3
