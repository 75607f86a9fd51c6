"""Tables for terminals of any width: a grid, or one block of lines for each row.

No figure and no heading is ever cut: where the columns do not fit side by side, they
go on in a second and third grid below; where those would not do, each row becomes a
block, with its headings before its values.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pandas as pd
from rich.box import HEAVY_HEAD
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from planner.cli.console import (
    TABLE,
    PlainConsole,
    chosen_form,
)

PROSE_WIDTH = 24
"""Least columns of a cell of prose, which may be folded."""
PADDING, PLAIN_PADDING = 3, 2
"""Columns between two cells, with a line there and without."""
MOST_GRIDS = 3
"""Grids that one table may be spread over, one below the other."""
STRONG = " *"
"""A line of a cell that ends so is bold."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    number : set to the right
    prose : may be folded over several lines
    least : columns that prose is not folded below
    """

    heading: str
    number: bool = False
    prose: bool = False
    least: int = PROSE_WIDTH


@dataclass(frozen=True)
class _Entry:
    cells: tuple[str, ...]
    style: str = ""
    ends_section: bool = False


def texts(*headings: str) -> list[Column]:
    """Columns of words."""
    return [Column(heading) for heading in headings]


def numbers(*headings: str) -> list[Column]:
    """Columns of figures."""
    return [Column(heading, number=True) for heading in headings]


def prose(*headings: str, least: int = PROSE_WIDTH) -> list[Column]:
    """Columns of text that may be folded."""
    return [Column(heading, prose=True, least=least) for heading in headings]


def folded(text: str, width: int) -> str:
    """Text in lines of this width, or of its longest word."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False))


