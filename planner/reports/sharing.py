"""What to know of lists that boards share: where people stand, and who is counted."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from planner.inputs.neighbours import Sent, sent_elsewhere
from planner.inputs.scenario import Scenario

MEANING = (
    "A board's list holds whoever stands on it, wherever they live; its KPIs count its"
    " own people, wherever they are seen."
)


def sharing_sentences(scenario: Scenario) -> list[str]:
    """One sentence for each share of people seen elsewhere, then what that means."""
    said = list(dict.fromkeys(_shares(scenario)))
    return [*said, MEANING] if said else []


def _shares(scenario: Scenario) -> Iterator[str]:
    known: set[Sent] = set()
    for day, here in scenario.phases:
        ways = [sent for sent in sent_elsewhere(here) if sent.share]
        date = scenario.plan_start + datetime.timedelta(days=day)
        for sent in ways:
            if sent not in known:
                yield _sentence(here, sent, date)
        known = set(ways)


def _sentence(here: Scenario, sent: Sent, date: datetime.date) -> str:
    stage = here.pathway.stages[sent.stage]
    part = "all" if sent.share == 1 else f"{100 * sent.share:g} in 100"
    return (
        f"From {date:%-d %B %Y} {part} of the people of {here.boards[sent.board].name}"
        f" who join the list for {stage.title or sent.stage} stand on that of"
        f" {here.boards[sent.to].name}."
    )
