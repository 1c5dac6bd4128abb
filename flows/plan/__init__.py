"""Pure decisions: when a feed is due, which entries wait, how work is split by host. No clock, network or tables.

polling.py says when a feed is polled next, freshness.py what HTTP's caching headers ask for, entries.py which items are
one story and when a page is tried again, hosts.py how work is split and whether our own network is down.
"""

from flows.plan.entries import (
    choose_looks,
    count_known,
    decide_next_look,
    decide_retry,
    make_entry_id,
    measure_overlap,
    merge_entries,
)
from flows.plan.hosts import is_own_outage, shard_by_host
from flows.plan.polling import MAX_MINUTES, MIN_MINUTES, choose_due_feeds, decide_next_poll, make_feed_id, postpone

__all__ = [
    "MAX_MINUTES",
    "MIN_MINUTES",
    "choose_due_feeds",
    "choose_looks",
    "count_known",
    "decide_next_look",
    "decide_next_poll",
    "decide_retry",
    "is_own_outage",
    "make_entry_id",
    "make_feed_id",
    "measure_overlap",
    "merge_entries",
    "postpone",
    "shard_by_host",
]
