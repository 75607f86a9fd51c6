"""Agreement between the rows of a return."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from planner.board_data.workbook.cells import question
from planner.board_data.workbook.parsed_sheet import ParsedRow, ParsedSheet
from planner.board_data.workbook.prefill import RowValues
from planner.board_data.workbook.sheets import (
    JOB_PLANS,
    LISTS,
    MEAN,
    REFERRALS,
    SCANNERS,
    STAFF,
)
from planner.locale import _, ngettext

FAR = datetime.timedelta(days=731)
"""Weeks counted further from the plan's first day are asked about."""


@dataclass(frozen=True)
class PlanDates:
    """Days with which typed dates must agree."""

    start: datetime.date
    """First day of the plan."""
    end: datetime.date
    """Last day of the plan."""
    today: datetime.date
    counted: datetime.date | None
    """Day on which the figures were counted, as far as it was typed."""


def check_rows(
    typed: Mapping[str, ParsedSheet],
    now: Mapping[str, list[RowValues]],
    dates: PlanDates,
    posts: Collection[str],
) -> None:
    """Add a finding wherever rows contradict each other, the plan or the calendar.

    Parameters
    ----------
    now : rows that the plan holds
    posts : names of posts that the plan holds
    """
    for title, key in ((STAFF, "post"), (SCANNERS, "scanner")):
        if title in typed:
            _check_names(typed[title], key)
            _check_dates(typed[title], key, now[title], dates)
    if JOB_PLANS in typed:
        _check_job_plans(typed[JOB_PLANS], _known_posts(typed.get(STAFF), posts))
    if REFERRALS in typed:
        _check_weeks(typed[REFERRALS], dates)
    if LISTS in typed:
        _check_bands(typed[LISTS], now[LISTS])


def _check_names(typed: ParsedSheet, key: str) -> None:
    seen: dict[Any, int] = {}
    for row in typed.rows:
        name = row.values.get(key)
        if name is None:
            continue
        first = seen.setdefault(name, row.number)
        if first != row.number:
            rule = _("row {row} has this name already", row=first)
            typed.find(row, key, rule, _("give each row a name of its own"))


def _check_dates(
    typed: ParsedSheet, key: str, now: list[RowValues], dates: PlanDates
) -> None:
    """Dates of another time than the plan's, on which nothing would ever happen."""
    after = _("lies after the plan's last day, {date}", date=dates.end)
    before = _("lies before the plan's first day, {date}", date=dates.start)
    by_name = {row[key]: row for row in now}
    for row in typed.rows:
        held = by_name.get(row.values.get(key), {})
        for column, rule in (
            ("start", after),
            ("advert", after),
            ("end", before),
            ("installed", _("lies in the future")),
        ):
            date = row.values.get(column)
            if not date or date == held.get(column) or column in row.confirmed:
                continue
            late = date > (dates.today if column == "installed" else dates.end)
            if date < dates.start if column == "end" else late:
                typed.find(row, column, rule, question(date))


def _known_posts(staff: ParsedSheet | None, posts: Collection[str]) -> set[str]:
    """Posts that a job plan may name; where one cannot be read, the plan's too."""
    if staff is None or not staff.readable:
        return set(posts)
    names = [row.values.get("post") for row in staff.rows]
    known = {name for name in names if name is not None}
    return known | set(posts) if None in names else known


def _check_job_plans(typed: ParsedSheet, posts: Collection[str]) -> None:
    plans: dict[str, list[ParsedRow]] = defaultdict(list)
    for row in typed.rows:
        post = row.values.get("post")
        if post is None:
            continue
        plans[post].append(row)
        if post not in posts:
            hint = _("write the name as it stands in {sheet}", sheet=STAFF)
            typed.find(
                row, "post", _("is no post of the sheet {sheet}", sheet=STAFF), hint
            )
    for rows in plans.values():
        _check_plan(typed, rows)


