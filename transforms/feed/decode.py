"""A feed's bytes as text, whatever its headers claim. No XML knowledge beyond the declaration."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_MAX_STRAYS = 10_000
#: The beginning of an XML declaration in EBCDIC, in which all of it can be read.
_EBCDIC = b"\x4c\x6f\xa7\x94"
#: Encodings whose bytes are all ASCII, so that being valid UTF-8 proves nothing.
_SEVEN_BIT = frozenset({"iso2022_jp", "iso2022_kr", "hz", "utf_7"})
#: What browsers mean by these names.
_AS_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}


def decode_feed(body: bytes, content_type: str | None = None) -> str:
    """The text. A byte order mark decides, then valid UTF-8, then what document or header declares, then Windows-1252.

    Valid UTF-8 beats both declarations: text in another encoding is hardly ever valid UTF-8 by chance, while servers
    declare what they do not send.

    >>> decode_feed("é".encode(), "text/xml; charset=iso-8859-1")
    'é'
    >>> decode_feed(b'<?xml version="1.0" encoding="iso-8859-2"?><a>\\xb1</a>')[-5:-4]
    'ą'
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if b"\x00" in body[:4]:
        return body.decode("utf-16-be" if body.startswith(b"\x00") else "utf-16-le", "replace")
    if body.startswith(_EBCDIC):
        body = body.decode("cp037").encode()
    declared = _codec_of(_DECLARED.search(body, 0, 1000)), _codec_of(_HEADER.search(content_type or ""))
    if not _SEVEN_BIT.intersection(declared):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for codec in declared:
        if codec and codec != "utf-8":
            try:
                return body.decode(codec)
            except UnicodeDecodeError:
                continue
    return _decode_mixed(body)


def _codec_of(match: "re.Match[str] | re.Match[bytes] | None") -> str | None:
    if match is None:
        return None
    name = match[1].decode("ascii") if isinstance(match[1], bytes) else match[1]
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)  # the standard library lists codecs that make no text, "hex" for one
    except (LookupError, UnicodeError, ValueError):
        return None
    return _AS_BROWSERS.get(codec, codec)


def _decode_mixed(body: bytes) -> str:
    """UTF-8 with stray Windows-1252 bytes, as comes from pasted text and from a cut in the middle of a letter."""
    strays = body.decode("utf-8", "replace").count("\ufffd")
    # what is stray everywhere is Windows-1252 throughout; to look at a million bytes one by one takes ten seconds
    return body.decode("cp1252", "replace") if strays > _MAX_STRAYS else body.decode("utf-8", "copydesk-cp1252")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("copydesk-cp1252", _as_cp1252)
