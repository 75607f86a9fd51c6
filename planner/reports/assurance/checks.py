"""Verification and validation as tables: cases, engines, back-test, audit."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from planner.data.facts import load_facts
from planner.experiment.running.results import Results
from planner.inputs.boards import official_name
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure_index import WALES
from planner.reports.number_format import interval
from planner.reports.papers.model import Cell, PaperTable, figure
from planner.reports.select_rows import last_row, place_name
from planner.verification.format import Case
from planner.verification.judge import NOT_EXPRESSED, CaseAnswer

Answers = Sequence[tuple[Case, Sequence[CaseAnswer]]]
VERDICTS = (
    *(gettext_noop("pass"), gettext_noop("fail"), gettext_noop("inconclusive")),
    *(NOT_EXPRESSED, gettext_noop("informative")),
)
KINDS = {
    "O-Q": gettext_noop("theory of queues"),
    "O-I": gettext_noop("conservation and invariance"),
    "O-D": gettext_noop("traces worked out by hand"),
    "O-S": gettext_noop("sessions and appointments"),
    "O-C": gettext_noop("capacity to relieve a list"),
    "O-E": gettext_noop("published business cases"),
    "O-F": gettext_noop("published services"),
    "O-K": gettext_noop("published audit figures"),
    "O-T": gettext_noop("published years of services"),
    "O-W": gettext_noop("workload of staff"),
}
"""Kinds of shipped cases by the beginning of their id; all others are examples."""
HIT, MISS = gettext_noop("within"), gettext_noop("outside")
SAME, DIFFERENT = gettext_noop("the same"), gettext_noop("different")
COLUMNS = ["case", "kind", "gate", "id", "verdict", "value", "se", "why"]


def answers_table(answers: Answers) -> pd.DataFrame:
    """Every answer of every case."""
    rows = [
        (
            *(case.id, kind_of(case.id), case.gate, answer.id, answer.verdict),
            *(answer.value, answer.se, answer.why),
        )
        for case, found in answers
        for answer in found
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"value": str})


def kind_of(case_id: str) -> str:
    """Kind of a case in words."""
    return _(KINDS.get(case_id[:3], gettext_noop("examples of the page of cases")))


def cases_by_kind(answers: Answers) -> PaperTable:
    """Verdicts by kind of case."""
    counts: dict[str, Counter[str]] = {}
    cases = Counter[str]()
    for case, found in answers:
        kind = kind_of(case.id)
        cases[kind] += 1
        counts.setdefault(kind, Counter()).update(answer.verdict for answer in found)
    rows: list[tuple[Cell, ...]] = [
        (
            *(kind, figure(cases[kind], "", str(cases[kind]))),
            *(figure(found[v], "", str(found[v])) for v in VERDICTS),
        )
        for kind, found in counts.items()
    ]
    total = sum(counts.values(), Counter())
    rows.append(
        (
            *(_("all"), figure(len(answers), "", str(len(answers)))),
            *(figure(total[v], "", str(total[v])) for v in VERDICTS),
        )
    )
    return PaperTable(
        title=_("Cases with known answers: expectations by verdict"),
        head=(_("kind"), _("cases"), *map(_, VERDICTS)),
        rows=tuple(rows),
        widths=(3, 1, 1, 1, 1.2, 1.2, 1.2),
    )


def not_passed(answers: Answers) -> PaperTable | None:
    """Expectations that failed, or of which chance leaves too much open."""
    rows = [
        (case.id, case.gate, answer.id, _(answer.verdict), answer.why)
        for case, found in answers
        for answer in found
        if answer.verdict in ("fail", "inconclusive", NOT_EXPRESSED)
    ]
    if not rows:
        return None
    return PaperTable(
        title=_("Expectations that are not passed, each with its reason"),
        head=(_("case"), _("gate"), _("expectation"), _("verdict"), _("reason")),
        rows=tuple(rows),
        widths=(2, 0.8, 2, 1, 3),
        texts=5,
    )


def engines_table(compiled: Results, reference: Results) -> PaperTable:
    """Digest of every number of one run, by both engines."""
    said = _(SAME if compiled.digest == reference.digest else DIFFERENT)
    return PaperTable(
        title=_("Two engines, one answer: this plan by both"),
        head=(_("engine"), _("replications"), _("digest of every number"), _("result")),
        rows=tuple(
            (name, str(each.replications), each.digest, said)
            for name, each in (("Numba", compiled), ("SimPy", reference))
        ),
        texts=4,
    )


def audit_table(summary: pd.DataFrame, plan: Scenario, place: str) -> PaperTable:
    """Published figures of the audit beside those of the plan, year by year."""
    facts = load_facts("fls_db_kpis")
    names = {official_name(board): key for key, board in plan.boards.items()}
    shown = {key: official_name(board) for key, board in plan.boards.items()}
    rows: list[tuple[Cell, ...]] = []
    columns = [facts[name] for name in ("kpi", "value", "geography", "year")]
    for kpi, value, geography, year in zip(*columns, strict=True):
        here = _place_of(geography, names, place)
        row = last_row(summary, plan, kpi, here) if kpi in KPIS and here else None
        if row is None or math.isnan(row["mean"]):
            continue
        unit = KPIS[kpi].unit
        rows.append(
            (
                *(_(KPIS[kpi].title), _(KPIS[kpi].base), geography, str(year)),
                figure(value, unit),
                *(place_name(here, shown), str(row["period"])),
                figure(row["mean"], unit),
                interval(row["band_low"], row["band_high"], unit),
                _(HIT if row["band_low"] <= value <= row["band_high"] else MISS),
            )
        )
    return PaperTable(
        title=_("Published audit figures beside the plan's own"),
        head=(
            *(_("measure"), _("of"), _("published for"), _("year")),
            *(_("published"), _("plan"), _("year of the plan")),
            *(_("mean"), _("9 in 10"), _("published is")),
        ),
        rows=tuple(rows),
        notes=(
            _(
                "{hits} of {all} published figures lie within the plan's 9 in 10.",
                hits=sum(row[-1] == _(HIT) for row in rows),
                all=len(rows),
            ),
            _(
                "Other years, another pathway and, of most boards, an average service:"
                " differences are questions, no test. The test is the back-test, which"
                " keeps a year back."
            ),
        ),
        widths=(2.4, 2, 1.3, 0.7, 1, 1.2, 1, 1, 1.4, 1),
        texts=4,
    )


def _place_of(geography: str, names: dict[str, str], place: str) -> str:
    """Place of the plan that a published figure may stand beside."""
    if geography == "Wales":
        return WALES if place == WALES else place
    return next((key for name, key in names.items() if name.startswith(geography)), "")
