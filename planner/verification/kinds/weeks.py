"""Lists followed week by week: exact backlogs, investment steps, cohorts in time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np

from planner.outcomes.queues import waiting_at
from planner.pathway.visits import Outcome
from planner.verification.cases import Case, Part
from planner.verification.given import Given, number_in
from planner.verification.kinds import missed
from planner.verification.kinds.service import discipline_of, replications_of
from planner.verification.kinds.slots import refuse_carrying
from planner.verification.kinds.timeline import Timeline, levels_of, process_of
from planner.verification.measures import NUMBER
from planner.verification.network import DAY, WEEK
from planner.verification.sight import Floats, Ints, Played
from planner.verification.sight import Part as Amount
from planner.verification.study import Effort, Study
from planner.verification.translated import UNKNOWN, Translated, studied

MARGIN_WEEKS = 30
"""Weeks run after the last one that a metric names."""
NOBODY: Amount = (0.0, 0.0)
Look = Callable[[Played, Timeline], Amount]


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """One list with its backlog; places at the end of each week, or spread over it."""
    asked, summed, reasons = _asked(part)
    if not asked:
        return Translated({}, reasons)
    timeline = _timeline_of(case, part)
    by_chance = timeline.process == "poisson" or bool(timeline.rules)
    replications = replications_of(part.run, 400) if by_chance else 2

    def observe(played: Played) -> dict[str, Amount]:
        return {name: look(played, timeline) for name, look in asked.items()}

    study = Study(timeline.scenario(), observe, replications, summed)
    return studied(part, effort, study, reasons)


def _timeline_of(case: Case, part: Part) -> Timeline:
    given = Given(part.inputs)
    refuse_carrying(given)
    process = process_of(given)
    referrals = levels_of(given.take("referrals_per_week", "demand_per_week", "demand"),
                          "referrals_per_week", "rate", "referrals")  # fmt: skip
    places = levels_of(given.take("slots_per_week", "capacity_per_week", "capacity"),
                       "slots_per_week", "slots", "places", "capacity")  # fmt: skip
    rules, place = missed.rules_of(given)
    discipline = discipline_of(given)
    waiting = given.whole("initial_list", "backlog", default=0)
    oldest = given.number("initial_wait_weeks", default=0)
    given.choice({"end": ""}, "session_time", "sessions")
    given.take("initial_list_age")
    horizon = given.number("horizon", "horizon_weeks", "weeks", default=0)
    given.finish()
    horizon = max(horizon, number_in(part.run.get("weeks", 0), "weeks"))
    named = [int(n) for name in part.asked for n in re.findall(r"week_?s?_(\d+)", name)]
    named += [
        int(n) for name in part.asked for n in re.findall(r"weeks_\d+_(\d+)", name)
    ]
    weeks = max(int(np.ceil(horizon)), max(named, default=0) + MARGIN_WEEKS)
    # A fluid answer is that of places spread over the week; others are real sessions.
    spread, order = case.kind == "fluid", place if rules else discipline
    return Timeline(
        weeks, referrals, places, waiting, oldest, process, spread, rules, order
    )


def list_after(played: Played, week: float) -> float:
    """People on the list when so many weeks are over."""
    return float(waiting_at(played.visits, np.array([round(week * WEEK)]))[0])


def _list(week: str) -> Look:
    return lambda played, timeline: (list_after(played, float(week)), 1.0)


def _is_empty(week: str) -> Look:
    return lambda played, timeline: (float(list_after(played, float(week)) == 0), 1.0)


def _cleared(played: Played, timeline: Timeline) -> Amount:
    """First week after the longest list at whose end nobody is left.

    Where people and places are spread evenly, the one who has just come is not a list.
    """
    ends = np.arange(1, timeline.weeks + 1) * WEEK
    lists = waiting_at(played.visits, ends)
    top = int(np.argmax(lists))
    empty = np.flatnonzero(lists[top:] <= (1 if timeline.spread else 0))
    return (float(top + empty[0] + 1), 1.0) if len(empty) else NOBODY


def _peak(played: Played, timeline: Timeline) -> Amount:
    """Longest list at the end of a week."""
    ends = np.arange(0, timeline.weeks + 1) * WEEK
    return float(waiting_at(played.visits, ends).max()), 1.0


def _in_week(played: Played, week: int) -> Ints:
    """Stays at first appointments of those referred in one week, oldest first."""
    visits = played.visits
    first, last = (week - 1) * WEEK, week * WEEK
    inside = (visits.first_joined >= first) & (visits.first_joined < last)
    return np.flatnonzero(inside)


def _within(week: str, limit: str, unit: str = "days") -> Look:
    """Share of a week's referrals who attended in time, those waiting included."""
    minutes = float(limit) * (DAY if unit.startswith("day") else WEEK)

    def look(played: Played, timeline: Timeline) -> Amount:
        stays = played.visits.take(_in_week(played, int(week)))
        seen = (stays.started >= 0) & (stays.outcome != Outcome.DNA)
        soon = seen & (stays.started - stays.first_joined <= minutes)
        joined = np.count_nonzero(stays.attempt == 1)
        return float(np.count_nonzero(soon)), float(joined)

    return look


