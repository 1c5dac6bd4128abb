"""What the warehouse raises.

WarehouseError          any question or write the warehouse cannot do
├── WarehouseBusy       another process holds the private file
├── WarehouseMissing    nothing has been published yet
├── NewerWarehouse      the file was made by a newer Copydesk, or its migrations were edited
├── CheckFailed         a law is broken; nothing was published
├── ArchiveError        the archive does not hold what a PageRef promises
└── NoRoom              the disk has no room for the next snapshot

Every message names the key and the remedy.
"""

import errno


class WarehouseError(Exception):
    """The warehouse cannot do this."""


class WarehouseBusy(WarehouseError):
    """Another process holds the private file."""


class WarehouseMissing(WarehouseError):
    """There is no published file yet."""


class NewerWarehouse(WarehouseError):
    """The file's migrations are not those of this code."""


class CheckFailed(WarehouseError):
    """A law is broken; `broken` maps the check's name to how many rows break it."""

    def __init__(self, message: str, broken: dict[str, int]) -> None:
        super().__init__(message)
        self.broken = broken


class ArchiveError(WarehouseError):
    """The archive does not hold what a PageRef promises."""


class NoRoom(WarehouseError):
    """The disk has no room for the next snapshot."""


def is_full(error: Exception) -> bool:
    """Whether a write failed for want of room."""
    code = error.errno if isinstance(error, OSError) else None
    words = ("no space left", "disk is full", "file too large", "out of disk")
    return code in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} or any(word in str(error).lower() for word in words)
