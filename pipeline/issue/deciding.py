"""What people decide of a month's issue: recorded, and never altered; the newest counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from compilation.draft import Plan
from compilation.drafting.decisions import order_value, ordered_ids
from compilation.drafting.window import Window, month_window
from compilation.faults import IssueError
from compilation.months import month_words
from pipeline.desk import LONGEST_PERSON, LONGEST_REASON, note_review
from pipeline.issue.drafting import World, frozen_issue, plan_of
from pipeline.issue.framing import current_decisions
from storage.characters import legal
from storage.clock import day_of, day_words
from storage.database import Database
from storage.queries import issue_drafts as queries
from storage.queries.desk import find_keyed
from storage.queries.documents import documents_by_id, newest_reviews
from storage.records import Document, IssueDecision, Office, Review
from storage.text import squeeze

_LONGEST_TITLE = 500
_MOST_NAMED = 5
_FIGURES = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The draft that is spoken of."""

    month: str
    window: Window | None = None
    """The days that it is of, if not those of the month."""
    world: World

    def plan(self, conn: Connection) -> Plan:
        """What goes into it as things stand. Raises ``IssueError``."""
        window = self.window or month_window(self.month)
        return plan_of(conn, self.month, window, self.world)


def decide_issue(db: Database, said: IssueDecision, office: Office) -> IssueDecision:
    """The decision that stands now: recorded, or found there if the same was said last.

    Decisions are only ever added: to take and to leave undo one another, and an empty title or
    part is the document's own again. What is taken is approved of on the desk too: whoever takes
    it need not be asked there again. Raises ``IssueError``.
    """
    record = _checked(said, office)
    with db.begin() as conn:
        refuse_frozen(conn, record.month)
        _refuse_unknown(conn, record)
        stood = [one for one in current_decisions(conn, record.month) if _is_alike(one, record)]
        undone = record.kind == "take" and _approve(conn, record)
        if stood and _says_the_same(stood[-1], record) and not undone:
            return stood[-1]
        return queries.add_decision(conn, record)


def _approve(conn: Connection, record: IssueDecision) -> bool:
    """Say on the desk that the document belongs; whether it was rejected there until now."""
    key = record.document_id
    last = newest_reviews(conn, [key]).get(key)
    review = Review(
        document_id=key,
        decision="approve",
        person=record.person,
        reason=record.reason,
        decided_at=record.decided_at,
        proposed=documents_by_id(conn, [key])[key].relevant,
    )
    note_review(conn, review)
    return last is not None and last.decision == "reject"


def move(db: Database, said: IssueDecision, before: str | None, scope: Scope) -> IssueDecision:
    """Put the document right before another one of its part, or (``None``) at the part's end.

    ``said``: an order that names the document alone. Raises ``IssueError``.
    """
    document_id = said.document_id
    with db.connect() as conn:
        part = _part_with(scope.plan(conn), document_id)
    rest = [one for one in part if one != document_id]
    if before is not None and before not in rest:
        raise IssueError("这两件不在同一编，排不到一起：请先用 policywatch issue part 改归编。")
    at = rest.index(before) if before is not None else len(rest)
    value = order_value([*rest[:at], document_id, *rest[at:]])
    return decide_issue(db, replace(said, value=value), scope.world.office)


def find_for(db: Database, key: str, scope: Scope) -> Document:
    """The one document that the key means: id, number, words of the title; its number in the
    draft (3.5), or the figures alone of its document number (1638) there.

    Of several the one that is in the draft. Raises ``IssueError``.
    """
    with db.connect() as conn:
        found = _in_draft(scope.plan(conn), key) if _FIGURES.fullmatch(key) else []
        found = found or find_keyed(conn, key)
        if len(found) > 1:
            drafted = {one.document_id for one in scope.plan(conn).taken}
            found = [one for one in found if one.document_id in drafted] or found
    if not found:
        raise IssueError(f"没有找到“{key}”：请写草稿中的编号、发文字号或标题中的词。")
    if len(found) > 1:
        named = "；".join(f"{one.document_id} {one.title}" for one in found[:_MOST_NAMED])
        raise IssueError(f"“{key}”对应不止一件，请写得更具体：{named}")
    return found[0]


