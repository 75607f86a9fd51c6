"""Method and assurance: what is simulated, how it was tested, what it cannot say."""

from __future__ import annotations

import base64
import re
from collections import Counter
from functools import cache
from importlib.resources import files

import numpy as np
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.answers import Answer
from dashboard.names import BOARDS, translated
from dashboard.plans import Plan
from dashboard.ui import blocks, tables
from dashboard.ui.blocks import labelled
from planner.experiment.running.cache import key_of
from planner.locale import _, gettext_noop
from planner.reports.assurance.checks import audit_table, kind_of
from planner.reports.assurance.contents import (
    VERIFICATION_LIMITS,
    limits_of_use,
    prediction_sentence,
)
from planner.reports.diagram.chart import text_of
from planner.reports.diagram.svg import svg_of
from planner.reports.front_page import front_page
from planner.reports.papers.model import PaperTable
from planner.reports.papers.model import text_of as cell_text
from planner.verification.read import load_cases, shipped_cases

PATH = "/method"
NAME = "method"
TITLE = gettext_noop("Method")
SECTION = re.compile(r"^## (?=\d)", re.MULTILINE)
DEEPER = re.compile(r"^#(?=#)", re.MULTILINE)


def layout(**_other: str) -> html.Div:
    """The page, from what the assurance pack and the model's description say."""
    plan = Plan(jobs.service().settings.scenario)
    answer = jobs.service().latest(plan)
    return blocks.page(
        _("Method and assurance"),
        _(
            "What is simulated, how it was tested against what happened, and what it"
            " must not be used for."
        ),
        _limits(plan, answer),
        _flow(plan),
        _validation(plan, answer),
        _verification(),
        _description(),
    )


def _limits(plan: Plan, answer: Answer | None) -> Component:
    sentences, uses = limits_of_use(
        plans.load(plan), _sets(plan, answer), translated(BOARDS)
    )
    return blocks.panel(
        _("Limits of use"),
        blocks.subheading(_("Fit for comparing options, not for promising a date")),
        html.Ul([html.Li(each) for each in uses]),
        *[html.P(each) for each in sentences],
    )


def _sets(plan: Plan, answer: Answer | None) -> int:
    """Fitting sets of what is shown, or of a whole run where nothing is shown yet."""
    return int(answer.table["sets"].max()) if answer else plans.load(plan).sets


def _flow(plan: Plan) -> Component:
    """The pathway, drawn from the file that is simulated, with the same in words."""
    drawn = plans.load(plan).pathway
    # As an image, because Dash has no element for a drawing that is written out.
    packed = base64.b64encode(svg_of(drawn).encode()).decode()
    told = _("Diagram: {title}. The same in words stands below.", title=drawn.title)
    return blocks.panel(
        _("What is simulated"),
        html.P(
            _(
                "Every person with a fracture, one by one: found, assessed, scanned,"
                " reported on, treated and reviewed, in the sessions that people and"
                " scanners offer day by day. The picture is drawn from the pathway's"
                " own file; other pathways are among the options of Compare."
            )
        ),
        html.Div(
            html.Img(
                src=f"data:image/svg+xml;base64,{packed}", alt=told, className="diagram"
            ),
            className="diagram-frame",
            tabIndex="0",
            role="region",
            **labelled(_("The pathway, drawn")),
        ),
        html.Details(
            [
                html.Summary(_("The pathway in words")),
                html.Pre(text_of(drawn), className="words-of-diagram"),
            ],
            className="chart-table",
        ),
    )


def _validation(plan: Plan, answer: Answer | None) -> Component:
    """Hits and misses: a year kept back, and published audit figures beside ours."""
    scenario, names = plans.load(plan), translated(BOARDS)
    parts: list[Component] = [
        html.P(prediction_sentence(names), className="sentence"),
        html.P(front_page(scenario, _sets(plan, answer), names)[1]),
    ]
    if answer is None:
        parts.append(
            blocks.notice(
                _("Published audit figures stand here once Wales has been simulated.")
            )
        )
    else:
        parts.append(_table(audit_table(answer.table, scenario, "wales")))
    return blocks.panel(_("Validation: held against what happened"), *parts)


def _verification() -> Component:
    kinds = jobs.service().drawn("cases", draw=_kinds_of_cases)
    lines = [{"kind": kind, "cases": str(count)} for kind, count in kinds.items()]
    return blocks.panel(
        _("Verification: does the program do what it says?"),
        html.P(_(VERIFICATION_LIMITS)),
        html.P(
            _(
                "Two engines, written apart, give the same rows for the same people."
                " {count} small cases with known answers come with the planner;"
                " fls-planner verify runs them here, and fls-planner assure writes a"
                " pack with every verdict for people to sign.",
                count=sum(kinds.values()),
            )
        ),
        tables.table(
            _("Cases with known answers by kind"),
            {"kind": _("Kind"), "cases": _("Cases")},
            lines,
            numbers=["cases"],
        ),
    )


def _kinds_of_cases() -> Counter[str]:
    """Number of cases of each kind: reading them takes seconds, once a version."""
    cache = jobs.service().cache
    names = sorted(path.name for path in shipped_cases().rglob("*.toml"))
    key = key_of("case-kinds", names)
    held = cache.load(key, lambda arrays: Counter(arrays["kinds"].tolist()))
    if held is None:
        cases = load_cases([shipped_cases()])
        kinds = [kind_of(file.variants[""].id) for file in cases]
        held = Counter(kinds)
        cache.save(key, held, {"kinds": np.array(kinds)})
    return held


def _description() -> Component:
    """The whole description of the model, section by section, folded."""
    folded = [
        html.Details(
            [
                html.Summary(heading),
                dcc.Markdown(text, className="sources", link_target="_self"),
            ],
            className="chart-table",
        )
        for heading, text in sections()
    ]
    return blocks.panel(
        _("The model as built"),
        html.P(
            _(
                "The planner's own description under the headings of STRESS-DES, as it"
                " ships. It is written in English."
            )
        ),
        html.Div(folded, lang="en"),
    )


@cache
def sections() -> list[tuple[str, str]]:
    """Heading and text of each section of MODEL.md, headings two levels down."""
    whole = files("planner").joinpath("MODEL.md").read_text("utf-8")
    parts = [part.partition("\n") for part in SECTION.split(whole)[1:]]
    return [
        (heading.strip(), DEEPER.sub("##", text)) for heading, _break, text in parts
    ]


def _table(table: PaperTable) -> Component:
    """A table of a paper, as the screen shows tables."""
    keys = [str(place) for place in range(len(table.head))]
    lines = [
        {key: cell_text(cell) for key, cell in zip(keys, row, strict=True)}
        for row in table.rows
    ]
    return html.Div(
        [
            tables.table(
                table.title,
                {
                    key: _capital(head)
                    for key, head in zip(keys, table.head, strict=True)
                },
                lines,
                numbers=keys[table.texts :],
                show_caption=True,
            ),
            *[blocks.note(note) for note in table.notes],
        ]
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
