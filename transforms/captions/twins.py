"""Merges captions of one picture that a page shows twice. Compares keys, never likeness: a comma is not another day."""

import re
from dataclasses import replace
from functools import lru_cache

from transforms.captions.images import make_image_key
from transforms.records import Caption
from transforms.text import fold_text

#: Shorter texts, in characters, that lie inside another caption may be chance.
_MIN_CONTAINED = 60
_NOT_WORD = re.compile(r"[^\w]+|_")
_DIGITS = re.compile(r"\d+")
_CAPITALIZED = re.compile(r"\b[^\W\d_]\w*")


def merge_twins(captions: list[Caption]) -> tuple[Caption, ...]:
    """One row a picture, positions counted anew; the first printing is kept, missing values come from its twins.

    Twins have one normalized caption, or one image and nothing that contradicts; or the longer contains the shorter
    (60 characters or more), which is kept. Any difference in digits or capitalized words forbids a merge.
    """
    merged: list[Caption] = []
    for caption in captions:
        for i, known in enumerate(merged):
            if _are_twins(known, caption):
                merged[i] = _join(known, caption)
                break
        else:
            merged.append(caption)
    return tuple(replace(caption, position=i) for i, caption in enumerate(merged))


@lru_cache(maxsize=256)
def make_caption_key(caption: str) -> str:
    """Letters and digits of a caption, case folded.

    >>> make_caption_key("Rain, in Lyon.") == make_caption_key("rain in Lyon")
    True
    """
    return _NOT_WORD.sub(" ", fold_text(caption)).strip()


def _are_twins(known: Caption, other: Caption) -> bool:
    if known.caption is None or other.caption is None:
        keys = make_image_key(known.image_url), make_image_key(other.image_url)
        if None not in keys:
            return keys[0] == keys[1]
        same_credit = fold_text(known.credit_line or "") == fold_text(other.credit_line or "")
        return known.caption is other.caption and same_credit
    first, second = make_caption_key(known.caption), make_caption_key(other.caption)
    if first == second:
        # letters without words, "(...)", say nothing of sameness
        return bool(first) or known.caption == other.caption
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) < _MIN_CONTAINED or shorter not in longer:
        return False
    return _facts(known.caption) == _facts(other.caption)


def _facts(caption: str) -> frozenset[str]:
    """The digits and capitalized words of a caption."""
    words = (word for word in _CAPITALIZED.findall(caption) if word[0].isupper())
    return frozenset(word.casefold() for word in words) | frozenset(_DIGITS.findall(caption))


def _join(known: Caption, other: Caption) -> Caption:
    """The kept row with what only its twin says."""
    kept = known
    if known.caption and other.caption and make_caption_key(known.caption) != make_caption_key(other.caption):
        kept = min(known, other, key=lambda caption: len(caption.caption or ""))
    credited = kept if kept.credit_line else known if known.credit_line else other
    rights = credited if credited.copyright_notice else known if known.copyright_notice else other
    return replace(
        kept,
        caption=kept.caption or other.caption or known.caption,
        credit_line=credited.credit_line,
        creators=credited.creators,
        agencies=credited.agencies,
        other_parties=credited.other_parties,
        courtesy_of=credited.courtesy_of or known.courtesy_of or other.courtesy_of,
        copyright_notice=rights.copyright_notice,
        copyright_year=rights.copyright_year,
        is_pool=known.is_pool or other.is_pool,
        is_handout=known.is_handout or other.is_handout,
        is_file_photo=known.is_file_photo or other.is_file_photo,
        depicted=kept.depicted or other.depicted or known.depicted,
        place=kept.place or other.place or known.place,
        taken_on=kept.taken_on or other.taken_on or known.taken_on,
        image_url=known.image_url or other.image_url,
        alt_text=known.alt_text or other.alt_text,
        caption_raw=known.caption_raw + tuple(raw for raw in other.caption_raw if raw not in known.caption_raw),
        variants=known.variants + (not set(other.caption_raw) <= set(known.caption_raw)),
        source=known.source,
    )
