"""Small questions of a hop: is it a redirect, where does it lead, is it worth another try. Pure; asks nobody."""

from urllib.parse import urljoin

from flows.fetch.request import Answer, Trouble
from flows.fetch.results import is_transient

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})


def join_location(base: str, location: str) -> str:
    """The target of a Location header; one that cannot be joined stands as it is and fails as bad-scheme."""
    try:
        # a fragment is the browser's own business, and spaces are sent by servers that never encode
        return urljoin(base, location.strip().replace(" ", "%20")).partition("#")[0]
    except ValueError:
        return location


def is_worth_retrying(answer: Answer | Trouble) -> bool:
    """Whether asking at once may help."""
    if isinstance(answer, Trouble):
        return answer.reason in {"connect", "timeout", "cut-short", "dns"}
    return answer.status >= 400 and is_transient(f"http-{answer.status}", answer.status)


def is_header_value(text: str) -> bool:
    """Whether a validator can be sent back as it came."""
    return text.isprintable() and text.isascii()