@dataclass
class TerminalTable:
    """Rows under headings, printed as a grid or as blocks.

    Attributes
    ----------
    names : leading columns that name a row; in blocks they are headings
    plain : without lines between the cells
    data : called for the same as unrounded numbers, for forms other than a table
    """

    title: str
    columns: list[Column]
    names: int = 1
    plain: bool = False
    data: Callable[[], pd.DataFrame] | None = None
    _rows: list[_Entry] = field(default_factory=list)

    def add(self, *cells: str, style: str = "") -> None:
        """Add a row; a cell may hold several lines."""
        filled = (*cells, *[""] * (len(self.columns) - len(cells)))
        self._rows.append(_Entry(filled, style))

    def end_section(self) -> None:
        """Draw a line below the last row."""
        if self._rows:
            last = self._rows[-1]
            self._rows[-1] = _Entry(last.cells, last.style, ends_section=True)

    def show(self, terminal: PlainConsole) -> None:
        """Print the table as wide as the terminal allows, or keep it for its form."""
        if chosen_form() != TABLE:
            to_print.append(self)
            return
        grids = self._spread(terminal.width)
        for number, places in enumerate(grids):
            if number:
                terminal.print()
            widths = self._widths(places, terminal.width)
            terminal.print(self._grid(places, widths, first=number == 0))
        if grids:
            return
        terminal.print(self.title, style="italic")
        for line in self._blocks(terminal.width):
            terminal.print(line, soft_wrap=True)

    @property
    def frame(self) -> pd.DataFrame:
        """The table as data: numbers where it has them, else the cells as shown."""
        if self.data is not None:
            return self.data()
        heads = [_one_line(column.heading) or "measure" for column in self.columns]
        cells = [list(map(_one_line, row.cells)) for row in self._rows]
        frame = pd.DataFrame(cells, columns=heads)
        # An empty first cell stands for the one above it.
        first = frame.iloc[:, 0]
        frame.isetitem(0, first.where(first != "").ffill().fillna("").array)
        return frame

    def _spread(self, width: int) -> list[list[int]]:
        """Columns of each grid, names in all of them; none where rows become blocks."""
        names = list(range(self.names))
        grids: list[list[int]] = [names]
        for place in range(self.names, len(self.columns)):
            if self._least_width([*grids[-1], place]) > width:
                grids.append(names)
            grids[-1] = [*grids[-1], place]
        fits = all(self._least_width(places) <= width for places in grids)
        return grids if fits and len(grids) <= MOST_GRIDS else []

    def _least_width(self, places: list[int]) -> int:
        """Columns that a grid needs so that nothing is cut."""
        width = sum(map(self._width_of, places))
        if self.plain:
            return width + PLAIN_PADDING * (len(places) - 1)
        return width + PADDING * len(places) + 1

    def _widths(self, places: list[int], width: int) -> list[int]:
        """Columns of each cell: prose shares what is left, short prose first."""
        found = dict(zip(places, map(self._width_of, places), strict=True))
        left = width - self._least_width(places)
        needs = sorted((self._natural_width(p) - found[p], p) for p in places)
        for number, (need, place) in enumerate(needs):
            more = min(need, left // (len(needs) - number))
            found[place] += more
            left -= more
        return list(found.values())

    def _natural_width(self, place: int) -> int:
        """Width of a column of which nothing is folded."""
        cells = [self.columns[place].heading, *(row.cells[place] for row in self._rows)]
        return max(map(_widest_line, cells))

    def _width_of(self, place: int) -> int:
        """Least width of a column in which nothing is cut."""
        column = self.columns[place]
        width = self._natural_width(place)
        if not column.prose:
            return width
        cells = [column.heading, *(row.cells[place] for row in self._rows)]
        return min(width, max(column.least, *map(_longest_word, cells)))

    def _grid(self, places: list[int], widths: list[int], *, first: bool) -> Table:
        """Columns side by side; below the first grid without rows that end there."""
        title = self.title if first else ""
        box = None if self.plain else HEAVY_HEAD
        table = Table(title=title or None, box=box, pad_edge=not self.plain)
        if self.plain:
            table.title_justify = "left"
        for place, width in zip(places, widths, strict=True):
            column = self.columns[place]
            table.add_column(
                column.heading,
                justify="right" if column.number else "left",
                width=width,
                no_wrap=not column.prose,
                overflow="fold",
            )
        for row in self._rows:
            if first or any(row.cells[place] for place in places[self.names :]):
                cells = [_with_strong_lines(row.cells[place]) for place in places]
                table.add_row(*cells, style=row.style, end_section=row.ends_section)
        return table

    def _blocks(self, width: int) -> Iterator[str]:
        """Lines of all rows; names are said again only where they change."""
        said: list[str] = [""] * self.names
        first = True
        for row in self._rows:
            names = [_one_line(cell) for cell in row.cells[: self.names]]
            # An empty first cell stands for the one above it.
            names[0] = names[0] or said[0]
            if names[0] != said[0] and not first and self.names > 1:
                yield ""
            first = False
            for depth, name in enumerate(names):
                if names[: depth + 1] != said[: depth + 1] and name:
                    yield from _wrapped(name, "  " * depth, width)
            said = names
            for column, cell in zip(
                self.columns[self.names :], row.cells[self.names :], strict=True
            ):
                if cell:
                    text = f"{_one_line(column.heading)}: {_one_line(cell)}"
                    yield from _wrapped(text, "  " * self.names, width)


to_print: list[TerminalTable] = []
"""Tables of a command that are printed when it ends."""


def keep_table(title: str, table: pd.DataFrame) -> None:
    """Keep a table for csv, json or a workbook, where a terminal has sentences."""
    if chosen_form() != TABLE:
        to_print.append(TerminalTable(title, [], data=lambda: table))


def _with_strong_lines(cell: str) -> Text:
    lines = [Text(line) for line in cell.split("\n")]
    for line in lines:
        if line.plain.endswith(STRONG):
            line.stylize("bold")
    return Text("\n").join(lines)


def _one_line(cell: str) -> str:
    return " ".join(cell.split("\n")).strip()


def _widest_line(cell: str) -> int:
    return max(map(cell_len, cell.split("\n")), default=0)


def _longest_word(cell: str) -> int:
    return max(map(cell_len, cell.split()), default=0)


def _wrapped(text: str, indent: str, width: int) -> Iterable[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
