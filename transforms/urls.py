"""URLs as keys: one address, one spelling. Pure text work; resolves nothing and asks nobody."""

import re
from functools import cache
from urllib.parse import SplitResult, urlsplit

from transforms.lexicons import read_lexicon

_DEFAULT_PORTS = {"http": 80, "https": 443}
#: What browsers strip before reading: C0 controls and spaces at the ends, tab and line breaks anywhere.
_EDGES = "".join(map(chr, range(0x21)))
_INSIDE = re.compile(r"[\t\r\n]")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\"<>\\^`{|}\ud800-\udfff]|[^\x00-\x7f]")
_HOST = re.compile(r"(?:[\w-]+\.)*[\w-]+|\[[0-9a-f:.]+\]")
#: Hosts that serve one site to different readers.
_SITE_PREFIX = re.compile(r"^(?:(?:www\d?|m|amp|mobile)\.)+(?=[^.]+\.)")
_ANY_DEFAULT_PORT = re.compile(r":(?:80|443)$")
#: What one page's path may bear or lack, however often: AMP's marks, an index file's name, slashes at the end.
_PATH_MARKS = re.compile(
    r"""
      (?<=[^/])/+$                                  # /a/7/
    | (?<=[^/])/+amp(?:\.html?)?$                   # /a/7/amp
    | (?<=[^/.])\.amp(?=(?:\.html?)?$)              # /a/7.amp.html
    | (?<=^/)amp/+(?=[^/])                          # /amp/a/7
    | (?<=/)(?:index|default)\.(?:html?|php|aspx?)$ # /a/7/index.html
    """,
    re.VERBOSE,
)
_AMP_PARAMETERS = re.compile(r"(?:amp|_amp|is_?amp)(?:=(?:1|true|yes|amp)?)?|output(?:type)?=amp", re.IGNORECASE)


def normalize_url(url: str) -> str | None:
    """The URL in one spelling, or None when it is not http or https with a host. Idempotent.

    Scheme and host go to lower case, default port, user info, fragment and tracking parameters go; path case, trailing
    slash and the order of the other parameters stay, since servers may tell them apart.

    >>> normalize_url("HTTPS://News.Example.org:443/A%20b?utm_source=x&id=7#top")
    'https://news.example.org/A%20b?id=7'
    >>> normalize_url("javascript:void(0)") is None
    True
    """
    parts = _split(url)
    host = _host_of(parts) if parts else None
    if parts is None or host is None:
        return None
    query = _drop_tracking(_escape(parts.query))
    path = _escape(parts.path) or "/"
    return f"{parts.scheme}://{host}{path}" + (f"?{query}" if query else "")


def parse_host(url: str) -> str | None:
    """The host with its port when that is not the scheme's own: the unit of politeness.

    >>> parse_host("http://127.0.0.1:8765/feed.xml"), parse_host("https://Example.org:443/"), parse_host("x@b.org")
    ('127.0.0.1:8765', 'example.org', None)
    """
    parts = _split(url)
    return _host_of(parts) if parts else None


def make_article_key(final_url: str, canonical_url: str | None) -> str:
    """The URL a story is known by: the canonical one where it can be believed, else the final one, both normalized.

    A canonical URL of another site (a partner's copy) or of a front page (a template's fault) is not believed.

    >>> make_article_key("https://m.example.org/a/7?ref=x", "https://www.example.org/a/7")
    'https://www.example.org/a/7'
    >>> make_article_key("https://example.org/a/7", "https://example.org/")
    'https://example.org/a/7'
    """
    final = normalize_url(final_url) or final_url
    canonical = normalize_url(canonical_url) if canonical_url else None
    if canonical is None or is_front_page(canonical) or not is_same_site(canonical, final):
        return final
    return canonical


def make_page_key(url: str) -> str | None:
    """What all addresses of one page share, itself an address; to compare by, never to fetch. None as normalize_url.

    Beyond normalize_url it does not tell http from https, www. and mobile hosts from the bare one, AMP's spelling of a
    page from its own, "/a/" from "/a", nor one order of parameters from another. Case and all other parameters stay.

    >>> make_page_key("http://m.example.org/News/7/amp/?utm_source=x&b=2&a=1#top")
    'https://example.org/News/7?a=1&b=2'
    """
    normalized = normalize_url(url)
    parts = _split(normalized) if normalized else None
    if parts is None:
        return None
    host = _SITE_PREFIX.sub("", _ANY_DEFAULT_PORT.sub("", _host_of(parts) or ""))
    path, before = parts.path, ""
    while path != before:  # one mark may stand behind another: /a/amp/index.html
        path, before = _PATH_MARKS.sub("", path), path
    query = "&".join(sorted(pair for pair in parts.query.split("&") if pair and not _AMP_PARAMETERS.fullmatch(pair)))
    return f"https://{host}{path}" + (f"?{query}" if query else "")


def settle_redirect(asked: str, final: str) -> str:
    """The address of a page that was asked for at one and came from another: the last one, with one exception.

    A redirect to the same path that only adds parameters has counted the reader, tried a cookie or asked for consent;
    tomorrow it adds others, or none. What was asked for names the page.

    >>> settle_redirect("https://example.org/a/7", "https://example.org/a/7?cookie_check=1")
    'https://example.org/a/7'
    >>> settle_redirect("https://example.org/s/7", "https://example.org/a/7?x=1")
    'https://example.org/a/7?x=1'
    """
    one, other = normalize_url(asked), normalize_url(final)
    parts = [_split(url) for url in (one, other) if url]
    if len(parts) < 2 or parts[0] is None or parts[1] is None:
        return final
    if (parts[0].scheme, parts[0].netloc, parts[0].path) != (parts[1].scheme, parts[1].netloc, parts[1].path):
        return final
    kept = set(parts[0].query.split("&")) - {""}
    return asked if kept <= set(parts[1].query.split("&")) else final


def is_front_page(url: str) -> bool:
    """Whether a normalized URL is the root of its host, or of a language's or index page's short path there."""
    parts = _split(url)
    if parts is None or parts.query:
        return False
    return re.fullmatch(r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|home|default)\.\w{3,5})?", parts.path) is not None


def is_same_site(one: str, other: str) -> bool:
    """Whether two URLs have one host, "www.", "m.", "amp." and "mobile." apart."""
    hosts = [_SITE_PREFIX.sub("", parse_host(url) or "") for url in (one, other)]
    return hosts[0] == hosts[1] != ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(_INSIDE.sub("", url).strip(_EDGES + "\u00a0\ufeff"))
    except ValueError:  # "http://[bad", characters that NFKC turns into "/" or "?"
        return None
    return parts if parts.scheme in _DEFAULT_PORTS else None


def _host_of(parts: SplitResult) -> str | None:
    try:
        port, name = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError:  # a port that is no number below 65536
        return None
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        try:
            name = name.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None
    if not _HOST.fullmatch(name):
        return None
    return name if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{name}:{port}"


def _escape(text: str) -> str:
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), text)


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    names = [row["name"] for row in read_lexicon("tracking_parameters")]
    prefixes = tuple(name.removesuffix("*") for name in names if name.endswith("*"))
    return frozenset(name for name in names if not name.endswith("*")), prefixes


def _drop_tracking(query: str) -> str:
    exact, prefixes = _tracking()
    kept = []
    for pair in query.split("&"):
        name = pair.partition("=")[0].lower()
        if pair and name not in exact and not name.startswith(prefixes):
            kept.append(pair)
    return "&".join(kept)
