"""A printed byline read into names with roles. Pure; knows no page."""

import re
from dataclasses import dataclass
from functools import lru_cache

from transforms.bylines.accounts import normalize_account
from transforms.bylines.credits import split_credits, split_maker
from transforms.bylines.edges import SOFT, cut_date, cut_noise, strip_prefix
from transforms.bylines.words import (
    find_agency,
    is_organization,
    is_placeholder,
    is_plain_name,
    is_role,
    is_role_word,
    joiner_pattern,
    opens_with_agency,
    words_of,
)
from transforms.names import has_given_name, is_person_like, normalize_person_name
from transforms.records import Byline
from transforms.text import clean_text, fold_text

#: A byline longer than this is a paragraph.
_MAX_BYLINE = 400
_MAX_NAMES = 30
#: A Chinese reporter's line has no spaces: "記者李明／台北報導".
_CJK_LINE = re.compile(r"(?:記者|记者)\s?(?P<name>[\u3400-\u9fff]{2,4})(?:\s?[／/]\s?[\u3400-\u9fff]{2,12})?")
_HARD = re.compile(r"\s?(?:[;|•·●\n؛、]|\s[–—-]\s|//)\s?")
_PAREN = re.compile(r"\s?[(\[]([^()\[\]]{1,60})[)\]]")
_FOR = re.compile(r"\s(?:[Ff]or|für|pour|para|per|voor|für den|für die)\s(?:[Tt]he\s)?(?=[^\W\d_a-z])")
_PLACE_TAIL = re.compile(
    r"\s(?:in|at|aus|à|en|a|from|i|reports from|reporting from),?"
    r"\s[^\W\d_a-z][\w'’.-]*(?:[\s,]+[^\W\d_a-z][\w'’.-]*){0,4}$"
)
_INITIALS = re.compile(r"[a-zäöüß]{2,5}(?:/[a-zäöüß]{2,5}){0,3}")
#: The site behind a name: "Jane Roe Harbourpost.com Archive".
_HOST = re.compile(r"(?P<name>[^\d.]{3,60}?)\s(?P<host>[A-Za-z][\w-]+\.[a-z]{2,3})(?:\s(?P<rest>.*))?")
#: "Redakteur in der Wirtschaft. Mehr": what follows a job title in a box about its bearer.
_SENTENCE_END = re.compile(r"(?<=[a-zäöüß]{4})\.\s(?=[A-Z])")
_SUFFIX = re.compile(r",\s?(?=(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D|MBE|OBE|CBE)\b\.?)")


@dataclass(slots=True)
class _Draft:
    name: str
    is_person: bool
    raw: str
    role: str | None = None
    affiliation: str | None = None


def parse_byline(raw: str, *, source: str = "byline") -> tuple[Byline, ...]:
    """The names of a printed byline in their order, each with what it says of role and employer.

    Prefixes, e-mails, handles, addresses, dates and places go; "Last, First" is turned; an agency or organization is a
    name of its own unless it only follows a person. Text that names nobody gives ().

    >>> [(b.name, b.role) for b in parse_byline("By Jane Roe and John Doe, Science Editors")]
    [('Jane Roe', 'Science Editors'), ('John Doe', 'Science Editors')]
    >>> [(b.name, b.kind) for b in parse_byline("Von Jane Roe / dpa")]
    [('Jane Roe', 'person'), ('dpa', 'organization')]
    """
    text = clean_text(raw[: 2 * _MAX_BYLINE].replace("\n", " | "))
    return _number(_read_line(text), source) if text and len(text) <= _MAX_BYLINE else ()


@lru_cache(maxsize=32)
def _read_line(text: str) -> tuple[_Draft, ...]:
    """Kept for a while: a page offers one byline many times. Nothing changes a draft after this."""
    if is_plain_name(text):
        return (_plain_draft(text),)
    drafts: list[_Draft] = []
    for role, names in split_credits(text) or ((None, text),):
        drafts += [_with_role(draft, role) for draft in _read_names(names)]
    return tuple(drafts)


def _read_names(text: str) -> list[_Draft]:
    writers, makers = split_maker(text)
    drafts = _read_writers(writers)
    pictures_by = _read_writers(makers) if makers and drafts else []
    return [*drafts, *(_with_role(draft, "photographer") for draft in pictures_by)]


