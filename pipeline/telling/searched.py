"""What filters ask of documents beside what their records say: their texts, whether they hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from pipeline.relations.standings import ties_of
from pipeline.searching.reading import readable
from storage.records import DigestItem, Filter


def with_searched(
    conn: Connection, items: Sequence[DigestItem], filters: Sequence[Filter], today: date
) -> list[DigestItem]:
    """The items with what one of the filters asks of their documents, as it is that day."""
    asks_words = any(one.words or one.words_not for one in filters)
    asks_state = any(one.validity for one in filters)
    if not (asks_words or asks_state):
        return list(items)
    documents = list({one.document.document_id: one.document for one in items}.values())
    read = {one.document.document_id: one for one in readable(conn, documents)}
    contents = {key: one.content for key, one in read.items()}
    ties = ties_of(conn, documents, contents, today) if asks_state else {}
    return [
        replace(
            one,
            texts=tuple(p.text for p in read[key].passages) if asks_words else (),
            state=ties[key].standing.state if asks_state else None,
        )
        for one in items
        for key in (one.document.document_id,)
    ]
