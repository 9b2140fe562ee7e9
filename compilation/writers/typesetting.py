"""A book set by the typesetter: where LibreOffice is not, for the PDF and to reckon the pages."""

import json
import re
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import typst

from compilation.faults import IssueError
from compilation.writers.book import (
    NOTHING,
    SHEET_MARK,
    SHEET_TITLE,
    Book,
    BookBlock,
    BookNote,
    anchor,
)
from compilation.writers.grids import Grid

_SETTER = Path(__file__).with_name("issue.typ")
_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Songti SC")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
         "Microsoft YaHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei")  # fmt: skip
FACES: Mapping[str, tuple[str, ...]] = {
    "fang": (
        "FangSong",
        "STFangsong",
        "FangSong_GB2312",
        "FZFangSong-Z02",
        *_SERIF,
        "SimSun",
        *_SANS,
    ),
    "song": ("SimSun", "STSong", "NSimSun", *_SERIF, "AR PL UMing CN", *_SANS),
    "hei": ("SimHei", "STHeiti", *_SANS, *_SERIF),
    "kai": ("KaiTi", "STKaiti", "KaiTi_GB2312", "AR PL UKai CN", *_SERIF, *_SANS),
}
"""By the kind of type: families in the order of preference."""
_LATIN = ("Times New Roman", "Liberation Serif", "Tinos", "Libertinus Serif")
NO_FONT = (
    "系统中没有中文字体，排不出 PDF：请安装一种（Debian、Ubuntu：fonts-noto-cjk；"
    "其他系统：思源宋体或仿宋、黑体、楷体）。"
)


@cache
def families() -> frozenset[str]:
    """Names of the fonts of this system."""
    return frozenset(typst.Fonts(include_embedded_fonts=False).families())


def chinese_fonts() -> dict[str, str]:
    """The family used for each kind of type; empty where the system has no Chinese font."""
    there = families()
    chosen = {kind: [name for name in names if name in there] for kind, names in FACES.items()}
    return {kind: names[0] for kind, names in chosen.items() if names}


def set_pdf(book: Book, made_at: datetime) -> bytes:
    """The book as PDF. Raises ``IssueError`` where the system has no Chinese font."""
    fonts = chinese_fonts()
    if not fonts:
        raise IssueError(NO_FONT)
    latin = next((name for name in _LATIN if name in families()), _LATIN[-1])
    covers = [{"name": latin, "covers": "latin-in-cjk"}]
    with tempfile.TemporaryDirectory(prefix="policywatch-issue-") as folder:
        root = Path(folder)
        data = _data(book) | {"fonts": {kind: [*covers, name] for kind, name in fonts.items()}}
        (root / "book.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        setter = root / "issue.typ"
        setter.write_bytes(_SETTER.read_bytes())
        return bytes(
            typst.compile(
                str(setter),
                root=str(root),
                format="pdf",
                sys_inputs={"data": "book.json"},
                timestamp=int(made_at.timestamp()),
            )
        )


def _data(book: Book) -> dict[str, Any]:
    anchors = map(anchor, count())
    return {
        "period": book.period,
        "title": book.title,
        "publisher": book.publisher,
        "statement": book.statement,
        "nothing": NOTHING,
        "sheet_title": SHEET_TITLE,
        "sheet_mark": SHEET_MARK,
        "parts": [
            {
                "title": part.title,
                "anchor": next(anchors),
                "items": [
                    {
                        "heading": item.heading,
                        "anchor": next(anchors),
                        "note": _note(item.note),
                        "noted": item.noted,
                        "content": [_content(one) for one in item.content],
                    }
                    for item in part.items
                ],
            }
            for part in book.parts
        ],
        "sheet": [
            {"title": one.title, "grid": one.grid and _grid(one.grid), "empty": one.empty}
            for one in book.sheet
        ],
    }


def _note(note: BookNote) -> dict[str, Any]:
    return {
        "head": note.head,
        "source": note.source,
        "rest": note.rest,
        "linked": _is_address(note.source),
    }


def _is_address(url: str) -> bool:
    return re.fullmatch(r"https?://\S+", url) is not None


def _content(one: BookBlock) -> dict[str, Any]:
    if isinstance(one, Grid):
        return _grid(one)
    return {
        "kind": "line",
        "role": one.role,
        "text": one.text,
        "lead": one.lead,
        "level": one.level,
        "url": one.url if _is_address(one.url) else "",
    }


def _grid(grid: Grid) -> dict[str, Any]:
    return {
        "kind": "grid",
        "heads": grid.heads,
        "widths": grid.widths,
        "size": grid.size,
        "rows": [
            [cell and {"text": cell.text, "across": cell.across, "down": cell.down} for cell in row]
            for row in grid.rows
        ],
    }
