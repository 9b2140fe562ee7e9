"""How much is indexed while somebody waits, and when the index is forgotten."""

import pytest
from sqlalchemy import delete, select, update

from pipeline.searching.asking import Page, ask, ask_at_once, everything
from pipeline.searching.indexing import AT_ONCE, bring_in_step, keep_up, renew_if_broken, waiting
from storage.database import Database
from storage.records import Filter
from storage.search import index
from storage.search.faults import BrokenIndexError
from storage.search.marks import mark
from storage.tables import documents, search_buckets, search_entries, search_marks, search_segments
from tests.pipeline.searching.shelf import TODAY, shelve

CHOSEN = Filter(words=("氢能",))


@pytest.fixture
def shelf(db: Database) -> Database:
    """More documents than are indexed while somebody waits."""
    first = shelve(db, "关于氢能的通知", ["氢能。"])
    with db.begin() as conn:
        row = dict(conn.execute(select(documents)).one()._mapping)
        more = [
            row | {"document_id": f"d{number:04}", "title_key": f"t{number}"}
            for number in range(AT_ONCE)
        ]
        conn.execute(documents.insert(), more)
        mark(conn, [one["document_id"] for one in more])
    assert bring_in_step(db, TODAY) >= AT_ONCE + 1
    with db.begin() as conn:
        mark(conn, [first.document_id])
    return db


def indexed(db: Database) -> int:
    with db.connect() as conn:
        return len(conn.execute(select(search_entries.c.document_id)).all())


def test_after_an_upgrade_nobody_waits_for_all(shelf: Database) -> None:
    with shelf.begin() as conn:
        conn.execute(update(search_segments).values(form="another program's"))
    assert keep_up(shelf, TODAY) == AT_ONCE + 1
    assert indexed(shelf) == 0


def test_what_changed_is_indexed_but_no_more_than_a_part(shelf: Database) -> None:
    assert keep_up(shelf, TODAY) == 0
    with shelf.begin() as conn:
        conn.execute(update(search_entries).values(due_on=TODAY))
        mark(conn, conn.execute(select(documents.c.document_id).limit(1)).scalars())
    assert keep_up(shelf, TODAY) > 0
    with shelf.connect() as conn:
        assert waiting(conn, TODAY, AT_ONCE) > 0


def test_an_index_that_another_mended_is_not_forgotten(shelf: Database) -> None:
    looks = []

    def read(conn: object) -> None:
        looks.append(conn)
        if len(looks) == 1:
            raise BrokenIndexError

    assert not renew_if_broken(shelf, read)
    assert (len(looks), indexed(shelf)) == (2, AT_ONCE + 1)


def test_rows_that_only_a_search_reads_are_mended(shelf: Database) -> None:
    for asked in (
        lambda: len(ask(shelf, CHOSEN, TODAY, Page()).results.hits),
        lambda: len(everything(shelf, CHOSEN, TODAY)),
    ):
        bring_in_step(shelf, TODAY)
        with shelf.begin() as conn:
            conn.execute(delete(search_buckets))
        assert asked() > 0
    with shelf.begin() as conn:
        conn.execute(delete(search_buckets))
    assert ask_at_once(shelf, CHOSEN, TODAY, Page()).behind > AT_ONCE
    assert ask(shelf, CHOSEN, TODAY, Page()).results.hits


def test_rows_that_only_writing_reads_are_mended(
    shelf: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def harmed(_: object) -> None:
        raise BrokenIndexError

    with monkeypatch.context() as patch:
        patch.setattr(index, "tidy", harmed)
        assert keep_up(shelf, TODAY) > AT_ONCE
        with pytest.raises(BrokenIndexError):  # and not for ever
            bring_in_step(shelf, TODAY)
    assert indexed(shelf) == 0
    with shelf.connect() as conn:
        assert len(conn.execute(select(search_marks)).all()) == AT_ONCE + 1
    assert "search --rebuild" in str(BrokenIndexError())
