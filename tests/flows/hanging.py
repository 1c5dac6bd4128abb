"""Pages that hang a parser or an extractor, beside what a good one is like. For tests only; all invented."""

PARAGRAPH = "The harbour board of Vadsand met on Monday and let the old ropewalk to a choir for nine years. " * 5


def page(middle: str) -> bytes:
    """A good story with this in it."""
    return (
        "<!doctype html><html><head><title>Choir takes the ropewalk</title><meta property='og:type' content='article'>"
        f"</head><body><article><h1>Choir takes the ropewalk</h1><p>{PARAGRAPH}</p>{middle}</article></body></html>"
    ).encode()


#: Pages that hang a parser, or an extractor, or crash it, and what comes of each in a worker.
HOSTILE = {
    "a hundred thousand attributes": (page("<p " + " ".join(f"a{n}" for n in range(100_000)) + ">"), "absurd-markup"),
    "ten megabytes of links": (page("<a href='/news/harbour/0001.html'>Harbour</a> " * 220_000), "too-large"),
    "a million empty tags": (page("<b></b>" * 1_000_000), "too-large"),
    "a hundred thousand empty tags": (page("<b></b>" * 100_100), "absurd-markup"),
    "nesting of five thousand": (page("<div>" * 5_000 + "deep" + "</div>" * 5_000), "absurd-markup"),
    "nesting that no guard sees": (page("<b><i>" * 45_000), "absurd-markup"),
    "lists in lists below every guard": (page("<ul><li>Quay " * 900 + "</ul>" * 900), "absurd-markup"),
    "boxes of links below every guard": (page("<div><a href='/a'>Harbour</a> " * 1_900), "cpu-limit"),
}
