"""Tables of an answer: a row a board, and the limits that bound it."""

from __future__ import annotations

import pandas as pd

from planner.experiment.ask.amounts import PARTS, new_scanners
from planner.experiment.ask.answer import CapacityAnswer
from planner.experiment.ask.question import Question


def answer_table(answer: CapacityAnswer) -> pd.DataFrame:
    """One row a board: amounts, what they bring, chance and cost."""
    question, proposal, costs = answer.question, answer.proposal, answer.costs
    rows = []
    for board, each in answer.found.items():
        new, limits = each.amounts, question.limits
        (low, high), (met, sets) = each.outcome.interval(), each.outcome.sets_met
        row = {
            "board": board,
            "nurse_wte": new.nurse,
            "admin_wte": new.admin,
            "reporter_wte": new.reporter,
            "operator_wte": round(
                new.sessions * limits.wte_a_session + new.operator, 2
            ),
            "dxa_sessions_a_week": new.sessions,
            "new_scanners": new_scanners(question.plan, board, new.sessions),
            "bought_in_lists_a_week": new.lists,
            "settled": each.settled,
            "chance": each.chance,
            "chance_low": low,
            "chance_high": high,
            "replications": len(each.outcome.held),
            "sets_met": met,
            "sets": sets,
            "cost_a_year": costs[board].a_year,
            "cost_whole_plan": costs[board].whole_plan,
            "capital": costs[board].capital,
        }
        for part in PARTS:
            row[f"chance_one_less_{part}"] = each.one_less.get(part, float("nan"))
        for mark, asked, value in zip(
            proposal.marks[board], question.marks[board], each.values, strict=True
        ):
            row[f"{mark.kpi}_asked"] = asked.target
            row[f"{mark.kpi}_aimed"] = mark.target
            row[f"{mark.kpi}_reached"] = value
        rows.append(row)
    return pd.DataFrame(rows)


def limits_table(question: Question) -> pd.DataFrame:
    """Every limit with its source, a row each."""
    rows = []
    for name in type(question.limits).model_fields:
        owner = question.limits.owner(name)
        rows.append(
            {
                "limit": name,
                "title": question.limits.title(name),
                "value": getattr(question.limits, name),
                "unit": owner.unit,
                "source": owner.source,
                "year": owner.year,
                "confidence": owner.confidence,
                "note": owner.why,
            }
        )
    return pd.DataFrame(rows)
