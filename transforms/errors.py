"""What a transform raises.

TransformError          any transform that cannot do its work on this input
├── PageUnreadable      the bytes are no readable HTML page: not HTML, cut short, absurd in shape
└── FeedUnreadable      the bytes are no feed: HTML, empty, cut beyond repair

An odd article is never an exception for long: flows catch these once, at the boundary of an item, and write a Reject.
"""


class TransformError(Exception):
    """A transform cannot do its work on this input; `reason` is the slug that `rejects.reason` gets."""

    def __init__(self, reason: str, detail: str | None = None) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class PageUnreadable(TransformError):
    """The bytes are no readable HTML page."""


class FeedUnreadable(TransformError):
    """The bytes are no feed that can be read."""
