"""A plan beside what happened: rows for one screen, and sentences to be read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from planner.board_data.actuals import COLUMNS, FEW, LIST, Actuals, months_of
from planner.experiment.track.causes import REST
from planner.experiment.track.look_back import (
    CAUSES,
    FLOORS,
    MEASURES,
    LookBack,
    TrackedBoard,
)
from planner.experiment.track.predicted import MonthlyCounts
from planner.experiment.track.rules import FALSE_ALARMS, Alarm
from planner.inputs.boards import official_name
from planner.inputs.scenario import Scenario
from planner.locale import _, ngettext
from planner.reports.dates import month_text
from planner.reports.number_format import NOTHING, number
from planner.reports.select_rows import short_name

SMALL = 10.0
"""People up to which a gap of a list is none to speak of."""


def track_table(tracked: TrackedBoard) -> pd.DataFrame:
    """One row a measure and reported month: actual, predicted, bands, alarm."""
    rows = []
    for place in tracked.reported:
        for name in MEASURES:
            actual, bands = tracked.actual[name][place], tracked.bands[name]
            rows.append(
                {
                    "board": tracked.board,
                    "month": tracked.labels[place],
                    "measure": name,
                    "actual": actual,
                    "predicted": bands.mean[place],
                    "random_low": bands.random_low[place],
                    "random_high": bands.random_high[place],
                    "band_low": bands.band_low[place],
                    "band_high": bands.band_high[place],
                    "alarm": "; ".join(
                        each.rule.name
                        for each in tracked.now.judgement.alarms
                        if each.measure == name and each.month == place
                    ),
                }
            )
    return pd.DataFrame(rows)


def early_sentence(
    plan: Scenario, counted: Actuals, first: Mapping[str, MonthlyCounts], count: int
) -> str:
    """Lists counted and predicted by the first replications, of so many, in a line."""
    labels = [label for label, _first, _last in months_of(plan)]
    names = {key: official_name(board) for key, board in plan.boards.items()}
    place_of_list, said = list(COLUMNS).index(LIST), []
    for board in counted.boards:
        month = counted.months(board)[-1]
        known = counted.counts[board][month].get(LIST)
        mean = first[board].values[:, place_of_list, labels.index(month)].mean()
        said += [
            _(
                "{place}, {month}: {counted} on the DXA list, {predicted} predicted",
                place=short_name(board, names),
                month=month_text(month),
                counted=_("unknown") if known is None else number(known, 0),
                predicted=number(float(mean), 0),
            )
        ]
    done = len(first[counted.boards[0]])
    return _("First {done} of {count} replications: {said}. Going on.",
             done=done, count=count, said="; ".join(said))  # fmt: skip


def gap_table(tracked: TrackedBoard) -> pd.DataFrame:
    """One row a look back and cause: people of the list's gap."""
    return pd.DataFrame(
        [
            {
                "board": tracked.board,
                "months": look.months,
                "month": look.label,
                "gap": look.gap.gap,
                "cause": cause,
                "people": people,
            }
            for look in tracked.look_backs
            if look.gap is not None
            for cause, people in look.gap.parts.items()
        ]
    )


def band_text(low: float, high: float, places: int) -> str:
    """Both ends of a band."""
    if not np.isfinite(low) or not np.isfinite(high):
        return NOTHING
    return f"{number(low, places)}–{number(high, places)}"


def places_of(measure: str) -> int:
    """Decimal places of a measure."""
    unit = COLUMNS[measure][0] if measure in COLUMNS else ""
    return 0 if unit in ("people", "sessions") else 1


def mark_of(tracked: TrackedBoard, measure: str, place: int) -> str:
    """A word where a month lies outside a band: of random variation, or of both."""
    bands, actual = tracked.bands[measure], tracked.actual[measure][place]
    if not np.isfinite(actual):
        return ""
    slack = FLOORS.get(measure, 0.0) / 2

    def within(low: float, high: float) -> bool:
        return bool(low - slack <= actual <= high + slack)

    if not within(bands.band_low[place], bands.band_high[place]):
        return _("out")
    inside = within(bands.random_low[place], bands.random_high[place])
    return "" if inside else _("edge")


def track_sentences(tracked: TrackedBoard, name: str) -> Iterator[str]:
    """Whether the plan has been left, by which rule, why, and each look back."""
    yield _left(tracked, name)
    for look in tracked.look_backs:
        yield from _look_back(tracked, look, last=look is tracked.now)
    if tracked.missing:
        yield _("Months without any figure: {months}; they count for nothing.",
                months=", ".join(map(month_text, tracked.missing)))  # fmt: skip


def _left(tracked: TrackedBoard, name: str) -> str:
    look = tracked.now
    alarms = look.judgement.alarms
    if not alarms:
        return _(
            "{board}: by the end of {month}, no rule says that the service has left"
            " its plan.",
            board=name,
            month=month_text(look.label),
        )
    return _(
        "{board}: the service has left its plan. First: {alarm}.{more}",
        board=name,
        alarm=said_alarm(tracked, alarms[0]),
        more=_more(tracked, alarms),
    )


