"""Papers as bytes: the one door for commands, pages and notebooks.

    gather_evidence(plans, simulation, inputs=None) -> Evidence
    papers_of(evidence, formats=FORMATS) -> dict[str, bytes]   content by file name
    paper_bytes(evidence, format) -> bytes                     of xlsx, pptx, docx, ...

`plans` has the baseline first; `simulation` is a `Simulation` (replications, seed,
boards, cache, progress). Evidence is gathered once, and every format is made of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from planner.board_data.workbook import PrefilledSheets
from planner.experiment.answer_worth import worth_of_plan
from planner.experiment.compare import compare
from planner.experiment.equity import EQUITY, measure_equity
from planner.experiment.running.simulation import Simulation
from planner.experiment.standards import TRIED, judge, with_causes
from planner.experiment.starvation import STARVATION, starving
from planner.experiment.statistics.summarise import summarise
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.staffing import staffing_by_month
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.formats import FORMATS, files_of
from planner.reports.papers.gather import paper_of
from planner.reports.warnings import newly, starving_sentences

STAFFED = 5
"""Replications of the table of posts, whose means hang on leavers alone."""


def papers_of(
    evidence: Evidence, formats: Iterable[str] = tuple(FORMATS)
) -> dict[str, bytes]:
    """Contents of each format by the name of its file; nothing is simulated."""
    return files_of(paper_of(evidence), evidence, formats)


def paper_bytes(evidence: Evidence, form: str) -> bytes:
    """Content of one format: xlsx, pptx, docx, pdf or html."""
    (content,) = papers_of(evidence, [form]).values()
    return content


def gather_evidence(
    plans: Sequence[Scenario],
    simulation: Simulation,
    inputs: PrefilledSheets | None = None,
) -> Evidence:
    """Everything that a paper speaks of, each plan run alike.

    Parameters
    ----------
    plans : the baseline first
    inputs : sheets of the only board, that import back
    """
    found: list[PlanEvidence] = []
    for plan in plans:
        found.append(_plan_evidence(plan, simulation, found[0] if found else None))
    base, boards = plans[0], simulation.boards
    equity = measure_equity(
        base,
        simulation.replications,
        simulation.seed,
        boards,
        cancelled=simulation.cancelled,
        **simulation.means,
    )
    return Evidence(
        plans=tuple(found),
        equity=equity.table(),
        boards=boards,
        made_on=datetime.date.today(),
        inputs=inputs,
    )


def _plan_evidence(
    plan: Scenario, simulation: Simulation, since: PlanEvidence | None
) -> PlanEvidence:
    results = simulation.run(plan, beside=(STARVATION, EQUITY))
    summary = summarise(results)
    served = [name for name in plan.providers if name in set(summary["provider"])]
    title = _("Causes of missed standards")
    return PlanEvidence(
        results=results,
        summary=summary,
        comparison=None if since is None else compare(since.results, results),
        worth=worth_of_plan(plan, simulation, since.worth if since else None),
        standards=with_causes(
            judge(results),
            plan,
            lambda other: simulation.run(other, title=title, most=TRIED),
        ),
        staffing=staffing_by_month(plan.central(), simulation.seed, STAFFED, served),
        starving=tuple(_starving(plan, simulation, since)),
    )


def _starving(
    plan: Scenario, simulation: Simulation, since: PlanEvidence | None
) -> list[str]:
    """Sentences on groups that starve, and did not under the baseline."""
    boards, seed, means = simulation.boards, simulation.seed, simulation.means
    found = list(starving(plan, boards, seed, **means))
    if since is not None and found:
        found = newly(found, starving(since.plan, boards, seed, **means))
    names = {key: board.name for key, board in plan.boards.items()}
    return starving_sentences(found, plan, names)
