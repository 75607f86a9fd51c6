"""Periods of a plan: weeks, quarters, plan years, financial years."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.inputs.scenario import Scenario
from planner.inputs.units import years_after
from planner.locale import ngettext
from planner.outcomes.kpi_definition import BASE
from planner.outcomes.kpi_table import KPIS

Ints = npt.NDArray[np.int64]
SPANS = ("week", "quarter", "year", "financial year", "plan")


@dataclass(frozen=True)
class Span:
    """Periods of one length: labels, and the days between which they lie.

    `edges` has one entry more than `labels`; period i holds days edges[i] up to, not
    including, edges[i + 1]. Days outside belong to no period. `whole` says of each
    whether it lies in the plan with all of its days.
    """

    labels: tuple[str, ...]
    edges: Ints
    whole: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def days(self) -> Ints:
        """Length of each period, days."""
        return np.diff(self.edges)

    def starts(self, plan_start: datetime.date) -> tuple[str, ...]:
        """First day of each period, as ISO dates."""
        days = np.datetime64(plan_start) + self.edges[:-1]
        return tuple(days.astype(str).tolist())

    def position(self, day: Ints) -> Ints:
        """Period of each day; -1 outside."""
        found = np.searchsorted(self.edges, day, side="right") - 1
        return np.where((found < 0) | (found >= len(self)), -1, found)

    def count(self, day: Ints, weights: npt.ArrayLike = 1.0) -> npt.NDArray[np.float64]:
        """Sum of the weights by period; days outside are left out."""
        place = self.position(day)
        inside = place >= 0
        amounts = np.broadcast_to(np.asarray(weights, dtype=float), place.shape)
        sums = np.bincount(place[inside], amounts[inside], minlength=len(self))
        # Without any day numpy counts in whole numbers.
        return sums.astype(np.float64)


class Period(NamedTuple):
    """One period of a plan.

    Attributes
    ----------
    days : those that lie in the plan
    end : day of the plan after its last one
    whole : whether all of its days lie in the plan
    """

    label: str
    days: int
    end: int
    whole: bool

    def __str__(self) -> str:
        if self.whole:
            return self.label
        return ngettext(
            "{n} day of {period}", "{n} days of {period}", self.days, period=self.label
        )


@dataclass(frozen=True)
class Periods:
    """All spans of one plan; the run-on beyond it belongs to none."""

    plan_start: datetime.date
    plan_days: int

    @classmethod
    def of(cls, scenario: Scenario) -> Periods:
        """Periods of a scenario's plan, made once for all plans of these dates."""
        return _periods_of(scenario.plan_start, scenario.plan_days)

    def __getitem__(self, span: str) -> Span:
        spans: dict[str, Span] = {
            "week": self.weeks,
            "quarter": self.quarters,
            "year": self.years,
            "financial year": self.financial_years,
            "plan": self.plan,
        }
        return spans[span]

    def date(self, day: int) -> datetime.date:
        """Date of a day of the plan."""
        return self.plan_start + datetime.timedelta(days=int(day))

    def last_whole(self, span: str, by_day: int | None = None) -> Period | None:
        """The last period of a span that lies in the plan with all of its days.

        The one answer to "at the end" and "the last year". A plan in which none is
        whole has its longest part instead, which says how many days it has.

        Parameters
        ----------
        by_day : day of the plan by which it has to be over, if not the plan's end

        Returns
        -------
        Period, or None where nothing is over by then
        """
        periods = self[span]
        places = np.flatnonzero(periods.whole)
        if not len(places):
            places = np.argsort(periods.days, kind="stable")
        if by_day is not None:
            places = places[periods.edges[1:][places] <= by_day]
        if not len(places):
            return None
        last = int(places[-1])
        label, days = periods.labels[last], int(periods.days[last])
        return Period(label, days, int(periods.edges[last + 1]), periods.whole[last])

    @cached_property
    def plan(self) -> Span:
        """The whole plan as one period."""
        return Span(("plan",), np.array([0, self.plan_days]), (True,))

    @cached_property
    def weeks(self) -> Span:
        """Whole weeks from the first day, named by the date of their first day."""
        edges = np.arange(0, self.plan_days // 7 * 7 + 1, 7)
        labels = tuple(str(self.date(day)) for day in edges[:-1])
        return Span(labels, edges, (True,) * len(labels))

    @cached_property
    def quarters(self) -> Span:
        """Calendar quarters, e.g. 2026-Q2; the first and last may be cut."""
        firsts = [
            self._first_of_quarter(n) for n in range(4 * (self.plan_days // 365 + 2))
        ]
        return self._between(
            firsts, lambda date: f"{date.year}-Q{(date.month + 2) // 3}"
        )

    def _first_of_quarter(self, number: int) -> datetime.date:
        quarter = (self.plan_start.month - 1) // 3 + number
        return datetime.date(
            self.plan_start.year + quarter // 4, quarter % 4 * 3 + 1, 1
        )

    @cached_property
    def years(self) -> Span:
        """Years counted from the plan's first day: 2026/27, or 2021 from 1 January."""
        start = self.plan_start
        plain = (start.month, start.day) == (1, 1)
        firsts = [
            years_after(start, number) for number in range(self.plan_days // 365 + 2)
        ]
        return self._between(firsts, _calendar_year if plain else _split_year)

    @cached_property
    def financial_years(self) -> Span:
        """Financial years from 1 April, e.g. 2026/27; the first and last may be cut."""
        first = self.plan_start.year - (self.plan_start < _april(self.plan_start.year))
        firsts = [_april(first + n) for n in range(self.plan_days // 365 + 3)]
        return self._between(firsts, _split_year)

    def _between(
        self, firsts: list[datetime.date], label: Callable[[datetime.date], str]
    ) -> Span:
        """Periods that begin on these dates, cut to the plan."""
        days = [(date - self.plan_start).days for date in firsts]
        inside = [
            (max(day, 0), label(date), day >= 0 and following <= self.plan_days)
            for day, following, date in zip(days, days[1:], firsts, strict=False)
            if day < self.plan_days and following > 0
        ]
        starts, labels, whole = zip(*inside, strict=True)
        return Span(labels, np.array([*starts, self.plan_days]), whole)


def last_day(plan: Scenario) -> datetime.date:
    """Last day of a plan."""
    return Periods.of(plan).date(plan.plan_days - 1)


def headline_period(plan: Scenario, kpi: str, year: str = "") -> Period | None:
    """The period that a headline about a measure speaks of.

    It is the last whole one, or the last whole one of a year that somebody chose; of
    fractures, the last year that can be judged by the end of the run.

    Returns
    -------
    Period, or None where nothing can be said of the measure yet
    """
    periods, measure = Periods.of(plan), KPIS[kpi.removesuffix(BASE)]
    if measure.span == "plan":
        return periods.last_whole("plan")
    by_day = min(plan.plan_days, plan.horizon_days - measure.clock_days)
    years = periods.years
    if year not in years.labels:
        return periods.last_whole(measure.span, by_day)
    place = years.labels.index(year)
    end = int(years.edges[place + 1])
    if measure.span != "year":
        return periods.last_whole(measure.span, min(by_day, end))
    chosen = Period(year, int(years.days[place]), end, years.whole[place])
    return chosen if end <= by_day else None


@lru_cache(maxsize=32)
def _periods_of(plan_start: datetime.date, plan_days: int) -> Periods:
    return Periods(plan_start, plan_days)


def _april(year: int) -> datetime.date:
    return datetime.date(year, 4, 1)


def _calendar_year(date: datetime.date) -> str:
    return str(date.year)


def _split_year(date: datetime.date) -> str:
    return f"{date.year}/{(date.year + 1) % 100:02d}"


@dataclass(frozen=True)
class Cells:
    """Cells of one plan, numbered from 1; 0 lies before the plan, the last after it."""

    periods: Periods

    @cached_property
    def edges(self) -> Ints:
        """Days that are an edge of any period."""
        return np.unique(np.concatenate([self.periods[s].edges for s in SPANS]))

    def __len__(self) -> int:
        """Cells, those before and after the plan included."""
        return len(self.edges) + 1

    @cached_property
    def of_day(self) -> Ints:
        """Cell of each day, from the day before the plan to the day after it."""
        days = np.arange(-1, self.edges[-1] + 1)
        return np.searchsorted(self.edges, days, side="right").astype(np.int64)

    def periods_of(self, span: Span) -> Ints:
        """Position in a span of each cell; -1 outside."""
        firsts = np.concatenate([[-1], self.edges])
        return span.position(firsts).astype(np.int64)

    @cached_property
    def before(self) -> dict[str, Ints]:
        """Last cell before each edge of each span, to look up running sums with."""
        return {
            span: np.searchsorted(self.edges, self.periods[span].edges).astype(np.int64)
            for span in SPANS
        }

    def during(self, running: Ints, span: str) -> Ints:
        """Sums of each period, from running sums of cells along the last axis."""
        at_edges = running[..., self.before[span]]
        return np.asarray(at_edges[..., 1:] - at_edges[..., :-1])
