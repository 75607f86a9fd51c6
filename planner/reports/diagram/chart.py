"""The parts of a pathway diagram: stages in order, arrows, ends and entries."""

from __future__ import annotations

from dataclasses import dataclass

from planner.inputs.pathway import Pathway, Stage
from planner.inputs.units import MINUTES_A_DAY
from planner.locale import _, ngettext
from planner.reports.diagram import phrases


@dataclass(frozen=True)
class StageBox:
    """One stage."""

    name: str
    title: str
    role: str
    """Role that does the work; empty for a delay."""
    lines: tuple[str, ...]
    entries: tuple[str, ...]
    """Patient groups that enter here."""

    @property
    def is_delay(self) -> bool:
        """Whether it is a delay that no member of staff serves."""
        return not self.role


@dataclass(frozen=True)
class Arrow:
    """An arrow from one stage to the next, or to an end."""

    start: str
    to: str
    label: tuple[str, ...]
    ends: bool
    """Whether it leads to an end of the pathway."""


@dataclass(frozen=True)
class Chart:
    """A pathway as stages, arrows and text."""

    title: str
    why: str
    boxes: tuple[StageBox, ...]
    """In the order of the pathway."""
    arrows: tuple[Arrow, ...]
    offers: tuple[str, ...]
    """Activities of each kind of session, and the patients they are for."""

    def titles(self) -> dict[str, str]:
        """Titles of stages by name."""
        return {box.name: box.title for box in self.boxes}


def chart_of(pathway: Pathway) -> Chart:
    """A pathway ready to be drawn or listed."""
    names = in_order(pathway)
    ways = tuple(
        Arrow(name, step.to, phrases.way(pathway, stage, step), step.to in pathway.ends)
        for name in names
        for stage in [pathway.stages[name]]
        for step in stage.next
    )
    boxes = tuple(_box(pathway, name) for name in names)
    title = pathway.title or _("A pathway")
    return Chart(title, pathway.why, boxes, ways, tuple(_offers(pathway)))


def in_order(pathway: Pathway) -> list[str]:
    """Stages by how many stages at most lead to them; a way back does not count."""
    there = _without_ways_back(pathway)
    place = {name: number for number, name in enumerate(there)}
    steps = dict.fromkeys(there, 0)
    for name in there:
        for step in pathway.stages[name].next:
            if place.get(step.to, -1) > place[name]:
                steps[step.to] = max(steps[step.to], steps[name] + 1)
    return sorted(there, key=lambda name: (steps[name], place[name]))


def _without_ways_back(pathway: Pathway) -> list[str]:
    """Stages in an order in which only ways back go backwards."""
    found: list[str] = []
    met: set[str] = set()

    def visit(name: str) -> None:
        if name in met or name not in pathway.stages:
            return
        met.add(name)
        for step in reversed(pathway.stages[name].next):
            visit(step.to)
        found.append(name)

    # They are found from the end: whom people meet first is visited last.
    entries = list(pathway.entry.values())
    led_to = {step.to for stage in pathway.stages.values() for step in stage.next}
    others = [name for name in pathway.stages if name not in led_to]
    for name in [*reversed(others), *reversed(entries), *pathway.stages]:
        visit(name)
    return found[::-1]


def _box(pathway: Pathway, name: str) -> StageBox:
    stage = pathway.stages[name]
    served = name in pathway.served_stages()
    entries = [
        _(words) for kind, words in phrases.SOURCES.items()
        if pathway.entry.get(kind) == name  # type: ignore[call-overload]
    ]  # fmt: skip
    lines = tuple(_work(stage) if served else _delay(stage))
    role = (stage.role or _("nobody named")) if served else ""
    return StageBox(
        name, stage.title or phrases.name_of(name), role, lines, tuple(entries)
    )


def _work(stage: Stage) -> list[str]:
    """Requirements of a stage with a waiting list."""
    lines = [_minutes(stage)]
    if stage.dna:
        lines.append(_missed(stage))
    notice = stage.notice_days
    if notice.routine or notice.urgent:
        lines.append(_notice(notice.routine, notice.urgent))
    if stage.target_days is not None:
        lines.append(_("mark: {days}", days=phrases.days(stage.target_days)))
    return lines


