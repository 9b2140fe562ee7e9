"""What a tag says by itself, read from the tag as the HTML5 parser writes it out."""

import re
from dataclasses import dataclass

from crawlers.page import words

BLOCKS = words(
    "p div li ul ol dl dt dd table tr td th thead tbody tfoot caption h1 h2 h3 h4 h5 h6 section "
    "article header footer form br hr center blockquote pre ucapcontent ucaptitle body fieldset "
    "figure figcaption main nav aside address"
)
MUTE = words(
    "script style noscript template iframe title object embed select button textarea svg "
    "annotation annotation-xml head option audio video"
)
_VOID = words(
    "area base br col embed hr img input link meta param source track wbr basefont bgsound frame "
    "keygen"
)
_SHOWN = words("img embed")
"""Of these, what is an element of the page."""
_SKIPPED = words("script style textarea title iframe xmp noembed noframes select")
"""What these hold is written out unescaped, or long and of no use: neither is read."""
HEAD = re.compile(r"(/?)([a-zA-Z][^\s/]*)(.*)", re.S)
_NAMES = re.compile(r"\s(?:id|class)=\"([^\"]*)\"")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?:=\"\"|[\s>]|$)", re.I)
# A template condition between two literals, left in the page for a script: "01"=="02".
_CONDITION = re.compile(
    r"ms-visible=\"\s*(?:&quot;|')(.*?)(?:&quot;|')\s*==\s*(?:&quot;|')(.*?)(?:&quot;|')"
)


@dataclass(frozen=True, slots=True)
class Tag:
    """What a tag says by itself, whatever stands around it."""

    name: str = ""
    """Empty for what is no tag to keep: a doctype, a comment, a stray ``<``, what is skipped."""
    raw: str = ""
    """Its attributes as written out; of what is skipped, its name."""
    names: str = ""
    """Id and classes in lower case, separated by spaces."""
    opens: bool = False
    """Begins an element that is kept."""
    closes: bool = False
    block: bool = False
    void: bool = False
    """Has no end tag."""
    mute: bool = False
    """Begins what nobody reads."""
    depth: int = 0
    """What it adds to the number of open elements."""
    hides: bool = False
    link: bool = False
    stands: bool = False
    """A picture or formula: it has a place among the texts."""


def read_tag(head: str) -> Tag:
    """What ``<head>`` is. Those around what is skipped open and close nothing."""
    found = HEAD.match(head)
    if found is None:
        return Tag()
    close, name, raw = found.groups()
    if name in _SKIPPED:
        return Tag() if close else Tag(raw=name)
    block = name in BLOCKS
    if close:
        return Tag(name, closes=True, block=block, depth=-1)
    if name in _VOID and name not in _SHOWN:
        return Tag(name, block=block)
    return Tag(
        name,
        raw,
        names=" ".join(_NAMES.findall(raw)).lower(),
        opens=True,
        block=block,
        void=name in _VOID,
        mute=name in MUTE,
        depth=name not in _VOID,
        hides=_hides(raw),
        link=name == "a" and "href" in raw,
        stands=name in ("img", "math"),
    )


def _hides(raw: str) -> bool:
    """The element's own attributes hide it."""
    if "ms-visible" in raw and (found := _CONDITION.search(raw)):
        return found[1] != found[2]
    return ("none" in raw or "hidden" in raw) and bool(_HIDDEN.search(raw))
