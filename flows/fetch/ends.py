"""How a job ended: what its last hop gave, as a result that travels. Pure."""

from dataclasses import dataclass
from datetime import datetime

from flows.fetch.request import Answer, Trouble
from flows.fetch.results import Archived, FetchFailure, NotModified, is_transient
from flows.fetch.rows import make_download
from transforms.records import PageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """What one hop came to, with the archive's receipt."""

    answer: Answer | Trouble
    ref: PageRef | None = None
    fetch_id: int | None = None


def conclude(
    url: str, at: str, hop: Hop, answer: Answer, moved_to: str | None, now: datetime
) -> Archived | NotModified | FetchFailure:
    """The result of a job whose last hop was answered."""
    if answer.status == 304:
        return NotModified(
            url=url,
            final_url=at,
            status=304,
            etag=answer.header("etag"),
            last_modified=answer.header("last-modified"),
            headers=answer.headers,
            fetched_at=answer.started_at,
            moved_to=moved_to,
            fetch_id=hop.fetch_id,
        )
    if not 200 <= answer.status < 300:
        detail, wait = answer.reason or None, answer.retry_after_s
        return make_failure(url, at, now, f"http-{answer.status}", detail, answer.status, wait, hop)
    if not answer.body.strip():
        return make_failure(url, at, now, "empty-body", "a 2xx answer without a body", answer.status, hop=hop)
    download = make_download(url, at, answer)
    names = ("url", "final_url", "status", "reason", "headers", "body", "fetched_at", "ms")
    said = {name: getattr(download, name) for name in names}
    return Archived(**said, ref=hop.ref, fetch_id=hop.fetch_id, moved_to=moved_to)


def make_failure(
    url: str,
    at: str,
    now: datetime,
    reason: str,
    detail: str | None = None,
    status: int | None = None,
    retry_after_s: int | None = None,
    hop: Hop | None = None,
) -> FetchFailure:
    """The failure of a job, at the hop where it ended."""
    return FetchFailure(
        url=url,
        final_url=at,
        reason=reason,
        detail=detail,
        status=status,
        retry_after_s=retry_after_s,
        is_transient=is_transient(reason, status),
        failed_at=now,
        ref=hop.ref if hop else None,
        fetch_id=hop.fetch_id if hop else None,
    )
