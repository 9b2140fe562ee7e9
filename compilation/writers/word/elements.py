"""Elements of WordprocessingML: paragraphs, runs, fields, bookmarks."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

Node = Any
"""An element of lxml, which has no types."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def node(tag: str, *children: Node, **values: object) -> Node:
    """An element of that name (``w:`` is left out) with attributes of the same namespace."""
    made = etree.Element(qn(f"w:{tag}"))
    for name, value in values.items():
        made.set(qn(f"w:{name.rstrip('_')}"), str(value))
    made.extend(children)
    return made


def run(text: str, style: str | None = None) -> Node:
    """A run of text, its tabs as Word has them, in a character style."""
    made = node("r")
    if style:
        made.append(node("rPr", node("rStyle", val=style)))
    for at, piece in enumerate(text.split("\t")):
        if at:
            made.append(node("tab"))
        if piece:
            made.append(text_node(piece))
    return made


def text_node(text: str, tag: str = "t") -> Node:
    """An element that holds the text as it is, blanks too."""
    made = node(tag)
    made.text = text
    made.set(_SPACE, "preserve")
    return made


def paragraph(style: str, *children: Node) -> Node:
    """A paragraph of a style."""
    return node("p", node("pPr", node("pStyle", val=style)), *children)


def field(code: str, *result: Node) -> Iterator[Node]:
    """The runs of a field with its result."""
    yield node("r", node("fldChar", fldCharType="begin"))
    yield node("r", text_node(f" {code} ", "instrText"))
    yield node("r", node("fldChar", fldCharType="separate"))
    yield from result
    yield node("r", node("fldChar", fldCharType="end"))


def bookmarked(name: str, number: int, *children: Node) -> Iterator[Node]:
    """The children, between the ends of a bookmark."""
    yield node("bookmarkStart", id=number, name=name)
    yield from children
    yield node("bookmarkEnd", id=number)
