"""The styles of a Word file: which paragraphs are headings, and of what level."""

import re
from functools import cache

from crawlers.attachments.containers import Node, attr, child, tag

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_CONTENTS = re.compile(r"(?:toc|目录)\s*[1-9]", re.I)
_DEEPEST = 9
_RESTS = 10
"""Styles rest upon styles, in damaged files for ever."""


class Styles:
    """Looks up what a paragraph's style says."""

    def __init__(self, root: Node | None) -> None:
        nodes = [node for node in (root if root is not None else ()) if tag(node) == "style"]
        self._styles = {attr(node, "styleId"): node for node in nodes}
        self._level = cache(self._outline)
        self._name = cache(self._named)

    def outline(self, paragraph: Node) -> int:
        """The level of a heading from 1; 0 of a paragraph that is none."""
        properties = child(paragraph, "pPr")
        if properties is None:
            return 0
        own = child(properties, "outlineLvl")
        if own is not None:
            return _level(own)
        return self._level(_value(properties, "pStyle"))

    def is_contents(self, paragraph: Node) -> bool:
        """Whether its style is one of the contents'."""
        properties = child(paragraph, "pPr")
        style = _value(properties, "pStyle") if properties is not None else ""
        return bool(style and _CONTENTS.fullmatch(self._name(style)))

    def _named(self, style: str) -> str:
        node = self._styles.get(style)
        return (_value(node, "name") if node is not None else "") or style

    def _outline(self, style: str) -> int:
        for _ in range(_RESTS):
            node = self._styles.get(style)
            if node is None:
                break
            if found := _HEADING.fullmatch(_value(node, "name")):
                return int(found[1])
            level = child(node, "pPr", "outlineLvl")
            if level is not None:
                return _level(level)
            style = _value(node, "basedOn")
        return 0


def number_of(node: Node | None) -> int:
    """The number in an element's ``val``; 0 without one."""
    text = attr(node, "val") if node is not None else ""
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _level(node: Node) -> int:
    level = number_of(node) + 1
    return level if level <= _DEEPEST else 0


def _value(node: Node | None, name: str) -> str:
    found = child(node, name)
    return attr(found, "val") if found is not None else ""
