"""The styles of the Word file, by the names that a compiler sees; an office may change them all.

After GB/T 9704 (its page and its order of type faces), with smaller type: a month has a hundred
pages even so. See docs/decisions/0008-issue-files.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from docx.oxml.ns import qn

from compilation.house import PUBLISHER_STYLE, STATEMENT_STYLE, TITLE_STYLE, style_names
from compilation.writers.grids import TEXT_WIDTH
from compilation.writers.word.elements import Node, node

FANG, HEI, KAI, SONG, LATIN = "仿宋", "黑体", "楷体", "宋体", "Times New Roman"
TABLE_STYLES: Mapping[float, str] = {
    10.5: "公文表格五号",
    9.0: "公文表格小五",
    7.5: "公文表格六号",
    6.5: "公文表格小六",
    5.5: "公文表格七号",
}
"""By the size of the type."""
LEADS = {1: "段首黑体", 2: "段首楷体", 3: "段首加粗"}
HEADING_STYLES = {1: "heading 3", 2: "heading 4", 3: "heading 5"}
Align = Literal["left", "center", "right", "both"]


@dataclass(frozen=True, kw_only=True)
class Style:
    """A paragraph style; what it does not say is as in 正文 (``Normal``)."""

    name: str
    font: str = FANG
    size: float = 12
    leading: float = 20
    bold: bool = False
    align: Align = "both"
    first: float = 0
    """Indent of the first line, in characters; negative: of the others."""
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    keep: bool = False
    """With the next paragraph, and its own lines together."""
    new_page: bool = False
    outline: int | None = None
    leader: str = ""
    """Of what leads to the tab stop at the right margin; empty: there is none."""
    line_below: bool = False


def _heading(level: int, font: str, *, bold: bool = False) -> Style:
    return Style(
        name=f"heading {level}", font=font, bold=bold, first=2, keep=True, outline=level - 1
    )


_TITLE = {"align": "center", "keep": True}
STYLES: tuple[Style, ...] = (
    Style(name="Normal"),
    Style(name="heading 1", font=HEI, size=18, leading=30, align="center", after=14, keep=True,
          outline=0),
    Style(name="heading 2", font=SONG, size=16, leading=26, bold=True, align="center", before=6,
          after=8, keep=True, new_page=True, outline=1),
    _heading(3, HEI),
    _heading(4, KAI),
    _heading(5, FANG, bold=True),
    Style(name="公文正文", first=2),
    Style(name="公文文号", font=KAI, align="center", after=12),
    Style(name="公文主送"),
    Style(name="公文署名", align="right", right=2, keep=True),
    Style(name="公文日期", align="right", right=2, after=10),
    Style(name="公文附件列表", left=5, first=-3),
    Style(name="公文附件续列", left=5),
    Style(name="公文表题", first=2, keep=True),
    Style(name="公文附件", font=HEI, align="left", before=18, keep=True, outline=2),
    Style(name="公文内标题", font=SONG, size=15, leading=25, bold=True, align="center", before=8,
          after=10, keep=True, outline=2),
    Style(name="公文章标题", font=HEI, align="center", before=6, after=6, keep=True, outline=2),
    Style(name="公文专栏", font=HEI, size=10.5, align="center", before=4, keep=True),
    Style(name="公文附注", font=KAI, size=10.5, leading=18, align="left", first=2),
    *(Style(name=name, size=size, leading=round(size * 1.4), align="left", before=1.5,
            after=1.5)
      for size, name in TABLE_STYLES.items()),
    Style(name="footnote text", size=9, leading=13, align="left"),
    Style(name="header", font=SONG, size=9, leading=14, align="left", line_below=True,
          leader="none"),
    Style(name="footer", font=SONG, size=10.5, leading=16, align="center"),
    Style(name="TOC Heading", font=HEI, size=18, leading=30, align="center", after=16, keep=True),
    Style(name="toc 1", font=HEI, leading=24, align="left", before=6, right=2,
          leader="dot"),
    Style(name="toc 2", leading=22, align="left", left=2, first=-2, right=3,
          leader="dot"),
    Style(name="封面刊期", font=SONG, size=16, leading=28, align="right", after=150),
    Style(name=TITLE_STYLE, font=HEI, size=30, leading=46, align="center", after=16),
    Style(name="封面外文", font=SONG, size=12, leading=20, align="center", after=230),
    Style(name=PUBLISHER_STYLE, font=KAI, size=16, leading=28, align="center"),
    Style(name="声明标题", font=HEI, size=18, leading=30, align="center", before=60, after=24),
    Style(name=STATEMENT_STYLE, first=2, leading=24, after=4),
    Style(name="声明落款", align="right", right=2, before=18),
    Style(name="编务标题", font=HEI, size=18, leading=30, align="center", after=6, keep=True),
    Style(name="编务说明", font=KAI, size=10.5, leading=18, align="center", after=8),
    Style(name="编务小标题", font=HEI, align="left", before=12, after=4, keep=True),
)  # fmt: skip
_CHARACTERS: tuple[tuple[str, str, bool], ...] = (
    ("段首黑体", HEI, False),
    ("段首楷体", KAI, False),
    ("段首加粗", FANG, True),
    ("表头文字", HEI, False),
)
REFERENCE = "footnote reference"
TABLE_GRID = "Table Grid"


def put_styles(styles: Node, width: float = TEXT_WIDTH, *, over: bool = False) -> Mapping[str, str]:
    """Add to a Word file's styles those of ours that it has not (``over``: put all in place), for
    text of that width; all styles' ids by their names in small letters."""
    ids = {name.lower(): key for key, name in style_names(styles).items()}
    for style in STYLES:
        _put(styles, ids, style.name, _paragraph_style(style, width), over=over)
    for name, font, bold in _CHARACTERS:
        properties = node("rPr", _fonts(font), *_bold(bold))
        _put(styles, ids, name, node("style", properties, type="character"), over=over)
    raised = node("rPr", node("vertAlign", val="superscript"))
    _put(styles, ids, REFERENCE, node("style", raised, type="character"), over=over)
    _put(styles, ids, TABLE_GRID, _table_style(), over=over)
    return ids


