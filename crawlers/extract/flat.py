"""A parsed page as flat lists: elements are ranges over text runs. One pass, no recursion.

The HTML5 parser writes its tree out (well-formed by construction: ``<``, ``>`` and quotes inside
attributes are escaped) and that is read back piece by piece: cheaper than walking node by node,
and depth does not matter. A page repeats its tags, as the pages of a site do: each is read once.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
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
_SKIPPED = words("script style textarea title iframe xmp noembed noframes select")
"""What these hold is written out unescaped, or long and of no use: neither is read."""
_HEAD = re.compile(r"(/?)([a-zA-Z][^\s/]*)(.*)", re.S)
_NONE = -2
_LONG = 500
"""Tags longer than this are not remembered."""
_ATTR = re.compile(r"([^\s=\"/]+)=\"([^\"]*)\"")
_NAMES = re.compile(r"\s(?:id|class)=\"([^\"]*)\"")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?:=\"\"|[\s>]|$)", re.I)
# A template condition between two literals, left in the page for a script: "01"=="02".
_CONDITION = re.compile(
    r"ms-visible=\"\s*(?:&quot;|')(.*?)(?:&quot;|')\s*==\s*(?:&quot;|')(.*?)(?:&quot;|')"
)
_SENTENCE = re.compile("[。；，！？]")
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")


def clean(text: str) -> str:
    """One line as shown: white space squeezed, zero-width marks dropped."""
    shown = " ".join(text.split())
    return shown if shown.isprintable() else " ".join(_ZERO_WIDTH.sub("", shown).split())


@dataclass(frozen=True, slots=True)
class Tag:
    """What a tag says by itself, whatever stands around it."""

    name: str = ""
    """Empty for what is no tag: a doctype, a comment, a stray ``<``."""
    raw: str = ""
    """Its attributes as written out."""
    names: str = ""
    """Id and classes in lower case, separated by spaces."""
    opens: bool = False
    closes: bool = False
    block: bool = False
    void: bool = False
    """Has no end tag."""
    hides: bool = False
    link: bool = False


def _read_tag(head: str) -> Tag:
    """What ``<head>`` is. Those around what is skipped open and close nothing."""
    found = _HEAD.match(head)
    if found is None:
        return Tag()
    close, name, raw = found.groups()
    if name in _SKIPPED:
        return Tag() if close else Tag(name)
    if close:
        return Tag(name, closes=True, block=name in BLOCKS)
    return Tag(
        name,
        raw,
        names=" ".join(_NAMES.findall(raw)).lower(),
        opens=True,
        block=name in BLOCKS,
        void=name in _VOID,
        hides=_hides(raw),
        link=name == "a" and "href" in raw,
    )


_known_tag = lru_cache(maxsize=4096)(_read_tag)


@dataclass(slots=True, eq=False)
class Element:
    """An element and the runs ``start:end`` inside it. ``parent`` is an index, -1 at the root."""

    tag: str
    raw: str
    names: str
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
        if hidden and True not in [e.hidden for e in self.elements]:
            return [0] * (len(self.texts) + 1)
        counted = [e.hidden is hidden and not e.link for e in self.elements]
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
        return list(accumulate([s * 3 if n in marked else s for s, n in runs], initial=0))

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
        wanted = _read_tag((node.html or "<")[1:].partition(">")[0])
        same = (e for e in self.elements if e.tag == wanted.name and e.raw == wanted.raw)
        return next(same, None)

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
    elements, texts, owners, lines = flat.elements, flat.texts, flat.owners, flat.lines
    line, used, muted = 0, False, _NONE
    at = root = Element("", "", "", -1, -1, 0, 0, -1, False, False, False)
    pieces = iter((tree.html or "").split("<"))
    for piece in pieces:
        head, ended, text = piece.partition(">")
        if not ended:
            head, text = _whole(pieces, piece)
        tag = _known_tag(head) if len(head) < _LONG else _read_tag(head)
        if used and tag.block:
            line, used = line + 1, False
        if tag.closes:
            muted = _NONE if at.index == muted else muted
            at.end, at.last = len(texts), len(elements) - 1
            at = elements[at.parent] if at.parent >= 0 else root
        elif tag.opens:
            element = _inner(at, tag, len(elements), len(texts))
            elements.append(element)
            at = at if tag.void else element
            muted = at.index if muted == _NONE and tag.name in _MUTE else muted
        else:
            text = _skip(pieces, piece, tag.name)
        if text and muted == _NONE and at is not root:
            texts.append(html.unescape(text) if "&" in text else text)
            owners.append(at.index)
            lines.append(line)
            used = used or not text.isspace()
    while at is not root:
        at.end, at.last = len(texts), len(elements) - 1
        at = elements[at.parent] if at.parent >= 0 else root
    return flat


def _inner(above: Element, tag: Tag, index: int, run: int) -> Element:
    """The element that the tag opens inside the one above."""
    hides = tag.hides
    hidden, link = hides or above.hidden, tag.link or above.link
    return Element(
        tag.name, tag.raw, tag.names, above.index, index, run, run, index, hides, hidden, link
    )


def _whole(pieces: Iterator[str], piece: str) -> tuple[str, str]:
    """Head and text of a tag that has a ``<`` in its name; of anything else the piece as it is."""
    parts, text = [piece], ""
    if _HEAD.match(piece):
        for more in pieces:
            inner, ended, text = more.partition(">")
            parts.append(inner)
            if ended:
                break
    return "<".join(parts), text


def _skip(pieces: Iterator[str], piece: str, raw: str) -> str:
    """The text after what is no element to keep: raw text, choices, a comment, a stray ``<``."""
    if raw:
        end = f"/{raw}>"
        return next((rest for rest in pieces if rest.startswith(end)), end).removeprefix(end)
    if piece.startswith("!--"):
        while "-->" not in piece[3:]:
            piece = "!--" + next(pieces, "-->")
        return piece[3:].partition("-->")[2]
    return piece.partition(">")[2] if piece[:1] in ("!", "?", "/") else piece


def _hides(raw: str) -> bool:
    """The element's own attributes hide it."""
    if "ms-visible" in raw and (found := _CONDITION.search(raw)):
        return found[1] != found[2]
    return ("none" in raw or "hidden" in raw) and bool(_HIDDEN.search(raw))
