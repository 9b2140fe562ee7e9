"""What a text bears itself: its names, its numbers, its annexes; and what its title says. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.classifying.kinds import document_type, page_kind
from pipeline.relations.citations import Mention, mentions_in
from pipeline.relations.keys import is_issued_by, issuer_prefix, loose_key, same_number_key
from pipeline.relations.names import is_form
from pipeline.relations.numbers import numbers_in
from pipeline.relations.wording import MARK, Place, kind_of
from storage.records import Content, RelationKind
from storage.text import squeeze

_CARRIED = re.compile(
    r"关于(?:修订|重新|联合)?(?P<how>印发|发布|公布|颁布|颁发|下发|批准发布)(?P<inner>[^《》]{4,}?)的(?:通知|公告|通告|决定|函)?$"
)
_FORWARDED = re.compile(r"(?:关于)?转发(?P<inner>[^《》]{6,}?)的?(?:通知|函)$")
_DRAFT = re.compile(
    r"(?:公开|再次|书面|社会|向|就|关于|对)*征求(?:对)?(?P<inner>[^《》]{4,}?)(?:的)?(?:意见|修改意见)(?:的|建议)*(?:通知|公告|函|通告)?$"
    r"|关于(?:就)?(?P<other>[^《》]{4,}?)(?:公开|向社会)*(?:征求|征集)"
)
_ASKED = re.compile(
    r"就(?:印发|发布|出台)?(?P<inner>[^《》]{6,}?)(?:有关(?:问题|情况))?(?:答记者问|回答记者|接受.{0,6}采访)"
    r"|^(?:一图(?:读懂|看懂)|图解|解读)[：:｜|丨]?(?P<other>[^《》]{6,})$"
)
_CHANGES_SEVERAL = re.compile(
    r"修[改订正].*(?:等[\d一二两三四五六七八九十百]{1,4}[件部项]|部分|若干|一批)[^《》]*决定$"
)
_TOLD = re.compile("一图(?:读懂|看懂)|图解|图说|解读")
_QUOTES = "“”\"' 　"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the title says of another document."""

    kind: RelationKind
    title: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Own:
    """What is the text's own, and so no other document."""

    said: tuple[Said, ...]
    """What its title says of others, or of what it carries."""
    keys: frozenset[str]
    """Of its own names: its title, and that of the plan that it carries."""
    carried: frozenset[str]
    """Of the plans that it carries."""
    numbers: frozenset[str]
    annexes: frozenset[str]
    issuers: tuple[str, ...]
    amending: bool
    """It changes several documents, each named in a line of its own."""
    speaking: bool
    """It speaks of a document that it does not carry: an interpretation."""

    def bears(self, title: str, numbers: Sequence[str]) -> bool:
        """Whether a name is the text's own: not under another's number, nor another issuer's."""
        if loose_key(title) not in self.keys:
            return False
        if numbers and not any(same_number_key(one) in self.numbers for one in numbers):
            return False
        prefix = issuer_prefix(title)
        return not prefix or is_issued_by(prefix, self.issuers)


def own_of(content: Content) -> Own:
    """What is the page's own."""
    title = squeeze(content.title)
    kind, _ = page_kind(title, content.issuing_bodies, content.document_number, None)
    kind = "interpretation" if _TOLD.match(title) else kind
    number = same_number_key(content.document_number)
    said = tuple(_unowned(one, number) for one in _said(title, kind))
    carried = frozenset(loose_key(one.title) for one in said if one.kind == "promulgates")
    return Own(
        said=said,
        keys=carried | {loose_key(title), loose_key(_unnumbered(title))},
        carried=carried,
        numbers=frozenset((number,) if number else ()),
        annexes=frozenset(loose_key(_bare(one.name)) for one in content.attachments),
        issuers=(issuer_prefix(title), *content.issuing_bodies),
        amending=_CHANGES_SEVERAL.search(title) is not None,
        speaking=kind == "interpretation",
    )


def _unowned(said: Said, number: str | None) -> Said:
    """Without the text's own number: what stands beside it in the title, the text carries."""
    if not any(same_number_key(one) == number for one in said.numbers):
        return said
    return Said(kind="promulgates" if said.kind == "cites" else said.kind, title=said.title)


def _unnumbered(title: str) -> str:
    """The title without the number of the order that carries it."""
    kept, last = [], 0
    for one in numbers_in(title, ()):
        kept.append(title[last : one.start])
        last = one.end
    return "".join((*kept, title[last:])).strip(" 　《》")


def _bare(name: str) -> str:
    """A file's name without its number and its ending."""
    name = re.sub(r"^\s*附\s?[件录表]\s?[\d一二三四五六七八九十]{0,3}\s*[：:.．、]?\s*", "", name)
    return re.sub(r"\.[A-Za-z]{2,5}$", "", name).strip("《》 ")


def _said(title: str, kind: str) -> tuple[Said, ...]:
    mentions = mentions_in(title)
    if not any(one.title and one.bracketed for one in mentions):
        return _in_plain_words(title, kind)
    marked = marked_text(title, mentions)
    found = []
    places = [at for at, character in enumerate(marked) if character == MARK]
    for at, one in zip(places, mentions, strict=True):
        if not (one.title and one.bracketed):
            continue
        role = kind_of(Place(sentence=marked, at=at, title=one.title, opening=True, titular=True))
        if kind == "interpretation":
            role = "interprets"
        elif kind == "news" and role in ("promulgates", "forwards"):
            role = "cites"
        if role == "cites" and is_form(one.title):
            continue
        found.append(Said(kind=role, title=one.title, numbers=one.numbers))
    return tuple(found)


def _in_plain_words(title: str, kind: str) -> tuple[Said, ...]:
    """What a title without 《》 names: 关于印发首批碳达峰试点名单的通知."""
    if kind == "interpretation":
        return _one("interprets", _ASKED.search(title))
    if kind == "consultation":
        return _one("draft-of", _DRAFT.search(title))
    if forwarded := _FORWARDED.search(title):
        inner = forwarded["inner"].strip(_QUOTES)
        return (Said(kind="forwards", title=inner if document_type(inner) else f"{inner}的通知"),)
    return _one("promulgates", _CARRIED.search(title))


def _one(kind: RelationKind, found: re.Match[str] | None) -> tuple[Said, ...]:
    if found is None:
        return ()
    groups = found.groupdict()
    inner = (groups["inner"] or groups.get("other") or "").strip(_QUOTES)
    return (Said(kind=kind, title=inner),) if document_type(inner) else ()


def marked_text(text: str, mentions: Sequence[Mention]) -> str:
    """The text with one mark in place of each name."""
    parts, last = [], 0
    for one in mentions:
        parts += [text[last : one.start], MARK]
        last = one.end
    parts.append(text[last:])
    return "".join(parts)
