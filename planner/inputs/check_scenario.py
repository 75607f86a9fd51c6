"""Consistency of a scenario: names that one part says and another knows."""

from __future__ import annotations

from collections.abc import Iterator

from planner.inputs.attributes import DRUG, wrong_mix
from planner.inputs.boards import Board
from planner.inputs.check_posts import wrong_posts
from planner.inputs.check_sharing import wrong_sharing
from planner.inputs.conditions import SITES
from planner.inputs.demand import ACCEPTED
from planner.inputs.findings import Finding, unknown
from planner.inputs.mobile_units import wrong_units
from planner.inputs.scenario_fields import ScenarioFields
from planner.locale import _

SHORTEST_DAYS = 7
LONGEST_YEARS = 20
"""Longest plan with a calendar; bare minutes, as verification needs, go on."""


def contradictions(scenario: ScenarioFields) -> list[Finding]:
    """Every name or sum in one part of a scenario that another part contradicts."""
    found = [
        *_wrong_plan(scenario),
        *_wrong_drugs(scenario),
        *wrong_units(scenario.mobile_units, scenario.boards),
    ]
    found += wrong_sharing(scenario)
    for name, board in scenario.boards.items():
        where = f"boards.{name}"
        found += [
            *_wrong_providers(scenario, where, board),
            *wrong_posts(scenario, where, board),
            *_wrong_lists(scenario, where, board),
            *_wrong_sites(where, board),
            *_wrong_reports(scenario, where, board),
            *_wrong_entries(scenario, where, board),
        ]
    return found


def _wrong_plan(scenario: ScenarioFields) -> Iterator[Finding]:
    if scenario.plan_days < SHORTEST_DAYS:
        rule = _("a plan lasts at least {days} days", days=SHORTEST_DAYS)
        hint = _("write 1 for a year, 0.25 for a quarter")
        yield Finding("years", rule, f"{scenario.years:g}", hint)
    if scenario.years > LONGEST_YEARS and scenario.calendar != "none":
        rule = _("at most {years} years with a calendar", years=LONGEST_YEARS)
        hint = _('plan fewer years; calendar = "none" is for verification')
        yield Finding("years", rule, f"{scenario.years:g}", hint)
    owners: dict[int, str] = {}
    for name, board in scenario.boards.items():
        other = owners.setdefault(board.number, name)
        if other != name:
            rule = _(
                "two boards share a declared number: {other} has it too", other=other
            )
            hint = _("give each board a number of its own, and keep it")
            yield Finding(f"boards.{name}.number", rule, str(board.number), hint)
    yield from _wrong_urgency(scenario)


def _wrong_urgency(scenario: ScenarioFields) -> Iterator[Finding]:
    population, attributes = scenario.population, scenario.pathway.attributes
    for site in population.urgent_sites if population else ():
        if site not in SITES:
            yield unknown("population.urgent_sites", site, _("a fracture site"), SITES)
    for attribute in population.urgent_attributes if population else ():
        if attribute not in attributes:
            what = _("an attribute of the pathway")
            yield unknown("population.urgent_attributes", attribute, what, attributes)


def _wrong_drugs(scenario: ScenarioFields) -> Iterator[Finding]:
    """Prices of drugs that nobody is given."""
    choice = scenario.pathway.choices.get(DRUG)
    for name in scenario.money.drugs if scenario.money and choice else ():
        if choice and name not in choice.answers:
            what = _("an answer of the pathway's choice of a drug")
            yield unknown(f"money.drugs.{name}", name, what, choice.answers)


def _wrong_providers(
    scenario: ScenarioFields, where: str, board: Board
) -> Iterator[Finding]:
    known = {*scenario.boards, *scenario.outside}
    shares = board.demand.providers
    key, total = f"{where}.demand.providers", sum(shares.values())
    if shares and abs(total - 1) > 1e-6:
        hint = _("add what is missing, or take away what is too much")
        yield Finding(
            key, _("add up to {total:g}, not 1", total=total), f"{total:g}", hint
        )
    for provider in shares:
        if provider not in known:
            what = _("a board: it does not exist")
            yield unknown(f"{key}.{provider}", provider, what, known)
    if board.demand.fractures_a_year and scenario.population is None:
        rule = _("there are fractures but no [population] says how they arise")
        hint = _('write include = ["common"], or a [population] table')
        yield Finding(f"{where}.demand.fractures_a_year", rule, hint=hint)


def _wrong_lists(
    scenario: ScenarioFields, where: str, board: Board
) -> Iterator[Finding]:
    pathway, served = scenario.pathway, scenario.pathway.served_stages()
    for stage in board.waiting_list:
        if stage not in served:
            what = _("a stage with a waiting list")
            yield unknown(f"{where}.waiting_list.{stage}", stage, what, served)
    for stage in board.diary:
        if stage not in pathway.stages:
            key = f"{where}.diary.{stage}"
            yield unknown(key, stage, _("a stage of the pathway"), pathway.stages)
    yield from _wrong_factors(scenario, where, board)
    yield from _wrong_vetting(scenario, where, board)
    for name in board.attributes:
        if name not in pathway.attributes:
            key, attributes = f"{where}.attributes.{name}", pathway.attributes
            yield unknown(key, name, _("an attribute of the pathway"), attributes)
    yield from _wrong_mixes(scenario, where, board)
    timetables = {f"servers.{n}": each.activities for n, each in board.servers.items()}
    timetables |= {f"clinics.{n}": each.activities for n, each in board.clinics.items()}
    for name, activities in timetables.items():
        for activity in activities:
            if activity not in pathway.activities:
                key, known = f"{where}.{name}", pathway.activities
                yield unknown(f"{key}.activities", activity, _("an activity"), known)
    coming = {f"arrivals.{name}": item.enters for name, item in board.arrivals.items()}
    bursts = board.demand.bursts.items()
    coming |= {f"demand.bursts.{name}": item.enters for name, item in bursts}
    for entry, enters in coming.items():
        if enters and enters not in pathway.stages:
            key, stages = f"{where}.{entry}.enters", pathway.stages
            yield unknown(key, enters, _("a stage of the pathway"), stages)


