"""Conditional formats of a sheet that may hide what its cells hold.

Whether a condition holds is not worked out: a rule that would hide a value is enough.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree

from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import range_boundaries

from planner.board_data.workbook.unseen_cells import Look, is_unseen, look_of

MARK = b"onditionalFormatting"
"""In every sheet with such a format, of whatever namespace."""
MOST_RULES = 100
PLAIN_BLACK = "00000000"
"""Colour that the reader gives to a fill whose file says none."""
Box = tuple[int | None, int | None, int | None, int | None]


class HidingRule(NamedTuple):
    """A rule, the cells that it is for, and what it makes of them.

    Attributes
    ----------
    boxes : first column and row, last column and row, from 1; None: to the edge
    style : its format; None where a bar or icons stand instead of the value
    """

    boxes: tuple[Box, ...]
    style: DifferentialStyle | None

    def hides(self, row: int, column: int, cell: Any) -> bool:
        """Whether it may hide a filled cell, in this row and column from 1."""
        if not any(_holds(box, row, column) for box in self.boxes):
            return False
        if self.style is None:
            return True
        return is_unseen(cell, _changed(look_of(cell), self.style))


def hiding_rules(text: bytes, styles: Sequence[DifferentialStyle]) -> list[HidingRule]:
    """Rules of a sheet that change a number's format or colours, or leave it out.

    Parameters
    ----------
    text : the sheet as it stands in the file
    styles : formats of the workbook that rules name by their place
    """
    if MARK not in text:
        return []
    found: list[HidingRule] = []
    for _event, part in ElementTree.iterparse(io.BytesIO(text)):
        name = _name(part)
        if name == "row":
            part.clear()
        if name == "conditionalFormatting" and len(found) < MOST_RULES:
            boxes = tuple(_boxes(part))
            found += [HidingRule(boxes, style) for style in _styles(part, styles)]
    return found


def _name(part: ElementTree.Element) -> str:
    return part.tag.rsplit("}", 1)[-1]


def _boxes(part: ElementTree.Element) -> Iterator[Box]:
    """Ranges of cells, of an attribute or, in newer files, of a part of its own."""
    given = part.get("sqref") or ""
    given = given or " ".join(
        each.text or "" for each in part if _name(each) == "sqref"
    )
    for text in given.split()[:MOST_RULES]:
        yield range_boundaries(text)


def _styles(
    part: ElementTree.Element, styles: Sequence[DifferentialStyle]
) -> Iterator[DifferentialStyle | None]:
    """Formats of its rules that could hide anything; None: no value is shown."""
    for rule in part.iter():
        name, place = _name(rule), rule.get("dxfId", "")
        if name in ("iconSet", "dataBar") and rule.get("showValue") in ("0", "false"):
            yield None
        elif name == "cfRule" and place.isdigit() and int(place) < len(styles):
            yield styles[int(place)]
        elif name == "dxf":
            yield DifferentialStyle.from_tree(rule)


def _holds(box: Box, row: int, column: int) -> bool:
    left, top, right, bottom = box
    return (left or 1) <= column <= (right or column) and (top or 1) <= row <= (
        bottom or row
    )


def _changed(look: Look, style: DifferentialStyle) -> Look:
    """Look of a cell under a rule."""
    if style.numFmt is not None:
        look = look._replace(number_format=style.numFmt.formatCode)
    if style.font is not None and style.font.color is not None:
        look = look._replace(ink=style.font.color)
    for name in ("bgColor", "fgColor"):
        colour = getattr(style.fill, name, None)
        if colour is not None and colour.value != PLAIN_BLACK:
            return look._replace(pattern="solid", paper=colour)
    return look
