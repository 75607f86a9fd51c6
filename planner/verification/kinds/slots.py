"""Lists that weekly sessions serve: places used at once, or lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, numbers_of, rows_of
from planner.verification.kinds import missed
from planner.verification.kinds.service import (
    Span,
    discipline_of,
    replications_of,
    span_of,
)
from planner.verification.network import DAY, UNITS, WEEK, Network
from planner.verification.sight import Ints, Played, Sight
from planner.verification.study import Effort
from planner.verification.translated import Look, Translated, looked_at

SLOT: Mapping[str, Any] = {"slot_minutes": 1, "hold": "slot"}
"""One place of a session: sessions last one minute, so that places are used at once."""
PROCESSES = {
    "poisson": "poisson",
    "even": "even",
    "deterministic": "even",
    "regular": "even",
}
TIMES = dict.fromkeys(("end", "start", "one", "weekly", "each week", "every week"), "")


@dataclass
class Diary:
    """Openings of one cycle: the minute before which each lies, and its places."""

    cycle: int
    openings: list[tuple[int, int]] = field(default_factory=list)

    def until(self, horizon: int) -> tuple[Ints, Ints]:
        """Minutes and places of all openings before a minute."""
        minutes = np.concatenate(
            [np.arange(first, horizon, self.cycle) for first, _ in self.openings]
        )
        repeats = [len(range(first, horizon, self.cycle)) for first, _ in self.openings]
        places = np.repeat([places for _, places in self.openings], repeats)
        order = np.argsort(minutes, kind="stable")
        return minutes[order].astype(np.int64), places[order].astype(np.int64)

    def serve(
        self, network: Network, activities: Sequence[str], fewer: int = 0
    ) -> None:
        """Add the sessions: so many servers as there are places, for one minute."""
        for first, places in self.openings:
            if places > fewer:
                network.serve(activities, count=places - fewer, first_minute=first,
                              length_minutes=1, every_minutes=self.cycle)  # fmt: skip


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """A weekly list: one class or several, places missed and booked again."""
    given = Given(part.inputs)
    process = given.choice(PROCESSES, "referral_process", "process", "spacing")
    refuse_carrying(given)
    diary = _diary_of(given)
    classes = _classes_of(given)
    reserved = _reserved(given)
    rules, order = missed.rules_of(given)
    discipline = discipline_of(given)
    order = order if rules else discipline
    given.finish()
    network = Network()
    _add_classes(network, classes, process, (rules, order))
    if reserved:
        network.activity("kept", ["scan"], route={"urgent": True}, discipline=order)
        network.serve(["kept"], count=reserved, first_minute=diary.openings[0][0],
                      length_minutes=1, every_minutes=diary.cycle)  # fmt: skip
    open_to_all = [name for name in network.activities if name != "kept"]
    diary.serve(network, open_to_all, fewer=reserved)
    rate = sum(rate for rate in classes.values())
    span = span_of(part.run, effort, rate, 0.5, 1.0)
    return session_metrics(case, part, effort, network, diary, span, [*classes])


def refuse_carrying(given: Given) -> None:
    """Places that nobody takes are lost; a case that keeps them cannot be expressed."""
    given.choice({"lost": "", "wasted": "", "no carry": ""}, "unused_slots", "unused")


def _diary_of(given: Given) -> Diary:
    """The sessions of a week or of several, in the minute before each period ends."""
    places = given.take("slots_per_session", "slots_per_week", "slots", "places")
    number = given.whole("sessions_per_week", default=1)
    text = given.take("sessions", "session_time")
    weeks = given.whole("weeks_between_sessions", default=1)
    if isinstance(text, str):
        if any(
            word in text.lower() for word in ("fortnight", "other week", "two weeks")
        ):
            weeks = 2
        elif "two" in text.lower() or "twice" in text.lower():
            number = 2
        else:
            given.choice(TIMES, "sessions", "session_time")
    elif isinstance(text, int):
        number = text
    sizes = [int(size) for size in numbers_of(places, "slots_per_session")]
    if any(size < 0 for size in sizes) or number < 1 or WEEK % number:
        raise NotExpressedError(f"{number} sessions a week do not divide it evenly")
    gap = WEEK * weeks // number
    openings = [(gap * (k + 1) - 1, size) for k, size in enumerate(sizes)]
    return Diary(gap * len(sizes), openings)


def _classes_of(given: Given) -> dict[str, float]:
    """Referrals a week by class, the most urgent first; one class has no name."""
    rows = given.take("classes")
    if rows is not None:
        listed = rows_of(rows, "classes")
        found = {}
        for number, row in enumerate(listed, 1):
            own = Given(row)
            name = str(own.take("name", default=f"class{number}"))
            rate = own.number("per_week", "rate", "referrals_per_week")
            found[own.number("priority", default=number), name] = rate
            own.finish()
        return {name: rate for (_, name), rate in sorted(found.items())}
    names = ("emergency", "urgent", "soon", "routine")
    found_names = [name for name in names if given.has(f"{name}_per_week")]
    if found_names:
        given.take("rule")
        return {name: given.number(f"{name}_per_week") for name in found_names}
    return {"": given.number("referrals_per_week", "arrival_rate", "referrals")}


def _reserved(given: Given) -> int:
    """Places that only urgent people may take, lost when they do not."""
    number = given.whole(
        "reserved_for_urgent", "reserved_slots", "reserved_slots", default=0
    )
    rule = str(given.take("rule", default="")).lower()
    if not number and any(w in rule for w in ("reserve", "ring-fenc", "kept", "held")):
        raise NotExpressedError(f"input 'rule': how many places are kept? {rule!r}")
    if any(word in rule for word in ("alternat", "longest", "random", "share")):
        raise NotExpressedError(f"input 'rule': no counterpart for {rule!r}")
    return number


def _add_classes(
    network: Network,
    classes: Mapping[str, float],
    process: str,
    rules: tuple[Mapping[str, Any], str],
) -> None:
    """Two classes are urgent and routine; more of them are activities in order."""
    stage_rules, order = rules
    if len(classes) <= 2:
        network.stage("scan", **SLOT, **stage_rules)
        urgent_first = len(classes) == 2
        network.activity("scan", ["scan"], urgent_first=urgent_first, discipline=order)
    for place, (name, rate) in enumerate(classes.items()):
        keys: dict[str, Any] = {"kind": process}
        if len(classes) == 2:
            keys["urgent_share"] = 1.0 - place
        elif name:
            keys["enters"] = network.stage(f"scan-{name}", **SLOT, **stage_rules)
            network.activity(name, [f"scan-{name}"], discipline=order)
        network.arrive_at_random(rate, WEEK, **keys)


def session_metrics(
    case: Case,
    part: Part,
    effort: Effort,
    network: Network,
    diary: Diary,
    span: Span,
    classes: Sequence[str],
) -> Translated:
    """Metrics of a list with sessions, over whole weeks, in the case's unit."""
    begin = int(np.ceil(span.warm)) * WEEK
    end = begin + max(1, round(span.window)) * WEEK
    horizon = end + max(8, round(span.after)) * WEEK
    openings, places = diary.until(horizon)
    scale = unit_of(case)

    def everybody(played: Played) -> Sight:
        return Sight(played, played.visits, begin, end, scale, 0, openings, places)

    def one_class(place: int) -> Look:
        def look(played: Played) -> Sight:
            sight = everybody(played)
            if len(classes) > 2:
                return sight.only(sight.stays.stage == place + 1)
            urgent = played.cohort.urgent[sight.stays.patient]
            return sight.only(urgent == (place == 0))

        return look

    looks = {name: one_class(place) for place, name in enumerate(classes) if name}
    looks |= {f"class{n}": look for n, look in enumerate([*looks.values()], 1)}
    scenario = network.scenario(horizon)
    looks = {**looks, "": everybody}
    return looked_at(part, effort, scenario, looks, replications_of(part.run))


