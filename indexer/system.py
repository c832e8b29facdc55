"""What the operating system is asked for beyond Python's own ways: limits on a process, and a lock on a file.

Linux gives all of it, macOS no limit on memory, Windows none of the limits and locks of its own. What a system cannot
limit is named, so that it can be told; nothing here makes a program fail to start.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MEMORY, PROCESSOR_TIME = "memory", "processor time"
PROCESSOR_TIME_SIGNAL: int | None = getattr(signal, "SIGPROF", None)
"""What ends a process whose processor time is over, None where the system does not count it."""

_OPEN_FILES = 32
_ON_LINUX = sys.platform.startswith("linux")
_FLOCK = struct.Struct("hhqqi" if _ON_LINUX else "qqihh")
"""The system's `struct flock`: type, whence, start, length, process on Linux; elsewhere type and whence come last."""


def limit_memory(size: int) -> tuple[str, ...]:
    """Bound the address space of this process, in bytes, and let it leave no core file; tells what has no limit."""
    _limited("RLIMIT_CORE", 0)
    missing = () if _limited("RLIMIT_AS", size) else (MEMORY,)
    return missing if hasattr(signal, "setitimer") else (*missing, PROCESSOR_TIME)


def limit_to_reading() -> None:
    """Let this process write no file, start no other and open few files, where the system has limits for that."""
    for name, most in (("RLIMIT_FSIZE", 0), ("RLIMIT_NPROC", 0), ("RLIMIT_NOFILE", _OPEN_FILES)):
        _limited(name, most)


def limit_processor_time(seconds: float) -> None:
    """End this process by `PROCESSOR_TIME_SIGNAL` once it has computed so long from now; 0 lifts the limit.

    The system counts and ends it, whatever it is doing then; time in which it waits or others compute is not counted.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limited(name: str, most: int) -> bool:
    if not hasattr(resource, name):
        return False
    try:
        resource.setrlimit(getattr(resource, name), (most, most))
    except (OSError, ValueError):  # macOS refuses a limit on the address space
        return False
    return True


def locked(descriptor: int) -> bool:
    """Take the lock of an open file for this process, which lets it go when it closes the file or ends.

    False where another process has it; other errors of the system pass through.
    """
    try:
        if fcntl is not None:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            windows: Any = __import__("msvcrt")
            os.lseek(descriptor, 0, os.SEEK_SET)
            windows.locking(descriptor, windows.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    return True


def lock_holder(descriptor: int) -> int | None:
    """The process that holds a lock on an open file, 0 where it cannot be seen from here, None where there is none."""
    if fcntl is None:
        return 0
    asked = (fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0) if _ON_LINUX else (0, 0, 0, fcntl.F_WRLCK, os.SEEK_SET)
    told = _FLOCK.unpack(fcntl.fcntl(descriptor, fcntl.F_GETLK, _FLOCK.pack(*asked)))
    kind, process = (told[0], told[4]) if _ON_LINUX else (told[3], told[2])
    return None if kind == fcntl.F_UNLCK else max(process, 0)


def open_file(path: str | os.PathLike[str], flags: int, mode: int = 0o600) -> int:
    """A descriptor of a file, its bytes taken as they are, that other programs started from here do not get."""
    return os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0), mode)
