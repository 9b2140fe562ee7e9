"""A published issue held against what was detected, and each source against past issues."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from compilation.audit import Audited, Awaited, Watch, audit
from compilation.drafting.decisions import decisions_of
from compilation.drafting.window import Window, month_window
from compilation.matching.pairs import Candidate, Pair
from compilation.months import first_of, last_of
from compilation.recall import PastItem, Recalls, Seen, recalls
from crawlers.declarations import load_catalogue
from pipeline.issue.candidates import candidates, candidates_of
from pipeline.issue.framing import current_decisions
from pipeline.issue.importing import stored_issue
from pipeline.issue.noting import program_reason
from pipeline.issue.printed import parts_of
from pipeline.issue.unread import unread_by_source
from storage.agencies import same_agency
from storage.as_decided import NOTHING, as_decided
from storage.clock import day_of, midnight
from storage.database import Database
from storage.queries import issues
from storage.queries.documents import Wanted, documents_by_id, find_documents
from storage.queries.issue_months import read_between
from storage.queries.issues import FrozenSet, frozen_sets
from storage.queries.lists import seen_in
from storage.queries.reviews import said_of
from storage.records import (
    PROBLEM_WORDS,
    SPEAKING,
    Finding,
    IssueItem,
    Office,
    Problem,
    Source,
    StoredIssue,
)
from storage.text import title_key
from storage.titles import issuers_in, same_title

_NEAR = 5
"""Titles most like an item's that are looked at."""
_YEAR = timedelta(days=400)
_DAY = timedelta(days=1)


def audit_of(
    db: Database,
    month: str,
    office: Office,
    sources: Mapping[str, Source] | None = None,
) -> tuple[Finding, ...]:
    """The month's issue against what was detected. Raises ``IssueError`` if there is none."""
    stored = stored_issue(db, month)
    with db.connect() as conn:
        printed = _printed(conn, stored)
        span = _span(month, frozen_sets(conn, (month,)).get(month))
        on = Audited(
            issue=stored.content,
            printed=printed,
            near=_near(conn, stored, printed),
            awaited=_awaited(conn, stored, span),
            watches=_watches(conn, span, sources or load_catalogue()),
            closed_at=span.closed_at,
            office=office,
        )
        return audit(on)  # texts are read from the database as far as they decide


@dataclass(frozen=True, kw_only=True)
class _Span:
    """The days that an issue is of, and when it took in nothing more."""

    window: Window
    closed_at: datetime


def _span(month: str, frozen: FrozenSet | None) -> _Span:
    """As the month was frozen, though its file was imported since; else the month itself."""
    if frozen:
        window = Window(start=frozen.window_start, end=frozen.window_end)
        return _Span(window=window, closed_at=frozen.frozen_at)
    window = month_window(month)
    return _Span(window=window, closed_at=midnight(window.end + _DAY))


def _printed(conn: Connection, stored: StoredIssue) -> dict[str, Candidate]:
    """The documents that the issue's items are, by the items' numbers."""
    printings = issues.printings_in(conn, stored.month)
    works = candidates_of(conn, [one.document_id for one in printings])
    return {one.item: works[one.document_id] for one in printings if one.document_id in works}


# -- what an item might be ------------------------------------------------------------------------


def _near(
    conn: Connection, stored: StoredIssue, printed: Mapping[str, Candidate]
) -> dict[str, list[Candidate]]:
    """Of the items that are no document: those with its number, like words, or like titles."""
    items = [one for one in stored.content.items if one.number not in printed]
    if not items:
        return {}
    found = candidates(conn, items, stored.month)
    like = _titled_like(conn, items, stored.month)
    works = candidates_of(conn, {key for many in like.values() for key in many})
    for number, many in like.items():
        have = {one.document.document_id for one in found[number]}
        found[number] += [works[key] for key in many if key in works and key not in have]
    return found


def _titled_like(conn: Connection, items: Iterable[IssueItem], month: str) -> dict[str, list[str]]:
    """By item number: ids of the documents of that time with the titles most like its own."""
    first, last = first_of(month), last_of(month)
    works = find_documents(conn, Wanted(since=first - _YEAR, until=last + _YEAR / 4))
    keys = {one.document_id: one.title_key for one in works if one.page_kind not in SPEAKING}
    return {
        item.number: [
            key
            for _title, _score, key in process.extract(
                title_key(item.title), keys, scorer=fuzz.ratio, limit=_NEAR
            )
        ]
        for item in items
    }


# -- what the issue might lack --------------------------------------------------------------------


