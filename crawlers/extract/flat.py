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
from functools import cached_property
from itertools import accumulate

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.extract.frames import inlined
from crawlers.extract.preformatted import with_breaks
from crawlers.extract.tags import HEAD, Tag, read_tag

_LONG = 500
"""Tags longer than this are not remembered."""
_ATTR = re.compile(r"([^\s=\"/]+)=\"([^\"]*)\"")
_SENTENCE = re.compile("[。；，！？]")
_POWER = re.compile("[-−–－+]?[0-9]{1,3}")
_RAISED = str.maketrans("0123456789-−–－+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁻⁺")
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")


_TAGS: dict[str, Tag] = {}
_MOST_TAGS = 20_000


def _tag(head: str) -> Tag:
    """What the tag is; remembered, if it is not of the kind that never comes again."""
    tag = read_tag(head)
    if len(head) < _LONG and not tag.link:
        if len(_TAGS) >= _MOST_TAGS:
            _TAGS.clear()
        _TAGS[head] = tag
    return tag


def clean(text: str) -> str:
    """One line as shown: white space squeezed, zero-width marks dropped."""
    shown = " ".join(text.split())
    return shown if shown.isprintable() else " ".join(_ZERO_WIDTH.sub("", shown).split())


class Element(msgspec.Struct, eq=False, gc=False):
    """An element and the runs ``start:end`` inside it. ``parent`` is an index, -1 at the root.

    A struct, since a page has hundreds and making them is a good part of reading it.
    """

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
    listed: frozenset[int] = frozenset()
    """Runs that stand in lists of links to other pages."""
    void: frozenset[int] = frozenset()
    """Runs that weigh nothing: these, labelled values, and other furniture."""

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
        void = self.void
        sizes = [
            len(text.strip()) if counted[owner] and run not in void else 0
            for run, (text, owner) in enumerate(zip(self.texts, self.owners, strict=True))
        ]
        marked = {
            line
            for size, text, line in zip(sizes, self.texts, self.lines, strict=True)
            if size and _SENTENCE.search(text)
        }
        runs = zip(sizes, self.lines, strict=True)
        return list(accumulate([s * 3 if n in marked else s for s, n in runs], initial=0))

    @cached_property
    def starts(self) -> list[int]:
        """First run of each element."""
        return [element.start for element in self.elements]

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
        wanted = read_tag((node.html or "<")[1:].partition(">")[0])
        same = (e for e in self.elements if e.tag == wanted.name and e.raw == wanted.raw)
        return next(same, None)

    def text(self, element: Element) -> str:
        """All its text on one line, hidden parts included."""
        return clean("".join(self.texts[element.start : element.end]))

    def visible(self, element: Element) -> str:
        """Its visible text on one line; what stands on several lines is kept apart."""
        lines: dict[int, list[str]] = {}
        for run in range(element.start, element.end):
            if not self.elements[self.owners[run]].hidden:
                lines.setdefault(self.lines[run], []).append(self.texts[run])
        return clean(" ".join("".join(line) for line in lines.values()))

    def line_of(self, run: int) -> str:
        """The whole line that a run stands on."""
        number = self.lines[run]
        first = bisect_left(self.lines, number)
        last = bisect_left(self.lines, number + 1)
        return self.line_between(first, last)

    def line_between(self, first: int, end: int) -> str:
        """The text of the runs on one line."""
        return clean("".join(self.texts[first:end]))

    def spans(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
        """First run of each line from ``start`` to ``stop``, and the run after its last."""
        first, lines = start, self.lines
        stop = len(lines) if stop is None else stop
        for run in range(start + 1, stop + 1):
            if run == stop or lines[run] != lines[first]:
                yield first, run
                first = run


def flatten(tree: LexborHTMLParser) -> Flat:
    """The flat form of a parsed page, without scripts, styles and form controls."""
    flat = Flat()
    elements, texts, owners, lines = flat.elements, flat.texts, flat.owners, flat.lines
    line, used, muted = 0, False, 0
    at = root = Element("", "", "", -1, -1, 0, 0, -1, False, False, False)
    # Nobody reads the head here.
    shown = tree.body.html if tree.body is not None else tree.html
    for tag, text in _pieces(with_breaks(inlined(shown or ""))):
        if muted:
            muted += tag.depth
        elif tag.mute:
            muted = 1
        elif tag.closes:
            at.end, at.last = len(texts), len(elements) - 1
            at = elements[at.parent] if at.parent >= 0 else root
        elif tag.opens:
            up, index, run, hides = at, len(elements), len(texts), tag.hides
            element = Element(
                tag.name, tag.raw, tag.names, up.index, index, run, run, index,
                hides, hides or up.hidden, tag.link or up.link,
            )  # fmt: skip
            elements.append(element)
            at = at if tag.void else element
        if used and tag.block:
            line, used = line + 1, False
        # White space at the beginning of a line shows nothing, and is most of a page's runs.
        if text and (used or tag.stands or not text.isspace()) and not muted and at is not root:
            texts.append(html.unescape(text) if "&" in text else text)
            owners.append(at.index)
            lines.append(line)
            used = used or not text.isspace()
    _close(flat, at, root)
    _raise(flat)
    return flat


def _raise(flat: Flat) -> None:
    """Write exponents of numbers as such: without their markup 10 to the 4th reads as 104."""
    texts = flat.texts
    for element in flat.elements:
        run = element.start
        if element.tag != "sup" or element.end != run + 1 or not run:
            continue
        same = flat.lines[run - 1] == flat.lines[run] and texts[run - 1][-1:].isdigit()
        if same and _POWER.fullmatch(texts[run].strip()):
            texts[run] = texts[run].strip().translate(_RAISED)


def _close(flat: Flat, at: Element, root: Element) -> None:
    """End what is still open: a page may be cut inside a script."""
    while at is not root:
        at.end, at.last = len(flat.texts), len(flat.elements) - 1
        at = flat.elements[at.parent] if at.parent >= 0 else root


def _pieces(text: str) -> Iterator[tuple[Tag, str]]:
    """Each tag with the text after it. A picture has some, to stand in a place of its own."""
    pieces = iter(text.split("<"))
    for piece in pieces:
        head, ended, rest = piece.partition(">")
        if not ended:
            head, rest = _whole(pieces, piece)
        tag = _TAGS.get(head) or _tag(head)
        if tag.name:
            yield tag, rest or (" " if tag.stands else "")
        else:
            yield tag, _skip(pieces, piece, tag.raw)


def _whole(pieces: Iterator[str], piece: str) -> tuple[str, str]:
    """Head and text of a tag that has a ``<`` in its name; of anything else the piece as it is."""
    parts, text = [piece], ""
    if HEAD.match(piece):
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
