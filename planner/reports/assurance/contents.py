"""Contents of the assurance document: roles, report, log, checks, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from planner.experiment.running.results import Results
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.reports.assurance.checks import (
    Answers,
    audit_table,
    cases_by_kind,
    engines_table,
    not_passed,
)
from planner.reports.assurance.log import RULE
from planner.reports.assurance.stress_des import StressItem
from planner.reports.front_page import about_sets, front_page
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.gather import stamp_of
from planner.reports.papers.limit_sections import LIMITS, is_of_place
from planner.reports.papers.model import Cell, Figure, Paper, PaperSection, PaperTable
from planner.reports.select_rows import place_name

ROLES = (
    (
        gettext_noop("Commissioner of the analysis"),
        gettext_noop("owns the question, and the decision that rests on it"),
    ),
    (
        gettext_noop("Senior responsible owner"),
        gettext_noop("signs that the analysis is fit for its purpose"),
    ),
    (
        gettext_noop("Analytical lead"),
        gettext_noop("answers for the analysis, its inputs and its limits"),
    ),
    (
        gettext_noop("Analyst"),
        gettext_noop("ran the plan, checked the log, wrote the paper"),
    ),
    (
        gettext_noop("Analytical assurer"),
        gettext_noop("took no part in the analysis, and checked it"),
    ),
)
"""Roles of the AQuA Book, and the duty of each; people sign, the planner never does."""
PREDICTED = ("year", "predicted", "low", "high", "observed")
VERIFICATION_LIMITS = gettext_noop(
    "Verification says that the program does what its description says. It does not say"
    " that the description is true of a board."
)
QUICK = gettext_noop(
    "The cases were tried quickly, with fewer replications than they ask for: chance"
    " leaves much open, and no verdict of this run is to be judged by."
)


@dataclass(frozen=True)
class AssuranceEvidence:
    """Everything that a pack is made of.

    Attributes
    ----------
    evidence : the plan, run as for a paper
    answers : of the cases with known answers that were run
    engines : one short run of the plan by the compiled engine and by the reference
    quick : whether the cases were run shorter than they ask for
    """

    evidence: Evidence
    answers: Answers = field(repr=False)
    engines: tuple[Results, Results] = field(repr=False)
    quick: bool = False


def assurance_paper(
    found: AssuranceEvidence, items: list[StressItem], log: pd.DataFrame
) -> Paper:
    """The document to read and sign.

    Parameters
    ----------
    items : of STRESS-DES
    log : from `assumption_log`
    """
    ev = found.evidence
    return Paper(
        title=_(
            "Assurance of {plan}: {place}", plan=ev.base.title, place=ev.place_name
        ),
        place=ev.place_name,
        sections=(
            _roles(),
            _stress(items),
            _log_section(log),
            _verification(found),
            _validation(ev),
            _limits(ev),
        ),
        slides=(),
        stamp=stamp_of(ev),
        assumptions=_log_table(log, ev),
    )


def _roles() -> PaperSection:
    """Roles to be signed by people."""
    return PaperSection(
        heading=_("Roles"),
        title=_("Roles are signed by people: every name and date below is blank"),
        tables=(
            PaperTable(
                title=_("Roles of the AQuA Book"),
                head=(_("role"), _("duty"), _("name"), _("signed"), _("date")),
                rows=tuple((_(role), _(duty), "", "", "") for role, duty in ROLES),
                widths=(2, 3.2, 2, 1.5, 1.2),
                texts=5,
            ),
        ),
    )


def _stress(items: list[StressItem]) -> PaperSection:
    return PaperSection(
        heading=_("Reporting (STRESS-DES)"),
        title=_(
            "All {count} items are answered from the configuration and the code",
            count=len(items),
        ),
        tables=(
            PaperTable(
                title=_("STRESS-DES"),
                head=(_("item"), _("name"), _("answer")),
                rows=tuple(tuple(item) for item in items),
                widths=(0.5, 1.6, 6),
                texts=3,
            ),
        ),
    )


def _log_section(log: pd.DataFrame) -> PaperSection:
    """Counts by confidence, and the expired."""
    expired = log[log["expired"] != ""]
    by_confidence: list[tuple[Cell, ...]] = []
    for name, rows in log.groupby("confidence"):
        counts = (len(rows), int((rows["expired"] != "").sum()))
        by_confidence.append((_(str(name)), *(Figure(n, str(n)) for n in counts)))
    return PaperSection(
        heading=_("Data and assumptions"),
        title=_(
            "{expired} of {all} numbers are past their use-by date",
            expired=len(expired),
            all=len(log),
        ),
        sentences=(
            _(RULE),
            _(
                "log.csv has every number of the plan and every fact that the planner"
                " ships; the annex those of the plan."
            ),
        ),
        tables=(
            PaperTable(
                title=_("Numbers by confidence"),
                head=(_("confidence"), _("numbers"), _("expired")),
                rows=tuple(by_confidence),
            ),
        ),
    )


def _log_table(log: pd.DataFrame, ev: Evidence) -> PaperTable:
    """The plan's numbers of the place, and those of all boards."""
    names = ["number", "value", "unit", "confidence", "year", "owner", "source"]
    ours = log[log["where"] == ev.base.plan.name]
    here = ours["number"].map(lambda key: is_of_place(ev, str(key)))
    mine = ours.loc[here, [*names, "use_by", "expired"]].astype(str)
    for column in ("unit", "confidence"):
        mine[column] = mine[column].map(_)
    rows = mine.itertuples(index=False, name=None)
    return PaperTable(
        title=_("Annex: log of the plan's numbers"),
        head=(
            *(_("input"), _("value"), _("unit"), _("confidence"), _("year")),
            *(_("owner"), _("source"), _("use by"), ""),
        ),
        rows=tuple(rows),
        widths=(3, 0.9, 1, 1.1, 0.7, 1.6, 3, 1.1, 0.8),
        texts=9,
    )


