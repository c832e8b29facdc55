"""How loops are compiled by numba, and where the machine code is kept: in a folder that its user alone may write.

numba loads what it keeps as pickled code, so a folder that others may write would run their code as this user.
Without a folder of one's own nothing is kept, and each process compiles anew.
"""

from __future__ import annotations

import logging
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

# numba takes settings from a file of the working folder, which may be one of documents, and among them the folder
# whose pickled code it runs.
if os.path.lexists(".numba_config.yaml"):
    raise ImportError("a .numba_config.yaml lies in the working folder, and what lies there sets nothing")

from numba import config, njit, types

_Function = TypeVar("_Function", bound=Callable[..., object])
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH

logger = logging.getLogger(__name__)


def usual_folder() -> Path | None:
    """Where the platform keeps what a user's programs can make again, None where the user has no home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    try:
        if sys.platform == "win32":
            return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "policyscope" / "compiled"
        if sys.platform == "darwin":
            return Path.home() / "Library/Caches/policyscope/compiled"
        return (Path(named) if os.path.isabs(named) else Path.home() / ".cache") / "policyscope" / "compiled"
    except RuntimeError:
        return None


def private_folder(wanted: Path) -> Path | None:
    """A folder, made where it does not exist, if its user alone may write in it or put another in its place; else None.

    It must belong to this user and be closed to all others for writing; each folder above must belong to this
    user or the system, and be closed to others too, unless it is one where nobody can move what is not his.
    """
    try:
        folder = wanted.resolve()
        for missing in [above for above in (*reversed(folder.parents), folder) if not above.exists()]:
            missing.mkdir(mode=0o700, exist_ok=True)
        if not hasattr(os, "getuid"):
            return folder  # a profile of Windows is its user's own by its access list
        own = folder.stat()
        if own.st_uid != os.getuid() or own.st_mode & _WRITABLE_BY_OTHERS or not os.access(folder, os.W_OK):
            return None
        for above in (parent.stat() for parent in folder.parents):
            open_to_others = above.st_mode & _WRITABLE_BY_OTHERS and not above.st_mode & stat.S_ISVTX
            if above.st_uid not in (0, os.getuid()) or open_to_others:
                return None
    except OSError:
        return None
    return folder


def _keep_machine_code() -> bool:
    """Tell numba where to keep machine code: in the folder named by NUMBA_CACHE_DIR, else the usual one."""
    settings: Any = config
    wanted = Path(settings.CACHE_DIR) if settings.CACHE_DIR else usual_folder()
    folder = private_folder(wanted) if wanted else None
    if folder is None:
        logger.warning("compiled loops are not kept: %s is no folder that you alone may write", wanted or "your home")
        return False
    settings.CACHE_DIR = str(folder)
    return True


_KEPT = _keep_machine_code()


def compiled(*signatures: tuple[Any, ...]) -> Callable[[_Function], _Function]:
    """Compile a loop for each of the given argument types when it is defined; it releases the interpreter's lock."""

    def compiled_now(function: _Function) -> _Function:
        return cast(_Function, njit(list(signatures), nogil=True, cache=_KEPT)(function))

    return compiled_now


def inlined(function: _Function) -> _Function:
    """Compile a function into each loop that calls it."""
    return cast(_Function, njit(inline="always")(function))


def read_only(kind: Any) -> Any:
    """The type of an array of one dimension that is only read, of numbers of a numba type."""
    return types.Array(kind, 1, "C", readonly=True)


def written(kind: Any, dimensions: int = 1) -> Any:
    """The type of an array that is written."""
    return types.Array(kind, dimensions, "C")
