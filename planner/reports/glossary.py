"""Words of the planner with their meanings: one table for screen and documents."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from planner.locale import _, gettext_noop


class GlossaryTerm(NamedTuple):
    """One word and its meaning.

    Attributes
    ----------
    also : other forms in which a text may hold the word
    """

    id: str
    word: str
    meaning: str
    also: tuple[str, ...] = ()


TERMS = (
    GlossaryTerm("board", gettext_noop("board"), gettext_noop("health board")),
    GlossaryTerm(
        "bottleneck",
        gettext_noop("bottleneck"),
        gettext_noop(
            "the role or scanner whose hours decide how many people are seen; more of"
            " anything else changes little"
        ),
        ("bottlenecks", gettext_noop("what binds")),
    ),
    GlossaryTerm(
        "change",
        gettext_noop("change"),
        gettext_noop("one dated, priced decision"),
    ),
    GlossaryTerm(
        "cleared",
        gettext_noop("cleared"),
        gettext_noop(
            "of a backlog: the list holds no more people than it does when everybody is"
            " seen in time, and stays so"
        ),
    ),
    GlossaryTerm(
        "day-0-list",
        gettext_noop("day-0 list"),
        gettext_noop("people who wait on the plan's first day"),
        ("day-0 lists",),
    ),
    GlossaryTerm("dna", gettext_noop("DNA"), gettext_noop("did not attend")),
    GlossaryTerm("dxa", gettext_noop("DXA"), gettext_noop("bone density scan")),
    GlossaryTerm(
        "fitting-set",
        gettext_noop("fitting set"),
        gettext_noop(
            "one of the sets of inputs that fit the published figures alike; an answer"
            " that holds in most of them rests on what is known"
        ),
        (gettext_noop("fitting sets"),),
    ),
    GlossaryTerm(
        "fls",
        gettext_noop("FLS"),
        gettext_noop(
            "Fracture Liaison Service: finds people after a fracture, assesses their"
            " bones, and sees that they are treated"
        ),
    ),
    GlossaryTerm(
        "fls-db", gettext_noop("FLS-DB"), gettext_noop("the national audit of FLS")
    ),
    GlossaryTerm(
        "interval",
        gettext_noop("band"),
        gettext_noop(
            "the range that holds 9 futures in 10: the wide one over all that fits what"
            " was published, the narrow one by random variation alone"
        ),
        ("bands",),
    ),
    GlossaryTerm(
        "kpi",
        gettext_noop("KPI"),
        gettext_noop("an indicator of the audit, such as scanned within 90 days"),
        ("KPIs",),
    ),
    GlossaryTerm(
        "list",
        gettext_noop("waiting list"),
        gettext_noop("people who wait at one stage of one provider"),
        (gettext_noop("waiting lists"),),
    ),
    GlossaryTerm(
        "load",
        gettext_noop("load"),
        gettext_noop(
            "work that comes over work that can be done; above 1 a list grows"
        ),
    ),
    GlossaryTerm(
        "mark",
        gettext_noop("mark"),
        gettext_noop("what a plan is to meet, and by when, such as 90 days"),
        ("marks",),
    ),
    GlossaryTerm(
        "notice",
        gettext_noop("notice"),
        gettext_noop("time between joining a list and the earliest appointment"),
    ),
    GlossaryTerm(
        "option",
        gettext_noop("option"),
        gettext_noop("a named list of changes that can be compared with the plan"),
        ("options",),
    ),
    GlossaryTerm(
        "replication",
        gettext_noop("replication"),
        gettext_noop("one possible future, drawn with random numbers of its own"),
        ("replications",),
    ),
    GlossaryTerm(
        "reserved-slot",
        gettext_noop("reserved slot"),
        gettext_noop("scanner slot that only FLS patients within a window may use"),
        ("reserved slots",),
    ),
    GlossaryTerm(
        "referral",
        gettext_noop("referral"),
        gettext_noop("one person's way through the pathway"),
        ("referrals",),
    ),
    GlossaryTerm(
        "rota", gettext_noop("rota"), gettext_noop("all sessions that are offered")
    ),
    GlossaryTerm(
        "session",
        gettext_noop("session"),
        gettext_noop("half a day of a post or of a scanner"),
        ("sessions",),
    ),
    GlossaryTerm(
        "slot", gettext_noop("slot"), gettext_noop("one appointment"), ("slots",)
    ),
    GlossaryTerm(
        "start",
        gettext_noop("start"),
        gettext_noop(
            "the numbers that every comparison begins from: those published, or a"
            " board's own"
        ),
    ),
    GlossaryTerm(
        "visit",
        gettext_noop("visit"),
        gettext_noop("one time at a stage, from joining its list to its end"),
    ),
    GlossaryTerm(
        "wte",
        gettext_noop("WTE"),
        gettext_noop("whole-time equivalent, 37.5 hours a week"),
    ),
)
"""In the order of the English words."""
NOT_MARKED = frozenset({"board", "change", "option", "list", "start", "visit"})
"""Words that everybody reads without help: on the page, but not marked in a text."""


def in_markdown() -> str:
    """The glossary as MODEL.md holds it, one term after another."""
    return " ".join(f"**{term.word}** {term.meaning}." for term in TERMS)


def explained(text: str) -> list[str | GlossaryTerm]:
    """A text in parts, the first place of each word of the glossary as its term.

    The parts of an unknown text are the text itself. A term's `word` is as it stands
    in the text.

    >>> [p if isinstance(p, str) else p.id for p in explained("The load of 2 WTE.")]
    ['The ', 'load', ' of 2 ', 'wte', '.']
    """
    forms = _forms(tuple((_(term.word), *map(_, term.also)) for term in TERMS))
    parts: list[str | GlossaryTerm] = []
    seen, at = set[str](), 0
    for found in _pattern(tuple(forms)).finditer(text):
        term = TERMS[forms[found[0]]]
        if term.id in seen:
            continue
        seen.add(term.id)
        parts += [text[at : found.start()], term._replace(word=found[0])]
        at = found.end()
    return [part for part in (*parts, text[at:]) if part]


@cache
def _forms(words: tuple[tuple[str, ...], ...]) -> dict[str, int]:
    """Place in the table by each form of a word that is marked in a text."""
    return {
        form: place
        for place, each in enumerate(words)
        if TERMS[place].id not in NOT_MARKED
        for form in each
    }


@cache
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(
        rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?![\w-])"
    )
