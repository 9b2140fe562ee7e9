"""A difference for people: plain text, a page of its own, or a fragment for desk and mail.

In HTML every mark is told three times, by colour, by underline or strike, and by 【增】【删】, so
that it survives print and mail programs that know neither <ins> nor <del>.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from diffing.keys import key_of
from diffing.summary import arrow
from storage.records import Difference, Hunk, HunkOp, MarkOp

_NAMES: dict[HunkOp, str] = {
    "insert": "新增", "delete": "删除", "replace": "修改", "move": "移动", "renumber": "编号调整",
}  # fmt: skip
_CONTEXT = 40
"""Characters of an equal stretch that are shown on either side of a change."""
_MOST_HUNKS = 500
_LONGEST = 6_000
"""Characters of one changed stretch that are shown; what is left out is said."""


class _Piece(NamedTuple):
    op: MarkOp
    text: str


class _Shown(NamedTuple):
    """A hunk as the templates want it."""

    op: HunkOp
    name: str
    place: str
    pieces: list[_Piece]


def as_text(difference: Difference) -> str:
    """The difference in plain Chinese text, values first; changes as 【删：…】【增：…】."""
    lines = [difference.summary]
    lines += [f"原因：{reason}" for reason in difference.reasons]
    if difference.values:
        lines += ["", "数值与用语变动"]
        lines += [
            f"  {value.label}：{arrow(value)}" if value.label else f"  {arrow(value)}"
            for value in difference.values
        ]
    if difference.hunks:
        lines += ["", "条款变动"]
    for shown in _shown(difference.hunks):
        lines.append(f"[{shown.name}] {shown.place}".rstrip())
        if shown.pieces:
            lines.append("    " + "".join(map(_plain, shown.pieces)).replace("\n", "\n    "))
    if left_out := _not_shown(difference):
        lines += ["", left_out]
    return "\n".join(lines) + "\n"


def as_html(difference: Difference, *, title: str, before_label: str, after_label: str) -> str:
    """A self-contained HTML page (no scripts, nothing loaded) that shows the difference."""
    return (
        _environment()
        .get_template("page.html")
        .render(
            title=title,
            before_label=before_label,
            after_label=after_label,
            difference=difference,
            fragment=_fragment(difference),
        )
    )


def hunks_html(difference: Difference) -> str:
    """The values and hunks as an HTML fragment with inline styles, for the desk and for mails."""
    return str(_fragment(difference))


def _fragment(difference: Difference) -> object:
    module = _environment().get_template("hunks.html").module
    return module.fragment(difference, _shown(difference.hunks), _not_shown(difference), arrow)  # type: ignore[attr-defined]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("diffing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _plain(piece: _Piece) -> str:
    names = {"equal": "", "delete": "删", "insert": "增"}
    return piece.text if piece.op == "equal" else f"【{names[piece.op]}：{piece.text}】"


def _shown(hunks: Sequence[Hunk]) -> list[_Shown]:
    return [
        _Shown(hunk.op, _NAMES[hunk.op], _place(hunk), _pieces(hunk))
        for hunk in hunks[:_MOST_HUNKS]
    ]


def _not_shown(difference: Difference) -> str:
    """What was not compared or is not shown, in Chinese; empty if nothing."""
    hidden = len(difference.hunks) - _MOST_HUNKS
    said = [f"未比较：{difference.gave_up}"] if difference.gave_up else []
    return "；".join([*said, *([f"另有{hidden}处变动未显示"] if hidden > 0 else [])])


def _place(hunk: Hunk) -> str:
    if hunk.label_before and hunk.label_after and hunk.label_before != hunk.label_after:
        return f"{hunk.label_before} → {hunk.label_after}"
    return hunk.label_after or hunk.label_before


def _pieces(hunk: Hunk) -> list[_Piece]:
    if hunk.op == "renumber":
        return []
    changed = list(_without_variants(hunk.marks))
    if len(changed) == 1 and changed[0].op == "equal":
        return [_Piece("equal", _folded(changed[0].text, first=False, last=False))]
    last = len(changed) - 1
    return [
        _Piece(
            op, _folded(text, first=at == 0, last=at == last) if op == "equal" else _shortened(text)
        )
        for at, (op, text) in enumerate(changed)
    ]


def _without_variants(marks: Sequence[tuple[MarkOp, str]]) -> Iterator[_Piece]:
    """The marks, but two spellings of the same words shown as the new text has them, unmarked."""
    equal = ""
    at = 0
    while at < len(marks):
        op, text = marks[at]
        following = marks[at + 1] if at + 1 < len(marks) else ("equal", "")
        if op == "equal":
            equal += text
        elif op == "delete" and following[0] == "insert" and key_of(text) == key_of(following[1]):
            equal += following[1]
            at += 1
        elif not key_of(text):
            equal += text if op == "insert" else ""
        else:
            if equal:
                yield _Piece("equal", equal)
            equal = ""
            yield _Piece(op, text)
        at += 1
    if equal:
        yield _Piece("equal", equal)


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half]}……（略去{len(text) - _LONGEST}字）……{text[-half:]}"


def _folded(text: str, *, first: bool, last: bool) -> str:
    """An equal stretch with its middle left out, where that is long."""
    head = 0 if first else _CONTEXT
    tail = 0 if last else _CONTEXT
    head = max(head, 24 if first else 0)
    if len(text) <= head + tail + 20:
        return text
    return f"{text[:head]}……{text[len(text) - tail :] if tail else ''}"
