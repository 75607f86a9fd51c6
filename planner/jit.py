"""Compilation to machine code, the same way everywhere.

Numba compiles a function when it is first called and keeps the machine code on disk
(see `planner.code_cache`), so the seconds that takes are spent once a machine. Numba
itself is loaded then too: a command that finds its results on hand needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, update_wrapper
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function compiled on first use, free of the interpreter's lock."""
    return cast(Function, CompiledFunction(function))


def inlined(function: Function) -> Function:
    """A small function that compiled ones take in as if written there."""
    return cast(Function, CompiledFunction(function, forceinline=True))


def uncounted(function: Function) -> Function:
    """As `compiled`, for a function that makes no array and keeps none.

    Numba counts references of every array that one function hands to another, which
    costs more than what small functions do. Nothing is counted here, nor in what the
    function calls: its caller holds all arrays.
    """
    return cast(Function, CompiledFunction(function, _nrt=False))


class CompiledFunction:
    """A function that runs as machine code, compiled or loaded on its first call."""

    def __init__(self, function: Callable[..., Any], **options: Any) -> None:
        self._function, self._options = function, options
        update_wrapper(self, function)

    @cached_property
    def dispatcher(self) -> Any:
        """The function as Numba has it, to be called from Python."""
        from planner.code_cache import dispatcher

        return dispatcher(self._function, self._options)

    @cached_property
    def _inner(self) -> Any:
        """The same for calls by compiled functions, which is most of them.

        Without what translates Python's arguments: a fifth of the compiling.
        """
        from planner.code_cache import dispatcher

        options = {**self._options, "no_cpython_wrapper": True}
        return dispatcher(self._function, options, called_by="compiled")

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """The result of the machine code."""
        return self.dispatcher(*arguments, **named)

    @property
    def _numba_type_(self) -> Any:
        """Type by which Numba knows the function where compiled ones call it."""
        return self._inner._numba_type_

    def __reduce__(self) -> str:
        """Name under which another process finds the function."""
        return self._function.__qualname__


def is_compiled(function: Any) -> bool:
    """Whether machine code of a function is at hand; else its first call compiles it.

    Code that was made of another version of any compiled module is not.
    """
    from planner.code_cache import is_on_disk

    made = function.dispatcher
    return bool(made.signatures) or is_on_disk(made)
