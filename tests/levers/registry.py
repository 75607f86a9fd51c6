"""Every parameter there is, read off the inputs themselves, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planner.inputs.units import Parameters

Model = type[Parameters]
Path = tuple[str | int, ...]
Field = tuple[str, str]
"""Name of a class of inputs and of one of its fields."""


def models_in(annotation: Any) -> Iterator[Model]:
    """Classes of inputs inside `X | None`, `dict[str, X]`, `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from models_in(part)


def reachable(root: Model) -> list[Model]:
    """A class of inputs and all that its fields lead to."""
    found, ahead = [], [root]
    while ahead:
        model = ahead.pop(0)
        if model not in found:
            found.append(model)
            for field in model.model_fields.values():
                ahead += models_in(field.annotation)
    return found


def parameters_of(root: Model) -> list[Field]:
    """Every field of every class, by name."""
    return [(m.__name__, f) for m in reachable(root) for f in m.model_fields]


def places_in(value: Any, path: Path = ()) -> Iterator[tuple[Field, Path]]:
    """Where each field of each class stands in one set of inputs."""
    if isinstance(value, Parameters):
        for name in type(value).model_fields:
            yield (type(value).__name__, name), (*path, name)
            yield from places_in(getattr(value, name), (*path, name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from places_in(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from places_in(inner, (*path, index))
