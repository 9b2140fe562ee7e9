"""The other parts of a Word file: footnotes, running heads and feet, sections, settings."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsmap, qn
from docx.parts.hdrftr import FooterPart, HeaderPart
from lxml import etree  # type: ignore[import-untyped]

from compilation.house import text_nodes
from compilation.writers.word.elements import Node, node, paragraph, run
from compilation.writers.word.sections import insert

_NOTES = PackURI("/word/footnotes.xml")
_SETTINGS_BEFORE = (
    "hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "mathPr",
    "attachedSchema", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats",
    "shapeDefaults", "decimalSymbol", "listSeparator",
)  # fmt: skip
"""What follows the setting of footnotes in the schema."""


def notes_of(document: Any) -> Node:
    """The footnotes of a Word file, which has them after this if it had not before."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
            return etree.fromstring(relation.target_part.blob)
    made = etree.Element(qn("w:footnotes"), nsmap={"w": nsmap["w"]})
    for number, kind in ((0, "separator"), (1, "continuationSeparator")):
        line = node("p", node("r", node(kind)))
        made.append(node("footnote", line, id=number, type=kind))
    return made


def store_notes(document: Any, notes: Node) -> None:
    """Put the footnotes into the file, numbered ①②③ on every page."""
    blob = etree.tostring(notes, xml_declaration=True, encoding="UTF-8", standalone=True)
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
            relation.target_part._blob = blob
            break
    else:
        part = Part(_NOTES, CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    for section in document.element.body.iter(qn("w:sectPr")):
        if section.find(qn("w:footnotePr")) is None:  # LibreOffice looks for it here
            insert(section, node("footnotePr", *_numbering()))
    settings = document.settings.element
    for old in settings.findall(qn("w:footnotePr")):
        settings.remove(old)
    separators = (node("footnote", id=one.get(qn("w:id"))) for one in notes
                  if one.get(qn("w:type")) in ("separator", "continuationSeparator"))  # fmt: skip
    _set(settings, node("footnotePr", *_numbering(), *separators))


def _numbering() -> Iterator[Node]:
    yield node("numFmt", val="decimalEnclosedCircle")
    yield node("numRestart", val="eachPage")


def refresh_at_opening(document: Any) -> None:
    """Let Word ask to refresh the fields when it opens the file."""
    settings = document.settings.element
    if settings.find(qn("w:updateFields")) is None:
        _set(settings, node("updateFields", val="true"))


def _set(settings: Node, made: Node) -> None:
    later = {qn(f"w:{name}") for name in _SETTINGS_BEFORE}
    later.add("{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr")
    after = next((one for one in settings if one.tag in later), None)
    if after is None:
        settings.append(made)
    else:
        after.addprevious(made)


def fill_nodes(root: Node, values: Mapping[str, str]) -> None:
    """Put ``values`` in the place of {{names}}, whatever runs Word has broken them into."""
    for paragraph_ in root.iter(qn("w:p")):
        nodes = list(text_nodes(paragraph_))
        for name, value in values.items():
            while _fill_once(nodes, f"{{{{{name}}}}}", value):
                pass


def _fill_once(nodes: list[Node], place: str, value: str) -> bool:
    whole = "".join(one.text or "" for one in nodes)
    start = whole.find(place)
    if start < 0 or place in value:
        return False
    end, at = start + len(place), 0
    for one in nodes:
        text = one.text or ""
        low, high = max(start - at, 0), min(end - at, len(text))
        if low < high or (low == high == 0 and start == at):
            said = value if start >= at else ""
            one.text = text[:low] + said + text[high:]
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(text)
    return True


def new_header(document: Any, styles: Mapping[str, str], text: str) -> str:
    """The id of a new running head."""
    part = HeaderPart.new(document.part.package)
    _write(part.element, [paragraph(styles["header"], run(text))])
    return str(document.part.relate_to(part, RELATIONSHIP_TYPE.HEADER))


def new_footer(document: Any, styles: Mapping[str, str], children: Iterable[Node]) -> str:
    """The id of a new running foot."""
    part = FooterPart.new(document.part.package)
    _write(part.element, [paragraph(styles["footer"], *children)])
    return str(document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTER))


def _write(root: Node, paragraphs: list[Node]) -> None:
    for one in list(root):
        root.remove(one)
    root.extend(paragraphs)


def heads_and_feet(document: Any) -> Iterator[Node]:
    """The roots of all running heads and feet."""
    kinds = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    for relation in list(document.part.rels.values()):
        if relation.reltype in kinds:
            yield relation.target_part.element


def with_part(document: Any, section: Node, values: Mapping[str, str]) -> None:
    """Give a section heads and feet of its own, if they name the part: filled with ``values``."""
    for name in ("headerReference", "footerReference"):
        for reference in section.findall(qn(f"w:{name}")):
            old = document.part.related_parts[reference.get(qn("r:id"))]
            words = "".join(one.text or "" for one in old.element.iter(qn("w:t")))
            if any(f"{{{{{key}}}}}" in words for key in values):
                made = _copied(document, old)
                fill_nodes(made.element, values)
                kind = getattr(RELATIONSHIP_TYPE, name.removesuffix("Reference").upper())
                reference.set(qn("r:id"), document.part.relate_to(made, kind))


def _copied(document: Any, old: Any) -> Any:
    """The part once more, with its relations (a picture in a running head)."""
    stem = "header" if isinstance(old, HeaderPart) else "footer"
    name = document.part.package.next_partname(f"/word/{stem}%d.xml")
    made = type(old)(name, old.content_type, deepcopy(old.element), document.part.package)
    for relation in old.rels.values():
        target = relation.target_ref if relation.is_external else relation.target_part
        made.load_rel(relation.reltype, target, relation.rId, relation.is_external)
    return made
