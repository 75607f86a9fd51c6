"""Numbers as people type them: one rule for the page, a workbook and CSV files.

A plain figure is read. Whatever could be meant in two ways is asked about: typed again
with the word `confirmed` behind it, it is taken as it stands.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from planner.board_data.number_advice import (
    HOURS_A_WEEK,
    PLAIN,
    advice,
    outside,
    whole,
)
from planner.locale import _, gettext_noop

CONFIRMED = "confirmed"
"""Typed behind a value, it answers the question about that value."""
LONGEST_TYPED = 2_000
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
"""Spaces that people and programs put between thousands."""
POINT_FOR_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
BOTH_ENDS = {
    (False, False): gettext_noop("from {low} to {high}"),
    (True, False): gettext_noop("above {low} to {high}"),
    (False, True): gettext_noop("from {low} below {high}"),
    (True, True): gettext_noop("above {low} below {high}"),
}
"""Bounds in words, by whether each end itself is left out."""


class EntryError(ValueError):
    """An entry that cannot be used as it stands, and how to fix it."""

    def __init__(self, rule: str, hint: str) -> None:
        super().__init__(rule)
        self.rule, self.hint = rule, hint


@dataclass(frozen=True)
class NumberRule:
    """Unit and bounds of one number, and what the plan holds in its place."""

    unit: str = ""
    whole: bool = False
    low: float | None = None
    high: float | None = None
    above: bool = False
    """Whether the low end itself is too low."""
    below: bool = False
    """Whether the high end itself is too high."""
    present: float | None = None
    """Number of the plan; typed again, it is never asked about."""
    least: float | None = None
    most: float | None = None
    """Amounts beyond which the number is asked about."""

    @property
    def text(self) -> str:
        """The rule in words."""
        kind = _("a whole number") if self.whole else _("a number")
        if bounds := self._bounds():
            said = _("is {number} {bounds}", number=kind, bounds=bounds)
        else:
            said = _("is {number}", number=kind)
        if not self.unit:
            return said
        return _("{rule} (unit: {unit})", rule=said, unit=_(self.unit))

    def _bounds(self) -> str:
        """Low and high end in words; empty where there is none."""
        low = "" if self.low is None else f"{self.low:,.12g}"
        high = "" if self.high is None else f"{self.high:,.12g}"
        if low and high:
            return _(BOTH_ENDS[self.above, self.below], low=low, high=high)
        if low:
            above = _("above {low}", low=low)
            return above if self.above else _("from {low}", low=low)
        below = (
            _("below {high}", high=high) if self.below else _("to {high}", high=high)
        )
        return below if high else ""

    @property
    def counts(self) -> bool:
        """Whether it counts people or things, so that a point is no decimal point."""
        return self.whole or self.unit.startswith("people")

    def holds(self, number: float) -> bool:
        """Whether a number lies between the bounds."""
        if not math.isfinite(number):
            return False
        if self.low is not None and (number < self.low or self._is_end(number, "low")):
            return False
        return self.high is None or not (
            number > self.high or self._is_end(number, "high")
        )

    def _is_end(self, number: float, end: str) -> bool:
        """Whether a number is an end of the bounds that they do not contain."""
        if end == "low":
            return self.above and number == self.low
        return self.below and number == self.high


def parse_number(entry: Any, rule: NumberRule) -> float:
    """The number that was typed.

    Parameters
    ----------
    entry : text, or the number itself where a spreadsheet read it as one

    Raises
    ------
    EntryError: what is wrong, or asked, and how to fix it
    """
    if isinstance(entry, bool) or not isinstance(entry, str | int | float):
        hint = _("format the cell as a number, then type the figures again")
        raise EntryError(rule.text, hint)
    if isinstance(entry, str) and len(entry) > LONGEST_TYPED:
        rule_of_length = _("has at most {most:,} characters", most=LONGEST_TYPED)
        raise EntryError(rule_of_length, _("write figures only, such as 1,980 or 2.5"))
    text, is_confirmed = confirmed(str(entry))
    number = _figure(text, rule) if isinstance(entry, str) else _real(entry)
    if number is None:
        raise EntryError(rule.text, advice(text, rule.unit, counts=rule.counts))
    if rule.present is not None and math.isclose(number, rule.present, rel_tol=1e-12):
        return number
    if not rule.holds(number):
        raise EntryError(rule.text, outside(number, rule.unit, rule.present))
    if rule.counts and POINT_FOR_THOUSANDS.fullmatch(text) and isinstance(entry, str):
        meant = text.replace(".", "")
        asked = _(
            "{rule}; {typed} may stand for {meant:,}",
            rule=rule.text,
            typed=text,
            meant=int(meant),
        )
        if rule.whole or not is_confirmed:
            raise EntryError(asked, _which(number, text, meant, rule))
    if rule.whole and not number.is_integer():
        raise EntryError(rule.text, whole(number))
    if not is_confirmed:
        _ask(number, text, rule)
    return number


def _which(number: float, text: str, meant: str, rule: NumberRule) -> str:
    """A fix for a point that may part thousands or decimals."""
    if rule.whole and not number.is_integer():
        return _(
            "write {meant} if that was meant, else the whole number that was counted",
            meant=meant,
        )
    other = f"{number:g}" if rule.whole else f"{text} {CONFIRMED}"
    return _("write {meant} if that was meant, else {other}", meant=meant, other=other)


def confirmed(text: str) -> tuple[str, bool]:
    """A text without the word that confirms it, and whether that was there.

    >>> confirmed("52.5 Confirmed"), confirmed(" 1\u00a0980")
    (('52.5', True), ('1 980', False))
    """
    plain = text.translate(SPACES).strip()
    if plain.casefold().endswith(CONFIRMED):
        return plain[: -len(CONFIRMED)].rstrip(" ,;:"), True
    return plain, False


def _figure(text: str, rule: NumberRule) -> float | None:
    """The number of a plain figure; a per cent sign only where per cent are asked."""
    if rule.unit == "%" and text.endswith("%"):
        text = text[:-1].rstrip()
    if not PLAIN.fullmatch(text):
        return None
    return float(text.replace(",", "").replace(" ", ""))


def _real(entry: float) -> float:
    """A number as a spreadsheet holds it; infinite beyond what can be worked with."""
    try:
        return float(entry)
    except OverflowError:
        return math.inf


def _ask(number: float, text: str, rule: NumberRule) -> None:
    """Refuse a number that is probably another one than was meant."""
    if rule.unit == "%" and 0 < number <= 1 and not text.endswith("%"):
        asked = _(
            "{rule}; {number:g} looks like a share of one",
            rule=rule.text,
            number=number,
        )
        hint = _(
            "write {percent:g} if {percent:g} % was meant, else {number:g} {confirmed}",
            percent=100 * number,
            number=number,
            confirmed=CONFIRMED,
        )
        raise EntryError(asked, hint)
    far = (rule.most is not None and number > rule.most) or (
        rule.least is not None and 0 < number < rule.least
    )
    if not far:
        return
    asked = _("is far from what the plan holds")
    if rule.present is not None:
        now = f"{rule.present:,.6g} {_(rule.unit)}".rstrip()
        asked = _("is far from what the plan holds ({amount})", amount=now)
    if rule.unit == "WTE":
        hint = _(
            "if these are hours a week, write {wte:.3g}: {hours:g} a WTE; "
            "if it is right, write {number:.12g} {confirmed}",
            wte=number / HOURS_A_WEEK,
            hours=HOURS_A_WEEK,
            number=number,
            confirmed=CONFIRMED,
        )
    else:
        hint = _(
            "check the figure and its unit; "
            "if it is right, write {number:.12g} {confirmed}",
            number=number,
            confirmed=CONFIRMED,
        )
    raise EntryError(asked, hint)
