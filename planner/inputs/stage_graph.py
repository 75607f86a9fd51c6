"""Which stage leads where: loops in no time, and stages that somebody can reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping


def reached_from(
    starts: Iterable[str], ways: Mapping[str, Collection[str]]
) -> set[str]:
    """The starts, and every stage to which ways lead from them.

    >>> sorted(reached_from(["a"], {"a": ["b"], "b": ["done"], "c": ["a"]}))
    ['a', 'b', 'done']
    """
    found = set(starts)
    ahead = list(found)
    while ahead:
        for to in ways.get(ahead.pop(), ()):
            if to not in found:
                found.add(to)
                ahead.append(to)
    return found


def instant_loops(ways: Mapping[str, Collection[str]]) -> list[str]:
    """Stages that lead back to themselves by these ways.

    Parameters
    ----------
    ways : stages that take no time, and where each leads in no time

    >>> instant_loops({"a": ["b"], "b": ["a"], "c": ["a"]})
    ['a', 'b']
    """
    return [name for name, first in ways.items() if name in reached_from(first, ways)]
