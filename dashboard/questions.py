"""Questions other than "what happens under this plan", and their answers in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from pydantic import ValidationError

from dashboard.names import BOARDS, name_of
from dashboard.plans import Plan
from planner.errors import ScenarioError
from planner.experiment.ask.question import CLEAR, LEVEL, MEET, Question, question_of
from planner.experiment.running.collect import RunOptions
from planner.inputs.limits import Limits
from planner.inputs.provenance import problems_from
from planner.inputs.scenario import Scenario
from planner.locale import _

CHEAPEST, INFORMATION, STRESS = "cheapest", "information", "stress"
WORTH, PAPERS, ASSURANCE, FLOW = "worth", "papers", "assurance", "flow"
EXPLAIN = "explain"
OF_PLANS = (INFORMATION, WORTH, PAPERS, ASSURANCE, FLOW, EXPLAIN)
"""Questions about a plan and options, without marks."""
RUNS = {CLEAR: 12, LEVEL: 12, MEET: 12, CHEAPEST: 3, STRESS: 1}
"""Replications of an answer for each of a run of the screen, as on the command line."""
LIMITS = (
    *("hire_months", "operator_months", "contract_months", "scanner_months"),
    *("most_scanners", "most_lists_a_week", "most_wte"),
    *("list_price", "scanner_capital", "room_one_off"),
)
"""Limits that a page lets people change; a file of the command line changes all."""


@dataclass(frozen=True, kw_only=True)
class AskRequest:
    """A question as a person asks it; all of it determines the answer.

    Attributes
    ----------
    plan : the start, and the boards asked about (empty: all with a service)
    marks : as `--mark` takes them, such as "scanned=80"
    by : a date, such as 2028-03-31; empty: the plan's end
    chance : per cent
    limits : those that differ from the usual ones
    options, willingness : what is chosen between, and pounds that one more is worth
    replications : behind the whole answer; 0: as many as the planner takes by itself
    """

    kind: str
    plan: Plan
    marks: tuple[str, ...] = ()
    by: str = ""
    chance: int = 80
    limits: tuple[tuple[str, float], ...] = ()
    options: tuple[str, ...] = ()
    willingness: float = 0.0
    replications: int = 0
    language: str = "en"

    def text(self) -> str:
        """The question without its plan, as JSON."""
        return json.dumps({k: v for k, v in asdict(self).items() if k != "plan"})

    @classmethod
    def of(cls, plan: Plan, text: str) -> AskRequest:
        """The question that was written so."""
        held = json.loads(text)
        lists = {name: tuple(held[name]) for name in ("marks", "options")}
        limits = tuple((str(name), float(value)) for name, value in held["limits"])
        return cls(plan=plan, **{**held, **lists, "limits": limits})

    def question(self, scenario: Scenario) -> Question:
        """The planner's question about marks or lists, checked."""
        kind = self.kind if self.kind in (CLEAR, LEVEL) else MEET
        return question_of(
            kind,
            scenario,
            list(self.marks) if kind == MEET else [],
            self.by or None,
            None,
            list(self.plan.boards) or None,
            self.own_limits(),
        )

    def own_limits(self) -> Limits:
        """The usual limits with those that the person changed.

        Raises
        ------
        ScenarioError: naming the limit, its value and the rule
        """
        try:
            return Limits.model_validate(dict(self.limits))
        except ValidationError as error:
            raise ScenarioError(problems_from(error, _("limits"), {}, Limits)) from None


class SaidTable(NamedTuple):
    """A table of an answer: heading of each column by key, the first heads its line."""

    title: str
    columns: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class SaidAnswer:
    """An answer in words and numbers, small enough for a row of the database.

    Attributes
    ----------
    heading : the question
    sentences : the answer; `details` what stands below it, smaller
    tiles : label, number, interval and note of each
    columns, lines : a table, heading by key; `further` are tables that follow
    files : texts by name: an option file, which is `option`, and its changes; or the
        frames of a moving picture
    made : names of files that were made; their contents are in the cache
    early : whether the simulation has still to confirm it
    """

    heading: str
    sentences: tuple[str, ...]
    details: tuple[str, ...] = ()
    tiles: tuple[tuple[str, str, str, str], ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Mapping[str, str], ...] = ()
    further: tuple[SaidTable, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    option: str = ""
    made: tuple[str, ...] = ()
    early: bool = False

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> SaidAnswer:
        """The answer that was written so."""
        tiles = tuple(tuple(each) for each in content["tiles"])
        further = tuple(SaidTable(*each) for each in content["further"])
        names = ("sentences", "details", "lines", "made")
        lists = {name: tuple(content[name]) for name in names}
        return cls(**{**content, **lists, "tiles": tiles, "further": further})


@dataclass(frozen=True)
class Asking:
    """A question that is being answered.

    Attributes
    ----------
    early : takes the answer of the first seconds
    means : progress and cancelled, as the planner's functions take them
    run_options : cache and workers
    key : fingerprint of all that determines the answer
    """

    request: AskRequest
    scenario: Scenario
    seed: int
    early: Callable[[SaidAnswer], None]
    means: dict[str, Any]
    run_options: RunOptions
    key: str

    @property
    def stem(self) -> str:
        """Beginning of the names of the files with which it opens as an option."""
        return f"answer-{self.key[:8]}"

    @property
    def names(self) -> dict[str, str]:
        """Names of the boards by id."""
        return {board: name_of(BOARDS, board) for board in self.scenario.boards}

    @property
    def more(self) -> dict[str, Any]:
        """The number of replications, where the person named one."""
        number = self.request.replications
        return {"replications": number} if number else {}
