"""What the resolved plan of an option holds of each number in its words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from planner import load_scenario
from planner.data.facts import load_facts
from planner.inputs.changes import expand
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario

Measured = Callable[[Scenario, Scenario], Any]


@cache
def plan(*options: str) -> Scenario:
    """The default plan under these options, at its end, when all of it holds."""
    return load_scenario(DEFAULT_SCENARIO, options).periods[-1][1]


def wte(role: str) -> Measured:
    """WTE of a role that an option adds in Wales."""

    def added(before: Scenario, after: Scenario) -> float:
        totals = [
            sum(
                post.wte
                for board in here.boards.values()
                for post in board.posts.values()
                if post.role == role
            )
            for here in (before, after)
        ]
        return round(totals[1] - totals[0], 6)

    return added


def new_posts(role: str, wte_each: float | None = None) -> Measured:
    """Posts of a role that an option adds with a training, or of this WTE."""

    def added(before: Scenario, after: Scenario) -> int:
        return sum(
            name not in before.boards[board_id].posts
            and post.role == role
            and (bool(post.training) if wte_each is None else post.wte == wte_each)
            for board_id, board in after.boards.items()
            for name, post in board.posts.items()
        )

    return added


def most_days(before: Scenario, after: Scenario) -> float:
    """Scanning days a week that every board with a scanner of its own reaches."""
    return min(
        max(one.sessions_a_week for one in board.scanners.values()) / 2
        for board in after.boards.values()
        if board.scanners
    )


def days_where(key: str) -> Callable[[Scenario, Scenario], set[float]]:
    """Scanning days a week, before, of the boards where an option sets a key."""

    def days(before: Scenario, after: Scenario) -> set[float]:
        return {
            before.boards[board_id].scanners["scanner"].sessions_a_week / 2
            for board_id, board in after.boards.items()
            if any(getattr(one, key) for one in board.scanners.values())
        }

    return days


def identified(before: Scenario, after: Scenario) -> float:
    """Per cent of expected fractures that the worst board finds, sites weighted."""
    facts = load_facts("parameters").set_index("id")["value"]
    hip, spine = facts["mix.hip"], facts["mix.spine"]
    weights = {"hip": hip, "spine": spine, "other": 100 - hip - spine}
    shares = []
    for board in after.boards.values():
        found = dict(board.demand.identified)
        found |= {site: ramp.to for site, ramp in board.demand.ramps.items()}
        shares.append(sum(weights[site] * found[site] for site in weights))
    return round(min(shares))


def value(key: str, times: float = 1.0) -> Measured:
    """Value of a key under the option, the board being a star."""

    def values(before: Scenario, after: Scenario) -> set[float]:
        tree = after.model_dump()
        found = set()
        for name in expand({key: None}, after.boards):
            here = tree
            for part in name.split("."):
                here = here.get(part) if isinstance(here, dict) else None
            if here is not None:
                found.add(round(float(here) * times, 6))
        return found

    return values


def added(key: str) -> Measured:
    """What an option adds to a key of every board."""

    def gaps(before: Scenario, after: Scenario) -> set[float]:
        found = set()
        for board_id, board in after.boards.items():
            for name, scanner in board.scanners.items():
                was = getattr(before.boards[board_id].scanners[name], key)
                found.add(round(getattr(scanner, key) - was, 6))
        return found

    return gaps


def weeks_without_scanner(before: Scenario, after: Scenario) -> float:
    replaced = after.boards["betsi-cadwaladr"].scanners["scanner"].replacement
    assert replaced is not None
    return ((replaced.end - replaced.start).days + 1) / 7


def months_outside(before: Scenario, after: Scenario) -> set[int]:
    return {
        round((one.end - one.start).days / 30.4)
        for _day, here in load_scenario(
            DEFAULT_SCENARIO, ["outsourced-reports"]
        ).periods
        for board in here.boards.values()
        for one in board.outsourced.values()
        if one.start and one.end
    }


def moved_to_wales(before: Scenario, after: Scenario) -> float:
    was, now = (
        sum(
            share
            for place, share in here.boards["powys"].demand.providers.items()
            if place in here.boards
        )
        for here in (before, after)
    )
    return round(now - was, 6)


def places_before(before: Scenario, after: Scenario) -> int:
    return len(before.places_of("powys"))


def one_visit_in(before: Scenario, after: Scenario) -> int:
    visits = after.mobile_units["rural-unit"].visits
    return len(visits) // visits.count("powys")


def ends_after_years(before: Scenario, after: Scenario) -> set[int]:
    return {
        ramp.end.year - ramp.start.year
        for board in after.boards.values()
        for ramp in board.demand.ramps.values()
    }


def roll_out(role: str) -> Measured:
    """WTE of a role that an option takes away."""
    return lambda before, after: -wte(role)(before, after)


PROMISES: dict[str, tuple[tuple[str, Measured], ...]] = {
    "balanced": (
        ("five scanning days", most_days),
        ("one more reserved slot", added("reserved_slots_a_day")),
    ),
    "dxa-five-days": (("five days a week", most_days),),
    "extended-day": (
        ("two evenings a week", value("boards.*.scanners.scanner.evenings_a_week")),
        ("three or", lambda a, b: min(days_where("evenings_a_week")(a, b))),
        (
            "three and a half days",
            lambda a, b: max(days_where("evenings_a_week")(a, b)),
        ),
    ),
    "identify-80-by-2028": (
        ("80 %", identified),
        ("over two years", ends_after_years),
    ),
    "identify-80-percent": (("80 %", identified),),
    "identify-80-percent-matched": (("80 %", identified),),
    "lists-by-site": (
        ("two hospitals", lambda a, b: len(b.boards["betsi-cadwaladr"].sites)),
    ),
    "lists-by-site-then-one": (
        (
            "two hospitals",
            lambda a, b: len(plan("lists-by-site").boards["betsi-cadwaladr"].sites),
        ),
    ),
    "more-administrators": (("four more administrators", wte("admin")),),
    "more-nurses": (("six more nurse specialists", wte("nurse")),),
    "mutual-aid-west": (("a fifth", lambda a, b: b.aid["west"].share),),
    "oldest-scanned-elsewhere": (
        ("300 scans", value("boards.*.scanned_elsewhere.oldest.people")),
    ),
    "outsourced-reports": (
        ("Five scanning days", most_days),
        ("six months", months_outside),
    ),
    "powys-agreement-south": (("a tenth", moved_to_wales),),
    "powys-clinic": (
        (
            "one day a week",
            value("boards.powys.scanners.scanner.sessions_a_week", 0.5),
        ),
        ("seven hospitals", places_before),
    ),
    "powys-mobile-unit": (("one week in four", one_visit_in),),
    "recruit-and-train": (
        ("two nurses recruited", new_posts("nurse", 1.0)),
        ("two operators trained", new_posts("operator")),
    ),
    "regional-list-west": (("two boards", lambda a, b: len(b.pools["west"].boards)),),
    "reserved-slots": (("one more appointment a day", added("reserved_slots_a_day")),),
    "scanner-replaced": (("twelve weeks", weeks_without_scanner),),
    "second-scanner": (
        (
            "one day a week",
            value("boards.*.scanners.second-scanner.sessions_a_week", 0.5),
        ),
    ),
    "sooner-assessment": (
        (
            "one week after",
            lambda a, b: b.pathway.stages["register"].next[0].delay.mean / 7,
        ),
    ),
    "starts-fall-with-delay": (
        (
            "a third of those advised after 16 weeks",
            lambda a, b: round(1 - b.pathway.attributes["starts_though_late"].share, 6),
        ),
    ),
    "urgent-first-with-guard": (
        (
            "36 weeks",
            lambda a, b: (
                b.pathway.activities["over 36 weeks"].route.waited_longer_than_days / 7
            ),
        ),
    ),
    "weekend-scanning": (("five days a week", days_where("weekend_sessions_a_week")),),
    "without-roll-out": (
        ("13 nurse specialists", roll_out("nurse")),
        ("11 administrators", roll_out("admin")),
    ),
}
"""Phrases of titles and questions with a number, and what the resolved plan holds."""