def _read_writers(text: str) -> list[_Draft]:
    drafts: list[_Draft] = []
    text = normalize_account(strip_prefix(text))
    if is_plain_name(text):
        return [_plain_draft(text)]
    reporter = _CJK_LINE.fullmatch(text)
    if reporter:
        return [_Draft(reporter["name"], True, text)]
    for part in _HARD.split(strip_prefix(_SUFFIX.sub(" ", cut_date(cut_noise(text))))):
        _read_part(strip_prefix(part), drafts)
    return drafts or _read_desk(text)


def _plain_draft(text: str) -> _Draft:
    return _Draft(normalize_person_name(text), True, text)


def _read_desk(text: str) -> list[_Draft]:
    """ "Staff Writer", "Our Correspondent": a role that is nobody's is the signature of a desk."""
    bare = strip_prefix(text)
    is_desk = is_role(bare) and is_organization(bare) and not is_placeholder(bare)
    return [_Draft(bare, False, text)] if is_desk else []


def _with_role(draft: _Draft, role: str | None) -> _Draft:
    draft.role = role or draft.role
    return draft


def _number(drafts: tuple[_Draft, ...], source: str) -> tuple[Byline, ...]:
    seen: dict[str, Byline] = {}
    for draft in drafts[:_MAX_NAMES]:
        key = fold_text(draft.name)
        if key and key not in seen:
            seen[key] = Byline(
                position=len(seen),
                name=draft.name,
                kind="person" if draft.is_person else "organization",
                role=draft.role,
                affiliation=draft.affiliation,
                raw=draft.raw,
                source=source,
            )
    return tuple(seen.values())


def _read_part(part: str, drafts: list[_Draft]) -> None:
    """One part between hard separators: names joined by words or commas, with the roles that follow them."""
    if is_plain_name(part):
        drafts.append(_plain_draft(part))
        return
    turned = _turned_name(part)
    if turned:
        drafts.append(_Draft(name=turned, is_person=True, raw=part))
        return
    start, alone = len(drafts), len(drafts) == 0
    pieces = [part] if _INITIALS.fullmatch(part) else _split_soft(part)
    for index, piece in enumerate(pieces):
        # "Jane Roe, Reporter, and John Doe"
        joined = joiner_pattern().match(f" {piece}") if index else None
        names = _split_joined(piece[joined.end() - 1 :] if joined else piece)
        # "Courier with AFP": a lone word beside an agency signs like one that stands alone
        is_alone = alone and len(pieces) == 1 and (len(names) == 1 or any(map(find_agency, names)))
        for name in names:
            _read_name(name, drafts, start, follows=index > 0 and len(names) == 1, alone=is_alone)


def _split_soft(part: str) -> list[str]:
    if find_agency(part):
        return [part]
    return [piece for piece in SOFT.split(part) if piece]


def _turned_name(part: str) -> str | None:
    """ "Brazil, Rachel": two short pieces around the only comma, of which neither is a name or a role by itself."""
    pieces = [piece.strip() for piece in part.split(",")]
    if len(pieces) != 2 or any(is_person_like(p) or is_organization(p) or is_role(p) or not p for p in pieces):
        return None
    if any(
        len(piece.split()) > 3 or not piece.replace(" ", "").replace("-", "").replace(".", "").isalpha()
        for piece in pieces
    ):
        return None
    name = normalize_person_name(part)
    return name if "," not in name and is_person_like(name) else None


def _split_joined(piece: str) -> list[str]:
    """Names joined by "and" and its kin; only where both sides can stand alone: "Costa e Silva" stays."""
    if find_agency(piece) or (is_organization(piece) and not any(map(is_person_like, joiner_pattern().split(piece)))):
        return [piece]
    parts = [strip_prefix(part) for part in joiner_pattern().split(f" {piece} ".replace("  ", " ").strip())]
    named = [part for part in parts if part]
    standing = [part for part in named if _stands_alone(part)]
    # "Courier with AFP": a lone word beside an agency is a name too
    beside = [part for part in named if part not in standing and " " not in part and part[:1].isupper()]
    is_split = len(standing) == len(named) or (len(standing + beside) == len(named) and any(map(find_agency, standing)))
    return named if len(named) > 1 and is_split and not _is_one_organization(piece, named) else [piece]


def _is_one_organization(piece: str, parts: list[str]) -> bool:
    """ "U.S. Customs and Border Protection": a part is an organization's, and no part begins with a given name."""
    if any(find_agency(part) or has_given_name(normalize_person_name(part)) for part in parts):
        return False
    return is_organization(parts[-1]) and not is_organization(parts[0])


