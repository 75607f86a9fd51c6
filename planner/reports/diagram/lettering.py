"""How much room words take, and where lines break, without asking a font.

Widths are those of Helvetica, which Arial and their free cousins share, and a little
more, so that words fit whichever of them a reader has.
"""

from __future__ import annotations

ROOM = 1.06
NARROW, THIN, WIDE, WIDEST = "ijl'|", " .,:;!ftI()[]/-", "mwGOQCDHNRU", "MW%@"


def width_of(text: str, size: float) -> float:
    """Width of words of this size.

    >>> width_of("ill", 10) < width_of("WWW", 10)
    True
    """
    return sum(map(_share, text)) * size * ROOM


def _share(letter: str) -> float:
    if letter in NARROW:
        return 0.23
    if letter in THIN:
        return 0.31
    if letter in WIDEST:
        return 0.92
    if letter in WIDE:
        return 0.79
    return 0.67 if letter.isupper() or ord(letter) > 0x2FF else 0.56


def broken(text: str, width: float, size: float) -> list[str]:
    """The words in lines that are no wider than this; a longer word is cut.

    >>> broken("one two three", 60, 13)
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in text.split():
        for part in _parts(word, width, size):
            joined = f"{lines[-1]} {part}" if lines else part
            if lines and width_of(joined, size) <= width:
                lines[-1] = joined
            else:
                lines.append(part)
    return lines


def _parts(word: str, width: float, size: float) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width_of(parts[-1] + letter, size) > width:
            parts.append("")
        parts[-1] += letter
    return parts
