"""The template that an office changes in Word, made by code; it is what is used without one."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.oxml.ns import qn

from compilation.house import (
    BODY,
    CONTENTS,
    DEFAULT_HOUSE,
    PART,
    PUBLISHER_STYLE,
    SHEET,
    STATEMENT_STYLE,
    TITLE_STYLE,
    House,
)
from compilation.writers.saving import same_zip
from compilation.writers.word.elements import Node, field, node, paragraph, run
from compilation.writers.word.parts import new_footer, new_header
from compilation.writers.word.styles import STYLES, put_styles

MADE_AT = datetime(2024, 1, 1, tzinfo=UTC)
"""What the file says of when it was made, so that it is always the same."""
_SPARE = {"thumbnail", "customXml", "numbering", "webSettings", "stylesWithEffects"}
_FOREIGN = "COMPILATION OF POLICIES AND REGULATIONS ON CARBON PEAKING AND CARBON NEUTRALITY"


def default_template(house: House = DEFAULT_HOUSE) -> Any:
    """The document: cover, statement, contents, body and compilers' sheet."""
    document = docx.Document()
    body = document.element.body
    last = body.find(qn("w:sectPr"))
    for one in list(body):
        if one is not last:
            body.remove(one)
    _bare(document)
    styles = put_styles(document.styles.element, over=True)
    for one in _front(styles, house) + _rest(document, styles):
        last.addprevious(one)
    body.remove(last)
    body.append(_section(start=1, **_running(document, styles, "编务说明 {{刊期}}", "编务")))
    properties = document.core_properties
    properties.title, properties.author = house.title, house.publisher
    properties.comments = ""
    properties.created = properties.modified = MADE_AT
    return document


def _bare(document: Any) -> None:
    """Without what the library's own document brings along: a picture of it, and its source."""
    styles = document.styles.element
    kept = {style.name.lower() for style in STYLES}
    for one in styles.findall(qn("w:style")):
        name = one.find(qn("w:name")).get(qn("w:val"))
        if not one.get(qn("w:default")) and name.lower() not in kept:
            styles.remove(one)
    for relations in (document.part.package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _SPARE:
                del relations[key]


def template_bytes() -> bytes:
    """Our template as a file; always the same."""
    buffer = io.BytesIO()
    default_template().save(buffer)
    return same_zip(buffer.getvalue())


def _front(styles: Mapping[str, str], house: House) -> list[Node]:
    """Cover and statement, without heads and feet."""
    cover = [("封面刊期", "{{刊期}} 月刊"), (TITLE_STYLE, house.title), ("封面外文", _FOREIGN)]
    made = [paragraph(styles[style], run(text)) for style, text in cover]
    made.append(_ending(styles, PUBLISHER_STYLE, house.publisher, _section()))
    made.append(paragraph(styles["声明标题"], run("声明")))
    made += [paragraph(styles[STATEMENT_STYLE], run(text)) for text in house.statement]
    made.append(_ending(styles, "声明落款", "{{编者}}", _section()))
    return made


def _rest(document: Any, styles: Mapping[str, str]) -> list[Node]:
    running = _running(document, styles, "{{题名}}\t目录")
    contents = _section(start=1, fmt="upperRoman", **running)
    body = _section(start=1, **_running(document, styles, f"{{{{题名}}}} {{{{刊期}}}}\t{PART}"))
    return [
        paragraph(styles["toc heading"], run("目录")),
        _ending(styles, "Normal", CONTENTS, contents),
        _ending(styles, "Normal", BODY, body),
        paragraph(styles["normal"], run(SHEET)),
    ]


def _ending(styles: Mapping[str, str], style: str, text: str, section: Node) -> Node:
    """A paragraph that ends a section."""
    made = paragraph(styles[style.lower()], run(text))
    made.find(qn("w:pPr")).append(section)
    return made


def _running(document: Any, styles: Mapping[str, str], head: str, foot: str = "") -> dict[str, str]:
    """Ids of a running head and of a foot with the number of the page."""
    number: Sequence[Node] = [run(f"— {foot}"), *field("PAGE", run("1")), run(" —")]
    return {
        "header": new_header(document, styles, head),
        "footer": new_footer(document, styles, number),
    }


def _section(
    *, header: str = "", footer: str = "", start: int | None = None, fmt: str = "decimal"
) -> Node:
    """A4, with the margins of official documents; without heads and feet if none are given."""
    made = node("sectPr")
    for name, key in (("header", header), ("footer", footer)):
        if key:
            reference = node(f"{name}Reference", type="default")
            reference.set(qn("r:id"), key)
            made.append(reference)
    made.append(node("type", val="nextPage"))
    made.append(node("pgSz", w=11906, h=16838))
    margins = node("pgMar", top=2098, right=1474, bottom=1984, left=1588, header=1360, footer=1247)
    margins.set(qn("w:gutter"), "0")
    made.append(margins)
    if start is not None:
        made.append(node("pgNumType", fmt=fmt, start=start))
    return made
