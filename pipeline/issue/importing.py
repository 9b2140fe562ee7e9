"""A published issue taken in from its file, and held against what was detected."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from compilation.faults import IssueError
from compilation.matching.printings import issue_words
from compilation.months import checked
from compilation.reader import read_issue
from pipeline.issue.printed import print_month
from storage.database import Database
from storage.file_errors import why
from storage.ids import sha256
from storage.queries.issues import issue_of, issued, put_issue
from storage.records import Issue, Office, ReadingNote, StoredIssue


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What taking an issue in came to."""

    issue: Issue
    matches: int
    """Items that are documents that we know."""
    notes: tuple[ReadingNote, ...]
    """What could not be read, or was read with doubt."""
    replaced: bool
    """An issue of the month had been imported before."""
    frozen: bool
    """The month was frozen here: that set stays as it is."""


def import_issue(
    db: Database,
    path: Path,
    month: str | None,
    person: str,
    now: datetime,
    *,
    office: Office,
) -> Imported:
    """Read the file and store what it prints, in place of what was imported of its month.

    Raises ``IssueError`` if the file, or the month, is none.
    """
    if month is not None:
        checked(month)
    body = _body(path)
    issue = read_issue(body, path.name, office, month)
    checked(issue.month)
    stored = StoredIssue(
        month=issue.month,
        origin="imported",
        title=issue.title,
        publisher=issue.publisher,
        file_name=path.name,
        sha256=sha256(body),
        person=person,
        stated_at=now,
        content=issue,
        draft=None,
    )
    return _put(db, stored)


def _put(db: Database, stored: StoredIssue) -> Imported:
    with db.begin() as conn:
        stood = issue_of(conn, stored.month, "imported")
        put_issue(conn, stored)
        return Imported(
            issue=stored.content,
            matches=print_month(conn, stored.month),
            notes=stored.content.notes,
            replaced=stood is not None,
            frozen=issue_of(conn, stored.month, "frozen") is not None,
        )


def stored_issue(db: Database, month: str) -> StoredIssue:
    """The month's issue: published, else frozen here. Raises ``IssueError`` if there is none."""
    checked(month)
    with db.connect() as conn:
        stored = issue_of(conn, month)
    if stored is None:
        raise IssueError(
            f"还没有{issue_words(month)}：请先用 policywatch issue import 文件 导入已出版的一期。"
        )
    return stored


def is_twofold(db: Database, month: str) -> bool:
    """Whether the month's issue was published and frozen here."""
    with db.connect() as conn:
        return sum(one == month for one, _origin in issued(conn)) > 1


def _body(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IssueError(f"{path}：读不到（{why(error)}）。请检查路径和权限。") from error
