"""The 20 items of STRESS-DES, filled from the configuration and from the code.

Monks and others 2019, strengthening the reporting of empirical simulation studies:
discrete-event simulation.
"""

from __future__ import annotations

import platform
from collections import Counter
from importlib.metadata import version
from typing import NamedTuple

import planner
from planner.experiment.running.results import Results
from planner.inputs.pathway import Pathway
from planner.inputs.scenario import Scenario
from planner.locale import _, ngettext
from planner.outcomes.kpi_table import KPIS
from planner.reports.dates import date_text
from planner.reports.diagram.chart import chart_of, sentences
from planner.reports.number_format import replications_text, years_text

LIBRARIES = ("numba", "numpy", "scipy", "pandas", "pydantic", "simpy", "holidays")


class StressItem(NamedTuple):
    """One item: its number, its name and the answer."""

    number: str
    name: str
    answer: str


def stress_items(results: Results, sets: int) -> list[StressItem]:
    """Every item of the checklist, in its order."""
    plan = results.scenario
    return [
        *_objectives(plan),
        *_logic(plan),
        *_data(plan),
        *_experimentation(results, sets),
        *_implementation(plan),
    ]


def _objectives(plan: Scenario) -> list[StressItem]:
    units = Counter(kpi.unit for kpi in KPIS.values())
    return [
        StressItem(
            "1.1",
            _("Purpose of the model"),
            _(
                "With these people and scanners: when is the backlog gone, who waits"
                " longer than 90 days meanwhile, and what would another investment"
                " change, at what cost, and how surely? For a board's manager, a"
                " national clinical lead and a policy team. Here: {plan}.",
                plan=plan.title or plan.name,
            ),
        ),
        StressItem(
            "1.2",
            _("Model outputs"),
            _(
                "{count} measures, declared once with unit, base and better way, by"
                " board, place of residence, stage, role and period: {units}.",
                count=len(KPIS),
                units=", ".join(f"{_(unit)} {n}" for unit, n in units.most_common(8)),
            ),
        ),
        StressItem(
            "1.3",
            _("Aims of the experiments"),
            _(
                "A plan as it stands, and options against it, paired replication by"
                " replication with the same people and random numbers, for {years} from"
                " {start}.",
                years=years_text(plan.years),
                start=date_text(plan.plan_start),
            ),
        ),
    ]


def _logic(plan: Scenario) -> list[StressItem]:
    pathway = plan.pathway
    dated = [change.name for change in plan.changes]
    return [
        StressItem(
            "2.1",
            _("Diagram of the base model"),
            _("pathway.svg in this pack. {told}", told=sentences(chart_of(pathway))[0]),
        ),
        StressItem("2.2", _("Logic of the base model"), _flow(pathway)),
        StressItem(
            "2.3",
            _("Logic of scenarios"),
            ngettext(
                "A scenario is a set of values by dotted key, and dated changes to it."
                " {n} is in force: {names}.",
                "A scenario is a set of values by dotted key, and dated changes to it."
                " {n} are in force: {names}.",
                len(dated),
                names=", ".join(dated) or _("none"),
            ),
        ),
        StressItem(
            "2.4",
            _("Algorithms"),
            _(
                "Demand is Poisson by calendar day; the rota is drawn before the clock"
                " starts, half day by half day; lists are served by declared orders"
                " ({activities}); fitting sets by Latin hypercube and least squares on"
                " the simulator. planner/MODEL.md has each rule and its file.",
                activities=", ".join(pathway.activities),
            ),
        ),
        StressItem("2.5", _("Components"), _components(plan)),
    ]


def _flow(pathway: Pathway) -> str:
    """Stages in their order, each with where it leads."""
    parts = []
    for name, stage in pathway.stages.items():
        ways = ", ".join(dict.fromkeys(str(step.to) for step in stage.next))
        if ways:
            parts.append(f"{_(stage.title or name)} > {ways}")
    return _("{pathway}: {ways}.", pathway=pathway.title, ways="; ".join(parts))


def _components(plan: Scenario) -> str:
    pathway, boards = plan.pathway, plan.boards.values()
    roles = dict.fromkeys(stage.role for stage in pathway.stages.values() if stage.role)
    counts = {
        "attributes": len(pathway.attributes) + len(pathway.choices),
        "activities": len(pathway.activities),
        "roles": ", ".join(map(_, roles)),
        "posts": sum(len(board.posts) for board in boards),
        "scanners": sum(len(board.scanners) for board in boards),
        "lists": len(pathway.served_stages()),
        "boards": len(plan.providers),
    }
    return _(
        "Entities: patients, each with age, sex, site and {attributes} attributes of"
        " the pathway. Activities: {activities} of staff and"
        " scanners. Resources: {posts} posts and {scanners} scanners of {boards}"
        " services, in roles: {roles}. Queues: {lists} staffed lists at each service,"
        " by urgency, source and wait. Entry: fractures of residents, other referrals"
        " for a scan, lists and diaries of the first day. Exit: ends of the pathway,"
        " and leaving a list.",
        **counts,
    )