def unit_of(case: Case, default: float = WEEK) -> float:
    """Minutes to the unit in which a case states its times."""
    units = case.units.lower()
    return float(next((UNITS[unit] for unit in UNITS if unit in units), default))


def translate_calendar(case: Case, part: Part, effort: Effort) -> Translated:
    """A scanner that is open on some weekdays, referrals on days of their own."""
    given = Given(part.inputs)
    refuse_carrying(given)
    referrals = numbers_of(given.take("referrals_per_day_mon_to_sun"), "referrals")
    slots = numbers_of(given.take("slots_per_day_mon_to_sun"), "slots")
    if len(referrals) != 7 or len(slots) != 7:
        raise NotExpressedError("referrals and slots are given for seven weekdays")
    order = given.choice({"start of the day": "start", "before": "start",
                          "end of the day": "end", "after": "end"},
                         "order_within_day")  # fmt: skip
    given.choice(PROCESSES, "referral_process", "process")
    rules, place = missed.rules_of(given)
    discipline_of(given)
    given.finish()
    # People who come on a day are after its places where these are used at its start.
    offset = WEEK - 1 if order == "start" else DAY - 2
    openings = [(offset + day * DAY, int(n)) for day, n in enumerate(slots) if n]
    diary = Diary(WEEK, openings)
    network = Network()
    network.stage("scan", **SLOT, **rules)
    network.activity("scan", ["scan"], discipline=place)
    diary.serve(network, ["scan"])
    _add_days(network, referrals)
    span = span_of(part.run, effort, sum(referrals), 1.0, 1.0)
    return session_metrics(case, part, effort, network, diary, span, [""])


def _add_days(network: Network, referrals: Sequence[float]) -> None:
    """Poisson arrivals by weekday; one entry where all days are alike."""
    if len(set(referrals)) == 1:
        network.arrive_at_random(referrals[0], DAY)
        return
    for day, rate in enumerate(referrals):
        if rate:
            times = {"first_minute": day * DAY, "length_minutes": DAY}
            network.arrive_at_random(rate, DAY, every_minutes=WEEK, **times)
