"""A month's issue drafted from what is stored; a frozen month is drafted from what was frozen."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from compilation.draft import Plan, Text, draft
from compilation.drafting.choosing import Frame, Known, Left, Taken, choose
from compilation.drafting.ordering import arranged
from compilation.drafting.sheet import Facts
from compilation.drafting.texts import Files, item_text
from compilation.drafting.window import Window, month_window, refuse_future
from compilation.errata import section
from pipeline.issue.errata import errata_of
from pipeline.issue.framing import frame_of
from pipeline.issue.noting import amended_reason, facts_of, program_reason
from storage.as_decided import NOTHING, as_decided
from storage.clock import day_of, midnight
from storage.database import Database
from storage.office import part_of_source, placed
from storage.places import EVERYWHERE
from storage.queries import issue_drafts as queries
from storage.queries.documents import documents_by_id
from storage.queries.issues import issue_of, printings_of
from storage.queries.processing import (
    absent_files_of,
    attachment_files_of,
    postings_by_id,
    postings_of,
    versions_by_id,
)
from storage.queries.reviews import said_of
from storage.records import (
    SPEAKING,
    Document,
    Draft,
    Level,
    Office,
    Part,
    Posting,
    Source,
    StoredIssue,
)

Progress = Callable[[str, int, int], None]
_CHOOSING, _READING, _CHECKING = "选取文件", "读取全文", "核对存疑"


def silent(step: str, done: int, total: int) -> None:
    """The progress that nobody watches."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What a draft takes from outside the database."""

    sources: Mapping[str, Source]
    """All of them, by id: their names and levels."""
    office: Office
    """Whose issue it is."""
    progress: Progress = silent
    validity: bool = True
    """The sheet is to list what became of past issues' documents: all of them are read for it."""


def draft_of(
    db: Database, month: str, now: datetime, world: World, window: Window | None = None
) -> Draft:
    """The month's issue as it would be printed now, or as it was frozen. Raises ``IssueError``.

    ``window``: the days that it is of, if not those of the month.
    """
    with db.connect() as conn:
        if (frozen := frozen_issue(conn, month)) and frozen.draft:
            return frozen.draft
        window = window or month_window(month)
        refuse_future(month, window, day_of(now))
        world.progress(_CHOOSING, 0, 1)
        plan = plan_of(conn, month, window, world)
        world.progress(_CHOOSING, 1, 1)
        texts = _texts(conn, plan, world.progress)
        world.progress(_CHECKING, 0, 1)
        made = draft(
            plan,
            lambda taken: texts[taken.document_id],
            lambda said: _facts(conn, plan, said, world, now),
            now,
        )
        world.progress(_CHECKING, 1, 1)
        return made


def _facts(
    conn: Connection, plan: Plan, texts: Mapping[str, Text], world: World, now: datetime
) -> Facts:
    """All that the sheet says."""
    facts = facts_of(conn, plan, texts, world.sources, now)
    if not world.validity:
        return replace(facts, validity=None)
    return replace(facts, validity=section(errata_of(conn, now, since=plan.frame.window.start)))


def frozen_issue(conn: Connection, month: str) -> StoredIssue | None:
    """The month's issue as it was frozen here; ``None`` if it was not."""
    return issue_of(conn, month, "frozen")


def plan_of(conn: Connection, month: str, window: Window, world: World) -> Plan:
    """What goes into the month's issue as things stand, and what does not; without the texts."""
    frame = frame_of(conn, month, window, world.office)
    documents = _documents(conn, frame)
    known = _known(conn, documents, world)
    taken, left = choose(known, frame)
    parts = arranged(taken, frame.decisions, world.office)
    return Plan(frame=frame, parts=parts, left=left)


def place_in(conn: Connection, month: str, document: Document, world: World) -> Taken | Left | None:
    """Where the document stands in the month's issue as things are; ``None``: it is not of it."""
    frame = frame_of(conn, month, month_window(month), world.office)
    taken, left = choose(_known(conn, [document], world), frame)
    places: list[Taken | Left] = [*taken, *left]
    return next(iter(places), None)


