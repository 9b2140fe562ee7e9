"""CSS selectors for rows that were found: the shortest ones that, run as an entry's own, find them.

Nothing is proposed that was not tried: a candidate counts only for what ``select_rows`` makes of it
on the very page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from crawlers.families.links import attribute
from crawlers.families.rows import select_rows
from storage.records import Row

_NAME = re.compile(r"-?[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff-]{0,60}")
_FLEETING = re.compile(
    r"[0-9a-f]{8,}|\d{3,}|^(?:on|cur|current|active|first|last|odd|even|hover)$", re.I
)
_OWN_NAME = re.compile(r"\.[^\s>]+$")
_MOST_ABOVE = 7
_MOST_TRIED = 160
_ENOUGH = 6
_LINKS = ("", "a[title]", "h1 a, h2 a, h3 a, h4 a, h5 a", "[data-href]", "[data-url]", "[onclick]")

Select = dict[str, str]
Key = tuple[str, str, object]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Selectors for an entry, and how they do on the page they were made from."""

    select: Select
    found: int
    """Rows that they find."""
    right: int
    """Of these: rows that were to be found."""
    wanted: int

    @property
    def exact(self) -> bool:
        return self.found == self.right == self.wanted


def keys(rows: Iterable[Row]) -> list[Key]:
    """What makes a row: address, title, date."""
    return [(row.url, row.title, row.published_on) for row in rows]


def proposals(
    tree: LexborHTMLParser, url: str, rows: Sequence[Row], nodes: Sequence[LexborNode]
) -> list[Proposal]:
    """Selectors for the rows, those that find just them first, shorter ones before longer."""
    wanted, sought = keys(rows), {node.mem_id for node in nodes}
    made: list[Proposal] = []
    for css in islice(_row_selectors(nodes), _MOST_TRIED):
        if sum(one.exact for one in made) >= _ENOUGH:
            break
        if sought - {node.mem_id for node in _css(tree, css)}:
            continue
        for link in _LINKS:
            proposal = _tried(tree, url, {"rows": css} | ({"link": link} if link else {}), wanted)
            made.append(proposal)
            if proposal.exact or proposal.found > 2 * len(wanted):
                break
    return sorted(made, key=_merit)


def _merit(one: Proposal) -> tuple[bool, int, int, bool, int]:
    """Exact ones first; of these what a change elsewhere in the page will not widen; then short."""
    css = one.select["rows"]
    loose = ">" not in css and not _OWN_NAME.search(css)
    return not one.exact, one.found - 2 * one.right, len(one.select), loose, len(css)


def _tried(tree: LexborHTMLParser, url: str, select: Select, wanted: list[Key]) -> Proposal:
    found = keys(select_rows(tree, url, select))
    alike = len(wanted) if found == wanted else len(wanted) - 1
    right = alike if found == wanted else min(len(set(wanted) & set(found)), alike)
    return Proposal(select=select, found=len(found), right=right, wanted=len(wanted))


def _css(tree: LexborHTMLParser, css: str) -> list[LexborNode]:
    try:
        return tree.css(css)
    except SelectolaxError:
        return []


def unique_selector(tree: LexborHTMLParser, node: LexborNode) -> str:
    """A selector that finds just this element; empty if none of the usual ones does."""
    options = (css for css in _row_selectors([node]) if "nth" not in css)
    return next((css for css in islice(options, 60) if len(_css(tree, css)) == 1), "")


# -- candidates -------------------------------------------------------------------------------


def _row_selectors(nodes: Sequence[LexborNode]) -> Iterator[str]:
    """Selectors that may mean the rows: by their names, by what holds them, by their place."""
    own = _signatures(nodes)
    yield from (name for name in own if name[0] in ".#" or "." in name)
    above = _above(nodes)
    named = [[name for name in level if name[0] == "#" or "." in name] for level in above]
    for level, names in enumerate(named):
        for holder, name in product(names, own):
            yield f"{holder} > {name}" if level == 0 else f"{holder} {name}"
    for level, names in enumerate(named[1:], 1):
        for top, holder, name in product(names, above[0], own):
            yield f"{top} {holder} > {name}" if level > 1 else f"{top} > {holder} > {name}"
    for names in named[2:]:
        for top, step, holder, name in product(names, above[1], above[0], own):
            yield f"{top} {step} > {holder} > {name}"
    for holder, name in product(above[0] if above else (), own):
        yield f"{holder} > {name}:has(a)"
    yield from (f"{path} > {own[-1]}" for path in _paths(nodes))


def _signatures(nodes: Sequence[LexborNode]) -> list[str]:
    """What the elements have in common: tag with class, id where there is one element, tag."""
    tags = {str(node.tag) for node in nodes}
    if len(tags) != 1:
        return []
    tag = tags.pop()
    common = set.intersection(*({*attribute(node, "class").split()} for node in nodes))
    classes = sorted(
        (name for name in common if _is_name(name)), key=lambda name: (len(name), name)
    )
    ids = {attribute(node, "id") for node in nodes}
    only = next(iter(ids)) if len(ids) == 1 else ""
    found = [f"#{only}"] if only and _is_name(only) else []
    found += [f"{tag}.{name}" for name in classes]
    return [*found, tag]


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _FLEETING.search(name)


def _above(nodes: Sequence[LexborNode]) -> list[list[str]]:
    """Of each level above the rows: what its elements have in common."""
    levels: list[list[str]] = []
    at = list(nodes)
    for _ in range(_MOST_ABOVE):
        parents = {n.parent.mem_id: n.parent for n in at if n.parent is not None}
        if not parents or any(p.tag in ("html", "-undef", "-document") for p in parents.values()):
            break
        at = list(parents.values())
        levels.append(_signatures(at))
        if not levels[-1]:
            break
    return levels


def _paths(nodes: Sequence[LexborNode]) -> Iterator[str]:
    """The place of what holds the rows, counted from the body: for pages without names."""
    held = {n.parent.mem_id: n.parent for n in nodes if n.parent is not None}
    paths = [_path(holder) for holder in held.values()]
    if not paths:
        return
    if len(set(map(tuple, paths))) == 1:
        yield " > ".join(paths[0])
        return
    if len({len(path) for path in paths}) == 1:
        steps = zip(*paths, strict=True)
        alike = [step[0] if len(set(step)) == 1 else step[0].partition(":")[0] for step in steps]
        yield " > ".join(alike)


def _path(node: LexborNode) -> list[str]:
    steps: list[str] = []
    at: LexborNode | None = node
    while at is not None and at.tag not in ("html", "-undef", "-document", None):
        if at.tag == "body":
            steps.append("body")
            break
        steps.append(f"{at.tag}:nth-child({_ordinal(at)})")
        at = at.parent
    return steps[::-1]


def _ordinal(node: LexborNode) -> int:
    count, at = 1, node.prev
    while at is not None:
        count += at.tag is not None and not str(at.tag).startswith("-")
        at = at.prev
    return count
