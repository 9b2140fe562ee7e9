"""Which date of a document is which entry of a calendar, when the document says it otherwise. Pure.

A date that is set later or earlier stands in nearly the same words: they are held against each
other without their figures. What finds no like is a new entry, what is not found again is taken
back, and an entry that was taken back comes to life if its words do.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rapidfuzz.fuzz import ratio

from storage.ids import digest_id
from storage.records import CalendarEntry, Deadline, DeadlineKind

_FIGURES = re.compile(r"[0-9０-９〇一二三四五六七八九十零两]+")
_ALIKE = 70.0
"""Of 100: sentences that say one thing."""


@dataclass(frozen=True, kw_only=True)
class Dated:
    """What a document sets for one day: one entry of a calendar, in however many places."""

    document_id: str
    kind: DeadlineKind
    day: date
    said: tuple[Deadline, ...]


def renewed(
    entries: Sequence[CalendarEntry], dates: Sequence[Dated], now: datetime
) -> list[CalendarEntry]:
    """Those of one document's entries that are new or become others."""
    left, found = list(dates), []
    live = [one for one in entries if one.day is not None]
    gone = [one for one in entries if one.day is None]
    for entry, one in _pairs([*live, *gone], left):
        left.remove(one)
        (live if entry.day else gone).remove(entry)
        if moved := _moved(entry, one, now):
            found.append(moved)
    found += [_taken_back(one, now) for one in live]
    return found + [_entry(one, now) for one in left]


def _pairs(
    entries: Sequence[CalendarEntry], dates: Sequence[Dated]
) -> list[tuple[CalendarEntry, Dated]]:
    """The likest first; of what is equally like, what has the same day."""
    scored = [
        (_likeness(entry, one), entry.day == one.day, -place, entry, one)
        for place, entry in enumerate(entries)
        for one in dates
        if entry.kind == one.kind
    ]
    alone = {
        kind
        for kind in {one.kind for one in dates}
        if sum(one.kind == kind for one in dates) == 1
        and sum(one.kind == kind and one.day is not None for one in entries) == 1
    }
    pairs: list[tuple[CalendarEntry, Dated]] = []
    taken: set[int] = set()
    for like, same_day, _, entry, one in sorted(scored, key=lambda row: row[:3], reverse=True):
        is_one = like >= _ALIKE or same_day or (one.kind in alone and entry.day is not None)
        if is_one and not {id(entry), id(one)} & taken:
            pairs.append((entry, one))
            taken |= {id(entry), id(one)}
    return pairs


def _likeness(entry: CalendarEntry, one: Dated) -> float:
    """Of what they say without figures; what a page says beside its text has no words."""
    return max(
        (100.0 if a == b else ratio(a, b))
        for a in map(_words, entry.said)
        for b in map(_words, one.said)
    )


def _words(said: Deadline) -> str:
    return _FIGURES.sub("#", said.sentence)


def _moved(entry: CalendarEntry, one: Dated, now: datetime) -> CalendarEntry | None:
    """The entry as it is from now on; nothing if it is so already."""
    if entry.day == one.day and entry.said == one.said:
        return None
    return replace(entry, day=one.day, said=one.said, sequence=entry.sequence + 1, changed_at=now)


def _taken_back(entry: CalendarEntry, now: datetime) -> CalendarEntry:
    return replace(entry, day=None, sequence=entry.sequence + 1, changed_at=now)


def _entry(one: Dated, now: datetime) -> CalendarEntry:
    first = one.said[0]
    named = (one.document_id, one.kind, one.day.isoformat(), first.sentence, now.isoformat())
    return CalendarEntry(
        uid=digest_id("calendar", *named),
        document_id=one.document_id,
        kind=one.kind,
        day=one.day,
        said=one.said,
        sequence=0,
        changed_at=now,
    )


def grouped(rows: Iterable[tuple[str, Deadline]]) -> dict[str, list[Dated]]:
    """What documents set, by document: of one day and kind one."""
    found: dict[tuple[str, DeadlineKind, date], list[Deadline]] = {}
    for document_id, said in rows:
        if said.date:
            found.setdefault((document_id, said.kind, said.date), []).append(said)
    by_document: dict[str, list[Dated]] = {}
    for (document_id, kind, day), said_there in found.items():
        one = Dated(document_id=document_id, kind=kind, day=day, said=tuple(said_there))
        by_document.setdefault(document_id, []).append(one)
    return by_document
