"""Page -> Article: what a page says, field by field. Gathers; chooses nothing but what counts as body."""

import re

from lxml.html import HtmlElement

from transforms.article.body import extract_body
from transforms.article.fields import SEEN, extract_access, extract_fields
from transforms.bylines import extract_byline_candidates
from transforms.captions import extract_pictures
from transforms.dates import extract_date_candidates
from transforms.errors import PageUnreadable
from transforms.language import parse_language
from transforms.layout import find_regions
from transforms.page import parse_tree
from transforms.records import Access, Article, Candidate, FeedEntry, Page
from transforms.structured import Structured, article_nodes, read_structured
from transforms.urls import parse_host

__all__ = ["read_article", "site_names"]

#: Letters of body below which a page needs to call itself an article to be one; a news flash has two sentences.
_SHORT_BODY = 250
_LEAST_BODY = 40
#: Characters of a body that tell whether it is long enough.
_TELLING = 2000
_CJK = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
#: Sources of candidates that are whole lines of a page.
_LINES = frozenset(("byline-element", "printed", "beside-date", "date-element", "head-text", "time"))


def read_article(page: Page, entry: FeedEntry | None = None) -> Article:
    """Everything a page offers, from one parse: body, candidates a field (best first, as found), pictures.

    Raises PageUnreadable: no-article where no story's body stands (index, login, error page), absurd-markup where it is
    nested too deep for the extractor, or as `parse_tree`.
    """
    tree = parse_tree(page)
    structured = read_structured(tree)
    regions = find_regions(tree, structured)
    candidates = extract_fields(tree, structured, page.final_url, entry, regions=regions)
    # these read the tree as it came: the body's extraction removes figures, bylines and menus from it
    candidates["byline"] = extract_byline_candidates(tree, structured, regions=regions)
    candidates["access"] = extract_access(tree, structured, page.html)
    candidates.update(extract_date_candidates(tree, structured, regions=regions))
    pictures = extract_pictures(tree, structured, page.final_url)
    has_login = _has_login(tree)
    try:
        body = extract_body(tree, structured, pictures, (*_values(candidates, "headline"), *_printed_lines(candidates)))
    except RecursionError as exc:  # the extractor calls itself for a list in a list, or a quotation in one
        raise PageUnreadable("absurd-markup", "nested deeper than the extractor can follow") from exc
    if body is None or not _is_article(body, structured, has_login):
        raise PageUnreadable("no-article", f"{len(body or '')} characters of running text")
    languages = [language for value in _values(candidates, "language") if (language := parse_language(value))]
    return Article(
        url=page.url,
        final_url=page.final_url,
        fetched_at=page.fetched_at,
        body=body,
        candidates={field: found for field, found in candidates.items() if found},
        pictures=pictures,
        declared_language=next(iter(languages), None),
        access=_read_access(candidates["access"]),
    )


def site_names(article: Article) -> tuple[str, ...]:
    """Names a title may bear that are the site's and not the story's, for `headlines.choose_headline`."""
    names = list(_values(article.candidates, "publisher"))
    for url in dict.fromkeys((article.final_url, *_values(article.candidates, "canonical_url"))):
        host = (parse_host(url) or "").removeprefix("www.").partition(":")[0]
        names += [host, host.rpartition(".")[0].rpartition(".")[2]]
    return tuple(dict.fromkeys(name for name in names if name))


def _printed_lines(candidates: dict[str, tuple[Candidate, ...]]) -> tuple[str, ...]:
    """Bylines and dates as lines of their own: they have their columns and are no text of the story."""
    said = (c for field in ("byline", "published_at", "modified_at") for c in candidates.get(field, ()))
    return tuple(candidate.value for candidate in said if candidate.source in _LINES)


def _read_access(candidates: tuple[Candidate, ...]) -> Access:
    """The declared access: what is only seen decides nothing, since a free page may carry its paywall's box too."""
    declared = [candidate.value for candidate in candidates if candidate.source != SEEN]
    if not declared:
        return "undeclared"
    return "paywalled" if declared[0] == "paywalled" else "free"


def _values(candidates: dict[str, tuple[Candidate, ...]], field: str) -> tuple[str, ...]:
    return tuple(candidate.value for candidate in candidates.get(field, ()))


def _has_login(tree: HtmlElement) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))


def _is_article(body: str, structured: Structured, has_login: bool) -> bool:
    """Whether the text can be a story: long enough, or short on a page that calls itself an article."""
    # most are told by their first lines
    if _count_letters(body[: 2 * _SHORT_BODY]) >= _SHORT_BODY:
        return True
    letters = _count_letters(body[:_TELLING])
    if letters < _LEAST_BODY:
        return False
    claims = bool(article_nodes(structured)) or ("og:type", "article") in structured.meta
    return letters >= _SHORT_BODY or (claims and not has_login) or (letters >= _SHORT_BODY // 2 and not has_login)


def _count_letters(text: str) -> int:
    """A Chinese character says as much as several letters."""
    return sum(map(str.isalpha, text)) + 2 * len(_CJK.findall(text))
