"""Links that a label right before them calls annexes: 附件：, 附件1：, 附件下载：."""

import re

from crawlers.extract.flat import Element, Flat, clean

_LABEL = re.compile(r"(?:相关)?附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*(?:下载|列表)?\s*[：:]$")
_BETWEEN = re.compile(r"[\s\d.．、，,；;（）()【】\[\]]*")
"""What stands between links of one list: numbers and marks."""
_REACH = 40
"""Runs between a label and the last of its links."""
_FAR = 60
"""Runs between the end of the text and such a label."""


def is_announced(flat: Flat, link: Element, body: Element) -> bool:
    """In the text or near its end, with nothing but links between it and a label for annexes."""
    inside = body.start <= link.start < body.end
    if not inside and not 0 <= link.start - body.end < _FAR:
        return False
    for run in range(link.start - 1, max(-1, link.start - _REACH), -1):
        text, owner = flat.texts[run], flat.elements[flat.owners[run]]
        if owner.link or owner.hidden or _BETWEEN.fullmatch(text):
            continue
        return bool(_LABEL.search(clean(flat.line_between(_line_start(flat, run), run + 1))))
    return False


def follows(flat: Flat, link: Element, body: Element) -> bool:
    """It is the first thing after the text, or only links stand between."""
    if not 0 <= link.start - body.end < _REACH:
        return False
    owners = [
        flat.elements[flat.owners[run]]
        for run in range(body.end, link.start)
        if not _BETWEEN.fullmatch(flat.texts[run])
    ]
    return all(owner.link or owner.hidden for owner in owners)


def _line_start(flat: Flat, run: int) -> int:
    """The first run of the line."""
    while run and flat.lines[run - 1] == flat.lines[run]:
        run -= 1
    return run
