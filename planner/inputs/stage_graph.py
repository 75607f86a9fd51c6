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


def columns_of(
    starts: Iterable[str], ways: Mapping[str, Collection[str]]
) -> dict[str, int]:
    """Number of steps from the first start to each stage, by the longest way to it.

    Ways back to a stage that leads here are left out, so that loops end.

    >>> columns_of(["a"], {"a": ["b", "c"], "b": ["c"], "c": ["a", "d"], "d": []})
    {'a': 0, 'b': 1, 'c': 2, 'd': 3}
    """
    forward: dict[str, list[str]] = {}
    order: list[str] = []
    for start in starts:
        if start not in forward:
            _follow(start, ways, forward, order, [])
    column = dict.fromkeys(reversed(order), 0)
    for name in column:
        for to in forward[name]:
            column[to] = max(column[to], column[name] + 1)
    return column


def _follow(
    name: str,
    ways: Mapping[str, Collection[str]],
    forward: dict[str, list[str]],
    order: list[str],
    above: list[str],
) -> None:
    """Note the ways from a stage that do not lead back; stages in order of leaving."""
    above.append(name)
    forward[name] = [to for to in ways.get(name, ()) if to not in above]
    for to in forward[name]:
        if to not in forward:
            _follow(to, ways, forward, order, above)
    above.pop()
    order.append(name)
