"""Standards as readers see them: symbols, lines of a table, sentences."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import pandas as pd

from planner.experiment.standards import (
    BY_CHOICE,
    MET,
    MISSED,
    NO_CAPACITY,
    STATES,
)
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.audit_kpis import NOT_MODELLED
from planner.reports.number_format import NOTHING, amount, interval

SYMBOLS = {MET: "✓", NO_CAPACITY: "✗", BY_CHOICE: "✗", MISSED: "✗"}
NO_SYMBOL = "○"
MISSES = (NO_CAPACITY, BY_CHOICE, MISSED)
ROLES = {
    "admin": gettext_noop("administrators"),
    "nurse": gettext_noop("nurses"),
    "scanner": gettext_noop("scanner"),
    "reporter": gettext_noop("reporters"),
    "consultant": gettext_noop("consultants"),
    "operator": gettext_noop("operators"),
    "infusion nurse": gettext_noop("infusion nurses"),
    "chair": gettext_noop("infusion chairs"),
    "falls service": gettext_noop("falls service"),
    "exercise class": gettext_noop("exercise classes"),
}
STATES_NOTE = gettext_noop(
    "Missed for lack of capacity: the same plan meets it where nobody waits for staff"
    " or a scanner. Missed by choice: not even then; shares and rules of the plan"
    " decide. ?: the interval includes the mark."
)


@dataclass(frozen=True)
class StandardLine:
    """One standard that is judged, as cells."""

    framework: str
    name: str
    value: str
    state: str
    reason: str


def judged_lines(table: pd.DataFrame, place: str) -> list[StandardLine]:
    """A line for each standard that is met or missed at a place."""
    rows = table[(table["place"] == place) & table["state"].isin([MET, *MISSES])]
    return [_line(row) for _number, row in rows.iterrows()]


def _line(row: pd.Series) -> StandardLine:
    ends = interval(row["ci_low"], row["ci_high"], row["unit"])
    value = amount(row["value"], row["unit"])
    return StandardLine(
        framework=str(row["framework"]),
        name=_(str(row["name"])),
        value=f"{value}\n({ends})",
        state=state_text(row),
        reason=reason_of(row),
    )


def state_text(row: pd.Series) -> str:
    """Symbol and state in words, with a question mark where the interval is open.

    >>> state_text(pd.Series({"state": "met", "sure": False}))
    '✓ met ?'
    """
    state = str(row["state"])
    doubt = " ?" if state in (MET, *MISSES) and not row["sure"] else ""
    return f"{SYMBOLS.get(state, NO_SYMBOL)} {_(state)}{doubt}"


def reason_of(row: pd.Series) -> str:
    """Lacking capacity, or the most that capacity could do; empty where it is met."""
    if row["state"] == NO_CAPACITY:
        return _("lacking: {roles}", roles=roles_in_words(row["lacking"]))
    if row["state"] == BY_CHOICE and not math.isnan(row["with_capacity"]):
        most = amount(row["with_capacity"], row["unit"])
        return _("{value} if nobody had to wait", value=most)
    return NOTHING


def roles_in_words(lacking: str) -> str:
    """Names of roles, joined as they stand.

    >>> roles_in_words("nurse or scanner")
    'nurses or scanner'
    >>> roles_in_words("infusion nurse and exercise class")
    'infusion nurses and exercise classes'
    """
    words = {**ROLES, "or": gettext_noop("or"), "and": gettext_noop("and")}
    parts = re.split(r" (or|and) ", lacking)
    return " ".join(_(words.get(part, part)) for part in parts)


def unjudged_sentences(table: pd.DataFrame, place: str) -> list[str]:
    """Number of standards that are not judged, for each reason, and their names."""
    rows = table[table["place"] == place]
    sentences = []
    for state in STATES:
        mine = rows[rows["state"] == state]
        if state not in (MET, *MISSES) and len(mine):
            sentences.append(
                ngettext(
                    "{n} standard {state}: {names}",
                    "{n} standards {state}: {names}",
                    len(mine),
                    state=_(state),
                    names=_by_framework(mine),
                )
            )
    return sentences


def _by_framework(rows: pd.DataFrame) -> str:
    """Names of standards behind those of the frameworks that they belong to."""
    return ". ".join(
        f"{framework}: {'; '.join(_(str(name)) for name in mine['name'])}"
        for framework, mine in rows.groupby("framework", sort=False)
    )


def tally_sentences(table: pd.DataFrame) -> list[str]:
    """Standards by the number of services that meet them; nobody is ranked."""
    judged = table[table["state"].isin([MET, *MISSES]) & (table["place"] != "wales")]
    alike: dict[tuple[str, int], list[str]] = {}
    for _name, rows in judged.groupby("standard", sort=False):
        counts = {state: int((rows["state"] == state).sum()) for state in STATES}
        said = [
            f"{_(state)} {counts[state]}"
            for state in (MET, NO_CAPACITY, BY_CHOICE, MISSED)
            if counts[state]
        ]
        names = alike.setdefault((", ".join(said), len(rows)), [])
        names.append(_(str(rows["name"].iloc[0])))
    return [
        _(
            "Of {boards} boards, {counts}: {standards}",
            boards=boards,
            counts=counts,
            standards="; ".join(names),
        )
        for (counts, boards), names in alike.items()
    ]


def not_modelled_sentences() -> list[str]:
    """KPIs of the audit that no measure stands for, and why."""
    return [
        _(
            "KPI {number}: {why}",
            number=name.removeprefix("kpi").split("_")[0],
            why=_(w),
        )
        for name, w in NOT_MODELLED.items()
    ]
