"""Issues of invented agencies, built as records."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from storage.database import Database
from storage.queries.issues import put_issue, put_printings
from storage.records import (
    Block,
    Issue,
    IssueItem,
    IssuePart,
    Part,
    PrintedBlock,
    Printing,
    StoredIssue,
)
from tests.homes import open_home

STATED = datetime(2026, 1, 5, 1, tzinfo=UTC)
TITLES: dict[Part | None, str] = {
    "central": "第一编 中央文件",
    "mee": "第二编 生态环境部文件",
    "ministry": "第三编 国家各部委文件",
    "province": "第四编 澄江省文件",
    None: "第五编 附录",
}


def sqlite(home: Path) -> Database:
    """An empty database on SQLite in that folder."""
    return open_home(home)


def item(
    number: str,
    title: str,
    *issuers: str,
    document_number: str | None = None,
    signed: str | None = None,
    inner: str | None = None,
    text: Iterable[str] = (),
    page: int | None = None,
) -> IssueItem:
    """An item that prints a document of that title."""
    lines = (f"{number} {title}", *text)
    return IssueItem(
        number=number,
        title=title,
        title_in_contents=title,
        document_number=document_number,
        number_as_printed=document_number or "",
        issuing_bodies=issuers,
        addressees=(),
        inner_title=inner,
        signed_on=date.fromisoformat(signed) if signed else None,
        dates=(),
        page=page,
        line=None,
        blocks=tuple(
            PrintedBlock(block=Block(kind="paragraph", text=line), line=None, page=page)
            for line in lines
        ),
        attachments=(),
    )


def issue(month: str, **parts: Iterable[IssueItem]) -> Issue:
    """An issue of these parts, by name."""
    known: dict[str, Part] = {part: part for part in TITLES if part}
    return Issue(
        month=month,
        title="澄江省低碳政策汇编",
        publisher="澄江省低碳服务中心",
        statement=(),
        parts=tuple(
            IssuePart(number=at, title=TITLES[known[name]], part=known[name], items=tuple(items))
            for at, (name, items) in enumerate(parts.items(), 1)
        ),
    )


def keep(db: Database, one: Issue, carried: dict[str, str] | None = None) -> None:
    """Store the issue as imported; ``carried``: the documents of its items, by number."""
    stored = StoredIssue(
        month=one.month,
        origin="imported",
        title=one.title,
        publisher=one.publisher,
        file_name=f"{one.month}.txt",
        sha256="0" * 64,
        person="王编辑",
        stated_at=STATED,
        content=one,
        draft=None,
    )
    records = [
        Printing(
            month=one.month,
            item=each.number,
            document_id=carried[each.number],
            basis="title",
            differs=(),
            title=each.title,
            document_number=each.document_number,
            signed_on=each.signed_on,
            page=each.page,
        )
        for each in one.items
        if carried and each.number in carried
    ]
    with db.begin() as conn:
        put_issue(conn, stored)
        put_printings(conn, one.month, [each.number for each in one.items], records)
