"""Sections of a Word file: each part has one of its own, for its running head."""

from collections.abc import Iterable
from copy import deepcopy

from docx.oxml.ns import qn

from compilation.house import paragraph_text
from compilation.writers.grids import TEXT_WIDTH
from compilation.writers.word.elements import Node, node

_MEANS_SOMETHING = ("drawing", "pict", "object", "sectPr", "fldChar", "bookmarkStart", "tab")


def section_of(place: Node) -> Node:
    """The properties of the section that an element of the body stands in."""
    for one in (place, *place.itersiblings()):
        found = one if one.tag == qn("w:sectPr") else one.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if found is not None:
            return found
    raise ValueError("a body without a section")


def text_width(section: Node) -> float:
    """Between the margins of a section, in points."""
    page, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    if page is None or margins is None:
        return TEXT_WIDTH
    beside = (margins.get(qn(f"w:{side}"), "0") for side in ("left", "right", "gutter"))
    return (int(page.get(qn("w:w"))) - sum(map(int, beside))) / 20


def inherit(section: Node) -> None:
    """Name the heads and feet that a section takes from those before it."""
    body = section.getroottree().getroot().find(qn("w:body"))
    before = []
    for one in body.iter(qn("w:sectPr")):
        if one is section:
            break
        before.append(one)
    for earlier in reversed(before):
        for name in ("headerReference", "footerReference"):
            for reference in earlier.findall(qn(f"w:{name}")):
                if not _has(section, name, reference.get(qn("w:type"))):
                    section.insert(0, deepcopy(reference))


def _has(section: Node, name: str, kind: str | None) -> bool:
    return any(one.get(qn("w:type")) == kind for one in section.findall(qn(f"w:{name}")))


def begin_page(section: Node, *, first: int | None) -> None:
    """Let a section begin on a new page, its pages numbered on, or from ``first``."""
    for name in ("type", "pgNumType"):
        for old in section.findall(qn(f"w:{name}")):
            kept = old.get(qn("w:fmt")) if name == "pgNumType" else None
            section.remove(old)
            if kept:
                insert(section, node("pgNumType", fmt=kept))
    insert(section, node("type", val="nextPage"))
    if first is not None:
        numbering = section.find(qn("w:pgNumType"))
        if numbering is None:
            numbering = node("pgNumType")
            insert(section, numbering)
        numbering.set(qn("w:start"), str(first))


_ORDER = (
    "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar",
    "paperSrc", "pgBorders", "lnNumType", "pgNumType", "cols",
)  # fmt: skip


def insert(section: Node, made: Node) -> None:
    """Where the schema wants it."""
    before = {qn(f"w:{name}") for name in _ORDER}
    wanted = [qn(f"w:{name}") for name in _ORDER]
    place = wanted.index(made.tag)
    for at, one in enumerate(section):
        if one.tag not in before or wanted.index(one.tag) > place:
            section.insert(at, made)
            return
    section.append(made)


def clear_around(place: Node) -> None:
    """Remove empty lines and page breaks beside what will begin and end a page anyway."""
    for siblings in (place.itersiblings(preceding=True), place.itersiblings()):
        for one in list(siblings):
            if not _is_blank(one):
                break
            one.getparent().remove(one)


def _is_blank(one: Node) -> bool:
    if one.tag != qn("w:p") or paragraph_text(one):
        return False
    return not any(next(one.iter(qn(f"w:{name}")), None) is not None for name in _MEANS_SOMETHING)


def close(elements: list[Node], section: Node) -> list[Node]:
    """The elements, the last of them the end of a section."""
    last = elements[-1]
    properties = last.find(qn("w:pPr")) if last.tag == qn("w:p") else None
    if properties is None or properties.find(qn("w:sectPr")) is not None:
        return [*elements, _carrier(section)]
    properties.append(section)
    return elements


def close_before(place: Node, section: Node) -> None:
    """End what stands in the section before ``place``, if there is something, in its own."""
    last = place.getprevious()
    if last is None or next(last.iter(qn("w:sectPr")), None) is not None:
        return
    made = deepcopy(section)
    properties = last.find(qn("w:pPr")) if last.tag == qn("w:p") else None
    if last.tag == qn("w:p") and properties is None:
        properties = node("pPr")
        last.insert(0, properties)
    if properties is None:
        place.addprevious(_carrier(made))
    else:
        properties.append(made)


def _carrier(section: Node) -> Node:
    """A paragraph as low as can be, which ends a section after a table."""
    tiny = node("spacing", before=0, after=0, line=20, lineRule="exact")
    return node("p", node("pPr", node("snapToGrid", val=0), tiny, section))


def put_in_place(place: Node, elements: Iterable[Node]) -> None:
    """Let the elements take the paragraph's place; a section that it ended is ended there."""
    ended = place.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    made = list(elements)
    if ended is not None:
        made = close(made, ended)
    for one in made:
        place.addprevious(one)
    place.getparent().remove(place)


def is_last(place: Node, section: Node) -> bool:
    """Whether ``place`` is the last of the body, so that what comes there ends with it."""
    return place.getnext() is section


def ends_with(place: Node, section: Node) -> bool:
    """Whether nothing else is in the section from ``place`` on."""
    owner, after = section.getparent().getparent(), place.getnext()
    return owner is place or (after is owner and not paragraph_text(after))


def remove_place(place: Node, section: Node) -> None:
    """Remove a place that was filled, and the section that is empty without it."""
    owner = section.getparent().getparent()
    if ends_with(place, section) and owner is not place:
        owner.getparent().remove(owner)
    place.getparent().remove(place)


def leave_out(place: Node) -> None:
    """Remove a place for which there is nothing, with its section if that is empty then."""
    section, body = section_of(place), place.getparent()
    clear_around(place)
    before = place.getprevious()
    body.remove(place)
    ended = None if before is None else before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    if ended is not None and before.getnext() is section:
        body.remove(section)
        body.append(ended)
