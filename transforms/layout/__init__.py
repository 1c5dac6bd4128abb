"""Where on a page an article's head and foot lie, and the short lines in them.

Reads the tree and chooses nothing: no dates, no names, no text extraction.
"""

from transforms.layout.regions import Regions, find_regions
from transforms.layout.texts import Line, find_all, find_texts, find_words, marks_of, read_all_text, short_text

__all__ = [
    "Line",
    "Regions",
    "find_all",
    "find_regions",
    "find_texts",
    "find_words",
    "marks_of",
    "read_all_text",
    "short_text",
]