def _verification(found: AssuranceEvidence) -> PaperSection:
    one, other = found.engines
    counts = [answer.verdict for _case, each in found.answers for answer in each]
    failed = not_passed(found.answers)
    tables = [cases_by_kind(found.answers), engines_table(one, other)]
    return PaperSection(
        heading=_("Verification"),
        title=_(
            "{passed} of {all} expectations are met, {failed} are not; both engines"
            " give {same} digest",
            passed=counts.count("pass"),
            all=len(counts) - counts.count("informative"),
            failed=counts.count("fail"),
            same=_("the same") if one.digest == other.digest else _("another"),
        ),
        sentences=(
            *([_(QUICK)] if found.quick else []),
            _(VERIFICATION_LIMITS),
            _(
                "Conservation of people, invariance to seed order and to workers, and"
                " Little's law are among the cases; the tests that come with the code"
                " hold the engines against each other in hundreds of made-up worlds,"
                " which this pack does not run again."
            ),
        ),
        tables=(*tables, *([failed] if failed else [])),
    )


def _validation(ev: Evidence) -> PaperSection:
    front = front_page(ev.base.plan, ev.sets, ev.names)
    return PaperSection(
        heading=_("Validation"),
        title=prediction_sentence(ev.names),
        sentences=(
            front[1],
            _(
                "This is one board and one year, the only ones with published figures"
                " of their own. fls-planner backtest asks the same of any board that"
                " has its earlier years."
            ),
        ),
        tables=tuple(
            table
            for table in [audit_table(ev.base.summary, ev.base.plan, ev.place)]
            if table.rows
        ),
    )


def prediction_sentence(names: Mapping[str, str]) -> str:
    """A year that was kept back: what was predicted, and what was observed.

    Parameters
    ----------
    names : names of boards by id
    """
    told = about_sets()["prediction"]
    return _(
        "A year kept back, {board} {year}: {predicted} % predicted ({low} to"
        " {high}), {observed} % observed",
        board=place_name(told["board"], names),
        **{name: told[name] for name in PREDICTED},
    )


def limits_of_use(
    plan: Scenario, sets: int, names: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences on what the numbers hold, and on what to use them for.

    Parameters
    ----------
    sets : fitting sets that the run went through
    names : names of boards by id
    """
    front = front_page(plan, sets, names)
    return (front[0], front[2], front[3], front[4], _(LIMITS)), (
        _("Use it to compare options under one set of assumptions, to find what"
          " limits a service, and to see which numbers to replace first."),
        _("Do not use it to judge a board by illustrative figures, to rank boards,"
          " to manage patients, or to promise a wait to anybody."),
        _("Run it again when a number of the log has expired, when guidance or a"
          " rota changes, and before every decision."),
    )  # fmt: skip


def _limits(ev: Evidence) -> PaperSection:
    sentences, notes = limits_of_use(ev.base.plan, ev.sets, ev.names)
    return PaperSection(
        heading=_("Limits of use"),
        title=_("Fit for comparing options, not for promising a date or a sum"),
        sentences=sentences,
        notes=notes,
    )
