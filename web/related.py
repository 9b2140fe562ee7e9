"""The documents that one hangs together with, and where it stands, for its page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from pipeline.relations.resolving import Linked
from pipeline.relations.shown import incoming_words, is_told, kind_words, named
from pipeline.relations.standing import STATE_WORDS
from pipeline.relations.standings import name_of, ties_of
from pipeline.relations.wording import STRENGTH
from storage.clock import since_words
from storage.records import Content, Document

_AT_ONCE = 6
"""So many are shown before one asks for the rest."""
_RANK = {kind: place for place, kind in enumerate(STRENGTH)}


@dataclass(frozen=True, kw_only=True)
class Line:
    """Another document, what it has to do with this one, and the words that say so."""

    word: str
    name: str
    document_id: str
    """Empty where we do not hold it."""
    place: str
    sentence: str
    """Empty where it is that of the line before."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """The documents on one side: those that this one names, or that name it."""

    title: str
    first: tuple[Line, ...]
    rest: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class RelatedView:
    """What the page shows of it."""

    standing: str
    because: tuple[str, ...]
    groups: tuple[Group, ...]


def related_view(
    conn: Connection, record: Document, content: Content | None, today: date
) -> RelatedView:
    """What the page of the document shows of others, the weightiest first."""
    ties = ties_of(conn, (record,), {record.document_id: content}, today)[record.document_id]
    state = ties.standing.state
    groups = (
        _group("本文提到", (_outgoing(one) for one in _ordered(ties.related.to))),
        _group("提到本文的", (_incoming(one) for one in _ordered(ties.related.by))),
    )
    return RelatedView(
        standing=STATE_WORDS[state] if state else "",
        because=ties.standing.because,
        groups=tuple(one for one in groups if one.first),
    )


def _ordered(links: Iterable[Linked]) -> list[Linked]:
    return sorted(filter(is_told, links), key=lambda one: _RANK[one.relation.kind])


def _group(title: str, lines: Iterable[Line]) -> Group:
    every = tuple(_once(lines))
    return Group(title=title, first=every[:_AT_ONCE], rest=every[_AT_ONCE:])


def _once(lines: Iterable[Line]) -> Iterator[Line]:
    """A sentence that names several documents is shown with the first of them."""
    last = ""
    for line in lines:
        yield replace(line, sentence="") if line.sentence == last else line
        last = line.sentence


def _outgoing(one: Linked) -> Line:
    return Line(
        word=kind_words(one.relation.said),
        name=named(one.relation.said),
        document_id=one.other.document_id if one.other else "",
        place=_place(one),
        sentence=one.relation.said.sentence,
    )


def _incoming(one: Linked) -> Line:
    assert one.other is not None
    return Line(
        word=incoming_words(one.relation.said),
        name=name_of(one.other.title, one.other.document_number),
        document_id=one.other.document_id,
        place=_place(one),
        sentence=one.relation.said.sentence,
    )


def _place(one: Linked) -> str:
    """附件 X，第三十四条，自2025年9月1日起."""
    said = one.relation.said
    since = since_words(said.since) if said.since else ""
    return "，".join(part for part in (said.attachment, said.label, since) if part)
