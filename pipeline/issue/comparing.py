"""Month over month: what a month counts beside last month and the same month last year."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from compilation.drafting.window import Window
from compilation.months import (
    Count,
    Entry,
    Months,
    Tally,
    basis_lines,
    first_of,
    last_of,
    months_of,
    moved,
)
from pipeline.classify import Facts, classify
from pipeline.classifying.rules import Rules
from pipeline.desk import topic_names
from pipeline.issue.drafting import World, plan_of
from pipeline.issue.expecting import expected_in, expected_object, watched_in
from pipeline.learning.in_use import rules_in_use
from pipeline.series.expected import Expected
from storage.clock import day_of, day_words
from storage.office import part_of_source
from storage.queries.issue_months import held_documents, read_between
from storage.queries.issues import issue_of, printings_in
from storage.queries.reviews import decided_documents
from storage.records import (
    Document,
    IssueItem,
    Part,
    StoredIssue,
)

Object = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A month beside two others, and what has not come in it."""

    months: Months
    expected: tuple[Expected, ...]
    lines: tuple[str, ...]
    """What is held against what, in Chinese."""


@dataclass(frozen=True, kw_only=True)
class _Watch:
    """When which source was first and last read whole, and what it is."""

    world: World
    read: Mapping[str, tuple[datetime, datetime]]


def compare(conn: Connection, world: World, month: str) -> Compared:
    """The month beside the last one and that of a year before: as printed, else as detected."""
    watch = _Watch(world=world, read=read_between(conn))
    found = months_of(
        (
            _tally(conn, watch, month),
            _tally(conn, watch, moved(month, -1)),
            _tally(conn, watch, moved(month, -12)),
        ),
        topic_names(),
        world.office,
    )
    return Compared(months=found, expected=expected_in(conn, month), lines=basis_lines(found))


def _tally(conn: Connection, watch: _Watch, month: str) -> Tally:
    stored = issue_of(conn, month)
    return _printed(conn, stored, watch.world) if stored else _detected(conn, watch, month)


# -- as printed -----------------------------------------------------------------------------------


def _printed(conn: Connection, stored: StoredIssue, world: World) -> Tally:
    carried = {one.item: one.document_id for one in printings_in(conn, stored.month)}
    held = decided_documents(conn, held_documents(conn, carried.values()))
    rules = rules_in_use(conn, world.office)
    entries = tuple(
        _item_entry(item, part.part, held.get(carried.get(item.number, "")), rules)
        for part in stored.content.parts
        for item in part.items
    )
    note = f"文件 {stored.file_name}" if stored.file_name else ""
    return Tally(month=stored.month, basis=stored.origin, entries=entries, note=note)


def _item_entry(
    item: IssueItem, part: Part | None, document: Document | None, rules: Rules
) -> Entry:
    """By the document that it prints; of one never detected, as the rules judge its text."""
    if document:
        topics = document.classification.topics
    else:
        facts = Facts(
            title=item.title,
            text=item.text,
            issuing_bodies=item.issuing_bodies,
            document_number=item.document_number,
        )
        topics = classify(facts, rules).topics
    issuers = document.issuing_bodies if document else ()
    return Entry(
        part=part,
        issuers=issuers or item.issuing_bodies,
        topics=tuple(one.id for one in topics),
    )


# -- as detected ----------------------------------------------------------------------------------


def _detected(conn: Connection, watch: _Watch, month: str) -> Tally:
    """What the month's issue would print if it were drafted now, but for the late arrivals."""
    first, last = first_of(month), last_of(month)
    plan = plan_of(conn, month, Window(start=first, end=last), watch.world)
    taken = [(part, one) for part, mine in plan.parts for one in mine if not one.late_of]
    watched = watched_in(watch.read, month)
    if not watched:
        return Tally(month=month, basis="none", note=_why_none(watch, first, len(taken)))
    office, sources = watch.world.office, watch.world.sources
    parts = {part_of_source(office, sources[key]) for key in watched if key in sources}
    return Tally(
        month=month,
        basis="detected",
        entries=tuple(_entry(part, one.known.document) for part, one in taken),
        unwatched=frozenset(office.ids) - parts,
        note=_how_far(watch, watched, last),
    )


def _entry(part: Part | None, document: Document) -> Entry:
    return Entry(
        part=part,
        issuers=document.issuing_bodies,
        topics=tuple(one.id for one in document.classification.topics),
    )


def _how_far(watch: _Watch, watched: Collection[str], last: date) -> str:
    """How many of today's sources were watched then, and until when the month is known."""
    total = len(watch.read)
    few = len(watched) < total
    lines = [f"监测了现有 {total} 个来源中的 {len(watched)} 个"] if few else []
    read_to = day_of(max(watch.read[key][1] for key in watched))
    if read_to <= last:
        lines.append(f"巡查到{day_words(read_to)}为止")
    return "，".join(lines)


def _why_none(watch: _Watch, first: date, held: int) -> str:
    """Why nothing is known of the month."""
    begun = min((begins for begins, _ in watch.read.values()), default=None)
    if begun is None:
        return "没有导入这一期，也没有巡查过任何来源"
    if day_of(begun) < first:
        return "没有导入这一期，这个月以来也没有巡查过来源"
    also = f"；从旧列表带回的 {held} 件并不完整，不计" if held else ""
    return f"没有导入这一期，{day_words(day_of(begun))}才开始巡查{also}"


# -- for scripts ----------------------------------------------------------------------------------


def compared_object(found: Compared) -> Object:
    """The comparison as one JSON object; what is not known is null."""
    months = found.months
    return {
        "month": months.now.month,
        "compared": [
            {"month": one.month, "basis": one.basis, "count": one.size, "note": one.note}
            for one in (months.now, months.last_month, months.last_year)
        ],
        "lines": found.lines,
        "total": _count_object(months.total),
        "parts": [{"part": one.key or None} | _count_object(one) for one in months.parts],
        "issuers": [_count_object(one) for one in months.issuers],
        "topics": [
            {"id": one.primary.key or None}
            | _count_object(one.primary)
            | {"touched": _count_object(one.touched)}
            for one in months.topics
        ],
        "new_issuers": months.new_issuers,
        "vanished_issuers": months.vanished_issuers,
        "expected": [expected_object(one) for one in found.expected],
    }


def _count_object(one: Count) -> Object:
    return {
        "name": one.name,
        "now": one.now,
        "last_month": one.last_month,
        "last_year": one.last_year,
        "against_last_month": one.against_month,
        "against_last_year": one.against_year,
    }
