"""Which of a page's titles is the headline. Decided by agreement between them; no list of sites, no tree, no body."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from transforms.records import Candidate
from transforms.text import clean_text, fold_text

#: How far a source is trusted to hold the headline and nothing else. Meta tags, browser title and feed are mostly
#: copies of one text made for machines, so together they weigh little more than what the page prints and its data say.
_WEIGHTS = {
    "h1": 3.0,
    "heading": 3.0,
    "itemprop=headline": 2.0,
    "json-ld:headline": 3.0,
    "meta:og:title": 2.0,
    "title": 1.5,
    "feed:title": 1.5,
    "h1:part": 1.0,
}
#: What a reader sees over the story.
_PRINTED = ("h1", "heading", "itemprop=headline")
_ALTERNATIVE = "json-ld:alternativeHeadline"
_OTHER_WEIGHT = 0.5
#: A tail smaller than this share of a title that is a whole candidate elsewhere (a logo in an h1) names the site.
_SITE_SHARE = 0.5
#: At the front only a far smaller one does: short headlines stand there before long names of sites.
_SITE_SHARE_IN_FRONT = 0.2
#: What stands before a colon in the declared headline is its kicker, and printed above the h1 rather than left out.
_KICKER_SHARE = 0.5
_MAX_CANDIDATES = 24  #: an index page has hundreds of h1; the rest cannot change the choice
_MAX_LENGTH = 400  #: characters; a longer h1 holds the page, not a headline
_SEPARATOR = re.compile(
    r"""
    \s+[|｜¦–—‒\-·•:»«›<>/~]{1,2}\s+   # "Rates hold | The Wire", "Blog » Archive » Rates hold"
  | :\s+                               # "Budget: Rates hold"
  | \s*[|｜¦_»›]\s*                    # CJK titles put no space around it: "金利据え置き_経済"
    """,
    re.VERBOSE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
#: A separator whose other side a template left empty: "Heated jackets -".
_EDGE = re.compile(r"^\s*[|｜»·]\s+|\s+[|｜–—\-»·]\s*$")
_EDGES = "|｜–—-»·"
#: An alternative headline of more characters that ends in a full stop, or one of twice as many, is a standfirst.
_STANDFIRST = 90
#: What follows where an attribute ended at the first quotation mark of its value.
_QUOTED = re.compile(r'\s?".')
_NOT_WORD = re.compile(r"[\W_]+")


class _Part(NamedTuple):
    """A whole candidate, or a run of its segments."""

    text: str
    key: str
    source: str
    share: float  #: of the whole candidate, in letters; 1.0 for the whole


def choose_headline(
    candidates: tuple[Candidate, ...], site_names: tuple[str, ...] = ()
) -> tuple[Candidate | None, Candidate | None]:
    """The headline and, when the page printed another one, the alternative; None for what there is not.

    A title's tails ("| The Wire", "- Politics", "Live:") go when what is left is what another source says, or when the
    tail is the name of the site. The values returned may thus be parts of the candidates given.

    >>> said = {"h1": "Rates hold", "title": "Rates hold | The Wire", "meta:og:title": "What the bank fears"}
    >>> [c.value for c in choose_headline(tuple(Candidate(value=v, source=s) for s, v in said.items())) if c]
    ['Rates hold', 'What the bank fears']
    """
    cleaned = [c for c in map(_clean, candidates[:_MAX_CANDIDATES]) if c]
    sites = {_key(name) for name in site_names} | _find_sites(cleaned)
    groups = _group([part for c in cleaned if c.source != _ALTERNATIVE for part in _parts(c, sites)])
    h1s = sum(c.source == "h1" for c in cleaned)
    ranked = sorted(groups.values(), key=lambda parts: -_score(parts, h1s))
    # what the page prints over the story and also declares in its data is the headline, whatever its metas say
    ranked.sort(key=lambda parts: (parts[0].key in sites, not _is_agreed(parts)))
    if not ranked:
        return None, None
    headline = _complete(_best_form(ranked[0]), [part for parts in ranked[1:] for part in parts])
    return headline, _find_alternative(headline, cleaned, ranked[1:], sites)


def _clean(candidate: Candidate) -> Candidate | None:
    raw = candidate.value[: 2 * _MAX_LENGTH]
    raw = (_TAG.sub("", raw) if "<" in raw else raw).strip()
    text = clean_text(_EDGE.sub("", raw) if raw[:1] in _EDGES or raw[-1:] in _EDGES else raw)
    if text is None or len(text) > _MAX_LENGTH or not _key(text):
        return None
    return Candidate(value=text, source=candidate.source)


@lru_cache(maxsize=256)
def _key(text: str) -> str:
    """Letters and digits only: "A:B" and "A: B", straight and curly quotes are one title."""
    return _NOT_WORD.sub("", fold_text(text))


@lru_cache(maxsize=64)
def _runs(text: str) -> tuple[tuple[str, str, str], ...]:
    """Every run of segments from the front or the back: (run, what is left before it, what is left behind it)."""
    cuts = [cut.span() for cut in _SEPARATOR.finditer(text)][:8]
    runs = []
    for start, end in cuts:
        runs += [(text[:start], "", text[end:]), (text[end:], text[:start], "")]
    for (start, end), (next_start, next_end) in combinations(cuts, 2):
        runs.append((text[end:next_start], text[:start], text[next_end:]))
    return tuple(runs)


def _parts(candidate: Candidate, sites: set[str]) -> Iterator[_Part]:
    whole = _key(candidate.value)
    yield _Part(text=candidate.value, key=whole, source=candidate.source, share=1.0)
    for run, before, behind in _runs(candidate.value):
        key = _key(run)
        if not key or key == whole:
            continue
        rest = [piece for side in (before, behind) if side for piece in (_key(side),) if piece]
        # without the site's name a title is worth a little more than with it
        is_site_only = bool(rest) and all(piece in sites for piece in rest)
        share = 1.05 if is_site_only else len(key) / len(whole)
        if before and candidate.source == "json-ld:headline" and not is_site_only:
            share *= _KICKER_SHARE
        yield _Part(text=run.strip(), key=key, source=candidate.source, share=share)


def _find_sites(candidates: list[Candidate]) -> set[str]:
    """Keys of whole candidates that elsewhere are but a small segment: the logo's h1, a section's name.

    Not of a declared title while nothing else says the rest; and of the halves of "Harbour Blog: Rates hold", where
    both stand alone elsewhere, the shorter is the site's that is not the declared one.
    """
    told = {_key(c.value) for c in candidates if c.source == "json-ld:headline"}
    whole = {_key(c.value) for c in candidates} - told
    declared = {_key(c.value) for c in candidates if c.source == "meta:og:title"}
    found = set()
    for candidate in candidates:
        length = len(_key(candidate.value))
        for run, before, behind in _runs(candidate.value):
            key, rest = _key(run), _key(before or behind)
            share = _SITE_SHARE if before or rest in declared else _SITE_SHARE_IN_FRONT
            if key in whole and len(key) < share * length and (not before or key not in declared or rest in whole):
                found.add(key)
    return found


def _group(parts: Iterable[_Part]) -> dict[str, list[_Part]]:
    groups: dict[str, list[_Part]] = {}
    for part in parts:
        groups.setdefault(part.key, []).append(part)
    return groups


def _is_agreed(parts: list[_Part]) -> bool:
    """Whether a whole title is both printed over the story and declared in its data."""
    whole = {part.source for part in parts if part.share == 1.0}
    return "json-ld:headline" in whole and any(source in whole for source in _PRINTED)


def _score(parts: list[_Part], h1s: int) -> float:
    """Trust, summed over the kinds of source that say it, each by the share of its words that say it."""
    best: dict[str, float] = {}
    for part in parts:
        best[part.source] = max(best.get(part.source, 0.0), part.share)
    score = 0.0
    for source, share in best.items():
        weight = _WEIGHTS.get(source, _OTHER_WEIGHT)
        if source == "h1" and len(best) == 1 and (h1s > 1 or _is_one_word(parts[0].text)):
            weight = 1.0  # one h1 of many, or a lone word, confirmed by nothing: a menu, a section, a logo
        score += weight * share
    return score


def _is_one_word(text: str) -> bool:
    # scripts without spaces write whole headlines in one "word"
    return " " not in text and text.isascii()


def _best_form(parts: list[_Part]) -> Candidate:
    """Of one title's printings the most complete: not all in capitals, a whole value before a part, as most print it.

    Spans of an h1 that stand one above the other are joined by a space too many or one too few ("Budget : Rates
    hold"), hence the count.
    """
    printed = Counter(part.text for part in parts)
    unmarked = {part.text.replace(": ", " ") for part in parts if ": " in part.text}

    def rank(item: tuple[int, _Part]) -> tuple[bool, bool, bool, int, int, float, int]:
        place, part = item
        weight = _WEIGHTS.get(part.source, _OTHER_WEIGHT)
        is_part = part.share != 1
        has_lost = part.text in unmarked  # the colon behind a kicker that is set apart
        return (part.text.isupper(), has_lost, is_part, -printed[part.text], -len(part.text), -weight, place)

    part = min(enumerate(parts), key=rank)[1]
    return Candidate(value=part.text, source=part.source)


def _complete(headline: Candidate, parts: list[_Part]) -> Candidate:
    """The headline, or the whole of it where an attribute lost what followed its first quotation mark."""
    cut = headline.value
    whole = [
        part for part in parts if part.share >= 1 and part.text.startswith(cut) and _QUOTED.match(part.text, len(cut))
    ]
    if not headline.source.startswith("meta:") or not whole:
        return headline
    part = min(whole, key=lambda part: len(part.text))
    return Candidate(value=part.text, source=part.source)


def _is_standfirst(text: str) -> bool:
    return len(text) > 2 * _STANDFIRST or (len(text) > _STANDFIRST and text.endswith("."))


def _find_alternative(
    headline: Candidate, candidates: list[Candidate], ranked: list[list[_Part]], sites: set[str]
) -> Candidate | None:
    """The best other title, unless it is the headline with something added or left out."""
    chosen = _key(headline.value)
    for candidate in candidates:
        is_other = candidate.source == _ALTERNATIVE and _key(candidate.value) != chosen
        if is_other and not _is_standfirst(candidate.value):
            return candidate
    for parts in ranked:
        key = parts[0].key
        trusted = [
            part for part in parts if part.share >= 1 and part.source in ("json-ld:headline", "meta:og:title", "h1")
        ]
        confirmed = trusted and (len({part.source for part in parts}) > 1 or trusted[0].source != "h1")
        if confirmed and key not in sites and key not in chosen and chosen not in key:
            return _best_form(trusted)
    return None
