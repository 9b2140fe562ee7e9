"""What comes up: the dates ahead of a digest's documents, and of all that its filter wants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from sqlalchemy import Connection

from pipeline.deadlines.shown import gist, when_words
from pipeline.deadlines.upcoming import Upcoming, Wanted, upcoming
from pipeline.relations.standings import reckoned_effective_on
from pipeline.searching.wanted import Subject, wants
from pipeline.telling.composing.searched import searched
from storage.as_decided import NOTHING, as_decided
from storage.clock import midnight
from storage.queries.deadlines import deadlines_from
from storage.queries.processing import postings_of
from storage.queries.reviews import said_of
from storage.records import (
    DAYS_AHEAD,
    AheadLine,
    Deadline,
    DeadlineKind,
    DigestItem,
    Document,
    Filter,
    Posting,
    Subscription,
)

_CLOSING: Mapping[DeadlineKind, str] = MappingProxyType(
    {"consultation": "意见反馈", "apply": "申报", "report": "报送"}
)
_WORDS: Mapping[DeadlineKind, str] = MappingProxyType(
    {kind: f"{what}截止" for kind, what in _CLOSING.items()}
    | {"effective": "起施行", "expiry": "有效期止"}
)
"""Targets are not among them: what is to be reached by the end of a year comes up for nobody."""
_LONGEST, _SHORTEST = 48, 4
"""Characters of what is due: shorter words say nothing beside the date."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A document that has dates ahead, as filters see it."""

    subject: Subject
    lines: tuple[AheadLine, ...]


def known_ahead(conn: Connection, filters: Sequence[Filter], today: date) -> list[Known]:
    """The documents that may concern us and set a date within the longest look ahead."""
    until = today + timedelta(days=max(DAYS_AHEAD.values()))
    asked = Wanted(since=today, until=until, kinds=tuple(_WORDS), relevant=("yes", "person"))
    rows: dict[str, list[Upcoming]] = {}
    for row in upcoming(conn, asked):
        rows.setdefault(row.document.document_id, []).append(row)
    said = said_of(conn, rows)
    works = [
        as_decided(mine[0].document, said.get(key, NOTHING))
        for key, mine in rows.items()
        if mine[0].document.detected_at < midnight(today)
    ]
    subjects = searched(conn, works, filters, today)
    pages = postings_of(conn, rows)
    return [
        Known(
            subject=subjects[work.document_id],
            lines=_lines(
                work,
                [one for row in rows[work.document_id] for one in row.deadlines],
                pages.get(work.document_id, ()),
            ),
        )
        for work in works
    ]


def ahead_of(who: Subscription, known: Iterable[Known], today: date) -> tuple[AheadLine, ...]:
    """What comes up, the first day first, in those of the documents that the subscription wants."""
    until = today + timedelta(days=DAYS_AHEAD[who.rate])
    if until == today:
        return ()
    found = [
        line
        for one in known
        if _is_wanted(who, one.subject)
        for line in one.lines
        if line.said.date and today <= line.said.date < until
    ]
    return tuple(sorted(found, key=_order))


def with_deadlines(conn: Connection, items: Sequence[DigestItem], today: date) -> list[DigestItem]:
    """The items with the dates ahead of their documents, and from when they hold.

    Until when opinions were taken is told though it be over.
    """
    stored = deadlines_from(conn, {item.document.document_id for item in items})
    return [
        _dated(item, [one.said for one in stored.get(item.document.document_id, ())], today)
        for item in items
    ]


def _dated(item: DigestItem, said: Sequence[Deadline], today: date) -> DigestItem:
    work = item.document
    begins = work.effective_on or reckoned_effective_on(work.page_kind, said)
    sources = [one for one in said if one.kind == "effective" and one.date == begins]
    told = [one for one in said if _is_ahead(one, today)]
    return replace(
        item,
        reckoned_on=None if work.effective_on else begins,
        reckoned=bool(sources) and all(one.inferred for one in sources),
        deadlines=_lines(work, told, item.postings),
    )


def _is_ahead(one: Deadline, today: date) -> bool:
    if one.date is None or one.kind not in _WORDS:
        return False
    return one.date >= today or one.kind == "consultation"


def _is_wanted(who: Subscription, subject: Subject) -> bool:
    relevant = subject.document.relevant
    told = relevant or (relevant is None and who.include_doubtful)
    return bool(told) and wants(who.filter, subject)


def _lines(
    work: Document, said: Sequence[Deadline], postings: Iterable[Posting]
) -> tuple[AheadLine, ...]:
    """The first day first; what closes on one day is one line, and so is what begins or ends."""
    url = _leading(work, postings)
    alike: dict[tuple[date | None, str], list[Deadline]] = {}
    for one in said:
        kind = "" if one.kind in _CLOSING else one.kind
        alike.setdefault((one.date, kind), []).append(one)
    return tuple(sorted((_line(work, found, url) for found in alike.values()), key=_order))


def _line(work: Document, said: Sequence[Deadline], url: str) -> AheadLine:
    ranked = sorted(said, key=lambda one: tuple(_WORDS).index(one.kind))
    first = ranked[0]
    return AheadLine(
        document=work,
        url=url,
        said=first,
        when=when_words(first),
        what=_what(ranked),
        gist=next((words for one in ranked if (words := _gist(one))), ""),
    )


def _what(said: Sequence[Deadline]) -> str:
    """申报、报送截止."""
    first = said[0]
    if first.kind in _CLOSING:
        return "、".join(dict.fromkeys(_CLOSING[one.kind] for one in said)) + "截止"
    reckoned = first.inferred and first.kind == "effective"
    return _WORDS[first.kind] + ("（推算）" if reckoned else "")


def _gist(said: Deadline) -> str:
    """The sentence, shortened; empty if it says nothing beside the date."""
    words = gist(said, _LONGEST)
    told = words.replace(said.text, "").strip("，。；：、…")
    return words if len(told) >= _SHORTEST and said.kind != "effective" else ""


def _leading(work: Document, postings: Iterable[Posting]) -> str:
    """The address of its leading page, if that is still there."""
    lead = work.lead_posting_id
    return next((p.url for p in postings if p.posting_id == lead and not p.withdrawn), "")


def _order(line: AheadLine) -> tuple[date, str, str]:
    return line.said.date or date.max, line.document.title, line.document.document_id
