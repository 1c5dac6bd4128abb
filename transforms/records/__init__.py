"""Every shape that travels between stages, and only those. Frozen, no behaviour.

Conventions: tuples, never lists; aware UTC datetimes; None for absent, never ""; ids are the first 8 bytes of a sha256
(`text.make_id`); `raw` fields are verbatim. The line reads downwards: what they said, what we fetched, what we say.
"""

from transforms.records.page import Access, Article, Candidate, Page, Picture
from transforms.records.past import Backfill, Import, KnownPage, Listing
from transforms.records.run import Batch, Reject, Removal, Run, Stage, Window
from transforms.records.story import (
    Byline,
    Caption,
    Depicted,
    Entity,
    EntityKind,
    Evidence,
    Mention,
    MentionField,
    PartyKind,
    Precision,
    Quote,
    Story,
)
from transforms.records.wire import (
    Download,
    Entry,
    EntryState,
    Feed,
    FeedEntry,
    FeedSource,
    FeedState,
    Fetch,
    MediaItem,
    PageRef,
    RobotsFile,
)

__all__ = [
    "Access",
    "Article",
    "Backfill",
    "Batch",
    "Byline",
    "Candidate",
    "Caption",
    "Depicted",
    "Download",
    "Entity",
    "EntityKind",
    "Entry",
    "EntryState",
    "Evidence",
    "Feed",
    "FeedEntry",
    "FeedSource",
    "FeedState",
    "Fetch",
    "Import",
    "KnownPage",
    "Listing",
    "MediaItem",
    "Mention",
    "MentionField",
    "Page",
    "PageRef",
    "PartyKind",
    "Picture",
    "Precision",
    "Quote",
    "Reject",
    "Removal",
    "RobotsFile",
    "Run",
    "Stage",
    "Story",
    "Window",
]
