"""Conditions, shares and delays of a pathway in words."""

from __future__ import annotations

from collections.abc import Mapping

from planner.inputs.activities import Activity
from planner.inputs.attributes import Attribute, Choice
from planner.inputs.conditions import AGE_BANDS, Condition
from planner.inputs.pathway import Pathway, Stage, Step
from planner.locale import _, gettext_noop, ngettext

INITIALS = ("dna", "dxa", "fls", "gp", "vfa")
SOURCES = {
    "fls": gettext_noop("FLS patients"),
    "other": gettext_noop("other DXA referrals"),
}
DISCIPLINES = {
    "longest wait": gettext_noop("longest wait first"),
    "breach": gettext_noop("earliest breach of its mark first"),
    "last come": gettext_noop("last come first"),
}


def percent(share: float) -> str:
    """A share as a person writes it.

    >>> percent(0.85), percent(0.075), percent(0.0)
    ('85 %', '7.5 %', '0 %')
    """
    return f"{100 * share:.3g} %"


def days(amount: float) -> str:
    """So many days.

    >>> days(1), days(21.0), days(0.5)
    ('1 day', '21 days', '0.5 days')
    """
    if amount == 1:
        return _("1 day")
    return _("{amount:g} days", amount=amount)


def name_of(fact: str) -> str:
    """A fact's name without its file's spelling.

    >>> name_of("needs_dxa"), name_of("followed_up_16w")
    ('needs DXA', 'followed up 16w')
    """
    words = fact.replace("_", " ").split()
    return " ".join(word.upper() if word in INITIALS else word for word in words)


def ages(bands: tuple[str, ...]) -> str:
    """Age bands that follow each other as one.

    >>> ages(("75-79", "80-84", "85-89", "90+")), ages(("50-54", "55-59"))
    ('age 75+', 'age 50-59')
    >>> ages(("50-54", "60-64"))
    'age 50-54 or 60-64'
    """
    places = sorted(AGE_BANDS.index(band) for band in bands)
    if places != list(range(places[0], places[-1] + 1)):
        return _("age {bands}", bands=_(" or ").join(bands))
    first, last = AGE_BANDS[places[0]], AGE_BANDS[places[-1]]
    if last.endswith("+"):
        return _("age {first}+", first=first.rstrip("+").split("-")[0])
    ends = {"first": first.split("-")[0], "last": last.split("-")[1]}
    return _("age {first}-{last}", **ends)


def condition(pathway: Pathway, name: str, wanted: Condition, share: bool) -> str:
    """One condition, with the share of people who fit it where a fact has one."""
    if name in pathway.attributes:
        answer = _("yes") if wanted else _("no")
        if not share:
            return f"{name_of(name)}: {answer}"
        shares = shares_of(pathway, pathway.attributes[name], bool(wanted))
        return f"{name_of(name)}: {answer} ({shares})"
    if name == "urgent":
        return _("urgent") if wanted else _("routine")
    if name in pathway.choices:
        return _chosen(name, pathway.choices[name], wanted, share)
    words = (wanted,) if isinstance(wanted, str) else wanted
    listed = tuple(map(str, words)) if isinstance(words, tuple) else ()
    if name == "age_band":
        return ages(listed) if listed else _("no age")
    return _(" or ").join(_(SOURCES.get(word, word)) for word in listed)


def _chosen(name: str, choice: Choice, wanted: Condition, share: bool) -> str:
    """Answers of a choice, with the share of people who get one of them."""
    listed = (wanted,) if isinstance(wanted, str) else wanted
    answers = tuple(map(str, listed)) if isinstance(listed, tuple) else ()
    words = f"{name_of(name)}: {_(' or ').join(map(name_of, answers))}"
    if not share:
        return words
    total = percent(sum(choice.shares.get(answer, 0.0) for answer in answers))
    return f"{words} ({total})"


