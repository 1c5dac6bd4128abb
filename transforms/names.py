"""Names of persons: capitals repaired, order turned, sort names made. Pure; says nothing about who a person is."""

import re
from functools import cache, lru_cache

from transforms.lexicons import read_lexicon
from transforms.text import clean_text

#: Longest text that is looked at as a name; beyond it, text passes unchanged.
_MAX_NAME = 120

_WORD_EDGE = re.compile(r"([-'’.])")
_ROMAN = re.compile(r"[IVX]{2,4}\.?")
_TWO_LETTERS = re.compile(r"[B-DF-HJ-NP-TV-Z][AEIOUY]|[AEIOU][LDN]|NG")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?){1,4}")
_MC = re.compile(r"(Mc)([A-Z]{2,})|(Mac)([A-Z]{3,})")
_ELIDED = re.compile(r"([dl]['’])([A-Z]{2,})")
_TURKISH = re.compile(r"[İĞŞ]")
_URL_OR_HANDLE = re.compile(r"[@#/\\<>{}\[\]=_|:;?!\"“”„«»*+%€$]|\bwww\.|\.\w{2,3}$")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’ʼ.\u0300-\u036f-])*")
_CJK_NAME = re.compile(
    r"[\u3400-\u9fff]{2,4}(?:[ 　・·]?[\u3400-\u9fff]{1,4})?|[\uac00-\ud7a3]{2,4}|[\u30a0-\u30ff・＝=ー]{3,20}"
)
#: Letters of scripts without upper and lower case; \w leaves out their vowel signs, hence the blocks.
_UNCASED = re.compile(r"[\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff.'’ -]+")
_PINYIN = re.compile(
    r"""(?:
        (?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?          # initial
        (?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|[aeiu]
          |(?<=[bpmflyw])o)                           # final
    ){1,2}""",
    re.VERBOSE,
)
_KOREAN = re.compile(
    r"""(?:
        (?:kk|tt|pp|ss|jj|ch|sh|[gkndtrlmbpsjh])?     # initial
        (?:yae|yeo|wae|yoo|woo|eui|ya|ye|yo|yu|wa|we|wi|wo|ae|eo|oe|eu|ui|oo|ee|ou|[aeiouy])
        (?:ng|ck|[kgnlmpbtrh])?                       # closing
    ){1,2}""",
    re.VERBOSE,
)
_VIETNAMESE = re.compile(r"[ăâđêôơư\u1ea0-\u1ef9]", re.IGNORECASE)


def normalize_person_name(raw: str) -> str:
    """A name as prose prints it: capitals repaired, "Last, First" turned, titles dropped, full stops kept.

    Idempotent; text that is no name comes back only cleaned, and text without any visible character as "".

    >>> normalize_person_name("Kazuhiro NOGI"), normalize_person_name("JANE VAN DER BERG")
    ('Kazuhiro Nogi', 'Jane van der Berg')
    >>> normalize_person_name("Brazil, Rachel"), normalize_person_name("Dr. J.D. Doe III")
    ('Rachel Brazil', 'J.D. Doe III')
    """
    text = clean_text(raw)
    if text is None or len(text) > _MAX_NAME:
        return text or ""
    words = _without_titles(_turn_name(text.strip(" ,;:|")).split())
    while len(words) > 2 and _suffixes().get(words[-1]) == "degree":
        words.pop()
    shouted = len(words) > 1 and not any(any(c.islower() for c in word) for word in words)
    if shouted or (len(words) > 1 and _is_lower(words)):
        words = [_repair_word(word, words, i) for i, word in enumerate(words)]
    else:
        words = [_repair_surname(word, words, i) for i, word in enumerate(words)]
    return " ".join(words)


