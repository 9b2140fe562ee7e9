"""Searches kept under a name: the very filter that a subscription may take."""

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from pipeline.searching.filters import filter_lines, toml
from pipeline.telling.links import fresh_key
from storage.characters import legal
from storage.database import Database
from storage.faults import WrongError
from storage.queries import searches
from storage.records import Filter, SavedSearch
from storage.text import squeeze

LONGEST_NAME = 40
_LONGEST_PERSON = 40
_NOT_IN_NAMES = re.compile(r"[/\\?#%]")


class SearchError(WrongError):
    """What was asked of kept searches cannot be done: what, and the mend, in one Chinese line."""


def save(db: Database, name: str, chosen: Filter, person: str, now: datetime) -> SavedSearch:
    """Keep the filter under a name that no other one has. Raises ``SearchError``."""
    said = squeeze(legal(name))
    if not said or len(said) > LONGEST_NAME or _NOT_IN_NAMES.search(said):
        raise SearchError(f"名称应为 1 至 {LONGEST_NAME} 个字，不含 / \\ ? # %")
    if chosen == Filter():
        raise SearchError("没有任何条件的检索不必保存：请先写词语或选条件。")
    person = squeeze(legal(person))[:_LONGEST_PERSON]
    record = SavedSearch(
        name=said, filter=chosen, person=person, saved_at=now, link_key=fresh_key()
    )
    with db.begin() as conn:
        stood = searches.saved_search(conn, said)
        if stood and stood.filter != chosen:
            raise SearchError(f"已有名为“{said}”的检索，条件不同：请换个名称，或先删去它再保存。")
        if stood is None:
            searches.add_search(conn, record)
    return stood or record


def saved(conn: Connection, name: str) -> SavedSearch:
    """The search kept under the name. Raises ``SearchError`` if there is none."""
    found = searches.saved_search(conn, squeeze(legal(name)))
    if found is None:
        known = "、".join(one.name for one in searches.find_searches(conn)) or "还没有"
        raise SearchError(f"没有保存过名为“{name}”的检索；已保存的：{known}。")
    return found


def renew(db: Database, name: str) -> SavedSearch:
    """The search with another key: the addresses of its feeds that were given out are void.

    Raises ``SearchError`` if there is none of that name.
    """
    with db.begin() as conn:
        record = replace(saved(conn, name), link_key=fresh_key())
        searches.put_link_key(conn, record.name, record.link_key)
    return record


def forget(db: Database, name: str) -> None:
    """Keep the search no longer. Raises ``SearchError`` if there is none of that name."""
    with db.begin() as conn:
        searches.drop_search(conn, saved(conn, name).name)


def as_toml(record: SavedSearch) -> str:
    """The kept search as people read it."""
    lines = ["[[search]]", f"name = {toml(record.name)}", *filter_lines(record.filter)]
    return "\n".join(lines) + "\n"
