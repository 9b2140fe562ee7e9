"""Questions about more things at once than a database takes values."""

from itertools import chain
from typing import Any

from sqlalchemy import event

from storage.database import Database
from storage.queries import (
    changes,
    deadlines,
    documents,
    gaps,
    identity,
    key_facts,
    processing,
    regroup,
    relations,
    rulings,
    telling,
)
from storage.queries.chunks import MOST, chunks

IDS = [f"{number}" for number in range(3 * MOST)]


def test_each_value_comes_once_and_in_order() -> None:
    assert list(chunks([])) == []
    assert list(chunks(["b", "a", "b"])) == [["a", "b"]]
    parts = list(chunks(range(2 * MOST + 1)))
    assert [len(part) for part in parts] == [MOST, MOST, 1]
    assert list(chain(*parts)) == list(range(2 * MOST + 1))


def test_as_many_as_there_are_may_be_asked_for(db: Database) -> None:
    """A list may stand twice in a query, and what else it asks for is few values."""

    given: list[int] = []

    def counted(*said: Any) -> None:
        given.append(len(said[3]))

    with db.connect() as conn:
        event.listen(conn, "before_cursor_execute", counted)
        for ask in (
            changes.first_announcements,
            deadlines.deadlines_from,
            documents.documents_by_id,
            documents.newest_reviews,
            gaps.names_of,
            identity.founders_of,
            identity.links_of,
            identity.traits_of,
            key_facts.key_facts_from,
            processing.absent_files_of,
            processing.attachment_files_of,
            processing.postings_by_id,
            processing.postings_of,
            processing.runs_by_id,
            processing.versions_by_id,
            regroup.announcements,
            relations.relations_from,
            rulings.rulings_on,
            telling.texts,
        ):
            assert not ask(conn, IDS)
            assert max(given) < 2 * MOST + 10, ask
