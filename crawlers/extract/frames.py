"""Frames whose page stands in the page itself (``srcdoc``): their text is text of the page."""

import html
import re

from selectolax.lexbor import LexborHTMLParser

_FRAME = re.compile(r"<iframe\b((?:[^<>\"]|\"[^\"]*\")*)>(?:</iframe>)?")
_INNER = re.compile(r"\bsrcdoc=\"([^\"]*)\"")
_MOST = 20


def inlined(written: str) -> str:
    """The page as the parser wrote it out, with the inner pages of frames in their place."""
    return _FRAME.sub(_inner, written, count=_MOST) if "srcdoc=" in written else written


def _inner(frame: re.Match[str]) -> str:
    found = _INNER.search(frame[1])
    if found is None:
        return frame[0]
    body = LexborHTMLParser(html.unescape(found[1])).body
    shown = (body.html or "") if body is not None else ""
    return "<div>" + shown.removeprefix("<body>").removesuffix("</body>") + "</div>"
