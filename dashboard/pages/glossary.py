"""Glossary: the words of the planner, each with its meaning in one sentence."""

from __future__ import annotations

from dash import html

from dashboard.ui import blocks
from planner.locale import _, gettext_noop
from planner.reports.glossary import TERMS

PATH = "/glossary"
NAME = "glossary"
TITLE = gettext_noop("Glossary")


def layout(**_other: str) -> html.Div:
    """The page: every term once, in alphabetical order of the reader's language."""
    terms = sorted(TERMS, key=lambda term: _(term.word).lower())
    entries = [
        part
        for term in terms
        for part in (
            html.Dt(capital(_(term.word)), id=f"term-{term.id}"),
            html.Dd(capital(_(term.meaning)) + "."),
        )
    ]
    return blocks.page(
        _("Glossary"),
        _(
            "A word with a dotted line under it shows its meaning when the pointer or"
            " the keyboard is on it, on every page."
        ),
        html.Dl(entries, className="glossary panel"),
    )


def capital(text: str) -> str:
    """A text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
