"""What one request came to, as the records that travel: a Download for the archive, a row of `fetches`. Pure."""

from urllib.parse import urlsplit

from flows.fetch.request import Answer, Trouble
from transforms.records import Download, Fetch
from transforms.urls import parse_host


def make_download(url: str, at: str, answer: Answer) -> Download:
    """A whole answer as the archive takes it; `url` is what was asked for, `at` the hop that answered."""
    return Download(
        url=url,
        final_url=at,
        status=answer.status,
        reason=answer.reason,
        headers=answer.headers,
        body=answer.body,
        fetched_at=answer.started_at,
        ms=answer.ms,
    )


def make_fetch(fetch_id: int, run_id: str, url: str, at: str, answer: Answer | Trouble) -> Fetch:
    """The row of one request: `url` is what the job asked for, `final_url` and `host` are what this request asked."""
    return Fetch(
        fetch_id=fetch_id,
        run_id=run_id,
        host=parse_host(at) or urlsplit(at).netloc or at[:100],
        url=url,
        final_url=at,
        status=answer.status,
        bytes=len(answer.body) if isinstance(answer, Answer) and answer.status != 304 else None,
        ms=answer.ms,
        fetched_at=answer.started_at,
        from_cache=answer.status == 304,
        retry_after_s=answer.retry_after_s,
        error=_error_of(answer),
    )


def _error_of(answer: Answer | Trouble) -> str | None:
    if isinstance(answer, Trouble):
        return f"{answer.reason}: {answer.detail}" if answer.detail else answer.reason
    return f"http-{answer.status}" if answer.status >= 400 else None
