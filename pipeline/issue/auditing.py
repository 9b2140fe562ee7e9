"""A published issue held against what was detected, and each source against past issues."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from compilation.audit import Audited, Awaited, Watch, audit
from compilation.matching.pairs import Candidate, Pair
from compilation.months import first_of, last_of
from compilation.recall import PastItem, Recalls, Seen, recalls
from crawlers.declarations import load_catalogue
from pipeline.issue.candidates import candidates, candidates_of
from pipeline.issue.importing import stored_issue
from pipeline.issue.noting import program_reason
from pipeline.issue.printed import parts_of
from storage.agencies import same_agency
from storage.clock import day_of, midnight
from storage.database import Database
from storage.queries import issues
from storage.queries.documents import Wanted, documents_by_id, find_documents, newest_reviews
from storage.queries.issue_months import decided_of, read_between
from storage.queries.lists import seen_in
from storage.queries.problems import find_problems
from storage.records import (
    PARTS,
    PROBLEM_WORDS,
    SPEAKING,
    UNREAD,
    Document,
    Finding,
    IssueItem,
    Source,
    StoredIssue,
)
from storage.text import title_key
from storage.titles import issuers_in, same_title

Object = dict[str, object]
_NEAR = 5
"""Titles most like an item's that are looked at."""
_YEAR = timedelta(days=400)
_DAY = timedelta(days=1)


def audit_of(
    db: Database, month: str, sources: Mapping[str, Source] | None = None
) -> tuple[Finding, ...]:
    """The month's issue against what was detected. Raises ``IssueError`` if there is none."""
    stored = stored_issue(db, month)
    with db.connect() as conn:
        printed = _printed(conn, stored)
        on = Audited(
            issue=stored.content,
            printed=printed,
            near=_near(conn, stored, printed),
            awaited=_awaited(conn, stored),
            watches=_watches(conn, stored, sources or load_catalogue()),
            closed_at=closed_at(stored),
        )
        return audit(on)  # texts are read from the database as far as they decide


def closed_at(stored: StoredIssue) -> datetime:
    """When the issue took in nothing more: as it was frozen, else at the end of its month."""
    if stored.draft:
        return stored.draft.frozen_at or stored.stated_at
    return midnight(last_of(stored.month) + _DAY)


def _window(stored: StoredIssue) -> tuple[date, date]:
    if stored.draft:
        return stored.draft.window_start, stored.draft.window_end
    return first_of(stored.month), last_of(stored.month)


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


def _awaited(conn: Connection, stored: StoredIssue) -> list[Awaited]:
    """The relevant documents that were published in the issue's time and are not in it."""
    since, until = _window(stored)
    found = find_documents(conn, Wanted(since=since, until=until, relevant=("yes", "person")))
    printings = issues.printings_of(conn, [one.document_id for one in found])
    here = {
        key for key, many in printings.items() if any(one.month == stored.month for one in many)
    }
    lacking = [
        one for one in found if one.document_id not in here and one.page_kind not in SPEAKING
    ]
    ids = [one.document_id for one in lacking]
    reviews, works = newest_reviews(conn, ids), candidates_of(conn, ids)
    decided = decided_of(conn, stored.month)
    return [
        Awaited(
            document=one,
            review=reviews.get(one.document_id),
            why=program_reason(one),
            left=decided.get(one.document_id, {}).get("leave"),
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


def _watches(conn: Connection, stored: StoredIssue, sources: Mapping[str, Source]) -> list[Watch]:
    """The columns that carry documents, and whether each could be read in the issue's time."""
    read, unread = read_between(conn), _unread(conn, stored)
    return [
        Watch(
            name=one.name,
            agency=one.agency,
            enabled=one.enabled,
            read_first=read[key][0] if key in read else None,
            unread=unread.get(key, ""),
        )
        for key, one in sources.items()
        if one.column == "document"
    ]


def _unread(conn: Connection, stored: StoredIssue) -> dict[str, str]:
    """By source: 12月15日起无法解读，12月22日恢复; of those that could not be read."""
    since, until = midnight(_window(stored)[0]), closed_at(stored)
    return {
        one.source_id: f"{_short(one.opened_at)}起{PROBLEM_WORDS.get(one.state, one.state)}"
        + (f"，{_short(one.closed_at)}恢复" if one.closed_at else "")
        for one in find_problems(conn, closed=True)
        if one.state in UNREAD
        and one.opened_at < until
        and (one.closed_at is None or one.closed_at > since)
    }


def _short(moment: datetime) -> str:
    day = day_of(moment)
    return f"{day.month}月{day.day}日"


def recall_of(db: Database, sources: Mapping[str, Source] | None = None) -> Recalls:
    """What each source saw of the items of all past issues, and how long before they closed."""
    sources = sources or load_catalogue()
    found: list[PastItem] = []
    with db.connect() as conn:
        for month in issues.issued_months(conn):
            if stored := issues.issue_of(conn, month):
                found += _past_items(conn, stored, sources)
    return recalls(found, PARTS)


def _past_items(
    conn: Connection, stored: StoredIssue, sources: Mapping[str, Source]
) -> list[PastItem]:
    printed = {one.item: one.document_id for one in issues.printings_in(conn, stored.month)}
    works = documents_by_id(conn, printed.values())
    seen: dict[str, list[Seen]] = defaultdict(list)
    for document_id, listing in seen_in(conn, works):
        at, day = listing.first_listed_at, listing.dated_on
        seen[document_id].append(Seen(source_id=listing.source_id, at=at, dated_on=day))
    parts = parts_of(stored.content)
    return [
        PastItem(
            month=stored.month,
            item=one.number,
            part=parts[one.number],
            own=_own(one, works.get(printed.get(one.number, "")), sources),
            seen=tuple(seen.get(printed.get(one.number, ""), ())),
            closed_at=closed_at(stored),
        )
        for one in stored.content.items
    ]


def _own(
    item: IssueItem, document: Document | None, sources: Mapping[str, Source]
) -> frozenset[str]:
    """The columns of the agency that issued it, of the first one where several did."""
    bodies: Sequence[str] = document.issuing_bodies if document else item.issuing_bodies
    first = next(iter(bodies or issuers_in(item.title)), None)
    return frozenset(
        key
        for key, one in sources.items()
        if first and one.enabled and one.column == "document" and same_agency(one.agency, first)
    )


# -- as an object ----------------------------------------------------------------------------------


def finding_object(one: Finding) -> Object:
    """The ``finding`` of the contract, with every occurrence, and the document it is about."""
    return {
        "kind": one.kind,
        "subkind": one.subkind,
        "item": one.item,
        "label": one.label,
        "found": one.found,
        "expected": one.expected,
        "line": one.line,
        "page": one.page,
        "count": one.count,
        "places": one.places,
        "confidence": one.confidence,
        "reason": one.reason,
        "occurrences": one.occurrences,
        "document_id": one.document_id,
    }
