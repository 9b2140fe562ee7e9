"""Spreadsheets (XLS, XLSX, XLSB, ODS, ET): one row a line, cells between tabs."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from crawlers.attachments import ole
from crawlers.attachments.lines import Budget, Gathered, StopReadingError
from crawlers.filetypes import UnreadableError

_WIDEST = 200
"""Cells of a row: what stands further right is no table that people read."""
_FIRST_RECORDS, _FILE_PASSWORD = 20, 0x2F
Value = int | float | str | bool | time | date | datetime | timedelta


def read_sheets(body: bytes, budget: Budget, found: Gathered) -> Iterator[str]:
    """The rows of the sheets that are shown; several sheets are headed by their names."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    except PasswordError as error:
        raise UnreadableError("表格有密码保护，没有读出文字") from error
    except CalamineError as error:
        locked = body.startswith(ole.SIGNATURE) and _is_locked(body)
        reason = "表格有密码保护，没有读出文字" if locked else "表格打不开，文件可能已损坏"
        raise UnreadableError(reason) from error
    shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
    rows = 0
    for name in shown:
        sheet = _sheet(book, name, found)
        if sheet is None or not sheet.height:
            continue
        if len(shown) > 1:
            yield name
        for row in sheet.iter_rows():
            if rows >= budget.limits.rows:
                raise StopReadingError(f"只读了前 {budget.limits.rows} 行")
            rows += 1
            yield "\t".join(map(_shown, row[:_WIDEST])).rstrip("\t")


def _is_locked(body: bytes) -> bool:
    """Whether an XLS file declares a password among its first records, where that must stand."""
    with ole.open_ole(body) as container:
        raw = ole.stream(container, "Workbook") or ole.stream(container, "Book")
    at = 0
    for _ in range(_FIRST_RECORDS):
        kind, size = (int.from_bytes(raw[at + i : at + i + 2], "little") for i in (0, 2))
        if kind == _FILE_PASSWORD:
            return True
        at += 4 + size
    return False


def _sheet(book: CalamineWorkbook, name: str, found: Gathered) -> CalamineSheet | None:
    """The sheet, or None for one that cannot be read, which is noted."""
    try:
        return book.get_sheet_by_name(name)
    except CalamineError:
        found.notes.append(f"工作表“{name}”读不出来")
        return None


def _shown(value: Value) -> str:
    """A cell as people see it, but for its format, which the library does not give."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) >= 1e15 or value % 1 else str(int(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M:%S}"
    return " ".join(str(value).split())
