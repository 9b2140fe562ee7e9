"""The rows of a list page by general rules: repeated siblings that hold one link each.

A list is what repeats. For every link the level of its ancestors is sought at which most siblings
hold exactly one address; links that share such a level make a group. Groups are weighed by titles,
dates, and whether their addresses lie under the page's own. What is hidden, navigation, or a
download beside a title is left out before.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.families.candidates import (
    MOST_LINKS,
    Link,
    is_hidden,
    link_of,
    links_of,
    tokens,
)
from crawlers.families.links import attribute, base_of
from crawlers.families.one_row import build_row
from storage.records import Row

_MOST_SHAPES = 40
_TITLE = 9
_ASIDE = {"side", "sidebar", "aside", "hot", "rank", "recommend", "related", "tuijian"}
_HOME = re.compile(r"^/?(?:(?:index|default)\w*\.\w+)?$", re.I)
_DOCUMENT = re.compile(r"//[^/]+/.*(?:\d{4}|[0-9a-f]{16})[^/]*(?:/\w+\.\w+)?$")


@dataclass(frozen=True)
class _Group:
    """Rows of one shape, and the weight of the group."""

    rows: tuple[Row, ...]
    weight: float
    tag: str
    parents: int
    """Elements that the rows stand in."""

    @property
    def dated(self) -> int:
        return sum(row.published_on is not None for row in self.rows)

    @property
    def is_dated(self) -> bool:
        return self.dated * 2 >= len(self.rows) and self.title_length >= 5

    @property
    def title_length(self) -> float:
        return sum(len(row.title) for row in self.rows) / max(1, len(self.rows))


def find_rows(tree: LexborHTMLParser, url: str) -> tuple[Row, ...]:
    """The rows of the main list of an HTML page or fragment, in order; empty if it has no list.

    Some sites hide the whole list and page through it by script: what is hidden is looked at
    where nothing visible is a list.
    """
    links = links_of(tree, base_of(tree, url), url)
    visible = [link for link in links if not any(map(is_hidden, link.chain))]
    return _main_rows(visible, url) or (_main_rows(links, url) if len(visible) < len(links) else ())


def _main_rows(links: list[Link], url: str) -> tuple[Row, ...]:
    groups = sorted(_groups(links, url), key=lambda group: group.weight, reverse=True)
    if not groups:
        return ()
    dated = [group for group in groups if group.is_dated]
    if groups[0] not in dated and _stands_alone(groups[0], groups):
        return _once(groups[0].rows)
    if not dated or _is_home(dated, url):
        return ()
    return _once(tuple(filter(_is_document, dated[0].rows)))


def _once(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows; those of a page that shows its whole list twice, for desktops and phones, once.

    A single document that stands in several blocks of a page remains in each.
    """
    unique = {(row.url, row.title): row for row in rows}
    return tuple(unique.values()) if len(unique) * 2 <= len(rows) else rows


def select_rows(tree: LexborHTMLParser, url: str, select: dict[str, str]) -> tuple[Row, ...]:
    """The rows that a source's own selectors name: rows, and where needed link, title, date."""
    base, found = base_of(tree, url), []
    for node in tree.css(select["rows"])[:MOST_LINKS]:
        inside = _chosen(node, select.get("link")) if "link" in select else node.css("a[href]")
        links = [link for a in inside if (link := link_of(a, base, url, strict=False))]
        if links:
            found.append(build_row(node, links, select))
    return tuple(found)


def _chosen(node: LexborNode, selector: str | None) -> list[LexborNode]:
    return [node] if selector == "self" else node.css(selector or "a[href]")


# -- groups -----------------------------------------------------------------------------------


