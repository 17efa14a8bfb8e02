"""Compilation by numba, kept on disk: paid once at each installation or upgrade, never in a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba import types
from numba.extending import intrinsic

from workers.engine.kernel.ready import cache_folder

Function = TypeVar("Function", bound=Callable[..., Any])
_numba: Any = numba
_numba.config.CACHE_DIR = str(cache_folder())


#: Division as NumPy's: no test for zero, so that loops run on several numbers at once.
_PLAIN: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
_BARE = _PLAIN | {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}


def compiled(function: Function) -> Function:
    """The function in machine code, kept on disk, without the interpreter's lock."""
    made: Function = _numba.njit(cache=True, **_PLAIN)(function)
    return made


def bare(function: Function) -> Function:
    """The same for a function that makes no array and that only compiled ones call, where it is unfolded.

    The references of its arguments are then not counted at each call, which would cost more than the work.
    """
    made: Function = _numba.njit(forceinline=True, **_BARE)(function)
    return made


def apart(function: Function) -> Function:
    """The same for what is called seldom: it is not unfolded where it is called."""
    made: Function = _numba.njit(**_BARE)(function)
    return made


@intrinsic
def _popcount(_context: Any, word: Any) -> Any:  # noqa: ARG001  numba gives its type
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


#: How many bits of a word of 64 are set.
popcount: Any = _popcount
