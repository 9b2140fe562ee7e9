"""A page as identity sees it: its traits, its text, and a sketch of that. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from storage.records import Content, Trait
from storage.text import fold, number_key, title_key

SENTENCE = re.compile(r"[.;!?\n]")
"""Where a sentence of folded text ends."""
SKETCH_SIZE = 8
COMPARED_CHARS = 20_000


@dataclass(frozen=True)
class Page:
    """A page's traits, and its text, which is read only where it decides."""

    trait: Trait
    read: Callable[[], str]

    @cached_property
    def text(self) -> str:
        """Folded, and no longer than what is compared."""
        return fold(self.read())[:COMPARED_CHARS]

    @property
    def is_read(self) -> bool:
        """Whether its text had to decide."""
        return "text" in vars(self)

    @cached_property
    def chars(self) -> Counter[str]:
        """How often the text has each character: how alike two can be at most follows from it."""
        return Counter(self.text)


def trait_of(
    posting_id: str, version_id: str, content: Content, speaking: bool, listed_on: date | None
) -> Trait:
    """What of a page tells which document it carries."""
    return Trait(
        posting_id=posting_id,
        version_id=version_id,
        title=content.title,
        title_key=title_key(content.title),
        number_key=number_key(content.document_number),
        issuing_bodies=content.issuing_bodies,
        signed_on=content.signed_on,
        dated_on=content.published_on or listed_on,
        speaking=speaking,
        chars=min(len(fold(content.text)), COMPARED_CHARS),
    )


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of the text's sentences: copies share most, other texts none."""
    return tuple(sorted(sentences(text))[:SKETCH_SIZE])


def sentences(text: str) -> set[int]:
    """The hashes of the text's sentences, but for short ones."""
    hashes = set()
    for sentence in SENTENCE.split(fold(text)):
        if len(sentence) >= 12:
            raw = hashlib.blake2b(sentence.encode(), digest_size=8).digest()
            hashes.add(int.from_bytes(raw, "big") >> 1)
    return hashes
