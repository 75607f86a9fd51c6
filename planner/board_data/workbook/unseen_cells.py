"""Values that a sheet holds and does not show: by their colour, size or format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from openpyxl.styles.colors import COLOR_INDEX

from planner.board_data.workbook.cell_findings import CellFinding
from planner.board_data.workbook.cells import letter
from planner.locale import _, gettext_noop, ngettext

Colour: TypeAlias = tuple[Any, ...]
"""Red, green and blue, each to 1; or a name that is known to be the same or not."""
WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
PAPER, INK = 65, 64
"""Numbers that stand for the colours of an empty sheet and of plain text."""
LEAST_CONTRAST = 1.15
"""Contrast of luminances below which nobody sees that something is written."""
SMALLEST_POINTS = 3
LITERAL = re.compile(r'"[^"]*+"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
"""Parts of a number format that show nothing of the number."""
PLACEHOLDER = re.compile(r"[0#?@ymdhsbg]|general|standard", re.IGNORECASE)
WHITE_FORMAT = re.compile(r"\[(white|color ?2)\]", re.IGNORECASE)
MOST_NAMED = 5
LOOK = gettext_noop(
    "show it (font colour, font size or Format Cells, General) and look, or delete it:"
    " everything is read"
)
CLEAR = gettext_noop(
    "a conditional format may hide it: clear the rule (Home, Conditional Formatting,"
    " Clear Rules) and look, or delete the value: everything is read"
)


class Look(NamedTuple):
    """Format, size and colours that decide whether a value can be seen."""

    number_format: str
    points: float | None
    ink: Any
    pattern: str | None
    """Of the fill: None for none, "solid", or one that is not judged."""
    paper: Any


def look_of(cell: Any) -> Look:
    """Look of a cell by its own format."""
    fill = cell.fill
    return Look(
        number_format=cell.number_format,
        points=cell.font.sz,
        ink=cell.font.color,
        pattern=getattr(fill, "patternType", "other"),
        paper=getattr(fill, "fgColor", None),
    )


def is_unseen(cell: Any, look: Look | None = None) -> bool:
    """Whether a filled cell shows nothing of its value to whoever opens the sheet.

    Parameters
    ----------
    look : another one than its own, such as under a condition
    """
    if cell.value is None:
        return False
    if look is None:
        if not getattr(cell, "has_style", False):
            return False
        look = look_of(cell)
    if _shows_nothing(look.number_format, cell.value):
        return True
    if look.points is not None and look.points < SMALLEST_POINTS:
        return True
    if look.pattern not in (None, "solid"):
        return False
    paper = WHITE if look.pattern is None else _colour(look.paper, WHITE)
    white = WHITE_FORMAT.search(look.number_format)
    return _alike(WHITE if white else _colour(look.ink, BLACK), paper)


def unseen_cells(
    title: str, places: list[tuple[int, int]], hint: str = LOOK
) -> Iterator[CellFinding]:
    """A finding for each value that cannot be seen, or one for many.

    Parameters
    ----------
    places : row, from 1, and column, from 0
    """
    if len(places) > MOST_NAMED:
        row, column = places[0]
        cell = f"{letter(column)}{row}"
        rule = ngettext(
            "{n} value cannot be seen, from cell {cell} on",
            "{n} values cannot be seen, from cell {cell} on",
            len(places),
            cell=cell,
        )
        yield CellFinding(rule, _(hint), title, row)
        return
    for row, column in places:
        rule = _("holds a value that cannot be seen")
        yield CellFinding(rule, _(hint), title, row, letter(column))


def _shows_nothing(code: str, value: Any) -> bool:
    """Whether a number format shows nothing of a value.

    Its sections stand for numbers above nought, below it, nought, and text.

    >>> _shows_nothing(";;;", 3), _shows_nothing("0;-0;;@", 3)
    (True, False)
    """
    sections = LITERAL.sub("", code).split(";")
    if isinstance(value, str | bool):
        return len(sections) > 3 and "@" not in sections[3]
    below = isinstance(value, int | float) and value < 0
    nought = isinstance(value, int | float) and value == 0
    place = 1 if below else 2 if nought else 0
    chosen = sections[place] if place < len(sections) else sections[0]
    return PLACEHOLDER.search(chosen) is None


def _colour(given: Any, unless: Colour) -> Colour:
    """A colour of a workbook; its own name where only its theme knows it."""
    if given is None or given.type == "auto":
        return unless
    tint = float(given.tint or 0)
    if given.type == "theme":
        known = {0: WHITE, 1: BLACK}.get(given.theme)
        return _tinted(known, tint) if known else ("theme", given.theme, tint)
    if given.type == "indexed":
        if given.indexed in (PAPER, INK):
            return WHITE if given.indexed == PAPER else BLACK
        if not 0 <= given.indexed < len(COLOR_INDEX):
            return ("indexed", given.indexed)
    digits = given.rgb if given.type == "rgb" else COLOR_INDEX[given.indexed]
    if not isinstance(digits, str) or len(digits) < 6:
        return unless
    parts = [int(digits[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return _tinted(tuple(parts), tint)


def _tinted(colour: Colour, tint: float) -> Colour:
    """A colour made darker (tint below nought) or lighter."""
    if tint < 0:
        return tuple(part * (1 + tint) for part in colour)
    return tuple(part + (1 - part) * tint for part in colour)


def _alike(one: Colour, other: Colour) -> bool:
    if isinstance(one[0], str) or isinstance(other[0], str):
        return one == other
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05) < LEAST_CONTRAST


def _luminance(colour: Colour) -> float:
    red, green, blue = (part**2.2 for part in colour)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)
