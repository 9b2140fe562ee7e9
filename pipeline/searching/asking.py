"""Asking: the index brought in step, the search made, a broken index made anew."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection

from pipeline.searching.indexing import AT_ONCE, bring_in_step, keep_up, renew_if_broken
from pipeline.searching.search import Results, find_all, search
from storage.database import Database
from storage.records import Document, Filter
from storage.search.faults import BrokenIndexError

RENEWED = "检索索引不完整或不是本版本的，已自动重建。"
_Found = TypeVar("_Found")


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which of the documents that are found are shown."""

    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found, and whether all documents were looked at."""

    results: Results
    behind: int = 0
    """So many documents, at least, are not indexed yet."""


def ask(
    db: Database,
    chosen: Filter,
    today: date,
    page: Page,
    told: Callable[[int], None] = lambda done: None,
) -> Answer:
    """What the filter finds, of all documents as they are now."""

    def read(conn: Connection) -> Answer:
        return Answer(results=search(conn, chosen, limit=page.limit, offset=page.offset))

    return _in_step(db, today, told, read)


def ask_at_once(db: Database, chosen: Filter, today: date, page: Page) -> Answer:
    """The same for somebody who waits: a large part of the documents is not indexed first."""

    def read(conn: Connection) -> Results:
        return search(conn, chosen, limit=page.limit, offset=page.offset)

    behind = keep_up(db, today)
    try:
        with db.connect() as conn:
            return Answer(results=read(conn), behind=behind)
    except BrokenIndexError:
        renew_if_broken(db, read)
        return Answer(results=Results(), behind=AT_ONCE + 1)


def everything(
    db: Database, chosen: Filter, today: date, told: Callable[[int], None] = lambda done: None
) -> list[Document]:
    """Every document that the filter finds, of all as they are now; the best first."""
    return _in_step(db, today, told, lambda conn: find_all(conn, chosen))


def _in_step(
    db: Database,
    today: date,
    told: Callable[[int], None],
    read: Callable[[Connection], _Found],
) -> _Found:
    """What is read of the index in step; one that proves broken is made anew, once."""
    bring_in_step(db, today, told)
    try:
        with db.connect() as conn:
            return read(conn)
    except BrokenIndexError:
        renew_if_broken(db, read)
    bring_in_step(db, today, told)
    with db.connect() as conn:
        return read(conn)