def _put(styles: Node, ids: dict[str, str], name: str, made: Node, *, over: bool) -> None:
    there = ids.get(name.lower())
    if there is not None and not over:
        return
    if there is not None:
        old = next(one for one in styles if one.get(qn("w:styleId")) == there)
        if old.get(qn("w:default")):
            made.set(qn("w:default"), "1")
        styles.remove(old)
    ids[name.lower()] = key = there or f"Policy{len(ids):03}"
    made.set(qn("w:styleId"), key)
    if not name.isascii():
        made.set(qn("w:customStyle"), "1")
    made.insert(0, node("name", val=name))
    if made.get(qn("w:type")) == "paragraph" and name != "Normal":
        made.insert(1, node("basedOn", val=ids["normal"]))
    if name not in ("header", "footer", "footnote text") and not name.startswith("toc "):
        made.insert(1 + (made.find(qn("w:basedOn")) is not None), node("qFormat"))
    styles.append(made)


def _paragraph_style(style: Style, width: float) -> Node:
    text = node("rPr", _fonts(style.font), *_bold(style.bold), *_size(style.size))
    if style.name == "Normal":
        text.append(node("lang", val="en-US", eastAsia="zh-CN"))
    return node("style", _layout(style, width), text, type="paragraph")


def _layout(style: Style, width: float) -> Node:
    """In the order that the schema wants."""
    made = node("pPr")
    made.extend([node("keepNext"), node("keepLines")] if style.keep else [])
    made.extend([node("pageBreakBefore")] if style.new_page else [])
    made.append(node("widowControl"))
    if style.line_below:
        line = node("bottom", val="single", sz=6, space=2, color="auto")
        made.append(node("pBdr", line))
    if style.leader:
        stop = node("tab", val="right", leader=style.leader, pos=_twips(width))
        made.append(node("tabs", stop))
    made.append(node("kinsoku"))
    made.append(node("snapToGrid", val=0))
    made.append(_spacing(style))
    made.append(_indent(style))
    made.append(node("jc", val=style.align))
    made.extend([] if style.outline is None else [node("outlineLvl", val=style.outline)])
    return made


def _spacing(style: Style) -> Node:
    return node(
        "spacing",
        before=_twips(style.before),
        after=_twips(style.after),
        line=_twips(style.leading),
        lineRule="exact",
    )


def _indent(style: Style) -> Node:
    """In characters, for Word, and in points, for the others."""
    made = node("ind")
    first = "firstLine" if style.first >= 0 else "hanging"
    for name, value in (("left", style.left), ("right", style.right), (first, abs(style.first))):
        made.set(qn(f"w:{name}Chars"), str(round(value * 100)))
        made.set(qn(f"w:{name}"), str(_twips(value * style.size)))
    return made


def _fonts(name: str) -> Node:
    return node("rFonts", ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=name)


def _bold(bold: bool) -> tuple[Node, ...]:
    return (node("b"), node("bCs")) if bold else (node("b", val=0), node("bCs", val=0))


def _size(points: float) -> tuple[Node, ...]:
    return node("sz", val=round(points * 2)), node("szCs", val=round(points * 2))


def _table_style() -> Node:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = (node(side, val="single", sz=4, space=0, color="auto") for side in sides)
    return node("style", node("tblPr", node("tblBorders", *borders)), type="table")


def _twips(points: float) -> int:
    return round(points * 20)
