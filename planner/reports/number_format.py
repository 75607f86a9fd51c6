"""Numbers as people read them, in print, on the terminal and on screen."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from planner.locale import _, ngettext

NOTHING, MINUS = "–", "\N{MINUS SIGN}"
DECIMALS = {"%": 1, "people": 0, "days": 0, "ratio": 2, "WTE": 2, "share": 2, "GBP": 0}


def number(value: float, places: int = 1, *, signed: bool = False) -> str:
    """A number with thousands separated; a dash where there is none.

    >>> number(1234.56), number(1979.6, 0), number(-0.04), number(-2.5, signed=True)
    ('1,234.6', '1,980', '0.0', '−2.5')
    """
    if math.isnan(value):
        return NOTHING
    # Adding zero turns -0.0 into 0.0.
    text = f"{round(value, places) + 0.0:{'+' if signed else ''},.{places}f}"
    return text.replace("-", MINUS)


def amount(
    value: float,
    unit: str,
    *,
    signed: bool = False,
    difference: bool = False,
    nothing: str = NOTHING,
) -> str:
    """A number with its unit; `nothing` where there is none.

    >>> amount(17.44, "%"), amount(-3.2, "%", signed=True)
    ('17.4 %', '−3.2 points')
    >>> amount(1980, "people"), amount(2.5e6, "GBP")
    ('1,980 people', '£2.50 million')
    """
    if math.isnan(value):
        return nothing
    if unit == "GBP":
        return ("+" if signed and value > 0 else "") + pounds(value)
    text = number(value, DECIMALS.get(unit, 1), signed=signed)
    if unit == "%" and (signed or difference):
        return _("{number} points", number=text)
    return text if unit in ("ratio", "share") else f"{text} {_(unit)}"


def parts_of_total(values: Sequence[float], total: float, places: int) -> list[float]:
    """Parts rounded so that they add up to a total of so many decimals.

    Each is rounded down, and what is left over goes to the largest remainders.

    >>> parts_of_total([1.04, 1.04, 1.04], 3.1, 1)
    [1.1, 1.0, 1.0]
    >>> parts_of_total([-0.44, 2.4], 1.9, 1)
    [-0.5, 2.4]
    """
    if not values:
        return []
    unit = 10**places
    floors = [math.floor(value * unit) for value in values]
    left = round(total * unit) - sum(floors)
    each, more = divmod(left, len(values))
    remainders = [v * unit - f for v, f in zip(values, floors, strict=True)]
    order = sorted(range(len(values)), key=lambda k: -remainders[k])
    first = set(order[:more])
    whole = [floor + each + (k in first) for k, floor in enumerate(floors)]
    return [count / unit for count in whole]


def years_text(count: float) -> str:
    """So many years.

    >>> years_text(1.0), years_text(3.0), years_text(0.5)
    ('1 year', '3 years', '0.5 years')
    """
    return _("1 year") if count == 1 else _("{count:g} years", count=count)


def replications_text(count: int) -> str:
    """So many replications.

    >>> replications_text(1), replications_text(20)
    ('1 replication', '20 replications')
    """
    return ngettext("{n} replication", "{n} replications", count)


def pounds(value: float) -> str:
    """Pounds, rounded to what a finance director would quote.

    >>> pounds(0), pounds(84_213), pounds(-1_234_567)
    ('£0', '£84,000', '−£1.23 million')
    """
    if math.isnan(value):
        return NOTHING
    minus, size = MINUS if value < 0 else "", abs(value)
    if size >= 999_500:
        return _("{minus}£{millions:,.2f} million", minus=minus, millions=size / 1e6)
    return (
        f"{minus}£{round(size, -3):,.0f}" if size >= 10_000 else f"{minus}£{size:,.0f}"
    )


def short_pounds(value: float, *, signed: bool = False) -> str:
    """Pounds in the fewest characters, for a column.

    >>> short_pounds(591_400, signed=True), short_pounds(9_054_000), short_pounds(-80)
    ('+£591k', '£9.05m', '−£80')
    """
    if math.isnan(value):
        return NOTHING
    sign, size = MINUS if value < 0 else "+" if signed and value > 0 else "", abs(value)
    if size >= 999_500:
        return _("{sign}£{millions:,.2f}m", sign=sign, millions=size / 1e6)
    if size >= 1_000:
        return _("{sign}£{thousands:.0f}k", sign=sign, thousands=size / 1e3)
    return f"{sign}£{size:.0f}"


def range_text(low: str, high: str) -> str:
    """Two ends as they are read, once where they are the same.

    >>> range_text("£1.74m", "£1.80m"), range_text("£1.74m", "£1.74m")
    ('£1.74m to £1.80m', '£1.74m')
    """
    return low if low == high else _("{low} to {high}", low=low, high=high)


def interval(low: float, high: float, unit: str) -> str:
    """Two ends of an interval, the unit once.

    >>> interval(1.04, 2.06, "%"), interval(0.01, 0.02, "%")
    ('1.0 to 2.1', '0.0')
    """
    if math.isnan(low) or math.isnan(high):
        return _("one run, no interval")
    if unit == "GBP":
        return range_text(pounds(low), pounds(high))
    places = DECIMALS.get(unit, 1)
    return range_text(number(low, places), number(high, places))


def short_interval(low: float, high: float, unit: str) -> str:
    """Two ends of an interval in the fewest characters, for a column.

    >>> short_interval(15068.2, 16711, "people"), short_interval(-1.04, 2.06, "%")
    ('15,068–16,711', '−1.0–2.1')
    """
    if math.isnan(low) or math.isnan(high):
        return _("one run")
    places = DECIMALS.get(unit, 1)
    ends = dict.fromkeys(number(end, places) for end in (low, high))
    return "–".join(ends)


def two_bands(row: pd.Series, unit: str) -> str:
    r"""Band of all that fits and, in brackets below it, of random variation alone.

    Without fitting sets the brackets stand alone: nothing is known of the inputs.

    >>> row = {"sets": 5, "band_low": 12, "band_high": 27}
    >>> two_bands(pd.Series({**row, "random_low": 18, "random_high": 21}), "%")
    '12.0–27.0\n(18.0–21.0)'
    """
    random = short_interval(row["random_low"], row["random_high"], unit)
    if not row.get("sets", 0):
        return f"({random})"
    return f"{short_interval(row['band_low'], row['band_high'], unit)}\n({random})"


def bands_in_words(row: pd.Series, unit: str, *, falls: bool = False) -> str:
    """Both bands in words: everything that fits, then random variation alone.

    Parameters
    ----------
    falls : whether the sentence says by how much something falls, so that the bands
        are of the fall
    """
    band, random = (
        interval(-row[high], -row[low], unit)
        if falls
        else interval(row[low], row[high], unit)
        for low, high in (("band_low", "band_high"), ("random_low", "random_high"))
    )
    if not row.get("sets", 0):
        return _("9 futures in 10 by random variation alone: {random}", random=random)
    return _(
        "9 futures in 10 over all that fits: {band}; by random variation alone:"
        " {random}",
        band=band,
        random=random,
    )


def better_sets(row: pd.Series) -> str:
    """Number of fitting sets in which the option is better; empty without any.

    >>> better_sets(pd.Series({"sets": 5, "sets_better": 4.0}))
    '4 of 5'
    """
    if not row.get("sets", 0) or math.isnan(row["sets_better"]):
        return ""
    return _("{times} of {sets}", times=int(row["sets_better"]), sets=int(row["sets"]))


def whole_percent(share: float) -> str:
    """A share, 0 to 1, in whole per cent.

    >>> whole_percent(0.9)
    '90 %'
    """
    return NOTHING if math.isnan(share) else f"{number(100 * share, 0)} %"


def chance(row: pd.Series) -> str:
    """Chance of being better, with its interval where there is one.

    >>> seen = {"chance_better": 0.9, "chance_low": 0.6, "chance_high": 0.98}
    >>> chance(pd.Series(seen))
    '90 % (60 to 98)'
    """
    better = whole_percent(row["chance_better"])
    if math.isnan(row["chance_low"]):
        return better
    low, high = number(100 * row["chance_low"], 0), number(100 * row["chance_high"], 0)
    return _("{chance} ({low} to {high})", chance=better, low=low, high=high)


def difference_in_words(row: pd.Series, unit: str, *, falls: bool = False) -> str:
    """Interval of a mean difference and the chance that the option is better.

    Parameters
    ----------
    falls : whether the sentence says by how much something falls, so that the interval
        is of the fall
    """
    if row.get("sets", 0):
        bands = bands_in_words(row, unit, falls=falls)
        if not row["better"]:
            return bands
        return ngettext(
            "{bands}; better in {sets} fitting set",
            "{bands}; better in {sets} fitting sets",
            int(row["sets"]),
            bands=bands,
            sets=better_sets(row),
        )
    low, high = row["ci_low"], row["ci_high"]
    ends = interval(-high, -low, unit) if falls else interval(low, high, unit)
    if not row["better"]:
        return _("95 % interval of the mean difference {ends}", ends=ends)
    return ngettext(
        "95 % interval of the mean difference {ends}; better in {chance} of {n}"
        " paired run",
        "95 % interval of the mean difference {ends}; better in {chance} of {n}"
        " paired runs",
        int(row["n"]),
        ends=ends,
        chance=whole_percent(row["chance_better"]),
    )
