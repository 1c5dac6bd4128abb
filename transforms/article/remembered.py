"""XPath expressions that remember what they said of a tag with its attributes. Changes no answer; knows no page."""

import re
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}
#: ".//*", conditions that are told by nothing but an element's own tag and attributes, then any others; or the first
#: of these, "(.//*...)[1]".
_OWN = re.compile(
    r"""\s*\(?\.//\*(?P<conditions>
    (?:\[(?:[\s(),|=] | self::\w+ | @[\w-]+ | '[^']*'
        | \b(?:or|and|not|contains|starts-with|translate|re:test)\b)+
    \]\s*)+)
    (?P<others>\)?(?:\[[^\[\]]*\]\s*)*)""",
    re.VERBOSE,
)
#: A first condition that is a list of tags.
_TAGS = re.compile(r"\[\s*(self::\w+(?:\s+or\s+self::\w+)*)\s*\]")
_KEPT = 8192  #: answers of an expression
_LONGEST = 1000  #: characters of attributes that are kept


def remember_answers(path: XPath) -> XPath:
    """The same expression, quick where it calls functions: a regular expression is a call from C to Python, for every
    element of a page, and the pages of a site name their elements alike."""
    conditions = _OWN.fullmatch(path.path) if "(" in path.path else None
    return _Remembering(path.path, conditions) if conditions else path


class _Remembering(XPath):
    def __init__(self, path: str, conditions: re.Match[str]) -> None:
        super().__init__(path, namespaces=_NAMESPACES)
        own = conditions["conditions"]
        tags = _TAGS.match(own)
        self._tags = tuple(re.findall(r"self::(\w+)", tags[1])) if tags else ("*",)
        self._names = frozenset(re.findall(r"@([\w-]+)", own))
        self._fits = XPath(f"boolean(self::*{own})", namespaces=_NAMESPACES)
        self._others = conditions["others"].strip()
        self._answers: dict[tuple[object, ...], bool] = {}

    def __call__(self, _etree_or_element: HtmlElement, **_variables: Any) -> Any:
        found = []
        for element in _etree_or_element.iterdescendants(*self._tags):
            # the order of attributes counts: "@id|@class" is the text of the first
            said = [item for item in element.items() if item[0] in self._names]
            key = (element.tag, *said)
            answer = self._answers.get(key)
            if self._ask(element, key) if answer is None else answer:
                found.append(element)
                if self._others == ")[1]":
                    return found
        if self._others == "[1]":
            firsts: dict[HtmlElement | None, HtmlElement] = {}
            for element in found:
                firsts.setdefault(element.getparent(), element)
            return list(firsts.values())
        # what else it asks of them is left to C
        return super().__call__(_etree_or_element, **_variables) if found and self._others else found

    def _ask(self, element: HtmlElement, key: tuple[Any, ...]) -> bool:
        answer = bool(self._fits(element))
        if len(self._answers) >= _KEPT:
            self._answers.clear()
        if sum(len(value) for _, value in key[1:]) < _LONGEST:
            self._answers[key] = answer
        return answer
