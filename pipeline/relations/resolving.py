"""Which held document a relation means, and what relates to a document: asked when it is wanted.

Never stored: so it is right whichever of two documents came first, and after merges and splits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import Connection

from pipeline.relations.keys import (
    final_key,
    final_title,
    is_draft,
    is_issued_by,
    is_trial,
    is_wrapped,
    issuer_prefix,
    loose_key,
    names_of,
    number_names,
    same_number_key,
)
from storage.places import EVERYWHERE
from storage.queries import relations
from storage.queries.relations import Bearer
from storage.records import SPEAKING, Document, StoredRelation
from storage.text import fold, title_key

_LATER = timedelta(days=31)
"""A text may name what is published a little after it; what bears the name later is another."""
_TOGETHER = timedelta(days=92)
"""A notice and the plan that it carries are published within so many days; else it is another's."""


@dataclass(frozen=True, kw_only=True)
class Linked:
    """A relation, and the held document at its other end."""

    relation: StoredRelation
    other: Bearer | None


@dataclass(frozen=True, kw_only=True)
class Related:
    """What a document says of others, and what others say of it."""

    to: tuple[Linked, ...] = ()
    by: tuple[Linked, ...] = ()


def related(conn: Connection, documents: Sequence[Document]) -> dict[str, Related]:
    """Of each document, by id. The number of queries does not grow with that of documents."""
    ids = [one.document_id for one in documents]
    said = relations.relations_from(conn, ids)
    names = {one.document_id: _names(one, said.get(one.document_id, ())) for one in documents}
    told = _told_of(conn, documents, names)
    every = [row for rows in said.values() for row in rows] + told
    pool = _Pool(conn, every)
    by: dict[str, list[Linked]] = {}
    for row in told:
        source, target = pool.bearer(row.document_id), pool.meant(row)
        if source and target and target.document_id in names:
            by.setdefault(target.document_id, []).append(Linked(relation=row, other=source))
    return {
        key: Related(
            to=tuple(Linked(relation=row, other=pool.meant(row)) for row in said.get(key, ())),
            by=tuple(by.get(key, ())),
        )
        for key in ids
    }


def _names(document: Document, said: Iterable[StoredRelation]) -> set[str]:
    """The work keys by which a text may mean the document: its title's, and of what it carries."""
    carried = {row.title_key for row in said if row.kind == "promulgates"}
    return {loose_key(document.title), final_key(document.title)} | carried


def _told_of(
    conn: Connection, documents: Sequence[Document], names: Mapping[str, set[str]]
) -> list[StoredRelation]:
    titles = {name for many in names.values() for name in many if name}
    numbers = {key for one in documents if (key := same_number_key(one.document_number))}
    return relations.relations_naming(conn, titles, numbers)


class _Pool:
    """The documents that some relations may mean, and those that they stand in."""

    def __init__(self, conn: Connection, rows: Sequence[StoredRelation]) -> None:
        titles = {row.title_key for row in rows if row.title_key}
        called = {row.said.title for row in rows if row.said.title}
        numbers = {row.number_key: row.said.document_number for row in rows if row.number_key}
        found = relations.bearers(
            conn,
            titles={name for one in called for name in names_of(one)},
            numbers={name for one in numbers.values() for name in number_names(one)},
            ids={row.document_id for row in rows},
        )
        carried = relations.carriers(conn, titles)
        found |= relations.bearers(conn, ids={one for many in carried.values() for one in many})
        self._by_id = found
        self._by_title: dict[str, list[Bearer]] = {}
        self._by_number: dict[str, list[Bearer]] = {}
        for one in found.values():
            self._by_title.setdefault(loose_key(one.title), []).append(one)
            if number := same_number_key(one.document_number):
                self._by_number.setdefault(number, []).append(one)
        for key, ids in carried.items():
            known = self._by_title.setdefault(key, [])
            known += [found[one] for one in ids if one in found and found[one] not in known]

    def bearer(self, document_id: str) -> Bearer | None:
        return self._by_id.get(document_id)

    def meant(self, row: StoredRelation) -> Bearer | None:
        """The held document that the relation means, if exactly one can be meant."""
        source = self._by_id.get(row.document_id)
        if source is None:
            return None
        numbered = self._by_number.get(row.number_key or "", ())
        titled = [
            one
            for one in self._by_title.get(row.title_key, ())
            if _numbers_agree(row.number_key, one.document_number) and _can_mean(row, source, one)
        ]
        ours = {one.document_id for one in numbered}
        if source.document_id in ours and row.kind not in ("repeals", "replaces"):
            return None  # its own number
        return _only(row, _others(source, numbered)) or _only(row, _others(source, titled))


def means(row: StoredRelation, source: Bearer, one: Bearer) -> Literal["number", "title"] | None:
    """By what the relation may mean what bears that title and number, held or not, if it may.

    As of held documents: the number first, and what has another number never.
    """
    number = same_number_key(one.document_number)
    if row.number_key and row.number_key == number:
        own = number == same_number_key(source.document_number)
        return "number" if row.kind in ("repeals", "replaces") or not own else None
    titled = row.title_key and row.title_key == loose_key(one.title)
    if titled and _numbers_agree(row.number_key, one.document_number):
        return "title" if _can_mean(row, source, one) else None
    return None


def _numbers_agree(key: str | None, number: str | None) -> bool:
    """Whether one has no number, or the one is short for the other: 省政府令第8号 of a province."""
    if not (key and number):
        return True
    return key[0] in "省市州区县" and (same_number_key(number) or "").endswith(key)


def _others(source: Bearer, found: Iterable[Bearer]) -> list[Bearer]:
    return [
        one
        for one in found
        if one.document_id != source.document_id and one.page_kind not in SPEAKING
    ]


def _only(row: StoredRelation, found: Sequence[Bearer]) -> Bearer | None:
    """The one that fits; of several, the one whose title is the very same, with its 试行."""
    if len(found) > 1:
        exact, trial = final_title(row.said.title), is_trial(row.said.title)
        found = [
            one for one in found if exact in title_key(one.title) and is_trial(one.title) == trial
        ]
    return found[0] if len(found) == 1 else None


def _can_mean(row: StoredRelation, source: Bearer, one: Bearer) -> bool:
    """Whether a document of that title can be meant: by its date, its issuers and its region."""
    said = row.said
    if row.kind == "promulgates" and not _is_carried(row, source, one):
        return False
    if _is_later(source, one, timedelta(0)) if row.kind == "draft-of" else _is_later(one, source):
        return False
    if one.page_kind == "consultation" and not is_draft(said.title):
        return False
    if prefix := issuer_prefix(said.title):
        return is_issued_by(prefix, one.issuing_bodies)
    if one.region in (EVERYWHERE, source.region, ""):
        return True
    return one.region in fold(said.title + said.sentence)


def _is_carried(row: StoredRelation, source: Bearer, one: Bearer) -> bool:
    """Whether it is the very text that the source carries: not an older one, nor its notice."""
    if is_wrapped(one.title) or is_trial(one.title) != is_trial(row.said.title):
        return False
    theirs, ours = one.published_on or one.signed_on, source.published_on or source.signed_on
    return not (theirs and ours) or abs(theirs - ours) <= _TOGETHER


def _is_later(one: Bearer, other: Bearer, by: timedelta = _LATER) -> bool:
    if one.published_on is None or other.published_on is None:
        return False
    return one.published_on > other.published_on + by
