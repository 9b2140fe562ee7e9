"""What tells which pages are one document: traits, links, founders."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, or_, select

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.queries.processing import postings_by_id, versions_by_id
from storage.records import (
    Founder,
    Link,
    Posting,
    Sketch,
    Snapshot,
    Trait,
    Version,
)
from storage.tables import (
    founders,
    links,
    postings,
    sketches,
    snapshots,
    traits,
    versions,
)

_SHARED_SENTENCES = 2
"""Of at most eight in a sketch: fewer are no reason to look closer."""
_SPAN = timedelta(days=366)
_MOST = 400
_NEWEST = (traits.c.dated_on.desc().nulls_last(), traits.c.posting_id)


def _near(way: object) -> Select[tuple[object, ...]]:
    """Pages found one way, about as old; those without a date may be of any."""
    dated = traits.c.dated_on.between(bindparam("since"), bindparam("until"))
    return (
        select(traits)
        .where(way, or_(traits.c.dated_on.is_(None), dated))  # type: ignore[arg-type]
        .order_by(*_NEWEST)
        .limit(_MOST)
    )


_WHOLE = sketches.alias("whole")
_SENTENCES = (
    select(func.count())
    .where(_WHOLE.c.posting_id == sketches.c.posting_id)
    .correlate(sketches)
    .scalar_subquery()
)
# A page that has fewer sentences than are asked for cannot share more: whichever of two it is.
_SHARED = (
    select(sketches.c.posting_id)
    .where(sketches.c.value.in_(bindparam("values", expanding=True)))
    .group_by(sketches.c.posting_id)
    .having(or_(func.count() >= bindparam("least"), func.count() == _SENTENCES))
)
# Built once: building such a statement costs more than running it.
_BY_TITLE = _near(traits.c.title_key == bindparam("key"))
_BY_NUMBER = (
    select(traits).where(traits.c.number_key == bindparam("key")).order_by(*_NEWEST).limit(_MOST)
)
_BY_SENTENCES = _near(traits.c.posting_id.in_(_SHARED))


def similar(conn: Connection, trait: Trait, sketch: Sequence[int]) -> list[Trait]:
    """Pages that may carry the same document: by number, by sentences in common, by title."""
    day = trait.dated_on or date(1970, 1, 1)
    span = {"since": day - _SPAN, "until": day + _SPAN if trait.dated_on else date(9999, 1, 1)}
    rows: list[Row[tuple[object, ...]]] = []
    if trait.number_key:
        rows += conn.execute(_BY_NUMBER, {"key": trait.number_key})
    if sketch:
        least = min(_SHARED_SENTENCES, len(sketch))
        rows += conn.execute(_BY_SENTENCES, {"values": list(sketch), "least": least, **span})
    rows += conn.execute(_BY_TITLE, {"key": trait.title_key, **span})
    found = {row.posting_id: row for row in rows if row.posting_id != trait.posting_id}
    return [from_row(Trait, row) for row in found.values()]


_DROP_TRAIT = delete(traits).where(traits.c.posting_id == bindparam("key"))
_DROP_SKETCH = delete(sketches).where(sketches.c.posting_id == bindparam("key"))
_ADD_TRAIT, _ADD_SKETCH, _ADD_FOUNDER = traits.insert(), sketches.insert(), founders.insert()


def put_trait(conn: Connection, record: Trait, sketch: Sequence[int]) -> bool:
    """Insert, or replace what was known of the page; whether it was known."""
    known = conn.execute(_DROP_TRAIT, {"key": record.posting_id}).rowcount > 0
    if known:
        conn.execute(_DROP_SKETCH, {"key": record.posting_id})
    conn.execute(_ADD_TRAIT, to_row(record))
    if sketch:
        rows = [to_row(Sketch(posting_id=record.posting_id, value=value)) for value in sketch]
        conn.execute(_ADD_SKETCH, rows)
    return known


def sketched(conn: Connection, posting_ids: Iterable[str]) -> set[int]:
    """The hashes of sentences in the sketches of these pages."""
    query = select(sketches.c.value).distinct()
    return {
        value
        for some in chunks(posting_ids)
        for value in conn.execute(query.where(sketches.c.posting_id.in_(some))).scalars()
    }


def traits_of(conn: Connection, posting_ids: Iterable[str]) -> dict[str, Trait]:
    """By posting: what its page tells of the document it carries."""
    query = select(traits)
    return {
        row.posting_id: from_row(Trait, row)
        for some in chunks(posting_ids)
        for row in conn.execute(query.where(traits.c.posting_id.in_(some)))
    }


def untold(
    conn: Connection, limit: int, only: Collection[str] | None = None
) -> list[tuple[Posting, Version]]:
    """Pages (of these documents) whose traits are not those of the version that they show, with
    that version.

    All of a document at once: half of its pages would look like a document of their own.
    """
    stale = (postings.join(versions, versions.c.version_id == postings.c.version_id)).outerjoin(
        traits, traits.c.posting_id == postings.c.posting_id
    )
    differs = or_(traits.c.version_id.is_(None), traits.c.version_id != postings.c.version_id)
    works = (
        select(postings.c.document_id)
        .select_from(stale)
        .where(postings.c.document_id.is_not(None), differs)
        .distinct()
        .order_by(postings.c.document_id)
        .limit(limit)
    )
    if only is not None:
        works = works.where(postings.c.document_id.in_(only))
    ids = list(conn.execute(works).scalars())
    rows = conn.execute(
        select(postings)
        .select_from(stale)
        .where(postings.c.document_id.in_(ids), differs)
        .order_by(postings.c.first_listed_at, postings.c.posting_id)
    )
    found = [from_row(Posting, row) for row in rows]
    said = versions_by_id(conn, {one.version_id or "" for one in found})
    return [(one, said[one.version_id or ""]) for one in found]


def unowned(conn: Connection, limit: int) -> list[tuple[Posting, Version, Snapshot]]:
    """Pages that another source turned out to own, with what was read of them as the former's."""
    read = postings.join(versions, versions.c.version_id == postings.c.version_id)
    rows = conn.execute(
        select(postings.c.posting_id, postings.c.version_id, snapshots)
        .select_from(read.join(snapshots, snapshots.c.snapshot_id == versions.c.snapshot_id))
        .where(postings.c.body_sha256.is_(None))
        .order_by(postings.c.posting_id)
        .limit(limit)
    ).all()
    pages = postings_by_id(conn, [row.posting_id for row in rows])
    said = versions_by_id(conn, [row.version_id for row in rows])
    return [(pages[row.posting_id], said[row.version_id], from_row(Snapshot, row)) for row in rows]


