"""The plan from today's list on: a file of own numbers that `--start` takes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from planner.board_data.actuals import LIST, Actuals, months_of
from planner.board_data.own_numbers import OwnNumbers, apply_own_change, own_change
from planner.board_data.save import save_own_numbers
from planner.errors import Problem, ScenarioError
from planner.experiment.running.collectors import InMemory, in_memory
from planner.experiment.running.replicate import Collector
from planner.inputs.apply_changes import load_change, load_option
from planner.inputs.demand import WaitingList
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR, years_after
from planner.locale import _
from planner.outcomes.monthly import STAGE
from planner.outcomes.record import Record
from planner.outcomes.waits import waits_at

Lists = dict[str, tuple[int, list[float]]]
"""People on each list, and the days that each has waited."""


def check_restart_file(path: Path) -> None:
    """Refuse a name that is no option file, before anything is simulated.

    Raises
    ------
    ScenarioError
    """
    if path.suffix != ".toml":
        hint = _("write --restart from-today.toml")
        problem = Problem("--restart", _("ends in .toml"), "", str(path), hint)
        raise ScenarioError(problem)


def restart_month(plan: Scenario, actuals: Actuals) -> tuple[str, datetime.date]:
    """The last month with a list of every board, and the first day after it.

    Raises
    ------
    ScenarioError: where there is no such month, or nothing of the plan is left
    """
    common = set.intersection(
        *(
            {month for month, row in rows.items() if LIST in row}
            for rows in actuals.counts.values()
        )
    )
    ends = {label: last for label, _first, last in months_of(plan)}
    if not common:
        hint = _("fill in the list of one month for every board of the file")
        rule = _("holds no month with the list of every board")
        raise ScenarioError(Problem(actuals.file, rule, LIST, hint=hint))
    month = max(common)
    if ends[month] >= plan.plan_days:
        rule, hint = _("is the plan's last month"), _("nothing of the plan is left")
        raise ScenarioError(Problem(actuals.file, rule, "month", month, hint))
    return month, plan.plan_start + datetime.timedelta(days=ends[month])


def lists_on(day: int) -> Collector[InMemory]:
    """Lists of a board at the beginning of a day, replication by replication."""

    def lists(record: Record) -> Lists:
        found: Lists = {}
        for stage in record.listed_stages:
            waits = waits_at(record, stage)
            there = (waits.joined < day) & (waits.ended >= day)
            waited = day - waits.joined[there]
            found[stage] = int(there.sum()), waited.tolist()
        return found

    return Collector("", lists, in_memory, InMemory)


def start_values(files: Sequence[Path]) -> dict[str, Any]:
    """Values by key of own numbers that the plan already began with."""
    found: dict[str, Any] = {}
    for file in files:
        option = load_option(file)
        for name in option.changes:
            found |= load_change(name, option.folder).raw
    return found


def write_restart(
    path: Path,
    base: Scenario,
    plan: Scenario,
    actuals: Actuals,
    predicted: Mapping[str, Sequence[Lists]],
    earlier: Mapping[str, Any],
) -> Path:
    """Path of the file of own numbers with today's lists and today's date.

    The DXA list is as counted; other lists, and how long people have waited, are the
    mean of what the plan predicts for that day. The plan ends when it did.

    Parameters
    ----------
    base : scenario on which the file is to be laid
    earlier : own numbers that the plan began with, which the file holds too

    Raises
    ------
    ScenarioError: if a file is there already, or a number is refused
    """
    check_restart_file(path)
    month, day = restart_month(plan, actuals)
    values: dict[str, Any] = {
        **earlier,
        "plan_start": day,
        "years": _years_left(plan, day),
    }
    for board, replications in predicted.items():
        values |= _lists(plan, board, replications, actuals.counts[board][month][LIST])
    first = next(iter(predicted))
    title = _("{plan} from {day} on", plan=plan.title or plan.name, day=day)
    change = own_change(
        base,
        first,
        values,
        name=path.stem,
        title=title,
        why=_("Lists counted at the end of {month}.", month=month),
        source=_("counted, {month}; other lists as predicted", month=month),
        confidence="seen",
    )
    apply_own_change(base, change)
    option = OwnNumbers(
        name=path.stem,
        title=title,
        question=_("How does the plan go on from the lists of {day}?", day=day),
        change=change,
        remarks=(_("Written by fls-planner track, for --start."),),
    )
    return save_own_numbers(path.parent, option, replace=False)


def _years_left(plan: Scenario, day: datetime.date) -> float:
    """Years that bring the plan to its end from another first day."""
    end = plan.plan_start + datetime.timedelta(days=plan.plan_days)
    whole = int((end - day).days / DAYS_A_YEAR)
    if years_after(day, whole) > end:
        whole -= 1
    return round(whole + (end - years_after(day, whole)).days / 365, 3)


def _lists(
    plan: Scenario, board: str, replications: Sequence[Lists], counted: float
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for stage, waiting in plan.boards[board].waiting_list.items():
        rows = [each[stage] for each in replications if stage in each]
        key = f"boards.{board}.waiting_list.{stage}"
        mean = round(float(np.mean([count for count, _days in rows]))) if rows else 0
        found[f"{key}.count"] = round(counted) if stage == STAGE else mean
        waited = [day for _count, days in rows for day in days]
        if waiting.age_shares and waited:
            for band, share in _shares(waiting, waited).items():
                found[f"{key}.age_shares.{band}"] = share
    return found


def _shares(waiting: WaitingList, waited: Sequence[float]) -> dict[str, float]:
    """Shares of the list's own age bands; the last one takes all who wait longer."""
    bands = list(waiting.age_shares)
    starts = np.array([WaitingList.band_days(band)[0] for band in bands])
    order = np.argsort(starts)
    place = np.searchsorted(starts[order], np.array(waited), side="right") - 1
    counts = np.bincount(np.maximum(place, 0), minlength=len(bands))
    exact = np.round(counts / counts.sum(), 4)
    exact[int(exact.argmax())] += 1 - exact.sum()
    return {
        bands[int(k)]: round(float(share), 6)
        for k, share in zip(order, exact, strict=True)
    }
