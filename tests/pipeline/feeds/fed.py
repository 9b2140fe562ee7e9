"""A home with news, and its feeds as they are read, for the tests of feeds."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from pipeline.feeds.answers import Answer, Reading, atom_answer, calendar_answer, changes_answer
from pipeline.feeds.feed import Feed
from pipeline.feeds.placing import place_news
from pipeline.feeds.watching import Watch
from storage.columns import to_row
from storage.database import Database
from storage.records import Deadline, DigestItem, Filter, StoredDeadline
from storage.settings import Settings
from storage.tables import changes, deadlines
from tests.telling_home import passed
from tests.telling_samples import IN_WEEK, MONDAY, item

NOW = MONDAY
LATER = IN_WEEK + timedelta(days=2)
"""When the second pass began."""
URL = "https://news.example.org/feeds/token/atom.xml"


def feed(doubtful: bool = True, **values: Any) -> Feed:
    return Feed(
        feed_id="f", name="河北某电厂", filter=Filter(**values), doubtful=doubtful, since=IN_WEEK
    )


def reading(watch: Watch, whose: Feed | None = None, **values: Any) -> Reading:
    given = {"feed": whose or feed(), "watch": watch, "now": NOW, "url": URL}
    return Reading(**(given | values))


def at(number: int) -> datetime:
    return IN_WEEK - timedelta(days=30) + timedelta(hours=number)


def detected(title: str, number: int, kind: str = "added", **values: Any) -> DigestItem:
    """A change that the pass of that number found."""
    change = {"detected_at": at(number)} | values.pop("change", {})
    return item(title, kind, change=change, detected_at=at(number), **values)


def also(db: Database, *items: DigestItem) -> None:
    """Further changes of documents that are there."""
    with db.begin() as conn:
        for one in items:
            conn.execute(insert(changes), to_row(one.change))


def place(db: Database, settings: Settings, now: datetime = NOW, *, whole: bool = False) -> int:
    return place_news(db, settings, now, whole=whole)


def begin_pass(db: Database, number: int, run_id: str) -> None:
    passed(db, run_id, started_at=at(number), finished_at=at(number))


def dates(db: Database, document_id: str, *said: Deadline) -> None:
    """What the document sets, in place of what it set before."""
    with db.begin() as conn:
        conn.execute(deadlines.delete().where(deadlines.c.document_id == document_id))
        for place_, one in enumerate(said):
            row = StoredDeadline(
                document_id=document_id, place=place_, kind=one.kind, dated_on=one.date, said=one
            )
            conn.execute(insert(deadlines), to_row(row))


def fetched(
    db: Database, watch: Watch, cursor: str = "", limit: str = "", whose: Feed | None = None
) -> dict[str, Any]:
    with db.connect() as conn:
        answer = changes_answer(conn, reading(watch, whose), cursor, limit)
    found: dict[str, Any] = json.loads(answer.body)
    return found


def titles(answer: dict[str, Any]) -> list[str]:
    return [one["title"] for one in answer["items"]]


def atom_of(db: Database, watch: Watch, whose: Feed | None = None, before: str = "") -> Answer:
    with db.connect() as conn:
        return atom_answer(conn, reading(watch, whose), before)


def calendar_of(db: Database, watch: Watch, whose: Feed | None = None) -> Answer:
    with db.connect() as conn:
        return calendar_answer(conn, reading(watch, whose))


def public(watch: Watch) -> Watch:
    """With public pages."""
    settings = replace(watch.world.settings, public_url="https://news.example.org")
    return Watch(world=replace(watch.world, settings=settings))
