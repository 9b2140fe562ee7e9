"""Where documents stand on a day: by what is stored of them and of what relates to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from pipeline.relations.resolving import Linked, Related, related
from pipeline.relations.standing import (
    Standing,
    Statement,
    Verdict,
    day_of_force,
    effective_day,
    extends,
    is_longer,
    standing_of,
)
from storage.queries.deadlines import deadlines_from
from storage.queries.relations import Bearer
from storage.records import (
    SPEAKING,
    Content,
    Deadline,
    Document,
    PageKind,
    RelationKind,
    StoredDeadline,
)

ENDING: frozenset[RelationKind] = frozenset({"repeals", "replaces", "amends"})
"""What bears on whether a document holds."""
_HOLDING = frozenset({"document", "law"})
"""Kinds of page whose document may be in force: a draft is not, nor what speaks of one."""
_UNRELATED, _UNKNOWN = Related(), Standing(state=None)


@dataclass(frozen=True, kw_only=True)
class Ties:
    """How a document hangs together with others, and where it stands."""

    related: Related = _UNRELATED
    standing: Standing = _UNKNOWN


NO_TIES = Ties()


def ties_of(
    conn: Connection,
    documents: Sequence[Document],
    contents: Mapping[str, Content | None],
    today: date,
) -> dict[str, Ties]:
    """The ties of each document, by id; ``contents`` are those of their leading versions."""
    relations = related(conn, documents)
    ending = {
        link.other.document_id
        for one in relations.values()
        for link in one.by
        if link.other and link.relation.kind in ENDING
    }
    set_by = deadlines_from(conn, {one.document_id for one in documents} | ending)
    return {
        one.document_id: _ties(
            one, contents.get(one.document_id), relations[one.document_id], set_by, today
        )
        for one in documents
    }


def reckoned_effective_on(page_kind: PageKind | None, deadlines: Sequence[Deadline]) -> date | None:
    """From when the document holds where only its text says so: 自公布之日起30日后施行."""
    return day_of_force(deadlines) if page_kind in _HOLDING else None


def _ties(
    document: Document,
    content: Content | None,
    links: Related,
    set_by: Mapping[str, Sequence[StoredDeadline]],
    today: date,
) -> Ties:
    if document.page_kind not in _HOLDING:
        return Ties(related=links)
    mine = set_by.get(document.document_id, ())
    own = Statement(
        title=document.title,
        validity=content.validity if content else None,
        effective_on=document.effective_on,
        deadlines=tuple(one.said for one in mine),
    )
    verdicts = [
        verdict_of(link, link.other, set_by.get(link.other.document_id, ()))
        for link in links.by
        if link.other and link.relation.kind in ENDING and counts(link.other)
    ]
    return Ties(related=links, standing=standing_of(own, verdicts, today))


def counts(source: Bearer) -> bool:
    """Whether what the document says of others holds: not if it is a draft or speaks of one."""
    return source.page_kind not in (*SPEAKING, "consultation")


def verdict_of(link: Linked, source: Bearer, set_by: Sequence[StoredDeadline]) -> Verdict:
    """What the source, which sets those dates, says by that relation."""
    theirs = Statement(
        title=source.title,
        effective_on=source.effective_on,
        deadlines=tuple(one.said for one in set_by),
    )
    said = link.relation.said
    longer = extends(said)
    ends = [
        one.said.date for one in set_by if one.kind == "expiry" and is_longer(one.said.sentence)
    ]
    return Verdict(
        said=said,
        by=name_of(source.title, source.document_number),
        effective_on=effective_day(theirs),
        issued_on=source.signed_on or source.published_on,
        extends=longer,
        until=max((day for day in ends if day), default=None) if longer else None,
    )


def name_of(title: str, number: str | None) -> str:
    """A document as people are told of it: 《…》（国发〔2023〕24号）."""
    named = title
    if not title.startswith("《"):
        named = f"《{title.replace('《', '〈').replace('》', '〉')}》"
    return named + (f"（{number}）" if number else "")
