"""Fixes for numbers that are typed in another way than they are asked for."""

from __future__ import annotations

import math
import re

from planner.inputs.units import DAYS_A_WEEK, DAYS_A_YEAR, SESSIONS_A_WEEK
from planner.locale import _, gettext_noop

HOURS_A_WEEK = 37.5
"""Contracted hours of one whole-time equivalent."""
WEEKS_A_YEAR = DAYS_A_YEAR / DAYS_A_WEEK
PLAIN = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]*)?"
    r"|\.[0-9]+"
)
"""1980, 1,980, 1 980, 12.5 or .5, and nothing cleverer."""
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


def advice(text: str, unit: str, *, counts: bool) -> str:
    """A fix for a text that is no plain figure."""
    if not text:
        return _("type a number, or leave the plan's as it is")
    if text[0] in "-\u2212" and PLAIN.fullmatch(text[1:].strip()):
        return _("write the amount without a minus")
    if DECIMAL_COMMA.fullmatch(text):
        if counts:
            return _("write the count in full, without commas or points")
        return _(
            "write a point before decimals: {number}", number=text.replace(",", ".")
        )
    if WITH_EXPONENT.fullmatch(text):
        return _("write it out in figures, such as 1,980")
    if text.endswith("%"):
        return _of_percent(text[:-1].strip(), unit)
    if text.startswith("<"):
        return _("write the count; only counts of people may be <5")
    if found := WITH_UNIT.fullmatch(text):
        return _without_unit(found[1].strip(), found[2], unit)
    return _("write figures only, such as 1,980 or 2.5")


def _of_percent(figure: str, unit: str) -> str:
    if unit.startswith("share") and PLAIN.fullmatch(figure):
        share = float(figure.replace(",", "").replace(" ", "")) / 100
        return _("write shares of one without the sign: {share:g}", share=share)
    return _("this is no percentage: write it in {unit}", unit=_shown(unit))


def _without_unit(figure: str, typed: str, unit: str) -> str:
    """A figure in the unit that is asked for; never one of another unit."""
    words = " ".join(typed.split()).casefold().rstrip(".")
    if PLAIN.fullmatch(figure):
        if re.fullmatch(OWN_WORDS.get(unit, r"$^"), words):
            return _(
                "write the figure alone, without its unit: {figure}", figure=figure
            )
        for pattern, factor, how in CONVERSIONS.get(unit, ()):
            if re.fullmatch(pattern, words):
                number = float(figure.replace(",", "").replace(" ", "")) * factor
                return _(
                    how,
                    number=number,
                    hours=HOURS_A_WEEK,
                    sessions=SESSIONS_A_WEEK,
                )
    return _("write the figure in {unit}, without any word", unit=_shown(unit))


def _shown(unit: str) -> str:
    return _(unit) if unit else _("figures")


def outside(number: float, unit: str, present: float | None) -> str:
    """A fix for a number beyond its bounds."""
    if unit.startswith("share") and 1 < number <= 100:
        return _(
            "percentages are written as {share:g}, not {number:g}",
            share=number / 100,
            number=number,
        )
    if number < 0:
        return _("write the amount without a minus")
    if unit == "WTE" and number > 0 and math.isfinite(number):
        return _(
            "check the figure; hours a week are divided by {hours:g}",
            hours=HOURS_A_WEEK,
        )
    if present is None:
        return _("check the figure and its unit")
    return _(
        "check the figure and its unit; the plan holds {present:,.12g}",
        present=present,
    )


def whole(number: float) -> str:
    """A question for a count with decimals: spreadsheets read 1.980 as 1.98."""
    thousands = round(number * 1000, 6)
    if number < 1000 and thousands.is_integer():
        return _(
            "was {thousands:,.0f} meant? write the count in full, without a point",
            thousands=thousands,
        )
    return _("write the count in full, without a point")
