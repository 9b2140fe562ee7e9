"""Badges beside a title, 置顶, NEW, 热: what the site says of its row, no part of the title."""

import re

from selectolax.lexbor import LexborNode

_SURE = r"置顶|NEW|New|new|HOT|Hot|hot"
_SINGLE = r"顶|新|热|最新"
_BRACKETED = re.compile(rf"^\s*(?:[\[【［]\s*(?:{_SURE}|{_SINGLE})\s*[!！]?\s*[\]】］]\s*)+")
_ALONE = re.compile(rf"[\[【［(（]?\s*(?:(?P<sure>{_SURE})|{_SINGLE})\s*[!！]?\s*[\]】］)）]?")
_LABELS = ("span", "i", "sup", "label", "s", "small", "b", "em", "font", "strong")
_EMPHASIS = ("b", "em", "font", "strong", "mark")
_NAMED = re.compile(r"hot|new|top|tag|badge|icon|label|ding", re.I)
_FOUND = re.compile(r"key|search|light|red$", re.I)


def unbadged(title: str) -> str:
    """The title without the badges that stand in brackets at its start."""
    return _BRACKETED.sub("", title) or title


def without_badges(texts: list[str], nodes: list[LexborNode]) -> list[str]:
    """The texts without badges in elements of their own at either end; ``nodes`` hold the texts."""
    held = [at for at, text in enumerate(texts) if text.strip()]
    for end in (0, -1):
        while len(held) > 1 and _is_badge(texts[held[end]].strip(), nodes[held[end]].parent):
            del held[end]
    if not held:
        return texts
    return texts[held[0] : held[-1] + 1]


def _is_badge(text: str, holder: LexborNode | None) -> bool:
    """A word of a badge that fills its element; one that begins words is none where it may be
    what a search has marked: <em>热</em>泵."""
    found = _ALONE.fullmatch(text) if len(text) <= 8 else None
    if not found or holder is None or holder.text().strip() != text:
        return False
    if holder.tag not in _LABELS:
        return False
    name = holder.attributes.get("class") or ""
    plain = holder.tag not in _EMPHASIS and not _FOUND.search(name)
    return bool(found["sure"] or text[0] in "[【［(（" or _NAMED.search(name) or plain)