def _wrong_mixes(
    scenario: ScenarioFields, where: str, board: Board
) -> Iterator[Finding]:
    """Mixes of a board's own for choices or answers that the pathway has not."""
    choices = scenario.pathway.choices
    for name, mix in board.choices.items():
        key = f"{where}.choices.{name}"
        if name not in choices:
            yield unknown(key, name, _("a choice of the pathway"), choices)
        else:
            yield from wrong_mix(key, mix, choices[name].answers)


def _wrong_reports(
    scenario: ScenarioFields, where: str, board: Board
) -> Iterator[Finding]:
    """Reports or scans bought outside for which the pathway has no activity."""
    pathway, rule = scenario.pathway, _("the pathway has no activity done outside")
    for what, names, key, activities in (
        ("outsourced", board.outsourced, "outsourced", pathway.outsourced_activities),
        (
            "scanned_elsewhere",
            board.scanned_elsewhere,
            "elsewhere",
            pathway.elsewhere_activities,
        ),
    ):
        for name in () if activities else names:
            hint = _('write {key}_activities = ["its name"] in the pathway', key=key)
            yield Finding(f"{where}.{what}.{name}", rule, hint=hint)


def _wrong_sites(where: str, board: Board) -> Iterator[Finding]:
    for scanner_id, scanner in board.scanners.items():
        if scanner.site and scanner.site not in board.sites:
            key = f"{where}.scanners.{scanner_id}.site"
            yield unknown(key, scanner.site, _("a site of the board"), board.sites)
    operators = [n for n, post in board.posts.items() if post.role == "operator"]
    posts: list[str] = []
    for hours_id, hours in board.extended_hours.items():
        key = f"{where}.extended_hours.{hours_id}.post"
        if hours.post not in operators:
            yield unknown(key, hours.post, _("an operator's post"), operators)
        elif hours.post in posts:
            hint = _("put the sessions together in one entry")
            yield Finding(key, _("has extended hours already"), repr(hours.post), hint)
        posts.append(hours.post)
    for site_id, site in board.sites.items():
        for post in site.operators:
            if post not in operators:
                key = f"{where}.sites.{site_id}.operators"
                yield unknown(key, post, _("an operator's post"), operators)


def _wrong_factors(
    scenario: ScenarioFields, where: str, board: Board
) -> Iterator[Finding]:
    """Factors on stages that do not exist, or whose minutes are those of the slot."""
    stages = scenario.pathway.stages
    for name in board.dna_factor:
        if name not in stages:
            key = f"{where}.dna_factor.{name}"
            yield unknown(key, name, _("a stage of the pathway"), stages)
    for name, factor in board.minutes_factor.items():
        key = f"{where}.minutes_factor.{name}"
        if name not in stages:
            yield unknown(key, name, _("a stage of the pathway"), stages)
        elif stages[name].duration is None:
            rule = _("the stage takes the minutes of its slot, which no factor moves")
            hint = _("give pathway.stages.{name} a duration", name=name)
            yield Finding(key, rule, f"{factor:g}", hint)


def _wrong_vetting(
    scenario: ScenarioFields, where: str, board: Board
) -> Iterator[Finding]:
    """Vetting that the pathway does not know, lists gone through that are none."""
    pathway = scenario.pathway
    for name, referrer in board.demand.other.items():
        if referrer.vetted_apart and ACCEPTED not in pathway.attributes:
            rule = _(
                "the pathway has no attribute {name!r} that vetting decides",
                name=ACCEPTED,
            )
            hint = _(
                "take accepted, frax_first and frax_avoids out, or add the attribute"
            )
            yield Finding(f"{where}.demand.other.{name}", rule, hint=hint)
    served = pathway.served_stages()
    for name, validation in board.validations.items():
        key = f"{where}.validations.{name}"
        if validation.stage not in served:
            what = _("a stage with a waiting list")
            yield unknown(f"{key}.stage", validation.stage, what, served)


def _wrong_entries(
    scenario: ScenarioFields, where: str, board: Board
) -> Iterator[Finding]:
    """People of a kind for whom the pathway has no way in."""
    kinds = {"fls": ["demand.fractures_a_year"] * bool(board.demand.fractures_a_year)}
    kinds["other"] = ["demand.other"] * bool(board.demand.other)
    for name, arrivals in board.arrivals.items():
        kinds[arrivals.source].append(f"arrivals.{name}.source")
    for name, burst in board.demand.bursts.items():
        kinds[burst.source].append(f"demand.bursts.{name}.source")
    for kind, keys in kinds.items():
        if kind not in scenario.pathway.entry:
            rule = _("the pathway has no entry for {kind} patients", kind=kind)
            hint = _('write entry = {{ {kind} = "a stage" }} in the pathway', kind=kind)
            yield from (Finding(f"{where}.{key}", rule, hint=hint) for key in keys)
