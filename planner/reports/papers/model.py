"""Contents of a paper: sections of sentences, tables and charts, gathered once.

Writers lay them out and compute nothing. A cell is text, or a figure that carries its
value beside the words in which it is read, so that a workbook holds a number where a
page holds its words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from planner.locale import _
from planner.reports.dates import date_text
from planner.reports.number_format import amount, replications_text


class Figure(NamedTuple):
    """A number of a table: its value, and how it is read.

    Attributes
    ----------
    unit : of the value, as the table of measures has it; empty: a plain number
    """

    value: float
    text: str
    unit: str = ""


Cell = str | Figure


def figure(value: float, unit: str, text: str = "") -> Figure:
    """A figure in the words of every report.

    >>> figure(1980.4, "people").text
    '1,980 people'
    """
    return Figure(float(value), text or amount(float(value), unit), unit)


def text_of(cell: Cell) -> str:
    """A cell as it is read."""
    return cell if isinstance(cell, str) else cell.text


@dataclass(frozen=True)
class PaperTable:
    """A table with its caption.

    Attributes
    ----------
    widths : relative widths of the columns; empty: all alike
    texts : number of leading columns that hold text, set flush left
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()
    texts: int = 1

    @cached_property
    def rights(self) -> tuple[bool, ...]:
        """Whether each column is set flush right: it holds figures or short numbers."""
        columns = zip(*self.rows, strict=True) if self.rows else ()
        found = [_numeric(column) for column in columns]
        found += [False] * (len(self.head) - len(found))
        return tuple(at >= self.texts and right for at, right in enumerate(found))

    @property
    def shares(self) -> tuple[float, ...]:
        """Width of each column as a share of the whole."""
        widths = self.widths or [
            2.0 if k < self.texts else 1.0 for k in range(len(self.head))
        ]
        return tuple(width / sum(widths) for width in widths)


def _numeric(column: Sequence[Cell]) -> bool:
    """Whether a column is of figures, or of texts that begin with a number."""
    texts = [text_of(cell) for cell in column if text_of(cell)]
    numbers = [text[0] in "+-−£(–" or text[0].isdigit() for text in texts]
    return any(isinstance(cell, Figure) for cell in column) or (
        bool(numbers) and sum(numbers) > len(numbers) / 2
    )


@dataclass(frozen=True)
class ChartSeries:
    """Values of a chart by category, with the band that holds 9 futures in 10."""

    name: str
    values: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


class ChartLine(NamedTuple):
    """A line of a chart: of a series, by its place, or an end of its band."""

    place: int
    name: str
    values: tuple[float, ...]
    is_end: bool = False


@dataclass(frozen=True)
class PaperChart:
    """A chart: its title is a finding, its label stands on it.

    Attributes
    ----------
    base : what is counted, with the denominator
    band : what the band drawn about a value holds
    label : what must be said with every figure of an illustrative board
    told : the chart in words, for people who do not see it
    """

    title: str
    kind: Literal["line", "bar", "column"]
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    unit: str
    base: str
    told: str
    label: str = ""
    band: str = ""

    @property
    def lines(self) -> list[ChartLine]:
        """Every line with its band's ends behind it; of bars the values alone."""
        found = []
        for place, each in enumerate(self.series):
            found.append(ChartLine(place, each.name, each.values))
            if self.kind == "line" and each.high:
                low = _("{plan}: lowest of 9 in 10", plan=each.name)
                high = _("{plan}: highest of 9 in 10", plan=each.name)
                found.append(ChartLine(place, low, each.low, is_end=True))
                found.append(ChartLine(place, high, each.high, is_end=True))
        return found

    @property
    def note(self) -> str:
        """The base, the band, then the label where there is one."""
        return " ".join(part for part in (self.base, self.band, self.label) if part)

    @property
    def note_without_band(self) -> str:
        """The same for a drawing that shows no band."""
        return " ".join(part for part in (self.base, self.label) if part)


@dataclass(frozen=True)
class PaperSection:
    """A section: its title is a finding, its heading the place in the order.

    Attributes
    ----------
    points : at most a handful of short sentences, for a slide
    """

    heading: str
    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[PaperTable, ...] = ()
    charts: tuple[PaperChart, ...] = ()
    notes: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slide:
    """One slide: a finding, a few points, and a table or a chart beside them."""

    title: str
    points: tuple[str, ...]
    table: PaperTable | None = None
    chart: PaperChart | None = None
    notes: str = ""


@dataclass(frozen=True)
class RunStamp:
    """Stamp of a page: all that makes it again, and the assumptions it stands on.

    Attributes
    ----------
    fingerprints : of each plan's inputs, by its title
    """

    version: str
    seed: int
    replications: int
    sets: int
    all_sets: int
    made_on: datetime.date
    plan: str
    fingerprints: dict[str, str]
    digests: dict[str, str]
    label: str = ""

    @property
    def line(self) -> str:
        """The stamp in one line, for the foot of a page."""
        first = next(iter(self.fingerprints.values()), "")
        text = _(
            "inputs {fingerprint} · seed {seed} · fls-planner {version} · {date} ·"
            " {assumptions}",
            fingerprint=first,
            seed=self.seed,
            version=self.version,
            date=date_text(self.made_on),
            assumptions=self.assumptions,
        )
        return f"{text} · {self.label}" if self.label else text

    @property
    def assumptions(self) -> str:
        """The assumptions that every page names."""
        runs = replications_text(self.replications)
        if not self.sets:
            return _("{plan}; {runs}, central values alone", plan=self.plan, runs=runs)
        return _(
            "{plan}; {runs} over {sets} of {all} fitting sets",
            plan=self.plan,
            runs=runs,
            sets=self.sets,
            all=self.all_sets,
        )


@dataclass(frozen=True)
class Paper:
    """A whole paper: one content for every format."""

    title: str
    place: str
    sections: tuple[PaperSection, ...]
    slides: tuple[Slide, ...]
    stamp: RunStamp
    assumptions: PaperTable
    language: str = "en"
    data: tuple[PaperTable, ...] = field(default=(), repr=False)
    """Tables that only the workbook has room for."""
    budgets: tuple[PaperTable, ...] = field(default=(), repr=False)
    """The whole budget of each option, for the workbook too."""

    @property
    def charts(self) -> Iterator[PaperChart]:
        """Every chart in its order."""
        for section in self.sections:
            yield from section.charts