def _stands_alone(text: str) -> bool:
    bare = _PLACE_TAIL.sub("", _PAREN.sub("", text))
    words = bare.split()
    return is_person_like(bare) or is_organization(bare) or is_role(bare) or any(map(is_role_word, words))


def _read_name(text: str, drafts: list[_Draft], start: int, *, follows: bool, alone: bool) -> None:
    raw = text
    text, affiliation = _take_parentheses(strip_prefix(text))
    text = _PLACE_TAIL.sub("", text)
    text, employer = _take_employer(text)
    affiliation = affiliation or employer
    people = [draft for draft in drafts[start:] if draft.is_person]
    # "Redakteur" alone is nobody's name; behind one it is a role
    if is_placeholder(text) and not (follows and people and is_role(text)):
        return
    if follows and people and _is_desk_role(text):
        _give_role(text, people)
    elif is_role(text) and not find_agency(text) and not _has_name(text):
        _give_role(text, [draft for draft in drafts if draft.is_person])
    elif is_organization(text) and not _has_name(text):
        _add_organization(text, raw, drafts, people, follows=follows)
    else:
        name, role = _take_role(text)
        if is_person_like(name) or _is_signature(name, alone=alone):
            is_bare = name.isupper() and " " not in name
            drafts.append(_Draft(name if is_bare else normalize_person_name(name), True, raw, role, affiliation))


def _add_organization(text: str, raw: str, drafts: list[_Draft], people: list[_Draft], *, follows: bool) -> None:
    # after a comma it is whom the person works for: "Jane Roe, BBC News"
    if follows and people and "/" not in raw and not _is_wire(text):
        people[-1].affiliation = people[-1].affiliation or text
    elif len(text.split()) <= 8:
        drafts.append(_Draft(text, False, raw))


def _is_wire(text: str) -> bool:
    """Lower-case agencies are printed as sources of their own: "Von Jane Roe, dpa"."""
    return find_agency(text) is not None and text.islower()


def _give_role(text: str, people: list[_Draft]) -> None:
    """A role follows the names it is for: a plural is for all that have none, a singular for the last."""
    plural = text.split()[-1].lower().endswith("s") or text.lower().endswith(("innen", "eure"))
    for draft in people if plural else people[-1:]:
        draft.role = draft.role or text.strip(" :")


def _is_desk_role(text: str) -> bool:
    """ "City Hall Editor" after a name: the words before the role have a name's shape, and no given name first."""
    words = text.split()
    return (
        len(words) > 1
        and is_role_word(words[-1])
        and words[-1].isascii()
        and words[0] not in words_of("given_names", "name")
    )


def _take_parentheses(text: str) -> tuple[str, str | None]:
    """ "Jane Roe (AFP)" gives the affiliation; initials and remarks in parentheses go."""
    match = _PAREN.search(text)
    if match is None or match.start() == 0:
        return text.strip("()[] "), None
    inside = match[1].strip()
    return _PAREN.sub("", text).strip(), inside if is_organization(inside) else None


def _take_employer(text: str) -> tuple[str, str | None]:
    site = _HOST.fullmatch(text) if "." in text else None
    if site and is_person_like(site["name"]):
        role = site["rest"] if is_role(site["rest"] or "") else None
        return f"{site['name']} {role}" if role else site["name"], site["host"]
    match = _FOR.search(text)
    if match is None or not match.start():
        return text, None
    return text[: match.start()], text[match.end() :].strip() or None


def _has_name(text: str) -> bool:
    return _take_role(text)[1] is not None


def _take_role(text: str) -> tuple[str, str | None]:
    """A job title glued to a name on either side of it: "Political editor Jane Roe", "홍길동 기자"."""
    words = text.split()
    marks = [i for i, word in enumerate(words) if is_role_word(word)]
    if not marks or len(words) > 9:
        return text, None
    before, after = " ".join(words[: marks[0]]), " ".join(words[marks[-1] + 1 :])
    if is_person_like(after):
        return after, " ".join(words[: marks[-1] + 1]).strip(" :")
    if is_person_like(before) and not opens_with_agency(text):
        return before, _SENTENCE_END.split(" ".join(words[marks[0] :]))[0]
    return text, None


def _is_signature(text: str, *, alone: bool) -> bool:
    """A one-word author, alone in its byline: initials ("ssi"), a pen name, a mononym."""
    if not alone or len(text) > 24 or " " in text or not any(c.isalpha() for c in text):
        return False
    is_word = is_role_word(text) or text.lower() in words_of("date_months")
    return not is_word and re.fullmatch(r"[\w.'’/-]{2,24}", text) is not None and not text.isdigit()
