"""A comparison in plain text, for terminals and the text part of mails; lines are wrapped."""

from collections.abc import Iterable, Iterator, Sequence

from diffing.showing.changed_values import Value
from diffing.showing.entry import Entry, Line
from diffing.showing.rows import Piece
from diffing.showing.tables import TableRow
from diffing.showing.view import View
from diffing.showing.visible import visible
from diffing.showing.wrapping import wrapped

_NAMES = {"insert": "增", "delete": "删"}
MOST_PLACES = 20
"""That a mail names, of clauses whose text it does not show."""


def plain_text(view: View, heads: Iterable[str] = ()) -> str:
    """The view as lines: values first, then the clauses."""
    lines = [*heads, view.summary, *(f"原因：{reason}" for reason in view.reasons)]
    lines += view.unsaid
    if view.values.groups or view.renamed:
        lines += ["", "数值与用语变动", *_values(view)]
    if any(entry.kind == "hunk" for entry in view.entries):
        lines += ["", "条款变动"]
    lines += _changes(view)
    return "".join(f"{line}\n" for text in lines for line in wrapped(visible(text)))


def mail_lines(view: View) -> list[str]:
    """The changed clauses as lines, those beside them in few words."""
    lines = [
        *view.unsaid,
        *(f"用语：{line}" for line in view.renamed),
        *_changes(view, MOST_PLACES),
    ]
    return [part for line in lines for part in visible(line).split("\n")]


def _changes(view: View, most: int | None = None) -> Iterator[str]:
    for entry in view.entries:
        yield from _entry(entry)
    if view.left_out:
        yield f"另有{view.left_out}处变动未列出"
    if places := view.only_renamed:
        yield f"另有{len(places)}处仅为上述用语替换：{listed(places, most)}"
    if view.renumbered:
        yield f"[编号调整] {listed(view.renumbered, most)}"


def listed(places: Sequence[str], most: int | None = None) -> str:
    """The places in one line, at most so many of them."""
    return "；".join(places[:most]) + ("等" if len(places[:most]) < len(places) else "")


def _values(view: View) -> Iterator[str]:
    for group in view.values.groups:
        where = f"{group.where}：" if group.where else ""
        yield from (f"  {where}{_value(value)}" for value in group.values)
    yield from (f"  用语：{line}" for line in view.renamed)
    if view.values.left_out:
        yield f"  另有{view.values.left_out}处"


def _value(value: Value) -> str:
    return f"{value.words}（{value.around}）" if value.around else value.words


def _entry(entry: Entry) -> Iterator[str]:
    if entry.kind == "heading":
        yield entry.where
    elif entry.kind == "same":
        yield f"（{entry.where} 未变）"
    elif entry.kind == "gone":
        yield f"（移动：{entry.where}）"
    elif not entry.folded:
        yield f"[{entry.op}] {entry.where}{'　' + entry.note if entry.note else ''}"
        yield from (f"    {text}" for line in entry.lines for text in _line(line))
        if entry.table:
            if entry.table.header:
                yield f"    （表头：{' ｜ '.join(filter(None, entry.table.header))}）"
            yield from (f"    {_row(row)}" for row in entry.table.rows)


def _line(line: Line) -> list[str]:
    if line.kind == "fold":
        return [f"……（{line.name}）……"]
    return _spelled(line.both).split("\n")


def _row(row: TableRow) -> str:
    if row.kind == "fold":
        return f"……（{row.count}行未变）……"
    if row.kind != "changed":
        return _spelled(row.whole).replace("\n", " ")
    return " ｜ ".join(_spelled(cell).replace("\n", " ") for cell in row.cells if cell)


def _spelled(pieces: Sequence[Piece]) -> str:
    return "".join(map(_piece, pieces))


def _piece(piece: Piece) -> str:
    if piece.op == "was":
        return f"〔原{piece.text}〕"
    if piece.op == "fold":
        return f"……（{len(piece.text)}字未变）……"
    return f"【{_NAMES[piece.op]}：{piece.text}】" if piece.op in _NAMES else piece.text
