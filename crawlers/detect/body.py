"""The element that holds the text in a site's document pages, as a selector."""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from crawlers.detect.selectors import unique_selector
from crawlers.extract import extract
from crawlers.page import Page

_SPACE = re.compile(r"\s+")
_ENOUGH = 0.9
_FEWEST_CHARS = 40


def body_selector(details: Sequence[Page]) -> str:
    """A selector that names the body in all of the pages; empty if none does."""
    for page in details:
        text = _body_text(page)
        node = _smallest(page, text) if len(text) >= _FEWEST_CHARS else None
        at = node
        while at is not None and at.tag not in ("body", "html", "-undef"):
            css = unique_selector(page.tree, at)
            if css and all(_holds(other, css) for other in details):
                return css
            at = at.parent
    return ""


def _body_text(page: Page) -> str:
    content = extract(page, families=True)
    return _squashed(" ".join(block.text for block in content.blocks))


def _squashed(text: str) -> str:
    return _SPACE.sub("", text)


def _smallest(page: Page, text: str) -> LexborNode | None:
    """Go down from the body as long as one child holds nearly all of the text."""
    at = page.tree.body
    while at is not None:
        child = next((node for node in at.iter() if _share(node, text) >= _ENOUGH), None)
        if child is None:
            return at if at.tag != "body" else None
        at = child
    return None


def _share(node: LexborNode, text: str) -> float:
    """How much of the text, by samples, stands in the element."""
    held = _squashed(node.text())
    if len(held) < _ENOUGH * len(text):
        return 0.0
    samples = [
        text[at : at + 12] for at in range(0, max(1, len(text) - 12), max(12, len(text) // 60))
    ]
    return sum(sample in held for sample in samples) / len(samples)


def _holds(page: Page, css: str) -> bool:
    text = _body_text(page)
    nodes = page.tree.css(css)
    return len(nodes) == 1 and (len(text) < _FEWEST_CHARS or _share(nodes[0], text) >= _ENOUGH)
