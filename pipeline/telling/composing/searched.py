"""What filters ask of documents beside what their records say: their texts, whether they hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from pipeline.relations.standings import ties_of
from pipeline.searching.reading import readable
from pipeline.searching.wanted import Subject, subject_of
from storage.records import DigestItem, Document, Filter


def with_searched(
    conn: Connection, items: Sequence[DigestItem], filters: Sequence[Filter], today: date
) -> list[DigestItem]:
    """The items with what one of the filters asks of their documents, as it is that day."""
    documents = {one.document.document_id: one.document for one in items}
    found = _asked(conn, list(documents.values()), filters, today)
    return [
        replace(one, texts=found[key][0], state=found[key][1])
        for one in items
        for key in (one.document.document_id,)
    ]


def searched(
    conn: Connection, documents: Sequence[Document], filters: Sequence[Filter], today: date
) -> dict[str, Subject]:
    """The documents as the filters see them that day, by id."""
    found = _asked(conn, documents, filters, today)
    return {one.document_id: subject_of(one, *found[one.document_id]) for one in documents}


def _asked(
    conn: Connection, documents: Sequence[Document], filters: Sequence[Filter], today: date
) -> dict[str, tuple[tuple[str, ...], str | None]]:
    """Of each document its texts, and whether it holds, where a filter asks for them."""
    asks_words = any(one.words or one.words_not for one in filters)
    asks_state = any(one.validity for one in filters)
    if not (asks_words or asks_state):
        return {one.document_id: ((), None) for one in documents}
    read = {one.document.document_id: one for one in readable(conn, documents)}
    contents = {key: one.content for key, one in read.items()}
    ties = ties_of(conn, documents, contents, today) if asks_state else {}
    return {
        key: (
            tuple(p.text for p in one.passages) if asks_words else (),
            ties[key].standing.state if asks_state else None,
        )
        for key, one in read.items()
    }
