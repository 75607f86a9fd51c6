"""Dotted keys of a scenario's inputs, spelled out by an editor's completion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from planner.errors import unknown_name
from planner.locale import gettext_noop


class InputKey:
    """A dotted key, or the beginning of one.

    Names with a hyphen are reached by brackets; both are completed.

    >>> key = InputKey("", {"boards.hywel-dda.demand.dna_share", "years"})
    >>> str(key.boards["hywel-dda"].demand.dna_share)
    'boards.hywel-dda.demand.dna_share'
    """

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self._name, self._known = name, frozenset(known)

    def __str__(self) -> str:
        return self._name

    def __repr__(self) -> str:
        return f"InputKey({self._name!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self._name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._children())

    def __contains__(self, part: object) -> bool:
        return part in self._children()

    def __getitem__(self, part: str) -> InputKey:
        """The key with one part more.

        Raises
        ------
        KeyError: naming the nearest parts there are
        """
        if part not in self._children():
            problem = unknown_name(gettext_noop("key"), part, self._children())
            raise KeyError(str(problem))
        name = f"{self._name}.{part}".lstrip(".")
        inside = f"{name}."
        return InputKey(name, (each for each in self._known if each.startswith(inside)))

    def __getattr__(self, part: str) -> InputKey:
        try:
            return self[part]
        except KeyError as error:
            raise AttributeError(*error.args) from None

    def __dir__(self) -> list[str]:
        return [part for part in self._children() if part.isidentifier()]

    def _ipython_key_completions_(self) -> list[str]:
        """Parts that a notebook offers within brackets."""
        return self._children()

    def _children(self) -> list[str]:
        depth = len(self._name.split(".")) if self._name else 0
        parts = {each.split(".")[depth] for each in self._known if each != self._name}
        return sorted(parts)


def keys_of(tree: Any) -> Iterator[str]:
    """Dotted keys of every table and value of a dumped scenario."""
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(tree, dict):
        items = tree.items()
    elif isinstance(tree, list | tuple):
        items = enumerate(tree)
    for name, value in items:
        yield str(name)
        yield from (f"{name}.{rest}" for rest in keys_of(value))
