"""A book as a Word file: the template, filled."""

import io
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx.oxml.ns import qn

from compilation.house import (
    BODY,
    CONTENTS,
    PART,
    SHEET,
    House,
    open_template,
    paragraph_text,
    place_in,
    places_in,
    values_of,
)
from compilation.writers.book import SHEET_TITLE, Book
from compilation.writers.saving import same_zip
from compilation.writers.word.body import WordBody
from compilation.writers.word.elements import Node, node
from compilation.writers.word.parts import (
    fill_nodes,
    heads_and_feet,
    new_header,
    notes_of,
    refresh_at_opening,
    store_notes,
    with_part,
)
from compilation.writers.word.sections import (
    begin_page,
    clear_around,
    close,
    close_before,
    ends_with,
    inherit,
    is_last,
    leave_out,
    put_in_place,
    remove_place,
    section_of,
    text_width,
)
from compilation.writers.word.styles import put_styles
from compilation.writers.word.template import default_template
from storage.records import Draft

_PART = PART.strip("{}")
_KNOWN = {place.strip("{}") for place in (BODY, CONTENTS, SHEET, PART)}


@dataclass(kw_only=True)
class WordDocument:
    """A book in a Word file, of which the page numbers in the contents may be set anew."""

    document: Any
    numbers: list[Node]
    made_at: datetime
    notes: tuple[str, ...]

    def number(self, pages: list[int]) -> None:
        """Write the page of each heading into the contents."""
        for number, page in zip(self.numbers, pages, strict=bool(self.numbers)):
            number.text = str(page)

    def refresh_at_opening(self) -> None:
        """Let Word ask to refresh the contents when it opens the file."""
        refresh_at_opening(self.document)

    def to_bytes(self) -> bytes:
        """The file; the same book gives the same bytes."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return same_zip(buffer.getvalue())


def word_document(book: Book, draft: Draft, house: House) -> WordDocument:
    """The template of the house (or our own) with the book in it."""
    document = open_template(house.template) if house.template else default_template(house)
    body = document.element.body
    width = text_width(section_of(place_in(body, BODY)))
    styles = put_styles(document.styles.element, width)
    notes = notes_of(document)
    values = values_of(house, draft)
    for root in (body, *heads_and_feet(document)):
        fill_nodes(root, values)
    remarks = tuple(_remarks(document, house))
    first_note = 1 + max(int(one.get(qn("w:id"))) for one in notes)
    word = WordBody(styles=styles, first_note=first_note, width=width)
    _put_sheet(document, word, book)
    _put_body(document, word, book)
    place = place_in(body, CONTENTS)
    if place is not None:
        put_in_place(place, [word.contents(book) if book.parts else word.nothing()])
    for root in heads_and_feet(document):
        fill_nodes(root, {_PART: ""})
    notes.extend(word.note_elements())
    store_notes(document, notes)
    _describe(document, draft, house)
    return WordDocument(
        document=document,
        numbers=word.numbers,
        made_at=draft.made_at,
        notes=remarks,
    )


def _put_body(document: Any, word: WordBody, book: Book) -> None:
    """Each part in a section of its own, in the place of {{正文}}."""
    place: Node = place_in(document.element.body, BODY)
    clear_around(place)
    section = section_of(place)
    inherit(section)
    close_before(place, section)
    parts = [(part.title, word.part(part)) for part in book.parts] or [("", [word.nothing()])]
    ends = is_last(place, section)
    for at, (title, elements) in enumerate(parts, 1):
        final = ends and at == len(parts)
        own = section if final else deepcopy(section)
        begin_page(own, first=1 if at == 1 else None)
        with_part(document, own, {_PART: title})
        for one in elements if final else close(elements, own):
            place.addprevious(one)
    if not ends and not ends_with(place, section):
        begin_page(section, first=None)
    remove_place(place, section)


def _put_sheet(document: Any, word: WordBody, book: Book) -> None:
    """The compilers' sheet in its place, else at the end in a section of its own."""
    body = document.element.body
    place = place_in(body, SHEET)
    if not book.sheet:
        if place is not None:
            leave_out(place)
    elif place is not None:
        put_in_place(place, word.sheet(book.sheet))
    else:
        last = body.find(qn("w:sectPr"))
        inherit(last)
        close_before(last, last)
        begin_page(last, first=1)
        for old in last.findall(qn("w:headerReference")):
            last.remove(old)
        head = node("headerReference", type="default")
        head.set(qn("r:id"), new_header(document, word.styles, SHEET_TITLE))
        last.insert(0, head)
        for one in word.sheet(book.sheet):
            last.addprevious(one)


def _describe(document: Any, draft: Draft, house: House) -> None:
    properties = document.core_properties
    properties.title = f"{house.title} {draft.month}"
    properties.created = properties.modified = draft.made_at
    properties.author = properties.last_modified_by = house.publisher


def _remarks(document: Any, house: House) -> Iterator[str]:
    """What of the template is not as it is meant."""
    body = document.element.body
    if place_in(body, CONTENTS) is None:
        yield f"模板 {house.template} 中没有独占一段的 {CONTENTS}，没有写目录。"
    roots = (body, *heads_and_feet(document))
    texts = (paragraph_text(one) for root in roots for one in root.iter(qn("w:p")))
    for name in sorted({name for text in texts for name in places_in(text)} - _KNOWN):
        yield f"模板中的 {{{{{name}}}}} 不是已知的占位符，照原样保留。"