def _check_plan(typed: ParsedSheet, rows: list[ParsedRow]) -> None:
    seen: dict[Any, int] = {}
    for row in rows:
        activity = row.values.get("activity")
        if activity is not None:
            first = seen.setdefault(activity, row.number)
            if first != row.number:
                rule = _("row {row} has this activity of the post already", row=first)
                typed.find(row, "activity", rule, _("write one row for each activity"))
                return
    if not all(row.whole for row in rows):
        return
    total = sum(row.values["share"] for row in rows)
    if abs(total - 1) > 1e-6:
        rule = _("shares of a post add up to 1, these to {total:g}", total=total)
        typed.find(rows[0], "share", rule, _("write shares such as 0.7 and 0.3"))


def _check_weeks(typed: ParsedSheet, dates: PlanDates) -> None:
    seen: dict[Any, int] = {}
    for row in typed.rows:
        week = row.values.get("week")
        if week is None:
            continue
        first = seen.setdefault(_week_of(week), row.number)
        if first != row.number:
            rule = _("row {row} is about the same week", row=first)
            typed.find(row, "week", rule, _("write one row for each week"))
        elif week != MEAN:
            if wrong := _wrong_week(row, week, dates):
                typed.find(row, "week", *wrong)
            _check_counts(typed, row)


def _wrong_week(
    row: ParsedRow, week: datetime.date, dates: PlanDates
) -> tuple[str, str] | None:
    """Rule and fix for a week that nobody can have counted, or of another time."""
    if week > dates.today:
        return _("lies in the future"), _("write a week that has been counted")
    if dates.counted and week > dates.counted:
        rule = _("begins after the day of the figures, {date}", date=dates.counted)
        return rule, _("correct the week, or the day on the first sheet")
    if abs(week - dates.start) > FAR and "week" not in row.confirmed:
        return _(
            "is more than two years from the plan's first day, {date}",
            date=dates.start,
        ), question(week)
    return None


def _week_of(week: datetime.date | str) -> Any:
    return week if isinstance(week, str) else week.isocalendar()[:2]


def _check_counts(typed: ParsedSheet, row: ParsedRow) -> None:
    for column, value in row.values.items():
        if isinstance(value, float) and not value.is_integer():
            rule = _("people who came in one week are a whole number")
            hint = _("write what was counted, or {mean} instead of the date", mean=MEAN)
            typed.find(row, column, rule, hint)


def _check_bands(typed: ParsedSheet, now: list[RowValues]) -> None:
    stages: dict[str, list[ParsedRow]] = defaultdict(list)
    for row in typed.rows:
        if "stage" in row.values:
            stages[row.values["stage"]].append(row)
    for rows in stages.values():
        _check_stage(typed, rows)
    unread = any("stage" not in row.values for row in typed.rows)
    missing = {row["stage"] for row in now if row["people"]} - set(stages)
    if typed.readable and typed.rows and not unread:
        for stage in sorted(missing):
            people = sum(row["people"] for row in now if row["stage"] == stage)
            rule = ngettext(
                "no row for {stage}, where the plan has {n} person",
                "no row for {stage}, where the plan has {n:,} people",
                people,
                stage=stage,
            )
            typed.refuse(rule, _("put its rows back; type 0 if nobody waits"))


def _check_stage(typed: ParsedSheet, rows: list[ParsedRow]) -> None:
    """Age bands of a list that run backwards, stand twice or overlap."""
    taken: dict[tuple[int, int], int] = {}
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        first, last = row.values.get("from_day"), row.values.get("to_day")
        if first is None or last is None:
            continue
        if last < first:
            typed.find(
                row,
                "to_day",
                _("lies before the first day, {day}", day=first),
                _("swap the two days"),
            )
            continue
        key = first, last, row.values.get("urgency")
        if (
            None not in key
            and (other := seen.setdefault(key, row.number)) != row.number
        ):
            rule = _(
                "row {row} has this stage, age band and urgency already", row=other
            )
            typed.find(row, "from_day", rule, _("add the two counts in one row"))
            continue
        meets = [n for (a, b), n in taken.items()
                 if (a, b) != (first, last) and a <= last and first <= b]  # fmt: skip
        if meets:
            rule = _("overlaps the age band of row {row}", row=meets[0])
            typed.find(
                row, "from_day", rule, _("let bands follow each other: 0-41, 42-89")
            )
            continue
        taken.setdefault((first, last), row.number)
