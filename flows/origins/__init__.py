"""Where pages of the past can be had: each origin turns what it reads into candidates. Stores nothing.

spans.py reads days out of addresses, urls.py lists of addresses, sitemap.py sitemaps, feed_archive.py the older pages
of feeds, warc.py foreign WARC files; reader.py asks for what they name, politely.
"""

from flows.origins.candidate import Candidate, choose_span
from flows.origins.spans import Span, find_span

__all__ = ["Candidate", "Span", "choose_span", "find_span"]
