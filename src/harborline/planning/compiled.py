"""Compiles functions that call each other, so that one text is both the fast program and its plain twin.

numba resolves the names in a function when it compiles it; these functions are compiled as copies that
find each other compiled, and the plain ones stay what they are. Doubles are added up in the same order
on both ways (no fast-math), so both give the same results to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from types import FunctionType
from typing import Any

_Made = Callable[..., Any]
_made: dict[tuple[_Made, ...], _Made] = {}
_making = Lock()
_OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False}
"""`_nrt`: nobody counts who holds an array, which none of these functions makes: a third of the time."""


def compiled(*functions: _Made) -> _Made:
    """Gives the last function compiled; each may call those before it. The GIL is let go meanwhile.

    Compiling takes seconds, at the first call and once in a process. None of them may make an array.
    """
    with _making:
        if functions not in _made:
            _made[functions] = _compile(functions)
    return _made[functions]


def _compile(functions: tuple[_Made, ...]) -> _Made:
    from numba import njit

    names = dict(functions[0].__globals__)
    made = functions[-1]
    for function in functions:
        assert isinstance(function, FunctionType)  # noqa: S101 -- a mistake of ours, not of the input
        copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
        made = names[function.__name__] = njit(**_OPTIONS)(copy)
    return made
