"""policywatch diff: two texts compared, in any mix of files and stored documents."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import msgspec

from cli.commands import COMMANDS
from cli.common import Commands, database, print_lines
from diffing.front import front_name
from diffing.show import Layout, Side, as_html, as_text
from pipeline.history.comparison import Part, parts_of, whole_difference
from pipeline.history.sides import Side as Compared, file_side, is_path, side_of
from storage.file_errors import why
from storage.records import Block, Difference
from storage.settings import SettingError

HELP = COMMANDS["diff"]
_BY_SUFFIX = {".html": "html", ".htm": "html", ".json": "json"}
_LONGEST_TITLE = 60


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    diff = commands.add_parser("diff", parents=[home], help=HELP["diff"])
    side = "路径、版本编号、文件编号，或文件编号@日期（当时的文字）"
    diff.add_argument("old", help=side)
    diff.add_argument("new", help=side)
    diff.add_argument(
        "--format", choices=["text", "json", "html"], help="默认 text，或按 --out 的扩展名"
    )
    layout = "html 的版式：both 两种可切换（默认），sides 左右对照，inline 合并显示"
    diff.add_argument("--layout", choices=get_args(Layout), help=layout)
    diff.add_argument("--out", type=Path, metavar="文件", help="写入文件，不写到屏幕")
    diff.set_defaults(run=_diff)


def _diff(call: argparse.Namespace) -> int:
    form = call.format or _BY_SUFFIX.get(call.out.suffix.lower() if call.out else "", "text")
    if call.layout and form != "html":
        raise SettingError(f"--layout 只用于 html，不用于 {form}：请加 --format html。")
    old, new, parts = _compared(call)
    text = _shown(form, call.layout or "both", (old, new), parts)
    if call.out is None:
        print_lines([text.rstrip("\n")])
        return 0
    try:
        call.out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingError(f"写不了文件：{call.out}（{why(error)}）。") from error
    print_lines([f"{whole_difference(parts).summary}。已写入 {call.out}"])
    return 0


def _compared(call: argparse.Namespace) -> tuple[Compared, Compared, tuple[Part, ...]]:
    if is_path(call.old) and is_path(call.new):
        old, new = file_side(call.old), file_side(call.new)
        return old, new, parts_of(old, new)
    with database(call) as db:
        old, new = side_of(db, call.old), side_of(db, call.new)
        return old, new, parts_of(old, new)


def _shown(
    form: str, layout: Layout, sides: tuple[Compared, Compared], parts: tuple[Part, ...]
) -> str:
    """The comparison in the form asked for; the texts themselves are at hand for a single one."""
    whole = whole_difference(parts)
    if form == "json":
        return msgspec.json.encode(difference_object(whole)).decode() + "\n"
    alone = parts[0] if len(parts) == 1 else None
    before = _side(sides[0], alone.before if alone else ())
    after = _side(sides[1], alone.after if alone else ())
    if form == "html":
        return as_html(whole, before=before, after=after, layout=layout)
    return as_text(whole, before, after)


def _side(side: Compared, blocks: Sequence[Block]) -> Side:
    """Its title and date as people know them: of a file, the title that its text begins with."""
    first = side.content.blocks[0] if side.content.blocks and not side.content.title else None
    if first and len(first.text) <= _LONGEST_TITLE and _is_title(first):
        return Side(name=first.text.strip(), note=side.title, blocks=blocks or None)
    note = side.label if side.content.title else ""
    return Side(name=side.title, note=note, blocks=blocks or None)


def _is_title(block: Block) -> bool:
    return front_name(block.text, block.kind, first=True) == "标题"


def difference_object(found: Difference) -> dict[str, object]:
    """What ``diff --format json`` prints."""
    return {
        "significance": found.significance,
        "summary": found.summary,
        "reasons": found.reasons,
        "values": found.values,
        "hunks": found.hunks,
        "gave_up": found.gave_up,
    }