def _minutes(stage: Stage) -> str:
    if stage.duration is None:
        return ngettext("{n} minute", "{n} minutes", stage.slot_minutes)
    return ngettext(
        "{n} minute booked, about {average:g} taken",
        "{n} minutes booked, about {average:g} taken",
        stage.slot_minutes,
        average=stage.duration.average,
    )


def _missed(stage: Stage) -> str:
    """Chance of a missed appointment, what lowers it, and when it ends the way."""
    helped = _(" and ").join(map(phrases.name_of, stage.dna_factors))
    parts = [_("DNA {share}", share=phrases.percent(stage.chance_missed))]
    parts += [_("with {helped}", helped=helped)] * bool(helped)
    if stage.dna_maximum:
        parts.append(_("discharged after {count} missed", count=stage.dna_maximum))
    return ", ".join(parts)


def _notice(routine: float, urgent: float) -> str:
    if routine == urgent:
        return _("booked at least {days} ahead", days=phrases.days(routine))
    return _(
        "booked at least {days} ahead, urgent {urgent:g}",
        days=phrases.days(routine),
        urgent=urgent,
    )


def _delay(stage: Stage) -> list[str]:
    if stage.duration is None or not stage.duration.average:
        return [_("no wait: a mark on the way")]
    days = round(stage.duration.average / MINUTES_A_DAY, 1)
    return [_("delay: {days}", days=phrases.days(days))]


def _offers(pathway: Pathway) -> list[str]:
    """One sentence for each kind of session."""
    kinds = {_(role.capitalize()): names for role, names in pathway.roles.items()}
    kinds[_("Scanner")] = pathway.scan_activities
    kinds[_("Reserved slots")] = pathway.reserved_activities
    kinds[_("Extra lists")] = pathway.temporary_activities
    kinds[_("Scans elsewhere")] = pathway.elsewhere_activities
    kinds[_("Reports outside")] = pathway.outsourced_activities
    offers = [
        f"{kind}: {_('; then ').join(_offer(pathway, name) for name in names)}"
        for kind, names in kinds.items()
        if names
    ]
    return [*offers, *_who_misses(pathway)]


def _who_misses(pathway: Pathway) -> list[str]:
    """One sentence on groups that miss appointments more, or less, often."""
    groups = [
        _(
            "{group} times {factor:g}",
            group=phrases.conditions(pathway, group.when, share=False)
            or _("everybody else"),
            factor=group.factor,
        )
        for group in pathway.dna_groups
    ]
    return (
        [_("Missed appointments (DNA): {groups}", groups="; ".join(groups))]
        if groups
        else []
    )


def _offer(pathway: Pathway, name: str) -> str:
    activity = pathway.activities[name]
    titles = (pathway.stages[stage].title or stage for stage in activity.stages)
    stages = _(" and ").join(titles)
    rule = phrases.route(pathway, activity)
    return f"{stages} ({rule})" if rule else stages


def text_of(pathway: Pathway) -> str:
    """Stages in order, each with its ways out, and what sessions offer."""
    chart = chart_of(pathway)
    titles = chart.titles()
    lines = [chart.title, chart.why] if chart.why else [chart.title]
    for number, box in enumerate(chart.boxes, 1):
        lines += ["", f"{number}. {box.title} ({about(box)})"]
        lines += [_("   comes in: {source}", source=words) for words in box.entries]
        ways = [way for way in chart.arrows if way.start == box.name]
        lines += [f"   -> {_way(way, titles)}" for way in ways]
    return "\n".join(
        [*lines, "", _("What a session offers, in this order"), *chart.offers]
    )


def about(box: StageBox) -> str:
    """Description of a stage, in a few words."""
    return "; ".join(filter(None, [box.role, *box.lines]))


def sentences(chart: Chart) -> list[str]:
    """The same as sentences, for a description."""
    titles = chart.titles()
    told = [f"{chart.why}"] if chart.why else []
    for box in chart.boxes:
        ways = [_way(way, titles) for way in chart.arrows if way.start == box.name]
        comes = (
            [_("{entries} begin here", entries=_(" and ").join(box.entries))]
            if box.entries
            else []
        )
        told.append(f"{box.title}: {'; '.join([about(box), *comes])}.")
        told += [_("From there: {ways}.", ways="; ".join(ways))] if ways else []
    return told


def _way(way: Arrow, titles: dict[str, str]) -> str:
    to = _("end: {end}", end=way.to) if way.ends else titles.get(way.to, way.to)
    return ": ".join(filter(None, [to, ", ".join(way.label)]))
