"""Questions about more things at once than a database takes values."""

from itertools import chain

from storage.database import Database
from storage.queries import (
    changes,
    deadlines,
    gaps,
    identity,
    key_facts,
    regroup,
    relations,
    rulings,
)
from storage.queries.chunks import MOST, chunks

IDS = [f"{number}" for number in range(40_000)]


def test_each_value_comes_once_and_in_order() -> None:
    assert list(chunks([])) == []
    assert list(chunks(["b", "a", "b"])) == [["a", "b"]]
    parts = list(chunks(range(2 * MOST + 1)))
    assert [len(part) for part in parts] == [MOST, MOST, 1]
    assert list(chain(*parts)) == list(range(2 * MOST + 1))


def test_as_many_as_there_are_may_be_asked_for(db: Database) -> None:
    with db.connect() as conn:
        for ask in (
            changes.first_announcements,
            deadlines.deadlines_from,
            gaps.names_of,
            identity.founders_of,
            identity.links_of,
            identity.traits_of,
            key_facts.key_facts_from,
            regroup.announcements,
            relations.relations_from,
            rulings.rulings_on,
        ):
            assert not ask(conn, IDS)
