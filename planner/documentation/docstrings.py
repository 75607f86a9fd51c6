"""Docstrings of ours, as the NumPy style has them: a name, and what it is below it.

Ours say both on one line, `name : what it is`, which a parser takes for a type.
"""

from __future__ import annotations

import re
from typing import Any

import griffe

SECTIONS = ("Parameters", "Attributes", "Returns", "Yields", "Raises")
_ITEM = re.compile(r"^([\w*][\w*, |\[\]]*?) ?: (.+)$")


class OneLineItems(griffe.Extension):
    """Put what follows a name on a line of its own."""

    def on_object(self, *, obj: griffe.Object, **_given: Any) -> None:
        """Rewrite the docstring of a module, class, function or attribute."""
        if obj.docstring:
            obj.docstring.value = in_two_lines(obj.docstring.value)


def in_two_lines(text: str) -> str:
    r"""The docstring with each item of its sections over two lines.

    >>> in_two_lines("Raises\n------\nTypeError: for a text").splitlines()[2:]
    ['TypeError', '    for a text']
    """
    lines: list[str] = []
    section = ""
    for line in text.splitlines():
        if line and set(line) == {"-"} and lines:
            section = lines[-1].strip()
        found = _ITEM.match(line) if section in SECTIONS else None
        if found:
            lines += [found[1], f"    {found[2]}"]
        else:
            lines.append(line)
    return "\n".join(lines)
