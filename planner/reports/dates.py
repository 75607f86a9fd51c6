"""Dates as people write them, in the reader's language."""

from __future__ import annotations

import datetime

from planner.locale import _, gettext_noop

MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)
SHORT_MONTHS = (
    gettext_noop("Jan"),
    gettext_noop("Feb"),
    gettext_noop("Mar"),
    gettext_noop("Apr"),
    gettext_noop("May"),
    gettext_noop("Jun"),
    gettext_noop("Jul"),
    gettext_noop("Aug"),
    gettext_noop("Sep"),
    gettext_noop("Oct"),
    gettext_noop("Nov"),
    gettext_noop("Dec"),
)


def date_text(date: datetime.date, *, short: bool = False) -> str:
    """A date as people write it, on every system.

    >>> first = datetime.date(2026, 4, 1)
    >>> date_text(first), date_text(first, short=True)
    ('1 April 2026', '1 Apr 2026')
    """
    return f"{date.day} {month_and_year(date, short=short)}"


def month_and_year(date: datetime.date, *, short: bool = False) -> str:
    """A month as people write it, in the reader's language.

    >>> month_and_year(datetime.date(2026, 4, 1), short=True)
    'Apr 2026'
    """
    names = SHORT_MONTHS if short else MONTHS
    return f"{_(names[date.month - 1])} {date.year}"


def month_text(label: str) -> str:
    """A month as people write it.

    >>> month_text("2026-04")
    'April 2026'
    """
    return month_and_year(datetime.date.fromisoformat(f"{label}-01"))
