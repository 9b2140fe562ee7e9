"""The versions of a document on its page, what it said on a day, and any two texts compared."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from diffing.show import Side as Shown, compared_html, values_html
from pipeline.history.as_of import Stood, as_of, moment_of, shown
from pipeline.history.beside import Beside, beside
from pipeline.history.comparison import Part, parts_of
from pipeline.history.copies import Copies, copies_of
from pipeline.history.history import history_of
from pipeline.history.sides import Side, stored_side, stored_side_of
from pipeline.history.spans import Span
from pipeline.history.turns import History
from pipeline.history.words import last_words, since_words, turn_words
from storage.database import Database
from storage.queries.documents import document
from storage.records import Document
from storage.settings import SettingError
from web.context import desk_of, page


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the list of versions: the page turned, or one of its files did."""

    ref: str
    """What the row is called in a comparison: ``@`` and the moment; empty: nothing to compare."""
    since: str
    what: str
    first_at: datetime
    last: str
    """When it was seen last, in Chinese; empty if that was the first time."""
    change_id: str | None


@dataclass(frozen=True, kw_only=True)
class VersionsView:
    """What the section 版本 shows."""

    rows: tuple[Row, ...]
    """Oldest first."""
    copies: Copies
    others: Beside
    stood: Stood | None
    at: str
    """The day asked for, as written."""

    @property
    def when(self) -> str:
        """The same, as people say it."""
        return shown(self.stood.moment) if self.stood else ""


def versions_view(conn: Connection, record: Document, at: str) -> VersionsView:
    """The section 版本 of a document's page. Raises ``HTTPException`` if ``at`` is no day."""
    history = history_of(conn, record)
    return VersionsView(
        rows=_rows(history),
        copies=copies_of(history),
        others=beside(conn, record),
        stood=as_of(history, _moment(at)) if at else None,
        at=at,
    )


def _moment(at: str) -> datetime:
    try:
        return moment_of(at)
    except ValueError:
        raise HTTPException(400, f"at 应是日期或时刻，例如 2023-12-10，不是 {at}。") from None


def _rows(history: History) -> tuple[Row, ...]:
    rows = [
        _row(turn.span, turn_words(turn), turn.change_id, compared=turn.version is not None)
        for turn in (history.leading.turns if history.leading else ())
    ]
    for line in history.files:
        for one in line.editions[1:]:
            said = one.change.summary if one.change else f"附件已替换：{line.name}"
            key = one.change.change_id if one.change else None
            rows.append(_row(one.span, said, key, compared=True))
    return tuple(sorted(rows, key=lambda row: row.first_at))


def _row(span: Span, what: str, change_id: str | None, *, compared: bool) -> Row:
    first = span.since.not_after
    return Row(
        ref=f"@{ref_of(first)}" if compared else "",
        since=since_words(span),
        what=what,
        first_at=first,
        last=last_words(span),
        change_id=change_id,
    )


def ref_of(moment: datetime) -> str:
    """A moment as addresses carry it, to the microsecond: 2023-12-08T01:00:00Z."""
    return moment.isoformat().replace("+00:00", "Z")


# -- any two compared -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PartView:
    name: str
    summary: str
    values: Markup
    hunks: Markup


def compare(request: Request) -> Response:
    """Two versions, moments or documents: ``?old=@2023-12-08&new=@2023-12-20``."""
    desk = desk_of(request)
    key = request.path_params["document_id"]
    with desk.db.connect() as conn:
        record = document(conn, key)
    if record is None:
        raise HTTPException(404, "没有这份文件。它可能并入了另一份，请从首页再找。")
    old, new = (_side(desk.db, record, request.query_params.get(name, "")) for name in _NAMES)
    parts = parts_of(old, new)
    values = {
        "document": record,
        "old": old,
        "new": new,
        "parts": [_view(part, old, new) for part in parts],
    }
    return page(request, "compare.html", values)


_NAMES = ("old", "new")


def _side(db: Database, record: Document, ref: str) -> Side:
    """What the address calls: ``@moment`` of this document, a version, another document."""
    try:
        if not ref or ref.startswith("@"):
            with db.connect() as conn:
                moment = _moment(ref[1:]) if len(ref) > 1 else None
                return stored_side(db, conn, record, moment)
        return stored_side_of(db, ref)
    except SettingError as error:
        raise HTTPException(404, str(error)) from error


def _view(part: Part, old: Side, new: Side) -> PartView:
    found = part.difference
    of_one = old.title == new.title
    before, after = (
        Shown(name=side.title, note=side.label if of_one else "", blocks=blocks or None)
        for side, blocks in ((old, part.before), (new, part.after))
    )
    return PartView(
        name=part.name,
        summary=found.summary,
        values=values_html(found),
        hunks=compared_html(found, before=before, after=after),
    )
