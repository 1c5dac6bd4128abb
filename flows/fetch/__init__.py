"""Every touch of the network: one polite, guarded client. Decides nothing about what to fetch, parses nothing.

    async with Client(settings, writer.write, run_id, now) as client:
        pages = await fetch_all(urls, client.fetch_page)

guard.py keeps requests off private addresses, pacing.py gives hosts their pauses, health.py spares those that fail at
everything, body.py undoes content codings under a cap, request.py makes one request, client.py makes a job of it:
robots.txt, redirects, retries, archive, `fetches`.
"""

from flows.fetch.client import Client
from flows.fetch.jobs import fetch_all
from flows.fetch.results import NOT_TRIED, Archived, FetchFailure, FetchResult, NotModified, is_transient

__all__ = [
    "NOT_TRIED",
    "Archived",
    "Client",
    "FetchFailure",
    "FetchResult",
    "NotModified",
    "fetch_all",
    "is_transient",
]
