"""Numbers as people type them: one rule for the page, a workbook and CSV files.

A plain figure is read. Whatever could be meant in two ways is asked about: typed again
with the word `confirmed` behind it, it is taken as it stands.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from planner.inputs.units import DAYS_A_WEEK, DAYS_A_YEAR, SESSIONS_A_WEEK
from planner.locale import _, gettext_noop

CONFIRMED = "confirmed"
"""Typed behind a value, it answers the question about that value."""
LONGEST_TYPED = 2_000
HOURS_A_WEEK = 37.5
"""Contracted hours of one whole-time equivalent."""
WEEKS_A_YEAR = DAYS_A_YEAR / DAYS_A_WEEK
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
"""Spaces that people and programs put between thousands."""
PLAIN = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]*)?"
    r"|\.[0-9]+"
)
"""1980, 1,980, 1 980, 12.5 or .5, and nothing cleverer."""
POINT_FOR_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
DECIMAL_COMMA = re.compile(r"[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})")
WITH_EXPONENT = re.compile(r"[0-9.]+[eE][+-]?[0-9]+")
WITH_UNIT = re.compile(r"([0-9][0-9., ]*?)\s*([A-Za-z/].*)")
OWN_WORDS: dict[str, str] = {
    "WTE": r"wte|fte|whole.?time equivalents?",
    "people": r"people|persons?|patients?|referrals?",
    "people a week": r"(people|patients?|referrals?)?\s*(a|per|/)?\s*(week|wk)?",
    "days": r"days?|d",
    "minutes": r"min(ute)?s?",
    "sessions a week": r"(sessions?|half days?)\s*((a|per|/)\s*(week|wk))?",
    "slots": r"slots?|appointments?",
    "slots a day": r"(slots?|appointments?)\s*((a|per|/)\s*day)?",
}
"""Words that only repeat the unit of a number."""
A_WEEK = r"\s*((a|per|/)\s*(week|wk)|weekly|pw)?"
CONVERSIONS: dict[str, tuple[tuple[str, float, str], ...]] = {
    "WTE": (
        (rf"h(ou)?rs?{A_WEEK}|h{A_WEEK}|hpw", 1 / HOURS_A_WEEK,
         gettext_noop("divide hours a week by {hours:g}: {number:.4g}")),
        (rf"days?{A_WEEK}", 2 / SESSIONS_A_WEEK,
         gettext_noop("divide days a week by 5: {number:.4g}")),
        (rf"(sessions?|half days?){A_WEEK}", 1 / SESSIONS_A_WEEK,
         gettext_noop("divide sessions a week by {sessions}: {number:.4g}")),
    ),
    "days": (
        (r"w(ee)?ks?", 7.0, gettext_noop("count days, 7 a week: {number:.4g}")),
    ),
    "minutes": (
        (r"h(ou)?rs?|h", 60.0,
         gettext_noop("count minutes, 60 an hour: {number:.4g}")),
    ),
    "sessions a week": (
        (rf"days?{A_WEEK}", 2.0,
         gettext_noop("count half days, two a day: {number:.4g}")),
    ),
    "people a week": (
        (r"(people|patients?|referrals?)?\s*((a|per|/)\s*(year|yr)|yearly|pa)",
         1 / WEEKS_A_YEAR,
         gettext_noop("divide people a year by the weeks of a year: {number:.4g}")),
        (r"(people|patients?|referrals?)?\s*((a|per|/)\s*month|monthly)",
         12 / WEEKS_A_YEAR, gettext_noop("a year has 12 months: {number:.4g}")),
    ),
}  # fmt: skip
"""Other units that people use for the same thing: factor, and how it is worked out."""
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
        raise EntryError(rule.text, _advice(text, rule))
    if rule.present is not None and math.isclose(number, rule.present, rel_tol=1e-12):
        return number
    if not rule.holds(number):
        raise EntryError(rule.text, _outside(number, rule))
    if rule.counts and POINT_FOR_THOUSANDS.fullmatch(text) and isinstance(entry, str):
        meant = text.replace(".", "")
        asked = _(
            "{rule}; {typed} may stand for {meant:,}",
            rule=rule.text,
            typed=text,
            meant=int(meant),
        )
        if rule.whole or not is_confirmed:
            other = _("the whole number that was counted")
            if number.is_integer() or not rule.whole:
                other = f"{number:g}" if rule.whole else f"{text} {CONFIRMED}"
            raise EntryError(
                asked,
                _(
                    "write {meant} if that was meant, else {other}",
                    meant=meant,
                    other=other,
                ),
            )
    if rule.whole and not number.is_integer():
        raise EntryError(rule.text, _whole(number))
    if not is_confirmed:
        _ask(number, text, rule)
    return number


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


def _advice(text: str, rule: NumberRule) -> str:
    """A fix for a text that is no plain figure."""
    if not text:
        return _("type a number, or leave the plan's as it is")
    if text[0] in "-\u2212" and PLAIN.fullmatch(text[1:].strip()):
        return _("write the amount without a minus")
    if DECIMAL_COMMA.fullmatch(text):
        if rule.counts:
            return _("write the count in full, without commas or points")
        return _(
            "write a point before decimals: {number}", number=text.replace(",", ".")
        )
    if WITH_EXPONENT.fullmatch(text):
        return _("write it out in figures, such as 1,980")
    if text.endswith("%"):
        return _of_percent(text[:-1].strip(), rule)
    if text.startswith("<"):
        return _("write the count; only counts of people may be <5")
    if found := WITH_UNIT.fullmatch(text):
        return _without_unit(found[1].strip(), found[2], rule)
    return _("write figures only, such as 1,980 or 2.5")


def _of_percent(figure: str, rule: NumberRule) -> str:
    if rule.unit.startswith("share") and PLAIN.fullmatch(figure):
        share = float(figure.replace(",", "").replace(" ", "")) / 100
        return _("write shares of one without the sign: {share:g}", share=share)
    return _("this is no percentage: write it in {unit}", unit=_unit(rule))


def _without_unit(figure: str, unit: str, rule: NumberRule) -> str:
    """A figure in the unit that is asked for; never one of another unit."""
    words = " ".join(unit.split()).casefold().rstrip(".")
    if PLAIN.fullmatch(figure):
        if re.fullmatch(OWN_WORDS.get(rule.unit, r"$^"), words):
            return _(
                "write the figure alone, without its unit: {figure}", figure=figure
            )
        for pattern, factor, how in CONVERSIONS.get(rule.unit, ()):
            if re.fullmatch(pattern, words):
                number = float(figure.replace(",", "").replace(" ", "")) * factor
                return _(
                    how,
                    number=number,
                    hours=HOURS_A_WEEK,
                    sessions=SESSIONS_A_WEEK,
                )
    return _("write the figure in {unit}, without any word", unit=_unit(rule))


def _unit(rule: NumberRule) -> str:
    return _(rule.unit) if rule.unit else _("figures")


def _outside(number: float, rule: NumberRule) -> str:
    """A fix for a number beyond its bounds."""
    if rule.unit.startswith("share") and 1 < number <= 100:
        return _(
            "percentages are written as {share:g}, not {number:g}",
            share=number / 100,
            number=number,
        )
    if number < 0:
        return _("write the amount without a minus")
    if rule.unit == "WTE" and number > 0 and math.isfinite(number):
        return _(
            "check the figure; hours a week are divided by {hours:g}",
            hours=HOURS_A_WEEK,
        )
    if rule.present is None:
        return _("check the figure and its unit")
    return _(
        "check the figure and its unit; the plan holds {present:,.12g}",
        present=rule.present,
    )


def _whole(number: float) -> str:
    """A question for a count with decimals: spreadsheets read 1.980 as 1.98."""
    thousands = round(number * 1000, 6)
    if number < 1000 and thousands.is_integer():
        return _(
            "was {thousands:,.0f} meant? write the count in full, without a point",
            thousands=thousands,
        )
    return _("write the count in full, without a point")