def _documents(conn: Connection, frame: Frame) -> list[Document]:
    """All that may be of the issue."""
    window = frame.window
    since, until = midnight(window.start), midnight(window.end + timedelta(days=1))
    found = [
        *queries.published_between(conn, window.start, window.end),
        *queries.undated_between(conn, since, until),
        *queries.late_for(conn, window.start, frame.closed_at, frame.covered_to),
        *documents_by_id(conn, _unweighed(conn, frame) | frame.decisions.ids).values(),
    ]
    return list({one.document_id: one for one in found}.values())


def _unweighed(conn: Connection, frame: Frame) -> set[str]:
    """What was missed, and was not there to be chosen when the last issue was frozen."""
    if frame.weighed is None:
        return set()
    return queries.missed_before(conn, frame.window.start) - frame.weighed


def _known(conn: Connection, documents: list[Document], world: World) -> list[Known]:
    ids = [one.document_id for one in documents]
    people = said_of(conn, ids)
    news = queries.met_as_news(conn, ids)
    printings = printings_of(conn, ids)
    gone = queries.withdrawn_of(conn, ids)
    files = queries.file_hashes(conn, [one.lead_posting_id for one in documents])
    leading = postings_by_id(conn, _placeless(documents, world))
    return [
        Known(
            document=(shown := as_decided(one, said := people.get(one.document_id, NOTHING))),
            verdict=shown.relevant,
            review=said.review,
            reason=amended_reason(said) or program_reason(one),
            news=one.document_id in news,
            printings=tuple(printings.get(one.document_id, ())),
            withdrawn=one.document_id in gone,
            files=files.get(one.lead_posting_id, ()),
            likely_part=_likely_part(one, leading.get(one.lead_posting_id), world),
        )
        for one in documents
    ]


def _placeless(documents: list[Document], world: World) -> list[str]:
    """The leading pages of documents without a part of the office."""
    return [one.lead_posting_id for one in documents if one.part not in world.office.ids]


def _likely_part(document: Document, lead: Posting | None, world: World) -> Part | None:
    """Where a document probably belongs of which nothing tells the part."""
    if document.classification.region is not None and document.part is None:
        return None
    source = world.sources.get(lead.source_id) if lead else None
    if source is not None and (part := part_of_source(world.office, source)):
        return part
    level: Level = "ministry" if document.region in ("", EVERYWHERE) else "province"
    return placed(world.office, level, document.region)[0]


@dataclass(frozen=True, kw_only=True)
class _Page:
    """A page that may have a document's text."""

    document: Document
    posting: Posting
    version_id: str


def _texts(conn: Connection, plan: Plan, progress: Progress) -> dict[str, Text]:
    """The official text of each document of the plan, by its id: of the leading page; where that
    has none, of the copy that has most."""
    documents = [one.known.document for one in plan.taken]
    postings = postings_of(conn, [one.document_id for one in documents])
    leading = [
        _Page(document=one, posting=posting, version_id=one.version_id)
        for one in documents
        for posting in postings[one.document_id]
        if posting.posting_id == one.lead_posting_id
    ]
    texts: dict[str, Text] = {}
    for done, (page, text) in enumerate(_page_texts(conn, leading), 1):
        texts[page.document.document_id] = text
        progress(_READING, done, len(leading))
    empty = [key for key, text in texts.items() if text.said.is_empty]
    copies = [
        _Page(document=page.document, posting=one, version_id=one.version_id)
        for page in leading
        if page.document.document_id in empty
        for one in postings[page.document.document_id]
        if one is not page.posting and one.version_id and one.role not in SPEAKING
    ]
    for page, text in _page_texts(conn, copies):
        key = page.document.document_id
        texts[key] = max(texts[key], text, key=lambda one: one.said.chars)
    return texts


def _page_texts(conn: Connection, pages: list[_Page]) -> Iterator[tuple[_Page, Text]]:
    ids = [one.posting.posting_id for one in pages]
    files, absent = attachment_files_of(conn, ids), absent_files_of(conn, ids)
    versions = versions_by_id(conn, [one.version_id for one in pages])
    captured = queries.captured_at(conn, [one.snapshot_id for one in versions.values()])
    for page in pages:
        key, version = page.posting.posting_id, versions[page.version_id]
        held = Files(
            held={one.url: one for one in files.get(key, ())}, absent=absent.get(key, frozenset())
        )
        yield (
            page,
            Text(
                version=version,
                url=page.posting.url,
                captured_on=day_of(captured.get(version.snapshot_id, version.created_at)),
                said=item_text(version.content, page.document.title, held),
            ),
        )
