"""What a fetch comes to: bytes in the archive, nothing new, or a failure with its reason. Values, no behaviour."""

from dataclasses import dataclass
from datetime import datetime

from transforms.records import Download, PageRef

#: Reasons that another try may cure, besides http-NNN: the rest is the page's own state until somebody changes it.
_TRANSIENT = frozenset(
    {
        "dns",
        "connect",
        "tls",  # certificates are mended within days
        "timeout",
        "cut-short",
        "bad-encoding",
        "bad-response",
        "empty-body",
        "robots-unreachable",
        "retry-later",
        "host-unwell",
        "out-of-time",
    }
)
_TRANSIENT_STATUS = frozenset({408, 421, 425, 429})

#: Nobody was asked, so that what was to be fetched has neither failed nor been tried.
NOT_TRIED = frozenset({"retry-later", "host-unwell", "out-of-time"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived(Download):
    """A complete 2xx response that already lies in the archive."""

    ref: PageRef | None = None  #: None only if the client was given no archive
    fetch_id: int | None = None  #: the row of `fetches` that this answer is
    moved_to: str | None = None  #: where permanent redirects alone (301, 308) led, from the first hop on

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server said 304."""

    url: str
    final_url: str
    status: int
    etag: str | None = None  #: the validators to send next time
    last_modified: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime
    moved_to: str | None = None
    fetch_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailure:
    """Why nothing usable came."""

    url: str  #: as asked
    final_url: str | None = None  #: the hop that failed
    reason: str  #: slug: "dns", "http-404", "too-large", "robots", "private-address" ...
    detail: str | None = None
    status: int | None = None
    retry_after_s: int | None = None
    is_transient: bool
    failed_at: datetime
    ref: PageRef | None = None  #: the error page, when one came whole
    fetch_id: int | None = None  #: None: nothing was asked


FetchResult = Archived | NotModified | FetchFailure


def is_transient(reason: str, status: int | None = None) -> bool:
    """Whether another try may cure it.

    >>> is_transient("http-503", 503), is_transient("http-404", 404), is_transient("private-address")
    (True, False, False)
    """
    if status is not None and reason.startswith("http-"):
        return status in _TRANSIENT_STATUS or (status >= 500 and status not in {501, 505})
    return reason in _TRANSIENT
