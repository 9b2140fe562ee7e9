"""What comes up: by day, one row for a document, day and kind; of the documents asked for."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.deadlines.upcoming import Wanted, upcoming, upcoming_lines, upcoming_objects
from storage.database import Database
from storage.queries.deadlines import deadlines_from
from tests.deadline_samples import deadline, put
from tests.web.desk_world import fill

EARLY, LATE, OVER = date(2026, 12, 1), date(2026, 12, 9), date(2026, 11, 1)


@pytest.fixture
def filled(db: Database) -> Database:
    fill(db)
    put(db, "plan", deadline(LATE, words="甲。"), deadline(LATE, words="乙。"), deadline(None))
    put(db, "duty", deadline(EARLY, "apply"), deadline(OVER))
    return db


def keys(db: Database, wanted: Wanted) -> list[tuple[date | None, str, int]]:
    with db.connect() as conn:
        rows = upcoming(conn, wanted)
    return [(row.first.date, row.first.kind, len(row.deadlines)) for row in rows]


def test_by_day_and_alike_in_one_row(filled: Database) -> None:
    assert keys(filled, Wanted(since=EARLY)) == [(EARLY, "apply", 1), (LATE, "report", 2)]


def test_the_filters_restrict(filled: Database) -> None:
    assert keys(filled, Wanted(since=OVER, until=OVER)) == [(OVER, "report", 1)]
    assert keys(filled, Wanted(since=EARLY, kinds=("apply",))) == [(EARLY, "apply", 1)]
    assert keys(filled, Wanted(since=EARLY, relevant=("yes",))) == [(LATE, "report", 2)]
    assert keys(filled, Wanted(since=EARLY, relevant=("no",))) == [(EARLY, "apply", 1)]


def test_objects_and_lines(filled: Database) -> None:
    with filled.connect() as conn:
        rows = upcoming(conn, Wanted(since=LATE))
    first, second = upcoming_objects(rows)
    assert (first["date"], first["sentence"], second["sentence"]) == (LATE, "甲。", "乙。")
    assert first["document_number"] == "国发〔2023〕124号"
    (line,) = upcoming_lines(rows)
    assert line.startswith("2026年12月9日\t报送\t国务院关于印发")
    assert line.endswith("\t三、\t甲。（另有 1 处）")


def test_a_day_is_told_as_precisely_as_the_text_has_it(filled: Database) -> None:
    begins = replace(deadline(date(2027, 1, 1), "effective"), precision="year")
    put(filled, "zone", begins)
    with filled.connect() as conn:
        (row,) = upcoming(conn, Wanted(since=begins.date or EARLY))
    assert row.day == "2027年初"


def test_stored_anew_in_place_of_the_former(filled: Database) -> None:
    work = put(filled, "plan", deadline(EARLY))
    with filled.connect() as conn:
        (stored,) = deadlines_from(conn, (work,))[work]
    assert (stored.dated_on, stored.place) == (EARLY, 0)
