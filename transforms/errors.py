"""What a transform raises.

TransformError          any transform that cannot do its work on this input
├── PageUnreadable      the bytes are no readable HTML page: not HTML, cut short, absurd in shape
├── FeedUnreadable      the bytes are no feed: HTML, empty, cut beyond repair
└── ModelMissing        the model that was asked for by name is not installed

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


class ModelMissing(TransformError):
    """No spaCy model of that name is installed: install it, or ask for "auto" or "rules"."""

    def __init__(self, package: str) -> None:
        remedy = 'install it with `pip install \'copydesk[ner]\'` or `spacy download`, or set ner to "auto" or "rules"'
        super().__init__("model-missing", f"no spaCy model {package!r} is installed; {remedy}")
