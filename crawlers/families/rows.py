"""The rows of a list page: by a source's selectors, or by general rules.

A list is what repeats (``groups``). What is hidden, navigation, or a download beside a title is
left out before. Of the groups the heaviest dated one is the page's list; rows without dates are
one only where nothing else could be.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.families import dates
from crawlers.families.candidates import (
    MOST_LINKS,
    Link,
    is_hidden,
    link_of,
    links_of,
    scripted_of,
)
from crawlers.families.doubtful import settled
from crawlers.families.fronts import with_boxes
from crawlers.families.groups import Group, ranked_groups
from crawlers.families.links import base_of
from crawlers.families.one_row import build_row
from crawlers.families.weights import is_document, leads_below, names_document, near
from storage.records import Row

_HOME = re.compile(r"^/?(?:(?:index|default)\w*\.\w+)?$", re.I)
_HIDDEN = 0.3
_SCRIPTED = 0.6
_WORDY = 12
_OWN = 5
_SHORT = 4
_FEWEST = 3
_SOME = 2
_ALIKE = 0.6
_HEAVY = 0.4
_LINKS = "a[href], a[onclick]"


def find_rows(tree: LexborHTMLParser, url: str, *, scripted: bool = False) -> tuple[Row, ...]:
    """The rows of the main list of an HTML page or fragment, in order; empty if it has no list.

    ``scripted``: elements that are no links, but name their address for a script, count as well.
    """
    return main_list(list_groups(tree, url, scripted=scripted), url)


def list_groups(tree: LexborHTMLParser, url: str, *, scripted: bool = False) -> list[Group]:
    """What the page shows as lists, the heaviest first.

    Some sites hide the whole list and page through it by script: what is hidden counts for less,
    and inside a row for nothing.
    """
    base = base_of(tree, url)
    links = links_of(tree, base, url)
    kinds = [(links, 1.0)] + ([(scripted_of(tree, base, url), _SCRIPTED)] if scripted else [])
    groups = [
        replace(group, weight=group.weight * factor * share, hidden=share < 1)
        for held, factor in kinds
        for part, share in zip(_by_sight(held), (1.0, _HIDDEN), strict=True)
        for group in ranked_groups(part, url)
    ]
    return sorted(groups, key=Group.rank)


def _by_sight(links: list[Link]) -> tuple[list[Link], list[Link]]:
    """(shown, hidden)"""
    shown: list[Link] = []
    hidden: list[Link] = []
    for link in links:
        (hidden if any(map(is_hidden, link.chain)) else shown).append(link)
    return shown, hidden


def main_list(groups: list[Group], url: str) -> tuple[Row, ...]:
    """The rows of the one group that is the page's list; empty if none is."""
    group = main_group(groups, url)
    return group.rows if group else ()


def main_group(groups: list[Group], url: str) -> Group | None:
    """The group that is the page's list, without what is no row; ``groups`` the heaviest first.

    On the front of a column it is all of the boxes together.
    """
    if undated := _undated(groups, url):
        return _once(with_boxes(undated, groups, url))
    dated = next((group for group in groups if group.is_dated), None)
    if dated is None:
        return None
    found = dated if at_home(url) else with_boxes(dated, groups, url)
    if found is dated and _is_home(dated, groups, url):
        return None
    return _once(_kept(found, map(_is_row, found.rows)))


def _kept(group: Group, keep: Iterable[bool]) -> Group:
    chosen = [
        pair
        for pair, kept in zip(
            zip(group.rows, group.nodes, group.places, strict=True), keep, strict=True
        )
        if kept
    ]
    return replace(
        group,
        rows=tuple(row for row, _, _ in chosen),
        nodes=tuple(node for _, node, _ in chosen),
        places=tuple(place for _, _, place in chosen),
    )


def _once(group: Group) -> Group:
    """The group; of a page that shows its whole list twice, for desktops and phones, once.

    A single document that stands in several blocks of a page remains in each.
    """
    places = {(row.url, row.title): at for at, row in reversed(list(enumerate(group.rows)))}
    if len(places) * 2 > len(group.rows):
        return group
    return _kept(group, (at in places.values() for at in range(len(group.rows))))


def select_rows(tree: LexborHTMLParser, url: str, select: dict[str, str]) -> tuple[Row, ...]:
    """The rows that a source's own selectors name: rows, and where needed link, title, date."""
    base, found, nodes = base_of(tree, url), [], []
    for node in tree.css(select["rows"])[:MOST_LINKS]:
        inside = _chosen(node, select.get("link"))
        links = [link for a in inside if (link := link_of(a, base, url, strict=False))]
        if links:
            found.append(build_row(node, links, select))
            nodes.append(node)
    return settled(tuple(found), nodes)[0]


def _chosen(node: LexborNode, selector: str | None) -> list[LexborNode]:
    return [node] if selector == "self" else node.css(selector or _LINKS)


def _is_row(row: Row) -> bool:
    """Among dated rows, a short link without date and number is a way to another column."""
    return bool(row.published_on or len(row.title) >= 8 or is_document(row))


def _is_home(best: Group, groups: list[Group], url: str) -> bool:
    """Several lists of like size side by side, none of them the page's own: a portal."""
    others = [group for group in groups if group is not best]
    heavy = sum(one.title_length >= _WORDY and one.weight >= _HEAVY * best.weight for one in others)
    like = sum(one.is_dated and one.dated >= max(_FEWEST, _ALIKE * best.dated) for one in others)
    if at_home(url):
        return max(like, heavy) >= _SOME
    return near(best.rows, url) * 2 < len(best.rows) and like > _SOME


def at_home(url: str) -> bool:
    """The address is a site's home page."""
    return bool(_HOME.search(urlsplit(url).path))


def _undated(groups: list[Group], url: str) -> Group | None:
    """The list without dates that is the page's; None if there is none."""
    if groups and not groups[0].is_dated and _stands_alone(groups[0], groups, url):
        return groups[0]
    if at_home(url) or any(one.is_dated and leads_below(one.rows, url) for one in groups):
        return None
    return next((one for one in groups if not one.is_dated and _is_own(one, url)), None)


def _is_own(group: Group, url: str) -> bool:
    """Documents of the page's own folder, whose addresses name their years, be the titles short."""
    named = sum(bool(dates.url_year(row.url)) and names_document(row) for row in group.rows)
    return (
        len(group.rows) >= _OWN
        and group.title_length >= _SHORT
        and leads_below(group.rows, url)
        and named >= 0.9 * len(group.rows)
    )


def _stands_alone(best: Group, groups: list[Group], url: str) -> bool:
    """Rows without dates are a list only where nothing else on the page could be one."""
    count = len(best.rows)
    if best.title_length >= 10 and best.parents <= max(3, count / 3):
        documents = sum(map(is_document, best.rows))
        heavy = best.weight >= 0.5 * sum(group.weight for group in groups)
        own = not at_home(url) and near(best.rows, url) * 2 >= count >= _OWN
        return (heavy or own) and count >= _FEWEST and documents >= 0.7 * count
    total = sum(len(group.rows) for group in groups)
    return best.tag in ("tr", "td") and count >= 10 and count >= 0.8 * total