def shares_of(pathway: Pathway, fact: Attribute, wanted: bool) -> str:
    """Share of people for whom a fact holds, and of groups with one of their own."""
    parts = [percent(fact.share if wanted else 1 - fact.share)]
    for group in fact.groups:
        share = percent(group.share if wanted else 1 - group.share)
        groups = conditions(pathway, group.when, share=False)
        parts.append(_("{share} if {groups}", share=share, groups=groups))
    return "; ".join(parts)


def conditions(
    pathway: Pathway, when: Mapping[str, Condition], *, share: bool = True
) -> str:
    """Conditions that must all be met."""
    asked = [condition(pathway, name, want, share) for name, want in when.items()]
    return _(" and ").join(asked)


def way(pathway: Pathway, stage: Stage, step: Step) -> tuple[str, ...]:
    """People who go this way and their delay, a phrase each."""
    return tuple(filter(None, (_who(pathway, stage, step), _when(step))))


def _who(pathway: Pathway, stage: Stage, step: Step) -> str:
    before = stage.next[: stage.next.index(step)]
    if step.when:
        who = conditions(pathway, step.when)
        if step.share == 1:
            return who
        return _("{share} of {who}", share=percent(step.share), who=who)
    if step.share < 1:
        share = percent(step.share)
        return _("{share} of the others", share=share) if before else share
    if not before:
        return ""
    return _("otherwise{share}", share=_remainder(pathway, before))


def _remainder(pathway: Pathway, before: tuple[Step, ...]) -> str:
    """Share of the rest, where one fact without groups decides."""
    if len(before) != 1 or len(before[0].when) != 1 or before[0].share < 1:
        return ""
    ((name, wanted),) = before[0].when.items()
    fact = pathway.attributes.get(name)
    if fact is None or fact.groups:
        return ""
    return f" ({percent(1 - fact.share if wanted else fact.share)})"


def _when(step: Step) -> str:
    parts = [_("beside the others")] if step.beside else []
    if step.delay.average:
        average = days(round(step.delay.average, 1))
        if step.delay.kind == "constant":
            parts.append(_("after {days}", days=average))
        else:
            parts.append(_("after about {days}", days=average))
    if step.not_before_days is not None:
        parts.append(
            _(
                "not before day {day:g} since the fracture",
                day=step.not_before_days,
            )
        )
    if step.visits is not None:
        first = step.visits
        parts.append(
            ngettext("on the first {n} visit", "on the first {n} visits", first)
        )
    if step.later_than_days is not None:
        late = days(step.later_than_days)
        parts.append(_("if completed more than {days} after joining", days=late))
    if step.late_after_days is not None:
        late = days(step.late_after_days)
        parts.append(_("if completed more than {days} after the fracture", days=late))
    return ", ".join(parts)


def route(pathway: Pathway, activity: Activity) -> str:
    """People admitted, from when, in which order; empty for everybody in turn."""
    admits = activity.route
    parts = (
        []
        if admits.source is None
        else [_("{source} only", source=_(SOURCES[admits.source]))]
    )
    if admits.urgent is not None:
        parts.append(_("urgent only") if admits.urgent else _("routine only"))
    if admits.sites:
        parts.append(_("{source} only", source=_(" or ").join(admits.sites)))
    if admits.when:
        parts.append(conditions(pathway, admits.when))
    if admits.waited_longer_than_days is not None:
        parts.append(
            _("waited longer than {days}", days=days(admits.waited_longer_than_days))
        )
    if admits.window_days is not None:
        first, last = admits.window_days
        parts.append(
            _("day {first:g} to {last:g} since the fracture", first=first, last=last)
        )
    if activity.open_after_minutes:
        after = activity.open_after_minutes
        parts.append(_("from {after} minutes after the session's start", after=after))
    if activity.urgent_first:
        parts.append(_("urgent first"))
    if activity.discipline in DISCIPLINES:
        parts.append(_(DISCIPLINES[activity.discipline]))
    return ", ".join(parts)
