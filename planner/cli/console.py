"""The one way to the terminal: text of files is shown as text, on any terminal.

Nobody else makes a console. Square brackets in a title are no markup, control
characters reach no terminal, and what its encoding lacks is written in plainer
characters instead of ending the program.
"""

from __future__ import annotations

import codecs
import sys
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

TABLE, CSV, JSON, XLSX = FORMS = ("table", "csv", "json", "xlsx")
PIPED_WIDTH = 200
"""Columns of a table that is piped into a file, where there is no width to keep to."""
PAGE = 80
"""Columns of a summary, piped or not: it goes into a message or onto a page."""
PLAINER = "fls-planner-plainer"
PLAIN = {
    "→": "->", "←": "<-", "–": "-", "—": "-", "−": "-", "…": "...", "†": "+",
    "≥": ">=", "≤": "<=", "×": "x", "£": "GBP ", "‘": "'", "’": "'", "“": '"', "”": '"',
    "•": "*", "·": "*",
}  # fmt: skip
CONTROLS = dict.fromkeys(
    [
        *(code for code in range(0x20) if chr(code) not in "\n\t"),
        *range(0x7F, 0xA0),
        # Marks that turn the direction of text, and line ends of their own kind.
        *(0x061C, 0x200E, 0x200F, 0x2028, 0x2029),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
"""Characters that a terminal obeys instead of showing them."""


_chosen = ContextVar("form_of_tables", default=TABLE)
_piped = ContextVar("columns_of_piped_tables", default=PIPED_WIDTH)


def choose_form(form: str) -> None:
    """Have tables printed in this form; other than tables, all else goes to stderr."""
    _chosen.set(form)


def fold_piped_tables(width: int = PAGE) -> None:
    """Have tables that are piped keep to so many columns, as on a terminal."""
    _piped.set(width)


def chosen_form() -> str:
    """The form in which tables are printed."""
    return _chosen.get()


def console(*, stderr: bool = False, width: int | None = None) -> PlainConsole:
    """A console for tables.

    Parameters
    ----------
    width : columns where the output is no terminal; left out: as was chosen
    """
    width = width or _piped.get()
    stderr = stderr or _chosen.get() != TABLE
    made = PlainConsole(stderr=stderr)
    return made if made.is_terminal else PlainConsole(stderr=stderr, width=width)


def say(text: str, *, stderr: bool = False) -> None:
    """Print text as it is, its lines as long as they are."""
    PlainConsole(stderr=stderr or _chosen.get() != TABLE, soft_wrap=True).print(text)


def say_sentences(*sentences: str) -> None:
    """Print sentences one below the other; a terminal breaks none within a word."""
    for sentence in sentences:
        made = PlainConsole(stderr=_chosen.get() != TABLE)
        made.print(sentence, soft_wrap=not made.is_terminal)


def say_each(lines: Iterable[str]) -> None:
    """Print lines one below the other."""
    for line in lines:
        say(line)


class PlainConsole(Console):
    """A console to which every text is text."""

    def __init__(self, **given: Any) -> None:
        accept_any_text()
        super().__init__(markup=False, emoji=False, highlight=False, **given)

    @property
    def encoding(self) -> str:
        """Encoding of the stream; rich takes that of standard output for granted."""
        return (getattr(self.file, "encoding", None) or "utf-8").lower()

    def render_str(self, text: str, **given: Any) -> Text:
        """Text in characters that the stream can take, so that columns fit them."""
        shown = text.translate(CONTROLS)
        with suppress(LookupError):
            shown = shown.encode(self.encoding, PLAINER).decode(self.encoding)
        return super().render_str(shown, **given)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Parts of the output; only rich's own may steer the terminal."""
        for part in super().render(renderable, options):
            plain = part.control is not None or part.text.isprintable()
            yield part if plain else part._replace(text=part.text.translate(CONTROLS))


def accept_any_text() -> None:
    """Let the standard streams write plainer characters for those they lack."""
    for stream in (sys.stdout, sys.stderr):
        # Streams of tests and of other programs may know no such setting.
        with suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors=PLAINER)  # type: ignore[union-attr]


def plainer(error: UnicodeError) -> tuple[str, int]:
    """Substitute for characters that an encoding lacks, and the place to go on.

    >>> "ŵ 4 → 5 ✓".encode("ascii", PLAINER)
    b'w 4 -> 5 ?'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    marks = error.object[error.start : error.end]
    return "".join(map(_plainer, marks)), error.end


def _plainer(mark: str) -> str:
    if mark in PLAIN:
        return PLAIN[mark]
    bare = unicodedata.normalize("NFKD", mark).encode("ascii", "ignore").decode()
    # An accent alone belongs to the letter before it, which is there already.
    return bare or ("" if unicodedata.combining(mark) else "?")


codecs.register_error(PLAINER, plainer)