@lru_cache(maxsize=256)
def is_person_like(text: str) -> bool:
    """Whether a text has the shape of a full person's name, in any script; a single Latin word never has.

    >>> is_person_like("Jane van der Berg"), is_person_like("News Desk 24"), is_person_like("신원식")
    (True, False, True)
    """
    if len(text) > 60 or not text.strip() or _URL_OR_HANDLE.search(text) or any(c.isdigit() for c in text):
        return False
    words = _without_titles(text.split())
    if _CJK_NAME.fullmatch(text):
        return True
    if any("\u3400" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text):
        return False  # longer than a name: "연합뉴스 기자단"
    if _UNCASED.fullmatch(text):
        return 2 <= len(words) <= 4
    words = words[:2] + [word for word in words[2:] if word.rstrip(",") not in _suffixes()]
    strong = [word for word in words if not _is_particle(word)]
    if len(words) > 7 or not 2 <= len(strong) <= 4:
        return False
    if any(word in _stopwords() for word in words):
        return False
    return all(_is_name_word(word) for word in strong) and any(len(word.strip(".")) > 1 for word in strong)


def has_given_name(name: str) -> bool:
    """Whether a name of two words or more begins with a given name that we know.

    >>> has_given_name("Jane Roe"), has_given_name("Deutsche Welle")
    (True, False)
    """
    first, _, rest = name.partition(" ")
    return bool(rest) and first in _given_names()


def make_sort_name(name: str) -> str:
    """The name under which an index lists a person: family name, comma, the rest.

    Family-first names keep their order; family names keep their particles; one-word names stay.

    >>> make_sort_name("Antony Blinken"), make_sort_name("Shin Won-sik"), make_sort_name("Jane van der Berg")
    ('Blinken, Antony', 'Shin, Won-sik', 'van der Berg, Jane')
    """
    words = name.split()
    tail = [w for w in words[2:] if w.rstrip(",") in _suffixes()]
    words = words[: len(words) - len(tail)]
    if len(words) < 2 or "," in name:
        return name
    if is_family_first(" ".join(words)):
        return f"{words[0]}, {' '.join(words[1:])}"
    start = len(words) - 1
    while start > 1 and words[start - 1] in _particles():
        start -= 1
    family = " ".join(words[start:])
    return ", ".join([family, " ".join(words[:start]), *tail])


def is_family_first(name: str) -> bool:
    """Whether a romanized name stands family first: a Chinese, Korean or Vietnamese family name, then a given name
    spelled as that language spells them.

    >>> is_family_first("Shin Won-sik"), is_family_first("Xi Jinping"), is_family_first("Kim Campbell")
    (True, True, False)
    """
    words = name.split()
    if not 2 <= len(words) <= 4 or len(name) > _MAX_NAME:
        return False
    languages = _family_names().get(words[0])
    if languages is None:
        return False
    given = [part for word in words[1:] for part in word.lower().split("-") if part]
    if "vi" in languages and (len(words) >= 3 or _VIETNAMESE.search(name)) and all(len(part) <= 6 for part in given):
        return True
    if "ko" in languages and len(given) == 2 and all(_KOREAN.fullmatch(part) for part in given):
        return True
    return "zh" in languages and len(words) == 2 and len(given) <= 2 and all(_is_pinyin(part) for part in given)


def _is_pinyin(part: str) -> bool:
    return len(part) <= 11 and _PINYIN.fullmatch(part) is not None


def _turn_name(text: str) -> str:
    """ "Brazil, Rachel" turned; "John Doe, Jr." only loses its comma, a degree after a comma goes."""
    if text.count(",") != 1:
        return text
    last, first = (part.strip() for part in text.split(","))
    kind = _suffixes().get(first)
    if kind:
        return f"{last} {first}" if kind == "generation" else last
    turned = first and last and len(last.split()) <= 3 and len(first.split()) <= 3
    words = [*last.split(), *first.split()]
    if not turned or not all(_is_name_word(word) or _is_particle(word.lower()) for word in words):
        return text
    return f"{first} {last}" if len(last.split()) == 1 or _is_particle(last.split()[0].lower()) else text


def _without_titles(words: list[str]) -> list[str]:
    titles = _titles()
    start = 0
    while start < len(words) - 2 and words[start] in titles:
        start += 1
    # a title before a lone surname stays: "Dr. Oetker" is not a person called Oetker to us
    return words[start:] if len(words) - start >= 2 else words


