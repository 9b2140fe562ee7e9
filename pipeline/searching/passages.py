"""The texts of a document in which words are looked for, and how much each says of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

from storage.records import Content, Document
from storage.search.folding import Folded
from storage.text import number_key

Field = Literal["title", "number", "issuer", "heading", "text", "file", "attachment"]
"""``file``: the name of an attachment; ``attachment``: its text."""
_LEAST = 8
"""Characters of a first paragraph."""
_STANDS_OUT: frozenset[Field] = frozenset({"title", "number", "issuer", "heading", "file"})


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One text of a document; a word stands in one of them, never in two together."""

    field: Field
    text: str
    """As shown."""
    name: str = ""
    """Of an attachment: what it is called."""
    stands_out: bool = False
    """It says what the document is about: a title, a heading, the first paragraph."""

    @cached_property
    def folded(self) -> Folded:
        return Folded(self.text)


@dataclass(frozen=True)
class Readable:
    """A document with its texts."""

    document: Document
    """As people decided it."""
    content: Content | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    """Names and texts of its files."""

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Its texts, as they are searched."""
        return passages_of(self.document, self.content, self.attachments)

    @property
    def folded(self) -> tuple[str, ...]:
        """The same, as words are looked for in them."""
        return tuple(one.folded.text for one in self.passages)


class Named(Protocol):
    """A document, or as much of it as names it."""

    @property
    def title(self) -> str: ...
    @property
    def document_number(self) -> str | None: ...
    @property
    def issuing_bodies(self) -> tuple[str, ...]: ...


def passages_of(
    document: Named, content: Content | None, attachments: Sequence[tuple[str, str]]
) -> tuple[Passage, ...]:
    """The texts of the document in the order in which they count; empty ones left out."""
    found = [
        _passage("title", document.title),
        _passage("number", document.document_number or ""),
        *(_passage("issuer", name) for name in document.issuing_bodies),
    ]
    if content:
        blocks = content.blocks
        found += [_passage("heading", one.text) for one in blocks if one.kind == "heading"]
        found.append(Passage(field="text", text=_opening(content), stands_out=True))
        found += [_passage("file", one.name) for one in content.attachments]
        found.append(_passage("text", content.text))
    found += [Passage(field="attachment", text=text, name=name) for name, text in attachments]
    return tuple(one for one in found if one.text)


def _passage(field: Field, text: str) -> Passage:
    return Passage(field=field, text=text, stands_out=field in _STANDS_OUT)


def _opening(content: Content) -> str:
    """The first paragraph that says anything: not the number above it, nor a lone label."""
    paragraphs = (one.text for one in content.blocks if one.kind == "paragraph")
    number = number_key(content.document_number)
    return next(
        (text for text in paragraphs if len(text) >= _LEAST and number_key(text) != number), ""
    )
