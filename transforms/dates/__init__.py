"""Dates of stories: read from text, collected from a page, chosen between. Pure: the clock is an argument."""

from transforms.dates.choosing import choose_date, mark_refused, read_dates
from transforms.dates.finding import extract_date_candidates
from transforms.dates.parsing import ParsedDate, parse_date

__all__ = [
    "ParsedDate",
    "choose_date",
    "extract_date_candidates",
    "mark_refused",
    "parse_date",
    "read_dates",
]
