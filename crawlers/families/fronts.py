"""Column fronts: a page whose list stands in several boxes, each with its heading.

Where one list is the page's own (it has a pager, bears the page's name, or is much longer than what
stands beside it), it alone is the list. Else the boxes that lead where it leads are it together, in
the order of the page, with the panels that tabs hide and the head lines above.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawlers.families.groups import Group
from crawlers.families.headings import texts_above
from crawlers.families.links import attribute
from crawlers.families.pagers import has_pager
from crawlers.families.weights import leads_below, names_document, near
from storage.text import squeeze

_FEWEST = 2
"""Fewer rows do not make a page a front."""
_LIKE = 0.5
_LIKE_APART = 0.6
_WORDY = 8
_MOST_APART = 8
"""More boxes than these, that lead away from the page's own folder, are a portal."""
_ASIDE = ("热点", "热门", "推荐", "相关", "排行", "点击", "友情", "专题", "热搜", "猜你", "阅读榜")
_HEADED = 4
_LONGEST_HEADING = 24
_MORE = re.compile(r"(?:查看)?(?:更多|more).*", re.I)
_BETWEEN = re.compile(r"[\s|_>》»·：:—–-]+")
_NEARBY = 3
_APART = 5
"""A panel of a box, and a box of a column, share an element at most so far above."""


def with_boxes(best: Group, groups: list[Group], url: str) -> Group:
    """The list with the rows of the boxes beside it; the list alone where it is the page's own."""
    apart = [one for one in _apart(best, groups) if _is_box(one)]
    in_site = leads_below(best.rows, url)
    below = in_site and urlsplit(url).path.count("/") > 1
    boxes = [one for one in apart if _leads_alike(one, best, url, below)]
    alike = [one for one in apart if in_site and one not in boxes and _is_sibling(one, best, boxes)]
    if not _is_front(best, boxes if below else [*boxes, *alike], below) or has_pager(best.root):
        return best
    if own := next((one for one in (best, *boxes) if _is_own(one, best)), None):
        return own
    large = (one for one in boxes if len(one.rows) >= _FEWEST and not one.hidden)
    strong = [best, *large, *alike]
    area = _common(node for one in strong for node in one.nodes)
    rest = [one for one in boxes if one not in strong and _belongs(one, strong, area)]
    return _joined([*strong, *rest])


def _apart(best: Group, groups: list[Group]) -> list[Group]:
    """The groups of other links than those of the best and of heavier ones, and no copy of it."""
    taken, found = set(best.places), []
    held = {row.url for row in best.rows}
    for group in groups:
        copies = sum(row.url in held for row in group.rows)
        if group is not best and not taken & set(group.places) and copies * 2 < len(group.rows):
            taken |= set(group.places)
            found.append(group)
    return found


def _is_box(group: Group) -> bool:
    """The group holds documents, and is nothing that stands beside a list."""
    if group.aside or group.title_length < _WORDY:
        return False
    if not group.is_dated and sum(map(names_document, group.rows)) < 0.7 * len(group.rows):
        return False
    heading = _heading(group)
    return not any(word in heading for word in _ASIDE)


def _leads_alike(box: Group, best: Group, url: str, below: bool) -> bool:
    """Both lead below the page's folder; if that says nothing, both to one part of the site."""
    if below or near(best.rows, url) * 2 < len(best.rows) <= 2 * near(box.rows, url):
        return near(box.rows, url) * 2 >= len(box.rows)
    parts, others = _parts(best), _parts(box)
    return sum(count for part, count in others.items() if part in parts) * 2 >= others.total()


def _is_sibling(box: Group, best: Group, boxes: list[Group]) -> bool:
    """The box is named and placed like one of the others, wherever it leads."""
    kind = _kind(box)
    return bool(kind) and any(
        kind == _kind(one) and _near_by(box, _APART) & _near_by(one, _APART)
        for one in (best, *boxes)
    )


def _kind(group: Group) -> tuple[str, ...]:
    """Tags and names of the two elements around the rows; empty where neither is named."""
    around = _chain(group.nodes[0])[1:3]
    names = [attribute(node, "class") for node in around]
    return (*(str(node.tag) for node in around), *names) if any(names) else ()


def _near_by(group: Group, levels: int) -> set[int]:
    return {node.mem_id for node in _chain(group.nodes[0])[1 : 1 + levels]}


def _parts(group: Group) -> Counter[str]:
    """Host and first folder of the addresses."""
    split = (urlsplit(row.url) for row in group.rows)
    return Counter(f"{one.hostname}/{one.path.lstrip('/').partition('/')[0]}" for one in split)


def _heading(group: Group) -> str:
    """The nearest text above the rows; empty if that is no heading."""
    at = min(range(len(group.places)), key=group.places.__getitem__)
    text = next(filter(None, texts_above(group.nodes[at], _HEADED)), "")
    return _MORE.sub("", text) if len(text) <= _LONGEST_HEADING else ""


def _is_front(best: Group, boxes: list[Group], below: bool) -> bool:
    """Some box is of like size, or all of them together are longer than the list."""
    counts = [len(one.rows) for one in boxes if len(one.rows) >= _FEWEST]
    if not counts or (not below and len(counts) >= _MOST_APART):
        return False
    like = max(counts) >= (_LIKE if below else _LIKE_APART) * len(best.rows)
    return like or (len(counts) > 2 and sum(counts) >= len(best.rows))


def _is_own(box: Group, best: Group) -> bool:
    """The box bears the page's name, and is about as long as the best."""
    title = box.root.css_first("title")
    if title is None or box.hidden or len(box.rows) < _LIKE_APART * len(best.rows):
        return False
    names = _BETWEEN.split(squeeze(title.text()))
    return any(len(word) > 1 and word in names for word in _BETWEEN.split(_heading(box)))


def _chain(node: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = [node]
    at = node.parent
    while at is not None and at.tag not in ("-undef", "-document", None):
        found.append(at)
        at = at.parent
    return found


def _common(nodes: Iterable[LexborNode]) -> list[int]:
    """The elements that hold all of the nodes, outermost first."""
    common: list[int] | None = None
    for node in nodes:
        chain = [one.mem_id for one in reversed(_chain(node))]
        pairs = zip(chain if common is None else common, chain, strict=False)
        common = [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    return common or []


def _belongs(box: Group, strong: list[Group], area: list[int]) -> bool:
    """A panel beside one of the boxes, if hidden; else head lines inside the area of all."""
    if box.hidden:
        return any(_near_by(box, _NEARBY) & _near_by(one, _NEARBY) for one in strong)
    return bool(area) and area[-1] in {node.mem_id for node in _chain(box.nodes[0])}


def _joined(groups: list[Group]) -> Group:
    """One group of all rows in the order of the page, each document once."""
    rows = (
        triple for one in groups for triple in zip(one.places, one.rows, one.nodes, strict=True)
    )
    once = {
        (row.url, row.title): (place, row, node)
        for place, row, node in sorted(rows, key=lambda triple: -triple[0])
    }
    places, found, nodes = zip(*sorted(once.values(), key=lambda one: one[0]), strict=True)
    return replace(
        groups[0],
        rows=found,
        nodes=nodes,
        places=places,
        weight=sum(one.weight for one in groups),
        dated=sum(one.dated for one in groups),
    )