def _more(tracked: TrackedBoard, alarms: tuple[Alarm, ...]) -> str:
    first: dict[str, Alarm] = {}
    for each in alarms[1:]:
        if each.measure != alarms[0].measure:
            first.setdefault(each.measure, each)
    said = [
        _("{measure} ({month})", measure=_(MEASURES[each.measure]),
          month=month_text(tracked.labels[each.month]))
        for each in first.values()
    ]  # fmt: skip
    return " " + _("Also: {alarms}.", alarms=", ".join(said)) if said else ""


def said_alarm(tracked: TrackedBoard, alarm: Alarm) -> str:
    """An alarm in words: measure, side, month, rule."""
    above = _("above what was predicted") if alarm.side > 0 else _(
        "below what was predicted"
    )  # fmt: skip
    return _(
        "{measure}, {above}, in {month} ({rule})",
        measure=_(MEASURES[alarm.measure]),
        above=above,
        month=month_text(tracked.labels[alarm.month]),
        rule=_(alarm.rule.name),
    )


def _look_back(tracked: TrackedBoard, look: LookBack, *, last: bool) -> Iterator[str]:
    when = ngettext("After {n} month ({month}):", "After {n} months ({month}):",
                    look.months, month=month_text(look.label))  # fmt: skip
    if look.gap is None:
        yield _("{when} no list was given, so its gap is not known.", when=when)
        yield from _first_input(tracked, look) if last else ()
        return
    gap, band = look.gap.gap, tracked.bands[LIST]
    place = look.months - 1
    yield _(
        "{when} {actual} people on the list, where {expected} were predicted ({low} to"
        " {high} by everything that fits): {gap} people.",
        when=when,
        actual=number(tracked.actual[LIST][place], 0),
        expected=number(band.mean[place], 0),
        low=number(band.band_low[place], 0),
        high=number(band.band_high[place], 0),
        gap=number(gap, 0, signed=True),
    )
    yield from _causes(tracked, look, last=last)


def _causes(tracked: TrackedBoard, look: LookBack, *, last: bool) -> Iterator[str]:
    assert look.gap is not None
    parts = look.gap.parts
    if abs(look.gap.gap) > SMALL or max(map(abs, parts.values())) > SMALL:
        said = [
            f"{_(cause)} {number(people, 0, signed=True)}"
            for cause, people in parts.items()
            if abs(people) >= 1 or cause == REST
        ]
        yield _(
            "By the arithmetic of flows (referrals less scans less people taken off),"
            " people on the list: {parts}.",
            parts="; ".join(said),
        )
    if look.gap.missing:
        names = ", ".join(_(MEASURES[name]) for name in look.gap.missing)
        yield _("Not counted in every month, and so part of what is unexplained:"
                " {names}.",
                names=names)  # fmt: skip
    yield from _first_input(tracked, look) if last else ()


def _first_input(tracked: TrackedBoard, look: LookBack) -> Iterator[str]:
    if look.left is not None:
        cause = next(c for c, names in CAUSES.items() if look.left.measure in names)
        yield _(
            "The first measured input to leave its plan is {cause}: {alarm}.",
            cause=_(cause),
            alarm=said_alarm(tracked, look.left),
        )
    elif look.judgement.alarms:
        yield _(
            "None of the measured inputs (referrals, sessions, staff, missed"
            " appointments) has left its plan by itself: the cause is not known."
        )


def rule_sentences(
    tracked: TrackedBoard, actuals: Actuals, count: int
) -> Iterator[str]:
    """The rules, how often they are wrong, and what stands for small counts."""
    limits = tracked.now.judgement.limits
    list_limits = [
        _("{rule}: {limit:.1f}", rule=_(rule), limit=limit)
        for (measure, rule), limit in limits.items()
        if measure == LIST
    ]
    yield _(
        "Rules (limits for the list, in standard deviations of everything that fits):"
        " {limits}. They are set so that in {percent:.0f} of 100 services that go as"
        " planned any rule fires on any figure by the month looked at; in the plan's"
        " own {count} replications, in {found:.1f} of 100.",
        limits="; ".join(list_limits),
        percent=100 * FALSE_ALARMS,
        count=count,
        found=100 * tracked.now.judgement.false_alarms,
    )
    yield _(
        "Bands hold 9 months in 10: by random variation alone, and over everything"
        " that fits. edge: outside the first; out: outside both. One month out is no"
        " alarm."
    )
    if actuals.few:
        yield ngettext(
            "{few} in {n} cell stands for 2 people: an assumption.",
            "{few} in {n} cells stands for 2 people: an assumption.",
            actuals.few,
            few=FEW,
        )
