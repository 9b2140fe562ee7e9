"""A month's issue drafted from what is stored; a frozen month is drafted from what was frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from compilation.draft import Plan, Text, draft
from compilation.drafting.choosing import Frame, Known, Taken, choose
from compilation.drafting.decisions import decisions_of, order_value, ordered_ids
from compilation.drafting.ordering import arranged
from compilation.drafting.texts import Files, item_text
from compilation.drafting.window import Window, month_window, refuse_future
from compilation.months import moved
from pipeline.issue.noting import facts_of, program_reason
from pipeline.review import effective
from storage.clock import day_of, midnight
from storage.database import Database
from storage.queries import issue_drafts as queries
from storage.queries.documents import documents_by_id, newest_reviews
from storage.queries.issues import frozen_sets, issue_of, printings_of
from storage.queries.processing import (
    absent_files_of,
    attachment_files_of,
    postings_by_id,
    postings_of,
    versions_by_id,
)
from storage.records import (
    SPEAKING,
    Document,
    Draft,
    IssueDecision,
    Part,
    Posting,
    Source,
    StoredIssue,
    Version,
)

Progress = Callable[[str, int, int], None]
_CHOOSING, _READING, _CHECKING = "选取文件", "读取全文", "核对存疑"


def silent(step: str, done: int, total: int) -> None:
    """The progress that nobody watches."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What a draft takes from outside the database."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    """All of them, by id: their names and parts."""
    progress: Progress = silent


NO_WORLD = World()


def draft_of(
    db: Database, month: str, now: datetime, window: Window | None = None, world: World = NO_WORLD
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
        plan = plan_of(conn, month, window, world.sources)
        world.progress(_CHOOSING, 1, 1)
        texts = _texts(conn, plan, world.progress)
        world.progress(_CHECKING, 0, 1)
        made = draft(
            plan,
            lambda taken: texts[taken.document_id],
            lambda said: facts_of(conn, plan, said, world.sources, now),
            now,
        )
        world.progress(_CHECKING, 1, 1)
        return made


def frozen_issue(conn: Connection, month: str) -> StoredIssue | None:
    """The month's issue as it was frozen here; ``None`` if it was not."""
    return issue_of(conn, month, "frozen")


def plan_of(conn: Connection, month: str, window: Window, sources: Mapping[str, Source]) -> Plan:
    """What goes into the month's issue as things stand, and what does not; without the texts."""
    frame = _frame(conn, month, window)
    documents = _documents(conn, frame)
    known = _known(conn, documents, sources)
    taken, left = choose(known, frame)
    return Plan(frame=frame, parts=arranged(taken, frame.decisions), left=left)


def _frame(conn: Connection, month: str, window: Window) -> Frame:
    before = frozen_issue(conn, moved(month, -1))
    closed_at, covered_to = midnight(window.start), window.start - timedelta(days=1)
    if before and before.draft:
        closed_at, covered_to = before.stated_at, before.draft.window_end
    return Frame(
        month=month,
        window=window,
        closed_at=closed_at,
        covered_to=covered_to,
        follows_open=issue_of(conn, moved(month, -1)) is None,
        decisions=decisions_of(current_decisions(conn, month)),
        settled_before=frozenset(queries.left_elsewhere(conn, month) | _frozen_unseen(conn, month)),
    )


def current_decisions(conn: Connection, month: str) -> list[IssueDecision]:
    """What was decided of the month's issue, oldest first, of documents as they are called now."""
    found = queries.decisions_on(conn, month)
    named = {one.document_id for one in found} | {
        key for one in found if one.kind == "order" for key in ordered_ids(one)
    }
    now = queries.current_ids(conn, named)
    return [
        replace(
            one,
            document_id=now.get(one.document_id, one.document_id),
            value=order_value([now.get(key, key) for key in ordered_ids(one)])
            if one.kind == "order"
            else one.value,
        )
        for one in found
    ]


def _frozen_unseen(conn: Connection, month: str) -> set[str]:
    """Documents that were frozen in other months of which a published issue is what counts."""
    months = [one for one in queries.twice_issued(conn) if one != month]
    frozen = frozen_sets(conn, months).values()
    ids = {key for one in frozen for key in one.document_ids}
    now = queries.current_ids(conn, ids)
    return {now.get(one, one) for one in ids}


def _documents(conn: Connection, frame: Frame) -> list[Document]:
    """All that may be of the issue."""
    window = frame.window
    since, until = midnight(window.start), midnight(window.end + timedelta(days=1))
    found = [
        *queries.published_between(conn, window.start, window.end),
        *queries.undated_between(conn, since, until),
        *queries.late_for(conn, window.start, frame.closed_at, frame.covered_to),
        *documents_by_id(conn, frame.decisions.ids).values(),
    ]
    return list({one.document_id: one for one in found}.values())


def _known(
    conn: Connection, documents: list[Document], sources: Mapping[str, Source]
) -> list[Known]:
    ids = [one.document_id for one in documents]
    reviews = newest_reviews(conn, ids)
    news = queries.met_as_news(conn, ids)
    printings = printings_of(conn, ids)
    gone = queries.withdrawn_of(conn, ids)
    leading = postings_by_id(conn, [one.lead_posting_id for one in documents if not one.part])
    return [
        Known(
            document=one,
            verdict=effective(one, review := reviews.get(one.document_id)),
            review=review,
            reason=program_reason(one),
            news=one.document_id in news,
            printings=tuple(printings.get(one.document_id, ())),
            withdrawn=one.document_id in gone,
            likely_part=_likely_part(
                one,
                sources.get(lead.source_id) if (lead := leading.get(one.lead_posting_id)) else None,
            ),
        )
        for one in documents
    ]


def _likely_part(document: Document, source: Source | None) -> Part:
    """Where a document probably belongs of which nothing tells the part."""
    if source is not None:
        return source.part
    return "ministry" if document.region in ("", "全国") else "province"


def _texts(conn: Connection, plan: Plan, progress: Progress) -> dict[str, Text]:
    """The official text of each document of the plan, by its id."""
    total, texts = len(plan.taken), {}
    for done, taken in enumerate(plan.taken, 1):
        texts[taken.document_id] = _text(conn, taken)
        progress(_READING, done, total)
    return texts


def _text(conn: Connection, taken: Taken) -> Text:
    """Of the leading page; where that has none, of the copy that has most."""
    document = taken.known.document
    postings = postings_of(conn, [document.document_id]).get(document.document_id, [])
    carrying = [one for one in postings if one.version_id and one.role not in SPEAKING]
    versions = versions_by_id(conn, [document.version_id, *(o.version_id or "" for o in carrying)])
    lead = next(one for one in postings if one.posting_id == document.lead_posting_id)
    found = _page_text(conn, lead, versions[document.version_id], document)
    if found.said.is_empty:
        copies = [
            _page_text(conn, one, versions[one.version_id or ""], document)
            for one in carrying
            if one is not lead
        ]
        found = max((found, *copies), key=lambda one: one.said.chars)
    return found


def _page_text(conn: Connection, page: Posting, version: Version, document: Document) -> Text:
    key = page.posting_id
    held = attachment_files_of(conn, [key]).get(key, [])
    absent = absent_files_of(conn, [key]).get(key, frozenset())
    files = Files(held={one.url: one for one in held}, absent=absent)
    captured = queries.captured_at(conn, [version.snapshot_id])
    return Text(
        version=version,
        url=page.url,
        captured_on=day_of(captured.get(version.snapshot_id, version.created_at)),
        said=item_text(version.content, document.title, files),
    )
