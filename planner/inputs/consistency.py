"""What must agree across a scenario: names that one part says and another knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.inputs.scenario import Scenario


def contradictions(scenario: Scenario) -> list[str]:
    """Every name or sum in one part of a scenario that another part contradicts."""
    return [
        *_wrong_providers(scenario),
        *_wrong_posts(scenario),
        *_wrong_lists(scenario),
    ]


def _wrong_providers(scenario: Scenario) -> list[str]:
    found = []
    known = {*scenario.boards, *scenario.outside}
    numbers = [board.number for board in scenario.boards.values()]
    if len(numbers) != len(set(numbers)):
        found.append("two boards share a declared number")
    for name, board in scenario.boards.items():
        shares = board.demand.providers
        if shares and abs(sum(shares.values()) - 1) > 1e-6:
            total = sum(shares.values())
            found.append(f"boards.{name}.demand.providers add up to {total:g}, not 1")
        found += [
            f"boards.{name}.demand.providers names {provider!r}, a board that does not"
            f" exist (there are: {', '.join(sorted(known))})"
            for provider in shares
            if provider not in known
        ]
        if board.demand.fractures_a_year and scenario.population is None:
            found.append(f"boards.{name} has fractures but there is no [population]")
    return found


def _wrong_posts(scenario: Scenario) -> list[str]:
    found = []
    for name, board in scenario.boards.items():
        for post_id, post in board.posts.items():
            where = f"boards.{name}.posts.{post_id}"
            if post.role not in scenario.roles:
                found.append(f"{where}: no [roles.{post.role}] says leave and sickness")
            if scenario.money and post.band not in scenario.money.pay:
                bands = ", ".join(sorted(scenario.money.pay))
                found.append(f"{where}: band {post.band!r} has no pay (known: {bands})")
            found += [
                f"{where}.job_plan names {activity!r}, which is not an activity"
                for activity in post.job_plan
                if activity not in scenario.pathway.activities
            ]
    return found


def _wrong_lists(scenario: Scenario) -> list[str]:
    stages, attributes = scenario.pathway.stages, scenario.pathway.attributes
    found = []
    for name, board in scenario.boards.items():
        for what in ("waiting_list", "diary"):
            found += [
                f"boards.{name}.{what}.{stage} is not a stage of the pathway"
                for stage in getattr(board, what)
                if stage not in stages
            ]
        found += [
            f"boards.{name}.attributes.{attribute} is not an attribute of the pathway"
            for attribute in board.attributes
            if attribute not in attributes
        ]
        found += [
            f"boards.{name}.servers.{key} offers {activity!r}, not an activity"
            for key, servers in board.servers.items()
            for activity in servers.activities
            if activity not in scenario.pathway.activities
        ]
    return found