def _mean_wait(week: str, unit: str | None = None) -> Look:
    """Mean wait of a week's referrals who were seen."""
    length = DAY if unit == "days" else WEEK

    def look(played: Played, timeline: Timeline) -> Amount:
        stays = played.visits.take(_in_week(played, int(week)))
        seen = stays.take((stays.started >= 0) & (stays.outcome != Outcome.DNA))
        waited = (seen.started - seen.first_joined) / length
        return float(waited.sum()), float(len(waited))

    return look


def _wait_of_referral(week: str) -> Look:
    """Wait in weeks of the last person referred by the end of a week."""

    def look(played: Played, timeline: Timeline) -> Amount:
        return wait_of_last(played, float(week))

    return look


def wait_of_last(played: Played, week: float) -> Amount:
    """Wait in weeks of the last person who was referred before so many weeks."""
    visits = played.visits
    seen = visits.take((visits.started >= 0) & (visits.outcome != Outcome.DNA))
    before = seen.take(seen.first_joined < week * WEEK)
    if not len(before):
        return NOBODY
    last = int(np.argmax(before.first_joined))
    return float(before.started[last] - before.first_joined[last]) / WEEK, 1.0


def _used(first: str, last: str) -> Look:
    """Share of the places of some weeks that somebody took."""

    def look(played: Played, timeline: Timeline) -> Amount:
        begin, end = (int(first) - 1) * WEEK, int(last) * WEEK
        offered = _between(timeline.openings(), begin, end)
        return _between(played.visits.started, begin, end), offered

    return look


def _between(minutes: Ints | Floats, begin: float, end: float) -> float:
    return float(np.count_nonzero((minutes >= begin) & (minutes < end)))


def _seen_in(week: str) -> Look:
    """People who attended in one week."""

    def look(played: Played, timeline: Timeline) -> Amount:
        visits = played.visits.take(played.visits.outcome == Outcome.SEEN)
        return _between(visits.started, (int(week) - 1) * WEEK, int(week) * WEEK), 1.0

    return look


SHARE = rf"share_of_week_(\d+)_referrals_(?:scanned|seen)_within_{NUMBER}_(days|weeks)"
NAMES: Mapping[str, tuple[Callable[..., Look], str]] = {
    r"list_after_week_(\d+)(?:\.mean)?": (_list, "mean"),
    r"(?:mean_list_after_week|list_at_week)_(\d+)": (_list, "mean"),
    r"list_after_week_(\d+)\.sd": (_list, "sd"),
    r"list_after_week_(\d+)\.p05_p50_p95": (_list, "percentiles"),
    r"(?:p_list_(?:empty|cleared)_(?:after|by)_week_|p_empty_after_week_)(\d+)":
        (_is_empty, "mean"),
    r"list_after_week_(\d+)\.p_(?:empty|zero|cleared)": (_is_empty, "mean"),
    r"(?:week_list_is_cleared|weeks_to_clear|week_cleared)(?:\.mean)?":
        (lambda: _cleared, "mean"),
    r"(?:peak|max|largest)_list": (lambda: _peak, "mean"),
    r"week_list_is_cleared\.sd": (lambda: _cleared, "sd"),
    SHARE: (_within, "mean"),
    r"mean_wait_of_week_(\d+)_referrals(?:_(days|weeks))?": (_mean_wait, "mean"),
    r"wait_of_referral_at_week_(\d+)": (_wait_of_referral, "mean"),
    r"slot_utili[sz]ation_weeks_(\d+)_(\d+)": (_used, "mean"),
    r"(?:seen|completed)_in_week_(\d+)": (_seen_in, "mean"),
}  # fmt: skip


def _asked(part: Part) -> tuple[dict[str, Look], dict[str, str], dict[str, str]]:
    """Metrics that are known, how each sums up replications, and the others."""
    found: dict[str, Look] = {}
    summed, reasons = {}, {}
    for name in part.asked:
        for pattern, (make, how) in NAMES.items():
            match = re.fullmatch(pattern, name)
            if match:
                found[name] = make(*filter(None, match.groups()))
                summed[name] = how
                break
        else:
            reasons[name] = UNKNOWN
    return found, summed, reasons
