"""The monthly issue in the small world: last month's checked, this month's drafted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from compilation.faults import IssueError
from compilation.house import read_house
from compilation.writers import write
from demo.agencies import WORLD
from pipeline.issue.auditing import audit_of
from pipeline.issue.drafting import World, draft_of
from pipeline.issue.importing import import_issue
from pipeline.issue.proving import proof_of
from storage.database import Database
from storage.queries.issues import printings_in
from storage.records import Draft, Finding, Issue, Printing

PUBLISHED, DRAFTED = "2026-10", "2026-11"
_PERSON = "演示"
FORMATS: Mapping[str, str] = {".docx": "Word", ".html": "网页"}


@dataclass(frozen=True, kw_only=True)
class Monthly:
    """What a published issue was found to hold, and the next one as drafted."""

    issue: Issue
    printings: tuple[Printing, ...]
    """Of its items that are documents that the passes met."""
    audit: tuple[Finding, ...]
    proof: tuple[Finding, ...]
    draft: Draft
    files: tuple[Path, ...]
    """Of the draft: Word, and a page."""
    notes: tuple[str, ...]
    """What a compiler should know of the files, in Chinese."""


def monthly(db: Database, world: World, folder: Path, now: datetime) -> Monthly:
    """Import the world's published issue, check it, and draft the next one into ``folder``."""
    file = WORLD / "issues" / f"{PUBLISHED}.txt"
    read = import_issue(db, file, None, _PERSON, now, office=world.office)
    with db.connect() as conn:
        printings = tuple(printings_in(conn, PUBLISHED))
    draft = draft_of(db, DRAFTED, now, world=world)
    files, notes = _write(draft, folder)
    return Monthly(
        issue=read.issue,
        printings=printings,
        audit=audit_of(db, PUBLISHED, world.office, world.sources),
        proof=proof_of(db, PUBLISHED),
        draft=draft,
        files=files,
        notes=notes,
    )


def _write(draft: Draft, folder: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The files that could be written here, and what is to be said of them."""
    folder.mkdir(exist_ok=True)
    house, files, notes = read_house(None), [], []
    for kind, name in FORMATS.items():
        try:
            written = write(draft, house, folder / f"{DRAFTED}{kind}")
        except IssueError as error:  # pages of a Word file are reckoned with a Chinese font
            notes.append(f"没有写出 {name}：{error}")
        else:
            files.append(written.path)
            notes += written.notes
    return tuple(files), tuple(notes)