# -- links ----------------------------------------------------------------------------------------

_ADD_LINK = links.insert()
_DROP_LINK = delete(links).where(
    links.c.posting_id == bindparam("a"), links.c.other_id == bindparam("b")
)
_LINKS = select(links).where(
    or_(
        links.c.posting_id.in_(bindparam("ids", expanding=True)),
        links.c.other_id.in_(bindparam("ids", expanding=True)),
    )
)


def links_of(conn: Connection, posting_ids: Iterable[str]) -> list[Link]:
    """Every link from or to one of the pages."""
    found = {
        (row.posting_id, row.other_id): from_row(Link, row)
        for some in chunks(posting_ids)
        for row in conn.execute(_LINKS, {"ids": some})
    }
    return list(found.values())


def undecided(conn: Connection, document_id: str = "") -> list[Link]:
    """Doubts, and links by title or text that joined nothing, between pages of two documents.

    With an id only those of that document.
    """
    one, other = postings.alias("one"), postings.alias("other")
    query = (
        select(links)
        .join(one, one.c.posting_id == links.c.posting_id)
        .join(other, other.c.posting_id == links.c.other_id)
        .where(
            links.c.kind.in_(("doubt", "title", "text")),
            one.c.document_id != other.c.document_id,
        )
        .order_by(links.c.posting_id, links.c.other_id)
    )
    if document_id:
        query = query.where(
            or_(one.c.document_id == document_id, other.c.document_id == document_id)
        )
    return [from_row(Link, row) for row in conn.execute(query)]


def put_links(conn: Connection, records: Sequence[Link]) -> None:
    """Insert, each in place of what was said of its pair."""
    drop_links(conn, records)
    if records:
        conn.execute(_ADD_LINK, [to_row(one) for one in records])


def drop_links(conn: Connection, records: Sequence[Link]) -> None:
    """Take away what was said of these pairs."""
    if records:
        conn.execute(_DROP_LINK, [{"a": one.posting_id, "b": one.other_id} for one in records])


# -- founders -------------------------------------------------------------------------------------


def founders_of(conn: Connection, posting_ids: Iterable[str]) -> list[Founder]:
    """The ids that were given for these pages, the oldest first."""
    query = select(founders)
    found = [
        from_row(Founder, row)
        for some in chunks(posting_ids)
        for row in conn.execute(query.where(founders.c.posting_id.in_(some)))
    ]
    return sorted(found, key=lambda one: (one.founded_at, one.document_id))


def founder(conn: Connection, document_id: str) -> Founder | None:
    """The page that a document's id was given for."""
    row = conn.execute(select(founders).where(founders.c.document_id == document_id)).first()
    return from_row(Founder, row) if row else None


def add_founder(conn: Connection, record: Founder) -> None:
    """Store the page that a document's id is given for."""
    conn.execute(_ADD_FOUNDER, to_row(record))


def put_founder(conn: Connection, record: Founder) -> None:
    """Insert, or name another founding page for the id."""
    conn.execute(delete(founders).where(founders.c.document_id == record.document_id))
    conn.execute(founders.insert(), to_row(record))


def current_id(conn: Connection, document_id: str) -> str | None:
    """What a document is called now that was once called so; ``None`` if none ever was."""
    return conn.execute(
        select(postings.c.document_id)
        .join(founders, founders.c.posting_id == postings.c.posting_id)
        .where(founders.c.document_id == document_id)
    ).scalar()