def decisions_in(db: Database, month: str) -> list[tuple[IssueDecision, str]]:
    """Every decision on the month's issue, oldest first, with the title of its document.

    Raises ``IssueError``.
    """
    month_window(month)
    with db.connect() as conn:
        found = current_decisions(conn, month)
        works = documents_by_id(conn, {one.document_id for one in found})
    titles = {key: one.title for key, one in works.items()}
    return [(one, titles.get(one.document_id, "")) for one in found]


def refuse_frozen(conn: Connection, month: str) -> None:
    """Raises ``IssueError`` if the month's issue was frozen."""
    if stood := frozen_issue(conn, month):
        day = day_words(day_of(stood.stated_at))
        raise IssueError(
            f"{month_words(month)}一期已于{day}由{stood.person}定稿，不能再改；"
            "此后发现的文件进下一期的补遗。"
        )


def _checked(said: IssueDecision, office: Office) -> IssueDecision:
    """The decision as it is stored. Raises ``IssueError``."""
    month_window(said.month)
    record = replace(
        said,
        decision_id=None,
        document_id=squeeze(legal(said.document_id)),
        person=squeeze(legal(said.person))[:LONGEST_PERSON],
        reason=squeeze(legal(said.reason))[:LONGEST_REASON],
        value=squeeze(legal(said.value)),
    )
    if not record.person:
        raise IssueError("请写明由谁决定。")
    match record.kind:
        case "leave" | "take":
            return replace(record, value="")
        case "title" if len(record.value) > _LONGEST_TITLE:
            raise IssueError(f"标题过长（{len(record.value)} 字），至多 {_LONGEST_TITLE} 字。")
        case "part" if record.value and record.value not in office.ids:
            names = "、".join(f"{part}（{title}）" for part, title in office.titles.items())
            raise IssueError(f"没有“{record.value[:20]}”这一编，可选：{names}。")
        case "order" if not ordered_ids(record):
            raise IssueError("次序应为一编之中各文件的编号，写成 JSON 列表。")
    return record


def _refuse_unknown(conn: Connection, record: IssueDecision) -> None:
    wanted: Sequence[str] = ordered_ids(record) if record.kind == "order" else (record.document_id,)
    known = documents_by_id(conn, map(legal, wanted))
    if unknown := [one for one in wanted if one not in known]:
        raise IssueError(f"没有编号为 {unknown[0][:40]} 的文件。")


def _in_draft(plan: Plan, key: str) -> list[Document]:
    """What stands in the draft under that number, or has these figures in its own."""
    numbered = {
        f"{part}.{at}": one.known.document
        for part, (_, mine) in enumerate(plan.parts, 1)
        for at, one in enumerate(mine, 1)
    }
    if key in numbered:
        return [numbered[key]]
    ending = f"〕{key}号"
    return [one for one in numbered.values() if (one.document_number or "").endswith(ending)]


def _is_alike(one: IssueDecision, other: IssueDecision) -> bool:
    """Whether the newer of the two counts, and the other one no more."""
    if one.kind == other.kind == "order":
        return set(ordered_ids(one)) & set(ordered_ids(other)) != set()
    kinds = {one.kind, other.kind}
    if kinds == {"order"}:
        return True
    return one.document_id == other.document_id and (len(kinds) == 1 or kinds == {"leave", "take"})


def _says_the_same(stood: IssueDecision, record: IssueDecision) -> bool:
    same = (stood.kind, stood.value) == (record.kind, record.value)
    return same and (not record.reason or record.reason == stood.reason)


def _part_with(plan: Plan, document_id: str) -> list[str]:
    """The part that the document stands in. Raises ``IssueError`` if it is not in the draft."""
    for _, mine in plan.parts:
        ids = [one.document_id for one in mine]
        if document_id in ids:
            return ids
    raise IssueError("这一件不在本期草稿里：请先用 policywatch issue take 收入。")