def _data(plan: Scenario) -> list[StressItem]:
    owners = plan.provenance
    words = Counter(owner.confidence for owner in owners.values())
    ranges = sum(o.low is not None and o.high is not None for o in owners.values())
    return [
        StressItem(
            "3.1",
            _("Data sources"),
            _(
                "planner/data/SOURCES.md names publisher, table, year and licence of"
                " every table of facts; log.csv in this pack has the source of each"
                " number. No patient data: counts, hours and shares alone."
            ),
        ),
        StressItem(
            "3.2",
            _("Input parameters"),
            _(
                "{all} numbers with an owner: {seen} seen in a source, {derived}"
                " derived, {assumption} assumed; {ranges} have a low and a high end.",
                all=len(owners),
                ranges=ranges,
                **{word: words[word] for word in ("seen", "derived", "assumption")},
            ),
        ),
        StressItem(
            "3.3",
            _("Preprocessing"),
            _(
                "Fractures are shared out by residents of mid-2022 (ONS), sex and age;"
                " constants without a source are fitted to published years"
                " (planner/CALIBRATION.md), and {sets} sets that fit alike are kept.",
                sets=plan.sets,
            ),
        ),
        StressItem(
            "3.4",
            _("Assumptions"),
            _(
                "Every number marked assumption in log.csv. A board without published"
                " figures is an average Welsh board scaled by its expected fractures."
                " Not modelled: notice that overlaps with an advert, people who move"
                " between posts, what management would do meanwhile."
            ),
        ),
    ]


def _experimentation(results: Results, sets: int) -> list[StressItem]:
    plan = results.scenario
    lists = sum(
        waiting.count
        for board in plan.boards.values()
        for waiting in board.waiting_list.values()
    )
    return [
        StressItem(
            "4.1",
            _("Initialisation"),
            _(
                "Terminating runs that begin with {people} people on the lists of the"
                " first morning (central values), by days waited, and diaries of people"
                " found before; no warm-up.",
                people=f"{lists:,}",
            ),
        ),
        StressItem(
            "4.2",
            _("Run length"),
            _(
                "{days} days of plan from {start}, and on to day {horizon}, so that the"
                " last fractures are judged by the same clock as the first.",
                days=plan.plan_days,
                start=date_text(plan.plan_start),
                horizon=plan.horizon_days,
            ),
        ),
        StressItem(
            "4.3",
            _("Estimation"),
            _(
                "{runs} over {sets} of {all} fitting sets, two a set: means with 95 %"
                " intervals by Student's t, bands of 9 futures in 10 by random"
                " variation alone and over all that fits; differences paired.",
                runs=replications_text(results.replications),
                sets=sets,
                all=plan.sets,
            ),
        ),
    ]


def _implementation(plan: Scenario) -> list[StressItem]:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return [
        StressItem(
            "5.1",
            _("Software"),
            _(
                "fls-planner {version}, Python {python}; {libraries}.",
                version=planner.__version__,
                python=platform.python_version(),
                libraries=libraries,
            ),
        ),
        StressItem(
            "5.2",
            _("Random sampling"),
            _(
                "Every person has a 64-bit seed mixed (SplitMix64's finaliser) from"
                " seed, replication, source, day and rank; each draw is a uniform"
                " number mixed from it and a declared purpose. Everything random is"
                " fixed before the clock starts."
            ),
        ),
        StressItem(
            "5.3",
            _("Model execution"),
            _(
                "Next-event simulation in whole minutes, in two engines that must agree"
                " row for row: SimPy as the reference, Numba for use. Results are the"
                " same for any number of workers."
            ),
        ),
        StressItem(
            "5.4",
            _("System specification"),
            _(
                "Any computer with Python 3.11 or later; no internet at run time. A run"
                " of one board takes seconds. Made on {system} {machine}.",
                system=platform.system(),
                machine=platform.machine(),
            ),
        ),
        StressItem(
            "6.1",
            _("Sharing of the model"),
            _(
                "Open source under the MIT licence, with its scenarios, tests and"
                " tables of facts; CITATION.cff says how to cite it. These results are"
                " made again from inputs {fingerprint}.",
                fingerprint=plan.fingerprint(),
            ),
        ),
    ]