def _awaited(conn: Connection, stored: StoredIssue, span: _Span) -> list[Awaited]:
    """The relevant documents that were published in the issue's time and are not in it."""
    since, until = span.window.start, span.window.end
    found = find_documents(conn, Wanted(since=since, until=until, relevant=("yes", "person")))
    printings = issues.printings_of(conn, [one.document_id for one in found])
    here = {
        key for key, many in printings.items() if any(one.month == stored.month for one in many)
    }
    people = said_of(conn, [one.document_id for one in found])
    shown = [as_decided(one, people.get(one.document_id, NOTHING)) for one in found]
    lacking = [
        one for one in shown if one.document_id not in here and one.page_kind not in SPEAKING
    ]
    works = candidates_of(conn, [one.document_id for one in lacking])
    decided = decisions_of(current_decisions(conn, stored.month)).standing
    return [
        Awaited(
            document=one,
            review=people.get(one.document_id, NOTHING).review,
            why=program_reason(one),
            left=said if (said := decided.get(one.document_id)) and said.kind == "leave" else None,
            printings=tuple(printings.get(one.document_id, ())),
            twin=_twin(stored, works.get(one.document_id)),
        )
        for one in lacking
    ]


def _twin(stored: StoredIssue, other: Candidate | None) -> str:
    """The item that the document seems to be, though the issue's match is another one."""
    if other is None:
        return ""
    for item in stored.content.items:
        alike = any(same_title(item.title, title) for title in other.titles)
        if alike and Pair(item, other, stored.month).match():
            return item.number
    return ""


# -- the sources ----------------------------------------------------------------------------------


def _watches(conn: Connection, span: _Span, sources: Mapping[str, Source]) -> list[Watch]:
    """The columns that carry documents, and whether each could be read in the issue's time."""
    read = read_between(conn)
    kept = unread_by_source(conn, sources, midnight(span.window.start), span.closed_at)
    return [
        Watch(
            name=one.name,
            agency=one.agency,
            enabled=one.enabled,
            read_first=read[key][0] if key in read else None,
            unread="；".join(map(_spell, kept.get(key, ()))),
        )
        for key, one in sources.items()
        if one.column == "document"
    ]


def _spell(one: Problem) -> str:
    """12月15日起无法解读，12月22日恢复."""
    state = PROBLEM_WORDS.get(one.state, one.state)
    since = f"{_short(one.opened_at)}起{state}"
    return f"{since}，{_short(one.closed_at)}恢复" if one.closed_at else since


def _short(moment: datetime) -> str:
    day = day_of(moment)
    return f"{day.month}月{day.day}日"


def recall_of(
    db: Database,
    office: Office,
    sources: Mapping[str, Source] | None = None,
) -> Recalls:
    """What each source saw of the items of all past issues, and how long before they closed."""
    with db.connect() as conn:
        past = _past(conn, sources or load_catalogue())
        found = [one for stored in issues.issues_in(conn) for one in _past_items(stored, past)]
    return recalls(found, office.ids)


@dataclass(frozen=True, kw_only=True)
class _Past:
    """What is known of the items of past issues."""

    printed: Mapping[tuple[str, str], str]
    """By month and item: the document."""
    issuers: Mapping[str, Sequence[str]]
    """Of each document."""
    seen: Mapping[str, Sequence[Seen]]
    """Of each document."""
    frozen: Mapping[str, FrozenSet]
    columns: Callable[[str], frozenset[str]]
    """The sources of an agency."""


def _past(conn: Connection, sources: Mapping[str, Source]) -> _Past:
    printed = issues.documents_in(conn)
    works = documents_by_id(conn, printed.values())
    seen: dict[str, list[Seen]] = defaultdict(list)
    for document_id, listing in seen_in(conn, works):
        at, day = listing.first_listed_at, listing.dated_on
        seen[document_id].append(Seen(source_id=listing.source_id, at=at, dated_on=day))

    @cache
    def columns(agency: str) -> frozenset[str]:
        return frozenset(
            key
            for key, one in sources.items()
            if one.enabled and one.column == "document" and same_agency(one.agency, agency)
        )

    return _Past(
        printed=printed,
        issuers={key: one.issuing_bodies for key, one in works.items()},
        seen=seen,
        frozen=frozen_sets(conn),
        columns=columns,
    )


def _past_items(stored: StoredIssue, past: _Past) -> list[PastItem]:
    parts = parts_of(stored.content)
    closed_at = _span(stored.month, past.frozen.get(stored.month)).closed_at
    found = []
    for one in stored.content.items:
        key = past.printed.get((stored.month, one.number), "")
        bodies = past.issuers.get(key) or one.issuing_bodies or issuers_in(one.title)
        found.append(
            PastItem(
                month=stored.month,
                item=one.number,
                part=parts[one.number],
                own=past.columns(bodies[0]) if bodies else frozenset(),
                seen=tuple(past.seen.get(key, ())),
                closed_at=closed_at,
            )
        )
    return found
