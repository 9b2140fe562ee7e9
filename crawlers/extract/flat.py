"""A parsed page as flat lists: elements are ranges over text runs. One pass, no recursion.

The HTML5 parser writes its tree out (well-formed by construction: ``<``, ``>`` and quotes inside
attributes are escaped) and that is read back as tokens: cheaper than walking node by node, and
depth does not matter.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.page import words

BLOCKS = words(
    "p div li ul ol dl dt dd table tr td th thead tbody tfoot caption h1 h2 h3 h4 h5 h6 section "
    "article header footer form br hr center blockquote pre ucapcontent ucaptitle body fieldset "
    "figure figcaption main nav aside address"
)
_MUTE = words(
    "script style noscript template iframe title object embed select button textarea svg math "
    "head option audio video"
)
_VOID = words(
    "area base br col embed hr img input link meta param source track wbr basefont bgsound frame "
    "keygen"
)
# Raw text elements first: what they hold is not escaped.
_TOKEN = re.compile(
    r"<(?P<raw>script|style|textarea|title|iframe|xmp|noembed|noframes)\b[^>]*>.*?</(?P=raw)>"
    r"|<(/?)([a-zA-Z][^\s/>]*)([^>]*)>|<!--.*?-->|<[!?][^>]*>|([^<]+)",
    re.S,
)
_ATTR = re.compile(r"([^\s=\"/]+)=\"([^\"]*)\"")
_NAMES = re.compile(r"\s(?:id|class)=\"([^\"]*)\"")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?:=\"\"|[\s>]|$)", re.I)
# A template condition between two literals, left in the page for a script: "01"=="02".
_CONDITION = re.compile(
    r"ms-visible=\"\s*(?:&quot;|')(.*?)(?:&quot;|')\s*==\s*(?:&quot;|')(.*?)(?:&quot;|')"
)
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile("[。；，！？]")
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")


def clean(text: str) -> str:
    """One line as shown: white space squeezed, zero-width marks dropped."""
    return _SPACE.sub(" ", _ZERO_WIDTH.sub("", text)).strip()


@dataclass(slots=True, eq=False)
class Element:
    """An element and the runs ``start:end`` inside it. ``parent`` is an index, -1 at the root."""

    tag: str
    raw: str
    parent: int
    index: int
    start: int
    end: int
    last: int
    """Index of the last element inside it (its own if there is none)."""
    hides: bool
    """Hidden by itself."""
    hidden: bool
    """By itself or with an element above."""
    link: bool

    @property
    def attrs(self) -> dict[str, str]:
        """Attributes with a value, names in lower case."""
        return {k.lower(): html.unescape(v) for k, v in _ATTR.findall(self.raw)}

    @property
    def names(self) -> str:
        """Id and classes in lower case, separated by spaces."""
        return " ".join(_NAMES.findall(self.raw)).lower() if self.raw else ""


@dataclass
class Flat:
    """Elements and text runs of a page, in document order."""

    elements: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """Text of each run, character references resolved, white space as in the source."""
    owners: list[int] = field(default_factory=list)
    """Index of the element that directly holds the run."""
    lines: list[int] = field(default_factory=list)
    """Number of the line that the run belongs to: block elements begin and end lines."""

    @cached_property
    def weights(self) -> list[int]:
        """Running total of visible prose: ``weights[i]`` is what stands before run i."""
        return self._weigh(hidden=False)

    @cached_property
    def hidden_weights(self) -> list[int]:
        """The same for what is hidden."""
        return self._weigh(hidden=True)

    def _weigh(self, *, hidden: bool) -> list[int]:
        """A run weighs its length outside links; three times that in a line of sentences."""
        elements = self.elements
        counted = [not e.link and e.hidden is hidden for e in elements]
        if hidden and True not in counted:
            return [0] * (len(self.texts) + 1)
        sizes = [
            len(text.strip()) if counted[owner] else 0
            for text, owner in zip(self.texts, self.owners, strict=True)
        ]
        marked = {
            line
            for size, text, line in zip(sizes, self.texts, self.lines, strict=True)
            if size and _SENTENCE.search(text)
        }
        runs = zip(sizes, self.lines, strict=True)
        return list(accumulate((s * 3 if n in marked else s for s, n in runs), initial=0))

    def reveal(self, element: Element) -> None:
        """Show an element that a script would have shown; what hides inside it stays hidden."""
        element.hides = False
        for inner in self.elements[element.index : element.last + 1]:
            above = self.elements[inner.parent].hidden if inner is not element else False
            inner.hidden = inner.hides or above
        for name in ("weights", "hidden_weights"):
            self.__dict__.pop(name, None)

    def weight(self, element: Element) -> int:
        """Weight of the visible prose inside the element."""
        return self.weights[element.end] - self.weights[element.start]

    def inside(self, element: Element) -> Iterator[Element]:
        """The elements inside it, in document order."""
        return iter(self.elements[element.index + 1 : element.last + 1])

    def ancestors(self, element: Element) -> Iterator[Element]:
        """From its parent up to the root."""
        at = element.parent
        while at >= 0:
            yield self.elements[at]
            at = self.elements[at].parent

    def find(self, node: LexborNode) -> Element | None:
        """The element that a node of the tree became: the first of its tag and attributes."""
        opened = _TOKEN.match(node.html or "")
        if opened is None:
            return None
        wanted = (opened[3], opened[4])
        return next((e for e in self.elements if (e.tag, e.raw) == wanted), None)

    def text(self, element: Element) -> str:
        """All its text on one line, hidden parts included."""
        return clean("".join(self.texts[element.start : element.end]))

    def visible(self, element: Element) -> str:
        """Its visible text on one line."""
        shown = (
            self.texts[run]
            for run in range(element.start, element.end)
            if not self.elements[self.owners[run]].hidden
        )
        return clean("".join(shown))

    def line_of(self, run: int) -> str:
        """The whole line that a run stands on."""
        number = self.lines[run]
        first = bisect_left(self.lines, number)
        last = bisect_left(self.lines, number + 1)
        return clean("".join(self.texts[first:last]))


def flatten(tree: LexborHTMLParser) -> Flat:
    """The flat form of a parsed page, without scripts, styles and form controls."""
    flat = Flat()
    line, used, top, muted = 0, False, -1, -1
    for _, close, tag, raw, text in _TOKEN.findall(tree.html or ""):
        if tag:
            if used and tag in BLOCKS:
                line, used = line + 1, False
            if close:
                muted = -1 if top == muted else muted
                top = _close(flat.elements, top, len(flat.texts))
            else:
                top = _open(flat.elements, top, (tag, raw), len(flat.texts))
                muted = top if muted < 0 and tag in _MUTE else muted
        elif text and muted < 0 <= top:
            flat.texts.append(html.unescape(text) if "&" in text else text)
            flat.owners.append(top)
            flat.lines.append(line)
            used = used or not text.isspace()
    while top >= 0:
        top = _close(flat.elements, top, len(flat.texts))
    return flat


def _hides(raw: str) -> bool:
    """The element's own attributes hide it."""
    if "ms-visible" in raw and (found := _CONDITION.search(raw)):
        return found[1] != found[2]
    return ("none" in raw or "hidden" in raw) and bool(_HIDDEN.search(raw))


def _open(elements: list[Element], top: int, token: tuple[str, str], run: int) -> int:
    """Add an element; the index of the one that is open then."""
    tag, raw = token
    index, hides = len(elements), bool(raw) and _hides(raw)
    hidden, link = hides, tag == "a" and "href" in raw
    if top >= 0:
        above = elements[top]
        hidden, link = hidden or above.hidden, link or above.link
    elements.append(Element(tag, raw, top, index, run, run, index, hides, hidden, link))
    return top if tag in _VOID else index


def _close(elements: list[Element], top: int, run: int) -> int:
    """End the open element; the index of the one above."""
    element = elements[top]
    element.end, element.last = run, len(elements) - 1
    return element.parent
