"""Bylines: collected from a page, read into names with roles, chosen between. Pure: no clock, no network."""

from transforms.bylines.choosing import choose_bylines
from transforms.bylines.finding import extract_byline_candidates
from transforms.bylines.parsing import parse_byline

__all__ = ["choose_bylines", "extract_byline_candidates", "parse_byline"]