def _repair_word(word: str, words: list[str], index: int) -> str:
    """One word of a name printed wholly in capitals, or wholly in small letters."""
    if index and _is_particle(word.lower()) and index < len(words) - 1:
        return word.lower()
    if _is_kept(word, index):
        return word.capitalize() if word.capitalize() in _suffixes() else word
    word = _capitalize(word, turkish=any(_TURKISH.search(w) for w in words))
    if "-" in word and index and words[0].capitalize() in _family_names() and len(words) == 2:
        head, _, rest = word.partition("-")
        if _KOREAN.fullmatch(head.lower()) and _KOREAN.fullmatch(rest.lower()):
            return f"{head}-{rest.lower()}"  # "SHIN WON-SIK" prints as "Shin Won-sik"
    return word


def _repair_surname(word: str, words: list[str], index: int) -> str:
    """AFP prints the family name in capitals: "Kazuhiro NOGI"; "AJ", "J.D." and "III" are no shouting."""
    if elided := _ELIDED.fullmatch(word):
        return elided[1] + elided[2].capitalize()  # "Jean-Luc d'ARCY"
    letters = [c for c in word if c.isalpha()]
    shouted = len(words) > 1 and (len(letters) > 2 or (len(letters) == 2 and index == len(words) - 1))
    if _MC.fullmatch(word) or (shouted and all(c.isupper() for c in letters) and not _is_kept(word, index)):
        return _capitalize(word, turkish=any(_TURKISH.search(w) for w in words))
    return word


def _is_kept(word: str, index: int) -> bool:
    bare = word.strip(".,")
    if bare.islower():
        return False
    if len(bare) == 2 and not _TWO_LETTERS.fullmatch(bare):
        return True
    return bool(
        _INITIALS.fullmatch(word)
        or (index and word.capitalize() in _suffixes())
        or word in _suffixes()
        or (index and _ROMAN.fullmatch(word))
    )


def _capitalize(word: str, *, turkish: bool) -> str:
    pieces = _WORD_EDGE.split(word)
    done = [piece if i % 2 else _capital(piece, turkish) for i, piece in enumerate(pieces)]
    for i in range(2, len(pieces), 2):
        # a short ending after an apostrophe is no second name: "N'GOLO" but "SHA'S"
        if pieces[i - 1] in "'’" and len(pieces[i]) < 3:
            done[i] = done[i].lower()
    return "".join(done)


def _capital(piece: str, turkish: bool) -> str:
    mc = _MC.fullmatch(piece)
    if mc:
        return (mc[1] or mc[3]) + (mc[2] or mc[4]).capitalize()
    rest = piece[1:].replace("I", "ı").replace("İ", "i") if turkish else piece[1:]
    lowered = rest.lower().replace("i̇", "i")
    if piece[:2].upper() == "MC" and len(piece) > 3:
        return "Mc" + lowered[1:2].upper() + lowered[2:]
    return piece[:1].upper() + lowered


def _is_name_word(word: str) -> bool:
    word = word.strip("(),")
    return bool(_NAME_WORD.fullmatch(word)) and (word[0].isupper() or word[1:2] in ("'", "’") or not word[0].islower())


def _is_lower(words: list[str]) -> bool:
    return all(word.islower() and word.isalpha() and len(word) > 1 for word in words) and len(words) <= 3


def _is_particle(word: str) -> bool:
    return word in _particles() and word == word.lower()


@cache
def _particles() -> frozenset[str]:
    return frozenset(row["word"] for row in read_lexicon("name_particles"))


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(row["word"] for row in read_lexicon("name_stopwords"))


@cache
def _suffixes() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in read_lexicon("name_suffixes")}


@cache
def _given_names() -> frozenset[str]:
    return frozenset(row["name"] for row in read_lexicon("given_names"))


@cache
def _titles() -> frozenset[str]:
    return frozenset(row["word"] for row in read_lexicon("name_titles"))


@cache
def _family_names() -> dict[str, frozenset[str]]:
    return {row["name"]: frozenset(row["languages"].split()) for row in read_lexicon("name_family_first")}