def _levels(links: list[Link]) -> dict[tuple[int, str], int]:
    """Of each (parent, tag): how many children of that tag hold one address.

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
    return {
        key: sum(len(long[key].get(child) or urls) == 1 for child, urls in children.items())
        for key, children in every.items()
    }


def _shape(chain: tuple[LexborNode, ...], level: int) -> str:
    """Row tag, and tag and first class of the two elements above: alike for blocks of one list."""
    above = chain[level + 1 : level + 3]
    first = [(attribute(n, "class").split() or [""])[0] for n in above]
    return " ".join(
        [str(chain[level].tag), *(f"{n.tag}.{c}" for n, c in zip(above, first, strict=True))]
    )


def _groups(links: list[Link], url: str) -> list[_Group]:
    """One group for each shape that some link has at its row level."""
    alone = _levels(links)
    shapes: Counter[str] = Counter()
    for link in links:
        counts = [
            alone[parent.mem_id, str(node.tag)]
            for node, parent in zip(link.chain, link.chain[1:], strict=False)
        ]
        if counts:
            shapes[_shape(link.chain, _row_level(link, counts))] += 1
    chosen = {shape for shape, _ in shapes.most_common(_MOST_SHAPES)}
    return [_group(shape, nodes, url) for shape, nodes in _members(links, chosen).items()]


def _row_level(link: Link, counts: list[int]) -> int:
    """The level at which most siblings hold one link; among few, the nearest row tag below it."""
    level = counts.index(max(counts))
    if counts[level] > 3:
        return level
    rowish = (i for i in range(len(counts)) if link.chain[i].tag in ("li", "tr", "dl", "dt"))
    nearest = next(rowish, level)
    return nearest if nearest < level or counts[level] == 1 else level


_Members = dict[int, tuple[LexborNode, list[Link]]]


def _members(links: list[Link], chosen: set[str]) -> dict[str, _Members]:
    """Of each shape: its elements, by id, with the links inside."""
    found: dict[str, _Members] = {shape: {} for shape in sorted(chosen)}
    for link in links:
        met: set[str] = set()
        for level in range(len(link.chain) - 1):
            shape = _shape(link.chain, level)
            if shape in chosen and shape not in met:
                met.add(shape)
                node = link.chain[level]
                found[shape].setdefault(node.mem_id, (node, []))[1].append(link)
    return found


def _group(shape: str, members: _Members, url: str) -> _Group:
    rows = tuple(build_row(node, links, {}) for node, links in members.values())
    parents = {node.parent.mem_id for node, _ in members.values() if node.parent is not None}
    weight = _weight(rows, url) * (0.4 if _is_aside(next(iter(members.values()))[1][0]) else 1)
    return _Group(rows, weight, shape.partition(" ")[0], len(parents))


def _is_aside(link: Link) -> bool:
    return any(node.tag == "aside" or _ASIDE & tokens(node) for node in link.chain)


def _weight(rows: tuple[Row, ...], url: str) -> float:
    total = sum((min(len(row.title), 40) + 5) * (2.0 if row.published_on else 0.7) for row in rows)
    return total * (1 + 2 * _near(rows, url) / len(rows))


def _near(rows: tuple[Row, ...], url: str) -> int:
    """How many rows lie below the page's own folder."""
    own = urlsplit(url)
    folder = f"//{own.hostname}{own.path.rpartition('/')[0]}/"
    return sum(row.url.partition(":")[2].startswith(folder) for row in rows)


def _is_document(row: Row) -> bool:
    """Among dated rows, a short link without date and number is a way to another column."""
    return bool(row.published_on or len(row.title) >= 8 or _DOCUMENT.search(row.url))


def _is_home(dated: list[_Group], url: str) -> bool:
    """Several dated lists of like size side by side, none of them the page's own: a portal."""
    best = dated[0]
    if not _HOME.search(urlsplit(url).path) and _near(best.rows, url) * 2 >= len(best.rows):
        return False
    return sum(group.dated >= max(3, 0.6 * best.dated) for group in dated[1:]) >= 3


def _stands_alone(best: _Group, groups: list[_Group]) -> bool:
    """Rows without dates are a list only where nothing else on the page could be one."""
    total = sum(len(g.rows) for g in groups)
    if best.title_length >= 10 and best.parents <= 3:
        documents = sum(bool(_DOCUMENT.search(row.url)) for row in best.rows)
        heavy = best.weight >= 0.5 * sum(g.weight for g in groups)
        return heavy and len(best.rows) >= 3 and documents >= 0.7 * len(best.rows)
    return best.tag in ("tr", "td") and len(best.rows) >= 10 and len(best.rows) >= 0.8 * total
