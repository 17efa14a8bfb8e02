"""Compilation by numba, kept on disk: paid once at each installation or upgrade, never in a request."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba import types
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])
#: Where the compiled code is kept; a folder of the data folder in an installation.
CACHE_VARIABLE = "PASSERELLE_KERNEL_CACHE"


def _cache_folder() -> Path:
    """A folder for this very source: numba alone would not see that a function called from elsewhere changed."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    named = os.environ.get(CACHE_VARIABLE)
    folder = Path(named) if named else Path(tempfile.gettempdir()) / f"passerelle-kernel-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Compiled code is run as it is found: a folder that somebody else made is never read.
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o022:
        folder = Path(tempfile.mkdtemp(prefix="passerelle-kernel-"))
    return folder / digest.hexdigest()[:16]


_numba: Any = numba
_numba.config.CACHE_DIR = str(_cache_folder())


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
