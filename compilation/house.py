"""The house style of a compilation: its names and statement, as the office's template has them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from compilation.faults import IssueError
from storage.clock import day_words
from storage.records import Draft

Node = Any
"""An element of lxml, which has no types."""

BODY, CONTENTS, SHEET = "{{正文}}", "{{目录}}", "{{编务说明}}"
"""Stand alone in a paragraph, in whose place the writers put what they name."""
PART = "{{编}}"
"""In running heads: the part that the page is of."""
_PLACE = re.compile(r"\{\{\s*([^{}]{1,12}?)\s*\}\}")
TITLE_STYLE, PUBLISHER_STYLE, STATEMENT_STYLE = "封面题名", "封面编者", "声明"
_TITLE_STYLES = {TITLE_STYLE, "title"}
_STATEMENT_HEADS = {"声明", "编者声明", "编辑说明", "编者按"}


@dataclass(frozen=True, kw_only=True)
class House:
    """What an office prints in every issue; texts may hold places such as {{刊期}}."""

    title: str
    publisher: str
    statement: tuple[str, ...]
    template: Path | None = None
    """The office's own; ``None``: the one that this program makes."""


DEFAULT_HOUSE = House(
    title="碳达峰碳中和政策法规汇编",
    publisher="碳达峰碳中和政策法规汇编编辑部",
    statement=(
        "本汇编收录{{起始日}}至{{截止日}}公开发布的碳达峰碳中和政策法规文件，分编排列，供学习、研究和"
        "工作参考。此前各月未及收录的文件，列入补遗。",
        "各件文本采自发文机关公布的原文，出处和采集日期见该件脚注。汇编文本与发文机关公布的文本不一致的，"
        "以发文机关公布的文本为准。",
        "本汇编不作商业用途。转载请注明出处，保持原文完整，不得断章取义。",
        "如发现差错或者遗漏，请告知编者，我们将在下一期更正。",
    ),
)


def read_house(path: Path | None) -> House:
    """The house style that a template holds, or our own without one. Raises ``IssueError``."""
    if path is None:
        return DEFAULT_HOUSE
    document = open_template(path)
    body = document.element.body
    if body_place(body) is None:
        raise IssueError(f"汇编模板 {path} 中没有独占一段的 {BODY}：请在正文该在的地方加上这一段。")
    styles = style_names(document.styles.element)
    lines = [(styles.get(_style_id(one), ""), paragraph_text(one)) for one in _paragraphs(body)]
    title = "".join(text for style, text in lines if style.lower() in _TITLE_STYLES)
    title = title or (document.core_properties.title or "").strip()
    if not title:
        raise IssueError(
            f"汇编模板 {path} 没有写明汇编名称：请给封面上的名称用样式“{TITLE_STYLE}”，"
            "或者在文件属性中填写标题。"
        )
    return House(
        title=title,
        publisher="".join(text for style, text in lines if style == PUBLISHER_STYLE),
        statement=tuple(_statement(lines)),
        template=path,
    )


def open_template(path: Path) -> Any:
    """The Word document at ``path``. Raises ``IssueError`` in one line for any other file."""
    if not path.is_file():
        raise IssueError(f"找不到汇编模板 {path}：请检查路径，或者 POLICYWATCH_ISSUE_TEMPLATE。")
    try:
        return docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise _no_document(path) from error
    except etree.LxmlError as error:
        raise _no_document(path) from error


def _no_document(path: Path) -> IssueError:
    return IssueError(
        f"汇编模板 {path} 不是 Word 的 .docx 文件，或者已损坏：请用 Word 另存为 .docx；"
        "默认的模板可用 policywatch issue template --out FILE 写出。"
    )


def body_place(body: Node) -> Node | None:
    """The paragraph that holds nothing but {{正文}}, of those that stand in the body itself."""
    return place_in(body, BODY)


def place_in(body: Node, place: str) -> Node | None:
    """The paragraph of the body that holds nothing but ``place``."""
    found = (one for one in body.iterchildren(qn("w:p")) if paragraph_text(one) == place)
    return next(found, None)


def paragraph_text(paragraph: Node) -> str:
    """The words of a paragraph, line breaks left out, without those of boxes anchored in it."""
    return "".join(node.text or "" for node in text_nodes(paragraph)).strip()


def text_nodes(paragraph: Node) -> Iterator[Node]:
    """The text nodes of a paragraph, without those of boxes anchored in it."""
    for node in paragraph.iter(qn("w:t")):
        if next(node.iterancestors(qn("w:p"))) is paragraph:
            yield node


def style_names(styles: Node) -> dict[str, str]:
    """The name of each style by its id."""
    named = ((one.get(qn("w:styleId")), one.find(qn("w:name"))) for one in styles.iter())
    return {key: name.get(qn("w:val")) for key, name in named if key and name is not None}


def values_of(house: House, draft: Draft) -> Mapping[str, str]:
    """What stands in the place of {{刊期}} and its like."""
    year, month = draft.month.split("-")
    return {
        "刊期": f"{year}.{month}",
        "年": year,
        "月": str(int(month)),
        "起始日": day_words(draft.window_start),
        "截止日": day_words(draft.window_end),
        "题名": house.title,
        "编者": house.publisher,
    }


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; one that is not known stays as it is."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def places_in(text: str) -> list[str]:
    """Names of the places in a text."""
    return _PLACE.findall(text)


def _paragraphs(body: Node) -> Iterator[Node]:
    """All paragraphs in reading order; of what is stored twice for older Word, the newer one."""
    for paragraph in body.iter(qn("w:p")):
        ancestors = (etree.QName(one).localname for one in paragraph.iterancestors())
        if "Fallback" not in ancestors:
            yield paragraph


def _style_id(paragraph: Node) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if found is None else str(found.get(qn("w:val")))


def _statement(lines: list[tuple[str, str]]) -> Iterator[str]:
    """Paragraphs of the statement's style, else what stands between 声明 and the contents."""
    styled = [text for style, text in lines if style == STATEMENT_STYLE and text]
    if styled:
        yield from styled
        return
    inside = False
    for _, text in lines:
        if re.sub(r"\s", "", text) in _STATEMENT_HEADS:
            inside = True
        elif re.sub(r"\s", "", text) in {"目录", BODY, CONTENTS, SHEET}:
            return
        elif inside and text:
            yield text
