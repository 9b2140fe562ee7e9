"""What there is to learn from: documents of which a person said something that counts."""

from collections.abc import Iterator
from typing import cast

from sqlalchemy import Connection, select

from storage.queries.chunks import chunks
from storage.queries.documents import documents_by_id
from storage.queries.reviews import said_of
from storage.queries.spot_checks import drawn_now
from storage.records import Document, Judged, PageKind, Said, SpotCheck
from storage.tables import amendments, reviews


def judged(conn: Connection) -> Iterator[Judged]:
    """Every document of which a person said something that counts, as the program proposed it.

    In the order of the ids. What was drawn at random and answered is an unbiased sample of what
    was rejected; the rest somebody chose to speak of.
    """
    spoken = set(conn.execute(select(reviews.c.document_id).distinct()).scalars())
    spoken |= set(conn.execute(select(amendments.c.document_id).distinct()).scalars())
    drawn = drawn_now(conn)
    for some in chunks(spoken):
        works = documents_by_id(conn, some)
        for key, said in sorted(said_of(conn, some).items()):
            if key in works:
                yield _judged(works[key], said, drawn.get(key))


def _judged(document: Document, said: Said, drawn: SpotCheck | None) -> Judged:
    words = [*([said.review] if said.review else ()), *said.amendments.values()]
    last = max(words, key=lambda one: one.decided_at)
    value = {field: one.value or "" for field, one in said.amendments.items()}
    topics = value.get("topics")
    return Judged(
        document=document,
        belongs=None if said.review is None else said.review.decision == "approve",
        topics=None if topics is None else tuple(topics.split()),
        part=value.get("part") or None,
        kind=cast("PageKind | None", value.get("kind")),
        decided_at=last.decided_at,
        person=last.person,
        drawn=drawn.week if drawn else "",
        stratum=drawn.stratum if drawn else None,
    )
