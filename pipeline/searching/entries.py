"""What the index holds of one document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipeline.relations.resolving import Linked
from pipeline.relations.standings import ENDING, Ties
from pipeline.searching.facets import facets_of
from pipeline.searching.passages import Passage, Readable
from storage.ids import digest_id
from storage.records import SearchEntry, StoredDeadline
from storage.search.tokens import HEAD, TITLE, Grams, grams

_DAY = timedelta(days=1)
_SETTING = ("effective", "expiry")
"""Kinds of date on which a standing turns."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A document with everything that is indexed of it."""

    read: Readable
    ties: Ties
    deadlines: Mapping[str, Sequence[StoredDeadline]]
    """Of the document, and of those that bear on whether it holds."""

    @property
    def key(self) -> str:
        return self.read.document.document_id

    @property
    def written(self) -> str:
        """The same as long as all its texts are."""
        said = (f"{one.stands_out}{one.field}\x1f{one.text}" for one in self.read.passages)
        return digest_id("written", *said)


def entry_of(found: Found, slot: int, today: date) -> SearchEntry:
    """The entry of a document, as it stands on that day."""
    document = found.read.document
    bears_on = {one.other.document_id for one in ending(found.ties.related.to) if one.other}
    return SearchEntry(
        slot=slot,
        document_id=found.key,
        written=found.written,
        facets=facets_of(document, found.ties.standing.state),
        day=document.published_on,
        as_of=today,
        due_on=_due_on(found, today),
        bears_on=tuple(sorted(bears_on - {found.key})),
        names=tuple(sorted({document.title_key, document.number_key or ""} - {""})),
    )


def grams_of(passages: Iterable[Passage]) -> Grams:
    """What a document is found by: of all its texts; of the title, and what stands out, apart."""
    found = []
    for one in passages:
        mine = grams(one.folded.text)
        found.append(mine)
        if one.stands_out:
            found.append(mine | np.uint64(HEAD))
        if one.field == "title":
            found.append(mine | np.uint64(TITLE))
    return np.concatenate(found)


def ending(links: Iterable[Linked]) -> Iterator[Linked]:
    """What bears on whether a document holds."""
    return (one for one in links if one.relation.kind in ENDING and one.other)


def bearing(ties: Ties) -> set[str]:
    """The documents that bear on whether this one holds."""
    return {one.other.document_id for one in ending(ties.related.by) if one.other}


def _due_on(found: Found, today: date) -> date | None:
    """The first day to come on which it may stand otherwise, by itself or by another."""
    days = {found.read.document.effective_on}
    for key in (found.key, *bearing(found.ties)):
        days |= {one.said.date for one in found.deadlines.get(key, ()) if one.kind in _SETTING}
    for link in ending(found.ties.related.by):
        days.add(link.relation.said.since)
        if link.other:
            days |= {link.other.effective_on, link.other.signed_on, link.other.published_on}
    known = [day for day in days if day and day < date.max]
    return min((day for one in known for day in (one, one + _DAY) if day > today), default=None)
