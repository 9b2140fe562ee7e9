"""What comes up: the deadlines of documents that fall on the days ahead."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection

from pipeline.deadlines.shown import KIND_WORDS, deadline_object, gist, when_words
from storage.as_decided import NOTHING, as_decided
from storage.queries.deadlines import deadlines_between
from storage.queries.documents import documents_by_id
from storage.queries.reviews import said_of
from storage.records import Deadline, DeadlineKind, Document


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which deadlines are asked for; an empty filter does not restrict."""

    since: date
    until: date | None = None
    kinds: Collection[DeadlineKind] = ()
    relevant: Collection[str] = ()
    """Of yes, person, no: what is known of the document."""


@dataclass(frozen=True, kw_only=True)
class Upcoming:
    """What one document sets for one day."""

    document: Document
    deadlines: tuple[Deadline, ...]

    @property
    def first(self) -> Deadline:
        return self.deadlines[0]

    @property
    def day(self) -> str:
        """As precise as the text is."""
        return when_words(self.first)


def upcoming(conn: Connection, wanted: Wanted) -> list[Upcoming]:
    """What comes up, the first day first; of one document, day and kind one."""
    found = deadlines_between(conn, wanted.since, wanted.until, wanted.kinds)
    known = _documents(conn, {one.document_id for one in found}, wanted.relevant)
    alike = groupby(
        sorted(found, key=lambda one: (one.dated_on, one.document_id, one.kind, one.place)),
        key=lambda one: (one.dated_on, one.document_id, one.kind),
    )
    return [
        Upcoming(document=known[key[1]], deadlines=tuple(one.said for one in group))
        for key, group in alike
        if key[1] in known
    ]


def _documents(
    conn: Connection, ids: Iterable[str], relevant: Collection[str]
) -> dict[str, Document]:
    found = documents_by_id(conn, ids)
    if not relevant:
        return found
    said = said_of(conn, found)
    words = {True: "yes", False: "no", None: "person"}
    return {
        key: one
        for key, one in found.items()
        if words[as_decided(one, said.get(key, NOTHING)).relevant] in relevant
    }


def upcoming_objects(rows: Iterable[Upcoming]) -> Iterator[dict[str, object]]:
    """One object for each deadline, with the document that sets it."""
    for row in rows:
        document = {
            "document_id": row.document.document_id,
            "title": row.document.title,
            "document_number": row.document.document_number,
        }
        for said in row.deadlines:
            yield deadline_object(said) | document


def upcoming_lines(rows: Sequence[Upcoming]) -> Iterator[str]:
    """A line for each row, for people."""
    for row in rows:
        said, more = row.first, len(row.deadlines) - 1
        also = f"（另有 {more} 处）" if more else ""
        words = f"{row.day}\t{KIND_WORDS[said.kind]}"
        yield f"{words}\t{row.document.title}\t{said.label}\t{gist(said)}{also}"
