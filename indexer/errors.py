"""Every error Policyscope raises on purpose, as one tree.

PolicyscopeError            what was wrong, where, and what to do; never shown as a traceback
├── WrongUsage              the caller asked for something that does not exist    exit 2, HTTP 422
│   └── NotFound            no such document, facet or page                       exit 1, HTTP 404
├── WrongSettings           a setting is unknown or has an impossible value       exit 2
├── DocumentRefused         one file cannot be read; the run goes on              exit 3 at the end
├── LibraryBusy             another process is writing to this library            exit 1, HTTP 503
├── LibraryUnavailable      the disk is full, read-only, closed to us or failing  exit 1, HTTP 503
└── LibraryDamaged          catalogue or index cannot be trusted                  exit 1, HTTP 503
"""

from __future__ import annotations

import errno


class PolicyscopeError(Exception):
    """An error with a sentence for the person who has to act on it."""

    exit_code = 1
    http_status = 500


class WrongUsage(PolicyscopeError):
    """A parameter or argument is unknown, ill-typed or out of range.

    `parameter` names the offender and `allowed` what would have been accepted.
    """

    exit_code = 2
    http_status = 422

    def __init__(self, message: str, *, parameter: str = "", allowed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.allowed = allowed


class NotFound(WrongUsage):
    """The thing asked for is not in this library."""

    exit_code = 1
    http_status = 404


class WrongSettings(PolicyscopeError):
    """A setting is unknown, ill-typed or out of range."""

    exit_code = 2


class DocumentRefused(PolicyscopeError):
    """One file cannot become a document; the message is the reason shown to the user."""

    exit_code = 3


class LibraryBusy(PolicyscopeError):
    """Another process holds the lock of the library."""

    http_status = 503


class LibraryUnavailable(PolicyscopeError):
    """What is on disk is sound as far as is known, but cannot be read or written just now."""

    http_status = 503


class LibraryDamaged(PolicyscopeError):
    """What is on disk is not what was written, or was written by another version."""

    http_status = 503


_CAUSES = {
    errno.ENOSPC: "its disk is full; free some space and repeat what was not done",
    errno.EDQUOT: "the quota of its disk is used up; free some space and repeat what was not done",
    errno.EROFS: "its disk is mounted read-only; mount it for writing, or use a copy of the library elsewhere",
    errno.EACCES: "this user may not do that there; let its owner do it, or give this user the files",
    errno.EPERM: "this user may not do that there; let its owner do it, or give this user the files",
    errno.EIO: "its disk reports errors; save what you can to another disk, then check this one",
}


def storage_fault(error: OSError) -> LibraryUnavailable:
    """What an error of the operating system about a file means for a library, and what to do."""
    where = f"{error.filename} cannot be used" if error.filename else "a file of the library cannot be used"
    said = _CAUSES.get(error.errno or 0) or (error.strerror or str(error)).lower()
    return LibraryUnavailable(f"{where}: {said}. Nothing that was acknowledged is lost")
