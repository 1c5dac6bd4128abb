"""Labels of links: texts a page may print within its story too, and that are none of it. Changes no tree."""

from functools import cached_property

from lxml.html import HtmlElement

from transforms.layout import read_all_text

_BLOCKS = frozenset(("p", "li", "div", "h2", "h3", "h4", "h5"))
#: "Tags: <a>...</a> <a>...</a>": a longer block is a paragraph.
_MAX_BLOCK = 240
_MAX_LABEL = 30
#: Characters of blocks with links, read again where they lie in each other: a page nested to be slow is not read on.
_MAX_READ = 2_000_000


class Labels:
    """Texts that are links of their own, without white space: a page may print such a label within its story too."""

    def __init__(self, boxes: list[HtmlElement], texts: set[str]) -> None:
        """`boxes`: parts of the page whose links are labels; `texts`: others."""
        self._boxes = boxes
        self._texts = texts
        self._all = squeeze("".join(map(read_all_text, boxes)))

    def __contains__(self, text: str) -> bool:
        # there are hundreds of links, and hardly ever a line of a story that stands among them
        return text in self._texts or (text in self._all and text in self._links)

    @cached_property
    def _links(self) -> set[str]:
        return {squeeze(read_all_text(link)) for box in self._boxes for link in box.iter("a")}


def find_linked_texts(tree: HtmlElement) -> set[str]:
    """Blocks that are nothing but links, or a label and links: menus, teasers, "Tags: ...". Without white space."""
    found: set[str] = set()
    texts: dict[HtmlElement, str] = {}
    read = 0
    for link in tree.iter("a"):
        parent = link.getparent()
        is_block = parent is not None and parent.tag in _BLOCKS
        block = parent if is_block else next(link.iterancestors(*_BLOCKS), None)
        if block is None or read > _MAX_READ:
            continue
        text = texts.get(block)
        if text is None:
            text = texts[block] = _text_of(block)
            read += len(text)
        anchor = _text_of(link) if 0 < len(text) <= _MAX_BLOCK else ""
        if not anchor:
            continue
        before = text.partition(anchor)[0]
        if len(anchor) >= 0.8 * len(text) or is_label(before):
            found |= {anchor.replace(" ", ""), text.replace(" ", ""), before.replace(" ", "")}
    return found - {""}


def is_label(text: str) -> bool:
    return len(text) < _MAX_LABEL and text.rstrip().endswith((":", "："))


def _text_of(element: HtmlElement) -> str:
    return " ".join(read_all_text(element).split())


def squeeze(text: str) -> str:
    """Without white space, which templates put where they like."""
    return "".join(text.split())
