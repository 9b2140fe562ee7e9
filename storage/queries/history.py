"""What was seen of a document at each fetch, and which other documents it may be held against."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, true, update

from storage.columns import from_row
from storage.ids import posting_id
from storage.records import GONE, PAGE_GONE, Change, Document, Sighting
from storage.tables import changes, documents, relations, snapshots

_CHUNK = 400
_MOST = 200
_NOTE = (
    update(snapshots)
    .where(snapshots.c.snapshot_id == bindparam("key"))
    .values(shows=bindparam("what"))
)


def note_shown(conn: Connection, shown: Mapping[str, str]) -> None:
    """Store what the snapshots, by id, were found to show."""
    if shown:
        conn.execute(_NOTE, [{"key": key, "what": what} for key, what in shown.items()])


def seen_at(conn: Connection, urls: Iterable[str], posting_ids: Collection[str]) -> list[Sighting]:
    """What the addresses answered, as pages or as what one of the pages links, by time."""
    wanted, found = sorted({one for url in urls for one in _both_schemes(url)}), []
    for start in range(0, len(wanted), _CHUNK):
        rows = conn.execute(
            select(
                snapshots.c.snapshot_id,
                snapshots.c.run_id,
                snapshots.c.url,
                snapshots.c.parent_url,
                snapshots.c.kind,
                snapshots.c.fetched_at,
                snapshots.c.status,
                snapshots.c.error,
                snapshots.c.body_sha256,
                snapshots.c.shows,
            ).where(
                snapshots.c.url.in_(wanted[start : start + _CHUNK]),
                snapshots.c.kind != "list",
                snapshots.c.processed,
            )
        )
        found += [one for one in map(_seen, rows) if one.posting_id in posting_ids]
    return sorted(found, key=lambda one: (one.at, one.snapshot_id))


def _both_schemes(url: str) -> tuple[str, str]:
    """A site that turns to https has the same pages."""
    rest = url.partition("://")[2]
    return f"http://{rest}", f"https://{rest}"


_page = lru_cache(maxsize=1024)(posting_id)


def _seen(row: Any) -> Sighting:
    came = (200 <= row.status < 300 or row.status == 304) and not row.error
    gone = row.status in GONE and not row.error and row.kind == "document"
    return Sighting(
        snapshot_id=row.snapshot_id,
        run_id=row.run_id,
        url=row.url,
        posting_id=_page(row.parent_url or row.url),
        is_file=row.kind == "attachment",
        at=row.fetched_at,
        body_sha256=row.body_sha256 if came else None,
        shows=PAGE_GONE if gone else row.shows,
    )


def changes_of(conn: Connection, posting_ids: Iterable[str]) -> list[Change]:
    """The changes of the pages, whatever document they were told of, oldest first."""
    rows = conn.execute(
        select(changes)
        .where(changes.c.posting_id.in_(set(posting_ids)))
        .order_by(changes.c.detected_at, changes.c.change_id)
    )
    return [from_row(Change, row) for row in rows]


def documents_like(
    conn: Connection,
    patterns: Collection[str],
    but: str,
    between: tuple[date, date] | None = None,
) -> list[Document]:
    """Documents whose title's key is like one of the patterns (``%`` any words, ``\\`` before a
    plain one), all but one, newest publication first.

    ``between``: only those published (or, not known, signed) from the one day to the other.
    """
    dated = func.coalesce(documents.c.published_on, documents.c.signed_on)
    rows = conn.execute(
        select(documents)
        .where(
            or_(*(documents.c.title_key.like(one, escape="\\") for one in patterns)),
            documents.c.document_id != but,
            dated.between(*between) if between else true(),
        )
        .order_by(documents.c.published_on.desc().nulls_last(), documents.c.document_id)
        .limit(_MOST * len(patterns))
    )
    return [from_row(Document, row) for row in rows]


def drafts_saying(conn: Connection, stems: Collection[str]) -> dict[str, list[str]]:
    """By document: the titles of the texts that it says it is a draft of, with one of the words
    in them."""
    rows = conn.execute(
        select(relations.c.document_id, relations.c.title_key)
        .where(
            relations.c.kind == "draft-of",
            or_(*(relations.c.title_key.contains(stem, autoescape=True) for stem in stems)),
        )
        .order_by(relations.c.document_id, relations.c.place)
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.document_id, []).append(row.title_key)
    return found


def concerning_published(conn: Connection, since: date) -> list[Document]:
    """Documents published since that day that the program would not leave out, oldest first."""
    rows = conn.execute(
        select(documents)
        .where(documents.c.published_on >= since, documents.c.relevant.is_not(False))
        .order_by(documents.c.published_on, documents.c.document_id)
    )
    return [from_row(Document, row) for row in rows]
