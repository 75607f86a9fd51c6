"""Options of a command that stand together in a dataclass.

Apart from the options themselves, which load what a help text has no need of.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from typing import Any, get_type_hints


def with_each_option(command: Callable[..., None]) -> Callable[..., None]:
    """A command with a parameter for each option of the dataclass that it takes."""
    signature = inspect.signature(command, eval_str=True)
    groups: dict[str, Any] = {
        name: parameter.annotation
        for name, parameter in signature.parameters.items()
        if is_dataclass(parameter.annotation)
    }
    options = {name: [*_options_of(group)] for name, group in groups.items()}

    def call(**given: Any) -> None:
        for name, group in groups.items():
            own = {option.name: given.pop(option.name) for option in options[name]}
            given[name] = group(**own)
        command(**given)

    call.__doc__ = command.__doc__
    call.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[
            option.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for name, parameter in signature.parameters.items()
            for option in options.get(name, [parameter])
        ]
    )
    return call


def _options_of(group: Any) -> Iterator[inspect.Parameter]:
    """Options of a dataclass, its own before those that it inherits."""
    signature = inspect.signature(group)
    hints = get_type_hints(group, include_extras=True)
    own_first = [
        name for kind in group.__mro__ for name in inspect.get_annotations(kind)
    ]
    for name in dict.fromkeys(own_first):
        yield signature.parameters[name].replace(annotation=hints[name])
