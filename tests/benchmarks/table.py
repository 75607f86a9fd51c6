"""Tables of results, in the same Markdown on the screen and in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = str | float


@dataclass
class Table:
    """One section of the results: a title, columns, rows, and a sentence below."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[Cell]] = field(default_factory=list)
    note: str = ""

    def __str__(self) -> str:
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        body = "\n".join(f"| {' | '.join(map(shown, line))} |" for line in lines)
        return "\n\n".join(
            part for part in (f"## {self.title}", body, self.note) if part
        )


def shown(cell: Cell) -> str:
    """A number with three figures that count, text as it is.

    >>> shown(1234.5), shown(0.012345), shown(0.0), shown("x")
    ('1,234', '0.0123', '0', 'x')
    """
    if isinstance(cell, str):
        return cell
    if abs(cell) >= 100:
        return f"{cell:,.0f}"
    text = f"{cell:.3g}"
    return text if "e" not in text else f"{cell:.5f}"
