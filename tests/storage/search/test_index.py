"""The index holds what was put into it, however often it was written anew."""

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from pyroaring import BitMap
from sqlalchemy import delete, select, update

from storage.database import Database
from storage.records import SearchEntry
from storage.search import facets, index, segments
from storage.search.faults import BrokenIndexError
from storage.search.sets import Inverter, buckets_for, read_set, write_set
from storage.search.tokens import HEAD, TITLE
from storage.tables import search_buckets, search_entries, search_segments

GRAMS = (3, 5, 1 << 22, (1 << 60) + 7, TITLE | 3, HEAD | 5, HEAD | 1 << 22)


def entry(name: str, slot: int, facet: str) -> SearchEntry:
    return SearchEntry(
        slot=slot,
        document_id=name,
        written=name,
        facets=(facet,),
        day=None,
        as_of=date(2026, 1, 1),
        due_on=None,
        bears_on=(),
        names=(),
    )


def put(db: Database, said: dict[str, set[int]], facet: str = "part:mee") -> None:
    inverter = Inverter()
    entries = [
        entry(key, index.new_slot(inverter.add(np.array(sorted(grams), np.uint64), b"\0")), facet)
        for key, grams in said.items()
    ]
    with db.begin() as conn:
        index.put(conn, "form", entries, inverter)
        index.tidy(conn)


def found(db: Database) -> dict[int, set[str]]:
    """By gram: the documents that have it."""
    with db.connect() as conn:
        index.check(conn, "form")
        standing = facets.union(conn, [facets.ALL])
        names = dict(
            conn.execute(select(search_entries.c.slot, search_entries.c.document_id)).all()
        )
        sets = segments.find(conn, segments.segments(conn), GRAMS)
        return {
            gram: {names[slot] for slot in slots & standing}
            for gram, slots in sets.items()
            if slots
        }


def test_documents_are_found_by_what_they_say_last(db: Database) -> None:
    draw, said = random.Random(7), {}
    for _ in range(25):
        many = {
            f"d{draw.randrange(25)}": set(draw.sample(GRAMS, draw.randint(1, 5)))
            for _ in range(draw.randint(1, 9))
        }
        put(db, many)
        said |= many
        if draw.random() < 0.3 and said:
            gone = draw.choice(sorted(said))
            with db.begin() as conn:
                index.take_out(conn, index.entries_of(conn, [gone]).values())
            del said[gone]
        expected = {gram: {one for one, grams in said.items() if gram in grams} for gram in GRAMS}
        assert {gram: many for gram, many in found(db).items() if many} == {
            gram: many for gram, many in expected.items() if many
        }
    with db.connect() as conn:
        assert len(segments.segments(conn)) < 20
        rows = conn.execute(select(search_buckets.c.bucket_key)).all()
        of_segments = sum(one.buckets for one in segments.segments(conn))
        assert len(rows) == of_segments + len(said)


def test_another_facet_writes_no_grams(db: Database) -> None:
    put(db, {"d1": {3}, "d2": {3}})
    with db.begin() as conn:
        stood = index.entries_of(conn, ["d1"])["d1"]
        index.put(conn, "form", [replace(stood, facets=("part:central",))], Inverter())
        assert len(segments.segments(conn)) == 1
        assert facets.names(conn, "part") == ["part:central", "part:mee"]
        assert list(facets.union(conn, ["part:central"])) == [stood.slot]
    assert found(db)[3] == {"d1", "d2"}


@pytest.mark.parametrize(
    "harm",
    [
        delete(search_segments),
        delete(search_entries),
        update(search_buckets).values(postings=b"\xc1 no row of ours"),
        delete(search_buckets),
        update(search_segments).values(form="another program's"),
    ],
)
def test_harm_is_seen(db: Database, harm: delete) -> None:
    put(db, {"d1": {3}})
    with db.begin() as conn:
        conn.execute(harm)
    with pytest.raises(BrokenIndexError):
        found(db)


@pytest.mark.parametrize(
    "slots", [[], [3], [0, 70_000], range(5), range(40_000), range(0, 90_000, 3)]
)
def test_a_set_is_read_as_it_was_written(slots: list[int]) -> None:
    assert read_set(write_set(BitMap(slots))) == BitMap(slots)


def test_rows_are_as_many_as_documents_need() -> None:
    assert [buckets_for(n) for n in (1, 4, 100, 100_000)] == [4, 16, 512, 1 << 16]
