"""Names of people, told by the shape of their words, in any alphabet with capitals."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 100
"""Longer texts are no single name; so no text can make the search long either."""
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u02b9`\u00b4"), "'")
TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sister|Nurse)\.? ([^\W\d_])([^\W\d_]|['-])"
)
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof"})
PARTICLES = frozenset(
    {"ap", "ab", "ferch", "verch", "van", "von", "der", "den", "de", "da", "di", "du",
     "la", "le", "el", "al", "bin", "ibn", "ben", "y"}
)  # fmt: skip
"""Small words inside names: Dafydd ap Gwilym, Anna van der Berg."""
# Shapes: A is a capital, a another letter. All are read in one pass: no part of a
# pattern can give back what it took, so no word can make them try again and again.
WORD = re.compile(r"(?:a{1,2}['-])?Aa*+(?:['-]A?a++|Aa++)*+")
IN_CAPITALS = re.compile(r"(?:a{1,2}['-])?[Aa]++(?:['-][Aa]++)*+")
INITIAL, DOTTED = re.compile("A"), re.compile(r"(?:A\.)++A?")
# W: a word, U: one in capitals, I: an initial, D: one with its point, P: a particle,
# T: a title in brackets.
NAME = re.compile(
    r"W[ID]{0,2}P{0,2}W{1,2}T?|WWP{1,2}WT?|D{1,3}P{0,2}[WU]T?"
    r"|P{0,2}[WU]{1,2},(?:[WU][WUIDP]{0,3}|[ID]{1,3})T?"
)


def folded(text: str) -> str:
    """The text without accents and unseen marks; dashes and apostrophes alike.

    >>> folded("Si\u00e2n Wyn\u2011Jones"), folded("Al\u0175n"), folded("Alw\u0302n")
    ('Sian Wyn-Jones', 'Alwn', 'Alwn')
    """
    if not text.isascii():
        # Apostrophes first: taken apart, some become an accent without its letter.
        apart = unicodedata.normalize("NFKD", text.translate(APOSTROPHES))
        text = "".join(
            mark
            for mark in apart
            if unicodedata.category(mark) not in ("Mn", "Me", "Cf")
        )
    return text.translate(DASHES).translate(APOSTROPHES)


def holds_name(text: str) -> bool:
    """Whether a folded text is a name, or holds one with its title.

    >>> holds_name("JONES, Mary"), holds_name("Dafydd ap Gwilym"), holds_name("nurse")
    (True, True, False)
    """
    if any(_is_titled(*found) for found in TITLED.findall(text)):
        return True
    if len(text) > LONGEST_NAME:
        return False
    words = text.replace(",", " , ").split()
    return bool(NAME.fullmatch("".join(map(_kind, words))))


def _is_titled(first: str, second: str) -> bool:
    return first.isupper() and not second.isupper()


def _kind(word: str) -> str:
    """One letter for what a word may be in a name; the comma is itself."""
    if word == "," or word in PARTICLES:
        return word if word == "," else "P"
    if word[0] == "(" and word.strip("().").casefold() in TITLES:
        return "T"
    shape = "".join(map(_shape, word))
    if WORD.fullmatch(shape) and "a" in shape:
        return "W"
    for letter, pattern in (("I", INITIAL), ("D", DOTTED), ("U", IN_CAPITALS)):
        if pattern.fullmatch(shape) and "A" in shape:
            return letter
    return "-"


def _shape(mark: str) -> str:
    if mark.isupper() or mark.istitle():
        return "A"
    return "a" if mark.isalpha() else mark
