"""Deadlines put into a filled desk world."""

from datetime import date

from storage.database import Database
from storage.queries.deadlines import put_deadlines
from storage.records import Deadline, DeadlineKind, StoredDeadline
from tests.web.desk_world import document_id


def deadline(day: date | None, kind: DeadlineKind = "report", words: str = "") -> Deadline:
    """A deadline of that day, written as 某日前."""
    sentence = words or "请于某日前将材料报送我局。"
    return Deadline(
        date=day, precision="day", kind=kind, text="某日前", sentence=sentence, label="三、"
    )


def put(db: Database, key: str, *said: Deadline) -> str:
    """Store them for the document of that key; its id."""
    work = document_id(key)
    rows = [
        StoredDeadline(document_id=work, place=at, kind=one.kind, dated_on=one.date, said=one)
        for at, one in enumerate(said)
    ]
    with db.begin() as conn:
        put_deadlines(conn, work, rows)
    return work
