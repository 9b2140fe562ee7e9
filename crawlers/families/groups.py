"""Groups of links that repeat: what a page shows as lists, each with its weight.

For every link the level of its ancestors is sought at which most siblings hold exactly one
address; links that share such a level and its surroundings make a group. One shape in several
places of a page is several lists, unless the places are pieces of one.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawlers.families.candidates import Link, tokens
from crawlers.families.doubtful import settled
from crawlers.families.links import attribute
from crawlers.families.one_row import build_row, nesting
from crawlers.families.weights import weight_of
from storage.records import Row

_MOST_SHAPES = 40
_TITLE = 9
_SCATTERED = 0.1
"""What a group loses whose rows all stand apart: the elements around them are the better rows."""
_CROWDED = 3
_COMPANIONS = 3
"""A row holds at most so many titles."""
_ROWISH = ("li", "tr", "dl", "dt")
_ASIDE = {"side", "sidebar", "aside", "hot", "rank", "recommend", "related", "tuijian"}
_OF_ASIDE = 0.4
_VARYING = re.compile(r"[0-9a-f]{16,}|[0-9a-f-]{32,}|\d+")
_HIGHEST = 3
"""Pieces of one list share an element at most so far above."""


@dataclass(frozen=True)
class Group:
    """Rows of one shape in one place, and the weight of the group."""

    rows: tuple[Row, ...]
    nodes: tuple[LexborNode, ...]
    """The elements that the rows are."""
    weight: float
    places: tuple[int, ...]
    """Of each row: the number of its first link among those of the page."""
    dated: int
    """Rows that show a day, be it one whose year nothing tells."""
    hidden: bool = False
    aside: bool = False
    """It stands in a side bar, by its name."""

    def rank(self) -> tuple[float, int]:
        """For sorting: the heaviest first, of equals the one whose rows stand together."""
        scattered = (self.parents - 1) / len(self.rows)
        return -self.weight * (1 - _SCATTERED * scattered), self.parents

    @property
    def tag(self) -> str:
        return str(self.nodes[0].tag)

    @property
    def root(self) -> LexborNode:
        """The element that holds the whole page."""
        at = self.nodes[0]
        while at.parent is not None and at.parent.tag not in ("-undef", "-document"):
            at = at.parent
        return at

    @property
    def parents(self) -> int:
        """Elements that the rows stand in."""
        return len({node.parent.mem_id for node in self.nodes if node.parent is not None})

    @property
    def is_dated(self) -> bool:
        return self.dated * 2 >= len(self.rows) and self.title_length >= 5

    @property
    def title_length(self) -> float:
        return sum(len(row.title) for row in self.rows) / max(1, len(self.rows))


_Member = tuple[LexborNode, list[Link]]


def ranked_groups(links: list[Link], url: str) -> list[Group]:
    """Every group that the links make, the heaviest first."""
    groups = [
        _group(piece, url) for members in _members(links).values() for piece in _pieces(members)
    ]
    return sorted(groups, key=Group.rank)


# -- shapes -----------------------------------------------------------------------------------


def _levels(links: list[Link]) -> dict[tuple[int, str], tuple[int, int]]:
    """Of each (parent, tag): how many children of that tag hold one address, and how many any.

    Beside a title a short link may stand, a category: where titles are, only they count.
    """
    long: dict[tuple[int, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    every: dict[tuple[int, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for link in links:
        for node, parent in zip(link.chain, link.chain[1:], strict=False):
            key = parent.mem_id, str(node.tag)
            every[key][node.mem_id].add(link.url)
            if len(link.title) >= _TITLE:
                long[key][node.mem_id].add(link.url)
    found = {}
    for key, children in every.items():
        held = [len(long[key].get(child) or urls) for child, urls in children.items()]
        found[key] = held.count(1), sum(count <= _COMPANIONS for count in held)
    return found


def _shape(chain: tuple[LexborNode, ...], level: int) -> str:
    """Row tag, and tag and first class of the two elements above: alike for blocks of one list."""
    above = chain[level + 1 : level + 3]
    first = [(attribute(n, "class").split() or [""])[0] for n in above]
    return " ".join(
        [str(chain[level].tag), *(f"{n.tag}.{c}" for n, c in zip(above, first, strict=True))]
    )


def _own_levels(links: list[Link]) -> list[int | None]:
    """Of each link: the level of its row."""
    alone = _levels(links)
    counts = (
        [
            alone[parent.mem_id, str(node.tag)]
            for node, parent in zip(link.chain, link.chain[1:], strict=False)
        ]
        for link in links
    )
    return [
        _row_level(link, held) if held else None for link, held in zip(links, counts, strict=True)
    ]


def _row_level(link: Link, counts: list[tuple[int, int]]) -> int:
    """The level at which most siblings hold one link; among few, the nearest row tag below it.

    Rows that each hold several titles, a document and its interpretation, repeat all the same.
    """
    single, several = ([pair[which] for pair in counts] for which in (0, 1))
    level = single.index(max(single))
    if single[level] > 3:
        return level
    if single[level] <= 2 and max(several) > 3:
        return several.index(max(several))
    rowish = (i for i in range(len(counts)) if link.chain[i].tag in _ROWISH)
    nearest = next(rowish, level)
    return nearest if nearest < level or single[level] == 1 else level


def _members(links: list[Link]) -> dict[str, list[_Member]]:
    """Of each frequent shape of rows: its elements, with the links inside."""
    own = _own_levels(links)
    shapes = Counter(
        _shape(link.chain, level)
        for link, level in zip(links, own, strict=True)
        if level is not None
    )
    chosen = {shape for shape, _ in shapes.most_common(_MOST_SHAPES)}
    found: dict[str, dict[int, _Member]] = {shape: {} for shape in sorted(chosen)}
    for link, level in zip(links, own, strict=True):
        for shape, at in _places(link, level).items():
            if shape in chosen:
                node = link.chain[at]
                found[shape].setdefault(node.mem_id, (node, []))[1].append(link)
    return {shape: _rowlike(list(members.values())) for shape, members in found.items()}


def _rowlike(members: list[_Member]) -> list[_Member]:
    """The members without those that only hold a list of their own, longer than others' links."""
    counts = [len({link.url for link in links}) for _, links in members]
    most = max(_COMPANIONS, _CROWDED * sorted(counts)[len(counts) // 2])
    return [
        (node, links)
        for (node, links), count in zip(members, counts, strict=True)
        if count <= most or not all(nesting(node, link) for link in links)
    ]


def _places(link: Link, own: int | None) -> dict[str, int]:
    """Of each shape around the link: its level; where one stands at several, the row's own."""
    found: dict[str, int] = {}
    for level in range(len(link.chain) - 1):
        shape = _shape(link.chain, level)
        if level == own:
            found[shape] = level
        found.setdefault(shape, level)
    return found


# -- places -----------------------------------------------------------------------------------


def _pieces(members: list[_Member]) -> list[list[_Member]]:
    """The members by list: those of one element, and of near ones that lead to the same folders."""
    blocks: dict[int, list[_Member]] = {}
    for node, links in members:
        key = node.parent.mem_id if node.parent is not None else 0
        blocks.setdefault(key, []).append((node, links))
    lists: list[_Place] = []
    for block in blocks.values():
        place = _Place(block)
        near = next((one for one in lists if one.takes(place)), None)
        if near is None:
            lists.append(place)
        else:
            near.join(place)
    return [place.members for place in lists]


class _Place:
    """Where rows of one shape stand, and where they lead."""

    def __init__(self, members: list[_Member]) -> None:
        holder = members[0][0].parent
        self.members = list(members)
        self.folders = _folders(members)
        words = attribute(holder, "class").split() if holder is not None else []
        self.name = words[0] if words else ""
        self.above = _above(holder)

    def takes(self, other: "_Place") -> bool:
        """The other place holds more of this list: a sibling alike, or near and leading alike."""
        if not (common := set(self.above) & set(other.above)):
            return False
        siblings = self.above[0] == other.above[0] and self.name == other.name
        return siblings or (bool(common) and _alike(self.folders, other.folders))

    def join(self, other: "_Place") -> None:
        self.members += other.members
        self.folders.update(other.folders)


def _above(holder: LexborNode | None) -> list[int]:
    """The elements that may hold further pieces of the list, nearest first."""
    found: list[int] = []
    at = holder
    for _ in range(_HIGHEST):
        at = at.parent if at is not None else None
        if at is None or at.tag in ("html", "-undef"):
            break
        found.append(at.mem_id)
        if at.tag == "body":
            break
    return found


def _folders(block: list[_Member]) -> Counter[str]:
    """Where the links of the block lead, with everything that numbers a document left out."""
    urls = (urlsplit(links[0].url) for _, links in block)
    return Counter(
        f"{parts.hostname}{_VARYING.sub('#', parts.path.rpartition('/')[0])}" for parts in urls
    )


def _alike(one: Counter[str], other: Counter[str]) -> bool:
    common = sum(count for folder, count in other.items() if folder in one)
    return common * 2 >= other.total()


# -- weight -----------------------------------------------------------------------------------


def _group(members: list[_Member], url: str) -> Group:
    nodes = tuple(node for node, _ in members)
    rows, shown = settled(tuple(build_row(node, links, {}) for node, links in members), nodes)
    aside = _is_aside(members[0][1][0])
    weight = weight_of(rows, url, shown) * (_OF_ASIDE if aside else 1)
    places = tuple(links[0].place for _, links in members)
    return Group(rows, nodes, weight, places, sum(shown), aside=aside)


def _is_aside(link: Link) -> bool:
    return any(node.tag == "aside" or _ASIDE & tokens(node) for node in link.chain)
