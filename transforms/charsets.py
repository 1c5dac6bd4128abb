"""Bytes of a page as text, as browsers decide it. Not whether they are a page."""

import codecs
import re
from functools import cache
from itertools import pairwise

from transforms.lexicons import read_lexicon

_PRESCAN_BYTES = 4096  #: browsers look at 1024; publishers put the charset after scripts and comments
_DETECT_BYTES = 24_000
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.I)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.I)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:+-]+)", re.I)
_LANGUAGE = re.compile(
    rb"""
      <html\b[^>]{0,500}?\blang\s*=\s*["']?([A-Za-z_-]{2,12})               # <html lang="de-AT">
    | <meta\b[^>]{0,200}?content-language["']?\s+content\s*=\s*["']?([A-Za-z_-]{2,12})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NO_TEXT = re.compile(rb"<(script|style)\b.{0,200000}?</\1>|<[^>]{0,2000}>", re.DOTALL | re.IGNORECASE)
_MULTIBYTE = frozenset({"big5hkscs", "cp932", "cp949", "euc_jp", "gb18030"})
#: The encodings of the web; a detector that is free to choose finds MS-DOS's.
_ALL = (
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp932",
    "cp949", "big5hkscs", "euc_jp", "gb18030", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_8", "koi8_r", "koi8_u",
)  # fmt: skip


def decode_html(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Text and the encoding that made it: BOM, then valid UTF-8 whatever is declared, header, meta, then the
    page's language and its letters.

    A declared encoding that fails on the bytes is not believed; undecodable bytes become U+FFFD only as a last resort.

    >>> decode_html("Grüße".encode(), "text/html; charset=iso-8859-1")
    ('Grüße', 'utf-8')
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    # Valid UTF-8 with a non-ASCII character is never an accident; pure ASCII reads alike, ISO-2022-JP excepted.
    if (b"\x1b" not in body or b"\x1b$" not in body) and (text := _decode(body, "utf-8")) is not None:
        return text, "utf-8"
    declared = _declared_encodings(body, content_type)
    for name in declared:
        if name != "utf-8" and (text := _decode(body, name)) is not None:
            return text, name
    if _nearly_utf8(body):
        return body.decode("utf-8", "replace"), "utf-8"
    # A lone byte beyond the declared charset is a slip inside it, several thousand are another charset.
    name = next((name for name in declared if name != "utf-8"), None) or _detect(body)
    return body.decode(name, "replace"), name


def _decode(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


@cache
def _labels() -> dict[str, str]:
    return {row["label"]: row["codec"] for row in read_lexicon("charset_labels")}


def _declared_encodings(body: bytes, content_type: str | None) -> list[str]:
    """Python codecs of the declared charsets, header first; unknown names are left out."""
    labels = [match[1] for match in [_HEADER_CHARSET.search(content_type or "")] if match]
    for pattern in (_META_CHARSET, _XML_CHARSET):
        if match := pattern.search(body[:_PRESCAN_BYTES]):
            labels.append(match[1].decode("ascii", "replace"))
    return [name for name in map(_codec, labels) if name]


def _codec(label: str) -> str | None:
    label = label.strip().lower()
    if label in _labels():
        return _labels()[label]
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # "base64" and "rot13" are codecs to Python too; only those between bytes and text are charsets
    return info.name if getattr(info, "_is_text_encoding", True) and info.name not in ("idna", "punycode") else None


def _nearly_utf8(body: bytes) -> bool:
    """UTF-8 with a slip or two (a truncated character, one pasted byte), as against another charset."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(body) - len(text)  # each character beyond ASCII takes one byte more, or two
    return good >= bad and (bad <= 3 or bad * 20 < good)


def _detect(body: bytes) -> str:
    """The charset of undeclared bytes: by the page's language, as browsers have it, else by the letters."""
    names = _fallbacks().get(_language_of(body) or "", ())
    # a text of several bytes a letter is hardly ever valid by chance
    for name in names:
        if name in _MULTIBYTE and _decode(body, name) is not None:
            return name
    single = [name for name in names if name not in _MULTIBYTE]
    sample = _sample(body)
    if single:
        return min(single, key=lambda name: _count_odd(sample.decode(name, "replace")))
    return _guess(sample) or "cp1252"


def _count_odd(text: str) -> int:
    """What a wrong charset makes of letters: controls, signs behind letters, capitals behind small letters."""
    odd = 0
    for before, letter in pairwise(text):
        if "\x80" <= letter <= "\x9f":
            odd += 1
        elif letter > "\x9f" and before.isalpha():
            odd += not letter.isalpha() or (letter.isupper() and before.islower())
    return odd


def _sample(body: bytes) -> bytes:
    """The beginning of the text that is not ASCII, without markup."""
    lines = _NO_TEXT.sub(b" ", body).splitlines()
    return b"\n".join(line for line in lines if not line.isascii())[:_DETECT_BYTES] or body[:_DETECT_BYTES]


def _guess(sample: bytes) -> str | None:
    # imported late: it costs 50 ms to load and one page in hundreds needs it
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_ALL)).best()
    return _codec(best.encoding) if best else None


def _language_of(body: bytes) -> str | None:
    """The base of the language that the page declares, "de" of de-AT; traditional Chinese keeps its region."""
    match = _LANGUAGE.search(body[:_PRESCAN_BYTES])
    if match is None:
        return None
    tag = (match[1] or match[2]).decode("ascii").lower().replace("_", "-")
    return "zh-hant" if tag.startswith("zh") and set(tag.split("-")) & {"hant", "tw", "hk", "mo"} else tag.split("-")[0]


@cache
def _fallbacks() -> dict[str, tuple[str, ...]]:
    return {row["language"]: tuple(row["codecs"]) for row in read_lexicon("charset_fallbacks")}
