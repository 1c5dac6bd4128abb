"""Names out of what systems put in an author's place: e-mails, addresses of profiles, slugs, lists in brackets.

Turns them into text a byline parser can read, or into nothing. Pure; parses no bylines.
"""

import re

from transforms.names import has_given_name

#: The last part of a profile's address: "/author/jane-roe/", "https://example.org/people/jane-roe.html".
_PROFILE = re.compile(r"(?:https?:)?//?\S*?/(?P<slug>[^/?#\s]{3,60}?)(?:\.\w{3,5})?/?(?:[?#]\S*)?")
_SLUG = re.compile(r"[^\W\d_A-Z]{2,20}(?:[-_.][^\W\d_A-Z]{1,20}){1,3}")
_LISTED = re.compile(r"\[\s*\"(?P<names>.+)\"\s*\]|\[\s*'(?P<single>.+)'\s*\]")
_BETWEEN = re.compile(r"[\"']\s*,\s*[\"']")


def normalize_account(text: str) -> str:
    """A slug or the address of a profile as the name in it, a printed list without its marks; other text as it is.

    >>> normalize_account("https://example.org/author/jane-roe/"), normalize_account("jane_roe")
    ('Jane Roe', 'Jane Roe')
    >>> normalize_account('["Jane Roe", "John Doe"]'), normalize_account("harbour-desk")
    ('Jane Roe; John Doe', 'harbour-desk')
    """
    listed = _LISTED.fullmatch(text)
    if listed:
        return _BETWEEN.sub("; ", listed["names"] or listed["single"])
    address = _PROFILE.fullmatch(text)
    slug = address["slug"] if address else text
    if _SLUG.fullmatch(slug):
        name = " ".join(word.capitalize() for word in re.split(r"[-_.]", slug))
        # "harbour-desk", "web-editor": only what begins with a given name is somebody's
        if has_given_name(name):
            return name
    if address:
        return ""
    return text.title() if text.islower() and has_given_name(text.title()) and text.count(" ") in (1, 2) else text
