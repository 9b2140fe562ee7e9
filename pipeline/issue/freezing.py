"""定稿: a month's set of documents, titles and texts is fixed; what comes later is for the next."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from compilation.drafting.as_issue import as_issue
from compilation.drafting.window import Window, month_window
from compilation.faults import IssueError
from compilation.house import DEFAULT_HOUSE, House, filled, values_of
from compilation.months import month_words
from pipeline.desk import LONGEST_PERSON
from pipeline.issue.deciding import refuse_frozen
from pipeline.issue.drafting import World, draft_of, plan_of
from pipeline.issue.framing import weighed_in
from pipeline.issue.printed import print_month
from storage.characters import legal
from storage.clock import day_of
from storage.database import Database
from storage.queries.issues import put_issue
from storage.records import Draft, StoredIssue
from storage.text import squeeze

_MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Freezing:
    """How a month is frozen."""

    with_doubts: bool = False
    """Though some of it is marked 待定."""
    window: Window | None = None
    """The days that the issue is of, if not those of the month."""
    house: House = DEFAULT_HOUSE
    world: World


def freeze(db: Database, month: str, person: str, now: datetime, how: Freezing) -> StoredIssue:
    """The month's issue, fixed as it stands now. Raises ``IssueError``."""
    person = squeeze(legal(person))[:LONGEST_PERSON]
    if not person:
        raise IssueError("请写明由谁定稿。")
    window = how.window or month_window(month)
    with db.connect() as conn:
        refuse_frozen(conn, month)
    if window.end >= day_of(now):
        raise IssueError(
            f"{month_words(month)}一期收到 {window.end} 为止，这一天还没有过完，不能定稿。"
        )
    draft = draft_of(db, month, now, how.world, window)
    _refuse_unsettled(draft, with_doubts=how.with_doubts)
    with db.begin() as conn:
        weighed = weighed_in(conn, draft)  # first: what comes after is no part of it
        refuse_frozen(conn, month)
        _refuse_altered(conn, draft, how.world)
        stored = _stored(replace(draft, frozen_at=now, weighed=weighed), person, how.house)
        put_issue(conn, stored)
        print_month(conn, month)
    return stored


def _stored(draft: Draft, person: str, house: House) -> StoredIssue:
    values = values_of(house, draft)
    title, publisher = filled(house.title, values), filled(house.publisher, values)
    statement = tuple(filled(one, values) for one in house.statement)
    return StoredIssue(
        month=draft.month,
        origin="frozen",
        title=title,
        publisher=publisher,
        file_name="",
        sha256=draft.set_sha256,
        person=person,
        stated_at=draft.frozen_at or draft.made_at,
        content=as_issue(draft, title, publisher, statement),
        draft=draft,
    )


def _refuse_unsettled(draft: Draft, *, with_doubts: bool) -> None:
    doubtful = [item for item in draft.items if item.doubt]
    if not draft.items:
        raise IssueError(f"{month_words(draft.month)}一期没有一件文件，不能定稿。")
    if doubtful and not with_doubts:
        numbers = "、".join(item.number for item in doubtful[:_MOST_NAMED])
        more = " 等" if len(doubtful) > _MOST_NAMED else ""
        raise IssueError(
            f"还有 {len(doubtful)} 件待定（{numbers}{more}）：请先在工作台决定收录与否，或用 "
            "policywatch issue take、leave 定下；确要带着待定定稿，加 --with-doubts。"
        )


def _refuse_altered(conn: Connection, draft: Draft, world: World) -> None:
    """Raises ``IssueError`` if the set became another one while it was drafted."""
    window = Window(start=draft.window_start, end=draft.window_end)
    if plan_of(conn, draft.month, window, world).set_sha256 != draft.set_sha256:
        raise IssueError("起草期间有人改动了本期，没有定稿：请看过新的草稿再定。")
